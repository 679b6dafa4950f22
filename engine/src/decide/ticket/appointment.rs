//! 预约: slots that the hall sets, booked by a person, used once (rows 72, 112).

use std::sync::Arc;

use crate::command::{BookAppointment, CancelAppointment};
use crate::event::{AppointmentBooked, AppointmentEnded, Stream};
use crate::id::Token;
use crate::limits::TICKET_ITEMS_MAX;
use crate::refusal::{Refusal, Rule};
use crate::spoken::spoken;
use crate::ticket::{Appointment, AppointmentEnd, AppointmentNumber};

use super::super::Effect;
use super::super::context::{Context, said};
use super::{Visit, by_a_person, next_ordinal};

/// 预约
pub(crate) fn book(ctx: &Context<'_>, c: &BookAppointment) -> Result<Effect, Refusal> {
    by_a_person(ctx)?;
    if c.items.len() > TICKET_ITEMS_MAX {
        return Err(Rule::TooLong.because(format!("at most {TICKET_ITEMS_MAX} items")));
    }
    let day = c.begins.day();
    let visit = Visit::on(ctx, (c.zone.as_ref(), &c.items), day)?;
    let (policy, rules) = ctx.setup.ticket_policy();
    let Some(rule) = rules.slot_at(&visit.zone, c.begins) else {
        return Err(Rule::NoSuchSlot.because(format!("zone {} at {}", visit.zone, c.begins)));
    };
    let slot = rule.slot(day, rules.late_minutes);
    let last = ctx.today().plus(i32::from(rules.book_ahead_days));
    // What is recorded late may not reach into a day that is over.
    if slot.ends <= ctx.at || day < ctx.recorded_on() || last < day {
        let detail = format!("from now until the end of {last}, not {}", c.begins);
        return Err(Rule::SlotNotOpen.because(detail));
    }
    let known = ctx.world.ticket_day(day);
    let booked = known.map_or(0, |known| known.booked(&visit.zone, c.begins));
    if booked >= usize::from(rule.capacity) {
        return Err(Rule::SlotFull.because(format!("{booked} of {}", rule.capacity)));
    }
    let days = ctx.world.ticket_days().values();
    let open = days.flat_map(|day| day.awaited()).filter(|open| open.person == c.person).count();
    if open >= usize::from(rules.appointments_max) {
        let detail = format!("{open} are open, at most {}", rules.appointments_max);
        return Err(Rule::TooManyAppointments.because(detail));
    }
    let given = known.map_or(0, |known| known.appointments.len());
    let ordinal = next_ordinal(given, "appointments for one day")?;
    let event = AppointmentBooked {
        appointment: AppointmentNumber { day, ordinal },
        zone: visit.zone,
        items: visit.items,
        person: c.person,
        slot,
        policy,
    };
    Ok(Effect::of(Stream::Tickets(day), vec![event.into()]))
}

/// 取消预约
pub(crate) fn cancel(ctx: &Context<'_>, c: &CancelAppointment) -> Result<Effect, Refusal> {
    by_a_person(ctx)?;
    said(&c.reason, Rule::ReasonsMissing)?;
    let known = known(ctx, c.appointment)?;
    ctx.is_current(known.version, known.last_at)?;
    still_open(known)?;
    let event = AppointmentEnded {
        appointment: c.appointment,
        end: AppointmentEnd::Cancelled,
        reason: Some(c.reason.clone()),
    };
    Ok(Effect::of(Stream::Tickets(c.appointment.day), vec![event.into()]))
}

/// The appointment from which a ticket is taken: of today, not over, and his own.
pub(super) fn usable<'a>(
    ctx: &Context<'a>,
    number: AppointmentNumber,
    person: Option<Token>,
) -> Result<&'a Arc<Appointment>, Refusal> {
    let known = known(ctx, number)?;
    if person.is_some_and(|person| person != known.person) {
        return Err(Rule::NotTicketHolder.because(number.to_string()));
    }
    still_open(known)?;
    if number.day != ctx.today() {
        return Err(Rule::AppointmentNotToday.because(format!("{number} is for {}", number.day)));
    }
    if known.slot.until < ctx.at {
        let detail = format!("{number} was kept until {}", known.slot.until);
        return Err(Rule::AppointmentOver.because(detail));
    }
    Ok(known)
}

fn known<'a>(
    ctx: &Context<'a>,
    number: AppointmentNumber,
) -> Result<&'a Arc<Appointment>, Refusal> {
    let day = ctx.world.ticket_day(number.day);
    let known = day.and_then(|day| day.appointment(number));
    known.ok_or_else(|| Rule::UnknownAppointment.because(number.to_string()))
}

fn still_open(known: &Appointment) -> Result<(), Refusal> {
    match known.end {
        None => Ok(()),
        Some(end) => {
            Err(Rule::AppointmentOver.because(format!("{}: {}", known.number, spoken(end))))
        }
    }
}
