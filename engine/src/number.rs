//! 办件编号: the number people see. There is no national form (GB/T 39046 says an..50 only), so the form is data of
//! the set-up, read and written by the same scheme; it is fixed once cases carry it.

mod bundle;
mod voice;

use std::fmt::Write;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::code::{CaseNumber, ImplCode};
use crate::id::CaseId;
use crate::limits::{CODE_CHARS_MAX, NUMBER_PARTS_MAX};
use crate::refusal::{Refusal, Rule};
use crate::setup::Setup;
use crate::time::Day;

pub use bundle::{BUNDLE_PREFIX, format_bundle, parse_bundle};
pub use voice::{format_voice, parse_voice};

/// Digits a running number may have, whatever it has at least: cases of an item and day are bounded.
const ORDINAL_DIGITS_MAX: u8 = 8;
/// Characters of an implementation code as the national structure has it.
const IMPL_CODE_CHARS: usize = 31;

/// 编号组成 a part of a case's number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum NumberPart {
    /// 固定字符, for example the code of a region.
    Literal(CaseNumber),
    /// 实施编码 of the item.
    ImplCode,
    /// The day of receipt as `20260302`.
    Day,
    /// The day of receipt as `260302`; of the years 2000 to 2099 only.
    ShortDay,
    /// 流水号 the how-many-eth of that item and day, of so many digits at least.
    Ordinal(u8),
}

/// 办件编号规则: the parts of a case's number, in order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct NumberScheme(pub Vec<NumberPart>);

impl NumberScheme {
    /// 31 characters of implementation code, 8 of the day, 4 or more of the running number.
    pub fn customary() -> NumberScheme {
        NumberScheme(vec![NumberPart::ImplCode, NumberPart::Day, NumberPart::Ordinal(4)])
    }

    /// A scheme that gives every case a number of its own, from which the case is found again.
    pub fn check(&self) -> Result<(), Refusal> {
        let count = |is: fn(&NumberPart) -> bool| self.0.iter().filter(|part| is(part)).count();
        let items = count(|part| matches!(part, NumberPart::ImplCode));
        let days = count(|part| matches!(part, NumberPart::Day | NumberPart::ShortDay));
        let ordinals = count(|part| matches!(part, NumberPart::Ordinal(_)));
        if (items, days, ordinals) != (1, 1, 1) {
            let detail = "a number has one item, one day and one running number";
            return Err(Rule::BadScheme.because(detail));
        }
        let Some(NumberPart::Ordinal(digits)) = self.0.last() else {
            return Err(Rule::BadScheme.because("the running number stands last"));
        };
        if *digits == 0 || *digits > ORDINAL_DIGITS_MAX {
            let detail = format!("a running number has 1 to {ORDINAL_DIGITS_MAX} digits at least");
            return Err(Rule::BadScheme.because(detail));
        }
        let chars: usize = self.0.iter().map(NumberPart::chars).sum();
        if self.0.len() > NUMBER_PARTS_MAX || chars > CODE_CHARS_MAX {
            let detail = format!("{chars} characters, at most {CODE_CHARS_MAX}");
            return Err(Rule::BadScheme.because(detail));
        }
        Ok(())
    }

    fn ordinal_digits(&self) -> std::ops::RangeInclusive<usize> {
        let least = match self.0.last() {
            Some(NumberPart::Ordinal(digits)) => *digits,
            Some(_) | None => 1,
        };
        usize::from(least)..=usize::from(ORDINAL_DIGITS_MAX)
    }
}

impl NumberPart {
    /// Characters it takes at most, as far as they are known.
    fn chars(&self) -> usize {
        match self {
            NumberPart::Literal(text) => text.as_str().chars().count(),
            NumberPart::ImplCode => IMPL_CODE_CHARS,
            NumberPart::Day => 8,
            NumberPart::ShortDay => 6,
            NumberPart::Ordinal(_) => usize::from(ORDINAL_DIGITS_MAX),
        }
    }
}

/// The number of a case; `None` when the catalogue does not know its item, or the scheme has no room for it.
pub fn format(setup: &Setup, case: CaseId) -> Option<CaseNumber> {
    let mut number = String::with_capacity(48);
    for part in &setup.numbers().0 {
        match part {
            NumberPart::Literal(text) => number.push_str(text.as_str()),
            NumberPart::ImplCode => number.push_str(setup.impl_code(case.item_ordinal())?.as_str()),
            NumberPart::Day => {
                number.extend(case.day().to_string().chars().filter(char::is_ascii_digit));
            }
            NumberPart::ShortDay if case.day().year() / 100 == 20 => {
                let day = case.day().to_string();
                number.extend(day.chars().skip(2).filter(char::is_ascii_digit));
            }
            NumberPart::ShortDay => return None,
            NumberPart::Ordinal(digits) => {
                let width = usize::from(*digits);
                write!(number, "{:0width$}", case.ordinal()).ok()?;
            }
        }
    }
    number.parse().ok()
}

/// The case of a number; `None` when no published item could have given it.
pub fn parse(setup: &Setup, number: &CaseNumber) -> Option<CaseId> {
    let scheme = setup.numbers();
    let mut widths = scheme.ordinal_digits();
    widths.find_map(|digits| parse_with(setup, scheme, number.as_str(), digits))
}

/// What of a number was read so far.
#[derive(Default)]
struct Read {
    day: Option<Day>,
    ordinal: Option<u32>,
}

fn parse_with(setup: &Setup, scheme: &NumberScheme, text: &str, digits: usize) -> Option<CaseId> {
    // From both ends towards the item, whose code alone has no fixed width.
    let is_item = |part: &NumberPart| matches!(part, NumberPart::ImplCode);
    let at = scheme.0.iter().position(is_item)?;
    let (before, rest) = scheme.0.split_at_checked(at)?;
    let (_, behind) = rest.split_first()?;
    let mut read = Read::default();
    let mut text = text;
    for part in before {
        let (head, tail) = text.split_at_checked(width(part, digits))?;
        take(part, head, digits, &mut read)?;
        text = tail;
    }
    for part in behind.iter().rev() {
        let (head, tail) = text.split_at_checked(text.len().checked_sub(width(part, digits))?)?;
        take(part, tail, digits, &mut read)?;
        text = head;
    }
    let item = setup.ordinal(&text.parse::<ImplCode>().ok()?)?;
    CaseId::new(item, read.day?, read.ordinal?)
}

/// Bytes of a part.
fn width(part: &NumberPart, digits: usize) -> usize {
    match part {
        NumberPart::Literal(text) => text.as_str().len(),
        NumberPart::ImplCode => 0,
        NumberPart::Day => 8,
        NumberPart::ShortDay => 6,
        NumberPart::Ordinal(_) => digits,
    }
}

fn take(part: &NumberPart, text: &str, digits: usize, read: &mut Read) -> Option<()> {
    match part {
        NumberPart::Literal(literal) => return (literal.as_str() == text).then_some(()),
        NumberPart::ImplCode => return None,
        NumberPart::Day => read.day = Some(day(text.split_at_checked(4)?, 0)?),
        NumberPart::ShortDay => read.day = Some(day(text.split_at_checked(2)?, 2_000)?),
        NumberPart::Ordinal(least) => {
            // A longer running number than the scheme asks for has no zero in front.
            let is_canonical = digits == usize::from(*least) || !text.starts_with('0');
            read.ordinal = Some(counted(text).filter(|_| is_canonical)?);
        }
    }
    Some(())
}

fn day((year, month_day): (&str, &str), century: u32) -> Option<Day> {
    let (month, day) = month_day.split_at_checked(2)?;
    let year = u16::try_from(century + counted(year)?).ok()?;
    Day::new(year, u8::try_from(counted(month)?).ok()?, u8::try_from(counted(day)?).ok()?).ok()
}

/// A number of digits alone.
fn counted(text: &str) -> Option<u32> {
    text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}
