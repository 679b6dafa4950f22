//! 叫到之后: recall, miss, service, hand-on, cancel, lapse (rows 27, 87), and the policy by which it goes.

use engine::code::CaseNumber;
use engine::command::{CloseWindow, ReceiveBundle};
use engine::event::{Event, EventKind as E};
use engine::limits::CASES_PER_TICKET_MAX;
use engine::refusal::Rule;
use engine::ticket::{Precedence, TicketEnd, TicketNumber, TicketPolicy, TicketState};
use tests::bundles::{SHOP, submission};
use tests::given::{Given, check};
use tests::hall::{
    admin, applicant, approver, code, manager, person, rep, staff_at, timer, window,
};
use tests::items;
use tests::tickets::{
    apply, call, cancel, finish, guide, hall_with, lapse, miss, policy, recall, second_window, set,
    start, take, take_as, to_window, to_zone,
};

const NOW: &str = "2026-03-02 09:00";
const LATER: &str = "2026-03-02 09:20";

fn waiting(count: usize) -> (Given, Vec<TicketNumber>) {
    let mut given = Given::hall();
    let mut numbers = Vec::new();
    for _ in 0..count {
        let (after, number) = given.takes(take("Z1"), NOW);
        (given, numbers) = (after, [numbers, vec![number]].concat());
    }
    (given, numbers)
}

/// Somebody is being served at W1.
fn served() -> (Given, TicketNumber) {
    let (given, numbers) = waiting(1);
    let number = *numbers.first().expect("one");
    let given = given.then(window().asks(call()), NOW).then(window().asks(start(number)), NOW);
    (given, number)
}

#[test]
fn a_ticket_is_called_again_at_the_window_that_called_it() {
    let (given, numbers) = waiting(2);
    check(&given, window().asks(recall(numbers[0])), NOW, Err(Rule::TicketNotNow));
    let given = given.then(window().asks(call()), NOW);
    let elsewhere = second_window().asks(recall(numbers[0]));
    check(&given, elsewhere, NOW, Err(Rule::TicketElsewhere));
    let given = given.then(window().asks(recall(numbers[0])), NOW);
    let TicketState::Called { calls, .. } = given.ticket(numbers[0]).state else {
        panic!("it is called")
    };
    assert_eq!(calls, 2);
}

#[test]
fn nobody_is_missed_before_he_was_called_as_often_as_the_policy_says() {
    let (given, numbers) = waiting(1);
    let given = given.then(window().asks(call()), NOW);
    check(&given, window().asks(miss(numbers[0])), NOW, Err(Rule::CalledTooFew));
    let given = given.then(window().asks(recall(numbers[0])), NOW);
    check(&given, window().asks(miss(numbers[0])), NOW, Ok(&[E::TicketMissed]));
}

/// Called twice, and nobody came.
fn missed(given: &Given, number: TicketNumber) -> Given {
    let (given, called) = given.calls(&window(), NOW);
    assert_eq!(called.ticket, number);
    given.then(window().asks(recall(number)), NOW).then(window().asks(miss(number)), NOW)
}

#[test]
fn a_missed_ticket_goes_back_then_to_the_end_then_is_void() {
    let policy = TicketPolicy { missed_back: 1, ..policy() };
    let mut given = hall_with(policy);
    let mut numbers = Vec::new();
    for _ in 0..3 {
        let (after, number) = given.takes(take("Z1"), NOW);
        (given, numbers) = (after, [numbers, vec![number]].concat());
    }
    // 顺延 behind one: the second is next, then the missed one again.
    let given = missed(&given, numbers[0]);
    let (given, called) = given.calls(&second_window(), NOW);
    assert_eq!(called.ticket, numbers[1]);
    // To the end: the third is next.
    let given = missed(&given, numbers[0]);
    assert_eq!(given.ticket(numbers[0]).missed, 2);
    let (given, called) = given.calls(&staff_at("townsman", "W1"), NOW);
    assert_eq!(called.ticket, numbers[2]);
    let given = given.then(window().asks(start(numbers[2])), NOW);
    let given = given.then(window().asks(finish(numbers[2])), NOW);
    let given = missed(&given, numbers[0]);
    assert_eq!(given.ticket(numbers[0]).state, TicketState::Ended(TicketEnd::Void));
    check(&given, window().asks(call()), NOW, Err(Rule::NobodyWaits));
}

#[test]
fn service_starts_when_called_and_is_finished_once() {
    let (given, numbers) = waiting(1);
    let number = numbers[0];
    check(&given, window().asks(start(number)), NOW, Err(Rule::TicketNotNow));
    check(&given, window().asks(finish(number)), NOW, Err(Rule::TicketNotNow));
    let given = given.then(window().asks(call()), NOW);
    check(&given, window().asks(finish(number)), NOW, Err(Rule::TicketNotNow));
    check(&given, second_window().asks(start(number)), NOW, Err(Rule::TicketElsewhere));
    let given = check(&given, window().asks(start(number)), NOW, Ok(&[E::ServiceStarted]));
    check(&given, window().asks(start(number)), NOW, Err(Rule::TicketNotNow));
    check(&given, window().asks(miss(number)), NOW, Err(Rule::TicketNotNow));
    let given = check(&given, window().asks(finish(number)), LATER, Ok(&[E::TicketEnded]));
    assert_eq!(given.ticket(number).state, TicketState::Ended(TicketEnd::Served));
    check(&given, window().asks(finish(number)), LATER, Err(Rule::TicketNotNow));
}

#[test]
fn one_ticket_carries_several_cases_row_27() {
    let (given, number) = served();
    let then = [E::ApplicationReceived, E::TicketCaseOpened];
    let given = check(&given, window().asks(apply(items::PROMISE, number)), NOW, Ok(&then));
    let given = check(&given, window().asks(apply(items::INSTANT, number)), NOW, Ok(&then));
    assert_eq!(given.ticket(number).cases.len(), 2);
    assert_eq!(given.case_of(number), given.case);
}

#[test]
fn one_ticket_carries_the_cases_of_a_bundle_row_65() {
    let (given, number) = served();
    let under = |ticket| ReceiveBundle { ticket: Some(ticket), ..submission(SHOP) };
    let elsewhere = second_window().asks(under(number));
    check(&given, elsewhere, NOW, Err(Rule::TicketElsewhere));
    let unknown = window().asks(under(code("20260302-0099")));
    check(&given, unknown, NOW, Err(Rule::UnknownTicket));
    let given = given.then(window().asks(under(number)), NOW);
    let opened: Vec<CaseNumber> = given
        .last
        .iter()
        .filter_map(|event| {
            let Event::ApplicationReceived(e) = event else { return None };
            Some(e.number.clone())
        })
        .collect();
    assert!(!opened.is_empty(), "a bundle begins with its first cases");
    assert_eq!(given.ticket(number).cases, opened);
    let given = given.then(window().asks(finish(number)), LATER);
    check(&given, window().asks(under(number)), LATER, Err(Rule::TicketNotNow));
}

#[test]
fn one_ticket_carries_so_many_cases_and_no_more() {
    let (mut given, number) = served();
    for _ in 0..CASES_PER_TICKET_MAX {
        given = given.then(window().asks(apply(items::PROMISE, number)), NOW);
    }
    check(&given, window().asks(apply(items::PROMISE, number)), NOW, Err(Rule::TooMany));
    let bundle = ReceiveBundle { ticket: Some(number), ..submission(SHOP) };
    check(&given, window().asks(bundle), NOW, Err(Rule::TooMany));
}

#[test]
fn a_bundle_under_a_ticket_is_its_holders_row_65() {
    let (given, number) = Given::hall().takes(take_as("Z1", 4), NOW);
    let given = given.then(window().asks(call()), NOW).then(window().asks(start(number)), NOW);
    let mut bundle = ReceiveBundle { ticket: Some(number), ..submission(SHOP) };
    check(&given, window().asks(bundle.clone()), NOW, Err(Rule::NotTicketHolder));
    bundle.agent = Some(person(4));
    let given = given.then(window().asks(bundle), NOW);
    assert!(!given.ticket(number).cases.is_empty());
}

#[test]
fn a_case_is_received_under_a_ticket_that_is_served_at_this_window() {
    let (given, numbers) = waiting(2);
    let under = |ticket| apply(items::PROMISE, ticket);
    check(&given, window().asks(under(numbers[0])), NOW, Err(Rule::TicketNotNow));
    let given = given.then(window().asks(call()), NOW).then(window().asks(start(numbers[0])), NOW);
    let elsewhere = second_window().asks(under(numbers[0]));
    check(&given, elsewhere, NOW, Err(Rule::TicketElsewhere));
    let unknown = window().asks(under(code("20260302-0099")));
    check(&given, unknown, NOW, Err(Rule::UnknownTicket));
}

#[test]
fn the_holder_of_the_ticket_is_applicant_or_agent() {
    let (given, number) = Given::hall().takes(take_as("Z1", 4), NOW);
    let given = given.then(window().asks(call()), NOW).then(window().asks(start(number)), NOW);
    let mut application = apply(items::PROMISE, number);
    check(&given, window().asks(application.clone()), NOW, Err(Rule::NotTicketHolder));
    application.agent = Some(person(4));
    let then = [E::ApplicationReceived, E::TicketCaseOpened];
    check(&given, window().asks(application), NOW, Ok(&then));
}

#[test]
fn a_ticket_is_handed_to_another_window_and_keeps_its_place() {
    let (given, numbers) = waiting(3);
    let given = given.then(window().asks(call()), NOW);
    let given = given.then(window().asks(to_window(numbers[0], "W2")), NOW);
    let (given, called) = given.calls(&window(), NOW);
    assert_eq!(called.ticket, numbers[1], "the first waits for W2 only");
    let (_, called) = given.calls(&second_window(), NOW);
    assert_eq!((called.ticket, called.passed.len()), (numbers[0], 0));
}

#[test]
fn a_ticket_is_handed_on_by_its_window_or_by_a_guide_with_a_reason() {
    let (given, numbers) = waiting(1);
    let number = numbers[0];
    check(&given, window().asks(to_window(number, "W2")), NOW, Err(Rule::WrongRole));
    check(&given, guide().asks(to_zone(number, "Z2")), NOW, Ok(&[E::TicketMoved]));
    check(&given, guide().asks(to_zone(number, "Z1")), NOW, Ok(&[]));
    check(&given, guide().asks(to_window(number, "Z9W")), NOW, Err(Rule::UnknownWindow));
    check(&given, guide().asks(to_window(number, "G1")), NOW, Err(Rule::NoWindowFor));
    let mut silent = to_window(number, "W2");
    silent.reason = " ".into();
    check(&given, guide().asks(silent), NOW, Err(Rule::ReasonsMissing));
    let mut nowhere = to_window(number, "W2");
    nowhere.window = None;
    check(&given, guide().asks(nowhere), NOW, Err(Rule::BadTicket));
    let mut torn = to_window(number, "W2");
    torn.zone = Some(code("Z2"));
    check(&given, guide().asks(torn), NOW, Err(Rule::BadTicket));
    let close = CloseWindow { window: code("W2"), reason: "午休".into() };
    let closed = given.then(admin().asks(close), NOW);
    check(&closed, guide().asks(to_window(number, "W2")), NOW, Err(Rule::WindowClosed));
    let (served, number) = served();
    let elsewhere = second_window().asks(to_window(number, "W2"));
    check(&served, elsewhere, NOW, Err(Rule::TicketElsewhere));
    check(&served, window().asks(to_window(number, "W2")), NOW, Ok(&[E::TicketMoved]));
}

#[test]
fn a_ticket_is_cancelled_until_it_is_served() {
    let (given, numbers) = waiting(1);
    check(&given, approver().asks(cancel(numbers[0])), NOW, Err(Rule::WrongRole));
    let given = check(&given, guide().asks(cancel(numbers[0])), NOW, Ok(&[E::TicketEnded]));
    check(&given, guide().asks(to_window(numbers[0], "W2")), NOW, Err(Rule::TicketNotNow));
    check(&given, guide().asks(cancel(numbers[0])), NOW, Err(Rule::TicketNotNow));
    let (given, number) = served();
    check(&given, applicant().asks(cancel(number)), NOW, Err(Rule::TicketNotNow));
}

#[test]
fn what_the_sender_saw_of_a_ticket_is_its_present_version() {
    let (given, numbers) = waiting(2);
    let given = given.then(window().asks(call()), NOW);
    // Another window works on another ticket of the day meanwhile.
    let given = given.then(second_window().asks(call()), NOW);
    let seen = |version| window().asks(start(numbers[0])).version(version);
    check(&given, seen(1), NOW, Err(Rule::VersionMismatch));
    check(&given, seen(2), NOW, Ok(&[E::ServiceStarted]));
}

#[test]
fn tickets_lapse_when_their_day_is_over_and_not_before() {
    let (given, number) = served();
    check(&given, timer().asks(lapse("2026-03-02")), LATER, Err(Rule::NotYetLapsed));
    check(&given, admin().asks(lapse("2026-03-02")), "2026-03-03 00:00", Err(Rule::WrongRole));
    check(&given, window().asks(finish(number)), "2026-03-03 00:00", Err(Rule::TicketNotNow));
    let given =
        check(&given, timer().asks(lapse("2026-03-02")), "2026-03-03 00:00", Ok(&[E::TicketEnded]));
    assert!(given.world.ticket_days().is_empty(), "a day that is over leaves memory");
    let again = timer().asks(lapse("2026-03-02"));
    check(&given, again, "2026-03-03 00:01", Err(Rule::NotYetLapsed));
    check(&given, window().asks(finish(number)), "2026-03-03 09:00", Err(Rule::UnknownTicket));
}

#[test]
fn tickets_are_of_the_day_on_which_they_are_recorded() {
    let (given, number) = served();
    let yesterday = applicant().asks(take("Z1")).happened("2026-03-01 10:00");
    check(&given, yesterday, NOW, Err(Rule::RecordedTooLate));
    let before = window().asks(finish(number)).happened("2026-03-02 08:00");
    check(&given, before, LATER, Err(Rule::OccurredBefore));
}

#[test]
fn the_ticket_policy_makes_sense_and_is_the_managers() {
    let hall = Given::hall();
    check(&hall, rep().asks(set(policy())), NOW, Err(Rule::WrongRole));
    check(&hall, manager().asks(set(policy())), NOW, Ok(&[E::TicketPolicySet]));
    check(&hall, manager().asks(set(TicketPolicy::default())), NOW, Ok(&[]));
    let twice = vec![Precedence::Green, Precedence::Green];
    let mut elsewhere = policy();
    elsewhere.slots[0].zone = code("Z7");
    check(&hall, manager().asks(set(elsewhere)), NOW, Err(Rule::UnknownZone));
    let mut doubled = policy();
    doubled.slots[1] = doubled.slots[0].clone();
    let mut backwards = policy();
    backwards.slots[0].ends = backwards.slots[0].begins;
    for wrong in [
        TicketPolicy { order: twice, ..policy() },
        TicketPolicy { passes_max: 0, ..policy() },
        TicketPolicy { calls_before_missed: 0, ..policy() },
        TicketPolicy { missed_to_end: 4, ..policy() },
        TicketPolicy { missed_void: 0, ..policy() },
        TicketPolicy { book_ahead_days: 91, ..policy() },
        TicketPolicy { late_minutes: 1_441, ..policy() },
        doubled,
        backwards,
    ] {
        check(&hall, manager().asks(set(wrong)), NOW, Err(Rule::TicketPolicyRefused));
    }
}
