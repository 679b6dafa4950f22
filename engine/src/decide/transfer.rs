//! 事项划转: a department's items go to an approval bureau, with the cases that run (row 45).

use crate::code::ItemCode;
use crate::command::{Actor, TransferCase, TransferItems};
use crate::event::{CaseTransferred, ItemsTransferred, Stream, TransferredItem};
use crate::limits::{ITEM_VERSIONS_MAX, ITEMS_MAX};
use crate::refusal::{Refusal, Rule};

use super::Effect;
use super::context::{Context, known_unit, said, short_enough};
use super::setup::by_a_manager;

/// 划转: each item gets a version under its new department; the cases that run follow one by one, as commands of
/// the engine. Clocks stand as they are, history stays, and letters of the old department count no longer.
pub(super) fn items(ctx: &Context<'_>, c: &TransferItems) -> Result<Effect, Refusal> {
    by_a_manager(ctx)?;
    known_unit(ctx.setup, &c.from)?;
    known_unit(ctx.setup, &c.to)?;
    said(&c.basis, Rule::ReasonsMissing)?;
    short_enough(&c.items)?;
    if c.from == c.to || c.items.is_empty() {
        return Err(Rule::BadSetup.because("name items, and another department"));
    }
    let mut codes: Vec<&ItemCode> = c.items.iter().collect();
    codes.sort_unstable();
    codes.dedup();
    let mut items: Vec<TransferredItem> = Vec::with_capacity(codes.len());
    for code in codes {
        items.push(TransferredItem { item: code.clone(), version: next_version(ctx, c, code)? });
    }
    if ctx.setup.items().len() + items.len() > ITEMS_MAX {
        return Err(Rule::TooMany.because("item versions"));
    }
    let event = ItemsTransferred {
        from: c.from.clone(),
        to: c.to.clone(),
        on: ctx.today(),
        items,
        basis: c.basis.clone(),
    };
    Ok(Effect::of(Stream::Catalogue, vec![event.into()]))
}

fn next_version(ctx: &Context<'_>, c: &TransferItems, code: &ItemCode) -> Result<u32, Refusal> {
    let today = ctx.today();
    let versions = ctx.setup.versions_of(code);
    let in_force = ctx.setup.item_in_force(code, today);
    let Some(item) = in_force else {
        return Err(Rule::NotPublished.because(format!("{code} on {today}")));
    };
    if item.definition.department != c.from {
        let owner = &item.definition.department;
        return Err(Rule::WrongUnit.because(format!("{code} is {owner}'s, not {}'s", c.from)));
    }
    if item.version != versions {
        let detail = format!("a later version of {code} is planned: publish it for {}", c.to);
        return Err(Rule::BadSetup.because(detail));
    }
    if versions >= ITEM_VERSIONS_MAX {
        return Err(Rule::TooMany.because("item versions"));
    }
    Ok(versions + 1)
}

/// 办件随转: a running case follows its item. The task goes back to the queue of the new department.
pub(super) fn case(ctx: &Context<'_>, c: &TransferCase) -> Result<Effect, Refusal> {
    match ctx.actor() {
        Actor::System => (),
        Actor::Staff(_) | Actor::Applicant | Actor::Port(_) | Actor::Admin => {
            return Err(Rule::WrongRole.because("only the engine's own fan-out sends this"));
        }
    }
    let file = ctx.any_file(&c.case)?;
    let from = file.department();
    match ctx.setup.department_now(file.version) {
        to if to == from => Ok(Effect::already_so(file.case.id)),
        to => {
            let event = CaseTransferred { from: from.clone(), to: to.clone() };
            Ok(Effect::on_case(file.case.id, event))
        }
    }
}
