//! 一件事撤回: the whole of it. What was decided before goes its way.

use crate::bundle::{Bundle, BundlePhase, NodeResult, NodeState};
use crate::code::NodeId;
use crate::command::WithdrawBundle;
use crate::event::{BundleWithdrawn, Withdrawn};
use crate::refusal::{Refusal, Rule};
use crate::values::ClosingKind;

use super::super::Effect;
use super::super::aside::UNDECIDED;
use super::super::context::{Context, said};
use super::in_phase;
use super::plan::Plan;

/// Written into each case; the applicant's own words stand on the bundle.
const WITH_THE_BUNDLE: &str = "随一件事撤回 withdrawn with its bundle";

/// 一件事撤回, by the applicant or at the window.
pub(in crate::decide) fn withdraw(
    ctx: &Context<'_>,
    c: &WithdrawBundle,
) -> Result<Effect, Refusal> {
    let here = in_phase(ctx, &c.bundle, &[BundlePhase::Received, BundlePhase::InProgress])?;
    here.applicant_or_officer(ctx)?;
    said(&c.reason, Rule::ReasonsMissing)?;
    let mut plan = Plan::new(ctx, here.version, Bundle::clone(here.bundle));
    plan.add(BundleWithdrawn { reason: c.reason.clone() });
    let id_of = |place: u8| here.version.definition.nodes.get(usize::from(place));
    for node in &here.bundle.nodes {
        let (NodeState::Open(case), Some(definition)) = (node.state, id_of(node.place)) else {
            continue;
        };
        let Some(file) = here.file(ctx, case)? else { continue };
        if UNDECIDED.contains(&file.case.phase()) {
            let closing = ClosingKind::Other;
            plan.on_case(case, Withdrawn { reason: WITH_THE_BUNDLE.into(), closing });
            plan.end(&definition.node, NodeResult::Withdrawn, closing);
        }
    }
    let all: Vec<NodeId> =
        here.version.definition.nodes.iter().map(|node| node.node.clone()).collect();
    plan.cancel(all, None, WITH_THE_BUNDLE);
    plan.settle()?;
    Ok(plan.effect())
}
