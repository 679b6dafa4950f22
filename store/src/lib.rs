//! The durable, tamper-evident log below the domain, and the keys that personal data is sealed
//! with; above it the records of the domain in their stored form.
//!
//! * [`Log`] appends groups of records. A group is never torn, and an append returns only when its
//!   records survive a power cut. [`LogReader`] reads, verifies and proves, from any thread.
//! * [`tree`] and [`proof`] are the Merkle tree over the records (RFC 9162 with SM3), usable
//!   without a log.
//! * [`Keyring`], [`MasterKey`] and [`Sealer`] seal personal data, and erase a person.
//! * [`codec`] is the stored form of a commit: frozen types, explicit kinds and versions.
//! * [`HallStore`] opens all of it: the world, the journal, the history, the sealer.
//! * [`foreign`] reads the logs of other administrations; it has nothing to do with our own.
//! * [`backup`] keeps a log in files that grow by what came since, and restores it.
//! * [`snapshot_file`] keeps snapshots of whatever is built from the log; they are only a cache.
//!
//! # Files
//!
//! | file | what it is | when it is damaged or lost |
//! |---|---|---|
//! | `db`, `conf`, `blobs/` | the storage engine; `blobs/` stays empty | the log is refused |
//! | `snap.*` | a cache of the storage engine | it is made anew |
//! | `head` | the head mark: how far the log reached | one slot: nothing; all: the log is refused |
//! | `hall.id` | which keyring the log belongs to | the log is refused, with what to write into it |
//! | `lock` | held while the log is open, and says so until it is closed in order | it is made anew |
//! | keyring | the keys of persons | the damaged keys are refused, or all of them |
//! | master key | wraps the keyring | nothing that was sealed can ever be opened |
//!
//! # What is assumed of the media
//!
//! * `fdatasync` and `fsync` return only when the data is on the medium or in a cache that survives
//!   a power cut, and an error from them is reported once at least. After any error the log takes
//!   nothing more until it is opened again.
//! * What was written and not synced may be there after a power cut, or not, or in part, in any
//!   order. What was synced stays.
//! * A write of 512 aligned bytes is whole or not there after a power cut. The head mark and the
//!   keyring do not trust even this where two copies can be had.
//! * A renamed file is the old one or the new one, and stays the new one once its directory is
//!   synced.
//! * Any byte of any file may change or be cut off while nobody looks. This is found by checksums
//!   when it is read, by the head mark when a log is opened, and by [`LogReader::verify`]. An
//!   attacker who can write can make all of these fit again; only a published checkpoint (size and
//!   root), kept elsewhere, finds that.
//! * Overwriting a file in place overwrites the medium. Where it does not (copy-on-write file
//!   systems, flash drives, backups), old keyrings must be destroyed for an erased person to be
//!   gone.
//! * One process uses a directory at a time; the lock sees to it on file systems with `flock`.
//!
//! # Opening damaged files
//!
//! The storage engine mends what it takes for a torn end, and writes while it is being opened. A
//! log that was refused may therefore have been changed: keep a copy of the directory before it is
//! opened a second time. [`LogReader::open_copy`] never opens the original.

mod ahead;
pub mod backup;
mod bytes;
pub mod checkpoint_dir;
pub mod codec;
mod files;
pub mod foreign;
pub mod frame;
mod frame_scan;
pub mod frame_stream;
mod hall_id;
pub mod hall_store;
pub mod head;
pub mod history;
pub mod journal;
pub mod kept;
pub mod keyring;
pub mod log;
pub mod master_key;
pub mod note;
pub mod note_key;
pub mod proof;
pub mod proof_file;
pub mod reader;
pub mod recovery;
pub mod replay;
pub mod seal;
pub mod signed_checkpoint;
pub mod signing_file;
mod sled_file;
pub mod snapshot;
pub mod snapshot_file;
mod stored;
mod tiles;
pub mod tree;
pub mod verify;

pub use bytes::hex;
pub use checkpoint_dir::{CheckpointDir, CheckpointDirError};
pub use codec::{CommitError, DecodeError, DecodeProblem};
pub use frame_scan::FrameScan;
pub use hall_id::{HALL_ID_FILE, hall_id_of};
pub use hall_store::{HallOptions, HallReport, HallStore, OpenHallError, Opened};
pub use history::{History, HistoryError, Until};
pub use journal::HallJournal;
pub use keyring::{KeyError, Keyring, KeyringError, OpenKeyringError};
pub use log::{AppendError, Appended, Log, OpenOptions, OpenReport, TakeError};
pub use master_key::{Key, MasterKey, MasterKeyError};
pub use note::Note;
pub use note_key::{SigningKeys, VerifierKey};
pub use proof::Checkpoint;
pub use proof_file::{Consistency, Inclusion, ProofFile, ProveError};
pub use reader::{LogReader, ReadError, Scan};
pub use recovery::{FrameProblem, OpenError};
pub use replay::{ReplayError, Replayed, replay};
pub use seal::{OpenSealedError, SealError, Sealer};
pub use signed_checkpoint::{CheckpointError, SignedCheckpoint};
pub use signing_file::{SIGNING_KEY_FILE, SigningFileError};
pub use sled_file::StorageError;
pub use snapshot::{Pointers, SNAPSHOT_FORMAT, read_pointers, write_snapshot};
pub use tree::Hash;
pub use verify::{Progress, VerifyError, VerifyProblem, VerifyReport};
