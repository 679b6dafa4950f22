//! Verifying a whole log: every checksum, every hash, every root, and that nothing is missing.

use std::path::PathBuf;

use thiserror::Error;

use crate::bytes::{hex, len_u64};
use crate::frame::Frame;
use crate::head::HeadFile;
use crate::reader::LogReader;
use crate::recovery::{FrameProblem, extend};
use crate::sled_file::StorageError;
use crate::tree::{CompactRange, Hash};

/// What a whole verified log consists of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifyReport {
    /// Number of records.
    pub records: u64,
    /// Number of groups.
    pub groups: u64,
    /// Number of frames.
    pub frames: u64,
    /// Bytes of all frames.
    pub bytes: u64,
    /// Root of the Merkle tree, recomputed from the records.
    pub root: Hash,
}

/// How far a verification has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Records that have been verified.
    pub records: u64,
    /// Records that there are.
    pub of: u64,
}

/// The first thing that is wrong with a log.
#[derive(Debug, Error)]
#[error(
    "the log in {} is not whole from record {first_bad} on: {problem}; records 1 to {trusted} are \
     as they were written; restore the directory from a copy", dir.display()
)]
pub struct VerifyError {
    /// The directory of the log.
    pub dir: PathBuf,
    /// The first record that cannot be trusted.
    pub first_bad: u64,
    /// The last record up to which everything is verified, 0 for none.
    pub trusted: u64,
    /// What is wrong.
    pub problem: VerifyProblem,
}

/// What is wrong with a log.
#[derive(Debug, Error)]
pub enum VerifyProblem {
    /// A frame is damaged or missing.
    #[error("its frame is damaged: {0}")]
    Frame(#[from] FrameProblem),
    /// A frame lies where another one reaches.
    #[error("a frame overlaps it")]
    Overlap,
    /// The storage engine failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// The end of the log is not what this process wrote or opened.
    #[error("the root is {found}, it was {known} when the log was opened")]
    End {
        /// The root that was recomputed.
        found: String,
        /// The root that was known.
        known: String,
    },
    /// The head mark file does not describe this log any more.
    #[error("the head mark file is damaged or describes another log")]
    HeadMark,
}

impl LogReader {
    /// Verifies every durable record from the first on. `progress` is called once a frame. Takes
    /// about a second for a million small records.
    pub fn verify(&self, progress: &mut dyn FnMut(Progress)) -> Result<VerifyReport, VerifyError> {
        let known = self.checkpoint();
        let mut range = CompactRange::new();
        let mut report =
            VerifyReport { records: 0, groups: 0, frames: 0, bytes: 0, root: known.root };
        while range.size() < known.size {
            let trusted = range.size();
            self.verify_frame(&mut range, &mut report)
                .map_err(|problem| self.not_whole(trusted, problem))?;
            progress(Progress { records: range.size(), of: known.size });
        }
        report.root = range.root();
        report.records = range.size();
        if range.size() != known.size || report.root != known.root {
            let end = VerifyProblem::End { found: hex(&report.root), known: hex(&known.root) };
            return Err(self.not_whole(0, end));
        }
        if !self.head_mark_fits(&range) {
            return Err(self.not_whole(known.size, VerifyProblem::HeadMark));
        }
        Ok(report)
    }

    fn not_whole(&self, trusted: u64, problem: VerifyProblem) -> VerifyError {
        let dir = self.dir().to_path_buf();
        VerifyError { dir, first_bad: trusted + 1, trusted, problem }
    }

    /// Verifies the frame after `range` and adds its records.
    fn verify_frame(
        &self,
        range: &mut CompactRange,
        report: &mut VerifyReport,
    ) -> Result<(), VerifyProblem> {
        let next = range.size() + 1;
        let found = self.file().frame_at_or_after(next)?;
        let (key, bytes) = found.ok_or(FrameProblem::Missing)?;
        if key != next {
            return Err(FrameProblem::Missing.into());
        }
        let len = len_u64(bytes.len());
        let frame = Frame::decode(key, bytes).map_err(FrameProblem::from)?;
        if !extend(range, &frame) {
            return Err(FrameProblem::Root.into());
        }
        // A frame that begins inside this one would be found first by a look-up of its records.
        let last = self.file().frame_at_or_before(frame.last_seq())?;
        if last.is_none_or(|(last, _)| last != key) {
            return Err(VerifyProblem::Overlap);
        }
        report.frames += 1;
        report.groups += len_u64(frame.groups().count());
        report.bytes += len;
        Ok(())
    }

    /// Whether the head mark file, as it is on the disk now, can be read and is not behind the log.
    /// A writer may have gone on meanwhile, and then the mark is beyond what was verified.
    fn head_mark_fits(&self, range: &CompactRange) -> bool {
        // Readers see records only after the mark is written, so this must be asked for first.
        let published = self.size();
        let Ok(Some(mark)) = HeadFile::read_newest(self.open_dir()) else { return false };
        if mark.size() == range.size() { mark == *range } else { mark.size() >= published }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::{Log, OpenOptions};

    /// Bytes of the checksum at the end of a frame.
    const SUM_BYTES: usize = 4;

    /// A log of a few frames of several groups and records.
    fn small(dir: &std::path::Path) -> Log {
        let (mut log, _) = Log::open(dir, OpenOptions::default()).unwrap();
        for size in 1..=4_u8 {
            let group = |from: u8| (from..from + 2).map(|n| vec![n; usize::from(size) * 3]);
            let groups: Vec<Vec<Vec<u8>>> = (0..size).map(|n| group(n * 16).collect()).collect();
            let groups: Vec<&[Vec<u8>]> = groups.iter().map(Vec::as_slice).collect();
            log.append(&groups).unwrap();
        }
        log
    }

    /// The frames by their keys.
    fn frames(log: &LogReader) -> Vec<(u64, Vec<u8>)> {
        let mut found = Vec::new();
        let mut next = 1;
        while let Some((key, bytes)) = log.file().frame_at_or_after(next).unwrap() {
            found.push((key, bytes.to_vec()));
            next = key + 1;
        }
        found
    }

    #[track_caller]
    fn is_found_at(log: &LogReader, key: u64, what: &str) {
        let error = log.verify(&mut |_| ()).expect_err(what);
        assert_eq!((error.first_bad, error.trusted), (key, key - 1), "{what}: {error}");
    }

    #[test]
    fn every_flipped_bit_of_every_frame_is_found_and_its_frame_named() {
        let dir = tempfile::tempdir().unwrap();
        let log = small(dir.path());
        let reader = log.reader();
        let frames = frames(&reader);
        assert_eq!(frames.len(), 4);
        for (key, bytes) in &frames {
            for bit in 0..bytes.len() * 8 {
                let mut flipped = bytes.clone();
                flipped[bit / 8] ^= 1 << (bit % 8);
                reader.file().forge_frame(*key, &flipped);
                is_found_at(&reader, *key, &format!("bit {bit} of frame {key}"));
            }
            reader.file().forge_frame(*key, bytes);
        }
        reader.verify(&mut |_| ()).expect("it is whole again");
    }

    #[test]
    fn every_flipped_bit_of_a_record_is_found_by_the_tree_where_the_checksum_was_made_to_fit() {
        let dir = tempfile::tempdir().unwrap();
        let log = small(dir.path());
        let reader = log.reader();
        for (key, bytes) in &frames(&reader) {
            let frame = Frame::decode(*key, bytes.as_slice()).unwrap();
            let body: usize =
                (0..frame.records()).filter_map(|at| frame.record(at)).map(<[u8]>::len).sum();
            let end = bytes.len() - SUM_BYTES;
            for bit in (end - body) * 8..end * 8 {
                let mut forged = bytes.clone();
                forged[bit / 8] ^= 1 << (bit % 8);
                let mut sum = crc32fast::Hasher::new();
                sum.update(&key.to_be_bytes());
                sum.update(&forged[..end]);
                forged[end..].copy_from_slice(&sum.finalize().to_le_bytes());
                Frame::decode(*key, forged.as_slice()).expect("the checksum fits");
                reader.file().forge_frame(*key, &forged);
                is_found_at(&reader, *key, &format!("bit {bit} of frame {key}"));
            }
            reader.file().forge_frame(*key, bytes);
        }
    }

    #[test]
    fn the_lock_says_whether_a_log_was_closed_in_order() {
        let dir = tempfile::tempdir().unwrap();
        let log = small(dir.path());
        assert!(crate::log::was_open(dir.path()));
        drop(log);
        assert!(!crate::log::was_open(dir.path()));
    }
}
