//! The durable, tamper-evident log below the domain: opaque records on disk.

mod bytes;
pub mod codec;
mod files;
pub mod frame;
pub mod head;
pub mod keyring;
pub mod log;
pub mod master_key;
pub mod proof;
pub mod reader;
pub mod recovery;
pub mod seal;
mod sled_file;
pub mod snapshot_file;
mod stored;
pub mod tree;
pub mod verify;

pub use bytes::hex;
pub use codec::{CommitError, DecodeError, DecodeProblem};
pub use keyring::{KeyError, Keyring, KeyringError, OpenKeyringError};
pub use log::{AppendError, Appended, Log, OpenOptions, OpenReport};
pub use master_key::{Key, MasterKey, MasterKeyError};
pub use reader::{LogReader, ReadError, Scan};
pub use recovery::{FrameProblem, OpenError};
pub use seal::{OpenSealedError, SealError, Sealer};
pub use sled_file::StorageError;
pub use tree::Hash;
pub use verify::{Progress, VerifyError, VerifyProblem, VerifyReport};
