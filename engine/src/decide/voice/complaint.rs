//! 投诉举报: filed, assigned, returned by the wrong addressee in time, answered (rows 22, 106).

use crate::clock::ClockKind;
use crate::command::{FileComplaint, ReturnVoice};
use crate::event::{ComplaintFiled, Stream, VoiceReturned};
use crate::hall::{Role, WindowKind};
use crate::refusal::{Refusal, Rule};
use crate::voice::{ReturnCause, VoiceKind, VoicePhase, Way};

use super::super::Effect;
use super::super::context::{Context, said};
use super::{desk_unit, heard, known_case, managed_by, next, of_the_unit, on, policy, voice};

const HOUR_MS: i64 = 3_600_000;
/// Who takes complaints: the desks, the supervision, whoever answers its phone.
const COMPLAINT_DESK: &[Role] =
    &[Role::Guide, Role::QualityOfficer, Role::CentreManager, Role::Supervisor];

/// 投诉, at a desk or over a channel of the person himself; with a name or without.
pub(in crate::decide) fn file(ctx: &Context<'_>, c: &FileComplaint) -> Result<Effect, Refusal> {
    let unit = desk_unit(ctx, COMPLAINT_DESK)?;
    if let Some(window) = ctx.window()
        && !matches!(window.kind, WindowKind::CannotBeDone | WindowKind::Guidance)
    {
        return Err(Rule::WrongDesk.because(format!("{} takes no complaints", window.id)));
    }
    known_case(ctx, c.case.as_ref())?;
    heard(ctx, c.applicant.as_ref(), c.words.as_ref())?;
    said(&c.summary, Rule::ReasonsMissing)?;
    if let Some(against) = &c.against
        && !ctx.setup.staff.contains_key(against)
    {
        return Err(Rule::UnknownStaff.because(against.to_string()));
    }
    let (id, number) = next(ctx, VoiceKind::Complaint)?;
    let event = ComplaintFiled {
        number,
        case: c.case.clone(),
        against: c.against.clone(),
        summary: c.summary.clone(),
        applicant: c.applicant.clone(),
        words: c.words.clone(),
        unit,
        clocks: vec![ctx.start_days(ClockKind::Complaint, policy(ctx).complaint_days)],
    };
    Ok(Effect::of(Stream::Voice(id), vec![event.into()]))
}

/// 误派退回: within the hours of the policy, counted from the assignment; the limit goes on.
pub(in crate::decide) fn give_back(ctx: &Context<'_>, c: &ReturnVoice) -> Result<Effect, Refusal> {
    let ways = [Way::Trouble, Way::Complaint];
    let voice = voice(ctx, &c.voice, &ways, &[VoicePhase::InHand])?;
    let staff = of_the_unit(ctx, voice)?;
    said(&c.reason, Rule::ReasonsMissing)?;
    let assigned = voice.assigned_at.unwrap_or(voice.filed_at);
    let hours = policy(ctx).return_hours;
    if ctx.at.ms_since(assigned) > i64::from(hours) * HOUR_MS {
        return Err(Rule::ReturnTooLate.because(format!("assigned at {assigned}, {hours} h")));
    }
    let desk = managed_by(ctx).unwrap_or(&staff.unit).clone();
    let (cause, note, officer) = (ReturnCause::WrongAddressee, c.reason.clone(), staff.id.clone());
    Ok(on(voice, VoiceReturned { cause, note, desk, officer, clocks: Vec::new() }))
}
