//! 备份: a directory that holds the log of one hall frame by frame, grows by what came since, and can be verified
//! without any server.
//!
//! ```text
//! manifest.json          what is whole: written last, after every file it names is synced
//! frames-<first>.ycf     a stream of frames from record <first> on; its head says what the backup was before
//! frames-<first>.part    being written; without meaning, and thrown away by the next run
//! keyring-a or -b        the keys of the persons, only when asked for
//! checkpoints/           the signed checkpoints that were kept of the log
//! checkpoint.pub         the public keys that check them
//! lock                   held by who writes
//! ```

mod kept;
mod manifest;
mod read;
mod restore;
mod write;

use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::checkpoint_dir::CheckpointDirError;
use crate::frame_stream::StreamError;
use crate::keyring::KeyringError;
use crate::log::{AppendError, TakeError};
use crate::recovery::{FrameProblem, OpenError};

pub use kept::PUBLIC_KEYS_FILE;
pub use manifest::{BACKUP_FORMAT, FrameFile, KeptFile, MANIFEST_FILE, Manifest};
pub use read::BackupReader;
pub use restore::{RESTORED_CHECKPOINT_FILE, RestoreOptions, Restored, UNFINISHED_FILE, restore};
pub use write::{Backup, SEGMENT_BYTES};

/// Why a backup cannot be written, read or restored. What was whole before still is.
#[derive(Debug, Error)]
pub enum BackupError {
    /// A file or directory cannot be used.
    #[error("cannot use {}: {source}", file.display())]
    Io {
        /// The file.
        file: PathBuf,
        /// What failed.
        source: std::io::Error,
    },
    /// The directory holds something else.
    #[error("{} holds something, but no backup: give an empty directory, or that of a backup",
        dir.display())]
    Stranger {
        /// The directory.
        dir: PathBuf,
    },
    /// There is no manifest.
    #[error(
        "{} is no finished backup, it has no {MANIFEST_FILE}: give the directory of a backup, or run the one that \
         was cut short again", dir.display()
    )]
    Unfinished {
        /// The directory.
        dir: PathBuf,
    },
    /// Somebody else writes this backup.
    #[error("{} is locked: another backup is being written into it", file.display())]
    Locked {
        /// The lock.
        file: PathBuf,
    },
    /// The manifest is damaged, or contradicts itself.
    #[error("the manifest {} cannot be trusted: {reason}", file.display())]
    Manifest {
        /// The manifest.
        file: PathBuf,
        /// Why not.
        reason: String,
    },
    /// A file is not the one that the manifest names.
    #[error("{} is not the file of the manifest: {reason}", file.display())]
    File {
        /// The file.
        file: PathBuf,
        /// The first record that is not there as it was written; 0 where the file holds none.
        first_seq: u64,
        /// Why not.
        reason: String,
    },
    /// A file is no whole stream of frames.
    #[error("{}: {source}", file.display())]
    Stream {
        /// The file.
        file: PathBuf,
        /// What is wrong.
        source: StreamError,
    },
    /// It is of another hall.
    #[error("{what} is of the hall {found}, not of {wanted}: halls cannot be mixed")]
    OtherHall {
        /// What is.
        what: String,
        /// Its hall.
        found: String,
        /// The hall it should be of.
        wanted: String,
    },
    /// A frame is damaged, or does not follow those before.
    #[error("the frame at record {first_seq} of {origin} cannot be taken: {problem}")]
    Frame {
        /// Where it comes from.
        origin: String,
        /// Where it should begin.
        first_seq: u64,
        /// What is wrong with it.
        problem: FrameProblem,
    },
    /// The log does not reach what was already in the backup.
    #[error(
        "the log ends at record {size}, the backup has {have}: it is older than its backup, or lost \
         its end; restore it from the backup, or begin a new one elsewhere"
    )]
    Behind {
        /// Where the log ends.
        size: u64,
        /// Where the backup ends.
        have: u64,
    },
    /// A checkpoint is not continued.
    #[error("the log does not continue {what}: {reason}")]
    NotContinued {
        /// Which checkpoint.
        what: String,
        /// Why not.
        reason: String,
    },
    /// A file is no checkpoint.
    #[error("{} is no checkpoint: {reason}", file.display())]
    NoCheckpoint {
        /// The file.
        file: PathBuf,
        /// Why not.
        reason: String,
    },
    /// A kept checkpoint cannot be read or written.
    #[error(transparent)]
    Kept {
        /// Which, and why.
        source: CheckpointDirError,
    },
    /// The directory to restore into is in use.
    #[error("{} is not empty: restore into a directory that is not there yet", dir.display())]
    NotEmpty {
        /// The directory.
        dir: PathBuf,
    },
    /// The log that is being restored cannot be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The log that is being restored cannot be written.
    #[error(transparent)]
    Append(#[from] AppendError),
    /// The keyring cannot be copied.
    #[error(transparent)]
    Keyring(#[from] KeyringError),
    /// A record of the log cannot be read.
    #[error("the restored log cannot be read: {0}")]
    History(#[from] crate::history::HistoryError),
}

impl BackupError {
    pub(crate) fn io(file: &Path) -> impl Fn(std::io::Error) -> BackupError + use<> {
        let file = file.to_path_buf();
        move |source| BackupError::Io { file: file.clone(), source }
    }

    fn taking(origin: &Path) -> impl Fn(TakeError) -> BackupError + use<> {
        let origin = origin.display().to_string();
        move |error| match error {
            TakeError::Append(error) => error.into(),
            TakeError::Frame { first_seq, problem } => {
                BackupError::Frame { origin: origin.clone(), first_seq, problem }
            }
        }
    }
}
