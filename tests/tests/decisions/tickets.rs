//! 排队叫号: rows 27, 71, 87, 112. Take a number, go to one window: who is next there.

use engine::command::{AppointStaff, BookAppointment, CloseWindow, OpenWindow, RecallTicket};
use engine::event::EventKind as E;
use engine::hall::{Role, Window, WindowKind};
use engine::limits::TICKET_ITEMS_MAX;
use engine::refusal::Rule;
use engine::ticket::{CallRule, GreenGround, Precedence, TicketNumber, TicketPolicy};
use tests::given::{Given, check};
use tests::hall::{
    TOWNSMAN, Who, admin, applicant, approver, code, delivery, somebody, staff_at, window,
};
use tests::tickets::{
    apply, book, call, cancel, cancel_booked, finish, guide, hall_with, policy, second_window,
    start, take, take_as, take_booked, take_for, take_green,
};
use tests::{items, say};

const NOW: &str = "2026-03-02 09:00";

fn waiting(count: usize) -> (Given, Vec<TicketNumber>) {
    let mut given = Given::hall();
    let mut numbers = Vec::new();
    for _ in 0..count {
        let (after, number) = given.takes(take("Z1"), NOW);
        (given, numbers) = (after, [numbers, vec![number]].concat());
    }
    (given, numbers)
}

#[test]
fn a_ticket_is_taken_at_a_machine_or_from_a_guide_row_87() {
    let given = check(&Given::hall(), applicant().asks(take("Z1")), NOW, Ok(&[E::TicketIssued]));
    assert_eq!(given.last_ticket().to_string(), "20260302-0001");
    let given = check(&given, guide().asks(take("Z1")), NOW, Ok(&[E::TicketIssued]));
    assert_eq!(given.last_ticket().to_string(), "20260302-0002");
    check(&given, approver().asks(take("Z1")), NOW, Err(Rule::WrongRole));
    check(&given, admin().asks(take("Z1")), NOW, Err(Rule::WrongRole));
}

#[test]
fn numbers_begin_again_each_day() {
    let (given, _) = Given::hall().takes(take("Z1"), NOW);
    let (_, number) = given.takes(take("Z2"), "2026-03-03 09:00");
    assert_eq!(number.to_string(), "20260303-0001");
}

#[test]
fn a_ticket_names_a_zone_or_items_of_one_window_row_27() {
    let hall = Given::hall();
    let both = take_for(&[items::PROMISE, items::INSTANT]);
    let given = check(&hall, applicant().asks(both), NOW, Ok(&[E::TicketIssued]));
    assert_eq!(given.ticket(given.last_ticket()).zone, code("Z1"));
    check(&hall, applicant().asks(take_for(&[])), NOW, Err(Rule::BadTicket));
    check(&hall, applicant().asks(take("Z7")), NOW, Err(Rule::UnknownZone));
    check(&hall, applicant().asks(take_for(&["NO-ITEM"])), NOW, Err(Rule::NotPublished));
    // One is taken in zone Z1, the other in Z2: no window takes both.
    let apart = take_for(&[items::PROMISE, items::STATIONED]);
    check(&hall, applicant().asks(apart), NOW, Err(Rule::NoWindowFor));
}

#[test]
fn a_zone_whose_windows_are_closed_gives_no_tickets_row_23() {
    let close = CloseWindow { window: code("Z2W"), reason: "停办".into() };
    let given = Given::hall().then(admin().asks(close), NOW);
    check(&given, applicant().asks(take_for(&[items::STATIONED])), NOW, Err(Rule::NoWindowFor));
    check(&given, applicant().asks(take_for(&[items::PROMISE])), NOW, Ok(&[E::TicketIssued]));
}

#[test]
fn a_person_has_one_open_ticket_in_a_zone_row_27() {
    let (given, number) = Given::hall().takes(take_as("Z1", 3), NOW);
    check(&given, applicant().asks(take_as("Z1", 3)), NOW, Err(Rule::TicketHeld));
    check(&given, applicant().asks(take_as("Z2", 3)), NOW, Ok(&[E::TicketIssued]));
    check(&given, applicant().asks(take_as("Z1", 4)), NOW, Ok(&[E::TicketIssued]));
    let given = given.then(applicant().asks(cancel(number)), NOW);
    check(&given, applicant().asks(take_as("Z1", 3)), NOW, Ok(&[E::TicketIssued]));
}

#[test]
fn the_green_channel_is_for_the_grounds_that_the_hall_lists_row_71() {
    let given = hall_with(TicketPolicy { green: [GreenGround::Elderly].into(), ..policy() });
    let elderly = take_green("Z1", GreenGround::Elderly);
    check(&given, applicant().asks(elderly), NOW, Ok(&[E::TicketIssued]));
    let pregnant = take_green("Z1", GreenGround::Pregnant);
    check(&given, applicant().asks(pregnant), NOW, Err(Rule::GroundNotListed));
}

#[test]
fn tickets_are_called_in_the_order_of_arrival_and_one_at_a_time() {
    let (given, numbers) = waiting(2);
    let (given, called) = given.calls(&window(), NOW);
    assert_eq!((called.ticket, called.rule, called.call), (numbers[0], CallRule::Arrival, 1));
    assert!(called.passed.is_empty());
    check(&given, window().asks(call()), NOW, Err(Rule::WindowBusy));
    let (given, called) = given.calls(&second_window(), NOW);
    assert_eq!(called.ticket, numbers[1]);
    let given = given.then(window().asks(start(numbers[0])), NOW);
    check(&given, window().asks(call()), NOW, Err(Rule::WindowBusy));
    let given = given.then(window().asks(finish(numbers[0])), NOW);
    check(&given, window().asks(call()), NOW, Err(Rule::NobodyWaits));
}

#[test]
fn only_a_window_officer_at_an_open_window_calls() {
    let (given, _) = waiting(1);
    check(&given, approver().asks(call()), NOW, Err(Rule::WrongRole));
    check(&given, tests::hall::staff("comp1").asks(call()), NOW, Err(Rule::WrongWindow));
    let close = CloseWindow { window: code("W1"), reason: "午休".into() };
    let closed = given.then(admin().asks(close), NOW);
    check(&closed, window().asks(call()), NOW, Err(Rule::WindowClosed));
    check(&given, window().asks(call()), NOW, Ok(&[E::TicketCalled]));
    check(&given, delivery().asks(call()), NOW, Ok(&[E::TicketCalled]));
}

#[test]
fn a_window_gets_tickets_of_its_zone_and_of_items_it_takes() {
    let (given, _) = Given::hall().takes(take("Z2"), NOW);
    check(&given, window().asks(call()), NOW, Err(Rule::NobodyWaits));
    let station = staff_at("station", "Z2W");
    check(&given, station.asks(call()), NOW, Ok(&[E::TicketCalled]));
    let (given, number) = Given::hall().takes(take_for(&[items::PROMISE]), NOW);
    // The novice is certified for another item, the delivery window takes none in.
    check(&given, staff_at("novice", "W1").asks(call()), NOW, Err(Rule::NobodyWaits));
    check(&given, delivery().asks(call()), NOW, Err(Rule::NobodyWaits));
    let (given, called) = given.calls(&window(), NOW);
    assert_eq!(called.ticket, number);
    // Nor does the novice call it once more.
    let again = |who: Who| who.asks(RecallTicket { ticket: number });
    check(&given, again(staff_at("novice", "W1")), NOW, Err(Rule::NoWindowFor));
    check(&given, again(window()), NOW, Ok(&[E::TicketCalled]));
}

#[test]
fn a_window_with_a_list_gets_only_tickets_for_its_items_row_23() {
    let open = Window {
        id: code("W2"),
        zone: code("Z1"),
        kind: WindowKind::Undifferentiated,
        items: [code(items::INSTANT)].into(),
        days: [].into(),
    };
    let given = Given::hall().then(admin().asks(OpenWindow { window: open }), NOW);
    let (given, first) = given.takes(take_for(&[items::PROMISE]), NOW);
    let (given, second) = given.takes(take_for(&[items::INSTANT]), NOW);
    let (given, called) = given.calls(&second_window(), NOW);
    assert_eq!(called.ticket, second);
    assert!(called.passed.is_empty(), "{first} could not have been called there");
    assert_eq!(given.ticket(first).passed, 0);
}

#[test]
fn nobody_calls_his_own_ticket() {
    let (given, _) = Given::hall().takes(take_as("Z1", TOWNSMAN), NOW);
    check(&given, staff_at("townsman", "W2").asks(call()), NOW, Err(Rule::NobodyWaits));
    check(&given, window().asks(call()), NOW, Ok(&[E::TicketCalled]));
}

#[test]
fn the_green_channel_goes_first_and_the_event_says_whom_it_passed() {
    let (given, numbers) = waiting(2);
    let (given, green) = given.takes(take_green("Z1", GreenGround::Disabled), NOW);
    let (given, called) = given.calls(&window(), NOW);
    assert_eq!((called.ticket, called.rule), (green, CallRule::Green));
    assert_eq!(called.passed, numbers);
    assert_eq!(given.ticket(numbers[0]).passed, 1);
    let (_, called) = given.calls(&second_window(), NOW);
    assert_eq!((called.ticket, called.rule), (numbers[0], CallRule::Arrival));
}

#[test]
fn who_was_passed_as_often_as_the_policy_allows_is_next() {
    let mut given = hall_with(TicketPolicy { passes_max: 2, ..policy() });
    let (after, first) = given.takes(take("Z1"), NOW);
    given = after;
    for _ in 0..3 {
        given = given.takes(take_green("Z1", GreenGround::Elderly), NOW).0;
    }
    for _ in 0..2 {
        let (after, called) = given.calls(&window(), NOW);
        assert_eq!((called.rule, called.passed), (CallRule::Green, vec![first]));
        let served = after.then(window().asks(start(called.ticket)), NOW);
        given = served.then(window().asks(finish(called.ticket)), NOW);
    }
    let (_, called) = given.calls(&window(), NOW);
    assert_eq!((called.ticket, called.rule), (first, CallRule::PassedBefore));
    assert!(called.passed.is_empty(), "the third of the green channel came after it");
}

#[test]
fn the_order_of_calling_is_the_policys() {
    let given = hall_with(TicketPolicy { order: vec![Precedence::Appointment], ..policy() });
    let (given, first) = given.takes(take("Z1"), NOW);
    let (given, _) = given.takes(take_green("Z1", GreenGround::Elderly), NOW);
    let (_, called) = given.calls(&window(), NOW);
    assert_eq!((called.ticket, called.rule), (first, CallRule::Arrival));
}

#[test]
fn an_appointment_goes_first_in_its_slot_only() {
    let given = hall_with(policy());
    let (given, booked) = given.books(book("Z1", 5, "2026-03-02 09:00"), "2026-02-27 10:00");
    let (given, first) = given.takes(take("Z1"), "2026-03-02 08:40");
    let (given, number) = given.takes(take_booked(booked), "2026-03-02 08:50");
    let (_, called) = given.calls(&window(), "2026-03-02 08:55");
    assert_eq!((called.ticket, called.rule), (first, CallRule::Arrival));
    let (_, called) = given.calls(&window(), "2026-03-02 09:00");
    assert_eq!((called.ticket, called.rule), (number, CallRule::Appointment));
    assert_eq!(called.passed, [first]);
    let (_, called) = given.calls(&window(), "2026-03-02 10:16");
    assert_eq!((called.ticket, called.rule), (first, CallRule::Arrival));
}

#[test]
fn an_officer_without_a_letter_for_the_item_is_not_given_its_tickets_row_32() {
    let stranger = somebody("stranger", tests::hall::OTHER, &[Role::CompWindow]);
    let given = Given::hall().then(admin().asks(AppointStaff { staff: stranger }), NOW);
    let (given, _) = given.takes(take_for(&[items::PROMISE]), NOW);
    check(&given, staff_at("stranger", "W1").asks(call()), NOW, Err(Rule::NobodyWaits));
    check(&given, window().asks(call()), NOW, Ok(&[E::TicketCalled]));
}

#[test]
fn a_case_under_no_ticket_is_received_as_before() {
    let application = say::application(items::PROMISE);
    check(&Given::hall(), window().asks(application), NOW, Ok(&[E::ApplicationReceived]));
    let given = hall_with(policy());
    let (given, booked) = given.books(book("Z1", 5, "2026-03-02 09:00"), "2026-02-27 10:00");
    check(&given, applicant().asks(cancel_booked(booked)), NOW, Ok(&[E::AppointmentEnded]));
}

#[test]
fn what_is_recorded_late_was_not_handed_in_under_a_number_of_today_row_87() {
    let today = "2026-03-03 09:00";
    let (given, number) = Given::hall().takes(take("Z1"), today);
    let (given, _) = given.calls(&window(), today);
    let given = given.then(window().asks(start(number)), today);
    let late = window().asks(apply(items::PROMISE, number)).happened("2026-03-02 17:00");
    check(&given, late, today, Err(Rule::OccurredBefore));
    let now = window().asks(apply(items::PROMISE, number));
    check(&given, now, today, Ok(&[E::ApplicationReceived, E::TicketCaseOpened]));
}

#[test]
fn a_visit_is_for_so_many_items_and_no_more_limits_of_the_engine() {
    let hall = Given::hall();
    let visit = |count| take_for(&vec![items::PROMISE; count]);
    let fits = applicant().asks(visit(TICKET_ITEMS_MAX));
    check(&hall, fits, NOW, Ok(&[E::TicketIssued]));
    check(&hall, applicant().asks(visit(TICKET_ITEMS_MAX + 1)), NOW, Err(Rule::TooLong));
    let items = vec![code(items::PROMISE); TICKET_ITEMS_MAX + 1];
    let booking = BookAppointment { items, ..book("Z1", 3, "2026-03-03 09:00") };
    check(&hall, applicant().asks(booking), NOW, Err(Rule::TooLong));
}
