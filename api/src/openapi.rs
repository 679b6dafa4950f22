//! `/openapi.json`: the whole contract, made from the types that are really read and written.

mod paths;

use std::sync::OnceLock;

use engine::command::Sent;
use schemars::SchemaGenerator;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};
use store::person::SEALED;

use crate::commands::{DoneAnswer, ManyAnswer};
use crate::examples;
use crate::ingest::{SET_TIME, TOKENED};
use crate::limits::WORDS_BYTES_MAX;
use crate::party::PlainParty;

/// Commands of the engine itself, which nobody may send.
pub const INTERNAL: [&str; 8] = [
    "fire_alarm",
    "recalculate_clocks",
    "transfer_case",
    "fire_bundle_alarm",
    "recalculate_bundle",
    "fire_voice_alarm",
    "recalculate_voice",
    "lapse_tickets",
];

/// The document as text, made once.
pub fn text() -> &'static str {
    static TEXT: OnceLock<String> = OnceLock::new();
    TEXT.get_or_init(|| {
        let mut text = serde_json::to_string_pretty(&document()).unwrap_or_default();
        text.push('\n');
        text
    })
}

/// The document.
pub fn document() -> Value {
    let settings = SchemaSettings::draft2020_12().with(|settings| {
        settings.definitions_path = "/components/schemas".into();
        settings.meta_schema = None;
    });
    let mut schemas = settings.into_generator();
    let mut components = commands(&mut schemas);
    let paths = paths::paths(&mut schemas);
    components.extend(schemas.take_definitions(true));
    hide_sealed(&mut components);
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Yichuang 一窗",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "The case engine behind a one-window government hall. Commands are \
                data, queries are resources, errors are problem+json. See docs/api.md.",
            "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
        },
        "security": [{ "token": [] }],
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": { "token": { "type": "http", "scheme": "bearer" } },
        },
    })
}

/// The schemas of all commands, of one of them, and of several with their outcomes.
fn commands(schemas: &mut SchemaGenerator) -> Map<String, Value> {
    let party = schemas.subschema_for::<PlainParty>().to_value();
    let examples = examples::all().unwrap_or_default();
    let mut components = Map::new();
    let mut one_of = Vec::new();
    let mut mapping = Map::new();
    let sent = Sent::schemas(schemas).into_iter().map(|(kind, schema)| (kind, schema.to_value()));
    let sent = sent.filter(|(kind, _)| !INTERNAL.contains(kind));
    for (kind, mut schema) in sent.chain([(SET_TIME, set_time())]) {
        sharpen(&mut schema, kind, &party);
        if let (Some(schema), Some(example)) =
            (schema.as_object_mut(), examples::of(&examples, kind))
        {
            schema.insert("examples".to_owned(), json!([example]));
        }
        let reference = format!("#/components/schemas/command.{kind}");
        components.insert(format!("command.{kind}"), schema);
        one_of.push(json!({ "$ref": reference }));
        mapping.insert(kind.to_owned(), reference.into());
    }
    let discriminator = json!({ "propertyName": "type", "mapping": mapping });
    components
        .insert("Command".to_owned(), json!({ "oneOf": one_of, "discriminator": discriminator }));
    schemas.subschema_for::<DoneAnswer>();
    schemas.subschema_for::<ManyAnswer>();
    components
}

/// Persons in events are shown without what was sealed; commands have them plain, by another schema.
fn hide_sealed(components: &mut Map<String, Value>) {
    components.remove("Sealed");
    // Words in events are not shown either.
    for component in components.values_mut() {
        if let Some(properties) = component.get_mut("properties").and_then(Value::as_object_mut)
            && properties.get("words").is_some_and(|words| words.to_string().contains("/Sealed"))
        {
            properties.remove("words");
        }
    }
    let Some(party) = components.get_mut("Party") else { return };
    if let Some(properties) = party.get_mut("properties").and_then(Value::as_object_mut) {
        properties.remove(SEALED);
    }
    if let Some(required) = party.get_mut("required").and_then(Value::as_array_mut) {
        required.retain(|field| field != SEALED);
    }
}

/// What the engine's schema does not say: the fixed `type`, that somebody must ask, and that
/// personal fields are sent plain.
fn sharpen(schema: &mut Value, kind: &str, party: &Value) {
    let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) else {
        return;
    };
    properties.insert("type".to_owned(), json!({ "const": kind }));
    for field in ["applicant", "agent"] {
        if let Some(of) = properties.get_mut(field) {
            *of = party.clone();
        }
    }
    if TOKENED.contains(&kind)
        && let Some(person) = properties.get_mut("person")
    {
        *person = person_schema();
    }
    if let Some(words) = properties.get_mut("words") {
        *words = json!({
            "type": ["string", "null"], "maxLength": WORDS_BYTES_MAX,
            "description": "原话 in the person's own words, sent plain, sealed with his key",
        });
    }
    let required = schema.get_mut("required").and_then(Value::as_array_mut);
    if kind != SET_TIME
        && let Some(required) = required
    {
        required.push("actor".into());
    }
}

/// Whose ticket or appointment it is: by his certificate, of which only a blind token is kept, or by the token.
fn person_schema() -> Value {
    json!({ "oneOf": [
        {
            "type": "object",
            "properties": {
                "certificate_type": { "type": "string" }, "certificate": { "type": "string" },
            },
            "required": ["certificate_type", "certificate"],
            "additionalProperties": false,
        },
        { "type": "string", "pattern": "^[0-9a-f]{32}$" },
    ] })
}

fn set_time() -> Value {
    json!({
        "description": "拨钟: moves a manual clock forward. Every alarm on the way goes off first, \
            on its own day. Only with --clock manual.",
        "type": "object",
        "properties": { "type": {}, "actor": { "type": "string" },
            "to": { "type": "string", "format": "date-time" } },
        "required": ["type", "to"],
        "additionalProperties": false,
        "examples": [{ "type": SET_TIME, "to": "2026-11-20T09:00:00+08:00" }],
    })
}
