//! 队列: the line of a day as an auditor keeps it, from the tickets and calls alone. It says who was next by the
//! policy of that moment, and whom a window could call at all.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "the line looks at the events of tickets, and at no other"
)]

use std::collections::BTreeMap;

use engine::code::{ItemCode, StaffId, UnitId, WindowId, ZoneId};
use engine::event::{Event, TicketCalled};
use engine::hall::{Staff, Window, WindowKind};
use engine::id::Token;
use engine::setup::Setup;
use engine::ticket::{CallRule, MissFate, Precedence, Slot, TicketEnd, TicketNumber, TicketPolicy};
use engine::time::{Day, Timestamp};

use super::said::{Said, said};
use super::thread::{Deed, Thread};

/// Where a ticket stands.
#[derive(Debug, Clone, PartialEq, Eq)]
enum State {
    Waiting,
    Called,
    Served,
    Ended(TicketEnd),
}

/// A ticket of the line.
#[derive(Debug, Clone)]
struct Ticket {
    zone: ZoneId,
    window: Option<WindowId>,
    items: Vec<ItemCode>,
    person: Option<Token>,
    is_green: bool,
    slot: Option<Slot>,
    /// 到达顺序
    arrival: (u64, u64),
    /// How often one behind it was called before it.
    passed: u16,
    /// When it last changed.
    since: Timestamp,
    state: State,
}

/// What is wrong with one call or service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Wrong {
    /// Another was next; by its appointment, or by green channel, arrival, or having been passed over.
    NotNext { next: TicketNumber, by: CallRule },
    /// The window, or the person there, may not call it.
    NotCallable(Said),
    /// It was over, or was begun a second time.
    Again(Said),
}

/// The line of one day.
#[derive(Default)]
struct Line {
    tickets: BTreeMap<TicketNumber, Ticket>,
}

/// Everything that is wrong in the calls and services of a day, with the place of each.
pub(super) fn wrongs(thread: &Thread) -> Vec<(usize, TicketNumber, Wrong)> {
    let mut line = Line::default();
    let mut wrongs = Vec::new();
    for (place, deed) in thread.numbered() {
        let Some(number) = deed.event.ticket() else { continue };
        let found = line.take(number, deed);
        wrongs.extend(found.into_iter().map(|wrong| (place, number, wrong)));
    }
    wrongs
}

impl Line {
    fn take(&mut self, number: TicketNumber, deed: &Deed) -> Vec<Wrong> {
        let wrongs = match &deed.event {
            Event::TicketIssued(e) => {
                let ticket = Ticket {
                    zone: e.zone.clone(),
                    window: None,
                    items: e.items.clone(),
                    person: e.person,
                    is_green: e.ground.is_some(),
                    slot: e.slot,
                    arrival: (deed.record, 0),
                    passed: 0,
                    since: deed.at,
                    state: State::Waiting,
                };
                self.tickets.insert(number, ticket);
                Vec::new()
            }
            Event::TicketCalled(e) => self.call(e, deed),
            Event::ServiceStarted(_) => self.begin(number),
            Event::TicketEnded(e) => self.end(number, e.end),
            Event::TicketMissed(e) => {
                self.miss(number, e.fate, deed.record);
                Vec::new()
            }
            Event::TicketMoved(e) => {
                if let Some(ticket) = self.tickets.get_mut(&number) {
                    (ticket.zone, ticket.window) = (e.zone.clone(), e.window.clone());
                    ticket.state = State::Waiting;
                }
                Vec::new()
            }
            _ => Vec::new(),
        };
        if let Some(ticket) = self.tickets.get_mut(&number) {
            ticket.since = deed.at;
        }
        wrongs
    }

    fn call(&mut self, e: &TicketCalled, deed: &Deed) -> Vec<Wrong> {
        let Some(hall) = deed.hall.as_deref() else { return Vec::new() };
        let Some(called) = self.tickets.get(&e.ticket) else { return Vec::new() };
        let mut wrongs: Vec<Wrong> = called.over().map(Wrong::Again).into_iter().collect();
        let at = Desk { hall, window: &e.window, officer: &e.officer, day: deed.day() };
        wrongs.extend(at.may_not_call(called).map(Wrong::NotCallable));
        if e.rule != CallRule::Recall {
            let policy = hall.ticket_policy().1;
            let place = |ticket: &Ticket| (ticket.rank(policy, deed.at).0, ticket.arrival);
            let could = |(number, ticket): &(&TicketNumber, &Ticket)| {
                **number != e.ticket
                    && ticket.state == State::Waiting
                    && ticket.since <= deed.at
                    && at.may_not_call(ticket).is_none()
            };
            let next = self.tickets.iter().filter(could).min_by_key(|(_, ticket)| place(ticket));
            if let Some((number, next)) = next
                && place(next) < place(called)
            {
                let by = next.rank(policy, deed.at).1;
                wrongs.push(Wrong::NotNext { next: *number, by });
            }
            let earlier = self.tickets.iter().filter(could);
            let earlier = earlier.filter(|(_, ticket)| ticket.arrival < called.arrival);
            let passed: Vec<TicketNumber> = earlier.map(|(number, _)| *number).collect();
            for number in passed {
                if let Some(ticket) = self.tickets.get_mut(&number) {
                    ticket.passed = ticket.passed.saturating_add(1);
                }
            }
        }
        if let Some(called) = self.tickets.get_mut(&e.ticket) {
            called.state = State::Called;
        }
        wrongs
    }

    fn begin(&mut self, number: TicketNumber) -> Vec<Wrong> {
        let Some(ticket) = self.tickets.get_mut(&number) else { return Vec::new() };
        let wrong = match ticket.state {
            State::Served => Some(said!("此前已开始办理", "its service was begun before")),
            State::Waiting | State::Called | State::Ended(_) => ticket.over(),
        };
        ticket.state = State::Served;
        wrong.map(Wrong::Again).into_iter().collect()
    }

    fn end(&mut self, number: TicketNumber, end: TicketEnd) -> Vec<Wrong> {
        let Some(ticket) = self.tickets.get_mut(&number) else { return Vec::new() };
        let wrong = ticket.over();
        ticket.state = State::Ended(end);
        wrong.map(Wrong::Again).into_iter().collect()
    }

    fn miss(&mut self, number: TicketNumber, fate: MissFate, record: u64) {
        let behind = match fate {
            MissFate::Behind(other) => self.tickets.get(&other).map(|other| other.arrival.0),
            MissFate::Last | MissFate::Void => None,
        };
        let Some(ticket) = self.tickets.get_mut(&number) else { return };
        ticket.passed = 0;
        (ticket.arrival, ticket.state) = match (fate, behind) {
            (MissFate::Void, _) => (ticket.arrival, State::Ended(TicketEnd::Void)),
            (_, Some(first)) => ((first, record), State::Waiting),
            (_, None) => ((record, 0), State::Waiting),
        };
    }
}

impl Ticket {
    fn over(&self) -> Option<Said> {
        match self.state {
            State::Ended(TicketEnd::Served) => Some(said!("此前已办结", "it had been served")),
            State::Ended(TicketEnd::Cancelled) => {
                Some(said!("此前已取消", "it had been cancelled"))
            }
            State::Ended(TicketEnd::Void) => Some(said!("已作废", "it was void")),
            State::Ended(TicketEnd::Lapsed) => Some(said!("已过期", "it had lapsed")),
            State::Waiting | State::Called | State::Served => None,
        }
    }

    /// Its place before the order of arrival, the smallest first, and why.
    fn rank(&self, policy: &TicketPolicy, at: Timestamp) -> (usize, CallRule) {
        if self.passed >= policy.passes_max {
            return (0, CallRule::PassedBefore);
        }
        for (place, precedence) in (1..).zip(&policy.order) {
            match precedence {
                Precedence::Green if self.is_green => return (place, CallRule::Green),
                Precedence::Appointment
                    if self.slot.is_some_and(|s| s.begins <= at && at <= s.until) =>
                {
                    return (place, CallRule::Appointment);
                }
                Precedence::Green | Precedence::Appointment => {}
            }
        }
        (usize::MAX, CallRule::Arrival)
    }
}

/// Where a call was made, and by whom.
struct Desk<'a> {
    hall: &'a Setup,
    window: &'a WindowId,
    officer: &'a StaffId,
    day: Day,
}

impl Desk<'_> {
    /// Why a ticket may not be called here; nothing where it may.
    fn may_not_call(&self, ticket: &Ticket) -> Option<Said> {
        let (window, is_open) = self.hall.windows.get(self.window)?;
        let officer = self.hall.staff.get(self.officer)?;
        if !is_open {
            return Some(said!("窗口{0}已关闭", "{0} is closed"; window.id));
        }
        if ticket.window.as_ref().is_some_and(|only| only != &window.id) {
            return Some(said!("该号已转至其他窗口", "it was handed to another window"));
        }
        if ticket.zone != window.zone {
            return Some(said!("该号在{0}区等候", "it waits in zone {0}"; ticket.zone));
        }
        if !calls_people(window) {
            return Some(said!("窗口{0}不叫号", "{0} calls nobody"; window.id));
        }
        if officer.token.is_some() && officer.token == ticket.person {
            return Some(said!("是{0}本人的号", "it is {0}'s own"; officer.id));
        }
        ticket.items.iter().find_map(|item| self.may_not_take(window, officer, item))
    }

    fn may_not_take(&self, window: &Window, officer: &Staff, code: &ItemCode) -> Option<Said> {
        let Some(version) = self.hall.item_in_force(code, self.day) else {
            return Some(said!("事项{code}未生效", "{code} is not in force"));
        };
        let item = &version.definition;
        let is_here = match window.kind {
            WindowKind::Undifferentiated => !item.not_pooled && window.zone == item.zone,
            WindowKind::Video | WindowKind::SelfService => !item.not_pooled,
            WindowKind::Zone | WindowKind::Satellite | WindowKind::External => {
                window.zone == item.zone
            }
            WindowKind::Delivery
            | WindowKind::Guidance
            | WindowKind::CannotBeDone
            | WindowKind::Bundle
            | WindowKind::Locker => false,
        };
        let holds_letter = |unit: &UnitId| {
            self.hall.intake_letter((&item.department, code), unit, self.day).is_some()
        };
        let hall_of = self.hall.zones.get(&window.zone).map(|zone| &zone.hall);
        let is_delegated = window.kind == WindowKind::Satellite
            && !item.not_pooled
            && hall_of == Some(&officer.unit)
            && holds_letter(&officer.unit);
        let is_listed = window.items.is_empty() || window.items.contains(code);
        let is_its_day = window.days.is_empty() || window.days.contains(&self.day.weekday().iso());
        if !(is_here || is_delegated) || !is_listed || !is_its_day {
            return Some(said!(
                "窗口{0}当日不办事项{code}",
                "{0} does not take {code} that day";
                window.id
            ));
        }
        let may = if officer.unit == item.department {
            !item.entrusted
        } else {
            holds_letter(&officer.unit)
        };
        let is_certified = self.hall.is_certified(officer, item);
        (!may || !is_certified)
            .then(|| said!("{0}不得受理事项{code}", "{0} may not take {code} in"; officer.id))
    }
}

/// Windows to which people come with a number.
fn calls_people(window: &Window) -> bool {
    match window.kind {
        WindowKind::Undifferentiated
        | WindowKind::Zone
        | WindowKind::Delivery
        | WindowKind::Satellite
        | WindowKind::Video
        | WindowKind::External
        | WindowKind::Bundle => true,
        WindowKind::Guidance
        | WindowKind::CannotBeDone
        | WindowKind::SelfService
        | WindowKind::Locker => false,
    }
}
