//! Snapshots: whole or not there, checked, and never missed.
#![expect(clippy::unwrap_used, reason = "a test ends with the first surprise")]

use std::fs;
use std::io::{self, Read, Write};
use std::path::Path;

use store::snapshot_file::{path_of, read_latest, write};
use tempfile::tempdir;

const FORMAT: u32 = 3;

fn stream(seq: u64) -> Vec<u8> {
    (0..100_000).flat_map(|i: u64| (i * seq).to_le_bytes()).collect()
}

fn take(dir: &Path, seq: u64) {
    write(dir, seq, FORMAT, |out| out.write_all(&stream(seq))).unwrap();
}

fn latest(dir: &Path, format: u32) -> Option<u64> {
    let (seq, mut found) = read_latest(dir, format).unwrap()?;
    let mut bytes = Vec::new();
    found.read_to_end(&mut bytes).unwrap();
    assert!(bytes == stream(seq), "the stream of another snapshot");
    Some(seq)
}

#[test]
fn the_newest_two_are_kept_and_the_newest_is_read() {
    let dir = tempdir().unwrap();
    assert_eq!(latest(dir.path(), FORMAT), None);
    assert_eq!(latest(&dir.path().join("never made"), FORMAT), None);
    for seq in [5, 70, 900] {
        take(dir.path(), seq);
        assert_eq!(latest(dir.path(), FORMAT), Some(seq));
    }
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 2);
    assert!(!path_of(dir.path(), 5).exists());
}

#[test]
fn a_damaged_one_is_passed_over() {
    let dir = tempdir().unwrap();
    take(dir.path(), 1);
    take(dir.path(), 2);
    let path = path_of(dir.path(), 2);
    let whole = fs::read(&path).unwrap();
    // All of the header that is used, and places in the stream.
    let places = (0..52).chain([56, 57, 4000, whole.len() / 2, whole.len() - 1]);
    for at in places {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x20;
        fs::write(&path, &bytes).unwrap();
        assert_eq!(latest(dir.path(), FORMAT), Some(1), "byte {at}");
    }
    for len in [0, 3, 55, 56, whole.len() - 1] {
        fs::write(&path, &whole[..len]).unwrap();
        assert_eq!(latest(dir.path(), FORMAT), Some(1), "cut at {len}");
    }
    fs::write(&path, [whole.as_slice(), b"more"].concat()).unwrap();
    assert_eq!(latest(dir.path(), FORMAT), Some(1), "longer");
    fs::rename(path_of(dir.path(), 1), path_of(dir.path(), 3)).unwrap();
    assert_eq!(latest(dir.path(), FORMAT), None, "under the name of another record");
}

#[test]
fn one_of_another_format_is_passed_over() {
    let dir = tempdir().unwrap();
    take(dir.path(), 1);
    write(dir.path(), 2, FORMAT + 1, |out| out.write_all(&stream(2))).unwrap();
    assert_eq!(latest(dir.path(), FORMAT), Some(1));
    assert_eq!(latest(dir.path(), FORMAT + 1), Some(2));
    assert_eq!(latest(dir.path(), FORMAT + 2), None);
}

#[test]
fn one_that_fails_leaves_nothing_behind() {
    let dir = tempdir().unwrap();
    take(dir.path(), 1);
    let refused = write(dir.path(), 2, FORMAT, |out: &mut dyn Write| {
        out.write_all(b"half")?;
        Err(io::Error::other("disk full"))
    });
    assert!(refused.unwrap_err().to_string().contains("disk full"));
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    assert_eq!(latest(dir.path(), FORMAT), Some(1));
}
