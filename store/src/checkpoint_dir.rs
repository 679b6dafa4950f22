//! 校验点存档: the signed checkpoints of a hall, a file each, named by their size so that they stand in order.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::bytes::len_u64;
use crate::files::{create_private_dir, open_file, replace_file};
use crate::note::NOTE_BYTES_MAX;
use crate::note_key::VerifierKey;
use crate::reader::{LogReader, ReadError};
use crate::signed_checkpoint::{CheckpointError, SignedCheckpoint};

/// Name of the directory in that of the hall.
pub const CHECKPOINT_DIR: &str = "checkpoints";

/// How many checkpoints are looked at, from the newest back, for one that the hall's own keys signed. Only
/// after the keys were replaced there are any that they did not.
const LOOKED_AT_MAX: usize = 1_000;

const SUFFIX: &str = ".checkpoint";

/// Why kept checkpoints cannot be read or written.
#[derive(Debug, Error)]
pub enum CheckpointDirError {
    /// A file or the directory cannot be used.
    #[error("cannot use {}: {source}", file.display())]
    Io {
        /// The file or directory.
        file: PathBuf,
        /// What failed.
        source: io::Error,
    },
    /// A file holds no checkpoint.
    #[error("{}: {source}; restore it from a copy, or move it away", file.display())]
    Form {
        /// The file.
        file: PathBuf,
        /// What is wrong.
        source: CheckpointError,
    },
    /// A file holds the checkpoint of another size than its name says.
    #[error("{} holds the checkpoint of {size} records: restore it from a copy, or move it away",
        file.display())]
    Misnamed {
        /// The file.
        file: PathBuf,
        /// The size it holds.
        size: u64,
    },
    /// The log cannot be read where a checkpoint was taken.
    #[error(transparent)]
    Log(#[from] ReadError),
    /// The log is not the one of which a checkpoint was kept.
    #[error(
        "the checkpoint {} does not fit: {reason}; put the newer log back, or restore the newest \
         backup into a new directory (yichuang restore). Only where it is known and accepted which \
         records are lost, move the checkpoints after record {have} out of {} and start again, and \
         keep them: auditors who have newer ones see the loss", file.display(), dir.display()
    )]
    NotCarried {
        /// The file.
        file: PathBuf,
        /// What does not fit.
        reason: String,
        /// The last record of which a checkpoint fits or could fit.
        have: u64,
        /// The directory of the checkpoints.
        dir: PathBuf,
    },
}

/// The directory with the kept checkpoints of a hall. It need not exist before the first is kept.
#[derive(Debug, Clone)]
pub struct CheckpointDir {
    dir: PathBuf,
}

impl CheckpointDir {
    /// That of the hall in `data`.
    pub fn of(data: &Path) -> CheckpointDir {
        CheckpointDir { dir: data.join(CHECKPOINT_DIR) }
    }

    /// The sizes after which a checkpoint is kept, in order.
    ///
    /// # Errors
    /// When the directory cannot be read.
    pub fn sizes(&self) -> Result<Vec<u64>, CheckpointDirError> {
        let failed = |source| CheckpointDirError::Io { file: self.dir.clone(), source };
        let entries = match fs::read_dir(&self.dir) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(failed(error)),
        };
        let mut sizes = Vec::new();
        for entry in entries {
            sizes.extend(entry.map_err(failed)?.file_name().to_str().and_then(size_of));
        }
        sizes.sort_unstable();
        Ok(sizes)
    }

    /// Reads the checkpoint of a size. Its signatures are not checked.
    ///
    /// # Errors
    /// When there is none, or it cannot be read.
    pub fn read(&self, size: u64) -> Result<SignedCheckpoint, CheckpointDirError> {
        let file = self.path_of(size);
        let failed = |source| CheckpointDirError::Io { file: file.clone(), source };
        let mut text = String::new();
        let opened = open_file(&file).map_err(failed)?;
        opened.take(len_u64(NOTE_BYTES_MAX) + 1).read_to_string(&mut text).map_err(failed)?;
        let read: Result<SignedCheckpoint, CheckpointError> = text.parse();
        let read =
            read.map_err(|source| CheckpointDirError::Form { file: file.clone(), source })?;
        let found = read.checkpoint.size;
        if found == size {
            Ok(read)
        } else {
            Err(CheckpointDirError::Misnamed { file, size: found })
        }
    }

    /// The newest one that is kept.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn last(&self) -> Result<Option<SignedCheckpoint>, CheckpointDirError> {
        self.sizes()?.last().map(|size| self.read(*size)).transpose()
    }

    /// Whether a log carries what was signed of it, from the newest checkpoint back to the newest that the hall's
    /// `own` keys signed, whoever signed those after it. Nothing is hashed: see [`LogReader::carries`].
    ///
    /// # Errors
    /// When it does not, or something cannot be read.
    pub fn check(&self, log: &LogReader, own: &[VerifierKey]) -> Result<(), CheckpointDirError> {
        let mut newest = None;
        let mut have = log.size();
        for size in self.sizes()?.into_iter().rev().take(LOOKED_AT_MAX) {
            let signed = self.read(size)?;
            if let Some(reason) = log.carries(&signed.checkpoint)? {
                have = have.min(size.saturating_sub(1));
                newest = newest.or(Some((size, reason)));
            } else if own.is_empty() || signed.check(own).is_ok() {
                break;
            }
        }
        let Some((size, reason)) = newest else { return Ok(()) };
        let (file, dir) = (self.path_of(size), self.dir.clone());
        Err(CheckpointDirError::NotCarried { file, reason, have, dir })
    }

    /// Keeps one, whole or not at all, synced.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn keep(&self, signed: &SignedCheckpoint) -> Result<PathBuf, CheckpointDirError> {
        let failed =
            |file: &Path, source| CheckpointDirError::Io { file: file.to_path_buf(), source };
        create_private_dir(&self.dir).map_err(|source| failed(&self.dir, source))?;
        let file = self.path_of(signed.checkpoint.size);
        let text = signed.to_string();
        replace_file(&file, text.as_bytes()).map_err(|source| failed(&file, source))?;
        Ok(file)
    }

    /// The file of the checkpoint of a size.
    pub fn path_of(&self, size: u64) -> PathBuf {
        self.dir.join(format!("{size:020}{SUFFIX}"))
    }
}

fn size_of(name: &str) -> Option<u64> {
    name.strip_suffix(SUFFIX)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::{Log, OpenOptions};
    use crate::note_key::SigningKeys;
    use crate::proof::Checkpoint;
    use crate::tree::empty_root;

    fn keys(secret: u8) -> SigningKeys {
        SigningKeys::from_secrets("hall.example/1", &[secret; 32], &[secret + 2; 32]).unwrap()
    }

    fn by(keys: &SigningKeys, checkpoint: Checkpoint) -> SignedCheckpoint {
        let time = "2026-11-22T09:16:50.811+08:00".parse().unwrap();
        SignedCheckpoint::sign(keys, checkpoint, time)
    }

    fn signed(size: u64) -> SignedCheckpoint {
        by(&keys(7), Checkpoint { size, root: [1; 32] })
    }

    /// A log of so many records, and what it was after each.
    fn log(dir: &Path, records: u8) -> (Log, Vec<Checkpoint>) {
        let (mut log, _) = Log::open(dir, OpenOptions::default()).unwrap();
        let mut taken = Vec::new();
        for record in 1..=records {
            log.append(&[&[vec![record; 9]]]).unwrap();
            taken.push(log.reader().checkpoint());
        }
        (log, taken)
    }

    /// What the check of a directory with these checkpoints says about a log of so many records.
    fn checked(records: u8, kept: &[SignedCheckpoint]) -> Result<(), CheckpointDirError> {
        let data = tempfile::tempdir().unwrap();
        let dir = CheckpointDir::of(data.path());
        for signed in kept {
            dir.keep(signed).unwrap();
        }
        let (log, _) = log(&data.path().join("log"), records);
        dir.check(&log.reader(), &keys(7).verifiers())
    }

    #[test]
    fn a_log_that_ends_before_the_newest_checkpoint_is_refused_whoever_signed_it() {
        let temp = tempfile::tempdir().unwrap();
        let (_log, taken) = log(temp.path(), 5);
        for secret in [7, 8] {
            let kept = [by(&keys(7), taken[1]), by(&keys(secret), taken[4])];
            checked(5, &kept).expect("it goes on");
            let refused = checked(3, &kept).unwrap_err().to_string();
            for said in ["records 4 to 5 are missing", "after record 3 out of", "yichuang restore"]
            {
                assert!(refused.contains(said), "{said} in {refused}");
            }
        }
    }

    #[test]
    fn behind_newer_ones_of_others_the_newest_of_the_own_keys_is_looked_at() {
        let temp = tempfile::tempdir().unwrap();
        let (_log, taken) = log(temp.path(), 5);
        let own = by(&keys(7), Checkpoint { root: [1; 32], ..taken[2] });
        let others = [by(&keys(8), taken[3]), by(&keys(8), taken[4])];
        let refused = checked(5, &[own.clone(), others[0].clone(), others[1].clone()]).unwrap_err();
        let said = refused.to_string();
        assert!(said.contains("another history") && said.contains("after record 2 out"), "{said}");
        // What an own one vouches for is not looked at again.
        checked(5, &[own, by(&keys(7), taken[4])]).expect("the newest is carried");
    }

    #[test]
    fn a_checkpoint_between_two_frames_or_of_nothing_is_told_apart() {
        let temp = tempfile::tempdir().unwrap();
        let (mut log, taken) = log(temp.path(), 2);
        log.append(&[&[vec![3; 9], vec![4; 9]]]).unwrap();
        let reader = log.reader();
        let carries = |size, root| reader.carries(&Checkpoint { size, root }).unwrap();
        assert_eq!(carries(2, taken[1].root), None);
        assert_eq!(carries(0, empty_root()), None);
        assert!(carries(0, [1; 32]).is_some());
        assert!(carries(3, [1; 32]).unwrap().contains("no frame"), "it was never so long");
    }

    #[test]
    fn what_is_kept_is_found_in_order() {
        let data = tempfile::tempdir().unwrap();
        let dir = CheckpointDir::of(data.path());
        assert!(dir.sizes().unwrap().is_empty());
        assert_eq!(dir.last().unwrap(), None);
        for size in [9, 100, 20] {
            dir.keep(&signed(size)).unwrap();
        }
        assert_eq!(dir.sizes().unwrap(), [9, 20, 100]);
        assert_eq!(dir.last().unwrap(), Some(signed(100)));
        assert_eq!(dir.read(20).unwrap(), signed(20));
        assert!(matches!(dir.read(21), Err(CheckpointDirError::Io { .. })));
    }

    #[test]
    fn of_a_pipe_in_the_place_of_a_checkpoint_nobody_waits_for_a_writer() {
        let data = tempfile::tempdir().unwrap();
        let dir = CheckpointDir::of(data.path());
        dir.keep(&signed(9)).unwrap();
        let made = std::process::Command::new("mkfifo").arg(dir.path_of(10)).status().unwrap();
        assert!(made.success());
        let said = dir.last().unwrap_err().to_string();
        assert!(said.contains("00000000000000000010.checkpoint"), "{said}");
    }

    #[test]
    fn a_damaged_or_misnamed_file_is_named() {
        let data = tempfile::tempdir().unwrap();
        let dir = CheckpointDir::of(data.path());
        let file = dir.keep(&signed(9)).unwrap();
        fs::copy(&file, dir.path_of(10)).unwrap();
        assert!(matches!(dir.last(), Err(CheckpointDirError::Misnamed { size: 9, .. })));
        fs::write(dir.path_of(10), "nothing").unwrap();
        let said = dir.last().unwrap_err().to_string();
        assert!(said.contains("00000000000000000010.checkpoint"), "{said}");
    }
}
