//! 办理: claiming, reviewing, inspecting.

use std::sync::Arc;

use crate::case::Case;
use crate::code::StaffId;
use crate::command::{ClaimCase, ClaimNext, CompleteStep, ReassignTask, RecordInspection};
use crate::event::{InspectionRecorded, StepCompleted, TaskClaimed, TaskReassigned};
use crate::hall::{Role, Staff};
use crate::item::{Step, StepKind};
use crate::lifecycle::Phase;
use crate::queue::QueueId;
use crate::refusal::{Refusal, Rule};

use super::certify::certified;
use super::context::{Context, File, said, short_enough};
use super::escort::not_its_helper;
use super::flow::{BACK_OFFICE, step_clock};
use super::intake::not_own_case;
use super::{Effect, substitute};

/// Places of a queue looked at for one claim; past that a manager has to reassign.
const CLAIM_SCAN_MAX: usize = 1_000;

/// 领取任务
pub(super) fn claim(ctx: &Context<'_>, c: &ClaimCase) -> Result<Effect, Refusal> {
    let file = ctx.file(&c.case, &[Phase::Handling])?;
    let staff = ctx.staff()?;
    let task = file.case.task().expect("a case in handling has a task");
    match &task.handler {
        Some(handler) if handler == &staff.id => return Ok(Effect::already_so(file.case.id)),
        // 顶岗补位: what waits on the absent person's desk passes to his substitute.
        Some(handler) if ctx.absent() == Some(handler) => (),
        Some(handler) => return Err(Rule::NotHandler.because(format!("{handler} has it"))),
        None => (),
    }
    substitute::not_for_an_intake_officer(ctx, &file)?;
    may_handle(ctx, staff, &file)?;
    Ok(Effect::on_case(file.case.id, TaskClaimed { officer: staff.id.clone() }))
}

/// 领取下一件: the first in order of service that is for this person; for a substitute first of what waits on the
/// absent person's desk, then of the post's queue.
pub(super) fn claim_next(ctx: &Context<'_>, c: &ClaimNext) -> Result<Effect, Refusal> {
    let staff = ctx.staff_of(&c.department, &[c.role])?;
    let queue = QueueId::Step(c.department.clone(), c.role);
    let desk = ctx.absent().map(|absent| QueueId::Desk(absent.clone()));
    let queues = desk.iter().chain([&queue]);
    let waiting = queues.flat_map(|queue| ctx.world.queue(queue).take(CLAIM_SCAN_MAX));
    let mut files = waiting.filter_map(|place| ctx.world.cases().get(&place.case));
    let is_for_him = |case: &&Arc<Case>| {
        let file = ctx.file_of(case);
        case.phase() == Phase::Handling
            && case.last_at <= ctx.at
            && current_step(&file).role == c.role
            && substitute::not_for_an_intake_officer(ctx, &file).is_ok()
            && may_handle(ctx, staff, &file).is_ok()
    };
    match files.find(is_for_him) {
        Some(case) => Ok(Effect::on_case(case.id, TaskClaimed { officer: staff.id.clone() })),
        None => Err(Rule::NothingWaiting.because(format!("{queue} for {}", staff.id))),
    }
}

/// 改派, by the department's representative or head.
pub(super) fn reassign(ctx: &Context<'_>, c: &ReassignTask) -> Result<Effect, Refusal> {
    let file = ctx.file(&c.case, &[Phase::Handling])?;
    ctx.staff_of(file.department(), &[Role::ChiefRep, Role::DeptHead])?;
    said(&c.reason, Rule::ReasonsMissing)?;
    let Some(officer) = ctx.setup.staff.get(&c.officer) else {
        return Err(Rule::UnknownStaff.because(c.officer.to_string()));
    };
    may_handle(ctx, officer, &file)?;
    let event = TaskReassigned { officer: officer.id.clone(), reason: c.reason.clone() };
    Ok(Effect::on_case(file.case.id, event))
}

/// 环节完成: a review; the decision has its own command.
pub(super) fn complete_step(ctx: &Context<'_>, c: &CompleteStep) -> Result<Effect, Refusal> {
    let file = ctx.file(&c.case, &[Phase::Handling])?;
    as_handler(ctx, &file)?;
    said(&c.opinion, Rule::ReasonsMissing)?;
    let item = file.item();
    let task = file.case.task().expect("a case in handling has a task");
    if current_step(&file).step != StepKind::Review {
        return Err(Rule::WrongPhase.because("this step is the decision, send decide_case"));
    }
    let Some((next_step, _)) = item.back_office_steps().find(|(step, _)| *step > task.step) else {
        return Err(Rule::BadItem.because("no step after this one"));
    };
    let event = StepCompleted {
        step: task.step,
        next_step,
        opinion: c.opinion.clone(),
        clocks: step_clock(ctx, item, next_step),
    };
    Ok(Effect::on_case(file.case.id, event))
}

/// 现场核查: at least two officers of the department (行政许可法 art. 34).
pub(super) fn record_inspection(
    ctx: &Context<'_>,
    c: &RecordInspection,
) -> Result<Effect, Refusal> {
    let file = ctx.file(&c.case, &[Phase::Handling, Phase::Suspended])?;
    ctx.staff_of(file.department(), BACK_OFFICE)?;
    said(&c.findings, Rule::ReasonsMissing)?;
    let officers = two_officers(ctx, &file, &c.officers)?;
    let event = InspectionRecorded { officers, findings: c.findings.clone() };
    Ok(Effect::on_case(file.case.id, event))
}

/// At least two different officers of the department, in order (行政许可法 art. 34).
pub(super) fn two_officers(
    ctx: &Context<'_>,
    file: &File<'_>,
    officers: &[StaffId],
) -> Result<Vec<StaffId>, Refusal> {
    short_enough(officers)?;
    let department = file.department();
    let mut officers = officers.to_vec();
    officers.sort_unstable();
    officers.dedup();
    if officers.len() < 2 {
        return Err(Rule::TwoOfficers.because(format!("{} named", officers.len())));
    }
    for id in &officers {
        let Some(officer) = ctx.setup.staff.get(id) else {
            return Err(Rule::UnknownStaff.because(id.to_string()));
        };
        if &officer.unit != department {
            return Err(Rule::WrongUnit.because(format!("{id} works for {}", officer.unit)));
        }
        not_own_case(officer, &file.case.applicant, file.case.agent.as_deref())?;
    }
    Ok(officers)
}

/// The step the case stands at.
pub(super) fn current_step<'a>(file: &File<'a>) -> &'a Step {
    let step = file.case.task().map_or(0, |task| task.step);
    file.item().steps.get(usize::from(step)).expect("a task's step is one of its item's")
}

/// The person who asks, if the task is his, or nobody's and he may have it.
pub(super) fn as_handler<'a>(ctx: &Context<'a>, file: &File<'_>) -> Result<&'a Staff, Refusal> {
    let staff = ctx.staff()?;
    substitute::not_for_an_intake_officer(ctx, file)?;
    match file.case.task().and_then(|task| task.handler.as_ref()) {
        Some(handler) if handler == &staff.id => certified(ctx, staff, file.item()).map(|()| staff),
        Some(handler) if ctx.acts_as(staff, handler) => {
            may_handle(ctx, staff, file).map(|()| staff)
        }
        Some(handler) => Err(Rule::NotHandler.because(format!("{handler} has it"))),
        None => may_handle(ctx, staff, file).map(|()| staff),
    }
}

/// Post, unit, certificate, separation of duties and 回避 of whoever handles a step.
fn may_handle(ctx: &Context<'_>, staff: &Staff, file: &File<'_>) -> Result<(), Refusal> {
    let step = current_step(file);
    if &staff.unit != file.department() {
        return Err(Rule::WrongUnit.because(format!("{} works for {}", staff.id, staff.unit)));
    }
    // The head may always take what a chief approver may (row 34: what is not delegated stays his).
    let is_head = step.step != StepKind::Review && staff.roles.contains(&Role::DeptHead);
    if !staff.roles.contains(&step.role) && !is_head {
        return Err(Rule::WrongRole.because(format!("{} is no {}", staff.id, step.role.name())));
    }
    separate(staff, file)?;
    certified(ctx, staff, file.item())?;
    not_its_helper(staff, file)?;
    not_own_case(staff, &file.case.applicant, file.case.agent.as_deref())
}

/// 受审分离: whoever took the case in does not approve it, and a window role never decides, unless the version
/// says that its chief approver sits at the window.
pub(super) fn separate(staff: &Staff, file: &File<'_>) -> Result<(), Refusal> {
    if file.item().approver_at_window {
        return Ok(());
    }
    if file.case.intake_officers.contains(&staff.id) {
        return Err(Rule::SeparationOfDuties.because(format!("{} took the case in", staff.id)));
    }
    if staff.has_window_role() {
        return Err(Rule::SeparationOfDuties.because(format!("{} has a window role", staff.id)));
    }
    Ok(())
}
