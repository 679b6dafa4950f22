//! 排队号时间线: what happened to a ticket or to an appointment, who was called before it too.

use std::io::{self, Write};

use engine::case::Position;
use engine::code::CaseNumber;
use engine::event::Event;
use engine::record::Record;
use engine::ticket::{
    Appointment, AppointmentEnd, AppointmentNumber, Slot, Ticket, TicketDay, TicketEnd,
    TicketNumber, TicketState,
};
use engine::time::Day;
use serde::Serialize;
use store::HistoryError;

use crate::beside::ToldBeside;
use crate::look_up::{Finder, Found, Wanted};
use crate::moment::Moment;
use crate::source::SourceError;
use crate::telling::minute;
use crate::words::Lang;

/// What people hold in their hands for a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Held {
    /// 排队号
    Ticket(TicketNumber),
    /// 预约号
    Appointment(AppointmentNumber),
}

/// A ticket or an appointment up to a moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TicketStory {
    /// Its number.
    pub number: String,
    /// 分区
    pub zone: String,
    /// 事项; empty means any matter of the zone.
    pub items: Vec<String>,
    /// 预约时段
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slot: Option<Slot>,
    /// `waiting`, `called`, `in_service`, or how it ended; of an appointment `booked`, or how it ended.
    pub state: &'static str,
    /// 一号多办 the cases received under it.
    pub cases: Vec<CaseNumber>,
    /// What happened, in order; calls that passed it over too.
    pub events: Vec<ToldBeside<&'static str>>,
}

/// What a number is that people hold for a day; that of a case is nothing of the kind.
pub fn as_held(number: &CaseNumber) -> Option<Held> {
    let text = number.as_str();
    let ticket = text.parse().map(Held::Ticket);
    ticket.or_else(|_| text.parse().map(Held::Appointment)).ok()
}

impl Held {
    fn day(self) -> Day {
        match self {
            Held::Ticket(number) => number.day,
            Held::Appointment(number) => number.day,
        }
    }

    fn number(self) -> String {
        match self {
            Held::Ticket(number) => number.to_string(),
            Held::Appointment(number) => number.to_string(),
        }
    }

    /// Whether an event is about it, or passes it over, or gives a ticket for it.
    fn is_told_by(self, event: &Event) -> bool {
        match self {
            Held::Ticket(number) => {
                let passes = matches!(event, Event::TicketCalled(e) if e.passed.contains(&number));
                passes || event.ticket() == Some(number)
            }
            Held::Appointment(number) => {
                let comes =
                    matches!(event, Event::TicketIssued(e) if e.appointment == Some(number));
                comes || event.appointment() == Some(number)
            }
        }
    }

    fn state(self, day: &TicketDay) -> Option<&'static str> {
        match self {
            Held::Ticket(number) => day.ticket(number).map(|ticket| state_of(ticket)),
            Held::Appointment(number) => day.appointment(number).map(|booked| end_of(booked)),
        }
    }
}

impl TicketStory {
    /// The story of a ticket or an appointment up to a moment.
    pub fn of(finder: &Finder<'_>, held: Held, moment: Moment) -> Result<TicketStory, SourceError> {
        let number = held.number();
        let wanted = Wanted::Day(held.day(), &number);
        let Found { records, setup, .. } = finder.find(wanted, moment)?;
        let (mut day, mut events) = (TicketDay::new(held.day()), Vec::new());
        for record in &records {
            fold(&mut day, record)?;
            let told = held.state(&day).filter(|_| held.is_told_by(&record.entry.event));
            events.extend(told.map(|state| ToldBeside::of(&setup, record, state)));
        }
        let unknown = || SourceError::UnknownCase { number: number.clone() };
        let state = held.state(&day).ok_or_else(unknown)?;
        let (zone, items, slot, cases) = match held {
            Held::Ticket(number) => {
                let ticket = day.ticket(number).ok_or_else(unknown)?;
                (&ticket.zone, &ticket.items, ticket.slot, ticket.cases.clone())
            }
            Held::Appointment(number) => {
                let booked = day.appointment(number).ok_or_else(unknown)?;
                (&booked.zone, &booked.items, Some(booked.slot), Vec::new())
            }
        };
        let zone = zone.to_string();
        let items = items.iter().map(ToString::to_string).collect();
        Ok(TicketStory { number: number.clone(), zone, items, slot, state, cases, events })
    }

    /// Writes it for people.
    pub fn write(&self, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
        let title = if self.number.starts_with('Y') {
            lang.of("预约号", "appointment")
        } else {
            lang.of("排队号", "ticket")
        };
        let zone = lang.of("分区", "zone");
        writeln!(out, "{title} {}  {zone} {} {}", self.number, self.zone, self.items.join(" "))?;
        if let Some(Slot { begins, until, .. }) = self.slot {
            let (from, to) = (minute(begins), minute(until));
            let (slot, kept) = (lang.of("预约时段", "slot"), lang.of("保留至", "kept until"));
            writeln!(out, "  {slot} {from}, {kept} {to}")?;
        }
        for (told, no) in self.events.iter().zip(1_usize..) {
            told.write(no, &state_in(lang, told.phase), lang, out)?;
        }
        let then = lang.of("此时状态", "state then");
        writeln!(out, "{then}: {}", state_in(lang, self.state))?;
        let case = lang.of("办件", "case");
        self.cases.iter().try_for_each(|number| writeln!(out, "  {case}: {number}"))
    }
}

/// What the state of a ticket or appointment is called.
pub(crate) fn state_in(lang: Lang, state: &str) -> String {
    lang.value("ticket", "state", state)
}

/// Where a ticket stands, as JSON names it.
pub fn state_of(ticket: &Ticket) -> &'static str {
    match &ticket.state {
        TicketState::Waiting => "waiting",
        TicketState::Called { .. } => "called",
        TicketState::InService { .. } => "in_service",
        TicketState::Ended(TicketEnd::Served) => "served",
        TicketState::Ended(TicketEnd::Cancelled) => "cancelled",
        TicketState::Ended(TicketEnd::Void) => "void",
        TicketState::Ended(TicketEnd::Lapsed) => "lapsed",
    }
}

fn end_of(booked: &Appointment) -> &'static str {
    match booked.end {
        None => "booked",
        Some(AppointmentEnd::TurnedUp) => "turned_up",
        Some(AppointmentEnd::Cancelled) => "cancelled",
        Some(AppointmentEnd::NoShow) => "no_show",
    }
}

fn fold(day: &mut TicketDay, record: &Record) -> Result<(), SourceError> {
    let here = Position { seq: record.seq, at: record.meta.occurred_at };
    let folded = day.evolve(&record.entry.event, here);
    folded.map_err(|error| {
        let (seq, reason) = (record.seq, error.to_string());
        SourceError::History(HistoryError::Illegal { seq, reason })
    })
}
