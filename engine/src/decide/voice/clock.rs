//! 时限 of voices: their cards and lapses, their extension, and who answers for them.

use crate::clock::{Clock, ClockKind, Rung};
use crate::command::{AnswerVoiceWarning, ExtendVoice, FireVoiceAlarm, RecalculateVoice};
use crate::event::{Stream, VoiceExtended, WarningAnswered};
use crate::hall::Role;
use crate::refusal::{Refusal, Rule};
use crate::spoken::spoken;
use crate::voice::{VoicePhase, Way};

use super::super::Effect;
use super::super::context::{Context, said};
use super::super::rung::{by_the_engine, fired, policy_of, reached, recounts};
use super::{DESK, any_voice, of_the_unit, on, policy, voice};

/// 到时: every rung that is reached fires, once, in order of time.
pub(in crate::decide) fn fire(ctx: &Context<'_>, c: &FireVoiceAlarm) -> Result<Effect, Refusal> {
    by_the_engine(ctx)?;
    let voice = any_voice(ctx, &c.voice)?;
    let stream = Stream::Voice(voice.id);
    // Nothing fires by dates that a newer calendar has moved.
    let moved = recounts(ctx, &voice.clocks);
    if !moved.is_empty() {
        return Ok(Effect::of(stream, moved));
    }
    let clocks = voice.clocks.iter();
    let mut due: Vec<(Rung, &Clock)> =
        clocks.flat_map(|clock| reached(ctx, clock).map(move |rung| (rung, clock))).collect();
    due.sort_by_key(|(rung, clock)| (rung.at, clock.kind, rung.level));
    let who = || (voice.unit.clone(), voice.person.clone());
    let events = due.into_iter().map(|(rung, clock)| fired(ctx, clock, rung, who()));
    Ok(Effect::of(stream, events.collect()))
}

/// 重算: what a newer calendar moved is written down, and why.
pub(in crate::decide) fn recalculate(
    ctx: &Context<'_>,
    c: &RecalculateVoice,
) -> Result<Effect, Refusal> {
    by_the_engine(ctx)?;
    let voice = any_voice(ctx, &c.voice)?;
    Ok(Effect::of(Stream::Voice(voice.id), recounts(ctx, &voice.clocks)))
}

/// 延长: once, before the end, with the approval of the unit's head.
pub(in crate::decide) fn extend(ctx: &Context<'_>, c: &ExtendVoice) -> Result<Effect, Refusal> {
    let ways = [Way::Trouble, Way::Complaint];
    let voice = voice(ctx, &c.voice, &ways, &[VoicePhase::InHand])?;
    let head = ctx.staff_of(&voice.unit, &[Role::DeptHead])?.id.clone();
    said(&c.reason, Rule::ReasonsMissing)?;
    let (kind, days) = if voice.way == Way::Trouble {
        (ClockKind::Trouble, policy(ctx).trouble_extension)
    } else {
        (ClockKind::Complaint, policy(ctx).complaint_extension)
    };
    let clock = voice.running(kind).ok_or_else(|| Rule::NoSuchClock.because(spoken(kind)))?;
    if days == 0 {
        return Err(Rule::NotExtendable.because("the policy gives no days for it"));
    }
    if clock.extension > 0 {
        return Err(Rule::ExtendedBefore.because(format!("by {} days", clock.extension)));
    }
    if let Some(due) = clock.reckoning.due
        && ctx.today() > due
    {
        return Err(Rule::ExtensionTooLate.because(format!("it was due on {due}")));
    }
    let mut longer = clock.clone();
    longer.extension += days;
    let reckoning = longer.reckon(ctx.calendar(), policy_of(ctx, clock));
    let (approver, reason) = (head, c.reason.clone());
    Ok(on(voice, VoiceExtended { clock: kind, days, approver, reason, reckoning }))
}

/// 预警回复, by the unit that answers for it, or a desk of the centre.
pub(in crate::decide) fn answer_warning(
    ctx: &Context<'_>,
    c: &AnswerVoiceWarning,
) -> Result<Effect, Refusal> {
    let voice = any_voice(ctx, &c.voice)?;
    if ctx.staff_with(DESK).is_err() {
        of_the_unit(ctx, voice)?;
    }
    said(&c.answer, Rule::ReasonsMissing)?;
    let fired = |clock: &&Clock| clock.kind == c.clock && clock.has_fired(c.card.into());
    if !voice.clocks.iter().any(|clock| fired(&clock)) {
        return Err(Rule::NotAnswerable.because(format!(
            "{} of {}",
            spoken(c.card),
            spoken(c.clock)
        )));
    }
    let event = WarningAnswered { clock: c.clock, card: c.card, answer: c.answer.clone() };
    Ok(on(voice, event))
}
