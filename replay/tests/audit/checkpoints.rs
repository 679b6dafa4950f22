//! The checkpoints beside a log: what was signed of it, and is not there any more, is a finding.

use std::fs;
use std::path::{Path, PathBuf};

use replay::proofs::read_keys;
use replay::{Checks, FindingKind, Source, Verified, verify};
use store::{Checkpoint, CheckpointDir, SignedCheckpoint, SigningKeys};
use tempfile::TempDir;

use crate::hall::{Told, append, history, open, written};

/// Which key signs where nothing else is said.
pub(crate) const OWN: u8 = 7;

pub(crate) fn keys(secret: u8) -> SigningKeys {
    SigningKeys::from_secrets("hall.example/1", &[secret; 32], &[secret + 2; 32]).unwrap()
}

/// Keeps a checkpoint beside a log, signed by a key.
fn keep(dir: &Path, checkpoint: Checkpoint, secret: u8) -> PathBuf {
    let time = "2026-01-10T09:00:00+08:00".parse().unwrap();
    let signed = SignedCheckpoint::sign(&keys(secret), checkpoint, time);
    CheckpointDir::of(dir).keep(&signed).unwrap()
}

/// A hall with a checkpoint after half of its history and one at its end, and its public keys.
fn hall(told: &Told) -> (TempDir, PathBuf, [Checkpoint; 2]) {
    let half = told.commits.len() / 2;
    let (temp, dir) = written(&told.commits[..half]);
    let middle = Source::open(&dir).unwrap().checkpoint();
    append(&dir, &told.commits[half..], 5);
    let end = Source::open(&dir).unwrap().checkpoint();
    keep(&dir, middle, OWN);
    keep(&dir, end, OWN);
    let [first, second] = keys(OWN).verifiers();
    fs::write(dir.join("checkpoint.pub"), format!("{first}\n{second}\n")).unwrap();
    (temp, dir, [middle, end])
}

/// Puts another log beside the same checkpoints.
fn replace_log(dir: &Path, other: &Path) {
    for name in ["db", "head", "conf", "lock"] {
        fs::copy(other.join("log").join(name), dir.join("log").join(name)).unwrap();
    }
}

#[track_caller]
pub(crate) fn verified(dir: &Path, torn_end: bool) -> Verified {
    let checks = Checks { torn_end, ..Checks::default() };
    verify(&Source::open(dir).unwrap(), &checks)
}

#[track_caller]
pub(crate) fn kinds(verified: &Verified) -> Vec<(FindingKind, u64)> {
    verified.findings.iter().map(|finding| (finding.kind, finding.seq)).collect()
}

#[test]
fn a_log_that_carries_all_that_was_signed_of_it_is_whole() {
    let (told, _) = history();
    let (_temp, dir, _) = hall(&told);
    let found = verified(&dir, false);
    assert_eq!((found.findings, found.notes, found.is_short), (vec![], vec![], false));
}

#[test]
fn an_older_log_beside_newer_checkpoints_is_a_finding_that_says_what_is_missing() {
    let (told, _) = history();
    let (_temp, dir, [_, end]) = hall(&told);
    let (_temp, older) = written(&told.commits[..told.commits.len() - 3]);
    replace_log(&dir, &older);
    let found = verified(&dir, false);
    let have = found.records;
    assert_eq!(kinds(&found), [(FindingKind::Checkpoint, have + 1)]);
    let missing = format!("records {} to {} are missing", have + 1, end.size);
    assert!(found.findings[0].detail.contains(&missing), "{:?}", found.findings);
    assert_eq!((found.trusted, found.is_short), (have, true));
    // Whoever says how it was copied gets a note, and is not told that it is whole.
    let found = verified(&dir, true);
    assert_eq!((found.findings.len(), found.notes.len(), found.is_short), (0, 1, true));
}

#[test]
fn a_checkpoint_of_any_other_key_is_looked_at_as_well() {
    let (told, _) = history();
    let (_temp, dir, [_, end]) = hall(&told);
    fs::remove_dir_all(dir.join("checkpoints")).unwrap();
    keep(&dir, Checkpoint { size: end.size + 1, root: [1; 32] }, 8);
    let found = verified(&dir, false);
    let expected = [(FindingKind::Beside, 0), (FindingKind::Checkpoint, end.size + 1)];
    assert_eq!(kinds(&found), expected, "nor do the keys beside it fit");
    assert_eq!(found.notes.len(), 1, "it is said that no known key signed it: {:?}", found.notes);
    assert!(found.notes[0].contains("not signed by the keys"));
}

/// Whoever can write the directory can write the keys in it.
#[test]
fn with_the_keys_of_the_auditor_no_other_keys_count() {
    let (told, _) = history();
    let (_temp, dir, [middle, _]) = hall(&told);
    let by = |keys: &[SigningKeys]| {
        let keys = keys.iter().flat_map(SigningKeys::verifiers).collect();
        verify(&Source::open(&dir).unwrap(), &Checks { keys, ..Checks::default() })
    };
    assert_eq!(by(&[keys(OWN)]).findings, []);
    // Signed anew by keys that were put beside the log: each by itself is as good as before.
    let found = by(&[keys(40)]);
    assert_eq!(kinds(&found), [(FindingKind::Beside, 0)]);
    let said = &found.findings[0].detail;
    assert!(said.contains("2 of the 2") && said.contains("other keys than yours"), "{said}");
    assert!(
        said.contains(CheckpointDir::of(&dir).path_of(middle.size).to_str().unwrap()),
        "{said}"
    );
    assert_eq!(found.trusted, found.records, "it says nothing of the records");
    // One that signed is not enough: each that is given must have.
    assert_eq!(kinds(&by(&[keys(OWN), keys(40)])), [(FindingKind::Beside, 0)]);
    fs::remove_dir_all(dir.join("checkpoints")).unwrap();
    let found = by(&[keys(OWN)]);
    assert_eq!(found.findings, []);
    assert!(found.notes[0].contains("no checkpoint was there"), "{:?}", found.notes);
}

#[test]
fn of_a_checkpoint_without_keys_it_is_said_that_nobody_looked_who_signed_it() {
    let (told, _) = history();
    let (temp, dir, [middle, _]) = hall(&told);
    let kept = CheckpointDir::of(&dir).path_of(middle.size);
    let public = dir.join("checkpoint.pub");
    let say = |args: &[&str]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_yichuang-replay"));
        command.args(["verify", "--data"]).arg(&dir).arg("--checkpoint").arg(&kept).args(args);
        let output = command.arg("--scratch").arg(temp.path()).output().unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap())
    };
    let (code, text) = say(&[]);
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("note: no key was given: who signed"), "{text}");
    let (code, text) = say(&["--keys", public.to_str().unwrap()]);
    assert_eq!(code, Some(0), "{text}");
    assert!(!text.contains("no key was given"), "{text}");
}

#[test]
fn a_rewritten_log_is_trusted_as_far_as_it_is_what_was_signed() {
    let (told, _) = history();
    let half = told.commits.len() / 2;
    let (_temp, dir, [middle, end]) = hall(&told);
    let mut other = told.commits.clone();
    other.last_mut().unwrap().meta.command = engine::id::CommandId(99_999);
    let (_temp, rewritten) = written(&other[..half]);
    append(&rewritten, &other[half..], 5);
    replace_log(&dir, &rewritten);
    let found = verified(&dir, false);
    assert_eq!(kinds(&found), [(FindingKind::Checkpoint, middle.size + 1)]);
    assert!(found.findings[0].detail.contains("another history"), "{:?}", found.findings);
    assert_eq!((found.records, found.trusted), (end.size, middle.size));
}

/// What fits after one that does not says nothing of what lies before it: the first that differs is told.
#[test]
fn of_several_checkpoints_that_differ_the_first_says_how_far_the_log_can_be_trusted() {
    let (told, _) = history();
    let quarter = told.commits.len() / 4;
    let (_temp, dir) = written(&told.commits[..quarter]);
    let mut kept = vec![Source::open(&dir).unwrap().checkpoint()];
    for part in told.commits[quarter..].chunks(quarter).take(3) {
        append(&dir, part, 5);
        kept.push(Source::open(&dir).unwrap().checkpoint());
    }
    for at in [1, 3] {
        kept[at].root = [3; 32];
    }
    for checkpoint in &kept {
        keep(&dir, *checkpoint, OWN);
    }
    let found = verified(&dir, false);
    assert_eq!(kinds(&found), [(FindingKind::Checkpoint, kept[0].size + 1)]);
    assert_eq!(found.trusted, kept[0].size);
}

#[test]
fn a_checkpoint_that_was_changed_or_cannot_be_read_is_a_finding() {
    let (told, _) = history();
    let (_temp, dir, [middle, _]) = hall(&told);
    let file = CheckpointDir::of(&dir).path_of(middle.size);
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.replace("T09:00:00", "T09:00:01")).unwrap();
    let found = verified(&dir, false);
    assert_eq!(kinds(&found), [(FindingKind::Beside, 0)]);
    assert!(found.findings[0].detail.contains("is forged"), "{:?}", found.findings);
    assert_eq!(found.trusted, found.records, "the records are as they were");
    fs::write(&file, "nothing").unwrap();
    let found = verified(&dir, false);
    assert_eq!(kinds(&found), [(FindingKind::Beside, 0)]);
    assert!(found.findings[0].detail.contains(file.to_str().unwrap()));
}

#[test]
fn a_log_that_was_left_open_and_cut_inside_what_was_signed_is_a_finding_and_after_it_a_note() {
    let (told, _) = history();
    let half = told.commits.len() / 2;
    let (_temp, dir) = written(&told.commits[..half]);
    let middle = Source::open(&dir).unwrap().checkpoint();
    keep(&dir, middle, OWN);
    let log = dir.join("log");
    let older = fs::read(log.join("db")).unwrap();
    append(&dir, &told.commits[half..], 5);
    let end = Source::open(&dir).unwrap().checkpoint();
    fs::write(log.join("db"), older).unwrap();
    fs::write(log.join("lock"), "open\n").unwrap();
    // Cut after all that was signed: what a copy of a busy log looks like.
    let found = verified(&dir, false);
    assert_eq!((found.findings.len(), found.notes.len(), found.is_short), (0, 2, true));
    let said = "no public key is beside the checkpoints, and none was given";
    assert!(found.notes.iter().any(|note| note.starts_with(said)), "{:?}", found.notes);
    // Nothing can be said of a snapshot of records that are not here, and that is said.
    let snapshots = store::HallStore::snapshot_dir(&dir);
    fs::create_dir_all(&snapshots).unwrap();
    fs::write(snapshots.join("1.snap"), "of the whole").unwrap();
    let found = verified(&dir, false);
    assert!(found.notes.iter().any(|note| note.contains("1 snapshots were not checked")));
    fs::remove_dir_all(snapshots).unwrap();
    let [first, second] = keys(OWN).verifiers();
    fs::write(dir.join("checkpoint.pub"), format!("{first}\n{second}\n")).unwrap();
    assert_eq!(read_keys(&dir.join("checkpoint.pub")).unwrap().len(), 2);
    keep(&dir, end, OWN);
    let found = verified(&dir, false);
    assert_eq!(kinds(&found), [(FindingKind::Checkpoint, middle.size + 1)]);
    assert_eq!(found.trusted, middle.size);
}

#[test]
fn a_checkpoint_that_is_signed_while_the_directory_is_copied_is_not_held_against_the_copy() {
    let (told, _) = history();
    let half = told.commits.len() / 2;
    let (_temp, dir) = written(&told.commits[..half]);
    let source = Source::open(&dir).unwrap();
    let mut opened = open(&dir);
    engine::journal::Journal::append(&mut opened.journal, &told.commits[half..]).unwrap();
    keep(&dir, opened.history.log().checkpoint(), OWN);
    let found = verify(&source, &Checks::default());
    assert_eq!((found.findings, found.is_short), (vec![], false));
}

#[test]
fn what_is_whole_up_to_a_missing_tail_is_not_called_whole() {
    let (told, _) = history();
    let (_temp, dir, _) = hall(&told);
    let say = |args: &[&str]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_yichuang-replay"));
        let output = command.args(["verify", "--data"]).arg(&dir).args(args).output().unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap())
    };
    let (code, text) = say(&[]);
    assert_eq!(code, Some(0));
    assert!(text.ends_with("whole: nothing was found\n"), "{text}");
    let (_temp, older) = written(&told.commits[..told.commits.len() - 3]);
    replace_log(&dir, &older);
    let (code, text) = say(&["--torn-end"]);
    assert_eq!(code, Some(0), "{text}");
    assert!(!text.contains("whole: nothing") && text.contains("the tail is missing"), "{text}");
    let (code, text) = say(&[]);
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("NOT WHOLE"), "{text}");
}

/// What lies beside the records is looked at too, and leaves them trusted.
#[test]
fn keys_and_an_id_that_do_not_fit_are_found_and_leave_the_records_trusted() {
    let (told, _) = history();
    let (_temp, dir, _) = hall(&told);
    let beside = |words: &str| {
        let found = verified(&dir, false);
        assert_eq!(kinds(&found), [(FindingKind::Beside, 0)], "{words}: {:?}", found.findings);
        assert!(found.findings[0].detail.contains(words), "{:?}", found.findings);
        assert_eq!(found.trusted, found.records);
    };
    let public = dir.join("checkpoint.pub");
    let before = fs::read(&public).unwrap();
    let [first, second] = keys(40).verifiers();
    fs::write(&public, format!("{first}\n{second}\n")).unwrap();
    beside("have not signed");
    fs::write(&public, "no key\n").unwrap();
    beside("checkpoint.pub");
    fs::write(&public, before).unwrap();
    let id = dir.join("log/hall.id");
    let before = fs::read_to_string(&id).unwrap();
    fs::write(&id, before.replace(&before[..4], "hall")).unwrap();
    beside("is no id of a hall");
    fs::remove_file(&id).unwrap();
    beside("is not there");
    fs::write(&id, &before).unwrap();
    assert_eq!(verified(&dir, false).findings, []);
    let own = format!("yichuang/{}", "0".repeat(32));
    let other = SigningKeys::from_secrets(&own, &[OWN; 32], &[OWN + 2; 32]).unwrap();
    let [first, second] = other.verifiers();
    fs::write(&public, format!("{first}\n{second}\n")).unwrap();
    let end = Source::open(&dir).unwrap().checkpoint();
    fs::remove_dir_all(dir.join("checkpoints")).unwrap();
    let time = "2026-01-10T09:00:00+08:00".parse().unwrap();
    let signed = SignedCheckpoint::sign(&other, end, time);
    CheckpointDir::of(&dir).keep(&signed).unwrap();
    beside("are of the hall 0000");
}
