//! 回避: nobody does anything to a case in which he is the applicant or agent, nor to what is said about himself,
//! whatever the command (row 70).

use crate::command::Command;
use crate::event::{Event, Stream};
use crate::hall::Staff;
use crate::refusal::Refusal;

use super::Effect;
use super::context::Context;
use super::intake::not_own_case;
use super::voice::not_about_himself;

/// Holds for every stream that a command of a person of the staff changes. An appeal against a rating is the one
/// thing that is his to send about himself.
pub(super) fn hold(ctx: &Context<'_>, command: &Command, effect: &Effect) -> Result<(), Refusal> {
    let Ok(staff) = ctx.staff() else { return Ok(()) };
    held_by(ctx, staff, command, effect)?;
    // In the name of somebody whose own case it is, nobody does anything either.
    match ctx.absent().and_then(|absent| ctx.setup.staff.get(absent)) {
        Some(absent) => held_by(ctx, absent, command, effect),
        None => Ok(()),
    }
}

fn held_by(
    ctx: &Context<'_>,
    staff: &Staff,
    command: &Command,
    effect: &Effect,
) -> Result<(), Refusal> {
    for event in &effect.events {
        if let Event::ApplicationReceived(e) = event {
            not_own_case(staff, &e.applicant, e.agent.as_ref())?;
        }
    }
    let beside = effect.beside.iter().map(|(stream, _)| *stream);
    for stream in std::iter::once(effect.stream).chain(beside) {
        match stream {
            Stream::Case(id) => {
                if let Some(case) = ctx.world.at_hand(id) {
                    not_own_case(staff, &case.applicant, case.agent.as_deref())?;
                }
            }
            Stream::Bundle(id) => {
                if let Some(bundle) = ctx.world.bundles().get(&id) {
                    not_own_case(staff, &bundle.applicant, bundle.agent.as_deref())?;
                }
            }
            Stream::Voice(id) if !matches!(command, Command::AppealReview(_)) => {
                if let Some(voice) = ctx.world.voices().get(&id) {
                    not_about_himself(ctx, staff, voice)?;
                }
            }
            Stream::Voice(_)
            | Stream::Subjects
            | Stream::Tickets(_)
            | Stream::Hall
            | Stream::Staff
            | Stream::Catalogue
            | Stream::Authorities
            | Stream::Calendar
            | Stream::Policy => (),
        }
    }
    Ok(())
}
