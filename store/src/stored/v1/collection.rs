//! Events of results that nobody takes, of what goes back or comes after the archive, and of money that is not owed. Frozen.

use engine::event as domain;

use super::values::{ClockStart, Witness};
use crate::stored::stored;

stored! {
    UnowedPaid<'a> { amount_fen: u32, receipt: &'a str }
    CollectionMissed<'a> { how: &'a str, officer: &'a str }
    PublicNoticePosted<'a> {
        venue: &'a str,
        reference: &'a str,
        officer: &'a str,
        clocks: Vec<ClockStart>,
    }
    SigningRefused<'a> { reason: &'a str, witnesses: Vec<Witness<'a>>, officer: &'a str }
    ReturnAcknowledged<'a> { unit: &'a str, officer: &'a str }
    ArchiveSupplemented { number: u16 }
    ServedByNotice<'a> { effective: i32, department: &'a str, officer: &'a str }
}
