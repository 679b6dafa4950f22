//! What is derived of a log, each part by itself: projections and snapshots of a hall that has one of everything.

use std::sync::Arc;

use engine::event::Stream;
use engine::router::Router;
use engine::slice::{Cursor, Parts, Slice};
use engine::world::World;
use replay::projection::{check, check_projections};
use replay::snapshots::unlike;
use replay::{Checks, FindingKind, Source, verify};
use serde_json::json;
use store::HallStore;

use crate::clauses::full;
use crate::hall::{Told, open, second_item, written};

/// A hall with cases, a bundle with a running promise, a voice, tickets, an open question to a port, somebody erased.
pub(crate) fn everything() -> Told {
    let mut told = full();
    let day = "2026-01-09 10:00";
    let port = json!({ "type": "connect_port", "port": "identity", "term_days": 2 });
    told.say(day, "admin", port);
    told.say(day, "admin", json!({ "type": "publish_item", "definition": second_item() }));
    let nodes = ["JZ-01", "JZ-02"]
        .map(|item| json!({ "node": item.to_lowercase(), "item": item, "mandatory": true }));
    told.say(
        day,
        "admin",
        json!({ "type": "publish_bundle", "definition": {
        "code": "B1", "name": "开办一件事", "lead": "zjj", "promise": { "days": 12, "unit": "WD" },
        "nodes": nodes, "materials": ["FORM"], "on_node_refused": "cancel_dependents",
        "valid_from": "2025-01-01",
    } }),
    );
    told.say(
        "2026-01-09 10:10",
        "window-1",
        json!({
            "type": "receive_bundle", "place": "W1", "bundle": "B1", "channel": "window",
            "delivery": "counter",
            "applicant": { "subject": 11, "token": format!("{:032x}", 7011), "sealed": "c0de" },
            "materials": [{ "material": "FORM", "way": "paper", "trust": "B" }],
        }),
    );
    let bundle = told.world.bundles().values().next().unwrap();
    let case = bundle.nodes.iter().find_map(engine::bundle::Node::case).unwrap();
    let case = engine::number::format(told.world.setup(), case).unwrap();
    let start = json!({ "type": "start_pre_check", "place": "W1" });
    told.on("2026-01-09 10:20", "window-1", &case, start);
    told.on("2026-01-09 10:30", "window-1", &case, json!({ "type": "accept_case", "place": "W1" }));
    let erase = json!({ "type": "erase_subject", "subject": 9, "reason": "保存期限届满" });
    told.say("2026-01-09 11:00", "admin", erase);
    told
}

fn parts(world: &World) -> Parts {
    let (mut cursor, mut parts) = (Cursor::default(), Parts::default());
    while let Some(slice) = world.slice(&mut cursor) {
        parts.add(slice);
    }
    parts
}

fn restored(world: &World, parts: Parts) -> World {
    World::restore((**world.setup()).clone(), parts)
}

#[test]
fn every_projection_is_compared_with_a_naive_sort() {
    let told = everything();
    assert_eq!(check_projections(&told.world), []);
    let said = |kept: &World, router: &Router| -> Vec<String> {
        let found = check(&told.world, kept, router);
        assert!(found.iter().all(|finding| finding.kind == FindingKind::Projection));
        let word = " differ from a naive sort";
        found.into_iter().map(|finding| finding.detail.replace(word, "")).collect()
    };
    // The writer's alone, and then the readers' alone: nothing was kept.
    let (empty, right) = (World::default(), Router::of(&told.world));
    assert_eq!(
        said(&empty, &right),
        [
            "the places in the writer's queues",
            "the writer's armed alarms",
            "the writer's alarms of bundles",
            "the writer's alarms of voices",
        ]
    );
    assert_eq!(
        said(&told.world, &Router::of(&empty)),
        [
            "the places in the router's queues",
            "the router's armed alarms",
            "the router's alarms of bundles",
            "the router's alarms of voices",
            "the router's open cases",
            "the router's view of a case",
            "the lengths of the router's queues",
            "the router's bundles",
            "the router's view of a bundle",
            "the router's voices",
            "the router's tickets",
        ]
    );
}

#[test]
fn a_view_of_a_bundle_or_a_case_that_is_not_the_one_that_holds_is_found_by_itself() {
    let told = everything();
    let shown = |change: fn(&mut Parts)| -> Vec<String> {
        let mut parts = parts(&told.world);
        change(&mut parts);
        let mut other = restored(&told.world, parts);
        other.settle();
        let found = check(&told.world, &told.world, &Router::of(&other));
        found.into_iter().map(|finding| finding.detail).collect()
    };
    let bundle = shown(|parts| {
        for bundle in &mut parts.bundles {
            Arc::make_mut(bundle).lead = "centre".parse().unwrap();
        }
    });
    assert_eq!(bundle, ["the router's view of a bundle differ from a naive sort"]);
    let case = shown(|parts| {
        for case in &mut parts.cases {
            Arc::make_mut(case).version += 1;
        }
    });
    assert_eq!(case, ["the router's view of a case differ from a naive sort"]);
    let alarms = shown(|parts| {
        for bundle in &mut parts.bundles {
            let clock = Arc::make_mut(bundle).clock.as_mut().unwrap();
            clock.reckoning.due = clock.reckoning.due.map(|due| due.plus(1));
            clock.reckoning.rungs = Arc::new([]);
        }
    });
    let of_bundles = "the router's alarms of bundles differ from a naive sort".to_owned();
    assert!(alarms.contains(&of_bundles), "{alarms:?}");
}

#[test]
fn every_part_of_the_state_is_compared_with_that_of_a_snapshot() {
    let told = everything();
    let world = &told.world;
    assert_eq!(unlike(world, world), Vec::<&str>::new());
    let all = [
        "records",
        "time",
        "set-up",
        "cases",
        "queues",
        "alarms",
        "bundles",
        "alarms of bundles",
        "voices",
        "alarms of voices",
        "tickets",
        "ends of days of tickets",
        "open questions",
        "subjects",
        "ends of the set-up",
    ];
    assert_eq!(unlike(&World::default(), world), all, "who was erased is known by who there is");
    assert_eq!(unlike(world, &World::default()).last(), Some(&"erasures"));
}

/// What makes another slice of one of a snapshot.
type ForgedSlice = fn(&mut Slice);

/// What makes other parts of those of a snapshot.
type Forged = fn(&mut Parts);

#[test]
fn each_part_of_a_snapshot_that_says_something_else_is_named_by_itself() {
    let told = everything();
    let world = &told.world;
    let whole = restored(world, parts(world));
    let wrong: [(&str, Forged); 10] = [
        ("records", |parts| parts.seq += 1),
        ("time", |parts| parts.now = parts.now.map(|at| at.plus_ms(1))),
        ("cases", |parts| drop(parts.cases.pop())),
        ("bundles", |parts| drop(parts.bundles.pop())),
        ("voices", |parts| drop(parts.voices.pop())),
        ("tickets", |parts| {
            for day in &mut parts.tickets {
                Arc::make_mut(day).tickets.pop_last();
            }
        }),
        ("subjects", |parts| assert!(parts.subjects.pop_last().is_some())),
        ("ends of the set-up", |parts| assert!(parts.heads.remove(&Stream::Catalogue).is_some())),
        ("ends of the set-up", |parts| parts.heads.values_mut().for_each(|head| head.version += 1)),
        ("erasures", |parts| assert!(parts.erased.pop_last().is_some())),
    ];
    for (what, change) in wrong {
        let mut other = parts(world);
        change(&mut other);
        assert_eq!(unlike(&restored(world, other), &whole), [what]);
    }
    // Queues, alarms and open questions follow from the cases, and are there once they are settled.
    let settled = {
        let mut settled = whole.clone();
        settled.settle();
        settled
    };
    let derived = ["queues", "alarms", "alarms of bundles", "alarms of voices", "open questions"];
    assert_eq!(unlike(&settled, &whole), derived);
}

#[test]
fn a_snapshot_file_with_another_time_bundle_or_question_is_found() {
    let told = everything();
    let wrong: [(&str, ForgedSlice); 4] = [
        ("other time", |slice| {
            if let Slice::Start { now, .. } = slice {
                *now = now.map(|at| at.plus_ms(1));
            }
        }),
        ("bundles, alarms of bundles", |slice| {
            if let Slice::Bundles(bundles) = slice {
                bundles.clear();
            }
        }),
        ("open questions", |slice| {
            if let Slice::Cases(cases) = slice {
                cases.clear();
            }
        }),
        ("ends of the set-up", |slice| {
            if let Slice::Start { heads, .. } = slice {
                heads.clear();
            }
        }),
    ];
    for (what, change) in wrong {
        let (_temp, dir) = written(&told.commits);
        let opened = open(&dir);
        let mut cursor = Cursor::default();
        let mut slices: Vec<Slice> =
            std::iter::from_fn(|| opened.world.slice(&mut cursor)).collect();
        slices.iter_mut().for_each(change);
        let snapshots = HallStore::snapshot_dir(&dir);
        store::write_snapshot(&snapshots, opened.history.log(), slices, |_| true).unwrap();
        drop(opened);
        let found = verify(&Source::open(&dir).unwrap(), &Checks::default()).findings;
        let [finding] = &found[..] else { panic!("{what}: {found:?}") };
        assert_eq!(finding.kind, FindingKind::Snapshot);
        assert!(finding.detail.contains(what), "{what}: {}", finding.detail);
    }
}
