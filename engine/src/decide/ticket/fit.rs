//! 可叫: which ticket a window may call at all. What an auditor asks again of each that was not called.

use std::fmt;

use crate::code::{ItemCode, UnitId, WindowId, ZoneId};
use crate::hall::{Staff, Window, WindowKind};
use crate::item::ItemDefinition;
use crate::refusal::{Refusal, Rule};
use crate::setup::Setup;
use crate::ticket::Ticket;
use crate::time::Day;

use super::super::context::Context;
use super::super::window::{is_of_a_hall_of, is_of_its_zone};

/// 不可叫 why a ticket is none for a window and the person there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// It waits in another zone.
    OtherZone(ZoneId),
    /// It was handed to another window.
    OtherWindow(WindowId),
    /// The window does not take the item, or not today.
    NotTaken(ItemCode),
    /// The person there may not take the item in.
    NotHis(ItemCode),
    /// 回避: it is the person's own.
    Own,
    /// The window calls nobody.
    CallsNobody,
}

impl Unfit {
    /// In Chinese.
    pub fn chinese(&self) -> String {
        match self {
            Unfit::OtherZone(zone) => format!("在 {zone} 分区等候"),
            Unfit::OtherWindow(window) => format!("已转 {window} 窗口"),
            Unfit::NotTaken(item) => format!("本窗口当日不受理 {item}"),
            Unfit::NotHis(item) => format!("窗口人员不得受理 {item}"),
            Unfit::Own => "窗口人员本人的号（回避）".to_owned(),
            Unfit::CallsNobody => "该窗口不叫号".to_owned(),
        }
    }
}

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unfit::OtherZone(zone) => write!(f, "it waits in zone {zone}"),
            Unfit::OtherWindow(window) => write!(f, "it was handed to window {window}"),
            Unfit::NotTaken(item) => write!(f, "the window does not take {item} today"),
            Unfit::NotHis(item) => write!(f, "the officer may not take {item} in"),
            Unfit::Own => write!(f, "it is the officer's own"),
            Unfit::CallsNobody => write!(f, "the window calls nobody"),
        }
    }
}

/// Why a window and the person there may not call a ticket on a day; nothing where they may.
pub fn unfit(
    setup: &Setup,
    (window, staff): (&Window, &Staff),
    ticket: &Ticket,
    on: Day,
) -> Option<Unfit> {
    if let Some(only) = ticket.window.as_ref().filter(|only| *only != &window.id) {
        return Some(Unfit::OtherWindow(only.clone()));
    }
    if ticket.zone != window.zone {
        return Some(Unfit::OtherZone(ticket.zone.clone()));
    }
    if !calls(window) {
        return Some(Unfit::CallsNobody);
    }
    if staff.token.is_some() && staff.token == ticket.person {
        return Some(Unfit::Own);
    }
    let not_taken = |code: &&ItemCode| !takes(setup, window, &staff.unit, (code, on));
    if let Some(item) = ticket.items.iter().find(not_taken) {
        return Some(Unfit::NotTaken(item.clone()));
    }
    let not_his = |code: &&ItemCode| !may_take_in(setup, staff, (code, on));
    ticket.items.iter().find(not_his).map(|item| Unfit::NotHis(item.clone()))
}

/// The person and the window that have a ticket, still fit for it: another may sit there by now, or a letter be revoked.
pub(super) fn still<'a>(
    ctx: &Context<'a>,
    ticket: &Ticket,
) -> Result<(&'a Staff, &'a Window), Refusal> {
    let (staff, window) = super::here(ctx, ticket)?;
    match unfit(ctx.setup, (window, staff), ticket, ctx.today()) {
        None => Ok((staff, window)),
        Some(why) => Err(Rule::NoWindowFor.because(format!("{why}: send move_ticket"))),
    }
}

/// A window in the zone that could take every item, whoever stands there.
pub(super) fn is_served(setup: &Setup, window: &Window, items: &[ItemCode], on: Day) -> bool {
    let hall = setup.zones.get(&window.zone).map(|zone| &zone.hall);
    let takes_it =
        |code: &ItemCode| hall.is_some_and(|hall| takes(setup, window, hall, (code, on)));
    calls(window) && items.iter().all(takes_it)
}

/// A window where people come with tickets.
fn calls(window: &Window) -> bool {
    let serves = window.kind.takes_in() || window.kind == WindowKind::Delivery;
    serves && window.kind != WindowKind::SelfService
}

fn takes(setup: &Setup, window: &Window, unit: &UnitId, (code, on): (&ItemCode, Day)) -> bool {
    let Some(version) = setup.item_in_force(code, on) else { return false };
    let item = &version.definition;
    let is_listed = window.items.is_empty() || window.items.contains(code);
    let is_its_day = window.days.is_empty() || window.days.contains(&on.weekday().iso());
    let is_delegated = !item.not_pooled
        && is_of_a_hall_of(setup, window, unit)
        && setup.intake_letter((&item.department, code), unit, on).is_some();
    is_listed && is_its_day && (is_of_its_zone(window, item) || is_delegated)
}

/// Under a letter, or as the item's own department where it is not entrusted; and certified.
fn may_take_in(setup: &Setup, staff: &Staff, (code, on): (&ItemCode, Day)) -> bool {
    let Some(version) = setup.item_in_force(code, on) else { return false };
    let item: &ItemDefinition = &version.definition;
    let may = if staff.unit == item.department {
        !item.entrusted
    } else {
        setup.intake_letter((&item.department, code), &staff.unit, on).is_some()
    };
    may && setup.is_certified(staff, item)
}
