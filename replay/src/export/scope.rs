//! 范围: which part of the log is exported.

use std::str::FromStr;

use engine::code::CaseNumber;
use engine::id::Seq;
use engine::record::Record;
use engine::time::{Day, Timestamp};

use crate::moment::{Moment, NotAMoment};

/// The first that is exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Since {
    /// This record.
    Seq(Seq),
    /// What was recorded at this instant or later.
    Instant(Timestamp),
}

/// The last that is exported; a moment, and a day is taken to its end.
pub type Until = Moment;

impl Since {
    /// As a moment, to be compared with others.
    pub(super) fn moment(self) -> Moment {
        match self {
            Since::Seq(seq) => Moment::Seq(seq),
            Since::Instant(at) => Moment::Instant(at),
        }
    }
}

/// The text does not say where something begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoBeginning {
    /// It is no moment.
    #[error(transparent)]
    NotAMoment(#[from] NotAMoment),
    /// It is the end.
    #[error("nothing comes after the end: give a record, a day or an instant as --from")]
    End,
}

impl FromStr for Since {
    type Err = NoBeginning;

    fn from_str(text: &str) -> Result<Since, NoBeginning> {
        if text == "end" {
            return Err(NoBeginning::End);
        }
        if let Ok(seq) = text.parse() {
            return Ok(Since::Seq(seq));
        }
        if let Ok(day) = text.parse::<Day>() {
            return Ok(Since::Instant(day.start()));
        }
        text.parse().map(Since::Instant).map_err(|_| NotAMoment.into())
    }
}

/// Which part of the log is exported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// The first; the beginning where not given.
    pub from: Option<Since>,
    /// The last.
    pub to: Moment,
    /// Only this case.
    pub case: Option<CaseNumber>,
    /// Only what was brought in from another system's log.
    pub origin_only: bool,
}

impl Default for Scope {
    fn default() -> Scope {
        Scope { from: None, to: Moment::End, case: None, origin_only: false }
    }
}

impl Scope {
    /// True when a record is not before the first; a command is inside as a whole, or not at all.
    pub(super) fn has_begun(&self, record: &Record) -> bool {
        match self.from {
            None => true,
            Some(Since::Seq(seq)) => record.seq.saturating_sub(u64::from(record.index)) >= seq,
            Some(Since::Instant(at)) => record.meta.recorded_at >= at,
        }
    }

    /// True when a record comes after the last: recording never runs backwards, so do all others.
    pub(super) fn is_over(&self, record: &Record) -> bool {
        !self.to.reaches_record(record)
    }
}
