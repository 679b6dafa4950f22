//! CSV: one row an event, in the order of the log.

use std::io::Write;

use super::row::Row;
use super::run::{ExportError, Tally};
use super::walk::Walk;

/// The columns, which are those of the Parquet file as well.
pub(super) const COLUMNS: [&str; 23] = [
    "seq",
    "stream",
    "case",
    "implementation_code",
    "kind",
    "activity",
    "transition",
    "occurred_at",
    "recorded_at",
    "resource",
    "group",
    "actor",
    "role",
    "unit",
    "on_behalf_of",
    "hall",
    "zone",
    "window",
    "command",
    "origin_case",
    "origin_activity",
    "origin_resource",
    "detail",
];

/// Writes the events of a scope.
pub(super) fn write(walk: &Walk<'_>, out: &mut dyn Write) -> Result<Tally, ExportError> {
    let mut csv = ::csv::Writer::from_writer(out);
    let mut tally = Tally::default();
    csv.write_record(COLUMNS)?;
    walk.records(&mut |seen| {
        let row = Row::of(seen.record, seen.setup);
        if walk.scope.origin_only && row.origin.is_none() {
            return Ok(());
        }
        tally.count(seen.record);
        Ok(csv.write_record(cells(&row).map(Option::unwrap_or_default))?)
    })?;
    csv.flush().map_err(ExportError::Output)?;
    Ok(tally)
}

/// The cells of a row, in the order of [`COLUMNS`].
pub(super) fn cells(row: &Row) -> [Option<String>; 23] {
    let site = row.site.as_ref();
    let origin = row.origin.as_ref();
    [
        Some(row.seq.to_string()),
        Some(row.stream.to_owned()),
        row.case.as_ref().map(ToString::to_string),
        row.item.clone(),
        Some(row.kind.name().to_owned()),
        Some(row.activity.clone()),
        Some(row.transition.clone()),
        Some(row.occurred_at.to_string()),
        Some(row.recorded_at.to_string()),
        row.resource.clone(),
        row.group.clone(),
        Some(row.actor.clone()),
        row.role.map(str::to_owned),
        row.unit.clone(),
        row.on_behalf_of.clone(),
        site.map(|site| site.hall.to_string()),
        site.map(|site| site.zone.to_string()),
        site.map(|site| site.window.to_string()),
        Some(row.command.clone()),
        origin.map(|origin| origin.case.to_string()),
        origin.map(|origin| origin.activity.to_string()),
        origin.and_then(|origin| origin.resource.as_ref()).map(ToString::to_string),
        Some(row.detail.clone()),
    ]
}
