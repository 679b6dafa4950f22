//! 窗口: which window takes which item, and on which days (rows 12, 20, 21, 23, 28).

use crate::code::{UnitId, ZoneId};
use crate::hall::{Staff, Window, WindowKind};
use crate::item::ItemDefinition;
use crate::refusal::{Refusal, Rule};
use crate::setup::Setup;

use super::context::Context;

/// The window where the person stands takes the item today.
pub(super) fn takes(
    ctx: &Context<'_>,
    staff: &Staff,
    item: &ItemDefinition,
    is_entrusted: bool,
) -> Result<(), Refusal> {
    let Some(window) = ctx.window() else {
        return Err(Rule::WrongWindow.because("say at which window, in `place`"));
    };
    let may_be_delegated = is_entrusted && !item.not_pooled;
    let is_delegated = may_be_delegated && is_of_a_hall_of(ctx.setup, window, &staff.unit);
    if !is_of_its_zone(window, item) && !is_delegated {
        let detail = format!("{} is taken in zone {}, not at {}", item.code, item.zone, window.id);
        return Err(Rule::WrongWindow.because(detail));
    }
    if !window.items.is_empty() && !window.items.contains(&item.code) {
        let detail = format!("{} takes only the items of its list, not {}", window.id, item.code);
        return Err(Rule::WrongWindow.because(detail));
    }
    if !window.days.is_empty() && !window.days.contains(&ctx.today().weekday().iso()) {
        let days: Vec<String> = window.days.iter().map(ToString::to_string).collect();
        let days = days.join(", ");
        let detail = format!("{} takes applications on weekdays {days} (1 is Monday)", window.id);
        return Err(Rule::NotItsDay.because(detail));
    }
    Ok(())
}

pub(super) fn is_of_its_zone(window: &Window, item: &ItemDefinition) -> bool {
    match window.kind {
        WindowKind::Undifferentiated => !item.not_pooled && window.zone == item.zone,
        WindowKind::Video | WindowKind::SelfService => !item.not_pooled,
        WindowKind::Zone | WindowKind::Satellite | WindowKind::External => window.zone == item.zone,
        WindowKind::Delivery
        | WindowKind::Guidance
        | WindowKind::CannotBeDone
        | WindowKind::Bundle
        | WindowKind::Locker => false,
    }
}

/// 乡镇便民服务中心: a satellite window in the unit's own hall takes what is delegated to that unit (row 20).
pub(super) fn is_of_a_hall_of(setup: &Setup, window: &Window, unit: &UnitId) -> bool {
    let zone = setup.zones.get(&window.zone);
    window.kind == WindowKind::Satellite && zone.is_some_and(|zone| &zone.hall == unit)
}

/// 分区 in which a case waits: the item's, or that of the satellite window that took it in.
pub(super) fn zone(ctx: &Context<'_>, item: &ItemDefinition) -> ZoneId {
    match ctx.window() {
        Some(window) if window.kind == WindowKind::Satellite => window.zone.clone(),
        Some(_) | None => item.zone.clone(),
    }
}
