//! The moments of foreign logs: text into milliseconds since the epoch.

use jiff::civil::Time;
use jiff::fmt::temporal::Pieces;
use jiff::tz::{Offset, TimeZone};

use super::limits::{TIME_MS_END, TIME_MS_MIN};

/// Hours by which a moment without offset is taken to be ahead of UTC: the one time of China.
const OFFSET_HOURS_DEFAULT: i8 = 8;

/// Nanoseconds of one millisecond.
const MS_NANOS: i128 = 1_000_000;

/// Milliseconds since 1970-01-01T00:00:00Z, rounded down; `None` for what is no such text or
/// lies outside 1900 to 2199.
///
/// Read are ISO 8601 and its relatives: date and time parted by `T` or a blank, any fraction of
/// a second, offset `Z`, `+02:00`, `+0200` or `+02`. Without an offset the moment is taken as
/// Chinese time (+08:00), without a time as the beginning of the day. A zone name without an
/// offset is refused, since it would need the zone tables of the day.
pub fn parse_ms(text: &str) -> Option<i64> {
    let pieces = Pieces::parse(text.trim()).ok()?;
    let offset = match pieces.to_numeric_offset() {
        Some(offset) => offset,
        None if pieces.time_zone_annotation().is_some() => return None,
        None => Offset::constant(OFFSET_HOURS_DEFAULT),
    };
    let civil = pieces.date().to_datetime(pieces.time().unwrap_or(Time::midnight()));
    let stamp = TimeZone::fixed(offset).to_timestamp(civil).ok()?;
    let ms = i64::try_from(stamp.as_nanosecond().div_euclid(MS_NANOS)).ok()?;
    (TIME_MS_MIN..TIME_MS_END).contains(&ms).then_some(ms)
}

#[cfg(test)]
mod tests {
    use super::parse_ms;

    #[track_caller]
    fn check(text: &str, expected: Option<i64>) {
        assert_eq!(parse_ms(text), expected, "{text}");
    }

    #[test]
    fn an_offset_is_respected_in_every_usual_spelling() {
        let moment = Some(1_318_333_342_688);
        check("2011-10-11 13:42:22.688000+02:00", moment);
        check("2011-10-11T13:42:22.688+02:00", moment);
        check("2011-10-11T13:42:22.688+0200", moment);
        check("2011-10-11T11:42:22.688Z", moment);
        check(" 2011-10-11T19:42:22.688 ", moment);
    }

    #[test]
    fn a_moment_without_offset_is_chinese_time() {
        check("2025-07-01T08:00:00", Some(1_751_328_000_000));
        check("2025-07-01", Some(1_751_299_200_000));
    }

    #[test]
    fn moments_before_the_epoch_round_down() {
        check("1969-12-31T23:59:59.9999Z", Some(-1));
    }

    #[test]
    fn what_is_no_moment_is_refused() {
        for text in [
            "",
            "yesterday",
            "2011-02-30T00:00:00Z",
            "2011-10-11T25:00:00Z",
            "1318333342688",
            "1899-12-31T23:59:59Z",
            "2200-01-01T00:00:00Z",
            "2011-10-11T13:42:22[Europe/Amsterdam]",
            "2011-10-11T13:42:22+99:00",
        ] {
            check(text, None);
        }
    }
}
