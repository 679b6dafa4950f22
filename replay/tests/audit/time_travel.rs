//! The past as it was: equal to the state that was folded by hand when it was the present.

use engine::clock::{Clock, ClockKind};
use engine::event::Stream;
use engine::world::World;
use replay::clocked::Clocked;
use replay::dates::clocks_of;
use replay::explain::explain;
use replay::fold::fold;
use replay::hall_diff::hall_diff;
use replay::hall_view::HallView;
use replay::moves::{MoveKind, moves, moves_by};
use replay::past::Past;
use replay::timeline::Timeline;
use replay::words::Lang;
use replay::{Moment, Source, SourceError};
use serde_json::json;

use crate::hall::{archived_history, at, history, written};

#[test]
fn the_world_at_every_record_is_the_world_folded_by_hand() {
    let (told, _) = archived_history();
    let (_temp, dir) = written(&told.commits);
    let source = Source::open(&dir).unwrap();
    let mut by_hand = World::default();
    assert_eq!(source.world_at(Moment::Seq(0)).unwrap(), by_hand);
    for commit in &told.commits {
        by_hand.evolve(commit).unwrap();
        let last = by_hand.seq();
        assert_eq!(source.world_at(Moment::Seq(last)).unwrap(), by_hand, "record {last}");
        assert_eq!(*source.setup_at(last).unwrap(), **by_hand.setup(), "record {last}");
    }
    assert_eq!(source.world_at(Moment::End).unwrap(), by_hand);
}

#[test]
fn a_command_belongs_to_the_past_as_a_whole() {
    let (told, _) = history();
    let several = told.commits.iter().find(|commit| commit.entries.len() > 1).unwrap();
    let (_temp, dir) = written(&told.commits);
    let source = Source::open(&dir).unwrap();
    let world = source.world_at(Moment::Seq(several.seq)).unwrap();
    let last = several.seq + u64::try_from(several.entries.len()).unwrap() - 1;
    assert_eq!(world.seq(), last);
}

#[test]
fn an_instant_reaches_what_was_recorded_then_or_before() {
    let (told, _) = history();
    let (_temp, dir) = written(&told.commits);
    let source = Source::open(&dir).unwrap();
    let then = at("2025-12-25 09:00");
    let expected = told.commits.iter().take_while(|commit| commit.meta.recorded_at <= then);
    let mut by_hand = World::default();
    expected.for_each(|commit| drop(by_hand.evolve(commit).unwrap()));
    assert_eq!(source.world_at(Moment::Instant(then)).unwrap(), by_hand);
    let before = source.world_at(Moment::Instant(then.plus_ms(-1))).unwrap();
    assert!(before.seq() < by_hand.seq());
    let day: Moment = "2025-12-25".parse().unwrap();
    assert_eq!(source.world_at(day).unwrap(), by_hand, "a day is taken to its end");
}

#[test]
fn a_case_is_at_every_record_what_the_world_had() {
    let (told, cases) = archived_history();
    let (_temp, dir) = written(&told.commits);
    let source = Source::open(&dir).unwrap();
    for number in &cases {
        let past = Past::of(&source, number, Moment::End).unwrap();
        let mut by_hand = World::default();
        let mut seen = 0;
        for commit in &told.commits {
            by_hand.evolve(commit).unwrap();
            let Some(case) = by_hand.cases().get(&past.id) else { continue };
            let then = Past::of(&source, number, Moment::Seq(commit.seq)).unwrap();
            assert_eq!(then.case(), case.as_ref(), "{number} at {}", commit.seq);
            seen += 1;
        }
        assert!(seen > 0);
    }
}

#[test]
fn the_history_of_a_case_holds_every_record_of_its_stream_and_no_other() {
    let (told, cases) = archived_history();
    let (_temp, dir) = written(&told.commits);
    let source = Source::open(&dir).unwrap();
    let found = source.case_history(&cases[0]).unwrap();
    let records = told.commits.iter().cloned().flat_map(engine::record::Commit::records);
    let expected: Vec<_> =
        records.filter(|record| record.entry.stream == Stream::Case(found.id)).collect();
    assert_eq!(found.records, expected);
    assert_eq!(found.records.len(), 18);
}

#[test]
fn a_case_that_does_not_exist_yet_is_unknown() {
    let (told, cases) = history();
    let (_temp, dir) = written(&told.commits);
    let source = Source::open(&dir).unwrap();
    let first = source.case_history(&cases[0]).unwrap().records[0].seq;
    let early = Past::of(&source, &cases[0], Moment::Seq(first - 1));
    assert!(matches!(early, Err(SourceError::UnknownCase { .. })));
    let other = cases[0].as_str().replace("20251222", "20251223").parse().unwrap();
    assert!(matches!(source.case_history(&other), Err(SourceError::UnknownCase { .. })));
}

#[test]
fn the_timeline_says_which_clock_moved() {
    let (told, cases) = history();
    let (_temp, dir) = written(&told.commits);
    let source = Source::open(&dir).unwrap();
    let past = Past::of(&source, &cases[0], Moment::End).unwrap();
    let timeline = Timeline::of(&past, at("2026-01-08 09:00").day());
    let moved = |kind: &str| -> Vec<(String, MoveKind)> {
        let told = timeline.events.iter().find(|told| told.kind.name() == kind).unwrap();
        told.moves.iter().map(|moved| (format!("{:?}", moved.clock), moved.what)).collect()
    };
    let named = |list: &[(&str, MoveKind)]| -> Vec<(String, MoveKind)> {
        list.iter().map(|(clock, what)| ((*clock).to_owned(), *what)).collect()
    };
    assert_eq!(
        moved("Accepted"),
        named(&[
            ("Acceptance", MoveKind::Stopped),
            ("Statutory", MoveKind::Started),
            ("Promise", MoveKind::Started),
        ])
    );
    assert_eq!(moved("ClockExtended"), named(&[("Statutory", MoveKind::Extended)]));
    assert_eq!(moved("StepCompleted"), named(&[("Step", MoveKind::Started)]));
    assert!(moved("SuspensionEnded").contains(&("Promise".to_owned(), MoveKind::Resumed)));
    assert_eq!(moved("TaskClaimed"), []);
}

#[test]
fn a_clock_that_an_event_starts_anew_on_the_same_day_has_started() {
    let (told, cases) = history();
    let (_temp, dir) = written(&told.commits);
    let source = Source::open(&dir).unwrap();
    let past = Past::of(&source, &cases[0], Moment::End).unwrap();
    let accepted = past.steps.iter().find(|step| step.moves().len() == 3).unwrap();
    let (starts, _) = clocks_of(&accepted.record.entry.event);
    let case = &accepted.after;
    assert_eq!(moves(Some(case), case), []);
    let started = moves_by(Some(case), case, starts);
    let what: Vec<MoveKind> = started.iter().map(|moved| moved.what).collect();
    assert_eq!(what, [MoveKind::Started, MoveKind::Started]);
}

/// A step that was on a card keeps its clock beside that of the next one: two of a kind, of which both stop.
#[test]
fn a_clock_is_known_again_by_its_beginning_where_the_case_has_two_of_its_kind() {
    let (told, case) = crate::hall::carded_history();
    let (_temp, dir) = written(&told.commits);
    let source = Source::open(&dir).unwrap();
    let past = Past::of(&source, &case, Moment::End).unwrap();
    let steps = |clocks: &[Clock]| clocks.iter().filter(|c| c.kind == ClockKind::Step).count();
    assert_eq!(steps(&past.case().clocks), 2, "{:?}", past.case().clocks);
    let told: Vec<_> = past.steps.iter().map(|step| (step.record.clone(), step.moves())).collect();
    let of_steps: Vec<(&str, Vec<MoveKind>)> = told
        .iter()
        .map(|(record, moves)| {
            let of = moves.iter().filter(|moved| moved.clock == ClockKind::Step);
            (record.entry.event.kind().name(), of.map(|moved| moved.what).collect())
        })
        .filter(|(_, moves): &(_, Vec<MoveKind>)| !moves.is_empty())
        .collect();
    let expected = [
        ("HandOverAcknowledged", vec![MoveKind::Started]),
        ("StepCompleted", vec![MoveKind::Stopped, MoveKind::Started]),
        ("DecisionMade", vec![MoveKind::Stopped]),
    ];
    assert_eq!(of_steps, expected);
    let last = past.last().record.seq;
    let diff = |from: u64| {
        let diff = hall_diff(&source, Moment::Seq(from), Moment::End).unwrap();
        let moves = diff.cases.into_iter().flat_map(|case| case.clocks);
        moves.filter(|moved| moved.clock == ClockKind::Step).map(|m| m.what).collect::<Vec<_>>()
    };
    assert_eq!(diff(last - 1), [], "both had stopped before");
    let began = told.iter().find(|(record, _)| record.entry.event.kind().name() == "StepCompleted");
    let before = began.unwrap().0.seq - 1;
    assert_eq!(diff(before), [MoveKind::Stopped, MoveKind::Stopped], "the later began in between");
    let explained = explain(&Clocked::case(&past), ClockKind::Step, at("2026-01-09 09:00").day());
    let explained = explained.unwrap();
    assert_eq!(explained.limit, 4, "the later one is explained");
    let moved: Vec<MoveKind> = explained.moved_by.iter().map(|mover| mover.moved.what).collect();
    assert_eq!(moved, [MoveKind::Started, MoveKind::Stopped]);
}

#[test]
fn a_timeline_holds_tokens_and_nothing_that_is_sealed() {
    let (told, cases) = history();
    let (_temp, dir) = written(&told.commits);
    let source = Source::open(&dir).unwrap();
    let past = Past::of(&source, &cases[0], Moment::End).unwrap();
    let json = serde_json::to_string(&Timeline::of(&past, past.case().last_at.day())).unwrap();
    assert!(json.contains(&past.case().applicant.token.to_string()));
    assert!(!json.contains("c0de"), "the sealed bytes");
}

#[test]
fn the_hall_shows_who_was_waiting_in_order_of_service() {
    let (told, cases) = history();
    let (_temp, dir) = written(&told.commits);
    let source = Source::open(&dir).unwrap();
    let view = HallView::of(&source.world_at(Moment::End).unwrap(), 1);
    let queue = view.queues.iter().find(|queue| queue.queue == "intake:Z1").unwrap();
    assert_eq!((queue.length, queue.waiting.len()), (2, 1));
    assert_eq!(queue.waiting[0].case, cases[2].as_str(), "the green one comes first");
    assert_eq!(view.open_cases, 4);
    assert_eq!(view.phases.values().sum::<usize>(), 4);
    assert!(view.windows.iter().all(|window| window.open));
}

#[test]
fn the_difference_of_two_moments_names_what_changed_and_nothing_else() {
    let (told, cases) = archived_history();
    let (_temp, dir) = written(&told.commits);
    let source = Source::open(&dir).unwrap();
    let diff = hall_diff(&source, "2026-01-05".parse().unwrap(), Moment::End).unwrap();
    let changed: Vec<&str> = diff.cases.iter().map(|case| case.case.as_str()).collect();
    assert_eq!(changed, [cases[0].as_str(), cases[2].as_str(), cases[3].as_str()]);
    assert_eq!(format!("{:?}", diff.cases[0].after), "Archived");
    assert_eq!(diff.setup, []);
    let all = hall_diff(&source, Moment::Seq(0), Moment::Seq(14)).unwrap();
    assert_eq!(all.cases, []);
    assert!(all.setup.iter().any(|change| change.what == "item" && change.change == "added"));
    let none = hall_diff(&source, Moment::End, Moment::End).unwrap();
    assert_eq!((none.cases, none.queues, none.setup), (vec![], vec![], vec![]));
    let reversed = hall_diff(&source, Moment::Seq(9), Moment::Seq(4));
    assert!(matches!(reversed, Err(SourceError::Reversed { from: Moment::Seq(9), .. })));
}

#[test]
fn progress_ends_at_the_last_record() {
    let (told, _) = history();
    let (_temp, dir) = written(&told.commits);
    let source = Source::open(&dir).unwrap();
    let mut last = None;
    let read = source.commits_with(0, |passed| last = Some(passed)).count();
    assert_eq!(read, told.commits.len());
    assert_eq!(last.map(|passed| (passed.seq, passed.of)), Some((source.size(), source.size())));
    last = None;
    fold(&source, true, |passed| last = Some(passed));
    assert_eq!(last.map(|passed| (passed.seq, passed.of)), Some((source.size(), source.size())));
}

/// What came and went between two moments is in neither of the two worlds.
#[test]
fn the_difference_has_what_came_and_went_between_the_moments() {
    let (told, cases) = archived_history();
    let (_temp, dir) = written(&told.commits);
    let source = Source::open(&dir).unwrap();
    let history = source.case_history(&cases[0]).unwrap().records;
    let before = Moment::Seq(history[0].seq - 1);
    let diff = hall_diff(&source, before, Moment::End).unwrap();
    let case = diff.cases.iter().find(|case| case.case == cases[0].as_str()).unwrap();
    assert_eq!((case.before, format!("{:?}", case.after).as_str()), (None, "Archived"));
    assert_eq!(usize::try_from(case.events).unwrap(), history.len());
    let (told, number) = crate::beside::trouble();
    let (_temp, dir) = written(&told.commits);
    let source = Source::open(&dir).unwrap();
    let diff = hall_diff(&source, Moment::Seq(source.size() - 4), Moment::End).unwrap();
    let [voice] = &diff.voices[..] else { panic!("{diff:?}") };
    assert_eq!((voice.voice.as_str(), voice.before, voice.events), (number.as_str(), None, 4));
    assert_eq!(voice.after, engine::voice::VoicePhase::Closed);
    assert!(said(&diff, Lang::Zh).contains(&format!("群众声音 {number}: 新收 -> 了结")));
    let told = crate::derived::everything();
    let (_temp, dir) = written(&told.commits);
    let source = Source::open(&dir).unwrap();
    let diff = hall_diff(&source, Moment::Seq(0), Moment::End).unwrap();
    let [bundle] = &diff.bundles[..] else { panic!("{diff:?}") };
    let records = source.history().scan(0).map(Result::unwrap);
    let of_bundle = records.filter(|record| record.entry.stream.bundle().is_some()).count();
    assert_eq!(usize::try_from(bundle.events).unwrap(), of_bundle);
    assert!(bundle.before.is_none() && said(&diff, Lang::En).contains("bundle YJS"));
}

fn said(diff: &replay::hall_diff::HallDiff, lang: Lang) -> String {
    let mut out = Vec::new();
    diff.write(lang, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn a_case_that_stands_where_it_stood_is_still_there_and_has_so_many_events_more() {
    let (told, cases) = archived_history();
    let (_temp, dir) = written(&told.commits);
    let source = Source::open(&dir).unwrap();
    let extended = source.case_history(&cases[0]).unwrap().records.into_iter();
    let mut extended =
        extended.filter(|record| record.entry.event.kind().name() == "ClockExtended");
    let seq = extended.next().unwrap().seq;
    let diff = hall_diff(&source, Moment::Seq(seq - 1), Moment::Seq(seq)).unwrap();
    let of = |words: &str| format!("{}: {words}", cases[0]);
    assert!(
        said(&diff, Lang::Zh).contains(&of("仍在 办理 (期间记录 1)")),
        "{}",
        said(&diff, Lang::Zh)
    );
    assert!(
        said(&diff, Lang::En).contains(&of("still handling (events 1)")),
        "{}",
        said(&diff, Lang::En)
    );
}

/// An open question to a port has a term of its own, which is no clock of the case.
#[test]
fn the_silence_of_a_port_is_not_told_as_a_clock_of_the_case() {
    let mut told = crate::hall::set_up();
    let rules = engine::document::DocumentRules::customary();
    let rules = serde_json::json!({ "type": "set_document_rules", "rules": rules });
    told.say("2025-12-02 08:00", "admin", rules);
    let connect = serde_json::json!({ "type": "connect_port", "port": "identity", "term_days": 1 });
    told.say("2025-12-02 08:00", "admin", connect);
    told.receive("2026-01-06 09:00", 3);
    let (_temp, dir) = written(&told.commits);
    let world = Source::open(&dir).unwrap().world_at(Moment::End).unwrap();
    let view = HallView::of(&world, 10);
    let [alarm] = &view.alarms[..] else { panic!("{:?}", view.alarms) };
    let case = world.cases().values().next().unwrap();
    let asked = case.extras().asks.iter().filter_map(engine::port::Ask::alarm).min();
    assert_eq!(Some(alarm.at), asked, "the port is due first");
    assert_eq!((alarm.clock, alarm.level), (None, None));
    assert_eq!(alarm.port.map(engine::port::PortKind::name), Some("identity"));
    let text = |lang| {
        let mut out = Vec::new();
        view.write(lang, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    };
    assert!(text(Lang::Zh).contains("端口未答复：") && !text(Lang::Zh).contains("受理时限"));
    assert!(text(Lang::En).contains("no answer of the port: "), "{}", text(Lang::En));
}

/// Policies of tickets and voices, who stands in for whom, and drafts are part of the set-up.
#[test]
fn the_difference_names_policies_of_tickets_and_voices_covers_drafts_and_ports() {
    let mut told = crate::hall::set_up();
    let before = told.world.seq();
    let day = "2025-12-02 08:00";
    let ticket = engine::ticket::TicketPolicy { passes_max: 7, ..Default::default() };
    told.say(day, "admin", json!({ "type": "set_ticket_policy", "policy": ticket }));
    let voice = engine::voice::VoicePolicy::customary();
    let voice = engine::voice::VoicePolicy { complaint_days: voice.complaint_days + 1, ..voice };
    told.say(day, "admin", json!({ "type": "set_voice_policy", "policy": voice }));
    let cover = json!({
        "type": "cover_post", "absent": "chief-1", "substitute": "approver-1",
        "from": "2025-12-03", "to": "2025-12-05",
    });
    told.say(day, "head-1", cover);
    let draft = crate::hall::second_item();
    told.say(day, "rep-1", json!({ "type": "draft_item", "definition": draft }));
    let port = json!({ "type": "connect_port", "port": "payment", "term_days": 1 });
    told.say(day, "admin", port);
    let connected = told.world.seq();
    told.say(day, "admin", json!({ "type": "connect_port", "port": "payment" }));
    let (_temp, dir) = written(&told.commits);
    let source = Source::open(&dir).unwrap();
    let diff = hall_diff(&source, Moment::Seq(connected), Moment::End).unwrap();
    let gone: Vec<_> = diff.setup.iter().map(|diff| (diff.code.as_str(), diff.change)).collect();
    assert_eq!(gone, [("payment", "removed")]);
    let diff = hall_diff(&source, Moment::Seq(before), Moment::Seq(connected)).unwrap();
    let setup = diff.setup.iter().map(|diff| (diff.what, diff.code.as_str(), diff.change));
    let expected = [
        ("cover", "chief-1 / approver-1", "added"),
        ("draft", "JZ-02 1", "added"),
        ("port", "payment", "added"),
        ("ticket policy", "v1 -> v2", "changed"),
        ("voice policy", "v1 -> v2", "changed"),
    ];
    assert_eq!(setup.collect::<Vec<_>>(), expected);
    let zh = said(&diff, Lang::Zh);
    for words in ["顶岗补位 chief-1", "事项草案", "端口 统一支付", "叫号政策", "评价与监督政策"]
    {
        assert!(zh.contains(words), "{words} in\n{zh}");
    }
}
