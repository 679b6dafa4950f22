//! Writing files so that they are whole or not there at all, and stay after a power cut.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

/// Only the owner may read and write.
pub(crate) const OWNER_ONLY: u32 = 0o600;

/// Permission bits of group and others.
const OTHERS: u32 = 0o077;

/// The name under which a file is written before it takes the place of `path`.
pub(crate) fn aside(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".new");
    PathBuf::from(name)
}

/// Opens an empty file, readable by its owner only, for a later [`put_in_place`].
pub(crate) fn create_aside(path: &Path) -> io::Result<File> {
    OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(true)
        .mode(OWNER_ONLY)
        .open(aside(path))
}

/// Syncs a file made by [`create_aside`] and moves it to `path`; the directory is synced as well.
pub(crate) fn put_in_place(file: &File, path: &Path) -> io::Result<()> {
    file.sync_all()?;
    fs::rename(aside(path), path)?;
    sync_parent(path)
}

/// Writes `bytes` as the file `path`, whole or not at all, synced, readable by its owner only.
pub(crate) fn replace_file(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = create_aside(path)?;
    file.write_all(bytes)?;
    put_in_place(&file, path)
}

/// Opens a file that somebody else may have put there: of a pipe the opening alone would wait for ever.
pub(crate) fn open_file(path: &Path) -> io::Result<File> {
    if !fs::metadata(path)?.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is no regular file"));
    }
    File::open(path)
}

/// Makes the names in the directory that holds `path` survive a power cut.
pub(crate) fn sync_parent(path: &Path) -> io::Result<()> {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    File::open(parent.unwrap_or(Path::new(".")))?.sync_all()
}

/// Makes a directory and those above it, readable by the owner only, and syncs their names.
pub(crate) fn create_private_dir(dir: &Path) -> io::Result<()> {
    if dir.is_dir() {
        return Ok(());
    }
    if let Some(parent) = dir.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        create_private_dir(parent)?;
    }
    fs::create_dir(dir)?;
    make_private(dir)?;
    sync_parent(dir)
}

/// Lets nobody but its owner into a directory.
pub(crate) fn make_private(dir: &Path) -> io::Result<()> {
    fs::set_permissions(dir, fs::Permissions::from_mode(0o700))
}

/// Makes a file anew, readable by its owner only, for writing.
pub(crate) fn private_file(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create(true).truncate(true).mode(OWNER_ONLY).open(path)
}

/// Whether group or others may do anything with the file.
pub(crate) fn open_to_others(file: &File) -> io::Result<bool> {
    Ok(file.metadata()?.permissions().mode() & OTHERS != 0)
}
