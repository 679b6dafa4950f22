//! 上报件: reviewed here, decided above (行政许可法 art. 43).

use crate::common::{Hall, copy, day, grant, kinds};
use engine::clock::ClockKind;
use engine::code::MaterialCode;
use engine::event::{Event, EventKind as E};
use engine::lifecycle::Phase;
use engine::values::{ClosingKind, Outcome};
use serde_json::{Value, json};

fn at_report() -> (Hall, String) {
    let mut hall = Hall::with_item(json!({
        "case_type": "report_up",
        "steps": [
            {"step": "review", "role": "approver", "limit": 3},
            {"step": "report_up", "role": "chief_approver", "limit": 3},
        ],
    }));
    let case = hall.accepted();
    hall.to_handling(&case, &["ID", "PLAN"]);
    (hall, case)
}

fn report(case: &str) -> Value {
    with_papers(case, &["ID", "PLAN"])
}

fn with_papers(case: &str, manifest: &[&str]) -> Value {
    json!({
        "type": "report_up", "case": case, "opinion": "meets the conditions", "to": "省厅",
        "manifest": manifest,
    })
}

fn higher(case: &str, outcome: &str, reasons: &[&str]) -> Value {
    json!({
        "type": "receive_higher_decision", "case": case, "outcome": outcome,
        "number": "P-2026-77", "reasons": reasons,
        "remedies": (outcome == "refused").then_some("六十日内可申请行政复议"),
    })
}

#[test]
fn art_43_the_review_closes_as_reported_up_and_its_clocks_stop() {
    let (mut hall, case) = at_report();
    hall.refused("rev", report(&case), "steps_open");
    hall.to_decision(&case);
    assert!(hall.case(&case).running(ClockKind::LowerReview).is_some());
    hall.ok("chief", report(&case));
    let held = hall.case(&case);
    assert_eq!((held.phase(), held.closing()), (Phase::ReportedUp, Some(ClosingKind::ReportedUp)));
    assert!(held.all_clocks().all(|clock| !clock.is_running()));
}

#[test]
fn art_35_every_paper_goes_up_and_none_is_asked_for_again() {
    let (mut hall, case) = at_report();
    hall.to_decision(&case);
    for papers in [&["ID"][..], &[], &["ID", "PLAN", "PHOTO"], &["ID", "ID", "PLAN"]] {
        hall.refused("chief", with_papers(&case, papers), "manifest_mismatch");
    }
    let events = hall.ok("chief", with_papers(&case, &["PLAN", "ID"]));
    let Some(Event::ReportedUp(up)) = events.first() else { panic!("{events:?}") };
    let names: Vec<&str> = up.manifest.iter().map(MaterialCode::as_str).collect();
    assert_eq!(names, ["PLAN", "ID"]);
    // While it is above, nobody takes papers of the applicant here.
    let again = json!({"type": "receive_materials", "case": case, "materials": [copy("PLAN")]});
    hall.refused("win", again, "wrong_phase");
}

#[test]
fn art_43_what_went_up_is_not_archived_before_its_decision_came_back() {
    let (mut hall, case) = at_report();
    hall.to_decision(&case);
    hall.ok("chief", report(&case));
    let archive = json!({"type": "archive_case", "case": case, "package": "sm3:00"});
    hall.refused("out", archive.clone(), "higher_decision_awaited");
    hall.ok("rep", higher(&case, "granted", &[]));
    hall.to_feedback(&case);
    hall.ok("out", json!({"type": "prepare_delivery", "case": case, "notified": true}));
    let receipt = json!({"signature": "slip-1"});
    hall.ok("out", json!({"type": "deliver_result", "case": case, "receipt": receipt}));
    hall.ok("out", archive);
}

#[test]
fn art_43_what_is_decided_above_is_not_decided_here() {
    let (mut hall, case) = at_report();
    hall.to_decision(&case);
    hall.refused("chief", grant(&case), "report_up_instead");
    hall.refused("rev", report(&case), "wrong_role");
}

#[test]
fn row_34_reporting_up_needs_the_authority_to_review() {
    let (mut hall, case) = at_report();
    hall.to_decision(&case);
    hall.admin(json!({
        "type": "revoke_letter", "letter": "L-1", "on": "2026-03-02", "reason": "left the post",
    }));
    hall.refused("chief", report(&case), "no_authority_to_decide");
    hall.ok("head", report(&case));
}

#[test]
fn the_higher_decision_opens_the_second_life_up_to_delivery() {
    let (mut hall, case) = at_report();
    hall.to_decision(&case);
    hall.refused("rep", higher(&case, "granted", &[]), "wrong_phase");
    hall.ok("chief", report(&case));
    hall.refused("rep", higher(&case, "refused", &[]), "reasons_missing");
    hall.ok("rep", higher(&case, "granted", &[]));
    assert!(hall.case(&case).running(ClockKind::Delivery).is_some());
    hall.to_feedback(&case);
    assert_eq!(hall.case(&case).closing(), Some(ClosingKind::ReportedUp), "one closing kind");
    hall.ok("out", json!({"type": "prepare_delivery", "case": case, "notified": true}));
    let receipt = json!({"signature": "slip-1"});
    hall.ok("out", json!({"type": "deliver_result", "case": case, "receipt": receipt}));
    assert_eq!(hall.phase(&case), Phase::Delivered);
}

#[test]
fn nothing_goes_up_while_a_paper_is_to_follow() {
    let mut hall = Hall::with_item(json!({
        "case_type": "report_up", "tolerant": true,
        "steps": [{"step": "report_up", "role": "chief_approver", "limit": 3}],
    }));
    let case = hall.pre_check(&["ID"]);
    hall.ok(
        "win",
        json!({"type": "accept_with_gaps", "case": case, "gaps": ["PLAN"], "commitment": "C-1"}),
    );
    hall.to_handling(&case, &["ID"]);
    hall.refused("chief", report(&case), "gaps_open");
    hall.ok("win", json!({"type": "supply_gaps", "case": case, "materials": [copy("PLAN")]}));
    hall.ok("chief", report(&case));
}

#[test]
fn art_43_the_first_review_has_20_working_days_from_acceptance() {
    let (hall, case) = at_report();
    let held = hall.case(&case);
    let review = held.running(ClockKind::LowerReview).unwrap();
    assert_eq!((review.start, review.budget.days), (day("2026-03-02"), 20));
    assert_eq!(review.reckoning.due, Some(day("2026-03-30")));
}

#[test]
fn art_43_a_review_that_goes_up_on_its_20th_day_is_in_time_and_a_day_later_it_is_late() {
    let lapse = |event: &Event| {
        let Event::DeadlinePassed(passed) = event else { return false };
        passed.evidence.clock == ClockKind::LowerReview
    };
    let (mut hall, case) = at_report();
    hall.to_decision(&case);
    hall.go_to("2026-03-30");
    assert!(!hall.alarm(&case).iter().any(lapse));
    hall.ok("chief", report(&case));
    hall.go_to("2026-03-31");
    assert!(hall.alarm(&case).is_empty(), "the clock stopped in time");
    let (mut hall, case) = at_report();
    hall.to_decision(&case);
    hall.go_to("2026-03-31");
    let events = hall.alarm(&case);
    assert_eq!(events.iter().filter(|event| lapse(event)).count(), 1, "{events:?}");
    // Late is not lost: it still goes up.
    hall.ok("chief", report(&case));
    assert_eq!(hall.phase(&case), Phase::ReportedUp);
}

#[test]
fn what_was_refused_above_comes_back_as_a_refusal_and_is_handed_out_as_one() {
    let (mut hall, case) = at_report();
    hall.to_decision(&case);
    hall.ok("chief", report(&case));
    let events = hall.ok("rep", higher(&case, "refused", &["not in the plan"]));
    assert_eq!(kinds(&events), [E::HigherDecisionReceived]);
    let held = hall.case(&case);
    assert_eq!(held.verdict().unwrap().outcome, Outcome::Refused);
    assert!(held.running(ClockKind::Delivery).is_none(), "nothing was granted");
    hall.refused("rep", higher(&case, "granted", &[]), "wrong_phase");
    hall.to_feedback(&case);
    assert_eq!(hall.case(&case).closing(), Some(ClosingKind::ReportedUp));
}

#[test]
fn art_38_a_refusal_from_above_tells_the_remedies() {
    let (mut hall, case) = at_report();
    hall.to_decision(&case);
    hall.ok("chief", report(&case));
    let mut silent = higher(&case, "refused", &["not in the plan"]);
    silent["remedies"] = Value::Null;
    hall.refused("rep", silent.clone(), "remedies_missing");
    silent["remedies"] = json!("  ");
    hall.refused("rep", silent, "remedies_missing");
    let events = hall.ok("rep", higher(&case, "refused", &["not in the plan"]));
    let [Event::HigherDecisionReceived(back)] = events.as_slice() else { panic!("{events:?}") };
    assert!(back.remedies.is_some());
}

#[test]
fn the_second_life_is_the_departments_own_and_needs_no_second_decision_here() {
    let (mut hall, case) = at_report();
    hall.to_decision(&case);
    hall.ok("chief", report(&case));
    hall.refused("one", higher(&case, "granted", &[]), "wrong_unit");
    hall.refused("win", higher(&case, "granted", &[]), "wrong_role");
    hall.ok("rep", higher(&case, "granted", &[]));
    hall.refused("chief", grant(&case), "wrong_phase");
    hall.refused("chief", report(&case), "wrong_phase");
}
