//! Whole logs are whole; damage and forgery are found and named.

use std::fs;
use std::path::Path;

use engine::event::Event;
use engine::journal::Journal;
use engine::record::Commit;
use engine::slice::{Cursor, Slice};
use engine::time::Day;
use engine::world::World;
use replay::proofs::{self, CheckpointFile};
use replay::{Checks, FindingKind, Source, Verified, verify};

use crate::hall::{append, archived_history, history, open, written};

fn all() -> Checks {
    Checks { decisions: true, ..Checks::default() }
}

#[track_caller]
fn verified(dir: &Path, checks: &Checks) -> Verified {
    verify(&Source::open(dir).expect("the log opens"), checks)
}

#[track_caller]
fn found(commits: &[Commit], checks: &Checks) -> Vec<(FindingKind, u64)> {
    let (_temp, dir) = written(commits);
    let found = verified(&dir, checks).findings;
    found.into_iter().map(|finding| (finding.kind, finding.seq)).collect()
}

/// The commit that holds the first event for which `change` says `true`, having changed it.
fn forge(commits: &mut [Commit], mut change: impl FnMut(&mut Event) -> bool) -> u64 {
    for commit in commits {
        for (seq, entry) in (commit.seq..).zip(&mut commit.entries) {
            if change(&mut entry.event) {
                return seq;
            }
        }
    }
    panic!("nothing to forge")
}

#[test]
fn a_log_as_the_engine_wrote_it_is_whole() {
    let (told, _) = archived_history();
    let (_temp, dir) = written(&told.commits);
    let source = Source::open(&dir).unwrap();
    let verified = verify(&source, &all());
    assert_eq!(verified.findings, []);
    assert_eq!(verified.records, told.world.seq());
    assert_eq!(verified.trusted, verified.records);
    assert_eq!(verified.root, store::hex(&source.root()));
    assert!(verified.frames > 1);
    assert_eq!(source.attempts(), 1);
}

#[test]
fn an_empty_log_is_whole() {
    let (_temp, dir) = written(&[]);
    assert_eq!(verified(&dir, &all()).findings, []);
}

#[test]
fn verifying_never_changes_the_directory() {
    let (told, _) = history();
    let (_temp, dir) = written(&told.commits);
    let read = |name: &str| fs::read(dir.join("log").join(name)).unwrap();
    let before = (read("db"), read("head"), read("conf"));
    assert_eq!(verified(&dir, &all()).findings, []);
    assert_eq!((read("db"), read("head"), read("conf")), before);
}

#[test]
fn a_moved_due_date_is_found_without_taking_the_decision_again() {
    let (mut told, _) = history();
    let later: Day = "2026-02-20".parse().unwrap();
    let seq = forge(&mut told.commits, |event| match event {
        Event::Accepted(e) => {
            e.clocks[0].reckoning.due = Some(later);
            true
        }
        _ => false,
    });
    assert_eq!(found(&told.commits, &Checks::default()), [(FindingKind::Date, seq)]);
}

#[test]
fn a_moved_due_date_after_a_suspension_or_an_extension_is_found() {
    let later: Day = "2026-03-20".parse().unwrap();
    for kind in ["SuspensionEnded", "ClockExtended"] {
        let (mut told, _) = history();
        let seq = forge(&mut told.commits, |event| match event {
            Event::SuspensionEnded(e) if kind == "SuspensionEnded" => {
                e.recounts[0].reckoning.due = Some(later);
                true
            }
            Event::ClockExtended(e) if kind == "ClockExtended" => {
                e.reckoning.due = Some(later);
                true
            }
            _ => false,
        });
        let found = found(&told.commits, &Checks::default());
        assert!(found.contains(&(FindingKind::Date, seq)), "{kind}: {found:?}");
    }
}

#[test]
fn evidence_of_a_warning_that_does_not_follow_from_the_ledger_is_found() {
    let (mut told, _) = history();
    let seq = forge(&mut told.commits, |event| match event {
        Event::WarningIssued(e) => {
            e.evidence.counted += 1;
            true
        }
        _ => false,
    });
    assert_eq!(found(&told.commits, &Checks::default()), [(FindingKind::Date, seq)]);
}

#[test]
fn a_forged_decision_with_fitting_hashes_is_exposed_by_deciding_again() {
    let (mut told, _) = history();
    let seq = forge(&mut told.commits, |event| match event {
        Event::DecisionMade(e) => {
            e.officer = "head-1".parse().unwrap();
            true
        }
        _ => false,
    });
    assert_eq!(found(&told.commits, &Checks::default()), [], "every hash fits");
    assert_eq!(found(&told.commits, &all()), [(FindingKind::Redecide, seq)]);
}

#[test]
fn a_command_put_in_another_mouth_is_exposed_by_deciding_again() {
    let (mut told, _) = history();
    let at = told.commits.len() - 1;
    told.commits[at].meta.actor = engine::command::Actor::Admin;
    let seq = told.commits[at].seq;
    assert_eq!(found(&told.commits, &all()), [(FindingKind::Identity, seq)]);
}

#[test]
fn a_record_under_another_command_id_is_exposed_by_deciding_again() {
    let (mut told, _) = history();
    let commit = told.commits.last_mut().unwrap();
    let mut command: serde_json::Value = serde_json::from_slice(&commit.received).unwrap();
    let (seq, id) = (commit.seq, commit.meta.command);
    command["command_id"] = engine::id::CommandId(7).to_string().into();
    commit.received = serde_json::to_vec(&command).unwrap().into();
    assert_eq!(found(&told.commits, &all()), [(FindingKind::Identity, seq)]);
    let commit = told.commits.last_mut().unwrap();
    command["command_id"] = id.to_string().into();
    commit.received = serde_json::to_vec(&command).unwrap().into();
    assert_eq!(found(&told.commits, &all()), []);
}

#[test]
fn a_command_that_cannot_be_read_is_a_finding_of_its_own() {
    let (mut told, _) = history();
    let at = told.commits.len() - 1;
    told.commits[at].received = Box::from(*b"{}");
    let seq = told.commits[at].seq;
    assert_eq!(found(&told.commits, &all()), [(FindingKind::Received, seq)]);
}

#[test]
fn an_event_that_cannot_follow_is_found_and_what_is_before_it_is_trusted() {
    let (mut told, _) = history();
    let gone = told
        .commits
        .iter()
        .position(|commit| matches!(commit.entries[0].event, Event::HandOverAcknowledged(_)));
    told.commits.remove(gone.unwrap());
    // The gap in the numbers is closed, so that only the law of the case is broken.
    let mut seq = 1;
    for commit in &mut told.commits {
        commit.seq = seq;
        seq += u64::try_from(commit.entries.len()).unwrap();
    }
    let (_temp, dir) = written(&told.commits);
    let verified = verified(&dir, &Checks::default());
    assert_eq!(verified.findings.len(), 1);
    let finding = &verified.findings[0];
    assert_eq!(finding.kind, FindingKind::Illegal);
    assert_eq!(verified.trusted, finding.seq - 1);
    assert!(finding.frame.is_some_and(|frame| frame <= finding.seq));
}

#[test]
fn time_that_runs_backwards_is_found() {
    let (mut told, _) = history();
    let at = told.commits.len() - 1;
    let commit = &mut told.commits[at];
    let seq = commit.seq;
    commit.meta.recorded_at = commit.meta.recorded_at.plus_ms(-10 * 86_400_000);
    commit.meta.occurred_at = commit.meta.recorded_at;
    assert_eq!(found(&told.commits, &Checks::default()), [(FindingKind::Time, seq)]);
    let commit = &mut told.commits[at];
    commit.meta.recorded_at = commit.meta.recorded_at.plus_ms(10 * 86_400_000);
    commit.meta.occurred_at = commit.meta.recorded_at.plus_ms(1);
    assert_eq!(found(&told.commits, &Checks::default()), [(FindingKind::Time, seq)]);
}

#[test]
fn a_rewritten_log_is_exposed_by_a_kept_checkpoint() {
    let (told, _) = history();
    let (_temp, dir) = written(&told.commits);
    let kept = proofs::checkpoint(&Source::open(&dir).unwrap()).unwrap();
    let mut forged = told.commits.clone();
    forge(&mut forged, |event| match event {
        Event::WorkRecorded(_) | Event::FedBack(_) => {
            *event = engine::event::FedBack { notified: false, manifest: Vec::new() }.into();
            true
        }
        _ => false,
    });
    let (_temp, forged) = written(&forged);
    let checks = Checks { kept: Some(kept), ..Checks::default() };
    assert_eq!(verified(&dir, &checks).findings, []);
    let exposed = verified(&forged, &checks);
    assert_eq!(exposed.findings.len(), 1);
    assert_eq!(exposed.findings[0].kind, FindingKind::Checkpoint);
    assert_eq!(exposed.trusted, 0);
}

#[test]
fn an_older_directory_in_place_of_the_newer_is_exposed_by_a_kept_checkpoint() {
    let (told, _) = history();
    let (_temp, dir) = written(&told.commits);
    let kept: CheckpointFile = proofs::checkpoint(&Source::open(&dir).unwrap()).unwrap();
    let (_temp, older) = written(&told.commits[..told.commits.len() - 3]);
    assert_eq!(verified(&older, &all()).findings, [], "in itself it is whole");
    let checks = Checks { kept: Some(kept), ..Checks::default() };
    let found = verified(&older, &checks).findings;
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].kind, FindingKind::Checkpoint);
}

#[test]
fn a_log_that_grew_continues_the_kept_checkpoint() {
    let (told, _) = history();
    let half = told.commits.len() / 2;
    let (_temp, dir) = written(&told.commits[..half]);
    let kept = proofs::checkpoint(&Source::open(&dir).unwrap()).unwrap();
    append(&dir, &told.commits[half..], 5);
    let checks = Checks { kept: Some(kept), ..all() };
    assert_eq!(verified(&dir, &checks).findings, []);
}

#[test]
fn a_log_that_lost_its_end_says_up_to_where_it_is_whole() {
    let (told, _) = history();
    let half = told.commits.len() / 2;
    let (_temp, dir) = written(&told.commits[..half]);
    let log = dir.join("log");
    let older = fs::read(log.join("db")).unwrap();
    append(&dir, &told.commits[half..], 5);
    fs::write(log.join("db"), older).unwrap();
    let whole = told.commits[half].seq - 1;
    let short = verified(&dir, &all());
    assert_eq!((short.records, short.trusted), (whole, whole));
    let kinds: Vec<FindingKind> = short.findings.iter().map(|finding| finding.kind).collect();
    assert_eq!(kinds, [FindingKind::HeadMark]);
    assert!(short.findings[0].detail.contains(log.to_str().unwrap()), "it names the original");
    let torn_end = Checks { torn_end: true, ..all() };
    assert_eq!(verified(&dir, &torn_end).findings, []);
}

#[test]
fn a_directory_copied_while_it_is_written_is_whole_up_to_its_last_frame() {
    let (told, _) = history();
    let (_temp, dir) = written(&told.commits[..20]);
    let mut opened = open(&dir);
    let mut sizes = Vec::new();
    let rest = &told.commits[20..];
    std::thread::scope(|threads| {
        let writer = threads.spawn(|| {
            for commit in rest {
                opened.journal.append(std::slice::from_ref(commit)).unwrap();
            }
        });
        while !writer.is_finished() {
            let source = Source::open(&dir).unwrap();
            let verified = verify(&source, &all());
            assert_eq!(verified.findings, [], "at {}", source.size());
            sizes.push(verified.records);
        }
    });
    assert!(sizes.is_sorted(), "{sizes:?}");
    drop(opened);
    assert_eq!(verified(&dir, &all()).records, told.world.seq());
}

#[test]
fn a_snapshot_of_the_state_is_confirmed_and_one_of_another_log_is_found() {
    let (told, _) = archived_history();
    let half = told.commits.len() / 2;
    let (_temp, dir) = written(&told.commits[..half]);
    let opened = open(&dir);
    let snapshots = store::HallStore::snapshot_dir(&dir);
    let slices = slices(&opened.world);
    let file = store::write_snapshot(&snapshots, opened.history.log(), slices, |_| true).unwrap();
    drop(opened);
    append(&dir, &told.commits[half..], 3);
    assert_eq!(verified(&dir, &all()).findings, []);

    let (told, _) = history();
    let mut other = told.commits.clone();
    other[0].meta.command = engine::id::CommandId(99_999);
    let (_temp, dir) = written(&other);
    let snapshots = store::HallStore::snapshot_dir(&dir);
    fs::create_dir_all(&snapshots).unwrap();
    fs::copy(&file, snapshots.join(file.file_name().unwrap())).unwrap();
    let found = verified(&dir, &Checks::default()).findings;
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].kind, FindingKind::Snapshot);
    assert!(snapshots.join(file.file_name().unwrap()).exists(), "the original stays");
}

#[test]
fn a_snapshot_with_another_state_is_found() {
    let (told, _) = history();
    let (_temp, dir) = written(&told.commits);
    let opened = open(&dir);
    let mut slices = slices(&opened.world);
    for slice in &mut slices {
        if let Slice::Cases(cases) = slice {
            cases.pop();
        }
    }
    let snapshots = store::HallStore::snapshot_dir(&dir);
    store::write_snapshot(&snapshots, opened.history.log(), slices, |_| true).unwrap();
    drop(opened);
    let found = verified(&dir, &Checks::default()).findings;
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].kind, FindingKind::Snapshot);
}

#[test]
fn a_snapshot_that_says_a_history_of_the_set_up_ends_elsewhere_is_found() {
    let (told, _) = history();
    let (_temp, dir) = written(&told.commits);
    let opened = open(&dir);
    let mut slices = slices(&opened.world);
    for slice in &mut slices {
        if let Slice::Start { heads, .. } = slice {
            heads.retain(|(stream, _)| *stream != engine::event::Stream::Authorities);
        }
    }
    let snapshots = store::HallStore::snapshot_dir(&dir);
    store::write_snapshot(&snapshots, opened.history.log(), slices, |_| true).unwrap();
    drop(opened);
    let found = verified(&dir, &Checks::default()).findings;
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].kind, FindingKind::Snapshot);
}

/// All slices of a world that stands still.
fn slices(world: &World) -> Vec<Slice> {
    let mut cursor = Cursor::default();
    std::iter::from_fn(|| world.slice(&mut cursor)).collect()
}

#[test]
fn an_index_of_archived_cases_that_points_elsewhere_is_found() {
    let (told, cases) = archived_history();
    let (_temp, dir) = written(&told.commits);
    let archived = told.commits.last().unwrap();
    let id = Source::open(&dir).unwrap().case_history(&cases[0]).unwrap().id;
    let (log, _) = store::Log::open(&dir.join("log"), store::OpenOptions::default()).unwrap();
    log.index_put(id.0, archived.seq).unwrap();
    log.index_flush().unwrap();
    assert_eq!(in_copy(&dir), []);
    log.index_put(id.0, 5).unwrap();
    log.index_flush().unwrap();
    assert_eq!(in_copy(&dir), [(FindingKind::Index, archived.seq)]);
}

fn in_copy(dir: &Path) -> Vec<(FindingKind, u64)> {
    let found = verified(dir, &Checks::default()).findings;
    found.into_iter().map(|finding| (finding.kind, finding.seq)).collect()
}
