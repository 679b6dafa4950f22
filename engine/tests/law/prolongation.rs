//! 不可抗力: the applicant's own time is prolonged where a local rule says so; the promise runs on (row 63).

use crate::common::{Hall, kinds};
use engine::clock::ClockKind;
use engine::event::EventKind as E;
use serde_json::{Value, json};

fn set_policy(hall: &mut Hall, prolongation: &Value) {
    let (_, policy) = hall.world.setup().policy();
    let mut policy = serde_json::to_value(&**policy).unwrap();
    policy["correction_expiry"] = json!({"deemed_withdrawn": "local rule, art. 24"});
    policy["prolongation"] = prolongation.clone();
    hall.admin(json!({"type": "set_clock_policy", "policy": policy}));
}

/// Accepted on Monday 2026-03-02 with a paper to follow until Thursday.
fn with_a_gap(prolongation: &Value) -> (Hall, String) {
    let mut hall = Hall::with_item(json!({"tolerant": true}));
    set_policy(&mut hall, prolongation);
    let case = hall.pre_check(&["ID"]);
    hall.ok(
        "win",
        json!({
            "type": "accept_with_gaps", "case": case, "gaps": ["PLAN"], "commitment": "C-1",
            "limit_days": 3,
        }),
    );
    (hall, case)
}

fn local_rule() -> Value {
    json!({"basis": "容缺受理办法 art. 9", "max_days": 4})
}

fn prolong(case: &str, days: u16) -> Value {
    json!({
        "type": "prolong_supplement", "case": case, "days": days, "reason": "道路中断",
        "proof": "notice-7",
    })
}

fn due(hall: &Hall, case: &str, kind: ClockKind) -> String {
    let case = hall.case(case);
    let due = case.running(kind).and_then(|clock| clock.reckoning.due);
    due.map_or("none".into(), |due| due.to_string())
}

#[test]
fn row_63_force_majeure_prolongs_the_supplement_and_not_the_promise() {
    let (mut hall, case) = with_a_gap(&local_rule());
    let promise = due(&hall, &case, ClockKind::Promise);
    assert_eq!(due(&hall, &case, ClockKind::Tolerant), "2026-03-05");
    let events = hall.ok("win", prolong(&case, 4));
    assert_eq!(kinds(&events), [E::SupplementProlonged]);
    assert_eq!(due(&hall, &case, ClockKind::Tolerant), "2026-03-11");
    assert_eq!(due(&hall, &case, ClockKind::Promise), promise);
    // It is over on the new day, and not on the old one.
    hall.go_to("2026-03-06");
    assert!(kinds(&hall.alarm(&case)).is_empty());
    hall.go_to("2026-03-12");
    assert!(kinds(&hall.alarm(&case)).contains(&E::DeemedWithdrawn));
}

#[test]
fn row_63_without_a_local_rule_the_time_is_what_the_notice_says() {
    let (mut hall, case) = with_a_gap(&Value::Null);
    hall.refused("win", prolong(&case, 1), "not_prolongable");
}

#[test]
fn row_63_it_is_prolonged_once_by_the_window_and_by_no_more_than_the_rule_gives() {
    let (mut hall, case) = with_a_gap(&local_rule());
    hall.refused("win", prolong(&case, 0), "extension_too_long");
    hall.refused("win", prolong(&case, 5), "extension_too_long");
    hall.refused("applicant", prolong(&case, 2), "wrong_role");
    hall.refused("rep", prolong(&case, 2), "exclusive_intake");
    let mut wordless = prolong(&case, 2);
    wordless["reason"] = json!(" ");
    hall.refused("win", wordless, "reasons_missing");
    hall.ok("win", prolong(&case, 2));
    hall.refused("win", prolong(&case, 1), "extended_before");
}

#[test]
fn row_63_what_is_over_is_prolonged_only_where_time_is_left_then() {
    let mut hall = Hall::with_item(json!({"tolerant": true}));
    let (_, policy) = hall.world.setup().policy();
    let mut policy = serde_json::to_value(&**policy).unwrap();
    policy["prolongation"] = local_rule();
    hall.admin(json!({"type": "set_clock_policy", "policy": policy}));
    let case = hall.pre_check(&["ID"]);
    hall.ok(
        "win",
        json!({
            "type": "accept_with_gaps", "case": case, "gaps": ["PLAN"], "commitment": "C-1",
            "limit_days": 3,
        }),
    );
    hall.go_to("2026-03-06");
    let lapsed = kinds(&hall.alarm(&case));
    assert_eq!(lapsed, [E::WarningIssued, E::DeadlinePassed]);
    hall.go_to("2026-03-12");
    hall.refused("win", prolong(&case, 4), "extension_too_late");
    hall.go_to("2026-03-11");
    hall.ok("win", prolong(&case, 4));
    // The card that was given stays the only one, and the time is over once more.
    hall.go_to("2026-03-12");
    assert_eq!(kinds(&hall.alarm(&case)), [E::DeadlinePassed]);
}

#[test]
fn a_correction_is_prolonged_in_the_same_way_and_an_applicant_who_owes_nothing_needs_none() {
    let mut hall = Hall::with_item(json!({}));
    set_policy(&mut hall, &local_rule());
    let case = hall.pre_check(&["ID", "PLAN"]);
    hall.refused("win", prolong(&case, 2), "wrong_phase");
    let defects = json!([{"material": "PLAN", "what": "缺少签字"}]);
    hall.ok(
        "win",
        json!({"type": "notice_correction", "case": case, "defects": defects, "limit_days": 2}),
    );
    assert_eq!(due(&hall, &case, ClockKind::Correction), "2026-03-04");
    hall.ok("win", prolong(&case, 2));
    assert_eq!(due(&hall, &case, ClockKind::Correction), "2026-03-06");
    let other = hall.accepted();
    hall.refused("win", prolong(&other, 2), "no_such_clock");
}

#[test]
fn a_policy_of_prolongation_names_its_basis_and_its_days() {
    let mut hall = Hall::with_item(json!({}));
    for terms in [json!({"basis": " ", "max_days": 4}), json!({"basis": "rule", "max_days": 0})] {
        let (_, policy) = hall.world.setup().policy();
        let mut policy = serde_json::to_value(&**policy).unwrap();
        policy["prolongation"] = terms;
        let set = json!({"type": "set_clock_policy", "policy": policy});
        hall.refused("admin", set, "policy_refused");
    }
}
