//! 证明: checkpoints and proofs in files: a checkpoint as a signed note or as JSON, a proof as JSON.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use engine::id::Seq;
use engine::time::Timestamp;
use serde::{Deserialize, Serialize};
use store::note_key::NotAKey;
use store::proof_file::HexHash;
use store::{Checkpoint, CheckpointError, ProofFile, ProveError, SignedCheckpoint, VerifierKey};
use thiserror::Error;

use crate::source::{Source, SourceError};

/// Longest file that is read as a proof or a checkpoint: a record has at most 60 KiB.
pub const PROOF_FILE_BYTES_MAX: u64 = 1024 * 1024;

/// A checkpoint as it is kept in a file, and as a server gives it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckpointFile {
    /// Number of records.
    pub size: u64,
    /// Root of the tree over them, 64 hexadecimal digits.
    pub root: HexHash,
    /// When the last of them was recorded, or the checkpoint was given.
    #[serde(default)]
    pub time: Option<Timestamp>,
    /// The same, signed, where it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// Why a proof or a checkpoint cannot be made or read.
#[derive(Debug, Error)]
pub enum ProofError {
    /// The log cannot be read.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// A file cannot be read.
    #[error("cannot read {}, see that it is there and may be read: {source}", file.display())]
    Io {
        /// The file.
        file: PathBuf,
        /// What failed.
        source: std::io::Error,
    },
    /// A file is not what it should be.
    #[error(
        "{} is not a {what} of this program, give the file as it was written: {reason}", file.display()
    )]
    Form {
        /// The file.
        file: PathBuf,
        /// What it should be.
        what: &'static str,
        /// Why not.
        reason: String,
    },
    /// The log gives no such proof.
    #[error(transparent)]
    Prove(#[from] ProveError),
    /// It is a proof of something else.
    #[error("{} is a proof of inclusion, one of consistency is needed", .0.display())]
    NotConsistency(PathBuf),
    /// A consistency proof needs both checkpoints.
    #[error("a proof of consistency is checked against two checkpoints: give the older as --from")]
    FromMissing,
}

impl From<&CheckpointFile> for Checkpoint {
    fn from(file: &CheckpointFile) -> Checkpoint {
        Checkpoint { size: file.size, root: file.root.0 }
    }
}

impl From<&SignedCheckpoint> for CheckpointFile {
    fn from(signed: &SignedCheckpoint) -> CheckpointFile {
        let Checkpoint { size, root } = signed.checkpoint;
        let note = Some(signed.to_string());
        CheckpointFile { size, root: HexHash(root), time: signed.time, note }
    }
}

impl CheckpointFile {
    /// The signed checkpoint in it, which has to say the same.
    ///
    /// # Errors
    /// When its note cannot be read, or is of another checkpoint.
    pub fn signed(&self) -> Result<Option<SignedCheckpoint>, CheckpointError> {
        let Some(note) = &self.note else { return Ok(None) };
        let signed: SignedCheckpoint = note.parse()?;
        if signed.checkpoint == self.into() {
            Ok(Some(signed))
        } else {
            Err(CheckpointError::Form("size and root beside the note are others than in it"))
        }
    }

    /// Why it is not trusted under these keys; nothing when each of them has signed it, or none is
    /// given.
    pub fn distrust(&self, keys: &[VerifierKey]) -> Option<String> {
        let signed = match self.signed() {
            Ok(Some(signed)) => signed,
            Ok(None) if keys.is_empty() => return None,
            Ok(None) => return Some("the checkpoint is not signed".to_owned()),
            Err(error) => return Some(format!("the checkpoint is not trusted: {error}")),
        };
        let error = signed.check(keys).err()?;
        Some(format!("the checkpoint of {} records is not trusted: {error}", self.size))
    }
}

/// The checkpoint of a whole log, with the time of its last record.
pub fn checkpoint(source: &Source) -> Result<CheckpointFile, ProofError> {
    checkpoint_at(source, source.size())
}

/// The checkpoint after a record, with the time of that record.
pub(crate) fn checkpoint_at(source: &Source, size: Seq) -> Result<CheckpointFile, ProofError> {
    let Checkpoint { size, root } = source.reader().checkpoint_at(size)?;
    let time = match size {
        0 => None,
        last => Some(source.history().record(last).map_err(SourceError::from)?.meta.recorded_at),
    };
    Ok(CheckpointFile { size, root: HexHash(root), time, note: None })
}

/// Whether a proof shows what it says, from it and checkpoints alone; the reason why not.
pub fn check_proof(
    proof: &ProofFile,
    checkpoint: &CheckpointFile,
    from: Option<&CheckpointFile>,
) -> Result<Option<String>, ProofError> {
    match proof {
        ProofFile::Inclusion(proof) => Ok(proof.check(&checkpoint.into())),
        ProofFile::Consistency(proof) => {
            let from = from.ok_or(ProofError::FromMissing)?;
            Ok(proof.check(&from.into(), &checkpoint.into()))
        }
    }
}

/// Reads a checkpoint from a file: a signed note, or JSON.
///
/// # Errors
/// When the file cannot be read, or is neither.
pub fn read_checkpoint(file: &Path) -> Result<CheckpointFile, ProofError> {
    let what = "checkpoint";
    let text = read(file, what)?;
    let form = |reason: String| form(file, what, reason);
    if text.trim_start().starts_with('{') {
        return serde_json::from_str(&text).map_err(|error| form(error.to_string()));
    }
    let signed: Result<SignedCheckpoint, CheckpointError> = text.parse();
    signed.map(|signed| (&signed).into()).map_err(|error| form(error.to_string()))
}

/// Reads a proof from a file.
///
/// # Errors
/// When the file cannot be read, or is none.
pub fn read_proof(file: &Path) -> Result<ProofFile, ProofError> {
    let what = "proof";
    let text = read(file, what)?;
    serde_json::from_str(&text).map_err(|error| form(file, what, error.to_string()))
}

/// Reads public keys from a file, one a line.
///
/// # Errors
/// When the file cannot be read, or a line is none.
pub fn read_keys(file: &Path) -> Result<Vec<VerifierKey>, ProofError> {
    let what = "list of verifier keys";
    let text = read(file, what)?;
    let keys: Result<Vec<VerifierKey>, NotAKey> = text.lines().map(str::parse).collect();
    match keys {
        Ok(keys) if keys.is_empty() => Err(form(file, what, "it has no line".to_owned())),
        Ok(keys) => Ok(keys),
        Err(error) => Err(form(file, what, error.to_string())),
    }
}

fn form(file: &Path, what: &'static str, reason: String) -> ProofError {
    ProofError::Form { file: file.to_path_buf(), what, reason }
}

fn read(file: &Path, what: &'static str) -> Result<String, ProofError> {
    let failed = |source| ProofError::Io { file: file.to_path_buf(), source };
    let mut bytes = Vec::new();
    let opened = fs::File::open(file).map_err(failed)?;
    opened.take(PROOF_FILE_BYTES_MAX + 1).read_to_end(&mut bytes).map_err(failed)?;
    if u64::try_from(bytes.len()).is_ok_and(|len| len > PROOF_FILE_BYTES_MAX) {
        return Err(form(file, what, format!("it is longer than {PROOF_FILE_BYTES_MAX} bytes")));
    }
    String::from_utf8(bytes).map_err(|_| form(file, what, "it is no text".to_owned()))
}
