//! 目标文件: written aside and renamed, so that under its name there is never a part of an export.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::run::ExportError;

/// Bytes that are gathered before they are written.
const WRITE_BYTES: usize = 256 * 1024;

/// A file that is being written aside. Dropped before it is finished, it leaves nothing.
#[derive(Debug)]
pub(super) struct Target {
    path: PathBuf,
    force: bool,
    out: BufWriter<NamedTempFile>,
}

impl Target {
    /// Begins a file; refuses where one is already, unless `force`.
    pub(super) fn create(path: &Path, force: bool) -> Result<Target, ExportError> {
        check_free(path, force)?;
        let failed = |source| ExportError::Write { path: path.to_path_buf(), source };
        let aside = tempfile::Builder::new().prefix(".yichuang-export-").tempfile_in(folder(path));
        let out = BufWriter::with_capacity(WRITE_BYTES, aside.map_err(failed)?);
        Ok(Target { path: path.to_path_buf(), force, out })
    }

    /// Where the file is written, for what opens it by its name.
    pub(super) fn aside(&self) -> &Path {
        self.out.get_ref().path()
    }

    /// Gives the file its name, once all of it is on the medium.
    pub(super) fn finish(self) -> Result<u64, ExportError> {
        let Target { path, force, out } = self;
        let failed = |source| ExportError::Write { path: path.clone(), source };
        let file = out.into_inner().map_err(|error| failed(error.into_error()))?;
        file.as_file().sync_all().map_err(failed)?;
        let bytes = file.as_file().metadata().map_err(failed)?.len();
        if force {
            file.persist(&path).map_err(|error| failed(error.error))?;
        } else {
            file.persist_noclobber(&path).map_err(|error| failed(error.error))?;
        }
        sync_folder(&path).map_err(failed)?;
        Ok(bytes)
    }
}

impl Write for Target {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Refuses to write over what is there, and into what is not.
pub(super) fn check_free(path: &Path, force: bool) -> Result<(), ExportError> {
    if !folder(path).is_dir() {
        return Err(ExportError::NoFolder { folder: folder(path).to_path_buf() });
    }
    if path.symlink_metadata().is_ok() && !force {
        return Err(ExportError::Exists { path: path.to_path_buf() });
    }
    Ok(())
}

/// A file would lie in a directory, or be it.
pub(crate) fn is_in(file: &Path, dir: &Path) -> bool {
    let (Ok(dir), Ok(folder)) = (fs::canonicalize(dir), fs::canonicalize(folder(file))) else {
        return false;
    };
    folder.starts_with(dir)
}

/// The folder that a file is to be in.
pub(crate) fn folder(path: &Path) -> &Path {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    parent.unwrap_or(Path::new("."))
}

/// A renamed file stays renamed once its folder is on the medium.
pub(super) fn sync_folder(path: &Path) -> io::Result<()> {
    File::open(folder(path)).and_then(|folder| folder.sync_all())
}
