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
        let digest = Sm3::digest(receipt.as_str().as_bytes());
        let half = digest.iter().take(16);
        ReceiptMark(half.fold(0, |mark, byte| mark << 8 | u128::from(*byte)))
    }
}
