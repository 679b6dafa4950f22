//! Damaged data directories: refused or whole, never a panic, never a changed record.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test ends with the first surprise"
)]

#[cfg(test)]
mod common;

use std::fs;
use std::path::{Path, PathBuf};

use common::{append, assert_whole, open, record, root_of};
use store::head::HEAD_FILE;
use store::{Log, LogReader, OpenError, OpenOptions};
use tempfile::{TempDir, tempdir};

const RECORDS: u64 = 4000;

/// A closed log that was opened twice, so that every kind of file is there.
fn closed_log() -> TempDir {
    let dir = tempdir().unwrap();
    for _ in 0..2 {
        let mut log = open(dir.path());
        for _ in 0..20 {
            append(&mut log, RECORDS / 40, 5);
        }
        log.index_put(1, 2).unwrap();
        log.index_flush().unwrap();
    }
    dir
}

fn copy_dir(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            fs::create_dir(&target).unwrap();
            copy_dir(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

fn files(dir: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file())
        .collect();
    files.sort();
    files
}

/// A small generator: the same damage in every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(end.max(1)).unwrap()).unwrap()
    }
}

#[derive(Debug, Clone, Copy)]
enum Damage {
    FlipOne,
    FlipMany,
    Cut,
    ZeroPage,
    ZeroAll,
    Empty,
    Remove,
}

fn damage(path: &Path, how: Damage, chance: &mut Chance) {
    let mut bytes = fs::read(path).unwrap();
    // Most of the data file is room for later; the damage has to meet what is used.
    let used = bytes.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
    let at = chance.below(used);
    match how {
        Damage::FlipOne => bytes[at..].iter_mut().take(1).for_each(|byte| *byte ^= 0x04),
        Damage::FlipMany => {
            let start = at % 997;
            bytes.iter_mut().take(used).skip(start).step_by(997).for_each(|byte| *byte ^= 0x80);
        }
        Damage::Cut => bytes.truncate(at),
        Damage::ZeroPage => {
            let page = at / 4096 * 4096;
            bytes.iter_mut().skip(page).take(4096).for_each(|byte| *byte = 0);
        }
        Damage::ZeroAll => bytes.fill(0),
        Damage::Empty => bytes.clear(),
        Damage::Remove => return fs::remove_file(path).unwrap(),
    }
    fs::write(path, bytes).unwrap();
}

/// Opens and verifies; `true` when it is whole. Whatever is served must be as it was written.
fn whole(dir: &Path) -> bool {
    let Ok((log, _)) = Log::open(dir, OpenOptions::default()) else { return false };
    let reader = log.reader();
    let verified = reader.verify(&mut |_| ());
    for found in reader.scan(0) {
        let Ok((seq, bytes)) = found else { break };
        assert_eq!(bytes, record(seq), "a changed record was served");
    }
    match verified {
        Ok(report) => {
            assert_eq!((report.records, report.root), (RECORDS, root_of(RECORDS)));
            assert_whole(&reader, RECORDS);
            true
        }
        Err(error) => {
            assert!(error.trusted < error.first_bad && error.first_bad <= RECORDS + 1, "{error}");
            false
        }
    }
}

#[test]
fn a_damaged_directory_is_refused_or_whole() {
    let original = closed_log();
    let mut chance = Chance(0x9E37_79B9_7F4A_7C15);
    let (mut refused, mut rounds) = (0, 0);
    for file in files(original.path()) {
        let name = file.file_name().unwrap();
        let data = name == "db";
        for (how, times) in [
            (Damage::FlipOne, if data { 30 } else { 4 }),
            (Damage::FlipMany, 2),
            (Damage::Cut, if data { 10 } else { 2 }),
            (Damage::ZeroPage, if data { 15 } else { 2 }),
            (Damage::ZeroAll, 1),
            (Damage::Empty, 1),
            (Damage::Remove, 1),
        ] {
            for _ in 0..times {
                let copy = tempdir().unwrap();
                copy_dir(original.path(), copy.path());
                damage(&copy.path().join(name), how, &mut chance);
                let whole = whole(copy.path());
                rounds += 1;
                refused += i32::from(!whole);
                let gone = matches!(how, Damage::ZeroAll | Damage::Empty | Damage::Remove);
                if gone && (data || name == HEAD_FILE) {
                    assert!(!whole, "{name:?} after {how:?} was taken for whole");
                }
            }
        }
    }
    assert!(refused > 40, "only {refused} of {rounds} rounds met anything that matters");
}

#[test]
fn a_head_mark_beyond_the_log_is_refused() {
    let dir = tempdir().unwrap();
    let mut log = open(dir.path());
    append(&mut log, 100, 5);
    drop(log);
    let old = tempdir().unwrap();
    copy_dir(dir.path(), old.path());
    let mut log = open(dir.path());
    append(&mut log, 50, 5);
    drop(log);

    // The newer head mark beside the older log: records 101 to 150 are lost.
    let newer = fs::read(dir.path().join(HEAD_FILE)).unwrap();
    fs::write(old.path().join(HEAD_FILE), newer).unwrap();
    let refused = Log::open(old.path(), OpenOptions::default()).unwrap_err();
    assert!(matches!(refused, OpenError::LogShort { have: 100, marked: 150, .. }), "{refused}");
    let text = refused.to_string();
    assert!(text.contains("records 101 to 150 are missing; restore"), "{text}");
    assert!(LogReader::open_copy(old.path()).is_err());

    // Known and accepted: the head mark is rebuilt from what is there.
    let options = OpenOptions { rebuild_head: true, ..OpenOptions::default() };
    let (log, report) = Log::open(old.path(), options).unwrap();
    assert_eq!(report.size, 100);
    drop(log);
    assert_whole(&open(old.path()).reader(), 100);
}

#[test]
fn an_older_head_mark_is_brought_up_to_date() {
    let dir = tempdir().unwrap();
    let mut log = open(dir.path());
    append(&mut log, 100, 5);
    let older = fs::read(dir.path().join(HEAD_FILE)).unwrap();
    append(&mut log, 50, 5);
    drop(log);
    fs::write(dir.path().join(HEAD_FILE), older).unwrap();
    let (log, report) = Log::open(dir.path(), OpenOptions::default()).unwrap();
    assert_eq!((report.marked, report.size), (100, 150));
    assert_whole(&log.reader(), 150);
    log.reader().verify(&mut |_| ()).unwrap();
}

#[test]
fn a_log_of_another_history_is_refused() {
    let (one, other) = (tempdir().unwrap(), tempdir().unwrap());
    for (dir, byte) in [(&one, 1), (&other, 2)] {
        let mut log = open(dir.path());
        log.append(&[&[vec![byte; 30]]]).unwrap();
    }
    fs::copy(one.path().join(HEAD_FILE), other.path().join(HEAD_FILE)).unwrap();
    let refused = Log::open(other.path(), OpenOptions::default()).unwrap_err();
    assert!(matches!(refused, OpenError::LogDiffers { seq: 1, .. }), "{refused}");
}

#[test]
fn a_head_mark_changed_while_the_log_is_open_is_found() {
    let dir = tempdir().unwrap();
    let mut log = open(dir.path());
    append(&mut log, 100, 5);
    log.reader().verify(&mut |_| ()).unwrap();
    fs::write(dir.path().join(HEAD_FILE), [0; 4096]).unwrap();
    let error = log.reader().verify(&mut |_| ()).unwrap_err();
    assert!(error.to_string().contains("head mark file is damaged"), "{error}");
}

#[test]
fn an_auditor_reads_a_copy_and_changes_nothing() {
    let dir = closed_log();
    let before: Vec<_> = files(dir.path())
        .into_iter()
        .map(|path| (fs::read(&path).unwrap(), fs::metadata(&path).unwrap().modified().unwrap()))
        .collect();
    let reader = LogReader::open_copy(dir.path()).unwrap();
    assert_whole(&reader, RECORDS);
    reader.verify(&mut |_| ()).unwrap();
    assert_eq!(reader.index_get(1).unwrap(), Some(2));
    assert_eq!(reader.dir(), dir.path());
    let after: Vec<_> = files(dir.path())
        .into_iter()
        .map(|path| (fs::read(&path).unwrap(), fs::metadata(&path).unwrap().modified().unwrap()))
        .collect();
    assert!(before == after, "the original was changed");

    // A writer may hold the original meanwhile.
    let log = open(dir.path());
    assert_whole(&LogReader::open_copy(dir.path()).unwrap(), RECORDS);
    drop(log);
}
