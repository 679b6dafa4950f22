//! A checkpoint that somebody kept, and whether a log continues it.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::backup::BackupError;
use crate::bytes::hex;
use crate::proof::Checkpoint;
use crate::proof_file::{HexHash, ProveError};
use crate::reader::{LogReader, ReadError};
use crate::signed_checkpoint::SignedCheckpoint;
use crate::tree::empty_root;

/// Longest file that is read as a checkpoint.
const FILE_BYTES_MAX: u64 = 64 * 1024;

/// A checkpoint and where it was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptCheckpoint {
    checkpoint: Checkpoint,
    file: Option<PathBuf>,
}

/// The parts of a checkpoint's JSON that are read; others are passed over.
#[derive(Debug, Serialize, Deserialize)]
struct Form {
    size: u64,
    root: HexHash,
}

impl KeptCheckpoint {
    /// One that is in no file yet.
    pub fn of(checkpoint: Checkpoint) -> KeptCheckpoint {
        KeptCheckpoint { checkpoint, file: None }
    }

    /// Reads one from a file: JSON, as `/v1/audit/checkpoint` and the auditor's tool give it, or a signed note.
    /// Whoever kept the file vouches for it: signatures are not looked at here.
    ///
    /// # Errors
    /// When the file cannot be read or is no checkpoint.
    pub fn read(file: &Path) -> Result<KeptCheckpoint, BackupError> {
        let failed = BackupError::io(file);
        let mut text = String::new();
        let opened = fs::File::open(file).map_err(&failed)?;
        opened.take(FILE_BYTES_MAX).read_to_string(&mut text).map_err(&failed)?;
        let wrong = |error: &dyn std::fmt::Display| BackupError::NoCheckpoint {
            file: file.to_path_buf(),
            reason: error.to_string(),
        };
        let checkpoint = if text.trim_start().starts_with('{') {
            let form: Form = serde_json::from_str(&text).map_err(|error| wrong(&error))?;
            Checkpoint { size: form.size, root: form.root.0 }
        } else {
            text.parse::<SignedCheckpoint>().map_err(|error| wrong(&error))?.checkpoint
        };
        Ok(KeptCheckpoint { checkpoint, file: Some(file.to_path_buf()) })
    }

    /// The checkpoint.
    pub fn checkpoint(&self) -> Checkpoint {
        self.checkpoint
    }

    /// As a file of JSON.
    pub(crate) fn encode(&self) -> Vec<u8> {
        let form = Form { size: self.checkpoint.size, root: HexHash(self.checkpoint.root) };
        // A number and a text always become JSON.
        serde_json::to_vec(&form).unwrap_or_default()
    }

    /// Proves that the log continues it: the tree of its records is the beginning of that of the log.
    ///
    /// # Errors
    /// When it does not, or cannot be read.
    pub fn check(&self, log: &LogReader) -> Result<(), BackupError> {
        let reason = match log.continues(&self.checkpoint) {
            Ok(None) => return Ok(()),
            Ok(Some(reason)) => reason,
            Err(ProveError::Read(error)) => return Err(BackupError::History(error.into())),
            Err(error @ ProveError::NotThere { .. }) => error.to_string(),
        };
        let what = match &self.file {
            Some(file) => format!("the checkpoint in {}", file.display()),
            None => format!("the checkpoint of {} records", self.checkpoint.size),
        };
        Err(BackupError::NotContinued { what, reason })
    }
}

impl LogReader {
    /// Why the log cannot be the one of which a checkpoint was taken; nothing where it is as long, and the frame that
    /// ends there has its root. Nothing is hashed, so this takes one look: that the frames have the records
    /// of their roots is shown by [`LogReader::verify`], or by [`LogReader::continues`].
    ///
    /// # Errors
    /// When the frame cannot be read.
    pub fn carries(&self, kept: &Checkpoint) -> Result<Option<String>, ReadError> {
        let Checkpoint { size, root } = *kept;
        let now = self.checkpoint();
        if size > now.size {
            let (have, first) = (now.size, now.size.saturating_add(1));
            return Ok(Some(format!(
                "it was taken after record {size}, the log ends at {have}: records {first} to {size} are missing"
            )));
        }
        let found = if size == 0 {
            empty_root()
        } else {
            let frame = self.frame_with(size)?;
            if frame.last_seq() != size {
                return Ok(Some(format!("no frame of the log ends with record {size}")));
            }
            *frame.root()
        };
        Ok((found != root).then(|| {
            format!(
                "the log has another history than the checkpoint of {size} records: its root there is {}, \
                 not {}",
                hex(&found),
                hex(&root)
            )
        }))
    }
}
