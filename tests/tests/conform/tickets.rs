//! 排队叫号 as an auditor lines people up again.

use engine::command::CloseWindow;
use engine::event::{Event, ServiceStarted, TicketCalled, TicketEnded};
use engine::ticket::{GreenGround, Precedence, TicketEnd, TicketPolicy};
use replay::conform::About;
use tests::given::Given;
use tests::hall::{TOWNSMAN, admin, code, staff_at, window};
use tests::items;
use tests::tickets::{
    book, finish, hall_with, miss, policy, recall, second_window, start, take, take_as,
    take_booked, take_for, take_green, to_window,
};

use crate::history::{History, audit, check, on, rules};

const FRIDAY: &str = "2026-02-27 10:00";
const NOW: &str = "2026-03-02 09:00";

fn of_it(given: &Given) -> History {
    on(given, |stream| stream.tickets().is_some())
}

/// The first of two is called.
fn in_order() -> History {
    let (given, _) = Given::hall().takes(take("Z1"), NOW);
    let (given, _) = given.takes(take("Z1"), NOW);
    of_it(&given.calls(&window(), NOW).0)
}

fn call(history: &History, change: impl Fn(&mut TicketCalled)) -> History {
    history.with(|event| match event {
        Event::TicketCalled(e) => {
            change(e);
            true
        }
        _ => false,
    })
}

/// Whoever has a number takes the other one.
fn other(history: &History, ordinal: u32) -> History {
    call(history, |e| e.ticket.ordinal = ordinal)
}

/// One came first, the other has booked for now and is called.
fn booked() -> History {
    let (given, booked) = hall_with(policy()).books(book("Z1", 5, NOW), FRIDAY);
    let (given, _) = given.takes(take("Z1"), NOW);
    let (given, _) = given.takes(take_booked(booked), NOW);
    let (given, called) = given.calls(&window(), NOW);
    assert_eq!(called.ticket.ordinal, 2);
    of_it(&given)
}

fn served() -> History {
    let (given, number) = Given::hall().takes(take("Z1"), NOW);
    let (given, _) = given.calls(&window(), NOW);
    let given = given.then(window().asks(start(number)), NOW);
    of_it(&given.then(window().asks(finish(number)), NOW))
}

fn served_number() -> engine::ticket::TicketNumber {
    "20260302-0001".parse().expect("the number of the first")
}

fn at_its_window(who: &tests::hall::Who, ticket: engine::command::TakeTicket) -> History {
    let (given, _) = Given::hall().takes(ticket, NOW);
    of_it(&given.calls(who, NOW).0)
}

fn called_by(history: &History, officer: &str, at: &str) -> History {
    call(history, |e| (e.officer, e.window) = (code(officer), code(at)))
}

rules! {
    ticket_out_of_order: in_order() => other(&in_order(), 2);
    appointment_passed_over: booked() => other(&booked(), 1);
    ticket_at_wrong_window: at_its_window(&staff_at("station", "Z2W"), take("Z2")) =>
        called_by(&at_its_window(&staff_at("station", "Z2W"), take("Z2")), "comp1", "W1");
    ticket_served_twice: served() => served().also("comp1", NOW, TicketEnded {
        ticket: served_number(),
        end: TicketEnd::Served,
        reason: None,
    });
}

#[test]
fn the_green_channel_and_whoever_was_passed_too_often_go_first() {
    let hall = hall_with(TicketPolicy { passes_max: 1, ..policy() });
    let (given, first) = hall.takes(take("Z1"), NOW);
    let (given, elderly) = given.takes(take_green("Z1", GreenGround::Elderly), NOW);
    let (once, called) = given.calls(&window(), NOW);
    assert_eq!(called.ticket, elderly);
    let lawful = of_it(&once);
    let finding = check("ticket_out_of_order", &lawful, &other(&lawful, first.ordinal));
    assert_eq!(finding.found, format!("{first}: {elderly} was next, green channel"));
    // The first was passed over once, as often as this hall allows.
    let (given, late) = once.takes(take_green("Z1", GreenGround::Disabled), NOW);
    let (given, called) = given.calls(&second_window(), NOW);
    assert_eq!(called.ticket, first);
    let lawful = of_it(&given);
    let jumped = lawful.with(|event| match event {
        Event::TicketCalled(e) if e.ticket == first => {
            e.ticket = late;
            true
        }
        _ => false,
    });
    let finding = check("ticket_out_of_order", &lawful, &jumped);
    assert!(finding.found.contains("passed over as often"), "{}", finding.found);
    assert_eq!((finding.about, finding.case.as_str()), (About::Tickets, "2026-03-02"));
}

#[test]
fn the_order_is_that_of_the_policy_of_the_day() {
    let order = vec![Precedence::Appointment, Precedence::Green];
    let hall = hall_with(TicketPolicy { order, ..policy() });
    let (given, appointment) = hall.books(book("Z1", 5, NOW), FRIDAY);
    let (given, elderly) = given.takes(take_green("Z1", GreenGround::Elderly), NOW);
    let (given, booked) = given.takes(take_booked(appointment), NOW);
    let (given, called) = given.calls(&window(), NOW);
    assert_eq!(called.ticket, booked);
    let lawful = of_it(&given);
    check("appointment_passed_over", &lawful, &other(&lawful, elderly.ordinal));
    // Before its slot an appointment goes before nobody.
    let early = "2026-03-02 08:30";
    let (given, appointment) = hall_with(policy()).books(book("Z1", 5, NOW), FRIDAY);
    let (given, _) = given.takes(take("Z1"), early);
    let (given, _) = given.takes(take_booked(appointment), early);
    let before = of_it(&given.calls(&window(), early).0);
    let broken = other(&before, 2);
    check("ticket_out_of_order", &before, &broken);
    assert!(audit(&broken.commits, 0).1.iter().all(|f| f.rule != "appointment_passed_over"));
}

#[test]
fn a_window_calls_what_it_and_the_person_there_may_take() {
    let rule = "ticket_at_wrong_window";
    let of_promise = at_its_window(&window(), take_for(&[items::PROMISE]));
    let found = |breaks: &History| check(rule, &of_promise, breaks).found;
    assert!(found(&called_by(&of_promise, "novice", "W1")).contains("may not take"));
    assert!(found(&called_by(&of_promise, "deliv", "D1")).contains("does not take"));
    assert!(found(&called_by(&of_promise, "guide", "G1")).contains("calls nobody"));
    let own = at_its_window(&second_window(), take_as("Z1", TOWNSMAN));
    let finding = check(rule, &own, &called_by(&own, "townsman", "W2"));
    assert!(finding.found.contains("own"), "{}", finding.found);
    assert_eq!(finding.person.as_deref(), Some("townsman"));
    let close = CloseWindow { window: code("W2"), reason: "午休".into() };
    let (given, _) = Given::hall().then(admin().asks(close), NOW).takes(take("Z1"), NOW);
    let open = of_it(&given.calls(&window(), NOW).0);
    assert!(check(rule, &open, &called_by(&open, "comp2", "W2")).found.contains("closed"));
    let (given, number) = Given::hall().takes(take("Z1"), NOW);
    let moved = given.calls(&window(), NOW).0.then(window().asks(to_window(number, "W2")), NOW);
    let handed = of_it(&moved.calls(&second_window(), NOW).0);
    let back = handed.with(|event| match event {
        Event::TicketCalled(e) if e.window.as_str() == "W2" => {
            (e.officer, e.window) = (code("comp1"), code("W1"));
            true
        }
        _ => false,
    });
    assert!(check(rule, &handed, &back).found.contains("another window"));
}

#[test]
fn what_is_over_is_not_begun_again() {
    let rule = "ticket_served_twice";
    let begun = ServiceStarted { ticket: served_number(), officer: code("comp1") };
    let finding = check(rule, &served(), &served().also("comp1", NOW, begun.clone()));
    assert!(finding.found.contains("it had been served"), "{}", finding.found);
    let (given, number) = Given::hall().takes(take("Z1"), NOW);
    let given = given.calls(&window(), NOW).0.then(window().asks(start(number)), NOW);
    let twice = of_it(&given).also("comp1", NOW, begun);
    assert!(check(rule, &of_it(&given), &twice).found.contains("begun before"));
}

#[test]
fn missed_recalled_and_moved_tickets_stand_where_the_engine_puts_them() {
    let (given, numbers) = (0..5).fold((Given::hall(), Vec::new()), |(given, numbers), _| {
        let (given, number) = given.takes(take("Z1"), NOW);
        (given, [numbers, vec![number]].concat())
    });
    let mut given = given.calls(&window(), NOW).0;
    given = given.then(window().asks(recall(numbers[0])), NOW);
    given = given.then(window().asks(miss(numbers[0])), NOW);
    for _ in 0..4 {
        let (after, called) = given.calls(&window(), NOW);
        given = after
            .then(window().asks(start(called.ticket)), NOW)
            .then(window().asks(finish(called.ticket)), NOW);
    }
    let (report, found) = audit(&given.commits, 0);
    assert_eq!(found, []);
    assert_eq!(report.rules.get("ticket_out_of_order"), Some(&0));
    let last = of_it(&given);
    let early = last.with(|event| match event {
        // The one that was missed comes behind three.
        Event::TicketCalled(e) if e.ticket == numbers[1] => {
            e.ticket = numbers[0];
            true
        }
        _ => false,
    });
    check("ticket_out_of_order", &last, &early);
}
