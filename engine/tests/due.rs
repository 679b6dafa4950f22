//! The counting rule, held against worked examples and against a naive reading of its words.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test whose own data cannot be read fails right there"
)]

use std::collections::BTreeSet;

use engine::calendar::Calendar;
use engine::due::{
    Budget, CountedDay, Due, EXPLAIN_DAYS_MAX, ExplainError, Suspension, Term, Unit, Why, counted,
    due, working_days_before,
};
use engine::time::Day;
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use proptest::prelude::*;
use serde_json::Value;

const OFFICIAL: &str = include_str!("data/cn-workday-calendar-2023-2026.json");
const VECTORS: &str = include_str!("data/clock-vectors.json");

fn day(text: &str) -> Day {
    text.parse().expect(text)
}

fn suspensions(list: &Value) -> Vec<Suspension> {
    let one = |pair: &Value| Suspension {
        from: day(pair[0].as_str().unwrap()),
        resume: Some(day(pair[1].as_str().unwrap())),
    };
    list.as_array().unwrap().iter().map(one).collect()
}

fn wd<'a>(start: &str, days: u16, suspensions: &'a [Suspension]) -> Term<'a> {
    let budget = Budget { days, unit: Unit::WorkingDays };
    Term { start: day(start), budget, extension: 0, suspensions }
}

fn cd<'a>(start: &str, days: u16, suspensions: &'a [Suspension]) -> Term<'a> {
    let budget = Budget { days, unit: Unit::CalendarDays };
    Term { start: day(start), budget, extension: 0, suspensions }
}

fn from_to(from: &str, resume: &str) -> Suspension {
    Suspension { from: day(from), resume: Some(day(resume)) }
}

fn open_from(from: &str) -> Suspension {
    Suspension { from: day(from), resume: None }
}

#[track_caller]
fn check_due(term: Term<'_>, expected: Option<&str>) {
    let due = term.due(&Calendar::official()).map(|due| due.day.to_string());
    assert_eq!(due.as_deref(), expected);
}

#[test]
fn the_worked_examples_fall_due_on_their_day() {
    let json: Value = serde_json::from_str(VECTORS).unwrap();
    let vectors = json["vectors"].as_array().unwrap();
    assert_eq!(vectors.len(), 27);
    let calendar = Calendar::official();
    for vector in vectors {
        let start = day(vector["start"].as_str().unwrap());
        let unit: Unit = serde_json::from_value(vector["unit"].clone()).unwrap();
        let days = u16::try_from(vector["limit"].as_u64().unwrap()).unwrap();
        let extension = u16::try_from(vector["extension"].as_u64().unwrap()).unwrap();
        let suspensions = suspensions(&vector["suspended"]);
        let found = due(&calendar, start, Budget { days, unit }, extension, &suspensions);
        let expected = Due { day: day(vector["due"].as_str().unwrap()), provisional: false };
        assert_eq!(found, Some(expected), "{}", vector["id"]);
    }
}

#[test]
fn the_worked_examples_have_used_their_days() {
    let json: Value = serde_json::from_str(VECTORS).unwrap();
    let list = json["consumed"].as_array().unwrap();
    assert_eq!(list.len(), 5);
    let calendar = Calendar::official();
    for entry in list {
        let start = day(entry["start"].as_str().unwrap());
        let to = day(entry["as_of_close_of"].as_str().unwrap());
        let suspensions = suspensions(&entry["suspended"]);
        let found = counted(&calendar, start, Unit::WorkingDays, &suspensions, to);
        assert_eq!(Some(u64::from(found)), entry["consumed"].as_u64(), "{entry}");
    }
}

#[test]
fn a_limit_of_nothing_is_the_same_day() {
    check_due(wd("2025-03-03", 0, &[]), Some("2025-03-03"));
    // A Saturday, in either unit: there is no day to count and none to roll.
    check_due(wd("2025-03-08", 0, &[]), Some("2025-03-08"));
    check_due(cd("2025-03-08", 0, &[]), Some("2025-03-08"));
    check_due(wd("2025-03-03", 0, &[open_from("2025-03-03")]), Some("2025-03-03"));
    check_due(Term { extension: 1, ..wd("2025-03-08", 0, &[]) }, Some("2025-03-10"));
}

#[test]
fn an_open_suspension_keeps_the_due_date_unknown() {
    let calendar = Calendar::official();
    let open = [open_from("2025-03-10")];
    let term = wd("2025-03-03", 5, &open);
    assert_eq!(term.due(&calendar), None);
    assert_eq!(term.counted(&calendar, day("2025-06-30")), 4);
    assert_eq!(term.remaining(&calendar, day("2025-06-30")), 1);
    assert_eq!(term.day_before_due(&calendar, 1), None);
    assert_eq!(term.first_day_over_ratio(&calendar, 50), Some(day("2025-03-06")));
    assert_eq!(term.first_day_over_ratio(&calendar, 80), None);
}

#[test]
fn a_suspension_after_the_limit_was_used_up_does_not_excuse_it() {
    let late = [open_from("2025-03-11")];
    check_due(wd("2025-03-03", 5, &late), Some("2025-03-10"));
    let term = wd("2025-03-03", 5, &late);
    assert_eq!(term.remaining(&Calendar::official(), day("2025-03-20")), 0);
}

#[test]
fn overlapping_suspensions_exclude_a_day_once() {
    let apart = [from_to("2025-03-10", "2025-03-24")];
    let overlapping = [
        from_to("2025-03-17", "2025-03-24"),
        from_to("2025-03-10", "2025-03-19"),
        from_to("2025-03-12", "2025-03-14"),
        from_to("2025-03-20", "2025-03-11"),
    ];
    let calendar = Calendar::official();
    let one = wd("2025-03-03", 20, &apart).due(&calendar);
    assert_eq!(one.map(|due| due.day), Some(day("2025-04-15")));
    assert_eq!(wd("2025-03-03", 20, &overlapping).due(&calendar), one);
}

#[test]
fn dates_that_no_notice_decides_are_provisional() {
    let calendar = Calendar::official();
    let provisional = |term: Term<'_>| term.due(&calendar).unwrap().provisional;
    assert!(!provisional(wd("2026-12-30", 1, &[])));
    assert!(provisional(wd("2026-12-31", 1, &[])));
    assert!(provisional(cd("2026-12-31", 1, &[])));
    assert!(!provisional(wd("2027-05-01", 0, &[])));
    assert!(provisional(wd("2022-12-30", 1, &[])));
}

#[test]
fn remaining_days_turn_negative_only_after_the_due_date() {
    let calendar = Calendar::official();
    let left = |term: Term<'_>, to: &str| term.remaining(&calendar, day(to));
    assert_eq!(left(wd("2025-03-03", 5, &[]), "2025-03-03"), 5);
    assert_eq!(left(wd("2025-03-03", 5, &[]), "2025-03-10"), 0);
    assert_eq!(left(wd("2025-03-03", 5, &[]), "2025-03-12"), -2);
    assert_eq!(left(wd("2025-03-03", 0, &[]), "2025-03-04"), -1);
    // Friday + 1 is Saturday and rolls to Monday 03-10.
    assert_eq!(left(cd("2025-03-07", 1, &[]), "2025-03-08"), 0);
    assert_eq!(left(cd("2025-03-07", 1, &[]), "2025-03-10"), 0);
    assert_eq!(left(cd("2025-03-07", 1, &[]), "2025-03-12"), -2);
}

#[test]
fn a_reminder_comes_working_days_before_and_never_before_the_start() {
    let calendar = Calendar::official();
    let term = wd("2025-01-20", 7, &[]);
    assert_eq!(term.due(&calendar).map(|due| due.day), Some(day("2025-02-05")));
    assert_eq!(term.day_before_due(&calendar, 1), Some(day("2025-01-27")));
    assert_eq!(term.day_before_due(&calendar, 2), Some(day("2025-01-26")));
    assert_eq!(term.day_before_due(&calendar, 40), Some(day("2025-01-20")));
    assert_eq!(working_days_before(&calendar, day("2025-02-05"), 0), day("2025-02-05"));
}

#[test]
fn a_warning_comes_on_the_first_day_that_uses_more_than_its_share() {
    let calendar = Calendar::official();
    let over = |term: Term<'_>, percent| term.first_day_over_ratio(&calendar, percent).unwrap();
    // 10 days: more than half is the 6th, more than nine tenths the 10th.
    assert_eq!(over(wd("2025-03-03", 10, &[]), 50), day("2025-03-11"));
    assert_eq!(over(wd("2025-03-03", 10, &[]), 90), day("2025-03-17"));
    assert_eq!(over(wd("2025-03-03", 10, &[]), 100), day("2025-03-18"));
    assert_eq!(over(wd("2025-03-03", 3, &[]), 50), day("2025-03-05"));
    assert_eq!(over(wd("2025-03-03", 0, &[]), 100), day("2025-03-04"));
    assert_eq!(over(wd("2025-03-03", u16::MAX, &[]), u16::MAX), Day::MAX);
}

#[test]
fn an_explanation_names_each_day() {
    let calendar = Calendar::official();
    let stops = [from_to("2025-02-06", "2025-02-08")];
    let term = wd("2025-01-24", 5, &stops);
    let found = term.explain(&calendar, term.due(&calendar).unwrap().day).unwrap();
    let text: Vec<String> = found
        .iter()
        .map(|line| format!("{} {} {}", line.date, u8::from(line.counts), line.why))
        .collect();
    let mut expected = vec![
        "2025-01-25 0 周六 weekend".to_owned(),
        "2025-01-26 1 调休上班 make-up working day".to_owned(),
        "2025-01-27 1 周一 working day".to_owned(),
    ];
    let festival = day("2025-01-28");
    expected.extend((0..8).map(|n| format!("{} 0 春节 holiday", festival.plus(n))));
    expected.extend([
        "2025-02-05 1 周三 working day".to_owned(),
        "2025-02-06 0 中止 suspended".to_owned(),
        "2025-02-07 0 中止 suspended".to_owned(),
        "2025-02-08 1 调休上班 make-up working day".to_owned(),
        "2025-02-09 0 周日 weekend".to_owned(),
        "2025-02-10 1 周一 working day".to_owned(),
    ]);
    assert_eq!(text, expected);
}

#[test]
fn an_explanation_in_natural_days_shows_the_roll() {
    let calendar = Calendar::official();
    let found = cd("2025-03-07", 1, &[]).explain(&calendar, day("2025-03-11")).unwrap();
    let line = |date: &str, counts, why| CountedDay { date: day(date), counts, why };
    assert_eq!(
        found,
        vec![
            line("2025-03-08", true, Why::CalendarDay),
            line("2025-03-09", false, Why::RolledOver),
            line("2025-03-10", false, Why::RolledOver),
            line("2025-03-11", true, Why::CalendarDay),
        ]
    );
    let json = serde_json::to_string(&found[1]).unwrap();
    assert_eq!(
        json,
        r#"{"date":"2025-03-09","counts":false,"why":"rolls to the next working day"}"#
    );
}

#[test]
fn an_explanation_is_bounded() {
    let calendar = Calendar::official();
    let term = wd("2025-03-03", 5, &[]);
    let days = EXPLAIN_DAYS_MAX;
    let longest = term.start.plus(i32::try_from(days).unwrap());
    assert_eq!(term.explain(&calendar, longest).map(|lines| lines.len()), Ok(3660));
    let refused = term.explain(&calendar, longest.next());
    assert_eq!(refused, Err(ExplainError::TooManyDays { days: days + 1 }));
    assert_eq!(term.explain(&calendar, day("2020-01-01")), Ok(Vec::new()));
}

#[test]
fn the_far_end_of_the_calendar_holds() {
    let calendar = Calendar::official();
    let all = [Suspension { from: Day::MIN, resume: Some(Day::MAX) }, open_from("9999-12-31")];
    for unit in [Unit::WorkingDays, Unit::CalendarDays] {
        for start in [Day::MIN, Day::MAX] {
            let budget = Budget { days: u16::MAX, unit };
            let term = Term { start, budget, extension: u16::MAX, suspensions: &[] };
            assert!(term.due(&calendar).unwrap().provisional);
            let _ = term.remaining(&calendar, Day::MAX);
            assert_eq!(Term { suspensions: &all, ..term }.due(&calendar), None);
        }
    }
}

/// The rule, read word by word and walked day by day, on another library's dates.
struct Naive {
    make_up: BTreeSet<Date>,
    off: BTreeSet<Date>,
    suspended: Vec<(Date, Option<Date>)>,
    unit: Unit,
}

impl Naive {
    fn new(unit: Unit, suspensions: &[Suspension]) -> Naive {
        let json: Value = serde_json::from_str(OFFICIAL).unwrap();
        let dates = |list: &Value| {
            let text = |entry: &Value| entry["date"].as_str().unwrap().parse().unwrap();
            list.as_array().unwrap().iter().map(text).collect()
        };
        let interval = |one: &Suspension| (date(one.from), one.resume.map(date));
        let suspended = suspensions.iter().map(interval).collect();
        Naive { make_up: dates(&json["makeup"]), off: dates(&json["off"]), suspended, unit }
    }

    fn is_workday(&self, date: Date) -> bool {
        if self.make_up.contains(&date) {
            return true;
        }
        !self.off.contains(&date) && date.weekday().to_monday_one_offset() <= 5
    }

    fn runs_at_close_of(&self, date: Date) -> bool {
        !self
            .suspended
            .iter()
            .any(|(from, resume)| *from <= date && resume.is_none_or(|resume| date < resume))
    }

    fn counts(&self, date: Date) -> bool {
        let is_day = match self.unit {
            Unit::WorkingDays => self.is_workday(date),
            Unit::CalendarDays | Unit::Date => true,
        };
        is_day && self.runs_at_close_of(date)
    }

    fn nth(&self, start: Date, n: u32) -> Option<Date> {
        let mut date = start;
        let mut left = n;
        // Five years are longer than any limit that is drawn below.
        for _ in 0..1830 {
            if left == 0 {
                return Some(date);
            }
            date = date.checked_add(1.day()).unwrap();
            left -= u32::from(self.counts(date));
        }
        None
    }

    fn due(&self, start: Date, n: u32) -> Option<Date> {
        let mut last = self.nth(start, n)?;
        while n > 0 && self.unit == Unit::CalendarDays && !self.is_workday(last) {
            last = last.checked_add(1.day()).unwrap();
        }
        Some(last)
    }

    fn counted(&self, start: Date, to: Date) -> u32 {
        let mut count = 0;
        let mut date = start;
        while date < to {
            date = date.checked_add(1.day()).unwrap();
            count += u32::from(self.counts(date));
        }
        count
    }
}

fn date(day: Day) -> Date {
    day.to_string().parse().unwrap()
}

fn any_suspensions(start: Day) -> impl Strategy<Value = Vec<Suspension>> {
    let one = (-10..120_i32, -2..40_i32, 0..12_u8).prop_map(move |(from, length, open)| {
        let from = start.plus(from);
        let resume = if open == 0 { None } else { Some(from.plus(length)) };
        Suspension { from, resume }
    });
    proptest::collection::vec(one, 0..5)
}

fn any_case() -> impl Strategy<Value = (Day, Budget, u16, Vec<Suspension>)> {
    let (first, last) = (day("2022-12-20").days(), day("2026-12-31").days());
    (first..=last, 0..=90_u16, 0..=15_u16, any::<bool>()).prop_flat_map(
        |(start, days, extension, natural)| {
            let start = Day::from_days(start).unwrap();
            let unit = if natural { Unit::CalendarDays } else { Unit::WorkingDays };
            let budget = Budget { days, unit };
            (Just(start), Just(budget), Just(extension), any_suspensions(start))
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn counting_is_the_walk_day_by_day(
        (start, budget, extension, mut suspensions) in any_case(),
        after in -5..250_i32,
        percent in 0..=150_u16,
    ) {
        let calendar = Calendar::official();
        let naive = Naive::new(budget.unit, &suspensions);
        let total = u32::from(budget.days) + u32::from(extension);
        let term = Term { start, budget, extension, suspensions: &suspensions };
        let found = term.due(&calendar);
        prop_assert_eq!(found.map(|due| date(due.day)), naive.due(date(start), total));

        let to = start.plus(after);
        let used = naive.counted(date(start), date(to));
        let overdue = found.is_some_and(|due| due.day < to);
        // Days over which the limit rolls to a working day are none of it.
        let beyond = if overdue { naive.counted(date(found.unwrap().day), date(to)) } else { 0 };
        let is_known = found.is_some();
        let counted = if is_known { used.min(total) + beyond } else { used };
        prop_assert_eq!(term.counted(&calendar, to), counted);
        let remaining = term.remaining(&calendar, to);
        if overdue {
            prop_assert_eq!(remaining, -i64::from(beyond));
            if budget.unit == Unit::WorkingDays {
                prop_assert_eq!(remaining, i64::from(total) - i64::from(used));
            }
        } else {
            prop_assert_eq!(remaining, (i64::from(total) - i64::from(used)).max(0));
        }

        let over = (1..=200).find(|n| n * 100 > u32::from(percent) * total).unwrap();
        let expected = naive.nth(date(start), over);
        prop_assert_eq!(term.first_day_over_ratio(&calendar, percent).map(date), expected);

        if let Some(due) = found {
            let lines = term.explain(&calendar, due.day).unwrap();
            let counting = lines.iter().filter(|line| line.counts).count();
            prop_assert_eq!(u32::try_from(counting).unwrap(), total);
            for line in lines.iter().filter(|line| line.why != Why::RolledOver) {
                prop_assert_eq!(line.counts, naive.counts(date(line.date)), "{}", line.date);
            }
        }

        suspensions.reverse();
        prop_assert_eq!(due(&calendar, start, budget, extension, &suspensions), found);
    }
}

#[test]
fn the_walk_itself_knows_a_week() {
    let naive = Naive::new(Unit::WorkingDays, &[]);
    let saturday: Date = "2025-03-08".parse().unwrap();
    assert_eq!(saturday.weekday(), Weekday::Saturday);
    assert!(!naive.is_workday(saturday));
    assert!(naive.is_workday("2025-01-26".parse().unwrap()));
}

#[test]
fn a_fixed_date_is_the_last_day_working_day_or_not_and_no_notice_moves_it() {
    // 2026-04-11 is a Saturday; 2036 lies past every notice.
    for (start, last, days) in
        [("2026-03-02", "2026-04-11", 40), ("2026-03-02", "2036-03-01", 3_652)]
    {
        let budget = Budget { days, unit: Unit::Date };
        let term = Term { start: day(start), budget, extension: 0, suspensions: &[] };
        let found = term.due(&Calendar::official()).unwrap();
        assert_eq!((found.day, found.provisional), (day(last), false));
    }
}
