//! A due date, explained: the days sum to the limit, and what moved it is named.

use engine::clock::ClockKind;
use engine::code::{CaseNumber, UnitId};
use engine::due::Why;
use engine::event::Event;
use engine::time::Day;
use engine::voice::VoiceKind;
use replay::clocked::Clocked;
use replay::explain::{Explanation, NoExplanation, explain};
use replay::look_up::Finder;
use replay::moves::MoveKind;
use replay::past::Past;
use replay::timeline::Timeline;
use replay::words::Lang;
use replay::{Moment, Source};

use crate::beside::trouble;
use crate::hall::{Told, announced_history, history, joint_history, written};

#[track_caller]
fn explained(kind: ClockKind, moment: &str) -> Result<Explanation, NoExplanation> {
    let (told, cases) = history();
    let (_temp, dir) = written(&told.commits);
    let source = Source::open(&dir).unwrap();
    let moment: Moment = moment.parse().unwrap();
    let past = Past::of(&source, &cases[0], moment).unwrap();
    explain(&Clocked::case(&past), kind, source.day_of(moment).unwrap())
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

/// The explanation of whatever has a number, of one department's clock where one is named.
#[track_caller]
fn looked_up(
    told: &Told,
    (number, unit): (&CaseNumber, Option<&str>),
    (kind, moment): (ClockKind, &str),
) -> Result<Explanation, NoExplanation> {
    let (_temp, dir) = written(&told.commits);
    let source = Source::open(&dir).unwrap();
    let moment: Moment = moment.parse().unwrap();
    let finder = Finder::new(&source, true);
    let unit: Option<UnitId> = unit.map(|unit| unit.parse().unwrap());
    let clocked = Clocked::look_up(&finder, (number, unit.as_ref()), (kind, moment)).unwrap()?;
    explain(&clocked, kind, source.day_of(moment).unwrap())
}

#[track_caller]
fn sums_to_its_limit(found: &Explanation) {
    assert_eq!(found.counted, found.limit, "{found:?}");
    assert_eq!(found.days.last().map(|line| line.day.date), found.clock.due);
}

#[test]
fn the_clocks_of_a_trouble_are_explained_day_by_day_with_what_moved_them() {
    let (told, number) = trouble();
    let found = looked_up(&told, (&number, None), (ClockKind::Trouble, "end")).unwrap();
    sums_to_its_limit(&found);
    assert_eq!(found.number, number.as_str());
    let moved: Vec<MoveKind> = found.moved_by.iter().map(|mover| mover.moved.what).collect();
    let expected = [MoveKind::Started, MoveKind::Started, MoveKind::Stopped];
    assert_eq!(moved, expected, "the class begins it anew");
    assert_eq!(found.before.len(), 1, "the time to take it in hand");
    assert!(found.rules.iter().all(|rule| !rule.source.starts_with("行政许可法")), "no licence");
    sums_to_its_limit(&looked_up(&told, (&number, None), (ClockKind::Revisit, "end")).unwrap());
    let solved = found.moved_by.last().unwrap();
    assert_eq!(found.clock.stopped, Some(solved.occurred_at.day()), "the clock of the class");
    let early = looked_up(&told, (&number, None), (ClockKind::Trouble, "2026-01-06")).unwrap();
    assert_eq!((early.moved_by.len(), early.clock.stopped), (2, None));
    let none = looked_up(&told, (&number, None), (ClockKind::Promise, "end")).unwrap_err();
    assert!(none.to_string().contains("it has: trouble, revisit"), "{none}");
}

#[test]
fn each_department_of_a_joint_case_has_a_clock_of_its_own_to_be_explained() {
    let (told, number) = joint_history();
    let opinion = |unit| looked_up(&told, (&number, unit), (ClockKind::Opinion, "end"));
    let which = opinion(None).unwrap_err().to_string();
    assert!(which.contains("--unit with one of ghj, xfj"), "{which}");
    let (first, second) = (opinion(Some("ghj")).unwrap(), opinion(Some("xfj")).unwrap());
    sums_to_its_limit(&first);
    sums_to_its_limit(&second);
    assert_eq!((first.limit, second.limit), (3, 5));
    let ends = |found: &Explanation| found.moved_by.last().unwrap().moved.what;
    assert_eq!((ends(&first), ends(&second)), (MoveKind::Stopped, MoveKind::Started));
    let other = opinion(Some("centre")).unwrap_err().to_string();
    assert!(other.contains("did not ask centre") && other.contains("ghj, xfj"), "{other}");
    let promise = looked_up(&told, (&number, Some("ghj")), (ClockKind::Promise, "end"));
    assert!(promise.unwrap_err().to_string().contains("leave --unit out"));
    let none = looked_up(&told, (&number, None), (ClockKind::Special, "end")).unwrap_err();
    assert!(none.to_string().contains("opinion --unit xfj"), "{none}");
}

/// Art. 42 is of the time of the decision: who gives a promise anew does so as he gave it, and the explanation cites that.
#[test]
fn a_promise_that_is_given_anew_is_not_explained_by_art_42() {
    let (mut told, cases) = history();
    let case = &cases[3];
    let mut on = |time: &str, who: &str, command: serde_json::Value| {
        told.on(time, who, case, command);
    };
    let at_the_window = |kind: &str| serde_json::json!({ "type": kind, "place": "W1" });
    on("2026-01-08 10:00", "window-1", at_the_window("start_pre_check"));
    on("2026-01-08 10:10", "window-1", at_the_window("accept_case"));
    let anew = serde_json::json!({
        "type": "promise_anew", "days": 3, "reason": "需现场复核", "told": true,
    });
    on("2026-01-09 10:00", "head-1", anew);
    let extend = serde_json::json!({
        "type": "extend_clock", "clock": "statutory", "days": 5, "approver": "head-1",
        "reason": "案情复杂", "told": true,
    });
    on("2026-01-09 11:00", "head-1", extend);
    let of = |kind| {
        let found = looked_up(&told, (case, None), (kind, "end")).unwrap();
        assert!(found.clock.extension > 0, "{found:?}");
        let mut rules = found.rules.into_iter();
        rules.find(|rule| rule.zh.contains("重新承诺") || rule.zh.contains("延长")).unwrap()
    };
    let promise = of(ClockKind::Promise);
    assert_eq!(
        (promise.source, promise.en),
        ("优化营商环境条例 art. 36", "promised anew, with the applicant told")
    );
    assert_eq!(of(ClockKind::Statutory).source, "行政许可法 art. 42");
}

/// 民事诉讼法 art. 95: a notice runs thirty days. Its last day rolls over a holiday, and the days of that are none of the
/// thirty, in what was recorded when it ran out no more than in what is explained.
#[test]
fn a_finished_notice_has_the_same_days_where_its_end_is_told_and_where_it_is_explained() {
    let (told, number) = announced_history();
    let found = looked_up(&told, (&number, None), (ClockKind::PublicNotice, "end")).unwrap();
    assert_eq!((found.limit, found.counted), (30, 30));
    assert!(found.days.iter().any(|line| line.day.why == Why::RolledOver), "{found:?}");
    let evidence: Vec<(ClockKind, u32, Day)> = told
        .commits
        .iter()
        .flat_map(|commit| commit.entries.iter())
        .filter_map(|entry| match &entry.event {
            Event::DeadlinePassed(e) => {
                Some((e.evidence.clock, e.evidence.counted, e.evidence.due))
            }
            _ => None,
        })
        .filter(|(clock, ..)| *clock == ClockKind::PublicNotice)
        .collect();
    let due = found.clock.due.unwrap();
    assert_eq!(evidence, [(ClockKind::PublicNotice, found.counted, due)]);
    let (_temp, dir) = written(&told.commits);
    let past = Past::of(&Source::open(&dir).unwrap(), &number, Moment::End).unwrap();
    let mut out = Vec::new();
    Timeline::of(&past, due).write(Lang::Zh, &mut out).unwrap();
    let text = String::from_utf8(out).unwrap();
    assert!(text.contains(&format!("到期 {due}, 已计 {}", found.counted)), "{text}");
}

/// What is explained of a voice is headed with what it is, and whoever did something is named in the language of the answer.
#[test]
fn the_explanation_of_a_voice_is_headed_with_its_kind_and_has_no_word_of_another_language() {
    let (told, number) = trouble();
    let found = looked_up(&told, (&number, None), (ClockKind::Trouble, "end")).unwrap();
    let text = |lang| {
        let mut out = Vec::new();
        found.write(lang, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    };
    let zh = text(Lang::Zh);
    assert!(zh.starts_with(&format!("{} {number}  ", VoiceKind::Trouble.chinese())), "{zh}");
    assert!(text(Lang::En).starts_with(&format!("trouble {number}  ")), "{}", text(Lang::En));
    let mut told = found;
    for mover in &mut told.moved_by {
        mover.actor = "applicant".to_owned();
    }
    let mut out = Vec::new();
    told.write(Lang::Zh, &mut out).unwrap();
    let text = String::from_utf8(out).unwrap();
    assert!(text.contains("申请人 [记录 ") && !text.contains("applicant"), "{text}");
}
