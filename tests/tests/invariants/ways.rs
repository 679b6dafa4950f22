//! The ways a case can go, and what has to happen on each before the runs of chance say anything of it.

use engine::case::Case;
use engine::event::EventKind;
use engine::item::{CaseType, ItemDefinition};
use engine::occasion::Occasion;

/// What the rules are about: a run in which it never happened to a kind of case says nothing of that kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Met {
    /// A person decided.
    Decision,
    /// It was decided above, by another region, by a rule or by silence.
    DecisionElsewhere,
    /// Something was handed out.
    Delivery,
    /// It was closed.
    Closing,
    /// It was closed as reported up, or forwarded, before that.
    FirstLife,
    /// Others were asked for their opinion.
    Opinions,
}

impl Met {
    #[expect(clippy::wildcard_enum_match_arm, reason = "the rules are about these")]
    pub(crate) fn of(event: EventKind) -> Option<Met> {
        match event {
            EventKind::DecisionMade => Some(Met::Decision),
            EventKind::HigherDecisionReceived
            | EventKind::RegionResultReceived
            | EventKind::DecidedByRule
            | EventKind::DeemedRenewed => Some(Met::DecisionElsewhere),
            EventKind::Delivered | EventKind::ServedByNotice => Some(Met::Delivery),
            EventKind::ResultProduced => Some(Met::Closing),
            EventKind::ReportedUp | EventKind::ForwardedToRegion => Some(Met::FirstLife),
            EventKind::OpinionsRequested => Some(Met::Opinions),
            _ => None,
        }
    }

    /// What has to happen to a kind of case before the runs say anything of it.
    pub(crate) fn wanted(way: Way) -> Vec<Met> {
        let ordinary = [Met::Decision, Met::Delivery, Met::Closing];
        let besides: &[Met] = match way {
            Way::ForRegion => return vec![Met::DecisionElsewhere, Met::Delivery, Met::FirstLife],
            // Its last step here is to report it up.
            Way::ReportUp => {
                let second_life = [Met::DecisionElsewhere, Met::Delivery, Met::Closing];
                return second_life.into_iter().chain([Met::FirstLife]).collect();
            }
            Way::Joint => &[Met::Opinions],
            Way::Instant
            | Way::Promise
            | Way::Renewal
            | Way::FromRegion
            | Way::Proactive
            | Way::OfBundle => &[],
        };
        ordinary.into_iter().chain(besides.iter().copied()).collect()
    }
}

/// The ways a case can go, as far as the end of a run tells them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Way {
    Instant,
    Promise,
    Joint,
    ReportUp,
    Renewal,
    ForRegion,
    FromRegion,
    Proactive,
    OfBundle,
}

impl Way {
    pub(crate) const EVERY: [Way; 9] = [
        Way::Instant,
        Way::Promise,
        Way::Joint,
        Way::ReportUp,
        Way::Renewal,
        Way::ForRegion,
        Way::FromRegion,
        Way::Proactive,
        Way::OfBundle,
    ];

    pub(crate) fn of(case: &Case, item: &ItemDefinition) -> Way {
        match &case.extras().occasion {
            Some(Occasion::Renewal { .. }) => return Way::Renewal,
            Some(Occasion::ForRegion { .. }) => return Way::ForRegion,
            Some(Occasion::FromRegion { .. }) => return Way::FromRegion,
            Some(Occasion::Proactive { .. }) => return Way::Proactive,
            None => (),
        }
        if case.extras().membership.is_some() {
            return Way::OfBundle;
        }
        match item.case_type {
            CaseType::Instant => Way::Instant,
            CaseType::Promise => Way::Promise,
            CaseType::Joint => Way::Joint,
            CaseType::ReportUp => Way::ReportUp,
        }
    }
}
