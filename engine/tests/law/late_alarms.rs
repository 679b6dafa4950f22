//! 补录: what was done on the due day and recorded after its alarm was done in time; the cards of the alarm stay, each
//! answered by the record (民法典 art. 203; counting rule 7).

use crate::common::{Hall, day, grant, kinds};
use engine::clock::{ClockKind, Level};
use engine::event::{Event, EventKind as E};
use engine::figures::{Figures, Question};
use engine::lifecycle::Phase;
use engine::policy::Card;
use serde_json::{Value, json};

fn at(mut command: Value, time: &str) -> Value {
    command["occurred_at"] = json!(time);
    command
}

/// The promise was due on Monday 2026-03-16; it is Tuesday morning, and its alarm has gone off.
fn after_the_alarm() -> (Hall, String) {
    let (mut hall, case) = Hall::at_decision();
    hall.go_to("2026-03-16");
    hall.alarm(&case);
    hall.go_to("2026-03-17");
    let events = hall.alarm(&case);
    assert_eq!(kinds(&events), [E::WarningIssued, E::DeadlinePassed]);
    (hall, case)
}

#[test]
fn a_decision_of_the_due_day_is_taken_after_the_alarm_and_its_card_is_answered() {
    let (mut hall, case) = after_the_alarm();
    let events = hall.ok("chief", at(grant(&case), "2026-03-16T17:00:00+08:00"));
    assert_eq!(kinds(&events), [E::DecisionMade, E::WarningAnswered]);
    let Some(Event::WarningAnswered(answered)) = events.last() else { panic!("{events:?}") };
    assert_eq!((answered.clock, answered.card), (ClockKind::Promise, Card::Red));
    assert!(answered.answer.as_str().contains("2026-03-16"), "{}", answered.answer);
    let held = hall.case(&case);
    let promise = held.clock(ClockKind::Promise).unwrap();
    assert_eq!(
        (promise.stopped, promise.reckoning.due),
        (Some(day("2026-03-16")), promise.reckoning.due)
    );
    assert!(promise.stopped <= promise.reckoning.due, "in time");
}

#[test]
fn a_decision_of_the_day_after_is_late_and_answers_no_card() {
    let (mut hall, case) = after_the_alarm();
    let events = hall.ok("chief", at(grant(&case), "2026-03-17T08:30:00+08:00"));
    assert_eq!(kinds(&events), [E::DecisionMade]);
}

#[test]
fn what_somebody_did_since_keeps_an_earlier_record_out_and_says_what_to_do() {
    let (mut hall, case) = after_the_alarm();
    hall.ok("rev", json!({"type": "record_work", "case": case, "activity": "电话告知进度"}));
    let late = at(grant(&case), "2026-03-16T17:00:00+08:00");
    let refusal = hall.send("chief", late).unwrap_err();
    assert_eq!(refusal.rule.code(), "occurred_before_case");
    assert!(refusal.detail.contains("record_work"), "{}", refusal.detail);
    hall.ok("chief", grant(&case));
}

#[test]
fn silence_that_had_its_effect_is_not_undone_by_a_later_record() {
    let mut hall = Hall::with_item(json!({}));
    let case = hall.pre_check(&["ID", "PLAN"]);
    hall.go_to("2026-03-10");
    assert!(kinds(&hall.alarm(&case)).contains(&E::DeemedAccepted));
    let accept = json!({"type": "accept_case", "case": case});
    hall.refused("win", at(accept, "2026-03-09T16:00:00+08:00"), "occurred_before_case");
    assert_eq!(hall.phase(&case), Phase::Accepted);
}

#[test]
fn papers_taken_over_on_the_due_day_are_acknowledged_after_the_escalation() {
    let mut hall = Hall::with_item(json!({}));
    let case = hall.accepted();
    hall.ok("win", json!({"type": "split_case", "case": case}));
    let manifest = json!(["ID", "PLAN"]);
    hall.ok("win", json!({"type": "hand_over_case", "case": case, "manifest": manifest}));
    hall.go_to("2026-03-04");
    assert!(kinds(&hall.alarm(&case)).contains(&E::Escalated));
    let signed = json!({"type": "acknowledge_hand_over", "case": case});
    let events = hall.ok("rep", at(signed, "2026-03-03T17:30:00+08:00"));
    assert_eq!(kinds(&events), [E::HandOverAcknowledged, E::WarningAnswered]);
}

#[test]
fn art_42_a_limit_extended_on_its_due_day_gives_its_card_again_when_that_is_over() {
    let mut hall = Hall::with_item(json!({
        "legal": {"days": 4, "unit": "WD"}, "promise": {"days": 2, "unit": "WD"},
    }));
    let case = hall.accepted();
    hall.to_handling(&case, &["ID", "PLAN"]);
    hall.go_to("2026-03-09");
    hall.alarm(&case);
    assert!(hall.case(&case).running(ClockKind::Statutory).unwrap().has_fired(Level::Expired));
    let extend = json!({
        "type": "extend_clock", "case": case, "clock": "statutory", "days": 5, "approver": "head",
        "reason": "情况复杂", "told": true,
    });
    hall.refused("head", extend.clone(), "extension_too_late");
    let events = hall.ok("head", at(extend, "2026-03-06T16:00:00+08:00"));
    assert_eq!(kinds(&events), [E::ClockExtended, E::WarningAnswered]);
    let held = hall.case(&case);
    let clock = held.running(ClockKind::Statutory).unwrap();
    assert_eq!(clock.reckoning.due, Some(day("2026-03-13")));
    hall.go_to("2026-03-16");
    let again = hall.alarm(&case);
    let is_statutory = |event: &&Event| match event {
        Event::WarningIssued(e) => e.evidence.clock == ClockKind::Statutory,
        Event::DeadlinePassed(e) => e.evidence.clock == ClockKind::Statutory,
        _ => false,
    };
    assert_eq!(again.iter().filter(is_statutory).count(), 2, "{again:?}");
}

fn overdue(hall: &Hall, unit: &str) -> u64 {
    let figures = Figures::of(&hall.tally, &Question::until(day("2026-12-31")));
    let units = figures.units.iter().find(|figures| figures.unit.as_str() == unit);
    units.map_or(0, |figures| figures.sums.overdue)
}

/// The alarm said that the limit had passed; the record shows that it had not.
#[test]
fn a_limit_that_a_late_record_met_is_not_among_those_that_passed() {
    // The step had passed, too, on a day before.
    let (mut hall, case) = after_the_alarm();
    assert_eq!(overdue(&hall, "D"), 2);
    hall.ok("chief", at(grant(&case), "2026-03-16T17:00:00+08:00"));
    assert_eq!(overdue(&hall, "D"), 1);
    let (mut hall, case) = after_the_alarm();
    hall.ok("chief", at(grant(&case), "2026-03-17T08:30:00+08:00"));
    assert_eq!(overdue(&hall, "D"), 2, "recorded late, and done late");
    let (mut hall, case) = after_the_alarm();
    let work = json!({"type": "record_work", "case": case, "activity": "电话告知进度"});
    hall.ok("rev", at(work, "2026-03-16T16:00:00+08:00"));
    assert_eq!(overdue(&hall, "D"), 2, "work meets no limit");
    hall.ok("chief", at(grant(&case), "2026-03-16T17:00:00+08:00"));
    assert_eq!(overdue(&hall, "D"), 1, "the decision of that day does");
}

#[test]
fn a_limit_that_was_extended_in_time_passes_once_when_that_is_over() {
    let mut hall = Hall::with_item(json!({
        "legal": {"days": 4, "unit": "WD"}, "promise": {"days": 4, "unit": "WD"},
    }));
    let case = hall.accepted();
    hall.to_handling(&case, &["ID", "PLAN"]);
    hall.go_to("2026-03-09");
    hall.alarm(&case);
    let before = overdue(&hall, "D");
    let extend = json!({
        "type": "extend_clock", "case": case, "clock": "statutory", "days": 5, "approver": "head",
        "reason": "情况复杂", "told": true,
    });
    hall.ok("head", at(extend, "2026-03-06T16:00:00+08:00"));
    assert_eq!(overdue(&hall, "D"), before - 1, "the statutory limit did not pass");
    hall.go_to("2026-03-16");
    hall.alarm(&case);
    assert_eq!(overdue(&hall, "D"), before, "now it did");
}
