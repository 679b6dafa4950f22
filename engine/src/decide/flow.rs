//! 分件、转交: from the window to the department, with giver, receiver, time and manifest (row 48).

use crate::clock::{ClockKind, ClockStart};
use crate::code::MaterialCode;
use crate::command::{
    AcknowledgeHandOver, AcknowledgeReturn, HandOverCase, ReturnHandOver, SplitCase,
};
use crate::event::{
    CaseSplit, HandOverAcknowledged, HandOverReturned, HandedOver, OpinionsRequested,
    ReturnAcknowledged, Stream,
};
use crate::hall::Role;
use crate::item::ItemDefinition;
use crate::lifecycle::Phase;
use crate::refusal::{Refusal, Rule};

use super::context::{Context, File, said, short_enough};
use super::delivery::DELIVERERS;
use super::intake::intake_officer;
use super::{Effect, opinion};

/// Who takes papers over for a department.
pub(super) const BACK_OFFICE: &[Role] = &[
    Role::ChiefRep,
    Role::CaseTracker,
    Role::Approver,
    Role::ChiefApprover,
    Role::DeptHead,
    Role::ExternalOfficer,
];

/// 分件: the lead department gets the case, each that takes part in a joint one is asked for its opinion.
pub(super) fn split(ctx: &Context<'_>, c: &SplitCase) -> Result<Effect, Refusal> {
    let file = ctx.file(&c.case, &[Phase::Accepted])?;
    intake_officer(ctx, &file)?;
    let item = file.item();
    let mut departments = vec![file.department().clone()];
    let requests = opinion::requests(ctx, item);
    departments.extend(requests.iter().map(|request| request.department.clone()));
    let mut events = vec![CaseSplit { departments }.into()];
    if !requests.is_empty() {
        events.push(OpinionsRequested { requests }.into());
    }
    Ok(Effect::of(Stream::Case(file.case.id), events))
}

/// 转交: the manifest lists every paper of the case, and no other.
pub(super) fn hand_over(ctx: &Context<'_>, c: &HandOverCase) -> Result<Effect, Refusal> {
    let file = ctx.file(&c.case, &[Phase::Dispatched])?;
    intake_officer(ctx, &file)?;
    short_enough(&c.manifest)?;
    same_papers(&file, &c.manifest)?;
    let days = ctx.policy().1.hand_off_days;
    let event = HandedOver {
        department: file.department().clone(),
        manifest: c.manifest.clone(),
        paper: c.paper,
        clocks: vec![ctx.start_days(ClockKind::HandOff, days)],
    };
    Ok(Effect::on_case(file.case.id, event))
}

pub(super) fn same_papers(file: &File<'_>, manifest: &[MaterialCode]) -> Result<(), Refusal> {
    let held = papers(file);
    let mut listed: Vec<&MaterialCode> = manifest.iter().collect();
    listed.sort_unstable();
    if held == listed {
        return Ok(());
    }
    let names: Vec<&str> = held.iter().map(|code| code.as_str()).collect();
    Err(Rule::ManifestMismatch.because(format!("the case holds {}", names.join(", "))))
}

/// 签收: the first step behind the window begins.
pub(super) fn acknowledge(ctx: &Context<'_>, c: &AcknowledgeHandOver) -> Result<Effect, Refusal> {
    let file = ctx.file(&c.case, &[Phase::Transferred])?;
    let item = file.item();
    let officer = ctx.staff_of(file.department(), BACK_OFFICE)?.id.clone();
    let Some((step, _)) = item.back_office_steps().next() else {
        return Err(Rule::BadItem.because("no step behind the window"));
    };
    let clocks = step_clock(ctx, item, step);
    Ok(Effect::on_case(file.case.id, HandOverAcknowledged { officer, step, clocks }))
}

/// 退件
pub(super) fn return_hand_over(ctx: &Context<'_>, c: &ReturnHandOver) -> Result<Effect, Refusal> {
    let file = ctx.file(&c.case, &[Phase::Transferred])?;
    ctx.staff_of(file.department(), BACK_OFFICE)?;
    said(&c.reason, Rule::ReasonsMissing)?;
    let manifest = manifest(&file, c.manifest.as_deref())?;
    Ok(Effect::on_case(file.case.id, HandOverReturned { reason: c.reason.clone(), manifest }))
}

/// 签收退回: the window has the papers again, or the department the original that nobody took. Also after the archive.
pub(super) fn acknowledge_return(
    ctx: &Context<'_>,
    c: &AcknowledgeReturn,
) -> Result<Effect, Refusal> {
    let file = ctx.any_file(&c.case)?;
    let Some(unit) = &file.case.extras().returning else {
        return Err(Rule::NothingComesBack.because("nothing was returned, or it is acknowledged"));
    };
    let staff = ctx.staff_of(unit, DELIVERERS).or_else(|_| ctx.staff_of(unit, BACK_OFFICE))?;
    let event = ReturnAcknowledged { unit: unit.clone(), officer: staff.id.clone() };
    Ok(Effect::on_case(file.case.id, event))
}

/// 交接清单 on the way back to the window: as it was stated, if that is every paper of the case; as the file
/// has it where nothing was stated.
pub(super) fn manifest(
    file: &File<'_>,
    stated: Option<&[MaterialCode]>,
) -> Result<Vec<MaterialCode>, Refusal> {
    let Some(stated) = stated else {
        return Ok(papers(file).into_iter().cloned().collect());
    };
    short_enough(stated)?;
    same_papers(file, stated)?;
    Ok(stated.to_vec())
}

/// Every paper of the case, in the order of their codes.
fn papers<'a>(file: &File<'a>) -> Vec<&'a MaterialCode> {
    let needs = &file.item().materials;
    let held = file.case.held.iter().filter_map(|held| needs.get(usize::from(held.need)));
    let mut held: Vec<&MaterialCode> = held.map(|need| &need.material).collect();
    held.sort_unstable();
    held
}

/// 环节时限
pub(super) fn step_clock(ctx: &Context<'_>, item: &ItemDefinition, step: u8) -> Vec<ClockStart> {
    let step = item.steps.get(usize::from(step));
    step.map(|step| ctx.start_days(ClockKind::Step, step.limit)).into_iter().collect()
}
