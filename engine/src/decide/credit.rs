//! 信用: what the credit port reports of a person, and what follows from it for his applications.

use crate::command::RecordCredit;
use crate::event::{CreditRecorded, Stream};
use crate::refusal::{Refusal, Rule};

use super::Effect;
use super::context::{Context, File, said};
use super::port::credit_known;
use super::setup::by_a_manager;

/// 信用记录: recorded or repaired, by the port (as the engine or the administrator) or a manager.
pub(super) fn record(ctx: &Context<'_>, c: &RecordCredit) -> Result<Effect, Refusal> {
    by_a_manager(ctx)?;
    said(&c.source, Rule::ReasonsMissing)?;
    said(&c.reason, Rule::ReasonsMissing)?;
    if ctx.world.is_erased(c.subject) {
        return Err(Rule::SubjectErased.because("its key was destroyed"));
    }
    if !ctx.world.subjects().values().any(|subject| *subject == c.subject) {
        return Err(Rule::BadSetup.because(format!("no subject {}", c.subject.0)));
    }
    if ctx.world.is_discredited(c.subject) == c.discredited {
        return Ok(Effect::of(Stream::Subjects, Vec::new()));
    }
    let event = CreditRecorded {
        subject: c.subject,
        discredited: c.discredited,
        source: c.source.clone(),
        reason: c.reason.clone(),
    };
    Ok(Effect::of(Stream::Subjects, vec![event.into()]))
}

/// Guard 14: who has unrepaired discredit gets neither tolerance nor trust in a commitment.
pub(super) fn creditworthy(ctx: &Context<'_>, file: &File<'_>) -> Result<(), Refusal> {
    credit_known(file)?;
    if is_discredited(ctx, file) {
        return Err(Rule::Discredited.because("take it in by the ordinary way"));
    }
    Ok(())
}

/// The applicant, or the agent in whose hands the promise would lie.
pub(super) fn is_discredited(ctx: &Context<'_>, file: &File<'_>) -> bool {
    let agent = file.case.agent.as_deref();
    let mut parties = std::iter::once(&file.case.applicant).chain(agent);
    parties.any(|party| ctx.world.is_discredited(party.subject))
}
