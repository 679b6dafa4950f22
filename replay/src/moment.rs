//! 时刻: the moment of the log that a question is about.

use std::fmt;
use std::str::FromStr;

use engine::id::Seq;
use engine::record::{Meta, Record};
use engine::time::{Day, Timestamp};

use crate::source::{Source, SourceError};

/// Up to where the log is folded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// The end of the log.
    End,
    /// Up to this record, and the other records of the same command with it.
    Seq(Seq),
    /// What was recorded at this instant or before.
    Instant(Timestamp),
}

impl Moment {
    /// Whether a commit that begins at `seq` belongs to the past of this moment.
    pub fn reaches(self, seq: Seq, meta: &Meta) -> bool {
        match self {
            Moment::End => true,
            Moment::Seq(last) => seq <= last,
            Moment::Instant(at) => meta.recorded_at <= at,
        }
    }

    /// Refuses a record that a log of `size` records has not.
    pub(crate) fn is_within(self, size: Seq) -> Result<(), SourceError> {
        match self {
            Moment::Seq(asked) if asked > size => Err(SourceError::Beyond { asked, size }),
            Moment::Seq(_) | Moment::Instant(_) | Moment::End => Ok(()),
        }
    }

    /// Whether a record belongs to the past of this moment, with all others of its command.
    pub fn reaches_record(self, record: &Record) -> bool {
        let first = record.seq.saturating_sub(u64::from(record.index));
        self.reaches(first, &record.meta)
    }
}

impl Source {
    /// Refuses a record that is not there. A day or an instant after the end is the end.
    pub(crate) fn has(&self, moment: Moment) -> Result<(), SourceError> {
        moment.is_within(self.size())
    }

    /// Refuses a stretch that ends before it begins, and records that are not there.
    pub(crate) fn stretch(&self, from: Moment, to: Moment) -> Result<(), SourceError> {
        self.has(from)?;
        self.has(to)?;
        let recorded_at = |seq: Seq| match seq {
            0 => Ok(None),
            seq => self.history().record(seq).map(|record| Some(record.meta.recorded_at)),
        };
        let is_reversed = match (from, to) {
            (_, Moment::End) | (Moment::End, Moment::Instant(_)) => false,
            (Moment::End, Moment::Seq(to)) => to < self.size(),
            (Moment::Seq(from), Moment::Seq(to)) => from > to,
            (Moment::Instant(from), Moment::Instant(to)) => from > to,
            (Moment::Seq(from), Moment::Instant(to)) => {
                recorded_at(from)?.is_some_and(|at| at > to)
            }
            (Moment::Instant(from), Moment::Seq(to)) => recorded_at(to)?.is_none_or(|at| at < from),
        };
        if is_reversed { Err(SourceError::Reversed { from, to }) } else { Ok(()) }
    }

    /// The same of a stretch in which something may lie: nothing comes after the end.
    pub(crate) fn open_stretch(&self, from: Moment, to: Moment) -> Result<(), SourceError> {
        if from == Moment::End {
            return Err(SourceError::FromEnd);
        }
        self.stretch(from, to)
    }
}

/// The text is no moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "not a moment: write a record number, a day as 2026-01-05 (to its end), or an instant as \
     2026-01-05T09:30:00+08:00"
)]
pub struct NotAMoment;

impl FromStr for Moment {
    type Err = NotAMoment;

    /// `end`, a record number, a day (its last millisecond), or an instant.
    fn from_str(text: &str) -> Result<Moment, NotAMoment> {
        if text == "end" {
            return Ok(Moment::End);
        }
        if let Ok(seq) = text.parse() {
            return Ok(Moment::Seq(seq));
        }
        if let Ok(day) = text.parse::<Day>() {
            return Ok(Moment::Instant(day.next().start().plus_ms(-1)));
        }
        text.parse().map(Moment::Instant).map_err(|_| NotAMoment)
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Moment::End => f.write_str("end"),
            Moment::Seq(seq) => write!(f, "record {seq}"),
            Moment::Instant(at) => write!(f, "{at}"),
        }
    }
}
