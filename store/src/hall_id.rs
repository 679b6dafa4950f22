//! Which hall a log belongs to: an id that follows from the keyring is kept beside the log, so that the
//! log of one hall is never opened with the keys of another.

use std::io;
use std::path::Path;

use crate::files::replace_file;
use crate::hall_store::OpenHallError;
use crate::log::Log;

/// Name of the file in the directory of the log.
pub const HALL_ID_FILE: &str = "hall.id";

/// Compares the id beside the log with that of the keyring, before anything follows from a record. An empty
/// log, whose first start may have been cut short, is bound to the keyring.
pub(crate) fn bind(log_dir: &Path, log: &Log, id: &str) -> Result<(), OpenHallError> {
    let file = log_dir.join(HALL_ID_FILE);
    let failed = |source| OpenHallError::Io { dir: file.clone(), source };
    let found = match std::fs::read(&file) {
        Ok(bytes) => Some(String::from_utf8_lossy(&bytes).trim().to_owned()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(failed(error)),
    };
    match found {
        Some(found) if found == id => Ok(()),
        None if log.size() == 0 => {
            replace_file(&file, format!("{id}\n").as_bytes()).map_err(failed)
        }
        Some(_) | None => Err(OpenHallError::OtherHall { file, id: id.to_owned() }),
    }
}
