//! 命令行: what is typed after the commands about checkpoints and proofs.

use std::path::PathBuf;

use clap::Args;
use store::VerifierKey;

use crate::cli::DataArgs;
use crate::incomplete::PartArgs;
use crate::proofs::{ProofError, read_keys};

/// By which keys signatures are checked.
#[derive(Debug, Clone, Args)]
pub struct KeyArgs {
    /// A public key of the log, as the server shows it; each one that is given must have signed.
    #[arg(long, value_name = "NAME+ID+BASE64")]
    pub key: Vec<VerifierKey>,
    /// A file with such keys, one a line, as `checkpoint.pub` beside the log.
    #[arg(long, value_name = "FILE")]
    pub keys: Option<PathBuf>,
}

impl KeyArgs {
    /// All that were given.
    ///
    /// # Errors
    /// When the file cannot be read, or holds none.
    pub fn read(&self) -> Result<Vec<VerifierKey>, ProofError> {
        let mut keys = self.key.clone();
        if let Some(file) = &self.keys {
            keys.extend(read_keys(file)?);
        }
        Ok(keys)
    }
}

/// What `checkpoint` takes.
#[derive(Debug, Args)]
pub struct CheckpointArgs {
    /// Where the log is.
    #[command(flatten)]
    pub data: DataArgs,
    /// Whether a part of the log is enough.
    #[command(flatten)]
    pub part: PartArgs,
}

/// What `prove-inclusion` takes.
#[derive(Debug, Args)]
pub struct InclusionArgs {
    /// Where the log is.
    #[command(flatten)]
    pub data: DataArgs,
    /// The record.
    #[arg(long, value_name = "N")]
    pub seq: u64,
    /// For the tree of so many records, which is that of an older checkpoint; of all where not
    /// given.
    #[arg(long, value_name = "N")]
    pub size: Option<u64>,
    /// Whether a part of the log is enough.
    #[command(flatten)]
    pub part: PartArgs,
}

/// What `prove-consistency` takes.
#[derive(Debug, Args)]
pub struct ConsistencyArgs {
    /// Where the log is.
    #[command(flatten)]
    pub data: DataArgs,
    /// The older checkpoint, signed or not.
    #[arg(long, value_name = "FILE")]
    pub from: PathBuf,
    /// The newer checkpoint, signed or not; the whole log where not given.
    #[arg(long, value_name = "FILE")]
    pub to: Option<PathBuf>,
    /// Whether a part of the log is enough.
    #[command(flatten)]
    pub part: PartArgs,
}

/// What `check-proof` takes.
#[derive(Debug, Args)]
pub struct CheckProofArgs {
    /// The proof.
    #[arg(long, value_name = "FILE")]
    pub proof: PathBuf,
    /// The checkpoint of the tree it is for; for consistency, the newer one.
    #[arg(long, value_name = "FILE")]
    pub checkpoint: PathBuf,
    /// For consistency, the older checkpoint.
    #[arg(long, value_name = "FILE")]
    pub from: Option<PathBuf>,
    /// By which keys the checkpoints are trusted; without any, their signatures are not looked at.
    #[command(flatten)]
    pub keys: KeyArgs,
}

/// What `witness` takes.
#[derive(Debug, Args)]
pub struct WitnessArgs {
    /// The file with what was seen so far; made with the first checkpoint.
    #[arg(long, value_name = "FILE")]
    pub file: PathBuf,
    /// The signed checkpoint that is shown; without one the file itself is checked.
    #[arg(long, value_name = "FILE")]
    pub checkpoint: Option<PathBuf>,
    /// The proof of consistency between the last checkpoint that was seen and this one.
    #[arg(long, value_name = "FILE", conflicts_with = "data")]
    pub proof: Option<PathBuf>,
    /// The log, or a copy of it, from which the proof is made.
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// The keys of the log; a file that is there has them already.
    #[command(flatten)]
    pub keys: KeyArgs,
}
