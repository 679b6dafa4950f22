//! The ways a case can go, and what has to happen on each before the runs of chance say anything of it.

use engine::case::Case;
use engine::event::EventKind;
use engine::item::ItemDefinition;
use tests::kinds::CaseKind;

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
            Way::Kind(CaseKind::ForRegion) => {
                return vec![Met::DecisionElsewhere, Met::Delivery, Met::FirstLife];
            }
            // Its last step here is to report it up.
            Way::Kind(CaseKind::ReportUp) => {
                let second_life = [Met::DecisionElsewhere, Met::Delivery, Met::Closing];
                return second_life.into_iter().chain([Met::FirstLife]).collect();
            }
            Way::Kind(CaseKind::Joint) => &[Met::Opinions],
            Way::OfBundle
            | Way::Kind(
                CaseKind::Instant
                | CaseKind::Promise
                | CaseKind::Renewal
                | CaseKind::FromRegion
                | CaseKind::Proactive,
            ) => &[],
        };
        ordinary.into_iter().chain(besides.iter().copied()).collect()
    }
}

/// The ways a case can go, as far as the end of a run tells them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Way {
    /// By itself, as its kind goes.
    Kind(CaseKind),
    /// As a child of a bundle, whatever its kind.
    OfBundle,
}

impl Way {
    pub(crate) fn every() -> impl Iterator<Item = Way> {
        CaseKind::ALL.into_iter().map(Way::Kind).chain([Way::OfBundle])
    }

    pub(crate) fn of(case: &Case, item: &ItemDefinition) -> Way {
        if let Some(kind) = CaseKind::of_occasion(case) {
            return Way::Kind(kind);
        }
        if case.extras().membership.is_some() {
            return Way::OfBundle;
        }
        Way::Kind(CaseKind::of_type(item))
    }
}
