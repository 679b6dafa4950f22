//! A snapshot changes how long a start takes, and nothing else.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail")]

mod hall;
mod samples;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use engine::event::PreCheckStarted;
use engine::id::{CaseId, Seq};
use engine::journal::Journal;
use engine::lifecycle::Phase;
use engine::record::Commit;
use engine::slice::{Cursor, SLICE_ENTRIES_MAX, Slice};
use engine::world::World;
use store::{HallOptions, HallStore, Opened, SNAPSHOT_FORMAT, write_snapshot};
use tempfile::tempdir;

use self::hall::{Pen, assert_same, open, slices, write};
use self::samples::{code, golden};

fn snapshots(dir: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(HallStore::snapshot_dir(dir)).unwrap();
    let found: BTreeSet<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    found.into_iter().collect()
}

fn save(dir: &Path, opened: &Opened, slices: Vec<Slice>) {
    let dir = HallStore::snapshot_dir(dir);
    write_snapshot(&dir, opened.history.log(), slices, |_| true).unwrap();
}

fn full(dir: &Path) -> Opened {
    let options = HallOptions { use_snapshots: false, ..HallOptions::default() };
    HallStore::open(dir, &options, &mut |_| ()).unwrap()
}

/// Opens the hall with its snapshots and without, and asserts that it is the same hall.
#[track_caller]
fn check(dir: &Path, snapshot: Option<Seq>) {
    let without = full(dir).world;
    let opened = open(dir);
    assert_eq!(opened.report.snapshot, snapshot);
    assert_eq!(opened.report.replayed, without.seq() - snapshot.unwrap_or(0));
    assert_same(&opened.world, &without);
}

/// A story of so many commands, in a hall in `dir`.
fn write_story(dir: &Path, cases: u32) -> (Opened, Pen) {
    let mut opened = open(dir);
    let mut pen = Pen::default();
    write(&mut opened, &pen.story(cases));
    (opened, pen)
}

#[test]
fn a_start_from_a_snapshot_gives_the_same_world() {
    let dir = tempdir().unwrap();
    let (mut opened, mut pen) = write_story(dir.path(), 30);
    save(dir.path(), &opened, slices(&opened.world));
    let taken = opened.world.seq();
    let (_, received) = pen.receive();
    write(&mut opened, &[received]);
    drop(opened);
    check(dir.path(), Some(taken));
}

#[test]
fn a_snapshot_taken_while_the_hall_works_gives_the_same_world() {
    let dir = tempdir().unwrap();
    let mut opened = open(dir.path());
    let mut pen = Pen::default();
    write(&mut opened, &pen.set_up());
    let cases = u32::try_from(SLICE_ENTRIES_MAX).unwrap() + 50;
    let received: Vec<(CaseId, Commit)> = (0..cases).map(|_| pen.receive()).collect();
    let ids: Vec<CaseId> = received.iter().map(|(id, _)| *id).collect();
    write(&mut opened, &received.into_iter().map(|(_, commit)| commit).collect::<Vec<_>>());
    let taken = opened.world.seq();

    // Between any two slices cases move, leave and come.
    let (mut cursor, mut at, mut taken_slices) = (Cursor::default(), 0, Vec::new());
    while let Some(slice) = opened.world.slice(&mut cursor) {
        taken_slices.push(slice);
        for id in [ids[at], ids[ids.len() - 1 - at]] {
            let looked = pen.about(id, PreCheckStarted { officer: code("S-0001") });
            write(&mut opened, &[looked]);
            let archived = if at % 2 == 0 { pen.archive(id) } else { Vec::new() };
            write(&mut opened, &archived);
        }
        let (_, new) = pen.receive();
        write(&mut opened, &[new]);
        at += 1;
    }
    save(dir.path(), &opened, taken_slices);
    let world = opened.world.clone();
    drop((opened.journal, opened.history, opened.sealer));
    check(dir.path(), Some(taken));
    assert_same(&open(dir.path()).world, &world);
}

#[test]
fn snapshots_can_be_thrown_away_at_any_time() {
    let dir = tempdir().unwrap();
    let (mut opened, mut pen) = write_story(dir.path(), 10);
    let mut taken = Vec::new();
    for _ in 0..3 {
        save(dir.path(), &opened, slices(&opened.world));
        taken.push(opened.world.seq());
        let (_, received) = pen.receive();
        write(&mut opened, &[received]);
    }
    drop(opened);
    assert_eq!(snapshots(dir.path()).len(), store::snapshot_file::KEPT);
    check(dir.path(), Some(taken[2]));
    fs::remove_file(snapshots(dir.path()).pop().unwrap()).unwrap();
    check(dir.path(), Some(taken[1]));
    fs::remove_dir_all(HallStore::snapshot_dir(dir.path())).unwrap();
    check(dir.path(), None);
}

#[test]
fn a_damaged_snapshot_is_passed_over() {
    let dir = tempdir().unwrap();
    let (mut opened, mut pen) = write_story(dir.path(), 10);
    save(dir.path(), &opened, slices(&opened.world));
    let taken = opened.world.seq();
    write(&mut opened, &[pen.receive().1]);
    save(dir.path(), &opened, slices(&opened.world));
    drop(opened);
    let newest = snapshots(dir.path()).pop().unwrap();
    let mut bytes = fs::read(&newest).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&newest, bytes).unwrap();
    check(dir.path(), Some(taken));
}

#[test]
fn a_snapshot_of_another_history_is_passed_over_and_removed() {
    let (one, other) = (tempdir().unwrap(), tempdir().unwrap());
    let (first, _) = write_story(one.path(), 10);
    save(one.path(), &first, slices(&first.world));
    drop(first);
    // The same set-up and as many records, but other cases.
    let (mut second, mut pen) = write_story(other.path(), 9);
    for _ in 0..20 {
        write(&mut second, &[pen.receive().1]);
    }
    drop(second);
    fs::create_dir_all(HallStore::snapshot_dir(other.path())).unwrap();
    let foreign = snapshots(one.path()).pop().unwrap();
    let to = HallStore::snapshot_dir(other.path()).join(foreign.file_name().unwrap());
    fs::copy(foreign, &to).unwrap();
    check(other.path(), None);
    assert!(!to.exists());
}

#[test]
fn a_snapshot_of_records_that_never_became_durable_is_not_written() {
    let dir = tempdir().unwrap();
    let (mut opened, mut pen) = write_story(dir.path(), 5);
    let durable = opened.world.seq();
    // Decided and folded, but not appended.
    opened.world.evolve(&pen.receive().1).unwrap();
    let to = HallStore::snapshot_dir(dir.path());
    let mut asked = None;
    for answer in [true, false] {
        let wait = |seq| {
            asked = Some(seq);
            answer
        };
        let slices = slices(&opened.world);
        write_snapshot(&to, opened.history.log(), slices, wait).unwrap_err();
        assert_eq!(asked, Some(durable + 1));
    }
    assert!(snapshots(dir.path()).is_empty());
}

#[test]
fn slices_that_break_off_leave_no_snapshot() {
    let dir = tempdir().unwrap();
    let (opened, _) = write_story(dir.path(), 5);
    let to = HallStore::snapshot_dir(dir.path());
    let all = slices(&opened.world);
    for kept in 0..all.len() {
        let some = all[..kept].to_vec();
        write_snapshot(&to, opened.history.log(), some, |_| true).unwrap_err();
    }
    assert!(!to.exists() || snapshots(dir.path()).is_empty());
}

#[test]
fn a_snapshot_of_an_empty_hall_is_good() {
    let dir = tempdir().unwrap();
    let mut opened = open(dir.path());
    save(dir.path(), &opened, slices(&World::default()));
    opened.journal.append(&Pen::default().set_up()).unwrap();
    drop(opened);
    check(dir.path(), Some(0));
}

#[test]
fn the_form_of_a_snapshot_changes_only_with_its_number() {
    let dir = tempdir().unwrap();
    let mut opened = open(dir.path());
    write(&mut opened, &Pen::default().every_stage());
    let stages: BTreeSet<Phase> = opened.world.cases().values().map(|case| case.phase()).collect();
    assert_eq!(stages.len(), 16, "every phase but Archived");
    save(dir.path(), &opened, slices(&opened.world));
    let taken = opened.world.seq();
    drop(opened);
    check(dir.path(), Some(taken));
    let stream = fs::read(snapshots(dir.path()).pop().unwrap()).unwrap().split_off(56);
    let golden = golden(&format!("snapshot-{SNAPSHOT_FORMAT}.hex"), &stream);
    assert!(
        stream == golden,
        "what a snapshot holds has another form: raise SNAPSHOT_FORMAT and write its golden file"
    );
}
