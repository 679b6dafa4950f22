//! The only file that knows sled: two trees in one directory, made durable by our own sync.
//!
//! What was measured of sled 0.34.7 and is armoured here:
//! * `flush` starts the writing but does not wait for the disk, so [`SledFile::sync`] syncs our own
//!   handle of `db` after it, and a directory that was in use is synced before sled reads it;
//! * nodes larger than a quarter of a segment go to blob files that our sync does not cover, so
//!   segments have [`SEGMENT_BYTES`] and frames at most [`crate::frame::MAX_FRAME_BYTES`];
//! * sled may panic on a damaged directory, so every call is contained and becomes an error.

use std::fs::{self, File};
use std::ops::Deref;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use sled::{Config, Db, IVec, Tree};
use thiserror::Error;

use crate::bytes::{ByteReader, len_u64};
use crate::log::{LOCK_ATTEMPTS_MAX, pause};

/// Segment size of the storage engine.
const SEGMENT_BYTES: usize = 8 * 1024 * 1024;

/// sled counts what its cache holds only after 64 visits to one of its 256 shards. A leaf of eight
/// large frames is half a megabyte, so a reader that visits every leaf a few times makes it hold
/// gigabytes, whatever the capacity. Extra visits, which cost a fraction of a microsecond each,
/// make it count and let go: so many after an append, after a frame of a scan, after a single read.
const VISITS_APPEND: u32 = 7;
const VISITS_SCAN: u32 = 7;
const VISITS_READ: u32 = 31;

const DATA_FILE: &str = "db";
const CONFIG_FILE: &str = "conf";
const BLOB_DIR: &str = "blobs";
const SNAPSHOT_PREFIX: &str = "snap.";
const FRAMES: &[u8] = b"frames";
const INDEX: &[u8] = b"index";

/// The storage engine, or the disk below it, failed.
#[derive(Debug, Error)]
#[error("cannot {doing} in {}: {reason}", path.display())]
pub struct StorageError {
    doing: &'static str,
    path: PathBuf,
    reason: String,
}

/// What a full disk and a used-up quota are called in the texts of the storage engine, which gives no kinds.
const FULL: &[&str] =
    &["os error 28", "No space left", "StorageFull", "os error 122", "quota exceeded"];

impl StorageError {
    fn is_locked(&self) -> bool {
        self.reason.contains(LOCKED)
    }

    /// What to do when a directory cannot be opened for this reason.
    pub(crate) fn advice(&self) -> &'static str {
        if FULL.iter().any(|text| self.reason.contains(text)) {
            "the disk is full and the log may be whole: free space, then start again"
        } else if self.is_locked() {
            "another process has it open: stop that one, then start again"
        } else {
            "restore the directory from a copy"
        }
    }
}

/// The bytes of one stored value.
#[derive(Debug, Clone)]
pub(crate) struct Value(IVec);

impl AsRef<[u8]> for Value {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl Deref for Value {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

/// A frame as it is stored: its key and its bytes.
pub(crate) type Stored = (u64, Value);

/// The open storage engine.
#[derive(Debug)]
pub(crate) struct SledFile {
    frames: Tree,
    index: Tree,
    db: Db,
    data: File,
    dir: PathBuf,
}

/// Runs a call into sled; its errors and its panics become a [`StorageError`].
fn contained<T>(
    dir: &Path,
    doing: &'static str,
    call: impl FnOnce() -> sled::Result<T>,
) -> Result<T, StorageError> {
    let failed = |reason: String| StorageError { doing, path: dir.to_path_buf(), reason };
    match catch_unwind(AssertUnwindSafe(call)) {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(error)) => Err(failed(error.to_string())),
        Err(panic) => {
            let text = panic.downcast_ref::<String>().map(String::as_str);
            let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
            let text = text.unwrap_or("no reason given");
            Err(failed(format!("the storage engine gave up: {text}")))
        }
    }
}

impl SledFile {
    /// Whether a directory has been used by the storage engine before.
    pub(crate) fn exists(dir: &Path) -> bool {
        dir.join(DATA_FILE).exists()
    }

    /// Opens the storage engine in `dir`; `cache_bytes` bounds its cache only roughly.
    pub(crate) fn open(dir: &Path, cache_bytes: u64) -> Result<Self, StorageError> {
        let started = start_patiently(dir, cache_bytes, &mut pause);
        // A damaged snapshot of the page table is only a cache: sled reads the whole file instead.
        let (db, frames, index) = match started {
            Err(error) if !error.is_locked() && remove_snapshots(dir) => start(dir, cache_bytes)?,
            started => started?,
        };
        let data = contained(dir, "sync the directory", || {
            File::open(dir.join(CONFIG_FILE))?.sync_all()?;
            File::open(dir.join(BLOB_DIR))?.sync_all()?;
            File::open(dir)?.sync_all()?;
            Ok(fs::OpenOptions::new().read(true).write(true).open(dir.join(DATA_FILE))?)
        })?;
        Ok(Self { frames, index, db, data, dir: dir.to_path_buf() })
    }

    fn run<T>(
        &self,
        doing: &'static str,
        call: impl FnOnce() -> sled::Result<T>,
    ) -> Result<T, StorageError> {
        contained(&self.dir, doing, call)
    }

    /// Adds a frame; it is an error when its key is taken. Not durable before [`Self::sync`].
    pub(crate) fn put_frame(&self, key: u64, bytes: &[u8]) -> Result<(), StorageError> {
        let before = self.run("add a frame", || self.frames.insert(key.to_be_bytes(), bytes))?;
        match before {
            None => self.visit(key, VISITS_APPEND),
            Some(_) => Err(StorageError {
                doing: "add a frame",
                path: self.dir.clone(),
                reason: format!("there is a frame at record {key} already"),
            }),
        }
    }

    /// Puts other bytes in the place of a frame.
    #[cfg(test)]
    pub(crate) fn forge_frame(&self, key: u64, bytes: &[u8]) {
        self.frames.insert(key.to_be_bytes(), bytes).unwrap();
    }

    /// Makes everything written so far survive a power cut.
    pub(crate) fn sync(&self) -> Result<(), StorageError> {
        self.run("make records durable", || {
            self.db.flush()?;
            Ok(self.data.sync_data()?)
        })
    }

    /// The frame stored under exactly this key.
    pub(crate) fn frame(&self, key: u64) -> Result<Option<Value>, StorageError> {
        let found = self.run("read a frame", || self.frames.get(key.to_be_bytes()))?;
        self.visit(key, VISITS_SCAN)?;
        Ok(found.map(Value))
    }

    /// Makes the cache count what it holds; see [`VISITS_APPEND`].
    fn visit(&self, key: u64, times: u32) -> Result<(), StorageError> {
        self.run("bound the cache", || {
            (0..times).try_for_each(|_| self.frames.get(key.to_be_bytes()).map(drop))
        })
    }

    /// The frame with the largest key that is at most `seq`.
    pub(crate) fn frame_at_or_before(&self, seq: u64) -> Result<Option<Stored>, StorageError> {
        let found = self.run("read a frame", || {
            self.frames.range(..=seq.to_be_bytes()).next_back().transpose()
        })?;
        self.visit(seq, VISITS_READ)?;
        self.stored(found)
    }

    /// The frame with the smallest key that is at least `seq`.
    pub(crate) fn frame_at_or_after(&self, seq: u64) -> Result<Option<Stored>, StorageError> {
        let found =
            self.run("read a frame", || self.frames.range(seq.to_be_bytes()..).next().transpose())?;
        self.stored(found)
    }

    fn stored(&self, found: Option<(IVec, IVec)>) -> Result<Option<Stored>, StorageError> {
        let Some((key, value)) = found else { return Ok(None) };
        match <[u8; 8]>::try_from(key.as_ref()) {
            Ok(key) => Ok(Some((u64::from_be_bytes(key), Value(value)))),
            Err(_) => Err(StorageError {
                doing: "read a frame",
                path: self.dir.clone(),
                reason: "a key is not a record number".to_owned(),
            }),
        }
    }

    /// Remembers `value` under `key` in the derived index. Not durable before [`Self::sync`].
    pub(crate) fn index_put(&self, key: u64, value: u64) -> Result<(), StorageError> {
        let mut bytes = value.to_le_bytes().to_vec();
        bytes.extend_from_slice(&index_checksum(key, value).to_le_bytes());
        self.run("write the index", || self.index.insert(key.to_be_bytes(), bytes))?;
        Ok(())
    }

    /// What the derived index remembers under `key`; a damaged entry is an error.
    pub(crate) fn index_get(&self, key: u64) -> Result<Option<u64>, StorageError> {
        let found = self.run("read the index", || self.index.get(key.to_be_bytes()))?;
        let Some(bytes) = found else { return Ok(None) };
        let mut reader = ByteReader::new(&bytes);
        match (reader.u64(), reader.u32()) {
            (Some(value), Some(sum)) if sum == index_checksum(key, value) => Ok(Some(value)),
            _ => Err(StorageError {
                doing: "read the index",
                path: self.dir.clone(),
                reason: format!("the entry of key {key} is damaged: clear and rebuild the index"),
            }),
        }
    }

    /// Forgets the whole derived index.
    pub(crate) fn index_clear(&self) -> Result<(), StorageError> {
        self.run("clear the index", || self.index.clear())
    }

    /// Number of files in the blob folder; anything but 0 is not covered by our sync.
    pub(crate) fn blob_files(&self) -> Result<u64, StorageError> {
        self.run("list the blob folder", || {
            Ok(len_u64(fs::read_dir(self.dir.join(BLOB_DIR))?.count()))
        })
    }
}

fn index_checksum(key: u64, value: u64) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(&key.to_be_bytes());
    hasher.update(&value.to_le_bytes());
    hasher.finalize()
}

/// What the storage engine says of its own lock. Ours is taken first, so whoever still holds this one is
/// being cleared away by the operating system.
const LOCKED: &str = "could not acquire lock";

fn start_patiently(
    dir: &Path,
    cache_bytes: u64,
    pause: &mut dyn FnMut(),
) -> Result<(Db, Tree, Tree), StorageError> {
    for _ in 1..LOCK_ATTEMPTS_MAX {
        match start(dir, cache_bytes) {
            Err(error) if error.is_locked() => pause(),
            started => return started,
        }
    }
    start(dir, cache_bytes)
}

fn start(dir: &Path, cache_bytes: u64) -> Result<(Db, Tree, Tree), StorageError> {
    contained(dir, "open the log", || {
        if SledFile::exists(dir) {
            // What a killed process left in the page cache may be read by sled now and be written
            // into its snapshot; a power cut must not take it away again.
            File::open(dir.join(DATA_FILE))?.sync_data()?;
        }
        let db = Config::new()
            .path(dir)
            .segment_size(SEGMENT_BYTES)
            .cache_capacity(cache_bytes)
            .flush_every_ms(None)
            .open()?;
        let frames = db.open_tree(FRAMES)?;
        let index = db.open_tree(INDEX)?;
        Ok((db, frames, index))
    })
}

/// Removes the snapshots of the page table; `true` when there was one.
fn remove_snapshots(dir: &Path) -> bool {
    let Ok(entries) = fs::read_dir(dir) else { return false };
    let removed = entries
        .flatten()
        .filter(|entry| entry.file_name().to_string_lossy().starts_with(SNAPSHOT_PREFIX))
        .filter(|entry| fs::remove_file(entry.path()).is_ok());
    removed.count() > 0
}

/// Copies what is needed to open the log elsewhere: never the snapshots, which sled remakes.
pub(crate) fn copy_data(from: &Path, to: &Path) -> std::io::Result<()> {
    for name in [CONFIG_FILE, DATA_FILE] {
        fs::copy(from.join(name), to.join(name))?;
    }
    fs::create_dir(to.join(BLOB_DIR))?;
    for entry in fs::read_dir(from.join(BLOB_DIR))? {
        let entry = entry?;
        fs::copy(entry.path(), to.join(BLOB_DIR).join(entry.file_name()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_asks_for_space_and_damage_for_a_copy() {
        let full = std::io::Error::from_raw_os_error(28);
        let failed =
            |error: sled::Error| contained(Path::new("log"), "open", || Err::<(), _>(error));
        let full = failed(full.into()).unwrap_err();
        assert!(full.advice().contains("free space"), "{full}");
        let damaged = failed(sled::Error::Unsupported("damaged".to_owned())).unwrap_err();
        assert!(damaged.advice().contains("copy"), "{damaged}");
    }

    #[test]
    fn the_lock_of_the_storage_engine_is_waited_for_and_named() {
        let dir = tempfile::tempdir().unwrap();
        let mut open = Some(start(dir.path(), 1 << 20).unwrap());
        let mut paused = 0;
        let refused = start_patiently(dir.path(), 1 << 20, &mut || paused += 1).unwrap_err();
        assert!(refused.advice().contains("another process"), "{refused}");
        assert_eq!(paused, LOCK_ATTEMPTS_MAX - 1);
        let opened = start_patiently(dir.path(), 1 << 20, &mut || drop(open.take()));
        assert!(opened.is_ok(), "{opened:?}");
    }
}
