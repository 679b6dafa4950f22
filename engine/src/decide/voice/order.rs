//! 督查督办: an order to a unit with its limit; answered, and closed or escalated with the unit named (row 105).

use crate::clock::ClockKind;
use crate::command::{IssueOrder, SettleOrder};
use crate::event::{OrderIssued, OrderSettled, Stream};
use crate::hall::Role;
use crate::limits::ORDER_DAYS_MAX;
use crate::refusal::{Refusal, Rule};
use crate::voice::{OrderEnd, VoiceKind, VoicePhase, Way};
use crate::world::FoundVoice;

use super::super::Effect;
use super::super::context::{Context, known_unit, said};
use super::{known_case, next, on, voice};

/// 督办, by the supervision only.
pub(in crate::decide) fn issue(ctx: &Context<'_>, c: &IssueOrder) -> Result<Effect, Refusal> {
    let officer = ctx.staff_with(&[Role::Supervisor])?.id.clone();
    known_unit(ctx.setup, &c.unit)?;
    known_case(ctx, c.case.as_ref())?;
    if let Some(voice) = &c.voice
        && matches!(ctx.world.find_voice(voice), FoundVoice::Unknown)
    {
        return Err(Rule::UnknownVoice.because(voice.to_string()));
    }
    said(&c.matter, Rule::ReasonsMissing)?;
    if c.days == 0 || c.days > ORDER_DAYS_MAX {
        return Err(Rule::BadSetup.because(format!("an order gives 1 to {ORDER_DAYS_MAX} days")));
    }
    let (id, number) = next(ctx, VoiceKind::Order)?;
    let event = OrderIssued {
        number,
        unit: c.unit.clone(),
        matter: c.matter.clone(),
        case: c.case.clone(),
        voice: c.voice.clone(),
        officer,
        clocks: vec![ctx.start_days(ClockKind::Order, c.days)],
    };
    Ok(Effect::of(Stream::Voice(id), vec![event.into()]))
}

/// 办结 after the answer; 通报 of the unit also where none came.
pub(in crate::decide) fn settle(ctx: &Context<'_>, c: &SettleOrder) -> Result<Effect, Refusal> {
    let phases = [VoicePhase::InHand, VoicePhase::Answered];
    let voice = voice(ctx, &c.voice, &[Way::Order], &phases)?;
    let officer = ctx.staff_with(&[Role::Supervisor])?.id.clone();
    said(&c.note, Rule::ReasonsMissing)?;
    if voice.phase == VoicePhase::InHand && c.end == OrderEnd::Closed {
        return Err(Rule::AnswerFirst.because("an order is closed after its answer"));
    }
    let (unit, note) = (voice.unit.clone(), c.note.clone());
    Ok(on(voice, OrderSettled { end: c.end, unit, note, officer }))
}
