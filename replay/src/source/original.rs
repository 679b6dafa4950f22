//! The original of a private copy: where its log is, and whether it is being written.

use std::path::{Path, PathBuf};

use store::OpenError;
use store::hall_store::LOG_DIR;
use store::head::HEAD_FILE;

use super::SourceError;

/// The log below a data directory, or the directory itself where it is a log.
pub(super) fn log_dir(dir: &Path) -> Result<PathBuf, SourceError> {
    let candidates = [dir.join(LOG_DIR), dir.to_path_buf()];
    let is_log = |dir: &PathBuf| dir.join("db").is_file() || dir.join(HEAD_FILE).is_file();
    let found = candidates.into_iter().find(is_log);
    found.ok_or_else(|| SourceError::NoLog { dir: dir.to_path_buf() })
}

/// The same error, about the original instead of its private copy.
pub(super) fn about(error: OpenError, original: &Path) -> OpenError {
    let dir = original.to_path_buf();
    match error {
        OpenError::LogShort { have, marked, .. } => OpenError::LogShort { dir, have, marked },
        OpenError::LogDiffers { seq, found, marked, .. } => {
            OpenError::LogDiffers { dir, seq, found, marked }
        }
        OpenError::Damaged { first_seq, problem, .. } => {
            OpenError::Damaged { dir, first_seq, problem }
        }
        OpenError::Locked { .. }
        | OpenError::Io { .. }
        | OpenError::Storage(_)
        | OpenError::HeadLost { .. } => error,
    }
}

/// What changes whenever the log is written.
pub(super) fn written(log: &Path) -> Option<(u64, std::time::SystemTime)> {
    let of = |name: &str| std::fs::metadata(log.join(name)).ok();
    let (head, data) = (of(HEAD_FILE)?, of("db")?);
    Some((data.len(), head.modified().ok()?.max(data.modified().ok()?)))
}
