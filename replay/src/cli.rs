//! 命令行: what was typed, turned once into what is meant.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

/// Reads a hall's log, replays it, and says what can be trusted and why. It only reads.
///
/// Exit codes: 0 verified, or answered; 1 a mismatch was found; 2 something could not be read.
#[derive(Debug, Parser)]
#[command(name = "yichuang-replay", version, about, long_about, propagate_version = true)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub what: What,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum What {
    /// Checks a whole log: frames, hashes, head mark, legality, derived dates, projections, snapshots.
    #[command(after_help = "Examples:\n  \
        yichuang-replay verify --data /var/lib/yichuang\n  \
        yichuang-replay verify --data ./copy --redecide --json")]
    Verify(VerifyArgs),
    /// Prints the checkpoint of a log: keep it elsewhere, and any later change of the past is found.
    #[command(after_help = "Example:\n  \
        yichuang-replay checkpoint --data /var/lib/yichuang > 2026-11-22.checkpoint.json")]
    Checkpoint(CheckpointArgs),
    /// Prints a proof that one record is in the log.
    #[command(after_help = "Example:\n  \
        yichuang-replay prove-inclusion --data ./copy --seq 1200 > record-1200.proof.json")]
    ProveInclusion(InclusionArgs),
    /// Prints a proof that the log continues an older checkpoint.
    #[command(after_help = "Example:\n  \
        yichuang-replay prove-consistency --data ./copy --from 2026-11-22.checkpoint.json")]
    ProveConsistency(ConsistencyArgs),
    /// Checks a proof, from it and checkpoints alone.
    #[command(after_help = "Examples:\n  \
        yichuang-replay check-proof --proof record-1200.proof.json --checkpoint now.json\n  \
        yichuang-replay check-proof --proof consistency.json --checkpoint now.json --from old.json")]
    CheckProof(CheckProofArgs),
}

/// Where the log is.
#[derive(Debug, Clone, Args)]
pub struct DataArgs {
    /// The data directory of a hall, or a copy of one; it is only read.
    #[arg(long, value_name = "DIR")]
    pub data: PathBuf,
    /// Where the private copy is made; it needs as much space as the log. The system's temporary
    /// directory where not given.
    #[arg(long, value_name = "DIR")]
    pub scratch: Option<PathBuf>,
}

/// What `verify` takes.
#[derive(Debug, Args)]
pub struct VerifyArgs {
    /// Where the log is.
    #[command(flatten)]
    pub data: DataArgs,
    /// Take every decision again, from the command as it was received.
    #[arg(long)]
    pub redecide: bool,
    /// The directory was copied from under a running server: a log that ends, with a whole frame,
    /// before its head mark is no mismatch.
    #[arg(long)]
    pub torn_end: bool,
    /// A checkpoint that was kept: the log must continue it.
    #[arg(long, value_name = "FILE")]
    pub checkpoint: Option<PathBuf>,
    /// Print one line of JSON.
    #[arg(long)]
    pub json: bool,
}

/// What `checkpoint` takes.
#[derive(Debug, Args)]
pub struct CheckpointArgs {
    /// Where the log is.
    #[command(flatten)]
    pub data: DataArgs,
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
    /// For the tree of so many records, which is that of an older checkpoint; of all where not given.
    #[arg(long, value_name = "N")]
    pub size: Option<u64>,
}

/// What `prove-consistency` takes.
#[derive(Debug, Args)]
pub struct ConsistencyArgs {
    /// Where the log is.
    #[command(flatten)]
    pub data: DataArgs,
    /// The older checkpoint.
    #[arg(long, value_name = "FILE")]
    pub from: PathBuf,
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
}
