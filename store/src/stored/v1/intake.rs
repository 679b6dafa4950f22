//! Events of intake, from receipt to acceptance. Frozen.

use engine::event as domain;
use serde::{Deserialize, Serialize};

use super::values::{ClockStart, Defect, MaterialCopy, Party};
use crate::stored::stored;

stored! {
    ApplicationReceived<'a> {
        number: &'a str,
        item: &'a str,
        item_version: u32,
        channel: u8,
        priority: u8,
        applicant: Party<'a>,
        agent: Option<Party<'a>>,
        zone: &'a str,
        unit: &'a str,
        materials: Vec<MaterialCopy<'a>>,
        delivery: u8,
        clocks: Vec<ClockStart>,
    }
    PreCheckStarted<'a> { officer: &'a str }
    MaterialReceived<'a> { materials: Vec<MaterialCopy<'a>> }
    CorrectionNoticed<'a> { defects: Vec<Defect<'a>>, clocks: Vec<ClockStart> }
    CorrectionSubmitted<'a> { materials: Vec<MaterialCopy<'a>>, clocks: Vec<ClockStart> }
    DeemedAccepted<'a> { effective: i32, unit: &'a str, clocks: Vec<ClockStart> }
    DeemedWithdrawn<'a> { basis: &'a str, closing: u8 }
    NotRequired<'a> { reasons: Vec<&'a str>, closing: u8 }
    Accepted<'a> { officer: &'a str, unit: &'a str, clocks: Vec<ClockStart> }
    AcceptedWithGaps<'a> {
        officer: &'a str,
        unit: &'a str,
        gaps: Vec<&'a str>,
        commitment: &'a str,
        clocks: Vec<ClockStart>,
    }
    GapsSupplied<'a> { materials: Vec<MaterialCopy<'a>> }
    CommitmentSigned<'a> {
        officer: &'a str,
        unit: &'a str,
        commitment: &'a str,
        clocks: Vec<ClockStart>,
    }
    CommitmentWithdrawn<'a> { reason: &'a str, clocks: Vec<ClockStart> }
    Withdrawn<'a> { reason: &'a str, closing: u8 }
    Voided<'a> { reason: &'a str, closing: u8 }
}

/// 不予受理, as it was written at first.
#[derive(Debug, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub(crate) struct AcceptanceRefused<'a> {
    pub(crate) reasons: Vec<&'a str>,
    pub(crate) remedies: &'a str,
    pub(crate) where_to_go: Option<&'a str>,
    pub(crate) closing: u8,
}
