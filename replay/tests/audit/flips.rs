//! Flipped bits of a data file, as the auditor's tool sees them. That no bit of a small log goes unnoticed is tried bit by
//! bit where the log is read (`store/tests/every_bit.rs`); here the whole tool looks at single bits all over a small
//! log and at samples of a longer one.

use std::fs;
use std::path::{Path, PathBuf};

use replay::{Checks, Source, Verified, verify};
use store::head::HEAD_FILE;
use store::{CheckpointDir, SignedCheckpoint, SigningKeys};

use crate::hall::{Told, archived_history, open, set_up, written};

/// Flips that are tried over the data file of the longer log.
const FLIPS: usize = 200;

/// A small log has fewer bytes.
const SMALL: usize = 4_096;

/// Copies are made in memory, where there is such a place.
fn scratch() -> PathBuf {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() { memory.to_path_buf() } else { std::env::temp_dir() }
}

/// What the tool says of a directory; nothing where it cannot be read at all.
fn seen(dir: &Path) -> Option<Verified> {
    let checks = Checks { decisions: true, ..Checks::default() };
    Some(verify(&Source::open_in(dir, &scratch()).ok()?, &checks))
}

/// How flips were seen.
#[derive(Debug, Default, PartialEq, Eq)]
struct Counted {
    found: usize,
    /// It is said that the tail is missing, and that is no finding.
    short: usize,
    /// All is as it was: size, root, and nothing to say.
    harmless: usize,
}

/// Flips one bit of the data file after another.
#[track_caller]
fn flip(dir: &Path, flips: impl Iterator<Item = (usize, u8)>) -> Counted {
    let whole = seen(dir).unwrap();
    assert!(whole.findings.is_empty() && whole.notes.is_empty(), "{whole:?}");
    let db = dir.join("log/db");
    let bytes = fs::read(&db).unwrap();
    let mut counted = Counted::default();
    for (at, bit) in flips {
        let mut flipped = bytes.clone();
        flipped[at] ^= 1 << bit;
        fs::write(&db, &flipped).unwrap();
        match seen(dir) {
            Some(now) if now.findings.is_empty() && now.is_short => counted.short += 1,
            Some(now) if now.findings.is_empty() => {
                assert_eq!((now.records, &now.root), (whole.records, &whole.root), "byte {at}");
                counted.harmless += 1;
            }
            Some(_) | None => counted.found += 1,
        }
    }
    fs::write(&db, &bytes).unwrap();
    assert_eq!(seen(dir).unwrap().findings, []);
    counted
}

/// A bit of every so many bytes of the data file, the next bit each time.
fn bits_every(bytes: usize, dir: &Path) -> impl Iterator<Item = (usize, u8)> + use<> {
    let len = fs::read(dir.join("log/db")).unwrap().len();
    assert!(len < SMALL, "{len} bytes are no small log");
    (0..len).step_by(bytes).zip((0..8).cycle())
}

/// A log of two commands.
fn small() -> Told {
    let mut told = set_up();
    told.commits.truncate(2);
    told
}

/// The directory of a log as it is while the log is open.
fn left_open(told: &Told, to: &Path) {
    let temp = tempfile::tempdir_in(scratch()).unwrap();
    let dir = temp.path().join("hall");
    // Never opened a second time: the data file has no room for later in it yet.
    let mut opened = open(&dir);
    for commit in &told.commits {
        let one = std::slice::from_ref(commit);
        engine::journal::Journal::append(&mut opened.journal, one).unwrap();
    }
    fs::create_dir_all(to.join("log/blobs")).unwrap();
    for name in ["db", HEAD_FILE, "conf", "lock"] {
        fs::copy(dir.join("log").join(name), to.join("log").join(name)).unwrap();
    }
}

#[test]
fn a_flip_in_a_log_that_was_closed_in_order_is_found() {
    let (_temp, dir) = written(&small().commits);
    let counted = flip(&dir, bits_every(8, &dir));
    assert_eq!(counted.short, 0, "{counted:?}");
    assert!(counted.found > 9 * counted.harmless, "{counted:?}");
}

#[test]
fn a_flip_in_a_log_that_was_left_open_is_found_where_a_checkpoint_lies_beside_it() {
    let temp = tempfile::tempdir_in(scratch()).unwrap();
    let dir = temp.path().join("hall");
    left_open(&small(), &dir);
    // Without one a damaged end looks like that of a copy of a busy log: it is said to be missing.
    let without = flip(&dir, bits_every(16, &dir));
    assert!(without.short > 0, "{without:?}");
    let keys = SigningKeys::from_secrets("hall.example/1", &[7; 32], &[9; 32]).unwrap();
    let checkpoint = Source::open(&dir).unwrap().checkpoint();
    let time = "2026-01-10T09:00:00+08:00".parse().unwrap();
    CheckpointDir::of(&dir).keep(&SignedCheckpoint::sign(&keys, checkpoint, time)).unwrap();
    let [first, second] = keys.verifiers();
    fs::write(dir.join("checkpoint.pub"), format!("{first}\n{second}\n")).unwrap();
    let with = flip(&dir, bits_every(16, &dir));
    let found = without.found + without.short;
    assert_eq!(with, Counted { found, short: 0, harmless: without.harmless });
    assert!(found > 9 * with.harmless, "{with:?}");
}

#[test]
fn flips_over_a_longer_data_file_are_found_or_change_nothing() {
    let (told, _) = archived_history();
    let (_temp, dir) = written(&told.commits);
    let len = fs::read(dir.join("log/db")).unwrap().len();
    // An odd stride visits beginnings, ends and middles of what is stored alike.
    let flips = (0..FLIPS).zip((0..8).cycle());
    let counted = flip(&dir, flips.map(|(flip, bit)| ((flip * len / FLIPS + flip * 7) % len, bit)));
    assert!(counted.found > FLIPS / 4, "only {} flips touched anything", counted.found);
}
