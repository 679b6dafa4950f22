//! OCEL 2.0: events with everything they are about, and those things with what is known of them.
//!
//! Things of the set-up are told once at the end, those of a case with it. Persons may have many
//! cases: their tokens are sorted in the scratch directory, so that each is told once. So are the
//! histories of bundles, which are told after the cases. A new kind of thing with a history of its own
//! takes the same way as bundles.

use std::collections::BTreeSet;

use engine::code::CaseNumber;
use engine::id::BundleId;
use engine::number;
use engine::record::Record;
use engine::setup::Setup;
use engine::time::Timestamp;

use super::grouped::{Gather, Grouped};
use super::objects::{Attribute, Object, ObjectRef, ObjectType, Relation, ValueType};
use super::objects::{bundle_of, of_beside, of_bundle, of_case, of_record, of_setup, plain};
use super::row::{Row, number_of};
use super::run::{ExportError, Tally};
use super::sorter::{Pair, Sorted, Sorter};
use super::walk::Walk;

/// Types of events that are told apart by their activity. Recorded work may be called anything;
/// what comes after so many names is told by its kind, with its name in the attribute `activity`.
const EVENT_TYPES_MAX: usize = 400;

/// What is remembered of a name whose thing was told.
const TOLD: &[u8] = b"told";

/// The attributes of every event.
pub(super) const EVENT_ATTRIBUTES: [Attribute; 13] = [
    ("seq", ValueType::Integer),
    ("kind", ValueType::Text),
    ("activity", ValueType::Text),
    ("transition", ValueType::Text),
    ("recorded_at", ValueType::Time),
    ("resource", ValueType::Text),
    ("group", ValueType::Text),
    ("actor", ValueType::Text),
    ("role", ValueType::Text),
    ("command", ValueType::Text),
    ("origin", ValueType::Boolean),
    ("origin_case", ValueType::Text),
    ("detail", ValueType::Text),
];

/// One event.
#[derive(Debug)]
pub(super) struct OcelEvent {
    pub(super) id: String,
    pub(super) kind: String,
    pub(super) at: Timestamp,
    /// In the order of [`EVENT_ATTRIBUTES`]; nothing where there is no value.
    pub(super) values: [Option<String>; 13],
    pub(super) relations: Vec<Relation>,
}

/// Where events and things go.
pub(super) trait Sink {
    fn event(&mut self, event: &OcelEvent) -> Result<(), ExportError>;
    fn object(&mut self, object: &Object) -> Result<(), ExportError>;
}

/// What is remembered while events are told: as much as the set-up has, and the names of types.
#[derive(Debug, Default)]
struct Told {
    types: BTreeSet<String>,
    setup: BTreeSet<ObjectRef>,
    tally: Tally,
}

/// Tells a scope to a sink.
pub(super) fn write(walk: &Walk<'_>, sink: &mut dyn Sink) -> Result<Tally, ExportError> {
    let mut told = Told::default();
    let mut people = People::new(walk);
    let mut bundles = Gather::new(walk);
    let cases = walk.cases(&mut |seen| {
        if let Some(id) = seen.record.entry.stream.bundle() {
            bundles.push(id.0, seen.record.seq, seen.bytes)?;
        }
        if !seen.is_inside {
            return Ok(());
        }
        let before = told.tally.events;
        told.event(walk, (seen.record, seen.setup), &mut people, sink)?;
        if told.tally.events > before {
            told.objects(of_beside(seen.record, seen.setup), &mut people, sink)?;
        }
        Ok(())
    })?;
    let setup = std::sync::Arc::clone(&cases.setup);
    let mut joined = Sorter::new(walk.source.scratch());
    for past in cases {
        let past = past?;
        let before = told.tally.events;
        for step in past.steps.iter().filter(|step| walk.scope.has_begun(&step.record)) {
            told.event(walk, (&step.record, &setup), &mut people, sink)?;
        }
        if told.tally.events == before {
            continue;
        }
        told.tally.cases += 1;
        let numbers = past.steps.iter().filter_map(|step| bundle_of(&step.record.entry.event));
        for id in numbers.filter_map(|number| number::parse_bundle(&setup, number)) {
            let key = id.0.to_be_bytes().to_vec();
            joined.push(key, Vec::new()).map_err(walk.scratch_failed())?;
        }
        told.objects(of_case(&past), &mut people, sink)?;
    }
    told.bundles(
        walk,
        &setup,
        (bundles.grouped()?, joined.sorted().map_err(walk.scratch_failed())?),
        (&mut people, sink),
    )?;
    people.tell(sink)?;
    told.setup_objects(&setup, sink)?;
    Ok(told.tally)
}

/// 当事人、排队号: things of many cases or of none; their names are sorted, so that each is told once. So are the cases
/// that events name: those whose history is not exported are told by their name.
struct People<'a> {
    walk: Walk<'a>,
    sorter: Sorter,
}

impl<'a> People<'a> {
    fn new(walk: &Walk<'a>) -> People<'a> {
        People { walk: *walk, sorter: Sorter::new(walk.source.scratch()) }
    }

    fn push(&mut self, thing: &ObjectRef) -> Result<(), ExportError> {
        let failed = self.walk.scratch_failed();
        self.sorter.push(thing.id().into_bytes(), Vec::new()).map_err(failed)
    }

    /// It was told with what is known of it.
    fn is_told(&mut self, thing: &ObjectRef) -> Result<(), ExportError> {
        let failed = self.walk.scratch_failed();
        self.sorter.push(thing.id().into_bytes(), TOLD.to_vec()).map_err(failed)
    }

    fn tell(self, sink: &mut dyn Sink) -> Result<(), ExportError> {
        let failed = self.walk.scratch_failed();
        let mut names = self.sorter.sorted().map_err(&failed)?.peekable();
        while let Some(found) = names.next() {
            let (id, value) = found.map_err(&failed)?;
            let mut is_told = value == TOLD;
            let is_same =
                |next: &std::io::Result<Pair>| next.as_ref().map_or(true, |(next, _)| *next == id);
            while let Some(next) = names.next_if(is_same) {
                is_told |= next.map_err(&failed)?.1 == TOLD;
            }
            let object = ObjectRef::afar(&String::from_utf8_lossy(&id)).filter(|_| !is_told);
            object.map_or(Ok(()), |object| sink.object(&plain(object)))?;
        }
        Ok(())
    }
}

impl Told {
    fn event(
        &mut self,
        walk: &Walk<'_>,
        (record, setup): (&Record, &Setup),
        people: &mut People<'_>,
        sink: &mut dyn Sink,
    ) -> Result<(), ExportError> {
        let row = walk.row(record, setup);
        if walk.scope.origin_only && row.origin.is_none() {
            return Ok(());
        }
        let relations = of_record(record, row.case.as_ref(), setup);
        self.note(&relations);
        let mut afar = relations.iter().filter(|it| it.object.kind.is_named_from_afar());
        afar.try_for_each(|relation| people.push(&relation.object))?;
        self.tally.events += 1;
        let kind = self.type_of(&row);
        sink.event(&OcelEvent {
            id: format!("event:{}", row.seq),
            kind,
            at: row.occurred_at,
            values: values(row),
            relations,
        })
    }

    /// Tells the things of a history; persons are kept for later.
    fn objects(
        &mut self,
        objects: Vec<Object>,
        people: &mut People<'_>,
        sink: &mut dyn Sink,
    ) -> Result<(), ExportError> {
        for object in objects {
            self.note(&object.relations);
            match object.object.kind {
                ObjectType::Applicant
                | ObjectType::Ticket
                | ObjectType::Voice
                | ObjectType::Part => people.push(&object.object)?,
                ObjectType::Case => {
                    people.is_told(&object.object)?;
                    sink.object(&object)?;
                }
                ObjectType::Item
                | ObjectType::Bundle
                | ObjectType::Window
                | ObjectType::Officer
                | ObjectType::Department
                | ObjectType::Document => sink.object(&object)?,
            }
        }
        Ok(())
    }

    /// Tells the bundles with an event in the scope, and those that a case in it is a part of.
    fn bundles(
        &mut self,
        walk: &Walk<'_>,
        setup: &Setup,
        (bundles, joined): (Grouped<'_>, Sorted),
        (people, sink): (&mut People<'_>, &mut dyn Sink),
    ) -> Result<(), ExportError> {
        let failed = walk.scratch_failed();
        let mut joined = joined.peekable();
        let is_told = |record: &Record| {
            let number = walk.scope.case.as_ref();
            let is_this = |number: &CaseNumber| {
                let of = number_of(setup, record.entry.stream);
                of.is_some_and(|of| of == number.as_str())
            };
            let is_asked = number.is_none_or(is_this) && walk.scope.has_begun(record);
            is_asked && (!walk.scope.origin_only || walk.row(record, setup).origin.is_some())
        };
        for group in bundles {
            let (id, records) = group?;
            let mut is_named = false;
            let is_upto = |next: &std::io::Result<Pair>| {
                next.as_ref().map_or(true, |(key, _)| key.as_slice() <= id.to_be_bytes().as_slice())
            };
            while let Some(next) = joined.next_if(is_upto) {
                is_named |= next.map_err(&failed)?.0 == id.to_be_bytes();
            }
            if is_named || records.iter().any(is_told) {
                self.objects(of_bundle(setup, BundleId(id), &records)?, people, sink)?;
            }
        }
        Ok(())
    }

    /// The type of an event: its activity, while there are not too many of them.
    fn type_of(&mut self, row: &Row) -> String {
        let name = row.activity.as_str();
        if self.types.contains(name) {
            return name.to_owned();
        }
        if self.types.len() >= EVENT_TYPES_MAX {
            return row.kind.name().to_owned();
        }
        self.types.insert(name.to_owned());
        name.to_owned()
    }

    fn note(&mut self, relations: &[Relation]) {
        for relation in relations.iter().filter(|relation| relation.object.kind.is_setup()) {
            if !self.setup.contains(&relation.object) {
                self.setup.insert(relation.object.clone());
            }
        }
    }

    /// The things of the set-up that were named, and those that they name.
    fn setup_objects(&self, setup: &Setup, sink: &mut dyn Sink) -> Result<(), ExportError> {
        let mut done: BTreeSet<ObjectRef> = BTreeSet::new();
        let mut open: Vec<ObjectRef> = self.setup.iter().cloned().collect();
        while let Some(object) = open.pop() {
            if done.insert(object.clone()) {
                let object = of_setup(setup, &object);
                sink.object(&object)?;
                open.extend(object.relations.into_iter().map(|relation| relation.object));
            }
        }
        Ok(())
    }
}

fn values(row: Row) -> [Option<String>; 13] {
    [
        Some(row.seq.to_string()),
        Some(row.kind.name().to_owned()),
        Some(row.activity),
        Some(row.transition),
        Some(row.recorded_at.to_string()),
        row.resource,
        row.group,
        Some(row.actor),
        row.role.map(str::to_owned),
        Some(row.command),
        Some(row.origin.is_some().to_string()),
        row.origin.map(|origin| origin.case.to_string()),
        Some(row.detail),
    ]
}
