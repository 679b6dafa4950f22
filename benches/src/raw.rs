//! 裸盘: a plain file that is written to and synced, with the same bytes and the same number of
//! syncs.

use std::fs::File;
use std::io::{self, Read, Seek, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use engine::id::Seq;
use store::LogReader;

/// The bytes of each group that was synced, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pattern(Vec<usize>);

impl Pattern {
    /// The bytes of the records of a log after `after`, in the groups that ended with these
    /// records.
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

/// How the file takes what is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// It grows: every sync also writes its new length.
    Append,
    /// It was written and synced ahead, and is written over from the beginning: the fastest way
    /// there is.
    Overwrite,
}

/// Bytes that are written ahead.
const AHEAD_BYTES: u64 = 128 << 20;

/// The file.
#[derive(Debug)]
pub struct RawFile {
    file: File,
    way: Way,
    at: u64,
    bytes: Vec<u8>,
}

impl RawFile {
    /// A new file in a directory.
    pub fn create(dir: &Path, way: Way) -> io::Result<RawFile> {
        let mut file = File::create(dir.join(format!("raw-{way:?}")))?;
        if way == Way::Overwrite {
            io::copy(&mut io::repeat(0x5A).take(AHEAD_BYTES), &mut file)?;
            file.sync_all()?;
            file.rewind()?;
        }
        Ok(RawFile { file, way, at: 0, bytes: Vec::new() })
    }

    /// Writes one group and syncs it (fdatasync).
    pub fn append(&mut self, bytes: usize) -> io::Result<()> {
        self.prepare(bytes);
        let len = u64::try_from(bytes).unwrap_or(u64::MAX);
        if self.way == Way::Overwrite && self.at + len > AHEAD_BYTES {
            self.file.rewind()?;
            self.at = 0;
        }
        self.file.write_all(self.bytes.get(..bytes).unwrap_or_default())?;
        self.at += len;
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
