//! Writing a backup: what comes is verified, written aside and named in the manifest once it is synced.

use std::fs::{self, File, TryLockError};
use std::io::{BufWriter, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use crate::backup::manifest::{FrameFile, KeptFile, Manifest};
use crate::backup::{BackupError, BackupReader, MANIFEST_FILE};
use crate::files::{OWNER_ONLY, create_private_dir, make_private, private_file, sync_parent};
use crate::frame::Frame;
use crate::frame_stream::{StreamHead, push_end, push_frame};
use crate::keyring::copy_without;
use crate::log::LOCK_FILE;
use crate::proof::Checkpoint;
use crate::proof_file::HexHash;
use crate::recovery::{FrameProblem, extend};
use crate::tree::CompactRange;

/// A file of frames is ended after so many bytes, so that a run that is cut short has kept something.
pub const SEGMENT_BYTES: u64 = 256 << 20;

const PART: &str = "part";

/// Two names in turn, so that the keyring of the manifest is whole until the manifest names the other.
const KEYRINGS: [&str; 2] = ["keyring-a", "keyring-b"];

/// A backup that is being written.
#[derive(Debug)]
pub struct Backup {
    pub(super) dir: PathBuf,
    pub(super) manifest: Manifest,
    range: CompactRange,
    segment: Option<Segment>,
    segment_bytes: u64,
    _lock: File,
}

#[derive(Debug)]
struct Segment {
    first: u64,
    out: BufWriter<File>,
    part: PathBuf,
    bytes: u64,
}

impl Backup {
    /// Goes on with the backup in `dir`, or begins one.
    pub fn open(dir: &Path, hall: &str) -> Result<Backup, BackupError> {
        create_private_dir(dir).map_err(BackupError::io(dir))?;
        let found = Manifest::read(dir)?;
        if found.is_none() && !is_begun_or_empty(dir).map_err(BackupError::io(dir))? {
            return Err(BackupError::Stranger { dir: dir.to_path_buf() });
        }
        make_private(dir).map_err(BackupError::io(dir))?;
        let lock = lock(dir)?;
        let begun = || (Manifest::empty(hall), CompactRange::new());
        let (manifest, range) = found.unwrap_or_else(begun);
        if manifest.hall != hall {
            return Err(BackupError::OtherHall {
                what: format!("the log for {}", dir.display()),
                found: hall.to_owned(),
                wanted: manifest.hall,
            });
        }
        // What would be added to a backup that lost a file could never be restored.
        for frames in &manifest.frames {
            frames.file.is_there(dir, frames.first)?;
        }
        let others = manifest.keyring.iter().chain(&manifest.checkpoints);
        others.into_iter().try_for_each(|file| file.is_there(dir, 0))?;
        remove_parts(dir)?;
        let dir = dir.to_path_buf();
        let segment_bytes = SEGMENT_BYTES;
        Ok(Backup { dir, manifest, range, segment: None, segment_bytes, _lock: lock })
    }

    /// The same, with files of frames of another length.
    #[must_use]
    pub fn with_segments_of(self, bytes: u64) -> Backup {
        Backup { segment_bytes: bytes, ..self }
    }

    /// Records that were taken.
    pub fn size(&self) -> u64 {
        self.range.size()
    }

    /// What is finished.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// The same, to be read.
    pub(super) fn reader(&self) -> BackupReader {
        BackupReader::of(&self.dir, self.manifest.clone())
    }

    /// Takes the next frame, verified against all before it.
    pub fn take(&mut self, origin: &str, key: u64, bytes: &[u8]) -> Result<(), BackupError> {
        let first_seq = self.range.size() + 1;
        let wrong = |problem| BackupError::Frame { origin: origin.to_owned(), first_seq, problem };
        if key != first_seq {
            return Err(wrong(FrameProblem::Missing));
        }
        let frame = Frame::decode(key, bytes).map_err(|error| wrong(error.into()))?;
        let mut range = self.range.clone();
        if !extend(&mut range, &frame) {
            let have = self.range.size();
            if have == 0 || have > self.manifest.size {
                return Err(wrong(FrameProblem::Root));
            }
            // The backup was verified frame by frame, so it is not the backup that is wrong.
            let what = format!("the backup of {have} records in {}", self.dir.display());
            let reason = "it has another history, or its next frame is damaged".to_owned();
            return Err(BackupError::NotContinued { what, reason });
        }
        let mut segment = match self.segment.take() {
            Some(segment) => segment,
            None => self.begin()?,
        };
        segment.push(|out| push_frame(out, key, bytes))?;
        let is_long = segment.bytes >= self.segment_bytes;
        self.range = range;
        self.segment = Some(segment);
        if is_long { self.finish() } else { Ok(()) }
    }

    fn begin(&self) -> Result<Segment, BackupError> {
        let first = self.range.size() + 1;
        let part = self.dir.join(format!("frames-{first:020}.{PART}"));
        let out = private_file(&part).map_err(BackupError::io(&part))?;
        let mut segment = Segment { first, out: BufWriter::new(out), part, bytes: 0 };
        let checkpoint = Checkpoint { size: self.range.size(), root: self.range.root() };
        let head = StreamHead { hall: self.manifest.hall.clone(), checkpoint };
        segment.push(|out| out.extend_from_slice(&head.encode()))?;
        Ok(segment)
    }

    /// Makes everything that was taken a part of the backup. Without a call what came since the last one is
    /// thrown away.
    pub fn finish(&mut self) -> Result<(), BackupError> {
        if let Some(segment) = self.segment.take() {
            let first = segment.first;
            let name = format!("frames-{first:020}.ycf");
            segment.put(&self.dir.join(&name))?;
            let file = KeptFile::of(&self.dir, &name)?;
            self.manifest.frames.push(FrameFile { first, last: self.range.size(), file });
        }
        self.manifest.size = self.range.size();
        self.manifest.root = HexHash(self.range.root());
        self.manifest.peaks = self.range.peaks().iter().copied().map(HexHash).collect();
        self.manifest.write(&self.dir)?;
        self.remove_other_keyrings()
    }

    /// Takes a copy of a keyring in place of an earlier one, which is removed with [`Backup::finish`].
    pub fn take_keyring(&mut self, keyring: &Path) -> Result<(), BackupError> {
        let kept = self.manifest.keyring.as_ref().map(|kept| kept.name.as_str());
        let [one, other] = KEYRINGS;
        let name = if kept == Some(one) { other } else { one };
        copy_without(keyring, &self.dir.join(name), &[])?;
        self.manifest.keyring = Some(KeptFile::of(&self.dir, name)?);
        self.manifest.keyring_at = Some(self.range.size());
        Ok(())
    }

    /// An old keyring would bring back those who were erased since.
    fn remove_other_keyrings(&self) -> Result<(), BackupError> {
        let kept = self.manifest.keyring.as_ref().map(|kept| kept.name.as_str());
        for name in KEYRINGS {
            let file = self.dir.join(name);
            if kept != Some(name) && file.exists() {
                fs::remove_file(&file).map_err(BackupError::io(&file))?;
            }
        }
        Ok(())
    }
}

impl Segment {
    fn push(&mut self, fill: impl FnOnce(&mut Vec<u8>)) -> Result<(), BackupError> {
        let mut bytes = Vec::new();
        fill(&mut bytes);
        self.bytes += crate::bytes::len_u64(bytes.len());
        self.out.write_all(&bytes).map_err(BackupError::io(&self.part))
    }

    /// Ends it, makes it durable and gives it its name.
    fn put(mut self, path: &Path) -> Result<(), BackupError> {
        self.push(push_end)?;
        let failed = BackupError::io(&self.part);
        let file = self.out.into_inner().map_err(|error| failed(error.into_error()))?;
        file.sync_all()
            .and_then(|()| fs::rename(&self.part, path))
            .and_then(|()| sync_parent(path))
            .map_err(failed)
    }
}

/// Whether a directory has nothing in it but what a first run that was cut short leaves.
fn is_begun_or_empty(dir: &Path) -> std::io::Result<bool> {
    for entry in fs::read_dir(dir)? {
        let name = entry?.file_name();
        let name = name.to_string_lossy();
        let is_ours = name.starts_with("frames-") || name == LOCK_FILE;
        if !is_ours && !name.starts_with(MANIFEST_FILE) && !name.starts_with("keyring-") {
            return Ok(false);
        }
    }
    Ok(true)
}

fn remove_parts(dir: &Path) -> Result<(), BackupError> {
    let failed = BackupError::io(dir);
    for entry in fs::read_dir(dir).map_err(&failed)? {
        let path = entry.map_err(&failed)?.path();
        if path.extension().is_some_and(|extension| extension == PART) {
            fs::remove_file(&path).map_err(BackupError::io(&path))?;
        }
    }
    Ok(())
}

fn lock(dir: &Path) -> Result<File, BackupError> {
    let path = dir.join(LOCK_FILE);
    let failed = BackupError::io(&path);
    let file =
        File::options().write(true).create(true).truncate(false).mode(OWNER_ONLY).open(&path);
    let file = file.map_err(&failed)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(BackupError::Locked { file: path }),
        Err(TryLockError::Error(source)) => Err(failed(source)),
    }
}
