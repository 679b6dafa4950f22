//! 导出参数: what `export` takes.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use engine::code::CaseNumber;

use super::scope::{Since, Until};
use crate::cli::DataArgs;
use crate::incomplete::PartArgs;
use crate::opening::OpenArgs;

/// In which form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// IEEE 1849: one trace a case.
    Xes,
    /// OCEL 2.0 as JSON: events and everything they are about.
    OcelJson,
    /// OCEL 2.0 as an SQLite file.
    OcelSqlite,
    /// One row an event, in the order of the log.
    Csv,
    /// The same as columns, for programs that reckon.
    Parquet,
    /// A workbook for people: cases and events.
    Xlsx,
    /// One case for people, in one page; needs --case.
    Html,
    /// The folder of a closed case, to be checked from itself; needs --case.
    Archive,
}

impl Format {
    /// The name, as it is typed.
    pub fn name(self) -> &'static str {
        match self {
            Format::Xes => "xes",
            Format::OcelJson => "ocel-json",
            Format::OcelSqlite => "ocel-sqlite",
            Format::Csv => "csv",
            Format::Parquet => "parquet",
            Format::Xlsx => "xlsx",
            Format::Html => "html",
            Format::Archive => "archive",
        }
    }

    /// True for what shows cases, and nothing else.
    pub fn is_of_cases(self) -> bool {
        self.is_of_one_case() || self == Format::Xes
    }

    /// True for what shows one case alone.
    pub fn is_of_one_case(self) -> bool {
        match self {
            Format::Html | Format::Archive => true,
            Format::Xes
            | Format::OcelJson
            | Format::OcelSqlite
            | Format::Csv
            | Format::Parquet
            | Format::Xlsx => false,
        }
    }
}

/// What `export` takes.
#[derive(Debug, Args)]
pub struct ExportArgs {
    /// Where the log is.
    #[command(flatten)]
    pub data: DataArgs,
    /// Whether a part of the log is enough.
    #[command(flatten)]
    pub part: PartArgs,
    /// In which form.
    #[arg(long, value_enum)]
    pub format: Format,
    /// The file to write; it appears when it is whole.
    #[arg(long, value_name = "PATH")]
    pub out: PathBuf,
    /// Replace what is there already.
    #[arg(long)]
    pub force: bool,
    /// Only this case (办件编号), or this bundle, rating, trouble, complaint, order or service: of those the forms with a
    /// row an event, and OCEL.
    #[arg(long, value_name = "NUMBER")]
    pub case: Option<CaseNumber>,
    /// From here on: a day (from its start), an instant, or a record number.
    #[arg(long, value_name = "MOMENT")]
    pub from: Option<Since>,
    /// Up to here: a day (to its end), an instant, a record number, or `end`.
    #[arg(long, value_name = "MOMENT")]
    pub to: Option<Until>,
    /// Only what was brought in from another system's log, as it is called there.
    #[arg(long)]
    pub origin: bool,
    /// Whether persons are opened, and by which keys.
    #[command(flatten)]
    pub opening: OpenArgs,
    /// Print one line of JSON.
    #[arg(long)]
    pub json: bool,
}
