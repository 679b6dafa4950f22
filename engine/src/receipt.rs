//! 票据: what a fee was paid with, remembered for good in sixteen bytes.

use serde::{Deserialize, Serialize};
use sm3::{Digest as _, Sm3};

use crate::code::Reference;

/// 票据指纹: the first half of the SM3 of a receipt. That two receipts have the same is less likely than that the
/// machine errs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ReceiptMark(u128);

impl ReceiptMark {
    /// That of a receipt.
    pub fn of(receipt: &Reference) -> ReceiptMark {
        let digest = Sm3::digest(folded(receipt).as_bytes());
        let half = digest.iter().take(16);
        ReceiptMark(half.fold(0, |mark, byte| mark << 8 | u128::from(*byte)))
    }
}

/// 同一票据: who types a receipt is not asked how it is written, so blanks around it and the case of its letters say
/// nothing.
pub fn is_same(one: &Reference, other: &Reference) -> bool {
    folded(one) == folded(other)
}

/// A receipt as it is compared.
pub fn folded(receipt: &Reference) -> String {
    receipt.as_str().trim().to_ascii_lowercase()
}
