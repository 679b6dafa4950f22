//! 快照: the state of a world in a file, so that a start folds only the end of the log. A cache: it can
//! be thrown away at any time.
//!
//! The stream is a row of chunks, each a length (u32, little-endian) and an encoded value: the slices of
//! the world in the order they were taken, an empty chunk, and then the checkpoint of the log they were
//! taken from. A snapshot of another log, or of records that never became durable, is passed over.
//! The set-up is not in it: it is folded from the records of its streams.

use std::collections::BTreeMap;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use engine::event::Stream;
use engine::id::Seq;
use engine::slice::{Parts, Slice};
use engine::world::World;

use crate::ahead::map_ahead;
use crate::codec::{put_cached, take_cached};
use crate::frame::Frame;
use crate::history::{History, HistoryError};
use crate::proof::Checkpoint;
use crate::reader::LogReader;
use crate::snapshot_file::{self, SnapshotError};

/// The form of the chunks. Another number for every change of what a slice holds: a test knows the bytes.
pub const SNAPSHOT_FORMAT: u32 = 6;

/// Longest chunk: a slice is far shorter.
const CHUNK_BYTES_MAX: u32 = 256 * 1024 * 1024;

/// Writes a snapshot out of the slices of a world, as they come. `wait_until_durable` is asked once, with
/// the last record that is in them; it says `false` when that record will never be durable, and then
/// nothing is written. Give it a wait for `Router::seq`, by which time archived cases are indexed too.
pub fn write_snapshot(
    dir: &Path,
    log: &LogReader,
    slices: impl IntoIterator<Item = Slice>,
    wait_until_durable: impl FnOnce(Seq) -> bool,
) -> Result<PathBuf, SnapshotError> {
    let mut slices = slices.into_iter();
    let first = slices.next();
    let started = match &first {
        Some(Slice::Start { seq, .. }) => Ok(*seq),
        Some(_) | None => Err(incomplete()),
    };
    let seq = started.map_err(|source| SnapshotError { file: dir.to_path_buf(), source })?;
    snapshot_file::write(dir, seq, SNAPSHOT_FORMAT, |out| {
        let mut end = None;
        for slice in first.into_iter().chain(slices) {
            write_chunk(out, &slice)?;
            if let Slice::End { seq } = slice {
                end = Some(seq);
                break;
            }
        }
        let end = end.ok_or_else(incomplete)?;
        if !wait_until_durable(end) || log.size() < end {
            return Err(io::Error::other("the log did not get as far as the snapshot"));
        }
        // What is archived up to here is never replayed again, so its index must be durable first.
        log.file().sync().map_err(io::Error::other)?;
        let Checkpoint { size, root } = log.checkpoint();
        out.write_all(&[0; 4])?;
        write_chunk(out, &(size, root))
    })
}

fn incomplete() -> io::Error {
    io::Error::other("the slices ended before the last one: the engine stopped")
}

fn write_chunk<T: serde::Serialize>(out: &mut dyn Write, value: &T) -> io::Result<()> {
    let mut bytes = Vec::new();
    put_cached(value, &mut bytes);
    let len = u32::try_from(bytes.len()).ok().filter(|len| *len <= CHUNK_BYTES_MAX);
    let len = len.ok_or_else(|| io::Error::other("a slice is too long"))?;
    out.write_all(&len.to_le_bytes())?;
    out.write_all(&bytes)
}

/// The next chunk; `None` at the mark between the slices and the checkpoint.
fn read_chunk(from: &mut impl Read) -> io::Result<Option<Vec<u8>>> {
    let mut len = [0; 4];
    from.read_exact(&mut len)?;
    let len = u32::from_le_bytes(len);
    if len == 0 {
        return Ok(None);
    }
    if len > CHUNK_BYTES_MAX {
        return Err(io::Error::other("a chunk is too long"));
    }
    let mut bytes = Vec::new();
    from.take(len.into()).read_to_end(&mut bytes)?;
    let is_whole = u32::try_from(bytes.len()).is_ok_and(|read| read == len);
    if is_whole { Ok(Some(bytes)) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
}

/// The world of the newest snapshot that belongs to this log; to be followed by the records after it.
/// `None` where there is none: then the whole log is folded. What is of no use is removed, so that it
/// is never taken for a snapshot of records that are yet to be written.
pub(crate) fn read_snapshot(dir: &Path, history: &History) -> Option<World> {
    loop {
        let (seq, stream) = match snapshot_file::read_latest(dir, SNAPSHOT_FORMAT) {
            Ok(found) => found?,
            Err(error) => {
                tracing::warn!(%error, "snapshots passed over");
                return None;
            }
        };
        let error = match read_world(stream, seq, history) {
            Ok(world) => return Some(world),
            Err(error) => error,
        };
        let path = snapshot_file::path_of(dir, seq);
        tracing::warn!(%error, file = %path.display(), "snapshot removed");
        if let Err(error) = std::fs::remove_file(&path) {
            tracing::warn!(%error, file = %path.display(), "snapshot not removed");
            return None;
        }
    }
}

/// Where streams ended when a snapshot was taken: where to look, and nothing more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pointers {
    /// Everything up to this record is known; look at what comes after it yourself.
    pub after: Seq,
    /// The last records then of the set-up, of days of tickets, and of open cases, bundles and voices.
    pub last: BTreeMap<Stream, Seq>,
}

/// What the newest snapshot in `dir` that belongs to this log knows of streams. Nothing is changed: what
/// is of no use is passed over. `None` where there is none.
pub fn read_pointers(dir: &Path, history: &History) -> io::Result<Option<Pointers>> {
    let found = snapshot_file::read_latest(dir, SNAPSHOT_FORMAT).map_err(io::Error::other)?;
    let Some((seq, stream)) = found else { return Ok(None) };
    let parts = read_parts(stream, seq, history)?;
    let heads = parts.heads.iter().map(|(stream, head)| (*stream, head.last));
    let cases = parts.cases.iter().map(|case| (Stream::Case(case.id), case.last_seq));
    let bundles = parts.bundles.iter().map(|whole| (Stream::Bundle(whole.id), whole.last_seq));
    let voices = parts.voices.iter().map(|voice| (Stream::Voice(voice.id), voice.last_seq));
    let last = heads.chain(cases).chain(bundles).chain(voices).collect();
    Ok(Some(Pointers { after: parts.seq, last }))
}

fn read_world(stream: impl Read + Send, seq: Seq, history: &History) -> io::Result<World> {
    let parts = read_parts(stream, seq, history)?;
    let setup = history.setup(setup_heads(&parts)).map_err(io::Error::other)?;
    Ok(World::restore(setup, parts))
}

fn read_parts(mut stream: impl Read + Send, seq: Seq, history: &History) -> io::Result<Parts> {
    let mut parts = Parts::default();
    let (mut last, mut is_over) = (Ok(false), false);
    let slices = std::iter::from_fn(|| {
        if is_over {
            return None;
        }
        let chunk = read_chunk(&mut stream).transpose();
        is_over = chunk.as_ref().is_none_or(Result::is_err);
        chunk
    });
    let decode = |bytes: io::Result<Vec<u8>>| take_cached(&bytes?).map_err(io::Error::other);
    map_ahead(slices, decode, |slice| {
        last = slice.map(|slice| parts.add(slice));
        last.is_ok()
    })?;
    let is_complete = last?;
    let checkpoint = read_chunk(&mut stream)?.unwrap_or_default();
    let (size, root) = take_cached(&checkpoint).map_err(io::Error::other)?;
    if !is_complete || parts.seq != seq || parts.end > size {
        return Err(io::Error::other("it is not complete"));
    }
    if !was_at(history.log(), &Checkpoint { size, root }).map_err(io::Error::other)? {
        return Err(io::Error::other("it was taken from another log"));
    }
    Ok(parts)
}

/// Whether the log once had exactly this checkpoint. Appends end with a frame, and every frame has the
/// root after it, so no record has to be hashed.
fn was_at(log: &LogReader, checkpoint: &Checkpoint) -> Result<bool, HistoryError> {
    if checkpoint.size == 0 {
        return Ok(true);
    }
    if checkpoint.size > log.size() {
        return Ok(false);
    }
    let found = log.file().frame_at_or_before(checkpoint.size)?;
    let frame = found.and_then(|(key, bytes)| Frame::decode(key, bytes).ok());
    Ok(frame.is_some_and(|frame| {
        frame.last_seq() == checkpoint.size && *frame.root() == checkpoint.root
    }))
}

/// The last records of the streams whose events make up the set-up.
fn setup_heads(parts: &Parts) -> impl Iterator<Item = Seq> {
    let heads = parts.heads.iter().filter(|(stream, _)| stream.is_setup());
    heads.map(|(_, head)| head.last)
}
