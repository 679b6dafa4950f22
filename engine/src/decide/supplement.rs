//! 补充归档: what an archived case still takes (row 76). Money that comes late, remedies and what comes of them, and
//! what is on its way back do not wait for the archive; each is marked as a supplement to it.

use std::sync::Arc;

use crate::case::{Case, is_of_an_alarm};
use crate::code::CaseNumber;
use crate::command::Command;
use crate::event::ArchiveSupplemented;
use crate::lifecycle::Phase;
use crate::limits::ARCHIVED_AT_HAND_DAYS;
use crate::refusal::{Refusal, Rule};

use super::Effect;
use super::context::Context;

/// What an archived case takes, for those who are told that it takes nothing else.
const TAKEN: &str = "answer_port, file_remedy, settle_remedy, revoke_licence, acknowledge_return, \
                     answer_card";

fn is_taken(command: &Command) -> bool {
    matches!(
        command,
        Command::AnswerPort(_)
            | Command::FileRemedy(_)
            | Command::SettleRemedy(_)
            | Command::RevokeLicence(_)
            | Command::AcknowledgeReturn(_)
            | Command::AnswerCard(_)
            | Command::FireAlarm(_)
    )
}

/// The archived case of a number, for a command that supplements the archive.
pub(super) fn archived<'a>(
    ctx: &Context<'a>,
    number: &CaseNumber,
    command: &Command,
) -> Result<&'a Arc<Case>, Refusal> {
    if !is_taken(command) {
        let detail = format!("the case is archived: it takes {TAKEN} only");
        return Err(Rule::WrongPhase.because(detail));
    }
    ctx.world.archived(number).ok_or_else(|| {
        Rule::WrongPhase.because(format!(
            "the case is archived, and nothing came of it for {ARCHIVED_AT_HAND_DAYS} days: put \
             it on file with the archive, or receive_application anew"
        ))
    })
}

/// Marks what an archived case takes as a supplement to the archive; what the engine says by itself is none.
pub(super) fn mark(ctx: &Context<'_>, effect: &mut Effect) {
    let Some(case) = effect.stream.case().and_then(|id| ctx.world.at_hand(id)) else { return };
    let is_archived = case.phase() == Phase::Archived;
    if !is_archived || effect.events.iter().all(is_of_an_alarm) {
        return;
    }
    let number = case.extras().supplements.saturating_add(1);
    effect.events.push(ArchiveSupplemented { number }.into());
}
