//! 裸盘: a plain file that is appended to and synced, with the same bytes and the same number of syncs.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use engine::id::Seq;
use store::LogReader;

/// The bytes of each group that was synced, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pattern(Vec<usize>);

impl Pattern {
    /// The bytes of the records of a log after `after`, in the groups that ended with these records.
    ///
    /// # Panics
    /// Where the log cannot be read.
    pub fn of(log: &LogReader, after: Seq, groups: &[Seq]) -> Pattern {
        let mut scan = log.scan(after);
        let mut next = || {
            let read = scan.next_with(|seq, bytes| (seq, bytes.len()))?;
            Some(read.expect("what was written can be read"))
        };
        let mut pattern = Vec::with_capacity(groups.len());
        for last in groups {
            let mut bytes = 0;
            while let Some((seq, len)) = next() {
                bytes += len;
                if seq >= *last {
                    break;
                }
            }
            pattern.push(bytes);
        }
        Pattern(pattern)
    }

    /// How many syncs it has.
    pub fn syncs(&self) -> usize {
        self.0.len()
    }

    /// All its bytes.
    pub fn bytes(&self) -> usize {
        self.0.iter().sum()
    }
}

/// The file.
#[derive(Debug)]
pub struct RawFile {
    file: File,
    bytes: Vec<u8>,
}

impl RawFile {
    /// An empty file in a directory.
    pub fn create(dir: &Path) -> io::Result<RawFile> {
        Ok(RawFile { file: File::create(dir.join("raw"))?, bytes: Vec::new() })
    }

    /// Appends one group and syncs it (fdatasync).
    pub fn append(&mut self, bytes: usize) -> io::Result<()> {
        self.prepare(bytes);
        self.file.write_all(self.bytes.get(..bytes).unwrap_or_default())?;
        self.file.sync_data()
    }

    /// Appends all groups of a pattern, each with its own sync: how long it took.
    pub fn write(&mut self, pattern: &Pattern) -> io::Result<Duration> {
        self.prepare(pattern.0.iter().copied().max().unwrap_or(0));
        let begun = Instant::now();
        for bytes in &pattern.0 {
            self.append(*bytes)?;
        }
        Ok(begun.elapsed())
    }

    /// So many appends, with the groups of a pattern over and over: how long each took.
    pub fn each(&mut self, pattern: &Pattern, appends: u64) -> io::Result<Vec<Duration>> {
        let timed = |bytes: &usize| {
            let begun = Instant::now();
            self.append(*bytes)?;
            Ok(begun.elapsed())
        };
        let appends = usize::try_from(appends).unwrap_or(usize::MAX);
        pattern.0.iter().cycle().take(appends).map(timed).collect()
    }

    fn prepare(&mut self, bytes: usize) {
        if self.bytes.len() < bytes {
            // Not all the same: some disks have a short way for that.
            let pattern = (0..=250_u8).cycle();
            self.bytes = pattern.take(bytes).collect();
        }
    }
}
