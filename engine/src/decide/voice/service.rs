//! 导办台: each of its five duties is recorded as a service (row 14).

use crate::command::RecordService;
use crate::event::{ServiceRecorded, Stream};
use crate::hall::{Role, WindowKind};
use crate::refusal::{Refusal, Rule};
use crate::voice::VoiceKind;

use super::super::Effect;
use super::super::context::{Context, said};
use super::{known_case, next};

/// 导办服务, by a guide, at the guidance desk where a window is named.
pub(in crate::decide) fn record(ctx: &Context<'_>, c: &RecordService) -> Result<Effect, Refusal> {
    let staff = ctx.staff_with(&[Role::Guide, Role::CentreManager])?;
    if let Some(window) = ctx.window()
        && !matches!(window.kind, WindowKind::Guidance | WindowKind::CannotBeDone)
    {
        return Err(Rule::WrongDesk.because(format!("{} is no guidance desk", window.id)));
    }
    known_case(ctx, c.case.as_ref())?;
    said(&c.what, Rule::ReasonsMissing)?;
    let (id, number) = next(ctx, VoiceKind::Service)?;
    let event = ServiceRecorded {
        number,
        duty: c.duty,
        what: c.what.clone(),
        case: c.case.clone(),
        officer: staff.id.clone(),
        unit: staff.unit.clone(),
    };
    Ok(Effect::of(Stream::Voice(id), vec![event.into()]))
}
