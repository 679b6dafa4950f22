//! What is derived of a log says where to look, and never what was: wherever it is wrong, the whole log is asked.

use std::path::Path;
use std::sync::Arc;

use engine::code::CaseNumber;
use engine::slice::{Cursor, Slice};
use engine::world::World;
use replay::found_by::{FoundBy, Way};
use replay::look_up::{Finder, Wanted};
use replay::past::Past;
use replay::{Moment, Source};
use store::{HallStore, Log, OpenOptions};

use crate::hall::{Told, append, archived_history, open, written};

/// Takes a snapshot of the hall as it is now, after `change`.
fn snapshot(dir: &Path, mut change: impl FnMut(&mut Slice)) {
    let opened = open(dir);
    let mut slices = slices(&opened.world);
    slices.iter_mut().for_each(&mut change);
    let snapshots = HallStore::snapshot_dir(dir);
    store::write_snapshot(&snapshots, opened.history.log(), slices, |_| true).unwrap();
}

fn slices(world: &World) -> Vec<Slice> {
    let mut cursor = Cursor::default();
    std::iter::from_fn(|| world.slice(&mut cursor)).collect()
}

/// A hall with a snapshot after so many commands, and what came afterwards.
pub(crate) fn halved(told: &Told, half: usize) -> (tempfile::TempDir, std::path::PathBuf) {
    let (temp, dir) = written(&told.commits[..half]);
    snapshot(&dir, |_| ());
    append(&dir, &told.commits[half..], 3);
    (temp, dir)
}

/// How a case was found; what was found is what the whole log says, at every record of it.
#[track_caller]
fn found(dir: &Path, number: &CaseNumber) -> FoundBy {
    let source = Source::open(dir).unwrap();
    let finder = Finder::new(&source, false);
    let moments = (0..=source.size()).map(Moment::Seq).chain([Moment::End]);
    for moment in moments {
        let whole = Past::of(&source, number, moment);
        let by_index = Past::look_up(&finder, number, moment);
        match (whole, by_index) {
            (Ok(whole), Ok(by_index)) => {
                assert_eq!(by_index.case(), whole.case(), "{moment:?}");
                assert_eq!(by_index.setup, whole.setup, "{moment:?}");
                assert_eq!(by_index.steps.len(), whole.steps.len(), "{moment:?}");
            }
            (whole, by_index) => assert_eq!(whole.is_err(), by_index.is_err(), "{moment:?}"),
        }
    }
    let finder = Finder::new(&source, false);
    finder.find(Wanted::Case(number), Moment::End).unwrap();
    finder.found_by()
}

#[test]
fn a_case_is_found_by_the_snapshot_and_what_came_after_it() {
    let (told, cases) = archived_history();
    for half in [14, told.commits.len() / 2, told.commits.len() - 1, told.commits.len()] {
        let (_temp, dir) = halved(&told, half);
        for case in &cases {
            let by = found(&dir, case);
            assert_eq!((by.way, by.doubt), (Way::Index, None), "{case} after {half}");
        }
    }
}

#[test]
fn without_a_snapshot_or_where_it_is_asked_for_the_whole_log_is_passed() {
    let (told, cases) = archived_history();
    let (_temp, dir) = written(&told.commits);
    let by = found(&dir, &cases[0]);
    assert_eq!((by.way, by.snapshot, by.doubt), (Way::Whole, None, None));
    snapshot(&dir, |_| ());
    let source = Source::open(&dir).unwrap();
    assert_eq!(Finder::new(&source, true).found_by().way, Way::Whole);
    assert_eq!(Finder::new(&source, false).found_by().snapshot, Some(source.size()));
}

#[test]
fn an_index_that_points_to_another_record_is_not_followed() {
    let (told, cases) = archived_history();
    let (_temp, dir) = halved(&told, told.commits.len());
    let id = Source::open(&dir).unwrap().case_history(&cases[0]).unwrap().id;
    let end = told.world.seq();
    for (wrong, said) in [(5, "archives something else"), (end - 1, "archives something else")] {
        let (log, _) = Log::open(&dir.join("log"), OpenOptions::default()).unwrap();
        log.index_put(id.0, wrong).unwrap();
        log.index_flush().unwrap();
        drop(log);
        let by = found(&dir, &cases[0]);
        assert_eq!(by.way, Way::Whole, "record {wrong}");
        assert!(by.doubt.unwrap().contains(said), "record {wrong}");
    }
}

#[test]
fn an_index_that_does_not_know_a_case_is_no_proof_that_there_is_none() {
    let (told, cases) = archived_history();
    let (_temp, dir) = halved(&told, told.commits.len());
    let (log, _) = Log::open(&dir.join("log"), OpenOptions::default()).unwrap();
    log.index_clear().unwrap();
    log.index_flush().unwrap();
    drop(log);
    let by = found(&dir, &cases[0]);
    assert_eq!(by.way, Way::Whole);
    assert!(by.doubt.unwrap().contains("does not know"));
}

#[test]
fn a_snapshot_whose_case_ends_at_a_record_of_another_case_is_not_followed() {
    let (told, cases) = archived_history();
    let (_temp, dir) = written(&told.commits);
    let source = Source::open(&dir).unwrap();
    let other = source.case_history(&cases[3]).unwrap().records[0].seq;
    let id = source.case_history(&cases[2]).unwrap().id;
    drop(source);
    snapshot(&dir, |slice| {
        if let Slice::Cases(list) = slice {
            for case in list.iter_mut().filter(|case| case.id == id) {
                Arc::make_mut(case).last_seq = other;
            }
        }
    });
    let by = found(&dir, &cases[2]);
    assert_eq!(by.way, Way::Whole);
    assert!(by.doubt.unwrap().contains("it does not"));
    assert_eq!(found(&dir, &cases[1]).way, Way::Index, "the others are where it says");
}

#[test]
fn a_snapshot_that_forgot_a_part_of_the_set_up_is_not_followed() {
    let (told, cases) = archived_history();
    let half = 13;
    let (_temp, dir) = written(&told.commits[..half]);
    snapshot(&dir, |slice| {
        if let Slice::Start { heads, .. } = slice {
            for (_, head) in heads {
                head.last = 1;
            }
        }
    });
    append(&dir, &told.commits[half..], 3);
    let by = found(&dir, &cases[0]);
    assert_eq!(by.way, Way::Whole, "{by:?}");
    assert!(by.doubt.is_some());
}
