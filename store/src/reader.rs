//! Reading the durable part of a log, from any number of threads, while it is written.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tempfile::TempDir;
use thiserror::Error;

use crate::frame::{Frame, FrameError};
use crate::head::HEAD_FILE;
use crate::log::{OpenOptions, OpenReport};
use crate::proof::Checkpoint;
use crate::recovery::{self, FrameProblem, OpenError};
use crate::sled_file::{SledFile, StorageError, Value, copy_data};
use crate::tiles::Tiles;
use crate::tree::Hash;

/// Why a record was not read. Nothing is served that could not be checked.
#[derive(Debug, Error)]
pub enum ReadError {
    /// The frame that should hold the record is damaged.
    #[error(
        "record {seq} in {} cannot be read, its frame is damaged: {problem}; verify the log and \
         restore the directory from a copy", dir.display()
    )]
    Damaged {
        /// The directory of the log.
        dir: PathBuf,
        /// The record that was wanted.
        seq: u64,
        /// What is wrong with its frame.
        problem: FrameProblem,
    },
    /// The storage engine failed.
    #[error("record {seq} cannot be read: {source}; verify the log and restore it from a copy")]
    Storage {
        /// The record that was wanted.
        seq: u64,
        /// What failed.
        source: StorageError,
    },
    /// There is no such record, or it is not durable yet.
    #[error("there is no record {seq}: the log has records 1 to {size}")]
    NoSuchRecord {
        /// The record that was wanted.
        seq: u64,
        /// The last record.
        size: u64,
    },
    /// Frames were wanted from a record on that is in the middle of one.
    #[error("record {seq} does not begin a frame: ask for what comes after the last record of one")]
    NotAFrame {
        /// The record from which frames were wanted.
        seq: u64,
    },
}

/// What the writer and all readers of one log have in common.
#[derive(Debug)]
pub(crate) struct Shared {
    // Fields are dropped in this order: the storage engine before its lock and its directory.
    file: SledFile,
    durable: Mutex<Checkpoint>,
    size: AtomicU64,
    tiles: Tiles,
    dir: PathBuf,
    lock: Option<Held>,
    copy: Option<TempDir>,
    damaged_slots: u32,
}

/// A held lock. It is let go by name: a program that is just being started elsewhere in this process may still have
/// a copy of the open file, and would hold the lock with it.
#[derive(Debug)]
struct Held(File);

impl Drop for Held {
    fn drop(&mut self) {
        self.0.unlock().ok();
    }
}

impl Shared {
    pub(crate) fn new(
        file: SledFile,
        dir: &Path,
        report: &OpenReport,
        lock: Option<File>,
        copy: Option<TempDir>,
    ) -> Self {
        Self {
            file,
            durable: Mutex::new(Checkpoint { size: report.size, root: report.root }),
            size: AtomicU64::new(report.size),
            tiles: Tiles::default(),
            dir: dir.to_path_buf(),
            lock: lock.map(Held),
            copy,
            damaged_slots: report.damaged_slots,
        }
    }

    /// Takes the mark of an open log away: it was closed in order.
    pub(crate) fn closed(&self) {
        if let Some(Held(lock)) = &self.lock {
            lock.set_len(0).ok();
        }
    }

    pub(crate) fn file(&self) -> &SledFile {
        &self.file
    }

    /// Lets readers see the log up to `size`, which is durable now.
    pub(crate) fn publish(&self, size: u64, root: Hash) {
        let mut durable = self.durable.lock().unwrap_or_else(PoisonError::into_inner);
        *durable = Checkpoint { size, root };
        self.size.store(size, Ordering::Release);
    }
}

/// A reader of the durable part of a log. Clones share one open log.
#[derive(Debug, Clone)]
pub struct LogReader {
    shared: Arc<Shared>,
}

impl LogReader {
    pub(crate) fn new(shared: Arc<Shared>) -> Self {
        Self { shared }
    }

    /// Opens a private copy of the log in `dir`, for an auditor. The storage engine writes to every
    /// directory that it opens, so the original is only read, file by file, and never changed, not
    /// even its lock. The copy lies in the system's temporary directory, needs as much space as
    /// the log, and is removed with the last clone of the reader. Copying a log that is being
    /// written may give a copy that is refused: copy again, or stop the writer.
    pub fn open_copy(dir: &Path) -> Result<Self, OpenError> {
        Self::open_copy_in(dir, &std::env::temp_dir())
    }

    /// The same, with the directory in which the private copy is made.
    pub fn open_copy_in(dir: &Path, scratch: &Path) -> Result<Self, OpenError> {
        let failed = |source| OpenError::io(dir, source);
        let copy = tempfile::Builder::new().prefix("yichuang-copy-").tempdir_in(scratch);
        let copy = copy.map_err(|source| OpenError::io(scratch, source))?;
        // The head mark first: whatever it promises is in the data file already.
        std::fs::copy(dir.join(HEAD_FILE), copy.path().join(HEAD_FILE))
            .map_err(|source| OpenError::io(&dir.join(HEAD_FILE), source))?;
        copy_data(dir, copy.path()).map_err(failed)?;
        let found = recovery::open(copy.path(), OpenOptions::default())?;
        let shared = Shared::new(found.file, dir, &found.report, None, Some(copy));
        Ok(Self::new(Arc::new(shared)))
    }

    /// Number of durable records; also the sequence number of the last one.
    pub fn size(&self) -> u64 {
        self.shared.size.load(Ordering::Acquire)
    }

    /// Root of the Merkle tree over the durable records.
    pub fn root(&self) -> Hash {
        self.checkpoint().root
    }

    /// Size and root, of one moment.
    pub fn checkpoint(&self) -> Checkpoint {
        *self.shared.durable.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Slots of the head mark file that were damaged when the log was opened.
    pub fn damaged_slots(&self) -> u32 {
        self.shared.damaged_slots
    }

    /// The directory of the log; for a copy, of the original.
    pub fn dir(&self) -> &Path {
        &self.shared.dir
    }

    pub(crate) fn file(&self) -> &SledFile {
        &self.shared.file
    }

    pub(crate) fn tiles(&self) -> &Tiles {
        &self.shared.tiles
    }

    /// The directory that is really open: for a copy, the copy.
    pub(crate) fn open_dir(&self) -> &Path {
        self.shared.copy.as_ref().map_or(&self.shared.dir, |copy| copy.path())
    }

    /// What the derived index remembers under `key`.
    pub fn index_get(&self, key: u64) -> Result<Option<u64>, StorageError> {
        self.shared.file.index_get(key)
    }

    /// At most `limit` keys of the derived index after `key`, in order.
    pub fn index_after(&self, key: u64, limit: usize) -> Result<Vec<u64>, StorageError> {
        self.shared.file.index_after(key, limit)
    }

    /// The records after `after_seq` that are durable now, in order. Holds one frame at a time;
    /// every frame is checked before a record of it is given. Ends after the first error.
    pub fn scan(&self, after_seq: u64) -> Scan {
        let end = self.size();
        Scan { reader: self.clone(), next: after_seq.saturating_add(1), end, frame: None }
    }

    /// One record; its whole frame is checked, but no other record is copied.
    pub fn read(&self, seq: u64) -> Result<Vec<u8>, ReadError> {
        let frame = self.frame_with(seq)?;
        record(&frame, seq).map(<[u8]>::to_vec).ok_or(self.damaged(seq, FrameProblem::Missing))
    }

    /// The records of the group to which `seq` belongs, and the sequence number of the first.
    pub fn read_group(&self, seq: u64) -> Result<(u64, Vec<Vec<u8>>), ReadError> {
        let frame = self.frame_with(seq)?;
        let at = place(&frame, seq);
        let group = frame.groups().find(|group| at.is_some_and(|at| group.contains(&at)));
        let group = group.ok_or(self.damaged(seq, FrameProblem::Missing))?;
        let first = frame.first_seq() + crate::bytes::len_u64(group.start);
        let records = group.filter_map(|at| frame.record(at)).map(<[u8]>::to_vec).collect();
        Ok((first, records))
    }

    pub(crate) fn damaged(&self, seq: u64, problem: FrameProblem) -> ReadError {
        ReadError::Damaged { dir: self.shared.dir.clone(), seq, problem }
    }

    pub(crate) fn decode(
        &self,
        seq: u64,
        key: u64,
        bytes: Value,
    ) -> Result<Frame<Value>, ReadError> {
        Frame::decode(key, bytes).map_err(|error: FrameError| self.damaged(seq, error.into()))
    }

    /// The checked frame that holds the record `seq`.
    pub(crate) fn frame_with(&self, seq: u64) -> Result<Frame<Value>, ReadError> {
        let size = self.size();
        if seq == 0 || seq > size {
            return Err(ReadError::NoSuchRecord { seq, size });
        }
        let storage = |source| ReadError::Storage { seq, source };
        let found = self.shared.file.frame_at_or_before(seq).map_err(storage)?;
        let (key, bytes) = found.ok_or(self.damaged(seq, FrameProblem::Missing))?;
        let frame = self.decode(seq, key, bytes)?;
        if frame.last_seq() < seq {
            return Err(self.damaged(seq, FrameProblem::Missing));
        }
        Ok(frame)
    }
}

fn place<B: AsRef<[u8]>>(frame: &Frame<B>, seq: u64) -> Option<usize> {
    usize::try_from(seq.checked_sub(frame.first_seq())?).ok()
}

fn record<B: AsRef<[u8]>>(frame: &Frame<B>, seq: u64) -> Option<&[u8]> {
    frame.record(place(frame, seq)?)
}

/// Records in order, read frame by frame; see [`LogReader::scan`].
#[derive(Debug)]
pub struct Scan {
    reader: LogReader,
    next: u64,
    end: u64,
    frame: Option<Frame<Value>>,
}

impl Scan {
    /// Loads the frame that holds the next record, unless it is loaded.
    fn load(&mut self) -> Result<(), ReadError> {
        let seq = self.next;
        let last = self.frame.as_ref().map(Frame::last_seq);
        if last.is_some_and(|last| seq <= last) {
            return Ok(());
        }
        let frame = if last.is_none() {
            self.reader.frame_with(seq)?
        } else {
            // The next frame begins exactly where the last one ended, or records are missing.
            let found = self.reader.shared.file.frame(seq);
            let found = found.map_err(|source| ReadError::Storage { seq, source })?;
            let bytes = found.ok_or(self.reader.damaged(seq, FrameProblem::Missing))?;
            self.reader.decode(seq, seq, bytes)?
        };
        self.frame = Some(frame);
        Ok(())
    }

    /// Hands the next record to `take` without copying it; `None` at the end.
    pub fn next_with<T>(
        &mut self,
        take: impl FnOnce(u64, &[u8]) -> T,
    ) -> Option<Result<T, ReadError>> {
        let seq = self.next;
        if seq > self.end {
            return None;
        }
        let loaded = self.load();
        let bytes = self.frame.as_ref().and_then(|frame| record(frame, seq));
        let step = match (loaded, bytes) {
            (Ok(()), Some(bytes)) => {
                self.next += 1;
                return Some(Ok(take(seq, bytes)));
            }
            (Ok(()), None) => self.reader.damaged(seq, FrameProblem::Missing),
            (Err(error), _) => error,
        };
        self.next = u64::MAX;
        self.end = 0;
        Some(Err(step))
    }
}

impl Iterator for Scan {
    type Item = Result<(u64, Vec<u8>), ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.next_with(|seq, bytes| (seq, bytes.to_vec()))
    }
}
