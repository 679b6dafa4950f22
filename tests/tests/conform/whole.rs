//! The whole of it: every rule has its test, lawful halls are clean, moments cut the history.

use std::fs;
use std::path::Path;

use replay::conform::Rule;
use replay::conform::rules::{AFTER_ARCHIVE, all};
use tests::given::{decided, received};
use tests::items;

use crate::history::{audit, of};
use crate::{bundles, drafts, intake, limits, outcome, ports, tickets, voices};

const NOW: &str = "2026-03-02 09:00";

/// The one rule that only a foreign log can break; its test stands with the reader of those.
const FOREIGN_ONLY: &str = "deadline_late";

#[test]
fn every_rule_is_kept_by_one_history_and_broken_by_another() {
    let of_cases = [intake::RULES, limits::RULES, outcome::RULES, ports::RULES, &[FOREIGN_ONLY]];
    let beside = [drafts::RULES, bundles::RULES, tickets::RULES, voices::RULES];
    let tested = of_cases.into_iter().chain(beside);
    let mut tested: Vec<&str> = tested.flatten().copied().collect();
    let mut rules: Vec<&str> = all().map(|rule| rule.id).chain([AFTER_ARCHIVE.id]).collect();
    tested.sort_unstable();
    rules.sort_unstable();
    assert_eq!(tested, rules);
}

#[test]
fn a_finding_says_which_rule_and_record_and_who_of_which_unit() {
    let mut history = of(&decided(items::PROMISE, NOW));
    let decision = history.commits.last().expect("it was decided").seq;
    history = history.with(|event| match event {
        engine::event::Event::DecisionMade(e) => {
            e.officer = tests::hall::code("comp1");
            true
        }
        _ => false,
    });
    let (_, found) = audit(&history.commits, 0);
    let finding = found.iter().find(|finding| finding.rule == "four_eyes").expect("found");
    assert_eq!(finding.records.first(), Some(&decision));
    assert_eq!(finding.records.len(), 2);
    assert_eq!(finding.person.as_deref(), Some("comp1"));
    assert_eq!(finding.item.as_deref(), Some(items::PROMISE));
    assert_eq!(finding.about, replay::conform::About::Case);
    assert!(finding.found.contains("comp1"), "{}", finding.found);
    assert!(!finding.zh.is_empty());
    assert!(!finding.en.is_empty());
}

#[test]
fn findings_before_the_first_moment_are_left_out_and_open_ones_are_not() {
    let late = of(&received(items::PROMISE, NOW)).until("2026-03-20 09:00");
    let last = late.commits.last().expect("a hall").seq;
    let (report, found) = audit(&late.commits, last + 1);
    assert_eq!((report.errors, found.len()), (1, 1), "not answered, and still open");
    let history = of(&decided(items::PROMISE, NOW)).with(|event| match event {
        engine::event::Event::DecisionMade(e) => {
            e.officer = tests::hall::code("comp1");
            true
        }
        _ => false,
    });
    let last = history.commits.last().expect("a hall").seq;
    assert!(!audit(&history.commits, last).1.is_empty());
    assert_eq!(audit(&history.commits, last + 1).1, []);
}

/// A row of the page, for a rule.
fn row(rule: &Rule) -> String {
    let Rule { id, source, zh, en, .. } = rule;
    format!("| `{id}` | {} | {en} | {zh} | {source} |", rule.severity.name())
}

#[test]
fn the_page_lists_every_rule_in_its_words() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/conformance.md");
    let page = fs::read_to_string(page).expect("the page can be read");
    let listed: Vec<&str> = page.lines().filter(|line| line.starts_with("| `")).collect();
    let rows: Vec<String> = all().chain([&AFTER_ARCHIVE]).map(row).collect();
    assert_eq!(listed, rows, "the rows should be:\n{}", rows.join("\n"));
}
