//! 法定办结时限: a licence whose item version says no limit has that of the Licensing Law (行政许可法 art. 42).

use serde_json::{Value, json};

use crate::common::Hall;
use engine::clock::ClockKind;
use engine::inspector::{Check, inspect};
use engine::item::ItemDefinition;

fn licence(more: Value) -> Value {
    let mut patch = json!({"task_type": "01", "legal": null});
    for (name, value) in more.as_object().unwrap() {
        patch[name.as_str()] = value.clone();
    }
    patch
}

/// The day on which the statutory clock of an accepted case ends.
fn due(patch: Value) -> String {
    let mut hall = Hall::with_item(patch);
    let case = hall.accepted();
    let case = hall.case(&case);
    let clock = case.running(ClockKind::Statutory).and_then(|clock| clock.reckoning.due);
    clock.map_or("none".into(), |due| due.to_string())
}

fn definition(patch: &Value) -> ItemDefinition {
    serde_json::from_value(crate::common::item(patch)).unwrap()
}

#[test]
fn art_42_1_a_licence_that_says_no_limit_is_decided_in_twenty_working_days() {
    assert_eq!(due(licence(json!({}))), "2026-03-30");
    let own = json!({"task_type": "01", "legal": {"days": 30, "unit": "WD"}});
    assert_eq!(due(own), "2026-04-14");
}

#[test]
fn art_42_2_a_joint_licence_that_says_no_limit_is_decided_in_forty_five_working_days() {
    let participants = json!([{"department": "P1", "opinion_limit": 5}]);
    let joint = licence(json!({"case_type": "joint", "participants": participants}));
    assert_eq!(due(joint), "2026-05-08");
}

#[test]
fn art_43_a_licence_reported_up_has_the_limit_of_its_first_review_alone() {
    let steps = json!([
        {"step": "accept", "role": "comp_window", "limit": 1},
        {"step": "report_up", "role": "chief_approver", "limit": 5},
    ]);
    assert_eq!(due(licence(json!({"case_type": "report_up", "steps": steps}))), "none");
}

#[test]
fn what_is_no_licence_and_says_no_limit_has_none() {
    assert_eq!(due(json!({"legal": null})), "none");
}

#[test]
fn guard_6_the_promise_of_a_licence_is_held_against_the_limit_of_the_law_too() {
    let mut hall = Hall::with_item(json!({}));
    let promise = |days: u16| {
        let patch = licence(json!({"code": "L", "promise": {"days": days, "unit": "WD"}}));
        json!({"type": "publish_item", "definition": crate::common::item(&patch)})
    };
    hall.refused("admin", promise(11), "promise_over_half");
    hall.refused("admin", promise(21), "promise_over_statutory");
    hall.admin(promise(10));
}

#[test]
fn the_inspector_still_says_that_the_limit_is_not_stated() {
    let found = inspect(&definition(&licence(json!({}))));
    assert!(found.iter().any(|one| one.check == Check::StatutoryMissing));
    let found = inspect(&definition(&json!({"task_type": "01"})));
    assert!(!found.iter().any(|one| one.check == Check::StatutoryMissing));
}
