//! 一日的号: the tickets of one day and the appointments for it. One stream a day: who is called depends on who else
//! waits, so they are one history.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::case::Position;
use crate::code::{WindowId, ZoneId};
use crate::event::{Event, EventKind, TicketCalled, TicketMissed};
use crate::id::{Seq, Token};
use crate::time::{Day, Timestamp};

use super::{
    Appointment, AppointmentNumber, Arrival, CallRule, MissFate, Ticket, TicketEnd, TicketNumber,
    TicketState,
};

/// An event that cannot follow what the log says of the day before it: damage, not refusal.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{event:?} cannot follow on the tickets of {day}")]
pub struct IllegalTicket {
    /// The day.
    pub day: Day,
    /// The event.
    pub event: EventKind,
}

/// The tickets and appointments of one day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketDay {
    /// Which.
    pub day: Day,
    /// By their ordinals.
    pub tickets: BTreeMap<u32, Arc<Ticket>>,
    /// By their ordinals.
    pub appointments: BTreeMap<u32, Arc<Appointment>>,
    /// The last record.
    pub last_seq: Seq,
    /// Tickets that have not ended.
    open: BTreeSet<u32>,
    /// Appointments that have not ended, by when nobody who is late has them any more.
    awaited: BTreeSet<(Timestamp, u32)>,
}

impl TicketDay {
    /// A day without anything.
    pub fn new(day: Day) -> TicketDay {
        TicketDay {
            day,
            tickets: BTreeMap::new(),
            appointments: BTreeMap::new(),
            last_seq: 0,
            open: BTreeSet::new(),
            awaited: BTreeSet::new(),
        }
    }

    /// A ticket of the day.
    pub fn ticket(&self, number: TicketNumber) -> Option<&Arc<Ticket>> {
        self.tickets.get(&number.ordinal).filter(|ticket| ticket.number == number)
    }

    /// An appointment for the day.
    pub fn appointment(&self, number: AppointmentNumber) -> Option<&Arc<Appointment>> {
        self.appointments.get(&number.ordinal).filter(|known| known.number == number)
    }

    /// The tickets that have not ended, by number.
    pub fn open(&self) -> impl Iterator<Item = &Arc<Ticket>> {
        self.open.iter().filter_map(|ordinal| self.tickets.get(ordinal))
    }

    /// Who waits in a zone, in no particular order.
    pub fn waiting<'a>(&'a self, zone: &'a ZoneId) -> impl Iterator<Item = &'a Arc<Ticket>> {
        self.open().filter(move |ticket| ticket.is_waiting() && &ticket.zone == zone)
    }

    /// The ticket that a window has: called, or being served.
    pub fn held_by(&self, window: &WindowId) -> Option<&Arc<Ticket>> {
        self.open().find(|ticket| ticket.at_window() == Some(window))
    }

    /// The open ticket of a person in a zone.
    pub fn held_of(&self, person: Token, zone: &ZoneId) -> Option<&Arc<Ticket>> {
        self.open().find(|ticket| ticket.person == Some(person) && &ticket.zone == zone)
    }

    /// The appointments that have not ended, the first to lapse first.
    pub fn awaited(&self) -> impl Iterator<Item = &Arc<Appointment>> {
        self.awaited.iter().filter_map(|(_, ordinal)| self.appointments.get(ordinal))
    }

    /// How many hold a slot that begins then: who cancelled gave it back.
    pub fn booked(&self, zone: &ZoneId, begins: Timestamp) -> usize {
        let has_it = |known: &&Arc<Appointment>| {
            &known.zone == zone
                && known.slot.begins == begins
                && known.end != Some(super::AppointmentEnd::Cancelled)
        };
        self.appointments.values().filter(has_it).count()
    }

    /// When the next appointment or, after the day, the tickets that are left lapse.
    pub fn alarm(&self) -> Option<Timestamp> {
        let late = self.awaited.first().map(|(until, _)| until.plus_ms(1));
        let over = (!self.open.is_empty()).then(|| self.day.next().start());
        late.into_iter().chain(over).min()
    }

    /// True when nothing of it is open: it leaves memory after the day.
    pub fn is_settled(&self) -> bool {
        self.open.is_empty() && self.awaited.is_empty()
    }

    /// Folds one event.
    #[expect(clippy::wildcard_enum_match_arm, reason = "every other event is equally out of place")]
    pub fn evolve(&mut self, event: &Event, here: Position) -> Result<(), IllegalTicket> {
        let is_folded = match event {
            Event::TicketIssued(e) => self.issue(&Arc::new(Ticket::issued(e, here.seq, here.at))),
            Event::TicketCalled(e) => self.call(e, here),
            Event::TicketMissed(e) => self.miss(e, here),
            Event::ServiceStarted(e) => self.ticket_mut(e.ticket, here).and_then(|ticket| {
                let TicketState::Called { window, .. } = &ticket.state else { return None };
                let (window, officer) = (window.clone(), e.officer.clone());
                ticket.state = TicketState::InService { window, officer };
                Some(())
            }),
            Event::TicketEnded(e) => self.end(e.ticket, e.end, here),
            Event::TicketMoved(e) => self.ticket_mut(e.ticket, here).map(|ticket| {
                (ticket.zone, ticket.window) = (e.zone.clone(), e.window.clone());
                ticket.state = TicketState::Waiting;
            }),
            Event::TicketCaseOpened(e) => self.ticket_mut(e.ticket, here).map(|ticket| {
                ticket.cases.push(e.case.clone());
            }),
            Event::AppointmentBooked(e) => {
                let number = e.appointment;
                let booked = Arc::new(Appointment::booked(e, here.at));
                self.awaited.insert((booked.slot.until, number.ordinal));
                let is_new = self.appointments.insert(number.ordinal, booked).is_none();
                (is_new && number.day == self.day).then_some(())
            }
            Event::AppointmentEnded(e) => self.end_appointment(e.appointment, e.end, here),
            _ => None,
        };
        self.last_seq = here.seq;
        is_folded.ok_or(IllegalTicket { day: self.day, event: event.kind() })
    }

    /// A ticket that has not ended; an event is about it.
    fn ticket_mut(&mut self, number: TicketNumber, here: Position) -> Option<&mut Ticket> {
        let ticket = self.tickets.get_mut(&number.ordinal)?;
        let ticket = Some(ticket).filter(|t| t.number == number && t.is_open())?;
        let ticket = Arc::make_mut(ticket);
        ticket.version += 1;
        ticket.last_at = here.at;
        Some(ticket)
    }

    fn issue(&mut self, ticket: &Arc<Ticket>) -> Option<()> {
        let number = ticket.number;
        self.open.insert(number.ordinal);
        let is_new = self.tickets.insert(number.ordinal, Arc::clone(ticket)).is_none();
        (is_new && number.day == self.day).then_some(())
    }

    fn call(&mut self, e: &TicketCalled, here: Position) -> Option<()> {
        for passed in &e.passed {
            let passed = self.tickets.get_mut(&passed.ordinal).filter(|t| t.is_waiting())?;
            let passed = Arc::make_mut(passed);
            passed.passed = passed.passed.saturating_add(1);
        }
        let ticket = self.ticket_mut(e.ticket, here)?;
        let is_legal = match &ticket.state {
            TicketState::Waiting => e.rule != CallRule::Recall,
            TicketState::Called { window, .. } => e.rule == CallRule::Recall && window == &e.window,
            TicketState::InService { .. } | TicketState::Ended(_) => false,
        };
        let (window, officer) = (e.window.clone(), e.officer.clone());
        ticket.state = TicketState::Called { window, officer, calls: e.call };
        is_legal.then_some(())
    }

    fn miss(&mut self, e: &TicketMissed, here: Position) -> Option<()> {
        let arrival: Option<Arrival> = match e.fate {
            MissFate::Behind(other) => {
                let (first, _) = self.ticket(other)?.arrival;
                Some((first, here.seq))
            }
            MissFate::Last => Some((here.seq, 0)),
            MissFate::Void => None,
        };
        let ticket = self.ticket_mut(e.ticket, here)?;
        let is_called = matches!(ticket.state, TicketState::Called { .. });
        (ticket.missed, ticket.passed) = (e.missed, 0);
        if let Some(arrival) = arrival {
            (ticket.arrival, ticket.state) = (arrival, TicketState::Waiting);
        } else {
            ticket.state = TicketState::Ended(TicketEnd::Void);
            self.open.remove(&e.ticket.ordinal);
        }
        is_called.then_some(())
    }

    fn end(&mut self, number: TicketNumber, end: TicketEnd, here: Position) -> Option<()> {
        let ticket = self.ticket_mut(number, here)?;
        let is_legal =
            end != TicketEnd::Served || matches!(ticket.state, TicketState::InService { .. });
        ticket.state = TicketState::Ended(end);
        self.open.remove(&number.ordinal);
        is_legal.then_some(())
    }

    fn end_appointment(
        &mut self,
        number: AppointmentNumber,
        end: super::AppointmentEnd,
        here: Position,
    ) -> Option<()> {
        let known = self.appointments.get_mut(&number.ordinal).filter(|known| known.is_open())?;
        let known = Arc::make_mut(known);
        known.end = Some(end);
        known.version += 1;
        known.last_at = here.at;
        self.awaited.remove(&(known.slot.until, number.ordinal));
        Some(())
    }
}
