//! 来意: where somebody goes with a ticket or an appointment, and what for. 跑一个窗: one window has to take all of it.

use crate::code::{ItemCode, ZoneId};
use crate::hall::Window;
use crate::limits::TICKET_ITEMS_MAX;
use crate::refusal::{Refusal, Rule};
use crate::ticket::Appointment;
use crate::time::Day;

use super::super::context::Context;
use super::fit::is_served;

/// Where somebody wants to go, and what for.
pub(super) struct Visit {
    pub(super) zone: ZoneId,
    pub(super) items: Vec<ItemCode>,
}

impl Visit {
    /// 跑一个窗: one window of the zone has to take all of it.
    pub(super) fn of(
        ctx: &Context<'_>,
        (zone, items): (Option<&ZoneId>, &[ItemCode]),
        booked: Option<&Appointment>,
    ) -> Result<Visit, Refusal> {
        let items = match booked {
            Some(booked) if items.is_empty() => &booked.items,
            Some(_) | None => items,
        };
        if items.len() > TICKET_ITEMS_MAX {
            return Err(Rule::TooLong.because(format!("at most {TICKET_ITEMS_MAX} items")));
        }
        let on = booked.map_or(ctx.today(), |booked| booked.slot.begins.day());
        Visit::on(ctx, (zone.or(booked.map(|booked| &booked.zone)), items), on)
    }

    /// On a day.
    pub(super) fn on(
        ctx: &Context<'_>,
        (zone, items): (Option<&ZoneId>, &[ItemCode]),
        on: Day,
    ) -> Result<Visit, Refusal> {
        let mut zones = Vec::with_capacity(items.len());
        for code in items {
            let item = ctx.setup.item_in_force(code, on);
            let item = item.ok_or_else(|| Rule::NotPublished.because(format!("{code} on {on}")))?;
            zones.push(&item.definition.zone);
        }
        let zone = zone.or(zones.first().copied());
        let zone = zone.ok_or_else(|| Rule::BadTicket.because("name `zone` or `items`"))?.clone();
        if !ctx.setup.zones.contains_key(&zone) {
            return Err(Rule::UnknownZone.because(zone.to_string()));
        }
        let mut items: Vec<ItemCode> = items.to_vec();
        items.sort_unstable();
        items.dedup();
        let visit = Visit { zone, items };
        visit.has_a_window(ctx, on)?;
        Ok(visit)
    }

    fn has_a_window(&self, ctx: &Context<'_>, on: Day) -> Result<(), Refusal> {
        let mut windows = ctx.setup.windows.values();
        let fits = |(window, is_open): &(Window, bool)| {
            *is_open && window.zone == self.zone && is_served(ctx.setup, window, &self.items, on)
        };
        if windows.any(fits) {
            return Ok(());
        }
        let items: Vec<&str> = self.items.iter().map(ItemCode::as_str).collect();
        Err(Rule::NoWindowFor.because(format!("zone {}: {}", self.zone, items.join(", "))))
    }
}
