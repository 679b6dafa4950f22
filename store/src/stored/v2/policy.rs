//! 时限政策, the second form: with the prolongation of the applicant's time and the close of business. Frozen.

use super::super::v1::setup::{self as v1, ProfileRung};
use engine::certification::Certification;

use crate::stored::{numbers, stored};

/// Where the structs below come from.
mod domain {
    pub(super) use engine::event::ClockPolicySet;
    pub(super) use engine::policy::{ClockPolicy, ProlongationTerms};
}

numbers! {
    Certification { UnlistedIsAll = 0, ListedOnly = 1 }
}

stored! {
    ClockPolicySet<'a> { version: u32, policy: ClockPolicy<'a> }
    ClockPolicy<'a> {
        acceptance_days: u16,
        correction_days: u16,
        online_check_days: u16,
        hand_off_days: u16,
        delivery_days: u16,
        lower_review_days: u16,
        delivery_stop: u8,
        correction_expiry: Option<&'a str>,
        promise_ladder: Vec<ProfileRung>,
        other_ladder: Vec<ProfileRung>,
        prolongation: Option<ProlongationTerms<'a>>,
        close_of_business: Option<u16>,
        certification: u8,
    }
    ProlongationTerms<'a> { basis: &'a str, max_days: u16 }
}

impl<'a> From<v1::ClockPolicySet<'a>> for ClockPolicySet<'a> {
    fn from(old: v1::ClockPolicySet<'a>) -> ClockPolicySet<'a> {
        let v1::ClockPolicySet { version, policy } = old;
        let policy = ClockPolicy {
            acceptance_days: policy.acceptance_days,
            correction_days: policy.correction_days,
            online_check_days: policy.online_check_days,
            hand_off_days: policy.hand_off_days,
            delivery_days: policy.delivery_days,
            lower_review_days: policy.lower_review_days,
            delivery_stop: policy.delivery_stop,
            correction_expiry: policy.correction_expiry,
            promise_ladder: policy.promise_ladder,
            other_ladder: policy.other_ladder,
            prolongation: None,
            close_of_business: None,
            certification: 0,
        };
        ClockPolicySet { version, policy }
    }
}
