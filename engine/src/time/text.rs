//! Reading dates and instants: RFC 3339, no other spelling.

use jiff::civil;

use super::EPOCH;

/// Year, month and day of exactly `YYYY-MM-DD`.
pub(super) fn date_fields(text: &[u8]) -> Option<(u16, u8, u8)> {
    let (year, rest) = text.split_at_checked(4)?;
    let (month, rest) = rest.strip_prefix(b"-")?.split_at_checked(2)?;
    let day = rest.strip_prefix(b"-").filter(|day| day.len() == 2)?;
    let narrow = |field: &[u8]| u8::try_from(number(field)?).ok();
    Some((u16::try_from(number(year)?).ok()?, narrow(month)?, narrow(day)?))
}

/// Milliseconds since the epoch of an RFC 3339 text.
pub(super) fn instant_ms(text: &[u8]) -> Option<i64> {
    let (date, rest) = text.split_at_checked(10)?;
    let (year, month, day) = date_fields(date)?;
    let date =
        civil::Date::new(i16::try_from(year).ok()?, month.cast_signed(), day.cast_signed()).ok()?;
    let (clock, rest) = rest
        .split_first()
        .filter(|(mark, _)| matches!(mark, b'T' | b't'))?
        .1
        .split_at_checked(8)?;
    let (hour_minute, second) = clock.split_at_checked(6)?;
    let minutes = minute_of_day(hour_minute.strip_suffix(b":")?)?;
    // A leap second is read as the last second of its minute: the hall's days have 86 400 seconds.
    let second = number(second).filter(|second| *second <= 60)?.min(59);
    let (fraction_ms, rest) = match rest.strip_prefix(b".") {
        Some(rest) => fraction_ms(rest)?,
        None => (0, rest),
    };
    let offset_minutes = offset_minutes(rest)?;
    let days_ms = i64::try_from(date.duration_since(EPOCH).as_millis()).ok()?;
    Some(days_ms + (minutes - offset_minutes) * 60_000 + second * 1000 + fraction_ms)
}

/// Minutes since midnight of exactly `HH:MM`.
fn minute_of_day(text: &[u8]) -> Option<i64> {
    let (hour, minute) = text.split_at_checked(2)?;
    let hour = number(hour).filter(|hour| *hour <= 23)?;
    let minute = minute.strip_prefix(b":").filter(|minute| minute.len() == 2)?;
    let minute = number(minute).filter(|minute| *minute <= 59)?;
    Some(hour * 60 + minute)
}

/// Whole milliseconds of one to nine decimal digits, and what follows them.
fn fraction_ms(text: &[u8]) -> Option<(i64, &[u8])> {
    let len = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (digits, rest) = text.split_at_checked(len)?;
    if digits.is_empty() || digits.len() > 9 {
        return None;
    }
    let mut padded = digits.iter().chain(b"00").take(3);
    let ms = padded.try_fold(0, |ms, digit| Some(ms * 10 + i64::from(digit.checked_sub(b'0')?)))?;
    Some((ms, rest))
}

/// Minutes east of UTC of `Z`, `+HH:MM` or `-HH:MM`.
fn offset_minutes(text: &[u8]) -> Option<i64> {
    match text.split_first()? {
        (b'Z' | b'z', []) => Some(0),
        (b'+', offset) => minute_of_day(offset),
        (b'-', offset) => Some(-minute_of_day(offset)?),
        _ => None,
    }
}

/// The number that at least one ASCII digit, and nothing else, spells.
fn number(digits: &[u8]) -> Option<i64> {
    if digits.is_empty() || digits.len() > 9 || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    Some(digits.iter().fold(0, |value, digit| value * 10 + i64::from(digit - b'0')))
}
