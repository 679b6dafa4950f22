//! A writer killed at any instant: what it acknowledged is there, nothing is torn.

#[cfg(test)]
mod common;
#[path = "common/writer.rs"]
#[cfg(test)]
mod writer;

use std::fs;
use std::time::Duration;

use common::{append, assert_whole, open};
use store::{Log, OpenOptions};
use tempfile::tempdir;
use writer::{LARGEST_GROUP, Writer, write_until_killed};

const HALLS: u64 = 4;
const ROUNDS: u64 = 9;

#[test]
fn writer_process() {
    write_until_killed();
}

#[test]
fn a_killed_writer_loses_nothing_that_it_acknowledged() {
    let mut beyond = 0;
    for hall in 0..HALLS {
        let dir = tempdir().unwrap();
        let mut size = 0;
        for round in 0..ROUNDS {
            let chance = 0x9E37_79B9_u64.wrapping_mul(hall * ROUNDS + round + 1) >> 7;
            let mut writer = Writer::start(dir.path());
            writer.wait_for(usize::try_from(chance % 37).unwrap());
            // Any instant will do: this spreads the kills over an append and over the opening.
            std::thread::sleep(Duration::from_micros(chance % 4999));
            let acknowledged = writer.kill().max(size);

            let (log, report) = Log::open(dir.path(), OpenOptions::default()).unwrap();
            assert!(report.size >= acknowledged, "{} of {acknowledged} are left", report.size);
            assert!(report.marked >= size, "the head mark never goes back");
            beyond += u64::from(report.size > acknowledged);
            assert_whole(&log.reader(), report.size);
            log.reader().verify(&mut |_| ()).unwrap();
            assert_eq!(report.blob_files, 0);
            if report.size > 0 {
                let (first, group) = log.reader().read_group(report.size).unwrap();
                assert_eq!(group.len(), usize::try_from(1 + first % LARGEST_GROUP).unwrap());
                assert_eq!(first + u64::try_from(group.len()).unwrap() - 1, report.size);
            }
            size = report.size;
        }
        assert!(size > 0, "the writers wrote nothing");
    }
    // Not a requirement, but a sign that the kills fell into the middle of appends too.
    assert!(beyond > 0, "every kill fell between two appends");
}

#[test]
fn the_blob_folder_stays_empty_under_load() {
    let dir = tempdir().unwrap();
    let mut log = open(dir.path());
    // Full frames and small ones in turn, an index beside them, and reopening in between: that is
    // what makes the storage engine merge and split its nodes.
    for round in 0..6 {
        for step in 0..25 {
            append(&mut log, if step % 3 == 0 { 3 } else { 1500 }, 3);
            (0..200).for_each(|i| log.index_put(i * 7919 % 1000, round).unwrap());
        }
        assert_eq!(fs::read_dir(dir.path().join("blobs")).unwrap().count(), 0);
        drop(log);
        let (again, report) = Log::open(dir.path(), OpenOptions::default()).unwrap();
        assert_eq!(report.blob_files, 0);
        log = again;
    }
    let verified = log.reader().verify(&mut |_| ()).unwrap();
    assert!(verified.bytes > 10 << 20, "{} bytes are no load", verified.bytes);
}
