//! Parquet: the columns of an event as columns, one row an event, in the order of the log.
//!
//! A group of rows is held until it has [`GROUP_ROWS_MAX`] rows or [`GROUP_BYTES_MAX`] bytes; then
//! it is written. Of a written group nothing is kept but where its columns lie.

use std::io::Write;
use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, TimeUnit, Type as Physical};
use parquet::data_type::{ByteArray, ByteArrayType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::Type;

use super::objects::ValueType;
use super::row::Row;
use super::run::{ExportError, Tally};
use super::table::{COLUMNS, Column, cells};
use super::walk::Walk;

/// Rows of a group.
const GROUP_ROWS_MAX: usize = 65_536;
/// Bytes of the texts of a group.
const GROUP_BYTES_MAX: usize = 32 * 1024 * 1024;

/// Writes the events of a scope.
pub(super) fn write(walk: &Walk<'_>, out: &mut (dyn Write + Send)) -> Result<Tally, ExportError> {
    let mut tally = Tally::default();
    let mut file = SerializedFileWriter::new(out, Arc::new(schema()?), Arc::new(properties(walk)))?;
    let mut group = Group::default();
    walk.records(&mut |seen| {
        let row = walk.row(seen.record, seen.setup);
        if walk.scope.origin_only && row.origin.is_none() {
            return Ok(());
        }
        tally.count(seen.record);
        group.push(&row);
        if group.is_full() { Ok(std::mem::take(&mut group).write(&mut file)?) } else { Ok(()) }
    })?;
    if group.rows > 0 {
        group.write(&mut file)?;
    }
    file.close()?;
    Ok(tally)
}

fn properties(walk: &Walk<'_>) -> WriterProperties {
    let facts = [
        ("yichuang:records", walk.source.size().to_string()),
        ("yichuang:root", store::hex(&walk.source.root())),
    ];
    let facts = facts.map(|(key, value)| KeyValue::new(key.to_owned(), value));
    WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        // Of single pages nothing is kept until the end: that would grow with the log.
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_offset_index_disabled(true)
        .set_key_value_metadata(Some(facts.to_vec()))
        .set_created_by(concat!("yichuang-replay ", env!("CARGO_PKG_VERSION")).to_owned())
        .build()
}

fn schema() -> Result<Type, ParquetError> {
    let columns: Result<Vec<Arc<Type>>, ParquetError> =
        COLUMNS.iter().map(|column| Ok(Arc::new(column_type(column)?))).collect();
    Type::group_type_builder("events").with_fields(columns?).build()
}

fn column_type(column: &Column) -> Result<Type, ParquetError> {
    let (physical, logical, repetition) = match column.kind {
        ValueType::Integer => (Physical::INT64, None, Repetition::REQUIRED),
        ValueType::Time => {
            let instant = LogicalType::timestamp(true, TimeUnit::MILLIS);
            (Physical::INT64, Some(instant), Repetition::REQUIRED)
        }
        ValueType::Text | ValueType::Boolean => {
            (Physical::BYTE_ARRAY, Some(LogicalType::String), Repetition::OPTIONAL)
        }
    };
    Type::primitive_type_builder(column.name, physical)
        .with_logical_type(logical)
        .with_repetition(repetition)
        .build()
}

/// The values of one column.
#[derive(Debug)]
enum Values {
    Numbers(Vec<i64>),
    /// The texts that are there, and for each row whether it has one.
    Texts(Vec<ByteArray>, Vec<i16>),
}

/// Rows that are not written yet.
#[derive(Debug)]
struct Group {
    columns: Vec<Values>,
    rows: usize,
    bytes: usize,
}

impl Default for Group {
    fn default() -> Group {
        let values = |column: &Column| match column.kind {
            ValueType::Integer | ValueType::Time => Values::Numbers(Vec::new()),
            ValueType::Text | ValueType::Boolean => Values::Texts(Vec::new(), Vec::new()),
        };
        Group { columns: COLUMNS.iter().map(values).collect(), rows: 0, bytes: 0 }
    }
}

impl Group {
    fn push(&mut self, row: &Row) {
        let cells = COLUMNS.iter().zip(cells(row));
        for (values, (column, cell)) in self.columns.iter_mut().zip(cells) {
            match values {
                Values::Numbers(numbers) => numbers.push(number(column.name, row)),
                Values::Texts(texts, levels) => {
                    levels.push(i16::from(cell.is_some()));
                    self.bytes += cell.as_ref().map_or(0, String::len);
                    texts.extend(cell.map(|text| ByteArray::from(text.into_bytes())));
                }
            }
        }
        self.rows += 1;
    }

    fn is_full(&self) -> bool {
        self.rows >= GROUP_ROWS_MAX || self.bytes >= GROUP_BYTES_MAX
    }

    fn write<W: Write + Send>(
        self,
        file: &mut SerializedFileWriter<W>,
    ) -> Result<(), ParquetError> {
        let mut group = file.next_row_group()?;
        for values in self.columns {
            let Some(mut column) = group.next_column()? else { break };
            values.write(&mut column)?;
            column.close()?;
        }
        group.close()?;
        Ok(())
    }
}

impl Values {
    fn write(self, column: &mut SerializedColumnWriter<'_>) -> Result<usize, ParquetError> {
        match self {
            Values::Numbers(numbers) => {
                column.typed::<Int64Type>().write_batch(&numbers, None, None)
            }
            Values::Texts(texts, levels) => {
                column.typed::<ByteArrayType>().write_batch(&texts, Some(&levels), None)
            }
        }
    }
}

/// The value of a column of numbers.
fn number(column: &str, row: &Row) -> i64 {
    match column {
        "occurred_at" => row.occurred_at.ms(),
        "recorded_at" => row.recorded_at.ms(),
        _ => i64::try_from(row.seq).unwrap_or(i64::MAX),
    }
}
