//! A hall that is closed and opened again is the same hall.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail")]

mod hall;
mod samples;

use std::path::Path;

use engine::event::{Event, EventKind, Stream, SubjectErased};
use engine::id::{CaseId, SubjectId};
use engine::journal::Journal;
use engine::party::Sealed;
use engine::record::Record;
use engine::world::{Found, World};
use store::codec::encode;
use store::frame::MAX_FRAME_BYTES;
use store::hall_store::{KEYRING_FILE, LOG_DIR};
use store::{
    HALL_ID_FILE, HallOptions, HallStore, History, HistoryError, Log, OpenHallError, OpenOptions,
    ReplayError, Until, replay,
};
use tempfile::tempdir;

use self::hall::{Pen, open, sample, write};
use self::samples::code;

#[test]
fn a_reopened_hall_is_the_hall_that_was_closed() {
    let dir = tempdir().unwrap();
    let mut opened = open(dir.path());
    assert!(opened.report.log.created);
    write(&mut opened, &Pen::default().story(10));
    let world = opened.world;
    drop((opened.journal, opened.history, opened.sealer));

    let again = open(dir.path());
    assert_eq!(again.world, world);
    assert_eq!(again.report.replayed, world.seq());
    assert_eq!(again.report.snapshot, None);
    assert_eq!(replay(&again.history, &mut |_| ()).unwrap(), world);
}

#[test]
fn a_second_server_on_the_directory_is_refused() {
    let dir = tempdir().unwrap();
    let _first = open(dir.path());
    let second = HallStore::open(dir.path(), &HallOptions::default(), &mut |_| ());
    assert!(matches!(second, Err(OpenHallError::Log(_))), "{second:?}");
}

#[test]
fn the_history_of_a_stream_is_what_a_scan_of_the_log_finds() {
    let dir = tempdir().unwrap();
    let mut opened = open(dir.path());
    write(&mut opened, &Pen::default().story(10));
    let all = opened.history.records(0, usize::MAX).unwrap();
    assert_eq!(all.len(), usize::try_from(opened.world.seq()).unwrap());
    let streams: Vec<Stream> = all.iter().map(|record| record.entry.stream).collect();
    for stream in streams {
        let naive: Vec<Record> =
            all.iter().filter(|record| record.entry.stream == stream).cloned().collect();
        let last = naive.last().unwrap().seq;
        assert_eq!(opened.history.of_stream(last, usize::MAX).unwrap(), naive);
        let page = opened.history.of_stream(last, 1).unwrap();
        assert_eq!(page.as_slice(), &naive[naive.len() - 1..]);
        let before = opened.history.of_stream(page[0].entry.previous, usize::MAX).unwrap();
        assert_eq!(before.as_slice(), &naive[..naive.len() - 1]);
    }
}

#[test]
fn an_archived_case_is_found_by_its_id_even_when_the_index_was_lost() {
    let dir = tempdir().unwrap();
    let mut opened = open(dir.path());
    write(&mut opened, &Pen::default().story(10));
    let find = |opened: &store::Opened| -> Vec<(CaseId, Option<u64>)> {
        let ids = (1..=10).map(|at| CaseId::new(0, samples::day("2026-11-20"), at).unwrap());
        ids.map(|id| (id, opened.history.archived(id).unwrap())).collect()
    };
    let before = find(&opened);
    for (id, last) in &before {
        let is_archived = matches!(opened.world.find_id(*id), Found::Archived);
        assert_eq!(last.is_some(), is_archived);
        if let Some(last) = last {
            let end = opened.history.record(*last).unwrap().entry;
            assert_eq!((end.event.kind(), end.stream), (EventKind::Archived, Stream::Case(*id)));
        }
    }
    drop(opened);
    Log::open(&dir.path().join(LOG_DIR), OpenOptions::default()).unwrap().0.index_clear().unwrap();
    assert_eq!(find(&open(dir.path())), before);
}

#[test]
fn a_case_can_be_seen_as_it_was_at_any_record_and_instant() {
    let dir = tempdir().unwrap();
    let mut opened = open(dir.path());
    let commits = Pen::default().story(6);
    write(&mut opened, &commits);
    let id = CaseId::new(0, samples::day("2026-11-20"), 1).unwrap();
    let last = opened.history.archived(id).unwrap().unwrap();
    let mut world = World::default();
    for commit in &commits {
        world.evolve(commit).unwrap();
        let seq = world.seq();
        let history = &opened.history;
        let at = Until::Instant(commit.meta.recorded_at);
        let by_seq = history.case_at(opened.world.setup(), last, Until::Seq(seq)).unwrap();
        let by_time = history.case_at(opened.world.setup(), last, at).unwrap();
        assert_eq!(by_seq, by_time);
        let open = by_seq.filter(|_| seq < last);
        assert_eq!(open.as_ref(), world.cases().get(&id).map(|case| &**case));
    }
}

#[test]
fn a_sealed_party_survives_a_restart_and_an_erased_one_does_not() {
    let dir = tempdir().unwrap();
    let mut opened = open(dir.path());
    let mut pen = Pen::default();
    write(&mut opened, &pen.set_up());
    let (_, mut received) = pen.receive();
    let sealed = opened.sealer.seal(1, "party", "王某".as_bytes()).unwrap();
    if let Event::ApplicationReceived(application) = &mut received.entries[0].event {
        application.applicant.sealed = Sealed(sealed.into());
    }
    write(&mut opened, &[received]);
    drop(opened);

    let mut opened = open(dir.path());
    let case = opened.world.cases().values().next().unwrap().clone();
    let Sealed(bytes) = &case.applicant.sealed;
    assert_eq!(opened.sealer.open(1, "party", bytes).unwrap(), "王某".as_bytes());

    let erased = SubjectErased { subject: SubjectId(1), reason: code("on request") };
    let erased = pen.commit(vec![(Stream::Subjects, erased.into())]);
    write(&mut opened, &[erased]);
    assert!(opened.sealer.open(1, "party", bytes).is_err());
    drop(opened);
    let opened = open(dir.path());
    assert!(opened.world.is_erased(SubjectId(1)));
    assert!(opened.sealer.open(1, "party", bytes).is_err());
}

#[test]
fn a_key_that_outlived_its_erasure_is_destroyed_at_the_next_start() {
    let dir = tempdir().unwrap();
    let mut opened = open(dir.path());
    let mut pen = Pen::default();
    let sealed = opened.sealer.seal(1, "party", b"somebody").unwrap();
    let keys = std::fs::read(dir.path().join(KEYRING_FILE)).unwrap();
    let erased = SubjectErased { subject: SubjectId(1), reason: code("on request") };
    write(&mut opened, &[pen.commit(vec![(Stream::Subjects, erased.into())])]);
    drop(opened);
    // As after a crash between the append and the erasure.
    std::fs::write(dir.path().join(KEYRING_FILE), keys).unwrap();
    let opened = open(dir.path());
    assert!(opened.sealer.open(1, "party", &sealed).is_err());
}

#[test]
fn a_log_without_its_keyring_is_refused() {
    let dir = tempdir().unwrap();
    let mut opened = open(dir.path());
    write(&mut opened, &Pen::default().set_up());
    drop(opened);
    std::fs::remove_file(dir.path().join(KEYRING_FILE)).unwrap();
    let again = HallStore::open(dir.path(), &HallOptions::default(), &mut |_| ());
    assert!(matches!(again, Err(OpenHallError::KeyringLost { .. })), "{again:?}");
}

/// Opens a hall that is to be refused, and asserts that nobody's key was touched.
#[track_caller]
fn refused(dir: &Path) -> OpenHallError {
    let keys = std::fs::read(dir.join(KEYRING_FILE)).unwrap();
    let error = HallStore::open(dir, &HallOptions::default(), &mut |_| ()).unwrap_err();
    assert!(std::fs::read(dir.join(KEYRING_FILE)).unwrap() == keys, "the keyring was changed");
    error
}

#[test]
fn damaged_keys_of_persons_of_the_log_are_found_at_the_start() {
    let dir = tempdir().unwrap();
    let mut opened = open(dir.path());
    write(&mut opened, &Pen::default().story(10));
    drop(opened);
    let file = dir.path().join(KEYRING_FILE);
    let mut keys = std::fs::read(&file).unwrap();
    // Slots of 64 bytes after a head of 4096; nobody has number 3000.
    for subject in [2, 10, 3_000] {
        keys[4096 + subject * 64 + 20] ^= 1;
    }
    std::fs::write(&file, keys).unwrap();
    assert_eq!(open(dir.path()).report.damaged_keys, [2, 10]);
}

#[test]
fn a_keyring_without_its_log_is_refused_again_and_again() {
    let dir = tempdir().unwrap();
    write(&mut open(dir.path()), &Pen::default().set_up());
    for empty in [false, true] {
        std::fs::remove_dir_all(dir.path().join(LOG_DIR)).ok();
        if empty {
            std::fs::create_dir(dir.path().join(LOG_DIR)).unwrap();
        }
        let error = refused(dir.path());
        assert!(matches!(error, OpenHallError::LogLost { .. }), "{error:?}");
    }
}

#[test]
fn the_log_of_another_hall_is_refused_before_a_key_is_destroyed() {
    let (ours, other) = (tempdir().unwrap(), tempdir().unwrap());
    write(&mut open(ours.path()), &Pen::default().set_up());
    let erased = SubjectErased { subject: SubjectId(1), reason: code("on request") };
    let erased = Pen::default().commit(vec![(Stream::Subjects, erased.into())]);
    write(&mut open(other.path()), &[erased]);
    let log = ours.path().join(LOG_DIR);
    std::fs::remove_dir_all(&log).unwrap();
    std::fs::rename(other.path().join(LOG_DIR), &log).unwrap();
    let error = refused(ours.path());
    assert!(matches!(error, OpenHallError::OtherHall { .. }), "{error:?}");
    std::fs::remove_file(log.join(HALL_ID_FILE)).unwrap();
    let error = refused(ours.path());
    assert!(matches!(error, OpenHallError::OtherHall { .. }), "{error:?}");
}

#[test]
fn a_first_start_that_was_cut_short_before_the_log_was_bound_goes_on() {
    let dir = tempdir().unwrap();
    drop(open(dir.path()));
    std::fs::remove_file(dir.path().join(LOG_DIR).join(HALL_ID_FILE)).unwrap();
    write(&mut open(dir.path()), &Pen::default().set_up());
    assert!(open(dir.path()).world.seq() > 0);
}

#[test]
fn a_record_that_cannot_have_happened_is_refused_by_its_number() {
    let dir = tempdir().unwrap();
    let mut opened = open(dir.path());
    let mut pen = Pen::default();
    write(&mut opened, &pen.set_up());
    let (id, received) = pen.receive();
    write(&mut opened, &[received]);
    let shipped = pen.about(id, engine::event::Shipped { parcel: code("P"), stops_clock: true });
    opened.journal.append(&[shipped]).unwrap();
    drop(opened);
    let again = HallStore::open(dir.path(), &HallOptions::default(), &mut |_| ());
    let error = again.unwrap_err();
    assert!(matches!(error, OpenHallError::Replay(ReplayError::Illegal { .. })), "{error:?}");
    let text = error.to_string();
    assert!(text.contains("record 6") && text.contains("restore"), "{text}");
}

#[test]
fn a_record_that_cannot_be_read_is_refused_by_its_number() {
    let dir = tempdir().unwrap();
    drop(open(dir.path()));
    let (mut log, _) = Log::open(&dir.path().join(LOG_DIR), OpenOptions::default()).unwrap();
    log.append(&[&[vec![9, 9, 9]]]).unwrap();
    drop(log);
    let error = HallStore::open(dir.path(), &HallOptions::default(), &mut |_| ()).unwrap_err();
    let text = error.to_string();
    assert!(text.contains("record 1") && text.contains("format 9"), "{text}");
}

#[test]
fn a_command_too_big_for_a_frame_is_not_taken_and_the_log_stays_whole() {
    let dir = tempdir().unwrap();
    let mut opened = open(dir.path());
    let mut pen = Pen::default();
    write(&mut opened, &pen.set_up());
    let world = opened.world.clone();
    let (_, mut received) = pen.receive();
    received.received = vec![0; MAX_FRAME_BYTES].into();
    let error = opened.journal.append(&[received]).unwrap_err();
    assert!(error.0.contains("record 5"), "{error}");
    drop(opened);
    assert_eq!(open(dir.path()).world, world);
}

#[test]
fn a_commit_that_does_not_follow_the_log_is_not_taken() {
    let dir = tempdir().unwrap();
    let mut opened = open(dir.path());
    let mut pen = Pen::default();
    pen.seq = 3;
    let commit = pen.commit(vec![(Stream::Hall, sample(EventKind::UnitRegistered))]);
    assert!(opened.journal.append(&[commit]).is_err());
    assert_eq!(opened.journal.reader().size(), 0);
}

#[test]
fn the_whole_command_of_a_record_is_found() {
    let dir = tempdir().unwrap();
    let mut opened = open(dir.path());
    let commits = Pen::default().story(5);
    write(&mut opened, &commits);
    for commit in &commits {
        for at in 0..commit.entries.len() {
            let seq = commit.seq + u64::try_from(at).unwrap();
            assert_eq!(opened.history.commit(seq).unwrap(), *commit);
        }
    }
    assert_eq!(
        opened.history.commits(0).collect::<Result<Vec<_>, _>>().unwrap(),
        commits,
        "and all of them in order"
    );
}

#[test]
fn a_stream_that_does_not_lead_back_to_its_beginning_is_refused() {
    let mut commits = Pen::default().set_up();
    let last = commits[1].seq;
    // Records 2 and 3 are versions 1 and 2 of the catalogue.
    let lies = [(1, 2), (2, 1), (2, 0), (2, 3), (3, 2)];
    for (version, previous) in lies {
        let dir = tempdir().unwrap();
        commits[1].entries[0].version = version;
        commits[1].entries[0].previous = previous;
        let (mut log, _) = Log::open(dir.path(), OpenOptions::default()).unwrap();
        let groups: Vec<Vec<Vec<u8>>> = commits.iter().map(encode).collect();
        log.append(&groups.iter().map(Vec::as_slice).collect::<Vec<_>>()).unwrap();
        let found = History::new(log.reader()).of_stream(last, usize::MAX);
        assert!(matches!(found, Err(HistoryError::Chain { .. })), "{found:?}");
    }
}

#[test]
fn progress_ends_with_the_last_record() {
    let dir = tempdir().unwrap();
    let mut opened = open(dir.path());
    write(&mut opened, &Pen::default().story(3));
    let seq = opened.world.seq();
    drop(opened);
    let mut last = None;
    let _opened =
        HallStore::open(dir.path(), &HallOptions::default(), &mut |told| last = Some(told))
            .unwrap();
    assert_eq!(last.map(|told| (told.seq, told.size)), Some((seq, seq)));
}
