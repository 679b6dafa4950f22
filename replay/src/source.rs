//! 来源: an opened private copy of a data directory, and what can be read out of it.
//!
//! Invariant: the original directory is only read, file by file; nothing in it is ever opened by
//! the storage engine, locked, written or removed.

mod error;
mod original;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use engine::code::CaseNumber;
use engine::event::Stream;
use engine::id::{CaseId, Seq};
use engine::record::{Commit, Record};
use engine::setup::Setup;
use engine::time::Day;
use engine::world::{Illegal, World};
use store::backup::{BackupReader, UNFINISHED_FILE};
use store::{Checkpoint, Hash, History, HistoryError, LogReader};
use tempfile::TempDir;

use crate::checkpoints::Beside;
use crate::fetch::{fetch, fetch_into, from_backup, readable_part};
use crate::look_up::{Found, Wanted, whole_pass};
use crate::moment::Moment;
use crate::rebuilt::Rebuilt;
use crate::remote::Remote;
use crate::torn::{self, Torn};

pub use error::SourceError;
use original::{about, log_dir, written};

/// How often a directory that is being written is copied again, before only its whole part is read.
pub const COPY_ATTEMPTS_MAX: u32 = 5;

/// The pause before a copy is tried again, times the number of the attempt.
const COPY_PAUSE: Duration = Duration::from_millis(200);

/// Progress is told every so many records.
pub const PROGRESS_EVERY: u64 = 10_000;

/// How far a pass over the log has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Passed {
    /// The last record that was passed.
    pub seq: Seq,
    /// The last record of the log.
    pub of: Seq,
}

/// The whole history of one case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseHistory {
    /// Its id.
    pub id: CaseId,
    /// Its number.
    pub number: CaseNumber,
    /// Its records, in order.
    pub records: Vec<Record>,
}

/// Why a log was not opened, and what can be read of it.
#[derive(Debug)]
pub(crate) struct Unopened {
    pub(crate) error: SourceError,
    pub(crate) part: Option<Source>,
}

impl From<SourceError> for Box<Unopened> {
    fn from(error: SourceError) -> Box<Unopened> {
        Box::new(Unopened { error, part: None })
    }
}

/// An opened private copy of a data directory. Clones share it.
#[derive(Debug, Clone)]
pub struct Source {
    dir: PathBuf,
    scratch: PathBuf,
    history: History,
    attempts: u32,
    torn: Option<Arc<Torn>>,
    kept: Option<Beside>,
    /// Kept as long as it is read.
    _rebuilt: Option<Arc<Rebuilt>>,
    /// Where the checkpoints that a server keeps were put.
    _kept_copy: Option<Arc<TempDir>>,
}

impl Source {
    /// Opens a copy of `dir`: a hall's data directory, the directory of a log itself, or a backup. A
    /// directory that a server is writing may have to be copied more than once; after
    /// [`COPY_ATTEMPTS_MAX`] times, what is whole of it is read, and [`Source::torn`] says so.
    pub fn open(dir: &Path) -> Result<Source, SourceError> {
        Source::open_in(dir, &std::env::temp_dir())
    }

    /// The same, with the directory in which the private copy is made.
    pub fn open_in(dir: &Path, scratch: &Path) -> Result<Source, SourceError> {
        if BackupReader::is_backup(dir) {
            let kept = Beside::list(dir);
            let source = Source::rebuilt(from_backup(dir, scratch)?, dir, scratch);
            return Ok(Source { kept: Some(kept), ..source });
        }
        if dir.join(UNFINISHED_FILE).exists() {
            return Err(SourceError::Unfinished { dir: dir.to_path_buf() });
        }
        let log = log_dir(dir)?;
        let kept = Some(Beside::list(log.parent().unwrap_or(Path::new(""))));
        let mut attempts = 1;
        let opened = loop {
            let before = written(&log);
            match LogReader::open_copy_in(&log, scratch) {
                Ok(reader) => break Ok(reader),
                // Only a log that changed meanwhile can look different in another copy.
                Err(error) if attempts >= COPY_ATTEMPTS_MAX || written(&log) == before => {
                    break Err(error);
                }
                Err(_) => thread::sleep(COPY_PAUSE * attempts),
            }
            attempts += 1;
        };
        let (reader, torn) = match opened {
            Ok(reader) => (reader, None),
            Err(error) => {
                let torn = torn::open_whole_part(&log, scratch, about(error, &log))?;
                (torn.reader(), Some(Arc::new(torn)))
            }
        };
        let (dir, scratch) = (dir.to_path_buf(), scratch.to_path_buf());
        let history = History::new(reader);
        Ok(Source { dir, scratch, history, attempts, torn, kept, _rebuilt: None, _kept_copy: None })
    }

    /// The same of a directory or a backup, or why not, with what can be read of it.
    pub(crate) fn open_or_part(dir: &Path, scratch: &Path) -> Result<Source, Box<Unopened>> {
        match Source::open_in(dir, scratch) {
            Ok(source) => Ok(source),
            Err(error) if BackupReader::is_backup(dir) => {
                let part = readable_part(dir, scratch);
                let part = part.map(|part| Source::part(part, dir, scratch));
                Err(Box::new(Unopened { error, part }))
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Fetches the log of a running server, up to what is durable now, or why not, with what could be taken.
    pub(crate) fn fetch_or_part(remote: &Remote, scratch: &Path) -> Result<Source, Box<Unopened>> {
        let origin = Path::new(remote.url());
        let mut part = None;
        match fetch_into(remote, scratch, &mut part) {
            Ok(rebuilt) => Ok(Source::rebuilt(rebuilt, origin, scratch)),
            Err(error) => {
                let part = part.map(|part| Source::part(part, origin, scratch));
                Err(Box::new(Unopened { error, part }))
            }
        }
    }

    /// Fetches the log of a running server, up to what is durable now.
    pub fn fetch(remote: &Remote, scratch: &Path) -> Result<Source, SourceError> {
        Ok(Source::rebuilt(fetch(remote, scratch)?, Path::new(remote.url()), scratch))
    }

    fn rebuilt(rebuilt: Rebuilt, origin: &Path, scratch: &Path) -> Source {
        Source {
            dir: origin.to_path_buf(),
            scratch: scratch.to_path_buf(),
            history: History::new(rebuilt.reader()),
            attempts: 1,
            torn: None,
            kept: None,
            _rebuilt: Some(Arc::new(rebuilt)),
            _kept_copy: None,
        }
    }

    /// The same, with the checkpoints that its server keeps.
    pub(crate) fn with_kept(self, copy: TempDir) -> Source {
        let kept = Some(Beside::list(copy.path()));
        Source { kept, _kept_copy: Some(Arc::new(copy)), ..self }
    }

    /// What was given to [`Source::open`], or the address of the server.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// What can be read of a backup, or of what a server gives, that is not whole: its frames up to the first that
    /// cannot be taken. The checkpoints beside it are of the whole.
    pub(crate) fn part(rebuilt: Rebuilt, origin: &Path, scratch: &Path) -> Source {
        Source::rebuilt(rebuilt, origin, scratch)
    }

    /// The id of the hall, where it stands beside the log or in the manifest of a backup: that of its keyring.
    pub fn hall_id(&self) -> Option<String> {
        if let Ok(backup) = BackupReader::open(&self.dir) {
            return Some(backup.manifest().hall.clone());
        }
        log_dir(&self.dir).ok().and_then(|log| store::hall_id_of(&log).ok()?)
    }

    /// Where its log is, where a directory was given that has one.
    pub(crate) fn log(&self) -> Option<PathBuf> {
        self.kept.as_ref().and_then(|_| log_dir(&self.dir).ok())
    }

    /// Where private copies are made.
    pub fn scratch(&self) -> &Path {
        &self.scratch
    }

    /// The records, for look-ups of single ones.
    pub fn history(&self) -> &History {
        &self.history
    }

    /// The log below the records: its proofs and its frames.
    pub fn reader(&self) -> &LogReader {
        self.history.log()
    }

    /// Number of records; also the sequence number of the last one.
    pub fn size(&self) -> Seq {
        self.reader().size()
    }

    /// Root of the Merkle tree over all records.
    pub fn root(&self) -> Hash {
        self.reader().root()
    }

    /// Size and root.
    pub fn checkpoint(&self) -> Checkpoint {
        self.reader().checkpoint()
    }

    /// How often the directory was copied.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// The checkpoints beside the log, where a directory was given.
    pub(crate) fn kept(&self) -> Option<&Beside> {
        self.kept.as_ref()
    }

    /// What is missing, where only a part of the log could be opened.
    pub fn torn(&self) -> Option<&Torn> {
        self.torn.as_deref()
    }

    /// All commands after a record, which must be the last of one (0 for all), in order. Ends after
    /// the first error. Holds one frame at a time.
    pub fn commits(&self, after: Seq) -> impl Iterator<Item = Result<Commit, SourceError>> + use<> {
        self.history.commits(after).map(|commit| commit.map_err(SourceError::from))
    }

    /// The same; `progress` is called every [`PROGRESS_EVERY`] records and at the end.
    pub fn commits_with<P: FnMut(Passed)>(
        &self,
        after: Seq,
        mut progress: P,
    ) -> impl Iterator<Item = Result<Commit, SourceError>> + use<P> {
        let mut commits = self.commits(after);
        let of = self.size();
        let (mut seq, mut told) = (after, after);
        std::iter::from_fn(move || {
            let commit = commits.next();
            match &commit {
                Some(Ok(commit)) => seq = last_seq(commit),
                Some(Err(_)) => (),
                None => progress(Passed { seq, of }),
            }
            if seq.saturating_sub(told) >= PROGRESS_EVERY {
                told = seq;
                progress(Passed { seq, of });
            }
            commit
        })
    }

    /// The world as it was at a moment, folded from the first record on.
    pub fn world_at(&self, moment: Moment) -> Result<World, SourceError> {
        self.world_at_with(moment, |_| ())
    }

    /// The same, telling its progress.
    pub fn world_at_with(
        &self,
        moment: Moment,
        progress: impl FnMut(Passed),
    ) -> Result<World, SourceError> {
        let mut world = World::default();
        for commit in self.commits_with(0, progress) {
            let commit = commit?;
            if !moment.reaches(commit.seq, &commit.meta) {
                break;
            }
            world.evolve(&commit)?;
        }
        Ok(world)
    }

    /// The day of a moment: of the instant, or of the record's recording.
    pub fn day_of(&self, moment: Moment) -> Result<Day, SourceError> {
        let seq = match moment {
            Moment::Instant(at) => return Ok(at.day()),
            Moment::Seq(seq) => seq.min(self.size()),
            Moment::End => self.size(),
        };
        if seq == 0 {
            return Ok(Day::MIN);
        }
        Ok(self.history.record(seq)?.meta.recorded_at.day())
    }

    /// The set-up as it was right after the command of record `seq`. Cases are passed by.
    pub fn setup_at(&self, seq: Seq) -> Result<Arc<Setup>, SourceError> {
        let (mut setup, mut folded) = (Setup::default(), Ok(()));
        self.history.each_of(0, Stream::is_setup, |record| {
            if !Moment::Seq(seq).reaches_record(&record) {
                return false;
            }
            folded = fold_setup(&mut setup, &record);
            folded.is_ok()
        })?;
        folded?;
        Ok(Arc::new(setup))
    }

    /// Every record, in order.
    pub fn scan(&self) -> impl Iterator<Item = Result<Record, HistoryError>> {
        self.history.scan(0)
    }

    /// Every record of a case, in order, by one pass over the log.
    pub fn case_history(&self, number: &CaseNumber) -> Result<CaseHistory, SourceError> {
        let Found { stream, records, .. } = whole_pass(self, Wanted::Case(number), Moment::End)?;
        let unknown = || SourceError::UnknownCase { number: number.to_string() };
        let id = stream.case().ok_or_else(unknown)?;
        Ok(CaseHistory { id, number: number.clone(), records })
    }
}

/// The last record of a commit.
pub fn last_seq(commit: &Commit) -> Seq {
    let count = u64::try_from(commit.entries.len()).unwrap_or(u64::MAX);
    commit.seq.saturating_add(count).saturating_sub(1)
}

/// Folds a record into a set-up, if it is about one.
pub(crate) fn fold_setup(setup: &mut Setup, record: &Record) -> Result<(), SourceError> {
    if record.entry.stream.is_setup() {
        let seq = record.seq;
        let folded = setup.evolve(&record.entry.event);
        folded.map_err(|source| Illegal::Setup { seq, source })?;
    }
    Ok(())
}
