//! Appending to a log, reading it back, proving what is in it.

#[cfg(test)]
mod common;

use common::{append, assert_whole, open, record, records, root_of};
use store::frame::{MAX_FRAME_BYTES, group_bytes};
use store::proof::{
    Checkpoint, consistency_proof, inclusion_proof, verify_consistency, verify_inclusion,
};
use store::tree::{empty_root, leaf_hash};
use store::{AppendError, Log, OpenError, OpenOptions, ReadError};
use tempfile::tempdir;

#[test]
fn a_new_log_is_empty_and_stays_so() {
    let dir = tempdir().unwrap();
    let path = dir.path().join("data/log");
    let (log, report) = Log::open(&path, OpenOptions::default()).unwrap();
    assert!(report.created);
    assert_eq!((report.size, report.root, report.blob_files), (0, empty_root(), 0));
    assert_eq!(log.reader().scan(0).count(), 0);
    drop(log);
    let (log, report) = Log::open(&path, OpenOptions::default()).unwrap();
    assert!(!report.created);
    assert_whole(&log.reader(), 0);
}

#[test]
fn records_come_back_in_order_and_after_a_restart() {
    let dir = tempdir().unwrap();
    let mut log = open(dir.path());
    let reader = log.reader();
    let one = log.append(&[&records(1, 3), &records(4, 1)]).unwrap();
    assert_eq!((one.first_seq, one.last_seq, one.size, one.root), (1, 4, 4, root_of(4)));
    append(&mut log, 3000, 5);
    assert_whole(&reader, 3004);
    assert_eq!(reader.read(77).unwrap(), record(77));
    assert_eq!(reader.read_group(2).unwrap(), (1, records(1, 3)));
    assert_eq!(reader.read_group(1006).unwrap(), (1005, records(1005, 5)));
    let found: Vec<u64> = reader.scan(3001).map(|found| found.unwrap().0).collect();
    assert_eq!(found, [3002, 3003, 3004]);
    assert_eq!(reader.scan(u64::MAX).count(), 0);
    for seq in [0, 3005, u64::MAX] {
        let wanted = reader.read(seq).unwrap_err();
        assert!(matches!(wanted, ReadError::NoSuchRecord { size: 3004, .. }), "{wanted}");
    }
    drop((log, reader));

    let mut log = open(dir.path());
    assert_whole(&log.reader(), 3004);
    append(&mut log, 6, 3);
    assert_whole(&log.reader(), 3010);
    let report = log.reader().verify(&mut |_| ()).unwrap();
    assert_eq!((report.records, report.groups, report.root), (3010, 604, root_of(3010)));
}

#[test]
fn a_reader_sees_what_is_appended_after_it_was_made() {
    let dir = tempdir().unwrap();
    let mut log = open(dir.path());
    let reader = log.reader();
    let before = reader.scan(0);
    append(&mut log, 10, 2);
    assert_eq!(before.count(), 0, "a scan ends where the log ended when it began");
    assert_eq!(reader.size(), 10);
    assert_eq!(reader.checkpoint(), Checkpoint { size: 10, root: root_of(10) });
    drop(log);
    assert_whole(&reader, 10);
}

#[test]
fn any_record_and_any_older_state_can_be_proved() {
    let dir = tempdir().unwrap();
    let mut log = open(dir.path());
    append(&mut log, 137, 1);
    let reader = log.reader();
    let old = reader.checkpoint();
    append(&mut log, 13_000, 5);
    let new = reader.checkpoint();
    // Twice: from the records, and from what was remembered of them.
    for index in [99, 4095, 4096, 8191, 12_288, 13_136, 99] {
        let proof = inclusion_proof(&reader, index, new.size).unwrap().unwrap();
        let leaf = leaf_hash(&record(index + 1));
        assert!(verify_inclusion(&leaf, index, new.size, &proof, &new.root), "leaf {index}");
        let other = leaf_hash(&record(index + 2));
        assert!(!verify_inclusion(&other, index, new.size, &proof, &new.root));
    }
    let proof = consistency_proof(&reader, old.size, new.size).unwrap().unwrap();
    assert!(verify_consistency(&old, &new, &proof));
    let beyond = inclusion_proof(&reader, 5, 13_138).unwrap_err();
    assert!(matches!(beyond, ReadError::NoSuchRecord { size: 13_137, .. }), "{beyond}");
}

#[test]
fn a_group_that_fits_no_frame_is_refused_and_then_everything_is() {
    let dir = tempdir().unwrap();
    let mut log = open(dir.path());
    append(&mut log, 4, 2);
    let fits = vec![vec![7; MAX_FRAME_BYTES - group_bytes(&[vec![]])]];
    log.append(&[&fits]).unwrap();
    let size = log.size();
    let too_large = vec![vec![7; fits[0].len() + 1]];
    let refused = log.append(&[&records(1, 1), &too_large]).unwrap_err();
    assert!(matches!(refused, AppendError::GroupTooLarge { group: 1, .. }), "{refused}");
    let refused = log.append(&[&records(1, 1)]).unwrap_err();
    assert!(matches!(refused, AppendError::Poisoned), "{refused}");
    assert_eq!(log.size(), size);
    assert_eq!(log.reader().scan(0).count(), 5);
    drop(log);
    assert_eq!(open(dir.path()).size(), size, "the refused call left nothing behind");
}

#[test]
fn nothing_to_append_is_an_error() {
    let dir = tempdir().unwrap();
    for empty in [&[][..], &[&[][..]][..]] {
        let mut log = open(dir.path());
        assert!(matches!(log.append(empty), Err(AppendError::Empty)));
    }
}

#[test]
fn a_second_writer_is_refused_until_the_first_is_gone() {
    let dir = tempdir().unwrap();
    let log = open(dir.path());
    let reader = log.reader();
    let refused = Log::open(dir.path(), OpenOptions::default()).unwrap_err();
    assert!(matches!(refused, OpenError::Locked { .. }), "{refused}");
    assert!(refused.to_string().contains("another process has this log open"));
    drop(log);
    assert!(Log::open(dir.path(), OpenOptions::default()).is_err(), "a reader holds it open");
    drop(reader);
    open(dir.path());
}

#[test]
fn the_index_remembers_and_forgets() {
    let dir = tempdir().unwrap();
    let log = open(dir.path());
    log.index_put(7, 100).unwrap();
    log.index_put(7, 200).unwrap();
    log.index_flush().unwrap();
    drop(log);
    let log = open(dir.path());
    assert_eq!(log.index_get(7).unwrap(), Some(200));
    assert_eq!(log.reader().index_get(8).unwrap(), None);
    log.index_clear().unwrap();
    assert_eq!(log.index_get(7).unwrap(), None);
    assert_whole(&log.reader(), 0);
}
