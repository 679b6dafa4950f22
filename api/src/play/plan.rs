//! What is sent for an event of a foreign log: its own command where the case stands right, or first the
//! commands that lead there, or a recorded piece of work.
//!
//! A foreign log does not know our stages. The player keeps a shadow of each case to see what is legal next.
//! It bridges with acts that decide nothing: a decision, a delivery, an ending is never made up.

use engine::lifecycle::Phase;

use store::foreign::Meaning;

/// What the player believes of a case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Shadow {
    /// `None`: not received yet.
    pub(super) phase: Option<Phase>,
    /// True when the review is done and the decision is next.
    pub(super) is_reviewed: bool,
    /// Told once what is missing.
    pub(super) is_corrected: bool,
    /// Who has the task.
    pub(super) handler: Option<String>,
}

/// Steps of a bridge at most: from nothing to ready for delivery.
const BRIDGE_STEPS_MAX: usize = 16;

/// The commands that lead to where the meaning is legal; `None` when nothing honest leads there.
pub(super) fn bridge(shadow: &Shadow, meaning: Meaning) -> Option<Vec<Meaning>> {
    let mut shadow = shadow.clone();
    let mut steps = Vec::new();
    while !shadow.allows(meaning) {
        let step = shadow.forward()?;
        if steps.len() == BRIDGE_STEPS_MAX {
            return None;
        }
        shadow.apply(step, "");
        steps.push(step);
    }
    Some(steps)
}

impl Shadow {
    /// The next act of the main line that decides nothing.
    fn forward(&self) -> Option<Meaning> {
        Some(match self.phase {
            None => Meaning::Receive,
            Some(Phase::Received) => Meaning::PreCheck,
            Some(Phase::PreCheck) => Meaning::Accept,
            Some(Phase::AwaitingCorrection) => Meaning::SubmitCorrections,
            Some(Phase::Accepted) => Meaning::Split,
            Some(Phase::Dispatched) => Meaning::HandOver,
            Some(Phase::Transferred) => Meaning::Acknowledge,
            Some(Phase::Handling) if !self.is_reviewed => Meaning::Step,
            Some(Phase::Suspended) => Meaning::Resume,
            Some(Phase::Decided) => Meaning::Result,
            Some(Phase::Concluded) => Meaning::FeedBack,
            Some(Phase::FedBack) => Meaning::Prepare,
            Some(
                Phase::Handling
                | Phase::ReadyForDelivery
                | Phase::InDelivery
                | Phase::Delivered
                | Phase::Ended
                | Phase::ReportedUp
                | Phase::Archived,
            ) => return None,
        })
    }

    /// True when the command of a meaning is legal now, as far as the stages go.
    pub(super) fn allows(&self, meaning: Meaning) -> bool {
        let Some(phase) = self.phase else { return meaning == Meaning::Receive };
        let handling = phase == Phase::Handling;
        match meaning {
            Meaning::Receive => false,
            Meaning::PreCheck => phase == Phase::Received,
            Meaning::NoticeCorrection => phase == Phase::PreCheck && !self.is_corrected,
            Meaning::SubmitCorrections => phase == Phase::AwaitingCorrection,
            Meaning::Accept | Meaning::RefuseAcceptance | Meaning::NotRequired => {
                phase == Phase::PreCheck
            }
            Meaning::Split => phase == Phase::Accepted,
            Meaning::HandOver => phase == Phase::Dispatched,
            Meaning::Acknowledge => phase == Phase::Transferred,
            Meaning::Claim | Meaning::Suspend => handling,
            Meaning::Step => handling && !self.is_reviewed,
            Meaning::Inspect => handling || phase == Phase::Suspended,
            Meaning::Grant | Meaning::Refuse => handling && self.is_reviewed,
            Meaning::Result => phase == Phase::Decided,
            Meaning::FeedBack => phase == Phase::Concluded,
            Meaning::Prepare => phase == Phase::FedBack,
            Meaning::Deliver => phase == Phase::ReadyForDelivery,
            Meaning::Archive => matches!(phase, Phase::Delivered | Phase::Ended),
            Meaning::Withdraw => is_undecided(phase),
            Meaning::Resume => phase == Phase::Suspended,
            Meaning::Extend => {
                is_undecided(phase)
                    && !matches!(
                        phase,
                        Phase::Received | Phase::PreCheck | Phase::AwaitingCorrection
                    )
            }
            Meaning::Work => phase != Phase::Archived,
        }
    }

    /// Follows a command that was carried out.
    pub(super) fn apply(&mut self, meaning: Meaning, officer: &str) {
        let next = match meaning {
            Meaning::Receive => Phase::Received,
            Meaning::PreCheck | Meaning::SubmitCorrections => Phase::PreCheck,
            Meaning::NoticeCorrection => Phase::AwaitingCorrection,
            Meaning::Accept => Phase::Accepted,
            Meaning::RefuseAcceptance | Meaning::NotRequired | Meaning::Withdraw => Phase::Ended,
            Meaning::Split => Phase::Dispatched,
            Meaning::HandOver => Phase::Transferred,
            Meaning::Acknowledge | Meaning::Resume | Meaning::Claim | Meaning::Step => {
                Phase::Handling
            }
            Meaning::Suspend => Phase::Suspended,
            Meaning::Grant | Meaning::Refuse => Phase::Decided,
            Meaning::Result => Phase::Concluded,
            Meaning::FeedBack => Phase::FedBack,
            Meaning::Prepare => Phase::ReadyForDelivery,
            Meaning::Deliver => Phase::Delivered,
            Meaning::Archive => Phase::Archived,
            Meaning::Inspect | Meaning::Extend | Meaning::Work => return,
        };
        self.phase = Some(next);
        match meaning {
            Meaning::NoticeCorrection => self.is_corrected = true,
            Meaning::Claim => self.handler = Some(officer.to_owned()),
            Meaning::Step => {
                self.is_reviewed = true;
                self.handler = None;
            }
            Meaning::Receive
            | Meaning::PreCheck
            | Meaning::SubmitCorrections
            | Meaning::Accept
            | Meaning::RefuseAcceptance
            | Meaning::NotRequired
            | Meaning::Split
            | Meaning::HandOver
            | Meaning::Acknowledge
            | Meaning::Inspect
            | Meaning::Grant
            | Meaning::Refuse
            | Meaning::Result
            | Meaning::FeedBack
            | Meaning::Prepare
            | Meaning::Deliver
            | Meaning::Archive
            | Meaning::Withdraw
            | Meaning::Suspend
            | Meaning::Resume
            | Meaning::Extend
            | Meaning::Work => (),
        }
    }
}

fn is_undecided(phase: Phase) -> bool {
    match phase {
        Phase::Received
        | Phase::PreCheck
        | Phase::AwaitingCorrection
        | Phase::Accepted
        | Phase::Dispatched
        | Phase::Transferred
        | Phase::Handling
        | Phase::Suspended => true,
        Phase::Decided
        | Phase::Concluded
        | Phase::FedBack
        | Phase::ReadyForDelivery
        | Phase::InDelivery
        | Phase::Delivered
        | Phase::Ended
        | Phase::ReportedUp
        | Phase::Archived => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(phase: Phase) -> Shadow {
        Shadow { phase: Some(phase), ..Shadow::default() }
    }

    #[track_caller]
    fn check(shadow: &Shadow, meaning: Meaning, expected: Option<&[Meaning]>) {
        assert_eq!(bridge(shadow, meaning).as_deref(), expected);
    }

    #[test]
    fn what_is_legal_needs_no_bridge() {
        check(&Shadow::default(), Meaning::Receive, Some(&[]));
        check(&at(Phase::Received), Meaning::PreCheck, Some(&[]));
        check(&at(Phase::Ended), Meaning::Work, Some(&[]));
    }

    #[test]
    fn a_grant_after_acceptance_is_led_through_the_back_office() {
        let way = [Meaning::Split, Meaning::HandOver, Meaning::Acknowledge, Meaning::Step];
        check(&at(Phase::Accepted), Meaning::Grant, Some(&way));
    }

    #[test]
    fn no_decision_is_made_up() {
        check(&at(Phase::Accepted), Meaning::Result, None);
        check(&at(Phase::ReadyForDelivery), Meaning::Archive, None);
    }

    #[test]
    fn nothing_leads_back() {
        check(&at(Phase::Accepted), Meaning::PreCheck, None);
        check(&at(Phase::Decided), Meaning::Receive, None);
        check(&at(Phase::Archived), Meaning::Work, None);
    }

    #[test]
    fn a_second_notice_of_corrections_is_never_sent() {
        let mut shadow = at(Phase::PreCheck);
        shadow.apply(Meaning::NoticeCorrection, "");
        shadow.apply(Meaning::SubmitCorrections, "");
        check(&shadow, Meaning::NoticeCorrection, None);
    }

    #[test]
    fn the_shadow_goes_the_ways_of_the_lifecycle() {
        use engine::event::EventKind as E;
        let pairs = [
            (Meaning::Receive, E::ApplicationReceived),
            (Meaning::PreCheck, E::PreCheckStarted),
            (Meaning::NoticeCorrection, E::CorrectionNoticed),
            (Meaning::SubmitCorrections, E::CorrectionSubmitted),
            (Meaning::Accept, E::Accepted),
            (Meaning::RefuseAcceptance, E::AcceptanceRefused),
            (Meaning::NotRequired, E::NotRequired),
            (Meaning::Split, E::CaseSplit),
            (Meaning::HandOver, E::HandedOver),
            (Meaning::Acknowledge, E::HandOverAcknowledged),
            (Meaning::Claim, E::TaskClaimed),
            (Meaning::Step, E::StepCompleted),
            (Meaning::Inspect, E::InspectionRecorded),
            (Meaning::Grant, E::DecisionMade),
            (Meaning::Result, E::ResultProduced),
            (Meaning::FeedBack, E::FedBack),
            (Meaning::Prepare, E::DeliveryPrepared),
            (Meaning::Deliver, E::Delivered),
            (Meaning::Archive, E::Archived),
            (Meaning::Withdraw, E::Withdrawn),
            (Meaning::Suspend, E::SuspensionStarted),
            (Meaning::Resume, E::SuspensionEnded),
            (Meaning::Extend, E::ClockExtended),
            (Meaning::Work, E::WorkRecorded),
        ];
        let phases = std::iter::once(None).chain(Phase::ALL.into_iter().map(Some));
        for phase in phases {
            for (meaning, event) in pairs {
                for is_reviewed in [false, true] {
                    let mut shadow = Shadow { phase, is_reviewed, ..Shadow::default() };
                    if shadow.allows(meaning) {
                        shadow.apply(meaning, "x");
                        let next = engine::lifecycle::next(phase, event);
                        assert_eq!(shadow.phase, next, "{phase:?} {meaning:?}");
                    }
                }
            }
        }
    }
}
