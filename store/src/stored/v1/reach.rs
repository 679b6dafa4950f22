//! Events of meetings, renewals, other regions, proactive cases, rules that decide, transfers. Frozen.

use serde::{Deserialize, Serialize};

use super::values::ClockStart;
use crate::stored::stored;

/// Where the structs below come from.
mod domain {
    pub(super) use engine::event::{
        CaseTransferred, ConsentGiven, ConsentMissing, DecidedByRule, DeemedRenewed,
        ForwardedToRegion, ItemsTransferred, MeetingCalled, MeetingHeld, PresenceDeemed,
        ProactivelyOpened, RegionResultReceived, RenewalRequested, TakenInElsewhere,
        TakenInForRegion, TransferredItem,
    };
    pub(super) use engine::meeting::Attendance;
    pub(super) use engine::terms::{AutomaticTerms, ProactiveTerms, RegionTerms, RenewalTerms};
}

stored! {
    MeetingCalled<'a> {
        meeting: u8,
        about: u8,
        departments: Vec<&'a str>,
        begins: i64,
        venue: &'a str,
    }
    MeetingHeld<'a> { meeting: u8, attendance: Vec<Attendance<'a>>, conclusion: &'a str }
    Attendance<'a> {
        department: &'a str,
        officer: Option<&'a str>,
        good_reason: Option<&'a str>,
    }
    PresenceDeemed<'a> { meeting: u8, department: &'a str, basis: &'a str }
    RenewalRequested<'a> { licence: &'a str, expires: i32, clocks: Vec<ClockStart> }
    DeemedRenewed<'a> { licence: &'a str, basis: &'a str, unit: &'a str, clocks: Vec<ClockStart> }
    TakenInForRegion<'a> {
        region: &'a str,
        authority: &'a str,
        way: u8,
        clocks: Vec<ClockStart>,
    }
    ForwardedToRegion<'a> {
        region: &'a str,
        clock_owner: &'a str,
        manifest: Vec<&'a str>,
        officer: &'a str,
        closing: u8,
    }
    RegionResultReceived<'a> {
        region: &'a str,
        clock_owner: &'a str,
        outcome: u8,
        name: &'a str,
        number: Option<&'a str>,
        reasons: Vec<&'a str>,
        closing: u8,
        clocks: Vec<ClockStart>,
    }
    TakenInElsewhere<'a> {
        region: &'a str,
        authority: &'a str,
        way: u8,
        received: i32,
        clock_owner: &'a str,
        clocks: Vec<ClockStart>,
    }
    ProactivelyOpened<'a> { basis: &'a str, grounds: &'a str, clocks: Vec<ClockStart> }
    ConsentGiven<'a> { proof: &'a str, clocks: Vec<ClockStart> }
    ConsentMissing<'a> { declined: bool, basis: &'a str, closing: u8 }
    DecidedByRule<'a> {
        basis: &'a str,
        conditions: Vec<u8>,
        unit: &'a str,
        clocks: Vec<ClockStart>,
    }
    ItemsTransferred<'a> {
        from: &'a str,
        to: &'a str,
        on: i32,
        items: Vec<TransferredItem<'a>>,
        basis: &'a str,
    }
    TransferredItem<'a> { item: &'a str, version: u32 }
    CaseTransferred<'a> { from: &'a str, to: &'a str }
    RenewalTerms { apply_before_days: u16 }
    RegionTerms<'a> { basis: &'a str, ways: Vec<u8>, forward_days: u16, first_day: u8 }
    ProactiveTerms<'a> { basis: &'a str, consent_days: u16 }
    AutomaticTerms<'a> { basis: &'a str, conditions: Vec<u8> }
}

/// 特别条款, as they were written at first.
#[derive(Debug, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub(crate) struct Terms<'a> {
    pub(crate) renewal: Option<RenewalTerms>,
    pub(crate) absence: Option<&'a str>,
    pub(crate) region: Option<RegionTerms<'a>>,
    pub(crate) proactive: Option<ProactiveTerms<'a>>,
    pub(crate) automatic: Option<AutomaticTerms<'a>>,
}

impl Terms<'_> {
    /// Those of an item version that was written before versions had terms.
    pub(crate) const NONE: Terms<'static> =
        Terms { renewal: None, absence: None, region: None, proactive: None, automatic: None };
}
