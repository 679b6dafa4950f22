//! The payloads of events: which version each kind is written in, and every version that can be read.

use engine::event::{self, Event, EventKind};

use super::{DecodeProblem, Stored, v1, v2, v3};
use crate::codec::{put, take};

/// The version of the kinds that have only one.
const FIRST: u8 = 1;

macro_rules! kinds {
    ($($name:ident),* $(,)?) => {
        /// Appends the payload of an event, in the version that is written now.
        pub(crate) fn encode(event: &Event, out: &mut Vec<u8>) {
            match event { $(Event::$name(event) => put(&event.to_disk(), out),)* }
        }

        /// Reads a payload of the version that is written now.
        fn decode_current(kind: EventKind, bytes: &[u8]) -> Result<Event, DecodeProblem> {
            match kind { $(
                EventKind::$name => event::$name::from_disk(take(bytes)?).map(Event::from),
            )* }
        }
    };
}

kinds! {
    ApplicationReceived, PreCheckStarted, MaterialReceived, CorrectionNoticed, CorrectionSubmitted,
    DeemedAccepted, DeemedWithdrawn, AcceptanceRefused, NotRequired, Accepted,
    CaseSplit, HandedOver, HandOverAcknowledged, HandOverReturned, TaskClaimed, TaskReassigned,
    StepCompleted, InspectionRecorded, DecisionMade, ResultProduced, FedBack, DeliveryPrepared,
    PlacedInLocker, Shipped, Delivered, DeliveryFailed, Archived, Withdrawn, Voided,
    SuspensionStarted, SuspensionEnded, ClockExtended, ClockRecalculated, WarningIssued,
    WarningAnswered, DeadlinePassed, Escalated, WorkRecorded, PersonalDataOpened, DeliveryChosen,
    AcceptedWithGaps, GapsSupplied, CommitmentSigned, CommitmentWithdrawn,
    CommitmentVerified, CommitmentBroken, LicenceRevoked, FeePaid, FeeWaived,
    DecisionDeemed, SubstituteActed, PostCovered, StaffCertified,
    ReportedUp, HigherDecisionReceived,
    RemedyFiled, RemedyDecided, PromisedAnew, SupplementProlonged,
    OpinionsRequested, OpinionGiven, OpinionDeemed, OpinionRecalculated,
    CreditRecorded,
    SituationAnswered, OriginalChecked, OriginalsReturned, LicenceRequested, ELicenceFetched,
    LicenceAbsent, MaterialReused, ItemDrafted, ItemReviewed, PublicationPolicySet,
    TrackerNamed, CaseUrged, AssistanceGiven,
    MeetingCalled, MeetingHeld, PresenceDeemed, RenewalRequested, DeemedRenewed,
    TakenInForRegion, ForwardedToRegion, RegionResultReceived, TakenInElsewhere,
    ProactivelyOpened, ConsentGiven, ConsentMissing, DecidedByRule,
    ItemsTransferred, CaseTransferred,
    UnitRegistered, ZoneRegistered, WindowOpened, WindowClosed, StaffAppointed,
    ItemVersionPublished, LetterFiled, LetterRevoked, CalendarPublished, ClockPolicySet,
    DocumentIssued, DocumentRulesSet, NumberSchemeSet,
    PortConnected, PortAsked, PortAnswered, PaymentReversed, UnowedPaid,
    CollectionMissed, SigningRefused, PublicNoticePosted, ServedByNotice,
    ReturnAcknowledged, ArchiveSupplemented,
    SubjectErased,
    BundleVersionPublished, BundleReceived, BundleJoined, NodeOpened, NodeEnded, NodesCancelled,
    BundleAccepted, BundleCorrectionNoticed, BundleCorrectionSubmitted, BundleWithdrawn,
    SubjectBound, BundleClosed, BundleArchived,
    TicketPolicySet, TicketIssued, TicketCalled, TicketMissed, ServiceStarted, TicketEnded,
    TicketMoved, TicketCaseOpened, AppointmentBooked, AppointmentEnded,
    ReviewGiven, BadReviewVerified, RectificationDone, RevisitDone, ReviewAppealed,
    ReviewAppealDecided, ReviewPublished, VoiceAnswered, TroubleReported, TroubleSolved,
    TroubleResultReported,
    ComplaintFiled, VoiceAssigned, VoiceReturned, VoiceExtended, OrderIssued, OrderSettled,
    ServiceRecorded, VoicePolicySet, CardDealt, CardAnswered,
}

/// The version in which a kind is written now.
#[expect(clippy::wildcard_enum_match_arm, reason = "the other kinds have only one version")]
pub(crate) fn version(kind: EventKind) -> u8 {
    match kind {
        EventKind::ItemVersionPublished => 3,
        EventKind::AcceptanceRefused
        | EventKind::LicenceRevoked
        | EventKind::ItemDrafted
        | EventKind::ClockPolicySet
        | EventKind::WindowOpened
        | EventKind::ZoneRegistered
        | EventKind::HandOverReturned
        | EventKind::FedBack
        | EventKind::ReportedUp
        | EventKind::DocumentIssued => 2,
        _ => FIRST,
    }
}

/// Reads a payload of any version that was ever written.
pub(crate) fn decode(kind: EventKind, version: u8, bytes: &[u8]) -> Result<Event, DecodeProblem> {
    match (kind, version) {
        (kind, version) if version == self::version(kind) => decode_current(kind, bytes),
        (EventKind::ItemVersionPublished, 1) => {
            let old: v1::setup::ItemVersionPublished<'_> = take(bytes)?;
            let old = v2::item::ItemVersionPublished::from(old);
            event::ItemVersionPublished::from_disk(v3::item::ItemVersionPublished::from(old))
                .map(Event::from)
        }
        (EventKind::ItemVersionPublished, 2) => {
            let old: v2::item::ItemVersionPublished<'_> = take(bytes)?;
            event::ItemVersionPublished::from_disk(v3::item::ItemVersionPublished::from(old))
                .map(Event::from)
        }
        (EventKind::ItemDrafted, 1) => {
            let old: v1::publication::ItemDrafted<'_> = take(bytes)?;
            event::ItemDrafted::from_disk(v3::item::ItemDrafted::from(old)).map(Event::from)
        }
        (EventKind::ClockPolicySet, 1) => {
            let old: v1::setup::ClockPolicySet<'_> = take(bytes)?;
            event::ClockPolicySet::from_disk(v2::policy::ClockPolicySet::from(old)).map(Event::from)
        }
        (EventKind::WindowOpened, 1) => {
            let old: v1::setup::WindowOpened<'_> = take(bytes)?;
            event::WindowOpened::from_disk(v2::window::WindowOpened::from(old)).map(Event::from)
        }
        (EventKind::ZoneRegistered, 1) => {
            let old: v1::setup::ZoneRegistered<'_> = take(bytes)?;
            event::ZoneRegistered::from_disk(v2::zone::ZoneRegistered::from(old)).map(Event::from)
        }
        (EventKind::HandOverReturned, 1) => {
            let old: v1::flow::HandOverReturned<'_> = take(bytes)?;
            event::HandOverReturned::from_disk(v2::flow::HandOverReturned::from(old))
                .map(Event::from)
        }
        (EventKind::AcceptanceRefused, 1) => {
            let old: v1::intake::AcceptanceRefused<'_> = take(bytes)?;
            event::AcceptanceRefused::from_disk(v2::ground::AcceptanceRefused::from(old))
                .map(Event::from)
        }
        (EventKind::LicenceRevoked, 1) => {
            let old: v1::decision::LicenceRevoked<'_> = take(bytes)?;
            event::LicenceRevoked::from_disk(v2::ground::LicenceRevoked::from(old)).map(Event::from)
        }
        (EventKind::FedBack, 1) => {
            let old: v1::decision::FedBack = take(bytes)?;
            event::FedBack::from_disk(v2::flow::FedBack::from(old)).map(Event::from)
        }
        (EventKind::ReportedUp, 1) => {
            let old: v1::decision::ReportedUp<'_> = take(bytes)?;
            event::ReportedUp::from_disk(v2::flow::ReportedUp::from(old)).map(Event::from)
        }
        (EventKind::DocumentIssued, 1) => {
            let old: v1::document::DocumentIssued<'_> = take(bytes)?;
            event::DocumentIssued::from_disk(v2::document::DocumentIssued::from(old))
                .map(Event::from)
        }
        (kind, version) => Err(DecodeProblem::KindVersion { kind, version }),
    }
}
