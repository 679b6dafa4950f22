//! 外部排序: puts entries into the order of their keys in bounded memory, with the rest in files of
//! the scratch directory.
//!
//! Entries are gathered until they take [`RUN_BYTES_MAX`], sorted, and written as a run; runs are
//! merged. [`RUNS_MAX`] runs of one level become one run of the next, so that every entry is
//! written once a level. Entries of one key stay in the order in which they came.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, ErrorKind, Read, Seek, Write};
use std::path::{Path, PathBuf};

/// Bytes of entries that are held before they are written as a run.
const RUN_BYTES_MAX: usize = 16 * 1024 * 1024;

/// Runs of one level, which are read at the same time.
const RUNS_MAX: usize = 32;

/// Bytes that are read of one run at a time.
const READ_BYTES: usize = 64 * 1024;

/// What an entry takes beside its bytes.
const ENTRY_BYTES: usize = 64;

/// Longest key and value that are read back: a record has at most 60 KiB.
const PART_BYTES_MAX: u32 = 16 * 1024 * 1024;

/// A key and its value.
pub(super) type Pair = (Vec<u8>, Vec<u8>);

/// Gathers entries; see the module.
#[derive(Debug)]
pub(super) struct Sorter {
    scratch: PathBuf,
    run_bytes_max: usize,
    held: Vec<Pair>,
    held_bytes: usize,
    levels: Vec<Vec<File>>,
}

impl Sorter {
    /// An empty sorter that writes into a directory; its files have no names and go with it.
    pub(super) fn new(scratch: &Path) -> Sorter {
        Sorter::with_runs_of(scratch, RUN_BYTES_MAX)
    }

    fn with_runs_of(scratch: &Path, run_bytes_max: usize) -> Sorter {
        Sorter {
            scratch: scratch.to_path_buf(),
            run_bytes_max,
            held: Vec::new(),
            held_bytes: 0,
            levels: Vec::new(),
        }
    }

    /// Takes an entry.
    pub(super) fn push(&mut self, key: Vec<u8>, value: Vec<u8>) -> io::Result<()> {
        self.held_bytes += key.len() + value.len() + ENTRY_BYTES;
        self.held.push((key, value));
        if self.held_bytes >= self.run_bytes_max {
            self.spill()?;
        }
        Ok(())
    }

    /// Everything that was taken, in order.
    pub(super) fn sorted(mut self) -> io::Result<Sorted> {
        self.held.sort_by(|a, b| a.0.cmp(&b.0));
        // Older entries first: the runs of the higher levels, then the lower ones, then what is held.
        let mut runs = Vec::new();
        for level in self.levels.into_iter().rev() {
            for file in level {
                runs.push(Run::open(file)?);
            }
        }
        runs.push(Run::held(self.held));
        Sorted::of(runs)
    }

    fn spill(&mut self) -> io::Result<()> {
        self.held.sort_by(|a, b| a.0.cmp(&b.0));
        let mut held = std::mem::take(&mut self.held).into_iter().map(Ok);
        self.held_bytes = 0;
        let mut file = self.write(&mut held)?;
        for level in 0.. {
            if self.levels.len() == level {
                self.levels.push(Vec::new());
            }
            let Some(runs) = self.levels.get_mut(level) else { break };
            runs.push(file);
            if runs.len() < RUNS_MAX {
                break;
            }
            let runs: io::Result<Vec<Run>> = runs.drain(..).map(Run::open).collect();
            let mut merged = Sorted::of(runs?)?;
            file = self.write(&mut merged)?;
        }
        Ok(())
    }

    fn write(&self, pairs: &mut dyn Iterator<Item = io::Result<Pair>>) -> io::Result<File> {
        let mut out = BufWriter::new(tempfile::tempfile_in(&self.scratch)?);
        for pair in pairs {
            let (key, value) = pair?;
            for part in [&key, &value] {
                let len = u32::try_from(part.len()).ok().filter(|len| *len <= PART_BYTES_MAX);
                let len = len.ok_or_else(|| io::Error::other("an entry is too long to sort"))?;
                out.write_all(&len.to_be_bytes())?;
                out.write_all(part)?;
            }
        }
        let mut file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.rewind()?;
        Ok(file)
    }
}

/// The first entry of a run: its key, the run, its value.
type Head = (Vec<u8>, usize, Vec<u8>);

/// One sorted sequence of entries.
#[derive(Debug)]
enum Run {
    Held(std::vec::IntoIter<Pair>),
    File(BufReader<File>),
}

impl Run {
    fn held(pairs: Vec<Pair>) -> Run {
        Run::Held(pairs.into_iter())
    }

    fn open(mut file: File) -> io::Result<Run> {
        file.rewind()?;
        Ok(Run::File(BufReader::with_capacity(READ_BYTES, file)))
    }

    fn next(&mut self) -> io::Result<Option<Pair>> {
        match self {
            Run::Held(pairs) => Ok(pairs.next()),
            Run::File(file) => {
                let Some(key) = part(file)? else { return Ok(None) };
                let value = part(file)?.ok_or(ErrorKind::UnexpectedEof)?;
                Ok(Some((key, value)))
            }
        }
    }
}

/// One length and its bytes; nothing at the end of the file.
fn part(file: &mut BufReader<File>) -> io::Result<Option<Vec<u8>>> {
    let mut len = [0; 4];
    match file.read_exact(&mut len) {
        Ok(()) => (),
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => return Ok(None),
        Err(error) => return Err(error),
    }
    let len = u32::from_be_bytes(len);
    if len > PART_BYTES_MAX {
        return Err(io::Error::other("a file of the scratch directory was changed"));
    }
    let mut bytes = vec![0; usize::try_from(len).unwrap_or_default()];
    file.read_exact(&mut bytes)?;
    Ok(Some(bytes))
}

/// The entries in order; ends after the first error.
#[derive(Debug)]
pub(super) struct Sorted {
    runs: Vec<Run>,
    heads: BinaryHeap<Reverse<Head>>,
}

impl Sorted {
    fn of(mut runs: Vec<Run>) -> io::Result<Sorted> {
        let mut heads = BinaryHeap::with_capacity(runs.len());
        for (index, run) in runs.iter_mut().enumerate() {
            if let Some((key, value)) = run.next()? {
                heads.push(Reverse((key, index, value)));
            }
        }
        Ok(Sorted { runs, heads })
    }
}

impl Iterator for Sorted {
    type Item = io::Result<Pair>;

    fn next(&mut self) -> Option<io::Result<Pair>> {
        let Reverse((key, index, value)) = self.heads.pop()?;
        match self.runs.get_mut(index).map(Run::next) {
            Some(Ok(Some((key, value)))) => self.heads.push(Reverse((key, index, value))),
            Some(Ok(None)) | None => (),
            Some(Err(error)) => {
                self.heads.clear();
                return Some(Err(error));
            }
        }
        Some(Ok((key, value)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Keys in an order that follows from nothing but arithmetic, with their places as values.
    fn shuffled(count: u32) -> Vec<Pair> {
        let key = |place: u32| (place.wrapping_mul(2_654_435_761) % 977).to_be_bytes().to_vec();
        (0..count).map(|place| (key(place), place.to_be_bytes().to_vec())).collect()
    }

    fn sorted_in_runs_of(bytes: usize, pairs: &[Pair]) -> Vec<Pair> {
        let scratch = tempfile::tempdir().unwrap();
        let mut sorter = Sorter::with_runs_of(scratch.path(), bytes);
        for (key, value) in pairs {
            sorter.push(key.clone(), value.clone()).unwrap();
        }
        sorter.sorted().unwrap().map(Result::unwrap).collect()
    }

    #[test]
    fn runs_of_any_size_give_the_order_that_a_stable_sort_in_memory_gives() {
        let pairs = shuffled(5_000);
        let mut expected = pairs.clone();
        expected.sort_by(|a, b| a.0.cmp(&b.0));
        // One entry a run makes three levels of 32 runs.
        for bytes in [1, 100, 7_777, usize::MAX] {
            assert!(sorted_in_runs_of(bytes, &pairs) == expected, "runs of {bytes} bytes");
        }
    }

    #[test]
    fn nothing_sorts_to_nothing() {
        assert!(sorted_in_runs_of(1, &[]).is_empty());
    }

    #[test]
    fn a_scratch_directory_that_is_not_there_is_an_error() {
        let mut sorter = Sorter::with_runs_of(Path::new("/nowhere/at/all"), 1);
        assert!(sorter.push(vec![1], vec![2]).is_err());
    }
}
