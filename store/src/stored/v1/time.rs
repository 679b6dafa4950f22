//! Events of the clocks: suspensions, extensions, warnings. Frozen.

use engine::event as domain;

use super::values::{ClockStart, Evidence, Reckoning, Recount};
use crate::stored::stored;

stored! {
    SuspensionStarted<'a> {
        procedure: u8,
        planned_days: u16,
        reason: &'a str,
        from: i32,
        recounts: Vec<Recount>,
        clocks: Vec<ClockStart>,
    }
    SuspensionEnded<'a> { resume: i32, result: &'a str, recounts: Vec<Recount> }
    ClockExtended<'a> {
        clock: u8,
        days: u16,
        approver: &'a str,
        reason: &'a str,
        reckoning: Reckoning,
    }
    ClockRecalculated<'a> { clock: u8, was: Option<i32>, reckoning: Reckoning, cause: &'a str }
    WarningIssued<'a> { card: u8, evidence: Evidence<'a> }
    WarningAnswered<'a> { clock: u8, card: u8, answer: &'a str }
    DeadlinePassed<'a> { evidence: Evidence<'a> }
}
