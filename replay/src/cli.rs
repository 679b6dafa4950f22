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
    /// Print one line of JSON last.
    #[arg(long)]
    pub json: bool,
}
