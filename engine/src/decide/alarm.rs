//! 到时、重算: what happens when a rung of a clock is reached, and when a calendar moves the dates.

use crate::clock::{Clock, ClockKind, Rung};
use crate::code::{StaffId, UnitId};
use crate::command::{Actor, FireAlarm, RecalculateClocks};
use crate::event::{
    ClockRecalculated, DeadlinePassed, DeemedAccepted, DeemedWithdrawn, Escalated, Event, Evidence,
    OpinionRecalculated, Stream, WarningIssued,
};
use crate::lifecycle::Phase;
use crate::policy::{Card, CorrectionExpiry};
use crate::refusal::{Refusal, Rule};
use crate::values::ClosingKind;

use super::Effect;
use super::acceptance::decision_clocks;
use super::context::{Context, File};
use super::gaps::IN_WORK;
use super::{occasion, proactive, tacit};

/// Why a newer calendar moves dates.
pub(super) const CALENDAR_MOVED: &str = "工作日历更新 a newer calendar was published";

/// 到时: every rung that is reached fires, once, in order of time; a deemed outcome ends the round.
pub(super) fn fire(ctx: &Context<'_>, c: &FireAlarm) -> Result<Effect, Refusal> {
    by_the_engine(ctx)?;
    let file = ctx.any_file(&c.case)?;
    // Nothing fires by dates that a newer calendar has moved.
    let moved = moved(ctx, &file);
    if !moved.is_empty() {
        return Ok(Effect::of(Stream::Case(file.case.id), moved));
    }
    let own = file.case.clocks.iter().map(|clock| (clock, None));
    let opinions = file.case.extras().opinions.iter();
    let clocks = own.chain(opinions.map(|task| (&task.clock, Some(&task.department))));
    let mut reached: Vec<(Rung, &Clock, Option<&UnitId>)> = clocks
        .filter(|(clock, _)| clock.is_running())
        .flat_map(|(clock, unit)| {
            clock.reckoning.rungs.iter().map(move |rung| (*rung, clock, unit))
        })
        .filter(|(rung, clock, _)| rung.at <= ctx.at && !clock.has_fired(rung.level))
        .collect();
    reached.sort_by_key(|(rung, clock, unit)| (rung.at, clock.kind, *unit, rung.level));
    let mut events: Vec<Event> = Vec::new();
    for (rung, clock, asked) in reached {
        let evidence = evidence(ctx, &file, clock, asked);
        let card: Option<Card> = rung.level.into();
        if let Some(card) = card {
            events.push(WarningIssued { card, evidence }.into());
            continue;
        }
        events.push(DeadlinePassed { evidence }.into());
        if let Some(department) = asked {
            // One department's silence ends nothing: the others' rungs go on.
            events.extend(tacit::opinion(&file, department));
            continue;
        }
        let effects = expired(ctx, &file, clock);
        if !effects.is_empty() {
            events.extend(effects);
            break;
        }
    }
    Ok(Effect::of(Stream::Case(file.case.id), events))
}

/// What follows when a due date is over, apart from the cards. Silence is taken for approval only where
/// the item version says so and names its basis.
fn expired(ctx: &Context<'_>, file: &File<'_>, clock: &Clock) -> Vec<Event> {
    let phase = file.case.phase();
    match clock.kind {
        ClockKind::Acceptance if matches!(phase, Phase::Received | Phase::PreCheck) => {
            let event = DeemedAccepted {
                effective: clock.start,
                unit: file.case.intake_unit.clone(),
                clocks: decision_clocks(ctx, file.item(), clock.start),
            };
            vec![event.into()]
        }
        ClockKind::Correction if phase == Phase::AwaitingCorrection => not_supplied(ctx, clock),
        ClockKind::Promise => tacit::decision(ctx, file).into_iter().collect(),
        ClockKind::Tolerant if IN_WORK.contains(&phase) => not_supplied(ctx, clock),
        ClockKind::HandOff if phase == Phase::Transferred => {
            let department = file.department().clone();
            let reason = "未按时接件 the hand-off was not acknowledged in time".into();
            vec![Escalated { department, reason }.into()]
        }
        ClockKind::Renewal => occasion::renewed(ctx, file).into_iter().collect(),
        ClockKind::Consent if phase == Phase::Received => {
            proactive::lapsed(file).into_iter().collect()
        }
        ClockKind::Acceptance
        | ClockKind::Correction
        | ClockKind::HandOff
        | ClockKind::Consent
        | ClockKind::Forwarding
        | ClockKind::OnlineCheck
        | ClockKind::Statutory
        | ClockKind::Step
        | ClockKind::Special
        | ClockKind::LowerReview
        | ClockKind::Tolerant
        | ClockKind::CommitmentCheck
        | ClockKind::OwedDocument
        | ClockKind::Opinion
        | ClockKind::Bundle
        | ClockKind::Delivery => Vec::new(),
    }
}

/// 补交不来: deemed withdrawn where the policy names its local basis, else the card is all.
fn not_supplied(ctx: &Context<'_>, clock: &Clock) -> Vec<Event> {
    match &policy_of(ctx, clock).correction_expiry {
        CorrectionExpiry::CardOnly => Vec::new(),
        CorrectionExpiry::DeemedWithdrawn(basis) => {
            let closing = ClosingKind::NotSupplied;
            vec![DeemedWithdrawn { basis: basis.clone(), closing }.into()]
        }
    }
}

fn evidence(ctx: &Context<'_>, file: &File<'_>, clock: &Clock, asked: Option<&UnitId>) -> Evidence {
    let calendar = ctx.setup.calendar_at(clock.reckoning.calendar);
    let calendar = calendar.expect("a clock's calendar stays on file");
    let (unit, person) = match asked {
        Some(department) => (department.clone(), None),
        None => responsible(file, clock.kind),
    };
    Evidence {
        clock: clock.kind,
        start: clock.start,
        budget: clock.budget,
        extension: clock.extension,
        suspensions: clock.suspensions.clone(),
        due: clock.reckoning.due.expect("only a clock with a due date has rungs"),
        provisional: clock.reckoning.provisional,
        counted: clock.counted(calendar, ctx.today().plus(-1)),
        calendar: clock.reckoning.calendar,
        policy: clock.policy,
        source: clock.kind.source().into(),
        unit,
        person,
    }
}

/// 责任单位、责任人
fn responsible(file: &File<'_>, clock: ClockKind) -> (UnitId, Option<StaffId>) {
    let case = file.case;
    match clock {
        ClockKind::Acceptance
        | ClockKind::OnlineCheck
        | ClockKind::Correction
        | ClockKind::Forwarding
        | ClockKind::Consent
        | ClockKind::Tolerant => (case.intake_unit.clone(), case.intake_officers.first().cloned()),
        ClockKind::Statutory
        | ClockKind::Promise
        | ClockKind::Step
        | ClockKind::HandOff
        | ClockKind::Special
        | ClockKind::LowerReview
        | ClockKind::CommitmentCheck
        | ClockKind::OwedDocument
        | ClockKind::Opinion
        | ClockKind::Renewal
        | ClockKind::Bundle
        | ClockKind::Delivery => {
            let handler = case.task().and_then(|task| task.handler.clone());
            (file.department().clone(), handler)
        }
    }
}

fn policy_of<'a>(ctx: &Context<'a>, clock: &Clock) -> &'a crate::policy::ClockPolicy {
    ctx.setup.policy_at(clock.policy).expect("a clock's policy stays on file")
}

/// 重算: what a newer calendar moved is written down, and why.
pub(super) fn recalculate(ctx: &Context<'_>, c: &RecalculateClocks) -> Result<Effect, Refusal> {
    by_the_engine(ctx)?;
    let file = ctx.any_file(&c.case)?;
    Ok(Effect::of(Stream::Case(file.case.id), moved(ctx, &file)))
}

/// The running clocks whose dates a newer calendar moves.
fn moved(ctx: &Context<'_>, file: &File<'_>) -> Vec<Event> {
    let current = ctx.calendar();
    let older = file
        .case
        .clocks
        .iter()
        .filter(|clock| clock.is_running() && clock.reckoning.calendar < current.version());
    let mut events: Vec<Event> = Vec::new();
    for clock in older {
        let reckoning = clock.reckon(current, policy_of(ctx, clock));
        let was = &clock.reckoning;
        let is_moved = (was.due, was.provisional) != (reckoning.due, reckoning.provisional)
            || was.rungs != reckoning.rungs;
        if is_moved {
            let cause = CALENDAR_MOVED.into();
            let event = ClockRecalculated { clock: clock.kind, was: was.due, reckoning, cause };
            events.push(event.into());
        }
    }
    for task in &file.case.extras().opinions {
        if !task.clock.is_running() || task.clock.reckoning.calendar >= current.version() {
            continue;
        }
        let reckoning = task.clock.reckon(current, policy_of(ctx, &task.clock));
        let was = task.clock.reckoning.due;
        let (department, cause) = (task.department.clone(), CALENDAR_MOVED.into());
        events.push(OpinionRecalculated { department, was, reckoning, cause }.into());
    }
    events
}

pub(super) fn by_the_engine(ctx: &Context<'_>) -> Result<(), Refusal> {
    match ctx.actor() {
        Actor::System => Ok(()),
        Actor::Staff(_) | Actor::Applicant | Actor::Admin | Actor::Port(_) => {
            Err(Rule::WrongRole.because("only the engine's own timers send this"))
        }
    }
}
