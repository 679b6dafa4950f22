//! Frames outside a log: the bytes in which they travel from a server to a copy, and lie in a backup.
//!
//! ```text
//! mark 8 `YCframes` | version u16 | zero u16 | bytes of the hall id u32
//! records of the log u64 | root of its tree 32, both when this was begun
//! hall id
//! every frame: key u64 | bytes u32 | the frame as it is stored
//! the end: 0 u64 | 0 u32; or 0 u64 | bytes u32 | in words, why nothing more comes
//! ```
//! All numbers are little-endian. Frames carry checksums and roots of their own; what is around them
//! carries none, and nothing is believed of it that the frames do not show.

use std::io::{self, ErrorKind, Read};

use thiserror::Error;

use crate::bytes::ByteReader;
use crate::frame::MAX_FRAME_BYTES;
use crate::proof::Checkpoint;

/// Version of the form that is written.
pub const STREAM_FORMAT: u16 = 1;

/// The media type of the form over HTTP.
pub const STREAM_MEDIA_TYPE: &str = "application/vnd.yichuang.frames";

/// Longest id of a hall, and longest reason why a stream ends.
pub const STREAM_TEXT_BYTES_MAX: usize = 4096;

const MARK: [u8; 8] = *b"YCframes";
const FIXED_BYTES: usize = 56;
const ENTRY_BYTES: usize = 12;

/// Why a stream of frames cannot be read, or not any further.
#[derive(Debug, Error)]
pub enum StreamError {
    /// It ends before its end.
    #[error("the stream of frames is cut off")]
    Cut,
    /// It is something else.
    #[error("this is no stream of frames")]
    Mark,
    /// It was written by a newer version of this program.
    #[error("the stream of frames has format {0}, which this version cannot read: use a newer one")]
    Format(u16),
    /// A length is over its limit.
    #[error("the stream of frames names {0} bytes where at most {1} may be")]
    TooLong(usize, usize),
    /// A text is no text.
    #[error("the stream of frames has a text that cannot be read")]
    Text,
    /// Whoever sent it could not go on.
    #[error("the sender stopped: {0}")]
    Stopped(String),
    /// It cannot be read.
    #[error("the stream of frames cannot be read: {0}")]
    Io(io::Error),
}

impl From<io::Error> for StreamError {
    fn from(error: io::Error) -> StreamError {
        if error.kind() == ErrorKind::UnexpectedEof {
            return StreamError::Cut;
        }
        StreamError::Io(error)
    }
}

/// How a stream of frames begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StreamHead {
    /// Which hall the log belongs to.
    pub hall: String,
    /// What the log was when the stream was begun; the frames may end before.
    pub checkpoint: Checkpoint,
}

impl StreamHead {
    /// The bytes a stream begins with.
    pub fn encode(&self) -> Vec<u8> {
        let mut out = MARK.to_vec();
        out.extend_from_slice(&STREAM_FORMAT.to_le_bytes());
        out.extend_from_slice(&[0; 2]);
        out.extend_from_slice(&small(self.hall.len()));
        out.extend_from_slice(&self.checkpoint.size.to_le_bytes());
        out.extend_from_slice(&self.checkpoint.root);
        out.extend_from_slice(self.hall.as_bytes());
        out
    }
}

/// Lengths here are far below 4 GiB.
fn small(len: usize) -> [u8; 4] {
    u32::try_from(len).unwrap_or(u32::MAX).to_le_bytes()
}

/// Adds a frame to a stream.
pub fn push_frame(out: &mut Vec<u8>, key: u64, bytes: &[u8]) {
    out.extend_from_slice(&key.to_le_bytes());
    out.extend_from_slice(&small(bytes.len()));
    out.extend_from_slice(bytes);
}

/// Ends a stream.
pub fn push_end(out: &mut Vec<u8>) {
    push_frame(out, 0, &[]);
}

/// Ends a stream before its end, and says why.
pub fn push_problem(out: &mut Vec<u8>, why: &str) {
    let end = why.floor_char_boundary(STREAM_TEXT_BYTES_MAX);
    push_frame(out, 0, why.get(..end).unwrap_or_default().as_bytes());
}

/// Reads a stream of frames. A frame is given as it came: whether it is whole and follows is for
/// [`crate::Log::take_frames`] to say.
#[derive(Debug)]
pub struct FrameStream<R> {
    source: R,
    head: StreamHead,
    is_over: bool,
}

impl<R: Read> FrameStream<R> {
    /// Reads how the stream begins.
    pub fn open(mut source: R) -> Result<Self, StreamError> {
        let mut fixed = [0; FIXED_BYTES];
        source.read_exact(&mut fixed)?;
        let mut reader = ByteReader::new(&fixed);
        if reader.array() != Some(MARK) {
            return Err(StreamError::Mark);
        }
        let format = reader.u16().ok_or(StreamError::Cut)?;
        if format != STREAM_FORMAT {
            return Err(StreamError::Format(format));
        }
        reader.u16().ok_or(StreamError::Cut)?;
        let hall_bytes = reader.u32().ok_or(StreamError::Cut)?;
        let size = reader.u64().ok_or(StreamError::Cut)?;
        let root = reader.array().ok_or(StreamError::Cut)?;
        let hall = text(&mut source, hall_bytes)?;
        let head = StreamHead { hall, checkpoint: Checkpoint { size, root } };
        Ok(FrameStream { source, head, is_over: false })
    }

    /// How it began.
    pub fn head(&self) -> &StreamHead {
        &self.head
    }

    /// The next frame and its key; `None` at the end.
    pub fn next_frame(&mut self) -> Result<Option<(u64, Vec<u8>)>, StreamError> {
        if self.is_over {
            return Ok(None);
        }
        let mut entry = [0; ENTRY_BYTES];
        self.source.read_exact(&mut entry)?;
        let mut reader = ByteReader::new(&entry);
        let key = reader.u64().ok_or(StreamError::Cut)?;
        let len = reader.u32().ok_or(StreamError::Cut)?;
        if key > 0 {
            return Ok(Some((key, take(&mut self.source, len, MAX_FRAME_BYTES)?)));
        }
        self.is_over = true;
        if len > 0 {
            return Err(StreamError::Stopped(text(&mut self.source, len)?));
        }
        Ok(None)
    }
}

fn take(source: &mut impl Read, len: u32, max: usize) -> Result<Vec<u8>, StreamError> {
    let len = usize::try_from(len).unwrap_or(usize::MAX);
    if len > max {
        return Err(StreamError::TooLong(len, max));
    }
    let mut bytes = vec![0; len];
    source.read_exact(&mut bytes)?;
    Ok(bytes)
}

fn text(source: &mut impl Read, len: u32) -> Result<String, StreamError> {
    let bytes = take(source, len, STREAM_TEXT_BYTES_MAX)?;
    String::from_utf8(bytes).map_err(|_| StreamError::Text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head() -> StreamHead {
        StreamHead { hall: "hall".to_owned(), checkpoint: Checkpoint { size: 3, root: [7; 32] } }
    }

    fn read(bytes: &[u8]) -> Result<Vec<(u64, Vec<u8>)>, StreamError> {
        let mut stream = FrameStream::open(bytes)?;
        assert_eq!(stream.head(), &head());
        let mut frames = Vec::new();
        while let Some(frame) = stream.next_frame()? {
            frames.push(frame);
        }
        Ok(frames)
    }

    #[test]
    fn a_stream_gives_back_what_was_put_into_it() {
        let mut bytes = head().encode();
        push_frame(&mut bytes, 1, b"one");
        push_frame(&mut bytes, 3, b"");
        push_end(&mut bytes);
        assert_eq!(read(&bytes).unwrap(), [(1, b"one".to_vec()), (3, Vec::new())]);
    }

    #[test]
    fn a_stream_without_its_end_is_cut_off_wherever_it_stops() {
        let mut bytes = head().encode();
        push_frame(&mut bytes, 1, b"one");
        push_end(&mut bytes);
        for len in 0..bytes.len() {
            assert!(matches!(read(&bytes[..len]), Err(StreamError::Cut)), "{len}");
        }
    }

    #[test]
    fn the_reason_of_the_sender_is_said() {
        let mut bytes = head().encode();
        push_problem(&mut bytes, "磁盘".repeat(STREAM_TEXT_BYTES_MAX).as_str());
        assert!(matches!(read(&bytes), Err(StreamError::Stopped(why)) if why.starts_with("磁盘")));
    }

    #[test]
    fn what_is_no_stream_of_this_form_is_refused() {
        assert!(matches!(read(&[0; 200]), Err(StreamError::Mark)));
        let mut newer = head().encode();
        newer[8] = 2;
        assert!(matches!(read(&newer), Err(StreamError::Format(2))));
        let mut bytes = head().encode();
        bytes.extend_from_slice(&1_u64.to_le_bytes());
        bytes.extend_from_slice(&u32::MAX.to_le_bytes());
        assert!(matches!(read(&bytes), Err(StreamError::TooLong(_, MAX_FRAME_BYTES))));
    }
}
