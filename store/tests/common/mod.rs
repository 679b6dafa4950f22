//! What the tests of the log share.
#![allow(dead_code, reason = "every test binary uses another part")]
#![allow(unreachable_pub, reason = "shared by test binaries, which export nothing")]

use std::path::Path;

use store::tree::{CompactRange, leaf_hash};
use store::{Hash, Log, LogReader, OpenOptions};

/// The record with this sequence number: its own number, then bytes that follow from it.
pub fn record(seq: u64) -> Vec<u8> {
    let len = 20 + usize::try_from(seq % 200).unwrap();
    let byte = u8::try_from(seq % 251).unwrap();
    let mut bytes = seq.to_le_bytes().to_vec();
    bytes.resize(len, byte);
    bytes
}

/// The records from `first` on, `count` of them.
pub fn records(first: u64, count: u64) -> Vec<Vec<u8>> {
    (first..first + count).map(record).collect()
}

/// The root of the tree over the records 1 to `size`, hashed anew.
pub fn root_of(size: u64) -> Hash {
    let mut range = CompactRange::new();
    (1..=size).for_each(|seq| range.push(leaf_hash(&record(seq))));
    range.root()
}

pub fn open(dir: &Path) -> Log {
    Log::open(dir, OpenOptions::default()).unwrap().0
}

/// Appends the next `count` records as groups of `group` records, one call.
pub fn append(log: &mut Log, count: u64, group: u64) {
    let first = log.size() + 1;
    let groups: Vec<Vec<Vec<u8>>> =
        (0..count / group).map(|at| records(first + at * group, group)).collect();
    let groups: Vec<&[Vec<u8>]> = groups.iter().map(Vec::as_slice).collect();
    log.append(&groups).unwrap();
}

/// Asserts that the log holds exactly the records 1 to `size`.
pub fn assert_whole(reader: &LogReader, size: u64) {
    assert_eq!(reader.size(), size);
    let mut next = 1;
    for found in reader.scan(0) {
        let (seq, bytes) = found.unwrap();
        assert_eq!((seq, bytes), (next, record(next)));
        next += 1;
    }
    assert_eq!(next, size + 1);
    assert_eq!(reader.root(), root_of(size));
}
