//! 删除个人信息

use crate::bundle::Node;
use crate::command::EraseSubject;
use crate::event::{Stream, SubjectErased};
use crate::id::SubjectId;
use crate::lifecycle::Phase;
use crate::number;
use crate::party::Party;
use crate::refusal::{Refusal, Rule};

use super::Effect;
use super::context::{Context, said};
use super::setup::by_a_manager;

/// 删除个人信息: the log keeps its shape, the key is destroyed (个人信息保护法 art. 47).
pub(super) fn erase_subject(ctx: &Context<'_>, c: &EraseSubject) -> Result<Effect, Refusal> {
    by_a_manager(ctx)?;
    said(&c.reason, Rule::ReasonsMissing)?;
    if ctx.world.is_erased(c.subject) {
        return Ok(Effect::of(Stream::Subjects, Vec::new()));
    }
    if !ctx.world.subjects().values().any(|subject| *subject == c.subject) {
        return Err(Rule::BadSetup.because(format!("no subject {}", c.subject.0)));
    }
    // Who came without a number has two records; both keys go.
    let came_under = ctx.world.provisional(c.subject).filter(|id| !ctx.world.is_erased(*id));
    let all: Vec<SubjectId> = std::iter::once(c.subject).chain(came_under).collect();
    nothing_runs_for(ctx, &all)?;
    let erased =
        all.into_iter().map(|subject| SubjectErased { subject, reason: c.reason.clone() }.into());
    Ok(Effect::of(Stream::Subjects, erased.collect()))
}

/// What a person's data are needed for has not ended while something runs in his name (个人信息保护法 art. 47 no. 1).
fn nothing_runs_for(ctx: &Context<'_>, subjects: &[SubjectId]) -> Result<(), Refusal> {
    let is_his = |applicant: &Party, agent: Option<&Party>| {
        subjects.contains(&applicant.subject)
            || agent.is_some_and(|agent| subjects.contains(&agent.subject))
    };
    let ended = [Phase::Delivered, Phase::Ended, Phase::Archived];
    let case = ctx.world.cases().iter().find(|(_, case)| {
        !ended.contains(&case.phase()) && is_his(&case.applicant, case.agent.as_deref())
    });
    let bundle = ctx.world.bundles().iter().find(|(_, bundle)| {
        !bundle.nodes.iter().all(Node::is_over)
            && is_his(&bundle.applicant, bundle.agent.as_deref())
    });
    let number = case.and_then(|(id, _)| number::format(ctx.setup, *id)).map(|it| it.to_string());
    let number = number.or_else(|| {
        bundle.and_then(|(id, _)| number::format_bundle(ctx.setup, *id)).map(|it| it.to_string())
    });
    number.map_or(Ok(()), |number| {
        Err(Rule::WrongPhase
            .because(format!("{number} runs: end it first, or let him withdraw it")))
    })
}
