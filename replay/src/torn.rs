//! 残本: a log that cannot be opened as a whole, because its end is torn or lost, opened as far as it
//! is whole, for the auditor to see what can still be trusted.

use std::fs;
use std::path::Path;

use store::head::HEAD_FILE;
use store::log::was_open;
use store::{Log, LogReader, OpenError, OpenOptions};
use tempfile::TempDir;

/// What is whole of a log that could not be opened as it is.
#[derive(Debug)]
pub struct Torn {
    // Dropped before the directory it lies in.
    log: Log,
    _copy: TempDir,
    error: OpenError,
    was_open: bool,
}

impl Torn {
    /// Why the log could not be opened as it is.
    pub fn error(&self) -> &OpenError {
        &self.error
    }

    /// True when the log ends before its head mark, and is whole up to there.
    pub fn is_short(&self) -> bool {
        matches!(self.error, OpenError::LogShort { .. })
    }

    /// True when the log was open while it was copied, or was never closed in order: then an end
    /// before the head mark is what a copy of a busy log looks like.
    pub fn was_open(&self) -> bool {
        self.was_open
    }

    pub(crate) fn reader(&self) -> LogReader {
        self.log.reader()
    }
}

/// Opens what is whole of the log in `dir`, in a private copy, its head mark aside. Gives back the
/// error with which opening failed when that is not what stood in the way.
pub(crate) fn open_whole_part(
    dir: &Path,
    scratch: &Path,
    error: OpenError,
) -> Result<Torn, OpenError> {
    match &error {
        OpenError::LogShort { .. } | OpenError::LogDiffers { .. } => (),
        OpenError::Locked { .. }
        | OpenError::Io { .. }
        | OpenError::Storage(_)
        | OpenError::HeadLost { .. }
        | OpenError::Damaged { .. } => return Err(error),
    }
    let copied = tempfile::Builder::new().prefix("yichuang-part-").tempdir_in(scratch);
    let Ok(copy) = copied else { return Err(error) };
    if copy_log(dir, copy.path()).is_err() {
        return Err(error);
    }
    let options = OpenOptions { rebuild_head: true, ..OpenOptions::default() };
    match Log::open(copy.path(), options) {
        Ok((log, _)) => Ok(Torn { log, _copy: copy, error, was_open: was_open(dir) }),
        Err(_) => Err(error),
    }
}

/// Copies the files of a log into a directory: the head mark first, for what it promises is in the
/// data file already.
pub(crate) fn copy_log(from: &Path, to: &Path) -> std::io::Result<()> {
    for name in [HEAD_FILE, "conf", "db"] {
        fs::copy(from.join(name), to.join(name))?;
    }
    let blobs = to.join("blobs");
    fs::create_dir(&blobs)?;
    for entry in fs::read_dir(from.join("blobs"))? {
        let entry = entry?;
        fs::copy(entry.path(), blobs.join(entry.file_name()))?;
    }
    Ok(())
}
