//! Events beside the main line, and where each is possible.

use crate::event::Event;

use super::Stage;

impl Stage {
    /// Events beside the main line: they leave the stage as it is, or end the case.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the matrix test holds this equal to the table"
    )]
    #[expect(clippy::too_many_lines, reason = "where each event is possible stands in one place")]
    pub(super) fn aside(self, event: &Event) -> Result<Stage, Stage> {
        let is_undecided = self.is_undecided();
        let is_accepted = is_undecided
            && !matches!(
                self,
                Stage::Received | Stage::PreCheck | Stage::AwaitingCorrection { .. }
            );
        let is_open = !matches!(self, Stage::Archived { .. });
        let is_before_delivery = self.is_before_delivery();
        if let (Stage::Archived { .. }, Event::LicenceRevoked(e)) = (&self, event) {
            return Ok(Stage::Archived { closing: e.closing, conclusion: None });
        }
        if let Some(ended) = self.ends(event) {
            return Ok(ended);
        }
        let stays = match event {
            Event::MaterialReceived(_) => self.takes_papers(),
            Event::OriginalChecked(_)
            | Event::LicenceRequested(_)
            | Event::ELicenceFetched(_)
            | Event::LicenceAbsent(_)
            | Event::MaterialReused(_)
            | Event::ClockExtended(_) => is_undecided,
            Event::WorkRecorded(_)
            | Event::WarningIssued(_)
            | Event::WarningAnswered(_)
            | Event::DeadlinePassed(_)
            | Event::ClockRecalculated(_)
            | Event::OriginalsReturned(_)
            | Event::AssistanceGiven(_)
            | Event::TrackerNamed(_)
            | Event::SubjectBound(_)
            | Event::PersonalDataOpened(_) => is_open,
            Event::CardDealt(_)
            | Event::CardAnswered(_)
            | Event::SubstituteActed(_)
            | Event::DocumentIssued(_)
            | Event::PortAsked(_)
            | Event::PortAnswered(_)
            | Event::RemedyFiled(_)
            | Event::RemedyDecided(_)
            | Event::ReturnAcknowledged(_)
            | Event::UnowedPaid(_) => true,
            Event::ArchiveSupplemented(_) => !is_open,
            Event::CaseUrged(_) | Event::GapsSupplied(_) | Event::PromisedAnew(_) => is_accepted,
            Event::SituationAnswered(_)
            | Event::BundleJoined(_)
            | Event::RenewalRequested(_)
            | Event::TakenInForRegion(_)
            | Event::TakenInElsewhere(_)
            | Event::ProactivelyOpened(_) => matches!(self, Stage::Received),
            Event::OpinionGiven(_)
            | Event::OpinionDeemed(_)
            | Event::OpinionRecalculated(_)
            | Event::MeetingCalled(_)
            | Event::MeetingHeld(_)
            | Event::PresenceDeemed(_) => is_accepted && !matches!(self, Stage::Accepted),
            Event::SupplementProlonged(_) => is_accepted || self.is_awaiting(),
            Event::CommitmentVerified(_) | Event::CommitmentBroken(_) => self.is_decided(),
            Event::DeliveryChosen(_) | Event::FeePaid(_) | Event::FeeWaived(_) => {
                is_before_delivery
            }
            Event::PaymentReversed(_) => is_before_delivery || matches!(self, Stage::Ended { .. }),
            _ => self.is_unclaimed_by(event),
        };
        if stays { Ok(self) } else { Err(self) }
    }

    /// How an event beside the main line ends the case, where it does.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the matrix test holds this equal to the table"
    )]
    fn ends(&self, event: &Event) -> Option<Stage> {
        let is_supplied = self.is_undecided() && !matches!(self, Stage::Received | Stage::PreCheck);
        let closing = match event {
            Event::LicenceRevoked(e) if self.verdict().is_some() => e.closing,
            Event::DeemedWithdrawn(e) if is_supplied => e.closing,
            Event::Withdrawn(e) if self.is_undecided() => e.closing,
            Event::Voided(e) if self.is_undecided() || self.is_decided() => e.closing,
            _ => return None,
        };
        Some(Stage::Ended { closing })
    }

    /// 催领、公告: what happens while a result waits for the applicant.
    #[expect(clippy::wildcard_enum_match_arm, reason = "the others happen elsewhere")]
    fn is_unclaimed_by(&self, event: &Event) -> bool {
        let is_at_the_counter = matches!(self, Stage::ReadyForDelivery(_));
        match event {
            Event::CollectionMissed(_) => {
                is_at_the_counter || matches!(self, Stage::InDelivery { .. })
            }
            Event::PublicNoticePosted(_) | Event::SigningRefused(_) => is_at_the_counter,
            _ => false,
        }
    }

    fn is_awaiting(&self) -> bool {
        matches!(self, Stage::AwaitingCorrection { .. })
    }

    fn takes_papers(&self) -> bool {
        self.is_undecided() && !self.is_awaiting()
    }

    /// Decided, and not yet archived.
    fn is_decided(&self) -> bool {
        self.verdict().is_some() && !matches!(self, Stage::Archived { .. })
    }

    fn is_before_delivery(&self) -> bool {
        !matches!(
            self,
            Stage::InDelivery { .. }
                | Stage::Delivered(_)
                | Stage::Ended { .. }
                | Stage::Archived { .. }
        )
    }

    fn is_undecided(&self) -> bool {
        match self {
            Stage::Received
            | Stage::PreCheck
            | Stage::AwaitingCorrection { .. }
            | Stage::Accepted
            | Stage::Dispatched { .. }
            | Stage::Transferred { .. }
            | Stage::Handling { .. }
            | Stage::Suspended { .. } => true,
            Stage::Decided { .. }
            | Stage::Concluded(_)
            | Stage::FedBack(_)
            | Stage::ReadyForDelivery(_)
            | Stage::InDelivery { .. }
            | Stage::Delivered(_)
            | Stage::Ended { .. }
            | Stage::ReportedUp { .. }
            | Stage::Archived { .. } => false,
        }
    }
}
