//! OCEL 2.0: events with everything they are about, and those things with what is known of them.
//!
//! Things of the set-up are told once at the end, those of a case with it. Persons may have many
//! cases: their tokens are sorted in the scratch directory, so that each is told once.

use std::collections::BTreeSet;

use engine::time::Timestamp;

use super::objects::{Attribute, Object, ObjectRef, ObjectType, Relation, ValueType};
use super::objects::{named_in, of_case, of_record, of_setup};
use super::row::Row;
use super::run::{ExportError, Tally};
use super::sorter::Sorter;
use super::walk::{Seen, Walk};

/// Types of events that are told apart by their activity. Recorded work may be called anything;
/// what comes after so many names is told by its kind, with its name in the attribute `activity`.
const EVENT_TYPES_MAX: usize = 400;

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
    let failed = walk.scratch_failed();
    let mut loose = Sorter::new(walk.source.scratch());
    let cases = walk.cases(&mut |seen| {
        let before = told.tally.events;
        told.event(walk, &seen, sink)?;
        let is_told = told.tally.events > before;
        let named = named_in(&seen.record.entry.event).into_iter().filter(|_| is_told);
        for relation in named.filter(|relation| relation.object.kind.is_loose()) {
            loose.push(relation.object.id().into_bytes(), Vec::new()).map_err(&failed)?;
        }
        Ok(())
    })?;
    let setup = std::sync::Arc::clone(&cases.setup);
    for past in cases {
        let past = past?;
        let before = told.tally.events;
        for step in past.steps.iter().filter(|step| walk.scope.has_begun(&step.record)) {
            told.event(walk, &Seen { record: &step.record, bytes: &[], setup: &setup }, sink)?;
        }
        if told.tally.events == before {
            continue;
        }
        told.tally.cases += 1;
        for object in of_case(&past) {
            told.note(&object.relations);
            match object.object.kind {
                ObjectType::Applicant | ObjectType::Ticket => {
                    loose.push(object.object.id().into_bytes(), Vec::new()).map_err(&failed)?;
                }
                ObjectType::Case
                | ObjectType::Item
                | ObjectType::Window
                | ObjectType::Officer
                | ObjectType::Department
                | ObjectType::Document => sink.object(&object)?,
            }
        }
    }
    let mut last = None;
    for found in loose.sorted().map_err(&failed)? {
        let (id, _) = found.map_err(&failed)?;
        let id = String::from_utf8_lossy(&id).into_owned();
        if last.as_ref() != Some(&id) {
            if let Some(object) = ObjectRef::loose(&id) {
                sink.object(&Object { object, values: Vec::new(), relations: Vec::new() })?;
            }
            last = Some(id);
        }
    }
    told.setup_objects(&setup, sink)?;
    Ok(told.tally)
}

impl Told {
    fn event(
        &mut self,
        walk: &Walk<'_>,
        seen: &Seen<'_>,
        sink: &mut dyn Sink,
    ) -> Result<(), ExportError> {
        let row = Row::of(seen.record, seen.setup);
        if walk.scope.origin_only && row.origin.is_none() {
            return Ok(());
        }
        let relations = of_record(seen.record, row.case.as_ref());
        self.note(&relations);
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
    fn setup_objects(
        &self,
        setup: &engine::setup::Setup,
        sink: &mut dyn Sink,
    ) -> Result<(), ExportError> {
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
