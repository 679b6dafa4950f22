//! 秒批: granted at once by a rule of the item version, never by a person (row 79).

use crate::clock::ClockKind;
use crate::code::MaterialCode;
use crate::command::{Actor, DecideByRule};
use crate::event::DecidedByRule;
use crate::item::Necessity;
use crate::lifecycle::Phase;
use crate::refusal::{Refusal, Rule};
use crate::terms::Condition;
use crate::values::{CollectionWay, Trust};

use super::Effect;
use super::context::{Context, File};
use super::credit::is_discredited;
use super::decision::complete;
use super::gaps::no_gap_open;
use super::occasion::{consented, decided_here};
use super::port::{credit_known, identified};
use super::tacit::is_complete;

/// 秒批, asked for by the platform; every condition of the rule holds, else a person decides.
pub(super) fn decide(ctx: &Context<'_>, c: &DecideByRule) -> Result<Effect, Refusal> {
    let file = ctx.file(&c.case, &[Phase::Received, Phase::Accepted])?;
    match ctx.actor() {
        Actor::Admin | Actor::System => (),
        Actor::Staff(_) | Actor::Applicant | Actor::Port(_) => {
            return Err(Rule::WrongRole.because("the rule decides, asked by the platform"));
        }
    }
    let item = file.item();
    let Some(terms) = &item.terms.automatic else {
        return Err(Rule::NotAutomatic.because(item.code.to_string()));
    };
    consented(&file)?;
    decided_here(&file)?;
    no_gap_open(&file)?;
    identified(&file)?;
    if file.case.extras().commitment.is_some() {
        return Err(Rule::ConditionsOpen.because("a commitment is decided on by a person"));
    }
    if terms.conditions.contains(&Condition::Creditworthy) {
        credit_known(&file)?;
    }
    let open: Vec<&str> = terms
        .conditions
        .iter()
        .filter(|condition| !holds(ctx, &file, **condition))
        .map(|condition| condition.name())
        .collect();
    if !open.is_empty() {
        return Err(Rule::ConditionsOpen.because(open.join(", ")));
    }
    // Whatever the rule asks for besides, nothing is granted on papers that are not all here (guards 7 and 15).
    complete(&file)?;
    let event = DecidedByRule {
        basis: terms.basis.clone(),
        conditions: terms.conditions.iter().copied().collect(),
        unit: file.department().clone(),
        clocks: vec![ctx.start_days(ClockKind::Delivery, ctx.policy().1.delivery_days)],
    };
    Ok(Effect::on_case(file.case.id, event))
}

fn holds(ctx: &Context<'_>, file: &File<'_>, condition: Condition) -> bool {
    match condition {
        Condition::Complete => is_complete(file),
        Condition::FromSource => from_source(file),
        Condition::Online => file.case.channel.is_online(),
        Condition::Creditworthy => !is_discredited(ctx, file),
    }
}

/// Every required paper that the case asks for is here, it or what stands in for it fetched from its source.
fn from_source(file: &File<'_>) -> bool {
    let needs = (0_u8..).zip(&file.item().materials);
    let item = file.item();
    let fetched = |index: u8| {
        let mut held = file.case.held.iter();
        held.any(|copy| {
            copy.need == index && copy.trust == Trust::A && copy.way == CollectionWay::Licence
        })
    };
    let place = |code: &MaterialCode| {
        let place = item.materials.iter().position(|need| &need.material == code);
        place.and_then(|place| u8::try_from(place).ok())
    };
    let mut required = needs.filter(|(_, need)| {
        need.necessity == Necessity::Required && file.case.asks_for(need, item)
    });
    required.all(|(index, need)| {
        fetched(index) || need.substitutes.iter().filter_map(place).any(fetched)
    })
}
