//! Records as bytes, and back. The only file that knows the encoding library.
//!
//! A record is one byte of record format, then the header, then the payload of the event's kind, each
//! in the compact form of the library: variable-length integers, lengths before texts and lists.

use bincode::config::{self, Config};
use bincode::enc::write::Writer;
use bincode::error::EncodeError;
use engine::event::{EventKind, Stream};
use engine::id::Seq;
use engine::record::{Commit, Entry, Record};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::frame::MAX_FRAME_BYTES;
use crate::stored::header::{Beginning, Header};
use crate::stored::payload;

pub use crate::stored::DecodeProblem;

/// The version of what stands around the payload.
pub const RECORD_FORMAT: u8 = 1;

/// Bytes that a typical record takes, to begin with.
const TYPICAL_BYTES: usize = 256;

/// A record that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("record {seq} cannot be read: {problem}")]
pub struct DecodeError {
    /// Its position.
    pub seq: Seq,
    /// What is wrong with it.
    pub problem: DecodeProblem,
}

/// The version in which events of a kind are written now; older ones stay readable.
pub fn written_version(kind: EventKind) -> u8 {
    payload::version(kind)
}

/// Records that do not make up the commits they say they belong to.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("record {seq} does not fit the command it belongs to: {reason}")]
pub struct CommitError {
    /// Its position.
    pub seq: Seq,
    /// Why not.
    pub reason: &'static str,
}

fn form() -> impl Config {
    config::standard().with_limit::<MAX_FRAME_BYTES>()
}

/// Where encoded values go.
struct Out<'a>(&'a mut Vec<u8>);

impl Writer for Out<'_> {
    fn write(&mut self, bytes: &[u8]) -> Result<(), EncodeError> {
        self.0.extend_from_slice(bytes);
        Ok(())
    }
}

/// Appends a stored value.
pub(crate) fn put<T: Serialize>(value: &T, out: &mut Vec<u8>) {
    bincode::serde::encode_into_writer(value, Out(out), form())
        .expect("stored types have lengths that are known, and memory takes every byte");
}

fn take_first<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Result<(T, &'a [u8]), DecodeProblem> {
    let (value, used) = bincode::serde::borrow_decode_from_slice(bytes, form())
        .map_err(|error| DecodeProblem::Form(error.to_string()))?;
    Ok((value, bytes.get(used..).unwrap_or_default()))
}

/// Reads a stored value that takes up all of the bytes.
pub(crate) fn take<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Result<T, DecodeProblem> {
    let (value, rest) = take_first(bytes)?;
    if rest.is_empty() { Ok(value) } else { Err(DecodeProblem::LeftOver(rest.len())) }
}

/// The records of a commit as bytes, one for each event, in order.
pub fn encode(commit: &Commit) -> Vec<Vec<u8>> {
    let count = u16::try_from(commit.entries.len()).unwrap_or(u16::MAX);
    let mut received = Some(&*commit.received);
    let mut records = Vec::with_capacity(commit.entries.len());
    for (index, entry) in (0_u16..).zip(&commit.entries) {
        let received = received.take();
        let mut out = Vec::with_capacity(TYPICAL_BYTES + received.map_or(0, <[u8]>::len));
        out.push(RECORD_FORMAT);
        let about = (payload::version(entry.event.kind()), received);
        put(&Header::new(&commit.meta, entry, (index, count), about), &mut out);
        payload::encode(&entry.event, &mut out);
        records.push(out);
    }
    records
}

/// To which history the record at `seq` belongs, without reading the rest of it.
pub fn stream_of(seq: Seq, bytes: &[u8]) -> Result<Stream, DecodeError> {
    let stream = || {
        let (format, rest) = bytes.split_first().ok_or(DecodeProblem::Empty)?;
        if *format != RECORD_FORMAT {
            return Err(DecodeProblem::Format(*format));
        }
        take_first::<Beginning>(rest)?.0.stream()
    };
    stream().map_err(|problem| DecodeError { seq, problem })
}

/// The record at `seq`. Any bytes may be given; what this version did not write is refused.
pub fn decode(seq: Seq, bytes: &[u8]) -> Result<Record, DecodeError> {
    decode_record(seq, bytes).map_err(|problem| DecodeError { seq, problem })
}

fn decode_record(seq: Seq, bytes: &[u8]) -> Result<Record, DecodeProblem> {
    if bytes.len() > MAX_FRAME_BYTES {
        return Err(DecodeProblem::TooLong(bytes.len()));
    }
    let (format, rest) = bytes.split_first().ok_or(DecodeProblem::Empty)?;
    if *format != RECORD_FORMAT {
        return Err(DecodeProblem::Format(*format));
    }
    let (header, payload): (Header<'_>, _) = take_first(rest)?;
    let kind = EventKind::from_number(header.kind);
    let kind = kind.ok_or(DecodeProblem::UnknownKind(header.kind))?;
    let event = payload::decode(kind, header.kind_version, payload)?;
    let (stream, version, previous) = header.place()?;
    Ok(Record {
        seq,
        index: header.index,
        count: header.count,
        meta: header.meta()?,
        entry: Entry { stream, version, previous, event },
        received: header.received.map(|bytes| bytes.0.into()),
    })
}

/// The commits that records make up. Ends after the first error.
pub fn commits<E: From<CommitError>>(
    records: impl Iterator<Item = Result<Record, E>>,
) -> impl Iterator<Item = Result<Commit, E>> {
    let mut records = records.fuse();
    let mut is_over = false;
    std::iter::from_fn(move || {
        if is_over {
            return None;
        }
        let commit = next_commit(&mut records).transpose()?;
        is_over = commit.is_err();
        Some(commit)
    })
}

fn next_commit<E: From<CommitError>>(
    records: &mut impl Iterator<Item = Result<Record, E>>,
) -> Result<Option<Commit>, E> {
    let Some(first) = records.next().transpose()? else { return Ok(None) };
    let seq = first.seq;
    let wrong = |seq, reason| Err(CommitError { seq, reason }.into());
    let Some(received) = first.received else {
        return wrong(seq, "the command as it was received is missing");
    };
    if first.index != 0 {
        return wrong(seq, "the commit begins in its middle");
    }
    if first.count == 0 {
        return wrong(seq, "its command has no events");
    }
    let mut commit = Commit { seq, meta: first.meta, received, entries: vec![first.entry] };
    commit.entries.reserve_exact(usize::from(first.count) - 1);
    for index in 1..first.count {
        let seq = seq + u64::from(index);
        let Some(next) = records.next().transpose()? else {
            return wrong(seq, "the log ends within a commit");
        };
        if (next.seq, next.index, next.count) != (seq, index, first.count) {
            return wrong(next.seq, "it is not the next one of its commit");
        }
        if next.received.is_some() || next.meta != commit.meta {
            return wrong(next.seq, "it belongs to another command");
        }
        commit.entries.push(next.entry);
    }
    Ok(Some(commit))
}

/// Appends a value of a cache: the domain type itself, which is not frozen.
pub(crate) fn put_cached<T: Serialize>(value: &T, out: &mut Vec<u8>) {
    bincode::serde::encode_into_writer(value, Out(out), config::standard())
        .expect("cached types have lengths that are known, and memory takes every byte");
}

/// Reads a value of a cache that takes up all of the bytes.
pub(crate) fn take_cached<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, DecodeProblem> {
    let (value, used) = bincode::serde::decode_from_slice(bytes, config::standard())
        .map_err(|error| DecodeProblem::Form(error.to_string()))?;
    let left = bytes.len() - used;
    if left == 0 { Ok(value) } else { Err(DecodeProblem::LeftOver(left)) }
}
