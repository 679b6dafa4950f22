//! 环节: whether the steps of a version make a way from the window to the decision.

use crate::due::Unit;
use crate::item::{CaseType, ItemDefinition, StepKind};
use crate::limits::STEPS_MAX;

use super::check::{Check, Finding};

pub(super) fn inspect(item: &ItemDefinition, found: &mut Vec<Finding>) {
    steps(item, found);
    missing(item, found);
    joint(item, found);
    if item.case_type == CaseType::Instant && item.site_inspection {
        found.push(Check::InstantWithInspection.found(item.code.to_string()));
    }
    if item.entrusted && item.approver_at_window {
        found.push(Check::ApproverNotThere.found(item.code.to_string()));
    }
}

fn steps(item: &ItemDefinition, found: &mut Vec<Finding>) {
    let sum: u32 = item.steps.iter().map(|step| u32::from(step.limit)).sum();
    // Steps are in working days; a promise in natural days has no sum to hold them against.
    let is_comparable = item.promise.unit == Unit::WorkingDays && !item.steps.is_empty();
    if is_comparable && sum != u32::from(item.promise.days) {
        let detail = format!("steps {sum}, promise {}", item.promise.days);
        found.push(Check::StepsNotPromise.found(detail));
    }
    let is_excused = item.steps_exception.as_ref().is_some_and(|reason| !reason.is_blank());
    if item.steps.len() > STEPS_MAX && !is_excused {
        found.push(Check::TooManySteps.found(format!("{} steps", item.steps.len())));
    }
    if !item.steps.is_sorted_by_key(|step| place(step.step)) {
        found.push(Check::StepsOutOfOrder.found(item.code.to_string()));
    }
}

fn place(step: StepKind) -> u8 {
    match step {
        StepKind::Accept => 0,
        StepKind::Review => 1,
        StepKind::Decide | StepKind::ReportUp => 2,
    }
}

/// 受理、审核、审批、送达 must be there.
fn missing(item: &ItemDefinition, found: &mut Vec<Finding>) {
    let has = |kind: StepKind| item.steps.iter().any(|step| step.step == kind);
    let code = || item.code.to_string();
    if !has(StepKind::Accept) {
        found.push(Check::AcceptMissing.found(code()));
    }
    let is_decided_at_once = item.case_type == CaseType::Instant || item.promise.days <= 1;
    if !has(StepKind::Review) && !is_decided_at_once {
        found.push(Check::ReviewMissing.found(code()));
    }
    if !has(StepKind::Decide) && !has(StepKind::ReportUp) {
        found.push(Check::DecisionMissing.found(code()));
    }
    if item.case_type == CaseType::ReportUp && !has(StepKind::ReportUp) {
        found.push(Check::ReportUpMissing.found(code()));
    }
    if item.delivery.is_empty() {
        found.push(Check::DeliveryMissing.found(code()));
    }
}

/// 联办
fn joint(item: &ItemDefinition, found: &mut Vec<Finding>) {
    let is_joint = item.case_type == CaseType::Joint;
    if is_joint && item.participants.is_empty() {
        found.push(Check::JointWithoutParticipants.found(item.code.to_string()));
    }
    if !is_joint && !item.participants.is_empty() {
        let detail = format!("{} participants", item.participants.len());
        found.push(Check::ParticipantsNotJoint.found(detail));
    }
    let slow = item.participants.iter().filter(|participant| {
        item.promise.unit == Unit::WorkingDays && participant.opinion_limit > item.promise.days
    });
    found.extend(slow.map(|participant| {
        let detail = format!("{}: {} days", participant.department, participant.opinion_limit);
        Check::OpinionTooSlow.found(detail)
    }));
}
