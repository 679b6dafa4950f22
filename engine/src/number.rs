//! 办件编号: the number people see: 31 characters of implementation code, the day, and the how-many-eth of that
//! item and day, at least four digits.

use crate::code::{CaseNumber, ImplCode};
use crate::id::CaseId;
use crate::setup::Setup;
use crate::time::Day;

const DAY_DIGITS: usize = 8;
const ORDINAL_DIGITS: std::ops::RangeInclusive<usize> = 4..=8;

/// The number of a case; `None` when the catalogue does not know its item.
pub fn format(setup: &Setup, case: CaseId) -> Option<CaseNumber> {
    let code = setup.impl_code(case.item_ordinal())?;
    let day: String = case.day().to_string().chars().filter(char::is_ascii_digit).collect();
    format!("{code}{day}{:04}", case.ordinal()).parse().ok()
}

/// The case of a number; `None` when no published item could have given it.
pub fn parse(setup: &Setup, number: &CaseNumber) -> Option<CaseId> {
    ORDINAL_DIGITS.into_iter().find_map(|digits| parse_with(setup, number.as_str(), digits))
}

fn parse_with(setup: &Setup, text: &str, ordinal_digits: usize) -> Option<CaseId> {
    let (rest, ordinal) = text.split_at_checked(text.len().checked_sub(ordinal_digits)?)?;
    let (code, day) = rest.split_at_checked(rest.len().checked_sub(DAY_DIGITS)?)?;
    let is_canonical = ordinal_digits == *ORDINAL_DIGITS.start() || !ordinal.starts_with('0');
    if !is_canonical || !ordinal.bytes().chain(day.bytes()).all(|b| b.is_ascii_digit()) {
        return None;
    }
    let item = setup.ordinal(&code.parse::<ImplCode>().ok()?)?;
    let (year, month_day) = day.split_at_checked(4)?;
    let (month, day) = month_day.split_at_checked(2)?;
    let day = Day::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()?;
    CaseId::new(item, day, ordinal.parse().ok()?)
}
