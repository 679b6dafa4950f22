//! 归档包校验: checks a package from itself alone, and against a checkpoint that was kept elsewhere.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;
use engine::event::{Event, Stream};
use engine::record::Record;
use serde_json::Value;
use store::codec::decode;
use store::{ProofFile, hex};

use super::archive::{
    CHECKPOINT, EVENTS, FORM, MANIFEST, METADATA, Manifest, PROOFS, document_file,
};
use super::run::{ExportError, sm3_of};
use crate::proofs::{self, CheckpointFile};
use crate::run::{Ending, Failure};

/// Longest file of a package that is read into memory.
const FILE_BYTES_MAX: u64 = 256 * 1024 * 1024;

/// What `check-archive` takes.
#[derive(Debug, Args)]
pub struct CheckArchiveArgs {
    /// The folder of the package.
    #[arg(value_name = "PATH")]
    pub package: PathBuf,
    /// A checkpoint of the log that was kept elsewhere, of the same size.
    #[arg(long, value_name = "FILE")]
    pub checkpoint: Option<PathBuf>,
}

/// Carries out `check-archive`; each mismatch goes to `out`.
pub fn run_check_archive(args: &CheckArchiveArgs, out: &mut dyn Write) -> Result<Ending, Failure> {
    let kept = args.checkpoint.as_deref().map(proofs::read_checkpoint).transpose()?;
    let problems = check(&args.package, kept.as_ref())?;
    for problem in &problems {
        writeln!(out, "MISMATCH: {problem}")?;
    }
    if !problems.is_empty() {
        return Ok(Ending::Mismatch);
    }
    let against = if kept.is_some() { "the checkpoint that was kept" } else { "itself" };
    writeln!(out, "whole: {} holds against {against}", args.package.display())?;
    Ok(Ending::Verified)
}

/// Everything that does not fit in a package.
pub fn check(package: &Path, kept: Option<&CheckpointFile>) -> Result<Vec<String>, ExportError> {
    let manifest: Manifest = read_json(&package.join(MANIFEST))?;
    let mut problems = Vec::new();
    if manifest.form != FORM {
        problems.push(format!("its form is {:?}, this program knows {FORM}", manifest.form));
        return Ok(problems);
    }
    files(package, &manifest, &mut problems)?;
    if !problems.is_empty() {
        return Ok(problems);
    }
    let checkpoint = proofs::read_checkpoint(&package.join(CHECKPOINT))?;
    if let Some(kept) = kept
        && (kept.size, kept.root) != (checkpoint.size, checkpoint.root)
    {
        problems.push(format!(
            "it was made from a log of {} records, the kept checkpoint is of {}, or of another log",
            checkpoint.size, kept.size
        ));
    }
    let mut records = Vec::new();
    for name in manifest.files.keys().filter(|name| name.starts_with(PROOFS)) {
        let proof = proofs::read_proof(&package.join(name))?;
        if let Some(problem) = proofs::check_proof(&proof, &checkpoint, None)? {
            problems.push(format!("{name}: {problem}"));
        }
        if let ProofFile::Inclusion(proof) = proof {
            records.push(decode(proof.seq, &proof.record.0)?);
        }
    }
    records.sort_unstable_by_key(|record| record.seq);
    history(&records, &mut problems);
    documents(&records, &manifest, &mut problems);
    let told: Value = read_json(&package.join(EVENTS))?;
    same_events(&told, &records, &mut problems);
    let metadata = fs::read_to_string(package.join(METADATA));
    let metadata =
        metadata.map_err(|source| ExportError::Read { path: package.join(METADATA), source })?;
    same_case(&records, (&manifest.case, &told, &metadata), &mut problems);
    Ok(problems)
}

/// Every file that is named is there with its hash, and no other.
fn files(
    package: &Path,
    manifest: &Manifest,
    problems: &mut Vec<String>,
) -> Result<(), ExportError> {
    let mut there = BTreeSet::new();
    let mut folders = vec![(package.to_path_buf(), String::new())];
    while let Some((folder, prefix)) = folders.pop() {
        let failed = |source| ExportError::Read { path: folder.clone(), source };
        for entry in fs::read_dir(&folder).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            if entry.file_type().map_err(failed)?.is_dir() && prefix.is_empty() {
                folders.push((entry.path(), format!("{name}/")));
            } else {
                there.insert(name);
            }
        }
    }
    there.remove(MANIFEST);
    for (name, hash) in &manifest.files {
        if !there.remove(name) {
            problems.push(format!("{name} is missing"));
            continue;
        }
        let path = package.join(name);
        let failed = |source| ExportError::Read { path: path.clone(), source };
        let found = sm3_of(File::open(&path).map_err(failed)?).map_err(failed)?;
        if found != *hash {
            problems.push(format!("{name} was changed: SM3 {found}, the manifest says {hash}"));
        }
    }
    problems.extend(there.iter().map(|name| format!("{name} is not in the manifest")));
    Ok(())
}

/// The records are one history without gaps: each names the one before it.
fn history(records: &[Record], problems: &mut Vec<String>) {
    let first = records.first().map(|record| record.entry.stream);
    if !matches!(first, Some(Stream::Case(_))) {
        problems.push("it has no record of a case".to_owned());
        return;
    }
    let mut before = (0, 0);
    for record in records {
        let entry = &record.entry;
        let follows = (entry.version, entry.previous) == (before.0 + 1, before.1);
        if Some(entry.stream) != first || !follows {
            problems.push(format!("record {} does not follow record {}", record.seq, before.1));
        }
        before = (entry.version, record.seq);
    }
}

/// The texts of documents are there, with the hashes that their records give.
fn documents(records: &[Record], manifest: &Manifest, problems: &mut Vec<String>) {
    for record in records {
        let Event::DocumentIssued(document) = &record.entry.event else { continue };
        let name = document_file(record.seq);
        let found = manifest.files.get(&name);
        if found.is_none_or(|found| *found != hex(&document.hash.0)) {
            problems.push(format!(
                "{name} is missing, or not the text that record {} names",
                record.seq
            ));
        }
    }
}

/// What is told for people is what the records say.
fn same_events(told: &Value, records: &[Record], problems: &mut Vec<String>) {
    let events = told.get("events").and_then(Value::as_array).map(Vec::as_slice);
    let events = events.unwrap_or_default();
    if events.len() != records.len() {
        problems.push(format!("{EVENTS} has {} events of {}", events.len(), records.len()));
    }
    for (event, record) in events.iter().zip(records) {
        let expected = [
            ("seq", Value::from(record.seq)),
            ("kind", Value::from(record.entry.event.kind().name())),
            ("occurred_at", Value::from(record.meta.occurred_at.to_string())),
            ("actor", Value::from(record.meta.actor.as_str())),
            ("event", crate::timeline::without_sealed(&record.entry.event)),
        ];
        for (field, value) in expected {
            if event.get(field) != Some(&value) {
                problems.push(format!("{EVENTS}: record {} has another {field}", record.seq));
            }
        }
    }
}

/// What is packed is what was asked for: the manifest, the history and the metadata name the case that the records are of.
fn same_case(
    records: &[Record],
    (packed, told, metadata): (&str, &Value, &str),
    problems: &mut Vec<String>,
) {
    let Some(Event::ApplicationReceived(received)) =
        records.first().map(|record| &record.entry.event)
    else {
        return problems.push("its first record opens no case".to_owned());
    };
    let proved = received.number.as_str();
    let events = told.get("number").and_then(Value::as_str).unwrap_or_default();
    let in_metadata = metadata.contains(&format!("<number>{proved}</number>"));
    for (file, fits) in
        [(MANIFEST, packed == proved), (EVENTS, events == proved), (METADATA, in_metadata)]
    {
        if !fits {
            problems
                .push(format!("{file} is of another case than the records, which are of {proved}"));
        }
    }
}

fn read_json<T: for<'de> serde::Deserialize<'de>>(path: &Path) -> Result<T, ExportError> {
    let failed = |source| ExportError::Read { path: path.to_path_buf(), source };
    let file = File::open(path).map_err(failed)?;
    let bytes = file.metadata().map_err(failed)?.len();
    if bytes > FILE_BYTES_MAX {
        return Err(failed(std::io::Error::other("it is too long for a file of a package")));
    }
    serde_json::from_reader(std::io::BufReader::new(file))
        .map_err(|error| failed(std::io::Error::other(error)))
}
