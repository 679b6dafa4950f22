//! 谁与何单位: who answers for an event, how it closes the case, and which papers came with it.

use engine::command::Actor;
use engine::event::Event;
use engine::record::Meta;
use engine::values::CollectionWay;

/// Who did it: whom the event names before whoever sent the command.
#[expect(clippy::wildcard_enum_match_arm, reason = "the other events name nobody else")]
pub(super) fn person(meta: &Meta, event: &Event) -> Option<String> {
    let named = match event {
        Event::PreCheckStarted(e) => Some(&e.officer),
        Event::Accepted(e) => Some(&e.officer),
        Event::AcceptedWithGaps(e) => Some(&e.officer),
        Event::CommitmentSigned(e) => Some(&e.officer),
        Event::HandOverAcknowledged(e) => Some(&e.officer),
        Event::OpinionGiven(e) => Some(&e.officer),
        Event::DecisionMade(e) => Some(&e.officer),
        Event::ReportedUp(e) => Some(&e.officer),
        Event::LicenceRevoked(e) => Some(&e.officer),
        Event::ItemDrafted(e) => Some(&e.author),
        Event::ItemReviewed(e) => Some(&e.reviewer),
        Event::TicketCalled(e) => Some(&e.officer),
        Event::ServiceStarted(e) => Some(&e.officer),
        Event::RevisitDone(e) => Some(&e.officer),
        Event::TroubleResultReported(e) => Some(&e.officer),
        Event::ReviewAppealDecided(e) => Some(&e.officer),
        Event::ReviewPublished(e) => Some(&e.officer),
        Event::VoiceAnswered(e) => Some(&e.officer),
        Event::VoiceReturned(e) => Some(&e.officer),
        _ => None,
    };
    if let Some(officer) = named {
        return Some(officer.to_string());
    }
    match &meta.actor {
        Actor::Staff(id) => Some(id.to_string()),
        Actor::Port(_) | Actor::Applicant | Actor::System | Actor::Admin => None,
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "the other events name no other unit")]
pub(super) fn unit(meta: &Meta, event: &Event) -> Option<String> {
    let named = match event {
        Event::ApplicationReceived(e) => Some(&e.unit),
        Event::Accepted(e) => Some(&e.unit),
        Event::AcceptedWithGaps(e) => Some(&e.unit),
        Event::CommitmentSigned(e) => Some(&e.unit),
        Event::DeemedAccepted(e) => Some(&e.unit),
        Event::DecisionDeemed(e) => Some(&e.unit),
        Event::DeemedRenewed(e) => Some(&e.unit),
        Event::DecidedByRule(e) => Some(&e.unit),
        Event::WarningIssued(e) => Some(&e.evidence.unit),
        Event::DeadlinePassed(e) => Some(&e.evidence.unit),
        _ => meta.unit.as_ref(),
    };
    named.map(ToString::to_string)
}

#[expect(clippy::wildcard_enum_match_arm, reason = "the other events close nothing")]
pub(super) fn closing(event: &Event) -> Option<engine::values::ClosingKind> {
    match event {
        Event::DeemedWithdrawn(e) => Some(e.closing),
        Event::AcceptanceRefused(e) => Some(e.closing),
        Event::NotRequired(e) => Some(e.closing),
        Event::ResultProduced(e) => Some(e.closing),
        Event::Withdrawn(e) => Some(e.closing),
        Event::Voided(e) => Some(e.closing),
        Event::ReportedUp(e) => Some(e.closing),
        Event::ForwardedToRegion(e) => Some(e.closing),
        Event::ConsentMissing(e) => Some(e.closing),
        Event::RegionResultReceived(e) => Some(e.closing),
        // The kind the case had, or its first one where no document was made yet.
        Event::LicenceRevoked(e) => Some(e.closing),
        _ => None,
    }
}

/// The papers that an event brings on paper.
#[expect(clippy::wildcard_enum_match_arm, reason = "the other events bring none")]
pub(super) fn on_paper(event: &Event) -> Vec<String> {
    let copies = match event {
        Event::ApplicationReceived(e) => &e.materials,
        Event::MaterialReceived(e) => &e.materials,
        Event::CorrectionSubmitted(e) => &e.materials,
        Event::GapsSupplied(e) => &e.materials,
        _ => return Vec::new(),
    };
    let on_paper = copies.iter().filter(|copy| copy.way == CollectionWay::Paper);
    on_paper.map(|copy| copy.material.to_string()).collect()
}
