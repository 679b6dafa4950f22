//! The durable, tamper-evident log below the domain: opaque records on disk.

mod bytes;
mod files;
pub mod frame;
pub mod head;
pub mod log;
pub mod proof;
pub mod reader;
pub mod recovery;
mod sled_file;
pub mod tree;
pub mod verify;

pub use bytes::hex;
pub use log::{AppendError, Appended, Log, OpenOptions, OpenReport};
pub use reader::{LogReader, ReadError, Scan};
pub use recovery::{FrameProblem, OpenError};
pub use sled_file::StorageError;
pub use tree::Hash;
pub use verify::{Progress, VerifyError, VerifyProblem, VerifyReport};
