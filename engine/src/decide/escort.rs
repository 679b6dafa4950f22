//! 专人跟踪、催办、帮办代办: who follows a case, who urges it, who helps the applicant (rows 36, 70).

use crate::command::{NameTracker, RecordAssistance, UrgeCase};
use crate::escort::AssistanceKind;
use crate::event::{AssistanceGiven, CaseUrged, TrackerNamed};
use crate::hall::Role;
use crate::limits::LIST_ENTRIES_MAX;
use crate::refusal::{Refusal, Rule};

use super::Effect;
use super::context::{Context, File, said};
use super::gaps::IN_WORK;
use super::intake::not_own_case;

/// Who may help an applicant.
const HELPERS: &[Role] = &[
    Role::Guide,
    Role::CompWindow,
    Role::ZoneWindow,
    Role::SatelliteWindow,
    Role::ChiefRep,
    Role::CaseTracker,
    Role::ExternalOfficer,
];

/// 专人跟踪: a tracker or representative of the department, by its head, its representative or the centre.
pub(super) fn name_tracker(ctx: &Context<'_>, c: &NameTracker) -> Result<Effect, Refusal> {
    let file = ctx.any_file(&c.case)?;
    let department = file.department();
    if ctx.staff_with(&[Role::CentreManager]).is_err() {
        ctx.staff_of(department, &[Role::DeptHead, Role::ChiefRep])?;
    }
    let Some(tracker) = ctx.setup.staff.get(&c.tracker) else {
        return Err(Rule::UnknownStaff.because(c.tracker.to_string()));
    };
    if &tracker.unit != department {
        let detail = format!("{} works for {}, not {department}", tracker.id, tracker.unit);
        return Err(Rule::WrongUnit.because(detail));
    }
    if ![Role::CaseTracker, Role::ChiefRep].iter().any(|role| tracker.roles.contains(role)) {
        return Err(Rule::WrongRole.because(format!("{} follows no cases", tracker.id)));
    }
    not_own_case(tracker, &file.case.applicant, file.case.agent.as_deref())?;
    if file.case.extras().escort.tracker.as_ref() == Some(&tracker.id) {
        return Ok(Effect::already_so(file.case.id));
    }
    Ok(Effect::on_case(file.case.id, TrackerNamed { tracker: tracker.id.clone() }))
}

/// 催办, by its tracker, a representative of either side, or the centre; while the department owes the decision.
pub(super) fn urge(ctx: &Context<'_>, c: &UrgeCase) -> Result<Effect, Refusal> {
    let file = ctx.file(&c.case, IN_WORK)?;
    let staff = ctx.staff()?;
    let is_tracker = file.case.extras().escort.tracker.as_ref() == Some(&staff.id);
    let is_window = staff.unit == file.case.intake_unit;
    if !is_tracker && !is_window {
        ctx.staff_with(&[
            Role::CaseTracker,
            Role::ChiefRep,
            Role::CentreManager,
            Role::Supervisor,
        ])?;
    }
    said(&c.reason, Rule::ReasonsMissing)?;
    let (officer, department) = (staff.id.clone(), file.department().clone());
    Ok(Effect::on_case(file.case.id, CaseUrged { officer, department, reason: c.reason.clone() }))
}

/// 导办、帮办、代办. Who acts for the applicant is on his side: he neither took the case in nor handles it.
pub(super) fn assist(ctx: &Context<'_>, c: &RecordAssistance) -> Result<Effect, Refusal> {
    let file = ctx.any_file(&c.case)?;
    let staff = ctx.staff_with(HELPERS)?;
    said(&c.note, Rule::ReasonsMissing)?;
    if file.case.extras().escort.helpers.len() >= LIST_ENTRIES_MAX {
        return Err(Rule::TooMany.because(format!("{LIST_ENTRIES_MAX} helpers of one case")));
    }
    let took_it_in = file.case.intake_officers.contains(&staff.id);
    let has_it = file.case.task().is_some_and(|task| task.handler.as_ref() == Some(&staff.id));
    let verdict = file.case.verdict();
    let decided_it = verdict.is_some_and(|v| v.officer.as_ref() == Some(&staff.id));
    if c.kind == AssistanceKind::Act && (took_it_in || has_it || decided_it) {
        return Err(Rule::OwnCase.because(format!("{} handles it", staff.id)));
    }
    let (helper, note) = (staff.id.clone(), c.note.clone());
    Ok(Effect::on_case(file.case.id, AssistanceGiven { helper, kind: c.kind, note }))
}

/// 回避: who acted for the applicant handles nothing of the case.
pub(super) fn not_its_helper(staff: &crate::hall::Staff, file: &File<'_>) -> Result<(), Refusal> {
    if file.case.extras().escort.acted(&staff.id) {
        return Err(Rule::OwnCase.because(format!("{} acted for the applicant", staff.id)));
    }
    Ok(())
}
