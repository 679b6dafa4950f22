//! 复演: folds the whole log, and checks on the way that each command was legal, that its dates are
//! what they follow from and, where that is asked, that its decision comes out again.

use engine::event::{Event, Stream};
use engine::id::Seq;
use engine::record::Commit;
use engine::world::{Illegal, World};
use store::{History, HistoryError};

use crate::dates::{Beside, check_dates};
use crate::finding::{Finding, FindingKind, Findings};
use crate::redecide::redecide;
use crate::source::{PROGRESS_EVERY, Passed, Source, SourceError};

/// What a fold gave.
#[derive(Debug)]
pub struct Folded {
    /// The state at the end, or before the record that cannot be folded.
    pub world: World,
    /// What is wrong.
    pub findings: Findings,
    /// True when the whole log was folded.
    pub is_complete: bool,
}

/// Folds the whole log, while another thread reads ahead; with `decisions` each decision is taken
/// again.
pub fn fold(source: &Source, decisions: bool, mut progress: impl FnMut(Passed)) -> Folded {
    let mut folded =
        Folded { world: World::default(), findings: Findings::default(), is_complete: true };
    let of = source.size();
    let mut told = 0;
    let read = source.history().each_commit(0, |commit| {
        let is_folded = match commit {
            Ok(commit) => step(&mut folded, source.history(), &commit, decisions),
            Err(error) => {
                let error = SourceError::from(error);
                folded.findings.add(unreadable(&error, folded.world.seq() + 1));
                false
            }
        };
        let seq = folded.world.seq();
        if seq.saturating_sub(told) >= PROGRESS_EVERY {
            told = seq;
            progress(Passed { seq, of });
        }
        folded.is_complete = is_folded;
        is_folded
    });
    progress(Passed { seq: folded.world.seq(), of });
    if let Err(source) = read {
        let detail = format!("no thread to read the log on: {source}");
        folded.findings.add(FindingKind::Unreadable.at(1, detail));
        folded.is_complete = false;
    }
    folded
}

fn step(folded: &mut Folded, history: &History, commit: &Commit, decisions: bool) -> bool {
    let Folded { world, findings, .. } = folded;
    if decisions && let Err(finding) = redecide(world, commit) {
        findings.add(finding);
    }
    findings.extend(check_times(world, commit));
    findings.extend(check_index(history, commit));
    let before = Beside::of(world, commit);
    match world.evolve(commit) {
        Ok(changes) => {
            findings.extend(check_dates(world, commit, &changes, &before));
            true
        }
        Err(illegal) => {
            let detail = format!(
                "it cannot have happened after the records before it: {illegal}; nothing after \
                 record {} can be folded",
                commit.seq - 1
            );
            findings.add(FindingKind::Illegal.at(seq_of(&illegal), detail));
            false
        }
    }
}

fn seq_of(illegal: &Illegal) -> Seq {
    match illegal {
        Illegal::Case { seq, .. }
        | Illegal::Bundle { seq, .. }
        | Illegal::Ticket { seq, .. }
        | Illegal::Voice { seq, .. }
        | Illegal::Setup { seq, .. }
        | Illegal::Order { seq, .. } => *seq,
    }
}

/// Recording never runs backwards, and nothing is recorded before it happened.
fn check_times(world: &World, commit: &Commit) -> Option<Finding> {
    let meta = &commit.meta;
    if let Some(last) = world.now()
        && meta.recorded_at < last
    {
        let detail = format!("recorded at {}, the record before it at {last}", meta.recorded_at);
        return Some(FindingKind::Time.at(commit.seq, detail));
    }
    (meta.occurred_at > meta.recorded_at).then(|| {
        let detail = format!("recorded at {}, before {}", meta.recorded_at, meta.occurred_at);
        FindingKind::Time.at(commit.seq, detail)
    })
}

/// The index of archived cases and bundles may lag behind the log, but never points elsewhere.
fn check_index(history: &History, commit: &Commit) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (seq, entry) in (commit.seq..).zip(&commit.entries) {
        let known = match (&entry.event, entry.stream) {
            (Event::Archived(_), Stream::Case(id)) => history.archived(id),
            (Event::BundleArchived(_), Stream::Bundle(id)) => history.archived_bundle(id),
            _ => continue,
        };
        let problem = match known {
            Ok(None) => continue,
            Ok(Some(found)) if found == seq => continue,
            // 补充归档: it goes on to what came after the archive.
            Ok(Some(found)) if found > seq && is_of(history, found, entry.stream) => continue,
            Ok(Some(found)) => format!("the index of what is archived says record {found}"),
            Err(error) => error.to_string(),
        };
        let detail =
            format!("{problem}; it is made anew when the hall is opened without snapshots");
        findings.push(FindingKind::Index.at(seq, detail));
    }
    findings
}

fn is_of(history: &History, seq: Seq, stream: Stream) -> bool {
    stream.case().is_some() && history.record(seq).is_ok_and(|record| record.entry.stream == stream)
}

fn unreadable(error: &SourceError, next: Seq) -> Finding {
    let (kind, seq) = match error {
        SourceError::History(error) => match error {
            HistoryError::Read(_) | HistoryError::Index(_) => (FindingKind::Frame, next),
            HistoryError::Decode(error) => (FindingKind::Record, error.seq),
            HistoryError::Commit(error) => (FindingKind::Record, error.seq),
            HistoryError::Chain { seq, .. } | HistoryError::Illegal { seq, .. } => {
                (FindingKind::Record, *seq)
            }
        },
        SourceError::Illegal(illegal) => (FindingKind::Illegal, seq_of(illegal)),
        SourceError::NoLog { .. }
        | SourceError::Open(_)
        | SourceError::UnknownCase { .. }
        | SourceError::Reversed { .. }
        | SourceError::Beyond { .. }
        | SourceError::FromEnd
        | SourceError::Unproved { .. }
        | SourceError::SaidUnknown { .. }
        | SourceError::Remote(_)
        | SourceError::Stream { .. }
        | SourceError::OtherHall { .. }
        | SourceError::Backup(_)
        | SourceError::Unfinished { .. }
        | SourceError::Io { .. } => (FindingKind::Unreadable, next),
    };
    kind.at(seq, error.to_string())
}
