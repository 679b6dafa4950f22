//! Logs of other administrations, read as cases and events, and the mapping that says which of
//! their activities stands for which command of the hall.
//!
//! [`open`] reads a table (`.csv`) or an XES log (`.xes`, `.xes.gz`; IEEE 1849) as a stream and
//! returns the [`SourceLog`]. What cannot be read is counted and listed with its place, and is
//! never dropped in silence. [`Mapping`] then turns an activity into a [`Meaning`]. Nothing here
//! knows the engine: making commands out of the meanings is the caller's work.

mod column;
mod error;
mod gather;
pub mod limits;
mod log;
mod mapping;
mod meaning;
mod metered;
mod moment;
mod open;
mod table;
mod xes;

pub use column::Columns;
pub use error::{ForeignLogError, MappingError};
pub use log::{Problem, SourceCase, SourceEvent, SourceLog, Unreadable};
pub use mapping::{Mapping, read_text};
pub use meaning::Meaning;
pub use moment::parse_ms as moment_ms;
pub use open::{each, open, open_with};
