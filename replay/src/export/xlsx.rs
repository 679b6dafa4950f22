//! XLSX: a workbook for people, headed in Chinese and English: the cases, then the events in the order of the
//! log. A sheet has at most [`SHEET_ROWS_MAX`] rows; what is more goes on in a next one.
//!
//! Rows go to the scratch directory as they come, and from there into the file.

use std::io::Write;

use engine::clock::ClockKind;
use engine::time::{Day, Timestamp};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use super::objects::{ValueType, word};
use super::row::Row;
use super::run::{ExportError, Tally};
use super::table::{COLUMNS, cells};
use super::walk::Walk;
use crate::opening::Opener;
use crate::past::Past;
use crate::words::Lang;

/// Rows of a sheet, the heading among them: more no program reads.
const SHEET_ROWS_MAX: u32 = 1_048_576;
/// What a cell holds, in units of UTF-16: more no program reads.
const CELL_UNITS_MAX: usize = 32_767;
/// What stands at the end of a cell that is cut.
const CUT: &str = "…（未完，见日志 cut, whole in the log）";

/// The headings of the sheet of cases.
const CASE_HEADINGS: [&str; 17] = [
    "办件编号 number",
    "事项编码 item",
    "事项 item name",
    "版本 version",
    "部门 department",
    "申请人标识 applicant token",
    "申请人 applicant",
    "渠道 channel",
    "收件时间 received at",
    "状态 phase",
    "决定 outcome",
    "办结结果 closing",
    "法定到期 statutory due",
    "承诺到期 promise due",
    "经办人 handler",
    "最近事件 last event at",
    "事件数 events",
];

/// A cell.
#[derive(Debug, Clone, PartialEq)]
enum Cell {
    Empty,
    Text(String),
    Number(u64),
    Instant(Timestamp),
    Day(Day),
}

impl Cell {
    fn text(text: Option<impl ToString>) -> Cell {
        text.map_or(Cell::Empty, |text| Cell::Text(text.to_string()))
    }

    fn day(day: Option<Day>) -> Cell {
        day.map_or(Cell::Empty, Cell::Day)
    }
}

/// Writes the cases and events of a scope.
pub(super) fn write(walk: &Walk<'_>, out: &mut (dyn Write + Send)) -> Result<Tally, ExportError> {
    let mut tally = Tally::default();
    let mut book = Book::new(walk, SHEET_ROWS_MAX)?;
    book.begin("办件 Cases", CASE_HEADINGS.map(str::to_owned).to_vec())?;
    for past in walk.cases(&mut |_| Ok(()))? {
        let past = past?;
        let events = events_inside(walk, &past);
        if events > 0 {
            tally.cases += 1;
            book.row(case_cells(&past, events, walk.opener))?;
        }
    }
    let heading = |column: &super::table::Column| format!("{} {}", column.zh, column.name);
    book.begin("事件 Events", COLUMNS.iter().map(heading).collect())?;
    walk.records(&mut |seen| {
        let row = walk.row(seen.record, seen.setup);
        if walk.scope.origin_only && row.origin.is_none() {
            return Ok(());
        }
        tally.events += 1;
        Ok(book.row(event_cells(&row))?)
    })?;
    book.workbook.save_to_writer(out)?;
    Ok(tally)
}

fn events_inside(walk: &Walk<'_>, past: &Past) -> u64 {
    let inside = past.steps.iter().filter(|step| walk.scope.has_begun(&step.record));
    let asked = inside.filter(|step| {
        !walk.scope.origin_only || walk.row(&step.record, &past.setup).origin.is_some()
    });
    u64::try_from(asked.count()).unwrap_or(u64::MAX)
}

fn both(zh: &str, en: &str) -> String {
    if zh == en { zh.to_owned() } else { format!("{zh} {en}") }
}

fn coded(field: &str, code: &str) -> String {
    both(&Lang::Zh.value("", field, code), &Lang::En.value("", field, code))
}

fn case_cells(past: &Past, events: u64, opener: Option<&Opener>) -> Vec<Cell> {
    let case = past.case();
    let item = past.setup.item(case.item);
    let definition = item.map(|item| &item.definition);
    let department = definition.map(|definition| {
        let unit = past.setup.units.get(&definition.department);
        unit.map_or_else(|| definition.department.to_string(), |unit| unit.name.to_string())
    });
    let due = |kind: ClockKind| {
        let clock = case.clocks.iter().rev().find(|clock| clock.kind == kind);
        clock.and_then(|clock| clock.reckoning.due)
    };
    let handler = case.task().and_then(|task| task.handler.as_ref());
    let phase = both(&Lang::Zh.phase(case.phase()), &Lang::En.phase(case.phase()));
    vec![
        Cell::text(Some(&past.number)),
        Cell::text(definition.map(|definition| &definition.code)),
        Cell::text(definition.map(|definition| &definition.name)),
        item.map_or(Cell::Empty, |item| Cell::Number(item.version.into())),
        Cell::text(department),
        Cell::text(Some(case.applicant.token)),
        Cell::text(opener.map(|opener| opener.open(&case.applicant).in_words(Lang::Zh))),
        Cell::Text(coded("channel", &word(&case.channel))),
        Cell::Instant(case.received_at),
        Cell::Text(phase),
        Cell::text(case.verdict().map(|verdict| coded("outcome", &word(&verdict.outcome)))),
        Cell::text(case.closing().map(|closing| coded("closing", &word(&closing)))),
        Cell::day(due(ClockKind::Statutory)),
        Cell::day(due(ClockKind::Promise)),
        Cell::text(handler),
        Cell::Instant(case.last_at),
        Cell::Number(events),
    ]
}

fn event_cells(row: &Row) -> Vec<Cell> {
    let cell = |(column, text): (&super::table::Column, Option<String>)| match column.kind {
        ValueType::Integer => Cell::Number(row.seq),
        ValueType::Time if column.name == "occurred_at" => Cell::Instant(row.occurred_at),
        ValueType::Time => Cell::Instant(row.recorded_at),
        ValueType::Text | ValueType::Boolean => Cell::text(text),
    };
    let mut cells: Vec<Cell> = COLUMNS.iter().zip(cells(row)).map(cell).collect();
    let kind = COLUMNS.iter().position(|column| column.name == "kind");
    if let Some(cell) = kind.and_then(|at| cells.get_mut(at)) {
        *cell = Cell::Text(format!("{} {}", Lang::Zh.event(row.kind), row.kind.name()));
    }
    cells
}

/// A workbook that is being written, sheet after sheet.
struct Book {
    workbook: Workbook,
    rows_max: u32,
    title: &'static str,
    headings: Vec<String>,
    /// Sheets of this title.
    sheets: u32,
    /// Rows of the last sheet.
    rows: u32,
    bold: Format,
    instant: Format,
    day: Format,
}

impl Book {
    fn new(walk: &Walk<'_>, rows_max: u32) -> Result<Book, XlsxError> {
        let mut workbook = Workbook::new();
        workbook.set_tempdir(walk.source.scratch())?;
        Ok(Book::of(workbook, rows_max))
    }

    fn of(workbook: Workbook, rows_max: u32) -> Book {
        Book {
            workbook,
            rows_max,
            title: "",
            headings: Vec::new(),
            sheets: 0,
            rows: 0,
            bold: Format::new().set_bold(),
            instant: Format::new().set_num_format("yyyy-mm-dd hh:mm:ss"),
            day: Format::new().set_num_format("yyyy-mm-dd"),
        }
    }

    /// Begins the first sheet of a title.
    fn begin(&mut self, title: &'static str, headings: Vec<String>) -> Result<(), XlsxError> {
        (self.title, self.headings, self.sheets) = (title, headings, 0);
        self.sheet()
    }

    fn sheet(&mut self) -> Result<(), XlsxError> {
        self.sheets += 1;
        let sheet = self.workbook.add_worksheet_with_constant_memory()?;
        let name = match self.sheets {
            1 => self.title.to_owned(),
            number => format!("{} {number}", self.title),
        };
        sheet.set_name(name)?.set_freeze_panes(1, 0)?;
        for (heading, column) in self.headings.iter().zip(0_u16..) {
            sheet.set_column_width(column, 22)?;
            sheet.write_string_with_format(0, column, heading, &self.bold)?;
        }
        self.rows = 1;
        Ok(())
    }

    fn row(&mut self, cells: Vec<Cell>) -> Result<(), XlsxError> {
        if self.rows >= self.rows_max {
            self.sheet()?;
        }
        let row = self.rows;
        self.rows += 1;
        let (instant, day) = (&self.instant, &self.day);
        let Some(sheet) = self.workbook.worksheets_mut().last_mut() else { return Ok(()) };
        for (cell, column) in cells.into_iter().zip(0_u16..) {
            match cell {
                Cell::Empty => {}
                Cell::Text(text) => write_text(sheet, (row, column), text)?,
                Cell::Number(number) => match u32::try_from(number) {
                    Ok(number) => {
                        sheet.write_number(row, column, number)?;
                    }
                    Err(_) => write_text(sheet, (row, column), number.to_string())?,
                },
                Cell::Instant(at) => date(sheet, (row, column), &at.to_string(), instant)?,
                Cell::Day(at) => date(sheet, (row, column), &at.to_string(), day)?,
            }
        }
        Ok(())
    }
}

fn write_text(sheet: &mut Worksheet, at: (u32, u16), text: String) -> Result<(), XlsxError> {
    sheet.write_string(at.0, at.1, fitting(text))?;
    Ok(())
}

/// A text that a cell can hold; of one that is longer the beginning, and that it was cut.
fn fitting(text: String) -> String {
    if text.encode_utf16().count() <= CELL_UNITS_MAX {
        return text;
    }
    let room = CELL_UNITS_MAX - CUT.encode_utf16().count();
    let mut units = 0;
    let mut cut: String = text
        .chars()
        .take_while(|letter| {
            units += letter.len_utf16();
            units <= room
        })
        .collect();
    cut.push_str(CUT);
    cut
}

/// A date in the hall's time zone; milliseconds are kept. What the program's calendar does not have is a text.
fn date(
    sheet: &mut Worksheet,
    at: (u32, u16),
    text: &str,
    format: &Format,
) -> Result<(), XlsxError> {
    let local = text.strip_suffix("+08:00").unwrap_or(text);
    match ExcelDateTime::parse_from_str(local) {
        Ok(date) => sheet.write_datetime_with_format(at.0, at.1, &date, format)?,
        Err(_) => sheet.write_string(at.0, at.1, text)?,
    };
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_a_sheet_goes_on_in_a_next_one_under_the_same_heading() {
        let mut book = Book::of(Workbook::new(), 3);
        book.begin("办件 Cases", vec!["编号 number".to_owned()]).unwrap();
        for number in 0..5 {
            book.row(vec![Cell::Number(number)]).unwrap();
        }
        book.begin("事件 Events", vec!["记录 seq".to_owned()]).unwrap();
        book.row(vec![Cell::Number(9)]).unwrap();
        let names: Vec<String> = book.workbook.worksheets().iter().map(Worksheet::name).collect();
        assert_eq!(names, ["办件 Cases", "办件 Cases 2", "办件 Cases 3", "事件 Events"]);
        assert_eq!(book.rows, 2);
        assert!(!book.workbook.save_to_buffer().unwrap().is_empty());
    }

    #[test]
    fn a_text_longer_than_a_cell_is_cut_and_says_so() {
        let long = "办".repeat(CELL_UNITS_MAX);
        assert_eq!(fitting(long.clone()), long);
        let cut = fitting(format!("{long}件"));
        assert_eq!(cut.encode_utf16().count(), CELL_UNITS_MAX);
        assert!(cut.ends_with(CUT));
    }
}
