//! Events of the way through the departments. Frozen.

use engine::event as domain;

use serde::{Deserialize, Serialize};

use super::values::{ClockStart, Reckoning};
use crate::stored::stored;

stored! {
    CaseSplit<'a> { departments: Vec<&'a str> }
    HandedOver<'a> {
        department: &'a str,
        manifest: Vec<&'a str>,
        paper: bool,
        clocks: Vec<ClockStart>,
    }
    HandOverAcknowledged<'a> { officer: &'a str, step: u8, clocks: Vec<ClockStart> }
    TaskClaimed<'a> { officer: &'a str }
    TaskReassigned<'a> { officer: &'a str, reason: &'a str }
    StepCompleted<'a> { step: u8, next_step: u8, opinion: &'a str, clocks: Vec<ClockStart> }
    InspectionRecorded<'a> { officers: Vec<&'a str>, findings: &'a str }
    OpinionsRequested<'a> { requests: Vec<OpinionRequest<'a>> }
    OpinionRequest<'a> { department: &'a str, clock: ClockStart }
    OpinionGiven<'a> { department: &'a str, opinion: u8, text: &'a str, officer: &'a str }
    OpinionDeemed<'a> { department: &'a str, basis: &'a str }
    OpinionRecalculated<'a> {
        department: &'a str,
        was: Option<i32>,
        reckoning: Reckoning,
        cause: &'a str,
    }
    SubstituteActed<'a> { absent: &'a str, substitute: &'a str }
    Escalated<'a> { department: &'a str, reason: &'a str }
    WorkRecorded<'a> { activity: &'a str, group: Option<&'a str> }
    PersonalDataOpened<'a> { subject: u64, reason: &'a str }
}

/// 退件, as it was written at first.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct HandOverReturned<'a> {
    pub(crate) reason: &'a str,
}
