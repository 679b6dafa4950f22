//! Backups as an auditor reads them: whole, broken, and with what was kept of the log beside them.

use std::fs;
use std::path::PathBuf;

use replay::{FindingKind, Source};
use store::{CheckpointDir, SignedCheckpoint};
use tempfile::TempDir;

use crate::checkpoints::{OWN, keys, kinds, verified};
use crate::hall::{Told, history, written};

/// A backup with a file for each frame, of a log whose last commands erase somebody; its directory.
fn in_files(told: &Told) -> (TempDir, PathBuf) {
    let (temp, dir) = written(&told.commits);
    let out = temp.path().join("backup");
    let hall = store::hall_id_of(&dir.join("log")).unwrap().unwrap();
    let mut backup = store::backup::Backup::open(&out, &hall).unwrap().with_segments_of(1);
    for frame in Source::open(&dir).unwrap().reader().frames(0).unwrap() {
        let (key, bytes) = frame.unwrap();
        backup.take("test", key, &bytes).unwrap();
    }
    backup.finish().unwrap();
    (temp, out)
}

/// Nothing is said of what was not read, and what is whole before it is read.
#[test]
fn of_a_backup_with_a_damaged_or_missing_file_the_files_before_it_are_verified() {
    let (told, _) = history();
    let (_temp, out) = in_files(&told);
    let manifest = store::backup::BackupReader::open(&out).unwrap().manifest().clone();
    let say = |code: i32| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_yichuang-replay"));
        let output = command.args(["verify", "--json", "--data"]).arg(&out).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        assert_eq!(output.status.code(), Some(code), "{text}");
        serde_json::from_str::<serde_json::Value>(&text).unwrap()
    };
    let text = || {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_yichuang-replay"));
        let output = command.args(["verify", "--data"]).arg(&out).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    assert_eq!(say(0)["records"], told.world.seq());
    for which in [0, 3] {
        let frames = &manifest.frames[which];
        let file = out.join(&frames.file.name);
        let before = fs::read(&file).unwrap();
        let mut changed = before.clone();
        let middle = changed.len() / 2;
        changed[middle] ^= 1;
        for (put, says) in [(Some(changed), "not whole"), (None, "it is not there any more")] {
            match put {
                Some(bytes) => fs::write(&file, bytes).unwrap(),
                None => fs::remove_file(&file).unwrap(),
            }
            let summary = say(1);
            assert_eq!(summary["records"], frames.first - 1, "only what was read is counted");
            assert_eq!(summary["findings"].as_array().unwrap().len(), 1, "{summary}");
            let finding = &summary["findings"][0];
            assert_eq!(
                (&finding["kind"], &finding["seq"]),
                (&"frame".into(), &frames.first.into())
            );
            assert!(finding["detail"].as_str().unwrap().contains(says), "{finding}");
            let trusted = match frames.first {
                1 => "no record can be trusted".to_owned(),
                first => format!("records 1 to {} can be trusted", first - 1),
            };
            assert!(text().contains(&trusted), "{}", text());
        }
        fs::write(&file, before).unwrap();
    }
    // What does not follow from the records before the damage is found there.
    let mut lies = told.commits.clone();
    lies[2].received = Box::from(*b"not a command");
    let lies = Told { commits: lies, ..told };
    let (_temp, out) = in_files(&lies);
    let manifest = store::backup::BackupReader::open(&out).unwrap().manifest().clone();
    fs::remove_file(out.join(&manifest.frames.last().unwrap().file.name)).unwrap();
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_yichuang-replay"));
    command.args(["verify", "--redecide", "--data"]).arg(&out);
    let text = String::from_utf8(command.output().unwrap().stdout).unwrap();
    let trusted = lies.commits[2].seq - 1;
    assert!(text.contains(&format!("records 1 to {trusted} can be trusted")), "{text}");
}

/// What was kept of the log lies in its backup, and is compared there too.
#[test]
fn the_checkpoints_of_a_backup_are_compared_and_its_old_keyring_is_told() {
    let told = crate::derived::everything();
    let (temp, dir) = written(&told.commits);
    let out = temp.path().join("backup");
    let hall = store::hall_id_of(&dir.join("log")).unwrap().unwrap();
    let source = Source::open(&dir).unwrap();
    let mut backup = store::backup::Backup::open(&out, &hall).unwrap();
    // Copied before anything was in the backup: the erasure came later.
    backup.take_keyring(&dir.join("keyring")).unwrap();
    for frame in source.reader().frames(0).unwrap() {
        let (key, bytes) = frame.unwrap();
        backup.take("test", key, &bytes).unwrap();
    }
    let end = source.checkpoint();
    let time = "2026-01-10T09:00:00+08:00".parse().unwrap();
    backup.take_checkpoints(&[SignedCheckpoint::sign(&keys(OWN), end, time)]).unwrap();
    drop(backup);
    let found = verified(&out, false);
    assert_eq!(found.findings, []);
    assert!(found.notes.iter().any(|note| note.contains("1 persons who were erased since")));
    assert_eq!(Source::open(&out).unwrap().hall_id(), Some(hall));
    let file = CheckpointDir::of(&out).path_of(end.size);
    fs::remove_file(&file).unwrap();
    let found = verified(&out, false);
    assert_eq!(kinds(&found), [(FindingKind::Beside, 0)]);
    assert!(found.findings[0].detail.contains("not there any more"), "{:?}", found.findings);
}

#[test]
fn the_keyring_of_a_backup_is_compared_with_the_manifest() {
    let (told, _) = history();
    let (temp, dir) = written(&told.commits);
    let out = temp.path().join("backup");
    let hall = store::hall_id_of(&dir.join("log")).unwrap().unwrap();
    let mut backup = store::backup::Backup::open(&out, &hall).unwrap();
    let source = Source::open(&dir).unwrap();
    for frame in source.reader().frames(0).unwrap() {
        let (key, bytes) = frame.unwrap();
        backup.take("test", key, &bytes).unwrap();
    }
    backup.take_keyring(&dir.join("keyring")).unwrap();
    backup.finish().unwrap();
    let keyring = out.join(&backup.manifest().keyring.as_ref().unwrap().name);
    drop(backup);
    let found = verified(&out, false);
    assert_eq!((found.findings, found.notes), (vec![], vec![]));
    let before = fs::read(&keyring).unwrap();
    let mut changed = before.clone();
    changed[4100] ^= 1;
    fs::write(&keyring, &changed).unwrap();
    let found = verified(&out, false);
    assert_eq!(kinds(&found), [(FindingKind::Beside, 0)]);
    assert_eq!(found.trusted, found.records);
    fs::write(&keyring, &before).unwrap();
    let other = if keyring.ends_with("keyring-a") { "keyring-b" } else { "keyring-a" };
    fs::write(out.join(other), &before).unwrap();
    let found = verified(&out, false);
    assert_eq!((found.findings.len(), found.notes.len()), (0, 1));
    assert!(found.notes[0].starts_with(other), "{:?}", found.notes);
}
