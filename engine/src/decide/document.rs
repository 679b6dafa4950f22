//! 出具文书: which documents an event brings with it, numbered and hashed; and the rules for them.

use std::collections::BTreeMap;

use crate::bundle::ChosenNode;
use crate::case::Case;
use crate::clock::ClockKind;
use crate::code::{Text, UnitId};
use crate::command::SetDocumentRules;
use crate::document::{
    self, About, DocumentKind, DocumentRules, Matter, Trouble, Whole, documents_of,
    documents_of_bundle, documents_of_trouble,
};
use crate::event::{DocumentIssued, DocumentRulesSet, Event, Stream};
use crate::id::{BundleId, CaseId, Digest, VoiceId};
use crate::item::ItemDefinition;
use crate::number;
use crate::refusal::{Refusal, Rule};
use crate::voice::{VoicePhase, Way};
use crate::world::Series;

use super::Effect;
use super::context::{Context, known_unit};
use super::setup::by_a_manager;
use super::voice::managed_by;

/// The events of a command, each followed by the documents it brings with it.
pub(super) fn with_documents(
    ctx: &Context<'_>,
    events: Vec<(Stream, Event)>,
) -> Vec<(Stream, Event)> {
    let Some((_, rules)) = ctx.setup.document_rules() else { return events };
    let mut press = Press { ctx, rules, counts: BTreeMap::new() };
    let mut all = Vec::with_capacity(events.len() + 1);
    let mut received: BTreeMap<CaseId, &ItemDefinition> = BTreeMap::new();
    // One notice tells all defects of a bundle; its cases have none of their own beside it.
    let as_one = |(_, event): &(Stream, Event)| {
        let kind = DocumentKind::CorrectionNotice;
        matches!(event, Event::BundleCorrectionNoticed(_)) && rules.has(kind, None, event)
    };
    let is_told_as_one = events.iter().any(as_one);
    for (stream, event) in events {
        let Some(case) = stream.case() else {
            let of_a_trouble = stream.voice().map(|voice| press.of_a_trouble(voice, &event));
            let of_a_bundle = stream.bundle().map(|bundle| press.of_a_bundle(bundle, &event));
            let issued = of_a_trouble.or(of_a_bundle).unwrap_or_default();
            all.push((stream, event));
            all.extend(issued.into_iter().map(|document| (stream, document.into())));
            continue;
        };
        // A case that begins with its correction was told of it in the notice of its bundle.
        let was_told = is_told_as_one || received.contains_key(&case);
        if was_told && matches!(event, Event::CorrectionNoticed(_)) {
            all.push((stream, event));
            continue;
        }
        if let Event::ApplicationReceived(e) = &event
            && let Some(version) = ctx.setup.item_version(&e.item, e.item_version)
        {
            received.insert(case, &version.definition);
        }
        let item = received.get(&case).copied().or_else(|| item_of(ctx, case));
        let issued = item.map_or(Vec::new(), |item| press.documents(case, item, &event));
        all.push((stream, event));
        all.extend(issued.into_iter().map(|document| (stream, document.into())));
    }
    all
}

fn item_of<'a>(ctx: &Context<'a>, case: CaseId) -> Option<&'a ItemDefinition> {
    let case = ctx.world.at_hand(case)?;
    ctx.setup.item(case.item).map(|version| &version.definition)
}

/// Makes the documents of one command.
struct Press<'a> {
    ctx: &'a Context<'a>,
    rules: &'a DocumentRules,
    /// Those of this command: the world does not know them yet.
    counts: BTreeMap<Series, u32>,
}

impl Press<'_> {
    fn documents(
        &mut self,
        case: CaseId,
        item: &ItemDefinition,
        event: &Event,
    ) -> Vec<DocumentIssued> {
        let kinds = documents_of(event, item).iter().copied();
        let is_issued = |kind: &DocumentKind| self.rules.has(*kind, Some(&item.code), event);
        let kinds: Vec<_> = kinds.filter(is_issued).collect();
        if kinds.is_empty() {
            return Vec::new();
        }
        let Some(number) = number::format(self.ctx.setup, case) else { return Vec::new() };
        let about = About { matter: Matter::Case(&number, item), event, day: self.ctx.today() };
        // The department whose case it is now: a transferred one is the bureau's (row 45).
        let held = self.ctx.world.at_hand(case);
        if matches!(event, Event::HandedOver(_)) && !held.is_some_and(|case| is_owed_notice(case)) {
            return Vec::new();
        }
        let unit = held.map_or(&item.department, |held| held.department(item)).clone();
        let unit = late(self.rules.edition, event).cloned().unwrap_or(unit);
        kinds.into_iter().map(|kind| self.document((kind, None), &unit, about)).collect()
    }

    /// 一次性补正告知书 over all cases of a bundle, in the name of the department that leads it.
    fn of_a_bundle(&mut self, id: BundleId, event: &Event) -> Vec<DocumentIssued> {
        let Some(bundle) = self.ctx.world.bundles().get(&id) else { return Vec::new() };
        let kinds = documents_of_bundle(event).iter().copied();
        let kinds: Vec<_> = kinds.filter(|kind| self.rules.has(*kind, None, event)).collect();
        let setup = self.ctx.setup;
        let (Some(version), Some(number)) =
            (setup.bundle(bundle.definition), number::format_bundle(setup, id))
        else {
            return Vec::new();
        };
        let definition = &version.definition;
        let chosen: Vec<ChosenNode> = bundle.chosen(setup, definition);
        let whole = Whole { number: &number, definition, chosen: &chosen, setup };
        let about = About { matter: Matter::Bundle(whole), event, day: self.ctx.today() };
        kinds.into_iter().map(|kind| self.document((kind, None), &bundle.lead, about)).collect()
    }

    /// 办不成事督办单, in the name of the desk, to the unit that is to see to it.
    fn of_a_trouble(&mut self, id: VoiceId, event: &Event) -> Vec<DocumentIssued> {
        let Some(voice) = self.ctx.world.voices().get(&id) else { return Vec::new() };
        let assigned = if let Event::VoiceAssigned(e) = event { Some(&e.unit) } else { None };
        // The desk does not order itself about what it has not given to anybody yet.
        let in_hand = (voice.phase == VoicePhase::InHand).then_some(&voice.unit);
        let Some(to) = assigned.or(in_hand).filter(|_| voice.way == Way::Trouble) else {
            return Vec::new();
        };
        let kinds = documents_of_trouble(event).iter().copied();
        let kinds: Vec<_> = kinds.filter(|kind| self.rules.has(*kind, None, event)).collect();
        let to = self.ctx.setup.units.get(to).map(|unit| unit.name.clone());
        let Some(number) = number::format_voice(id) else { return Vec::new() };
        let (summary, case, filed) = (&voice.summary, voice.case.as_ref(), voice.filed_at.day());
        let matter = Matter::Trouble(Trouble { number: &number, summary, case, filed });
        let about = About { matter, event, day: self.ctx.today() };
        let desk = self.ctx.staff().map(|staff| &staff.unit).ok();
        let desk = desk.or_else(|| managed_by(self.ctx)).unwrap_or(&voice.unit);
        kinds.into_iter().map(|kind| self.document((kind, to.clone()), desk, about)).collect()
    }

    fn document(
        &mut self,
        (kind, addressee): (DocumentKind, Option<Text>),
        unit: &UnitId,
        about: About<'_>,
    ) -> DocumentIssued {
        let year = about.day.year();
        let given = self.ctx.world.document_ordinal(unit, year, kind);
        let given = self.counts.entry((unit.clone(), year, kind)).or_insert(given);
        *given += 1;
        let name = self.ctx.setup.units.get(unit).map(|unit| unit.name.clone());
        let mut document = DocumentIssued {
            kind,
            edition: self.rules.edition,
            unit: unit.clone(),
            unit_name: name.unwrap_or_default(),
            ordinal: *given,
            number: self.rules.number(kind, unit, year, *given),
            addressee,
            hash: Digest::default(),
        };
        let text = document::text(&document, about).expect("the rules name a known edition");
        document.hash = document::hash(&text);
        document
    }
}

/// 书面凭证: it was accepted at the window in time, and this is its first hand-over. Silence, consent, gaps and a
/// commitment had their papers.
fn is_owed_notice(case: &Case) -> bool {
    let last = |kind| case.clocks.iter().rev().find(|clock| clock.kind == kind);
    let is_by_an_officer = last(ClockKind::Acceptance).is_some_and(|clock| {
        clock.stopped.is_some_and(|on| clock.reckoning.due.is_none_or(|due| on <= due))
    });
    let has_gap_notice = last(ClockKind::Tolerant).is_some();
    is_by_an_officer && !has_gap_notice && last(ClockKind::HandOff).is_none()
}

/// 责任单位 to whom an order goes; before edition 2 it went to the department of the case.
fn late(edition: u8, event: &Event) -> Option<&UnitId> {
    let Event::WarningIssued(e) = event else { return None };
    (edition >= 2).then_some(&e.evidence.unit)
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
