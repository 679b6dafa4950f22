//! Snapshots: an opaque stream in a file that is whole or not there, checked before it is read. A
//! snapshot is a cache of the log and can always be thrown away.
//!
//! ```text
//! magic 8 | format version u32 | zero u32 | seq u64 | length u64 | hash 16 | crc32 u32 | zero 4
//! stream
//! ```
//! The hash finds damage; it is not secret and proves nothing about who wrote the file.

use std::fs::{self, File};
use std::hash::Hasher;
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use siphasher::sip128::{Hasher128, SipHasher13};
use thiserror::Error;

use crate::bytes::{ByteReader, len_u64};
use crate::files::{aside, create_aside, create_private_dir, put_in_place};

/// So many snapshots are kept, the newest ones.
pub const KEPT: usize = 2;

const MAGIC: [u8; 8] = *b"YCsnap01";
const HEADER_BYTES: usize = 56;
const PREFIX: &str = "snapshot-";
const SUFFIX: &str = ".snap";
const BUFFER_BYTES: usize = 256 * 1024;

/// Why a snapshot was not written or looked for.
#[derive(Debug, Error)]
#[error("cannot use the snapshot {}: {source}; the log is not touched by this", file.display())]
pub struct SnapshotError {
    /// The file or directory.
    pub file: PathBuf,
    /// What failed.
    pub source: io::Error,
}

fn failed(file: &Path) -> impl FnOnce(io::Error) -> SnapshotError {
    let file = file.to_path_buf();
    move |source| SnapshotError { file, source }
}

/// The file that holds the snapshot of the state after record `seq`.
pub fn path_of(dir: &Path, seq: u64) -> PathBuf {
    dir.join(format!("{PREFIX}{seq:020}{SUFFIX}"))
}

/// Counts and hashes what passes through to the file.
#[derive(Debug)]
struct Measured<W> {
    inner: W,
    hasher: SipHasher13,
    len: u64,
}

impl<W: Write> Write for Measured<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.hasher.write(bytes.get(..written).unwrap_or(bytes));
        self.len += len_u64(written);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

struct Header {
    format_version: u32,
    seq: u64,
    len: u64,
    hash: [u8; 16],
}

impl Header {
    fn encode(&self) -> Vec<u8> {
        let mut out = MAGIC.to_vec();
        out.extend_from_slice(&self.format_version.to_le_bytes());
        out.extend_from_slice(&[0; 4]);
        out.extend_from_slice(&self.seq.to_le_bytes());
        out.extend_from_slice(&self.len.to_le_bytes());
        out.extend_from_slice(&self.hash);
        out.extend_from_slice(&crc32fast::hash(&out).to_le_bytes());
        out.resize(HEADER_BYTES, 0);
        out
    }

    fn decode(bytes: &[u8; HEADER_BYTES]) -> Option<Self> {
        let mut reader = ByteReader::new(bytes);
        if reader.array()? != MAGIC {
            return None;
        }
        let format_version = reader.u32()?;
        reader.u32()?;
        let (seq, len, hash) = (reader.u64()?, reader.u64()?, reader.array()?);
        let used = HEADER_BYTES.checked_sub(reader.rest().len())?;
        let sum = crc32fast::hash(bytes.get(..used)?);
        (reader.u32()? == sum).then_some(Self { format_version, seq, len, hash })
    }
}

/// Writes the snapshot of the state after record `seq`, aside, then synced and renamed, and removes
/// all but the newest [`KEPT`]. `content` writes the stream. When it fails, nothing is left behind.
pub fn write(
    dir: &Path,
    seq: u64,
    format_version: u32,
    content: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<PathBuf, SnapshotError> {
    create_private_dir(dir).map_err(failed(dir))?;
    let path = path_of(dir, seq);
    let done = write_stream(&path, seq, format_version, content);
    if done.is_err() {
        // The error that is returned says more than one about removing what is left.
        let _ = fs::remove_file(aside(&path));
    }
    done.map_err(failed(&path))?;
    for (_, old) in list(dir)?.into_iter().skip(KEPT) {
        fs::remove_file(&old).map_err(failed(&old))?;
    }
    Ok(path)
}

fn write_stream(
    path: &Path,
    seq: u64,
    format_version: u32,
    content: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    let mut file = create_aside(path)?;
    file.write_all(&[0; HEADER_BYTES])?;
    let inner = BufWriter::with_capacity(BUFFER_BYTES, &mut file);
    let mut out = Measured { inner, hasher: SipHasher13::new(), len: 0 };
    content(&mut out)?;
    out.flush()?;
    let (len, hash) = (out.len, out.hasher.finish128().as_bytes());
    drop(out);
    file.seek(SeekFrom::Start(0))?;
    file.write_all(&Header { format_version, seq, len, hash }.encode())?;
    put_in_place(&file, path)
}

/// The snapshots of a directory, the newest first.
fn list(dir: &Path) -> Result<Vec<(u64, PathBuf)>, SnapshotError> {
    let entries = match fs::read_dir(dir) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(failed(dir))?,
    };
    let mut found = Vec::new();
    for entry in entries {
        let path = entry.map_err(failed(dir))?.path();
        let name = path.file_name().and_then(|name| name.to_str());
        let seq = name.and_then(|name| name.strip_prefix(PREFIX)?.strip_suffix(SUFFIX));
        if let Some(seq) = seq.and_then(|seq| seq.parse().ok()) {
            found.push((seq, path));
        }
    }
    found.sort_unstable_by(|a, b| b.cmp(a));
    Ok(found)
}

/// The newest snapshot of this format that is whole, and the record it was taken after. Damaged
/// ones and those of another format are passed over with a warning. The stream is read twice, once
/// to check it.
pub fn read_latest(
    dir: &Path,
    format_version: u32,
) -> Result<Option<(u64, impl Read + use<>)>, SnapshotError> {
    for (seq, path) in list(dir)? {
        match open(&path, seq, format_version) {
            Ok(stream) => return Ok(Some((seq, stream))),
            Err(reason) => {
                tracing::warn!(file = %path.display(), %reason, "snapshot passed over");
            }
        }
    }
    Ok(None)
}

fn open(path: &Path, seq: u64, format_version: u32) -> io::Result<impl Read + use<>> {
    let bad = |what: &'static str| io::Error::new(io::ErrorKind::InvalidData, what);
    let mut file = File::open(path)?;
    let mut bytes = [0; HEADER_BYTES];
    file.read_exact(&mut bytes)?;
    let header = Header::decode(&bytes).ok_or(bad("its header is damaged"))?;
    if header.format_version != format_version {
        return Err(bad("it has another format"));
    }
    if header.seq != seq {
        return Err(bad("it was taken after another record than its name says"));
    }
    let mut check = Measured { inner: io::sink(), hasher: SipHasher13::new(), len: 0 };
    let mut stream = BufReader::with_capacity(BUFFER_BYTES, &file);
    io::copy(&mut stream, &mut check)?;
    if check.len != header.len || check.hasher.finish128().as_bytes() != header.hash {
        return Err(bad("its stream is damaged"));
    }
    file.seek(SeekFrom::Start(len_u64(HEADER_BYTES)))?;
    Ok(BufReader::with_capacity(BUFFER_BYTES, file))
}
