//! 保管期限: the archived cases that are due to be appraised on a day. They are listed, never deleted.

use std::io::{self, Write};

use clap::Args;
use engine::code::{CaseNumber, ItemCode};
use engine::id::Seq;
use engine::item::Retention;
use engine::lifecycle::Phase;
use engine::time::Day;
use serde::Serialize;

use crate::cli::DataArgs;
use crate::export::{ExportError, Scope, each_case};
use crate::incomplete::{Part, PartArgs};
use crate::moment::Moment;
use crate::past::Past;
use crate::run::{Ending, Failure};
use crate::source::Source;
use crate::words::Lang;

/// What `retention` takes.
#[derive(Debug, Args)]
pub struct RetentionArgs {
    /// Where the log is.
    #[command(flatten)]
    pub data: DataArgs,
    /// Whether a part of the log is enough.
    #[command(flatten)]
    pub part: PartArgs,
    /// Due on which day; the day of the last record where not given.
    #[arg(long, value_name = "DATE")]
    pub at: Option<Day>,
    /// The language of the answer.
    #[arg(long, value_enum, default_value_t)]
    pub lang: Lang,
    /// Print one line of JSON.
    #[arg(long)]
    pub json: bool,
}

/// 到期档案 an archived case whose class is over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DueCase {
    /// 办件编号
    pub case: CaseNumber,
    /// 事项
    pub item: ItemCode,
    /// The version it stayed on, whose class holds.
    pub item_version: u32,
    /// 保管期限
    pub class: Retention,
    /// 归档日期
    pub archived: Day,
    /// 到期日期
    pub due: Day,
    /// The record of its archiving.
    pub seq: Seq,
}

/// Hands the cases that are due on a day to `each`, by item and day of receipt; what was archived or came into
/// force after that day does not count.
pub fn due_on(
    source: &Source,
    on: Day,
    each: &mut dyn FnMut(DueCase) -> io::Result<()>,
) -> Result<u64, ExportError> {
    let scope = Scope { to: Moment::Instant(on.next().start().plus_ms(-1)), ..Scope::default() };
    let mut found = 0;
    let may_be_due = |received: Day| Retention::may_be_due(received, on);
    each_case(source, &scope, may_be_due, &mut |past| {
        if let Some(case) = due_case(&past).filter(|case| case.due <= on) {
            found += 1;
            each(case).map_err(ExportError::Output)?;
        }
        Ok(())
    })?;
    Ok(found)
}

fn due_case(past: &Past) -> Option<DueCase> {
    let case = past.case();
    let item = past.setup.item(case.item).filter(|_| case.phase() == Phase::Archived)?;
    let (class, archived) = (item.definition.retention, case.last_at.day());
    Some(DueCase {
        case: past.number.clone(),
        item: item.definition.code.clone(),
        item_version: item.version,
        class,
        archived,
        due: class.due(archived)?,
        seq: case.last_seq,
    })
}

/// Carries out `retention`; the answer is written as it is found.
pub(crate) fn run_retention(args: &RetentionArgs, out: &mut dyn Write) -> Result<Ending, Failure> {
    let source = crate::run::open(&args.data)?;
    let part = Part::of(&source, args.part);
    let on = match args.at {
        Some(at) => at,
        None => source.day_of(Moment::End)?,
    };
    if args.json {
        write!(out, "{{\"at\":\"{on}\",\"due\":[")?;
        let mut comma = "";
        let count = due_on(&source, on, &mut |case| {
            write!(out, "{}", std::mem::replace(&mut comma, ","))?;
            Ok(serde_json::to_writer(&mut *out, &case)?)
        })?;
        write!(out, "],\"count\":{count}")?;
        part.write_field(out)?;
        writeln!(out, "}}")?;
        return Ok(part.ending(Ending::Verified));
    }
    let lang = args.lang;
    let (archived, due) = (lang.of("归档", "archived"), lang.of("到期", "due"));
    let count = due_on(&source, on, &mut |case| {
        let DueCase { case, item, item_version, class, archived: day, due: until, seq } = case;
        let class = match (lang, class.years()) {
            (Lang::En, Some(years)) => format!("{years} years"),
            (Lang::En | Lang::Zh, _) => class.chinese().to_owned(),
        };
        let record = lang.of("记录", "record");
        writeln!(
            out,
            "{case}  {item} v{item_version}  {class}  {archived} {day}  {due} {until}  [{record} {seq}]"
        )
    })?;
    let ask = lang.of("件到期待鉴定，截至", "due to be appraised on");
    writeln!(out, "{count} {ask} {on}")?;
    part.write(lang, out)?;
    Ok(part.ending(Ending::Verified))
}
