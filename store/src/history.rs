//! 历史: the records of the log as domain values, for any number of readers while the log is written.

use engine::bundle::Bundle;
use engine::case::{Case, IllegalTransition, Position};
use engine::event::{Event, Stream};
use engine::id::{BundleId, CaseId, Seq, VoiceId};
use engine::limits::ITEMS_MAX;
use engine::record::{Commit, Record};
use engine::setup::Setup;
use engine::time::Timestamp;
use engine::voice::Voice;
use thiserror::Error;

use crate::ahead::run_ahead;
use crate::codec::{CommitError, DecodeError, commits, decode, stream_of};
use crate::journal::{bundle_key, voice_key};
use crate::reader::{LogReader, ReadError};
use crate::sled_file::StorageError;

/// Records that one call gives at most.
pub const HISTORY_PAGE_MAX: usize = 10_000;

/// Why a part of the history cannot be given.
#[derive(Debug, Error)]
pub enum HistoryError {
    /// The log cannot be read there.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The record is damaged, or newer than this program.
    #[error("{0}; where the log is damaged, verify it and restore it from a copy")]
    Decode(#[from] DecodeError),
    /// Records do not make up whole commands.
    #[error("{0}; verify the log and restore it from a copy")]
    Commit(#[from] CommitError),
    /// Following a stream back led to a record that is not the one before.
    #[error(
        "record {seq} is not the one before record {from} of {stream:?}; verify the log and restore \
         it from a copy"
    )]
    Chain {
        /// The stream that was followed.
        stream: Stream,
        /// The record whose predecessor was wanted.
        from: Seq,
        /// What was found in its place.
        seq: Seq,
    },
    /// The log says something that cannot have happened.
    #[error(
        "record {seq} cannot have happened: {reason}; verify the log and restore it from a copy"
    )]
    Illegal {
        /// Its position.
        seq: Seq,
        /// Why not.
        reason: String,
    },
    /// The derived index cannot be read.
    #[error("{0}; the index is made anew when the log is opened without snapshots")]
    Index(#[from] StorageError),
}

/// Up to when a past state is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Until {
    /// Up to this record, itself included.
    Seq(Seq),
    /// What was recorded at this instant or before.
    Instant(Timestamp),
}

impl Until {
    fn reaches(self, record: &Record) -> bool {
        match self {
            Until::Seq(seq) => record.seq <= seq,
            Until::Instant(at) => record.meta.recorded_at <= at,
        }
    }
}

/// The records of a log. Clones share one open log.
#[derive(Debug, Clone)]
pub struct History {
    reader: LogReader,
}

impl History {
    /// The history in this log.
    pub fn new(reader: LogReader) -> History {
        History { reader }
    }

    /// The log itself: its size, root and proofs.
    pub fn log(&self) -> &LogReader {
        &self.reader
    }

    /// One record.
    pub fn record(&self, seq: Seq) -> Result<Record, HistoryError> {
        Ok(decode(seq, &self.reader.read(seq)?)?)
    }

    /// The whole command to which a record belongs.
    pub fn commit(&self, seq: Seq) -> Result<Commit, HistoryError> {
        let (first, group) = self.reader.read_group(seq)?;
        let records = (first..).zip(&group).map(|(seq, bytes)| Ok(decode(seq, bytes)?));
        let missing = CommitError { seq, reason: "its group is empty" };
        let mut commits = commits(records);
        commits.next().unwrap_or(Err(missing.into()))
    }

    /// The records after a position, in order, at most `limit` and [`HISTORY_PAGE_MAX`] of them.
    pub fn records(&self, after: Seq, limit: usize) -> Result<Vec<Record>, HistoryError> {
        self.scan(after).take(limit.min(HISTORY_PAGE_MAX)).collect()
    }

    /// All records after a position that are durable now, in order, read as they are asked for.
    /// Ends after the first error.
    pub fn scan(&self, after: Seq) -> impl Iterator<Item = Result<Record, HistoryError>> + use<> {
        let mut scan = self.reader.scan(after);
        let mut is_over = false;
        std::iter::from_fn(move || {
            if is_over {
                return None;
            }
            let record = match scan.next_with(decode)? {
                Ok(Ok(record)) => Ok(record),
                Ok(Err(error)) => Err(error.into()),
                Err(error) => Err(error.into()),
            };
            is_over = record.is_err();
            Some(record)
        })
    }

    /// Hands the records of the wanted streams after a position to `take`, in order, until that says
    /// `false`. Of all others only the beginning is read, so this passes a long log quickly.
    pub fn each_of(
        &self,
        after: Seq,
        mut wants: impl FnMut(Stream) -> bool,
        mut take: impl FnMut(Record) -> bool,
    ) -> Result<(), HistoryError> {
        let mut scan = self.reader.scan(after);
        let mut read = |seq, bytes: &[u8]| {
            if wants(stream_of(seq, bytes)?) { decode(seq, bytes).map(Some) } else { Ok(None) }
        };
        while let Some(record) = scan.next_with(&mut read) {
            if let Some(record) = record??
                && !take(record)
            {
                break;
            }
        }
        Ok(())
    }

    /// Hands all commands after a position, which must be the end of one, to `take`, in order, while
    /// another thread reads ahead; until the first error, or until `take` says `false`.
    ///
    /// # Errors
    /// When the operating system gives no thread; then nothing was taken.
    pub fn each_commit(
        &self,
        after: Seq,
        take: impl FnMut(Result<Commit, HistoryError>) -> bool,
    ) -> std::io::Result<()> {
        run_ahead(self.commits(after), take)
    }

    /// All commands after a position, which must be the end of one. Ends after the first error.
    pub fn commits(
        &self,
        after: Seq,
    ) -> impl Iterator<Item = Result<Commit, HistoryError>> + use<> {
        commits(self.scan(after))
    }

    /// The last `limit` records of a stream up to the one at `last`, in order, at most
    /// [`HISTORY_PAGE_MAX`]. For those before them ask again with the first one's
    /// `entry.previous`; 0 gives nothing.
    pub fn of_stream(&self, last: Seq, limit: usize) -> Result<Vec<Record>, HistoryError> {
        let back = self.back(last).take(limit.min(HISTORY_PAGE_MAX));
        let mut records = back.collect::<Result<Vec<Record>, HistoryError>>()?;
        records.reverse();
        Ok(records)
    }

    /// The records of a stream from the one at `last` back to its first. Ends after the first error.
    pub fn back(&self, last: Seq) -> impl Iterator<Item = Result<Record, HistoryError>> {
        let mut next = last;
        let mut after: Option<(Seq, Stream, u32)> = None;
        std::iter::from_fn(move || {
            if next == 0 {
                return None;
            }
            let seq = std::mem::take(&mut next);
            let record = match self.record(seq) {
                Ok(record) => record,
                Err(error) => return Some(Err(error)),
            };
            let entry = &record.entry;
            if let Some((from, stream, version)) = after
                && (entry.stream, entry.version.checked_add(1)) != (stream, Some(version))
            {
                return Some(Err(HistoryError::Chain { stream, from, seq }));
            }
            let is_first = entry.version == 1;
            if entry.previous >= seq || is_first != (entry.previous == 0) {
                let (stream, from) = (entry.stream, seq);
                return Some(Err(HistoryError::Chain { stream, from, seq: entry.previous }));
            }
            after = Some((seq, entry.stream, entry.version));
            next = entry.previous;
            Some(Ok(record))
        })
    }

    /// Where the history of an archived case ends; `None` where the index knows no such case.
    pub fn archived(&self, case: CaseId) -> Result<Option<Seq>, HistoryError> {
        Ok(self.reader.index_get(case.0)?)
    }

    /// At most `limit` archived cases after one, by item and day of receipt, each with where its history ends;
    /// fewer only where there are no more. The index may lag behind the log a little.
    pub fn archived_after(
        &self,
        after: CaseId,
        limit: usize,
    ) -> Result<Vec<(CaseId, Seq)>, HistoryError> {
        let mut found = Vec::new();
        let is_case = |key: &u64| {
            usize::try_from(CaseId(*key).item_ordinal()).is_ok_and(|item| item < ITEMS_MAX)
        };
        for key in self.reader.index_after(after.0, limit)?.into_iter().filter(is_case) {
            let last = self.reader.index_get(key)?;
            found.extend(last.map(|last| (CaseId(key), last)));
        }
        Ok(found)
    }

    /// Where the history of an archived bundle ends; `None` where the index knows no such bundle.
    pub fn archived_bundle(&self, bundle: BundleId) -> Result<Option<Seq>, HistoryError> {
        Ok(self.reader.index_get(bundle_key(bundle))?)
    }

    /// Where the history of a closed voice ends; `None` where the index knows no such voice.
    pub fn closed_voice(&self, voice: VoiceId) -> Result<Option<Seq>, HistoryError> {
        Ok(self.reader.index_get(voice_key(voice))?)
    }

    /// A voice as it was, from its last record back. `None` where it did not exist yet.
    pub fn voice_at(&self, last: Seq, until: Until) -> Result<Option<Voice>, HistoryError> {
        let mut records = Vec::new();
        for record in self.back(last) {
            let record = record?;
            if until.reaches(&record) {
                records.push(record);
            }
        }
        let mut voice = None;
        for record in records.into_iter().rev() {
            voice = Some(fold_voice(voice, &record)?);
        }
        Ok(voice)
    }

    /// A bundle as it was, from its last record back. `None` where it did not exist yet.
    pub fn bundle_at(
        &self,
        setup: &Setup,
        last: Seq,
        until: Until,
    ) -> Result<Option<Bundle>, HistoryError> {
        let mut records = Vec::new();
        for record in self.back(last) {
            let record = record?;
            if until.reaches(&record) {
                records.push(record);
            }
        }
        let mut bundle = None;
        for record in records.into_iter().rev() {
            bundle = Some(fold_bundle(setup, bundle, &record)?);
        }
        Ok(bundle)
    }

    /// A case as it was, from its last record back: for an open case `Case::last_seq`, for an archived
    /// one [`History::archived`]. `None` where it did not exist yet.
    pub fn case_at(
        &self,
        setup: &Setup,
        last: Seq,
        until: Until,
    ) -> Result<Option<Case>, HistoryError> {
        let mut records = Vec::new();
        for record in self.back(last) {
            let record = record?;
            if until.reaches(&record) {
                records.push(record);
            }
        }
        let mut case = None;
        for record in records.into_iter().rev() {
            case = Some(fold(setup, case, &record)?);
        }
        Ok(case)
    }

    /// The set-up as its streams left it, from the last record of each back to the first.
    pub fn setup(&self, last: impl IntoIterator<Item = Seq>) -> Result<Setup, HistoryError> {
        let mut events: Vec<(Seq, Event)> = Vec::new();
        for last in last {
            for record in self.back(last) {
                let record = record?;
                events.push((record.seq, record.entry.event));
            }
        }
        events.sort_unstable_by_key(|(seq, _)| *seq);
        let mut setup = Setup::default();
        for (seq, event) in events {
            let illegal = |reason| HistoryError::Illegal { seq, reason };
            setup.evolve(&event).map_err(|error| illegal(error.to_string()))?;
        }
        Ok(setup)
    }
}

fn fold(setup: &Setup, case: Option<Case>, record: &Record) -> Result<Case, HistoryError> {
    let seq = record.seq;
    let illegal = |reason: String| HistoryError::Illegal { seq, reason };
    let Some(mut case) = case else {
        return open_case(setup, record);
    };
    let item = setup.item(case.item).ok_or_else(|| illegal("its item is unknown".to_owned()))?;
    let here = Position { seq, at: record.meta.occurred_at };
    let folded = case.evolve(&record.entry.event, &item.definition, here);
    folded.map_err(|error: IllegalTransition| illegal(error.to_string()))?;
    case.taken_in_by(&record.entry.event, &record.meta.actor);
    Ok(case)
}

fn fold_bundle(
    setup: &Setup,
    bundle: Option<Bundle>,
    record: &Record,
) -> Result<Bundle, HistoryError> {
    let illegal = |reason: String| HistoryError::Illegal { seq: record.seq, reason };
    let here = Position { seq: record.seq, at: record.meta.occurred_at };
    let event = &record.entry.event;
    if let Some(mut bundle) = bundle {
        let folded = bundle.evolve(event, setup, here);
        folded.map_err(|error| illegal(error.to_string()))?;
        return Ok(bundle);
    }
    let (Event::BundleReceived(event), Stream::Bundle(id)) = (event, record.entry.stream) else {
        return Err(illegal("it opens no bundle".to_owned()));
    };
    let bundle = Bundle::received(id, setup, event, here);
    bundle.ok_or_else(|| illegal("it names what is not published".to_owned()))
}

fn fold_voice(voice: Option<Voice>, record: &Record) -> Result<Voice, HistoryError> {
    let illegal = |reason: String| HistoryError::Illegal { seq: record.seq, reason };
    let here = Position { seq: record.seq, at: record.meta.occurred_at };
    if let Some(mut voice) = voice {
        let folded = voice.evolve(&record.entry.event, here);
        folded.map_err(|error| illegal(error.to_string()))?;
        return Ok(voice);
    }
    let opened =
        record.entry.stream.voice().and_then(|id| Voice::opened(id, &record.entry.event, here));
    opened.ok_or_else(|| illegal("it opens no voice".to_owned()))
}

fn open_case(setup: &Setup, record: &Record) -> Result<Case, HistoryError> {
    let illegal =
        |reason: &str| HistoryError::Illegal { seq: record.seq, reason: reason.to_owned() };
    let (Event::ApplicationReceived(event), Stream::Case(id)) =
        (&record.entry.event, record.entry.stream)
    else {
        return Err(illegal("it opens no case"));
    };
    let item = setup.item_version(&event.item, event.item_version);
    let item = item.ok_or_else(|| illegal("its item is unknown"))?;
    let here = Position { seq: record.seq, at: record.meta.occurred_at };
    let mut case = Case::received(id, item, event, here);
    case.taken_in_by(&record.entry.event, &record.meta.actor);
    Ok(case)
}
