//! Events of the decision and its document. Frozen.

use engine::event as domain;

use serde::{Deserialize, Serialize};

use super::values::ClockStart;
use crate::stored::stored;

stored! {
    DecisionMade<'a> {
        outcome: u8,
        reasons: Vec<&'a str>,
        remedies: Option<&'a str>,
        officer: &'a str,
        letter: Option<&'a str>,
        clocks: Vec<ClockStart>,
    }
    ResultProduced<'a> {
        name: &'a str,
        number: Option<&'a str>,
        valid_to: Option<i32>,
        hash: Option<&'a str>,
        closing: u8,
    }
    CommitmentVerified<'a> { officers: Vec<&'a str>, findings: &'a str }
    CommitmentBroken<'a> { officers: Vec<&'a str>, findings: &'a str, clocks: Vec<ClockStart> }
    DecisionDeemed<'a> { basis: &'a str, unit: &'a str, clocks: Vec<ClockStart> }
    HigherDecisionReceived<'a> {
        outcome: u8,
        number: &'a str,
        reasons: Vec<&'a str>,
        remedies: Option<&'a str>,
        clocks: Vec<ClockStart>,
    }
}

/// 反馈, as it was written at first.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct FedBack {
    pub(crate) notified: bool,
}

/// 转报, as it was written at first.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct ReportedUp<'a> {
    pub(crate) opinion: &'a str,
    pub(crate) to: &'a str,
    pub(crate) officer: &'a str,
    pub(crate) letter: Option<&'a str>,
    pub(crate) closing: u8,
}

/// 撤销许可, as it was written at first.
#[derive(Debug, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub(crate) struct LicenceRevoked<'a> {
    pub(crate) reasons: Vec<&'a str>,
    pub(crate) remedies: &'a str,
    pub(crate) officer: &'a str,
    pub(crate) letter: Option<&'a str>,
    pub(crate) closing: u8,
}
