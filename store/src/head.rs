//! The head mark: a small file outside the storage engine that says how far the log reached, so
//! that a log which lost its end is noticed.
//!
//! Three slots of one page each. Two are written in turn, one with every frame, without a sync of
//! their own: a torn write spoils one and leaves the other. The third, the base, is written and
//! synced when the file is made, when a log is opened and every [`BASE_EVERY`] records, so that
//! even a power cut that spoils both others leaves a mark, although an old one. After a power cut a
//! mark may be older than the log; a mark that is newer than the log means that records are lost.

use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use crate::bytes::ByteReader;
use crate::files::{replace_file, sync_parent};
use crate::tree::{CompactRange, Hash};

/// Name of the file in the directory of the log.
pub const HEAD_FILE: &str = "head";

/// The base slot is renewed, with a sync, after so many records.
pub const BASE_EVERY: u64 = 1_000_000;

const SLOT_BYTES: usize = 4096;
const TURNS: u64 = 2;
const BASE_SLOT: u64 = 2;
const SLOTS: u64 = 3;
const MAGIC: [u8; 4] = *b"YChm";
const FORMAT: u16 = 1;

/// One slot, decoded.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Mark {
    generation: u64,
    range: CompactRange,
}

impl Mark {
    fn encode(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(SLOT_BYTES);
        out.extend_from_slice(&MAGIC);
        out.extend_from_slice(&FORMAT.to_le_bytes());
        out.extend_from_slice(&[0; 2]);
        out.extend_from_slice(&self.generation.to_le_bytes());
        out.extend_from_slice(&self.range.size().to_le_bytes());
        out.extend_from_slice(&self.range.root());
        for peak in self.range.peaks() {
            out.extend_from_slice(peak);
        }
        let sum = crc32fast::hash(&out);
        out.extend_from_slice(&sum.to_le_bytes());
        out
    }

    fn decode(slot: &[u8]) -> Option<Self> {
        let mut reader = ByteReader::new(slot);
        let magic: [u8; 4] = reader.array()?;
        let format = reader.u16()?;
        reader.u16()?;
        if magic != MAGIC || format != FORMAT {
            return None;
        }
        let generation = reader.u64()?;
        let size = reader.u64()?;
        let root: Hash = reader.array()?;
        let mut peaks = Vec::new();
        for _ in 0..size.count_ones() {
            peaks.push(reader.array()?);
        }
        let used = slot.len().checked_sub(reader.rest().len())?;
        let sum = crc32fast::hash(slot.get(..used)?);
        // What follows is empty, so that no bit of a slot goes unnoticed.
        if reader.u32()? != sum || reader.rest().iter().any(|byte| *byte != 0) {
            return None;
        }
        let range = CompactRange::from_parts(size, peaks)?;
        (range.root() == root).then_some(Self { generation, range })
    }
}

/// The open head mark file.
#[derive(Debug)]
pub(crate) struct HeadFile {
    file: File,
    path: PathBuf,
    generation: u64,
    base_size: u64,
}

/// What a head mark file said when it was opened.
#[derive(Debug)]
pub(crate) struct HeadFound {
    pub(crate) head: HeadFile,
    /// The newest mark; `None` when no slot can be read.
    pub(crate) newest: Option<CompactRange>,
    /// Slots that are damaged. One is what a torn write leaves behind.
    pub(crate) damaged_slots: u32,
}

impl HeadFile {
    pub(crate) fn path_in(dir: &Path) -> PathBuf {
        dir.join(HEAD_FILE)
    }

    /// Makes a file that marks `range` in all slots, whole or not at all, and syncs it.
    pub(crate) fn create(dir: &Path, range: &CompactRange) -> io::Result<Self> {
        let path = Self::path_in(dir);
        let mut bytes = Vec::new();
        for generation in 0..SLOTS {
            let mut slot = Mark { generation, range: range.clone() }.encode();
            slot.resize(SLOT_BYTES, 0);
            bytes.extend_from_slice(&slot);
        }
        replace_file(&path, &bytes)?;
        sync_parent(&path)?;
        let file = OpenOptions::new().read(true).write(true).open(&path)?;
        Ok(Self { file, path, generation: SLOTS - 1, base_size: range.size() })
    }

    /// Opens an existing file and finds its newest mark.
    pub(crate) fn open(dir: &Path) -> io::Result<HeadFound> {
        let path = Self::path_in(dir);
        let file = OpenOptions::new().read(true).write(true).open(&path)?;
        let bytes = std::fs::read(&path)?;
        let marks: Vec<Option<Mark>> = (0..SLOTS)
            .zip(bytes.chunks(SLOT_BYTES).map(Mark::decode).chain(std::iter::repeat(None)))
            .map(|(_, mark)| mark)
            .collect();
        let readable = || marks.iter().flatten();
        let damaged_slots = marks.iter().filter(|mark| mark.is_none()).count();
        let newest = readable().max_by_key(|mark| mark.range.size()).map(|m| m.range.clone());
        let generation = readable().map(|mark| mark.generation).max().unwrap_or(0);
        let base_size = marks.last().and_then(Option::as_ref).map_or(0, |mark| mark.range.size());
        let head = Self { file, path, generation, base_size };
        Ok(HeadFound { head, newest, damaged_slots: u32::try_from(damaged_slots).unwrap_or(3) })
    }

    /// The newest mark of a file that somebody else may have open.
    pub(crate) fn read_newest(dir: &Path) -> io::Result<Option<CompactRange>> {
        let bytes = std::fs::read(Self::path_in(dir))?;
        let marks = bytes.chunks(SLOT_BYTES).filter_map(Mark::decode);
        Ok(marks.max_by_key(|mark| mark.range.size()).map(|mark| mark.range))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Marks that the log now ends with `range`.
    pub(crate) fn write(&mut self, range: &CompactRange) -> io::Result<()> {
        self.generation += 1;
        self.write_slot(self.generation % TURNS, range)?;
        if range.size().saturating_sub(self.base_size) >= BASE_EVERY {
            self.write_base(range)?;
        }
        Ok(())
    }

    /// Writes and syncs the base slot, and with it the others.
    pub(crate) fn write_base(&mut self, range: &CompactRange) -> io::Result<()> {
        self.write_slot(BASE_SLOT, range)?;
        self.file.sync_data()?;
        self.base_size = range.size();
        Ok(())
    }

    fn write_slot(&self, slot: u64, range: &CompactRange) -> io::Result<()> {
        let mark = Mark { generation: self.generation, range: range.clone() };
        let mut bytes = mark.encode();
        // A whole page each time: the page never has to be read from the disk first.
        bytes.resize(SLOT_BYTES, 0);
        self.file.write_all_at(&bytes, slot * crate::bytes::len_u64(SLOT_BYTES))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::leaf_hash;

    fn range(size: u8) -> CompactRange {
        let mut range = CompactRange::new();
        (0..size).for_each(|i| range.push(leaf_hash(&[i])));
        range
    }

    fn spoil(dir: &Path, slot: usize) {
        let path = HeadFile::path_in(dir);
        let mut bytes = std::fs::read(&path).unwrap();
        bytes[slot * SLOT_BYTES + 20] ^= 0x40;
        std::fs::write(&path, bytes).unwrap();
    }

    #[test]
    fn the_newest_mark_is_found_again() {
        let dir = tempfile::tempdir().unwrap();
        let mut head = HeadFile::create(dir.path(), &range(0)).unwrap();
        for size in 1..20 {
            head.write(&range(size)).unwrap();
            let found = HeadFile::open(dir.path()).unwrap();
            assert_eq!(found.newest, Some(range(size)));
            assert_eq!(found.damaged_slots, 0);
        }
    }

    #[test]
    fn a_torn_write_leaves_the_mark_before_it() {
        let dir = tempfile::tempdir().unwrap();
        let mut head = HeadFile::create(dir.path(), &range(0)).unwrap();
        for size in 1..9 {
            head.write(&range(size)).unwrap();
        }
        let newest = usize::try_from(head.generation % TURNS).unwrap();
        spoil(dir.path(), newest);
        let found = HeadFile::open(dir.path()).unwrap();
        assert_eq!((found.newest, found.damaged_slots), (Some(range(7)), 1));
        spoil(dir.path(), 1 - newest);
        let found = HeadFile::open(dir.path()).unwrap();
        assert_eq!((found.newest, found.damaged_slots), (Some(range(0)), 2), "the base is left");
        spoil(dir.path(), 2);
        assert_eq!(HeadFile::open(dir.path()).unwrap().newest, None);
    }

    #[test]
    fn every_flipped_bit_of_the_file_is_a_damaged_slot() {
        let dir = tempfile::tempdir().unwrap();
        let mut head = HeadFile::create(dir.path(), &range(3)).unwrap();
        (4..7).for_each(|size| head.write(&range(size)).unwrap());
        let path = HeadFile::path_in(dir.path());
        let mut bytes = std::fs::read(&path).unwrap();
        assert_eq!(bytes.chunks(SLOT_BYTES).filter_map(Mark::decode).count(), 3);
        for slot in bytes.chunks_mut(SLOT_BYTES) {
            for bit in 0..slot.len() * 8 {
                slot[bit / 8] ^= 1 << (bit % 8);
                assert_eq!(Mark::decode(slot), None, "bit {bit}");
                slot[bit / 8] ^= 1 << (bit % 8);
            }
        }
    }

    #[test]
    fn a_reopened_head_goes_on_in_the_slot_that_is_not_the_newest() {
        let dir = tempfile::tempdir().unwrap();
        let mut head = HeadFile::create(dir.path(), &range(0)).unwrap();
        head.write(&range(1)).unwrap();
        let mut again = HeadFile::open(dir.path()).unwrap().head;
        again.write(&range(2)).unwrap();
        spoil(dir.path(), usize::try_from(again.generation % TURNS).unwrap());
        assert_eq!(HeadFile::open(dir.path()).unwrap().newest, Some(range(1)));
    }
}
