//! 公民身份号码 outside the fields that are sealed: in a reason, a remark or a reference it would be readable for ever.

use std::borrow::Cow;

use engine::identity::{CertificateType, RESIDENT_ID_CHARS, kind_of_number};
use engine::time::Day;
use serde_json::Value;

use crate::problem::{Problem, Trouble};

/// Refuses a command, its personal fields sealed already, in which a citizen's number stands (个人信息保护法 art. 51). It is
/// told by its region, its date of birth and its check character, with no other digit beside it.
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

/// Letters and digits on end that are looked at: keys, hashes and what is sealed are longer.
const WORD_CHARS_MAX: usize = 30;

fn is_in_text(text: &str, today: Day) -> bool {
    let text: Cow<'_, str> = if text.chars().any(|letter| ascii(letter) != letter) {
        text.chars().map(ascii).collect::<String>().into()
    } else {
        text.into()
    };
    let words = text.split(|letter: char| !letter.is_ascii_alphanumeric());
    words.filter(|word| word.len() <= WORD_CHARS_MAX).any(|word| is_in_word(word, today))
        || (text.contains([' ', '-']) && is_in_groups(&text, today))
}

/// 全角 digits and letters as those that a keyboard has.
fn ascii(letter: char) -> char {
    let code = u32::from(letter);
    let is_wide = ('０'..='９').contains(&letter) || ('Ａ'..='ｚ').contains(&letter);
    if is_wide { char::from_u32(code - 0xfee0).unwrap_or(letter) } else { letter }
}

/// A number with letters on either side, but no further digit.
fn is_in_word(word: &str, today: Day) -> bool {
    let digit = |at: usize| word.as_bytes().get(at).is_some_and(u8::is_ascii_digit);
    let alone = |start: usize| {
        !(start.checked_sub(1).is_some_and(digit) || digit(start + RESIDENT_ID_CHARS))
    };
    let mut starts = 0..(word.len() + 1).saturating_sub(RESIDENT_ID_CHARS);
    starts.any(|start| {
        let part = word.get(start..start + RESIDENT_ID_CHARS).filter(|_| alone(start));
        part.is_some_and(|part| is_number(&part.to_ascii_uppercase(), today))
    })
}

/// A number written in groups, as it is printed for people: 六位地区、八位生日、四位.
fn is_in_groups(text: &str, today: Day) -> bool {
    let groups: Vec<&str> = text
        .split(|letter: char| !letter.is_ascii_alphanumeric())
        .filter(|group| !group.is_empty())
        .collect();
    groups.windows(3).any(|three| {
        let lengths = three.iter().map(|group| group.len());
        lengths.eq([6, 8, 4]) && is_number(&three.concat().to_ascii_uppercase(), today)
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
        assert!(refused(&format!(r#"{{"reason": "No{NUMBER}可行"}}"#)), "behind a letter");
        assert!(refused(&format!(r#"{{"reason": "{NUMBER}b"}}"#)), "before a letter");
        assert!(refused(r#"{"reason": "１１０１０５１９４９１２３１００２Ｘ"}"#), "full width");
        assert!(refused(r#"{"reason": "110105 19491231 002X"}"#), "in groups");
        assert!(refused(r#"{"reason": "110105-19491231-002X"}"#), "in groups with signs");
        assert!(refused(r#"{"reason": "\u0031\u0031010519491231002X"}"#), "as escapes");
        assert!(refused(&format!(r#"{{"reason": "\n", "materials": [{{"code": "{NUMBER}"}}]}}"#)));
        assert!(refused(&format!(r#"{{"reason": "\n", "{NUMBER}": 1}}"#)));
    }

    #[test]
    fn art_51_what_only_looks_like_one_is_taken() {
        assert!(!refused(r#"{"reason": "110105194912310021"}"#), "another check character");
        assert!(!refused(r#"{"reason": "11010519491331002X"}"#), "no month 13");
        assert!(!refused(&format!(r#"{{"reason": "1{NUMBER}"}}"#)), "part of a longer number");
        assert!(!refused(r#"{"reason": "11010519491231002 9X"}"#), "other groups");
        assert!(!refused(r#"{"reason": "91350100M000100Y43\n"}"#), "an organisation's code");
    }
}
