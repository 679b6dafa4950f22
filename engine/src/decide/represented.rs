//! 代何单位: whoever acts for a unit may act for it. It is his own, it entrusted him or his unit by a letter in force,
//! or its matter is his bureau's now (rows 31 to 33, 42, 45; 行政许可法 art. 24).

use crate::authority::Grantee;
use crate::code::{ItemCode, UnitId};
use crate::event::{Event, Stream};
use crate::hall::Staff;
use crate::refusal::{Refusal, Rule};
use crate::setup::FiledLetter;

use super::Effect;
use super::context::Context;

/// No record names a unit for which its actor may not act.
pub(super) fn hold(ctx: &Context<'_>, effect: &Effect) -> Result<(), Refusal> {
    let Some(unit) = ctx.on_behalf_of() else { return Ok(()) };
    let Ok(staff) = ctx.staff() else {
        return Err(Rule::NotRepresented.because("only a person of the staff acts for a unit"));
    };
    let matter = matter_of(ctx, effect);
    let item = matter.map(|(item, _)| item);
    if &staff.unit == unit
        || is_entrusted(ctx, staff, unit, matter)
        || took_over(ctx, staff, unit, item)
    {
        return Ok(());
    }
    let about = item.map_or_else(|| "anything".to_owned(), ToString::to_string);
    Err(Rule::NotRepresented.because(format!(
        "no letter in force lets {} of {} act for {unit} on {about}: leave `on_behalf_of` out, or \
         file the letter first",
        staff.id, staff.unit
    )))
}

/// An item and the department that has it.
type Matter<'a> = (&'a ItemCode, &'a UnitId);

/// What the case is about that the command is about; nothing where it is about no case.
fn matter_of<'a>(ctx: &Context<'a>, effect: &Effect) -> Option<Matter<'a>> {
    let Stream::Case(id) = effect.stream else { return None };
    if let Some(case) = ctx.world.at_hand(id) {
        let file = ctx.file_of(case);
        return Some((&file.item().code, file.department()));
    }
    let received = effect.events.iter().find_map(|event| {
        let Event::ApplicationReceived(e) = event else { return None };
        ctx.setup.item_version(&e.item, e.item_version)
    });
    received.map(|version| (&version.definition.code, &version.definition.department))
}

/// 授权书、委托书: on the day of the act and on that of the record; what is recorded late rests on no letter that was
/// revoked meanwhile.
fn is_entrusted(
    ctx: &Context<'_>,
    staff: &Staff,
    unit: &UnitId,
    matter: Option<Matter<'_>>,
) -> bool {
    if matter.is_some_and(|(_, department)| department != unit) {
        return false;
    }
    let is_his = |filed: &FiledLetter| match &filed.letter.grantee {
        Grantee::Unit(id) => id == &staff.unit,
        Grantee::Person(id) => ctx.acts_as(staff, id),
    };
    let covers = |filed: &FiledLetter, on| match matter {
        Some((item, _)) => filed.covers(item, on),
        None => filed.is_in_force(on),
    };
    let mut letters = ctx.setup.letters.values();
    letters.any(|filed| {
        &filed.letter.grantor == unit
            && is_his(filed)
            && covers(filed, ctx.today())
            && covers(filed, ctx.recorded_on())
    })
}

/// 行政审批局: an item that was the unit's went over to his own.
fn took_over(ctx: &Context<'_>, staff: &Staff, unit: &UnitId, item: Option<&ItemCode>) -> bool {
    let was_its = |code: &ItemCode| {
        let mut versions = ctx.setup.items().iter().map(|version| &version.definition);
        versions.any(|known| &known.code == code && &known.department == unit)
    };
    let mut moves = ctx.setup.transfers.iter();
    moves.any(|(code, moves)| {
        item.is_none_or(|item| item == code)
            && moves.last().is_some_and(|(_, to)| to == &staff.unit)
            && was_its(code)
    })
}
