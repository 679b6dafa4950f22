//! 办不成事: a desk for those who meet the conditions and still get nowhere (row 73).

use crate::clock::ClockKind;
use crate::command::{ReportTrouble, ReportTroubleResult, SolveTrouble};
use crate::event::{Stream, TroubleReported, TroubleResultReported, TroubleSolved};
use crate::hall::{Role, WindowKind};
use crate::refusal::{Refusal, Rule};
use crate::voice::{TroubleClass, VoiceKind, VoicePhase, Way};

use super::super::Effect;
use super::super::context::{Context, said};
use super::{DESK, desk_unit, heard, known_case, next, of_the_unit, on, policy, voice};

/// Who sits at the desk.
const AT_THE_DESK: &[Role] =
    &[Role::Guide, Role::CentreManager, Role::QualityOfficer, Role::CompWindow];

/// 反映, at the desk of its own, at the guidance desk, or over a channel of the person himself.
pub(in crate::decide) fn report(ctx: &Context<'_>, c: &ReportTrouble) -> Result<Effect, Refusal> {
    let unit = desk_unit(ctx, AT_THE_DESK)?;
    if let Some(window) = ctx.window()
        && !matches!(window.kind, WindowKind::CannotBeDone | WindowKind::Guidance)
    {
        return Err(Rule::WrongDesk.because(format!("{} is no desk for it", window.id)));
    }
    known_case(ctx, c.case.as_ref())?;
    if let Some(item) = &c.item
        && ctx.setup.item_in_force(item, ctx.today()).is_none()
    {
        return Err(Rule::NotPublished.because(item.to_string()));
    }
    heard(ctx, Some(&c.applicant), c.words.as_ref())?;
    said(&c.summary, Rule::ReasonsMissing)?;
    if policy(ctx).trouble_excluded.contains(&c.ground) {
        let detail = format!("{}: courts, petition office or the window", c.ground.chinese());
        return Err(Rule::OutsideDesk.because(detail));
    }
    let (id, number) = next(ctx, VoiceKind::Trouble)?;
    let event = TroubleReported {
        number,
        case: c.case.clone(),
        item: c.item.clone(),
        ground: c.ground,
        summary: c.summary.clone(),
        applicant: c.applicant.clone(),
        words: c.words.clone(),
        unit,
        clocks: vec![ctx.start(ClockKind::Trouble, policy(ctx).trouble(TroubleClass::General))],
    };
    Ok(Effect::of(Stream::Voice(id), vec![event.into()]))
}

/// 办成 or 解释, by the unit it was assigned to, or by the desk itself.
pub(in crate::decide) fn solve(ctx: &Context<'_>, c: &SolveTrouble) -> Result<Effect, Refusal> {
    let phases = [VoicePhase::Filed, VoicePhase::InHand];
    let voice = voice(ctx, &c.voice, &[Way::Trouble], &phases)?;
    let staff = of_the_unit(ctx, voice)?;
    if voice.phase == VoicePhase::Filed {
        ctx.staff_with(DESK)?;
    }
    said(&c.note, Rule::ReasonsMissing)?;
    let mut clocks = vec![ctx.start_days(ClockKind::Revisit, policy(ctx).revisit_days)];
    let report = policy(ctx).trouble_report_days;
    clocks.extend(report.map(|days| ctx.start_days(ClockKind::TroubleReport, days)));
    let (note, officer) = (c.note.clone(), staff.id.clone());
    Ok(on(voice, TroubleSolved { outcome: c.outcome, note, officer, clocks }))
}

/// 结果报告: once, where the policy of the day of the solution asks for it, recorded by the desk.
pub(in crate::decide) fn report_result(
    ctx: &Context<'_>,
    c: &ReportTroubleResult,
) -> Result<Effect, Refusal> {
    let voice = voice(ctx, &c.voice, &[Way::Trouble], &[VoicePhase::Answered])?;
    let officer = ctx.staff_with(DESK)?.id.clone();
    said(&c.report, Rule::ReasonsMissing)?;
    if voice.running(ClockKind::TroubleReport).is_none() {
        let detail = "no report of the result is due: it was made, or the policy asks for none";
        return Err(Rule::NoSuchClock.because(detail));
    }
    Ok(on(voice, TroubleResultReported { report: c.report.clone(), officer }))
}
