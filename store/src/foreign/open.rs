//! Opens a foreign log by the end of its file name.

use std::ffi::OsStr;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use flate2::read::MultiGzDecoder;

use super::column::Columns;
use super::error::ForeignLogError;
use super::gather::Sink;
use super::log::{SourceCase, SourceLog};
use super::metered::{Capped, Metered};
use super::{table, xes};

/// Reads a log whose columns have the usual names; see [`open_with`].
pub fn open(
    path: &Path,
    limit_cases: Option<usize>,
    progress: &mut dyn FnMut(u64),
) -> Result<SourceLog, ForeignLogError> {
    open_with(path, &Columns::default(), limit_cases, progress)
}

/// Reads a log: a table if the name ends in `.csv`, XES if it ends in `.xes` or `.xes.gz`.
///
/// `limit_cases` keeps only the first so many cases. `progress` is told after every read how
/// many bytes of the file, as it lies on the disk, are read. The text is streamed: besides the
/// result, the memory needed does not grow with the file.
///
/// # Errors
///
/// What makes the whole file doubtful (not found, cut short, malformed, a limit passed, a column
/// missing). Single wrong records are in the result instead.
pub fn open_with(
    path: &Path,
    columns: &Columns,
    limit_cases: Option<usize>,
    progress: &mut dyn FnMut(u64),
) -> Result<SourceLog, ForeignLogError> {
    read(path, columns, (limit_cases, None), progress)
}

/// Reads a log and gives each case away as soon as it is whole: of an XES log at the end of its
/// trace, of a table, whose rows may be mixed, at the end of the file. The result has the counts and
/// no cases.
///
/// # Errors
///
/// As [`open_with`]; cases may have been given away before.
pub fn each(
    path: &Path,
    columns: &Columns,
    progress: &mut dyn FnMut(u64),
    sink: &mut dyn FnMut(SourceCase),
) -> Result<SourceLog, ForeignLogError> {
    read(path, columns, (None, Some(sink)), progress)
}

fn read(
    path: &Path,
    columns: &Columns,
    (limit_cases, sink): (Option<usize>, Option<Sink<'_>>),
    progress: &mut dyn FnMut(u64),
) -> Result<SourceLog, ForeignLogError> {
    let kind = Kind::of(path)?;
    let file = File::open(path).map_err(|source| ForeignLogError::Read { source })?;
    let metered = Metered::new(file, progress);
    let text: Box<dyn Read + '_> = match kind {
        Kind::Table | Kind::Xes => Box::new(metered),
        Kind::XesGz => Box::new(MultiGzDecoder::new(metered)),
    };
    let capped = Capped::new(text);
    match kind {
        Kind::Table => table::read(capped, columns, limit_cases, sink),
        Kind::Xes | Kind::XesGz => xes::read(capped, columns, limit_cases, sink),
    }
}

/// What a file name promises.
#[derive(Debug, Clone, Copy)]
enum Kind {
    Table,
    Xes,
    XesGz,
}

impl Kind {
    fn of(path: &Path) -> Result<Self, ForeignLogError> {
        let name = path.file_name().map(OsStr::to_string_lossy).unwrap_or_default();
        let small = name.to_lowercase();
        let ends = [(".csv", Self::Table), (".xes", Self::Xes), (".xes.gz", Self::XesGz)];
        ends.into_iter()
            .find(|(end, _)| small.ends_with(end))
            .map(|(_, kind)| kind)
            .ok_or_else(|| ForeignLogError::UnknownKind { file: name.into_owned() })
    }
}
