//! One example of every command, for the OpenAPI document and those who read it.

use serde_json::Value;

const EXAMPLES: &str = include_str!("../data/command-examples.json");

/// The examples, in the order of the catalogue of commands.
///
/// # Errors
/// Never, as a test sees to.
pub fn all() -> Result<Vec<Value>, serde_json::Error> {
    serde_json::from_str(EXAMPLES)
}

/// The example of a `type`.
pub fn of<'a>(examples: &'a [Value], kind: &str) -> Option<&'a Value> {
    examples.iter().find(|example| example.get("type").and_then(Value::as_str) == Some(kind))
}
