//! OCEL 2.0 as an SQLite file, after the tables, keys and references of its specification.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rusqlite::types::Value;
use rusqlite::{Connection, params, params_from_iter};

use super::objects::{Attribute, Object, ObjectType, ValueType};
use super::ocel::{self, EVENT_ATTRIBUTES, OcelEvent, Sink};
use super::ocel_json::EVER;
use super::run::{ExportError, Tally};
use super::walk::Walk;

/// The file is made aside and synced as a whole, so it needs no journal; the cache is bounded.
const SET_UP: &str = "
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA cache_size = -16384;
PRAGMA foreign_keys = OFF;
CREATE TABLE event_map_type (ocel_type TEXT PRIMARY KEY, ocel_type_map TEXT);
CREATE TABLE object_map_type (ocel_type TEXT PRIMARY KEY, ocel_type_map TEXT);
CREATE TABLE event (
    ocel_id TEXT PRIMARY KEY, ocel_type TEXT,
    FOREIGN KEY (ocel_type) REFERENCES event_map_type (ocel_type));
CREATE TABLE object (
    ocel_id TEXT PRIMARY KEY, ocel_type TEXT,
    FOREIGN KEY (ocel_type) REFERENCES object_map_type (ocel_type));
CREATE TABLE event_object (
    ocel_event_id TEXT, ocel_object_id TEXT, ocel_qualifier TEXT,
    PRIMARY KEY (ocel_event_id, ocel_object_id, ocel_qualifier),
    FOREIGN KEY (ocel_event_id) REFERENCES event (ocel_id),
    FOREIGN KEY (ocel_object_id) REFERENCES object (ocel_id));
CREATE TABLE object_object (
    ocel_source_id TEXT, ocel_target_id TEXT, ocel_qualifier TEXT,
    PRIMARY KEY (ocel_source_id, ocel_target_id, ocel_qualifier),
    FOREIGN KEY (ocel_source_id) REFERENCES object (ocel_id),
    FOREIGN KEY (ocel_target_id) REFERENCES object (ocel_id));
BEGIN;
";

/// The name of a table that is there already, `event_object`, is no name for a type.
const TAKEN: &str = "object";

struct Sqlite {
    database: Connection,
    /// The statement that fills the table of each type of event.
    events: BTreeMap<String, String>,
    names: BTreeSet<String>,
}

/// Writes a scope into a new file.
pub(super) fn write(walk: &Walk<'_>, file: &Path) -> Result<Tally, ExportError> {
    let mut sqlite = Sqlite::create(file)?;
    let tally = ocel::write(walk, &mut sqlite)?;
    sqlite.database.execute_batch("COMMIT;")?;
    sqlite.database.close().map_err(|(_, error)| error)?;
    Ok(tally)
}

fn column(kind: ValueType) -> &'static str {
    match kind {
        ValueType::Text => "TEXT",
        ValueType::Time => "TIMESTAMP",
        ValueType::Integer => "INTEGER",
        ValueType::Boolean => "BOOLEAN",
    }
}

/// The columns of a type; their names are this program's own and need no quoting but quotes.
fn columns(attributes: &[Attribute]) -> String {
    let each = |(name, kind): &Attribute| format!(", \"{name}\" {}", column(*kind));
    attributes.iter().map(each).collect()
}

fn typed(kind: ValueType, value: Option<&str>) -> Value {
    let Some(text) = value else { return Value::Null };
    match kind {
        ValueType::Integer => text.parse().map_or(Value::Null, Value::Integer),
        ValueType::Boolean => Value::Integer(i64::from(text == "true")),
        ValueType::Text | ValueType::Time => Value::Text(text.to_owned()),
    }
}

impl Sqlite {
    fn create(file: &Path) -> Result<Sqlite, ExportError> {
        let database = Connection::open(file)?;
        database.execute_batch(SET_UP)?;
        for kind in ObjectType::ALL {
            let name = kind.name();
            database.execute_batch(&format!(
                "CREATE TABLE object_{name} (
                    ocel_id TEXT, ocel_time TIMESTAMP, ocel_changed_field TEXT{},
                    FOREIGN KEY (ocel_id) REFERENCES object (ocel_id));",
                columns(kind.attributes())
            ))?;
            let sql = "INSERT INTO object_map_type VALUES (?1, ?1)";
            database.execute(sql, params![name])?;
        }
        let names = BTreeSet::from([TAKEN.to_owned()]);
        Ok(Sqlite { database, events: BTreeMap::new(), names })
    }

    /// The table of a type of event, made where it is new; the statement that fills it.
    fn table(&mut self, kind: &str) -> Result<String, ExportError> {
        if let Some(insert) = self.events.get(kind) {
            return Ok(insert.clone());
        }
        let name = self.name_for(kind);
        self.database.execute_batch(&format!(
            "CREATE TABLE event_{name} (
                ocel_id TEXT PRIMARY KEY, ocel_time TIMESTAMP{},
                FOREIGN KEY (ocel_id) REFERENCES event (ocel_id));",
            columns(&EVENT_ATTRIBUTES)
        ))?;
        let sql = "INSERT INTO event_map_type VALUES (?1, ?2)";
        self.database.execute(sql, params![kind, name])?;
        let places = ", ?".repeat(EVENT_ATTRIBUTES.len());
        let insert = format!("INSERT INTO event_{name} VALUES (?, ?{places})");
        self.events.insert(kind.to_owned(), insert.clone());
        Ok(insert)
    }

    /// A name for the table of a type, of letters and digits; tables do not tell cases apart.
    fn name_for(&mut self, kind: &str) -> String {
        let plain: String = kind.chars().filter(char::is_ascii_alphanumeric).take(40).collect();
        let plain = if plain.is_empty() { "Type".to_owned() } else { plain };
        let mut name = plain.clone();
        let mut number = 1;
        while !self.names.insert(name.to_ascii_lowercase()) {
            number += 1;
            name = format!("{plain}{number}");
        }
        name
    }
}

impl Sink for Sqlite {
    fn event(&mut self, event: &OcelEvent) -> Result<(), ExportError> {
        let insert = self.table(&event.kind)?;
        let mut all = self.database.prepare_cached("INSERT INTO event VALUES (?1, ?2)")?;
        all.execute(params![event.id, event.kind])?;
        let own = EVENT_ATTRIBUTES.iter().zip(&event.values);
        let own = own.map(|((_, kind), value)| typed(*kind, value.as_deref()));
        let fixed = [Value::Text(event.id.clone()), Value::Text(event.at.to_string())];
        let mut one = self.database.prepare_cached(&insert)?;
        one.execute(params_from_iter(fixed.into_iter().chain(own)))?;
        let sql = "INSERT INTO event_object VALUES (?1, ?2, ?3)";
        let mut relate = self.database.prepare_cached(sql)?;
        for relation in &event.relations {
            relate.execute(params![event.id, relation.object.id(), relation.qualifier])?;
        }
        Ok(())
    }

    fn object(&mut self, object: &Object) -> Result<(), ExportError> {
        let (id, kind) = (object.object.id(), object.object.kind);
        let mut all = self.database.prepare_cached("INSERT INTO object VALUES (?1, ?2)")?;
        all.execute(params![id, kind.name()])?;
        let places = ", ?".repeat(kind.attributes().len());
        let insert = format!("INSERT INTO object_{} VALUES (?, ?, ?{places})", kind.name());
        let mut one = self.database.prepare_cached(&insert)?;
        let mut row = |since: &str, changed: Option<&str>, of: &dyn Fn(&str) -> Option<String>| {
            let own = kind.attributes().iter();
            let own = own.map(|(name, kind)| typed(*kind, of(name).as_deref()));
            let changed = changed.map_or(Value::Null, |name| Value::Text(name.to_owned()));
            let fixed = [Value::Text(id.clone()), Value::Text(since.to_owned()), changed];
            one.execute(params_from_iter(fixed.into_iter().chain(own)))
        };
        let ever = object.values.iter().filter(|value| value.since.is_none());
        let ever: BTreeMap<&str, &str> = ever.map(|v| (v.name, v.value.as_str())).collect();
        row(EVER, None, &|name| ever.get(name).map(|value| (*value).to_owned()))?;
        for value in &object.values {
            let Some(since) = value.since else { continue };
            let of = |name: &str| (name == value.name).then(|| value.value.clone());
            row(&since.to_string(), Some(value.name), &of)?;
        }
        let sql = "INSERT INTO object_object VALUES (?1, ?2, ?3)";
        let mut relate = self.database.prepare_cached(sql)?;
        for relation in &object.relations {
            relate.execute(params![id, relation.object.id(), relation.qualifier])?;
        }
        Ok(())
    }
}
