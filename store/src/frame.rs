//! One frame: the records of one group commit, as one value of the storage engine.
//!
//! ```text
//! magic 4 | format version u16 | zero u16 | first seq u64 | records u32 | groups u32
//! tree size after u64 | tree root after 32
//! end of every group, as a count of records, u32 each
//! end of every record, as an offset into the body, u32 each
//! body
//! crc32 u32, over the key of the frame and everything before
//! ```
//! All numbers are little-endian. The checksum covers the key, so a frame under another key is
//! damage too.

use thiserror::Error;

use crate::bytes::{ByteReader, len_u64};
use crate::tree::Hash;

/// Largest frame. The storage engine moves nodes that are larger than a quarter of a segment to
/// files of their own, which our sync does not cover; merges make nodes of several frames.
pub const MAX_FRAME_BYTES: usize = 60 * 1024;

/// Version of the frame format that is written.
pub const FRAME_FORMAT: u16 = 1;

const MAGIC: [u8; 4] = *b"YCfr";
const HEADER_BYTES: usize = 64;
const END_BYTES: usize = 4;
const CHECKSUM_BYTES: usize = 4;

/// Why bytes are not the frame they should be.
#[derive(Debug, Error, Clone, Copy, PartialEq, Eq)]
pub enum FrameError {
    /// Shorter than the smallest frame.
    #[error("the frame is cut short")]
    Short,
    /// The checksum over the key and the frame does not fit.
    #[error("the checksum of the frame does not fit: it was changed, or belongs to another place")]
    Checksum,
    /// Not written by this program.
    #[error("the frame does not start with the mark of a frame")]
    Magic,
    /// Written by a newer version of this program.
    #[error("the frame has format {0}, which this version cannot read: use a newer version")]
    Format(u16),
    /// The checksum fits, but the fields contradict each other.
    #[error("the fields of the frame contradict each other")]
    Contradiction,
}

/// Bytes that a frame of so many records and groups takes.
const fn frame_bytes(groups: usize, records: usize, body: usize) -> usize {
    HEADER_BYTES
        .saturating_add(END_BYTES.saturating_mul(groups.saturating_add(records)))
        .saturating_add(body)
        .saturating_add(CHECKSUM_BYTES)
}

/// Bytes that a group would take as a frame of its own; it can be appended when this is at most
/// [`MAX_FRAME_BYTES`].
pub fn group_bytes(records: &[Vec<u8>]) -> usize {
    let body = records.iter().fold(0_usize, |sum, record| sum.saturating_add(record.len()));
    frame_bytes(1, records.len(), body)
}

/// A frame that is being filled.
#[derive(Debug)]
pub(crate) struct FrameDraft {
    first_seq: u64,
    group_ends: Vec<u32>,
    record_ends: Vec<u32>,
    body: Vec<u8>,
}

impl FrameDraft {
    pub(crate) fn new(first_seq: u64) -> Self {
        Self { first_seq, group_ends: Vec::new(), record_ends: Vec::new(), body: Vec::new() }
    }

    /// Adds a group; `false`, with nothing added, when the frame would become too large.
    pub(crate) fn push_group(&mut self, records: &[Vec<u8>]) -> bool {
        let added: usize = records.iter().map(Vec::len).sum();
        let groups = self.group_ends.len() + 1;
        let count = self.record_ends.len() + records.len();
        if frame_bytes(groups, count, self.body.len() + added) > MAX_FRAME_BYTES {
            return false;
        }
        for record in records {
            self.body.extend_from_slice(record);
            self.record_ends.push(small(self.body.len()));
        }
        self.group_ends.push(small(count));
        true
    }

    /// The finished frame, and its key.
    pub(crate) fn encode(self, root: &Hash) -> (u64, Vec<u8>) {
        let size = self.first_seq - 1 + len_u64(self.record_ends.len());
        let len = frame_bytes(self.group_ends.len(), self.record_ends.len(), self.body.len());
        let mut out = Vec::with_capacity(len);
        out.extend_from_slice(&MAGIC);
        out.extend_from_slice(&FRAME_FORMAT.to_le_bytes());
        out.extend_from_slice(&[0; 2]);
        out.extend_from_slice(&self.first_seq.to_le_bytes());
        out.extend_from_slice(&small(self.record_ends.len()).to_le_bytes());
        out.extend_from_slice(&small(self.group_ends.len()).to_le_bytes());
        out.extend_from_slice(&size.to_le_bytes());
        out.extend_from_slice(root);
        for end in self.group_ends.iter().chain(&self.record_ends) {
            out.extend_from_slice(&end.to_le_bytes());
        }
        out.extend_from_slice(&self.body);
        let checksum = checksum(self.first_seq, &out);
        out.extend_from_slice(&checksum.to_le_bytes());
        (self.first_seq, out)
    }
}

/// A length inside a frame; frames are far smaller than 4 GiB.
fn small(len: usize) -> u32 {
    u32::try_from(len).unwrap_or(u32::MAX)
}

fn checksum(key: u64, bytes: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(&key.to_be_bytes());
    hasher.update(bytes);
    hasher.finalize()
}

/// A frame whose checksum and fields have been checked; records are read from it in place.
#[derive(Debug, Clone)]
pub struct Frame<B> {
    bytes: B,
    first_seq: u64,
    records: usize,
    groups: usize,
    size: u64,
    root: Hash,
}

impl<B: AsRef<[u8]>> Frame<B> {
    /// Checks `bytes` found under the key `key` and takes them as a frame.
    pub fn decode(key: u64, bytes: B) -> Result<Self, FrameError> {
        let (checked, sum) =
            bytes.as_ref().split_last_chunk::<CHECKSUM_BYTES>().ok_or(FrameError::Short)?;
        if checksum(key, checked) != u32::from_le_bytes(*sum) {
            return Err(FrameError::Checksum);
        }
        let head = Head::read(&mut ByteReader::new(checked))?;
        let Head { first_seq, records, groups, size, root } = head;
        let after = first_seq.checked_sub(1).and_then(|seq| seq.checked_add(len_u64(records)));
        let frame = Self { bytes, first_seq, records, groups, size, root };
        if first_seq != key || after != Some(size) || records == 0 || !frame.ends_fit() {
            return Err(FrameError::Contradiction);
        }
        Ok(frame)
    }

    /// Whether the ends of groups and records rise and reach exactly the end of what they cover.
    fn ends_fit(&self) -> bool {
        let ends = self.groups.saturating_add(self.records).saturating_mul(END_BYTES);
        let total = self.bytes.as_ref().len();
        let Some(body) = total.checked_sub(HEADER_BYTES + CHECKSUM_BYTES + ends.min(total)) else {
            return false;
        };
        rises_to(self.group_ends(), self.records, true)
            && rises_to(self.record_ends(), body, false)
            && frame_bytes(self.groups, self.records, body) == total
    }

    fn end(&self, at: usize) -> Option<usize> {
        let from = HEADER_BYTES.checked_add(at.checked_mul(END_BYTES)?)?;
        let bytes = self.bytes.as_ref().get(from..)?.first_chunk()?;
        usize::try_from(u32::from_le_bytes(*bytes)).ok()
    }

    fn group_ends(&self) -> impl Iterator<Item = Option<usize>> {
        (0..self.groups).map(|at| self.end(at))
    }

    fn record_ends(&self) -> impl Iterator<Item = Option<usize>> {
        (0..self.records).map(|at| self.end(self.groups + at))
    }

    /// The whole frame, as it is stored.
    pub fn bytes(&self) -> &[u8] {
        self.bytes.as_ref()
    }

    /// Sequence number of the first record.
    pub fn first_seq(&self) -> u64 {
        self.first_seq
    }

    /// Sequence number of the last record; also the number of records of the log after this frame.
    pub fn last_seq(&self) -> u64 {
        self.size
    }

    /// Number of records.
    pub fn records(&self) -> usize {
        self.records
    }

    /// Root of the Merkle tree after this frame.
    pub fn root(&self) -> &Hash {
        &self.root
    }

    /// The record `at`, counted from 0 within the frame.
    pub fn record(&self, at: usize) -> Option<&[u8]> {
        if at >= self.records {
            return None;
        }
        let start = match at.checked_sub(1) {
            None => 0,
            Some(before) => self.end(self.groups + before)?,
        };
        let end = self.end(self.groups + at)?;
        let body = HEADER_BYTES + END_BYTES * (self.groups + self.records);
        self.bytes.as_ref().get(body.checked_add(start)?..body.checked_add(end)?)
    }

    /// The groups, each as the range of its records counted from 0 within the frame.
    pub fn groups(&self) -> impl Iterator<Item = std::ops::Range<usize>> {
        let mut start = 0;
        self.group_ends().flatten().map(move |end| std::mem::replace(&mut start, end)..end)
    }
}

/// Whether the ends never fall (for groups: always rise) and the last one is `total`.
fn rises_to(ends: impl Iterator<Item = Option<usize>>, total: usize, strictly: bool) -> bool {
    let mut last = 0;
    for end in ends {
        match end {
            Some(end) if end > last || (end == last && !strictly) => last = end,
            _ => return false,
        }
    }
    last == total
}

struct Head {
    first_seq: u64,
    records: usize,
    groups: usize,
    size: u64,
    root: Hash,
}

impl Head {
    fn read(reader: &mut ByteReader<'_>) -> Result<Self, FrameError> {
        let magic: [u8; 4] = reader.array().ok_or(FrameError::Short)?;
        if magic != MAGIC {
            return Err(FrameError::Magic);
        }
        let format = reader.u16().ok_or(FrameError::Short)?;
        if format != FRAME_FORMAT {
            return Err(FrameError::Format(format));
        }
        Self::fields(reader).ok_or(FrameError::Short)
    }

    fn fields(reader: &mut ByteReader<'_>) -> Option<Self> {
        reader.u16()?;
        Some(Self {
            first_seq: reader.u64()?,
            records: usize::try_from(reader.u32()?).ok()?,
            groups: usize::try_from(reader.u32()?).ok()?,
            size: reader.u64()?,
            root: reader.array()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::tree::empty_root;

    fn encode(first_seq: u64, groups: &[Vec<Vec<u8>>]) -> (u64, Vec<u8>) {
        let mut draft = FrameDraft::new(first_seq);
        for group in groups {
            assert!(draft.push_group(group));
        }
        draft.encode(&empty_root())
    }

    fn some_groups() -> impl Strategy<Value = Vec<Vec<Vec<u8>>>> {
        let record = prop::collection::vec(any::<u8>(), 0..60);
        let group = prop::collection::vec(record, 1..6);
        prop::collection::vec(group, 1..6)
    }

    proptest! {
        #[test]
        fn a_frame_gives_back_every_record_and_group(
            first in 1_u64..u64::MAX / 2,
            groups in some_groups(),
        ) {
            let (key, bytes) = encode(first, &groups);
            let frame = Frame::decode(key, &bytes).unwrap();
            let records: Vec<Vec<u8>> = groups.concat();
            prop_assert_eq!(frame.records(), records.len());
            prop_assert_eq!(frame.first_seq(), first);
            prop_assert_eq!(frame.last_seq(), first + len_u64(records.len()) - 1);
            for (at, record) in records.iter().enumerate() {
                prop_assert_eq!(frame.record(at), Some(record.as_slice()));
            }
            prop_assert_eq!(frame.record(records.len()), None);
            let found: Vec<usize> = frame.groups().map(|range| range.len()).collect();
            let wanted: Vec<usize> = groups.iter().map(Vec::len).collect();
            prop_assert_eq!(found, wanted);
        }

        #[test]
        fn a_changed_frame_is_refused(
            groups in some_groups(),
            at in any::<prop::sample::Index>(),
            flip in 1_u8..,
        ) {
            let (key, mut bytes) = encode(7, &groups);
            let at = at.index(bytes.len());
            bytes[at] ^= flip;
            prop_assert_eq!(Frame::decode(key, &bytes).err(), Some(FrameError::Checksum));
        }

        #[test]
        fn a_cut_frame_is_refused(groups in some_groups(), at in any::<prop::sample::Index>()) {
            let (key, bytes) = encode(7, &groups);
            let cut = &bytes[..at.index(bytes.len())];
            prop_assert!(Frame::decode(key, cut).is_err());
        }

        #[test]
        fn a_frame_under_another_key_is_refused(groups in some_groups(), key in 8_u64..) {
            let (_, bytes) = encode(7, &groups);
            prop_assert_eq!(Frame::decode(key, &bytes).err(), Some(FrameError::Checksum));
        }

        #[test]
        fn any_bytes_with_a_fitting_checksum_are_read_without_panic(
            groups in some_groups(),
            noise in prop::collection::vec(any::<u8>(), 0..200),
            changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..8),
            keep_head in any::<bool>(),
        ) {
            let (_, whole) = encode(7, &groups);
            let mut bytes = if keep_head { whole[..whole.len() - 4].to_vec() } else { noise };
            for (at, value) in changes {
                if !bytes.is_empty() {
                    let at = at.index(bytes.len());
                    bytes[at] = value;
                }
            }
            let sum = checksum(7, &bytes);
            bytes.extend_from_slice(&sum.to_le_bytes());
            if let Ok(frame) = Frame::decode(7, &bytes) {
                for at in 0..frame.records() {
                    prop_assert!(frame.record(at).is_some());
                }
                prop_assert_eq!(frame.groups().last().map(|g| g.end), Some(frame.records()));
            }
        }
    }

    #[test]
    fn a_frame_of_a_newer_format_says_so() {
        let (key, mut bytes) = encode(1, &[vec![vec![1]]]);
        bytes[4] = 9;
        let end = bytes.len() - 4;
        let sum = checksum(key, &bytes[..end]).to_le_bytes();
        bytes[end..].copy_from_slice(&sum);
        assert_eq!(Frame::decode(key, &bytes).err(), Some(FrameError::Format(9)));
    }

    #[test]
    fn a_group_is_taken_whole_or_not_at_all() {
        let group = vec![vec![0; 10_000]; 4];
        let mut draft = FrameDraft::new(1);
        assert!(draft.push_group(&group));
        assert!(!draft.push_group(&group), "80 000 bytes are more than a frame");
        let (key, bytes) = draft.encode(&empty_root());
        assert_eq!(bytes.len(), group_bytes(&group));
        assert_eq!(Frame::decode(key, &bytes).unwrap().records(), 4);
    }
}
