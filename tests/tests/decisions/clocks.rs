//! 期限计算 in the engine: what starts when, holidays, natural days, provisional dates, a new calendar.

use engine::calendar::{OffDay, YearNotice};
use engine::clock::ClockKind;
use engine::command::{PublishCalendar, SetClockPolicy};
use engine::event::{Event, EventKind as E};
use engine::policy::ClockPolicy;
use engine::refusal::Rule;
use engine::time::Day;
use tests::given::{Given, accepted, check, received};
use tests::hall::{admin, day, manager, timer, window};
use tests::{items, say};

fn off(days: &[&str]) -> Vec<OffDay> {
    days.iter().map(|date| OffDay { date: day(date), name: "元旦".into() }).collect()
}

fn notice_of_2027(days: &[&str]) -> YearNotice {
    let source = "local gazette".into();
    YearNotice { year: 2027, off: off(days), make_up: Vec::new(), source, regional: false }
}

fn with_calendar(given: &Given, notice: YearNotice, when: &str) -> Given {
    given.then(manager().asks(PublishCalendar { notice }), when)
}

/// Clock, old and new due date and calendar of each recalculation.
fn moved(given: &Given) -> Vec<(ClockKind, Option<Day>, Option<Day>, u32)> {
    let moves = given.last.iter().map(|event| {
        let Event::ClockRecalculated(e) = event else { panic!("{event:?}") };
        (e.clock, e.was, e.reckoning.due, e.reckoning.calendar)
    });
    moves.collect()
}

#[test]
fn the_day_of_the_event_is_not_counted_even_in_its_last_minute() {
    let late = received(items::PROMISE, "2026-03-02 23:59");
    assert_eq!(late.dates(ClockKind::Acceptance), "2026-03-02 -> 2026-03-09");
    let midnight = received(items::PROMISE, "2026-03-03 00:00");
    assert_eq!(midnight.dates(ClockKind::Acceptance), "2026-03-03 -> 2026-03-10");
}

#[test]
fn what_comes_on_a_saturday_counts_from_monday() {
    let given = received(items::PROMISE, "2026-03-07 10:00");
    assert_eq!(given.dates(ClockKind::Acceptance), "2026-03-07 -> 2026-03-13");
}

#[test]
fn a_make_up_saturday_counts_and_the_spring_festival_does_not() {
    // 2026-02-14 is a make-up Saturday, 15 to 23 February are off.
    let given = received(items::PROMISE, "2026-02-11 10:00");
    assert_eq!(given.dates(ClockKind::Acceptance), "2026-02-11 -> 2026-02-25");
}

#[test]
fn a_promise_in_natural_days_counts_each_day_and_rolls_to_a_working_day() {
    let given = accepted(items::NATURAL, "2026-03-02 10:00");
    assert_eq!(given.dates(ClockKind::Promise), "2026-03-02 -> 2026-03-17");
    assert_eq!(given.dates(ClockKind::Statutory), "none");
    let given = accepted(items::NATURAL, "2026-03-06 10:00");
    assert_eq!(given.dates(ClockKind::Promise), "2026-03-06 -> 2026-03-23");
}

#[test]
fn a_promise_of_nothing_is_the_same_day() {
    let given = accepted(items::INSTANT, "2026-03-07 10:00");
    assert_eq!(given.dates(ClockKind::Promise), "2026-03-07 -> 2026-03-07");
}

#[test]
fn a_date_past_the_last_published_year_is_provisional() {
    let given = accepted(items::PROMISE, "2026-12-21 10:00");
    assert_eq!(given.dates(ClockKind::Promise), "2026-12-21 -> 2027-01-04?");
    assert_eq!(given.dates(ClockKind::Statutory), "2026-12-21 -> 2027-01-18?");
    let within = accepted(items::PROMISE, "2026-12-07 10:00");
    assert_eq!(within.dates(ClockKind::Promise), "2026-12-07 -> 2026-12-21");
    assert_eq!(within.dates(ClockKind::Statutory), "2026-12-07 -> 2027-01-04?");
}

#[test]
fn a_new_calendar_moves_dates_and_writes_down_from_where_and_why() {
    let given = accepted(items::PROMISE, "2026-12-21 10:00");
    let notice = notice_of_2027(&["2027-01-01", "2027-01-02", "2027-01-03"]);
    let given = with_calendar(&given, notice, "2026-12-22 09:00");
    assert_eq!(given.dates(ClockKind::Promise), "2026-12-21 -> 2027-01-04?", "not yet recounted");
    let recount = timer().asks(say::recalculate(&given.case));
    let after = check(
        &given,
        recount,
        "2026-12-22 09:01",
        Ok(&[E::ClockRecalculated, E::ClockRecalculated]),
    );
    let date = |text| Some(day(text));
    assert_eq!(
        moved(&after),
        [
            (ClockKind::Statutory, date("2027-01-18"), date("2027-01-19"), 2),
            (ClockKind::Promise, date("2027-01-04"), date("2027-01-05"), 2),
        ]
    );
    assert_eq!(after.dates(ClockKind::Promise), "2026-12-21 -> 2027-01-05");
    let again = timer().asks(say::recalculate(&given.case));
    check(&after, again, "2026-12-22 09:02", Ok(&[]));
}

#[test]
fn a_date_the_new_calendar_confirms_is_no_longer_provisional() {
    let given = accepted(items::PROMISE, "2026-12-21 10:00");
    let given = with_calendar(&given, notice_of_2027(&["2027-02-05"]), "2026-12-22 09:00");
    let recount = timer().asks(say::recalculate(&given.case));
    let both = [E::ClockRecalculated, E::ClockRecalculated];
    let after = check(&given, recount, "2026-12-22 09:01", Ok(&both));
    assert_eq!(after.dates(ClockKind::Promise), "2026-12-21 -> 2027-01-04");
}

#[test]
fn nothing_fires_by_dates_that_a_newer_calendar_has_moved() {
    let given = received(items::PROMISE, "2026-12-28 10:00");
    assert_eq!(given.dates(ClockKind::Acceptance), "2026-12-28 -> 2027-01-04?");
    let notice = notice_of_2027(&["2027-01-01", "2027-01-02", "2027-01-03", "2027-01-04"]);
    let given = with_calendar(&given, notice, "2027-01-02 09:00");
    let fire = || timer().asks(say::fire(&given.case));
    let after = check(&given, fire(), "2027-01-05 00:00", Ok(&[E::ClockRecalculated]));
    assert_eq!(after.dates(ClockKind::Acceptance), "2026-12-28 -> 2027-01-06");
    check(&after, fire(), "2027-01-06 23:59", Ok(&[]));
    let deemed = [E::WarningIssued, E::DeadlinePassed, E::DeemedAccepted];
    check(&after, fire(), "2027-01-07 00:00", Ok(&deemed));
}

#[test]
fn a_new_calendar_leaves_alone_what_it_does_not_move() {
    let given = accepted(items::PROMISE, "2026-03-02 10:00");
    let given = with_calendar(&given, notice_of_2027(&["2027-01-01"]), "2026-03-03 09:00");
    check(&given, timer().asks(say::recalculate(&given.case)), "2026-03-03 09:00", Ok(&[]));
}

#[test]
fn only_the_engine_recounts() {
    let given = accepted(items::PROMISE, "2026-03-02 10:00");
    for who in [window(), admin(), manager()] {
        let recount = who.asks(say::recalculate(&given.case));
        check(&given, recount, "2026-03-03 09:00", Err(Rule::WrongRole));
    }
}

#[test]
fn a_clock_keeps_the_policy_it_was_started_under() {
    let given = received(items::PROMISE, "2026-03-02 10:00");
    let policy = ClockPolicy { acceptance_days: 2, ..ClockPolicy::lawful_default() };
    let given = given.then(admin().asks(SetClockPolicy { policy }), "2026-03-02 11:00");
    assert_eq!(given.clock(ClockKind::Acceptance).policy, 1);
    assert_eq!(given.dates(ClockKind::Acceptance), "2026-03-02 -> 2026-03-09");
    let next = given.then(window().asks(say::application(items::PROMISE)), "2026-03-02 12:00");
    assert_eq!(next.clock(ClockKind::Acceptance).policy, 2);
    assert_eq!(next.dates(ClockKind::Acceptance), "2026-03-02 -> 2026-03-04");
}

#[test]
fn the_clocks_go_by_the_time_of_the_event_not_of_its_recording() {
    // A window that was offline sends on Tuesday what it took in on Monday.
    let asked = window().asks(say::application(items::PROMISE)).happened("2026-03-02 15:00");
    let after = check(&Given::hall(), asked, "2026-03-03 09:00", Ok(&[E::ApplicationReceived]));
    assert_eq!(after.dates(ClockKind::Acceptance), "2026-03-02 -> 2026-03-09");
    assert!(after.case.as_str().contains("20260302"));
}
