//! 延续 (行政许可法 art. 50): applied for in time, decided before the licence expires, else deemed renewed.

use crate::common::{Hall, copy, day, grant, kinds};
use engine::clock::ClockKind;
use engine::due::Unit;
use engine::event::{Event, EventKind as E};
use engine::lifecycle::Phase;
use serde_json::{Value, json};

pub(crate) fn terms() -> Value {
    json!({"terms": {"renewal": {"apply_before_days": 30}}, "promise": {"days": 5, "unit": "WD"}})
}

pub(crate) fn renewal(expires: &str) -> Value {
    json!({
        "type": "receive_application", "item": "IT", "channel": "window", "delivery": "counter",
        "applicant": {"subject": 7, "token": "07".repeat(16), "sealed": "00"},
        "materials": [copy("ID"), copy("PLAN")],
        "occasion": {"renewal": {"licence": "L-17", "expires": expires}},
    })
}

pub(crate) fn number(events: &[Event]) -> String {
    let received = events.iter().find_map(|event| match event {
        Event::ApplicationReceived(e) => Some(e.number.to_string()),
        _ => None,
    });
    received.unwrap()
}

/// A renewal of a licence that expires on a Saturday, at its department.
fn at_the_department() -> (Hall, String) {
    let mut hall = Hall::with_item(terms());
    let case = number(&hall.ok("win", renewal("2026-04-11")));
    hall.ok("win", json!({"type": "start_pre_check", "case": case}));
    hall.ok("win", json!({"type": "accept_case", "case": case}));
    hall.to_handling(&case, &["ID", "PLAN"]);
    (hall, case)
}

/// Every alarm up to a day.
pub(crate) fn alarms(hall: &mut Hall, case: &str, until: &str) -> Vec<E> {
    let mut seen = Vec::new();
    while hall.next_alarm().is_some_and(|next| next <= day(until)) {
        let next = hall.next_alarm().unwrap();
        if next > hall.now.day() {
            hall.go_to(&next.to_string());
        }
        seen.extend(kinds(&hall.alarm(case)));
    }
    seen
}

#[test]
fn art_50_the_clock_of_a_renewal_ends_with_the_licence_working_day_or_not() {
    let (hall, case) = at_the_department();
    let case = hall.case(&case);
    let clock = case.running(ClockKind::Renewal).unwrap();
    assert_eq!((clock.budget.unit, clock.reckoning.due), (Unit::Date, Some(day("2026-04-11"))));
    assert!(!clock.reckoning.provisional);
}

#[test]
fn art_50_not_decided_before_the_licence_expires_is_deemed_renewed() {
    let (mut hall, case) = at_the_department();
    let seen = alarms(&mut hall, &case, "2026-04-11");
    assert!(!seen.contains(&E::DeemedRenewed), "in time is the whole last day");
    assert_eq!(hall.phase(&case), Phase::Handling);
    hall.go_to("2026-04-12");
    let events = hall.alarm(&case);
    assert_eq!(kinds(&events).last(), Some(&E::DeemedRenewed));
    let Some(Event::DeemedRenewed(deemed)) = events.last() else { panic!("{events:?}") };
    assert_eq!((deemed.licence.as_str(), deemed.unit.as_str()), ("L-17", "D"));
    let evidence = events.iter().rev().find_map(|event| match event {
        Event::DeadlinePassed(e) => Some(&e.evidence),
        _ => None,
    });
    let evidence = evidence.unwrap();
    assert_eq!((evidence.clock, evidence.due), (ClockKind::Renewal, day("2026-04-11")));
    let held = hall.case(&case);
    assert_eq!(held.phase(), Phase::Decided);
    assert!(held.running(ClockKind::Renewal).is_none());
    assert!(held.running(ClockKind::OwedDocument).is_some(), "the unit owes the document");
    hall.to_feedback(&case);
}

#[test]
fn art_50_a_decision_in_time_is_the_departments_own() {
    let (mut hall, case) = at_the_department();
    hall.to_decision(&case);
    hall.ok("chief", grant(&case));
    assert!(!alarms(&mut hall, &case, "2026-05-30").contains(&E::DeemedRenewed));
}

#[test]
fn art_50_a_special_procedure_does_not_put_off_the_day_on_which_the_licence_expires() {
    let mut patch = terms();
    patch["specials"] =
        json!([{"kind": "hearing", "max_working_days": 60, "stops_statutory": true}]);
    let mut hall = Hall::with_item(patch);
    let case = number(&hall.ok("win", renewal("2026-04-11")));
    hall.ok("win", json!({"type": "start_pre_check", "case": case}));
    hall.ok("win", json!({"type": "accept_case", "case": case}));
    hall.to_handling(&case, &["ID", "PLAN"]);
    hall.ok(
        "rev",
        json!({
            "type": "suspend_case", "case": case, "procedure": "hearing", "planned_days": 60,
            "reason": "听证", "told_in_writing": true,
        }),
    );
    assert!(alarms(&mut hall, &case, "2026-04-12").contains(&E::DeemedRenewed));
}

#[test]
fn art_50_what_the_applicant_owes_is_not_the_silence_of_the_department() {
    let mut hall = Hall::with_item(terms());
    let case = number(&hall.ok("win", renewal("2026-04-11")));
    hall.ok("win", json!({"type": "start_pre_check", "case": case}));
    let defects = json!([{"material": "PLAN", "what": "未盖章"}]);
    hall.ok(
        "win",
        json!({
            "type": "notice_correction", "case": case, "defects": defects, "limit_days": 60,
        }),
    );
    let seen = alarms(&mut hall, &case, "2026-04-12");
    assert!(seen.contains(&E::DeadlinePassed) && !seen.contains(&E::DeemedRenewed));
}

#[test]
fn art_50_a_renewal_is_deemed_granted_once_every_paper_that_was_to_follow_is_here() {
    for is_complete in [false, true] {
        let mut patch = terms();
        patch["tolerant"] = json!(true);
        let mut hall = Hall::with_item(patch);
        let mut applied = renewal("2026-04-11");
        applied["materials"] = json!([copy("ID")]);
        let case = number(&hall.ok("win", applied));
        hall.ok("win", json!({"type": "start_pre_check", "case": case}));
        hall.ok(
            "win",
            json!({
                "type": "accept_with_gaps", "case": case, "gaps": ["PLAN"], "commitment": "RQ-1",
            }),
        );
        if is_complete {
            let papers = json!([copy("PLAN")]);
            hall.ok("win", json!({"type": "supply_gaps", "case": case, "materials": papers}));
        }
        let seen = alarms(&mut hall, &case, "2026-04-12");
        assert!(seen.contains(&E::DeadlinePassed));
        assert_eq!(seen.contains(&E::DeemedRenewed), is_complete);
    }
}

#[test]
fn art_50_a_renewal_is_applied_for_30_days_before_the_licence_expires() {
    let mut hall = Hall::with_item(terms());
    hall.refused("win", renewal("2026-03-31"), "renewal_too_late");
    hall.ok("win", renewal("2026-04-01"));
    let mut other = Hall::with_item(json!({}));
    other.refused("win", renewal("2026-04-11"), "renewal_not_offered");
}

#[test]
fn a_licence_that_expires_further_ahead_than_a_clock_counts_is_not_renewed_yet() {
    let mut hall = Hall::with_item(terms());
    hall.refused("win", renewal("2250-01-01"), "too_many");
}

#[test]
fn art_50_terms_of_renewal_need_days_and_a_decision_made_here() {
    let publish =
        |patch: Value| json!({"type": "publish_item", "definition": crate::common::item(&patch)});
    let mut hall = Hall::with_item(json!({}));
    let none = json!({"terms": {"renewal": {"apply_before_days": 0}}});
    hall.refused("admin", publish(none), "bad_item_version");
    let mut above = terms();
    above["case_type"] = json!("report_up");
    hall.refused("admin", publish(above), "tacit_without_basis");
}
