//! 规则页: `docs/rules.md` names every row once, every rule of the engine, and no word the engine does
//! not know.
#![expect(clippy::unwrap_used, reason = "a page that cannot be read fails right there")]

#[path = "rules_page/tested.rs"]
mod tested;

use std::collections::BTreeSet;

use engine::clock::ClockKind;
use engine::command::Command;
use engine::document::DocumentKind;
use engine::event::EventKind;
use engine::hall::{Role, WindowKind};
use engine::inspector::Check;
use engine::item::{CaseType, DeliveryWay, Necessity};
use engine::policy::ClockPolicy;
use engine::publication::PublicationPolicy;
use engine::refusal::Rule;
use engine::ticket::TicketPolicy;
use engine::values::{Channel, ClosingKind, CollectionWay, Priority, Receipt};
use engine::voice::{CardCause, VoicePolicy};
use serde_json::Value;

const PAGE: &str = include_str!("../../docs/rules.md");
const ROWS: usize = 117;
const CLASSES: [&str; 3] = ["core", "switch", "outside"];
const STATUSES: [&str; 3] = ["built", "part", "planned"];
const NO_STATUS: &str = "—";

/// A row of the big table: number, term, rule, origin, class, place, status.
struct Row<'a> {
    number: usize,
    term: &'a str,
    rule: &'a str,
    class: &'a str,
    place: &'a str,
    status: &'a str,
}

fn row(line: &str) -> Option<Row<'_>> {
    let inner = line.strip_prefix('|')?.strip_suffix('|')?;
    let cells: Vec<&str> = inner.split('|').map(str::trim).collect();
    let [number, term, rule, _, class, place, status] = cells[..] else { return None };
    let number = number.parse().ok()?;
    Some(Row { number, term, rule, class, place, status })
}

fn rows() -> Vec<Row<'static>> {
    PAGE.lines().filter_map(row).collect()
}

/// The words in backticks.
fn words(text: &str) -> BTreeSet<&str> {
    text.lines().flat_map(|line| line.split('`').skip(1).step_by(2)).collect()
}

/// The names of an enum in JSON, as its own reader lists them when it meets a word it does not know.
macro_rules! names {
    ($kind:ty) => {{
        let refused = serde_json::from_value::<$kind>(Value::from("?")).unwrap_err().to_string();
        let names: Vec<String> = words(&refused).into_iter().map(str::to_owned).collect();
        assert!(names.len() > 2, "no list of names in: {refused}");
        names.into_iter().filter(|name| name != "?")
    }};
}

/// The names of all fields of a value, its parts included.
fn fields(value: &Value, into: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) => map.iter().for_each(|(name, part)| {
            into.insert(name.clone());
            fields(part, into);
        }),
        Value::Array(parts) => parts.iter().for_each(|part| fields(part, into)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => (),
    }
}

/// What a rule can live in: a refusal, a command, an event, a clock, a value, a field of item or policy.
fn vocabulary() -> BTreeSet<String> {
    let mut known: BTreeSet<String> = Rule::ALL.iter().map(|rule| rule.code().to_owned()).collect();
    known.extend(Command::KINDS.iter().map(|&kind| kind.to_owned()));
    known.extend(EventKind::ALL.iter().map(|kind| kind.name().to_owned()));
    known.extend(Role::ALL.iter().map(|role| role.name().to_owned()));
    known.extend(Check::ALL.iter().map(|check| check.code().to_owned()));
    known.extend(names!(CardCause));
    known.extend(names!(Receipt));
    known.extend(names!(ClockKind));
    known.extend(names!(ClosingKind));
    known.extend(names!(CaseType));
    known.extend(names!(Channel));
    known.extend(names!(CollectionWay));
    known.extend(names!(DeliveryWay));
    known.extend(names!(Necessity));
    known.extend(names!(WindowKind));
    known.extend(DocumentKind::ALL.iter().map(|kind| kind.name().to_owned()));
    known.extend(["green".to_owned()]);
    assert!(serde_json::from_value::<Priority>("green".into()).is_ok());
    fields(&serde_json::to_value(ClockPolicy::lawful_default()).unwrap(), &mut known);
    fields(&serde_json::to_value(PublicationPolicy::default()).unwrap(), &mut known);
    fields(&serde_json::to_value(TicketPolicy::default()).unwrap(), &mut known);
    fields(&serde_json::to_value(VoicePolicy::customary()).unwrap(), &mut known);
    for command in api::model::commands(None).unwrap() {
        if let Command::PublishItem(publish) = command {
            fields(&serde_json::to_value(&publish.definition).unwrap(), &mut known);
        }
    }
    known
}

#[track_caller]
fn on_the_page<'a>(what: &str, all: impl IntoIterator<Item = &'a str>) {
    let named = words(PAGE);
    let missing: Vec<&str> = all.into_iter().filter(|word| !named.contains(word)).collect();
    assert!(missing.is_empty(), "docs/rules.md does not name these {what}: {missing:?}");
}

#[test]
fn every_row_of_the_inventory_stands_once_and_in_order() {
    let numbers: Vec<usize> = rows().iter().map(|row| row.number).collect();
    assert_eq!(numbers, (1..=ROWS).collect::<Vec<_>>());
}

#[test]
fn every_row_states_its_rule_and_where_it_lives() {
    for Row { number, term, rule, class, place, status } in rows() {
        assert!(!term.is_empty() && !rule.is_empty() && !place.is_empty(), "row {number}: gaps");
        assert!(CLASSES.contains(&class), "row {number}: class {class}");
        let status = status.trim_matches('`');
        let is_outside = class == "outside";
        assert_eq!(status == NO_STATUS, is_outside, "row {number}: {class}, {status}");
        assert!(is_outside || STATUSES.contains(&status), "row {number}: status {status}");
    }
}

#[test]
fn what_is_called_built_names_a_word_of_the_engine() {
    let known = vocabulary();
    for Row { number, place, status, .. } in rows() {
        let names_one = words(place).iter().any(|&word| known.contains(word));
        let status = status.trim_matches('`');
        assert!(names_one || !matches!(status, "built" | "part"), "row {number}: {place}");
        let is_partly = place.contains("planned");
        assert!(status != "built" || !is_partly, "row {number} is built and still plans: {place}");
        assert!(status != "part" || is_partly, "row {number} is part, but what is planned?");
    }
}

#[test]
fn the_page_names_nothing_that_the_engine_does_not_know() {
    let known = vocabulary();
    let named = words(PAGE);
    let unknown: Vec<&&str> =
        named.iter().filter(|word| !known.contains(**word) && !STATUSES.contains(*word)).collect();
    assert!(unknown.is_empty(), "not words of the engine: {unknown:?}");
}

#[test]
fn the_page_names_every_word_a_rule_can_live_in() {
    on_the_page("refusals", Rule::ALL.iter().map(|rule| rule.code()));
    on_the_page("commands", Command::KINDS.iter().copied());
    on_the_page("events", EventKind::ALL.iter().map(|kind| kind.name()));
    on_the_page("findings", Check::ALL.iter().map(|check| check.code()));
    let clocks: Vec<String> = names!(ClockKind).collect();
    on_the_page("clocks", clocks.iter().map(String::as_str));
    let closings: Vec<String> = names!(ClosingKind).collect();
    on_the_page("closing kinds", closings.iter().map(String::as_str));
}

#[test]
fn the_page_has_the_sections_an_auditor_looks_for() {
    let wanted = [
        "## Guards",
        "## Clocks",
        "## Counting rule",
        "## Closing kinds",
        "## Deemed rules, kept apart",
        "## Documents",
        "## Commands",
        "## Refusals",
        "## Findings of the inspector",
    ];
    for heading in wanted {
        assert!(PAGE.lines().any(|line| line == heading), "no section {heading}");
    }
    let (_, guards) = PAGE.split_once("## Guards").unwrap();
    let (guards, _) = guards.split_once("## Clocks").unwrap();
    for guard in 1..=18 {
        let start = format!("| {guard} | ");
        let count = guards.lines().filter(|line| line.starts_with(&start)).count();
        assert_eq!(count, 1, "rows of guard {guard}");
    }
}
