//! 电子监察 beside the clocks: cards for other causes than time, and for ports that never answered (row 94).

use crate::code::{StaffId, Text};
use crate::command::{AnswerCard, DealCard};
use crate::event::{CardAnswered, CardDealt, Event};
use crate::hall::{Role, Staff};
use crate::id::Seq;
use crate::limits::LIST_ENTRIES_MAX;
use crate::policy::Card;
use crate::refusal::{Refusal, Rule};
use crate::voice::CardCause;

use super::Effect;
use super::context::{Context, File, said};

/// 非时限预警, by the supervision, to a unit that has to do with the case.
pub(super) fn deal(ctx: &Context<'_>, c: &DealCard) -> Result<Effect, Refusal> {
    ctx.staff_with(&[Role::Supervisor])?;
    let file = ctx.any_file(&c.case)?;
    let own = [CardCause::PortSilent, CardCause::LateSupplement, CardCause::PortContradicts];
    if own.contains(&c.cause) {
        return Err(Rule::WrongRole.because("the engine deals a card of this kind itself"));
    }
    let asked = file.item().participants.iter();
    let concerned = [file.department(), &file.case.intake_unit];
    if !concerned.contains(&&c.unit) && !asked.into_iter().any(|one| one.department == c.unit) {
        return Err(Rule::WrongUnit.because(format!("{} has no part in the case", c.unit)));
    }
    if let Some(person) = &c.person {
        of_the_unit(ctx, person, c)?;
    }
    said(&c.fact, Rule::ReasonsMissing)?;
    room_for_one(&file)?;
    let event = CardDealt {
        cause: c.cause,
        card: c.card,
        unit: c.unit.clone(),
        person: c.person.clone(),
        fact: c.fact.clone(),
        ask: None,
    };
    Ok(Effect::on_case(file.case.id, event))
}

fn room_for_one(file: &File<'_>) -> Result<(), Refusal> {
    if file.case.extras().cards.len() >= LIST_ENTRIES_MAX {
        return Err(Rule::TooMany.because(format!("{LIST_ENTRIES_MAX} cards of one case")));
    }
    Ok(())
}

/// 补交挂起: papers are asked for after acceptance, which no law knows, so whoever asks is on a card each time.
pub(super) fn supplement(
    file: &File<'_>,
    staff: &Staff,
    asked: &Text,
) -> Result<CardDealt, Refusal> {
    room_for_one(file)?;
    Ok(CardDealt {
        cause: CardCause::LateSupplement,
        card: Card::Yellow,
        unit: file.department().clone(),
        person: Some(staff.id.clone()),
        fact: asked.clone(),
        ask: None,
    })
}

/// 前后不一的回执: whoever took the case in finds out which of the two is true.
pub(super) fn contradiction(file: &File<'_>, question: Seq) -> Result<CardDealt, Refusal> {
    room_for_one(file)?;
    let fact = format!("统一支付对请求 {question} 的回执前后不一 question {question}: two answers");
    Ok(CardDealt {
        cause: CardCause::PortContradicts,
        card: Card::Yellow,
        unit: file.case.intake_unit.clone(),
        person: None,
        fact: fact.parse().expect("a short text"),
        ask: None,
    })
}

fn of_the_unit(ctx: &Context<'_>, person: &StaffId, c: &DealCard) -> Result<(), Refusal> {
    match ctx.setup.staff.get(person) {
        None => Err(Rule::UnknownStaff.because(person.to_string())),
        Some(staff) if staff.unit != c.unit => {
            Err(Rule::WrongUnit.because(format!("{person} works for {}", staff.unit)))
        }
        Some(_) => Ok(()),
    }
}

/// 端口逾期未回执: each question whose day is over and for which no card was dealt.
pub(super) fn silent_ports(ctx: &Context<'_>, file: &File<'_>) -> Vec<Event> {
    let asks = file.case.extras().asks.iter();
    let silent = asks.filter(|ask| ask.alarm().is_some_and(|at| at <= ctx.at));
    let dealt = silent.map(|ask| {
        let (zh, en) = (ask.port.chinese(), ask.port.name());
        let fact = format!(
            "{zh}应于{due}前答复第{seq}号记录，至今未答复 port {en}: no answer to record {seq}, due {due}",
            due = ask.due,
            seq = ask.seq
        );
        CardDealt {
            cause: CardCause::PortSilent,
            card: Card::Yellow,
            unit: file.department().clone(),
            person: None,
            fact: fact.parse().expect("a short text"),
            ask: Some(ask.seq),
        }
        .into()
    });
    dealt.collect()
}

/// 预警回复, by the unit that got the card.
pub(super) fn answer(ctx: &Context<'_>, c: &AnswerCard) -> Result<Effect, Refusal> {
    let file = ctx.any_file(&c.case)?;
    let staff = ctx.staff()?;
    said(&c.answer, Rule::ReasonsMissing)?;
    let card = file.case.extras().cards.get(usize::from(c.card_no));
    let Some(card) = card.filter(|card| !card.is_answered) else {
        return Err(Rule::NotAnswerable.because(format!("card {}", c.card_no)));
    };
    if card.unit != staff.unit {
        return Err(Rule::WrongUnit.because(format!("the card is for {}", card.unit)));
    }
    let (answer, officer) = (c.answer.clone(), staff.id.clone());
    Ok(Effect::on_case(file.case.id, CardAnswered { card_no: c.card_no, answer, officer }))
}
