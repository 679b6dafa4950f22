//! 运行: carries out what was asked, and says how it ended.

use std::io::{self, Write};
use std::time::Duration;

use serde::Serialize;

use crate::cli::{Cli, DataArgs, VerifyArgs, What};
use crate::finding::{Finding, FindingKind};
use crate::source::{Source, SourceError};
use crate::verify::{Checks, Verified, mismatch_on_open, verify};

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// Everything asked for holds.
    Verified,
    /// Something does not fit.
    Mismatch,
}

/// Why a run could not be carried out.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The log cannot be read.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// The answer cannot be written.
    #[error("cannot write the answer: {0}")]
    Output(#[from] io::Error),
}

/// Carries out what was asked; the answer goes to `out`.
pub fn run(cli: &Cli, out: &mut dyn Write) -> Result<Ending, Failure> {
    match &cli.what {
        What::Verify(args) => run_verify(args, out),
    }
}

fn open(args: &DataArgs) -> Result<Source, SourceError> {
    match &args.scratch {
        Some(scratch) => Source::open_in(&args.data, scratch),
        None => Source::open(&args.data),
    }
}

fn run_verify(args: &VerifyArgs, out: &mut dyn Write) -> Result<Ending, Failure> {
    let checks = Checks { decisions: args.redecide, torn_end: args.torn_end };
    let opened = open(&args.data);
    let verified = match &opened {
        Ok(source) => verify(source, checks),
        Err(error) => not_opened(error),
    };
    if !args.json {
        write_verified(&verified, out)?;
    }
    if args.json {
        write_json(&verified.summary(), out)?;
    }
    match opened {
        Err(error) if verified.findings.iter().any(|f| f.kind == FindingKind::Unreadable) => {
            Err(error.into())
        }
        Ok(_) | Err(_) if verified.findings.is_empty() => Ok(Ending::Verified),
        Ok(_) | Err(_) => Ok(Ending::Mismatch),
    }
}

/// The answer about a log that could not be opened.
fn not_opened(error: &SourceError) -> Verified {
    let found = match error {
        SourceError::Open(error) => mismatch_on_open(error),
        SourceError::NoLog { .. }
        | SourceError::History(_)
        | SourceError::Illegal(_)
        | SourceError::UnknownCase { .. }
        | SourceError::Io { .. } => None,
    };
    let finding = found.unwrap_or_else(|| FindingKind::Unreadable.at(0, error.to_string()));
    let trusted = finding.seq.saturating_sub(1);
    Verified {
        records: 0,
        took: Duration::ZERO,
        root: String::new(),
        frames: 0,
        trusted,
        findings: vec![finding],
    }
}

fn write_verified(verified: &Verified, out: &mut dyn Write) -> io::Result<()> {
    let Verified { records, took, root, frames, trusted, findings } = verified;
    writeln!(
        out,
        "{records} records in {frames} frames, {:.3} s, {} records/s",
        took.as_secs_f64(),
        verified.records_per_s()
    )?;
    writeln!(out, "root {root}")?;
    if findings.is_empty() {
        return writeln!(out, "whole: nothing was found");
    }
    findings.iter().try_for_each(|finding: &Finding| writeln!(out, "{finding}"))?;
    writeln!(out, "NOT WHOLE: {} findings; records 1 to {trusted} can be trusted", findings.len())
}

fn write_json<T: Serialize>(value: &T, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer(&mut *out, value)?;
    writeln!(out)
}
