//! 一件事限时办结: the cards and the lapse of the bundle's own promise, for which its lead answers.

use std::sync::Arc;

use crate::bundle::{Bundle, BundlePhase};
use crate::clock::Clock;
use crate::command::{AnswerBundleWarning, FireBundleAlarm, RecalculateBundle};
use crate::event::{
    ClockRecalculated, DeadlinePassed, Event, Evidence, Stream, WarningAnswered, WarningIssued,
};
use crate::hall::Role;
use crate::policy::Card;
use crate::refusal::{Refusal, Rule};

use super::super::Effect;
use super::super::alarm::{CALENDAR_MOVED, by_the_engine};
use super::super::context::{Context, said};
use super::super::flow::BACK_OFFICE;
use super::in_phase;

const NOT_ARCHIVED: &[BundlePhase] =
    &[BundlePhase::Received, BundlePhase::InProgress, BundlePhase::Withdrawn, BundlePhase::Closed];

/// 到时: every rung that is reached fires, once, in order of time.
pub(in crate::decide) fn fire(ctx: &Context<'_>, c: &FireBundleAlarm) -> Result<Effect, Refusal> {
    by_the_engine(ctx)?;
    let here = in_phase(ctx, &c.bundle, NOT_ARCHIVED)?;
    let stream = Stream::Bundle(here.bundle.id);
    // Nothing fires by dates that a newer calendar has moved.
    let moved = moved(ctx, here.bundle);
    if !moved.is_empty() {
        return Ok(Effect::of(stream, moved));
    }
    let Some(clock) = here.bundle.clock.as_ref().filter(|clock| clock.is_running()) else {
        return Ok(Effect::of(stream, Vec::new()));
    };
    let rungs = clock.reckoning.rungs.iter();
    let reached = rungs.filter(|rung| rung.at <= ctx.at && !clock.has_fired(rung.level));
    let events = reached.map(|rung| {
        let evidence = evidence(ctx, here.bundle, clock);
        let card: Option<Card> = rung.level.into();
        match card {
            Some(card) => WarningIssued { card, evidence }.into(),
            None => DeadlinePassed { evidence }.into(),
        }
    });
    Ok(Effect::of(stream, events.collect()))
}

/// 重算: what a newer calendar moved is written down, and why.
pub(in crate::decide) fn recalculate(
    ctx: &Context<'_>,
    c: &RecalculateBundle,
) -> Result<Effect, Refusal> {
    by_the_engine(ctx)?;
    let here = in_phase(ctx, &c.bundle, NOT_ARCHIVED)?;
    Ok(Effect::of(Stream::Bundle(here.bundle.id), moved(ctx, here.bundle)))
}

fn moved(ctx: &Context<'_>, bundle: &Arc<Bundle>) -> Vec<Event> {
    let current = ctx.calendar();
    let Some(clock) = bundle
        .clock
        .as_ref()
        .filter(|clock| clock.is_running() && clock.reckoning.calendar < current.version())
    else {
        return Vec::new();
    };
    let policy = ctx.setup.policy_at(clock.policy).expect("a clock's policy stays on file");
    let reckoning = clock.reckon(current, policy);
    let was = &clock.reckoning;
    let is_moved = (was.due, was.provisional) != (reckoning.due, reckoning.provisional)
        || was.rungs != reckoning.rungs;
    if !is_moved {
        return Vec::new();
    }
    let (was, cause) = (was.due, CALENDAR_MOVED.into());
    vec![ClockRecalculated { clock: clock.kind, was, reckoning, cause }.into()]
}

fn evidence(ctx: &Context<'_>, bundle: &Bundle, clock: &Clock) -> Evidence {
    let calendar = ctx.setup.calendar_at(clock.reckoning.calendar);
    let calendar = calendar.expect("a clock's calendar stays on file");
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
        unit: bundle.lead.clone(),
        person: None,
    }
}

/// 预警回复, by the department that leads or a manager of the centre.
pub(in crate::decide) fn answer(
    ctx: &Context<'_>,
    c: &AnswerBundleWarning,
) -> Result<Effect, Refusal> {
    let here = in_phase(ctx, &c.bundle, NOT_ARCHIVED)?;
    if ctx.staff_with(&[Role::CentreManager]).is_err() {
        ctx.staff_of(&here.bundle.lead, BACK_OFFICE)?;
    }
    said(&c.answer, Rule::ReasonsMissing)?;
    let clock = here.bundle.clock.as_ref().filter(|clock| clock.has_fired(c.card.into()));
    let Some(clock) = clock else {
        return Err(Rule::NotAnswerable.because(format!("{:?} of the bundle", c.card)));
    };
    let event = WarningAnswered { clock: clock.kind, card: c.card, answer: c.answer.clone() };
    Ok(Effect::of(Stream::Bundle(here.bundle.id), vec![event.into()]))
}
