//! The keyring: one random key for every person, in fixed slots of one file, so that a person can
//! be erased by overwriting one slot in place.
//!
//! ```text
//! 0     two equal sectors: mark, version, index key wrapped by the master key, checksum
//! 1024  two sectors written in turn: generation, number of filled slots, checksum
//! 4096  slots of 64 bytes: state, subject, nonce, key wrapped by the master key, checksum
//! ```
//! Slots are filled ahead with random keys, [`BLOCK_SLOTS`] at a time, and synced; so the key of a
//! new person is durable before it is used, and costs no sync of its own.
//!
//! Erasing is final on media that write in place. Old copies of the file (backups, snapshots of a
//! file system, worn blocks of a flash drive) keep old slots; they have to be destroyed as well.

mod copy;

use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use thiserror::Error;

use crate::bytes::{ByteReader, len_u64};
use crate::files::{create_aside, put_in_place};
use crate::master_key::{KEY_BYTES, Key, MasterKey, WRAPPED_BYTES};

pub(crate) use copy::copy_without;

/// Slots are made in blocks of so many.
pub const BLOCK_SLOTS: u64 = 4096;

/// The same, in memory.
const BLOCK_SLOTS_READ: usize = 4096;

/// A subject number may be so many blocks beyond the slots that are filled, not more.
pub const MAX_BLOCKS_AHEAD: u64 = 64;

const MAGIC: [u8; 8] = *b"YCkeys01";
const SECTOR: u64 = 512;
const COUNT_AT: u64 = 2 * SECTOR;
const SLOTS_AT: u64 = 4096;
const SLOT_BYTES: usize = 64;
const FILLED: [u8; 4] = *b"KEY.";
const ERASED: [u8; 4] = *b"GONE";
const SLOT_CONTEXT: &[u8] = b"yichuang keyring slot";
const INDEX_CONTEXT: &[u8] = b"yichuang keyring index key";

/// Why a keyring cannot be used.
#[derive(Debug, Error)]
pub enum KeyringError {
    /// The file cannot be read or written.
    #[error("cannot use the keyring {}: {source}", file.display())]
    Io {
        /// The keyring.
        file: PathBuf,
        /// What failed.
        source: io::Error,
    },
    /// The file is not a keyring, or its beginning is damaged.
    #[error("the keyring {} is damaged: {what}; restore it from a copy", file.display())]
    Damaged {
        /// The keyring.
        file: PathBuf,
        /// What is damaged.
        what: &'static str,
    },
    /// The keyring was made under another master key.
    #[error("the master key does not fit the keyring {}: give the key it was made with",
        file.display())]
    WrongMasterKey {
        /// The keyring.
        file: PathBuf,
    },
    /// The operating system gave no random bytes.
    #[error("no random bytes for new keys: {0}")]
    Random(#[from] getrandom::Error),
}

/// Why there is no key for a person.
#[derive(Debug, Error)]
pub enum KeyError {
    /// The person was erased; what was sealed for them is gone for good.
    #[error("subject {0} was erased: what was sealed for this person cannot be opened any more")]
    Erased(u64),
    /// No key was ever made for this number.
    #[error("there is no key for subject {0}: the keyring is older than the log, restore it")]
    Missing(u64),
    /// The slot is damaged.
    #[error("the key of subject {0} is damaged: restore the keyring from a copy")]
    Damaged(u64),
    /// The file failed.
    #[error(transparent)]
    Keyring(#[from] KeyringError),
}

/// An open keyring; shared by threads behind an `Arc`.
#[derive(Debug)]
pub struct Keyring {
    file: File,
    path: PathBuf,
    master: MasterKey,
    index_key: Key,
    filled: AtomicU64,
    /// Held while slots are filled or erased; the generation of the count that is on the disk.
    writing: Mutex<u64>,
}

impl Keyring {
    /// Makes a keyring with its first block of keys; refuses to replace one.
    pub fn create(path: &Path, master: MasterKey) -> Result<Self, KeyringError> {
        let failed = |source| KeyringError::Io { file: path.to_path_buf(), source };
        if path.exists() {
            return Err(failed(io::ErrorKind::AlreadyExists.into()));
        }
        let index_key = Key::random()?;
        let file = create_aside(path).map_err(failed)?;
        let wrapped = master.wrap(INDEX_CONTEXT, 0, &index_key)?;
        let mut header = MAGIC.to_vec();
        header.extend_from_slice(&wrapped);
        header.extend_from_slice(&crc32fast::hash(&header).to_le_bytes());
        let block = new_block(&master, 0)?;
        file.write_all_at(&header, 0)
            .and_then(|()| file.write_all_at(&header, SECTOR))
            .and_then(|()| file.write_all_at(&count_sector(0, BLOCK_SLOTS), COUNT_AT))
            .and_then(|()| file.write_all_at(&count_sector(1, BLOCK_SLOTS), COUNT_AT + SECTOR))
            .and_then(|()| file.write_all_at(&block, SLOTS_AT))
            .and_then(|()| put_in_place(&file, path))
            .map_err(failed)?;
        Self::open(path, master)
    }

    /// Opens an existing keyring.
    pub fn open(path: &Path, master: MasterKey) -> Result<Self, KeyringError> {
        Self::open_file(path, master, OpenOptions::new().read(true).write(true))
    }

    /// Opens an existing keyring for an auditor: no key can be made or erased.
    pub fn open_read_only(path: &Path, master: MasterKey) -> Result<Self, KeyringError> {
        Self::open_file(path, master, OpenOptions::new().read(true))
    }

    fn open_file(path: &Path, master: MasterKey, how: &OpenOptions) -> Result<Self, KeyringError> {
        let file = how.open(path);
        let file = file.map_err(|source| KeyringError::Io { file: path.to_path_buf(), source })?;
        let damaged = |what| KeyringError::Damaged { file: path.to_path_buf(), what };
        let wrapped = [0, SECTOR].iter().find_map(|at| read_header(&file, *at));
        let wrapped = wrapped.ok_or(damaged("its first sectors are not those of a keyring"))?;
        let Some(index_key) = master.unwrap(INDEX_CONTEXT, 0, &wrapped) else {
            return Err(KeyringError::WrongMasterKey { file: path.to_path_buf() });
        };
        let counts = [COUNT_AT, COUNT_AT + SECTOR];
        let counts = counts.iter().filter_map(|at| read_count(&file, *at));
        let (generation, filled) =
            counts.max().ok_or(damaged("it does not say how many keys it has"))?;
        let len = file.metadata().map(|data| data.len());
        let len = len.map_err(|source| KeyringError::Io { file: path.to_path_buf(), source })?;
        if len < slot_at(filled) {
            return Err(damaged("it is shorter than the number of its keys"));
        }
        let writing = Mutex::new(generation);
        let filled = AtomicU64::new(filled);
        Ok(Self { file, path: path.to_path_buf(), master, index_key, filled, writing })
    }

    /// Opens the keyring at `path`, or makes it when neither it nor its master key exist yet.
    pub fn open_or_create(path: &Path, master_path: &Path) -> Result<Self, OpenKeyringError> {
        if path.exists() {
            return Ok(Self::open(path, MasterKey::load(master_path)?)?);
        }
        Ok(Self::create(path, MasterKey::load_or_create(master_path)?)?)
    }

    fn failed(&self, source: io::Error) -> KeyringError {
        KeyringError::Io { file: self.path.clone(), source }
    }

    /// Number of subjects for which there is a slot: subjects 0 to this number, without the last.
    pub fn filled(&self) -> u64 {
        self.filled.load(Ordering::Acquire)
    }

    /// The key under which look-up tokens are made.
    pub(crate) fn index_key(&self) -> &Key {
        &self.index_key
    }

    /// The key of a person.
    pub fn key(&self, subject: u64) -> Result<Key, KeyError> {
        if subject >= self.filled() {
            return Err(KeyError::Missing(subject));
        }
        let mut slot = [0; SLOT_BYTES];
        self.file.read_exact_at(&mut slot, slot_at(subject)).map_err(|e| self.failed(e))?;
        match Slot::read(&slot, subject) {
            Some(Slot::Erased) => Err(KeyError::Erased(subject)),
            Some(Slot::Filled(wrapped)) => self
                .master
                .unwrap(SLOT_CONTEXT, subject, &wrapped)
                .ok_or(KeyError::Damaged(subject)),
            None => Err(KeyError::Damaged(subject)),
        }
    }

    /// The damaged slots among the first so many, in order. It reads them all and opens none.
    pub fn damaged(&self, slots: u64) -> Result<Vec<u64>, KeyringError> {
        let mut damaged = Vec::new();
        let mut block = vec![0; SLOT_BYTES * BLOCK_SLOTS_READ];
        let end = slots.min(self.filled());
        let mut subject = 0;
        while subject < end {
            self.file.read_exact_at(&mut block, slot_at(subject)).map_err(|e| self.failed(e))?;
            let (read, _) = block.as_chunks::<SLOT_BYTES>();
            let bad = (subject..end).zip(read).filter(|(at, slot)| Slot::read(slot, *at).is_none());
            damaged.extend(bad.map(|(at, _)| at));
            subject += BLOCK_SLOTS;
        }
        Ok(damaged)
    }

    /// Makes and syncs slots until there is one for `subject` and half a block beyond it. Called
    /// ahead of need, by a thread that may wait, it keeps every later call from having to wait.
    pub fn fill(&self, subject: u64) -> Result<(), KeyError> {
        let wanted = subject.saturating_add(BLOCK_SLOTS / 2);
        if wanted < self.filled() {
            return Ok(());
        }
        let mut generation = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let filled = self.filled();
        if wanted >= filled.saturating_add(MAX_BLOCKS_AHEAD * BLOCK_SLOTS) {
            return Err(KeyError::Missing(subject));
        }
        while wanted >= self.filled() {
            self.fill_block(&mut generation)?;
        }
        Ok(())
    }

    /// Slots first, then their number, each synced: what is counted is there.
    fn fill_block(&self, generation: &mut u64) -> Result<(), KeyringError> {
        let first = self.filled();
        let block = new_block(&self.master, first)?;
        let filled = first + BLOCK_SLOTS;
        let next = *generation + 1;
        let at = COUNT_AT + next % 2 * SECTOR;
        self.file
            .write_all_at(&block, slot_at(first))
            .and_then(|()| self.file.sync_data())
            .and_then(|()| self.file.write_all_at(&count_sector(next, filled), at))
            .and_then(|()| self.file.sync_data())
            .map_err(|source| self.failed(source))?;
        *generation = next;
        self.filled.store(filled, Ordering::Release);
        Ok(())
    }

    /// Erases a person: overwrites the slot in place and syncs. Erasing twice is no error.
    pub fn erase(&self, subject: u64) -> Result<(), KeyError> {
        if subject >= self.filled() {
            return Err(KeyError::Missing(subject));
        }
        let _writing = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let slot = slot_bytes(ERASED, subject, &[0; WRAPPED_BYTES]);
        self.file
            .write_all_at(&slot, slot_at(subject))
            .and_then(|()| self.file.sync_data())
            .map_err(|source| self.failed(source))?;
        Ok(())
    }
}

/// Why [`Keyring::open_or_create`] failed.
#[derive(Debug, Error)]
pub enum OpenKeyringError {
    /// The keyring cannot be used.
    #[error(transparent)]
    Keyring(#[from] KeyringError),
    /// The master key cannot be used.
    #[error(transparent)]
    MasterKey(#[from] crate::master_key::MasterKeyError),
}

enum Slot {
    Filled([u8; WRAPPED_BYTES]),
    Erased,
}

impl Slot {
    fn read(bytes: &[u8; SLOT_BYTES], subject: u64) -> Option<Self> {
        let (checked, sum) = bytes.split_last_chunk::<4>()?;
        let mut reader = ByteReader::new(checked);
        let state: [u8; 4] = reader.array()?;
        if reader.u64()? != subject || crc32fast::hash(checked) != u32::from_le_bytes(*sum) {
            return None;
        }
        match state {
            FILLED => Some(Self::Filled(reader.array()?)),
            ERASED => Some(Self::Erased),
            _ => None,
        }
    }
}

/// state 4, subject 8, nonce and wrapped key 44, zero 4, checksum 4.
fn slot_bytes(state: [u8; 4], subject: u64, wrapped: &[u8; WRAPPED_BYTES]) -> Vec<u8> {
    let mut slot = state.to_vec();
    slot.extend_from_slice(&subject.to_le_bytes());
    slot.extend_from_slice(wrapped);
    slot.resize(SLOT_BYTES - 4, 0);
    slot.extend_from_slice(&crc32fast::hash(&slot).to_le_bytes());
    slot
}

fn slot_at(subject: u64) -> u64 {
    SLOTS_AT.saturating_add(subject.saturating_mul(len_u64(SLOT_BYTES)))
}

/// The bytes of [`BLOCK_SLOTS`] new slots.
fn new_block(master: &MasterKey, first: u64) -> Result<Vec<u8>, KeyringError> {
    let mut block = Vec::new();
    for subject in first..first + BLOCK_SLOTS {
        let wrapped = master.wrap(SLOT_CONTEXT, subject, &Key::random()?)?;
        block.extend_from_slice(&slot_bytes(FILLED, subject, &wrapped));
    }
    Ok(block)
}

fn count_sector(generation: u64, filled: u64) -> Vec<u8> {
    let mut sector = generation.to_le_bytes().to_vec();
    sector.extend_from_slice(&filled.to_le_bytes());
    sector.extend_from_slice(&crc32fast::hash(&sector).to_le_bytes());
    sector
}

fn read_count(file: &File, at: u64) -> Option<(u64, u64)> {
    let mut bytes = [0; 20];
    file.read_exact_at(&mut bytes, at).ok()?;
    let (checked, sum) = bytes.split_last_chunk::<4>()?;
    let mut reader = ByteReader::new(checked);
    let count = (reader.u64()?, reader.u64()?);
    (crc32fast::hash(checked) == u32::from_le_bytes(*sum)).then_some(count)
}

fn read_header(file: &File, at: u64) -> Option<[u8; WRAPPED_BYTES]> {
    let mut bytes = [0; MAGIC.len() + WRAPPED_BYTES + 4];
    file.read_exact_at(&mut bytes, at).ok()?;
    let (checked, sum) = bytes.split_last_chunk::<4>()?;
    let wrapped = checked.strip_prefix(&MAGIC)?.try_into().ok()?;
    (crc32fast::hash(checked) == u32::from_le_bytes(*sum)).then_some(wrapped)
}

const _: () = assert!(BLOCK_SLOTS == 4096 && BLOCK_SLOTS_READ == 4096);
const _: () = assert!(4 + 8 + WRAPPED_BYTES + 4 + 4 == SLOT_BYTES && KEY_BYTES == 16);
