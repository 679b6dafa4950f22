//! 预约: rows 72, 112, and the appointment words of row 15.

use engine::clock::ClockKind;
use engine::event::EventKind as E;
use engine::refusal::Rule;
use engine::ticket::{AppointmentEnd, TicketPolicy, TicketState};
use tests::given::{Given, accepted, check};
use tests::hall::{applicant, approver, code, timer, token, window};
use tests::items;
use tests::tickets::{
    book, call, cancel_booked, guide, hall_with, lapse, policy, take, take_as, take_booked,
};

const FRIDAY: &str = "2026-02-27 10:00";
const MONDAY: &str = "2026-03-02 09:00";

#[test]
fn an_appointment_is_booked_in_a_slot_that_the_hall_offers() {
    let given = hall_with(policy());
    let there =
        check(&given, applicant().asks(book("Z1", 5, MONDAY)), FRIDAY, Ok(&[E::AppointmentBooked]));
    assert!(there.world.ticket_day(tests::hall::day("2026-03-02")).is_some());
    check(&given, guide().asks(book("Z1", 5, MONDAY)), FRIDAY, Ok(&[E::AppointmentBooked]));
    check(&given, approver().asks(book("Z1", 5, MONDAY)), FRIDAY, Err(Rule::WrongRole));
    let off = applicant().asks(book("Z1", 5, "2026-03-02 09:30"));
    check(&given, off, FRIDAY, Err(Rule::NoSuchSlot));
    let other_zone = applicant().asks(book("Z2", 5, MONDAY));
    check(&given, other_zone, FRIDAY, Err(Rule::NoSuchSlot));
    let sunday = applicant().asks(book("Z1", 5, "2026-03-01 09:00"));
    check(&given, sunday, FRIDAY, Err(Rule::NoSuchSlot));
    check(&Given::hall(), applicant().asks(book("Z1", 5, MONDAY)), FRIDAY, Err(Rule::NoSuchSlot));
}

#[test]
fn a_slot_is_booked_by_as_many_as_it_holds() {
    let given = hall_with(policy());
    let (given, first) = given.books(book("Z1", 5, MONDAY), FRIDAY);
    let (given, _) = given.books(book("Z1", 6, MONDAY), FRIDAY);
    check(&given, applicant().asks(book("Z1", 7, MONDAY)), FRIDAY, Err(Rule::SlotFull));
    let next = applicant().asks(book("Z1", 7, "2026-03-02 10:00"));
    check(&given, next, FRIDAY, Ok(&[E::AppointmentBooked]));
    let given = given.then(applicant().asks(cancel_booked(first)), FRIDAY);
    check(&given, applicant().asks(book("Z1", 7, MONDAY)), FRIDAY, Ok(&[E::AppointmentBooked]));
}

#[test]
fn a_person_has_as_many_open_appointments_as_the_policy_allows() {
    let given = hall_with(TicketPolicy { appointments_max: 1, ..policy() });
    let (given, first) = given.books(book("Z1", 5, MONDAY), FRIDAY);
    let second = || applicant().asks(book("Z1", 5, "2026-03-03 09:00"));
    check(&given, second(), FRIDAY, Err(Rule::TooManyAppointments));
    let given = given.then(applicant().asks(cancel_booked(first)), FRIDAY);
    check(&given, second(), FRIDAY, Ok(&[E::AppointmentBooked]));
}

#[test]
fn a_slot_is_booked_before_it_is_over_and_not_too_far_ahead() {
    let given = hall_with(policy());
    let asked = || applicant().asks(book("Z1", 5, MONDAY));
    check(&given, asked(), "2026-03-02 09:59", Ok(&[E::AppointmentBooked]));
    check(&given, asked(), "2026-03-02 10:00", Err(Rule::SlotNotOpen));
    check(&given, asked(), "2026-02-16 10:00", Ok(&[E::AppointmentBooked]));
    check(&given, asked(), "2026-02-15 10:00", Err(Rule::SlotNotOpen));
}

#[test]
fn a_ticket_is_taken_from_the_appointment_on_its_day_once() {
    let given = hall_with(policy());
    let (given, booked) = given.books(book("Z1", 5, MONDAY), FRIDAY);
    let take = || applicant().asks(take_booked(booked));
    check(&given, take(), FRIDAY, Err(Rule::AppointmentNotToday));
    let then = [E::TicketIssued, E::AppointmentEnded];
    let after = check(&given, take(), "2026-03-02 08:30", Ok(&then));
    let ticket = after.ticket(after.last_ticket());
    assert_eq!((ticket.person, ticket.zone), (Some(token(5)), code("Z1")));
    check(&after, take(), MONDAY, Err(Rule::AppointmentOver));
    // 迟到: kept for a quarter of an hour.
    check(&given, take(), "2026-03-02 10:15", Ok(&then));
    check(&given, take(), "2026-03-02 10:16", Err(Rule::AppointmentOver));
    let unknown = applicant().asks(take_booked(code("Y20260302-0099")));
    check(&given, unknown, MONDAY, Err(Rule::UnknownAppointment));
}

#[test]
fn an_appointment_is_for_the_person_who_booked_it() {
    let given = hall_with(policy());
    let (given, booked) = given.books(book("Z1", 5, MONDAY), FRIDAY);
    let mut take = take_booked(booked);
    take.person = Some(token(6));
    check(&given, applicant().asks(take.clone()), MONDAY, Err(Rule::NotTicketHolder));
    take.person = Some(token(5));
    let then = [E::TicketIssued, E::AppointmentEnded];
    check(&given, applicant().asks(take), MONDAY, Ok(&then));
}

#[test]
fn an_appointment_is_cancelled_once_with_a_reason() {
    let given = hall_with(policy());
    let (given, booked) = given.books(book("Z1", 5, MONDAY), FRIDAY);
    check(&given, approver().asks(cancel_booked(booked)), FRIDAY, Err(Rule::WrongRole));
    let given =
        check(&given, applicant().asks(cancel_booked(booked)), FRIDAY, Ok(&[E::AppointmentEnded]));
    check(&given, applicant().asks(cancel_booked(booked)), FRIDAY, Err(Rule::AppointmentOver));
}

#[test]
fn an_appointment_lapses_when_nobody_turned_up() {
    let given = hall_with(policy());
    let (given, booked) = given.books(book("Z1", 5, MONDAY), FRIDAY);
    let lapses = || timer().asks(lapse("2026-03-02"));
    check(&given, lapses(), "2026-03-02 10:15", Err(Rule::NotYetLapsed));
    let given = check(&given, lapses(), "2026-03-02 10:16", Ok(&[E::AppointmentEnded]));
    let day = given.world.ticket_day(booked.day).expect("today");
    let ended = day.appointment(booked).expect("it was booked").end;
    assert_eq!(ended, Some(AppointmentEnd::NoShow));
    // Whoever has no appointment is not turned away.
    check(&given, applicant().asks(take_as("Z1", 5)), "2026-03-02 10:20", Ok(&[E::TicketIssued]));
}

#[test]
fn a_saturday_slot_makes_no_saturday_a_working_day_row_72() {
    let given = hall_with(policy());
    let (given, booked) = given.books(book("Z1", 5, "2026-03-07 09:00"), FRIDAY);
    let (given, number) = given.takes(take_booked(booked), "2026-03-07 08:58");
    let (given, called) = given.calls(&window(), "2026-03-07 09:00");
    assert_eq!(called.ticket, number);
    assert!(matches!(given.ticket(number).state, TicketState::Called { .. }));
    // A case accepted on that Saturday counts from Monday on, as one without any slot does.
    let saturday = accepted(items::PROMISE, "2026-03-07 09:10").dates(ClockKind::Promise);
    let there =
        given.then(window().asks(tests::say::application(items::PROMISE)), "2026-03-07 09:10");
    let case = there.case.clone();
    let there = there
        .then(window().asks(tests::say::pre_check(&case)), "2026-03-07 09:10")
        .then(window().asks(tests::say::accept(&case)), "2026-03-07 09:10");
    assert_eq!(there.dates(ClockKind::Promise), saturday);
    assert_eq!(there.dates(ClockKind::Promise), {
        let sunday = accepted(items::PROMISE, "2026-03-08 09:10").dates(ClockKind::Promise);
        sunday.replacen("2026-03-08", "2026-03-07", 1)
    });
}

#[test]
fn a_ticket_without_appointment_waits_beside_one_with() {
    let given = hall_with(policy());
    let (given, booked) = given.books(book("Z1", 5, MONDAY), FRIDAY);
    let (given, plain) = given.takes(take("Z1"), "2026-03-02 08:50");
    let (given, _) = given.takes(take_booked(booked), "2026-03-02 08:55");
    let given = given.then(window().asks(call()), MONDAY);
    assert!(given.ticket(plain).is_waiting());
}
