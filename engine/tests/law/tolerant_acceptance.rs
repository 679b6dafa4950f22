//! 容缺受理: accepted with papers to follow. 行政许可法 art. 32, 优化营商环境条例 and local rules (row 63).

use crate::common::{Hall, copy, day, grant, kinds};
use engine::clock::ClockKind;
use engine::event::EventKind as E;
use engine::lifecycle::Phase;
use engine::values::ClosingKind;
use serde_json::{Value, json};

fn tolerant() -> Hall {
    Hall::with_item(json!({"tolerant": true}))
}

fn with_gaps(case: &str, gaps: &[&str], days: Option<u16>) -> Value {
    json!({
        "type": "accept_with_gaps", "case": case, "gaps": gaps, "commitment": "RQ-2026-0001",
        "limit_days": days,
    })
}

fn supply(case: &str, material: &str) -> Value {
    json!({"type": "supply_gaps", "case": case, "materials": [copy(material)]})
}

/// A policy with the local rule of deemed withdrawal.
fn local_rule(hall: &mut Hall) {
    let (_, policy) = hall.world.setup().policy();
    let mut policy = serde_json::to_value(&**policy).unwrap();
    policy["correction_expiry"] = json!({"deemed_withdrawn": "local rule, art. 24"});
    hall.admin(json!({"type": "set_clock_policy", "policy": policy}));
}

#[test]
fn row_63_a_case_is_accepted_with_its_gaps_and_the_decision_clocks_run() {
    let mut hall = tolerant();
    let case = hall.pre_check(&["ID"]);
    hall.ok("win", with_gaps(&case, &["PLAN"], Some(3)));
    assert_eq!(hall.phase(&case), Phase::Accepted);
    let case = hall.case(&case);
    let due = |kind| case.running(kind).unwrap().reckoning.due;
    assert_eq!(due(ClockKind::Tolerant), Some(day("2026-03-05")));
    assert_eq!(due(ClockKind::Promise), Some(day("2026-03-16")));
    assert!(case.running(ClockKind::Statutory).is_some());
    assert!(case.running(ClockKind::Acceptance).is_none());
}

#[test]
fn row_63_an_item_not_on_the_list_of_tolerance_is_refused() {
    let mut hall = Hall::with_item(json!({}));
    let case = hall.pre_check(&["ID"]);
    hall.refused("win", with_gaps(&case, &["PLAN"], None), "gaps_not_allowed");
}

#[test]
fn guard_7_required_papers_may_not_follow() {
    let mut hall = tolerant();
    let case = hall.pre_check(&["PLAN"]);
    hall.refused("win", with_gaps(&case, &["ID"], None), "materials_missing");
}

#[test]
fn guard_7_the_gaps_are_exactly_the_deferrable_papers_that_are_missing() {
    let mut hall = tolerant();
    let case = hall.pre_check(&["ID"]);
    hall.refused("win", with_gaps(&case, &[], None), "gaps_mismatch");
    hall.refused("win", with_gaps(&case, &["PLAN", "ID"], None), "gaps_mismatch");
    let complete = hall.pre_check(&["ID", "PLAN"]);
    hall.refused("win", with_gaps(&complete, &[], None), "gaps_mismatch");
}

#[test]
fn row_63_the_time_to_supply_is_never_longer_than_the_promise() {
    let mut hall = tolerant();
    let case = hall.pre_check(&["ID"]);
    hall.refused("win", with_gaps(&case, &["PLAN"], Some(11)), "gap_term_too_long");
    hall.ok("win", with_gaps(&case, &["PLAN"], Some(10)));
}

#[test]
fn row_63_a_short_promise_shortens_the_customary_time_to_supply() {
    let promise = json!({"days": 2, "unit": "WD"});
    let mut hall = Hall::with_item(json!({"tolerant": true, "promise": promise}));
    let case = hall.pre_check(&["ID"]);
    hall.ok("win", with_gaps(&case, &["PLAN"], None));
    let due = hall.case(&case).running(ClockKind::Tolerant).unwrap().reckoning.due;
    assert_eq!(due, Some(day("2026-03-04")));
}

#[test]
fn guard_15_no_decision_while_a_gap_is_open_and_one_after_it_is_closed() {
    let mut hall = tolerant();
    let case = hall.pre_check(&["ID"]);
    hall.ok("win", with_gaps(&case, &["PLAN"], None));
    hall.to_handling(&case, &["ID"]);
    hall.to_decision(&case);
    hall.refused("chief", grant(&case), "gaps_open");
    hall.refused("win", supply(&case, "ID"), "gaps_mismatch");
    hall.ok("win", supply(&case, "PLAN"));
    assert!(hall.case(&case).running(ClockKind::Tolerant).is_none());
    hall.refused("win", supply(&case, "PLAN"), "gaps_mismatch");
    hall.ok("chief", grant(&case));
}

#[test]
fn local_rule_art_24_gaps_never_supplied_are_deemed_withdrawn() {
    let mut hall = tolerant();
    local_rule(&mut hall);
    let case = hall.pre_check(&["ID"]);
    hall.ok("win", with_gaps(&case, &["PLAN"], Some(3)));
    hall.go_to("2026-03-06");
    let events = hall.alarm(&case);
    assert_eq!(kinds(&events), [E::WarningIssued, E::DeadlinePassed, E::DeemedWithdrawn]);
    assert_eq!(hall.case(&case).closing(), Some(ClosingKind::NotSupplied));
}

#[test]
fn without_a_local_rule_an_expired_time_to_supply_is_a_card_only() {
    let mut hall = tolerant();
    let case = hall.pre_check(&["ID"]);
    hall.ok("win", with_gaps(&case, &["PLAN"], Some(3)));
    hall.go_to("2026-03-06");
    assert_eq!(kinds(&hall.alarm(&case)), [E::WarningIssued, E::DeadlinePassed]);
    assert_eq!(hall.phase(&case), Phase::Accepted);
}

#[test]
fn guard_14_a_discredited_applicant_gets_no_tolerance_until_it_is_repaired() {
    let mut hall = tolerant();
    let case = hall.pre_check(&["ID"]);
    let credit = |discredited| {
        json!({
            "type": "record_credit", "subject": 7, "discredited": discredited,
            "source": "信用中国", "reason": "a commitment was broken",
        })
    };
    hall.refused("win", credit(true), "wrong_role");
    hall.ok("manager", credit(true));
    hall.refused("win", with_gaps(&case, &["PLAN"], None), "applicant_discredited");
    hall.ok("manager", credit(false));
    hall.ok("win", with_gaps(&case, &["PLAN"], None));
}
