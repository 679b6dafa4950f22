//! 复议、诉讼: a remedy against a decision is on file with its outcome. It stops nothing by itself: the decision has
//! its effect until it is annulled, and the file stays open until the remedy is settled.

use crate::command::{FileRemedy, SettleRemedy};
use crate::event::{RemedyDecided, RemedyFiled};
use crate::hall::{Role, Staff};
use crate::lifecycle::Phase;
use crate::limits::LIST_ENTRIES_MAX;
use crate::refusal::{Refusal, Rule};
use crate::remedy::{Remedy, RemedyOutcome};
use crate::time::Day;
use crate::values::Outcome;

use super::Effect;
use super::context::{Context, File, said};
use super::delivery::DELIVERERS;
use super::flow::BACK_OFFICE;

/// Something was decided, or the case ended without a decision: a refusal of acceptance, a revocation. Whether a
/// remedy is admissible is for the body that hears it.
const CONTESTABLE: &[Phase] = &[
    Phase::Decided,
    Phase::Concluded,
    Phase::FedBack,
    Phase::ReadyForDelivery,
    Phase::InDelivery,
    Phase::Delivered,
    Phase::Ended,
];

/// 提起: as the body that hears it has told the department. One at a time: a court does not hear what is
/// being reconsidered.
pub(super) fn file(ctx: &Context<'_>, c: &FileRemedy) -> Result<Effect, Refusal> {
    let file = ctx.file(&c.case, CONTESTABLE)?;
    let staff = clerk(ctx, &file)?;
    said(&c.authority, Rule::RemedyUnsound)?;
    let received = file.case.received_at.day();
    within(c.filed, received, ctx.today())?;
    let remedies = &file.case.extras().remedies;
    if let Some(pending) = remedies.iter().find(|remedy| remedy.is_pending()) {
        return Err(Rule::RemedyPending.because(format!("filed on {}", pending.filed)));
    }
    if remedies.len() >= LIST_ENTRIES_MAX {
        return Err(Rule::TooMany.because(format!("{LIST_ENTRIES_MAX} remedies of one case")));
    }
    let event = RemedyFiled {
        kind: c.kind,
        authority: c.authority.clone(),
        filed: c.filed,
        number: c.number.clone(),
        officer: staff.id.clone(),
    };
    Ok(Effect::on_case(file.case.id, event))
}

/// 结果: what the body that heard it decided, with the number of its document.
pub(super) fn settle(ctx: &Context<'_>, c: &SettleRemedy) -> Result<Effect, Refusal> {
    let file = ctx.file(&c.case, CONTESTABLE)?;
    let staff = clerk(ctx, &file)?;
    let remedies = &file.case.extras().remedies;
    let remedy = remedies.get(usize::from(c.remedy)).filter(|remedy| remedy.is_pending());
    let Some(remedy) = remedy else {
        return Err(Rule::NoSuchRemedy.because(format!("remedy {} of this case", c.remedy)));
    };
    within(c.decided, remedy.filed, ctx.today())?;
    said(&c.note, Rule::ReasonsMissing)?;
    let event = RemedyDecided {
        remedy: c.remedy,
        outcome: c.outcome,
        number: c.number.clone(),
        decided: c.decided,
        note: c.note.clone(),
        officer: staff.id.clone(),
    };
    Ok(Effect::on_case(file.case.id, event))
}

/// The department that answers for the decision, the window that answers for a refusal of acceptance, or the centre.
fn clerk<'a>(ctx: &Context<'a>, file: &File<'_>) -> Result<&'a Staff, Refusal> {
    ctx.staff_with(&[Role::CentreManager])
        .or_else(|_| ctx.staff_of(&file.case.intake_unit, DELIVERERS))
        .or_else(|_| ctx.staff_of(file.department(), BACK_OFFICE))
}

fn within(day: Day, first: Day, last: Day) -> Result<(), Refusal> {
    if (first..=last).contains(&day) {
        return Ok(());
    }
    Err(Rule::RemedyUnsound.because(format!("{day} is not from {first} to {last}")))
}

/// True where what was granted has been annulled, so that the licence is to be revoked.
pub(super) fn is_annulled(file: &File<'_>) -> bool {
    let is_granted = file.case.verdict().is_some_and(|v| v.outcome == Outcome::Granted);
    let last = file.case.extras().remedies.last().and_then(|remedy| remedy.outcome);
    is_granted && last == Some(RemedyOutcome::Annulled)
}

/// 归档: not while a remedy is pending, nor while an annulled licence is still out.
pub(super) fn settled(file: &File<'_>) -> Result<(), Refusal> {
    if file.case.extras().remedies.iter().any(Remedy::is_pending) {
        return Err(Rule::RemedyPending.because("send settle_remedy when it is decided"));
    }
    not_annulled(file)
}

/// Nothing follows from a grant that was annulled but its revocation.
pub(super) fn not_annulled(file: &File<'_>) -> Result<(), Refusal> {
    if is_annulled(file) {
        return Err(Rule::RemedyPending.because("the grant was annulled: send revoke_licence"));
    }
    Ok(())
}
