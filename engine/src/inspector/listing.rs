//! 目录与指南: whether what is said besides the rules of a case is consistent with them.

use crate::code::{Reference, Text};
use crate::item::{ItemDefinition, PowerSource};

use super::check::{Check, Finding};

/// What a flow in words has to speak of.
const FLOW_WORDS: [&str; 5] = ["受理", "审核", "审批", "办结", "送达"];
/// Characters of a 基本编码: the last ones of an 实施编码 of 31.
const BASIC_CHARS: usize = 12;

pub(super) fn inspect(item: &ItemDefinition, found: &mut Vec<Finding>) {
    conditions(item, found);
    flow(item, found);
    codes(item, found);
    let listing = &item.listing;
    let is_entrusted = matches!(
        listing.power_source,
        Some(PowerSource::EntrustedFromAbove | PowerSource::EntrustedAtLevel)
    );
    if is_entrusted && listing.entrusted_by.as_ref().is_none_or(Text::is_blank) {
        found.push(Check::EntrusterMissing.found(item.code.to_string()));
    }
    let visits = item.guide.visits.unwrap_or(0);
    if visits > 0 && item.guide.visits_reason.as_ref().is_none_or(Text::is_blank) {
        found.push(Check::VisitUnexplained.found(format!("{visits} visits")));
    }
}

/// 受理条件 must not hold names of papers.
fn conditions(item: &ItemDefinition, found: &mut Vec<Finding>) {
    let names = || item.materials.iter().filter_map(|need| need.about.name.as_ref());
    for condition in &item.guide.conditions {
        let found_in = names().find(|name| {
            let name = name.as_str().trim();
            !name.is_empty() && condition.as_str().contains(name)
        });
        if let Some(name) = found_in {
            found.push(Check::ConditionNamesPaper.found(format!("{name} in {condition}")));
        }
    }
}

fn flow(item: &ItemDefinition, found: &mut Vec<Finding>) {
    let Some(flow) = &item.guide.flow else { return };
    let missing: Vec<&str> =
        FLOW_WORDS.into_iter().filter(|word| !flow.as_str().contains(word)).collect();
    if !missing.is_empty() {
        found.push(Check::FlowIncomplete.found(missing.join("、")));
    }
}

/// 基本编码 ends the 实施编码, which begins the 业务办理项编码.
fn codes(item: &ItemDefinition, found: &mut Vec<Finding>) {
    let (code, listing) = (item.impl_code.as_str(), &item.listing);
    let basic = listing.basic_code.as_ref().map(Reference::as_str);
    if let Some(basic) = basic.filter(|basic| basic.len() == BASIC_CHARS && !code.ends_with(basic))
    {
        found.push(Check::CodesDiffer.found(format!("{code} does not end with {basic}")));
    }
    let handling = listing.handling_code.as_ref().map(Reference::as_str);
    if let Some(handling) = handling.filter(|handling| !handling.starts_with(code)) {
        found.push(Check::CodesDiffer.found(format!("{handling} does not begin with {code}")));
    }
}
