//! 分组: records put in the order of the histories they belong to, one history at a time.

use std::iter::Peekable;

use engine::id::Seq;
use engine::record::Record;
use store::codec::decode;

use super::run::ExportError;
use super::sorter::{Pair, Sorted, Sorter};
use super::walk::Walk;

/// Gathers records by their histories, each with its place in the log.
#[derive(Debug)]
pub(super) struct Gather<'a> {
    walk: Walk<'a>,
    sorter: Sorter,
}

impl<'a> Gather<'a> {
    pub(super) fn new(walk: &Walk<'a>) -> Gather<'a> {
        Gather { walk: *walk, sorter: Sorter::new(walk.source.scratch()) }
    }

    /// Takes a record as it is stored, of a history.
    pub(super) fn push(&mut self, history: u64, seq: Seq, bytes: &[u8]) -> Result<(), ExportError> {
        let key = [history.to_be_bytes(), seq.to_be_bytes()].concat();
        self.sorter.push(key, bytes.to_vec()).map_err(self.walk.scratch_failed())
    }

    /// The histories in the order of their ids.
    pub(super) fn grouped(self) -> Result<Grouped<'a>, ExportError> {
        let in_order = self.sorter.sorted().map_err(self.walk.scratch_failed())?;
        Ok(Grouped { walk: self.walk, in_order: in_order.peekable() })
    }
}

/// Histories in the order of their ids; each is held whole, one at a time.
#[derive(Debug)]
pub(super) struct Grouped<'a> {
    walk: Walk<'a>,
    in_order: Peekable<Sorted>,
}

impl Grouped<'_> {
    fn gather(&mut self, first: &Pair) -> Result<(u64, Vec<Record>), ExportError> {
        let scratch = self.walk.scratch_failed();
        let history = history_of(&first.0);
        let mut records = vec![decoded(first)?];
        let is_same = |next: &std::io::Result<Pair>| {
            next.as_ref().map_or(true, |(key, _)| history_of(key) == history)
        };
        while let Some(next) = self.in_order.next_if(is_same) {
            records.push(decoded(&next.map_err(&scratch)?)?);
        }
        Ok((history, records))
    }
}

impl Iterator for Grouped<'_> {
    type Item = Result<(u64, Vec<Record>), ExportError>;

    fn next(&mut self) -> Option<Self::Item> {
        match self.in_order.next()? {
            Ok(first) => Some(self.gather(&first)),
            Err(error) => Some(Err(self.walk.scratch_failed()(error))),
        }
    }
}

fn decoded((key, bytes): &Pair) -> Result<Record, ExportError> {
    Ok(decode(part(key, 1), bytes)?)
}

fn history_of(key: &[u8]) -> u64 {
    part(key, 0)
}

/// The first or the second number of a key.
fn part(key: &[u8], at: usize) -> u64 {
    let (parts, _) = key.as_chunks();
    parts.get(at).map_or(0, |bytes| u64::from_be_bytes(*bytes))
}
