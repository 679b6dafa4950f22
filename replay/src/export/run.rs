//! 导出运行: opens the log, writes the asked form aside, gives it its name, and says what is in it.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use engine::code::CaseNumber;
use engine::id::Seq;
use engine::lifecycle::Phase;
use engine::number::BUNDLE_PREFIX;
use engine::record::Record;
use engine::time::Day;
use serde::Serialize;
use sm3::{Digest, Sm3};
use store::{DecodeError, HistoryError, hex};
use thiserror::Error;

use super::args::{ExportArgs, Format};
use super::scope::{Scope, Since};
use super::target::Target;
use super::walk::Walk;
use super::{archive, csv, html, ocel_json, ocel_sqlite, parquet, xes, xlsx};
use crate::incomplete::Part;
use crate::moment::Moment;
use crate::opening::{Opener, Opening, OpeningError};
use crate::past::Past;
use crate::proofs::ProofError;
use crate::run::{Ending, Failure};
use crate::source::{Source, SourceError};
use crate::voice_story::as_voice;
use crate::words::Lang;

/// Bytes that are hashed at a time.
const HASH_BYTES: usize = 64 * 1024;

/// Why nothing was exported. What was begun is removed.
#[derive(Debug, Error)]
pub enum ExportError {
    /// The log cannot be read.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// A proof or a checkpoint cannot be made or read.
    #[error(transparent)]
    Proof(#[from] ProofError),
    /// It would be written into what is only read.
    #[error("{} lies in the data directory, which is only read: give another --out", file.display())]
    InData {
        /// What was to be written.
        file: PathBuf,
    },
    /// Keys without a checkpoint that they may have signed.
    #[error("--key and --keys are those of --checkpoint: give it as well")]
    KeysForNothing,
    /// The form shows one case.
    #[error("{format} shows one case: give its number as --case")]
    CaseMissing {
        /// The form.
        format: &'static str,
    },
    /// The form shows cases only.
    #[error("{format} shows cases, {number} is of none: ask for csv, parquet, xlsx or OCEL")]
    NoCase {
        /// The form.
        format: &'static str,
        /// The number.
        number: String,
    },
    /// Something may still happen to the case.
    #[error(
        "case {number} is {phase:?}: only a closed case is packed, when it was delivered or ended"
    )]
    StillOpen {
        /// Its number.
        number: String,
        /// Where it stands.
        phase: Phase,
    },
    /// A file of a package cannot be read.
    #[error("cannot read {}, see that it is there and may be read: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What failed.
        source: io::Error,
    },
    /// A file of a package is not of its form.
    #[error(
        "{} is not what a package has under that name, give the folder as it was written: {reason}",
        path.display()
    )]
    Form {
        /// The file.
        path: PathBuf,
        /// Why not.
        reason: String,
    },
    /// There is a file of that name.
    #[error("{} is there already: give another --out, or --force to replace it", path.display())]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// There is something where the folder of a package is to be.
    #[error(
        "{} is there already: a package is always a new folder, give another --out",
        path.display()
    )]
    FolderExists {
        /// What is there.
        path: PathBuf,
    },
    /// A part of a case as a package.
    #[error(
        "a package is a case from its first record on, with all of its events: leave {what} out"
    )]
    WholeCase {
        /// What asks for a part.
        what: &'static str,
    },
    /// `--force` with a package.
    #[error("a package is always a new folder and replaces nothing: leave --force out")]
    NeverReplaced,
    /// The folder of the file is not there.
    #[error("there is no folder {}: make it first, or give another --out", folder.display())]
    NoFolder {
        /// The folder.
        folder: PathBuf,
    },
    /// The file cannot be written under its name.
    #[error(
        "cannot write {}, see that there is room and that its folder may be written: {source}",
        path.display()
    )]
    Write {
        /// The file.
        path: PathBuf,
        /// What failed.
        source: io::Error,
    },
    /// The scratch directory cannot be used.
    #[error("cannot sort in {}: {source}; give another --scratch", dir.display())]
    Scratch {
        /// The directory.
        dir: PathBuf,
        /// What failed.
        source: io::Error,
    },
    /// The database cannot be written.
    #[error("cannot write the database, see that there is room and export again: {0}")]
    Database(#[from] rusqlite::Error),
    /// The workbook cannot be written.
    #[error("cannot write the workbook, see that there is room and export again: {0}")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
    /// The columns cannot be written.
    #[error("cannot write the columns, see that there is room and export again: {0}")]
    Parquet(#[from] ::parquet::errors::ParquetError),
    /// Persons cannot be opened.
    #[error(transparent)]
    Opening(#[from] OpeningError),
    /// The export cannot be written any further.
    #[error("cannot write the export, see that there is room and export again: {0}")]
    Output(io::Error),
}

impl From<DecodeError> for ExportError {
    fn from(error: DecodeError) -> ExportError {
        SourceError::from(HistoryError::from(error)).into()
    }
}

impl From<::csv::Error> for ExportError {
    fn from(error: ::csv::Error) -> ExportError {
        ExportError::Output(error.into())
    }
}

/// What was counted while an export was written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Tally {
    /// Cases; of a form in the order of the log, those that begin in it.
    pub(super) cases: u64,
    /// Events.
    pub(super) events: u64,
}

impl Tally {
    /// Counts a record of a form in the order of the log.
    pub(super) fn count(&mut self, record: &Record) {
        let is_case = record.entry.stream.case().is_some();
        self.cases += u64::from(is_case && record.entry.version == 1);
        self.events += 1;
    }
}

/// What was exported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Exported {
    /// In which form.
    pub format: &'static str,
    /// The file.
    pub out: PathBuf,
    /// Cases in it; of a form in the order of the log, those that begin in it.
    pub cases: u64,
    /// Events in it.
    pub events: u64,
    /// Its length.
    pub bytes: u64,
    /// SM3 of it, in hexadecimal.
    pub sm3: String,
    /// Records of the log it was made from.
    pub records: Seq,
    /// Root of the log it was made from.
    pub root: String,
}

/// Exports a part of a log into a file; of persons their tokens.
pub fn export(
    source: &Source,
    format: Format,
    scope: &Scope,
    out: &Path,
    force: bool,
) -> Result<Exported, ExportError> {
    export_opened(source, format, scope, (out, force), None)
}

/// The same; with the persons who are opened, where there is what opens them.
pub fn export_opened(
    source: &Source,
    format: Format,
    scope: &Scope,
    (out, force): (&Path, bool),
    opener: Option<&Opener>,
) -> Result<Exported, ExportError> {
    let walk = Walk::new(source, scope, opener);
    if format.is_of_one_case() && scope.case.is_none() {
        return Err(ExportError::CaseMissing { format: format.name() });
    }
    if let Some(number) =
        scope.case.as_ref().filter(|number| format.is_of_cases() && is_beside(number))
    {
        return Err(ExportError::NoCase { format: format.name(), number: number.to_string() });
    }
    if format == Format::Archive {
        let to = scope.to;
        let whole = Scope { case: scope.case.clone(), to, ..Scope::default() };
        let (tally, bytes) = archive::write(&Walk::new(source, &whole, None), out)?;
        return exported(source, format, (out, &out.join(archive::MANIFEST)), tally, bytes);
    }
    let mut target = Target::create(out, force)?;
    let tally = match format {
        Format::Xes => xes::write(&walk, &mut target)?,
        Format::OcelJson => ocel_json::write(&walk, &mut target)?,
        Format::OcelSqlite => ocel_sqlite::write(&walk, target.aside())?,
        Format::Csv => csv::write(&walk, &mut target)?,
        Format::Parquet => parquet::write(&walk, &mut target)?,
        Format::Xlsx => xlsx::write(&walk, &mut target)?,
        Format::Html | Format::Archive => html::write(&walk, &mut target)?,
    };
    let bytes = target.finish()?;
    exported(source, format, (out, out), tally, bytes)
}

/// Whether a number is that of a bundle or a voice.
fn is_beside(number: &CaseNumber) -> bool {
    number.as_str().starts_with(BUNDLE_PREFIX) || as_voice(number).is_some()
}

/// Hands every case of a scope that was received on a wanted day to `each`, with its history.
pub(crate) fn each_case(
    source: &Source,
    scope: &Scope,
    is_wanted: impl Fn(Day) -> bool,
    each: &mut dyn FnMut(Past) -> Result<(), ExportError>,
) -> Result<(), ExportError> {
    for past in Walk::new(source, scope, None).cases_of(is_wanted, &mut |_| Ok(()))? {
        each(past?)?;
    }
    Ok(())
}

/// What is said of an export; its hash is that of a file, for a package that of its manifest.
fn exported(
    source: &Source,
    format: Format,
    (out, hashed): (&Path, &Path),
    tally: Tally,
    bytes: u64,
) -> Result<Exported, ExportError> {
    let failed = |source| ExportError::Write { path: hashed.to_path_buf(), source };
    Ok(Exported {
        format: format.name(),
        out: out.to_path_buf(),
        cases: tally.cases,
        events: tally.events,
        bytes,
        sm3: sm3_of(File::open(hashed).map_err(failed)?).map_err(failed)?,
        records: source.size(),
        root: hex(&source.root()),
    })
}

/// SM3 (GB/T 32905) of what is read, in hexadecimal.
pub(super) fn sm3_of(mut from: impl Read) -> io::Result<String> {
    let mut hash = Sm3::new();
    let mut bytes = vec![0; HASH_BYTES];
    loop {
        let read = from.read(&mut bytes)?;
        if read == 0 {
            return Ok(hex(&hash.finalize()));
        }
        hash.update(bytes.get(..read).unwrap_or_default());
    }
}

/// Carries out `export`; what was written goes to `out`.
pub fn run_export(args: &ExportArgs, out: &mut dyn Write) -> Result<Ending, Failure> {
    let left_out = [(args.from.is_some(), "--from"), (args.origin, "--origin")];
    let left_out = left_out.into_iter().find(|(is_given, _)| *is_given);
    if let (Format::Archive, Some((_, what))) = (args.format, left_out) {
        return Err(ExportError::WholeCase { what }.into());
    }
    // A package is a folder: nothing that is there is ever replaced.
    if args.format == Format::Archive {
        archive::check_new(&args.out, args.force)?;
    } else {
        super::target::check_free(&args.out, args.force)?;
    }
    if let Some(data) = &args.data.data
        && super::target::is_in(&args.out, data)
    {
        return Err(ExportError::InData { file: args.out.clone() }.into());
    }
    if args.opening.open && args.format == Format::Archive {
        return Err(ExportError::from(OpeningError::Package).into());
    }
    if args.opening.open && args.data.url.is_some() {
        return Err(ExportError::from(OpeningError::OverUrl).into());
    }
    let source = crate::run::open(&args.data)?;
    let from = args.from.map_or(Moment::Seq(0), Since::moment);
    source.stretch(from, args.to.unwrap_or(Moment::End)).map_err(ExportError::from)?;
    let part = Part::of(&source, args.part);
    let scope = Scope {
        from: args.from,
        to: args.to.unwrap_or(Moment::End),
        case: args.case.clone(),
        origin_only: args.origin,
    };
    let opening = Opening {
        what: args.format.name(),
        case: args.case.as_ref().map(CaseNumber::as_str),
        out: Some(&args.out),
    };
    let opener = args.opening.offline(&source, opening).map_err(ExportError::from)?;
    let target = (args.out.as_path(), args.force);
    let exported = export_opened(&source, args.format, &scope, target, opener.as_ref())?;
    if args.json {
        part.write_json(&exported, out)?;
    } else {
        let Exported { cases, events, bytes, sm3, records, root, .. } = &exported;
        writeln!(out, "{}: {cases} cases, {events} events, {bytes} bytes", args.out.display())?;
        writeln!(out, "sm3 {sm3}")?;
        writeln!(out, "from a log of {records} records, root {root}")?;
        part.write(Lang::En, out)?;
    }
    Ok(part.ending(Ending::Verified))
}
