//! `/v1/tickets`, `/v1/appointments`, `/v1/slots`: who waits for a window, and in which order. Boards show lists:
//! no list names a person, not even by his token.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use engine::code::{CaseNumber, ItemCode, StaffId, WindowId, ZoneId};
use engine::decide::{place_of, rule_of};
use engine::event::Stream;
use engine::id::{Seq, Token};
use engine::record::Record;
use engine::refusal::Rule;
use engine::ticket::{
    Appointment, AppointmentEnd, AppointmentNumber, CallRule, GreenGround, Slot, Ticket, TicketDay,
    TicketEnd, TicketNumber, TicketPolicy, TicketState,
};
use engine::time::{Day, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::HistoryError;

use crate::app::{App, Name, Params, Shared};
use crate::commands::json;
use crate::problem::{Problem, Trouble};
use crate::queries::cases::unblocked;
use crate::queries::page::{Page, limit};

/// 状态
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum StateView {
    /// 等候
    Waiting,
    /// 已叫号
    Called,
    /// 办理中
    InService,
    /// 结束
    Ended,
}

/// A ticket, as boards and windows show it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct TicketView {
    /// 排队号
    pub ticket: TicketNumber,
    /// 分区
    pub zone: ZoneId,
    /// 事项; none means any matter of the zone.
    pub items: Vec<ItemCode>,
    /// 状态
    pub state: StateView,
    /// How it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end: Option<TicketEnd>,
    /// 位次 among those that wait in the zone, from 1, as it is now. A window passes by what it does not take.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<usize>,
    /// 叫号规则 under which it waits now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<CallRule>,
    /// 窗口 that called or serves it, or that alone may call it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub window: Option<WindowId>,
    /// When it was taken.
    pub taken_at: Timestamp,
    /// 过号次数
    pub missed: u8,
    /// How often one behind it was called before it.
    pub passed: u16,
    /// Its version.
    pub version: u32,
}

/// A ticket with all that is known of it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct TicketDetail {
    /// As boards show it.
    #[serde(flatten)]
    pub ticket: TicketView,
    /// 盲标识 of the person.
    pub person: Option<Token>,
    /// 绿色通道事由
    pub ground: Option<GreenGround>,
    /// 预约号
    pub appointment: Option<AppointmentNumber>,
    /// 预约时段
    pub slot: Option<Slot>,
    /// Who called or serves.
    pub officer: Option<StaffId>,
    /// 呼叫次数
    pub calls: u8,
    /// 一号多办 the cases received under it.
    pub cases: Vec<CaseNumber>,
}

/// An appointment.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct AppointmentView {
    /// 预约号
    pub appointment: AppointmentNumber,
    /// 分区
    pub zone: ZoneId,
    /// 事项
    pub items: Vec<ItemCode>,
    /// 预约时段
    pub slot: Slot,
    /// How it ended; absent while it is open.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end: Option<AppointmentEnd>,
    /// 盲标识 of the person, where one appointment is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person: Option<Token>,
    /// Its version.
    pub version: u32,
}

/// A slot that may be booked.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct SlotView {
    /// 分区
    pub zone: ZoneId,
    /// 预约时段
    #[serde(flatten)]
    pub slot: Slot,
    /// How many it holds.
    pub capacity: u16,
    /// How many are left.
    pub free: usize,
}

/// Which tickets or appointments of which day.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Which {
    day: Option<Day>,
    zone: Option<ZoneId>,
    state: Option<StateView>,
    after: Option<String>,
    limit: Option<usize>,
}

/// The tickets of a day by number; those that wait in the order in which they are called.
pub async fn all(
    State(app): State<Shared>,
    Params(which): Params<Which>,
) -> Result<Response, Problem> {
    let after: Option<TicketNumber> = after(which.after.as_deref())?;
    let limit = limit(which.limit);
    let day = of_day(&app, which.day.unwrap_or_else(|| app.now().day())).await?;
    let shown = Shown::of(&app, &day);
    let in_zone = |ticket: &&Arc<Ticket>| which.zone.as_ref().is_none_or(|z| &ticket.zone == z);
    let is_wanted = |view: &TicketView| which.state.is_none_or(|state| view.state == state);
    let tickets = day.tickets.values().filter(in_zone);
    let mut views: Vec<TicketView> =
        tickets.map(|ticket| shown.view(ticket)).filter(is_wanted).collect();
    if which.state == Some(StateView::Waiting) {
        views.sort_by(|a, b| (a.position, &a.zone).cmp(&(b.position, &b.zone)));
    }
    let skipped = match after {
        None => 0,
        Some(after) => views.iter().position(|view| view.ticket == after).map_or(0, |at| at + 1),
    };
    let found: Vec<TicketView> = views.into_iter().skip(skipped).take(limit).collect();
    Ok(json(&Page::of(found, limit, |view| view.ticket.to_string(), |view| view)))
}

/// One ticket.
pub async fn one(State(app): State<Shared>, Name(number): Name) -> Result<Response, Problem> {
    let number = ticket_number(&number)?;
    let day = of_day(&app, number.day).await?;
    let unknown = || Problem::from(Rule::UnknownTicket.because(number.to_string()));
    let ticket = day.ticket(number).ok_or_else(unknown)?;
    Ok(json(&Shown::of(&app, &day).detail(ticket)))
}

/// Everything that happened to a ticket.
pub async fn events(State(app): State<Shared>, Name(number): Name) -> Result<Response, Problem> {
    let number = ticket_number(&number)?;
    let records = of_stream(&app, number.day).await?;
    let about = records.into_iter().filter(|record| record.entry.event.ticket() == Some(number));
    let setup = app.engine.router().setup();
    let views: Vec<_> = about.map(|record| super::events::EventView::of(record, &setup)).collect();
    if views.is_empty() {
        return Err(Rule::UnknownTicket.because(number.to_string()).into());
    }
    Ok(json(&Page { entries: views, next: None }))
}

/// The appointments for a day.
pub async fn appointments(
    State(app): State<Shared>,
    Params(which): Params<Which>,
) -> Result<Response, Problem> {
    if which.state.is_some() {
        return Err(Trouble::Malformed.because("state is for tickets"));
    }
    let after: Option<AppointmentNumber> = after(which.after.as_deref())?;
    let limit = limit(which.limit);
    let day = of_day(&app, which.day.unwrap_or_else(|| app.now().day())).await?;
    let wanted = day.appointments.values().filter(|known| {
        which.zone.as_ref().is_none_or(|zone| &known.zone == zone)
            && after.is_none_or(|after| known.number > after)
    });
    let found: Vec<Arc<Appointment>> = wanted.take(limit).cloned().collect();
    let cursor = |known: &Arc<Appointment>| known.number.to_string();
    Ok(json(&Page::of(found, limit, cursor, |known| appointment_view(&known, false))))
}

/// One appointment.
pub async fn appointment(
    State(app): State<Shared>,
    Name(number): Name,
) -> Result<Response, Problem> {
    let unknown = || Problem::from(Rule::UnknownAppointment.because(format!("{number:.32}")));
    let known: AppointmentNumber = number.parse().map_err(|_| unknown())?;
    let day = of_day(&app, known.day).await?;
    let known = day.appointment(known).ok_or_else(unknown)?;
    Ok(json(&appointment_view(known, true)))
}

/// The slots of a day, and how many places are left.
pub async fn slots(
    State(app): State<Shared>,
    Params(which): Params<Which>,
) -> Result<Response, Problem> {
    if which.state.is_some() || which.after.is_some() || which.limit.is_some() {
        return Err(Trouble::Malformed.because("slots are asked by day and zone"));
    }
    let on = which.day.unwrap_or_else(|| app.now().day());
    let router = app.engine.router();
    let (setup, day) = (router.setup(), router.ticket_day(on));
    let policy = setup.ticket_policy().1;
    let rules = policy
        .slots
        .iter()
        .filter(|rule| rule.is_on(on) && which.zone.as_ref().is_none_or(|zone| &rule.zone == zone));
    let views = rules.map(|rule| {
        let slot = rule.slot(on, policy.late_minutes);
        let booked = day.as_ref().map_or(0, |day| day.booked(&rule.zone, slot.begins));
        let free = usize::from(rule.capacity).saturating_sub(booked);
        SlotView { zone: rule.zone.clone(), slot, capacity: rule.capacity, free }
    });
    let mut views: Vec<SlotView> = views.collect();
    views.sort_by_key(|view| view.slot.begins);
    Ok(json(&views))
}

fn after<T: std::str::FromStr>(text: Option<&str>) -> Result<Option<T>, Problem> {
    let not_ours = || Trouble::Malformed.because("after is not the next of a page before");
    text.map(|text| text.parse().map_err(|_| not_ours())).transpose()
}

fn ticket_number(text: &str) -> Result<TicketNumber, Problem> {
    text.parse().map_err(|_| Rule::UnknownTicket.because(format!("{text:.32}")).into())
}

/// A day in memory, or folded from its history; an empty one where nothing was ever about it.
async fn of_day(app: &App, day: Day) -> Result<Arc<TicketDay>, Problem> {
    if let Some(known) = app.engine.router().ticket_day(day) {
        return Ok(known);
    }
    let mut folded = TicketDay::new(day);
    for record in of_stream(app, day).await? {
        let here = engine::case::Position { seq: record.seq, at: record.meta.occurred_at };
        let fits = folded.evolve(&record.entry.event, here);
        fits.map_err(|error| Trouble::Internal.because(error.to_string()))?;
    }
    Ok(Arc::new(folded))
}

/// Everything that happened on the tickets of a day, in order.
async fn of_stream(app: &App, day: Day) -> Result<Vec<Record>, Problem> {
    let Some(last): Option<Seq> = app.engine.router().ticket_head(day) else {
        return Ok(Vec::new());
    };
    let history = app.history.clone();
    let read = move || -> Result<Vec<Record>, HistoryError> {
        history.of_stream(last, usize::MAX).map(|records| {
            let of_day = |record: &Record| record.entry.stream == Stream::Tickets(day);
            records.into_iter().filter(of_day).collect()
        })
    };
    unblocked(read).await
}

/// What is needed to say where a ticket stands among the others.
struct Shown {
    policy: Arc<TicketPolicy>,
    now: Timestamp,
    order: Vec<(ZoneId, Vec<TicketNumber>)>,
}

impl Shown {
    fn of(app: &App, day: &TicketDay) -> Shown {
        let setup = app.engine.router().setup();
        let policy = Arc::clone(setup.ticket_policy().1);
        let now = app.now();
        let mut zones: Vec<ZoneId> =
            day.open().filter(|ticket| ticket.is_waiting()).map(|t| t.zone.clone()).collect();
        zones.sort_unstable();
        zones.dedup();
        let order = zones.into_iter().map(|zone| {
            let waiting: Vec<&Arc<Ticket>> = day.waiting(&zone).collect();
            let order = in_order(waiting, &policy, now);
            (zone, order)
        });
        let order = order.collect();
        Shown { policy, now, order }
    }

    fn view(&self, ticket: &Ticket) -> TicketView {
        let place = |(zone, order): &(ZoneId, Vec<TicketNumber>)| {
            let is_there = zone == &ticket.zone;
            order.iter().position(|number| is_there && *number == ticket.number)
        };
        let (state, end) = match ticket.state {
            TicketState::Waiting => (StateView::Waiting, None),
            TicketState::Called { .. } => (StateView::Called, None),
            TicketState::InService { .. } => (StateView::InService, None),
            TicketState::Ended(end) => (StateView::Ended, Some(end)),
        };
        let rule = || rule_of(ticket, &self.policy, self.now);
        TicketView {
            ticket: ticket.number,
            zone: ticket.zone.clone(),
            items: ticket.items.clone(),
            state,
            end,
            position: self.order.iter().find_map(place).map(|place| place + 1),
            rule: ticket.is_waiting().then(rule),
            window: ticket.at_window().or(ticket.window.as_ref()).cloned(),
            taken_at: ticket.taken_at,
            missed: ticket.missed,
            passed: ticket.passed,
            version: ticket.version,
        }
    }

    fn detail(&self, ticket: &Ticket) -> TicketDetail {
        let (officer, calls) = match &ticket.state {
            TicketState::Called { officer, calls, .. } => (Some(officer.clone()), *calls),
            TicketState::InService { officer, .. } => (Some(officer.clone()), 0),
            TicketState::Waiting | TicketState::Ended(_) => (None, 0),
        };
        TicketDetail {
            ticket: self.view(ticket),
            person: ticket.person,
            ground: ticket.ground,
            appointment: ticket.appointment,
            slot: ticket.slot,
            officer,
            calls,
            cases: ticket.cases.clone(),
        }
    }
}

/// In the order in which they would be called if one window took them all now.
fn in_order(
    mut waiting: Vec<&Arc<Ticket>>,
    policy: &TicketPolicy,
    now: Timestamp,
) -> Vec<TicketNumber> {
    waiting.sort_by_key(|ticket| place_of(ticket, policy, now));
    waiting.into_iter().map(|ticket| ticket.number).collect()
}

fn appointment_view(known: &Appointment, is_alone: bool) -> AppointmentView {
    AppointmentView {
        appointment: known.number,
        zone: known.zone.clone(),
        items: known.items.clone(),
        slot: known.slot,
        end: known.end,
        person: Some(known.person).filter(|_| is_alone),
        version: known.version,
    }
}
