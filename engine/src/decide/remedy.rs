//! 复议、诉讼: a remedy against a decision is on file with its outcome. It stops nothing by itself: the decision has
//! its effect until it is annulled, and the file stays open until the remedy is settled.

use crate::clock::ClockKind;
use crate::command::{FileRemedy, SettleRemedy};
use crate::event::{RemedyDecided, RemedyFiled};
use crate::hall::{Role, Staff};
use crate::lifecycle::Phase;
use crate::limits::LIST_ENTRIES_MAX;
use crate::refusal::{Refusal, Rule};
use crate::remedy::{Remedy, RemedyKind, RemedyOutcome};
use crate::time::Day;
use crate::values::Outcome;

use super::Effect;
use super::context::{Context, File, said};
use super::delivery::DELIVERERS;
use super::flow::BACK_OFFICE;
use super::gaps::IN_WORK;

/// Something was decided, or the case ended without a decision: a refusal of acceptance, a revocation; or it should
/// have been decided by now. Whether a remedy is admissible is for the body that hears it.
const CONTESTABLE: &[Phase] = &[
    Phase::Accepted,
    Phase::Dispatched,
    Phase::Transferred,
    Phase::Handling,
    Phase::Suspended,
    Phase::Decided,
    Phase::Concluded,
    Phase::FedBack,
    Phase::ReadyForDelivery,
    Phase::InDelivery,
    Phase::Delivered,
    Phase::Ended,
];

/// 提起: as the body that hears it has told the department. One at a time: a court does not hear what is being
/// reconsidered, and what a court has taken is not reconsidered any more.
pub(super) fn file(ctx: &Context<'_>, c: &FileRemedy) -> Result<Effect, Refusal> {
    let file = ctx.file(&c.case, CONTESTABLE)?;
    let staff = clerk(ctx, &file)?;
    said(&c.authority, Rule::RemedyUnsound)?;
    let received = file.case.received_at.day();
    within(c.filed, received, ctx.today())?;
    let is_silence = IN_WORK.contains(&file.case.phase());
    if is_silence {
        overdue(&file, c.filed)?;
    }
    let remedies = &file.case.extras().remedies;
    let mut same = remedies.iter().filter(|remedy| remedy.against_silence == is_silence);
    if c.kind == RemedyKind::Reconsideration
        && let Some(suit) = same.find(|remedy| remedy.kind == RemedyKind::Litigation)
    {
        return Err(Rule::SuitTaken.because(format!("the suit was filed on {}", suit.filed)));
    }
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

/// 不作为: silence is contested once the time to decide is over (行政诉讼法 art. 47; 行政复议法).
fn overdue(file: &File<'_>, filed: Day) -> Result<(), Refusal> {
    let mut own = [ClockKind::Statutory, ClockKind::LowerReview, ClockKind::Promise].into_iter();
    let limit = own.find_map(|kind| file.case.running(kind));
    let due = limit.and_then(|clock| clock.reckoning.due);
    let is_over = due.is_some_and(|due| due < filed);
    if is_over {
        return Ok(());
    }
    let due = due.map_or_else(|| "not running".to_owned(), |due| format!("until {due}"));
    Err(Rule::WrongPhase.because(format!("nothing is decided yet, and the time for it is {due}")))
}

/// 结果: what the body that heard it decided, with the number of its document.
pub(super) fn settle(ctx: &Context<'_>, c: &SettleRemedy) -> Result<Effect, Refusal> {
    let file = ctx.any_file(&c.case)?;
    let staff = clerk(ctx, &file)?;
    let remedies = &file.case.extras().remedies;
    let remedy = remedies.get(usize::from(c.remedy)).filter(|remedy| remedy.is_pending());
    let Some(remedy) = remedy else {
        return Err(Rule::NoSuchRemedy.because(format!("remedy {} of this case", c.remedy)));
    };
    within(c.decided, remedy.filed, ctx.today())?;
    if remedy.against_silence && c.outcome == RemedyOutcome::Annulled {
        let detail = "there is no decision to annul: it is ordered, dismissed or withdrawn";
        return Err(Rule::RemedyUnsound.because(detail));
    }
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

/// 撤销、责令重作: what was decided has no effect any more. What silence was contested for was decided later.
pub(super) fn is_undone(file: &File<'_>) -> bool {
    let about_it = file.case.extras().remedies.iter().filter(|remedy| !remedy.against_silence);
    let mut outcomes = about_it.rev().filter_map(|remedy| remedy.outcome);
    let last = outcomes.find(|outcome| *outcome != RemedyOutcome::Withdrawn);
    file.case.verdict().is_some()
        && matches!(last, Some(RemedyOutcome::Annulled | RemedyOutcome::OrderedAnew))
}

/// True where what was granted has been annulled, so that the licence is to be revoked.
pub(super) fn is_annulled(file: &File<'_>) -> bool {
    is_granted(file) && is_undone(file)
}

/// What annulled the grant, or ordered it to be made anew.
pub(super) fn annulled_by(file: &File<'_>) -> Option<RemedyKind> {
    let mut remedies = file.case.extras().remedies.iter().rev();
    let undoes = |remedy: &&Remedy| {
        let undone = [Some(RemedyOutcome::Annulled), Some(RemedyOutcome::OrderedAnew)];
        !remedy.against_silence && undone.contains(&remedy.outcome)
    };
    let remedy = remedies.find(undoes).filter(|_| is_annulled(file));
    remedy.map(|remedy| remedy.kind)
}

fn is_granted(file: &File<'_>) -> bool {
    file.case.verdict().is_some_and(|verdict| verdict.outcome == Outcome::Granted)
}

/// 归档: not while a remedy is pending, nor while an annulled licence is still out.
pub(super) fn settled(file: &File<'_>) -> Result<(), Refusal> {
    if file.case.extras().remedies.iter().any(Remedy::is_pending) {
        return Err(Rule::RemedyPending.because("send settle_remedy when it is decided"));
    }
    if is_granted(file) { stands(file) } else { Ok(()) }
}

/// Nothing is made or handed out of a decision that has no effect any more: a grant is revoked, a refusal voided.
pub(super) fn stands(file: &File<'_>) -> Result<(), Refusal> {
    if !is_undone(file) {
        return Ok(());
    }
    Err(Rule::RemedyPending.because(if is_granted(file) {
        "the grant was annulled: send revoke_licence"
    } else {
        "the refusal has no effect any more: send void_case, and receive the application anew"
    }))
}
