//! The auditor's tool: reads a data directory, replays it, and says what can be trusted and why.
//!
//! * [`Source`] is an opened copy of a data directory; everything here reads through it.

pub mod moment;
pub mod source;
pub mod torn;

pub use moment::Moment;
pub use source::{CaseHistory, Passed, Source, SourceError};
