//! The Merkle tree over the records, in the shape of RFC 9162 with SM3 as its hash.

use sm3::{Digest, Sm3};

/// An SM3 hash (GB/T 32905): of a leaf, of a node, or of the whole tree (its root).
pub type Hash = [u8; 32];

/// RFC 9162, 2.1.1: leaves and nodes are hashed with different prefixes, so that a node can never
/// be passed off as a record.
const LEAF_PREFIX: [u8; 1] = [0x00];
const NODE_PREFIX: [u8; 1] = [0x01];

/// Hash of one record.
pub fn leaf_hash(record: &[u8]) -> Hash {
    Sm3::new().chain_update(LEAF_PREFIX).chain_update(record).finalize().into()
}

/// Hash of an inner node from the hashes of its two children.
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    Sm3::new().chain_update(NODE_PREFIX).chain_update(left).chain_update(right).finalize().into()
}

/// Root of the tree without leaves: the hash of nothing (RFC 9162, 2.1.1).
pub fn empty_root() -> Hash {
    Sm3::new().finalize().into()
}

/// What has to be remembered of a list of leaves in order to append to it and to know its root:
/// one hash for every complete subtree, the largest first. At most 64 hashes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CompactRange {
    size: u64,
    peaks: Vec<Hash>,
}

impl CompactRange {
    /// A range without leaves.
    pub fn new() -> Self {
        Self::default()
    }

    /// Rebuilds a range from its parts; `None` unless there is one peak for every set bit of
    /// `size`.
    pub fn from_parts(size: u64, peaks: Vec<Hash>) -> Option<Self> {
        let wanted = usize::try_from(size.count_ones()).ok()?;
        (peaks.len() == wanted).then_some(Self { size, peaks })
    }

    /// Number of leaves.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The hashes of the complete subtrees, the largest first.
    pub fn peaks(&self) -> &[Hash] {
        &self.peaks
    }

    /// Appends one leaf. O(1) amortised.
    pub fn push(&mut self, leaf: Hash) {
        self.add(0, leaf);
    }

    /// Appends the 2^`level` leaves of a complete subtree by its root; `false`, with nothing
    /// appended, when the leaves before it do not end at the border of such a subtree.
    pub fn push_subtree(&mut self, level: u32, root: Hash) -> bool {
        let fits = level < u64::BITS && self.size.trailing_zeros() >= level;
        if fits {
            self.add(level, root);
        }
        fits
    }

    fn add(&mut self, level: u32, root: Hash) {
        let mut hash = root;
        for _ in 0..(self.size >> level).trailing_ones() {
            if let Some(left) = self.peaks.pop() {
                hash = node_hash(&left, &hash);
            }
        }
        self.peaks.push(hash);
        self.size += 1 << level;
    }

    /// Root of the tree over all leaves pushed so far. O(log n).
    pub fn root(&self) -> Hash {
        self.peaks
            .iter()
            .rev()
            .copied()
            .reduce(|right, left| node_hash(&left, &right))
            .unwrap_or_else(empty_root)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::bytes::hex;

    /// RFC 9162, 2.1.1, word for word.
    pub(crate) fn naive_root(leaves: &[Hash]) -> Hash {
        match leaves {
            [] => empty_root(),
            [leaf] => *leaf,
            _ => {
                let split = leaves.len().next_power_of_two() / 2;
                node_hash(&naive_root(&leaves[..split]), &naive_root(&leaves[split..]))
            }
        }
    }

    pub(crate) fn leaves(count: u32) -> Vec<Hash> {
        (0..count).map(|i| leaf_hash(&i.to_le_bytes())).collect()
    }

    #[test]
    fn sm3_gives_the_published_vectors() {
        // GB/T 32905-2016, annex A.1: the message "abc".
        let abc: Hash = Sm3::digest(b"abc").into();
        assert_eq!(hex(&abc), "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
        assert_eq!(
            hex(&empty_root()),
            "1ab21d8355cfa17f8e61194831e81a8f22bec8c728fefb747ed035eb5082aa2b"
        );
    }

    #[test]
    fn the_root_of_every_size_is_the_root_of_the_definition() {
        let leaves = leaves(70);
        let mut range = CompactRange::new();
        assert_eq!(range.root(), naive_root(&[]));
        for (i, leaf) in leaves.iter().enumerate() {
            range.push(*leaf);
            assert_eq!(range.root(), naive_root(&leaves[..=i]), "size {}", i + 1);
            let rebuilt = CompactRange::from_parts(range.size(), range.peaks().to_vec());
            assert_eq!(rebuilt.as_ref(), Some(&range));
        }
    }

    #[test]
    fn complete_subtrees_can_be_appended_by_their_roots() {
        let leaves = leaves(70);
        let mut range = CompactRange::new();
        for chunk in leaves[..64].chunks(8) {
            assert!(range.push_subtree(3, naive_root(chunk)));
        }
        for leaf in &leaves[64..] {
            range.push(*leaf);
        }
        assert_eq!(range.root(), naive_root(&leaves));
        assert!(!range.push_subtree(3, leaves[0]), "70 is not a multiple of 8");
        assert!(range.push_subtree(1, naive_root(&leaves[..2])));
        assert_eq!(range.root(), naive_root(&[&leaves[..], &leaves[..2]].concat()));
    }

    #[test]
    fn a_leaf_is_never_a_node() {
        let (a, b) = (leaf_hash(b"a"), leaf_hash(b"b"));
        let forged: Vec<u8> = [a, b].concat();
        assert_ne!(leaf_hash(&forged), node_hash(&a, &b));
    }

    #[test]
    fn peaks_that_do_not_fit_the_size_are_refused() {
        assert_eq!(CompactRange::from_parts(3, vec![empty_root()]), None);
        assert_eq!(CompactRange::from_parts(0, vec![empty_root()]), None);
    }
}
