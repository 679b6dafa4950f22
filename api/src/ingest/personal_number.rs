//! 公民身份号码 outside the fields that are sealed: in a reason, a remark or a reference it would be readable for ever.

use engine::identity::{CertificateType, RESIDENT_ID_CHARS, kind_of_number};
use engine::time::Day;
use serde_json::Value;

use crate::problem::{Problem, Trouble};

/// Refuses a command, its personal fields sealed already, in which a citizen's number stands (个人信息保护法 art. 51). It is
/// told by its region, its date of birth and its check character, with nothing but other signs around it.
///
/// # Errors
/// [`Trouble::PersonalNumber`], which does not repeat it.
pub(super) fn none_in(command: &str, today: Day) -> Result<(), Problem> {
    // Without escapes the text says of its words what they are; they are looked at as they stand.
    let is_in = if command.contains('\\') {
        let value = serde_json::from_str(command);
        // What cannot be read is refused by who reads it.
        value.is_ok_and(|value| is_in_value(&value, today))
    } else {
        is_in_text(command, today)
    };
    if !is_in {
        return Ok(());
    }
    Err(Trouble::PersonalNumber.because(
        "a citizen's number stands in applicant, agent, person or words only, where it is sealed: leave it out of the \
         other texts",
    ))
}

fn is_in_value(value: &Value, today: Day) -> bool {
    match value {
        Value::String(text) => is_in_text(text, today),
        Value::Array(parts) => parts.iter().any(|part| is_in_value(part, today)),
        Value::Object(fields) => {
            fields.iter().any(|(name, part)| is_in_text(name, today) || is_in_value(part, today))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

fn is_in_text(text: &str, today: Day) -> bool {
    text.split(|letter: char| !letter.is_ascii_alphanumeric()).any(|word| {
        // Seldom is a word so long; only then is it looked at closely.
        word.len() == RESIDENT_ID_CHARS && is_number(&word.to_ascii_uppercase(), today)
    })
}

fn is_number(word: &str, today: Day) -> bool {
    kind_of_number(word) == Some(CertificateType::ResidentId)
        && CertificateType::ResidentId.check(word, today).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of GB 11643-1999.
    const NUMBER: &str = "11010519491231002X";

    fn refused(command: &str) -> bool {
        none_in(command, "2026-03-02".parse().unwrap()).is_err()
    }

    #[test]
    fn art_51_a_citizens_number_is_found_in_every_text_however_it_is_written() {
        assert!(refused(&format!(r#"{{"reason": "身份证{NUMBER}。"}}"#)));
        assert!(refused(&format!(r#"{{"reason": "{}"}}"#, NUMBER.to_lowercase())));
        assert!(refused(&format!(r#"{{"reason": "\n{NUMBER}"}}"#)), "behind an escape");
        assert!(refused(&format!(r#"{{"reason": "\u8bc1{NUMBER}"}}"#)), "behind another");
        assert!(refused(r#"{"reason": "\u0031\u0031010519491231002X"}"#), "as escapes");
        assert!(refused(&format!(r#"{{"reason": "\n", "materials": [{{"code": "{NUMBER}"}}]}}"#)));
        assert!(refused(&format!(r#"{{"reason": "\n", "{NUMBER}": 1}}"#)));
    }

    #[test]
    fn art_51_what_only_looks_like_one_is_taken() {
        assert!(!refused(r#"{"reason": "110105194912310021"}"#), "another check character");
        assert!(!refused(r#"{"reason": "11010519491331002X"}"#), "no month 13");
        assert!(!refused(&format!(r#"{{"reason": "A{NUMBER}"}}"#)), "part of a longer number");
        assert!(!refused(r#"{"reason": "91350100M000100Y43\n"}"#), "an organisation's code");
    }
}
