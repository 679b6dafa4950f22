//! 证明: checkpoints, and proofs that can be checked with nothing but them. Files of JSON; hashes are
//! SM3 (GB/T 32905) in lower-case hexadecimal, the tree has the shape of RFC 9162.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use engine::id::Seq;
use engine::time::Timestamp;
use serde::{Deserialize, Serialize};
use store::proof::{consistency_proof, inclusion_proof, verify_consistency, verify_inclusion};
use store::tree::leaf_hash;
use store::{Checkpoint, Hash, hex};
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
}

/// A proof in a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "proof", rename_all = "snake_case")]
pub enum ProofFile {
    /// One record is in the tree (RFC 9162, 2.1.3).
    Inclusion(Inclusion),
    /// One tree is the beginning of another (RFC 9162, 2.1.4).
    Consistency(Consistency),
}

/// That a record is in the tree of a size.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inclusion {
    /// The record.
    pub seq: Seq,
    /// Records of the tree.
    pub size: u64,
    /// The bytes of the record as they were stored, personal fields sealed, in hexadecimal.
    pub record: HexBytes,
    /// Their hash, with the prefix of a leaf.
    pub leaf: HexHash,
    /// The hashes on the way to the root, the lowest first.
    pub path: Vec<HexHash>,
}

/// That the tree of one size is the beginning of the tree of another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consistency {
    /// Records of the older tree.
    pub from: u64,
    /// Records of the newer tree.
    pub to: u64,
    /// The hashes of the proof, the lowest first.
    pub path: Vec<HexHash>,
}

/// A hash, in hexadecimal in JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct HexHash(pub Hash);

/// Bytes, in hexadecimal in JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct HexBytes(pub Vec<u8>);

/// The text is not what it should be in hexadecimal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("hexadecimal digits are expected: two for each byte, 64 for a hash")]
pub struct NotHex;

impl From<HexHash> for String {
    fn from(hash: HexHash) -> String {
        hex(&hash.0)
    }
}

impl From<HexBytes> for String {
    fn from(bytes: HexBytes) -> String {
        hex(&bytes.0)
    }
}

impl TryFrom<String> for HexHash {
    type Error = NotHex;
    fn try_from(text: String) -> Result<HexHash, NotHex> {
        let HexBytes(bytes) = text.try_into()?;
        bytes.try_into().map(HexHash).map_err(|_| NotHex)
    }
}

impl TryFrom<String> for HexBytes {
    type Error = NotHex;
    fn try_from(text: String) -> Result<HexBytes, NotHex> {
        if !text.len().is_multiple_of(2) || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(NotHex);
        }
        let pair = |at: usize| text.get(at..at + 2).and_then(|p| u8::from_str_radix(p, 16).ok());
        let bytes: Option<Vec<u8>> = (0..text.len()).step_by(2).map(pair).collect();
        bytes.map(HexBytes).ok_or(NotHex)
    }
}

/// Why a proof or a checkpoint cannot be made or read.
#[derive(Debug, Error)]
pub enum ProofError {
    /// The log cannot be read.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// A file cannot be read.
    #[error("cannot read {}: {source}", file.display())]
    Io {
        /// The file.
        file: PathBuf,
        /// What failed.
        source: std::io::Error,
    },
    /// A file is not what it should be.
    #[error("{} is not a {what} of this program: {reason}", file.display())]
    Form {
        /// The file.
        file: PathBuf,
        /// What it should be.
        what: &'static str,
        /// Why not.
        reason: String,
    },
    /// There is no such record, or no tree of that size.
    #[error("the log has records 1 to {size}: {wanted} is not there")]
    NotThere {
        /// What was asked for.
        wanted: u64,
        /// The last record.
        size: u64,
    },
    /// A consistency proof needs both checkpoints.
    #[error("a proof of consistency is checked against two checkpoints: give the older as --from")]
    FromMissing,
}

impl From<&CheckpointFile> for Checkpoint {
    fn from(file: &CheckpointFile) -> Checkpoint {
        Checkpoint { size: file.size, root: file.root.0 }
    }
}

/// The checkpoint of a whole log, with the time of its last record.
pub fn checkpoint(source: &Source) -> Result<CheckpointFile, ProofError> {
    let Checkpoint { size, root } = source.checkpoint();
    let time = match size {
        0 => None,
        last => Some(source.history().record(last).map_err(SourceError::from)?.meta.recorded_at),
    };
    Ok(CheckpointFile { size, root: HexHash(root), time })
}

/// Proves that a record is in the tree of `size` records, or of all.
pub fn prove_inclusion(
    source: &Source,
    seq: Seq,
    size: Option<u64>,
) -> Result<Inclusion, ProofError> {
    let log = source.reader();
    let all = log.size();
    let size = size.unwrap_or(all);
    if size > all {
        return Err(ProofError::NotThere { wanted: size, size: all });
    }
    let not_there = ProofError::NotThere { wanted: seq, size };
    let Some(index) = seq.checked_sub(1) else { return Err(not_there) };
    let path = inclusion_proof(log, index, size).map_err(SourceError::from)?.ok_or(not_there)?;
    let record = log.read(seq).map_err(SourceError::from)?;
    let leaf = HexHash(leaf_hash(&record));
    let path = path.into_iter().map(HexHash).collect();
    Ok(Inclusion { seq, size, record: HexBytes(record), leaf, path })
}

/// Proves that the tree of `from` records is the beginning of the tree of all.
pub fn prove_consistency(source: &Source, from: u64) -> Result<Consistency, ProofError> {
    let log = source.reader();
    let to = log.size();
    let path = consistency_proof(log, from, to).map_err(SourceError::from)?;
    let path = path.ok_or(ProofError::NotThere { wanted: from, size: to })?;
    Ok(Consistency { from, to, path: path.into_iter().map(HexHash).collect() })
}

/// Whether a log continues a kept checkpoint; the reason why not.
pub fn continues(source: &Source, kept: &CheckpointFile) -> Result<Option<String>, ProofError> {
    let now = source.checkpoint();
    if kept.size > now.size {
        return Ok(Some(format!(
            "the checkpoint was taken after record {}, the log ends at {}: it is older, or lost its \
             end; restore it from a copy that has all of them",
            kept.size, now.size
        )));
    }
    let proof = prove_consistency(source, kept.size)?;
    let path: Vec<Hash> = proof.path.iter().map(|hash| hash.0).collect();
    if verify_consistency(&kept.into(), &now, &path) {
        return Ok(None);
    }
    Ok(Some(format!(
        "the log has another history than the checkpoint of {} records with root {}: some of them \
         were replaced",
        kept.size,
        hex(&kept.root.0)
    )))
}

/// Whether a proof shows what it says, from it and checkpoints alone; the reason why not.
pub fn check_proof(
    proof: &ProofFile,
    checkpoint: &CheckpointFile,
    from: Option<&CheckpointFile>,
) -> Result<Option<String>, ProofError> {
    match proof {
        ProofFile::Inclusion(proof) => Ok(check_inclusion(proof, checkpoint)),
        ProofFile::Consistency(proof) => {
            let from = from.ok_or(ProofError::FromMissing)?;
            Ok(check_consistency(proof, from, checkpoint))
        }
    }
}

fn check_inclusion(proof: &Inclusion, checkpoint: &CheckpointFile) -> Option<String> {
    if proof.size != checkpoint.size {
        return Some(format!(
            "the proof is for {} records, the checkpoint has {}",
            proof.size, checkpoint.size
        ));
    }
    if leaf_hash(&proof.record.0) != proof.leaf.0 {
        return Some("the record does not hash to the leaf of the proof".to_owned());
    }
    let path: Vec<Hash> = proof.path.iter().map(|hash| hash.0).collect();
    let index = proof.seq.checked_sub(1);
    let fits = index.is_some_and(|index| {
        verify_inclusion(&proof.leaf.0, index, proof.size, &path, &checkpoint.root.0)
    });
    (!fits).then(|| format!("record {} is not shown to be in this tree", proof.seq))
}

fn check_consistency(
    proof: &Consistency,
    from: &CheckpointFile,
    to: &CheckpointFile,
) -> Option<String> {
    if (proof.from, proof.to) != (from.size, to.size) {
        return Some(format!(
            "the proof is from {} to {} records, the checkpoints have {} and {}",
            proof.from, proof.to, from.size, to.size
        ));
    }
    let path: Vec<Hash> = proof.path.iter().map(|hash| hash.0).collect();
    let fits = verify_consistency(&from.into(), &to.into(), &path);
    (!fits).then(|| "the newer tree is not shown to continue the older".to_owned())
}

/// Reads a checkpoint from a file.
pub fn read_checkpoint(file: &Path) -> Result<CheckpointFile, ProofError> {
    read(file, "checkpoint")
}

/// Reads a proof from a file.
pub fn read_proof(file: &Path) -> Result<ProofFile, ProofError> {
    read(file, "proof")
}

fn read<T: for<'de> Deserialize<'de>>(file: &Path, what: &'static str) -> Result<T, ProofError> {
    let failed = |source| ProofError::Io { file: file.to_path_buf(), source };
    let mut bytes = Vec::new();
    let opened = fs::File::open(file).map_err(failed)?;
    opened.take(PROOF_FILE_BYTES_MAX + 1).read_to_end(&mut bytes).map_err(failed)?;
    let form = |reason| ProofError::Form { file: file.to_path_buf(), what, reason };
    if u64::try_from(bytes.len()).is_ok_and(|len| len > PROOF_FILE_BYTES_MAX) {
        return Err(form(format!("it is longer than {PROOF_FILE_BYTES_MAX} bytes")));
    }
    serde_json::from_slice(&bytes).map_err(|error| form(error.to_string()))
}
