//! 事项检查: each check finds what it is for, and says nothing about an item that is in order.
#![expect(clippy::unwrap_used, reason = "a test whose own data cannot be read fails right there")]

use std::collections::{BTreeMap, BTreeSet};

use engine::command::Command;
use engine::due::{Budget, Unit};
use engine::inspector::{Check, Severity, catch_all, inspect};
use engine::item::{CaseType, ItemDefinition, Special, SpecialKind, StepKind};

fn model() -> Vec<ItemDefinition> {
    let publish = |command| match command {
        Command::PublishItem(publish) => Some(publish.definition),
        _ => None,
    };
    api::model::commands(None).unwrap().into_iter().filter_map(publish).collect()
}

fn codes(item: &ItemDefinition) -> BTreeSet<&'static str> {
    inspect(item).iter().map(|finding| finding.check.code()).collect()
}

/// A licence that is decided within five of twenty days in three steps, in perfect order.
fn in_order() -> ItemDefinition {
    let fits = |item: &ItemDefinition| {
        item.case_type == CaseType::Promise
            && item.task_type.as_str() == "01"
            && item.steps.len() == 3
            && item.specials.is_empty()
            && !item.site_inspection
            && item.promise.days > 1
            && inspect(item).iter().all(|finding| finding.check == Check::CodeShape)
    };
    let mut item = model().into_iter().find(fits).unwrap();
    item.impl_code = "11440232MB2D06811W4000117051000".parse().unwrap();
    item
}

fn working(days: u16) -> Budget {
    Budget { days, unit: Unit::WorkingDays }
}

/// An item that is in order until `spoil` has been at it.
#[track_caller]
fn check(spoil: impl FnOnce(&mut ItemDefinition), expected: &[&str]) {
    let mut item = in_order();
    assert_eq!(codes(&item), BTreeSet::new());
    spoil(&mut item);
    assert_eq!(codes(&item), expected.iter().copied().collect());
}

#[test]
fn print_model() {
    for item in model() {
        for f in inspect(&item) { eprintln!("{} {}", item.code, f); }
    }
}
