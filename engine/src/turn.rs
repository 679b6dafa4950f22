//! 节点: what an event means for its case, whichever way it came about: accepted, decided, closed. Papers, ports and
//! figures go by it, so that silence and rules leave the same traces as a person does.

use crate::code::Reference;
use crate::event::Event;
use crate::values::{ClosingKind, Outcome};

impl Event {
    /// 受理: the case is accepted by it, by a person, by consent or by silence.
    pub fn accepts(&self) -> bool {
        matches!(
            self,
            Event::Accepted(_)
                | Event::AcceptedWithGaps(_)
                | Event::CommitmentSigned(_)
                | Event::ConsentGiven(_)
                | Event::DeemedAccepted(_)
        )
    }

    /// 决定: what is decided by it, by a person, a rule, silence or a higher authority.
    #[expect(clippy::wildcard_enum_match_arm, reason = "the other events decide nothing")]
    pub fn decides(&self) -> Option<Outcome> {
        match self {
            Event::DecisionMade(e) => Some(e.outcome),
            Event::HigherDecisionReceived(e) => Some(e.outcome),
            Event::RegionResultReceived(e) => Some(e.outcome),
            Event::DecidedByRule(_) | Event::DecisionDeemed(_) | Event::DeemedRenewed(_) => {
                Some(Outcome::Granted)
            }
            _ => None,
        }
    }

    /// 票据 of the money that came in by it.
    #[expect(clippy::wildcard_enum_match_arm, reason = "by the other events nothing is paid")]
    pub fn receipt(&self) -> Option<&Reference> {
        match self {
            Event::FeePaid(e) => Some(&e.receipt),
            Event::UnowedPaid(e) => Some(&e.receipt),
            _ => None,
        }
    }

    /// 未作决定即办结: how the case ends by it without a decision on what was applied for.
    #[expect(clippy::wildcard_enum_match_arm, reason = "the other events end no case")]
    pub fn ends(&self) -> Option<ClosingKind> {
        match self {
            Event::AcceptanceRefused(e) => Some(e.closing),
            Event::NotRequired(e) => Some(e.closing),
            Event::DeemedWithdrawn(e) => Some(e.closing),
            Event::Withdrawn(e) => Some(e.closing),
            Event::Voided(e) => Some(e.closing),
            Event::ConsentMissing(e) => Some(e.closing),
            _ => None,
        }
    }
}
