//! 超时默认: silence is approval only where the item version says so and names its basis (rows 61, 62).

use crate::common::{Hall, day, grant, kinds};
use engine::clock::ClockKind;
use engine::event::{Event, EventKind as E};
use engine::lifecycle::Phase;
use serde_json::{Value, json};

fn tacit() -> Value {
    json!({"tacit": {"kind": "decision", "basis": "local rule 9"}})
}

fn silent(patch: Value) -> (Hall, String) {
    let mut hall = Hall::with_item(patch);
    let case = hall.accepted();
    hall.to_handling(&case, &["ID", "PLAN"]);
    hall.go_to("2026-03-17");
    (hall, case)
}

#[test]
fn a_local_rule_of_tacit_decision_grants_when_the_promise_is_over() {
    let (mut hall, case) = silent(tacit());
    let events = hall.alarm(&case);
    assert_eq!(kinds(&events).last(), Some(&E::DecisionDeemed));
    let lapse = events.iter().rev().nth(1);
    assert!(
        matches!(lapse, Some(Event::DeadlinePassed(e)) if e.evidence.clock == ClockKind::Promise)
    );
    let decided = hall.case(&case);
    assert_eq!(decided.phase(), Phase::Decided);
    assert_eq!(decided.verdict().and_then(|verdict| verdict.officer.clone()), None);
    let owed = decided.running(ClockKind::OwedDocument).and_then(|clock| clock.reckoning.due);
    assert_eq!(owed, Some(day("2026-03-18")));
    hall.to_feedback(&case);
    assert!(hall.case(&case).running(ClockKind::OwedDocument).is_none());
    assert!(hall.case(&case).running(ClockKind::Delivery).is_some());
}

#[test]
fn the_silent_unit_that_owes_the_document_gets_a_card_when_it_stays_silent() {
    let (mut hall, case) = silent(tacit());
    hall.alarm(&case);
    hall.go_to("2026-03-19");
    let events = hall.alarm(&case);
    assert_eq!(kinds(&events), [E::WarningIssued, E::DeadlinePassed]);
    let is_d = |event: &Event| matches!(event, Event::DeadlinePassed(e) if e.evidence.unit.as_str() == "D");
    assert!(events.iter().any(is_d), "the silent unit stays responsible");
}

#[test]
fn without_the_rule_silence_is_never_approval() {
    let (mut hall, case) = silent(json!({}));
    assert!(!kinds(&hall.alarm(&case)).contains(&E::DecisionDeemed));
    assert_eq!(hall.phase(&case), Phase::Handling);
}

#[test]
fn a_decision_in_time_leaves_nothing_to_deem() {
    let mut hall = Hall::with_item(tacit());
    let case = hall.accepted();
    hall.to_handling(&case, &["ID", "PLAN"]);
    hall.to_decision(&case);
    hall.ok("chief", grant(&case));
    hall.go_to("2026-03-17");
    assert!(!kinds(&hall.alarm(&case)).contains(&E::DecisionDeemed));
}

#[test]
fn silence_is_not_the_departments_while_the_applicant_owes_papers() {
    let mut patch = tacit();
    patch["tolerant"] = json!(true);
    let mut hall = Hall::with_item(patch);
    let case = hall.pre_check(&["ID"]);
    hall.ok(
        "win",
        json!({
            "type": "accept_with_gaps", "case": case, "gaps": ["PLAN"], "commitment": "RQ-1",
        }),
    );
    hall.go_to("2026-03-17");
    assert!(!kinds(&hall.alarm(&case)).contains(&E::DecisionDeemed));
}

#[test]
fn no_item_version_makes_silence_approval_without_a_basis_that_can_apply() {
    for (patch, code) in [
        (json!({"tacit": {"kind": "decision", "basis": " "}}), "tacit_without_basis"),
        (
            json!({"tacit": {"kind": "decision", "basis": "rule 9"}, "not_pooled": true}),
            "tacit_without_basis",
        ),
        (
            json!({"tacit": {"kind": "decision", "basis": "rule 9"}, "case_type": "report_up"}),
            "tacit_without_basis",
        ),
    ] {
        let mut hall = Hall::with_item(json!({}));
        let definition = crate::common::item(&patch);
        hall.refused("admin", json!({"type": "publish_item", "definition": definition}), code);
    }
}

/// 逾期不告知即为受理: accepted by silence on 2026-03-10 with the papers that were handed in.
fn deemed_accepted(papers: &[&str]) -> (Hall, String) {
    let mut hall = Hall::with_item(json!({}));
    let case = hall.pre_check(papers);
    hall.go_to("2026-03-10");
    assert!(kinds(&hall.alarm(&case)).contains(&E::DeemedAccepted));
    (hall, case)
}

fn bring(case: &str, paper: &str) -> Value {
    let materials = [crate::common::copy(paper)];
    json!({"type": "receive_materials", "case": case, "materials": materials})
}

#[test]
fn art_32_what_silence_accepted_without_its_papers_is_supplied_afterwards() {
    let (mut hall, case) = deemed_accepted(&[]);
    hall.ok("win", bring(&case, "ID"));
    hall.to_handling(&case, &["ID"]);
    hall.refused("win", bring(&case, "ID"), "wrong_phase");
    assert_eq!(kinds(&hall.ok("applicant", bring(&case, "PLAN"))), [E::MaterialReceived]);
    hall.refused("win", bring(&case, "PLAN"), "wrong_phase");
}

#[test]
fn art_38_what_silence_accepted_is_not_granted_without_its_papers() {
    for lacking in ["ID", "PLAN"] {
        let here = if lacking == "ID" { "PLAN" } else { "ID" };
        let (mut hall, case) = deemed_accepted(&[here]);
        hall.to_handling(&case, &[here]);
        hall.to_decision(&case);
        hall.refused("chief", grant(&case), "materials_missing");
        hall.ok("win", bring(&case, lacking));
        hall.ok("chief", grant(&case));
    }
}

#[test]
fn art_38_what_lacks_papers_may_be_refused_with_reasons() {
    let (mut hall, case) = deemed_accepted(&[]);
    hall.to_handling(&case, &[]);
    hall.to_decision(&case);
    hall.ok(
        "chief",
        json!({
            "type": "decide_case", "case": case, "outcome": "refused", "reasons": ["材料不齐"],
            "remedies": "可依法申请行政复议或者提起行政诉讼",
        }),
    );
}

#[test]
fn what_was_accepted_complete_takes_no_more_papers() {
    let mut hall = Hall::with_item(json!({}));
    let case = hall.accepted();
    hall.refused("win", bring(&case, "PLAN"), "wrong_phase");
}
