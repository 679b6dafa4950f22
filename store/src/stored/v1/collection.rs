//! Events of results that nobody takes, and of money that is not owed. Frozen.

use engine::event as domain;

use super::values::ClockStart;
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
    ServedByNotice<'a> { effective: i32, department: &'a str, officer: &'a str }
}
