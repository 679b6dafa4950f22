//! 绑定身份: a person who came without a number gets his own, on the bundle and on each of its cases; what waited
//! for it begins (row 67).

use crate::bundle::{Bundle, BundlePhase, NodeResult, NodeState};
use crate::code::Reference;
use crate::command::BindSubject;
use crate::event::SubjectBound;
use crate::id::CaseId;
use crate::refusal::{Refusal, Rule};
use crate::values::MaterialCopy;

use super::super::Effect;
use super::super::context::{Context, File};
use super::super::flow::BACK_OFFICE;
use super::super::intake::not_own_case;
use super::plan::Plan;
use super::{Bundled, fits_a_frame, in_phase};

const NOT_ARCHIVED: &[BundlePhase] =
    &[BundlePhase::Received, BundlePhase::InProgress, BundlePhase::Withdrawn, BundlePhase::Closed];

/// 绑定身份, by the department that gives the number or at a window that takes the bundle.
pub(in crate::decide) fn bind(ctx: &Context<'_>, c: &BindSubject) -> Result<Effect, Refusal> {
    let here = in_phase(ctx, &c.bundle, NOT_ARCHIVED)?;
    let registration = registration(here)?;
    by_who_knows(ctx, here, registration)?;
    if c.applicant.token == here.bundle.applicant.token {
        return Err(Rule::NothingToBind.because("this is what he came under"));
    }
    if ctx.world.is_erased(c.applicant.subject) {
        return Err(Rule::SubjectErased.because("its key was destroyed"));
    }
    if let Some(file) = Bundled::file(ctx, registration)? {
        same_document(&file, &c.document)?;
    }
    let papers: &[MaterialCopy] = &here.bundle.held;
    let agent = here.bundle.agent.as_deref();
    fits_a_frame(&[Some(&c.applicant), agent], papers, here.items(ctx))?;
    let event = SubjectBound {
        applicant: c.applicant.clone(),
        was: here.bundle.applicant.subject,
        document: c.document.clone(),
    };
    let mut plan = Plan::new(ctx, here.version, Bundle::clone(here.bundle));
    plan.add(event.clone());
    for case in here.bundle.nodes.iter().filter_map(crate::bundle::Node::case) {
        if Bundled::file(ctx, case)?.is_some() {
            plan.on_case(case, event.clone());
        }
    }
    plan.settle()?;
    Ok(plan.effect())
}

/// The case that gave the number.
fn registration(here: Bundled<'_>) -> Result<CaseId, Refusal> {
    let definition = &here.version.definition;
    let Some(gives) = &definition.number_from else {
        return Err(Rule::NothingToBind.because(format!("{} gives no number", definition.code)));
    };
    if here.bundle.provisional.is_some() {
        return Err(Rule::NothingToBind.because("he has his number"));
    }
    match here.bundle.node(definition, gives).map(|node| node.state) {
        Some(NodeState::Ended { case, result: NodeResult::Granted, .. }) => Ok(case),
        Some(NodeState::Waiting | NodeState::Open(_)) => {
            Err(Rule::NotRegistered.because(gives.to_string()))
        }
        Some(NodeState::Ended { .. } | NodeState::Cancelled { .. }) | None => {
            Err(Rule::NothingToBind.because(format!("{gives} gave no number")))
        }
    }
}

fn by_who_knows<'a>(
    ctx: &Context<'a>,
    here: Bundled<'a>,
    registration: CaseId,
) -> Result<(), Refusal> {
    let node = here.bundle.nodes.iter().find(|node| node.case() == Some(registration));
    let item = node.and_then(|node| ctx.setup.item(node.item));
    let of_department = |item: &std::sync::Arc<crate::setup::ItemVersion>| {
        ctx.staff_of(&item.definition.department, BACK_OFFICE)
    };
    match item.map(of_department) {
        Some(Ok(staff)) => {
            not_own_case(staff, &here.bundle.applicant, here.bundle.agent.as_deref())
        }
        Some(Err(_)) | None => here.officer(ctx).map(|_| ()),
    }
}

/// The document named is the one the registration made.
fn same_document(file: &File<'_>, document: &Reference) -> Result<(), Refusal> {
    let made = file.case.stage.conclusion().and_then(|conclusion| conclusion.number.as_ref());
    match made {
        Some(made) if made != document => {
            Err(Rule::NotRegistered.because(format!("the registration's document is {made}")))
        }
        Some(_) | None => Ok(()),
    }
}
