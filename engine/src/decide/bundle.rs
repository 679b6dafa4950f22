//! 一件事: one submission that becomes several cases, each begun when what it needs is there (rows 6, 24, 65).

mod bind;
mod clock;
mod form;
mod notice;
mod plan;
mod publish;
mod receive;
mod withdraw;

use std::sync::Arc;

use crate::bundle::{Bundle, BundlePhase, BundleVersion, Node};
use crate::command::Actor;
use crate::hall::{Role, Staff, WindowKind};
use crate::id::CaseId;
use crate::item::{Answers, ItemDefinition};
use crate::limits::{BUNDLE_BYTES_MAX, BUNDLE_CHILD_BYTES};
use crate::party::Party;
use crate::refusal::{Refusal, Rule};
use crate::values::MaterialCopy;
use crate::world::{Found, FoundBundle};

use super::context::{Context, File};
use super::intake::{Standing, may_stand_for, not_own_case};

pub(super) use bind::bind;
pub(super) use clock::{answer, fire, recalculate};
pub(super) use notice::{notice, submit};
pub(super) use plan::follow;
pub(super) use publish::publish;
pub(super) use receive::receive;
pub(super) use withdraw::withdraw;

/// A bundle with its version.
#[derive(Clone, Copy)]
struct Bundled<'a> {
    bundle: &'a Arc<Bundle>,
    version: &'a Arc<BundleVersion>,
}

/// The bundle of a number in one of the phases, if the sender saw its present version.
fn in_phase<'a>(
    ctx: &Context<'a>,
    number: &crate::code::BundleNumber,
    phases: &[BundlePhase],
) -> Result<Bundled<'a>, Refusal> {
    let bundle = match ctx.world.find_bundle(number) {
        FoundBundle::Open(bundle) => bundle,
        FoundBundle::Archived => return Err(Rule::WrongPhase.because("the bundle is archived")),
        FoundBundle::Unknown => return Err(Rule::UnknownBundle.because(number.to_string())),
    };
    ctx.is_current(bundle.version, bundle.last_at)?;
    if !phases.contains(&bundle.phase) {
        let names: Vec<&str> = phases.iter().map(|phase| phase.chinese()).collect();
        let here = bundle.phase.chinese();
        let detail = format!("the bundle is in {here}, not in {}", names.join(" or "));
        return Err(Rule::WrongPhase.because(detail));
    }
    let version = ctx.setup.bundle(bundle.definition);
    Ok(Bundled { bundle, version: version.expect("a bundle's version stays published") })
}

impl<'a> Bundled<'a> {
    /// A case of it that is still in memory, if nothing happened to it since the command's own time.
    fn file(ctx: &Context<'a>, case: CaseId) -> Result<Option<File<'a>>, Refusal> {
        let Found::Open(case) = ctx.world.find_id(case) else { return Ok(None) };
        if ctx.at < case.last_at {
            let detail = format!("{} is before {}, in a case of the bundle", ctx.at, case.last_at);
            return Err(Rule::OccurredBefore.because(detail));
        }
        Ok(Some(ctx.file_of(case)))
    }

    /// The items of the nodes that were asked for.
    fn items(&self, ctx: &Context<'a>) -> impl Iterator<Item = &'a ItemDefinition> {
        let (setup, bundle) = (ctx.setup, self.bundle);
        let item =
            |node: &Node| &setup.item(node.item).expect("a node's item stays published").definition;
        bundle.nodes.iter().map(item)
    }

    /// The person who asks, if he may take the bundle in where he stands.
    fn officer(&self, ctx: &Context<'a>) -> Result<&'a Staff, Refusal> {
        let staff = ctx.staff()?;
        for item in self.items(ctx) {
            may_stand_for(ctx, staff, item, &Standing::with_bundle(item))?;
        }
        at_window(ctx, self.version)?;
        // Before anything is said of the bundle.
        not_own_case(staff, &self.bundle.applicant, self.bundle.agent.as_deref())?;
        Ok(staff)
    }

    /// The applicant himself, or who may take the bundle in.
    fn applicant_or_officer(&self, ctx: &Context<'a>) -> Result<(), Refusal> {
        if ctx.actor() == &Actor::Applicant {
            return Ok(());
        }
        self.officer(ctx).map(|_| ())
    }
}

/// Rows 6, 12, 21, 23: bundles are taken in at the undifferentiated windows and at windows of their own; at those
/// of a zone where one of their items is of its field.
pub(super) fn at_window(ctx: &Context<'_>, version: &BundleVersion) -> Result<(), Refusal> {
    let items = version.definition.nodes.iter();
    let mut items = items.filter_map(|node| ctx.setup.item_in_force(&node.item, ctx.today()));
    let Some(window) = ctx.window() else {
        let staff = ctx.staff_with(&[Role::ExternalOfficer]);
        let mut own = |unit| items.any(|item| &item.definition.department == unit);
        // A hospital takes in what it has a part in, outside the hall.
        let is_outside = staff.is_ok_and(|staff| own(&staff.unit));
        let say = "say at which window, in `place`";
        return if is_outside { Ok(()) } else { Err(Rule::WrongWindow.because(say)) };
    };
    let takes = match window.kind {
        WindowKind::Undifferentiated
        | WindowKind::Bundle
        | WindowKind::Video
        | WindowKind::SelfService => true,
        WindowKind::Zone | WindowKind::Satellite | WindowKind::External => {
            items.any(|item| item.definition.zone == window.zone)
        }
        WindowKind::Delivery
        | WindowKind::Guidance
        | WindowKind::CannotBeDone
        | WindowKind::Locker => false,
    };
    if takes {
        return Ok(());
    }
    let code = &version.definition.code;
    Err(Rule::WrongWindow.because(format!("{code} has no item of the zone of {}", window.id)))
}

/// True where the case is part of a bundle that the window takes: it is accepted there with the others.
pub(super) fn is_at_its_window(ctx: &Context<'_>, file: &File<'_>) -> bool {
    let Some(membership) = &file.case.extras().membership else { return false };
    let FoundBundle::Open(bundle) = ctx.world.find_bundle(&membership.bundle) else { return false };
    ctx.setup.bundle(bundle.definition).is_some_and(|version| at_window(ctx, version).is_ok())
}

/// Guard 9 for a case of a bundle: what is wrong is told once, for all of them together.
pub(super) fn not_alone(file: &File<'_>) -> Result<(), Refusal> {
    match &file.case.extras().membership {
        Some(membership) => Err(Rule::NoticeForAll.because(format!(
            "send notice_bundle_correction for {}, with everything that is wrong",
            membership.bundle
        ))),
        None => Ok(()),
    }
}

/// 一套材料的分配 the papers of the set that an item asks for under the answers of the one form.
fn share(held: &[MaterialCopy], item: &ItemDefinition, answers: &Answers) -> Vec<MaterialCopy> {
    let chosen = item.places_of(answers);
    let is_asked_for = |copy: &&MaterialCopy| {
        item.need(&copy.material).is_some_and(|need| item.is_selected(need, &chosen))
    };
    held.iter().filter(is_asked_for).cloned().collect()
}

/// All cases of a bundle may begin with one command, whose events have to fit into one frame of the log.
fn fits_a_frame<'a>(
    parties: &[Option<&Party>],
    papers: &[MaterialCopy],
    items: impl Iterator<Item = &'a ItemDefinition>,
) -> Result<(), Refusal> {
    let (mut nodes, mut asked) = (0_usize, 0_usize);
    for item in items {
        nodes += 1;
        asked += form_bytes(item);
    }
    let parties: usize = parties.iter().flatten().map(|party| party.sealed.0.len()).sum();
    let papers: usize = papers.iter().map(|copy| copy.material.as_str().len() + 4).sum();
    let bytes = nodes.saturating_mul(BUNDLE_CHILD_BYTES + parties + papers).saturating_add(asked);
    if bytes <= BUNDLE_BYTES_MAX {
        return Ok(());
    }
    let detail = format!(
        "{nodes} cases would repeat these fields: about {bytes} bytes, at most {BUNDLE_BYTES_MAX}; \
         choose fewer nodes or shorten the address"
    );
    Err(Rule::TooLong.because(detail))
}

/// At most what the answers of a case and the papers they ask for take in the log.
fn form_bytes(item: &ItemDefinition) -> usize {
    if item.situations.is_empty() {
        return 0;
    }
    let answers = item.situations.iter().map(|situation| {
        let options = situation.options.iter().map(|option| option.option.as_str().len());
        situation.question.as_str().len() + options.max().unwrap_or(0) + 4
    });
    let papers = item.materials.iter().map(|need| need.material.as_str().len() + 2);
    answers.chain(papers).sum()
}
