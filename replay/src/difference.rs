//! 差异: where two values differ, field by field.

use serde::Serialize;
use serde_json::Value;

/// Characters of one value that are shown.
const SHOWN_CHARS_MAX: usize = 200;

/// Differences that are listed of one pair.
const DIFFERENCES_MAX: usize = 20;

/// One field in which two values differ.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// The way to the field, with dots.
    pub field: String,
    /// The first value; nothing where the field is not there.
    pub before: Option<Value>,
    /// The second value.
    pub after: Option<Value>,
}

/// The fields in which two values differ, at most so many as are worth reading.
pub fn differences<T: Serialize>(one: &T, other: &T) -> Vec<Difference> {
    let json = |value: &T| serde_json::to_value(value).unwrap_or(Value::Null);
    between(Some(json(one)), Some(json(other)))
}

/// The same for values that are data already.
pub fn between(one: Option<Value>, other: Option<Value>) -> Vec<Difference> {
    let mut found = Vec::new();
    let mut open = vec![(String::new(), one, other)];
    while let Some((field, before, after)) = open.pop() {
        if before == after || found.len() >= DIFFERENCES_MAX {
            continue;
        }
        match (before, after) {
            (Some(Value::Object(mut one)), Some(Value::Object(mut other))) => {
                let mut keys: Vec<String> = one.keys().chain(other.keys()).cloned().collect();
                keys.sort_unstable();
                keys.dedup();
                for key in keys.into_iter().rev() {
                    let (one, other) = (one.remove(&key), other.remove(&key));
                    open.push((below(&field, &key), one, other));
                }
            }
            (Some(Value::Array(one)), Some(Value::Array(other))) => {
                let count = one.len().max(other.len());
                let (mut one, mut other) = (one.into_iter(), other.into_iter());
                let pairs: Vec<_> = (0..count).map(|_| (one.next(), other.next())).collect();
                for (index, (one, other)) in pairs.into_iter().enumerate().rev() {
                    open.push((below(&field, &index.to_string()), one, other));
                }
            }
            (before, after) => found.push(Difference { field, before, after }),
        }
    }
    found
}

fn below(field: &str, key: &str) -> String {
    if field.is_empty() { key.to_owned() } else { format!("{field}.{key}") }
}

/// The differences in one line, the first value called `one` and the second `other`.
pub fn in_words(differences: &[Difference], one: &str, other: &str) -> String {
    let show = |value: &Option<Value>| value.as_ref().map_or("nothing".to_owned(), shown);
    let each = differences.iter().map(|difference| {
        let Difference { field, before, after } = difference;
        format!("{field}: {one} {}, {other} {}", show(before), show(after))
    });
    each.collect::<Vec<_>>().join("; ")
}

/// A value as text of bounded length.
pub fn shown(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(SHOWN_CHARS_MAX) {
        Some((end, _)) => format!("{}...", text.get(..end).unwrap_or_default()),
        None => text,
    }
}
