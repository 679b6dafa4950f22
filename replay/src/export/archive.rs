//! 归档包: a closed case as a folder that can be checked from itself, in the spirit of DA/T 85 and GB/T 42727:
//! metadata, documents, event history, SM3 of each file, and the proofs that its records are in the log.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use engine::document::{self, About, Matter, documents_of};
use engine::event::Event;
use engine::id::Seq;
use engine::lifecycle::Phase;
use serde::{Deserialize, Serialize};
use sm3::{Digest, Sm3};
use store::{Inclusion, ProofFile, hex};

use super::documents::documents;
use super::html::{self, Shown};
use super::markup::Escaped;
use super::objects::word;
use super::run::{ExportError, Tally, sm3_of};
use super::scope::Scope;
use super::target::{check_free, folder, sync_folder};
use super::walk::Walk;
use crate::past::Past;
use crate::proofs::{CheckpointFile, ProofError, checkpoint_at};
use crate::timeline::Timeline;

/// The files of a package.
pub(super) const MANIFEST: &str = "manifest.json";
pub(super) const METADATA: &str = "metadata.xml";
pub(super) const EVENTS: &str = "events.json";
pub(super) const REPORT: &str = "report.html";
pub(super) const CHECKPOINT: &str = "checkpoint.json";
pub(super) const PROOFS: &str = "proofs";
/// The proofs of every record of the set-up: what the names and calendars of the derived files follow from.
pub(super) const SETUP: &str = "setup.json";
/// The proof of the last record of the log, from which the checkpoint has its time.
pub(super) const END: &str = "end.json";
const DOCUMENTS: &str = "documents";

/// Everything by which a page and the metadata of a package are worded: two builds of which none differs word alike.
const WORDING: &[&str] = &[
    include_str!("archive.rs"),
    include_str!("html.rs"),
    include_str!("svg.rs"),
    include_str!("markup.rs"),
    include_str!("documents.rs"),
    include_str!("../timeline.rs"),
    include_str!("../moves.rs"),
    include_str!("../telling.rs"),
    include_str!("../words.rs"),
    include_str!("../words/fields.rs"),
    include_str!("../words/sources.rs"),
    include_str!("../words/values.rs"),
];

/// Hexadecimal digits of the wording that are named.
const WORDING_DIGITS: usize = 16;

/// The build that writes: its version, and SM3 of how it words the derived files.
pub(super) fn build() -> String {
    let mut hash = Sm3::new();
    for text in WORDING {
        hash.update(text);
    }
    let digest = hex(&hash.finalize());
    format!("{}+{}", env!("CARGO_PKG_VERSION"), &digest.get(..WORDING_DIGITS).unwrap_or(&digest))
}

/// The form of a package that this program writes and checks.
pub(super) const FORM: &str = "yichuang-archive-1";

/// 清单 what is in a package.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Manifest {
    /// Which form.
    pub(super) form: String,
    /// Which build of this program wrote it: another one may tell the same records in other words.
    pub(super) program: String,
    /// 办件编号
    pub(super) case: String,
    /// SM3 of every other file, by its path in the package.
    pub(super) files: BTreeMap<String, String>,
}

/// Writes the one case of a scope into a new folder, and says how long all its files are.
pub(super) fn write(walk: &Walk<'_>, path: &Path) -> Result<(Tally, u64), ExportError> {
    check_new(path, false)?;
    let failed = |source| ExportError::Write { path: path.to_path_buf(), source };
    let aside = tempfile::Builder::new().prefix(".yichuang-export-").tempdir_in(folder(path));
    let aside = aside.map_err(failed)?;
    let mut tally = Tally::default();
    let mut bytes = 0;
    let mut setup = Vec::new();
    let cases = walk.cases(&mut |seen| {
        if seen.record.entry.stream.is_setup() {
            setup.push(seen.record.seq);
        }
        Ok(())
    })?;
    let last = cases.last;
    for past in cases {
        let past = past?;
        refuse_open(&past)?;
        bytes = package(walk, &past, (&setup, last), aside.path())?;
        tally.cases += 1;
        tally.events += u64::try_from(past.steps.len()).unwrap_or(u64::MAX);
    }
    fs::rename(aside.path(), path).map_err(failed)?;
    // It has its name now; there is nothing left to remove.
    let _ = aside.keep();
    sync_folder(path).map_err(failed)?;
    Ok((tally, bytes))
}

/// A package replaces nothing, asked or not.
pub(super) fn check_new(path: &Path, force: bool) -> Result<(), ExportError> {
    if force {
        return Err(ExportError::NeverReplaced);
    }
    if path.symlink_metadata().is_ok() {
        return Err(ExportError::FolderExists { path: path.to_path_buf() });
    }
    check_free(path, false)
}

/// Only what is closed can be archived: whatever else happens would not be in the package.
pub(super) fn refuse_open(past: &Past) -> Result<(), ExportError> {
    let phase = past.case().phase();
    match phase {
        Phase::Delivered | Phase::Ended | Phase::ReportedUp | Phase::Archived => Ok(()),
        Phase::Received
        | Phase::PreCheck
        | Phase::AwaitingCorrection
        | Phase::Accepted
        | Phase::Dispatched
        | Phase::Transferred
        | Phase::Handling
        | Phase::Suspended
        | Phase::Decided
        | Phase::Concluded
        | Phase::FedBack
        | Phase::ReadyForDelivery
        | Phase::InDelivery => {
            Err(ExportError::StillOpen { number: past.number.to_string(), phase })
        }
    }
}

fn package(
    walk: &Walk<'_>,
    past: &Past,
    (setup, last): (&[Seq], Seq),
    dir: &Path,
) -> Result<u64, ExportError> {
    let failed = |source| ExportError::Write { path: dir.to_path_buf(), source };
    let checkpoint = checkpoint_at(walk.source, last)?;
    fs::create_dir(dir.join(PROOFS)).map_err(failed)?;
    fs::create_dir(dir.join(DOCUMENTS)).map_err(failed)?;
    let mut files = Vec::new();
    for (name, text) in derived(past, &checkpoint).map_err(failed)? {
        put(dir, &name, &mut |out| out.write_all(&text))?;
        files.push(name);
    }
    let proof = |seq| {
        let proof = walk.source.reader().prove_inclusion(seq, Some(checkpoint.size));
        proof.map_err(|error| ExportError::from(ProofError::from(error)))
    };
    let mut one = |name: String, seq| {
        let text = json(&ProofFile::Inclusion(proof(seq)?)).map_err(failed)?;
        put(dir, &name, &mut |out| out.write_all(&text))?;
        files.push(name);
        Ok::<(), ExportError>(())
    };
    for step in &past.steps {
        one(proof_file(step.record.seq), step.record.seq)?;
    }
    one(END.to_owned(), checkpoint.size)?;
    let proofs: Result<Vec<Inclusion>, ExportError> = setup.iter().map(|seq| proof(*seq)).collect();
    let text = json(&proofs?).map_err(failed)?;
    put(dir, SETUP, &mut |out| out.write_all(&text))?;
    files.push(SETUP.to_owned());
    let (mut hashes, mut bytes) = (BTreeMap::new(), 0);
    for name in files {
        let file = File::open(dir.join(&name)).map_err(failed)?;
        bytes += file.metadata().map_err(failed)?.len();
        hashes.insert(name, sm3_of(file).map_err(failed)?);
    }
    let (form, program, case) = (FORM.to_owned(), build(), past.number.to_string());
    let text = json(&Manifest { form, program, case, files: hashes }).map_err(failed)?;
    put(dir, MANIFEST, &mut |out| out.write_all(&text))?;
    Ok(bytes)
}

/// Every file that follows from the records of the case, the set-up and the checkpoint: made by the same code when a
/// package is written and when it is checked.
pub(super) fn derived(
    past: &Past,
    checkpoint: &CheckpointFile,
) -> io::Result<BTreeMap<String, Vec<u8>>> {
    let scope = Scope { case: Some(past.number.clone()), ..Scope::default() };
    let today = past.last().record.meta.occurred_at.day();
    let (mut data, mut page) = (Vec::new(), Vec::new());
    metadata(past, &mut data)?;
    let shown = Shown { scope: &scope, opener: None, tree: checkpoint.into() };
    html::page(shown, past, &mut page)?;
    let mut files = BTreeMap::from([
        (METADATA.to_owned(), data),
        (EVENTS.to_owned(), json(&Timeline::of(past, today))?),
        (REPORT.to_owned(), page),
        (CHECKPOINT.to_owned(), json(checkpoint)?),
    ]);
    files.extend(texts(past).into_iter().map(|(name, text)| (name, text.into_bytes())));
    Ok(files)
}

/// The text of each document that was issued, by its file; it follows from the event before it that it is made with.
fn texts(past: &Past) -> Vec<(String, String)> {
    let Some(item) = past.setup.item(past.case().item) else { return Vec::new() };
    let mut texts = Vec::new();
    for (at, step) in past.steps.iter().enumerate() {
        let Event::DocumentIssued(document) = &step.record.entry.event else { continue };
        // What was asked of a port stands between a document and the event that it is made with.
        let before = past.steps.iter().take(at).rev().map(|step| &step.record);
        let mut made_with = before.filter(|record| {
            documents_of(&record.entry.event, &item.definition).contains(&document.kind)
        });
        let Some(cause) = made_with.next() else { continue };
        let about = About {
            matter: Matter::Case(&past.number, &item.definition),
            event: &cause.entry.event,
            day: cause.meta.occurred_at.day(),
        };
        let text = document::text(document, about);
        texts.extend(text.map(|text| (document_file(step.record.seq), text)));
    }
    texts
}

/// Where the text of a document lies.
pub(super) fn document_file(seq: Seq) -> String {
    format!("{DOCUMENTS}/{seq}.txt")
}

/// Where the proof of a record of the case lies.
pub(super) fn proof_file(seq: Seq) -> String {
    format!("{PROOFS}/{seq}.json")
}

/// A value as it stands in a file.
pub(super) fn json<T: Serialize>(value: &T) -> io::Result<Vec<u8>> {
    let mut text = serde_json::to_vec_pretty(value)?;
    text.push(b'\n');
    Ok(text)
}

/// Writes one file of the package to the medium.
fn put(
    dir: &Path,
    name: &str,
    write: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>,
) -> Result<(), ExportError> {
    let path = dir.join(name);
    let failed = |source| ExportError::Write { path: path.clone(), source };
    let mut out = BufWriter::new(File::create_new(&path).map_err(failed)?);
    write(&mut out).map_err(failed)?;
    let file = out.into_inner().map_err(|error| failed(error.into_error()))?;
    file.sync_all().map_err(failed)
}

fn metadata(past: &Past, out: &mut dyn Write) -> io::Result<()> {
    let case = past.case();
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(out, "<package xmlns=\"urn:yichuang:archive:1\">")?;
    let mut text = |name: &str, value: &str| writeln!(out, "  <{name}>{}</{name}>", Escaped(value));
    text("number", past.number.as_str())?;
    if let Some(item) = past.setup.item(case.item) {
        let definition = &item.definition;
        text("item", definition.code.as_str())?;
        text("itemName", definition.name.as_str())?;
        text("itemVersion", &item.version.to_string())?;
        text("implementationCode", definition.impl_code.as_str())?;
        text("department", definition.department.as_str())?;
        text("retention", &word(&definition.retention))?;
    }
    text("applicantToken", &case.applicant.token.to_string())?;
    text("channel", &word(&case.channel))?;
    text("receivedAt", &case.received_at.to_string())?;
    text("lastEventAt", &case.last_at.to_string())?;
    text("phase", &format!("{:?}", case.phase()))?;
    if let Some(verdict) = case.verdict() {
        text("outcome", &word(&verdict.outcome))?;
    }
    if let Some(closing) = case.closing() {
        text("closing", &word(&closing))?;
        text("closingNumber", &closing.number().to_string())?;
    }
    writeln!(out, "  <documents>")?;
    for step in &past.steps {
        for document in documents(&step.record.entry.event) {
            write!(out, "    <document record=\"{}\"", step.record.seq)?;
            let code = Some(document.code).filter(|code| !code.is_empty());
            let fields = [
                ("kind", Some(document.kind.to_owned())),
                ("code", code),
                ("name", document.name),
                ("number", document.number),
                ("hash", document.hash),
            ];
            for (name, value) in fields {
                if let Some(value) = value {
                    write!(out, " {name}=\"{}\"", Escaped(value))?;
                }
            }
            writeln!(out, "/>")?;
        }
    }
    writeln!(out, "  </documents>\n</package>")
}
