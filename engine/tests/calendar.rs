//! The working-day calendar: the official years, what lies beyond, and new notices.
#![expect(clippy::unwrap_used, reason = "a test whose own data cannot be read fails right there")]

use engine::calendar::{Calendar, CalendarError, DayKind, NOTICE_DAYS_MAX, OffDay, YearNotice};
use engine::due::{Budget, Due, Unit, due};
use engine::time::{Day, Weekday};
use serde_json::Value;

const OFFICIAL: &str = include_str!("data/cn-workday-calendar-2023-2026.json");
const VECTORS: &str = include_str!("data/clock-vectors.json");

fn day(text: &str) -> Day {
    text.parse().expect(text)
}

fn off(date: &str, name: &str) -> OffDay {
    OffDay { date: day(date), name: name.into() }
}

/// Not the real notice, which is not known here.
fn notice_2027() -> YearNotice {
    YearNotice {
        year: 2027,
        off: vec![off("2026-12-31", "元旦"), off("2027-01-01", "元旦"), off("2027-01-04", "元旦")],
        make_up: vec![day("2027-01-03")],
        source: "example:2027".into(),
        regional: false,
    }
}

/// An overlay as a minority area may publish it.
fn regional_2026() -> YearNotice {
    YearNotice {
        year: 2026,
        off: vec![off("2026-04-20", "三月三"), off("2026-02-28", "试点")],
        make_up: vec![day("2026-04-06")],
        source: "example:regional".into(),
        regional: true,
    }
}

fn dates(list: &Value) -> Vec<(Day, String)> {
    let entry = |entry: &Value| {
        (day(entry["date"].as_str().unwrap()), entry["name"].as_str().unwrap().to_owned())
    };
    list.as_array().unwrap().iter().map(entry).collect()
}

#[test]
fn the_built_in_notices_are_the_published_lists() {
    let json: Value = serde_json::from_str(OFFICIAL).unwrap();
    let calendar = Calendar::official();

    let off: Vec<(Day, String)> = (calendar.notices().iter())
        .flat_map(|notice| notice.off.iter().map(|off| (off.date, off.name.to_string())))
        .collect();
    let make_up: Vec<Day> =
        calendar.notices().iter().flat_map(|notice| notice.make_up.clone()).collect();

    assert_eq!(off, dates(&json["off"]));
    assert_eq!(make_up, dates(&json["makeup"]).iter().map(|entry| entry.0).collect::<Vec<_>>());
    for notice in calendar.notices() {
        assert_eq!(json["notices"][notice.year.to_string()][0], notice.source.as_str());
    }
    assert_eq!(calendar.covered_from(), day(json["covered_from"].as_str().unwrap()));
    assert_eq!(calendar.covered_to(), day(json["covered_to"].as_str().unwrap()));
    assert_eq!(calendar.version(), 1);
}

#[test]
fn each_official_month_and_year_has_its_working_days() {
    let json: Value = serde_json::from_str(OFFICIAL).unwrap();
    let calendar = Calendar::official();
    for (year, total) in [(2023, 249), (2024, 251), (2025, 248), (2026, 248)] {
        let mut sum = 0;
        for month in 1..=12 {
            let first = Day::new(year, month, 1).unwrap();
            let last = match month {
                12 => Day::new(year, 12, 31).unwrap(),
                _ => Day::new(year, month + 1, 1).unwrap().plus(-1),
            };
            let count = calendar.workdays_between(first.plus(-1), last);
            let listed = &json["workdays_per_month"][year.to_string()][usize::from(month) - 1];
            assert_eq!(listed.as_u64(), Some(u64::from(count)), "{year}-{month}");
            sum += count;
        }
        assert_eq!(sum, total, "{year}");
    }
}

#[test]
fn the_listed_days_are_working_days_or_not() {
    let json: Value = serde_json::from_str(VECTORS).unwrap();
    let list = json["checks"]["is_workday"].as_array().unwrap();
    assert_eq!(list.len(), 22);
    let calendar = Calendar::official();
    for entry in list {
        let date = day(entry[0].as_str().unwrap());
        assert_eq!(Some(calendar.is_workday(date)), entry[1].as_bool(), "{date}");
        assert_eq!(calendar.kind(date).is_workday(), calendar.is_workday(date), "{date}");
    }
}

#[test]
fn a_day_says_what_it_is() {
    let calendar = Calendar::official();
    assert_eq!(calendar.kind(day("2025-01-24")), DayKind::Workday);
    assert_eq!(calendar.kind(day("2025-01-25")), DayKind::Weekend);
    assert_eq!(calendar.kind(day("2025-01-26")), DayKind::MakeUp);
    assert_eq!(calendar.kind(day("2025-01-28")), DayKind::Holiday("春节".into()));
    assert_eq!(calendar.kind(day("2022-12-31")), DayKind::Holiday("元旦".into()));
}

#[test]
fn counting_and_its_inverse_agree_with_walking_day_by_day() {
    let calendar = Calendar::official().publish(&regional_2026()).unwrap();
    // From a working day a year before the covered years to the year after them.
    let (first, last) = (day("2021-12-31"), day("2027-12-31"));
    let mut walked = 0;
    let mut date = first;
    while date < last {
        date = date.next();
        if calendar.kind(date).is_workday() {
            walked += 1;
            assert_eq!(calendar.workday_after(first, walked), date);
            assert_eq!(calendar.workday_from(date), date);
        } else {
            assert_eq!(calendar.workday_from(date), calendar.workday_after(first, walked + 1));
        }
        assert_eq!(calendar.workdays_between(first, date), walked, "{date}");
        assert_eq!(calendar.workday_before(date.next(), 1), calendar.workday_after(first, walked));
    }
}

#[test]
fn far_counts_stop_at_the_days_that_are_kept() {
    let calendar = Calendar::official();
    assert_eq!(calendar.workday_after(day("2025-01-01"), u32::MAX), Day::MAX);
    assert_eq!(calendar.workday_after(Day::MAX, 1), Day::MAX);
    assert_eq!(calendar.workday_before(day("2025-01-01"), u32::MAX), Day::MIN);
    assert_eq!(calendar.workday_before(Day::MIN, i32::MAX.unsigned_abs()), Day::MIN);
    assert_eq!(calendar.workdays_between(Day::MAX, Day::MIN), 0);
    assert!(calendar.workdays_between(Day::MIN, Day::MAX) > 2_000_000);
}

#[test]
fn beyond_the_notices_monday_to_friday_are_taken() {
    let calendar = Calendar::official();
    assert!(!calendar.covers(day("2027-01-01")));
    assert_eq!(calendar.kind(day("2027-01-01")), DayKind::Workday);
    assert_eq!(day("2027-01-02").weekday(), Weekday::Saturday);
    assert_eq!(calendar.kind(day("2027-01-02")), DayKind::Weekend);
    assert!(!calendar.is_workday(day("2022-01-01")));
}

#[test]
fn publishing_the_next_year_moves_provisional_dates_and_settles_them() {
    let before = Calendar::official();
    let budget = Budget { days: 5, unit: Unit::WorkingDays };
    let start = day("2026-12-29");
    let guess = Due { day: day("2027-01-05"), provisional: true };
    assert_eq!(due(&before, start, budget, 0, &[]), Some(guess));

    let after = before.publish(&notice_2027()).unwrap();

    // 12-30, then 12-31 to 01-02 off, 01-03 made up, 01-04 off, 01-05, 01-06, 01-07.
    let settled = Due { day: day("2027-01-07"), provisional: false };
    assert_eq!(due(&after, start, budget, 0, &[]), Some(settled));
    assert_eq!(after.version(), 2);
    assert_eq!(after.covered_to(), day("2027-12-31"));
    assert_eq!(before, Calendar::official());
}

#[test]
fn a_regional_notice_lies_over_the_national_one() {
    let national = Calendar::official();
    let regional = national.publish(&regional_2026()).unwrap();
    assert_eq!(regional.kind(day("2026-04-20")), DayKind::Holiday("三月三".into()));
    assert_eq!(national.kind(day("2026-02-28")), DayKind::MakeUp);
    assert_eq!(regional.kind(day("2026-02-28")), DayKind::Holiday("试点".into()));
    assert_eq!(regional.kind(day("2026-04-06")), DayKind::MakeUp);
    assert_eq!(regional.covered_to(), national.covered_to());
    let budget = Budget { days: 1, unit: Unit::WorkingDays };
    let moved = due(&regional, day("2026-04-17"), budget, 0, &[]).unwrap();
    assert_eq!(moved.day, day("2026-04-21"));
}

#[test]
fn a_notice_for_the_same_year_replaces_the_old_one() {
    let calendar = Calendar::official();
    let mut changed = calendar.notices()[3].clone();
    assert_eq!(changed.year, 2026);
    changed.off.retain(|off| off.date != day("2026-10-07"));
    let after = calendar.publish(&changed).unwrap();
    assert!(after.is_workday(day("2026-10-07")));
    assert_eq!(after.notices().len(), 4);
    assert_eq!(after.publish(&regional_2026()).unwrap().notices().len(), 5);
}

#[test]
fn a_calendar_is_rebuilt_from_its_version_and_notices() {
    let calendar =
        Calendar::official().publish(&notice_2027()).unwrap().publish(&regional_2026()).unwrap();
    let mut notices = calendar.notices().to_vec();
    notices.reverse();
    let json = serde_json::to_string(&notices).unwrap();
    let read: Vec<YearNotice> = serde_json::from_str(&json).unwrap();
    assert_eq!(Calendar::rebuild(calendar.version(), read), Ok(calendar));
}

#[track_caller]
fn check_refused(change: impl FnOnce(&mut YearNotice), expected: CalendarError) {
    let mut notice = notice_2027();
    change(&mut notice);
    assert_eq!(Calendar::official().publish(&notice), Err(expected));
}

#[test]
fn a_notice_that_is_not_whole_is_refused() {
    check_refused(|n| n.year = 1900, CalendarError::YearOutOfRange { year: 1900 });
    check_refused(|n| n.year = 9999, CalendarError::YearOutOfRange { year: 9999 });
    check_refused(|n| n.off.clear(), CalendarError::Empty { year: 2027 });
    let count = NOTICE_DAYS_MAX + 1;
    check_refused(
        |n| n.make_up = vec![day("2027-01-03"); count],
        CalendarError::TooManyDays { count },
    );
    check_refused(|n| n.source = "".into(), CalendarError::Source);
    let date = day("2026-12-31");
    check_refused(|n| n.off[0].name = " ".into(), CalendarError::HolidayName { date });
    let date = day("2026-12-24");
    check_refused(|n| n.off[0].date = date, CalendarError::DayOutside { date, year: 2027 });
    let date = day("2028-01-01");
    check_refused(|n| n.make_up[0] = date, CalendarError::DayOutside { date, year: 2027 });
    let date = day("2027-01-01");
    check_refused(|n| n.off[0].date = date, CalendarError::DayTwice { date });
    check_refused(|n| n.make_up[0] = date, CalendarError::OffAndMakeUp { date });
    check_refused(
        |n| n.make_up = vec![day("2027-01-03"); 2],
        CalendarError::DayTwice { date: day("2027-01-03") },
    );
}

#[test]
fn a_gap_between_the_years_is_refused() {
    let shift = |year: u16, date: &str| YearNotice {
        year,
        off: vec![off(date, "元旦")],
        make_up: Vec::new(),
        source: "example:gap".into(),
        regional: false,
    };
    let calendar = Calendar::official();
    let later = calendar.publish(&shift(2028, "2028-01-01"));
    assert_eq!(later, Err(CalendarError::Gap { missing: 2027 }));
    let earlier = calendar.publish(&shift(2021, "2021-01-01"));
    assert_eq!(earlier, Err(CalendarError::Gap { missing: 2022 }));
    let before = calendar.publish(&shift(2022, "2022-01-03")).unwrap();
    assert_eq!(before.covered_from(), day("2022-01-01"));
    let alone = YearNotice { regional: true, ..shift(2027, "2027-01-01") };
    assert_eq!(calendar.publish(&alone), Err(CalendarError::RegionalAlone { year: 2027 }));
    let twice = [calendar.notices(), calendar.notices()].concat();
    assert_eq!(Calendar::rebuild(1, twice), Err(CalendarError::NoticeTwice { year: 2023 }));
    assert_eq!(Calendar::rebuild(1, Vec::new()), Err(CalendarError::NoNotice));
    let last = Calendar::rebuild(u32::MAX, calendar.notices().to_vec()).unwrap();
    assert_eq!(last.publish(&notice_2027()), Err(CalendarError::VersionsUsedUp));
}
