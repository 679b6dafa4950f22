//! A directory that is copied from under a busy hall, file by file and by somebody else, verifies up to its last whole
//! frame.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test stops at its first surprise"
)]

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use benches::durable::DurableHall;
use benches::fill::{Amount, fill};
use replay::{Checks, Source, SourceError, Verified, verify};

/// Copies that are made while the hall is filled.
const COPIES: usize = 6;

/// Copies a directory as `cp -r` does: one file after another, in the order of their names.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    let mut names: Vec<_> = fs::read_dir(from).unwrap().map(|e| e.unwrap().file_name()).collect();
    names.sort();
    for name in names {
        let (from, to) = (from.join(&name), to.join(&name));
        if from.is_dir() {
            copy(&from, &to);
        } else if let Err(error) = fs::copy(&from, &to) {
            // A file that was there when the names were read may have been replaced since.
            assert_eq!(error.kind(), std::io::ErrorKind::NotFound, "{}", from.display());
        }
    }
}

#[test]
fn copies_of_a_busy_hall_verify_up_to_their_last_whole_frame() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("hall");
    let mut hall = DurableHall::open(&data);
    let is_over = AtomicBool::new(false);
    // Nothing may panic before the filling is told to end.
    let copies: Vec<Result<Verified, SourceError>> = std::thread::scope(|threads| {
        threads.spawn(|| {
            while !is_over.load(Ordering::Acquire) {
                fill(&mut hall, Amount::of(2_000, 200), &mut |_| ());
            }
        });
        let copied = |number: usize| {
            let to = dir.path().join(format!("copy-{number}"));
            copy(&data, &to);
            Ok(verify(&Source::open(&to)?, &Checks::default()))
        };
        let copies = (0..COPIES).map(copied).collect();
        is_over.store(true, Ordering::Release);
        copies
    });
    let copies: Vec<Verified> = copies.into_iter().map(Result::unwrap).collect();
    for (number, copy) in copies.iter().enumerate() {
        assert_eq!(copy.findings, [], "copy {number}, notes {:?}", copy.notes);
    }
    assert!(copies.windows(2).all(|two| two[0].records <= two[1].records));
    assert!(copies[COPIES - 1].records > copies[0].records, "the hall was busy");
    hall.engine.stop();
    let whole = verify(&Source::open(&data).unwrap(), &Checks::default());
    assert_eq!((whole.findings, whole.notes), (vec![], vec![]), "and so is the hall");
}
