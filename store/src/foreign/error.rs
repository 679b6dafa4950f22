//! Why a foreign log, or a mapping, was refused as a whole.

use std::io;

/// A foreign log could not be read. Records that are wrong one by one are not here: they are
/// listed in [`super::SourceLog::unreadable`].
#[derive(Debug, thiserror::Error)]
pub enum ForeignLogError {
    /// The file name says no known format.
    #[error("{file}: unknown kind of log, rename it to end in .csv, .xes or .xes.gz")]
    UnknownKind {
        /// The name as given.
        file: String,
    },
    /// The file could not be opened or read; a damaged or cut gzip file is met here as well.
    #[error("cannot read the log, check that the file is there, whole and readable: {source}")]
    Read {
        /// What the system or the decompressor said.
        source: io::Error,
    },
    /// The table lacks a column without which no event can be read.
    #[error("no column for the {wanted}, name it under [columns] of the mapping; found: {found}")]
    ColumnMissing {
        /// `case`, `activity` or `time`.
        wanted: &'static str,
        /// The first names of the header.
        found: String,
    },
    /// The bytes are not well-formed XML.
    #[error("not well-formed XML at byte {at_byte}, export the log again: {reason}")]
    NotXml {
        /// Byte of the (decompressed) text.
        at_byte: u64,
        /// What the parser said.
        reason: String,
    },
    /// The XML holds no XES log.
    #[error("not an XES log: the outermost element is {found}, not <log>")]
    NotXes {
        /// The outermost element, or `nothing`.
        found: String,
    },
    /// The file ends before the log does.
    #[error("the log ends in the middle, after {records} records, fetch the file again")]
    CutShort {
        /// Records read so far.
        records: u64,
    },
    /// A limit of [`super::limits`] was passed.
    #[error("too much: {what} over the limit of {max}, after {records} records")]
    TooMuch {
        /// What there is too much of, with its unit.
        what: &'static str,
        /// The limit.
        max: u64,
        /// Records read so far.
        records: u64,
    },
}

/// A mapping could not be read.
#[derive(Debug, thiserror::Error)]
pub enum MappingError {
    /// The file could not be read.
    #[error("cannot read the mapping, check that the file is there and readable: {source}")]
    Read {
        /// What the system said.
        source: io::Error,
    },
    /// The text is not TOML, or has a key or a meaning that is unknown.
    #[error("the mapping is wrong, mend it where it says: {reason}")]
    Toml {
        /// What the parser said, with line and column.
        reason: String,
    },
    /// A limit of [`super::limits`] was passed.
    #[error("the mapping has too much: {what} over the limit of {max}")]
    TooMuch {
        /// What there is too much of, with its unit.
        what: &'static str,
        /// The limit.
        max: u64,
    },
}
