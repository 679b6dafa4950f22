//! The log: opaque records, appended in groups, durable before they are acknowledged, and hashed
//! into a Merkle tree.

mod take;

use std::fs::{File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use thiserror::Error;

use crate::files::{create_private_dir, sync_parent};
use crate::frame::{FrameDraft, MAX_FRAME_BYTES, group_bytes};
use crate::head::HeadFile;
use crate::proof::Checkpoint;
use crate::reader::{LogReader, Shared};
use crate::recovery::{self, OpenError, Recovered};
use crate::sled_file::StorageError;
use crate::tree::{CompactRange, Hash, leaf_hash};

pub use take::TakeError;

/// Name of the lock file in the directory of the log.
pub const LOCK_FILE: &str = "lock";

/// What the lock file says from when a log is opened until it is closed in order.
const OPEN_MARK: &[u8] = b"open\n";

/// Whether the log in `dir` was open when the directory was copied, or never closed in order: only then
/// may its head mark be ahead of its data without anything being lost.
pub fn was_open(dir: &Path) -> bool {
    std::fs::metadata(dir.join(LOCK_FILE)).is_ok_and(|lock| lock.len() > 0)
}

/// Cache of the storage engine when nothing else is asked for.
pub const DEFAULT_CACHE_BYTES: u64 = 64 * 1024 * 1024;

/// How to open a log.
#[derive(Debug, Clone, Copy)]
pub struct OpenOptions {
    /// Cache of the storage engine in bytes. The engine takes it as a hint, not as a limit.
    pub cache_bytes: u64,
    /// Verify the whole log and make a new head mark from it, whatever the old one says. Only after
    /// a restore, when it is known and accepted which records are missing.
    pub rebuild_head: bool,
}

impl Default for OpenOptions {
    fn default() -> Self {
        Self { cache_bytes: DEFAULT_CACHE_BYTES, rebuild_head: false }
    }
}

/// What was found when a log was opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenReport {
    /// The directory held no log; an empty one was made.
    pub created: bool,
    /// Number of records; also the sequence number of the last one.
    pub size: u64,
    /// Root of the Merkle tree over all records.
    pub root: Hash,
    /// Records that the head mark knew of.
    pub marked: u64,
    /// Slots of the head mark file that were damaged; they are written anew.
    pub damaged_slots: u32,
    /// Files in the blob folder of the storage engine, which must stay empty.
    pub blob_files: u64,
}

/// What an append made durable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Appended {
    /// Sequence number of the first record.
    pub first_seq: u64,
    /// Sequence number of the last record.
    pub last_seq: u64,
    /// Number of records of the log now.
    pub size: u64,
    /// Root of the Merkle tree over all of them.
    pub root: Hash,
}

/// Why records were not appended. After any of these the log refuses everything.
#[derive(Debug, Error)]
pub enum AppendError {
    /// There was nothing in the call, or nothing in one of its groups.
    #[error("a group without records cannot be appended: leave it out")]
    Empty,
    /// A group cannot be split and does not fit into one frame.
    #[error(
        "group {group} needs {bytes} bytes, more than the {MAX_FRAME_BYTES} of a frame: \
         make the command smaller"
    )]
    GroupTooLarge {
        /// Which group of the call, counted from 0.
        group: usize,
        /// The bytes it needs.
        bytes: usize,
    },
    /// The storage engine or the disk failed; it is unknown what of the call is on the disk.
    #[error("records from {first_seq} on may be lost: {source}; stop, mend the disk, open again")]
    Storage {
        /// The first record of the call.
        first_seq: u64,
        /// What failed.
        source: StorageError,
    },
    /// The records are durable, but the head mark could not be written.
    #[error("cannot write the head mark {}: {source}; stop, mend the disk, open again",
        file.display())]
    Head {
        /// The head mark file.
        file: PathBuf,
        /// What failed.
        source: io::Error,
    },
    /// An append failed before.
    #[error("an earlier append failed, so nothing more is taken: stop and open the log again")]
    Poisoned,
}

/// The one writer of a log. A second one on the same directory is refused.
#[derive(Debug)]
pub struct Log {
    shared: Arc<Shared>,
    head: HeadFile,
    range: CompactRange,
    poisoned: bool,
}

impl Log {
    /// Whether there is anything of a log in `dir`.
    pub fn exists(dir: &Path) -> bool {
        recovery::exists(dir)
    }

    /// Opens the log in `dir`, or makes an empty one. The end of the log is verified against the
    /// head mark; [`LogReader::verify`] verifies all of it.
    pub fn open(dir: &Path, options: OpenOptions) -> Result<(Self, OpenReport), OpenError> {
        create_private_dir(dir).map_err(|source| OpenError::io(dir, source))?;
        let lock = lock(dir, &mut pause)?;
        let found = recovery::open(dir, options)?;
        let Recovered { file, head, range, report } = found;
        let shared = Arc::new(Shared::new(file, dir, &report, Some(lock), None));
        Ok((Self { shared, head, range, poisoned: false }, report))
    }

    /// Appends groups of records, each group in one frame, and returns when all of them survive a
    /// power cut. One sync for the whole call, however many frames it takes. A crash before the
    /// return leaves some of the groups, from the first on, each of them whole.
    pub fn append(&mut self, groups: &[&[Vec<u8>]]) -> Result<Appended, AppendError> {
        if self.poisoned {
            return Err(AppendError::Poisoned);
        }
        let appended = self.write(groups);
        self.poisoned = appended.is_err();
        appended
    }

    fn write(&mut self, groups: &[&[Vec<u8>]]) -> Result<Appended, AppendError> {
        let first_seq = self.range.size() + 1;
        let mut range = self.range.clone();
        let frames = pack(groups, &mut range)?;
        let Checkpoint { size, root } = self.store(&frames, range)?;
        Ok(Appended { first_seq, last_seq: size, size, root })
    }

    /// Stores frames that were made or verified, of which the log then consists up to `range`.
    fn store<B: AsRef<[u8]>>(
        &mut self,
        frames: &[(u64, B)],
        range: CompactRange,
    ) -> Result<Checkpoint, AppendError> {
        let first_seq = self.range.size() + 1;
        let storage = |source| AppendError::Storage { first_seq, source };
        for (key, bytes) in frames {
            self.shared.file().put_frame(*key, bytes.as_ref()).map_err(storage)?;
        }
        self.shared.file().sync().map_err(storage)?;
        self.head
            .write(&range)
            .map_err(|source| AppendError::Head { file: self.head.path().to_path_buf(), source })?;
        let (size, root) = (range.size(), range.root());
        self.range = range;
        self.shared.publish(size, root);
        Ok(Checkpoint { size, root })
    }

    /// A reader of the durable part of this log; it stays valid after an append failed.
    pub fn reader(&self) -> LogReader {
        LogReader::new(Arc::clone(&self.shared))
    }

    /// Number of durable records.
    pub fn size(&self) -> u64 {
        self.range.size()
    }

    /// Root of the Merkle tree over them.
    pub fn root(&self) -> Hash {
        self.range.root()
    }

    /// Remembers `value` under `key` in the derived index, which can always be rebuilt from the
    /// log. Not durable before [`Self::index_flush`] or the next append.
    pub fn index_put(&self, key: u64, value: u64) -> Result<(), StorageError> {
        self.shared.file().index_put(key, value)
    }

    /// What the derived index remembers under `key`.
    pub fn index_get(&self, key: u64) -> Result<Option<u64>, StorageError> {
        self.shared.file().index_get(key)
    }

    /// Makes the derived index durable.
    pub fn index_flush(&self) -> Result<(), StorageError> {
        self.shared.file().sync()
    }

    /// Forgets the derived index, before it is rebuilt.
    pub fn index_clear(&self) -> Result<(), StorageError> {
        self.shared.file().index_clear()
    }
}

impl Drop for Log {
    /// A log that is closed in order leaves a synced head mark; after a failure the old one stays.
    fn drop(&mut self) {
        if !self.poisoned
            && let Err(error) = self.head.write_base(&self.range)
        {
            tracing::warn!(%error, file = %self.head.path().display(), "head mark not synced");
        }
        if !self.poisoned {
            self.shared.closed();
        }
    }
}

/// Packs groups into as few frames as they fit into, in order, and hashes their records.
fn pack(
    groups: &[&[Vec<u8>]],
    range: &mut CompactRange,
) -> Result<Vec<(u64, Vec<u8>)>, AppendError> {
    if groups.is_empty() {
        return Err(AppendError::Empty);
    }
    let mut frames = Vec::new();
    let mut draft = FrameDraft::new(range.size() + 1);
    for (at, group) in groups.iter().enumerate() {
        let bytes = group_bytes(group);
        if group.is_empty() {
            return Err(AppendError::Empty);
        }
        if bytes > MAX_FRAME_BYTES {
            return Err(AppendError::GroupTooLarge { group: at, bytes });
        }
        if !draft.push_group(group) {
            frames.push(draft.encode(&range.root()));
            draft = FrameDraft::new(range.size() + 1);
            draft.push_group(group);
        }
        group.iter().for_each(|record| range.push(leaf_hash(record)));
    }
    frames.push(draft.encode(&range.root()));
    Ok(frames)
}

/// How often a lock is tried: a process that was killed holds it until the operating system has cleared it
/// away, which takes moments. A server that runs holds it for good.
pub(crate) const LOCK_ATTEMPTS_MAX: u32 = 20;

/// The pause between two attempts.
const LOCK_PAUSE: Duration = Duration::from_millis(50);

pub(crate) fn pause() {
    std::thread::sleep(LOCK_PAUSE);
}

/// Takes the lock of the directory, before the storage engine touches anything. `pause` is called before
/// each further attempt.
fn lock(dir: &Path, pause: &mut dyn FnMut()) -> Result<File, OpenError> {
    let path = dir.join(LOCK_FILE);
    let failed = |source| OpenError::io(&path, source);
    let known = path.exists();
    let file = File::options().write(true).create(true).truncate(false).open(&path);
    let file = file.map_err(failed)?;
    for attempt in 1.. {
        match file.try_lock() {
            Ok(()) => break,
            Err(TryLockError::WouldBlock) if attempt < LOCK_ATTEMPTS_MAX => pause(),
            Err(TryLockError::WouldBlock) => return Err(OpenError::Locked { file: path }),
            Err(TryLockError::Error(source)) => return Err(failed(source)),
        }
    }
    if !known {
        sync_parent(&path).map_err(failed)?;
    }
    (&file).write_all(OPEN_MARK).map_err(failed)?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_that_is_let_go_of_meanwhile_is_taken() {
        let dir = tempfile::tempdir().unwrap();
        let mut held = Some(lock(dir.path(), &mut || panic!("nobody holds it")).unwrap());
        let mut paused = 0;
        let taken = lock(dir.path(), &mut || {
            paused += 1;
            if paused == 3 {
                held.take().expect("it is let go once").unlock().unwrap();
            }
        });
        assert!(taken.is_ok());
        assert_eq!(paused, 3);
    }

    #[test]
    fn a_lock_that_is_held_for_good_is_refused_in_the_end() {
        let dir = tempfile::tempdir().unwrap();
        let _held = lock(dir.path(), &mut || panic!("nobody holds it")).unwrap();
        let mut paused = 0;
        let refused = lock(dir.path(), &mut || paused += 1).unwrap_err();
        assert!(matches!(refused, OpenError::Locked { .. }), "{refused}");
        assert_eq!(paused, LOCK_ATTEMPTS_MAX - 1);
    }
}
