//! Reads a table of events: one row an event, comma-separated, the names in the first row.

use std::io;

use csv::{ByteRecord, ReaderBuilder};

use super::ForeignLogError;
use super::column::{
    ACTIVITY_NAMES, CASE_NAMES, Columns, GROUP_NAMES, INSTANCE_NAMES, LIFECYCLE_NAMES,
    RESOURCE_NAMES, TIME_NAMES,
};
use super::gather::{Draft, Gatherer, Sink};
use super::limits::{BUFFER_BYTES, COLUMNS_MAX};
use super::log::{Problem, SourceLog};
use super::metered::{Capped, length, read_error};

/// What marks a column as an attribute of the case, not of the event.
const CASE_PREFIX: &str = "case:";
/// Names of a header that are told when one is missing.
const TOLD_NAMES_MAX: usize = 20;
/// Characters of such a name that are told.
const TOLD_CHARS_MAX: usize = 40;

/// Reads the table to its end; rows of one case may be mixed with those of others.
pub(super) fn read(
    text: Capped<'_>,
    columns: &Columns,
    limit_cases: Option<usize>,
    sink: Option<Sink<'_>>,
) -> Result<SourceLog, ForeignLogError> {
    // Rows of a wrong length are counted as unreadable, so they must not end the reading.
    let mut rows =
        ReaderBuilder::new().flexible(true).buffer_capacity(BUFFER_BYTES).from_reader(text);
    let header = Header::of(rows.byte_headers().map_err(|error| csv_error(error, 0))?, columns)?;
    let mut gatherer = Gatherer::new(limit_cases, sink);
    let mut row = ByteRecord::new();
    loop {
        rows.get_mut().begin_record();
        let more = rows.read_byte_record(&mut row);
        if !more.map_err(|error| csv_error(error, gatherer.records()))? {
            return Ok(gatherer.finish());
        }
        let record = gatherer.count_record()?;
        if let Some(problem) = header.take(&row, record, &mut gatherer)? {
            let line = row.position().map(csv::Position::line);
            gatherer.unreadable(record, line, problem);
        }
    }
}

/// Which column holds what.
struct Header {
    width: usize,
    case: usize,
    activity: usize,
    time: usize,
    resource: Option<usize>,
    group: Option<usize>,
    lifecycle: Option<usize>,
    instance: Option<usize>,
    /// Column and name of each attribute of the case.
    attributes: Vec<(usize, String)>,
}

impl Header {
    fn of(row: &ByteRecord, columns: &Columns) -> Result<Self, ForeignLogError> {
        if row.len() > COLUMNS_MAX {
            let max = length(COLUMNS_MAX);
            return Err(ForeignLogError::TooMuch { what: "columns", max, records: 0 });
        }
        let names: Vec<String> =
            row.iter().map(|name| String::from_utf8_lossy(name).trim().to_owned()).collect();
        let must = |wanted, asked: &Option<String>, usual| {
            position(&names, asked.as_deref(), usual)
                .ok_or_else(|| ForeignLogError::ColumnMissing { wanted, found: told(&names) })
        };
        let may = |asked: &Option<String>, usual| position(&names, asked.as_deref(), usual);
        let case = must("case", &columns.case, CASE_NAMES)?;
        let attribute = |(index, name): (usize, &String)| {
            let name = name.strip_prefix(CASE_PREFIX).filter(|_| index != case)?;
            Some((index, name.to_owned()))
        };
        Ok(Self {
            width: names.len(),
            case,
            activity: must("activity", &columns.activity, ACTIVITY_NAMES)?,
            time: must("time", &columns.time, TIME_NAMES)?,
            resource: may(&columns.resource, RESOURCE_NAMES),
            group: may(&columns.group, GROUP_NAMES),
            lifecycle: may(&columns.lifecycle, LIFECYCLE_NAMES),
            instance: may(&columns.instance, INSTANCE_NAMES),
            attributes: names.iter().enumerate().filter_map(attribute).collect(),
        })
    }

    /// Takes one row into the log; `Some` says why it holds no event.
    fn take(
        &self,
        row: &ByteRecord,
        record: u64,
        gatherer: &mut Gatherer<'_>,
    ) -> Result<Option<Problem>, ForeignLogError> {
        if row.len() != self.width {
            let (found, expected) = (row.len(), self.width);
            return Ok(Some(Problem::FieldCount { found, expected }));
        }
        if row.iter().any(|field| str::from_utf8(field).is_err()) {
            return Ok(Some(Problem::NotUtf8));
        }
        let field = |index: usize| row.get(index).and_then(|bytes| str::from_utf8(bytes).ok());
        let Some(id) = field(self.case).filter(|id| !id.is_empty()) else {
            return Ok(Some(Problem::CaseMissing));
        };
        let Some(slot) = gatherer.case(id)? else {
            gatherer.beyond_limit();
            return Ok(None);
        };
        for (index, name) in &self.attributes {
            gatherer.attribute(slot, name, field(*index).unwrap_or_default())?;
        }
        let text = |index: Option<usize>| index.and_then(field).map(str::to_owned);
        let draft = Draft {
            activity: text(Some(self.activity)),
            time: text(Some(self.time)),
            resource: text(self.resource),
            group: text(self.group),
            lifecycle: text(self.lifecycle),
            instance: text(self.instance),
        };
        gatherer.event(slot, record, draft)
    }
}

/// Where the asked name stands, or else the first of the usual ones that is there.
fn position(names: &[String], asked: Option<&str>, usual: &[&str]) -> Option<usize> {
    match asked {
        Some(asked) => names.iter().position(|name| name == asked),
        None => usual
            .iter()
            .find_map(|usual| names.iter().position(|name| name.eq_ignore_ascii_case(usual))),
    }
}

fn told(names: &[String]) -> String {
    let names = names.iter().take(TOLD_NAMES_MAX);
    let cut = names.map(|name| name.chars().take(TOLD_CHARS_MAX).collect::<String>());
    cut.collect::<Vec<_>>().join(", ")
}

#[expect(clippy::wildcard_enum_match_arm, reason = "csv::ErrorKind is non-exhaustive")]
fn csv_error(error: csv::Error, records: u64) -> ForeignLogError {
    let reason = error.to_string();
    match error.into_kind() {
        csv::ErrorKind::Io(source) => read_error(source, records),
        // Only reading bytes can fail here: lengths are flexible and texts are taken as bytes.
        // The type is open to new kinds, hence no list of them.
        _ => ForeignLogError::Read { source: io::Error::other(reason) },
    }
}
