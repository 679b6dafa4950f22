//! 验证: everything that can be checked of a log without trusting whoever wrote it, on two threads:
//! one hashes the frames, one folds the records.

use std::thread;
use std::time::{Duration, Instant};

use engine::world::World;
use serde::Serialize;
use store::backup::BackupError;
use store::{Checkpoint, OpenError, VerifierKey, VerifyError, VerifyReport, hex};

use crate::checkpoints::{Beside, Said};
use crate::files_beside;
use crate::finding::{Finding, FindingKind, Findings};
use crate::fold::fold;
use crate::frames::Frames;
use crate::progress;
use crate::projection::check_projections;
use crate::proofs::CheckpointFile;
use crate::served::Shown;
use crate::snapshots::{check_snapshots, unchecked_snapshots};
use crate::source::Source;
use crate::torn::Torn;
use crate::witness::Witness;

/// What is asked of a verification.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Checks {
    /// Take every decision again.
    pub decisions: bool,
    /// The directory was copied from under a running server: a log that ends before its head mark,
    /// with a whole frame, is no finding.
    pub torn_end: bool,
    /// A checkpoint that was kept: the log must continue it.
    pub kept: Option<CheckpointFile>,
    /// By which keys that checkpoint is trusted; by none, its signatures are not looked at.
    pub keys: Vec<VerifierKey>,
    /// What an auditor has seen: the log must continue the last of it.
    pub witness: Option<Witness>,
    /// What the server shows of itself whose log was fetched.
    pub shown: Option<Shown>,
    /// What was not looked at before, and why.
    pub notes: Vec<String>,
}

/// What a verification found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// Records that were verified.
    pub records: u64,
    /// How long it took.
    pub took: Duration,
    /// Root over the records, computed anew where all of them could be read.
    pub root: String,
    /// Frames that were hashed.
    pub frames: usize,
    /// The last record up to which nothing was found.
    pub trusted: u64,
    /// What is wrong; nothing when the log is whole.
    pub findings: Vec<Finding>,
    /// What should be known besides, and is no mismatch.
    pub notes: Vec<String>,
    /// The log goes on after what is here: its tail is missing, whether that is a finding or a note.
    pub is_short: bool,
}

/// The last line with `--json`.
#[derive(Debug, Serialize)]
pub struct Summary<'a> {
    records: u64,
    seconds: f64,
    records_per_s: u64,
    root: &'a str,
    findings: &'a [Finding],
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    notes: &'a [String],
}

impl Verified {
    /// As the last line of `--json`.
    pub fn summary(&self) -> Summary<'_> {
        Summary {
            records: self.records,
            seconds: self.took.as_secs_f64(),
            records_per_s: self.records_per_s(),
            root: &self.root,
            findings: &self.findings,
            notes: &self.notes,
        }
    }

    /// Records a second.
    pub fn records_per_s(&self) -> u64 {
        let micros = self.took.as_micros().max(1);
        u64::try_from(u128::from(self.records) * 1_000_000 / micros).unwrap_or(u64::MAX)
    }
}

/// Verifies an opened source.
pub fn verify(source: &Source, checks: &Checks) -> Verified {
    let begun = Instant::now();
    let size = source.size();
    let bar = progress::bar("verify", size);
    let mut frames = Frames::default();
    let (hashed, folded) = thread::scope(|threads| {
        let frames = &mut frames;
        let hashing = threads
            .spawn(move || source.reader().verify(&mut |progress| frames.note(progress.records)));
        let folded = fold(source, checks.decisions, |passed| bar.set_position(passed.seq));
        (hashing.join(), folded)
    });
    bar.finish_and_clear();
    let mut findings = folded.findings;
    let hashed = hashed.unwrap_or_else(|panic| std::panic::resume_unwind(panic));
    let is_hashed = hashed.is_ok();
    let root = note_hashes(source, hashed, &mut findings);
    let Said { findings: kept, mut notes, is_short } =
        source.kept().map(|kept| kept.check(source.reader(), checks)).unwrap_or_default();
    findings.extend(kept);
    let is_short = is_short || source.torn().is_some_and(Torn::is_short);
    if let Some(torn) = source.torn() {
        match torn_end(torn, size, checks) {
            Ok(note) => notes.push(note),
            Err(finding) => findings.add(finding),
        }
    }
    findings.extend(damaged_slots(source));
    let looked = files_beside::look(source);
    findings.extend(looked.findings);
    notes.extend(looked.notes);
    if folded.is_complete {
        findings.extend(check_derived(source, &folded.world));
        notes.extend(unchecked_snapshots(source));
        let shown = checks.shown.as_ref();
        findings.extend(shown.map(|shown| shown.check(&folded.world)).unwrap_or_default());
        notes.extend(shown.and_then(Shown::unlooked));
    }
    findings.extend(check_kept(source, checks));
    notes.extend(unlooked(source, checks));
    notes.extend(checks.notes.iter().cloned());
    let mut findings = findings.into_sorted();
    if !is_hashed {
        // The fold stops at the same frame, and says the same in other words.
        let is_frame = |finding: &Finding| finding.kind == FindingKind::Frame;
        let first = findings.iter().position(is_frame);
        let mut index = 0..findings.len();
        findings.retain(|finding| index.next() == first || !is_frame(finding));
    }
    for finding in &mut findings {
        finding.frame = finding.frame.or_else(|| frames.holding(finding.seq));
    }
    Verified {
        records: size,
        took: begun.elapsed(),
        root,
        frames: frames.count(),
        trusted: trusted(size, &findings),
        findings,
        notes,
        is_short,
    }
}

/// What is derived of a log (projections, snapshots), against the world that the whole log gives.
pub fn check_derived(source: &Source, world: &World) -> Vec<Finding> {
    let mut findings = check_projections(world);
    findings.extend(check_snapshots(source, world));
    findings
}

/// One of the slots of the head mark is what a torn write leaves, or what somebody changed.
fn damaged_slots(source: &Source) -> Option<Finding> {
    let slots = source.reader().damaged_slots();
    let detail = format!(
        "{slots} of the 3 slots of the head mark file are damaged: the records are vouched for by the \
         others; a start of the server writes them anew"
    );
    (slots > 0).then(|| FindingKind::HeadMark.at(source.size() + 1, detail))
}

/// The records up to one, in words.
pub(crate) fn up_to(last: u64) -> String {
    match last {
        0 => "no record".to_owned(),
        1 => "record 1".to_owned(),
        last => format!("records 1 to {last}"),
    }
}

/// The last record before the first finding. Where the past as a whole is in question, none is.
fn trusted(size: u64, findings: &[Finding]) -> u64 {
    let is_about_all = |finding: &Finding| match finding.kind {
        FindingKind::Unreadable => true,
        FindingKind::HeadMark | FindingKind::Checkpoint => finding.seq == 0,
        FindingKind::Frame
        | FindingKind::Record
        | FindingKind::Illegal
        | FindingKind::Time
        | FindingKind::Received
        | FindingKind::Identity
        | FindingKind::Redecide
        | FindingKind::Date
        | FindingKind::Projection
        | FindingKind::Index
        | FindingKind::Snapshot
        | FindingKind::Beside
        | FindingKind::More => false,
    };
    if findings.iter().any(is_about_all) {
        return 0;
    }
    let first = findings.iter().map(|finding| finding.seq).filter(|seq| *seq > 0).min();
    first.map_or(size, |first| (first - 1).min(size))
}

/// The recomputed root, or the one that was found when the log was opened.
fn note_hashes(
    source: &Source,
    hashed: Result<VerifyReport, VerifyError>,
    findings: &mut Findings,
) -> String {
    match hashed {
        Ok(report) => hex(&report.root),
        Err(error) => {
            let mut finding = FindingKind::Frame.at(error.first_bad, error.to_string());
            finding.frame = Some(error.first_bad);
            findings.add(finding);
            hex(&source.root())
        }
    }
}

/// What was not looked at, because nothing was given to look at it with, or nothing to look at with it.
fn unlooked(source: &Source, checks: &Checks) -> Option<String> {
    let is_beside = source.kept().and_then(Beside::newest).is_some();
    if checks.kept.is_some() && checks.keys.is_empty() {
        let text = "no key was given: who signed the checkpoint that was given was not looked at";
        return Some(text.to_owned());
    }
    // Over a server its public keys are not to be had, and a backup made over one has none.
    let is_here = source.dir().join("log").is_dir();
    if is_here && checks.keys.is_empty() && source.kept().is_some_and(Beside::has_no_key) {
        let text = "no public key is beside the checkpoints, and none was given: who signed them was not looked at";
        return Some(text.to_owned());
    }
    let is_unused = checks.kept.is_none() && !is_beside && !checks.keys.is_empty();
    is_unused
        .then(|| "no checkpoint was there to be checked by the keys that were given".to_owned())
}

/// What was kept elsewhere is trusted, and the log continues it. Where it does not, the newest checkpoint of a witness
/// file that holds says how far it is still the log that was seen.
fn check_kept(source: &Source, checks: &Checks) -> Vec<Finding> {
    let distrust = checks.kept.as_ref().and_then(|kept| kept.distrust(&checks.keys));
    let forged = checks.witness.as_ref().and_then(Witness::check);
    let seen = checks.witness.as_ref().and_then(Witness::last);
    let continues = |kept: &CheckpointFile| {
        let problem = source.reader().continues(&kept.into());
        problem.unwrap_or_else(|error| Some(error.to_string()))
    };
    let forks: Vec<String> = checks.kept.iter().chain(seen).filter_map(continues).collect();
    let held = checks.witness.as_ref().filter(|_| forged.is_none() && !forks.is_empty());
    let carried = held.and_then(|witness| newest_carried(source, witness));
    let forks = forks.into_iter().map(|problem| match carried {
        Some(carried) => {
            let whole = up_to(carried);
            let detail = format!(
                "{problem}; the newest checkpoint of the witness file that it carries has {carried} records: {whole} \
                 are what was seen"
            );
            FindingKind::Checkpoint.at(carried + 1, detail)
        }
        None => FindingKind::Checkpoint.at(0, problem),
    });
    // What cannot be trusted of the files that were given says nothing of the records.
    let not_trusted = distrust.into_iter().chain(forged);
    let not_trusted = not_trusted.map(|problem| FindingKind::Beside.at(0, problem));
    not_trusted.chain(forks).collect()
}

/// The size of the newest checkpoint that was seen and that the log carries. Each of them continues the one before, so a
/// log that carries one carries all before it.
fn newest_carried(source: &Source, witness: &Witness) -> Option<u64> {
    let fits =
        |kept: &Checkpoint| source.reader().continues(kept).is_ok_and(|problem| problem.is_none());
    let seen: Vec<Checkpoint> =
        witness.seen().iter().map(|seen| (&seen.checkpoint).into()).collect();
    let newest = seen.partition_point(fits).checked_sub(1).and_then(|at| seen.get(at))?;
    Some(newest.size).filter(|size| *size > 0)
}

/// An end before the head mark: only a note where the log was open when it was copied, for then the
/// mark was copied after the data.
fn torn_end(torn: &Torn, size: u64, checks: &Checks) -> Result<String, Finding> {
    if torn.is_short() && (checks.torn_end || torn.was_open()) {
        return Ok(format!(
            "the log was open when it was copied: it is whole up to its last whole frame, which ends \
             with record {size}; {}",
            torn.error()
        ));
    }
    let advice = if torn.is_short() {
        "; the log was closed in order, so its end was lost; if it was copied from under a running \
         server all the same, say --torn-end"
    } else {
        ""
    };
    let detail = format!(
        "{}; what is here, {}, was verified without the head mark{advice}",
        torn.error(),
        up_to(size)
    );
    let seq = if torn.is_short() { size + 1 } else { 0 };
    Err(FindingKind::HeadMark.at(seq, detail))
}

/// What is known of a log that could not be opened, when that is itself a mismatch. `None` when the
/// directory just could not be read.
pub fn mismatch_on_open(error: &OpenError) -> Option<Finding> {
    let (kind, seq, frame) = match error {
        OpenError::LogShort { have, .. } => (FindingKind::HeadMark, have + 1, None),
        OpenError::LogDiffers { .. } => (FindingKind::HeadMark, 0, None),
        OpenError::Damaged { first_seq, .. } => (FindingKind::Frame, *first_seq, Some(*first_seq)),
        OpenError::Locked { .. }
        | OpenError::Io { .. }
        | OpenError::Storage(_)
        | OpenError::HeadLost { .. } => return None,
    };
    Some(Finding { frame, ..kind.at(seq, error.to_string()) })
}

/// What is known of a backup that does not fit together. `None` when it just could not be read.
pub fn mismatch_of_backup(error: &BackupError) -> Option<Finding> {
    let (seq, frame) = match error {
        BackupError::Frame { first_seq, .. } => (*first_seq, Some(*first_seq)),
        BackupError::File { first_seq, .. } if *first_seq > 0 => (*first_seq, Some(*first_seq)),
        BackupError::Manifest { .. }
        | BackupError::File { .. }
        | BackupError::Stream { .. }
        | BackupError::OtherHall { .. }
        | BackupError::NotContinued { .. } => (0, None),
        BackupError::Io { .. }
        | BackupError::Stranger { .. }
        | BackupError::Unfinished { .. }
        | BackupError::Locked { .. }
        | BackupError::Behind { .. }
        | BackupError::NotEmpty { .. }
        | BackupError::NoCheckpoint { .. }
        | BackupError::Open(_)
        | BackupError::Append(_)
        | BackupError::Keyring(_)
        | BackupError::Kept { .. }
        | BackupError::History(_) => return None,
    };
    Some(Finding { frame, ..FindingKind::Frame.at(seq, error.to_string()) })
}

#[cfg(test)]
mod tests {
    use store::{FrameProblem, HallOptions, HallStore};

    use super::*;

    #[test]
    fn what_hashing_finds_is_a_finding_that_names_the_frame() {
        let temp = tempfile::tempdir().unwrap();
        HallStore::open(temp.path(), &HallOptions::default(), &mut |_| ()).unwrap();
        let source = Source::open(temp.path()).unwrap();
        let problem = FrameProblem::Root.into();
        let error = VerifyError { dir: temp.path().into(), first_bad: 7, trusted: 6, problem };
        let mut findings = Findings::default();
        note_hashes(&source, Err(error), &mut findings);
        let [finding] = &findings.into_sorted()[..] else { panic!("one finding") };
        assert_eq!((finding.kind, finding.seq), (FindingKind::Frame, 7));
        assert_eq!(finding.frame, Some(7));
        assert!(finding.detail.contains("do not hash to the root"), "{}", finding.detail);
    }
}
