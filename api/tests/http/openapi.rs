//! The checked-in contract is the contract, and every command has an example that can be sent.

use std::path::PathBuf;

use crate::server::Server;
use api::{examples, ingest, openapi};
use engine::command::Command;
use serde_json::Value;

#[test]
fn the_checked_in_document_is_the_one_that_is_served() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("openapi.json");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, openapi::text()).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == openapi::text(), "the contract changed: look at it, then run with UPDATE=1");
}

#[tokio::test]
async fn every_command_has_an_example_that_is_read() {
    let server = Server::hall();
    let parties = &server.app().parties;
    let examples = examples::all().unwrap();
    for kind in Command::KINDS {
        let example = examples::of(&examples, kind);
        if openapi::INTERNAL.contains(kind) {
            assert!(example.is_none(), "{kind} is never sent from outside");
            continue;
        }
        let text = example.unwrap_or_else(|| panic!("{kind} has no example")).to_string();
        let (header, today) = (ingest::HeaderForm::default(), server.app().now().day());
        let read = ingest::read(text.as_bytes(), header, parties, today);
        match read {
            Ok(ingest::Asked::One(envelope)) => assert_eq!(envelope.command.kind(), *kind),
            other => panic!("{kind}: {other:?}"),
        }
    }
    assert_eq!(examples.len(), Command::KINDS.len() - openapi::INTERNAL.len());
}

#[test]
fn every_reference_in_the_document_leads_somewhere() {
    fn references<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
        match value {
            Value::Object(map) => {
                found.extend(map.get("$ref").and_then(Value::as_str));
                map.values().for_each(|value| references(value, found));
            }
            Value::Array(values) => values.iter().for_each(|value| references(value, found)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => (),
        }
    }
    let document = openapi::document();
    let mut found = Vec::new();
    references(&document, &mut found);
    assert!(found.len() > 100, "only {} references", found.len());
    for reference in found {
        let pointer = reference.strip_prefix('#').unwrap();
        assert!(document.pointer(pointer).is_some(), "{reference} leads nowhere");
    }
}
