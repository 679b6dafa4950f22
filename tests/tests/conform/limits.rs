//! Limits counted again: law, promise, step, hand-off, review, special procedure, extension.

use engine::event::{CaseSplit, ClockExtended, Event, EventKind as E, HandOverAcknowledged};
use engine::item::SpecialKind;
use tests::given::{Given, accepted, decided, deciding, handling, reported_up, transferred};
use tests::hall::{approver, code, head};
use tests::{items, say};

use crate::history::{History, audit, check, of, rules};

const NOW: &str = "2026-03-02 09:00";

fn suspended() -> Given {
    let given = handling(items::PROMISE, NOW);
    let special = say::suspend(&given.case, SpecialKind::ExpertReview, 5);
    given.then(approver().asks(special), NOW)
}

fn resumed(when: &str) -> History {
    let given = suspended();
    of(&given.then(approver().asks(say::resume(&given.case)), when))
}

fn extended() -> Given {
    let given = handling(items::PROMISE, NOW);
    given.then(head().asks(say::extend(&given.case, 5)), NOW)
}

fn another_extension() -> Event {
    let of_kind = |event: &&Event| event.kind() == E::ClockExtended;
    extended().last.iter().find(of_kind).expect("it was extended").clone()
}

fn extension(change: impl Fn(&mut ClockExtended)) -> History {
    of(&extended()).with(|event| match event {
        Event::ClockExtended(e) => {
            change(e);
            true
        }
        _ => false,
    })
}

fn special(change: impl Fn(&mut engine::event::SuspensionStarted)) -> History {
    of(&suspended()).with(|event| match event {
        Event::SuspensionStarted(e) => {
            change(e);
            true
        }
        _ => false,
    })
}

/// The command as it was received, which says what no event repeats.
fn said(history: &History, kind: E, said: &serde_json::Value) -> History {
    let mut history = history.clone();
    for commit in &mut history.commits {
        if commit.entries.iter().any(|entry| entry.event.kind() == kind) {
            commit.received = serde_json::to_vec(said).expect("JSON").into();
        }
    }
    history
}

fn told(is_told: bool) -> History {
    said(
        &of(&suspended()),
        E::SuspensionStarted,
        &serde_json::json!({
            "type": "suspend_case", "case": "X", "procedure": "expert_review", "planned_days": 5,
            "reason": "评审", "told_in_writing": is_told,
        }),
    )
}

fn reason_told(is_told: bool) -> History {
    said(
        &of(&extended()),
        E::ClockExtended,
        &serde_json::json!({
            "type": "extend_clock", "case": "X", "clock": "statutory", "days": 5,
            "approver": "head", "reason": "复杂", "told": is_told,
        }),
    )
}

fn decided_on(day: &str) -> History {
    let given = deciding(items::PROMISE, NOW);
    let given = given.then(approver().asks(say::record_work(&given.case)), NOW);
    of(&given).also("chief", day, crate::outcome::grant())
}

rules! {
    special_not_listed: of(&suspended()) => special(|e| e.procedure = SpecialKind::Hearing);
    special_too_long: of(&suspended()) => special(|e| e.planned_days = 16);
    special_untold: told(true) => told(false);
    special_overrun: resumed("2026-03-09 09:00") => resumed("2026-03-10 09:00");
    extended_twice: of(&extended()) => of(&extended()).also("appr1", NOW, another_extension());
    extended_late: of(&extended()).later(E::ClockExtended, "2026-03-30 09:00") =>
        of(&extended()).later(E::ClockExtended, "2026-03-31 09:00");
    extended_by_wrong_approver: of(&extended()) => extension(|e| e.approver = code("chief"));
    extended_too_long: extension(|e| e.days = 10) => extension(|e| e.days = 11);
    extension_untold: reason_told(true) => reason_told(false);
    statutory_late: decided_on("2026-03-30 23:59") => decided_on("2026-03-31 00:00");
    promise_late: decided_on("2026-03-16 23:59") => decided_on("2026-03-17 00:00");
    late_unexplained: of(&answered_promise()).also("chief", "2026-03-20 09:00", crate::outcome::grant()) =>
        decided_on("2026-03-20 09:00");
    step_late: of(&handling(items::PROMISE, NOW)).until("2026-03-09 09:00") =>
        of(&handling(items::PROMISE, NOW)).until("2026-03-10 09:00");
    hand_off_late: of(&transferred(items::PROMISE, NOW)).until("2026-03-03 09:00") =>
        of(&transferred(items::PROMISE, NOW)).until("2026-03-04 09:00");
    lower_review_late: of(&reported_up(NOW)).later(E::ReportedUp, "2026-03-30 09:00") =>
        of(&reported_up(NOW)).later(E::ReportedUp, "2026-03-31 09:00");
    delivery_late: of(&decided(items::PROMISE, NOW)).until("2026-03-16 09:00") =>
        of(&decided(items::PROMISE, NOW)).until("2026-03-17 09:00");
}

/// The red card of the promise was dealt and answered.
fn answered_promise() -> Given {
    let given = accepted(items::PROMISE, NOW);
    let when = "2026-03-17 00:00";
    let given = given.then(tests::hall::timer().asks(say::fire(&given.case)), when);
    let clock = engine::clock::ClockKind::Promise;
    let answer = say::answer(&given.case, clock, engine::policy::Card::Red);
    given.then(approver().asks(answer), "2026-03-17 09:00")
}

#[test]
fn a_special_procedure_is_not_counted_and_an_extension_moves_the_law_but_not_the_promise() {
    // Expert review from Monday to Thursday week: 7 working days after the first that do not count.
    let given = suspended();
    let given = given.then(approver().asks(say::resume(&given.case)), "2026-03-12 09:00");
    let late_by = |when: &str| {
        let history = of(&given).also("chief", when, crate::outcome::grant());
        let (_, found) = audit(&history.commits, 0);
        let is_late = |rule: &str| found.iter().any(|finding| finding.rule == rule);
        (is_late("promise_late"), is_late("statutory_late"))
    };
    assert_eq!(late_by("2026-03-25 09:00"), (false, false), "10 days after 7 that do not count");
    assert_eq!(late_by("2026-03-26 09:00"), (true, false));
    let extended = of(&extended()).also("chief", "2026-04-07 09:00", crate::outcome::grant());
    let (_, found) = audit(&extended.commits, 0);
    let rules: Vec<&str> = found.iter().map(|finding| finding.rule).collect();
    assert!(rules.contains(&"promise_late"), "{rules:?}");
    assert!(!rules.contains(&"statutory_late"), "{rules:?}");
}

#[test]
fn a_promise_given_anew_is_kept_by_its_new_day() {
    let given = handling(items::PROMISE, NOW);
    let anew = given.then(head().asks(say::promise_anew(&given.case, 2)), NOW);
    let decided = |given: &Given, when| of(given).also("chief", when, crate::outcome::grant());
    let keeps = decided(&anew, "2026-03-18 09:00");
    check("promise_late", &keeps, &decided(&anew, "2026-03-19 09:00"));
    check("promise_late", &keeps, &decided(&given, "2026-03-18 09:00"));
}

#[test]
fn a_step_over_time_is_found_although_the_whole_is_in_time() {
    let done = HandOverAcknowledged { officer: code("rep"), step: 1, clocks: Vec::new() };
    let history = of(&accepted(items::PROMISE, NOW))
        .also("comp1", NOW, CaseSplit { departments: vec![code("SCJ")] })
        .also("rep", NOW, done)
        .also("chief", "2026-03-11 09:00", crate::outcome::grant());
    let (_, found) = audit(&history.commits, 0);
    let rules: Vec<&str> = found.iter().map(|finding| finding.rule).collect();
    assert_eq!(rules, ["step_late"], "5 days for the review, 10 promised, 7 taken");
}

#[test]
fn what_is_open_and_over_its_limit_is_found_and_said_to_be_open() {
    let keeps = of(&deciding(items::PROMISE, NOW)).until("2026-03-16 09:00");
    let breaks = of(&deciding(items::PROMISE, NOW)).until("2026-03-17 09:00");
    let found = check("promise_late", &keeps, &breaks);
    assert!(found.open);
    assert!(found.found.contains("due 2026-03-16"), "{}", found.found);
}

/// 调休: a notice that makes the last Saturday before a limit ends a working day.
#[test]
fn what_ended_before_a_notice_was_published_is_not_late_by_that_notice() {
    use engine::calendar::YearNotice;
    let now = "2026-12-25 09:00";
    let given = accepted(items::PROMISE, now);
    let notice: YearNotice = serde_json::from_value(serde_json::json!({
        "year": 2027, "source": "2027年节假日安排的通知", "off": [{"date": "2027-10-01", "name": "国庆节"}], "make_up": ["2027-01-02"],
    }))
    .expect("a notice");
    let publish = engine::command::PublishCalendar { notice };
    let granted = |when: &str| {
        let history = of(&given).also("chief", when, crate::outcome::grant());
        let after = given.then(tests::hall::admin().asks(publish.clone()), "2027-01-20 09:00");
        let mut last = after.commits.last().expect("published").clone();
        let mut history = history;
        last.seq = history.commits.last().expect("granted").seq + 1;
        history.commits.push(last);
        history
    };
    // Ten working days after the 25th: by Monday to Friday until the notice says otherwise.
    check("promise_late", &granted("2027-01-08 23:00"), &granted("2027-01-09 00:00"));
}
