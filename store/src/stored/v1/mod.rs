//! The first version of every event. Frozen: never edit what a log was written with, add a `v2`.

mod decision;
mod delivery;
mod flow;
mod intake;
mod setup;
mod time;
pub(crate) mod values;

use engine::event::{self, Event, EventKind};

use super::{DecodeProblem, Stored};
use crate::codec::{put, take};

/// The version of every kind that is written now.
pub(crate) const KIND_VERSION: u8 = 1;

macro_rules! kinds {
    ($($name:ident),* $(,)?) => {
        /// Appends the payload of an event.
        pub(crate) fn encode(event: &Event, out: &mut Vec<u8>) {
            match event { $(Event::$name(event) => put(&event.to_disk(), out),)* }
        }

        /// Reads the payload of an event.
        pub(crate) fn decode(kind: EventKind, bytes: &[u8]) -> Result<Event, DecodeProblem> {
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
    DecisionDeemed, SubstituteActed, PostCovered, ReportedUp, HigherDecisionReceived,
    OpinionsRequested, OpinionGiven, OpinionDeemed, OpinionRecalculated,
    CreditRecorded,
    UnitRegistered, ZoneRegistered, WindowOpened, WindowClosed, StaffAppointed,
    ItemVersionPublished, LetterFiled, LetterRevoked, CalendarPublished, ClockPolicySet,
    SubjectErased,
}
