//! 一件事限时办结: the cards and the lapse of the bundle's own promise, for which its lead answers.

use crate::bundle::BundlePhase;
use crate::command::{AnswerBundleWarning, FireBundleAlarm, RecalculateBundle};
use crate::event::{Stream, WarningAnswered};
use crate::hall::Role;
use crate::refusal::{Refusal, Rule};
use crate::spoken::spoken;

use super::super::Effect;
use super::super::context::{Context, said};
use super::super::flow::BACK_OFFICE;
use super::super::rung::{by_the_engine, fired, reached, recounts};
use super::in_phase;

const NOT_ARCHIVED: &[BundlePhase] =
    &[BundlePhase::Received, BundlePhase::InProgress, BundlePhase::Withdrawn, BundlePhase::Closed];

/// 到时: every rung that is reached fires, once, in order of time.
pub(in crate::decide) fn fire(ctx: &Context<'_>, c: &FireBundleAlarm) -> Result<Effect, Refusal> {
    by_the_engine(ctx)?;
    let here = in_phase(ctx, &c.bundle, NOT_ARCHIVED)?;
    let stream = Stream::Bundle(here.bundle.id);
    // Nothing fires by dates that a newer calendar has moved.
    let moved = recounts(ctx, &here.bundle.clock);
    if !moved.is_empty() {
        return Ok(Effect::of(stream, moved));
    }
    let Some(clock) = &here.bundle.clock else { return Ok(Effect::of(stream, Vec::new())) };
    let lead = || (here.bundle.lead.clone(), None);
    let events = reached(ctx, clock).map(|rung| fired(ctx, clock, rung, lead()));
    Ok(Effect::of(stream, events.collect()))
}

/// 重算: what a newer calendar moved is written down, and why.
pub(in crate::decide) fn recalculate(
    ctx: &Context<'_>,
    c: &RecalculateBundle,
) -> Result<Effect, Refusal> {
    by_the_engine(ctx)?;
    let here = in_phase(ctx, &c.bundle, NOT_ARCHIVED)?;
    Ok(Effect::of(Stream::Bundle(here.bundle.id), recounts(ctx, &here.bundle.clock)))
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
        return Err(Rule::NotAnswerable.because(format!("{} of the bundle", spoken(c.card))));
    };
    let event = WarningAnswered { clock: clock.kind, card: c.card, answer: c.answer.clone() };
    Ok(Effect::of(Stream::Bundle(here.bundle.id), vec![event.into()]))
}
