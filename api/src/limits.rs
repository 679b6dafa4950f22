//! Every limit of the server, in one place. Each has a named answer when it is reached.

use std::time::Duration;

/// The years to which a manual clock is set: those of the laws and calendars that a hall can know.
pub const CLOCK_YEARS: std::ops::RangeInclusive<u16> = 1950..=2100;
/// Bytes of one request body; more is answered with 413.
pub const BODY_BYTES_MAX: usize = 2 * 1024 * 1024;
/// Bodies above this are read on a thread that may take its time, so that no other request waits.
pub const BODY_BYTES_INLINE: usize = 32 * 1024;
/// Connections at a time; those beyond are closed at once.
pub const CONNECTIONS_MAX: usize = 8_192;
/// How long a connection may stand without a byte in either direction.
pub const CONNECTION_IDLE_MAX: Duration = Duration::from_secs(75);
/// How long a connection may take from the first byte of a request to the first byte of its answer. Longer than an answer
/// takes, so that only who sends his request a byte at a time is cut.
pub const CONNECTION_REQUEST_MAX: Duration = Duration::from_secs(45);
/// How long a request may take; then it is answered with 503.
pub const REQUEST_TIME_MAX: Duration = Duration::from_secs(30);
/// How long a query waits for its `min_seq`; then it is answered with 503.
pub const MIN_SEQ_WAIT_MAX: Duration = Duration::from_secs(2);
/// How often it looks whether `min_seq` is reached.
pub const MIN_SEQ_POLL: Duration = Duration::from_millis(2);
/// Open questions of a port that are looked at for one answer; what is beyond is seen once those are answered.
pub const PORT_ASKS_COUNTED_MAX: usize = 10_000;
/// Entries of a page where the query names no number.
pub const PAGE_DEFAULT: usize = 100;
/// Entries of a page at most; a larger `limit` is cut to it.
pub const PAGE_MAX: usize = 1_000;
/// Subscribers' streams at a time; one more is answered with 503.
pub const FEED_SUBSCRIBERS_MAX: usize = 256;
/// Streams of the outbox of one port at a time; one more is answered with 503, so that no port takes all places.
pub const FEED_PORT_SUBSCRIBERS_MAX: usize = 8;
/// Subscribers behind the end of the log that read at a time; the others wait for their turn.
pub const FEED_CATCH_UPS_MAX: usize = 2;
/// How long a subscriber who is behind waits between two pages.
pub const FEED_CATCH_UP_PAUSE: Duration = Duration::from_millis(5);
/// Records at the end of the log that are held once for all subscribers.
pub const FEED_LIVE_RECORDS: usize = 1_024;
/// Records that one subscriber's stream holds in memory.
pub const FEED_RECORDS_MAX: usize = 256;
/// How often new records are looked for, once for all subscribers.
pub const FEED_POLL: Duration = Duration::from_millis(25);
/// How often a silent stream shows that it is alive.
pub const FEED_KEEP_ALIVE: Duration = Duration::from_secs(15);
/// Those who copy the log at a time; one more is answered with 503.
pub const COPIERS_MAX: usize = 4;
/// Frames of one answer where the query names no number.
pub const FRAMES_DEFAULT: usize = 256;
/// Frames of one answer at most; a larger `limit` is cut to it.
pub const FRAMES_MAX: usize = 1_024;
/// Archived cases that one question for what is due looks at; then it gives the cursor of the next.
pub const RETENTION_KEYS_MAX: usize = 100_000;
/// Bytes of frames that one who copies the log makes the server hold, and a frame.
pub const FRAMES_CHUNK_BYTES: usize = 256 * 1024;
/// Bytes of one personal field (name, certificate, phone).
pub const PERSONAL_BYTES_MAX: usize = 256;
/// Bytes of what a person says in his own words.
pub const WORDS_BYTES_MAX: usize = 1_800;
/// Bytes of an address.
pub const ADDRESS_BYTES_MAX: usize = 1_024;
/// Damaged keys that are named in the log of the server.
pub const DAMAGED_KEYS_NAMED: usize = 32;
/// Bytes of a token file or configuration file.
pub const SMALL_FILE_BYTES_MAX: u64 = 64 * 1024;
/// Set-up commands of the hall model in one submission.
pub const MODEL_BATCH_MAX: usize = 500;
/// How often the timers look for alarms that are due.
pub const TIMER_TICK: Duration = Duration::from_millis(50);
/// Alarms fired for one `set_time`; a longer way is gone in several.
pub const SET_TIME_ALARMS_MAX: usize = 1_000_000;
/// Seconds after which a client that was turned away may try again.
pub const RETRY_AFTER_SECONDS: u32 = 1;
/// How long open connections are waited for when the server stops.
pub const SHUTDOWN_GRACE: Duration = Duration::from_secs(10);
/// How often the server looks whether the engine stopped by itself.
pub const ENGINE_WATCH: Duration = Duration::from_millis(100);
/// Records after which a new snapshot is taken.
pub const SNAPSHOT_AFTER_RECORDS: u64 = 500_000;
/// How often it is looked whether there are so many.
pub const SNAPSHOT_TICK: Duration = Duration::from_secs(2);
/// How often it is looked whether a checkpoint is due.
pub const CHECKPOINT_TICK: Duration = Duration::from_secs(1);
/// How long it is not looked after one that was not kept.
pub const CHECKPOINT_PAUSE: Duration = Duration::from_mins(1);
/// Bytes of records after which a page of a history ends.
pub const HISTORY_PAGE_BYTES_MAX: usize = 256 * 1024;
/// Bytes of checkpoints after which a page of them ends.
pub const CHECKPOINTS_PAGE_BYTES_MAX: usize = 1024 * 1024;
/// Proofs that are made at a time; the others wait for their turn.
pub const PROOFS_AT_ONCE_MAX: usize = 2;
/// Slices of a snapshot that wait to be written.
pub const SNAPSHOT_SLICES_WAITING_MAX: usize = 4;
