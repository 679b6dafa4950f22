//! 归档包校验: checks a package from itself alone, and against a checkpoint that was kept elsewhere. What is proved are
//! the records of the case, of the set-up, and the last one; every other file is made from them again and compared.
//!
//! What no proof shows is that nothing came after the last record of a history that is in the package.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use engine::event::{Event, Stream};
use engine::number;
use engine::record::Record;
use engine::setup::Setup;
use engine::time::Timestamp;
use serde::Serialize;
use serde_json::Value;
use store::codec::decode;
use store::{Checkpoint, Inclusion, ProofFile, hex};

use super::against::{Against, against, not_of};
use super::archive::{
    CHECKPOINT, END, EVENTS, FORM, MANIFEST, METADATA, Manifest, PROOFS, REPORT, SETUP, build,
    derived, document_file, json, proof_file, refuse_open,
};
use super::run::{ExportError, sm3_of};
use crate::cli_proofs::KeyArgs;
use crate::difference::{between, in_words, shown};
use crate::past::{Past, steps};
use crate::proofs::{self, CheckpointFile, ProofError};
use crate::proved::chained;
use crate::run::{Ending, Failure};
use crate::source::fold_setup;

/// Longest file of a package that is read into memory.
const FILE_BYTES_MAX: u64 = 256 * 1024 * 1024;

/// What `check-archive` takes.
#[derive(Debug, Args)]
pub struct CheckArchiveArgs {
    /// The folder of the package.
    #[arg(value_name = "PATH")]
    pub package: PathBuf,
    /// A checkpoint of the log that was kept elsewhere: of the same size, or with a proof of consistency.
    #[arg(long, value_name = "FILE")]
    pub checkpoint: Option<PathBuf>,
    /// The proof that the longer one of that checkpoint and the package's continues the other, as
    /// `prove-consistency` and the server give it.
    #[arg(long, value_name = "FILE", requires = "checkpoint")]
    pub consistency: Option<PathBuf>,
    /// By which keys that checkpoint is trusted; without any, its signatures are not looked at.
    #[command(flatten)]
    pub keys: KeyArgs,
}

/// What was found of a package.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Checked {
    /// What does not fit.
    pub problems: Vec<String>,
    /// What should be known besides, and is no mismatch.
    pub notes: Vec<String>,
}

/// Carries out `check-archive`; each mismatch goes to `out`.
pub fn run_check_archive(args: &CheckArchiveArgs, out: &mut dyn Write) -> Result<Ending, Failure> {
    let against = against(args)?;
    if against.kept.is_none() && !against.keys.is_empty() {
        return Err(ExportError::KeysForNothing.into());
    }
    let Checked { problems, notes } = check_against(&args.package, &against)?;
    notes.iter().try_for_each(|note| writeln!(out, "note: {note}"))?;
    for problem in &problems {
        writeln!(out, "MISMATCH: {problem}")?;
    }
    if !problems.is_empty() {
        return Ok(Ending::Mismatch);
    }
    let holds = if against.kept.is_some() { "the checkpoint that was kept" } else { "itself" };
    writeln!(out, "whole: {} holds against {holds}", args.package.display())?;
    match &against.keys[..] {
        _ if against.kept.is_none() => (),
        [] => writeln!(out, "no key was given: who signed the checkpoint was not looked at")?,
        keys => keys.iter().try_for_each(|key| writeln!(out, "signed by {key}"))?,
    }
    Ok(Ending::Verified)
}

/// Everything that does not fit in a package, and what should be known besides.
pub fn check_against(package: &Path, against: &Against) -> Result<Checked, ExportError> {
    let mut checked = Checked::default();
    let (problems, notes) = (&mut checked.problems, &mut checked.notes);
    check_into(package, against, problems, notes)?;
    Ok(checked)
}

/// Everything that does not fit in a package.
pub fn check(package: &Path, kept: Option<&CheckpointFile>) -> Result<Vec<String>, ExportError> {
    let against = Against { kept: kept.cloned(), ..Against::default() };
    Ok(check_against(package, &against)?.problems)
}

fn check_into(
    package: &Path,
    against: &Against,
    problems: &mut Vec<String>,
    notes: &mut Vec<String>,
) -> Result<(), ExportError> {
    let manifest: Manifest = read_json(&package.join(MANIFEST))?;
    if manifest.form != FORM {
        problems.push(format!("its form is {:?}, this program knows {FORM}", manifest.form));
        return Ok(());
    }
    files(package, &manifest, problems)?;
    let needed = [CHECKPOINT, SETUP, END].into_iter();
    let not_named = needed.filter(|name| !manifest.files.contains_key(*name));
    problems.extend(not_named.map(|name| format!("{name} is not in the manifest")));
    if !problems.is_empty() {
        return Ok(());
    }
    let path = package.join(CHECKPOINT);
    let Some(checkpoint) = formed(proofs::read_checkpoint(&path).map_err(Into::into), problems)?
    else {
        return Ok(());
    };
    problems.extend(not_of(against, &checkpoint));
    let proved = Proved { package, tree: (&checkpoint).into() };
    let records = proved.case(&manifest, problems)?;
    history(&records, problems);
    documents(&records, &manifest, problems);
    let setup = proved.setup(problems)?;
    let time = proved.end(problems)?;
    let checkpoint = CheckpointFile { time, note: None, ..checkpoint };
    match derive(&setup, records, &checkpoint) {
        Ok((number, derived)) => {
            if manifest.case != number {
                let is_of = format!("is of another case than the records, which are of {number}");
                problems.push(format!("{MANIFEST} {is_of}"));
            }
            compare((package, &manifest), &derived, problems, notes)?;
        }
        Err(problem) => problems.push(problem),
    }
    Ok(())
}

/// The records of a package, each proved to be in one tree.
struct Proved<'a> {
    package: &'a Path,
    tree: Checkpoint,
}

impl Proved<'_> {
    /// The records of the case, in order; each lies in the file that is called after it.
    fn case(
        &self,
        manifest: &Manifest,
        problems: &mut Vec<String>,
    ) -> Result<Vec<Record>, ExportError> {
        let mut records = Vec::new();
        for name in manifest.files.keys().filter(|name| name.starts_with(PROOFS)) {
            let Some(record) = self.one(name, problems)? else { continue };
            if *name != proof_file(record.seq) {
                problems.push(format!("{name} is the proof of record {}", record.seq));
            }
            records.push(record);
        }
        records.sort_unstable_by_key(|record| record.seq);
        Ok(records)
    }

    /// The set-up at the end of the log, as far as it is proved: each history of it without a gap from its first record on.
    fn setup(&self, problems: &mut Vec<String>) -> Result<Setup, ExportError> {
        let path = self.package.join(SETUP);
        let Some(proofs) = formed(read_json::<Vec<Inclusion>>(&path), problems)? else {
            return Ok(Setup::default());
        };
        same_bytes(SETUP, &read(&path)?, &proofs, problems)?;
        let (mut setup, mut records) = (Setup::default(), Vec::new());
        for proof in &proofs {
            let Some(record) = decoded(SETUP, proof, problems) else { continue };
            let last = records.last().map_or(0, |record: &Record| record.seq);
            if let Some(problem) = proof.check(&self.tree) {
                problems.push(format!("{SETUP}: {problem}"));
            } else if record.seq <= last || !record.entry.stream.is_setup() {
                problems.push(format!("{SETUP}: record {} is none of the set-up", record.seq));
            } else if let Err(error) = fold_setup(&mut setup, &record) {
                problems.push(format!("{SETUP}: {error}"));
            }
            records.push(record);
        }
        if let Err(error) = chained(&records) {
            problems.push(format!("{SETUP}: {error}"));
        }
        Ok(setup)
    }

    /// When the last record of the log was recorded.
    fn end(&self, problems: &mut Vec<String>) -> Result<Option<Timestamp>, ExportError> {
        let Some(record) = self.one(END, problems)? else { return Ok(None) };
        if record.seq != self.tree.size {
            problems.push(format!("{END} proves record {}, not the last", record.seq));
        }
        Ok(Some(record.meta.recorded_at))
    }

    /// The record of a file, which is nothing but its proof.
    fn one(&self, name: &str, problems: &mut Vec<String>) -> Result<Option<Record>, ExportError> {
        let path = self.package.join(name);
        let proof = proofs::read_proof(&path).map_err(ExportError::from);
        let Some(proof) = formed(proof, problems)? else { return Ok(None) };
        same_bytes(name, &read(&path)?, &proof, problems)?;
        let ProofFile::Inclusion(proof) = proof else {
            problems.push(format!("{name} is no proof of a record"));
            return Ok(None);
        };
        if let Some(problem) = proof.check(&self.tree) {
            problems.push(format!("{name}: {problem}"));
        }
        Ok(decoded(name, &proof, problems))
    }
}

/// What was read; a file that is there and is not of its form was forged with its line of the manifest, which is a mismatch
/// like any other. Only what cannot be read at all is no answer.
fn formed<T>(
    read: Result<T, ExportError>,
    problems: &mut Vec<String>,
) -> Result<Option<T>, ExportError> {
    match read {
        Ok(found) => Ok(Some(found)),
        Err(error @ (ExportError::Proof(ProofError::Form { .. }) | ExportError::Form { .. })) => {
            problems.push(error.to_string());
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// The record of a proof, where its bytes are one.
fn decoded(name: &str, proof: &Inclusion, problems: &mut Vec<String>) -> Option<Record> {
    let record = decode(proof.seq, &proof.record.0);
    record.map_err(|error| problems.push(format!("{name}: {error}"))).ok()
}

/// A file of proofs has nothing beside them.
fn same_bytes<T: Serialize>(
    name: &str,
    found: &[u8],
    proofs: &T,
    problems: &mut Vec<String>,
) -> Result<(), ExportError> {
    if found != json(proofs).map_err(ExportError::Output)? {
        problems.push(format!("{name} is not written as proofs are, or has something beside them"));
    }
    Ok(())
}

/// The number of the case, and every file that follows from its records.
fn derive(
    setup: &Setup,
    records: Vec<Record>,
    checkpoint: &CheckpointFile,
) -> Result<(String, BTreeMap<String, Vec<u8>>), String> {
    let id = records.first().and_then(|record| record.entry.stream.case());
    let id = id.ok_or("its first record opens no case")?;
    let number = number::format(setup, id).ok_or("its item is not in the set-up")?;
    let says = |error: &dyn std::fmt::Display| format!("its records give no case: {error}");
    let steps = steps(setup, records).map_err(|error| says(&error))?;
    let past = Past { id, number: number.clone(), setup: Arc::new(setup.clone()), steps };
    refuse_open(&past).map_err(|error| error.to_string())?;
    let files = derived(&past, checkpoint).map_err(|error| says(&error))?;
    Ok((number.to_string(), files))
}

/// Everything else in a package is what follows from its records, byte for byte, and nothing is beside it.
fn compare(
    (package, manifest): (&Path, &Manifest),
    derived: &BTreeMap<String, Vec<u8>>,
    problems: &mut Vec<String>,
    notes: &mut Vec<String>,
) -> Result<(), ExportError> {
    let (before, this) = (problems.len(), build());
    for (name, expected) in derived {
        if !manifest.files.contains_key(name) {
            problems.push(format!("{name} is missing"));
            continue;
        }
        let found = read(&package.join(name))?;
        if found == *expected {
            continue;
        }
        let how = how(expected, &found);
        // Another build words the same records in its own way; what the records say is in the other files.
        if manifest.program != this && [REPORT, METADATA].contains(&name.as_str()) {
            notes.push(format!(
                "{name} is worded by another build ({}, this is {this}): it was not compared, rely on {EVENTS} and \
                 the proofs; {how}",
                manifest.program
            ));
        } else {
            problems.push(format!("{name} is not what the records say: {how}"));
        }
    }
    let is_known = |name: &str| {
        derived.contains_key(name) || name.starts_with(PROOFS) || name == SETUP || name == END
    };
    let others = manifest.files.keys().filter(|name| !is_known(name));
    problems.extend(others.map(|name| format!("{name} does not belong to a package")));
    if problems.len() > before && manifest.program != this {
        problems.push(format!(
            "it says that the build {} wrote it, this is {this}: ask that build too",
            manifest.program
        ));
    }
    Ok(())
}

/// In what a file differs from the one that was made again.
fn how(expected: &[u8], found: &[u8]) -> String {
    let as_json = |bytes: &[u8]| serde_json::from_slice::<Value>(bytes).ok();
    if let (Some(expected), Some(found)) = (as_json(expected), as_json(found)) {
        let differences = between(Some(expected), Some(found));
        if !differences.is_empty() {
            return in_words(&differences, "they give", "it has");
        }
    }
    let (expected, found) = (String::from_utf8_lossy(expected), String::from_utf8_lossy(found));
    let (mut expected, mut found) = (expected.split('\n'), found.split('\n'));
    for line in 1_u64.. {
        let (one, other) = (expected.next(), found.next());
        if one != other {
            let show = |line: Option<&str>| shown(&line.map_or(Value::Null, Value::from));
            return format!("line {line}: they give {}, it has {}", show(one), show(other));
        }
        if one.is_none() {
            break;
        }
    }
    "it has other bytes".to_owned()
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
            } else if entry.file_type().map_err(failed)?.is_file() {
                there.insert(name);
            } else {
                // A link leads to what is not in the package, and of a pipe nobody waits for a writer.
                problems.push(format!("{name} is no regular file"));
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

fn read(path: &Path) -> Result<Vec<u8>, ExportError> {
    let failed = |source| ExportError::Read { path: path.to_path_buf(), source };
    let mut bytes = Vec::new();
    if !fs::symlink_metadata(path).map_err(failed)?.is_file() {
        return Err(failed(std::io::Error::other("it is no regular file")));
    }
    let file = File::open(path).map_err(failed)?;
    file.take(FILE_BYTES_MAX + 1).read_to_end(&mut bytes).map_err(failed)?;
    if u64::try_from(bytes.len()).is_ok_and(|len| len <= FILE_BYTES_MAX) {
        return Ok(bytes);
    }
    Err(failed(std::io::Error::other("it is too long for a file of a package")))
}

fn read_json<T: for<'de> serde::Deserialize<'de>>(path: &Path) -> Result<T, ExportError> {
    let form = |error: serde_json::Error| ExportError::Form {
        path: path.to_path_buf(),
        reason: error.to_string(),
    };
    serde_json::from_slice(&read(path)?).map_err(form)
}
