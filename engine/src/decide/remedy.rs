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

use super::Effect;
use super::context::{Context, File, said};
use super::delivery::DELIVERERS;
use super::flow::BACK_OFFICE;

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
    Phase::Archived,
];

/// 提起: as the body that hears it has told the department. One at a time: a court does not hear what is being
/// reconsidered, and what a court has taken is not reconsidered any more.
pub(super) fn file(ctx: &Context<'_>, c: &FileRemedy) -> Result<Effect, Refusal> {
    let file = ctx.file(&c.case, CONTESTABLE)?;
    let staff = clerk(ctx, &file)?;
    said(&c.authority, Rule::RemedyUnsound)?;
    let is_silence = against_silence(ctx, &file, c.filed)?;
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

/// Nothing is taken against a decision before it is made; before that only against silence, once the time to decide
/// was over (行政诉讼法 art. 46, 47; 行政复议法 art. 20).
fn against_silence(ctx: &Context<'_>, file: &File<'_>, filed: Day) -> Result<bool, Refusal> {
    let decided = file.case.decided_on;
    let is_silence = decided.is_none_or(|decided| filed < decided);
    let first = if is_silence { file.case.received_at.day() } else { filed };
    within(filed, first, ctx.today())?;
    if !is_silence {
        return Ok(false);
    }
    let due = time_to_decide(file);
    if due.is_some_and(|due| due < filed) {
        return Ok(true);
    }
    let due = due.map_or_else(|| "not running".to_owned(), |due| format!("until {due}"));
    Err(match decided {
        None => {
            let detail = format!("nothing is decided yet, and the time for it is {due}");
            Rule::WrongPhase.because(detail)
        }
        Some(decided) => Rule::RemedyUnsound.because(format!(
            "{filed} is before the decision of {decided}, and the time for it was {due}"
        )),
    })
}

/// 不作为: the last day to decide, also where it was decided later.
fn time_to_decide(file: &File<'_>) -> Option<Day> {
    let mut own = [ClockKind::Statutory, ClockKind::LowerReview, ClockKind::Promise].into_iter();
    own.find_map(|kind| file.case.clock(kind))?.reckoning.due
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
    file.case.is_undone()
}

/// True where what was granted has been annulled, so that the licence is to be revoked.
pub(super) fn is_annulled(file: &File<'_>) -> bool {
    file.case.is_annulled_grant()
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

/// 归档: not while a remedy is pending, nor while an annulled licence is still out.
pub(super) fn settled(file: &File<'_>) -> Result<(), Refusal> {
    if file.case.extras().remedies.iter().any(Remedy::is_pending) {
        return Err(Rule::RemedyPending.because("send settle_remedy when it is decided"));
    }
    if is_annulled(file) { stands(file) } else { Ok(()) }
}

/// Nothing is made or handed out of a decision that has no effect any more: a grant is revoked, a refusal voided.
pub(super) fn stands(file: &File<'_>) -> Result<(), Refusal> {
    if !is_undone(file) {
        return Ok(());
    }
    Err(Rule::RemedyPending.because(if is_annulled(file) {
        "the grant was annulled: send revoke_licence"
    } else {
        "the refusal has no effect any more: send void_case, and receive the application anew"
    }))
}
