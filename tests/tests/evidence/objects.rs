//! 对象 of a bundle in OCEL: the whole, its cases, its persons; also where one case alone is asked for.

use std::collections::BTreeSet;

use replay::Source;
use replay::export::{Format, Scope, export};
use serde_json::{Value, json};

use crate::server::Server;

/// A bundle by the built-in hall; its number.
fn bundle(server: &Server) -> String {
    let done = server.command(&json!({
        "type": "receive_bundle", "actor": "W01-A", "place": "W01", "bundle": "B02",
        "channel": "window", "delivery": "counter", "first_asked": "SJ",
        "applicant": {
            "name": "示例", "certificate_type": "990", "certificate": "430422000000000000"
        },
        "materials": [
            { "material": "APP", "way": "paper", "trust": "B" },
            { "material": "ID", "way": "scan", "trust": "B" },
        ],
    }));
    done["bundle"].as_str().unwrap_or_else(|| panic!("{done}")).to_owned()
}

fn exported(source: &Source, scope: &Scope) -> Value {
    let temp = tempfile::tempdir().unwrap();
    let out = temp.path().join("log.json");
    export(source, Format::OcelJson, scope, &out, false).unwrap();
    serde_json::from_slice(&std::fs::read(out).unwrap()).unwrap()
}

#[track_caller]
fn list<'a>(of: &'a Value, field: &str) -> &'a Vec<Value> {
    of[field].as_array().unwrap_or_else(|| panic!("{field} of {of}"))
}

#[track_caller]
fn object<'a>(log: &'a Value, id: &str) -> &'a Value {
    let found = list(log, "objects").iter().find(|object| object["id"] == id);
    found.unwrap_or_else(|| panic!("no {id}"))
}

fn related(of: &Value) -> BTreeSet<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let each = list(of, "relationships").iter();
    each.map(|r| (text(&r["qualifier"]), text(&r["objectId"]))).collect()
}

/// Each thing once, and every reference leads to one.
#[track_caller]
fn is_whole(log: &Value) {
    let ids: Vec<&str> =
        list(log, "objects").iter().map(|object| object["id"].as_str().unwrap()).collect();
    let known: BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(ids.len(), known.len());
    for of in list(log, "events").iter().chain(list(log, "objects")) {
        for (_, id) in related(of) {
            assert!(known.contains(id.as_str()), "{id} leads nowhere");
        }
    }
}

#[test]
fn a_bundle_is_a_thing_that_its_cases_name_and_its_events_are_about() {
    let temp = tempfile::tempdir().unwrap();
    let server = Server::start(&temp.path().join("data"));
    let number = bundle(&server);
    let alone = server.received("91430422MA00000000");
    let data = server.data.clone();
    server.kill();
    let source = Source::open(&data).unwrap();
    let log = exported(&source, &Scope::default());
    is_whole(&log);
    let id = format!("bundle:{number}");
    let whole = object(&log, &id);
    let value = |name: &str| {
        let found = list(whole, "attributes").iter().find(|attribute| attribute["name"] == name);
        found.unwrap_or_else(|| panic!("no {name} of {whole}"))["value"].clone()
    };
    assert_eq!((value("code"), value("phase")), ("B02".into(), "Received".into()));
    let related_to_whole = related(whole);
    assert!(related_to_whole.contains(&("lead".to_owned(), "department:SJ".to_owned())));
    assert!(related_to_whole.iter().any(|(what, _)| what == "applicant"));
    let cases: Vec<&str> = list(&log, "objects")
        .iter()
        .filter(|object| object["type"] == "case")
        .filter(|case| related(case).contains(&("bundle".to_owned(), id.clone())))
        .map(|case| case["id"].as_str().unwrap())
        .collect();
    assert!(!cases.is_empty());
    let alone = format!("case:{alone}");
    assert!(!cases.contains(&alone.as_str()));
    let opened = list(&log, "events").iter().filter(|event| event["type"] == "NodeOpened");
    let opened: BTreeSet<String> =
        opened.flat_map(related).filter(|(what, _)| what == "node").map(|(_, id)| id).collect();
    assert_eq!(opened, cases.iter().map(|id| (*id).to_owned()).collect());

    // One of its cases alone has its bundle, and no other case.
    let case = cases[0].strip_prefix("case:").unwrap();
    let scope = Scope { case: Some(case.parse().unwrap()), ..Scope::default() };
    let log = exported(&source, &scope);
    is_whole(&log);
    object(&log, &id);
    let kinds: Vec<&str> =
        list(&log, "objects").iter().map(|object| object["type"].as_str().unwrap()).collect();
    assert_eq!(kinds.iter().filter(|kind| **kind == "case").count(), 1);
    assert_eq!(kinds.iter().filter(|kind| **kind == "bundle").count(), 1);
    // A case of its own has none.
    let alone = alone.strip_prefix("case:").unwrap();
    let scope = Scope { case: Some(alone.parse().unwrap()), ..Scope::default() };
    let log = exported(&source, &scope);
    is_whole(&log);
    assert!(list(&log, "objects").iter().all(|object| object["type"] != "bundle"));
}
