//! Inclusion and consistency proofs of the Merkle tree (RFC 9162, 2.1.3 and 2.1.4).

use std::ops::Range;

use crate::tree::{CompactRange, Hash, empty_root, node_hash};

/// Where leaf hashes come from when a proof is made: leaf numbers count from 0, so the record with
/// sequence number `seq` is leaf `seq - 1`.
pub trait LeafSource {
    /// Why leaves could not be read.
    type Error;

    /// Hands the hashes of the leaves of `range`, in order, to `each`.
    fn leaves(&self, range: Range<u64>, each: &mut dyn FnMut(Hash)) -> Result<(), Self::Error>;

    /// Root of the tree over one stretch of leaves. A source that remembers roots of subtrees can
    /// do better than to read all of them.
    fn stretch_root(&self, range: Range<u64>) -> Result<Hash, Self::Error> {
        let mut compact = CompactRange::new();
        self.leaves(range, &mut |leaf| compact.push(leaf))?;
        Ok(compact.root())
    }
}

/// The largest power of two smaller than `len`; `len` is at least 2.
fn split(len: u64) -> u64 {
    1 << (len - 1).ilog2()
}

/// The stretches of leaves whose roots prove that leaf `index` is in the tree of `size` leaves,
/// the smallest first; `None` unless `index < size`.
pub fn inclusion_stretches(index: u64, size: u64) -> Option<Vec<Range<u64>>> {
    if index >= size {
        return None;
    }
    let (mut low, mut high) = (0, size);
    let mut stretches = Vec::new();
    while high - low > 1 {
        let middle = low + split(high - low);
        if index < middle {
            stretches.push(middle..high);
            high = middle;
        } else {
            stretches.push(low..middle);
            low = middle;
        }
    }
    stretches.reverse();
    Some(stretches)
}

/// The stretches of leaves whose roots prove that the tree of `old` leaves is the beginning of the
/// tree of `new` leaves, the smallest first; `None` unless `old <= new`.
pub fn consistency_stretches(old: u64, new: u64) -> Option<Vec<Range<u64>>> {
    if old > new {
        return None;
    }
    if old == 0 {
        return Some(Vec::new());
    }
    let (mut low, mut high) = (0, new);
    let mut stretches = Vec::new();
    while old < high {
        let middle = low + split(high - low);
        if old <= middle {
            stretches.push(middle..high);
            high = middle;
        } else {
            stretches.push(low..middle);
            low = middle;
        }
    }
    // When the walk never went right, the verifier knows this hash already: it is the old root.
    if low > 0 {
        stretches.push(low..high);
    }
    stretches.reverse();
    Some(stretches)
}

/// Proof that leaf `index` is in the tree of `size` leaves; `None` unless `index < size`. Asks
/// for every other leaf of the tree once, by stretches.
pub fn inclusion_proof<S: LeafSource>(
    source: &S,
    index: u64,
    size: u64,
) -> Result<Option<Vec<Hash>>, S::Error> {
    inclusion_stretches(index, size).map(|all| roots(source, all)).transpose()
}

/// Proof that the tree of `old` leaves is the beginning of the tree of `new` leaves; `None` unless
/// `old <= new`. Asks for up to every leaf of the tree once, by stretches.
pub fn consistency_proof<S: LeafSource>(
    source: &S,
    old: u64,
    new: u64,
) -> Result<Option<Vec<Hash>>, S::Error> {
    consistency_stretches(old, new).map(|all| roots(source, all)).transpose()
}

fn roots<S: LeafSource>(source: &S, stretches: Vec<Range<u64>>) -> Result<Vec<Hash>, S::Error> {
    stretches.into_iter().map(|stretch| source.stretch_root(stretch)).collect()
}

/// Whether `proof` shows that `leaf` is leaf number `index` of the tree of `size` leaves with this
/// `root` (RFC 9162, 2.1.3.2). Needs nothing but its arguments.
pub fn verify_inclusion(leaf: &Hash, index: u64, size: u64, proof: &[Hash], root: &Hash) -> bool {
    if index >= size {
        return false;
    }
    let (mut node, mut last) = (index, size - 1);
    let mut hash = *leaf;
    for sibling in proof {
        if last == 0 {
            return false;
        }
        if node & 1 == 1 || node == last {
            hash = node_hash(sibling, &hash);
            while node & 1 == 0 && node != 0 {
                node >>= 1;
                last >>= 1;
            }
        } else {
            hash = node_hash(&hash, sibling);
        }
        node >>= 1;
        last >>= 1;
    }
    last == 0 && hash == *root
}

/// A published state of the tree: how many leaves, and their root.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Checkpoint {
    /// Number of records.
    pub size: u64,
    /// Root of the tree over them.
    pub root: Hash,
}

/// Whether `proof` shows that the tree of `old` is the beginning of the tree of `new`
/// (RFC 9162, 2.1.4.2). Needs nothing but its arguments.
pub fn verify_consistency(old: &Checkpoint, new: &Checkpoint, proof: &[Hash]) -> bool {
    if old.size > new.size {
        return false;
    }
    if old.size == new.size {
        return proof.is_empty() && old.root == new.root;
    }
    if old.size == 0 {
        return proof.is_empty() && old.root == empty_root();
    }
    let (mut node, mut last) = (old.size - 1, new.size - 1);
    let shift = node.trailing_ones();
    node >>= shift;
    last >>= shift;
    // A power of two: the first hash of the path is the old root itself and is not sent.
    let (start, path) = if old.size.is_power_of_two() {
        (old.root, proof)
    } else {
        let Some((first, path)) = proof.split_first() else { return false };
        (*first, path)
    };
    let (mut old_hash, mut new_hash) = (start, start);
    for sibling in path {
        if last == 0 {
            return false;
        }
        if node & 1 == 1 || node == last {
            old_hash = node_hash(sibling, &old_hash);
            new_hash = node_hash(sibling, &new_hash);
            while node & 1 == 0 && node != 0 {
                node >>= 1;
                last >>= 1;
            }
        } else {
            new_hash = node_hash(&new_hash, sibling);
        }
        node >>= 1;
        last >>= 1;
    }
    last == 0 && old_hash == old.root && new_hash == new.root
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use super::*;
    use crate::tree::tests::{leaves, naive_root};

    const SIZES: u64 = 70;

    struct Memory(Vec<Hash>);

    impl LeafSource for Memory {
        type Error = Infallible;

        fn leaves(&self, range: Range<u64>, each: &mut dyn FnMut(Hash)) -> Result<(), Infallible> {
            let (from, to) = (usize::try_from(range.start), usize::try_from(range.end));
            self.0[from.unwrap()..to.unwrap()].iter().copied().for_each(each);
            Ok(())
        }
    }

    /// RFC 9162, 2.1.3.1, word for word.
    fn naive_path(index: usize, leaves: &[Hash]) -> Vec<Hash> {
        if leaves.len() == 1 {
            return Vec::new();
        }
        let split = leaves.len().next_power_of_two() / 2;
        let (left, right) = leaves.split_at(split);
        let (mut path, sibling) = if index < split {
            (naive_path(index, left), naive_root(right))
        } else {
            (naive_path(index - split, right), naive_root(left))
        };
        path.push(sibling);
        path
    }

    /// RFC 9162, 2.1.4.1, word for word.
    fn naive_subproof(old: usize, leaves: &[Hash], whole: bool) -> Vec<Hash> {
        if old == leaves.len() {
            return if whole { Vec::new() } else { vec![naive_root(leaves)] };
        }
        let split = leaves.len().next_power_of_two() / 2;
        let (left, right) = leaves.split_at(split);
        let (mut proof, sibling) = if old <= split {
            (naive_subproof(old, left, whole), naive_root(right))
        } else {
            (naive_subproof(old - split, right, false), naive_root(left))
        };
        proof.push(sibling);
        proof
    }

    fn checkpoint(source: &Memory, size: u64) -> Checkpoint {
        let count = usize::try_from(size).unwrap();
        Checkpoint { size, root: naive_root(&source.0[..count]) }
    }

    #[test]
    fn every_record_of_every_size_is_proved_and_no_other() {
        let source = Memory(leaves(70));
        for size in 1..=SIZES {
            let root = checkpoint(&source, size).root;
            let count = usize::try_from(size).unwrap();
            for index in 0..size {
                let at = usize::try_from(index).unwrap();
                let Ok(proof) = inclusion_proof(&source, index, size);
                let proof = proof.unwrap();
                assert_eq!(proof, naive_path(at, &source.0[..count]), "leaf {index} of {size}");
                let leaf = source.0[at];
                assert!(verify_inclusion(&leaf, index, size, &proof, &root));
                let other = source.0[(at + 1) % 70];
                assert!(!verify_inclusion(&other, index, size, &proof, &root));
                assert!(!verify_inclusion(&leaf, index, size, &proof, &empty_root()));
                let longer = [proof.as_slice(), &[leaf]].concat();
                assert!(!verify_inclusion(&leaf, index, size, &longer, &root));
                if let Some((_, shorter)) = proof.split_last() {
                    assert!(!verify_inclusion(&leaf, index, size, shorter, &root));
                }
                assert!(!verify_inclusion(&leaf, size, size, &proof, &root));
            }
        }
        let Ok(beyond) = inclusion_proof(&source, 5, 5);
        assert_eq!(beyond, None);
    }

    #[test]
    fn every_older_tree_is_proved_to_be_the_beginning_of_every_newer_one() {
        let source = Memory(leaves(70));
        for new in 0..=SIZES {
            let newer = checkpoint(&source, new);
            let count = usize::try_from(new).unwrap();
            for old in 0..=new {
                let older = checkpoint(&source, old);
                let Ok(proof) = consistency_proof(&source, old, new);
                let proof = proof.unwrap();
                if old > 0 {
                    let naive =
                        naive_subproof(usize::try_from(old).unwrap(), &source.0[..count], true);
                    assert_eq!(proof, naive, "{old} in {new}");
                }
                assert!(verify_consistency(&older, &newer, &proof), "{old} in {new}");
                let forged = Checkpoint { root: source.0[69], ..older };
                assert!(!verify_consistency(&forged, &newer, &proof), "{old} in {new}");
                let longer = [proof.as_slice(), &[newer.root]].concat();
                assert!(!verify_consistency(&older, &newer, &longer), "{old} in {new}");
                if let Some((_, shorter)) = proof.split_last() {
                    assert!(!verify_consistency(&older, &newer, shorter), "{old} in {new}");
                }
            }
        }
        let Ok(backwards) = consistency_proof(&source, 6, 5);
        assert_eq!(backwards, None);
    }
}
