//! A checkpoint that somebody kept, and whether a log continues it.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::backup::BackupError;
use crate::bytes::{hex, unhex};
use crate::proof::{Checkpoint, consistency_proof, verify_consistency};
use crate::reader::LogReader;
use crate::tree::Hash;

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
    root: String,
}

impl KeptCheckpoint {
    /// One that is in no file yet.
    pub fn of(checkpoint: Checkpoint) -> KeptCheckpoint {
        KeptCheckpoint { checkpoint, file: None }
    }

    /// Reads one from a file of JSON, as `/v1/audit/checkpoint` and the auditor's tool give it.
    pub fn read(file: &Path) -> Result<KeptCheckpoint, BackupError> {
        let failed = BackupError::io(file);
        let mut bytes = Vec::new();
        let opened = fs::File::open(file).map_err(&failed)?;
        opened.take(FILE_BYTES_MAX).read_to_end(&mut bytes).map_err(&failed)?;
        let wrong = |reason: String| BackupError::File { file: file.to_path_buf(), reason };
        let form: Form = serde_json::from_slice(&bytes)
            .map_err(|error| wrong(format!("it is no checkpoint: {error}")))?;
        let root = unhex(&form.root).ok_or_else(|| wrong("its root is no hash".to_owned()))?;
        let checkpoint = Checkpoint { size: form.size, root };
        Ok(KeptCheckpoint { checkpoint, file: Some(file.to_path_buf()) })
    }

    /// The checkpoint.
    pub fn checkpoint(&self) -> Checkpoint {
        self.checkpoint
    }

    /// As a file of JSON.
    pub(crate) fn encode(&self) -> Vec<u8> {
        let form = Form { size: self.checkpoint.size, root: hex(&self.checkpoint.root) };
        // A number and a text always become JSON.
        serde_json::to_vec(&form).unwrap_or_default()
    }

    /// Proves that the log continues it: the tree of its records is the beginning of that of the log.
    pub fn check(&self, log: &LogReader) -> Result<(), BackupError> {
        let (kept, now) = (self.checkpoint, log.checkpoint());
        let refused = |reason: String| {
            let file = self.file.as_ref().map(|file| format!(" in {}", file.display()));
            let what =
                format!("the checkpoint of {} records{}", kept.size, file.unwrap_or_default());
            BackupError::NotContinued { what, reason }
        };
        let proof: Option<Vec<Hash>> = consistency_proof(log, kept.size, now.size)
            .map_err(|error| BackupError::History(error.into()))?;
        let Some(proof) = proof else {
            return Err(refused(format!(
                "the log has only {} records: it is older, or lost its end",
                now.size
            )));
        };
        if verify_consistency(&kept, &now, &proof) {
            return Ok(());
        }
        Err(refused("it has another history: some of the records were replaced".to_owned()))
    }
}
