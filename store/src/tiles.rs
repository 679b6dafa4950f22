//! Tiles: remembered roots of complete subtrees, so that a proof does not read the whole log again.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use crate::proof::LeafSource;
use crate::reader::{LogReader, ReadError};
use crate::tree::{CompactRange, Hash, leaf_hash};

/// A tile is the root over 2^12 records; the tiles of ten million records take 100 kB.
const TILE_LEVEL: u32 = 12;
const TILE_LEAVES: u64 = 1 << TILE_LEVEL;

/// The tiles that were needed so far, by their number. Records never change, so neither do tiles.
#[derive(Debug, Default)]
pub(crate) struct Tiles {
    roots: Mutex<BTreeMap<u64, Hash>>,
}

impl Tiles {
    fn get(&self, tile: u64) -> Option<Hash> {
        self.roots.lock().unwrap_or_else(PoisonError::into_inner).get(&tile).copied()
    }

    fn put(&self, tile: u64, root: Hash) {
        self.roots.lock().unwrap_or_else(PoisonError::into_inner).insert(tile, root);
    }
}

impl LogReader {
    /// The root of one complete tile, remembered or made from its records.
    fn tile(&self, tile: u64) -> Result<Hash, ReadError> {
        if let Some(root) = self.tiles().get(tile) {
            return Ok(root);
        }
        let mut range = CompactRange::new();
        let first = tile * TILE_LEAVES;
        self.leaves(first..first + TILE_LEAVES, &mut |leaf| range.push(leaf))?;
        let root = range.root();
        self.tiles().put(tile, root);
        Ok(root)
    }
}

/// The first proof of a log reads all of it; those after it a few tiles.
impl LeafSource for LogReader {
    type Error = ReadError;

    fn leaves(&self, range: Range<u64>, each: &mut dyn FnMut(Hash)) -> Result<(), ReadError> {
        let mut scan = self.scan(range.start);
        for seq in range.start + 1..=range.end {
            match scan.next_with(|_, bytes| leaf_hash(bytes)) {
                Some(hash) => each(hash?),
                None => return Err(ReadError::NoSuchRecord { seq, size: self.size() }),
            }
        }
        Ok(())
    }

    fn stretch_root(&self, range: Range<u64>) -> Result<Hash, ReadError> {
        let mut compact = CompactRange::new();
        let mut next = range.start;
        // Stretches of proofs begin at the border of a tile, or lie within one.
        if next.is_multiple_of(TILE_LEAVES) {
            while range.end - next >= TILE_LEAVES {
                compact.push_subtree(TILE_LEVEL, self.tile(next / TILE_LEAVES)?);
                next += TILE_LEAVES;
            }
        }
        self.leaves(next..range.end, &mut |leaf| compact.push(leaf))?;
        Ok(compact.root())
    }
}
