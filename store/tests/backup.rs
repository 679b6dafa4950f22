//! A backup grows by what came since, and is restored only when all of it is what was written.
#![cfg(test)]

mod hall;
mod samples;

use std::fs;
use std::path::{Path, PathBuf};

use engine::event::{Stream, SubjectErased};
use engine::id::SubjectId;
use sm3::{Digest, Sm3};
use store::backup::{
    Backup, BackupError, BackupReader, RESTORED_CHECKPOINT_FILE, RestoreOptions, Restored,
    UNFINISHED_FILE, restore,
};
use store::kept::KeptCheckpoint;
use store::{
    Checkpoint, CheckpointDir, HallOptions, HallStore, KeyError, LogReader, OpenHallError,
    SignedCheckpoint, SigningKeys, hall_id_of, hex,
};
use tempfile::TempDir;

use crate::hall::{Pen, open, write};
use crate::samples::code;

/// So short that every frame is a file of its own.
const SEGMENT_BYTES: u64 = 1;

/// A hall, its backup, and a place to restore it to.
struct Place {
    // Open all the time, like that of a server.
    opened: store::Opened,
    dir: TempDir,
    pen: Pen,
}

impl Place {
    /// A hall without a case.
    fn begun() -> Place {
        let (dir, mut pen) = (tempfile::tempdir().unwrap(), Pen::default());
        let mut opened = open(&dir.path().join("data"));
        write(&mut opened, &pen.set_up());
        Place { opened, dir, pen }
    }

    /// A hall with a little history.
    fn new() -> Place {
        let mut place = Place::begun();
        place.goes_on(4);
        place
    }

    fn data(&self) -> PathBuf {
        self.dir.path().join("data")
    }

    fn out(&self) -> PathBuf {
        self.dir.path().join("backup")
    }

    fn to(&self) -> PathBuf {
        self.dir.path().join("restored")
    }

    /// Some cases more.
    fn goes_on(&mut self, cases: u32) {
        for _ in 0..cases {
            let (_, received) = self.pen.receive();
            write(&mut self.opened, &[received]);
        }
    }

    fn erase(&mut self, subject: u64) {
        let erased = SubjectErased { subject: SubjectId(subject), reason: code("asked for") };
        let commit = self.pen.commit(vec![(Stream::Subjects, erased.into())]);
        write(&mut self.opened, &[commit]);
    }

    fn log(&self) -> LogReader {
        LogReader::open_copy(&self.data().join("log")).unwrap()
    }

    fn begin(&self) -> Backup {
        let hall = hall_id_of(&self.data().join("log")).unwrap().unwrap();
        Backup::open(&self.out(), &hall).unwrap().with_segments_of(SEGMENT_BYTES)
    }

    /// Takes what came since; the number of frames.
    fn back_up(&self, with_keyring: bool) -> usize {
        let mut backup = self.begin();
        let mut frames = 0;
        for frame in self.log().frames(backup.size()).unwrap() {
            let (key, bytes) = frame.unwrap();
            backup.take("test", key, &bytes).unwrap();
            frames += 1;
        }
        if with_keyring {
            backup.take_keyring(&self.data().join("keyring")).unwrap();
        }
        backup.finish().unwrap();
        frames
    }

    fn restored(&self, options: &RestoreOptions) -> Result<Restored, BackupError> {
        restore(&self.out(), &self.to(), options, &mut |_| ())
    }

    /// Opens what was restored, with the master key of the hall.
    fn opened(&self) -> Result<store::Opened, OpenHallError> {
        let master_key = Some(self.data().join("master.key"));
        let options = HallOptions { master_key, ..HallOptions::default() };
        HallStore::open(&self.to(), &options, &mut |_| ())
    }

    fn frame_files(&self) -> Vec<PathBuf> {
        let manifest = BackupReader::open(&self.out()).unwrap().manifest().clone();
        manifest.frames.iter().map(|frames| self.out().join(&frames.file.name)).collect()
    }

    #[track_caller]
    fn is_refused(&self, says: &str) {
        let error = self.restored(&RestoreOptions::default()).unwrap_err().to_string();
        assert!(error.contains(says), "{error}");
        let opened = self.opened().map(|_| ()).unwrap_err().to_string();
        assert!(opened.contains("was not finished"), "{opened}");
        fs::remove_dir_all(self.to()).unwrap();
    }
}

fn same(one: &LogReader, other: &LogReader) {
    assert_eq!(one.checkpoint(), other.checkpoint());
    assert!(one.scan(0).map(Result::unwrap).eq(other.scan(0).map(Result::unwrap)));
}

#[test]
fn a_restored_hall_is_the_hall_that_was_backed_up() {
    let place = Place::new();
    place.back_up(true);
    let restored = place.restored(&RestoreOptions::default()).unwrap();
    assert_eq!(restored.checkpoint, place.log().checkpoint());
    assert_eq!((restored.continued, restored.erased, restored.has_keyring), (0, 0, true));
    let opened = place.opened().unwrap();
    same(opened.history.log(), &place.log());
    opened.sealer.keyring().key(0).unwrap();
    assert!(place.to().join(RESTORED_CHECKPOINT_FILE).is_file());
    assert!(!place.to().join(UNFINISHED_FILE).exists());
    assert!(!place.to().join("master.key").exists(), "the master key is never in a backup");
}

#[test]
fn a_second_run_takes_only_what_came_since() {
    let mut place = Place::new();
    let first = place.back_up(false);
    let files = place.frame_files();
    assert!(files.len() > 2, "the story makes several files");
    let kept: Vec<Vec<u8>> = files.iter().map(|file| fs::read(file).unwrap()).collect();
    place.goes_on(1);
    let second = place.back_up(false);
    assert!(second > 0 && second < first);
    let again: Vec<Vec<u8>> = files.iter().map(|file| fs::read(file).unwrap()).collect();
    assert_eq!(again, kept, "what was there is as it was");
    assert_eq!(place.back_up(false), 0);
    let restored = place.restored(&RestoreOptions::default()).unwrap();
    assert_eq!(restored.checkpoint, place.log().checkpoint());
}

#[test]
fn a_run_that_is_cut_short_is_gone_on_with() {
    let place = Place::new();
    let mut backup = place.begin().with_segments_of(u64::MAX);
    for frame in place.log().frames(0).unwrap().take(2) {
        let (key, bytes) = frame.unwrap();
        backup.take("test", key, &bytes).unwrap();
    }
    // As when it is killed: nothing is finished.
    drop(backup);
    let error = place.restored(&RestoreOptions::default()).unwrap_err();
    assert!(matches!(error, BackupError::Unfinished { .. }), "{error}");
    assert!(BackupReader::is_backup(&place.out()));
    place.back_up(false);
    let left = fs::read_dir(place.out()).unwrap().flatten();
    assert!(left.into_iter().all(|entry| entry.path().extension().is_none_or(|e| e != "part")));
    assert_eq!(
        place.restored(&RestoreOptions::default()).unwrap().checkpoint,
        place.log().checkpoint()
    );
}

#[test]
fn a_restore_that_is_cut_short_starts_no_server_and_is_gone_on_with() {
    let place = Place::new();
    place.back_up(true);
    let (out, to) = (place.out(), place.to());
    let cut = std::panic::catch_unwind(|| {
        restore(&out, &to, &RestoreOptions::default(), &mut |_| panic!("killed"))
    });
    assert!(cut.is_err());
    let error = place.opened().map(|_| ()).unwrap_err();
    assert!(matches!(error, OpenHallError::Unfinished { .. }), "{error}");
    let restored = place.restored(&RestoreOptions::default()).unwrap();
    assert!(restored.continued > 0, "the first file was there");
    same(place.opened().unwrap().history.log(), &place.log());
}

#[test]
fn a_directory_in_use_is_never_restored_into() {
    let place = Place::new();
    place.back_up(false);
    fs::create_dir(place.to()).unwrap();
    fs::write(place.to().join("mine"), "mine").unwrap();
    let error = place.restored(&RestoreOptions::default()).unwrap_err();
    assert!(matches!(error, BackupError::NotEmpty { .. }), "{error}");
    assert_eq!(fs::read(place.to().join("mine")).unwrap(), b"mine");
    let error = restore(&place.out(), &place.data(), &RestoreOptions::default(), &mut |_| ());
    assert!(matches!(error, Err(BackupError::NotEmpty { .. })));
}

#[test]
fn a_changed_or_cut_file_of_a_backup_is_refused_by_its_name() {
    let place = Place::new();
    place.back_up(false);
    for file in place.frame_files() {
        let name = file.file_name().unwrap().to_str().unwrap().to_owned();
        let whole = fs::read(&file).unwrap();
        let mut changed = whole.clone();
        changed[whole.len() / 2] ^= 1;
        fs::write(&file, changed).unwrap();
        place.is_refused(&format!("{name} is not the file of the manifest: it has another SM3"));
        fs::write(&file, &whole[..whole.len() - 1]).unwrap();
        place.is_refused(&format!(
            "it has {} bytes, {} were written",
            whole.len() - 1,
            whole.len()
        ));
        fs::write(&file, whole).unwrap();
    }
    place.restored(&RestoreOptions::default()).unwrap();
}

#[test]
fn nothing_is_added_to_a_backup_that_lost_a_file() {
    let mut place = Place::new();
    place.back_up(false);
    place.goes_on(1);
    let hall = hall_id_of(&place.data().join("log")).unwrap().unwrap();
    for file in place.frame_files() {
        let whole = fs::read(&file).unwrap();
        fs::remove_file(&file).unwrap();
        let error = Backup::open(&place.out(), &hall).map(drop).unwrap_err().to_string();
        assert!(error.contains("not there any more"), "{error}");
        fs::write(&file, &whole[..whole.len() - 1]).unwrap();
        let error = Backup::open(&place.out(), &hall).map(drop).unwrap_err().to_string();
        assert!(error.contains("were written"), "{error}");
        fs::write(&file, whole).unwrap();
    }
    place.back_up(false);
    place.restored(&RestoreOptions::default()).unwrap();
}

fn manifest_of(out: &Path) -> serde_json::Value {
    serde_json::from_slice(&fs::read(out.join("manifest.json")).unwrap()).unwrap()
}

#[track_caller]
fn with_manifest(change: impl FnOnce(&mut serde_json::Value), says: &str) {
    let place = Place::new();
    place.back_up(false);
    let mut manifest = manifest_of(&place.out());
    change(&mut manifest);
    fs::write(place.out().join("manifest.json"), manifest.to_string()).unwrap();
    let error = place.restored(&RestoreOptions::default()).unwrap_err().to_string();
    assert!(error.contains(says), "{error}");
    assert!(!place.to().exists());
}

#[test]
fn a_manifest_that_cannot_be_true_is_refused() {
    with_manifest(
        |manifest| manifest["frames"].as_array_mut().unwrap().swap(0, 1),
        "is the next one",
    );
    with_manifest(
        |manifest| drop(manifest["frames"].as_array_mut().unwrap().pop()),
        "its files end",
    );
    with_manifest(|manifest| manifest["format"] = 2.into(), "it has format 2");
    with_manifest(|manifest| manifest["root"] = "00".repeat(32).into(), "do not have the root");
    with_manifest(|manifest| manifest["surplus"] = 1.into(), "cannot be trusted");
}

#[test]
fn files_of_two_halls_are_never_mixed() {
    let (one, other) = (Place::new(), Place::new());
    one.back_up(false);
    other.back_up(false);
    let hall = manifest_of(&one.out())["hall"].clone();
    let mut mixed = manifest_of(&other.out());
    mixed["hall"] = hall.clone();
    fs::write(other.out().join("manifest.json"), mixed.to_string()).unwrap();
    let error = other.restored(&RestoreOptions::default()).unwrap_err();
    assert!(matches!(error, BackupError::OtherHall { .. }), "{error}");
    let error = Backup::open(&one.out(), "another").unwrap_err();
    assert!(matches!(error, BackupError::OtherHall { .. }), "{error}");
}

#[test]
fn a_log_with_another_history_is_not_appended() {
    let mut place = Place::new();
    place.back_up(false);
    place.goes_on(1);
    // As many records, but one of the first is another.
    let mut other = Place::begun();
    other.goes_on(3);
    other.erase(1);
    other.goes_on(1);
    let mut backup = place.begin();
    let frames = other.log().frames(0).unwrap().map(Result::unwrap);
    let (key, bytes) = frames.into_iter().find(|(key, _)| *key == backup.size() + 1).unwrap();
    let error = backup.take("test", key, &bytes).unwrap_err();
    assert!(matches!(error, BackupError::NotContinued { .. }), "{error}");
}

#[test]
fn two_runs_never_write_one_backup() {
    let place = Place::new();
    let _first = place.begin();
    let error = Backup::open(&place.out(), "hall").unwrap_err();
    assert!(matches!(error, BackupError::Locked { .. }), "{error}");
    let error = Backup::open(&place.data(), "hall").unwrap_err();
    assert!(matches!(error, BackupError::Stranger { .. }), "{error}");
}

#[test]
fn an_erased_person_stays_erased_whatever_keyring_comes_back() {
    let mut place = Place::new();
    let old = place.dir.path().join("old-keyring");
    fs::copy(place.data().join("keyring"), &old).unwrap();
    place.erase(1);
    place.back_up(false);
    let options = RestoreOptions { keyring: Some(old), ..RestoreOptions::default() };
    let restored = place.restored(&options).unwrap();
    assert_eq!((restored.erased, restored.has_keyring), (1, true));
    let keyring = fs::read(place.to().join("keyring")).unwrap();
    assert_eq!(&keyring[4160..4164], b"GONE", "before any server has started on it");
    let opened = place.opened().unwrap();
    assert!(matches!(opened.sealer.keyring().key(1), Err(KeyError::Erased(1))));
    opened.sealer.keyring().key(2).unwrap();
}

#[test]
fn a_renewed_keyring_replaces_the_old_one() {
    let mut place = Place::new();
    place.back_up(true);
    let first = manifest_of(&place.out())["keyring"]["name"].clone();
    place.erase(1);
    place.back_up(true);
    let second = manifest_of(&place.out())["keyring"]["name"].clone();
    assert_ne!(first, second);
    assert!(!place.out().join(first.as_str().unwrap()).exists(), "the old one is gone");
    assert_eq!(place.restored(&RestoreOptions::default()).unwrap().erased, 1);
}

#[test]
fn a_restored_log_continues_the_checkpoint_that_was_kept() {
    let mut place = Place::new();
    let before = place.log().checkpoint();
    place.goes_on(1);
    let kept = |checkpoint| RestoreOptions {
        kept: Some(KeptCheckpoint::of(checkpoint)),
        ..RestoreOptions::default()
    };
    place.back_up(false);
    let later = Checkpoint { size: place.log().size() + 1, root: before.root };
    let other = Checkpoint { root: [1; 32], ..before };
    for (wrong, says) in [(later, "it is older, or lost its end"), (other, "another history")] {
        let error = place.restored(&kept(wrong)).unwrap_err().to_string();
        assert!(error.contains(says), "{error}");
        assert!(place.to().join(UNFINISHED_FILE).exists());
    }
    place.restored(&kept(before)).unwrap();
    let file = place.to().join(RESTORED_CHECKPOINT_FILE);
    assert_eq!(KeptCheckpoint::read(&file).unwrap().checkpoint(), before);
    fs::write(&file, format!("{{\"size\":1,\"root\":\"{}\"}}", hex(&[0; 5]))).unwrap();
    assert!(matches!(KeptCheckpoint::read(&file), Err(BackupError::NoCheckpoint { .. })));
}

/// A checkpoint as a hall keeps it.
fn signed(checkpoint: Checkpoint) -> SignedCheckpoint {
    let keys = SigningKeys::from_secrets("hall.example/1", &[7; 32], &[9; 32]).unwrap();
    SignedCheckpoint::sign(&keys, checkpoint, "2026-01-10T09:00:00+08:00".parse().unwrap())
}

/// A hall whose checkpoint before its last case is kept, and lies in the backup.
fn kept_in_its_backup() -> (Place, Checkpoint) {
    let mut place = Place::new();
    let before = place.log().checkpoint();
    place.goes_on(1);
    place.back_up(false);
    let mut backup = place.begin();
    backup.take_checkpoints(&[signed(before)]).unwrap();
    backup.take_public_keys("the keys\n").unwrap();
    drop(backup);
    (place, before)
}

#[test]
fn a_backup_carries_what_was_kept_of_the_log_and_a_restore_proves_that_it_continues_it() {
    let (place, before) = kept_in_its_backup();
    let restored = place.restored(&RestoreOptions::default()).unwrap();
    assert_eq!(restored.proved, Some(before));
    let file = place.to().join(RESTORED_CHECKPOINT_FILE);
    assert_eq!(KeptCheckpoint::read(&file).unwrap().checkpoint(), before, "not its own end");
    let beside = CheckpointDir::of(&place.to());
    assert_eq!(beside.sizes().unwrap(), [before.size]);
    assert_eq!(beside.last().unwrap(), Some(signed(before)));
    assert_eq!(fs::read_to_string(place.to().join("checkpoint.pub")).unwrap(), "the keys\n");
    // A later run keeps what is there and takes what came since, in order.
    let end = place.log().checkpoint();
    let mut backup = place.begin();
    backup.take_checkpoints(&[signed(end), signed(before)]).unwrap();
    drop(backup);
    fs::remove_dir_all(place.to()).unwrap();
    assert_eq!(place.restored(&RestoreOptions::default()).unwrap().proved, Some(end));
    // Of the two that it continues the longer one is told to the server.
    fs::remove_dir_all(place.to()).unwrap();
    let options =
        RestoreOptions { kept: Some(KeptCheckpoint::of(before)), ..RestoreOptions::default() };
    assert_eq!(place.restored(&options).unwrap().proved, Some(end));
}

#[test]
fn what_does_not_continue_a_kept_checkpoint_is_not_kept_as_the_whole_log() {
    let place = Place::new();
    place.back_up(false);
    let end = place.log().checkpoint();
    let beyond = Checkpoint { size: end.size + 2, root: [1; 32] };
    let missing = format!("records {} to {} are missing", end.size + 1, end.size + 2);
    let other = Checkpoint { root: [1; 32], ..end };
    for (wrong, says) in [(beyond, missing.as_str()), (other, "another history")] {
        let error = place.begin().take_checkpoints(&[signed(wrong)]).unwrap_err().to_string();
        assert!(error.contains(says), "{error}");
    }
    assert!(BackupReader::open(&place.out()).unwrap().manifest().checkpoints.is_empty());
    assert_eq!(place.restored(&RestoreOptions::default()).unwrap().proved, None);
}

#[test]
fn a_kept_checkpoint_that_is_missing_changed_or_of_another_history_stops_the_restore() {
    let (place, before) = kept_in_its_backup();
    let file = CheckpointDir::of(&place.out()).path_of(before.size);
    let text = fs::read(&file).unwrap();
    fs::remove_file(&file).unwrap();
    place.is_refused("it is not there any more");
    fs::write(&file, b"something else").unwrap();
    place.is_refused("is not the file of the manifest");
    // One that was made to fit the manifest, of a longer log and of another one.
    for (forged, says) in [
        (Checkpoint { root: [1; 32], ..before }, "another history"),
        (Checkpoint { size: before.size + 99, root: [1; 32] }, "are missing"),
    ] {
        let file = CheckpointDir::of(&place.out()).keep(&signed(forged)).unwrap();
        let text = fs::read(&file).unwrap();
        let mut manifest = manifest_of(&place.out());
        manifest["checkpoints"] = serde_json::json!([{
            "name": format!("checkpoints/{}", file.file_name().unwrap().to_str().unwrap()),
            "bytes": text.len(), "sm3": hex(&Sm3::digest(&text)),
        }]);
        fs::write(place.out().join("manifest.json"), manifest.to_string()).unwrap();
        place.is_refused(says);
    }
    assert!(!text.is_empty());
}

#[test]
fn a_backup_says_after_which_record_its_keyring_was_copied() {
    let mut place = Place::new();
    place.back_up(true);
    let at = place.log().size();
    place.erase(1);
    place.back_up(false);
    let manifest = BackupReader::open(&place.out()).unwrap().manifest().clone();
    assert_eq!((manifest.keyring_at, manifest.size), (Some(at), at + 1));
}

/// One file with all frames, and the first record of each.
fn in_one_file(place: &Place) -> (PathBuf, Vec<u64>) {
    let mut backup = place.begin().with_segments_of(u64::MAX);
    let mut firsts = Vec::new();
    for frame in place.log().frames(0).unwrap() {
        let (key, bytes) = frame.unwrap();
        backup.take("test", key, &bytes).unwrap();
        firsts.push(key);
    }
    backup.finish().unwrap();
    let [file] = &place.frame_files()[..] else { panic!("one file") };
    (file.clone(), firsts)
}

#[test]
fn a_damaged_file_names_the_first_record_that_is_not_whole() {
    let place = Place::new();
    let (file, firsts) = in_one_file(&place);
    let whole = fs::read(&file).unwrap();
    let first_bad = || {
        let error = place.restored(&RestoreOptions::default()).unwrap_err();
        let BackupError::File { first_seq, reason, .. } = error else { panic!("{error}") };
        fs::remove_dir_all(place.to()).unwrap();
        (first_seq, reason)
    };
    // Where each frame begins in the file: its key stands there.
    let head = whole.windows(8).position(|eight| eight == 1_u64.to_le_bytes()).unwrap();
    let mut at = head;
    for (key, next) in firsts.iter().zip(firsts.iter().skip(1).chain([&u64::MAX])) {
        let len = u32::from_le_bytes(whole[at + 8..at + 12].try_into().unwrap());
        let end = at + 12 + usize::try_from(len).unwrap();
        let mut changed = whole.clone();
        changed[end - 1] ^= 1;
        fs::write(&file, changed).unwrap();
        let (first, reason) = first_bad();
        assert_eq!(first, *key, "{reason}");
        assert!(reason.contains(&format!("those from {key} on are not whole")), "{reason}");
        // Cut in the middle of the frame after it.
        fs::write(&file, &whole[..(end + 20).min(whole.len() - 1)]).unwrap();
        let last = place.log().size();
        assert_eq!(first_bad().0, if *next > last { 1 } else { *next });
        at = end;
    }
    // The head, whose records fit all the same.
    let mut changed = whole.clone();
    changed[head - 40] ^= 1;
    fs::write(&file, changed).unwrap();
    let (first, reason) = first_bad();
    assert_eq!(first, 1);
    assert!(reason.contains("made to fit") || reason.contains("not whole"), "{reason}");
}

#[test]
fn a_backup_with_a_gap_between_two_runs_is_refused() {
    let mut place = Place::new();
    place.back_up(false);
    let first = place.frame_files();
    place.goes_on(2);
    place.back_up(false);
    let all = place.frame_files();
    let second = all.len() - first.len();
    assert!(second > 1);
    // The first file of the second run is taken away, and the manifest made to know nothing of it.
    let mut manifest = manifest_of(&place.out());
    let frames = manifest["frames"].as_array_mut().unwrap();
    let gone = frames.remove(first.len());
    fs::write(place.out().join("manifest.json"), manifest.to_string()).unwrap();
    let error = place.restored(&RestoreOptions::default()).unwrap_err().to_string();
    assert!(error.contains("a file is missing"), "{error}");
    // Those after it are moved up in the manifest: their heads and frames say where they belong.
    let moved = |record: &serde_json::Value| record.as_u64().unwrap();
    let width = moved(&gone["last"]) - moved(&gone["first"]) + 1;
    for frames in manifest["frames"].as_array_mut().unwrap().iter_mut().skip(first.len()) {
        for end in ["first", "last"] {
            frames[end] = (moved(&frames[end]) - width).into();
        }
    }
    let checkpoint = place.log().checkpoint();
    manifest["size"] = (checkpoint.size - width).into();
    fs::write(place.out().join("manifest.json"), manifest.to_string()).unwrap();
    let error = place.restored(&RestoreOptions::default()).unwrap_err().to_string();
    assert!(error.contains("manifest"), "{error}");
}

#[test]
fn a_root_of_the_manifest_that_fits_itself_but_not_the_records_is_refused() {
    let (place, mut other) = (Place::new(), Place::begun());
    place.back_up(false);
    // As many records of another history: its root and subtrees fit each other.
    other.goes_on(3);
    other.erase(1);
    other.back_up(false);
    assert_eq!(other.log().size(), place.log().size());
    let mut manifest = manifest_of(&place.out());
    for part in ["root", "peaks"] {
        manifest[part] = manifest_of(&other.out())[part].clone();
    }
    fs::write(place.out().join("manifest.json"), manifest.to_string()).unwrap();
    let error = place.restored(&RestoreOptions::default()).unwrap_err();
    assert!(matches!(error, BackupError::NotContinued { .. }), "{error}");
    assert!(error.to_string().contains("in the manifest"), "{error}");
}

#[test]
fn a_first_record_that_was_made_to_fit_its_file_is_refused_by_its_frame() {
    let place = Place::new();
    let (file, _) = in_one_file(&place);
    let mut bytes = fs::read(&file).unwrap();
    let head = bytes.windows(8).position(|eight| eight == 1_u64.to_le_bytes()).unwrap();
    let len = u32::from_le_bytes(bytes[head + 8..head + 12].try_into().unwrap());
    bytes[head + 12 + usize::try_from(len).unwrap() / 2] ^= 1;
    fs::write(&file, &bytes).unwrap();
    // Whoever changes a record can write the file's own hash anew.
    let mut manifest = manifest_of(&place.out());
    manifest["frames"][0]["file"]["sm3"] = hex(&Sm3::digest(&bytes)).into();
    fs::write(place.out().join("manifest.json"), manifest.to_string()).unwrap();
    let error = place.restored(&RestoreOptions::default()).unwrap_err();
    assert!(matches!(error, BackupError::Frame { first_seq: 1, .. }), "{error}");
}

#[test]
fn nobody_but_its_owner_can_read_a_backup() {
    use std::os::unix::fs::PermissionsExt;
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let place = Place::new();
    fs::create_dir(place.out()).unwrap();
    fs::set_permissions(place.out(), fs::Permissions::from_mode(0o755)).unwrap();
    place.back_up(true);
    assert_eq!(mode(&place.out()), 0o700, "also one that was made by somebody before");
    for entry in fs::read_dir(place.out()).unwrap() {
        let path = entry.unwrap().path();
        assert_eq!(mode(&path), 0o600, "{}", path.display());
    }
}
