//! 演示: the demonstration shows every kind of event and every rule that can stop somebody, but for a few named ones.

use std::collections::BTreeMap;
use std::process::Command;

use serde_json::Value;

use crate::process::SERVER;

/// Every item of the hall once; the script does not depend on how many come.
const CASES: &str = "71";

/// Kinds of event that no demonstration shows, and why.
const EVENTS_NOT_SHOWN: [(&str, &str); 0] = [];

/// Rules that stop nobody in a demonstration, and why.
const RULES_NOT_SHOWN: [(&str, &str); 1] = [(
    "not_yet_lapsed",
    "answers the engine's own timer, which asks only when something has lapsed",
)];

fn told() -> Value {
    let demo = Command::new(SERVER).args(["demo", "--cases", CASES, "--json"]).output().unwrap();
    let error = String::from_utf8_lossy(&demo.stderr);
    assert_eq!(demo.status.code(), Some(0), "{error}");
    serde_json::from_slice(&demo.stdout).unwrap()
}

#[track_caller]
fn are_exactly(shown: &Value, excused: &[(&str, &str)]) {
    let never: Vec<&str> =
        shown.as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
    let named: BTreeMap<&str, &str> = excused.iter().copied().collect();
    let unexcused: Vec<&&str> = never.iter().filter(|name| !named.contains_key(**name)).collect();
    assert!(unexcused.is_empty(), "not shown, and no reason given: {unexcused:?}");
    let shown: Vec<&&str> = named.keys().filter(|name| !never.contains(name)).collect();
    assert!(shown.is_empty(), "shown after all: {shown:?}");
}

#[test]
fn the_demonstration_shows_every_kind_of_event_and_every_rule_but_the_named_ones() {
    let story = told();
    assert_eq!(story["unexpected"], 0);
    are_exactly(&story["rules"]["never_happened"], &EVENTS_NOT_SHOWN);
    are_exactly(&story["rules"]["never_refused"], &RULES_NOT_SHOWN);
    for kind in ["joint", "report_up", "instant", "promise"] {
        let is_there = |name: &String| name.contains(kind);
        assert!(story["case_types"].as_object().unwrap().keys().any(is_there), "{kind}");
    }
}
