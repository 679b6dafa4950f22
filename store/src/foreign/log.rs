//! A foreign log as it was read: cases, their events, and what could not be read.

use std::collections::BTreeMap;
use std::fmt;

/// One event of a foreign log: somebody did something for a case at a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceEvent {
    /// Number of the record in the file, from 1.
    pub record: u64,
    /// Identifier of the case, as the log writes it.
    pub case: String,
    /// Name of the activity, as the log writes it.
    pub activity: String,
    /// Moment of the event, milliseconds since 1970-01-01T00:00:00Z, rounded down.
    pub time_ms: i64,
    /// Who did it, where the log says so.
    pub resource: Option<String>,
    /// Unit of who did it, where the log says so.
    pub group: Option<String>,
    /// Stage in the life of the activity (`start`, `complete` ...), where the log says so.
    pub lifecycle: Option<String>,
    /// Identifier of the piece of work, where the log says so.
    pub instance: Option<String>,
}

/// One case of a foreign log.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SourceCase {
    /// Identifier, unique in its log.
    pub id: String,
    /// Attributes of the case as text, the way the log writes them. A table's columns
    /// `case:NAME` are attribute `NAME`, the name an XES log gives it; of the rows of one case
    /// the first that has a value counts.
    pub attributes: BTreeMap<String, String>,
    /// Events in order of time; those of one millisecond in the order of the file.
    pub events: Vec<SourceEvent>,
    /// Records of this case that could not be read: what they told is not in `events`.
    pub unreadable: u64,
}

/// A foreign log that was read to its end or to the asked number of cases.
///
/// `records == events + unreadable_total + beyond_limit` holds always.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SourceLog {
    /// Cases in the order in which the file names them first.
    pub cases: Vec<SourceCase>,
    /// Events kept in `cases`.
    pub events: u64,
    /// Records met: rows of a table, events of an XES log, and traces that have neither an
    /// identifier nor an event.
    pub records: u64,
    /// Events that stood in the file before an earlier one of their case.
    pub out_of_order: u64,
    /// Records that could not be read, all of them.
    pub unreadable_total: u64,
    /// The first [`super::limits::UNREADABLE_LISTED_MAX`] of them.
    pub unreadable: Vec<Unreadable>,
    /// Those of them that name their case.
    pub unreadable_in_cases: u64,
    /// Records of cases beyond the asked number. A table is read on behind the last asked case,
    /// since its rows may be mixed; an XES log is not, so that this stays 0 for it.
    pub beyond_limit: u64,
    /// Cases that went on after they had been given away, of a log that was read case by case.
    pub continued: u64,
    /// True if the file holds, or may hold, more cases than were asked for.
    pub limited: bool,
}

impl SourceLog {
    /// How often each activity occurs.
    pub fn activities(&self) -> BTreeMap<&str, u64> {
        let mut counts = BTreeMap::new();
        for event in self.cases.iter().flat_map(|case| &case.events) {
            *counts.entry(event.activity.as_str()).or_insert(0) += 1;
        }
        counts
    }
}

/// A record that could not be read, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    /// Number of the record in the file, from 1; the header of a table is not counted.
    pub record: u64,
    /// Line of the file, from 1. XES logs have none: their events span lines.
    pub line: Option<u64>,
    /// What is wrong.
    pub problem: Problem,
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "line {line} (record {}): {}", self.record, self.problem),
            None => write!(f, "record {}: {}", self.record, self.problem),
        }
    }
}

/// Why a record could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// The record does not say to which case it belongs.
    #[error("no case")]
    CaseMissing,
    /// The record does not say what was done.
    #[error("no activity")]
    ActivityMissing,
    /// The record does not say when.
    #[error("no time")]
    TimeMissing,
    /// The text is no moment, or one outside 1900 to 2199. Long texts are cut.
    #[error("not a time: {text:?}")]
    TimeWrong {
        /// The text found.
        text: String,
    },
    /// The row has another number of fields than the header.
    #[error("{found} fields where the header has {expected}")]
    FieldCount {
        /// Fields of this row.
        found: usize,
        /// Fields of the header.
        expected: usize,
    },
    /// The row is not UTF-8.
    #[error("not UTF-8")]
    NotUtf8,
}
