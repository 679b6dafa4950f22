//! Why a log cannot be read, or does not answer what was asked.

use std::path::PathBuf;

use engine::id::Seq;
use engine::world::Illegal;
use store::backup::BackupError;
use store::frame_stream::StreamError;
use store::{HistoryError, OpenError, ReadError};
use thiserror::Error;

use crate::moment::Moment;
use crate::remote::RemoteError;

/// Why a data directory cannot be read, or not any further.
#[derive(Debug, Error)]
pub enum SourceError {
    /// There is no log.
    #[error(
        "{} holds no log: give the data directory of a hall, the one with `log` in it",
        dir.display()
    )]
    NoLog {
        /// What was given.
        dir: PathBuf,
    },
    /// The log cannot be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// A record cannot be read.
    #[error(transparent)]
    History(#[from] HistoryError),
    /// A record can be read, but says what cannot have happened.
    #[error("the log says what cannot have happened: {0}; run `verify` and restore it from a copy")]
    Illegal(#[from] Illegal),
    /// No case has this number.
    #[error(
        "there is no case {number} up to that moment, nor anything else of that number: check it, or ask \
        for a later moment"
    )]
    UnknownCase {
        /// The number.
        number: String,
    },
    /// A server does not show what it says: the log itself has to be read.
    #[error("the server does not prove it: {reason}")]
    Unproved {
        /// What does not fit.
        reason: String,
    },
    /// A server says that it does not know a number.
    #[error(
        "the server says that it does not know what was asked for ({said}): check the number. Nothing proves \
         that it is not there; with --whole the whole log is fetched and passed over"
    )]
    SaidUnknown {
        /// What it says.
        said: String,
    },
    /// The later moment comes first.
    #[error("{from} comes after {to}: give the earlier moment as --from")]
    Reversed {
        /// The moment that was given first.
        from: Moment,
        /// The moment that was given second.
        to: Moment,
    },
    /// A record that is not there yet.
    #[error(
        "there is no record {asked}, the log ends with record {size}: give one up to there, a day or an instant"
    )]
    Beyond {
        /// The record that was asked for.
        asked: Seq,
        /// The last record.
        size: Seq,
    },
    /// What comes after the end.
    #[error("nothing comes after the end: give a record, a day or an instant as --from")]
    FromEnd,
    /// A server cannot be asked.
    #[error(transparent)]
    Remote(#[from] RemoteError),
    /// Frames did not come whole.
    #[error(
        "the frames of {} did not come whole, ask again or read a copy of the directory: {source}",
        origin.display()
    )]
    Stream {
        /// Where they come from.
        origin: PathBuf,
        /// What is wrong.
        source: StreamError,
    },
    /// Another server answers than at first.
    #[error("{url} answers for another hall than before: begin again")]
    OtherHall {
        /// The address.
        url: String,
    },
    /// A backup is not whole.
    #[error(transparent)]
    Backup(#[from] BackupError),
    /// A restore was cut short.
    #[error("the restore into {} was not finished: run it again, or read the backup itself",
        dir.display())]
    Unfinished {
        /// The directory.
        dir: PathBuf,
    },
    /// A file beside the log cannot be used.
    #[error("cannot use {}, see that it is there and may be read: {source}", file.display())]
    Io {
        /// The file.
        file: PathBuf,
        /// What failed.
        source: std::io::Error,
    },
}

impl From<ReadError> for SourceError {
    fn from(error: ReadError) -> SourceError {
        SourceError::History(HistoryError::from(error))
    }
}
