//! 一件事一次性告知: what is wrong for any of its cases, told once in one notice, and mended in one submission
//! (row 65; 行政许可法 art. 32(4)).

use std::collections::BTreeSet;

use crate::bundle::{Bundle, BundlePhase, Node, NodeDefects, NodeState, Passes};
use crate::clock::ClockKind;
use crate::code::{MaterialCode, NodeId};
use crate::command::{NoticeBundleCorrection, SubmitBundleCorrections};
use crate::event::{
    BundleCorrectionNoticed, BundleCorrectionSubmitted, CorrectionNoticed, CorrectionSubmitted,
};
use crate::item::{ItemDefinition, Necessity};
use crate::lifecycle::Phase;
use crate::limits::LIST_ENTRIES_MAX;
use crate::refusal::{Refusal, Rule};

use super::super::Effect;
use super::super::acceptance::{all_told, left_wrong, may_be_named, not_all, well_told};
use super::super::context::{Context, File, short_enough};
use super::super::papers::as_sent;
use super::plan::Plan;
use super::{Bundled, form, in_phase, share};

const ASKED_FOR: &[BundlePhase] = &[BundlePhase::Received, BundlePhase::InProgress];

/// One notice on the bundle, and the correction of each case it names, in one commit.
pub(in crate::decide) fn notice(
    ctx: &Context<'_>,
    c: &NoticeBundleCorrection,
) -> Result<Effect, Refusal> {
    let here = in_phase(ctx, &c.bundle, ASKED_FOR)?;
    here.officer(ctx)?;
    let named: BTreeSet<&NodeId> = c.defects.iter().map(|defects| &defects.node).collect();
    let count: usize = c.defects.iter().map(|defects| defects.defects.len()).sum();
    if named.len() < c.defects.len() || named.is_empty() {
        return Err(Rule::NoDefects.because("name each node once, with everything wrong for it"));
    }
    if count > LIST_ENTRIES_MAX {
        return Err(Rule::TooLong.because(format!("{count} defects, at most {LIST_ENTRIES_MAX}")));
    }
    let days = c.limit_days.unwrap_or(ctx.policy().1.correction_days);
    if days == 0 {
        return Err(Rule::NoDefects.because("the applicant has at least one working day"));
    }
    all_looked_at(ctx, here, &c.defects)?;
    let told: Vec<Option<File<'_>>> =
        c.defects.iter().map(|defects| told(ctx, here, defects)).collect::<Result<_, _>>()?;
    for node in &here.bundle.nodes {
        waiting_told(ctx, here, node, &c.defects)?;
    }
    let mut plan = Plan::new(ctx, here.version, Bundle::clone(here.bundle));
    plan.add(BundleCorrectionNoticed { defects: c.defects.clone(), limit_days: days });
    for (defects, file) in c.defects.iter().zip(told) {
        if let Some(file) = file {
            let clocks = vec![ctx.start_days(ClockKind::Correction, days)];
            let event = CorrectionNoticed { defects: defects.defects.clone(), clocks };
            plan.on_case(file.case.id, event);
        }
    }
    Ok(plan.effect())
}

/// One notice tells all, so every case that is open was looked at before.
fn all_looked_at<'a>(
    ctx: &Context<'a>,
    here: Bundled<'a>,
    told: &[NodeDefects],
) -> Result<(), Refusal> {
    for node in &here.bundle.nodes {
        let NodeState::Open(case) = node.state else { continue };
        let Some(file) = Bundled::file(ctx, case)? else { continue };
        if file.case.phase() == Phase::Received {
            let code = &file.item().code;
            return Err(
                Rule::WrongPhase.because(format!("pre-check {code} first: one notice tells all"))
            );
        }
        if file.case.phase() == Phase::PreCheck && file.case.corrections == 0 {
            let id = here.version.definition.nodes.get(usize::from(node.place));
            let of_it = told.iter().find(|told| id.is_some_and(|id| id.node == told.node));
            all_told(&file, of_it.map_or(&[], |told| told.defects.as_slice()))?;
        }
    }
    Ok(())
}

/// The case that a node's defects are about; none where it has not begun. Refused where it may not be told them.
fn told<'a>(
    ctx: &Context<'a>,
    here: Bundled<'a>,
    defects: &NodeDefects,
) -> Result<Option<File<'a>>, Refusal> {
    let id = &defects.node;
    let Some(node) = here.bundle.node(&here.version.definition, id) else {
        return Err(Rule::UnknownNode.because(id.to_string()));
    };
    if node.is_noticed {
        let detail = format!("{id}: accept, refuse, or settle it on the spot");
        return Err(Rule::SecondCorrection.because(detail));
    }
    let file = match node.state {
        NodeState::Waiting => None,
        NodeState::Open(case) => Bundled::file(ctx, case)?,
        NodeState::Ended { .. } | NodeState::Cancelled { .. } => {
            return Err(Rule::WrongPhase.because(format!("{id} is over")));
        }
    };
    if let Some(file) = file {
        if file.case.phase() != Phase::PreCheck {
            let phase = file.case.phase().chinese();
            return Err(Rule::WrongPhase.because(format!("{id} is in {phase}, not in 预审")));
        }
        if file.case.corrections > 0 {
            return Err(Rule::SecondCorrection.because(id.to_string()));
        }
        well_told(file.item(), |paper| may_be_named(&file, paper), &defects.defects)?;
    } else {
        let item = ctx.setup.item(node.item).expect("a node's item stays published");
        let item: &ItemDefinition = &item.definition;
        well_told(item, |paper| here.bundle.holds(paper), &defects.defects)?;
        not_made_by_us(here, node, defects)?;
    }
    Ok(file)
}

/// One notice tells all: what a node that waits lacks already, and nobody fetches or makes for it, is named now.
fn waiting_told(
    ctx: &Context<'_>,
    here: Bundled<'_>,
    node: &Node,
    told: &[NodeDefects],
) -> Result<(), Refusal> {
    let definition = &here.version.definition;
    let id = definition.nodes.get(usize::from(node.place)).map(|node| &node.node);
    let (NodeState::Waiting, false, Some(id)) = (node.state, node.is_noticed, id) else {
        return Ok(());
    };
    let item: &ItemDefinition =
        &ctx.setup.item(node.item).expect("a node's item stays published").definition;
    let chosen = item.places_of(&here.bundle.answers);
    let is_here = |paper: &MaterialCode| {
        let passes = Passes::Material(paper.clone());
        here.bundle.holds(paper) || definition.edges_into(id).any(|edge| edge.passes == passes)
    };
    let of_it = told.iter().filter(|told| &told.node == id).flat_map(|told| &told.defects);
    let named: Vec<&MaterialCode> = of_it.filter_map(|defect| defect.material.as_ref()).collect();
    let left = item.materials.iter().filter(|need| {
        need.necessity == Necessity::Required
            && need.e_licence.is_none()
            && item.is_selected(need, &chosen)
            && !is_here(&need.material)
            && !need.substitutes.iter().any(is_here)
            && !named.contains(&&need.material)
    });
    let left: Vec<&str> = left.map(|need| need.material.as_str()).collect();
    if left.is_empty() {
        return Ok(());
    }
    Err(Rule::NoDefects.because(format!("also missing for {id}: {}", left.join(", "))))
}

/// What another node makes for this one is not asked of the applicant.
fn not_made_by_us(here: Bundled<'_>, node: &Node, defects: &NodeDefects) -> Result<(), Refusal> {
    let definition = &here.version.definition;
    let id = definition.nodes.get(usize::from(node.place)).map(|node| &node.node);
    let Some(id) = id else { return Ok(()) };
    let papers = defects.defects.iter().filter_map(|defect| defect.material.as_ref());
    let made = |paper: &&MaterialCode| {
        let passes = Passes::Material((*paper).clone());
        definition.edges_into(id).any(|edge| edge.passes == passes)
    };
    match papers.into_iter().find(made) {
        Some(paper) => {
            let detail = format!("{paper} is made by another node of the bundle");
            Err(Rule::MaterialFetchable.because(detail))
        }
        None => Ok(()),
    }
}

/// One submission of corrections: each case gets its share, and its acceptance clock starts anew.
pub(in crate::decide) fn submit(
    ctx: &Context<'_>,
    c: &SubmitBundleCorrections,
) -> Result<Effect, Refusal> {
    let here = in_phase(ctx, &c.bundle, ASKED_FOR)?;
    here.applicant_or_officer(ctx)?;
    short_enough(&c.materials)?;
    let definition = &here.version.definition;
    let stray = c.materials.iter().find(|copy| !definition.materials.contains(&copy.material));
    if let Some(stray) = stray {
        let detail = format!("{} of {}", stray.material, definition.code);
        return Err(Rule::UnknownMaterial.because(detail));
    }
    for copy in &c.materials {
        form::asked_for(here.items(ctx), copy, &here.bundle.answers)?;
    }
    let papers = as_sent(ctx, &c.materials);
    let mut plan = Plan::new(ctx, here.version, Bundle::clone(here.bundle));
    plan.add(BundleCorrectionSubmitted { materials: papers.clone() });
    let mut is_awaited = !here.bundle.told.is_empty() && !c.materials.is_empty();
    let mut left: Vec<MaterialCode> = Vec::new();
    for node in &here.bundle.nodes {
        let NodeState::Open(case) = node.state else { continue };
        let Some(file) = Bundled::file(ctx, case)? else { continue };
        if file.case.phase() == Phase::AwaitingCorrection {
            let materials = share(&papers, file.item(), &here.bundle.answers);
            let left_here = left_wrong(&file, &materials);
            if !left_here.is_empty() {
                left.extend(left_here);
                continue;
            }
            is_awaited = true;
            let days = ctx.policy().1.acceptance_days;
            let clocks = vec![ctx.start_with_receipt(ClockKind::Acceptance, days)];
            plan.on_case(case, CorrectionSubmitted { materials, clocks });
        }
    }
    if !is_awaited && !left.is_empty() {
        return Err(not_all(&left));
    }
    if !is_awaited {
        return Err(Rule::WrongPhase.because("no case of the bundle waits for corrections"));
    }
    Ok(plan.effect())
}
