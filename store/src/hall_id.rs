//! Which hall a log belongs to: an id that follows from the keyring is kept beside the log, so that the
//! log of one hall is never opened with the keys of another.

use std::io::{self, Read};
use std::path::Path;

use crate::files::{open_file, replace_file};
use crate::hall_store::OpenHallError;
use crate::log::Log;

/// Name of the file in the directory of the log.
pub const HALL_ID_FILE: &str = "hall.id";

/// Bytes that are read of it: an id has far fewer.
const HALL_ID_BYTES_MAX: u64 = 1024;

/// The id beside a log; `None` where there is none.
pub fn hall_id_of(log_dir: &Path) -> io::Result<Option<String>> {
    match open_file(&log_dir.join(HALL_ID_FILE)) {
        Ok(file) => {
            let mut bytes = Vec::new();
            file.take(HALL_ID_BYTES_MAX).read_to_end(&mut bytes)?;
            Ok(Some(String::from_utf8_lossy(&bytes).trim().to_owned()))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Writes the id beside a log.
pub(crate) fn write(log_dir: &Path, id: &str) -> io::Result<()> {
    replace_file(&log_dir.join(HALL_ID_FILE), format!("{id}\n").as_bytes())
}

/// Compares the id beside the log with that of the keyring, before anything follows from a record. An empty
/// log, whose first start may have been cut short, is bound to the keyring.
pub(crate) fn bind(log_dir: &Path, log: &Log, id: &str) -> Result<(), OpenHallError> {
    let file = log_dir.join(HALL_ID_FILE);
    let failed = |source| OpenHallError::Io { dir: file.clone(), source };
    match hall_id_of(log_dir).map_err(failed)? {
        Some(found) if found == id => Ok(()),
        None if log.size() == 0 => write(log_dir, id).map_err(failed),
        Some(_) | None => Err(OpenHallError::OtherHall { file, id: id.to_owned() }),
    }
}
