//! 编码: the national codes of an item have 12, 31 or 33 characters, each part with its meaning.
//!
//! 基本编码 12 = region or `00` (2), type (2), leading department (2), item (3), sub-item (3).
//! 实施编码 31 = unified credit code of the body (18), level (1), 基本编码 (12).
//! 业务办理项编码 33 = 实施编码 and two digits.

use crate::identity::{USCC_CHARS, check_uscc};
use crate::item::ItemDefinition;

use super::check::{Check, Finding};

/// 事项编码 the longest code of any known scheme that is taken.
pub const ITEM_CODE_CHARS_MAX: usize = 36;
const BASIC_CHARS: usize = 12;
const IMPLEMENTATION_CHARS: usize = 31;
const HANDLING_CHARS: usize = 33;
/// 行使层级 1 国家 to 7 分级管理.
const LEVELS: std::ops::RangeInclusive<char> = '1'..='7';
/// Where the type stands in a 基本编码.
const TYPE: std::ops::Range<usize> = 2..4;

pub(super) fn inspect(item: &ItemDefinition, found: &mut Vec<Finding>) {
    let task_type = item.task_type.as_str();
    if !is_known_type(task_type) {
        found.push(Check::TypeUnknown.found(task_type.to_owned()));
    }
    let code = item.impl_code.as_str();
    match shape(code) {
        Shape::TooLong(chars) => {
            found.push(Check::CodeTooLong.found(format!("{chars} characters")));
        }
        Shape::Foreign(chars) => {
            found.push(Check::CodeForeign.found(format!("{chars} characters")));
        }
        Shape::Broken(why) => found.push(Check::CodeShape.found(why)),
        Shape::National { task_type: coded } => {
            if coded != task_type {
                let detail = format!("{coded} in the code, {task_type} of the item");
                found.push(Check::CodeTypeMismatch.found(detail));
            }
        }
    }
}

/// What a code looks like.
enum Shape<'a> {
    TooLong(usize),
    Foreign(usize),
    Broken(String),
    National { task_type: &'a str },
}

fn shape(code: &str) -> Shape<'_> {
    match code.chars().count() {
        chars if chars > ITEM_CODE_CHARS_MAX => Shape::TooLong(chars),
        BASIC_CHARS => basic(code),
        IMPLEMENTATION_CHARS => implementation(code),
        HANDLING_CHARS => match code.split_at_checked(IMPLEMENTATION_CHARS) {
            Some((start, tail)) if is_digits(tail) => implementation(start),
            Some(_) | None => Shape::Broken("places 32 and 33 are two digits".to_owned()),
        },
        chars => Shape::Foreign(chars),
    }
}

fn implementation(code: &str) -> Shape<'_> {
    let Some((body, rest)) = code.split_at_checked(USCC_CHARS) else {
        return Shape::Broken("places 1 to 18 are a unified credit code".to_owned());
    };
    if let Err(error) = check_uscc(body) {
        return Shape::Broken(format!("places 1 to 18: {error}"));
    }
    if !rest.starts_with(|level| LEVELS.contains(&level)) {
        return Shape::Broken("place 19 is a level from 1 to 7".to_owned());
    }
    basic(rest.get(1..).unwrap_or_default())
}

fn basic(code: &str) -> Shape<'_> {
    match code.get(TYPE) {
        Some(task_type) if is_digits(code) => Shape::National { task_type },
        Some(_) | None => Shape::Broken("the 12 places of the basic code are digits".to_owned()),
    }
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// `00` to `10` of the list, `11` to `19` and `21` on for a place's own, `20` 公共服务.
fn is_known_type(text: &str) -> bool {
    text.len() == 2 && is_digits(text)
}
