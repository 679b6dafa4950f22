//! A hall's directory: log, keyring and snapshots, opened together.
//!
//! ```text
//! <dir>/log/        the log, and which keyring it belongs to
//! <dir>/keyring     the keys of the persons
//! <dir>/master.key  the key that wraps them, unless another place is given
//! <dir>/snapshots/  caches of the state, to be thrown away at will
//! ```

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use engine::event::{Event, Stream};
use engine::id::Seq;
use engine::record::Commit;
use engine::world::World;
use thiserror::Error;

use crate::backup::UNFINISHED_FILE;
use crate::files::create_private_dir;
use crate::hall_id;
use crate::history::History;
use crate::journal::{self, HallJournal, bundle_key, voice_key};
use crate::keyring::{KeyError, Keyring, OpenKeyringError};
use crate::log::{Log, OpenOptions, OpenReport};
use crate::recovery;
use crate::replay::{ReplayError, Replayed, replay_after};
use crate::seal::Sealer;
use crate::sled_file::StorageError;
use crate::snapshot;

/// The log, below the directory of a hall.
pub const LOG_DIR: &str = "log";
/// The snapshots.
pub const SNAPSHOT_DIR: &str = "snapshots";
/// The keyring.
pub const KEYRING_FILE: &str = "keyring";
/// The master key, unless another place is given.
pub const MASTER_KEY_FILE: &str = "master.key";

/// How to open a hall.
#[derive(Debug, Clone)]
pub struct HallOptions {
    /// How to open the log.
    pub log: OpenOptions,
    /// Where the master key is, when it is not in the hall's directory.
    pub master_key: Option<PathBuf>,
    /// Whether to begin with the newest snapshot; without, the whole log is folded.
    pub use_snapshots: bool,
}

impl Default for HallOptions {
    fn default() -> HallOptions {
        HallOptions { log: OpenOptions::default(), master_key: None, use_snapshots: true }
    }
}

/// Why a hall was not opened. Nothing is served from it.
#[derive(Debug, Error)]
pub enum OpenHallError {
    /// The directory cannot be used.
    #[error("cannot use {}: {source}", dir.display())]
    Io {
        /// The directory.
        dir: PathBuf,
        /// What failed.
        source: std::io::Error,
    },
    /// The log cannot be opened.
    #[error(transparent)]
    Log(#[from] recovery::OpenError),
    /// The keyring cannot be opened.
    #[error(transparent)]
    Keyring(#[from] OpenKeyringError),
    /// The log has records, but the keys of the persons in them are gone.
    #[error(
        "the log has {records} records, but the keyring {} is missing: restore it from a copy",
        file.display()
    )]
    KeyringLost {
        /// The keyring.
        file: PathBuf,
        /// Records of the log.
        records: u64,
    },
    /// There are keys of persons, but the log they belong to is gone.
    #[error(
        "the keyring {} is there, but there is no log in {}: restore the log from a copy, or move the \
         keyring away to begin a new hall", keyring.display(), dir.display()
    )]
    LogLost {
        /// The keyring.
        keyring: PathBuf,
        /// Where the log should be.
        dir: PathBuf,
    },
    /// The log and the keyring are of different halls. Nothing was changed.
    #[error(
        "the log and the keyring do not belong together: {} does not say {id}, which is the hall of the \
         keyring; restore both from the same copy. Only where it is certain that they belong \
         together and the file alone was lost or damaged, write {id} into it", file.display()
    )]
    OtherHall {
        /// The file beside the log that names its hall.
        file: PathBuf,
        /// The hall of the keyring.
        id: String,
    },
    /// A restore was cut short.
    #[error(
        "the restore was not finished, as {} says: run it again, or remove the directory",
        file.display()
    )]
    Unfinished {
        /// What says so.
        file: PathBuf,
    },
    /// A person's key could not be destroyed, although the log says that it was.
    #[error("a key that was to be destroyed is still there: {0}; mend the disk and open again")]
    Erase(#[from] KeyError),
    /// The log does not give a world.
    #[error(transparent)]
    Replay(#[from] ReplayError),
    /// The index of archived cases cannot be made.
    #[error("{0}; mend the disk and open again")]
    Index(#[from] StorageError),
}

/// What was found when a hall was opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HallReport {
    /// What was found of the log.
    pub log: OpenReport,
    /// The record after which the snapshot was taken that was begun with.
    pub snapshot: Option<Seq>,
    /// Records that were folded.
    pub replayed: u64,
    /// Persons of the log whose keys are damaged: what was sealed for them cannot be opened until the
    /// keyring is restored from a copy.
    pub damaged_keys: Vec<u64>,
    /// How long it took, the opening of the log included.
    pub took: Duration,
}

/// An open hall.
#[derive(Debug)]
pub struct Opened {
    /// The state, up to the end of the log.
    pub world: World,
    /// The one writer.
    pub journal: HallJournal,
    /// The records, for readers.
    pub history: History,
    /// Seals and opens personal fields.
    pub sealer: Arc<Sealer>,
    /// What was found.
    pub report: HallReport,
}

/// A hall's directory.
#[derive(Debug, Clone, Copy)]
pub struct HallStore;

impl HallStore {
    /// Opens the hall in `dir`, or makes an empty one. `progress` is called while records are folded.
    pub fn open(
        dir: &Path,
        options: &HallOptions,
        progress: &mut dyn FnMut(Replayed),
    ) -> Result<Opened, OpenHallError> {
        let begun = Instant::now();
        let unfinished = dir.join(UNFINISHED_FILE);
        if unfinished.exists() {
            return Err(OpenHallError::Unfinished { file: unfinished });
        }
        create_private_dir(dir)
            .map_err(|source| OpenHallError::Io { dir: dir.to_path_buf(), source })?;
        let log_dir = dir.join(LOG_DIR);
        let keyring = dir.join(KEYRING_FILE);
        // The keyring is made after the log, so one without a log has lost it.
        if keyring.exists() && !Log::exists(&log_dir) {
            return Err(OpenHallError::LogLost { keyring, dir: log_dir });
        }
        let (log, report) = Log::open(&log_dir, options.log)?;
        let sealer = open_sealer(dir, options, &log)?;
        hall_id::bind(&log_dir, &log, &sealer.hall_id())?;
        let history = History::new(log.reader());
        let restored = if options.use_snapshots {
            snapshot::read_snapshot(&HallStore::snapshot_dir(dir), &history)
        } else {
            None
        };
        let snapshot = restored.as_ref().map(World::seq);
        let mut world = restored.unwrap_or_default();
        let mut finished = Ok(());
        let mut each = |commit: &Commit| {
            if finished.is_ok() {
                finished = finish(commit, &log, &sealer);
            }
        };
        replay_after(&mut world, &history, &mut each, progress)?;
        finished?;
        let replayed = world.seq() - snapshot.unwrap_or(0);
        let subjects = world.subjects().values().map(|subject| subject.0.saturating_add(1));
        let damaged_keys = sealer.keyring().damaged(subjects.max().unwrap_or(0));
        let damaged_keys = damaged_keys.map_err(OpenKeyringError::Keyring)?;
        let took = begun.elapsed();
        let report = HallReport { log: report, snapshot, replayed, damaged_keys, took };
        let journal = HallJournal::new(log, Arc::clone(&sealer));
        Ok(Opened { world, journal, history, sealer, report })
    }

    /// Where the snapshots of a hall are.
    pub fn snapshot_dir(dir: &Path) -> PathBuf {
        dir.join(SNAPSHOT_DIR)
    }
}

/// A new keyring is made only beside a log without records: those of another would be lost.
fn open_sealer(dir: &Path, options: &HallOptions, log: &Log) -> Result<Arc<Sealer>, OpenHallError> {
    let file = dir.join(KEYRING_FILE);
    if log.size() > 0 && !file.exists() {
        return Err(OpenHallError::KeyringLost { file, records: log.size() });
    }
    let master = options.master_key.clone().unwrap_or_else(|| dir.join(MASTER_KEY_FILE));
    let keyring = Keyring::open_or_create(&file, &master)?;
    Ok(Arc::new(Sealer::new(Arc::new(keyring))))
}

/// Does what follows from a command outside the log and may have been cut short: the index of archived
/// cases, and the destruction of keys.
fn finish(commit: &Commit, log: &Log, sealer: &Sealer) -> Result<(), OpenHallError> {
    for (seq, entry) in (commit.seq..).zip(&commit.entries) {
        if let (Event::Archived(_), Stream::Case(id)) = (&entry.event, entry.stream)
            // A damaged entry is replaced like one that is not there.
            && log.index_get(id.0).ok().flatten() != Some(seq)
        {
            log.index_put(id.0, seq)?;
        }
        // 补充归档: its history ends with what came after the archive.
        if let (Event::ArchiveSupplemented(_), Stream::Case(id)) = (&entry.event, entry.stream) {
            let of_it = (commit.seq..).zip(&commit.entries);
            let last = of_it.filter(|(_, known)| known.stream == entry.stream).last();
            log.index_put(id.0, last.map_or(seq, |(last, _)| last))?;
        }
        if let (Event::BundleArchived(_), Stream::Bundle(id)) = (&entry.event, entry.stream)
            && log.index_get(bundle_key(id)).ok().flatten() != Some(seq)
        {
            log.index_put(bundle_key(id), seq)?;
        }
        if let Some(id) = entry.stream.voice().filter(|id| engine::voice::closes(*id, &entry.event))
            && log.index_get(voice_key(id)).ok().flatten() != Some(seq)
        {
            log.index_put(voice_key(id), seq)?;
        }
    }
    for subject in journal::erased(commit) {
        journal::erase(sealer.keyring(), subject)?;
    }
    Ok(())
}
