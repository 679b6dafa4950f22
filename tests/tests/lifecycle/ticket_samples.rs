//! An event of every kind that tickets and appointments have.

use engine::event::{
    AppointmentBooked, AppointmentEnded, Event, EventKind, ServiceStarted, TicketCalled,
    TicketCaseOpened, TicketEnded, TicketIssued, TicketMissed, TicketMoved, TicketPolicySet,
};
use engine::ticket::{AppointmentEnd, CallRule, MissFate, Slot, TicketEnd, TicketNumber};
use tests::hall::{at, code, token};
use tests::tickets::policy;

#[expect(clippy::wildcard_enum_match_arm, reason = "only these kinds come here")]
pub(crate) fn event_of(kind: EventKind) -> Option<Event> {
    let ticket: TicketNumber = code("20260302-0001");
    let appointment = code("Y20260302-0001");
    let (zone, items, officer) = (code("Z1"), Vec::new(), code("comp1"));
    let slot = Slot {
        begins: at("2026-03-02 09:00"),
        ends: at("2026-03-02 10:00"),
        until: at("2026-03-02 10:15"),
    };
    Some(match kind {
        EventKind::TicketPolicySet => TicketPolicySet { version: 2, policy: policy() }.into(),
        EventKind::TicketIssued => {
            let (person, ground, appointment, slot) = (None, None, None, None);
            TicketIssued { ticket, zone, items, person, ground, appointment, slot }.into()
        }
        EventKind::TicketCalled => {
            let (window, rule, passed) = (code("W1"), CallRule::Arrival, Vec::new());
            TicketCalled { ticket, window, officer, call: 1, rule, policy: 1, passed }.into()
        }
        EventKind::TicketMissed => {
            TicketMissed { ticket, missed: 1, fate: MissFate::Last, policy: 1 }.into()
        }
        EventKind::ServiceStarted => ServiceStarted { ticket, officer }.into(),
        EventKind::TicketEnded => {
            TicketEnded { ticket, end: TicketEnd::Served, reason: None }.into()
        }
        EventKind::TicketMoved => {
            TicketMoved { ticket, zone, window: None, reason: "属专区事项".into() }.into()
        }
        EventKind::TicketCaseOpened => TicketCaseOpened { ticket, case: code("CASE-1") }.into(),
        EventKind::AppointmentBooked => {
            AppointmentBooked { appointment, zone, items, person: token(1), slot, policy: 1 }.into()
        }
        EventKind::AppointmentEnded => {
            AppointmentEnded { appointment, end: AppointmentEnd::NoShow, reason: None }.into()
        }
        _ => return None,
    })
}
