//! Copying a keyring while the keys of erased persons are left out. Needs no master key: nothing is opened.

use std::fs::File;
use std::io::{Read, Write};
use std::path::Path;

use crate::files::{create_aside, put_in_place};
use crate::keyring::{
    BLOCK_SLOTS, COUNT_AT, ERASED, KeyringError, SECTOR, SLOT_BYTES, SLOTS_AT, read_count,
    read_header, slot_bytes,
};
use crate::master_key::WRAPPED_BYTES;

/// Bytes of a keyring before its slots.
const HEAD_BYTES: usize = 4096;

/// Copies the keyring `from` to `to`, which is replaced as a whole, with the slots of some persons destroyed
/// before anything of it has a name. Gives the number of slots.
pub(crate) fn copy_without(from: &Path, to: &Path, erased: &[u64]) -> Result<u64, KeyringError> {
    let failed = |path: &Path| {
        let file = path.to_path_buf();
        move |source| KeyringError::Io { file, source }
    };
    let mut source = File::open(from).map_err(failed(from))?;
    let damaged = |what| KeyringError::Damaged { file: from.to_path_buf(), what };
    if [0, SECTOR].iter().all(|at| read_header(&source, *at).is_none()) {
        return Err(damaged("its first sectors are not those of a keyring"));
    }
    // The number of slots first: a block that is added meanwhile is not copied.
    let counts = [COUNT_AT, COUNT_AT + SECTOR].into_iter();
    let counted = counts.filter_map(|at| read_count(&source, at)).max();
    let (_, filled) = counted.ok_or(damaged("it does not say how many keys it has"))?;
    let target = create_aside(to).map_err(failed(to))?;
    let mut out = &target;
    let mut head = [0; HEAD_BYTES];
    source.read_exact(&mut head).map_err(failed(from))?;
    out.write_all(&head).map_err(failed(to))?;
    let mut slot = [0; SLOT_BYTES];
    let mut block = Vec::new();
    for subject in 0..filled {
        source.read_exact(&mut slot).map_err(failed(from))?;
        if erased.binary_search(&subject).is_ok() {
            block.extend_from_slice(&slot_bytes(ERASED, subject, &[0; WRAPPED_BYTES]));
        } else {
            block.extend_from_slice(&slot);
        }
        if (subject + 1) % BLOCK_SLOTS == 0 || subject + 1 == filled {
            out.write_all(&block).map_err(failed(to))?;
            block.clear();
        }
    }
    put_in_place(&target, to).map_err(failed(to))?;
    Ok(filled)
}

const _: () = assert!(SLOTS_AT == 4096);
