//! The two guards between a file and its reader: one tells the progress, one holds the limits.

use std::error::Error;
use std::fmt;
use std::fs::File;
use std::io::{self, Read};

use super::ForeignLogError;
use super::limits::{DECOMPRESSED_BYTES_MAX, RECORD_BYTES_MAX};

/// Tells after every read how many bytes of the file, as it lies on the disk, are read.
pub(super) struct Metered<'p> {
    file: File,
    bytes: u64,
    progress: &'p mut dyn FnMut(u64),
}

impl<'p> Metered<'p> {
    pub(super) fn new(file: File, progress: &'p mut dyn FnMut(u64)) -> Self {
        Self { file, bytes: 0, progress }
    }
}

impl Read for Metered<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(buffer)?;
        self.bytes = self.bytes.saturating_add(length(count));
        (self.progress)(self.bytes);
        Ok(count)
    }
}

/// Ends the reading where the text, or one record of it, is longer than the limit. It stands
/// behind the decompressor, so that a small file cannot become a large text.
pub(super) struct Capped<'p> {
    text: Box<dyn Read + 'p>,
    total: u64,
    record: u64,
    total_max: u64,
}

impl<'p> Capped<'p> {
    pub(super) fn new(text: Box<dyn Read + 'p>) -> Self {
        Self { text, total: 0, record: 0, total_max: DECOMPRESSED_BYTES_MAX }
    }

    /// A new record begins: its bytes are counted from 0. What the reader has already buffered
    /// is not counted again, hence the limit holds to within one buffer.
    pub(super) fn begin_record(&mut self) {
        self.record = 0;
    }
}

impl Read for Capped<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.total > self.total_max {
            return Err(Overrun::refuse("bytes of text", self.total_max));
        }
        if self.record > RECORD_BYTES_MAX {
            return Err(Overrun::refuse("bytes in one record", RECORD_BYTES_MAX));
        }
        let count = self.text.read(buffer)?;
        self.total = self.total.saturating_add(length(count));
        self.record = self.record.saturating_add(length(count));
        Ok(count)
    }
}

/// A limit that was passed while reading bytes. It travels inside an [`io::Error`], since the
/// parsers between here and [`ForeignLogError`] know no other.
#[derive(Debug)]
struct Overrun {
    what: &'static str,
    max: u64,
}

impl Overrun {
    fn refuse(what: &'static str, max: u64) -> io::Error {
        io::Error::other(Self { what, max })
    }
}

impl fmt::Display for Overrun {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} over the limit of {}", self.what, self.max)
    }
}

impl Error for Overrun {}

/// The error of the reader for an error of its bytes.
pub(super) fn read_error(source: io::Error, records: u64) -> ForeignLogError {
    match source.get_ref().and_then(|inner| inner.downcast_ref::<Overrun>()) {
        Some(overrun) => ForeignLogError::TooMuch { what: overrun.what, max: overrun.max, records },
        None => ForeignLogError::Read { source },
    }
}

/// A length as the limits count it.
pub(super) fn length(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_without_end_is_stopped_at_the_limit() {
        let mut capped = Capped { total_max: 4096, ..Capped::new(Box::new(io::repeat(b'x'))) };
        let mut sink = Vec::new();
        let error = capped.read_to_end(&mut sink).expect_err("an endless text is read");
        assert!(sink.len() < 1 << 20, "{}", sink.len());
        assert!(matches!(read_error(error, 7), ForeignLogError::TooMuch { max: 4096, .. }));
    }

    #[test]
    fn a_record_without_end_is_stopped_at_the_limit() {
        let mut capped = Capped::new(Box::new(io::repeat(b'x')));
        let error = capped.read_to_end(&mut Vec::new()).expect_err("an endless record is read");
        let error = read_error(error, 7);
        assert!(matches!(error, ForeignLogError::TooMuch { max: RECORD_BYTES_MAX, .. }));
    }
}
