//! Hand-overs back to the window and up, the second form: with the list of what goes. Frozen.

use engine::event as domain;

use super::super::v1::decision as v1_decision;
use super::super::v1::flow as v1_flow;
use crate::stored::stored;

stored! {
    HandOverReturned<'a> { reason: &'a str, manifest: Vec<&'a str> }
    FedBack<'a> { notified: bool, manifest: Vec<&'a str> }
    ReportedUp<'a> {
        opinion: &'a str,
        to: &'a str,
        officer: &'a str,
        letter: Option<&'a str>,
        closing: u8,
        manifest: Vec<&'a str>,
    }
}

impl<'a> From<v1_decision::ReportedUp<'a>> for ReportedUp<'a> {
    fn from(old: v1_decision::ReportedUp<'a>) -> ReportedUp<'a> {
        let v1_decision::ReportedUp { opinion, to, officer, letter, closing } = old;
        ReportedUp { opinion, to, officer, letter, closing, manifest: Vec::new() }
    }
}

impl<'a> From<v1_flow::HandOverReturned<'a>> for HandOverReturned<'a> {
    fn from(old: v1_flow::HandOverReturned<'a>) -> HandOverReturned<'a> {
        HandOverReturned { reason: old.reason, manifest: Vec::new() }
    }
}

impl From<v1_decision::FedBack> for FedBack<'_> {
    fn from(old: v1_decision::FedBack) -> Self {
        FedBack { notified: old.notified, manifest: Vec::new() }
    }
}
