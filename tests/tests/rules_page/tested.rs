//! 每条规则有反例: for every rule that can refuse there is a test in which it does.

use std::fs;
use std::path::Path;

use engine::refusal::Rule;

/// Where decisions are tested; the page of rules and this file name rules without refusing by them.
const ROOMS: [&str; 4] =
    ["../engine/tests", "../tests/tests/decisions", "../api/tests/http", "../store/tests"];

fn read(dir: &Path, into: &mut String) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read(&path, into);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            into.push_str(&fs::read_to_string(&path).unwrap());
        }
    }
}

/// Says whether the tests expect a refusal by a rule, in one of the ways they say so.
fn is_refused(tests: &str, rule: Rule) -> bool {
    let (name, code) = (format!("{rule:?}"), rule.code());
    let ways = [format!("Err(Rule::{name})"), format!("Some(Rule::{name})"), format!("\"{code}\"")];
    ways.iter().any(|way| tests.contains(way))
}

#[test]
fn every_rule_that_can_refuse_is_seen_refusing_in_a_test() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut tests = String::new();
    for room in ROOMS {
        read(&root.join(room), &mut tests);
    }
    let unseen: Vec<&str> =
        Rule::ALL.iter().filter(|rule| !is_refused(&tests, **rule)).map(|r| r.code()).collect();
    assert!(unseen.is_empty(), "no test sees a refusal by {unseen:?}");
}

#[test]
fn a_rule_that_is_only_named_is_not_seen() {
    assert!(!is_refused("Rule::OwnCase.because(", Rule::OwnCase));
    assert!(is_refused("check(&given, asked, NOW, Err(Rule::OwnCase));", Rule::OwnCase));
    assert!(is_refused("hall.refused(\"win\", command, \"own_case\");", Rule::OwnCase));
}
