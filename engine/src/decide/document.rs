//! 出具文书: which documents an event brings with it, numbered and hashed; and the rules for them.

use crate::code::{CaseNumber, Text};
use crate::command::SetDocumentRules;
use crate::document::{self, About, documents_of};
use crate::event::{DocumentIssued, DocumentRulesSet, Event, Stream};
use crate::id::{CaseId, Digest};
use crate::item::ItemDefinition;
use crate::number;
use crate::refusal::{Refusal, Rule};

use super::Effect;
use super::context::{Context, known_unit};
use super::setup::by_a_manager;

/// The documents that the events of a case bring with them, in the order of the events.
pub(super) fn issued(ctx: &Context<'_>, case: CaseId, events: &[Event]) -> Vec<Event> {
    let Some((_, rules)) = ctx.setup.document_rules() else { return Vec::new() };
    let Some(item) = item_of(ctx, case, events) else { return Vec::new() };
    let day = ctx.today();
    let unit = &item.department;
    let name = ctx.setup.units.get(unit).map(|unit| unit.name.clone());
    let unit_name = name.unwrap_or_else(|| unit.as_str().parse::<Text>().unwrap_or_default());
    let mut number_of_case: Option<CaseNumber> = None;
    let mut issued: Vec<Event> = Vec::new();
    for event in events {
        for kind in documents_of(event, item) {
            if !rules.issues(*kind, &item.code) {
                continue;
            }
            if number_of_case.is_none() {
                number_of_case = number::format(ctx.setup, case);
            }
            let Some(number_of_case) = &number_of_case else { continue };
            let ordinal = ctx.world.document_ordinal(unit, day.year(), *kind) + 1;
            let mut document = DocumentIssued {
                kind: *kind,
                edition: rules.edition,
                unit: unit.clone(),
                unit_name: unit_name.clone(),
                ordinal,
                number: rules.number(*kind, unit, day.year(), ordinal),
                hash: Digest::default(),
            };
            let about = About { case: number_of_case, item, event, day };
            let text = document::text(&document, about).expect("the rules name a known edition");
            document.hash = document::hash(&text);
            issued.push(document.into());
        }
    }
    issued
}

fn item_of<'a>(ctx: &Context<'a>, case: CaseId, events: &[Event]) -> Option<&'a ItemDefinition> {
    let version = match events.first() {
        Some(Event::ApplicationReceived(e)) => ctx.setup.item_version(&e.item, e.item_version),
        Some(_) | None => ctx.setup.item(ctx.world.cases().get(&case)?.item),
    };
    version.map(|version| &version.definition)
}

/// 设定文书规则
pub(super) fn set_rules(ctx: &Context<'_>, c: &SetDocumentRules) -> Result<Effect, Refusal> {
    by_a_manager(ctx)?;
    c.rules.check()?;
    for unit in c.rules.unit_words.keys() {
        known_unit(ctx.setup, unit)?;
    }
    let before = ctx.setup.document_rules();
    if before.is_some_and(|(_, rules)| **rules == c.rules) {
        return Ok(Effect::of(Stream::Policy, Vec::new()));
    }
    let mut words: Vec<&Text> = c.rules.unit_words.values().collect();
    words.sort_unstable();
    words.dedup();
    if words.len() < c.rules.unit_words.len() {
        return Err(Rule::BadScheme.because("two units would have the same numbers"));
    }
    let version = before.map_or(0, |(version, _)| version) + 1;
    let event = DocumentRulesSet { version, rules: c.rules.clone() };
    Ok(Effect::of(Stream::Policy, vec![event.into()]))
}
