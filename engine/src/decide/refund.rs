//! 退费: money that the payment port took and that is given back by it (row 92).

use crate::case::Case;
use crate::code::Reference;
use crate::command::AnswerPort;
use crate::document::hash;
use crate::event::{Event, PortAnswered, Stream, UnowedPaid};
use crate::id::Digest;
use crate::port::{Ask, PortAnswer, PortKind};
use crate::receipt;
use crate::refusal::{Refusal, Rule};

use super::context::{Context, File};
use super::{Effect, card, fee};

/// 退费: what was paid through the port is given back by it; what was paid at the counter, at the counter. `case`
/// is the case before the event.
pub(super) fn owed(event: &Event, case: Option<&Case>) -> Option<Digest> {
    if let Event::UnowedPaid(unowed) = event {
        return Some(hash(unowed.receipt.as_str()));
    }
    let Event::PaymentReversed(reversed) = event else { return None };
    let paid = case?.extras().paid_by_port()?;
    receipt::is_same(paid, &reversed.receipt).then(|| hash(paid.as_str()))
}

/// 重复缴费: money that is not owed is on file, and the port is asked to give it back (row 92). A payment that a clerk
/// recorded before with the same receipt is the same money.
pub(super) fn unowed(
    ctx: &Context<'_>,
    file: &File<'_>,
    (amount_fen, receipt): (u32, &Reference),
) -> Result<Effect, Refusal> {
    let paid = file.case.extras().paid.as_ref();
    if paid.is_some_and(|paid| receipt::is_same(paid, receipt)) {
        return Ok(Effect::already_so(file.case.id));
    }
    if amount_fen == 0 {
        return Err(Rule::WrongAmount.because("nothing was paid"));
    }
    fee::unused(ctx, receipt)?;
    if !ctx.setup.ports.contains_key(&PortKind::Payment) {
        let detail = "it is to be given back: connect_port the payment port first";
        return Err(Rule::NotAsked.because(detail));
    }
    let receipt = receipt.clone();
    Ok(Effect::on_case(file.case.id, UnowedPaid { amount_fen, receipt }))
}

/// 前后不一的回执: money that the port told of is never lost. A second payment is given back like any that is not owed;
/// of what else the port says now a clerk of the window finds out, by a card.
pub(super) fn contradicted(
    ctx: &Context<'_>,
    file: &File<'_>,
    c: &AnswerPort,
    first: &PortAnswer,
) -> Result<Effect, Refusal> {
    let answered = PortAnswered { port: PortKind::Payment, ask: c.ask, answer: c.answer.clone() };
    if let PortAnswer::Paid { amount_fen, receipt } = &c.answer
        && file.case.extras().came_in(receipt).is_none()
        && matches!(first, PortAnswer::Paid { .. })
    {
        let mut effect = unowed(ctx, file, (*amount_fen, receipt))?;
        effect.events.insert(0, answered.into());
        return Ok(effect);
    }
    let card = card::contradiction(file, c.ask)?;
    Ok(Effect::of(Stream::Case(file.case.id), vec![answered.into(), card.into()]))
}

/// 退费: all that came in with the receipt that is to be paid back.
pub(super) fn refunded(
    file: &File<'_>,
    ask: &Ask,
    (amount_fen, receipt): (u32, &Reference),
) -> Result<Effect, Refusal> {
    let came_in = file.case.extras().came_in(receipt);
    let Some((_, paid_fen)) = came_in.filter(|(paid, _)| ask.is_about(paid.as_str())) else {
        return Err(Rule::WrongAnswer.because(format!("receipt {receipt} is not to be paid back")));
    };
    if amount_fen != paid_fen {
        let detail = format!("{amount_fen} fen were paid back, {paid_fen} fen were paid");
        return Err(Rule::WrongAmount.because(detail));
    }
    Ok(Effect::already_so(file.case.id))
}

/// Nothing is archived while the port still has to give something back.
pub(super) fn nothing_to_refund(file: &File<'_>) -> Result<(), Refusal> {
    match file.case.extras().asks.iter().find(|ask| ask.is_refund()) {
        None => Ok(()),
        Some(ask) => Err(Rule::RefundOpen.because(format!(
            "question {} to {}",
            ask.seq,
            PortKind::Payment.chinese()
        ))),
    }
}
