//! What `verify` promises, clause by clause: of dates, projections, snapshots and records, those that are about no case
//! too.

use std::path::Path;
use std::sync::Arc;

use engine::event::{Event, EventKind as E, Stream};
use engine::id::SubjectId;
use engine::record::Commit;
use engine::router::Router;
use engine::slice::{Cursor, Parts, Slice};
use engine::time::Day;
use engine::world::{Change, World};
use replay::dates::{Beside, check_dates};
use replay::projection::{check, check_projections};
use replay::verify::check_derived;
use replay::{Checks, FindingKind, Source, verify};
use serde_json::{Value, json};
use store::{HallStore, Log, OpenOptions};

use crate::beside::trouble;
use crate::hall::{Told, history, open, written};
use crate::why_called::morning;

/// What is found in a directory, the kind and the record.
#[track_caller]
fn found(dir: &Path) -> Vec<(FindingKind, u64)> {
    let found = verify(&Source::open(dir).unwrap(), &Checks::default()).findings;
    found.into_iter().map(|finding| (finding.kind, finding.seq)).collect()
}

/// A history in which the first event of a kind is forged shows one date that does not follow.
#[track_caller]
fn is_a_wrong_date(told: &Told, kind: E, forge: impl FnOnce(&mut Event)) {
    let (_temp, dir) = written(&told.commits);
    assert_eq!(found(&dir), [], "as the engine wrote it");
    let mut commits = told.commits.clone();
    let seq = forged(&mut commits, kind, forge);
    let (_temp, dir) = written(&commits);
    let found = found(&dir);
    assert!(found.contains(&(FindingKind::Date, seq)), "{kind:?}: {found:?}");
}

fn forged(commits: &mut [Commit], kind: E, forge: impl FnOnce(&mut Event)) -> u64 {
    for commit in commits {
        for (seq, entry) in (commit.seq..).zip(&mut commit.entries) {
            if entry.event.kind() == kind {
                forge(&mut entry.event);
                return seq;
            }
        }
    }
    panic!("there is no {kind:?}")
}

fn later(day: Option<Day>) -> Option<Day> {
    day.map(|day| day.plus(1))
}

#[test]
fn a_moved_limit_of_a_trouble_is_found_when_it_begins_and_when_it_is_classed() {
    let (told, _) = trouble();
    is_a_wrong_date(&told, E::TroubleReported, |event| {
        let Event::TroubleReported(e) = event else { panic!() };
        e.clocks[0].reckoning.due = later(e.clocks[0].reckoning.due);
    });
    is_a_wrong_date(&told, E::VoiceAssigned, |event| {
        let Event::VoiceAssigned(e) = event else { panic!() };
        e.clocks[0].reckoning.due = later(e.clocks[0].reckoning.due);
    });
}

#[test]
fn a_moved_last_day_of_a_ports_answer_is_found() {
    is_a_wrong_date(&crate::derived::everything(), E::PortAsked, |event| {
        let Event::PortAsked(e) = event else { panic!() };
        e.due = e.due.plus(1);
    });
}

/// A complaint whose limit passes, with its warnings, is extended before.
fn late_complaint() -> Told {
    let (mut told, _) = trouble();
    let staff = json!({ "id": "manager-1", "unit": "centre", "roles": ["centre_manager"] });
    told.say("2026-01-08 11:00", "admin", json!({ "type": "appoint_staff", "staff": staff }));
    let file = json!({ "type": "file_complaint", "summary": "态度生硬", "against": "rep-1" });
    let filed = told.say("2026-01-09 09:00", "applicant", file);
    let Event::ComplaintFiled(e) = &filed.entries[0].event else { panic!("{filed:?}") };
    let number = e.number.as_str().to_owned();
    let assign = json!({ "type": "assign_voice", "voice": number, "unit": "zjj", "class": null });
    told.say("2026-01-09 10:00", "manager-1", assign);
    let extend = json!({ "type": "extend_voice", "voice": number, "reason": "需会商" });
    told.say("2026-01-12 09:00", "head-1", extend);
    let id = told.world.voices().values().find(|voice| !voice.clocks.is_empty()).unwrap().id;
    for _ in 0..3 {
        let Some(at) = told.world.voices().get(&id).and_then(|voice| voice.alarm()) else { break };
        let text = at.to_string();
        let time = format!("{} {}", &text[..10], &text[11..16]);
        told.say(&time, "system", json!({ "type": "fire_voice_alarm", "voice": number }));
    }
    told
}

#[test]
fn a_moved_limit_of_a_complaint_is_found_when_it_is_extended_and_when_it_is_warned_of() {
    let told = late_complaint();
    is_a_wrong_date(&told, E::VoiceExtended, |event| {
        let Event::VoiceExtended(e) = event else { panic!() };
        e.reckoning.due = later(e.reckoning.due);
    });
    is_a_wrong_date(&told, E::WarningIssued, |event| {
        let Event::WarningIssued(e) = event else { panic!() };
        e.evidence.due = e.evidence.due.plus(1);
    });
}

#[test]
fn a_date_under_a_calendar_or_policy_that_is_not_in_force_is_found() {
    let (told, _) = history();
    is_a_wrong_date(&told, E::Accepted, |event| {
        let Event::Accepted(e) = event else { panic!() };
        e.clocks[0].policy = 9;
    });
    is_a_wrong_date(&told, E::ClockExtended, |event| {
        let Event::ClockExtended(e) = event else { panic!() };
        e.reckoning.calendar = 9;
    });
}

#[test]
fn an_acceptance_by_silence_from_another_day_than_the_clocks_is_found() {
    let (mut told, cases) = history();
    let waiting = &cases[3];
    for time in ["2026-01-14 00:00", "2026-01-14 00:00"] {
        let has_lapsed = told.commits.iter().flat_map(|commit| &commit.entries);
        if has_lapsed.clone().any(|entry| entry.event.kind() == E::DeemedAccepted) {
            break;
        }
        told.on(time, "system", waiting, json!({ "type": "fire_alarm" }));
    }
    is_a_wrong_date(&told, E::DeemedAccepted, |event| {
        let Event::DeemedAccepted(e) = event else { panic!() };
        e.effective = e.effective.plus(1);
    });
}

/// A day with everything: cases, tickets, a trouble.
pub(crate) fn full() -> Told {
    let (mut told, _) = trouble();
    let open = json!({
        "type": "report_trouble", "ground": "passed_around", "summary": "又来一次",
        "applicant": { "subject": 10, "token": format!("{:032x}", 7010), "sealed": "c0de" },
    });
    told.say("2026-01-09 09:00", "guide-1", open);
    told.receive("2026-01-09 09:10", 3);
    told.say("2026-01-09 09:20", "applicant", json!({ "type": "take_ticket", "zone": "Z1" }));
    told.say("2026-01-09 09:21", "applicant", json!({ "type": "take_ticket", "zone": "Z1" }));
    told
}

#[test]
fn every_projection_is_compared_with_what_the_world_holds() {
    let told = full();
    assert_eq!(check_projections(&told.world), []);
    let empty = World::default();
    let found = check(&told.world, &empty, &Router::of(&empty));
    for what in [
        "the places in the writer's queues",
        "the places in the router's queues",
        "the writer's armed alarms",
        "the router's armed alarms",
        "the writer's alarms of voices",
        "the router's alarms of voices",
        "the router's open cases",
        "the router's view of a case",
        "the lengths of the router's queues",
        "the router's voices",
        "the router's tickets",
    ] {
        assert!(found.iter().any(|finding| finding.detail.starts_with(what)), "{what}: {found:?}");
    }
    assert!(found.iter().all(|finding| finding.kind == FindingKind::Projection));
}

#[test]
fn projections_that_were_not_kept_with_the_cases_are_found_among_what_is_derived() {
    let told = full();
    let (_temp, dir) = written(&told.commits);
    let source = Source::open(&dir).unwrap();
    let (mut cursor, mut parts) = (Cursor::default(), Parts::default());
    while let Some(slice) = told.world.slice(&mut cursor) {
        parts.add(slice);
    }
    // Its queues and alarms are settled later, and are not here.
    let unsettled = World::restore((**told.world.setup()).clone(), parts);
    let found = check_derived(&source, &unsettled);
    let of_writer = |what: &str| format!("the {what} differ from a naive sort");
    for what in ["places in the writer's queues", "writer's armed alarms"] {
        assert!(found.iter().any(|finding| finding.detail == of_writer(what)), "{what}: {found:?}");
    }
    assert_eq!(check_derived(&source, &told.world), []);
}

/// What makes another snapshot of one.
type Forged = fn(&mut Slice);

/// What `verify` says of a snapshot of a hall of which `change` made another.
#[track_caller]
fn of_snapshot(told: &Told, change: impl Fn(&mut Slice)) -> String {
    let (_temp, dir) = written(&told.commits);
    let opened = open(&dir);
    let mut cursor = Cursor::default();
    let mut slices: Vec<Slice> = std::iter::from_fn(|| opened.world.slice(&mut cursor)).collect();
    slices.iter_mut().for_each(change);
    let snapshots = HallStore::snapshot_dir(&dir);
    store::write_snapshot(&snapshots, opened.history.log(), slices, |_| true).unwrap();
    drop(opened);
    let verified = verify(&Source::open(&dir).unwrap(), &Checks::default());
    match &verified.findings[..] {
        [] => String::new(),
        [one] if one.kind == FindingKind::Snapshot => one.detail.clone(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_snapshot_that_says_something_else_of_anything_is_found() {
    let told = full();
    assert_eq!(of_snapshot(&told, |_| ()), "");
    let wrong: [(&str, Forged); 5] = [
        ("other voices", |slice| {
            if let Slice::Voices(voices) = slice {
                voices.pop();
            }
        }),
        ("other tickets", |slice| {
            if let Slice::Tickets(days) = slice {
                for day in days.iter_mut() {
                    Arc::make_mut(day).tickets.pop_last();
                }
            }
        }),
        ("other subjects", |slice| {
            if let Slice::Subjects(subjects) = slice {
                subjects.pop();
            }
        }),
        ("other erasures", |slice| {
            if let Slice::Erased(erased) = slice {
                erased.push(SubjectId(3));
            }
        }),
        ("other cases", |slice| {
            if let Slice::Cases(cases) = slice {
                for case in cases.iter_mut() {
                    Arc::make_mut(case).version += 1;
                }
            }
        }),
    ];
    for (what, change) in wrong {
        let said = of_snapshot(&told, change);
        assert!(said.contains(what), "{what}: {said:?}");
    }
}

#[test]
fn a_record_that_cannot_be_read_is_named_and_what_is_before_it_is_trusted() {
    let told = morning();
    let (_temp, dir) = written(&told.commits);
    let (mut log, _) = Log::open(&dir.join("log"), OpenOptions::default()).unwrap();
    log.append(&[&[b"no record".to_vec()]]).unwrap();
    drop(log);
    let last = told.world.seq();
    assert_eq!(found(&dir), [(FindingKind::Record, last + 1)]);
    let verified = verify(&Source::open(&dir).unwrap(), &Checks::default());
    assert_eq!((verified.trusted, verified.findings[0].frame), (last, Some(last + 1)));
}

#[test]
fn a_damaged_slot_of_the_head_mark_is_found_though_the_others_vouch_for_the_log() {
    let told = morning();
    let (_temp, dir) = written(&told.commits);
    let head = dir.join("log").join(store::head::HEAD_FILE);
    let bytes = std::fs::read(&head).unwrap();
    let mut kinds = Vec::new();
    for at in 0..bytes.len() {
        let mut flipped = bytes.clone();
        flipped[at] ^= 1;
        std::fs::write(&head, &flipped).unwrap();
        let Ok(source) = Source::open(&dir) else { continue };
        if source.reader().damaged_slots() > 0 {
            kinds = found(&dir);
            break;
        }
    }
    assert_eq!(kinds, [(FindingKind::HeadMark, told.world.seq() + 1)]);
}

/// What is said of the dates of an event that a world had after its last command, though this hall decides none of
/// the kind.
fn of_event(world: &World, commit: &Commit, event: Value) -> Vec<String> {
    let event: Event = serde_json::from_value(event).unwrap();
    let mut commit = commit.clone();
    let Stream::Case(case) = commit.entries[0].stream else { panic!("{commit:?}") };
    commit.entries[0].event = event;
    let now = world.cases().get(&case).cloned();
    let changes = [Change { case, before: now.clone(), after: now, last: commit.seq }];
    let found = check_dates(world, &commit, &changes, &Beside::default());
    found.into_iter().map(|finding| finding.detail).collect()
}

#[test]
fn the_dates_of_opinions_renewals_and_recounts_are_computed_again() {
    let (told, _) = history();
    let accepted = told.commits.iter().find(|c| c.entries[0].event.kind() == E::Accepted).unwrap();
    let mut world = World::default();
    told.commits.iter().take_while(|c| c.seq <= accepted.seq).for_each(|commit| {
        world.evolve(commit).unwrap();
    });
    let of = |event: Value| of_event(&world, accepted, event);
    let Event::Accepted(e) = &accepted.entries[0].event else { panic!() };
    let start = serde_json::to_value(&e.clocks[0]).unwrap();
    let asked = |start: &Value| {
        let request = json!({ "department": "zjj", "clock": start });
        of(json!({ "kind": "OpinionsRequested", "data": { "requests": [request] } }))
    };
    assert_eq!(asked(&start), Vec::<String>::new());
    let mut late = start.clone();
    late["reckoning"]["due"] = json!("2026-02-20");
    assert!(asked(&late)[0].contains("do not fit"));
    let due = start["reckoning"]["due"].clone();
    let counted = |was: &Value| {
        let data = json!({
            "clock": start["kind"], "was": was, "reckoning": start["reckoning"], "cause": "x",
        });
        of(json!({ "kind": "ClockRecalculated", "data": data }))
    };
    assert_eq!(counted(&due), Vec::<String>::new());
    assert!(counted(&json!("2026-02-20"))[0].contains("the record says 2026-02-20"));
    let opinion = json!({
        "department": "zjj", "was": due, "reckoning": start["reckoning"], "cause": "x",
    });
    let opinion = of(json!({ "kind": "OpinionRecalculated", "data": opinion }));
    assert!(opinion[0].contains("it is none"), "{opinion:?}");
    let renewal = json!({ "licence": "L-1", "expires": "2026-03-01", "clocks": [] });
    let renewal = of(json!({ "kind": "RenewalRequested", "data": renewal }));
    assert!(renewal[0].contains("the licence expires 2026-03-01"), "{renewal:?}");
    let deemed = json!({ "licence": "L-1", "basis": "x", "unit": "zjj", "clocks": [] });
    let deemed = of(json!({ "kind": "DeemedRenewed", "data": deemed }));
    assert!(deemed[0].contains("deemed renewed"), "{deemed:?}");
}

#[test]
fn a_clock_that_begins_under_a_policy_that_was_replaced_is_found() {
    let (mut told, _) = history();
    let mut policy = serde_json::to_value(told.world.setup().policy().1).unwrap();
    policy["hand_off_days"] = json!(2);
    let set = json!({ "type": "set_clock_policy", "policy": policy });
    told.say("2026-01-09 08:00", "admin", set);
    told.receive("2026-01-09 09:00", 5);
    let (_temp, dir) = written(&told.commits);
    assert_eq!(found(&dir), []);
    let last = told.commits.last_mut().unwrap();
    let Event::ApplicationReceived(e) = &mut last.entries[0].event else { panic!() };
    e.clocks[0].policy = 1;
    let seq = last.seq;
    let (_temp, dir) = written(&told.commits);
    assert_eq!(found(&dir), [(FindingKind::Date, seq)]);
}

/// The year that was published moved no date of this case; its clock is counted anew by the calendar in force all the same.
#[test]
fn a_clock_that_is_counted_anew_by_a_calendar_that_was_replaced_is_found() {
    let (mut told, cases) = history();
    let case = &cases[3];
    for kind in ["start_pre_check", "accept_case"] {
        told.on("2026-01-08 10:00", "window-1", case, json!({ "type": kind, "place": "W1" }));
    }
    let notice = json!({
        "year": 2027, "off": [{ "date": "2027-01-01", "name": "元旦" }], "make_up": [],
        "source": "国务院办公厅",
    });
    told.say("2026-01-09 08:00", "admin", json!({ "type": "publish_calendar", "notice": notice }));
    let extend = json!({
        "type": "extend_clock", "clock": "statutory", "days": 5, "approver": "head-1",
        "reason": "案情复杂", "told": true,
    });
    told.on("2026-01-09 11:00", "head-1", case, extend);
    let (_temp, dir) = written(&told.commits);
    assert_eq!(found(&dir), []);
    let last = told.commits.last_mut().unwrap();
    let Event::ClockExtended(e) = &mut last.entries[0].event else { panic!() };
    e.reckoning.calendar -= 1;
    let seq = last.seq;
    let (_temp, dir) = written(&told.commits);
    assert!(found(&dir).contains(&(FindingKind::Date, seq)), "{:?}", found(&dir));
}
