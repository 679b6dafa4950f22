//! What `conform` takes, and how it is carried out.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use engine::id::Seq;
use store::foreign::{Problem, Unreadable};

use super::finding::Finding;
use super::foreign::conform_log;
use super::mapping::Mapping;
use super::own::conform;
use super::report::Report;
use crate::cli::{DataArgs, instant};
use crate::incomplete::{Part, PartArgs};
use crate::moment::Moment;
use crate::progress;
use crate::run::{Ending, Failure, open, write_json};
use crate::source::{Passed, Source, SourceError};
use crate::words::Lang;

/// What `conform` takes.
#[derive(Debug, Args)]
pub struct ConformArgs {
    /// The data directory of a hall, or a copy of one; it is only read.
    #[arg(
        long,
        value_name = "DIR",
        required_unless_present_any = ["url", "log"],
        conflicts_with_all = ["url", "log"]
    )]
    pub data: Option<PathBuf>,
    /// A running server, as http://HOST:PORT; its log is fetched into a private copy.
    #[arg(long, value_name = "URL", requires = "token_file", conflicts_with = "log")]
    pub url: Option<String>,
    /// The file with the server's token; the auditor's is enough.
    #[arg(long, value_name = "FILE", requires = "url")]
    pub token_file: Option<PathBuf>,
    /// Where the private copy is made. The system's temporary directory where not given.
    #[arg(long, value_name = "DIR")]
    pub scratch: Option<PathBuf>,
    /// Whether a part of the log is enough.
    #[command(flatten)]
    pub part: PartArgs,
    /// The log of another system: .csv, .xes or .xes.gz.
    #[arg(long, value_name = "FILE", requires = "map")]
    pub log: Option<PathBuf>,
    /// How that log is read: TOML.
    #[arg(long, value_name = "FILE", requires = "log")]
    pub map: Option<PathBuf>,
    /// The history up to this instant, or to the end of this day.
    #[arg(
        long,
        value_name = "INSTANT",
        value_parser = instant,
        conflicts_with_all = ["from", "to", "log"]
    )]
    pub at: Option<Moment>,
    /// Only findings about something after this moment, or open at the end.
    #[arg(long, value_name = "MOMENT", conflicts_with = "log")]
    pub from: Option<Moment>,
    /// The history up to this moment.
    #[arg(long, value_name = "MOMENT", conflicts_with = "log")]
    pub to: Option<Moment>,
    /// The language of the answer.
    #[arg(long, value_enum, default_value_t)]
    pub lang: Lang,
    /// Print one line of JSON for each finding, and one for the whole.
    #[arg(long)]
    pub json: bool,
}

/// Checks every case by the rules of the hall.
pub fn run_conform(args: &ConformArgs, out: &mut dyn Write) -> Result<Ending, Failure> {
    let mut tell = |finding: &Finding| {
        if args.json { write_json(finding, out) } else { finding.write(args.lang, out) }
    };
    let (report, part) = match args.log.as_deref().zip(args.map.as_deref()) {
        Some((log, map)) => {
            let report = of_foreign(log, map, args.lang, &mut tell)?;
            (report, Part::known(None, args.part))
        }
        None => of_own(args, &mut tell)?,
    };
    if args.json {
        part.write_json(&report, out)?;
    } else {
        report.write(args.lang, out)?;
        part.write(args.lang, out)?;
    }
    if !report.is_clean() {
        return Ok(Ending::Mismatch);
    }
    let is_foreign = args.log.is_some();
    if is_foreign && (report.unreadable > 0 || report.records == 0) {
        let Report { records, unreadable, .. } = report;
        return Err(Failure::NotAllRead {
            records: records.saturating_sub(unreadable),
            unreadable,
        });
    }
    Ok(part.ending(Ending::Verified))
}

fn of_own(
    args: &ConformArgs,
    tell: &mut dyn FnMut(&Finding) -> io::Result<()>,
) -> Result<(Report, Part), Failure> {
    let source = open(&DataArgs {
        data: args.data.clone(),
        url: args.url.clone(),
        token_file: args.token_file.clone(),
        scratch: args.scratch.clone(),
    })?;
    let until = args.at.or(args.to).unwrap_or(Moment::End);
    source.open_stretch(args.from.unwrap_or(Moment::Seq(0)), until)?;
    let part = Part::of(&source, args.part);
    let bar = progress::bar("conform", source.size());
    let commits = source.commits_with(0, |passed: Passed| bar.set_position(passed.seq));
    // An error ends the reading, so it is kept; what lies behind the moment is not looked at.
    let commits = commits.take_while(|commit| {
        commit.as_ref().map_or(true, |commit| until.reaches(commit.seq, &commit.meta))
    });
    let since = match args.from {
        Some(from) => first_after(&source, from)?,
        None => 0,
    };
    let report = conform(commits, since, tell)?;
    bar.finish_and_clear();
    Ok((report, part))
}

fn of_foreign(
    log: &Path,
    map: &Path,
    lang: Lang,
    tell: &mut dyn FnMut(&Finding) -> io::Result<()>,
) -> Result<Report, Failure> {
    let mapping = Mapping::open(map)?;
    let bytes = std::fs::metadata(log).map_or(0, |file| file.len());
    // It is read twice.
    let bar = progress::bar("conform", bytes.saturating_mul(2));
    let (report, read) = conform_log(log, &mapping, &mut |bytes| bar.set_position(bytes), tell)?;
    bar.finish_and_clear();
    for unreadable in &read.unreadable {
        eprintln!("yichuang-replay: {}", unreadable_in(lang, unreadable));
    }
    Ok(report)
}

/// Where a record of a foreign log stands, and what is wrong with it.
fn unreadable_in(lang: Lang, unreadable: &Unreadable) -> String {
    if lang == Lang::En {
        return unreadable.to_string();
    }
    let problem = match &unreadable.problem {
        Problem::CaseMissing => "未载明办件".to_owned(),
        Problem::ActivityMissing => "未载明活动".to_owned(),
        Problem::TimeMissing => "未载明时间".to_owned(),
        Problem::TimeWrong { text } => format!("不是时间：“{text}”"),
        Problem::FieldCount { found, expected } => format!("有{found}列，表头有{expected}列"),
        Problem::NotUtf8 => "不是UTF-8编码".to_owned(),
    };
    match unreadable.line {
        Some(line) => format!("第{line}行（第{}条记录）：{problem}", unreadable.record),
        None => format!("第{}条记录：{problem}", unreadable.record),
    }
}

/// The first record behind a moment.
fn first_after(source: &Source, moment: Moment) -> Result<Seq, SourceError> {
    for commit in source.commits(0) {
        let commit = commit?;
        if !moment.reaches(commit.seq, &commit.meta) {
            return Ok(commit.seq);
        }
    }
    Ok(source.size() + 1)
}
