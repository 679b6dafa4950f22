//! Every bit of a small log, flipped one at a time: of one that was closed in order, and of one that was left open.
//!
//! The rule: a flip is *found* when the log does not open, or its verification fails. It is *harmless* when the log opens
//! and verifies with the same size and root, and every record is the same byte for byte; such bits lie in what the
//! storage engine never reads again, and they are counted. Anything else is a flip that was missed.
//!
//! The bits of the head mark, the empty ends of its slots among them, are flipped beside its code, where each is a damaged
//! slot. Of the room that the data file of a log has once it was opened again (8 MiB that nothing was written to yet), the
//! beginning is flipped bit by bit and the rest by samples: all of it would be 67 million. No other bit of a log is left out:
//! the folder of side files is empty, and what the server derives is not the log's.
#![cfg(test)]

mod common;

use std::fs::{self, File};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use common::{append, open, record, root_of};
use store::head::HEAD_FILE;
use store::log::LOCK_FILE;
use store::{Log, OpenOptions};
use tempfile::TempDir;

/// Records of the log: a frame of one, and another.
const RECORDS: u64 = 2;
/// Copies of the log that are flipped at the same time.
const FLIPPERS: usize = 4;
/// The files that say what the log holds, but for the head mark.
const FILES: [&str; 3] = ["db", "conf", LOCK_FILE];

/// What becomes of a flip.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Flip {
    Found,
    Harmless,
}

/// The files of a log as they were, to be put back after each flip.
struct Kept {
    files: Vec<(&'static str, Vec<u8>)>,
}

impl Kept {
    fn of(dir: &Path) -> Kept {
        let names = FILES.into_iter().chain([HEAD_FILE]);
        Kept { files: names.map(|name| (name, fs::read(dir.join(name)).unwrap())).collect() }
    }

    /// The bits of some of its files: which file, and which of its bits.
    fn bits(&self, of: &[&str]) -> Vec<(&'static str, usize)> {
        let flipped = self.files.iter().filter(|(name, _)| of.contains(name));
        flipped.flat_map(|(name, bytes)| (0..bytes.len() * 8).map(|bit| (*name, bit))).collect()
    }

    /// Puts the log into a directory, with one bit flipped.
    fn put(&self, dir: &Path, (flipped, bit): (&str, usize)) {
        for entry in fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                fs::remove_file(path).unwrap();
            }
        }
        fs::create_dir_all(dir.join("blobs")).unwrap();
        for (name, bytes) in &self.files {
            let file = File::create(dir.join(name)).unwrap();
            file.write_all_at(bytes, 0).unwrap();
            if *name == flipped {
                let byte = bytes[bit / 8] ^ (1 << (bit % 8));
                file.write_all_at(&[byte], u64::try_from(bit / 8).unwrap()).unwrap();
            }
        }
    }
}

/// Opens and verifies what is in a directory; nothing where a flip was missed.
fn judged(dir: &Path) -> Option<Flip> {
    let options = OpenOptions { cache_bytes: 1 << 20, ..OpenOptions::default() };
    let Ok((log, _)) = Log::open(dir, options) else { return Some(Flip::Found) };
    let reader = log.reader();
    let Ok(report) = reader.verify(&mut |_| ()) else { return Some(Flip::Found) };
    let records: Result<Vec<Vec<u8>>, _> =
        reader.scan(0).map(|found| found.map(|(_, bytes)| bytes)).collect();
    let Ok(records) = records else { return Some(Flip::Found) };
    let is_same = (report.records, report.root) == (RECORDS, root_of(RECORDS))
        && reader.checkpoint().root == report.root
        && records == (1..=RECORDS).map(record).collect::<Vec<_>>();
    is_same.then_some(Flip::Harmless)
}

/// A place for many small files: in memory, where there is such a place.
fn place() -> TempDir {
    let memory = Path::new("/dev/shm");
    let dir = if memory.is_dir() { memory.to_path_buf() } else { std::env::temp_dir() };
    tempfile::tempdir_in(dir).unwrap()
}

/// Flips every bit of some files, one at a time; how many are found, and how many are harmless.
#[track_caller]
fn flip_all(kept: &Kept, of: &[&str]) -> (usize, usize) {
    flip(kept, &kept.bits(of))
}

#[track_caller]
fn flip(kept: &Kept, bits: &[(&'static str, usize)]) -> (usize, usize) {
    let next = AtomicUsize::new(0);
    let flip_some = || {
        let place = place();
        let mut counted = (0, 0);
        while let Some(bit) = bits.get(next.fetch_add(1, Ordering::Relaxed)) {
            let dir: PathBuf = place.path().join("log");
            fs::create_dir_all(&dir).unwrap();
            kept.put(&dir, *bit);
            match judged(&dir) {
                Some(Flip::Found) => counted.0 += 1,
                Some(Flip::Harmless) => counted.1 += 1,
                None => panic!("nothing is found of bit {} of {}", bit.1, bit.0),
            }
        }
        counted
    };
    let counted: Vec<(usize, usize)> = std::thread::scope(|threads| {
        let flippers: Vec<_> = (0..FLIPPERS).map(|_| threads.spawn(flip_some)).collect();
        flippers.into_iter().map(|flipper| flipper.join().unwrap()).collect()
    });
    let (found, harmless) = counted.iter().fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
    assert_eq!(found + harmless, bits.len(), "each of them was tried");
    (found, harmless)
}

fn written(dir: &Path) -> Log {
    let mut log = open(dir);
    append(&mut log, 1, 1);
    append(&mut log, 1, 1);
    log
}

#[test]
fn every_bit_of_a_log_that_was_closed_in_order_is_found_or_changes_nothing() {
    let dir = place();
    drop(written(dir.path()));
    let (found, harmless) = flip_all(&Kept::of(dir.path()), &FILES);
    assert!(found > 9 * harmless, "{harmless} of {} change nothing", found + harmless);
}

#[test]
fn a_log_that_was_left_open_has_the_same_bits_but_for_its_lock_and_head_mark() {
    let dir = place();
    let log = written(dir.path());
    let open = Kept::of(dir.path());
    drop(log);
    let closed = Kept::of(dir.path());
    let differ = open.files.iter().zip(&closed.files).filter(|(open, closed)| open != closed);
    let differ: Vec<&str> = differ.map(|((name, _), _)| *name).collect();
    assert_eq!(differ, [LOCK_FILE, HEAD_FILE], "so each bit of the others was flipped above");
    // The newest slots of the head mark are the same: only the base, which is renewed at the end, is older.
    let base = |kept: &Kept| kept.files[3].1[2 * 4096..].to_vec();
    assert_ne!(base(&open), base(&closed));
    assert_eq!(
        flip_all(&open, &[LOCK_FILE]),
        (0, 40),
        "it says that the log was open, whatever it says"
    );
    let damaged = flip_all(&open, &["conf"]);
    assert_eq!(damaged, flip_all(&closed, &["conf"]));
}

/// Bytes of the room for later that are flipped bit by bit.
const ROOM_BYTES: usize = 64;
/// Of the others one bit of every so many bytes is.
const ROOM_EVERY: usize = 128 * 1024;

#[test]
fn a_bit_of_the_room_for_later_is_found_or_changes_nothing() {
    let dir = place();
    drop(written(dir.path()));
    let end = fs::read(dir.path().join("db")).unwrap().len();
    drop(open(dir.path()));
    let kept = Kept::of(dir.path());
    let len = kept.files[0].1.len();
    assert!(len > end + ROOM_BYTES, "{len} bytes after {end}: there is room");
    let all = (end * 8)..((end + ROOM_BYTES) * 8);
    let some = (end + ROOM_BYTES..len).step_by(ROOM_EVERY).zip((0..8).cycle());
    let bits = all.chain(some.map(|(byte, bit)| byte * 8 + bit));
    let bits: Vec<_> = bits.map(|bit| ("db", bit)).collect();
    let (found, harmless) = flip(&kept, &bits);
    assert!(found + harmless > ROOM_BYTES * 8, "{found} found, {harmless} change nothing");
}

#[test]
fn a_flip_that_changes_a_record_and_is_not_found_would_be_told_apart() {
    let dir = place();
    drop(written(dir.path()));
    assert_eq!(judged(dir.path()), Some(Flip::Harmless));
    // As many records, every checksum and root fits, but they are others: no damage, and not the same.
    let other = place();
    let mut log = open(other.path());
    for byte in 1..=2 {
        log.append(&[&[vec![byte; 20]]]).unwrap();
    }
    drop(log);
    assert_eq!(judged(other.path()), None);
    fs::copy(dir.path().join(HEAD_FILE), other.path().join(HEAD_FILE)).unwrap();
    assert_eq!(judged(other.path()), Some(Flip::Found), "the head mark is that of the first");
}
