//! Random tickets and appointments: a day at the windows, with everything that may go wrong there.

use engine::command::Command;
use engine::ticket::{
    AppointmentNumber, GreenGround, Precedence, Ticket, TicketDay, TicketNumber, TicketPolicy,
    TicketState,
};
use engine::time::Timestamp;
use engine::world::World;

use crate::given::Asked;
use crate::hall::{Who, admin, applicant, delivery, manager, staff_at, timer, token, window};
use crate::random::Rng;
use crate::{items, tickets};

/// How often of a hundred something is asked about tickets. Their day is short, and most days of a simulation are
/// left after a few steps: whoever waits is called soon, and served.
pub fn share(world: &World, now: Timestamp) -> u64 {
    let today = world.ticket_day(now.day());
    let is_busy = today.is_some_and(|day| day.open().any(|ticket| ticket.at_window().is_some()));
    let is_open = today.is_some_and(|day| day.open().next().is_some());
    match (is_busy, is_open) {
        (true, _) => 65,
        (false, true) => 40,
        (false, false) => 5,
    }
}

/// Something that could be asked about the tickets of today.
pub fn asked(rng: &mut Rng, world: &World, now: Timestamp) -> Asked {
    let today = world.ticket_day(now.day());
    let mut open: Vec<&Ticket> = Vec::new();
    open.extend(today.into_iter().flat_map(TicketDay::open).map(AsRef::as_ref));
    if world.setup().ticket_policy().1.slots.is_empty() || rng.percent(3) {
        return manager().asks(tickets::set(policy(rng)));
    }
    let busy: Vec<&Ticket> = open.iter().copied().filter(|t| t.at_window().is_some()).collect();
    if busy.is_empty() && !open.is_empty() && rng.percent(40) {
        return window().asks(tickets::call());
    }
    if !open.is_empty() && rng.percent(8) {
        return hand_on(rng, &open);
    }
    if !busy.is_empty() && rng.percent(60) {
        let ticket = rng.pick(&busy);
        return serve(rng, ticket);
    }
    match rng.below(100) {
        0..=24 => take(rng, world, now),
        25..=34 => book(rng, now),
        35..=37 => appointment(rng, world).map_or_else(
            || take(rng, world, now),
            |number| applicant().asks(tickets::cancel_booked(number)),
        ),
        38..=61 => caller(rng).asks(tickets::call()),
        62..=63 => lapse(rng, world),
        64..=66 if !open.is_empty() => {
            let number = rng.pick(&open).number;
            let who = rng.pick(&[applicant(), tickets::guide()]);
            who.asks(tickets::cancel(number))
        }
        67..=70 if !open.is_empty() => hand_on(rng, &open),
        _ if busy.is_empty() => caller(rng).asks(tickets::call()),
        _ => {
            let ticket = rng.pick(&busy);
            serve(rng, ticket)
        }
    }
}

fn policy(rng: &mut Rng) -> TicketPolicy {
    let orders = [
        vec![Precedence::Green, Precedence::Appointment],
        vec![Precedence::Appointment, Precedence::Green],
        vec![Precedence::Green],
    ];
    let few = |rng: &mut Rng, most| u16::try_from(1 + rng.below(most)).expect("a few");
    let every_hour = (8..18).map(|hour| tickets::slot("Z1", (hour * 60, hour * 60 + 60), &[], 2));
    TicketPolicy {
        order: rng.pick(&orders),
        passes_max: few(rng, 4),
        missed_back: few(rng, 3),
        slots: every_hour.collect(),
        ..TicketPolicy::default()
    }
}

fn take(rng: &mut Rng, world: &World, now: Timestamp) -> Asked {
    let booked = world.ticket_day(now.day()).into_iter().flat_map(TicketDay::awaited);
    let booked: Vec<AppointmentNumber> = booked.map(|known| known.number).collect();
    if !booked.is_empty() && rng.percent(60) {
        return applicant().asks(tickets::take_booked(rng.pick(&booked)));
    }
    let mut ticket = match rng.below(5) {
        0 => tickets::take_for(&[items::PROMISE, items::INSTANT]),
        1 => tickets::take_for(&[rng.pick(&[items::STATIONED, items::PROMISE])]),
        2 => tickets::take("Z2"),
        _ => tickets::take("Z1"),
    };
    if rng.percent(25) {
        ticket.ground = Some(rng.pick(&[GreenGround::Elderly, GreenGround::Pregnant]));
    }
    if rng.percent(40) {
        ticket.person = Some(token(1 + rng.below(6)));
    }
    rng.pick(&[applicant(), applicant(), tickets::guide()]).asks(ticket)
}

fn book(rng: &mut Rng, now: Timestamp) -> Asked {
    let hours = i32::try_from(rng.below(3)).expect("a few days");
    let hour = 8 + rng.below(10);
    let day = now.day().plus(hours);
    let booking = tickets::book("Z1", 1 + rng.below(6), &format!("{day} {hour:02}:00"));
    applicant().asks(booking)
}

fn appointment(rng: &mut Rng, world: &World) -> Option<AppointmentNumber> {
    let open = world.ticket_days().values().flat_map(|day| day.awaited());
    let open: Vec<AppointmentNumber> = open.map(|known| known.number).collect();
    if open.is_empty() { None } else { Some(rng.pick(&open)) }
}

/// Somebody at a window; now and then at one where he has no business.
fn caller(rng: &mut Rng) -> Who {
    let callers = [
        window(),
        window(),
        tickets::second_window(),
        tickets::second_window(),
        delivery(),
        staff_at("station", "Z2W"),
        staff_at("novice", "W1"),
        staff_at("appr1", "W2"),
    ];
    rng.pick(&callers)
}

fn lapse(rng: &mut Rng, world: &World) -> Asked {
    let days: Vec<_> = world.ticket_days().keys().copied().collect();
    let Some(first) = days.first() else { return caller(rng).asks(tickets::call()) };
    let who = if rng.percent(90) { timer() } else { admin() };
    who.asks(tickets::lapse(&first.to_string()))
}

fn hand_on(rng: &mut Rng, open: &[&Ticket]) -> Asked {
    let ticket = rng.pick(open);
    let to: Command = match rng.below(4) {
        0 => tickets::to_zone(ticket.number, "Z2").into(),
        1 => tickets::to_zone(ticket.number, "Z1").into(),
        2 => tickets::to_window(ticket.number, "W2").into(),
        _ => tickets::to_window(ticket.number, "W1").into(),
    };
    let who = if ticket.is_waiting() { tickets::guide() } else { who_has(ticket) };
    who.asks(to)
}

/// Whoever called the ticket, where he called it.
fn who_has(ticket: &Ticket) -> Who {
    match &ticket.state {
        TicketState::Called { window, officer, .. }
        | TicketState::InService { window, officer } => staff_at(officer.as_str(), window.as_str()),
        TicketState::Waiting | TicketState::Ended(_) => window(),
    }
}

fn serve(rng: &mut Rng, ticket: &Ticket) -> Asked {
    let (number, who): (TicketNumber, Who) = (ticket.number, who_has(ticket));
    let who = if rng.percent(5) { caller(rng) } else { who };
    if let TicketState::Called { calls, .. } = ticket.state {
        return match rng.below(10) {
            0..=5 => who.asks(tickets::start(number)),
            _ if calls < 2 => who.asks(tickets::recall(number)),
            _ => who.asks(tickets::miss(number)),
        };
    }
    if rng.percent(50) {
        let mut application = tickets::apply(items::PROMISE, number);
        if let Some(person) = ticket.person {
            application.applicant.token = person;
            application.applicant.subject.0 = u64::try_from(person.0 - 0x1000).unwrap_or(1);
        }
        return who.asks(application);
    }
    who.asks(tickets::finish(number))
}
