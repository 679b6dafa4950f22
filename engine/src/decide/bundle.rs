//! 一件事: one submission that becomes several cases, each begun when what it needs is there (rows 6, 24, 65).

mod bind;
mod clock;
mod notice;
mod plan;
mod publish;
mod receive;
mod withdraw;

use std::sync::Arc;

use crate::bundle::{Bundle, BundlePhase, BundleVersion};
use crate::command::Actor;
use crate::hall::{Role, Staff, WindowKind};
use crate::id::CaseId;
use crate::item::ItemDefinition;
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
    fn file(&self, ctx: &Context<'a>, case: CaseId) -> Result<Option<File<'a>>, Refusal> {
        let Found::Open(case) = ctx.world.find_id(case) else { return Ok(None) };
        if ctx.at < case.last_at {
            let detail = format!("{} is before {}, in a case of the bundle", ctx.at, case.last_at);
            return Err(Rule::OccurredBefore.because(detail));
        }
        Ok(Some(ctx.file_of(case)))
    }

    /// The person who asks, if he may take the bundle in where he stands, and is not a party.
    fn officer(&self, ctx: &Context<'a>) -> Result<&'a Staff, Refusal> {
        let staff = ctx.staff()?;
        for node in &self.bundle.nodes {
            let item = ctx.setup.item(node.item).expect("a node's item stays published");
            may_stand_for(ctx, staff, &item.definition, &Standing::with_bundle(&item.definition))?;
        }
        at_window(ctx, self.version)?;
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
        Some(membership) => Err(Rule::NoticeForAll.because(membership.bundle.to_string())),
        None => Ok(()),
    }
}

/// 一套材料的分配 the papers of the set that an item lists.
fn share(held: &[MaterialCopy], item: &ItemDefinition) -> Vec<MaterialCopy> {
    let is_listed =
        |copy: &&MaterialCopy| item.materials.iter().any(|need| need.material == copy.material);
    held.iter().filter(is_listed).cloned().collect()
}

/// All cases of a bundle may begin with one command, whose events have to fit into one frame of the log.
fn fits_a_frame(
    parties: &[Option<&Party>],
    papers: &[MaterialCopy],
    nodes: usize,
) -> Result<(), Refusal> {
    let parties: usize = parties.iter().flatten().map(|party| party.sealed.0.len()).sum();
    let papers: usize = papers.iter().map(|copy| copy.material.as_str().len() + 4).sum();
    let bytes = nodes.saturating_mul(BUNDLE_CHILD_BYTES + parties + papers);
    if bytes <= BUNDLE_BYTES_MAX {
        return Ok(());
    }
    let detail = format!(
        "{nodes} cases would repeat these fields: about {bytes} bytes, at most {BUNDLE_BYTES_MAX}; \
         choose fewer nodes or shorten the address"
    );
    Err(Rule::TooLong.because(detail))
}
