//! One event of every kind that tickets and appointments have.

use engine::ticket::{
    AppointmentEnd, AppointmentNumber, CallRule, GreenGround, MissFate, Precedence, Slot, SlotRule,
    TicketEnd, TicketNumber, TicketPolicy,
};

use super::*;

pub(super) fn tickets() -> Vec<Event> {
    let ticket: TicketNumber = code("20261127-0042");
    let earlier: TicketNumber = code("20261127-0007");
    let appointment: AppointmentNumber = code("Y20261128-0003");
    let saturday = day("2026-11-28").start();
    let hours = |hours: i64| saturday.plus_ms(hours * 3_600_000);
    let slot = Slot { begins: hours(9), ends: hours(10), until: hours(11) };
    let policy = TicketPolicy {
        green: [GreenGround::Elderly, GreenGround::WithInfant].into(),
        order: vec![Precedence::Appointment, Precedence::Green],
        passes_max: 4,
        slots: vec![SlotRule {
            zone: code("A"),
            from: day("2026-11-01"),
            to: Some(day("2026-12-31")),
            days: [6].into(),
            begins: 540,
            ends: 600,
            capacity: 8,
        }],
        ..TicketPolicy::default()
    };
    vec![
        TicketPolicySet { version: 2, policy }.into(),
        TicketIssued {
            ticket,
            zone: code("A"),
            items: vec![code("SC-01"), code("SC-02")],
            person: Some(party(5).token),
            ground: Some(GreenGround::Serviceman),
            appointment: Some(appointment),
            slot: Some(slot),
        }
        .into(),
        TicketCalled {
            ticket,
            window: code("A-01"),
            officer: code("S-0001"),
            call: 1,
            rule: CallRule::Appointment,
            policy: 2,
            passed: vec![earlier],
        }
        .into(),
        TicketMissed { ticket, missed: 1, fate: MissFate::Behind(earlier), policy: 2 }.into(),
        ServiceStarted { ticket, officer: code("S-0001") }.into(),
        TicketEnded { ticket, end: TicketEnd::Cancelled, reason: Some(code("不办了")) }.into(),
        TicketMoved {
            ticket,
            zone: code("B"),
            window: Some(code("B-02")),
            reason: code("属专区事项"),
        }
        .into(),
        TicketCaseOpened { ticket, case: code("113600000000000000000000000000000202611200001") }
            .into(),
        AppointmentBooked {
            appointment,
            zone: code("A"),
            items: vec![code("SC-01")],
            person: party(5).token,
            slot,
            policy: 2,
        }
        .into(),
        AppointmentEnded { appointment, end: AppointmentEnd::NoShow, reason: Some(code("未到")) }
            .into(),
    ]
}
