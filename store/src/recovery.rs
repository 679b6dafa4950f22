//! Opening a directory: what the head mark promises is compared with what the log holds, and
//! nothing is opened that lost records.

use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::bytes::hex;
use crate::frame::{Frame, FrameError};
use crate::head::{HeadFile, HeadFound};
use crate::log::{OpenOptions, OpenReport};
use crate::sled_file::{SledFile, StorageError, Value};
use crate::tree::{CompactRange, leaf_hash};

/// Why a log was not opened. Nothing is served from it.
#[derive(Debug, Error)]
pub enum OpenError {
    /// Another process uses the directory.
    #[error("{} is locked: another process has this log open; stop it, or use another directory",
        file.display())]
    Locked {
        /// The lock file.
        file: PathBuf,
    },
    /// A file of ours cannot be used.
    #[error("cannot use {}: {source}", file.display())]
    Io {
        /// The file or directory.
        file: PathBuf,
        /// What failed.
        source: io::Error,
    },
    /// The storage engine cannot open its files.
    #[error("{0}; {advice}", advice = .0.advice())]
    Storage(#[from] StorageError),
    /// There is a log, but no head mark that could vouch for it.
    #[error(
        "the head mark {} is missing or unreadable, so nobody knows whether the log is whole: \
         restore it from a copy, or compare the log with a published checkpoint and open it once \
         with the head mark rebuilt", file.display()
    )]
    HeadLost {
        /// The head mark file.
        file: PathBuf,
    },
    /// The log lost its end.
    #[error(
        "the log in {} ends at record {have}, but its head mark says that {marked} were written: \
         records {} to {marked} are missing; restore the directory from a copy", dir.display(),
        have + 1
    )]
    LogShort {
        /// The directory of the log.
        dir: PathBuf,
        /// The last record that is there.
        have: u64,
        /// The last record that was written.
        marked: u64,
    },
    /// The log is not the one that the head mark describes.
    #[error(
        "the log in {} has another history than its head mark: after record {seq} the tree has \
         the root {found}, the head mark says {marked}; restore the directory from a copy",
        dir.display()
    )]
    LogDiffers {
        /// The directory of the log.
        dir: PathBuf,
        /// The record that the head mark describes.
        seq: u64,
        /// The root, or what was found in its place.
        found: String,
        /// The root that the head mark gives.
        marked: String,
    },
    /// A frame is damaged.
    #[error(
        "the frame at record {first_seq} in {} is damaged: {problem}; records up to {} are whole; \
         restore the directory from a copy", dir.display(), first_seq.saturating_sub(1)
    )]
    Damaged {
        /// The directory of the log.
        dir: PathBuf,
        /// Key of the damaged frame.
        first_seq: u64,
        /// What is wrong with it.
        problem: FrameProblem,
    },
}

impl OpenError {
    pub(crate) fn io(file: &Path, source: io::Error) -> Self {
        Self::Io { file: file.to_path_buf(), source }
    }
}

/// What is wrong with one frame, or with its place in the log.
#[derive(Debug, Error, Clone, Copy, PartialEq, Eq)]
pub enum FrameProblem {
    /// The bytes are not a frame.
    #[error(transparent)]
    Frame(#[from] FrameError),
    /// There is no frame where the one before ends.
    #[error("it is missing")]
    Missing,
    /// Its records do not have the root that it carries.
    #[error("its records do not hash to the root that it carries")]
    Root,
}

/// A log whose end has been verified.
#[derive(Debug)]
pub(crate) struct Recovered {
    pub(crate) file: SledFile,
    pub(crate) head: HeadFile,
    pub(crate) range: CompactRange,
    pub(crate) report: OpenReport,
}

/// Whether the storage engine or a head mark was ever in `dir`.
pub(crate) fn exists(dir: &Path) -> bool {
    SledFile::exists(dir) || HeadFile::path_in(dir).exists()
}

/// Opens `dir`, which exists and is ours alone.
pub(crate) fn open(dir: &Path, options: OpenOptions) -> Result<Recovered, OpenError> {
    let created = !exists(dir);
    let found = if options.rebuild_head { None } else { Some(open_head(dir, created)?) };
    let marked = found.as_ref().and_then(|found| found.newest.clone()).unwrap_or_default();
    if marked.size() > 0 && !SledFile::exists(dir) {
        return Err(OpenError::LogShort { dir: dir.into(), have: 0, marked: marked.size() });
    }
    let file = SledFile::open(dir, options.cache_bytes)?;
    check_mark(dir, &file, &marked)?;
    let known = marked.size();
    let range = replay(dir, &file, marked)?;
    if range.size() > known {
        // These records may have come from a process that died before its sync.
        file.sync()?;
    }
    let damaged_slots = found.as_ref().map_or(0, |found| found.damaged_slots);
    let head = renew_head(dir, found.map(|found| found.head), &range)
        .map_err(|source| OpenError::io(&HeadFile::path_in(dir), source))?;
    let report = OpenReport {
        created,
        size: range.size(),
        root: range.root(),
        marked: known,
        damaged_slots,
        blob_files: file.blob_files()?,
    };
    Ok(Recovered { file, head, range, report })
}

/// Marks the verified end of the log, synced, in the file that there is or in a new one.
fn renew_head(dir: &Path, head: Option<HeadFile>, range: &CompactRange) -> io::Result<HeadFile> {
    let Some(mut head) = head else { return HeadFile::create(dir, range) };
    head.write(range)?;
    head.write_base(range)?;
    Ok(head)
}

fn open_head(dir: &Path, created: bool) -> Result<HeadFound, OpenError> {
    let path = HeadFile::path_in(dir);
    let failed = |source| OpenError::io(&path, source);
    if created {
        let newest = CompactRange::new();
        let head = HeadFile::create(dir, &newest).map_err(failed)?;
        return Ok(HeadFound { head, newest: Some(newest), damaged_slots: 0 });
    }
    if !path.exists() {
        return Err(OpenError::HeadLost { file: path });
    }
    let found = HeadFile::open(dir).map_err(failed)?;
    if found.newest.is_none() {
        return Err(OpenError::HeadLost { file: path });
    }
    Ok(found)
}

/// Whether the log holds, at the end of a frame, exactly what the head mark says.
fn check_mark(dir: &Path, file: &SledFile, marked: &CompactRange) -> Result<(), OpenError> {
    let size = marked.size();
    if size == 0 {
        return Ok(());
    }
    let short = |have| OpenError::LogShort { dir: dir.into(), have, marked: size };
    let Some((key, bytes)) = file.frame_at_or_before(size)? else { return Err(short(0)) };
    let frame = decode(dir, key, bytes)?;
    if frame.last_seq() < size {
        return Err(short(frame.last_seq()));
    }
    let differs = |found: String| OpenError::LogDiffers {
        dir: dir.into(),
        seq: size,
        found,
        marked: hex(&marked.root()),
    };
    if frame.last_seq() > size {
        return Err(differs("none, for a frame goes beyond it".to_owned()));
    }
    if *frame.root() != marked.root() {
        return Err(differs(hex(frame.root())));
    }
    Ok(())
}

/// Adds the frames that are younger than `range`, each verified.
fn replay(dir: &Path, file: &SledFile, mut range: CompactRange) -> Result<CompactRange, OpenError> {
    loop {
        let next = range.size() + 1;
        let Some((key, bytes)) = file.frame_at_or_after(next)? else { return Ok(range) };
        let damaged = |problem| OpenError::Damaged { dir: dir.into(), first_seq: next, problem };
        if key != next {
            return Err(damaged(FrameProblem::Missing));
        }
        let frame = decode(dir, key, bytes)?;
        if !extend(&mut range, &frame) {
            return Err(damaged(FrameProblem::Root));
        }
    }
}

fn decode(dir: &Path, key: u64, bytes: Value) -> Result<Frame<Value>, OpenError> {
    Frame::decode(key, bytes).map_err(|error| OpenError::Damaged {
        dir: dir.into(),
        first_seq: key,
        problem: error.into(),
    })
}

/// Pushes the records of a frame; whether the root it carries is the root they give.
pub(crate) fn extend<B: AsRef<[u8]>>(range: &mut CompactRange, frame: &Frame<B>) -> bool {
    for record in (0..frame.records()).filter_map(|at| frame.record(at)) {
        range.push(leaf_hash(record));
    }
    range.size() == frame.last_seq() && range.root() == *frame.root()
}
