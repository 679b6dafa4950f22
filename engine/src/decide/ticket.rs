//! 排队叫号: who may take, call, miss, move and end a ticket (rows 27, 87).

mod appointment;
mod choice;
mod fit;
mod lapse;
mod visit;

use std::sync::Arc;

use crate::code::{CaseNumber, WindowId, ZoneId};
use crate::command::{
    Actor, CancelTicket, FinishService, MissTicket, MoveTicket, RecallTicket, SetTicketPolicy,
    StartService, TakeTicket,
};
use crate::event::{
    AppointmentEnded, Event, ServiceStarted, Stream, TicketCalled, TicketCaseOpened, TicketEnded,
    TicketIssued, TicketMissed, TicketMoved, TicketPolicySet,
};
use crate::hall::{Role, Staff, Window};
use crate::id::Token;
use crate::limits::{CASES_PER_TICKET_MAX, TICKETS_PER_DAY_MAX, TICKETS_WAITING_MAX};
use crate::party::Party;
use crate::refusal::{Refusal, Rule};
use crate::setup::Setup;
use crate::ticket::{
    AppointmentEnd, CallRule, GreenGround, MissFate, Ticket, TicketDay, TicketEnd, TicketNumber,
    TicketPolicy, TicketState,
};
use crate::time::Timestamp;

use super::Effect;
use super::context::{Context, said};
use super::setup::by_a_manager;

pub(super) use appointment::{book, cancel as cancel_appointment};
pub use choice::{Choice, choose, place_of, rule_of};
pub use fit::{Unfit, unfit};
pub(super) use lapse::lapse;
use visit::Visit;

/// Who calls tickets to a window.
const CALLERS: &[Role] = &[
    Role::CompWindow,
    Role::ZoneWindow,
    Role::SatelliteWindow,
    Role::DeliveryWindow,
    Role::ExternalOfficer,
];

/// Who helps at the ticket machine.
const HELPERS: &[Role] = &[
    Role::Guide,
    Role::CompWindow,
    Role::ZoneWindow,
    Role::SatelliteWindow,
    Role::DeliveryWindow,
    Role::CentreManager,
];

/// 设定叫号政策
pub(super) fn set_policy(ctx: &Context<'_>, c: &SetTicketPolicy) -> Result<Effect, Refusal> {
    by_a_manager(ctx)?;
    c.policy.check()?;
    if let Some(rule) = c.policy.slots.iter().find(|rule| !ctx.setup.zones.contains_key(&rule.zone))
    {
        return Err(Rule::UnknownZone.because(rule.zone.to_string()));
    }
    let (version, policy) = ctx.setup.ticket_policy();
    if policy.as_ref() == &c.policy {
        return Ok(Effect::of(Stream::Policy, Vec::new()));
    }
    let event = TicketPolicySet { version: version + 1, policy: c.policy.clone() };
    Ok(Effect::of(Stream::Policy, vec![event.into()]))
}

/// 取号
pub(super) fn take(ctx: &Context<'_>, c: &TakeTicket) -> Result<Effect, Refusal> {
    by_a_person(ctx)?;
    today_only(ctx)?;
    let booked =
        c.appointment.map(|number| appointment::usable(ctx, number, c.person)).transpose()?;
    let visit = Visit::of(ctx, (c.zone.as_ref(), &c.items), booked.map(Arc::as_ref))?;
    let person = booked.map(|booked| booked.person).or(c.person);
    if let Some(ground) = c.ground {
        listed(ctx.setup.ticket_policy().1, ground)?;
    }
    let day = ctx.world.ticket_day(ctx.today());
    let given = day.map_or(0, |day| day.tickets.len());
    let ordinal = next_ordinal(given, "tickets of one day")?;
    if let Some(day) = day {
        one_for_a_person(day, person, &visit.zone)?;
        let waiting = day.waiting(&visit.zone).take(TICKETS_WAITING_MAX).count();
        if waiting >= TICKETS_WAITING_MAX {
            let detail = format!("{TICKETS_WAITING_MAX} wait in zone {}", visit.zone);
            return Err(Rule::TooMany.because(detail));
        }
    }
    let issued = TicketIssued {
        ticket: TicketNumber { day: ctx.today(), ordinal },
        zone: visit.zone,
        items: visit.items,
        person,
        ground: c.ground,
        appointment: c.appointment,
        slot: booked.map(|booked| booked.slot),
    };
    let turned_up = c.appointment.map(|appointment| {
        AppointmentEnded { appointment, end: AppointmentEnd::TurnedUp, reason: None }.into()
    });
    let events: Vec<Event> = std::iter::once(issued.into()).chain(turned_up).collect();
    Ok(Effect::of(Stream::Tickets(ctx.today()), events))
}

/// The applicant at a machine or online, or somebody of the staff who helps him.
fn by_a_person(ctx: &Context<'_>) -> Result<(), Refusal> {
    match ctx.actor() {
        Actor::Applicant => Ok(()),
        Actor::Staff(_) | Actor::System | Actor::Admin | Actor::Port(_) => {
            ctx.staff_with(HELPERS).map(|_| ())
        }
    }
}

/// Whoever waits, waits today: a day that is over takes no more.
fn today_only(ctx: &Context<'_>) -> Result<(), Refusal> {
    if ctx.today() == ctx.recorded_on() {
        return Ok(());
    }
    Err(Rule::OccurredBefore.because("tickets are of the day on which they are recorded"))
}

fn listed(policy: &TicketPolicy, ground: GreenGround) -> Result<(), Refusal> {
    if policy.green.contains(&ground) {
        return Ok(());
    }
    Err(Rule::GroundNotListed.because(crate::spoken::spoken(ground)))
}

fn one_for_a_person(day: &TicketDay, person: Option<Token>, zone: &ZoneId) -> Result<(), Refusal> {
    match person.and_then(|person| day.held_of(person, zone)) {
        Some(held) => Err(Rule::TicketHeld.because(held.number.to_string())),
        None => Ok(()),
    }
}

fn next_ordinal(given: usize, what: &str) -> Result<u32, Refusal> {
    let next = u32::try_from(given).ok().map(|given| given + 1);
    let next = next.filter(|next| *next <= TICKETS_PER_DAY_MAX);
    next.ok_or_else(|| Rule::TooMany.because(format!("{TICKETS_PER_DAY_MAX} {what}")))
}

/// A ticket of today, as the sender saw it.
fn known<'a>(ctx: &Context<'a>, number: TicketNumber) -> Result<&'a Ticket, Refusal> {
    today_only(ctx)?;
    let day = ctx.world.ticket_day(number.day);
    let Some(ticket) = day.and_then(|day| day.ticket(number)) else {
        return Err(Rule::UnknownTicket.because(number.to_string()));
    };
    ctx.is_current(ticket.version, ticket.last_at)?;
    if number.day != ctx.today() {
        return Err(Rule::TicketNotNow.because(format!("{number} is not of today")));
    }
    Ok(ticket)
}

fn not_now(ticket: &Ticket) -> Refusal {
    let state = match ticket.state {
        TicketState::Waiting => "waits",
        TicketState::Called { .. } => "is called",
        TicketState::InService { .. } => "is being served",
        TicketState::Ended(TicketEnd::Served) => "was served",
        TicketState::Ended(TicketEnd::Cancelled) => "was cancelled",
        TicketState::Ended(TicketEnd::Void) => "is void",
        TicketState::Ended(TicketEnd::Lapsed) => "lapsed",
    };
    Rule::TicketNotNow.because(format!("{} {state}", ticket.number))
}

/// The person at an open window who calls tickets there.
fn caller<'a>(ctx: &Context<'a>) -> Result<(&'a Staff, &'a Window), Refusal> {
    let staff = ctx.staff_with(CALLERS)?;
    let window = ctx.window();
    let window =
        window.ok_or_else(|| Rule::WrongWindow.because("say at which window, in `place`"))?;
    Ok((staff, window))
}

/// The ticket is at the window where the person stands.
fn here<'a>(ctx: &Context<'a>, ticket: &Ticket) -> Result<(&'a Staff, &'a Window), Refusal> {
    let (staff, window) = caller(ctx)?;
    match ticket.at_window() {
        Some(at) if at == &window.id => Ok((staff, window)),
        Some(at) => Err(Rule::TicketElsewhere.because(format!("{} is at {at}", ticket.number))),
        None => Err(not_now(ticket)),
    }
}

fn on(ticket: &Ticket, event: impl Into<Event>) -> Effect {
    Effect::of(Stream::Tickets(ticket.number.day), vec![event.into()])
}

/// 叫下一号: the one that the policy puts first of those the window may call.
pub(super) fn call_next(ctx: &Context<'_>) -> Result<Effect, Refusal> {
    let (staff, window) = caller(ctx)?;
    today_only(ctx)?;
    let nobody = || Rule::NobodyWaits.because(format!("at {} for {}", window.id, staff.id));
    let day = ctx.world.ticket_day(ctx.today()).ok_or_else(nobody)?;
    if let Some(held) = day.held_by(&window.id) {
        return Err(Rule::WindowBusy.because(format!("{} is at {}", held.number, window.id)));
    }
    let policy = ctx.setup.ticket_policy().0;
    let choice = next_for(ctx.setup, day, (window, staff), ctx.at);
    let Choice { ticket, rule, passed } = choice.ok_or_else(nobody)?;
    let (window, officer) = (window.id.clone(), staff.id.clone());
    let event = TicketCalled { ticket, window, officer, call: 1, rule, policy, passed };
    Ok(Effect::of(Stream::Tickets(ctx.today()), vec![event.into()]))
}

/// Who is next at a window where a person of the staff stands: the whole choice, for an auditor too.
pub fn next_for(
    setup: &Setup,
    day: &TicketDay,
    (window, staff): (&Window, &Staff),
    at: Timestamp,
) -> Option<Choice> {
    let candidates = day.waiting(&window.zone).filter(|ticket| {
        ticket.last_at <= at && unfit(setup, (window, staff), ticket, at.day()).is_none()
    });
    choose(candidates, setup.ticket_policy().1, at)
}

/// 重呼
pub(super) fn recall(ctx: &Context<'_>, c: &RecallTicket) -> Result<Effect, Refusal> {
    let ticket = known(ctx, c.ticket)?;
    let TicketState::Called { calls, .. } = &ticket.state else { return Err(not_now(ticket)) };
    let (staff, window) = fit::still(ctx, ticket)?;
    let call = calls.checked_add(1);
    let call = call.ok_or_else(|| Rule::TooMany.because("calls of one ticket"))?;
    let event = TicketCalled {
        ticket: c.ticket,
        window: window.id.clone(),
        officer: staff.id.clone(),
        call,
        rule: CallRule::Recall,
        policy: ctx.setup.ticket_policy().0,
        passed: Vec::new(),
    };
    Ok(on(ticket, event))
}

/// 过号: it waits further back, at the end, or is void, as the policy says.
pub(super) fn miss(ctx: &Context<'_>, c: &MissTicket) -> Result<Effect, Refusal> {
    let ticket = known(ctx, c.ticket)?;
    let TicketState::Called { calls, .. } = &ticket.state else { return Err(not_now(ticket)) };
    here(ctx, ticket)?;
    let (policy, rules) = ctx.setup.ticket_policy();
    if *calls < rules.calls_before_missed {
        let detail = format!("called {calls} of {} times", rules.calls_before_missed);
        return Err(Rule::CalledTooFew.because(detail));
    }
    let missed = ticket.missed.saturating_add(1);
    let day = ctx.world.ticket_day(c.ticket.day).expect("the ticket was found in its day");
    let fate = if missed >= rules.missed_void {
        MissFate::Void
    } else if missed >= rules.missed_to_end {
        MissFate::Last
    } else {
        behind(day, ticket, rules.missed_back)
    };
    Ok(on(ticket, TicketMissed { ticket: c.ticket, missed, fate, policy }))
}

/// 顺延 behind so many that wait after it in its zone; to the end where there are not as many.
fn behind(day: &TicketDay, ticket: &Ticket, back: u16) -> MissFate {
    let later = day.waiting(&ticket.zone).filter(|other| ticket.arrival < other.arrival);
    let mut later: Vec<_> = later.map(|other| (other.arrival, other.number)).collect();
    later.sort_unstable();
    let place = usize::from(back).checked_sub(1).and_then(|place| later.get(place));
    place.map_or(MissFate::Last, |(_, number)| MissFate::Behind(*number))
}

/// 开始办理
pub(super) fn start(ctx: &Context<'_>, c: &StartService) -> Result<Effect, Refusal> {
    let ticket = known(ctx, c.ticket)?;
    if !matches!(ticket.state, TicketState::Called { .. }) {
        return Err(not_now(ticket));
    }
    let (staff, _) = here(ctx, ticket)?;
    Ok(on(ticket, ServiceStarted { ticket: c.ticket, officer: staff.id.clone() }))
}

/// 办理完毕
pub(super) fn finish(ctx: &Context<'_>, c: &FinishService) -> Result<Effect, Refusal> {
    let ticket = known(ctx, c.ticket)?;
    if !matches!(ticket.state, TicketState::InService { .. }) {
        return Err(not_now(ticket));
    }
    here(ctx, ticket)?;
    Ok(on(ticket, TicketEnded { ticket: c.ticket, end: TicketEnd::Served, reason: None }))
}

/// 转窗/转区, by the window that has it, or by a guide or manager while it waits.
pub(super) fn hand_on(ctx: &Context<'_>, c: &MoveTicket) -> Result<Effect, Refusal> {
    said(&c.reason, Rule::ReasonsMissing)?;
    let ticket = known(ctx, c.ticket)?;
    if !ticket.is_open() {
        return Err(not_now(ticket));
    }
    if ticket.is_waiting() {
        ctx.staff_with(&[Role::Guide, Role::CentreManager])?;
    } else {
        here(ctx, ticket)?;
    }
    let zone = target(ctx, ticket, (c.window.as_ref(), c.zone.as_ref()))?;
    let (window, reason) = (c.window.clone(), c.reason.clone());
    if ticket.is_waiting() && (&ticket.zone, &ticket.window) == (&zone, &window) {
        return Ok(Effect::of(Stream::Tickets(c.ticket.day), Vec::new()));
    }
    Ok(on(ticket, TicketMoved { ticket: c.ticket, zone, window, reason }))
}

/// The zone to which a ticket goes: one with a window for it.
fn target(
    ctx: &Context<'_>,
    ticket: &Ticket,
    (window, zone): (Option<&WindowId>, Option<&ZoneId>),
) -> Result<ZoneId, Refusal> {
    let Some(window) = window else {
        let zone = zone.ok_or_else(|| Rule::BadTicket.because("name `window` or `zone`"))?;
        return Visit::on(ctx, (Some(zone), &ticket.items), ctx.today()).map(|visit| visit.zone);
    };
    match ctx.setup.windows.get(window) {
        None => Err(Rule::UnknownWindow.because(window.to_string())),
        Some((_, false)) => Err(Rule::WindowClosed.because(window.to_string())),
        Some((known, true)) if zone.is_some_and(|zone| zone != &known.zone) => {
            Err(Rule::BadTicket.because(format!("{window} is in zone {}", known.zone)))
        }
        Some((known, true)) if !fit::is_served(ctx.setup, known, &ticket.items, ctx.today()) => {
            Err(Rule::NoWindowFor.because(format!("{window} does not take what it is for")))
        }
        Some((known, true)) => Ok(known.zone.clone()),
    }
}

/// 取消排队, by its holder or whoever helps; before he is served.
pub(super) fn cancel(ctx: &Context<'_>, c: &CancelTicket) -> Result<Effect, Refusal> {
    by_a_person(ctx)?;
    said(&c.reason, Rule::ReasonsMissing)?;
    let ticket = known(ctx, c.ticket)?;
    match ticket.state {
        TicketState::Waiting | TicketState::Called { .. } => (),
        TicketState::InService { .. } | TicketState::Ended(_) => return Err(not_now(ticket)),
    }
    let reason = Some(c.reason.clone());
    Ok(on(ticket, TicketEnded { ticket: c.ticket, end: TicketEnd::Cancelled, reason }))
}

/// 一号多办: what the cases received under a ticket, one or those of a bundle, mean for it, once they have their
/// numbers.
pub(super) fn with_cases(
    ctx: &Context<'_>,
    number: Option<TicketNumber>,
    (applicant, agent): (&Party, Option<&Party>),
    mut effect: Effect,
) -> Result<Effect, Refusal> {
    let Some(number) = number else { return Ok(effect) };
    today_only(ctx)?;
    // The version that the sender saw is the case's, and the case is new.
    let ticket = ctx.world.ticket_day(number.day).and_then(|day| day.ticket(number));
    let ticket = ticket.ok_or_else(|| Rule::UnknownTicket.because(number.to_string()))?;
    if !matches!(ticket.state, TicketState::InService { .. }) {
        return Err(not_now(ticket));
    }
    here(ctx, ticket)?;
    let is_his = |person: Token| {
        applicant.token == person || agent.is_some_and(|agent| agent.token == person)
    };
    if ticket.person.is_some_and(|person| !is_his(person)) {
        let detail = format!("{number}: its holder is neither applicant nor agent");
        return Err(Rule::NotTicketHolder.because(detail));
    }
    let opened = received(&effect);
    if ticket.cases.len() + opened.len() > CASES_PER_TICKET_MAX {
        return Err(Rule::TooMany.because(format!("{CASES_PER_TICKET_MAX} cases of one ticket")));
    }
    let stream = Stream::Tickets(number.day);
    let events = opened.into_iter().map(|case| TicketCaseOpened { ticket: number, case });
    effect.beside.extend(events.map(|event| (stream, event.into())));
    Ok(effect)
}

fn received(effect: &Effect) -> Vec<CaseNumber> {
    let events = effect.events.iter().chain(effect.beside.iter().map(|(_, event)| event));
    let number = |event: &Event| {
        let Event::ApplicationReceived(e) = event else { return None };
        Some(e.number.clone())
    };
    events.filter_map(number).collect()
}
