//! OCEL 2.0 as JSON, after its published schema: all values are strings there.
//!
//! Events go to the file as they come, things to the scratch directory and after the events.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, BufWriter, Seek, Write};

use serde::Serialize;
use serde_json::json;

use super::objects::{Attribute, Object, ObjectType, Relation};
use super::ocel::{self, EVENT_ATTRIBUTES, OcelEvent, Sink};
use super::run::{ExportError, Tally};
use super::walk::Walk;

/// The time of what is so since ever.
pub(super) const EVER: &str = "1970-01-01T00:00:00.000Z";

struct Json<'a> {
    out: &'a mut dyn Write,
    objects: BufWriter<File>,
    has_event: bool,
    has_object: bool,
    types: BTreeSet<String>,
}

#[derive(Serialize)]
struct EventView<'a> {
    id: &'a str,
    #[serde(rename = "type")]
    kind: &'a str,
    time: String,
    attributes: Vec<Value<'a>>,
    relationships: Vec<Related>,
}

#[derive(Serialize)]
struct Value<'a> {
    name: &'a str,
    value: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    time: Option<String>,
}

#[derive(Serialize)]
struct ObjectView<'a> {
    id: String,
    #[serde(rename = "type")]
    kind: &'a str,
    attributes: Vec<Value<'a>>,
    relationships: Vec<Related>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Related {
    object_id: String,
    qualifier: &'static str,
}

/// Writes a scope.
pub(super) fn write(walk: &Walk<'_>, out: &mut dyn Write) -> Result<Tally, ExportError> {
    let aside = tempfile::tempfile_in(walk.source.scratch()).map_err(walk.scratch_failed())?;
    let objects = BufWriter::new(aside);
    let types = BTreeSet::new();
    let mut json = Json { out, objects, has_event: false, has_object: false, types };
    json.begin().map_err(ExportError::Output)?;
    let tally = ocel::write(walk, &mut json)?;
    json.end().map_err(ExportError::Output)?;
    Ok(tally)
}

fn types<'a>(all: impl Iterator<Item = (&'a str, &'a [Attribute])>) -> serde_json::Value {
    let attribute = |(name, kind): &Attribute| json!({ "name": name, "type": kind.name() });
    let each = |(name, attributes): (&str, &[Attribute])| {
        let attributes: Vec<serde_json::Value> = attributes.iter().map(attribute).collect();
        json!({ "name": name, "attributes": attributes })
    };
    all.map(each).collect()
}

fn related(relations: &[Relation]) -> Vec<Related> {
    let each = |relation: &Relation| Related {
        object_id: relation.object.id(),
        qualifier: relation.qualifier,
    };
    relations.iter().map(each).collect()
}

impl Json<'_> {
    fn begin(&mut self) -> io::Result<()> {
        let all = ObjectType::ALL.iter().map(|kind| (kind.name(), kind.attributes()));
        write!(self.out, "{{\"objectTypes\":{},\n\"events\":[", types(all))
    }

    fn end(self) -> io::Result<()> {
        let mut objects = self.objects.into_inner().map_err(io::IntoInnerError::into_error)?;
        objects.rewind()?;
        write!(self.out, "],\n\"objects\":[")?;
        io::copy(&mut objects, self.out)?;
        let all = self.types.iter().map(|name| (name.as_str(), &EVENT_ATTRIBUTES[..]));
        writeln!(self.out, "],\n\"eventTypes\":{}}}", types(all))
    }
}

/// One entry of a list, with the comma before it.
fn entry(out: &mut dyn Write, has_one: &mut bool, value: &impl Serialize) -> io::Result<()> {
    out.write_all(if std::mem::replace(has_one, true) { b",\n" } else { b"\n" })?;
    Ok(serde_json::to_writer(out, value)?)
}

impl Sink for Json<'_> {
    fn event(&mut self, event: &OcelEvent) -> Result<(), ExportError> {
        if !self.types.contains(&event.kind) {
            self.types.insert(event.kind.clone());
        }
        let named = EVENT_ATTRIBUTES.iter().zip(&event.values);
        let attributes = named.filter_map(|((name, _), value)| {
            value.as_deref().map(|value| Value { name, value, time: None })
        });
        let view = EventView {
            id: &event.id,
            kind: &event.kind,
            time: event.at.to_string(),
            attributes: attributes.collect(),
            relationships: related(&event.relations),
        };
        entry(self.out, &mut self.has_event, &view).map_err(ExportError::Output)
    }

    fn object(&mut self, object: &Object) -> Result<(), ExportError> {
        let attributes = object.values.iter().map(|value| Value {
            name: value.name,
            value: &value.value,
            time: Some(value.since.map_or_else(|| EVER.to_owned(), |since| since.to_string())),
        });
        let view = ObjectView {
            id: object.object.id(),
            kind: object.object.kind.name(),
            attributes: attributes.collect(),
            relationships: related(&object.relations),
        };
        entry(&mut self.objects, &mut self.has_object, &view).map_err(ExportError::Output)
    }
}
