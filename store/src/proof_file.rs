//! 证明文件: proofs as JSON, as the server gives them and as an auditor keeps them. Each is checked with
//! nothing but itself and checkpoints. Hashes are SM3 in lower-case hexadecimal.

use engine::id::Seq;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::proof::{
    Checkpoint, LeafSource, consistency_proof, inclusion_proof, verify_consistency,
    verify_inclusion,
};
use crate::reader::{LogReader, ReadError};
use crate::tree::{Hash, empty_root, leaf_hash};

/// A proof in a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "proof", rename_all = "snake_case")]
pub enum ProofFile {
    /// One record is in the tree (RFC 9162, 2.1.3).
    Inclusion(Inclusion),
    /// One tree is the beginning of another (RFC 9162, 2.1.4).
    Consistency(Consistency),
}

/// 包含证明: that a record is in the tree of a size.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
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

/// 一致性证明: that the tree of one size is the beginning of the tree of another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Consistency {
    /// Records of the older tree.
    pub from: u64,
    /// Records of the newer tree.
    pub to: u64,
    /// The hashes of the proof, the lowest first.
    pub path: Vec<HexHash>,
}

/// A hash, in hexadecimal in JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub struct HexHash(pub Hash);

/// Bytes, in hexadecimal in JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub struct HexBytes(pub Vec<u8>);

/// The text is not what it should be in hexadecimal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("hexadecimal digits are expected: two for each byte, 64 for a hash")]
pub struct NotHex;

impl From<HexHash> for String {
    fn from(hash: HexHash) -> String {
        crate::hex(&hash.0)
    }
}

impl From<HexBytes> for String {
    fn from(bytes: HexBytes) -> String {
        crate::hex(&bytes.0)
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

/// Why a log gives no proof.
#[derive(Debug, Error)]
pub enum ProveError {
    /// The log cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// There is no such record, or no tree of that size.
    #[error("the tree has records 1 to {size}: {wanted} is not there")]
    NotThere {
        /// What was asked for.
        wanted: u64,
        /// The last record.
        size: u64,
    },
}

impl LogReader {
    /// Proves that a record is in the tree of `size` records, or of all.
    ///
    /// # Errors
    /// When there is no such record or tree, or the log cannot be read.
    pub fn prove_inclusion(&self, seq: Seq, size: Option<u64>) -> Result<Inclusion, ProveError> {
        let all = self.size();
        let size = size.unwrap_or(all);
        if size > all {
            return Err(ProveError::NotThere { wanted: size, size: all });
        }
        let not_there = ProveError::NotThere { wanted: seq, size };
        let Some(index) = seq.checked_sub(1) else { return Err(not_there) };
        let path = inclusion_proof(self, index, size)?.ok_or(not_there)?;
        let record = self.read(seq)?;
        let leaf = HexHash(leaf_hash(&record));
        let path = path.into_iter().map(HexHash).collect();
        Ok(Inclusion { seq, size, record: HexBytes(record), leaf, path })
    }

    /// Proves that the tree of `from` records is the beginning of the tree of `to`, or of all.
    ///
    /// # Errors
    /// When there are no such trees, or the log cannot be read.
    pub fn prove_consistency(&self, from: u64, to: Option<u64>) -> Result<Consistency, ProveError> {
        let all = self.size();
        let to = to.unwrap_or(all);
        if to > all {
            return Err(ProveError::NotThere { wanted: to, size: all });
        }
        let not_there = ProveError::NotThere { wanted: from, size: to };
        let path = consistency_proof(self, from, to)?.ok_or(not_there)?;
        Ok(Consistency { from, to, path: path.into_iter().map(HexHash).collect() })
    }

    /// What the log was after so many records.
    ///
    /// # Errors
    /// When it is not so long, or cannot be read.
    pub fn checkpoint_at(&self, size: u64) -> Result<Checkpoint, ProveError> {
        let all = self.size();
        if size > all {
            return Err(ProveError::NotThere { wanted: size, size: all });
        }
        let root = if size == 0 { empty_root() } else { self.stretch_root(0..size)? };
        Ok(Checkpoint { size, root })
    }

    /// Whether the log, as it is now, continues an older checkpoint; the reason why not.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub fn continues(&self, kept: &Checkpoint) -> Result<Option<String>, ProveError> {
        let now = self.checkpoint();
        if kept.size > now.size {
            return Ok(Some(format!(
                "the checkpoint was taken after record {}, the log ends at {}: it is older, or \
                 lost its end; restore it from a copy that has all of them",
                kept.size, now.size
            )));
        }
        let proof = self.prove_consistency(kept.size, Some(now.size))?;
        if proof.check(kept, &now).is_none() {
            return Ok(None);
        }
        Ok(Some(format!(
            "the log has another history than the checkpoint of {} records with root {}: some of \
             them were replaced",
            kept.size,
            crate::hex(&kept.root)
        )))
    }
}

impl Inclusion {
    /// Why it does not show that its record is in the tree of a checkpoint; nothing when it does.
    pub fn check(&self, checkpoint: &Checkpoint) -> Option<String> {
        if self.size != checkpoint.size {
            return Some(format!(
                "the proof is for {} records, the checkpoint has {}",
                self.size, checkpoint.size
            ));
        }
        if leaf_hash(&self.record.0) != self.leaf.0 {
            return Some("the record does not hash to the leaf of the proof".to_owned());
        }
        let path: Vec<Hash> = self.path.iter().map(|hash| hash.0).collect();
        let index = self.seq.checked_sub(1);
        let fits = index.is_some_and(|index| {
            verify_inclusion(&self.leaf.0, index, self.size, &path, &checkpoint.root)
        });
        (!fits).then(|| format!("record {} is not shown to be in this tree", self.seq))
    }
}

impl Consistency {
    /// Why it does not show that one checkpoint continues another; nothing when it does.
    pub fn check(&self, from: &Checkpoint, to: &Checkpoint) -> Option<String> {
        if (self.from, self.to) != (from.size, to.size) {
            return Some(format!(
                "the proof is from {} to {} records, the checkpoints have {} and {}",
                self.from, self.to, from.size, to.size
            ));
        }
        let path: Vec<Hash> = self.path.iter().map(|hash| hash.0).collect();
        let fits = verify_consistency(from, to, &path);
        (!fits).then(|| "the newer tree is not shown to continue the older".to_owned())
    }
}
