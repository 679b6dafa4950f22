//! What an auditor has seen: growth is taken, a fork, a forgery and a stranger are refused.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use engine::record::Commit;
use replay::proofs::CheckpointFile;
use replay::witness::{Taken, Witness, WitnessError};
use replay::{Checks, FindingKind, Source, verify};
use store::{SignedCheckpoint, SigningKeys};

use crate::hall::{append, history, written};

/// The keys of the hall.
pub(crate) fn keys() -> SigningKeys {
    SigningKeys::from_secrets("hall.example/1", &[7; 32], &[9; 32]).unwrap()
}

/// Their public keys, one a line.
pub(crate) fn key_lines() -> String {
    let [first, second] = keys().verifiers();
    format!("{first}\n{second}\n")
}

/// The log as it is, signed by the hall.
pub(crate) fn signed(source: &Source) -> SignedCheckpoint {
    let time = "2026-11-22T09:16:50.811+08:00".parse().unwrap();
    SignedCheckpoint::sign(&keys(), source.checkpoint(), time)
}

fn shown(source: &Source) -> CheckpointFile {
    (&signed(source)).into()
}

fn witness() -> Witness {
    Witness::new(keys().verifiers().to_vec())
}

/// A history in which one command, and only it, was another: somebody was told, and was not.
fn rewritten(commits: &[Commit]) -> Vec<Commit> {
    let mut commits = commits.to_vec();
    let commit = commits
        .iter_mut()
        .rev()
        .find(|commit| matches!(commit.entries[0].event, engine::event::Event::FedBack(_)));
    commit.unwrap().entries[0].event =
        engine::event::FedBack { notified: false, manifest: Vec::new() }.into();
    commits
}

#[test]
fn a_log_that_grows_is_seen_growing() {
    let (told, _) = history();
    let (_temp, dir) = written(&[]);
    let mut witness = witness();
    let mut last = 0;
    for batch in told.commits.chunks(9) {
        append(&dir, batch, 2);
        let source = Source::open(&dir).unwrap();
        let now = shown(&source);
        if last > 0 {
            let missing = witness.take(&now, None);
            assert!(matches!(missing, Err(WitnessError::ProofMissing { .. })), "{missing:?}");
        }
        let proof = source.reader().prove_consistency(last, None).unwrap();
        assert_eq!(witness.take(&now, Some(&proof)).unwrap(), Ok(Taken::Added));
        assert_eq!(witness.take(&now, None).unwrap(), Ok(Taken::Known));
        last = now.size;
    }
    assert_eq!(witness.check(), None);
    assert!(witness.seen().len() > 3);
}

#[test]
fn an_older_checkpoint_is_taken_for_what_it_is_and_not_added() {
    let (told, _) = history();
    let (_temp, dir) = written(&told.commits[..20]);
    let older = shown(&Source::open(&dir).unwrap());
    append(&dir, &told.commits[20..], 3);
    let source = Source::open(&dir).unwrap();
    let mut witness = witness();
    witness.take(&shown(&source), None).unwrap().unwrap();
    let proof = source.reader().prove_consistency(older.size, None).unwrap();
    assert_eq!(witness.take(&older, Some(&proof)).unwrap(), Ok(Taken::Older));
    assert_eq!(witness.seen().len(), 1);
}

#[test]
fn a_fork_is_refused_at_the_same_size_and_at_any_other() {
    let (told, _) = history();
    let (_temp, dir) = written(&told.commits);
    let mut witness = witness();
    witness.take(&shown(&Source::open(&dir).unwrap()), None).unwrap().unwrap();
    let before = witness.clone();
    let (_temp, forged) = written(&rewritten(&told.commits));
    let source = Source::open(&forged).unwrap();
    let why = witness.take(&shown(&source), None).unwrap().unwrap_err();
    assert!(why.contains("FORK"), "{why}");
    let mut longer = rewritten(&told.commits);
    let mut more = longer.last().unwrap().clone();
    more.seq += 1;
    longer.push(more);
    let (_temp, longer) = written(&longer);
    let source = Source::open(&longer).unwrap();
    let size = before.last().unwrap().size;
    let proof = source.reader().prove_consistency(size, None).unwrap();
    let refused = witness.take(&shown(&source), Some(&proof)).unwrap();
    assert!(refused.unwrap_err().contains("keep both checkpoints"));
    assert_eq!(witness, before, "nothing was added");
}

#[test]
fn what_is_not_signed_or_signed_by_a_stranger_or_changed_is_refused() {
    let (told, _) = history();
    let (_temp, dir) = written(&told.commits);
    let source = Source::open(&dir).unwrap();
    let good = shown(&source);
    let refused = |checkpoint: CheckpointFile| {
        witness().take(&checkpoint, None).unwrap().expect_err("it is refused")
    };
    let bare = CheckpointFile { note: None, ..good.clone() };
    assert!(refused(bare).contains("not signed"));
    let stranger = SigningKeys::from_secrets("hall.example/1", &[1; 32], &[2; 32]).unwrap();
    let time = good.time.unwrap();
    let strange = SignedCheckpoint::sign(&stranger, source.checkpoint(), time);
    assert!(refused((&strange).into()).contains("not signed by the key"));
    let note = good.note.clone().unwrap().replace("time 2026", "time 2027");
    assert!(refused(CheckpointFile { note: Some(note), ..good.clone() }).contains("forged"));
    let beside = CheckpointFile { size: good.size - 1, ..good.clone() };
    assert!(refused(beside).contains("others than in it"));
    // One of two signatures alone is too little for who goes by both keys.
    let note = good.note.clone().unwrap();
    let one = note.lines().take(7).collect::<Vec<&str>>().join("\n") + "\n";
    assert!(refused(CheckpointFile { note: Some(one), ..good }).contains("not signed by"));
}

#[test]
fn a_whole_log_that_was_rewritten_or_is_an_older_one_is_exposed_by_the_witness() {
    let (told, _) = history();
    let (_temp, dir) = written(&told.commits);
    let mut witness = witness();
    witness.take(&shown(&Source::open(&dir).unwrap()), None).unwrap().unwrap();
    let checks = Checks { witness: Some(witness), ..Checks::default() };
    let found = |dir: &Path, checks: &Checks| {
        let verified = verify(&Source::open(dir).unwrap(), checks);
        let kinds: Vec<FindingKind> = verified.findings.iter().map(|found| found.kind).collect();
        (kinds, verified.trusted)
    };
    assert_eq!(found(&dir, &checks).0, []);
    let (_temp, forged) = written(&rewritten(&told.commits));
    let (_temp, older) = written(&told.commits[..told.commits.len() - 1]);
    for dir in [forged, older] {
        assert_eq!(found(&dir, &Checks::default()).0, [], "in itself it is whole");
        assert_eq!(found(&dir, &checks), (vec![FindingKind::Checkpoint], 0));
    }
}

/// The newest of what was seen that the log still carries says how far it can be trusted.
#[test]
fn of_a_log_that_was_rolled_back_what_the_newest_fitting_checkpoint_of_the_witness_has_is_trusted()
{
    let (told, _) = history();
    let (first, second) = (15, 30);
    let (_temp, dir) = written(&told.commits[..first]);
    let mut seen = witness();
    let mut sizes = Vec::new();
    for (from, to) in [(first, first), (first, second), (second, told.commits.len())] {
        append(&dir, &told.commits[from..to], 4);
        let source = Source::open(&dir).unwrap();
        let last = sizes.last().copied().unwrap_or_default();
        let proof = source.reader().prove_consistency(last, None).unwrap();
        seen.take(&shown(&source), Some(&proof)).unwrap().unwrap();
        sizes.push(source.size());
    }
    let checks = |witness: &Witness| Checks { witness: Some(witness.clone()), ..Checks::default() };
    let (_temp, older) = written(&told.commits[..second + 2]);
    let (_temp, forged) = written(&rewritten(&told.commits));
    for dir in [older, forged] {
        let found = verify(&Source::open(&dir).unwrap(), &checks(&seen));
        let [finding] = &found.findings[..] else { panic!("{:?}", found.findings) };
        assert_eq!((finding.kind, finding.seq), (FindingKind::Checkpoint, sizes[1] + 1));
        assert_eq!(found.trusted, sizes[1]);
        assert!(finding.detail.contains(&format!("records 1 to {}", sizes[1])), "{finding}");
    }
    // A file that does not hold in itself says nothing of how far the log does.
    let (_temp, other) = written(&told.commits[..first - 1]);
    let none = verify(&Source::open(&other).unwrap(), &checks(&seen));
    assert_eq!((none.findings.len(), none.trusted), (1, 0), "{:?}", none.findings);
    let temp = tempfile::tempdir().unwrap();
    let path = temp.path().join("hall.witness");
    seen.write(&path).unwrap();
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace("time 2026", "time 2027")).unwrap();
    let (_temp, older) = written(&told.commits[..second + 2]);
    let changed = Witness::read(&path).unwrap();
    assert_eq!(verify(&Source::open(&older).unwrap(), &checks(&changed)).trusted, 0);
}

struct Files {
    temp: tempfile::TempDir,
}

impl Files {
    fn put(&self, name: &str, text: &str) -> PathBuf {
        let path = self.temp.path().join(name);
        fs::write(&path, text).unwrap();
        path
    }

    #[track_caller]
    fn run(&self, args: &[&str], code: i32) -> String {
        let mut command = Command::new(env!("CARGO_BIN_EXE_yichuang-replay"));
        let output = command.current_dir(self.temp.path()).args(args).output().unwrap();
        let said = String::from_utf8(output.stdout).unwrap();
        let error = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{args:?}: {said}{error}");
        said + &error
    }
}

#[test]
fn the_witness_file_goes_through_the_binary() {
    let (told, _) = history();
    let (_old_temp, dir) = written(&told.commits[..20]);
    let files = Files { temp: tempfile::tempdir().unwrap() };
    files.put("keys", &key_lines());
    files.put("first", &signed(&Source::open(&dir).unwrap()).to_string());
    let witness = ["witness", "--file", "hall.witness"];
    let witness = |rest: &[&str], code| files.run(&[&witness, rest].concat(), code);
    assert!(witness(&["--checkpoint", "first"], 2).contains("--keys FILE"));
    witness(&["--checkpoint", "first", "--keys", "keys"], 0);
    append(&dir, &told.commits[20..], 4);
    let second = signed(&Source::open(&dir).unwrap());
    files.put("second", &second.to_string());
    assert!(witness(&["--checkpoint", "second"], 2).contains("needs the proof"));
    let data = dir.to_str().unwrap();
    let proof = files.run(&["prove-consistency", "--data", data, "--from", "first"], 0);
    files.put("proof", &proof);
    let said = witness(&["--checkpoint", "second", "--proof", "proof"], 0);
    assert!(said.contains("2 checkpoints seen") && said.contains("signed by hall.example/1+"));
    assert!(witness(&["--checkpoint", "first", "--data", data], 0).contains("seen before"));
    files.run(&["verify", "--data", data, "--witness", "hall.witness"], 0);
    let check = ["check-proof", "--proof", "proof", "--from", "first", "--checkpoint", "second"];
    let said = files.run(&[&check[..], &["--keys", "keys"]].concat(), 0);
    assert!(said.contains("signed by"), "{said}");
    let forged = second.to_string().replace("time 2026", "time 2025");
    files.put("second", &forged);
    assert!(files.run(&check, 0).contains("was not looked at"));
    assert!(files.run(&[&check[..], &["--keys", "keys"]].concat(), 1).contains("forged"));
    let (_temp, forged) = written(&rewritten(&told.commits));
    files.put("fork", &signed(&Source::open(&forged).unwrap()).to_string());
    let kept = fs::read(files.temp.path().join("hall.witness")).unwrap();
    let fork = ["--checkpoint", "fork", "--data", forged.to_str().unwrap()];
    assert!(witness(&fork, 1).contains("MISMATCH"));
    assert_eq!(fs::read(files.temp.path().join("hall.witness")).unwrap(), kept);
    let forged = forged.to_str().unwrap();
    files.run(&["verify", "--data", forged, "--witness", "hall.witness"], 1);
}

#[test]
fn a_witness_file_that_was_changed_is_not_gone_by() {
    let (told, _) = history();
    let (_temp, dir) = written(&told.commits[..20]);
    let mut witness = witness();
    witness.take(&shown(&Source::open(&dir).unwrap()), None).unwrap().unwrap();
    append(&dir, &told.commits[20..], 4);
    let source = Source::open(&dir).unwrap();
    let size = witness.last().unwrap().size;
    let proof = source.reader().prove_consistency(size, None).unwrap();
    witness.take(&shown(&source), Some(&proof)).unwrap().unwrap();
    let files = Files { temp: tempfile::tempdir().unwrap() };
    let path = files.temp.path().join("hall.witness");
    witness.write(&path).unwrap();
    assert_eq!(Witness::read(&path).unwrap(), witness);
    let text = fs::read_to_string(&path).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    for (changed, code) in [
        (text.replace("time 2026", "time 2027"), 1),
        ([lines[0], lines[2], lines[1]].join("\n"), 1),
        (text.replace("hall.example/1+", "hall.example/2+"), 2),
        (text[..text.len() - 20].to_owned(), 2),
        (String::new(), 2),
    ] {
        files.put("hall.witness", &changed);
        files.run(&["witness", "--file", "hall.witness"], code);
    }
}

#[test]
fn a_flipped_bit_of_the_head_mark_is_found_and_the_records_stay_trusted() {
    let (told, _) = history();
    let (_temp, dir) = written(&told.commits);
    let head = dir.join("log/head");
    let bytes = fs::read(&head).unwrap();
    // The beginning, the end and the padding of each of the three slots.
    for at in (0..3).flat_map(|slot| [0, 40, 4_095].map(|at| slot * 4_096 + at)) {
        let mut flipped = bytes.clone();
        flipped[at] ^= 0x10;
        fs::write(&head, &flipped).unwrap();
        let verified = verify(&Source::open(&dir).unwrap(), &Checks::default());
        let kinds: Vec<FindingKind> = verified.findings.iter().map(|found| found.kind).collect();
        assert_eq!(kinds, [FindingKind::HeadMark], "byte {at}");
        assert_eq!(verified.trusted, verified.records);
    }
}

#[test]
fn a_verification_goes_by_no_unsigned_checkpoint_and_by_no_witness_file_that_was_changed() {
    let (told, _) = history();
    let (temp, dir) = written(&told.commits);
    let source = Source::open(&dir).unwrap();
    let found = |checks: &Checks| -> Vec<FindingKind> {
        verify(&source, checks).findings.iter().map(|finding| finding.kind).collect()
    };
    let by_keys = |kept: CheckpointFile| {
        let keys = keys().verifiers().to_vec();
        found(&Checks { kept: Some(kept), keys, ..Checks::default() })
    };
    assert_eq!(by_keys(shown(&source)), []);
    let unsigned = replay::proofs::checkpoint(&source).unwrap();
    assert_eq!(by_keys(unsigned), [FindingKind::Beside]);
    let mut seen = witness();
    seen.take(&shown(&source), None).unwrap().unwrap();
    let path = temp.path().join("hall.witness");
    seen.write(&path).unwrap();
    let of_file = || {
        let witness = Some(Witness::read(&path).unwrap());
        found(&Checks { witness, ..Checks::default() })
    };
    assert_eq!(of_file(), []);
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace("time 2026", "time 2027")).unwrap();
    assert_eq!(of_file(), [FindingKind::Beside]);
}

#[test]
fn an_older_checkpoint_of_a_fork_and_a_changed_proof_in_the_file_are_refused() {
    let (told, _) = history();
    let half = told.commits.len() / 2;
    let (temp, dir) = written(&told.commits[..half]);
    let mut seen = witness();
    seen.take(&shown(&Source::open(&dir).unwrap()), None).unwrap().unwrap();
    append(&dir, &told.commits[half..], 4);
    let whole = Source::open(&dir).unwrap();
    let size = seen.last().unwrap().size;
    let proof = whole.reader().prove_consistency(size, None).unwrap();
    seen.take(&shown(&whole), Some(&proof)).unwrap().unwrap();
    let fork = rewritten(&told.commits);
    let (_part, part) = written(&fork[..fork.len() - 1]);
    let (_all, all) = written(&fork);
    let (part, all) = (Source::open(&part).unwrap(), Source::open(&all).unwrap());
    let led = all.reader().prove_consistency(part.size(), None).unwrap();
    assert!(seen.take(&shown(&part), Some(&led)).unwrap().is_err(), "it leads to another log");
    let path = temp.path().join("hall.witness");
    seen.write(&path).unwrap();
    assert_eq!(Witness::read(&path).unwrap().check(), None);
    let text = fs::read_to_string(&path).unwrap();
    let mark = "\"path\":[\"";
    let at = text.find(mark).unwrap() + mark.len();
    let digit = if text[at..].starts_with('0') { '1' } else { '0' };
    fs::write(&path, format!("{}{digit}{}", &text[..at], &text[at + 1..])).unwrap();
    assert!(Witness::read(&path).unwrap().check().is_some());
}
