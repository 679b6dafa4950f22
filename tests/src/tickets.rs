//! 排队、预约: what is asked about tickets and appointments, and a hall that offers slots.

use engine::code::{CaseNumber, WindowId, ZoneId};
use engine::command::{
    BookAppointment, CallNext, CancelAppointment, CancelTicket, Command, FinishService,
    LapseTickets, MissTicket, MoveTicket, RecallTicket, ReceiveApplication, SetTicketPolicy,
    StartService, TakeTicket,
};
use engine::event::{Event, TicketCalled};
use engine::ticket::{
    AppointmentNumber, GreenGround, SlotRule, Ticket, TicketNumber, TicketPolicy,
};

use crate::given::Given;
use crate::hall::{Who, admin, applicant, at, code, day, staff, staff_at, token};

/// 导办员
pub fn guide() -> Who {
    staff("guide")
}

/// The second 综合窗口人员, at the second undifferentiated window of the same zone.
pub fn second_window() -> Who {
    staff_at("comp2", "W2")
}

/// A ticket for any matter of a zone.
pub fn take(zone: &str) -> TakeTicket {
    let (items, zone) = (Vec::new(), Some(code(zone)));
    TakeTicket { zone, items, person: None, ground: None, appointment: None }
}

/// A ticket for these items.
pub fn take_for(items: &[&str]) -> TakeTicket {
    let items = items.iter().map(|item| code(item)).collect();
    TakeTicket { zone: None, items, ..take("Z1") }
}

/// A ticket of the green channel.
pub fn take_green(zone: &str, ground: GreenGround) -> TakeTicket {
    TakeTicket { ground: Some(ground), ..take(zone) }
}

/// A ticket of person `n`.
pub fn take_as(zone: &str, n: u64) -> TakeTicket {
    TakeTicket { person: Some(token(n)), ..take(zone) }
}

/// A ticket from an appointment.
pub fn take_booked(appointment: AppointmentNumber) -> TakeTicket {
    TakeTicket { zone: None, appointment: Some(appointment), ..take("Z1") }
}

/// 叫下一号
pub fn call() -> Command {
    CallNext {}.into()
}

/// 重呼
pub fn recall(ticket: TicketNumber) -> Command {
    RecallTicket { ticket }.into()
}

/// 过号
pub fn miss(ticket: TicketNumber) -> Command {
    MissTicket { ticket }.into()
}

/// 开始办理
pub fn start(ticket: TicketNumber) -> Command {
    StartService { ticket }.into()
}

/// 办理完毕
pub fn finish(ticket: TicketNumber) -> Command {
    FinishService { ticket }.into()
}

/// 转窗
pub fn to_window(ticket: TicketNumber, window: &str) -> MoveTicket {
    let window: Option<WindowId> = Some(code(window));
    MoveTicket { ticket, window, zone: None, reason: "另一窗口办理".into() }
}

/// 转区
pub fn to_zone(ticket: TicketNumber, zone: &str) -> MoveTicket {
    let zone: Option<ZoneId> = Some(code(zone));
    MoveTicket { ticket, window: None, zone, reason: "属专区事项".into() }
}

/// 取消排队
pub fn cancel(ticket: TicketNumber) -> Command {
    CancelTicket { ticket, reason: "不等了".into() }.into()
}

/// 预约 of person `n`.
pub fn book(zone: &str, n: u64, begins: &str) -> BookAppointment {
    let (zone, person, begins) = (Some(code(zone)), token(n), at(begins));
    BookAppointment { zone, items: Vec::new(), person, begins }
}

/// 取消预约
pub fn cancel_booked(appointment: AppointmentNumber) -> Command {
    CancelAppointment { appointment, reason: "改日再来".into() }.into()
}

/// 到时 of a day.
pub fn lapse(of: &str) -> Command {
    LapseTickets { day: day(of) }.into()
}

/// An application of person `n` handed in under a ticket.
pub fn apply(item: &str, ticket: TicketNumber) -> ReceiveApplication {
    ReceiveApplication { ticket: Some(ticket), ..crate::say::application(item) }
}

/// 预约时段 of a zone: these minutes of the day, on these days of the week.
pub fn slot(zone: &str, (begins, ends): (u16, u16), days: &[u8], capacity: u16) -> SlotRule {
    SlotRule {
        zone: code(zone),
        from: day("2026-01-01"),
        to: None,
        days: days.iter().copied().collect(),
        begins,
        ends,
        capacity,
    }
}

/// The customary policy with slots of zone Z1 at 9:00, two places each, from Monday to Saturday.
pub fn policy() -> TicketPolicy {
    let slots = vec![
        slot("Z1", (540, 600), &[1, 2, 3, 4, 5], 2),
        slot("Z1", (600, 660), &[1, 2, 3, 4, 5], 2),
        slot("Z1", (540, 600), &[6], 1),
    ];
    TicketPolicy { slots, ..TicketPolicy::default() }
}

/// The command that sets it.
pub fn set(policy: TicketPolicy) -> Command {
    SetTicketPolicy { policy }.into()
}

/// The hall with a policy.
#[track_caller]
pub fn hall_with(policy: TicketPolicy) -> Given {
    Given::hall().then(admin().asks(set(policy)), crate::hall::SET_UP_AT)
}

impl Given {
    /// A ticket is taken at the machine.
    #[track_caller]
    pub fn takes(&self, ticket: TakeTicket, when: &str) -> (Given, TicketNumber) {
        let after = self.then(applicant().asks(ticket), when);
        let number = after.last_ticket();
        (after, number)
    }

    /// An appointment is booked.
    #[track_caller]
    pub fn books(&self, booking: BookAppointment, when: &str) -> (Given, AppointmentNumber) {
        let after = self.then(applicant().asks(booking), when);
        let number = after.last.iter().find_map(Event::appointment).expect("one was booked");
        (after, number)
    }

    /// The next is called.
    #[track_caller]
    pub fn calls(&self, who: &Who, when: &str) -> (Given, TicketCalled) {
        let after = self.then(who.asks(call()), when);
        let called = after.last.iter().find_map(|event| {
            let Event::TicketCalled(e) = event else { return None };
            Some(e.as_ref().clone())
        });
        (after, called.expect("somebody was called"))
    }

    /// The ticket the last command was about.
    #[track_caller]
    pub fn last_ticket(&self) -> TicketNumber {
        self.last.iter().find_map(Event::ticket).expect("a command on a ticket")
    }

    /// A ticket as it stands.
    #[track_caller]
    pub fn ticket(&self, number: TicketNumber) -> Ticket {
        let day = self.world.ticket_day(number.day).expect("the day is in memory");
        day.ticket(number).expect("it was issued").as_ref().clone()
    }

    /// The case received under a ticket last.
    #[track_caller]
    pub fn case_of(&self, number: TicketNumber) -> CaseNumber {
        self.ticket(number).cases.last().expect("a case").clone()
    }
}
