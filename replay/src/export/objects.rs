//! 对象: what an event is about. A new kind of object is one line of [`ObjectType`] and its place below.

use serde::Serialize;

/// The word of a coded value, as in JSON.
pub(super) fn word<T: Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        Ok(other) => other.to_string(),
        Err(_) => String::new(),
    }
}
