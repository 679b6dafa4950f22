//! 收费: what an item costs is paid or waived before anything of it is delivered (row 92).

use crate::code::Reference;
use crate::command::{Actor, RecordPayment, ReversePayment, WaiveFee};
use crate::event::{FeePaid, FeeWaived, PaymentReversed};
use crate::hall::Role;
use crate::lifecycle::Phase;
use crate::receipt;
use crate::refusal::{Refusal, Rule};
use crate::values::Outcome;

use super::Effect;
use super::context::{Context, File, said};
use super::delivery::DELIVERERS;

/// 缴费: the whole fee, once; at a window, or as the payment port reports it.
pub(super) fn record_payment(ctx: &Context<'_>, c: &RecordPayment) -> Result<Effect, Refusal> {
    let file = due(ctx, &c.case)?;
    match ctx.actor() {
        Actor::System | Actor::Admin => (),
        // Nobody settles his fee by saying that he paid.
        Actor::Staff(_) | Actor::Applicant | Actor::Port(_) => {
            ctx.staff_with(DELIVERERS)?;
        }
    }
    let fee_fen = file.item().fee_fen;
    if c.amount_fen != fee_fen {
        let detail = format!("{} fen were paid, the fee is {fee_fen} fen", c.amount_fen);
        return Err(Rule::WrongAmount.because(detail));
    }
    unused(ctx, &c.receipt)?;
    let event = FeePaid { amount_fen: c.amount_fen, receipt: c.receipt.clone() };
    Ok(Effect::on_case(file.case.id, event))
}

/// 一票一缴: a receipt pays one fee once, also after it was reversed.
pub(super) fn unused(ctx: &Context<'_>, receipt: &Reference) -> Result<(), Refusal> {
    if ctx.world.is_receipt_used(receipt) {
        return Err(Rule::ReceiptUsed.because(format!("receipt {receipt}")));
    }
    Ok(())
}

/// 免缴, by the head of the department whose fee it is, or a manager of the centre.
pub(super) fn waive(ctx: &Context<'_>, c: &WaiveFee) -> Result<Effect, Refusal> {
    let file = due(ctx, &c.case)?;
    let department = file.department();
    let staff = match ctx.staff_with(&[Role::CentreManager]) {
        Ok(manager) => manager,
        Err(_) => ctx.staff_of(department, &[Role::DeptHead])?,
    };
    said(&c.reason, Rule::ReasonsMissing)?;
    let event = FeeWaived { officer: staff.id.clone(), reason: c.reason.clone() };
    Ok(Effect::on_case(file.case.id, event))
}

/// 冲正/退费, by the cashier's window or a manager, while nothing was handed over.
pub(super) fn reverse(ctx: &Context<'_>, c: &ReversePayment) -> Result<Effect, Refusal> {
    let file = ctx.any_file(&c.case)?;
    let phase = file.case.phase();
    if matches!(phase, Phase::InDelivery | Phase::Delivered | Phase::Archived) {
        return Err(Rule::WrongPhase.because(format!("the case is in {}", phase.chinese())));
    }
    let officer = match ctx.staff_with(&[Role::CentreManager]) {
        Ok(manager) => manager,
        Err(_) => ctx.staff_with(DELIVERERS)?,
    };
    said(&c.reason, Rule::ReasonsMissing)?;
    let paid = file.case.extras().paid.as_ref();
    let Some(paid) = paid.filter(|paid| receipt::is_same(paid, &c.receipt)) else {
        return Err(Rule::NoPayment.because(format!("receipt {}", c.receipt)));
    };
    let event = PaymentReversed {
        amount_fen: file.item().fee_fen,
        receipt: paid.clone(),
        officer: officer.id.clone(),
        reason: c.reason.clone(),
    };
    Ok(Effect::on_case(file.case.id, event))
}

/// The case, if its fee is still due.
pub(super) fn due<'a>(
    ctx: &Context<'a>,
    number: &crate::code::CaseNumber,
) -> Result<File<'a>, Refusal> {
    let file = ctx.any_file(number)?;
    let phase = file.case.phase();
    if matches!(phase, Phase::InDelivery | Phase::Delivered | Phase::Ended | Phase::Archived) {
        return Err(Rule::WrongPhase.because(format!("the case is in {}", phase.chinese())));
    }
    if file.item().fee_fen == 0 {
        return Err(Rule::NoFeeDue.because(format!("{} is free", file.item().code)));
    }
    if file.case.extras().is_fee_settled {
        return Err(Rule::NoFeeDue.because("it was paid or waived before"));
    }
    Ok(file)
}

/// Nothing granted is delivered unpaid. A refusal costs nothing.
pub(super) fn paid(file: &File<'_>) -> Result<(), Refusal> {
    let fee_fen = file.item().fee_fen;
    let is_granted = file.case.verdict().is_some_and(|verdict| verdict.outcome == Outcome::Granted);
    if fee_fen == 0 || file.case.extras().is_fee_settled || !is_granted {
        return Ok(());
    }
    Err(Rule::Unpaid.because(format!("{fee_fen} fen are due")))
}
