//! Whole frames as they are stored, for a copy of the log.

use crate::reader::{LogReader, ReadError};
use crate::recovery::FrameProblem;

/// Frames in order; see [`LogReader::frames`].
#[derive(Debug)]
pub struct FrameScan {
    reader: LogReader,
    next: u64,
    end: u64,
}

impl LogReader {
    /// The frames after a record, which must be the last of one (0 for all), up to what is durable
    /// now. Each is checked before it is given; ends after the first error.
    pub fn frames(&self, after_seq: u64) -> Result<FrameScan, ReadError> {
        let (next, end) = (after_seq.saturating_add(1), self.size());
        if next > 1 && next <= end && self.frame_with(next)?.first_seq() != next {
            return Err(ReadError::NotAFrame { seq: next });
        }
        Ok(FrameScan { reader: self.clone(), next, end })
    }

    fn stored_frame(&self, seq: u64) -> Result<(u64, Vec<u8>), ReadError> {
        let found = self.file().frame(seq);
        let found = found.map_err(|source| ReadError::Storage { seq, source })?;
        let bytes = found.ok_or(self.damaged(seq, FrameProblem::Missing))?;
        let frame = self.decode(seq, seq, bytes)?;
        Ok((frame.last_seq(), frame.bytes().to_vec()))
    }
}

impl Iterator for FrameScan {
    /// The key of a frame, and its bytes.
    type Item = Result<(u64, Vec<u8>), ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        let key = self.next;
        if key > self.end {
            return None;
        }
        match self.reader.stored_frame(key) {
            Ok((last, bytes)) => {
                self.next = last.saturating_add(1);
                Some(Ok((key, bytes)))
            }
            Err(error) => {
                self.end = 0;
                Some(Err(error))
            }
        }
    }
}
