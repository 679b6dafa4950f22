//! OCEL 2.0: the JSON has the published structure, the SQLite file its keys, and both say the same.

use std::collections::{BTreeMap, BTreeSet};

use replay::export::{Format, Scope, Since};
use rusqlite::Connection;
use serde_json::Value;

use super::{Made, count, made};
use crate::beside::trouble;
use crate::derived::everything;

fn json(made: &Made, scope: &Scope) -> Value {
    let (exported, out) = made.export(Format::OcelJson, scope);
    let log: Value = serde_json::from_slice(&std::fs::read(out).unwrap()).unwrap();
    assert_eq!(exported.events, count(list(&log, "events")));
    log
}

#[track_caller]
fn list<'a>(value: &'a Value, field: &str) -> &'a Vec<Value> {
    value[field].as_array().unwrap_or_else(|| panic!("{field} is a list: {value}"))
}

#[track_caller]
fn text<'a>(value: &'a Value, field: &str) -> &'a str {
    value[field].as_str().unwrap_or_else(|| panic!("{field} is a string: {value}"))
}

/// Names of types with their attributes.
fn types(log: &Value, field: &str) -> BTreeMap<String, BTreeSet<String>> {
    let each = list(log, field).iter().map(|kind| {
        let attributes = list(kind, "attributes").iter();
        let names = attributes.inspect(|attribute| {
            let known = ["string", "time", "integer", "float", "boolean"];
            assert!(known.contains(&text(attribute, "type")), "{attribute}");
        });
        let names = names.map(|attribute| text(attribute, "name").to_owned()).collect();
        (text(kind, "name").to_owned(), names)
    });
    each.collect()
}

#[test]
fn the_json_has_the_published_structure_and_every_reference_leads_somewhere() {
    let made = made();
    let log = json(&made, &Scope::default());
    let (event_types, object_types) = (types(&log, "eventTypes"), types(&log, "objectTypes"));
    let objects = list(&log, "objects");
    let ids: BTreeSet<&str> = objects.iter().map(|object| text(object, "id")).collect();
    assert_eq!(count(objects), u64::try_from(ids.len()).unwrap(), "each thing once");
    let related = |of: &Value| {
        for relation in list(of, "relationships") {
            text(relation, "qualifier");
            assert!(ids.contains(text(relation, "objectId")), "{relation} leads nowhere");
        }
    };
    let attributes = |of: &Value, kinds: &BTreeMap<String, BTreeSet<String>>| {
        for attribute in list(of, "attributes") {
            text(attribute, "value");
            let known = kinds.get(text(of, "type")).expect("its type is declared");
            assert!(known.contains(text(attribute, "name")), "{attribute} is not declared");
        }
    };
    for event in list(&log, "events") {
        text(event, "id");
        text(event, "time").parse::<engine::time::Timestamp>().unwrap();
        attributes(event, &event_types);
        related(event);
    }
    for object in objects {
        attributes(object, &object_types);
        for attribute in list(object, "attributes") {
            text(attribute, "time").parse::<engine::time::Timestamp>().unwrap();
        }
        related(object);
    }
}

/// Every event is about something, and whatever it names is told, with its history or by its name.
#[track_caller]
fn is_whole(log: &Value) {
    let ids: BTreeSet<&str> = list(log, "objects").iter().map(|it| text(it, "id")).collect();
    assert_eq!(ids.len(), list(log, "objects").len(), "each thing once");
    for event in list(log, "events") {
        let related = list(event, "relationships");
        assert!(!related.is_empty(), "{event} is about nothing");
        for relation in related {
            assert!(ids.contains(text(relation, "objectId")), "{relation} leads nowhere: {event}");
        }
    }
    for object in list(log, "objects") {
        let mut at: BTreeSet<(&str, &str)> = BTreeSet::new();
        for value in list(object, "attributes") {
            let once = at.insert((text(value, "name"), text(value, "time")));
            assert!(once, "two values at one instant: {object}");
        }
        for relation in list(object, "relationships") {
            assert!(ids.contains(text(relation, "objectId")), "{relation} leads nowhere: {object}");
        }
    }
}

#[test]
fn every_event_has_an_object_and_every_object_is_told_in_every_scope() {
    let everything = Made::of(everything());
    let bundle = everything.told.world.bundles().keys().next().copied().unwrap();
    let bundle = engine::number::format_bundle(everything.told.world.setup(), bundle).unwrap();
    let voice = everything.told.world.voices().keys().next().copied().unwrap();
    let voice = engine::number::format_voice(voice).unwrap().to_string();
    let of = |number: &str| Scope { case: Some(number.parse().unwrap()), ..Scope::default() };
    let since = |seq| Scope { from: Some(Since::Seq(seq)), ..Scope::default() };
    let last = everything.told.world.seq();
    let halves = [since(last / 2), since(last - 9), super::up_to(last / 2)];
    let ones = [of(bundle.as_str()), of(&voice), Scope::default()];
    for scope in ones.into_iter().chain(halves) {
        is_whole(&json(&everything, &scope));
    }
    let log = json(&everything, &of(bundle.as_str()));
    let case = list(&log, "objects").iter().find(|it| it["type"] == "case").expect("its nodes");
    assert!(list(case, "attributes").is_empty(), "by its name alone: {case}");
    is_whole(&json(&made(), &Scope::default()));
    is_whole(&json(&Made::of(trouble().0), &Scope::default()));
}

#[test]
fn events_name_everything_they_are_about_and_cases_change_over_time() {
    let made = made();
    let log = json(&made, &Scope::default());
    assert_eq!(count(list(&log, "events")), made.told.world.seq());
    let decided = list(&log, "events").iter().find(|event| event["type"] == "DecisionMade");
    let related: BTreeSet<(String, String)> = list(decided.unwrap(), "relationships")
        .iter()
        .map(|r| (text(r, "objectId").to_owned(), text(r, "qualifier").to_owned()))
        .collect();
    let case = related.iter().find(|(_, qualifier)| qualifier == "case").unwrap().0.clone();
    for expected in [("officer:chief-1", "resource"), ("officer:chief-1", "decider")] {
        assert!(related.contains(&(expected.0.to_owned(), expected.1.to_owned())), "{related:?}");
    }
    let object = |id: &str| {
        let found = list(&log, "objects").iter().find(|object| object["id"] == id);
        found.unwrap_or_else(|| panic!("no {id}")).clone()
    };
    let case = object(&case);
    let phases: Vec<&str> = list(&case, "attributes")
        .iter()
        .filter(|attribute| attribute["name"] == "phase")
        .map(|attribute| text(attribute, "value"))
        .collect();
    assert_eq!(phases[..3], ["Received", "PreCheck", "Accepted"]);
    assert_eq!(phases.last(), Some(&"Archived"));
    let whom: Vec<&str> =
        list(&case, "relationships").iter().map(|r| text(r, "objectId")).collect();
    assert!(whom.contains(&"applicant:00000000000000000000000000001b59"), "{whom:?}");
    assert!(whom.contains(&"item:JZ-01") && whom.contains(&"department:zjj"), "{whom:?}");
    assert!(whom.iter().any(|id| id.ends_with("/result/建施-2026-001")), "{whom:?}");
    assert_eq!(list(&object("department:zjj"), "attributes")[0]["value"], "住建局");
}

#[test]
fn the_database_keeps_its_references_and_says_what_the_json_says() {
    let made = made();
    let log = json(&made, &Scope::default());
    let (_, out) = made.export(Format::OcelSqlite, &Scope::default());
    let database = Connection::open(out).unwrap();
    let broken = "SELECT count(*) FROM pragma_foreign_key_check";
    let number = |sql: &str| database.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!(number(broken), 0);
    database
        .execute_batch("PRAGMA foreign_keys = OFF; DELETE FROM object WHERE ocel_type = 'item'")
        .unwrap();
    assert!(number(broken) > 0, "a reference that leads nowhere is found");

    let (_, out) = made.export(Format::OcelSqlite, &Scope::default());
    let database = Connection::open(out).unwrap();
    let pairs = |sql: &str| -> BTreeSet<(String, String, String)> {
        let mut statement = database.prepare(sql).unwrap();
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)));
        rows.unwrap().map(Result::unwrap).collect()
    };
    let related = |field: &str| -> BTreeSet<(String, String, String)> {
        let each = list(&log, field).iter().flat_map(|of| {
            let id = text(of, "id").to_owned();
            list(of, "relationships").iter().map(move |r| {
                (id.clone(), text(r, "objectId").to_owned(), text(r, "qualifier").to_owned())
            })
        });
        each.collect()
    };
    assert_eq!(pairs("SELECT * FROM event_object"), related("events"));
    assert_eq!(pairs("SELECT * FROM object_object"), related("objects"));
    let typed = |field: &str| -> BTreeSet<(String, String, String)> {
        let each = list(&log, field).iter();
        each.map(|of| (text(of, "id").into(), text(of, "type").into(), String::new())).collect()
    };
    assert_eq!(pairs("SELECT ocel_id, ocel_type, '' FROM event"), typed("events"));
    assert_eq!(pairs("SELECT ocel_id, ocel_type, '' FROM object"), typed("objects"));
    let seqs = "SELECT count(*) FROM event_CallTask";
    assert!(database.prepare(seqs).is_err(), "there is no type of that name");
    let detail = "SELECT seq, origin, ocel_time FROM event_Callask";
    let row = database.query_row(detail, [], |row| {
        Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?, row.get::<_, String>(2)?))
    });
    let last = i64::try_from(made.told.world.seq()).unwrap();
    assert_eq!(row.unwrap(), (last, 1, "2026-01-10T09:00:00.000+08:00".to_owned()));
}
