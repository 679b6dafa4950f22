//! Pair assertion: the table and `evolve` agree in every cell, the table itself is sane, and its picture
//! in `docs/lifecycle.md` is the one it gives. Exhaustive, so there is nothing to shrink and no seed.

#[path = "lifecycle/bundle_samples.rs"]
mod bundle_samples;
#[path = "lifecycle/bundles.rs"]
mod bundles;
#[path = "lifecycle/diagram.rs"]
mod diagram;
#[path = "lifecycle/samples.rs"]
mod samples;
#[path = "lifecycle/ticket_samples.rs"]
mod ticket_samples;
#[path = "lifecycle/voice_samples.rs"]
mod voice_samples;
#[path = "lifecycle/voices.rs"]
mod voices;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use engine::case::{Case, Position};
use engine::event::{Event, EventKind, Stream};
use engine::lifecycle::{ANYWHERE, ENDINGS, LIFECYCLE, Phase, next};
use engine::record::Commit;
use engine::world::{Illegal, World};
use tests::given::Given;
use tests::hall::at;
use tests::kinds::CaseKind;

use samples::{case_in, event_of, is_of_a_case};

fn case_kinds() -> Vec<EventKind> {
    EventKind::ALL.iter().copied().filter(|kind| is_of_a_case(*kind)).collect()
}

#[test]
fn evolve_agrees_with_the_table_in_every_cell() {
    let hall = Given::hall();
    let item = hall.world.setup().items().first().expect("an item");
    for phase in Phase::ALL {
        for kind in EventKind::ALL.iter().copied() {
            let mut case = case_in(phase);
            let here = Position { seq: 1_000, at: at("2026-03-02 10:00") };
            let event = event_of(kind);
            let happened = case.evolve(&event, &item.definition, here);
            let got = happened.ok().map(|()| case.phase());
            assert_eq!(got, next(Some(phase), kind), "{phase:?} x {kind:?}");
        }
    }
}

#[test]
fn an_event_that_cannot_happen_leaves_the_case_as_it_was() {
    let hall = Given::hall();
    let item = hall.world.setup().items().first().expect("an item");
    let here = Position { seq: 1_000, at: at("2026-03-02 10:00") };
    for phase in Phase::ALL {
        for kind in EventKind::ALL.iter().copied().filter(|kind| next(Some(phase), *kind).is_none())
        {
            let mut case = case_in(phase);
            assert!(case.evolve(&event_of(kind), &item.definition, here).is_err());
            assert_eq!(case, case_in(phase), "{phase:?} x {kind:?}");
        }
    }
}

/// The first row: where there is no case yet, only an application makes one.
#[test]
fn the_world_agrees_with_the_table_where_there_is_no_case() {
    let hall = Given::hall();
    for kind in case_kinds() {
        let mut world: World = hall.world.clone();
        let last = hall.commits.last().expect("the set-up");
        let mut commit: Commit = last.clone();
        commit.seq = world.seq() + 1;
        commit.entries.truncate(1);
        let entry = commit.entries.first_mut().expect("one event");
        entry.stream = Stream::Case(case_in(Phase::Received).id);
        (entry.version, entry.previous, entry.event) = (1, 0, event_of(kind));
        let got = match world.evolve(&commit) {
            Ok(_) => world.cases().values().next().map(|case: &std::sync::Arc<Case>| case.phase()),
            Err(Illegal::Case { .. }) => None,
            Err(other) => panic!("{kind:?}: {other}"),
        };
        assert_eq!(got, next(None, kind), "{kind:?}");
    }
}

#[test]
fn no_two_rows_of_the_table_share_a_cell() {
    let mut cells: BTreeSet<(Option<Phase>, EventKind)> = BTreeSet::new();
    for (from, event, _) in LIFECYCLE {
        assert!(cells.insert((*from, *event)), "{from:?} x {event:?} twice");
    }
    for (event, phases) in ANYWHERE.iter().chain(ENDINGS) {
        for phase in *phases {
            assert!(cells.insert((Some(*phase), *event)), "{phase:?} x {event:?} twice");
        }
    }
}

#[test]
fn every_phase_is_reached_and_only_the_archive_is_the_end() {
    let mut reached: BTreeSet<Option<Phase>> = [None].into();
    loop {
        let from: Vec<Option<Phase>> = reached.iter().copied().collect();
        let leads = |from: Option<Phase>| EventKind::ALL.iter().filter_map(move |e| next(from, *e));
        reached.extend(from.iter().flat_map(|from| leads(*from)).map(Some));
        if reached.len() == from.len() {
            break;
        }
    }
    assert_eq!(reached.len(), Phase::ALL.len() + 1, "a phase cannot be reached");
    // What supplements the archive leaves a case there.
    let stays = |phase: Phase, event| next(Some(phase), event).is_none_or(|to| to == phase);
    let is_terminal = |phase: &Phase| EventKind::ALL.iter().all(|event| stays(*phase, *event));
    let terminal: Vec<Phase> = Phase::ALL.into_iter().filter(is_terminal).collect();
    assert_eq!(terminal, [Phase::Archived]);
}

#[test]
fn every_event_of_a_case_can_happen_and_no_other() {
    let rows = LIFECYCLE.iter().map(|row| row.1);
    let beside = ANYWHERE.iter().chain(ENDINGS).map(|row| row.0);
    let used: BTreeSet<EventKind> = rows.chain(beside).collect();
    assert_eq!(used.into_iter().collect::<Vec<_>>(), case_kinds());
}

#[test]
fn the_numbers_on_disk_name_one_kind_each() {
    let numbers: BTreeSet<u16> = EventKind::ALL.iter().map(|kind| kind.number()).collect();
    assert_eq!(numbers.len(), EventKind::ALL.len());
    for kind in EventKind::ALL.iter().copied() {
        assert_eq!(EventKind::from_number(kind.number()), Some(kind));
        let event: Event = event_of(kind);
        assert_eq!(event.kind(), kind, "the sample is of its kind");
    }
    assert_eq!(EventKind::from_number(0), None);
}

#[test]
fn the_table_of_each_kind_of_case_fits_on_one_screen() {
    let tables = diagram::tables();
    assert_eq!(tables.len(), CaseKind::ALL.len() + 1, "each kind of case, and the bundle");
    for (title, table) in tables {
        let lines = table.lines().count();
        assert!(lines <= diagram::LINES_MAX, "{title}: {lines} lines\n{table}");
        for line in table.lines() {
            assert!(diagram::columns(line) <= diagram::COLUMNS_MAX, "{title}: {line}");
        }
    }
}

/// Each row is gone by some kind of case, and what tells a kind apart is in its own table alone.
#[test]
fn the_tables_of_the_kinds_are_the_whole_table_and_differ() {
    for (_, event, _) in LIFECYCLE {
        assert!(CaseKind::ALL.iter().any(|kind| kind.may(*event)), "{event:?} happens to no kind");
    }
    let only = |event| CaseKind::ALL.into_iter().filter(|kind| kind.may(event)).collect::<Vec<_>>();
    assert_eq!(only(EventKind::OpinionsRequested), [CaseKind::Joint]);
    assert_eq!(only(EventKind::HigherDecisionReceived), [CaseKind::ReportUp]);
    assert_eq!(only(EventKind::RegionResultReceived), [CaseKind::ForRegion]);
    assert_eq!(only(EventKind::DeemedRenewed), [CaseKind::Renewal]);
    assert_eq!(only(EventKind::ConsentGiven), [CaseKind::Proactive]);
}

/// `UPDATE=1 cargo test -p tests --test lifecycle` draws it anew.
#[test]
fn the_picture_in_the_documentation_is_that_of_the_table() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/lifecycle.md");
    let drawn = diagram::page();
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, &drawn).expect("docs can be written");
    }
    let kept = fs::read_to_string(&path).expect("docs/lifecycle.md is there");
    assert_eq!(kept, drawn, "draw it anew with UPDATE=1");
}
