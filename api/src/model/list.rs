//! 事项清单导入: a real item list as a hall publishes it, read for what it says and for what it lacks. Such lists
//! name items and departments; limits, steps and papers mostly have to be added before an item can be published.

mod assumed;
mod check;
mod code;
mod complete;
mod completion;
mod drafts;
mod element;
mod field;
mod hall;
mod place;
mod report;

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};
use clap::Args;
use engine::code::{ItemCode, Reference, Text};
use engine::time::Day;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::clock::Clock;

use complete::Made;

pub use assumed::Assumption;
pub use check::{Checked, Compared, Examined, Found, check};
pub use completion::{Completion, DepartmentWords, HallWords, PaperWords};
pub use element::{Element, Flaw};
pub use report::Report;

/// Bytes of one list.
pub const LIST_BYTES_MAX: u64 = 64 * 1024 * 1024;
/// Items of one list.
pub const LIST_ITEMS_MAX: usize = 100_000;

/// What to import.
#[derive(Debug, Clone, Args)]
pub struct ImportArgs {
    /// The list: a JSON array of items with name, item_code, task_type and department.
    #[arg(long, required_unless_present = "check")]
    pub file: Option<PathBuf>,
    /// Look at the items of a hall's model instead: what an examiner would say, and what keeps them from being
    /// handled.
    #[arg(long, conflicts_with_all = ["file", "complete", "model", "drafts"])]
    pub check: bool,
    /// The model that is looked at [default: the built-in one].
    #[arg(long, value_name = "MODEL", requires = "check")]
    pub hall: Option<PathBuf>,
    /// An older model to hold the items against.
    #[arg(long, value_name = "MODEL", requires = "check")]
    pub compare: Option<PathBuf>,
    /// The day on which the items are looked at.
    #[arg(long, value_name = "DAY", requires = "check")]
    pub on: Option<Day>,
    /// Print JSON, with every item and what it lacks.
    #[arg(long)]
    pub json: bool,
    /// What completes the list: JSON with `all`, `task_types`, `items`, `hall`, `departments` and `papers`, in the words
    /// of a hall model.
    #[arg(long, value_name = "FILE")]
    pub complete: Option<PathBuf>,
    /// Write the model of a hall with these items, for `serve --model`; defaults are named in each item and in the
    /// report.
    #[arg(long, value_name = "FILE")]
    pub model: Option<PathBuf>,
    /// Write commands that bring the items in as drafts: one array for `POST /v1/commands` a line.
    #[arg(long, value_name = "FILE")]
    pub drafts: Option<PathBuf>,
}

/// 事项 as a list names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ListedItem {
    /// 事项名称
    pub name: Text,
    /// 事项编码 of at most 36 characters.
    pub code: ItemCode,
    /// The code as it stands in the list.
    pub source_code: String,
    /// 事项类型 in two digits.
    pub task_type: Reference,
    /// 实施主体
    pub department: Text,
    /// 部门编码 as the list has it.
    pub department_code: Option<String>,
    /// 行政区划代码 as the list has it.
    pub region: Option<String>,
    /// The line of the list in which it stands.
    pub line: usize,
    /// What the list says beside them, in the words of a hall model.
    #[serde(skip)]
    pub said: Map<String, Value>,
    /// What an item version needs and the list does not say.
    pub missing: Vec<Element>,
    /// What the list says and what is odd about it.
    pub flaws: Vec<Flaw>,
}

/// 事项清单
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ItemList {
    /// How many there are of what.
    pub report: Report,
    /// In the order of the list.
    pub items: Vec<ListedItem>,
}

/// Reads a list and says what is missing in it.
///
/// # Errors
/// Where it is no list, is over a limit, or an item has no usable name, code, type or department.
pub fn read_list(path: &Path) -> anyhow::Result<ItemList> {
    let file = path.display();
    let bytes = fs::metadata(path).with_context(|| format!("reading the list {file}"))?.len();
    ensure!(bytes <= LIST_BYTES_MAX, "{file} has {bytes} bytes, at most {LIST_BYTES_MAX} are read");
    let text = fs::read_to_string(path).with_context(|| format!("reading the list {file}"))?;
    parse(&text).with_context(|| format!("{file} cannot be taken as an item list"))
}

fn parse(text: &str) -> anyhow::Result<ItemList> {
    let whole: Value = serde_json::from_str(text).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        anyhow::anyhow!("line {line}, column {column}: this is no JSON: {error}")
    })?;
    let entries = whole.as_array().context("a list is a JSON array of objects, in [ and ]")?;
    let count = entries.len();
    ensure!(count <= LIST_ITEMS_MAX, "{count} items, at most {LIST_ITEMS_MAX} are read");
    let mut items = Vec::with_capacity(count);
    let lines = place::entry_lines(text).into_iter().chain(std::iter::repeat(0));
    for ((place, entry), line) in (1_usize..).zip(entries).zip(lines) {
        let at = || format!("item {place} of the list, line {line}");
        let entry =
            entry.as_object().context("an item is an object, in { and }").with_context(at)?;
        items.push(item(entry, line).with_context(at)?);
    }
    mark_twins(&mut items);
    Ok(ItemList { report: Report::of(&items), items })
}

fn item(entry: &Map<String, Value>, line: usize) -> anyhow::Result<ListedItem> {
    let source_code = said(entry, "item_code")?;
    let task_type = said(entry, "task_type")?;
    let name = said(entry, "name")?;
    let department = said(entry, "department")?;
    let code = code::normalised(source_code)?;
    let task_type = format!("{task_type:0>2}");
    let text = |field: &str| {
        let text = entry.get(field).and_then(Value::as_str).map(str::trim);
        text.filter(|text| !text.is_empty()).map(str::to_owned)
    };
    Ok(ListedItem {
        said: element::said(entry),
        missing: element::missing(entry),
        flaws: element::flaws(entry, &code, source_code, &task_type),
        name: name.parse().context("name")?,
        code: code.parse().context("item_code")?,
        source_code: source_code.to_owned(),
        task_type: task_type.parse().context("task_type")?,
        department: department.parse().context("department")?,
        department_code: text("dept_code"),
        region: text("area_code"),
        line,
    })
}

/// A field that every item must have.
fn said<'a>(entry: &'a Map<String, Value>, field: &str) -> anyhow::Result<&'a str> {
    let text = entry.get(field).and_then(Value::as_str).map(str::trim).unwrap_or_default();
    ensure!(!text.is_empty(), "`{field}` is absent, blank, or no text: write it in quotes");
    Ok(text)
}

/// Items of one code cannot both be published; items of one name and department may be one and the same.
fn mark_twins(items: &mut [ListedItem]) {
    let mut codes: BTreeMap<ItemCode, usize> = BTreeMap::new();
    let mut names: BTreeMap<(Text, Text), usize> = BTreeMap::new();
    for item in items.iter() {
        *codes.entry(item.code.clone()).or_default() += 1;
        *names.entry((item.department.clone(), item.name.clone())).or_default() += 1;
    }
    for item in items {
        if codes.get(&item.code).is_some_and(|count| *count > 1) {
            item.flaws.push(Flaw::CodeTwice);
        }
        let name = (item.department.clone(), item.name.clone());
        if names.get(&name).is_some_and(|count| *count > 1) {
            item.flaws.push(Flaw::NameTwice);
        }
    }
}

/// Writes the files that were asked for, and says so where a person reads.
fn write_hall(args: &ImportArgs, model: &Value, out: &mut impl Write) -> anyhow::Result<()> {
    if let Some(file) = &args.model {
        let text = serde_json::to_vec(model)?;
        fs::write(file, text).with_context(|| format!("writing {}", file.display()))?;
    }
    let mut lines = 0;
    if let Some(file) = &args.drafts {
        let text = drafts::lines(model)?;
        lines = text.lines().count();
        fs::write(file, text).with_context(|| format!("writing {}", file.display()))?;
    }
    if !args.json {
        for file in args.model.iter().chain(&args.drafts) {
            writeln!(out, "wrote {}", file.display())?;
        }
        if lines > 0 {
            writeln!(out, "send each of its {lines} lines to POST /v1/commands")?;
        }
        writeln!(out)?;
    }
    Ok(())
}

/// Reads a list, writes what was asked for, and prints the report.
///
/// # Errors
/// As [`read_list`], or when the completion or a field does not fit, or something cannot be written.
pub fn run(args: &ImportArgs, out: &mut impl Write) -> anyhow::Result<()> {
    if args.check {
        return run_check(args, out);
    }
    let file = args.file.as_deref().context("name the list with --file")?;
    let mut list = read_list(file)?;
    let completion = Completion::read(args.complete.as_deref(), &list)?;
    match complete::made(&list, &completion) {
        Ok(Made { model, assumed }) => {
            list.report.assumed = assumed;
            if args.model.is_some() || args.drafts.is_some() {
                write_hall(args, &model, out)?;
            }
        }
        // Without a file to write, the report says what keeps the list from being a hall.
        Err(error) if args.model.is_none() && args.drafts.is_none() => {
            list.report.no_hall = Some(format!("{error:#}"));
        }
        Err(error) => return Err(error.context(format!("{} makes no hall", file.display()))),
    }
    if args.json {
        serde_json::to_writer_pretty(&mut *out, &list)?;
        writeln!(out)?;
    } else {
        write!(out, "{}", list.report)?;
    }
    Ok(())
}

fn run_check(args: &ImportArgs, out: &mut impl Write) -> anyhow::Result<()> {
    let on = args.on.unwrap_or_else(|| Clock::System.now().day());
    let checked = check(args.hall.as_deref(), args.compare.as_deref(), on)?;
    if args.json {
        serde_json::to_writer_pretty(&mut *out, &checked)?;
        writeln!(out)?;
    } else {
        checked.write(out)?;
    }
    checked.sound()
}

#[cfg(test)]
mod tests;
