//! 对照: what a package is held against: a checkpoint that was kept elsewhere, by whom it is signed, and the proof that the
//! longer of the two trees continues the other.

use store::{Checkpoint, Consistency, ProofFile, VerifierKey};

use super::check_archive::CheckArchiveArgs;
use crate::proofs::{self, CheckpointFile, ProofError};

/// What a package is held against.
#[derive(Debug, Clone, Default)]
pub struct Against {
    /// A checkpoint that was kept elsewhere.
    pub kept: Option<CheckpointFile>,
    /// That it and the checkpoint of the package are of one log, where they are not of one size.
    pub consistency: Option<Consistency>,
    /// By which keys it is trusted.
    pub keys: Vec<VerifierKey>,
}

pub(super) fn against(args: &CheckArchiveArgs) -> Result<Against, ProofError> {
    let kept = args.checkpoint.as_deref().map(proofs::read_checkpoint).transpose()?;
    let consistency = match &args.consistency {
        None => None,
        Some(file) => match proofs::read_proof(file)? {
            ProofFile::Consistency(proof) => Some(proof),
            ProofFile::Inclusion(_) => return Err(ProofError::NotConsistency(file.clone())),
        },
    };
    Ok(Against { kept, consistency, keys: args.keys.read()? })
}

/// Why a checkpoint that was kept does not show that the package is of the log it is of.
pub(super) fn not_of(against: &Against, checkpoint: &CheckpointFile) -> Option<String> {
    let kept = against.kept.as_ref()?;
    if let Some(distrust) = kept.distrust(&against.keys) {
        return Some(distrust);
    }
    let (own, other): (Checkpoint, Checkpoint) = (checkpoint.into(), kept.into());
    if own == other {
        return None;
    }
    let of = |why: &str| {
        Some(format!(
            "it was made from a log of {} records, the kept checkpoint is of {}{why}",
            own.size, other.size
        ))
    };
    if own.size == other.size {
        return of(", and of another log");
    }
    let (older, newer) = if own.size < other.size { (own, other) } else { (other, own) };
    match &against.consistency {
        None => of(
            ", or of another log: give --consistency with the proof that the longer one continues the other \
             (prove-consistency)",
        ),
        Some(proof) => proof.check(&older, &newer).and_then(|why| of(&format!(": {why}"))),
    }
}
