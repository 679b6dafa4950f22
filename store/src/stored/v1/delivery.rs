//! Events of delivery and archiving. Frozen.

use engine::event as domain;

use super::values::{DiskReceipt, Recount};
use crate::stored::stored;

stored! {
    FeePaid<'a> { amount_fen: u32, receipt: &'a str }
    FeeWaived<'a> { officer: &'a str, reason: &'a str }
    DeliveryPrepared { way: u8, notified: bool, stops_clock: bool }
    PlacedInLocker<'a> { cell: &'a str, notified: bool, stops_clock: bool }
    Shipped<'a> { parcel: &'a str, stops_clock: bool }
    Delivered<'a> { receipt: DiskReceipt<'a> }
    DeliveryFailed<'a> { reason: &'a str, recounts: Vec<Recount> }
    Archived<'a> { package: &'a str }
    DeliveryChosen { way: u8, recounts: Vec<Recount> }
}
