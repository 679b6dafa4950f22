//! 材料: the check of an original, the return of originals, and papers that came in an earlier case
//! (国办函〔2016〕108号; rows 80, 82).

use crate::code::MaterialCode;
use crate::command::{CheckOriginal, ReturnOriginals, ReuseMaterial};
use crate::event::{MaterialReused, OriginalChecked, OriginalsReturned};
use crate::lifecycle::PAPERS_TAKEN;
use crate::refusal::{Refusal, Rule};
use crate::spoken::spoken;
use crate::values::Trust;
use crate::world::Found;

use super::Effect;
use super::context::{Context, File, short_enough};
use super::delivery::DELIVERERS;
use super::flow::BACK_OFFICE;
use super::intake::{applicant_or_officer, intake_officer};
use super::papers::asked_for;

/// 核验原件: what the applicant uploaded (C) was held against its original by a window officer (B).
pub(super) fn check_original(ctx: &Context<'_>, c: &CheckOriginal) -> Result<Effect, Refusal> {
    let file = ctx.file(&c.case, PAPERS_TAKEN)?;
    let officer = intake_officer(ctx, &file)?.id.clone();
    asked_for(&file, &c.material)?;
    match file.case.held_of(&c.material, file.item()).map(|held| held.trust) {
        None => Err(Rule::NotHeld.because(c.material.to_string())),
        Some(Trust::A | Trust::B) => Ok(Effect::already_so(file.case.id)),
        Some(Trust::C) => {
            let event = OriginalChecked { material: c.material.clone(), officer };
            Ok(Effect::on_case(file.case.id, event))
        }
        Some(Trust::D) => Err(Rule::NoOriginal.because(c.material.to_string())),
    }
}

/// 退还原件, against a receipt.
pub(super) fn return_originals(ctx: &Context<'_>, c: &ReturnOriginals) -> Result<Effect, Refusal> {
    let file = ctx.any_file(&c.case)?;
    let officer = match ctx.staff_with(DELIVERERS) {
        Ok(staff) => staff.id.clone(),
        Err(_) => ctx.staff_of(file.department(), BACK_OFFICE)?.id.clone(),
    };
    short_enough(&c.materials)?;
    let kept: Vec<&MaterialCode> = file.case.originals_kept(file.item()).collect();
    let is_kept = |code: &MaterialCode| kept.contains(&code);
    if c.materials.is_empty() || !c.materials.iter().all(is_kept) {
        return Err(Rule::NoOriginalKept.because(format!("kept here: {}", names(&kept))));
    }
    let event =
        OriginalsReturned { materials: c.materials.clone(), receipt: c.receipt.clone(), officer };
    Ok(Effect::on_case(file.case.id, event))
}

/// Nothing is archived while an original is here that must go back.
pub(super) fn originals_gone(file: &File<'_>) -> Result<(), Refusal> {
    let kept: Vec<&MaterialCode> = file.case.originals_kept(file.item()).collect();
    if kept.is_empty() {
        return Ok(());
    }
    Err(Rule::OriginalsKept.because(format!("send return_originals for {}", names(&kept))))
}

/// 一次采集、多方复用: a paper that the same applicant handed in for another case that is not archived yet.
pub(super) fn reuse(ctx: &Context<'_>, c: &ReuseMaterial) -> Result<Effect, Refusal> {
    let file = ctx.file(&c.case, PAPERS_TAKEN)?;
    applicant_or_officer(ctx, &file)?;
    let need = asked_for(&file, &c.material)?;
    let refused = |detail: String| Err(Rule::NotReusable.because(detail));
    let Some(days) = need.reuse_days else {
        return refused(format!("{} of {} is handed in anew", c.material, file.item().code));
    };
    let earlier = match ctx.world.find(&c.from_case) {
        Found::Open(case) => ctx.file_of(case),
        Found::Archived => {
            let detail = "the earlier case is archived: hand the paper in, or request_licence";
            return refused(detail.to_owned());
        }
        Found::Unknown => return Err(Rule::UnknownCase.because(c.from_case.to_string())),
    };
    if earlier.case.id == file.case.id {
        return refused("it is this same case".to_owned());
    }
    if earlier.case.applicant.token != file.case.applicant.token {
        return refused("the earlier case is another applicant's".to_owned());
    }
    let source = c.from_material.as_ref().unwrap_or(&c.material);
    let Some(held) = earlier.case.held_of(source, earlier.item()) else {
        return Err(Rule::NotHeld.because(format!("{source} in {}", c.from_case)));
    };
    if held.trust > Trust::B {
        return refused(format!(
            "{source} there has trust {}, A or B is asked",
            spoken(held.trust)
        ));
    }
    let received = earlier.case.received_at.day();
    let is_fresh = received.checked_plus(i32::from(days)).is_some_and(|last| ctx.today() <= last);
    if !is_fresh {
        return refused(format!("it came on {received}, {days} days ago at most"));
    }
    if file.case.holds(&c.material, file.item()) {
        return Ok(Effect::already_so(file.case.id));
    }
    let event = MaterialReused {
        material: c.material.clone(),
        from_case: c.from_case.clone(),
        from_material: source.clone(),
        way: held.way,
        trust: held.trust,
        received,
    };
    Ok(Effect::on_case(file.case.id, event))
}

fn names(codes: &[&MaterialCode]) -> String {
    let names: Vec<&str> = codes.iter().map(|code| code.as_str()).collect();
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}
