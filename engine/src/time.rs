//! Instants and civil days of the hall. One time zone, Asia/Shanghai, which is UTC+8 all year.
//!
//! Invariant: a value that exists lies in the years 1900 to 9999, so no later step can overflow.
//! As text both are RFC 3339; in a binary format they are plain integers.

mod text;

use std::fmt;
use std::str::FromStr;

use jiff::SignedDuration;
use jiff::civil;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use self::text::{date_fields, instant_ms};

/// Milliseconds in a civil day; every day in Asia/Shanghai has 24 hours.
pub const DAY_MS: i64 = 86_400_000;
/// Milliseconds that Asia/Shanghai is ahead of UTC.
const OFFSET_MS: i64 = 8 * 3_600_000;
/// Longest instant that is read: date, time, nine digits of a second, numeric offset.
const INSTANT_TEXT_BYTES_MAX: usize = 35;
/// Day zero.
const EPOCH: civil::Date = civil::Date::constant(1970, 1, 1);

/// Why a text or a number is no day or no instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TimeError {
    /// The text is no existing civil date.
    #[error("not a date: write an existing day as YYYY-MM-DD")]
    NotADay,
    /// The text is no RFC 3339 instant.
    #[error("not an instant: write YYYY-MM-DDTHH:MM:SS.mmm+08:00 (RFC 3339, with an offset)")]
    NotAnInstant,
    /// The value lies outside the years that are kept.
    #[error("outside the years 1900 to 9999")]
    OutOfRange,
}

/// A civil date in Asia/Shanghai (日期), as days since 1970-01-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i32);

/// An instant (时刻), as milliseconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

/// A day of the week (星期).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Weekday {
    /// 周一
    Monday,
    /// 周二
    Tuesday,
    /// 周三
    Wednesday,
    /// 周四
    Thursday,
    /// 周五
    Friday,
    /// 周六
    Saturday,
    /// 周日
    Sunday,
}

impl Day {
    /// 1900-01-01, the first day that is kept.
    pub const MIN: Day = Day(-25_567);
    /// 9999-12-31, the last day that is kept.
    pub const MAX: Day = Day(2_932_896);

    /// The day so many days after 1970-01-01.
    pub fn from_days(days: i32) -> Result<Day, TimeError> {
        let day = Day(days);
        if day < Day::MIN || day > Day::MAX { Err(TimeError::OutOfRange) } else { Ok(day) }
    }

    /// The day of a year, month (1 to 12) and day of the month (1 to 31).
    pub fn new(year: u16, month: u8, day: u8) -> Result<Day, TimeError> {
        let date = i16::try_from(year)
            .ok()
            .zip(i8::try_from(month).ok())
            .zip(i8::try_from(day).ok())
            .and_then(|((year, month), day)| civil::Date::new(year, month, day).ok())
            .ok_or(TimeError::NotADay)?;
        let days = date.duration_since(EPOCH).as_hours() / 24;
        Day::from_days(i32::try_from(days).map_err(|_| TimeError::OutOfRange)?)
    }

    /// Days since 1970-01-01.
    pub const fn days(self) -> i32 {
        self.0
    }

    /// Midnight in Asia/Shanghai at which this day begins.
    pub fn start(self) -> Timestamp {
        Timestamp(i64::from(self.0) * DAY_MS - OFFSET_MS)
    }

    /// The day after; 9999-12-31 is its own successor.
    pub fn next(self) -> Day {
        self.plus(1)
    }

    /// So many days later, or earlier when negative; stops at the first and last day kept.
    pub fn plus(self, days: i32) -> Day {
        Day(self.0.saturating_add(days)).clamp(Day::MIN, Day::MAX)
    }

    /// So many days later, or earlier when negative; nothing outside the days that are kept.
    pub fn checked_plus(self, days: i32) -> Option<Day> {
        self.0.checked_add(days).and_then(|days| Day::from_days(days).ok())
    }

    /// The day of the week.
    pub fn weekday(self) -> Weekday {
        // 1970-01-01 was a Thursday.
        match self.0.rem_euclid(7) {
            0 => Weekday::Thursday,
            1 => Weekday::Friday,
            2 => Weekday::Saturday,
            3 => Weekday::Sunday,
            4 => Weekday::Monday,
            5 => Weekday::Tuesday,
            _ => Weekday::Wednesday,
        }
    }

    /// The calendar year, 1900 to 9999.
    pub fn year(self) -> u16 {
        u16::try_from(self.civil().year()).expect("a day lies in the years 1900 to 9999")
    }

    fn civil(self) -> civil::Date {
        EPOCH
            .checked_add(SignedDuration::from_hours(i64::from(self.0) * 24))
            .expect("a day lies in the years 1900 to 9999")
    }
}

impl Timestamp {
    /// The first millisecond that is kept.
    pub const MIN: Timestamp = Timestamp(-25_567 * DAY_MS - OFFSET_MS);
    /// The last millisecond that is kept.
    pub const MAX: Timestamp = Timestamp(2_932_897 * DAY_MS - OFFSET_MS - 1);

    /// The instant so many milliseconds after 1970-01-01T00:00:00Z.
    pub fn from_ms(ms: i64) -> Result<Timestamp, TimeError> {
        let at = Timestamp(ms);
        if at < Timestamp::MIN || at > Timestamp::MAX { Err(TimeError::OutOfRange) } else { Ok(at) }
    }

    /// Milliseconds since 1970-01-01T00:00:00Z.
    pub const fn ms(self) -> i64 {
        self.0
    }

    /// The civil day in Asia/Shanghai.
    pub fn day(self) -> Day {
        let days = (self.0 + OFFSET_MS).div_euclid(DAY_MS);
        Day(i32::try_from(days).expect("an instant lies in the years 1900 to 9999"))
    }

    /// So many milliseconds later, or earlier; stops at the first and last instant kept.
    pub fn plus_ms(self, ms: i64) -> Timestamp {
        Timestamp(self.0.saturating_add(ms)).clamp(Timestamp::MIN, Timestamp::MAX)
    }

    /// So many milliseconds later, or earlier; nothing outside the instants that are kept.
    pub fn checked_plus_ms(self, ms: i64) -> Option<Timestamp> {
        self.0.checked_add(ms).and_then(|ms| Timestamp::from_ms(ms).ok())
    }

    /// Milliseconds from `earlier` to this instant; negative when it is the later one.
    pub const fn ms_since(self, earlier: Timestamp) -> i64 {
        self.0 - earlier.0
    }
}

impl Weekday {
    /// 1 周一 to 7 周日 (ISO 8601).
    pub const fn iso(self) -> u8 {
        match self {
            Weekday::Monday => 1,
            Weekday::Tuesday => 2,
            Weekday::Wednesday => 3,
            Weekday::Thursday => 4,
            Weekday::Friday => 5,
            Weekday::Saturday => 6,
            Weekday::Sunday => 7,
        }
    }

    /// Saturday or Sunday (周末).
    pub const fn is_weekend(self) -> bool {
        matches!(self, Weekday::Saturday | Weekday::Sunday)
    }

    /// The Chinese short name.
    pub const fn zh(self) -> &'static str {
        match self {
            Weekday::Monday => "周一",
            Weekday::Tuesday => "周二",
            Weekday::Wednesday => "周三",
            Weekday::Thursday => "周四",
            Weekday::Friday => "周五",
            Weekday::Saturday => "周六",
            Weekday::Sunday => "周日",
        }
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let date = self.civil();
        write!(f, "{:04}-{:02}-{:02}", date.year(), date.month(), date.day())
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ms = (self.0 + OFFSET_MS).rem_euclid(DAY_MS);
        let (seconds, ms) = (ms / 1000, ms % 1000);
        let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        write!(f, "{}T{hour:02}:{minute:02}:{second:02}.{ms:03}+08:00", self.day())
    }
}

impl FromStr for Day {
    type Err = TimeError;

    fn from_str(text: &str) -> Result<Day, TimeError> {
        let (year, month, day) = date_fields(text.as_bytes()).ok_or(TimeError::NotADay)?;
        Day::new(year, month, day)
    }
}

impl FromStr for Timestamp {
    type Err = TimeError;

    /// Reads RFC 3339 with any offset. Digits finer than a millisecond are cut off, never rounded
    /// up, so that an instant cannot slip into the next day.
    fn from_str(text: &str) -> Result<Timestamp, TimeError> {
        if text.len() > INSTANT_TEXT_BYTES_MAX {
            return Err(TimeError::NotAnInstant);
        }
        let ms = instant_ms(text.as_bytes()).ok_or(TimeError::NotAnInstant)?;
        Timestamp::from_ms(ms)
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_str(self)
        } else {
            serializer.serialize_i32(self.0)
        }
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_str(self)
        } else {
            serializer.serialize_i64(self.0)
        }
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Day, D::Error> {
        if deserializer.is_human_readable() {
            deserializer.deserialize_str(DayText)
        } else {
            Day::from_days(i32::deserialize(deserializer)?).map_err(de::Error::custom)
        }
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Timestamp, D::Error> {
        if deserializer.is_human_readable() {
            deserializer.deserialize_str(InstantText)
        } else {
            Timestamp::from_ms(i64::deserialize(deserializer)?).map_err(de::Error::custom)
        }
    }
}

struct DayText;

impl Visitor<'_> for DayText {
    type Value = Day;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a date as YYYY-MM-DD")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Day, E> {
        text.parse().map_err(E::custom)
    }
}

struct InstantText;

impl Visitor<'_> for InstantText {
    type Value = Timestamp;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an RFC 3339 instant with an offset")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Timestamp, E> {
        text.parse().map_err(E::custom)
    }
}

impl JsonSchema for Day {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Day".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "format": "date",
            "description": "A civil date in Asia/Shanghai.",
            "examples": ["2026-11-20"],
        })
    }
}

impl JsonSchema for Timestamp {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Timestamp".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "format": "date-time",
            "description": "An RFC 3339 instant; read with any offset, written in +08:00.",
            "examples": ["2026-11-20T09:00:00.000+08:00"],
        })
    }
}
