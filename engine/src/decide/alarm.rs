//! 到时、重算: what happens when a rung of a clock is reached, and when a calendar moves the dates.

use crate::clock::{Clock, ClockKind, Level, Rung};
use crate::code::{StaffId, UnitId};
use crate::command::{FireAlarm, RecalculateClocks};
use crate::event::{
    DeemedAccepted, DeemedWithdrawn, Escalated, Event, OpinionRecalculated, Stream,
};
use crate::lifecycle::Phase;
use crate::policy::CorrectionExpiry;
use crate::refusal::Refusal;
use crate::values::ClosingKind;

use super::Effect;
use super::acceptance::decision_clocks;
use super::context::{Context, File};
use super::gaps::IN_WORK;
use super::rung::{CALENDAR_MOVED, by_the_engine, fired, policy_of, recounts};
use super::{card, occasion, proactive, rung, tacit};

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
        .flat_map(|(clock, unit)| rung::reached(ctx, clock).map(move |rung| (rung, clock, unit)))
        .collect();
    reached.sort_by_key(|(rung, clock, unit)| (rung.at, clock.kind, *unit, rung.level));
    let mut events: Vec<Event> = Vec::new();
    for (rung, clock, asked) in reached {
        let (unit, person) = match asked {
            Some(department) => (department.clone(), None),
            None => responsible(&file, clock.kind),
        };
        events.push(fired(ctx, clock, rung, (unit, person)));
        if rung.level != Level::Expired {
            continue;
        }
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
    events.extend(card::silent_ports(ctx, &file));
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
        | ClockKind::PublicNotice
        | ClockKind::CommitmentCheck
        | ClockKind::OwedDocument
        | ClockKind::Opinion
        | ClockKind::Bundle
        | ClockKind::ReviewContact
        | ClockKind::Rectification
        | ClockKind::Trouble
        | ClockKind::Revisit
        | ClockKind::TroubleReport
        | ClockKind::Complaint
        | ClockKind::Order
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

/// 责任单位、责任人
pub(super) fn responsible(file: &File<'_>, clock: ClockKind) -> (UnitId, Option<StaffId>) {
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
        | ClockKind::PublicNotice
        | ClockKind::CommitmentCheck
        | ClockKind::OwedDocument
        | ClockKind::Opinion
        | ClockKind::Renewal
        | ClockKind::Bundle
        | ClockKind::ReviewContact
        | ClockKind::Rectification
        | ClockKind::Trouble
        | ClockKind::Revisit
        | ClockKind::TroubleReport
        | ClockKind::Complaint
        | ClockKind::Order
        | ClockKind::Delivery => {
            let handler = case.task().and_then(|task| task.handler.clone());
            (file.department().clone(), handler)
        }
    }
}

/// 重算: what a newer calendar moved is written down, and why.
pub(super) fn recalculate(ctx: &Context<'_>, c: &RecalculateClocks) -> Result<Effect, Refusal> {
    by_the_engine(ctx)?;
    let file = ctx.any_file(&c.case)?;
    Ok(Effect::of(Stream::Case(file.case.id), moved(ctx, &file)))
}

/// The running clocks whose dates a newer calendar moves.
fn moved(ctx: &Context<'_>, file: &File<'_>) -> Vec<Event> {
    let mut events = recounts(ctx, &file.case.clocks);
    for task in &file.case.extras().opinions {
        let Some(reckoning) = rung::moved(ctx, &task.clock) else { continue };
        let was = task.clock.reckoning.due;
        let (department, cause) = (task.department.clone(), CALENDAR_MOVED.into());
        events.push(OpinionRecalculated { department, was, reckoning, cause }.into());
    }
    events
}
