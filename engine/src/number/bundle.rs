//! 一件事编号: a local prefix, the bundle's code, the day, and the how-many-eth of that code and day.

use crate::code::{BundleCode, BundleNumber};
use crate::id::BundleId;
use crate::setup::Setup;
use crate::time::Day;

/// 一件事 the local prefix of a bundle's number.
pub const BUNDLE_PREFIX: &str = "YJS";
const DAY_DIGITS: usize = 8;
pub(super) const ORDINAL_DIGITS: std::ops::RangeInclusive<usize> = 4..=8;

/// The number of a bundle; `None` when the catalogue does not know it.
pub fn format_bundle(setup: &Setup, bundle: BundleId) -> Option<BundleNumber> {
    let code = setup.bundle_code(bundle.code_ordinal())?;
    let day: String = bundle.day().to_string().chars().filter(char::is_ascii_digit).collect();
    format!("{BUNDLE_PREFIX}{code}{day}{:04}", bundle.ordinal()).parse().ok()
}

/// The bundle of a number; `None` when no published bundle could have given it.
pub fn parse_bundle(setup: &Setup, number: &BundleNumber) -> Option<BundleId> {
    let text = number.as_str().strip_prefix(BUNDLE_PREFIX)?;
    ORDINAL_DIGITS.into_iter().find_map(|digits| {
        let (code, day, ordinal) = split(text, digits)?;
        BundleId::new(setup.bundle_ordinal(&code.parse::<BundleCode>().ok()?)?, day, ordinal)
    })
}

/// Code, day and ordinal of a number.
pub(super) fn split(text: &str, ordinal_digits: usize) -> Option<(&str, Day, u32)> {
    let (rest, ordinal) = text.split_at_checked(text.len().checked_sub(ordinal_digits)?)?;
    let (code, day) = rest.split_at_checked(rest.len().checked_sub(DAY_DIGITS)?)?;
    let is_canonical = ordinal_digits == *ORDINAL_DIGITS.start() || !ordinal.starts_with('0');
    if !is_canonical || !ordinal.bytes().chain(day.bytes()).all(|b| b.is_ascii_digit()) {
        return None;
    }
    let (year, month_day) = day.split_at_checked(4)?;
    let (month, day) = month_day.split_at_checked(2)?;
    let day = Day::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()?;
    Some((code, day, ordinal.parse().ok()?))
}
