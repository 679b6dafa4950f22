//! CSV: one row an event, in the order of the log.

use std::io::Write;

use super::run::{ExportError, Tally};
use super::table::{COLUMNS, cells};
use super::walk::Walk;

/// Writes the events of a scope.
pub(super) fn write(walk: &Walk<'_>, out: &mut dyn Write) -> Result<Tally, ExportError> {
    let mut csv = ::csv::Writer::from_writer(out);
    let mut tally = Tally::default();
    csv.write_record(COLUMNS.map(|column| column.name))?;
    walk.records(&mut |seen| {
        let row = walk.row(seen.record, seen.setup);
        if walk.scope.origin_only && row.origin.is_none() {
            return Ok(());
        }
        tally.count(seen.record);
        Ok(csv.write_record(cells(&row).map(Option::unwrap_or_default))?)
    })?;
    csv.flush().map_err(ExportError::Output)?;
    Ok(tally)
}
