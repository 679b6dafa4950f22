//! 撤回、作废、过程记录、预警回复、调阅: what happens beside the main line.

use crate::code::UnitId;
use crate::command::{Actor, AnswerWarning, OpenPersonalData, RecordWork, VoidCase, WithdrawCase};
use crate::event::{PersonalDataOpened, Voided, WarningAnswered, Withdrawn, WorkRecorded};
use crate::hall::Role;
use crate::lifecycle::Phase;
use crate::refusal::{Refusal, Rule};
use crate::spoken::spoken;
use crate::values::ClosingKind;

use super::Effect;
use super::alarm::responsible;
use super::context::{Context, said};
use super::intake::applicant_or_officer;
use super::remedy::{is_annulled, is_undone};

/// Phases before a decision.
pub(super) const UNDECIDED: &[Phase] = &[
    Phase::Received,
    Phase::PreCheck,
    Phase::AwaitingCorrection,
    Phase::Accepted,
    Phase::Dispatched,
    Phase::Transferred,
    Phase::Handling,
    Phase::Suspended,
];

/// 撤回, by the applicant or at the window.
pub(super) fn withdraw(ctx: &Context<'_>, c: &WithdrawCase) -> Result<Effect, Refusal> {
    let file = ctx.file(&c.case, UNDECIDED)?;
    applicant_or_officer(ctx, &file)?;
    said(&c.reason, Rule::ReasonsMissing)?;
    let event = Withdrawn { reason: c.reason.clone(), closing: ClosingKind::Other };
    Ok(Effect::on_case(file.case.id, event))
}

/// 作废, by a manager of the centre or the head of its department: a void matter, a technically invalid record, or a
/// refusal that a remedy undid.
pub(super) fn void(ctx: &Context<'_>, c: &VoidCase) -> Result<Effect, Refusal> {
    let file = ctx.any_file(&c.case)?;
    // What a remedy undid leads nowhere: nothing is made of it, and it is received anew.
    let is_refusal_undone = is_undone(&file) && !is_annulled(&file);
    if !is_refusal_undone {
        ctx.file(&c.case, UNDECIDED)?;
    }
    if ctx.staff_with(&[Role::CentreManager]).is_err() {
        ctx.staff_of(file.department(), &[Role::DeptHead])?;
    }
    said(&c.reason, Rule::ReasonsMissing)?;
    let kind = if c.technical { ClosingKind::Deleted } else { ClosingKind::Voided };
    // A case has one closing kind.
    let closing = file.case.closing().unwrap_or(kind);
    Ok(Effect::on_case(file.case.id, Voided { reason: c.reason.clone(), closing }))
}

/// 过程记录
pub(super) fn record_work(ctx: &Context<'_>, c: &RecordWork) -> Result<Effect, Refusal> {
    let file = ctx.any_file(&c.case)?;
    ctx.staff()?;
    said(&c.activity, Rule::ReasonsMissing)?;
    let event = WorkRecorded { activity: c.activity.clone(), group: c.group.clone() };
    Ok(Effect::on_case(file.case.id, event))
}

/// 预警回复, by the unit that answers for the clock: of an opinion the department that was asked.
pub(super) fn answer_warning(ctx: &Context<'_>, c: &AnswerWarning) -> Result<Effect, Refusal> {
    let file = ctx.any_file(&c.case)?;
    let staff = ctx.staff()?;
    said(&c.answer, Rule::ReasonsMissing)?;
    let fired =
        |clock: &crate::clock::Clock| clock.kind == c.clock && clock.has_fired(c.card.into());
    let own = file.case.clocks.iter().filter(|clock| fired(clock));
    let own = own.map(|clock| responsible(&file, clock.kind).0);
    let asked = file.case.extras().opinions.iter().filter(|task| fired(&task.clock));
    let units: Vec<UnitId> = own.chain(asked.map(|task| task.department.clone())).collect();
    let Some(unit) = units.first() else {
        return Err(Rule::NotAnswerable.because(format!(
            "{} of {}",
            spoken(c.card),
            spoken(c.clock)
        )));
    };
    if !units.contains(&staff.unit) {
        let detail = format!("{} works for {}, the card is for {unit}", staff.id, staff.unit);
        return Err(Rule::WrongUnit.because(detail));
    }
    let event = WarningAnswered { clock: c.clock, card: c.card, answer: c.answer.clone() };
    Ok(Effect::on_case(file.case.id, event))
}

/// 调阅: opening sealed fields is a right of those who handle the case or supervise, and an event with its reason (个人信息保护法 art. 51).
pub(super) fn open_personal_data(
    ctx: &Context<'_>,
    c: &OpenPersonalData,
) -> Result<Effect, Refusal> {
    let file = ctx.any_file(&c.case)?;
    if ctx.actor() != &Actor::Admin {
        let staff = ctx.staff()?;
        let has_to_do_with_it =
            &staff.unit == file.department() || staff.unit == file.case.intake_unit;
        if !has_to_do_with_it {
            ctx.staff_with(&[Role::Supervisor, Role::CentreManager])?;
        }
    }
    said(&c.reason, Rule::ReasonsMissing)?;
    let subject = file.case.applicant.subject;
    if ctx.world.is_erased(subject) {
        return Err(Rule::SubjectErased.because("its key was destroyed"));
    }
    let event = PersonalDataOpened { subject, reason: c.reason.clone() };
    Ok(Effect::on_case(file.case.id, event))
}
