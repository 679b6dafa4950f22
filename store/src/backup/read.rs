//! Reading a backup: every file is what the manifest says before a frame of it is given.

use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use crate::backup::BackupError;
use crate::backup::manifest::{FrameFile, Manifest};
use crate::frame::Frame;
use crate::frame_stream::FrameStream;

/// A backup that is read.
#[derive(Debug)]
pub struct BackupReader {
    dir: PathBuf,
    manifest: Manifest,
}

impl BackupReader {
    /// Whether `dir` is a backup, finished or not.
    pub fn is_backup(dir: &Path) -> bool {
        let first = format!("frames-{:020}", 1);
        let begun = ["part", "ycf"].map(|extension| dir.join(&first).with_extension(extension));
        Manifest::path_in(dir).is_file() || begun.iter().any(|file| file.is_file())
    }

    /// Opens a finished backup.
    pub fn open(dir: &Path) -> Result<BackupReader, BackupError> {
        let found = Manifest::read(dir)?;
        let (manifest, _) = found.ok_or(BackupError::Unfinished { dir: dir.to_path_buf() })?;
        Ok(BackupReader::of(dir, manifest))
    }

    pub(super) fn of(dir: &Path, manifest: Manifest) -> BackupReader {
        BackupReader { dir: dir.to_path_buf(), manifest }
    }

    /// Where it is.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// What it consists of.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// The frames of one of its files, after the file was compared with the manifest.
    pub fn frames(&self, of: &FrameFile) -> Result<FrameStream<BufReader<File>>, BackupError> {
        let path = of.file.check(&self.dir).map_err(|error| first_bad(of, error))?;
        let file = File::open(&path).map_err(BackupError::io(&path))?;
        let stream = FrameStream::open(BufReader::new(file));
        let stream = stream.map_err(|source| BackupError::Stream { file: path.clone(), source })?;
        let head = stream.head();
        if head.hall != self.manifest.hall {
            return Err(BackupError::OtherHall {
                what: path.display().to_string(),
                found: head.hall.clone(),
                wanted: self.manifest.hall.clone(),
            });
        }
        if head.checkpoint.size + 1 != of.first {
            let reason = format!("it begins with record {}", head.checkpoint.size + 1);
            return Err(BackupError::File { file: path, first_seq: of.first, reason });
        }
        Ok(stream)
    }

    /// The keyring in it, after it was compared with the manifest.
    pub fn keyring(&self) -> Result<Option<PathBuf>, BackupError> {
        self.manifest.keyring.as_ref().map(|file| file.check(&self.dir)).transpose()
    }
}

/// The same error with the first record of a changed file that is not whole any more, as far as its frames tell.
fn first_bad(of: &FrameFile, error: BackupError) -> BackupError {
    let BackupError::File { file, reason, .. } = error else { return error };
    let first_seq = whole_up_to(&file, of.first);
    let FrameFile { first, last, .. } = of;
    let found = if first_seq > *last {
        format!(
            "every frame of its records {first} to {last} fits its checksum: it was made to fit"
        )
    } else {
        format!("of its records {first} to {last} those from {first_seq} on are not whole")
    };
    let first_seq = if first_seq > *last { *first } else { first_seq };
    BackupError::File { file, first_seq, reason: format!("{reason}; {found}") }
}

/// The first record of a file that no whole frame in its place holds, from the one with which it should begin on.
fn whole_up_to(file: &Path, first: u64) -> u64 {
    let mut next = first;
    let opened = File::open(file).ok().map(BufReader::new).map(FrameStream::open);
    let Some(Ok(mut stream)) = opened else { return next };
    while let Ok(Some((key, bytes))) = stream.next_frame() {
        match Frame::decode(key, bytes) {
            Ok(frame) if key == next => next = frame.last_seq().saturating_add(1),
            Ok(_) | Err(_) => break,
        }
    }
    next
}
