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
        || is_in_groups(&text, today)
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

/// Signs between two groups of a number: blanks, strokes and commas, and what takes no ink.
const BETWEEN_MAX: usize = 2;

/// A number written in groups, however it is divided: 六位地区、八位生日、四位, or four by four. A group has at least two
/// digits, the last may be the check character alone with one.
fn is_in_groups(text: &str, today: Day) -> bool {
    let letters: Vec<char> = text.chars().collect();
    let is_part = |at: usize| letters.get(at).is_some_and(char::is_ascii_alphanumeric);
    let starts = (0..letters.len())
        .filter(|start| is_part(*start) && !start.checked_sub(1).is_some_and(is_part));
    starts.into_iter().any(|start| grouped(&letters, start).is_some_and(|n| is_number(&n, today)))
}

/// The eighteen characters that begin there, where they stand in groups and end with one.
fn grouped(letters: &[char], start: usize) -> Option<String> {
    let mut number = String::with_capacity(RESIDENT_ID_CHARS);
    let (mut between, mut group, mut is_divided) = (0, 0, false);
    for (at, letter) in letters.iter().enumerate().skip(start) {
        if letter.is_ascii_alphanumeric() {
            number.push(letter.to_ascii_uppercase());
            (between, group) = (0, group + 1);
            if number.len() == RESIDENT_ID_CHARS {
                let goes_on = letters.get(at + 1).is_some_and(char::is_ascii_alphanumeric);
                return (is_divided && !goes_on).then_some(number);
            }
        } else {
            // One digit for itself is a list and no number.
            if between == 0 && group < 2 {
                return None;
            }
            (between, group, is_divided) = (between + 1, 0, true);
            if between > BETWEEN_MAX {
                return None;
            }
        }
    }
    None
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
        assert!(refused(r#"{"reason": "110105 1949 1231 002X"}"#), "in four groups");
        assert!(refused(r#"{"reason": "1101 0519 4912 3100 2X"}"#), "four by four");
        assert!(refused(r#"{"reason": "110105，19491231，002X"}"#), "with commas");
        assert!(refused(r#"{"reason": "110105\t19491231\n002X"}"#), "over lines");
        assert!(
            refused(r#"{"reason": "110105\u200b1949\u00ad1231002X"}"#),
            "with what takes no ink"
        );
        assert!(refused(r#"{"reason": "\u0031\u0031010519491231002X"}"#), "as escapes");
        assert!(refused(&format!(r#"{{"reason": "\n", "materials": [{{"code": "{NUMBER}"}}]}}"#)));
        assert!(refused(&format!(r#"{{"reason": "\n", "{NUMBER}": 1}}"#)));
    }

    #[test]
    fn art_51_what_only_looks_like_one_is_taken() {
        assert!(!refused(r#"{"reason": "110105194912310021"}"#), "another check character");
        assert!(!refused(r#"{"reason": "11010519491331002X"}"#), "no month 13");
        assert!(!refused(&format!(r#"{{"reason": "1{NUMBER}"}}"#)), "part of a longer number");
        assert!(!refused(r#"{"reason": "1, 1, 0, 1, 0, 5, 1, 9, 4, 9, 1, 2, 3, 1, 0, 0, 2, X"}"#));
        assert!(!refused(r#"{"reason": "110105 1949 1231 002X9"}"#), "a longer last group");
        assert!(!refused(r#"{"reason": "91350100M000100Y43\n"}"#), "an organisation's code");
    }
}
