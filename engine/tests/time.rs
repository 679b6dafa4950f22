//! Instants and civil days: reading, writing, and the border between two days.

use engine::time::{DAY_MS, Day, TimeError, Timestamp, Weekday};
use proptest::prelude::*;
use serde::Deserialize;
use serde::de::value::Error as ValueError;
use serde::de::{Deserializer, Visitor};

fn day(text: &str) -> Day {
    text.parse().expect(text)
}

fn at(text: &str) -> Timestamp {
    text.parse().expect(text)
}

#[track_caller]
fn check_same(text: &str, canonical: &str) {
    assert_eq!(at(text).to_string(), canonical);
}

#[test]
fn any_offset_is_read_and_beijing_time_is_written() {
    check_same("2025-01-26T00:00:00+08:00", "2025-01-26T00:00:00.000+08:00");
    check_same("2025-01-25T16:00:00Z", "2025-01-26T00:00:00.000+08:00");
    check_same("2025-01-25T11:30:00.25-04:30", "2025-01-26T00:00:00.250+08:00");
    check_same("2025-01-25t16:00:00.123999999z", "2025-01-26T00:00:00.123+08:00");
    check_same("1969-12-31T23:59:59.999Z", "1970-01-01T07:59:59.999+08:00");
    check_same("2016-12-31T23:59:60Z", "2017-01-01T07:59:59.000+08:00");
    assert_eq!(at("1970-01-01T00:00:00Z").ms(), 0);
    assert_eq!(at("1969-12-31T23:59:59.999Z").ms(), -1);
}

#[test]
fn a_day_in_the_hall_begins_at_midnight_in_beijing() {
    assert_eq!(at("2025-01-25T15:59:59.999Z").day(), day("2025-01-25"));
    assert_eq!(at("2025-01-25T16:00:00Z").day(), day("2025-01-26"));
    assert_eq!(day("2025-01-26").start(), at("2025-01-26T00:00:00+08:00"));
    assert_eq!(day("2025-01-26").start().ms_since(day("2025-01-25").start()), DAY_MS);
}

#[test]
fn days_know_their_weekday_and_year() {
    assert_eq!(day("1970-01-01").days(), 0);
    assert_eq!(day("2025-01-26").weekday(), Weekday::Sunday);
    assert_eq!(day("2025-01-27").weekday(), Weekday::Monday);
    assert_eq!(day("1969-12-31").weekday(), Weekday::Wednesday);
    assert_eq!(day("2024-02-28").plus(2), day("2024-03-01"));
    assert_eq!(day("2024-12-31").year(), 2024);
    assert_eq!(day("2024-12-31").next().year(), 2025);
}

#[test]
fn the_kept_years_end_without_overflow() {
    assert_eq!(Day::MIN, day("1900-01-01"));
    assert_eq!(Day::MAX, day("9999-12-31"));
    assert_eq!(Day::MAX.next(), Day::MAX);
    assert_eq!(Day::MAX.plus(i32::MAX), Day::MAX);
    assert_eq!(Day::MIN.plus(i32::MIN), Day::MIN);
    assert_eq!(Day::MAX.checked_plus(1), None);
    assert_eq!(Day::from_days(Day::MAX.days() + 1), Err(TimeError::OutOfRange));
    assert_eq!(Timestamp::MIN, Day::MIN.start());
    assert_eq!(Timestamp::MAX.day(), Day::MAX);
    assert_eq!(Timestamp::MAX.plus_ms(1), Timestamp::MAX);
    assert_eq!(Timestamp::MAX.checked_plus_ms(1), None);
    assert_eq!(Timestamp::from_ms(i64::MAX), Err(TimeError::OutOfRange));
    check_same("9999-12-31T23:59:59.999+08:00", "9999-12-31T23:59:59.999+08:00");
    assert_eq!("1899-12-31".parse::<Day>(), Err(TimeError::OutOfRange));
    assert_eq!("9999-12-31T16:00:00Z".parse::<Timestamp>(), Err(TimeError::OutOfRange));
}

#[test]
fn what_is_no_date_is_refused() {
    for text in [
        "",
        "2025-02-29",
        "2025-13-01",
        "2025-00-10",
        "2025-1-1",
        "20250101",
        "2025/01/01",
        "2025-01-01 ",
        "+025-01-01",
        "2025-01-0१",
        "春节",
        "2025-01-01T00:00:00Z",
    ] {
        assert_eq!(text.parse::<Day>(), Err(TimeError::NotADay), "{text}");
    }
}

#[test]
fn what_is_no_instant_is_refused() {
    for text in [
        "",
        "2025-01-01",
        "2025-01-01T00:00:00",
        "2025-01-01 00:00:00Z",
        "2025-01-01T24:00:00Z",
        "2025-01-01T00:60:00Z",
        "2025-01-01T00:00:61Z",
        "2025-01-01T00:00:00.Z",
        "2025-01-01T00:00:00.0000000000Z",
        "2025-01-01T00:00:00+8:00",
        "2025-01-01T00:00:00+0800",
        "2025-01-01T00:00:00+24:00",
        "2025-01-01T00:00:00Z[UTC]",
        "2025-02-29T00:00:00Z",
        "2025-01-01T00:00:00.000000000+08:000000000000000",
        "2025-01-01T0a:00:00Z",
    ] {
        assert_eq!(text.parse::<Timestamp>(), Err(TimeError::NotAnInstant), "{text}");
    }
}

#[test]
fn json_holds_texts() {
    let pair = (day("2025-01-26"), at("2025-01-25T16:00:00Z"));
    let json = serde_json::to_string(&pair).expect("json");
    assert_eq!(json, r#"["2025-01-26","2025-01-26T00:00:00.000+08:00"]"#);
    assert_eq!(serde_json::from_str::<(Day, Timestamp)>(&json).expect("json"), pair);
    assert!(serde_json::from_str::<Day>("20000").is_err());
    assert!(serde_json::from_str::<Timestamp>("20000").is_err());
}

/// A format that holds one integer and is not for people.
struct Binary(i64);

impl<'de> Deserializer<'de> for Binary {
    type Error = ValueError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        visitor.visit_i64(self.0)
    }

    fn is_human_readable(&self) -> bool {
        false
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf option unit
        unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

#[test]
fn binary_formats_hold_integers_and_are_checked() {
    assert_eq!(Day::deserialize(Binary(20_114)), Ok(day("2025-01-26")));
    assert_eq!(Timestamp::deserialize(Binary(-1)), Ok(at("1969-12-31T23:59:59.999Z")));
    assert!(Day::deserialize(Binary(3_000_000)).is_err());
    assert!(Timestamp::deserialize(Binary(i64::MIN)).is_err());
}

proptest! {
    #[test]
    fn every_day_and_instant_reads_back(
        days in Day::MIN.days()..=Day::MAX.days(),
        ms in Timestamp::MIN.ms()..=Timestamp::MAX.ms(),
    ) {
        let one = Day::from_days(days).expect("in range");
        prop_assert_eq!(one.to_string().parse(), Ok(one));
        let instant = Timestamp::from_ms(ms).expect("in range");
        prop_assert_eq!(instant.to_string().parse(), Ok(instant));
        prop_assert!(instant.day().start() <= instant);
        prop_assert!(instant.ms_since(instant.day().start()) < DAY_MS);
    }

    #[test]
    fn no_text_makes_it_panic(text in "[0-9TZz:.+\\-春 ]{0,40}") {
        let _ = text.parse::<Day>();
        let _ = text.parse::<Timestamp>();
    }
}
