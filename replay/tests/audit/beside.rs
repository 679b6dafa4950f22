//! What is no case: a trouble, a ticket, an appointment, each by its number; who waited with a ticket at a moment, and
//! what became of the tickets between two.

use std::process::Command;

use engine::code::CaseNumber;
use engine::event::{Event, EventKind as E};
use engine::voice::VoicePhase;
use replay::found_by::Way;
use replay::hall_diff::hall_diff;
use replay::hall_view::HallView;
use replay::look_up::Finder;
use replay::ticket_story::{TicketStory, as_held};
use replay::voice_story::{VoicePast, as_voice};
use replay::words::Lang;
use replay::{Moment, Source, SourceError};
use serde_json::{Value, json};
use store::Until;

use crate::hall::{Told, set_up, written};
use crate::look_up::halved;
use crate::why_called::morning;

/// A trouble that is reported, assigned, solved and confirmed, and the number it has.
pub(crate) fn trouble() -> (Told, CaseNumber) {
    let mut told = set_up();
    let staff = json!({ "id": "guide-1", "unit": "centre", "roles": ["guide"] });
    told.say("2025-12-01 08:00", "admin", json!({ "type": "appoint_staff", "staff": staff }));
    let report = json!({
        "type": "report_trouble", "ground": "passed_around", "summary": "两个部门互相推诿",
        "applicant": { "subject": 9, "token": format!("{:032x}", 7009), "sealed": "c0de" },
        "words": "c0de",
    });
    let reported = told.say("2026-01-06 09:00", "guide-1", report);
    let Event::TroubleReported(e) = &reported.entries[0].event else { panic!("{reported:?}") };
    let number = e.number.as_str().to_owned();
    let mut on = |time: &str, who: &str, mut command: Value| {
        command["voice"] = json!(number);
        told.say(time, who, command);
    };
    let assigned = json!({ "type": "assign_voice", "unit": "zjj", "class": "hard" });
    on("2026-01-06 10:00", "guide-1", assigned);
    let solved = json!({ "type": "solve_trouble", "outcome": "solved", "note": "已协调" });
    on("2026-01-07 10:00", "chief-1", solved);
    let revisited = json!({ "type": "revisit_voice", "satisfied": true, "note": "回访" });
    on("2026-01-08 10:00", "guide-1", revisited);
    (told, number.parse().unwrap())
}

/// The same story by a pass over the log and by what is derived of it, at every half.
#[track_caller]
fn by_both(told: &Told, story: impl Fn(&Finder<'_>) -> Value) -> Value {
    let (_temp, dir) = written(&told.commits);
    let whole = story(&Finder::new(&Source::open(&dir).unwrap(), true));
    for half in [told.commits.len() - 2, told.commits.len()] {
        let (_temp, dir) = halved(told, half);
        let source = Source::open(&dir).unwrap();
        let finder = Finder::new(&source, false);
        assert_eq!(story(&finder), whole, "after {half}");
        let by = finder.found_by();
        assert_eq!((by.way, by.doubt), (Way::Index, None), "after {half}");
    }
    whole
}

fn kinds(story: &Value) -> Vec<(&str, &str)> {
    let events = story["events"].as_array().unwrap();
    let each = events.iter().map(|e| (e["kind"].as_str().unwrap(), e["phase"].as_str().unwrap()));
    each.collect()
}

#[test]
fn a_trouble_is_told_by_its_number_from_report_to_confirmation() {
    let (told, number) = trouble();
    let voice = as_voice(&number).unwrap();
    let story = by_both(&told, |finder| {
        let past = VoicePast::of(finder, &voice, Moment::End).unwrap();
        serde_json::to_value(past.story).unwrap()
    });
    let expected = [
        ("TroubleReported", "filed"),
        ("VoiceAssigned", "in_hand"),
        ("TroubleSolved", "answered"),
        ("RevisitDone", "closed"),
    ];
    assert_eq!(kinds(&story), expected);
    assert_eq!((&story["unit"], &story["has_words"]), (&json!("zjj"), &json!(true)));
    assert!(!story.to_string().contains("c0de"), "what is sealed");
}

#[test]
fn a_voice_is_at_every_record_what_its_history_gives() {
    let (told, number) = trouble();
    let (_temp, dir) = written(&told.commits);
    let source = Source::open(&dir).unwrap();
    let (voice, last) = (as_voice(&number).unwrap(), source.size());
    let finder = Finder::new(&source, true);
    for seq in last - 3..=last {
        let then = VoicePast::of(&finder, &voice, Moment::Seq(seq)).unwrap();
        let by_store = source.history().voice_at(last, Until::Seq(seq)).unwrap();
        assert_eq!(Some(then.voice), by_store, "record {seq}");
    }
    let closed = VoicePast::of(&finder, &voice, Moment::End).unwrap();
    assert_eq!(closed.story.phase, VoicePhase::Closed);
    let early = VoicePast::of(&finder, &voice, Moment::Seq(last - 4));
    assert!(matches!(early, Err(SourceError::UnknownCase { .. })), "{early:?}");
}

#[test]
fn a_ticket_is_told_with_the_calls_that_passed_it_over() {
    let told = morning();
    let held = as_held(&"20260106-0002".parse().unwrap()).unwrap();
    let story = by_both(&told, |finder| {
        serde_json::to_value(TicketStory::of(finder, held, Moment::End).unwrap()).unwrap()
    });
    let expected = [
        ("TicketIssued", "waiting"),
        ("TicketCalled", "waiting"),
        ("TicketCalled", "called"),
        ("TicketCalled", "called"),
    ];
    assert_eq!(kinds(&story), expected);
    assert_eq!(story["events"][1]["event"]["data"]["ticket"], "20260106-0003");
    assert_eq!((&story["state"], &story["items"]), (&json!("called"), &json!(["JZ-01"])));
}

#[test]
fn a_number_of_nothing_is_neither_a_ticket_nor_a_voice() {
    let (told, cases) = crate::hall::history();
    let (_temp, dir) = written(&told.commits);
    let source = Source::open(&dir).unwrap();
    assert_eq!((as_held(&cases[0]), as_voice(&cases[0])), (None, None));
    let finder = Finder::new(&source, true);
    let held = as_held(&"20260106-0009".parse().unwrap()).unwrap();
    let story = TicketStory::of(&finder, held, Moment::End);
    assert!(matches!(story, Err(SourceError::UnknownCase { .. })), "{story:?}");
    let voice = as_voice(&"BB202601060009".parse().unwrap()).unwrap();
    let past = VoicePast::of(&finder, &voice, Moment::End);
    assert!(matches!(past, Err(SourceError::UnknownCase { .. })), "{past:?}");
}

/// The record of the first event of a kind.
fn first(told: &Told, kind: E) -> u64 {
    let commit = told.commits.iter().find(|commit| commit.entries[0].event.kind() == kind);
    commit.unwrap().seq
}

#[test]
fn the_hall_says_who_waited_with_a_ticket_and_who_was_at_a_window() {
    let told = morning();
    let (_temp, dir) = written(&told.commits);
    let source = Source::open(&dir).unwrap();
    let called = first(&told, E::TicketCalled);
    let before = HallView::of(&source.world_at(Moment::Seq(called - 1)).unwrap(), 3);
    let [day] = &before.tickets[..] else { panic!("{before:?}") };
    assert_eq!((day.zone.as_str(), day.length, day.at_windows.len()), ("Z1", 4, 0));
    let waiting: Vec<String> = day.waiting.iter().map(|one| one.ticket.to_string()).collect();
    assert_eq!(waiting, ["20260106-0001", "20260106-0002", "20260106-0003"], "as many as asked");
    let after = HallView::of(&source.world_at(Moment::Seq(called)).unwrap(), 9);
    let [day] = &after.tickets[..] else { panic!("{after:?}") };
    let waiting: Vec<_> = day.waiting.iter().map(|w| (w.ticket.ordinal, w.passed)).collect();
    assert_eq!(waiting, [(1, 1), (2, 1), (4, 0)]);
    let [window] = &day.at_windows[..] else { panic!("{day:?}") };
    assert_eq!((window.window.as_str(), window.state), ("W1", "called"));
    let text = |lang| {
        let mut out = Vec::new();
        after.write(lang, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    };
    let en = text(Lang::En);
    assert!(en.contains("1. 20260106-0001 2026-01-06 09:00, passed over 1\n"), "{en}");
    assert!(en.contains("window W1: 20260106-0003 called window-1"), "{en}");
    assert!(text(Lang::Zh).contains("窗口 W1: 20260106-0003 已叫号 window-1"));
}

#[test]
fn the_difference_of_two_moments_names_the_tickets_that_changed_also_of_a_day_that_is_over() {
    let mut told = morning();
    let called = first(&told, E::TicketCalled);
    told.say("2026-01-07 00:00", "system", json!({ "type": "lapse_tickets", "day": "2026-01-06" }));
    let (_temp, dir) = written(&told.commits);
    let source = Source::open(&dir).unwrap();
    assert!(source.world_at(Moment::End).unwrap().ticket_days().is_empty(), "it has left memory");
    let diff = hall_diff(&source, Moment::Seq(called - 2), Moment::End).unwrap();
    let tickets = diff.tickets.iter().map(|t| (t.ticket.ordinal, t.before, t.after));
    let tickets: Vec<_> = tickets.collect();
    let lapsed = |no, before| (no, before, "lapsed");
    let expected = [
        lapsed(1, Some("waiting")),
        lapsed(2, Some("waiting")),
        (3, Some("waiting"), "served"),
        lapsed(4, None),
    ];
    assert_eq!(tickets, expected);
    let mut out = Vec::new();
    diff.write(Lang::En, &mut out).unwrap();
    let text = String::from_utf8(out).unwrap();
    assert!(text.contains("ticket 20260106-0003: waiting -> served"), "{text}");
    let none = hall_diff(&source, Moment::Seq(called - 2), Moment::Seq(called - 2)).unwrap();
    assert_eq!(none.tickets, []);
}

#[test]
fn the_binary_takes_numbers_of_voices_and_tickets_as_it_takes_those_of_cases() {
    let (told, number) = trouble();
    let (_temp, dir) = written(&told.commits);
    let run = |dir: &std::path::Path, args: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_yichuang-replay"));
        let output = command.arg("case").args(args).arg("--data").arg(dir).output().unwrap();
        let error = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(0), "{error}");
        String::from_utf8(output.stdout).unwrap()
    };
    let zh = run(&dir, &[number.as_str()]);
    assert!(zh.starts_with(&format!("办不成事反映 {number}")), "{zh}");
    assert!(zh.contains("反映事由: 部门推诿") && zh.contains("此时状态: 了结"), "{zh}");
    let told = morning();
    let (_temp, dir) = written(&told.commits);
    let line: Value = serde_json::from_str(&run(&dir, &["20260106-0002", "--json"])).unwrap();
    assert_eq!((&line["state"], &line["found_by"]["way"]), (&json!("called"), &json!("whole")));
    let en = run(&dir, &["20260106-0003", "--lang", "en"]);
    assert!(en.contains("ground to go first: elderly"), "{en}");
    assert!(en.contains("passed over: 20260106-0001, 20260106-0002"), "{en}");
}

/// What a trouble's first clock was is told too, and each event says which clock it moved.
#[test]
fn the_story_of_a_voice_and_its_explanation_name_every_clock() {
    let (told, number) = trouble();
    let (_temp, dir) = written(&told.commits);
    let run = |args: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_yichuang-replay"));
        let output = command.args(args).arg("--data").arg(&dir).output().unwrap();
        let error = String::from_utf8(output.stderr).unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap(), error)
    };
    let (_, line, _) = run(&["case", number.as_str(), "--json"]);
    let story: Value = serde_json::from_str(&line).unwrap();
    let moves = |at: usize| -> Vec<(&str, &str)> {
        let moves = story["events"][at]["moves"].as_array().unwrap().iter();
        moves.map(|m| (m["clock"].as_str().unwrap(), m["what"].as_str().unwrap())).collect()
    };
    assert_eq!(moves(0), [("trouble", "started")]);
    assert_eq!(moves(1), [("trouble", "started")], "another takes its place");
    assert!(
        moves(2).contains(&("trouble", "stopped")) && moves(2).contains(&("revisit", "started"))
    );
    assert_eq!(moves(3), [("revisit", "stopped")]);
    let (_, zh, _) = run(&["case", number.as_str()]);
    assert!(zh.contains("时限: 办不成事时限"), "{zh}");
    let (code, line, _) = run(&["explain", number.as_str(), "trouble", "--json"]);
    assert_eq!(code, Some(0));
    let explained: Value = serde_json::from_str(&line).unwrap();
    assert_eq!(explained["before"].as_array().unwrap().len(), 1, "{line}");
    assert_eq!(explained["moved_by"].as_array().unwrap().len(), 3, "{line}");
    let (_, en, _) = run(&["explain", number.as_str(), "trouble", "--lang", "en"]);
    assert!(en.contains("the clock before it:") && !en.contains("时限政策"), "{en}");
    let (code, _, error) = run(&["explain", number.as_str(), "trouble", "--unit", "zjj"]);
    assert!(code == Some(2) && error.contains("leave --unit out"), "{error}");
}
