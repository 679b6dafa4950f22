//! 运行: carries out what was asked, and says how it ended.

use std::io::{self, Write};
use std::path::Path;
use std::time::Duration;

use engine::time::Day;
use serde::Serialize;

use crate::cli::{Cli, DataArgs, DiffArgs, HallArgs, VerifyArgs, What, WhyCalledArgs};
use crate::conform::foreign::ForeignError;
use crate::conform::own::ConformError;
use crate::conform::run_conform;
use crate::explain::NoExplanation;
use crate::export::{ExportError, run_check_archive, run_export};
use crate::figures::run_figures;
use crate::finding::{Finding, FindingKind};
use crate::hall_diff::hall_diff;
use crate::hall_view::HallView;
use crate::incomplete::Part;
use crate::opening::OpeningError;
use crate::progress;
use crate::proofs::{self, ProofError};
use crate::remote::{Remote, RemoteError};
use crate::retention::run_retention;
use crate::run_case::{run_case, run_explain};
use crate::run_proofs::{
    run_check_proof, run_checkpoint, run_prove_consistency, run_prove_inclusion, run_witness,
};
use crate::served::{self, Shown};
use crate::source::{Passed, Source, SourceError, Unopened};
use crate::verify::{Checks, Verified, mismatch_of_backup, mismatch_on_open, up_to, verify};
use crate::why_called::{NoAnswer, WhyCalled};
use crate::witness::{Witness, WitnessError};

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
    /// A foreign log was not read, or not all of it: nothing that was not read was checked.
    #[error(
        "{unreadable} records could not be read, {records} could: mend them, or the columns and times of the mapping, \
         and check again"
    )]
    NotAllRead {
        /// Records that could be read.
        records: u64,
        /// Records that could not.
        unreadable: u64,
    },
    /// The log cannot be read.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// A due date cannot be explained.
    #[error(transparent)]
    Explain(#[from] NoExplanation),
    /// A call cannot be explained.
    #[error(transparent)]
    WhyCalled(#[from] NoAnswer),
    /// A proof or a checkpoint cannot be made or read.
    #[error(transparent)]
    Proof(#[from] ProofError),
    /// A witness file cannot be used.
    #[error(transparent)]
    Witness(#[from] WitnessError),
    /// A history cannot be checked to its end.
    #[error(transparent)]
    Conform(#[from] ConformError),
    /// A foreign log cannot be checked to its end.
    #[error(transparent)]
    Foreign(#[from] ForeignError),
    /// The mapping of a foreign log cannot be read.
    #[error(transparent)]
    Mapping(#[from] store::foreign::MappingError),
    /// Nothing was exported.
    #[error(transparent)]
    Export(#[from] ExportError),
    /// Persons cannot be opened.
    #[error(transparent)]
    Opening(#[from] OpeningError),
    /// A server cannot be asked.
    #[error(transparent)]
    Remote(#[from] RemoteError),
    /// A stretch of days that ends before it begins.
    #[error("--from {from} is after --to {to}: turn them round")]
    Backwards {
        /// The first day.
        from: Day,
        /// The last day.
        to: Day,
    },
    /// The answer cannot be written.
    #[error("cannot write the answer, see that whatever it goes to has room: {0}")]
    Output(#[from] io::Error),
}

/// Carries out what was asked; the answer goes to `out`.
pub fn run(cli: &Cli, out: &mut dyn Write) -> Result<Ending, Failure> {
    match &cli.what {
        What::Verify(args) => run_verify(args, out),
        What::Case(args) => run_case(args, out),
        What::Hall(args) => run_hall(args, out),
        What::Diff(args) => run_diff(args, out),
        What::Figures(args) => run_figures(args, out),
        What::Explain(args) => run_explain(args, out),
        What::WhyCalled(args) => run_why_called(args, out),
        What::Conform(args) => run_conform(args, out),
        What::Checkpoint(args) => run_checkpoint(args, out),
        What::ProveInclusion(args) => run_prove_inclusion(args, out),
        What::ProveConsistency(args) => run_prove_consistency(args, out),
        What::CheckProof(args) => run_check_proof(args, out),
        What::Witness(args) => run_witness(args, out),
        What::Export(args) => run_export(args, out),
        What::Retention(args) => run_retention(args, out),
        What::CheckArchive(args) => run_check_archive(args, out),
    }
}

pub(crate) fn open(args: &DataArgs) -> Result<Source, SourceError> {
    open_or_part(args).map_err(|unopened| unopened.error)
}

/// The log of a server, with the checkpoints that it keeps, and what it shows of itself.
fn fetched(args: &DataArgs, checks: &mut Checks) -> Result<Source, Box<Unopened>> {
    let scratch = args.scratch.clone().unwrap_or_else(std::env::temp_dir);
    let remote = remote(args).map_err(SourceError::from)?;
    // Listed before the log is fetched: whatever was signed by then is in it.
    let kept = served::kept(&remote, &scratch);
    let source = open_or_part(args)?;
    checks.shown = Some(Shown::ask(&remote, source.size()));
    match kept {
        Ok(kept) => Ok(source.with_kept(kept)),
        Err(why) => {
            let note = format!("the checkpoints that the server keeps were not compared: {why}");
            checks.notes.push(note);
            Ok(source)
        }
    }
}

fn open_or_part(args: &DataArgs) -> Result<Source, Box<Unopened>> {
    let scratch = args.scratch.clone().unwrap_or_else(std::env::temp_dir);
    if let Some(data) = &args.data {
        let source = Source::open_or_part(data, &scratch)?;
        if let Some(torn) = source.torn() {
            let (whole, why) = (up_to(source.size()), torn.error());
            eprintln!("yichuang-replay: of the log {whole} can be read: {why}");
        }
        return Ok(source);
    }
    let remote = remote(args).map_err(SourceError::from)?;
    if let Some(caution) = remote.caution() {
        eprintln!("yichuang-replay: {caution}");
    }
    Source::fetch_or_part(&remote, &scratch)
}

/// The server that is asked; the command line has both its address and a token, or a directory.
pub(crate) fn remote(args: &DataArgs) -> Result<Remote, RemoteError> {
    let (url, file) = (args.url.as_deref(), args.token_file.as_deref());
    Remote::new(url.unwrap_or_default(), file.unwrap_or(Path::new("")))
}

fn run_verify(args: &VerifyArgs, out: &mut dyn Write) -> Result<Ending, Failure> {
    let mut checks = Checks {
        decisions: args.redecide,
        torn_end: args.torn_end,
        kept: args.checkpoint.as_deref().map(proofs::read_checkpoint).transpose()?,
        keys: args.keys.read()?,
        witness: args.witness.as_deref().map(Witness::read).transpose()?,
        shown: None,
        notes: Vec::new(),
    };
    let opened = match args.data.url {
        Some(_) => fetched(&args.data, &mut checks),
        None => open_or_part(&args.data),
    };
    let verified = match &opened {
        Ok(source) => verify(source, &checks),
        Err(unopened) => not_opened(unopened, &checks),
    };
    if !args.json {
        write_verified(&verified, out)?;
    }
    if args.json {
        write_json(&verified.summary(), out)?;
    }
    match opened {
        Err(unopened) if verified.findings.iter().any(|f| f.kind == FindingKind::Unreadable) => {
            Err(unopened.error.into())
        }
        Ok(_) | Err(_) if verified.findings.is_empty() => Ok(Ending::Verified),
        Ok(_) | Err(_) => Ok(Ending::Mismatch),
    }
}

fn run_hall(args: &HallArgs, out: &mut dyn Write) -> Result<Ending, Failure> {
    let source = open(&args.data)?;
    source.has(args.moment.moment())?;
    let bar = progress::bar("fold", source.size());
    let passed = |passed: Passed| bar.set_position(passed.seq);
    let world = source.world_at_with(args.moment.moment(), passed)?;
    bar.finish_and_clear();
    let view = HallView::of(&world, args.limit);
    let part = Part::of(&source, args.part);
    if args.json {
        part.write_json(&view, out)?;
    } else {
        view.write(args.lang, out)?;
        part.write(args.lang, out)?;
    }
    Ok(part.ending(Ending::Verified))
}

fn run_diff(args: &DiffArgs, out: &mut dyn Write) -> Result<Ending, Failure> {
    let source = open(&args.data)?;
    source.open_stretch(args.from, args.to)?;
    let diff = hall_diff(&source, args.from, args.to)?;
    let part = Part::of(&source, args.part);
    if args.json {
        part.write_json(&diff, out)?;
    } else {
        diff.write(args.lang, out)?;
        part.write(args.lang, out)?;
    }
    Ok(part.ending(Ending::Verified))
}

fn run_why_called(args: &WhyCalledArgs, out: &mut dyn Write) -> Result<Ending, Failure> {
    let source = open(&args.data)?;
    source.has(args.moment.moment())?;
    let bar = progress::bar("fold", source.size());
    let passed = |passed: Passed| bar.set_position(passed.seq);
    let answer = WhyCalled::of(&source, args.ticket, args.moment.moment(), passed)?;
    bar.finish_and_clear();
    let part = Part::of(&source, args.part);
    if args.json {
        part.write_json(&answer, out)?;
    } else {
        answer.write(args.lang, out)?;
        part.write(args.lang, out)?;
    }
    Ok(part.ending(if answer.holds { Ending::Verified } else { Ending::Mismatch }))
}

/// The answer about a log that could not be opened: what can be read of it is verified, and only that can be trusted.
fn not_opened(unopened: &Unopened, checks: &Checks) -> Verified {
    let finding = not_whole(&unopened.error);
    let part = unopened.part.as_ref().filter(|_| finding.kind != FindingKind::Unreadable);
    let Some(part) = part else { return unread(finding) };
    let mut verified = verify(part, &Checks { kept: None, witness: None, ..checks.clone() });
    verified.trusted = verified.trusted.min(finding.seq.saturating_sub(1));
    verified.is_short = true;
    if checks.kept.is_some() || checks.witness.is_some() {
        verified.notes.push("checkpoints were not compared with a part of the log".to_owned());
    }
    // What the part itself does not show comes first: why there is no more of it.
    verified.findings.retain(|found| found.kind != FindingKind::Frame);
    verified.findings.insert(0, finding);
    verified
}

/// What is wrong with a log that could not be opened.
fn not_whole(error: &SourceError) -> Finding {
    let found = match error {
        SourceError::Open(error) => mismatch_on_open(error),
        SourceError::Backup(error) => mismatch_of_backup(error),
        SourceError::NoLog { .. }
        | SourceError::History(_)
        | SourceError::Illegal(_)
        | SourceError::UnknownCase { .. }
        | SourceError::Reversed { .. }
        | SourceError::Beyond { .. }
        | SourceError::FromEnd
        | SourceError::Unproved { .. }
        | SourceError::SaidUnknown { .. }
        | SourceError::Remote(_)
        | SourceError::Stream { .. }
        | SourceError::OtherHall { .. }
        | SourceError::Unfinished { .. }
        | SourceError::Io { .. } => None,
    };
    found.unwrap_or_else(|| FindingKind::Unreadable.at(0, error.to_string()))
}

/// Nothing was read, so nothing is said of any record.
fn unread(finding: Finding) -> Verified {
    Verified {
        records: 0,
        took: Duration::ZERO,
        root: String::new(),
        frames: 0,
        trusted: 0,
        findings: vec![finding],
        notes: Vec::new(),
        is_short: false,
    }
}

fn write_verified(verified: &Verified, out: &mut dyn Write) -> io::Result<()> {
    let Verified { records, took, root, frames, trusted, findings, notes, is_short } = verified;
    writeln!(
        out,
        "{records} records in {frames} frames, {:.3} s, {} records/s",
        took.as_secs_f64(),
        verified.records_per_s()
    )?;
    writeln!(out, "root {root}")?;
    notes.iter().try_for_each(|note| writeln!(out, "note: {note}"))?;
    if findings.is_empty() && *is_short {
        return writeln!(
            out,
            "NOT ALL OF IT: the tail is missing; what is here, {}, was looked at and nothing was found",
            up_to(*trusted)
        );
    }
    if findings.is_empty() {
        return writeln!(out, "whole: nothing was found");
    }
    findings.iter().try_for_each(|finding: &Finding| writeln!(out, "{finding}"))?;
    let (count, trusted) = (findings.len(), up_to(*trusted));
    let findings = if count == 1 { "finding" } else { "findings" };
    writeln!(out, "NOT WHOLE: {count} {findings}; {trusted} can be trusted")
}

pub(crate) fn write_json<T: Serialize>(value: &T, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer(&mut *out, value)?;
    writeln!(out)
}
