//! Events of remedies, of promises given anew, of the applicant's time prolonged. Frozen.

use engine::event as domain;
use engine::remedy::{RemedyKind, RemedyOutcome};

use super::values::Reckoning;
use crate::stored::{numbers, stored};

numbers! {
    RemedyKind { Reconsideration = 1, Litigation = 2 }
    RemedyOutcome {
        Upheld = 1, Annulled = 2, Changed = 3, OrderedAnew = 4, Unlawful = 5, Withdrawn = 6,
    }
}

stored! {
    RemedyFiled<'a> {
        kind: u8,
        authority: &'a str,
        filed: i32,
        number: Option<&'a str>,
        officer: &'a str,
    }
    RemedyDecided<'a> {
        remedy: u8,
        outcome: u8,
        number: &'a str,
        decided: i32,
        note: &'a str,
        officer: &'a str,
    }
    SupplementProlonged<'a> {
        clock: u8,
        days: u16,
        reason: &'a str,
        proof: &'a str,
        basis: &'a str,
        officer: &'a str,
        reckoning: Reckoning,
    }
    PromisedAnew<'a> { days: u16, reason: &'a str, officer: &'a str, reckoning: Reckoning }
}
