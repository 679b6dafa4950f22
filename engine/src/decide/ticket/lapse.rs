//! 到时: appointments nobody came for, and tickets that are left when their day is over. In bounded batches: what is
//! left for the next one is due at once.

use crate::command::{Actor, LapseTickets};
use crate::event::{AppointmentEnded, Event, Stream, TicketEnded};
use crate::limits::TICKETS_LAPSE_MAX;
use crate::refusal::{Refusal, Rule};
use crate::ticket::{AppointmentEnd, TicketEnd};

use super::super::Effect;
use super::super::context::Context;

/// 到时
pub(crate) fn lapse(ctx: &Context<'_>, c: &LapseTickets) -> Result<Effect, Refusal> {
    if ctx.actor() != &Actor::System {
        return Err(Rule::WrongRole.because("only the timer lets tickets lapse"));
    }
    let nothing = || Rule::NotYetLapsed.because(c.day.to_string());
    let day = ctx.world.ticket_day(c.day).ok_or_else(nothing)?;
    let late = day.awaited().take_while(|known| known.slot.until < ctx.at).map(|known| {
        let (appointment, end) = (known.number, AppointmentEnd::NoShow);
        Event::from(AppointmentEnded { appointment, end, reason: None })
    });
    let is_over = c.day < ctx.today();
    let left = day.open().filter(|_| is_over).map(|ticket| {
        let (ticket, end) = (ticket.number, TicketEnd::Lapsed);
        Event::from(TicketEnded { ticket, end, reason: None })
    });
    let events: Vec<Event> = late.chain(left).take(TICKETS_LAPSE_MAX).collect();
    if events.is_empty() {
        return Err(nothing());
    }
    Ok(Effect::of(Stream::Tickets(c.day), events))
}
