//! A due date, explained: the days sum to the limit, and what moved it is named.

use engine::clock::ClockKind;
use engine::due::Why;
use engine::time::Day;
use replay::explain::{Explanation, NoExplanation, explain};
use replay::moves::MoveKind;
use replay::past::Past;
use replay::{Moment, Source};

use crate::hall::{history, written};

#[track_caller]
fn explained(kind: ClockKind, moment: &str) -> Result<Explanation, NoExplanation> {
    let (told, cases) = history();
    let (_temp, dir) = written(&told.commits);
    let source = Source::open(&dir).unwrap();
    let moment: Moment = moment.parse().unwrap();
    let past = Past::of(&source, &cases[0], moment).unwrap();
    explain(&past, kind, source.day_of(moment).unwrap())
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

#[test]
fn the_days_that_count_sum_to_the_limit_with_its_extension() {
    for kind in [ClockKind::Statutory, ClockKind::Promise, ClockKind::Step, ClockKind::Delivery] {
        let found = explained(kind, "end").unwrap();
        let counted = found.days.iter().filter(|line| line.day.counts).count();
        assert_eq!(u32::try_from(counted).unwrap(), found.limit, "{kind:?}");
        assert_eq!(found.counted, found.limit, "{kind:?}");
        assert_eq!(found.days.last().map(|line| line.day.date), found.clock.due, "{kind:?}");
    }
    assert_eq!(explained(ClockKind::Statutory, "end").unwrap().limit, 25);
}

#[test]
fn holidays_make_up_days_and_suspended_days_are_named() {
    let found = explained(ClockKind::Statutory, "end").unwrap();
    let of = |date: &str| {
        let line = found.days.iter().find(|line| line.day.date == day(date)).unwrap();
        (line.day.counts, line.day.why.clone(), line.holiday.clone())
    };
    assert_eq!(of("2025-12-25"), (false, Why::Suspended, None));
    assert_eq!(of("2025-12-31").1, Why::Workday(day("2025-12-31").weekday()), "resume day counts");
    assert_eq!(of("2026-01-01").2.as_deref(), Some("元旦"));
    assert_eq!(of("2026-01-04"), (true, Why::MakeUp, None));
    assert!(!of("2026-01-10").0);
}

#[test]
fn the_events_that_moved_the_clock_are_named_in_order() {
    let found = explained(ClockKind::Statutory, "end").unwrap();
    let moved: Vec<(MoveKind, Option<Day>)> =
        found.moved_by.iter().map(|mover| (mover.moved.what, mover.moved.due)).collect();
    let expected = [
        (MoveKind::Started, Some(day("2026-01-20"))),
        (MoveKind::Suspended, None),
        (MoveKind::Resumed, Some(day("2026-01-26"))),
        (MoveKind::Extended, Some(day("2026-02-02"))),
        (MoveKind::Stopped, Some(day("2026-02-02"))),
    ];
    assert_eq!(moved, expected);
    assert!(found.rules.iter().any(|rule| rule.source == "行政许可法 art. 45"));
}

#[test]
fn before_it_was_extended_the_clock_is_explained_as_it_was_then() {
    let found = explained(ClockKind::Statutory, "2025-12-24").unwrap();
    assert_eq!(found.clock.due, Some(day("2026-01-20")));
    assert_eq!((found.limit, found.counted), (20, 20));
    assert_eq!(found.moved_by.len(), 1);
    // Two of twenty days are over at the close of the second.
    assert_eq!(found.clock.days_left, Some(18));
}

#[test]
fn a_clock_that_stands_still_has_no_due_date_and_is_listed_up_to_the_moment() {
    let found = explained(ClockKind::Promise, "2025-12-29").unwrap();
    assert_eq!(found.clock.due, None);
    assert_eq!(found.days.last().map(|line| line.day.date), Some(day("2025-12-29")));
    assert_eq!(found.counted, 2);
}

#[test]
fn a_clock_that_the_case_does_not_have_is_refused_with_those_it_has() {
    let error = explained(ClockKind::LowerReview, "end").unwrap_err().to_string();
    assert!(error.contains("lower_review") && error.contains("statutory"), "{error}");
}
