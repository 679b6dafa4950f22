//! Every limit of the engine, in one place. Each has a named answer when it is reached.

/// Characters of a code such as an item, a window or a person of the staff.
pub const CODE_CHARS_MAX: usize = 64;
/// Bytes of one free text (a reason, an opinion).
pub const TEXT_BYTES_MAX: usize = 4_096;
/// Bytes of one command as it was received.
pub const COMMAND_BYTES_MAX: usize = 16_384;
/// Bytes of one command with its personal fields sealed. A command and its events, which say no more than it did,
/// fit into one frame of the log.
pub const RECEIVED_BYTES_MAX: usize = 24_576;
/// Nodes of one bundle: all its cases may begin with one command.
pub const BUNDLE_NODES_MAX: usize = 16;
/// Bundle versions.
pub const BUNDLES_MAX: usize = 10_000;
/// Bytes of what opens one case of a bundle in the log, parties and papers apart.
pub const BUNDLE_CHILD_BYTES: usize = 1_600;
/// Bytes that the cases of a bundle may take when all begin with one command: with it they fit into one frame.
pub const BUNDLE_BYTES_MAX: usize = 30_000;
/// Bytes of the sealed fields of one person.
pub const SEALED_BYTES_MAX: usize = 2_048;
/// Entries of a list inside a command (materials, defects, officers, reasons).
pub const LIST_ENTRIES_MAX: usize = 64;
/// Steps of one department: 受理、审核、决定 (S4 of the hall's rules, row 53).
pub const STEPS_MAX: usize = 3;
/// Working days in which a licence is decided where no special law says otherwise (行政许可法 art. 42(1)).
pub const STATUTORY_DAYS: u16 = 20;
/// Working days for a joint decision (art. 42(2)).
pub const JOINT_STATUTORY_DAYS: u16 = 45;
/// Days of one extension: 15 where several bodies handle a case, otherwise 10 (行政许可法 art. 42).
pub const LEGAL_EXTENSION_DAYS_MAX: u16 = 15;
/// Extensions of one clock: once (行政许可法 art. 42).
pub const EXTENSIONS_MAX: usize = 1;
/// Suspensions kept in the ledger of one case.
pub const SUSPENSIONS_MAX: usize = 32;
/// Recorded pieces of work and steps of one case; a case with more is a mistake of its sender.
pub const CASE_EVENTS_MAX: u32 = 10_000;
/// Drafts of one item.
pub const DRAFTS_MAX: usize = 1_000;
/// Versions of one item.
pub const ITEM_VERSIONS_MAX: u32 = 10_000;
/// Working days in which a silent department makes the document of a deemed decision.
pub const OWED_DOCUMENT_DAYS: u16 = 1;
/// Bytes of the scheme of document numbers, and of the word that stands for a unit in them.
pub const DOCUMENT_NUMBER_BYTES_MAX: usize = 96;
/// Parts of a scheme of case numbers.
pub const NUMBER_PARTS_MAX: usize = 8;
/// Working days in which an answer of a port is awaited.
pub const PORT_TERM_DAYS_MAX: u16 = 60;
/// Different item codes, bounded by the 20 bits a case id has for them; the last ones are left to bundles and
/// voices.
pub const ITEMS_MAX: usize = (1 << 20) - BUNDLES_MAX - VOICE_KINDS_MAX;
/// Kinds of voices (评价、反映、投诉、督办、导办服务) that may ever be: their ids stand beside those of bundles.
pub const VOICE_KINDS_MAX: usize = 16;
/// Working days of a supervision order.
pub const ORDER_DAYS_MAX: u16 = 250;
/// Cases of one item on one day, bounded by the 24 bits a case id has for them.
pub const CASES_PER_ITEM_DAY_MAX: u32 = (1 << 24) - 1;
/// Tickets of one day, and appointments for one day: numbers have five digits at most.
pub const TICKETS_PER_DAY_MAX: u32 = 50_000;
/// Tickets that wait in one zone: a call may pass over as many, and names each.
pub const TICKETS_WAITING_MAX: usize = 2_000;
/// Tickets and appointments that lapse with one command.
pub const TICKETS_LAPSE_MAX: usize = 128;
/// Cases received under one ticket.
pub const CASES_PER_TICKET_MAX: usize = 64;
/// Items that one ticket or appointment names.
pub const TICKET_ITEMS_MAX: usize = 16;
/// Natural days for which an archived case is at hand after what came last: the six months in which a suit may be
/// brought (行政诉讼法 art. 46), and a month in which the court tells of it.
pub const ARCHIVED_AT_HAND_DAYS: i32 = 214;
/// Days ahead for which an appointment may be booked.
pub const BOOK_AHEAD_DAYS_MAX: u16 = 90;
/// Persons who may book one slot.
pub const SLOT_CAPACITY_MAX: u16 = 1_000;
/// Commands in one submission.
pub const BATCH_COMMANDS_MAX: usize = 1_000;
/// Submissions waiting for the writer. Full means 503 with Retry-After.
pub const SUBMISSIONS_WAITING_MAX: usize = 4_096;
/// Commands waiting for the writer above which new intake is shed first.
pub const INTAKE_SHED_AT: usize = 32_768;
/// Commands decided in one turn of the writer before they go to the journal.
pub const TURN_COMMANDS_MAX: usize = 1_024;
/// Decided turns that may wait for the journal.
pub const TURNS_WAITING_MAX: usize = 4;
/// Commands whose first answer is remembered: the idempotency window's other bound.
pub const ANSWERS_REMEMBERED_MAX: usize = 1_000_000;
/// How long a first answer is remembered: 7 days.
pub const ANSWERS_REMEMBERED_MS: i64 = 7 * 24 * 3_600 * 1_000;
/// Alarms or recalculations submitted in one fan-out batch.
pub const FAN_OUT_BATCH_MAX: usize = 256;
/// How far ahead of the engine's clock a business time may lie.
pub const OCCURRED_AHEAD_MS_MAX: i64 = 60_000;
/// 补录 how far back the staff may record what happened, in working days: a window that was offline catches up.
pub const RECORDED_LATE_WORKDAYS_MAX: u32 = 1;
/// How far the clock of a sender who may record nothing late may be behind the engine's.
pub const OCCURRED_BEHIND_MS_MAX: i64 = 60_000;
