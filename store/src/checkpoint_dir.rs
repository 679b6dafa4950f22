//! 校验点存档: the signed checkpoints of a hall, a file each, named by their size so that they stand in order.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::bytes::len_u64;
use crate::files::{create_private_dir, replace_file};
use crate::note::NOTE_BYTES_MAX;
use crate::signed_checkpoint::{CheckpointError, SignedCheckpoint};

/// Name of the directory in that of the hall.
pub const CHECKPOINT_DIR: &str = "checkpoints";

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
        let opened = fs::File::open(&file).map_err(failed)?;
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
    fn path_of(&self, size: u64) -> PathBuf {
        self.dir.join(format!("{size:020}{SUFFIX}"))
    }
}

fn size_of(name: &str) -> Option<u64> {
    name.strip_suffix(SUFFIX)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::note_key::SigningKeys;
    use crate::proof::Checkpoint;

    fn signed(size: u64) -> SignedCheckpoint {
        let keys = SigningKeys::from_secrets("hall.example/1", &[7; 32], &[9; 32]).unwrap();
        let time = "2026-11-22T09:16:50.811+08:00".parse().unwrap();
        SignedCheckpoint::sign(&keys, Checkpoint { size, root: [1; 32] }, time)
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
