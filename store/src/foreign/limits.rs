//! Every limit of the readers of foreign logs, in one place. What lies beyond one is refused
//! with [`super::ForeignLogError::TooMuch`], which names it.

/// Bytes read out of a file, after decompression. The largest known administrative log has
/// 185 MB, so this leaves room for twenty times that and still ends a decompression bomb.
pub const DECOMPRESSED_BYTES_MAX: u64 = 4 << 30;

/// Bytes of one row, or of one XML tag, comment or text, to within one read buffer.
pub const RECORD_BYTES_MAX: u64 = 1 << 20;

/// Bytes read from the file at once.
pub const BUFFER_BYTES: usize = 64 << 10;

/// Bytes of one kept text: an identifier, an activity, the key or value of an attribute.
pub const TEXT_BYTES_MAX: usize = 16 << 10;

/// Columns of a table.
pub const COLUMNS_MAX: usize = 512;

/// XML elements open at once. A usual log needs five.
pub const DEPTH_MAX: usize = 32;

/// XML attributes of one tag. A usual log needs two.
pub const TAG_ATTRIBUTES_MAX: usize = 64;

/// Attributes kept of one case.
pub const CASE_ATTRIBUTES_MAX: usize = 512;

/// Cases of one log.
pub const CASES_MAX: usize = 2_000_000;

/// Records (events, readable or not) of one log.
pub const RECORDS_MAX: u64 = 20_000_000;

/// Unreadable records that are listed one by one; the rest is only counted.
pub const UNREADABLE_LISTED_MAX: usize = 1_000;

/// Bytes of a mapping file.
pub const MAPPING_BYTES_MAX: u64 = 1 << 20;

/// Activities a mapping may name.
pub const MAPPING_ACTIVITIES_MAX: usize = 10_000;

/// The earliest moment that is believed, milliseconds since the epoch: 1900-01-01T00:00:00Z.
pub const TIME_MS_MIN: i64 = -2_208_988_800_000;

/// The first moment that is no longer believed: 2200-01-01T00:00:00Z.
pub const TIME_MS_END: i64 = 7_258_118_400_000;
