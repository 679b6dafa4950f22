//! 补录与超期: which events meet or move a limit. What was done in time and recorded after its alarm takes the limit back
//! out of the sums: nobody was late.

use crate::clock::ClockKind;
use crate::code::UnitId;
use crate::event::Event;

/// Whether an event ends or moves the running limit of a kind; of an opinion, that of the unit.
#[expect(clippy::wildcard_enum_match_arm, reason = "the other events leave every limit as it is")]
pub fn meets(event: &Event, kind: ClockKind, unit: &UnitId) -> bool {
    use ClockKind as K;
    match event {
        // With these all that runs is over.
        Event::DecisionMade(_)
        | Event::DecisionDeemed(_)
        | Event::DecidedByRule(_)
        | Event::DeemedRenewed(_)
        | Event::DeemedWithdrawn(_)
        | Event::AcceptanceRefused(_)
        | Event::NotRequired(_)
        | Event::ReportedUp(_)
        | Event::ForwardedToRegion(_)
        | Event::ConsentMissing(_)
        | Event::Withdrawn(_)
        | Event::Voided(_)
        | Event::LicenceRevoked(_)
        | Event::BundleClosed(_)
        | Event::VoiceAnswered(_)
        | Event::TroubleSolved(_)
        | Event::RectificationDone(_)
        | Event::OrderSettled(_) => true,
        Event::CommitmentWithdrawn(_) => kind != K::Renewal,
        Event::CorrectionNoticed(_) => {
            matches!(kind, K::Acceptance | K::Forwarding | K::OnlineCheck)
        }
        Event::Accepted(_)
        | Event::AcceptedWithGaps(_)
        | Event::CommitmentSigned(_)
        | Event::DeemedAccepted(_) => matches!(kind, K::Acceptance | K::OnlineCheck),
        Event::HandOverAcknowledged(_) | Event::HandOverReturned(_) => kind == K::HandOff,
        Event::StepCompleted(_) => kind == K::Step,
        Event::OpinionGiven(e) => kind == K::Opinion && e.department == *unit,
        Event::OpinionDeemed(e) => kind == K::Opinion && e.department == *unit,
        Event::PresenceDeemed(e) => kind == K::Opinion && e.department == *unit,
        Event::ResultProduced(_) => kind == K::OwedDocument,
        Event::DeliveryPrepared(e) => e.stops_clock && kind == K::Delivery,
        Event::PlacedInLocker(e) => e.stops_clock && kind == K::Delivery,
        Event::Shipped(e) => e.stops_clock && kind == K::Delivery,
        Event::Delivered(_) | Event::ServedByNotice(_) | Event::PublicNoticePosted(_) => {
            kind == K::Delivery
        }
        Event::SuspensionStarted(e) => e.recounts.iter().any(|recount| recount.clock == kind),
        Event::ClockExtended(e) => e.clock == kind,
        Event::PromisedAnew(_) => kind == K::Promise,
        Event::VoiceExtended(e) => e.clock == kind,
        Event::VoiceAssigned(e) => e.clocks.iter().any(|clock| clock.kind == kind),
        Event::VoiceReturned(e) => {
            matches!(kind, K::Revisit | K::TroubleReport)
                || e.clocks.iter().any(|clock| clock.kind == kind)
        }
        Event::BadReviewVerified(e) => {
            kind == K::ReviewContact || e.clocks.iter().any(|clock| clock.kind == kind)
        }
        Event::RevisitDone(_) => kind == K::Revisit,
        Event::TroubleResultReported(_) => kind == K::TroubleReport,
        _ => false,
    }
}
