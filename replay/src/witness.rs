//! 见证: the file in which an auditor keeps the checkpoints he has seen, each with the proof that it continues the
//! one before. Lines of JSON: the keys first, then a checkpoint a line.
//!
//! Invariant: a line is added only when its signatures are good and it continues the last one; so
//! whoever has the file can show every fork of the log, whatever became of the log itself.

use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use store::{Checkpoint, Consistency, VerifierKey, hex};
use thiserror::Error;

use crate::proofs::CheckpointFile;

/// Longest witness file that is read: some thirty thousand checkpoints.
pub const WITNESS_BYTES_MAX: u64 = 64 * 1024 * 1024;

/// The first line.
#[derive(Debug, Serialize, Deserialize)]
struct Head {
    /// The form of the file.
    witness: u32,
    /// The keys that every checkpoint in it is signed with.
    keys: Vec<String>,
}

const FORM: u32 = 1;

/// One of the other lines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// What was seen.
    #[serde(flatten)]
    pub checkpoint: CheckpointFile,
    /// That it continues the one before; absent on the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proof: Option<Consistency>,
}

/// What an auditor has seen of a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Witness {
    keys: Vec<VerifierKey>,
    seen: Vec<Seen>,
}

/// What became of a checkpoint that was shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// It was added.
    Added,
    /// It had been seen before.
    Known,
    /// It is older than the last one and leads to it.
    Older,
}

/// Why a witness file cannot be read or written.
#[derive(Debug, Error)]
pub enum WitnessError {
    /// The file cannot be read or written.
    #[error(
        "cannot use the witness file {}, see that it and its folder may be read and written: {source}",
        file.display()
    )]
    Io {
        /// The file.
        file: PathBuf,
        /// What failed.
        source: io::Error,
    },
    /// The file is none.
    #[error("{} is no witness file: line {line}: {reason}; restore it from a copy", file.display())]
    Form {
        /// The file.
        file: PathBuf,
        /// Which line.
        line: usize,
        /// What is wrong.
        reason: String,
    },
    /// A new file needs the keys to go by.
    #[error("a new witness file needs the keys of the log: give --keys FILE, or --key for each")]
    KeysMissing,
    /// A proof is needed.
    #[error(
        "a checkpoint of {size} records needs the proof that it belongs to the one of {last}: give \
         --proof FILE, made by `prove-consistency` or by the server, or --data DIR with the log"
    )]
    ProofMissing {
        /// Records of the new one.
        size: u64,
        /// Records of the last one.
        last: u64,
    },
}

impl Witness {
    /// A witness that has seen nothing, and goes by these keys.
    pub fn new(keys: Vec<VerifierKey>) -> Witness {
        Witness { keys, seen: Vec::new() }
    }

    /// Reads a file. What is in it is not checked: [`Witness::check`] does.
    ///
    /// # Errors
    /// When it cannot be read, or a line is not of its form.
    pub fn read(file: &Path) -> Result<Witness, WitnessError> {
        let failed = |source| WitnessError::Io { file: file.to_path_buf(), source };
        let mut text = String::new();
        let opened = fs::File::open(file).map_err(failed)?;
        opened.take(WITNESS_BYTES_MAX + 1).read_to_string(&mut text).map_err(failed)?;
        let form = |line: usize, reason: String| WitnessError::Form {
            file: file.to_path_buf(),
            line,
            reason,
        };
        if u64::try_from(text.len()).is_ok_and(|len| len > WITNESS_BYTES_MAX) {
            return Err(form(1, format!("it is longer than {WITNESS_BYTES_MAX} bytes")));
        }
        let mut lines = (1..).zip(text.lines());
        let (_, head) = lines.next().ok_or_else(|| form(1, "it is empty".to_owned()))?;
        let head: Head = serde_json::from_str(head).map_err(|error| form(1, error.to_string()))?;
        if head.witness != FORM || head.keys.is_empty() {
            return Err(form(1, "it names no form that is known, or no keys".to_owned()));
        }
        let keys: Result<Vec<VerifierKey>, _> = head.keys.iter().map(|key| key.parse()).collect();
        let keys = keys.map_err(|error: store::note_key::NotAKey| form(1, error.to_string()))?;
        let seen: Result<Vec<Seen>, WitnessError> = lines
            .map(|(at, line)| serde_json::from_str(line).map_err(|e| form(at, e.to_string())))
            .collect();
        Ok(Witness { keys, seen: seen? })
    }

    /// Writes the file, whole or not at all.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&self, file: &Path) -> Result<(), WitnessError> {
        let failed = |source| WitnessError::Io { file: file.to_path_buf(), source };
        let parent = file.parent().filter(|parent| !parent.as_os_str().is_empty());
        let write = || -> io::Result<()> {
            let mut new = tempfile::NamedTempFile::new_in(parent.unwrap_or(Path::new(".")))?;
            let keys = self.keys.iter().map(VerifierKey::to_string).collect();
            let mut text = serde_json::to_string(&Head { witness: FORM, keys })?;
            text.push('\n');
            for seen in &self.seen {
                text.push_str(&serde_json::to_string(seen)?);
                text.push('\n');
            }
            new.write_all(text.as_bytes())?;
            new.as_file().sync_all()?;
            new.persist(file).map(drop).map_err(|error| error.error)
        };
        write().map_err(failed)
    }

    /// The keys it goes by.
    pub fn keys(&self) -> &[VerifierKey] {
        &self.keys
    }

    /// What it has seen, the oldest first.
    pub fn seen(&self) -> &[Seen] {
        &self.seen
    }

    /// The last checkpoint it has seen.
    pub fn last(&self) -> Option<&CheckpointFile> {
        self.seen.last().map(|seen| &seen.checkpoint)
    }

    /// What is wrong with the file itself: every signature and every proof in it is checked.
    pub fn check(&self) -> Option<String> {
        let mut last: Option<Checkpoint> = None;
        for (line, Seen { checkpoint, proof }) in (2..).zip(&self.seen) {
            let at = |problem: String| Some(format!("line {line} of the witness file: {problem}"));
            if let Some(problem) = checkpoint.distrust(&self.keys) {
                return at(problem);
            }
            let now = checkpoint.into();
            if let Some(last) = last {
                let Some(proof) = proof else { return at("it has no proof".to_owned()) };
                if let Some(problem) = proof.check(&last, &now) {
                    return at(problem);
                }
            }
            last = Some(now);
        }
        None
    }

    /// Takes a checkpoint that is shown, with a proof between it and the last one. The inner error is a
    /// reason to refuse it: nothing is added then.
    ///
    /// # Errors
    /// When a proof is needed and not given.
    pub fn take(
        &mut self,
        shown: &CheckpointFile,
        proof: Option<&Consistency>,
    ) -> Result<Result<Taken, String>, WitnessError> {
        if let Some(problem) = shown.distrust(&self.keys) {
            return Ok(Err(problem));
        }
        let now = Checkpoint::from(shown);
        let Some(last) = self.last() else {
            self.seen.push(Seen { checkpoint: shown.clone(), proof: None });
            return Ok(Ok(Taken::Added));
        };
        let before = Checkpoint::from(last);
        let same = self.seen.iter().map(|seen| Checkpoint::from(&seen.checkpoint));
        if let Some(seen) = same.into_iter().find(|seen| seen.size == now.size) {
            return Ok(if seen == now { Ok(Taken::Known) } else { Err(fork(&seen, &now)) });
        }
        let missing = WitnessError::ProofMissing { size: now.size, last: before.size };
        let proof = proof.ok_or(missing)?;
        if now.size < before.size {
            let problem = proof.check(&now, &before);
            return Ok(problem.map_or(Ok(Taken::Older), |why| Err(refused(&now, &before, &why))));
        }
        if let Some(why) = proof.check(&before, &now) {
            return Ok(Err(refused(&before, &now, &why)));
        }
        self.seen.push(Seen { checkpoint: shown.clone(), proof: Some(proof.clone()) });
        Ok(Ok(Taken::Added))
    }
}

fn fork(seen: &Checkpoint, now: &Checkpoint) -> String {
    format!(
        "FORK: two signed histories of {} records, with the roots {} and {}: keep both checkpoints, they \
         show it to anybody",
        now.size,
        hex(&seen.root),
        hex(&now.root)
    )
}

fn refused(older: &Checkpoint, newer: &Checkpoint, why: &str) -> String {
    format!(
        "the checkpoint of {} records is not shown to continue that of {}: {why}; where no proof can be \
         made, the log was replaced: keep both checkpoints",
        newer.size, older.size
    )
}
