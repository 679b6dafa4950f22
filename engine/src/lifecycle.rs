//! 办件状态: the life of a case, on one screen.
//!
//! [`LIFECYCLE`] is the specification, `case::evolve` the implementation. A test walks every cell of the
//! phase x event matrix and holds the two equal, so neither can drift.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::event::EventKind;

/// Where a case stands. The nine stages of the hall, and the places beside the main line.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// 收件: papers are here, nobody looks at them yet.
    Received,
    /// 预审
    PreCheck,
    /// 待补正
    AwaitingCorrection,
    /// 受理
    Accepted,
    /// 分件
    Dispatched,
    /// 转交 (待接件)
    Transferred,
    /// 办理
    Handling,
    /// 特别程序
    Suspended,
    /// 办结: decided, the document is not yet made.
    Decided,
    /// 办结: the document is made and sealed.
    Concluded,
    /// 反馈
    FedBack,
    /// 待出件
    ReadyForDelivery,
    /// 出件: in a locker cell or with the carrier.
    InDelivery,
    /// 已出件
    Delivered,
    /// 未决办结: refused at intake, not required, withdrawn, void, revoked. There is nothing to hand over.
    Ended,
    /// 转报办结: reviewed here, decided above; it may come back.
    ReportedUp,
    /// 归档
    Archived,
}

/// While papers are taken.
pub const PAPERS_TAKEN: &[Phase] = &[
    Phase::Received,
    Phase::PreCheck,
    Phase::AwaitingCorrection,
    Phase::Accepted,
    Phase::Dispatched,
    Phase::Transferred,
    Phase::Handling,
    Phase::Suspended,
];

use EventKind as E;
use Phase as P;

/// `None` as the first phase means: there is no case yet.
#[rustfmt::skip]
pub const LIFECYCLE: &[(Option<Phase>, EventKind, Phase)] = &[
    // from                        what happened             to
    (None,                         E::ApplicationReceived,   P::Received),
    (Some(P::Received),            E::PreCheckStarted,       P::PreCheck),
    (Some(P::PreCheck),            E::CorrectionNoticed,     P::AwaitingCorrection), // once, everything
    (Some(P::Received),            E::CorrectionNoticed,     P::AwaitingCorrection), // 一件事: told before it began
    (Some(P::AwaitingCorrection),  E::CorrectionSubmitted,   P::PreCheck),
    (Some(P::Received),            E::DeemedAccepted,        P::Accepted),           // art. 32(4)
    (Some(P::PreCheck),            E::DeemedAccepted,        P::Accepted),
    (Some(P::PreCheck),            E::Accepted,              P::Accepted),
    (Some(P::PreCheck),            E::AcceptedWithGaps,      P::Accepted),           // 容缺
    (Some(P::PreCheck),            E::CommitmentSigned,      P::Accepted),           // 告知承诺
    (Some(P::Accepted),            E::CommitmentWithdrawn,   P::PreCheck),
    (Some(P::PreCheck),            E::AcceptanceRefused,     P::Ended),
    (Some(P::PreCheck),            E::NotRequired,           P::Ended),
    (Some(P::PreCheck),            E::ForwardedToRegion,     P::ReportedUp),         // 代收
    (Some(P::ReportedUp),          E::RegionResultReceived,  P::FedBack),
    (Some(P::Received),            E::ConsentGiven,          P::Accepted),           // 免申即享
    (Some(P::Received),            E::DecidedByRule,         P::Decided),            // 秒批
    (Some(P::Accepted),            E::DecidedByRule,         P::Decided),
    (Some(P::Accepted),            E::CaseSplit,             P::Dispatched),
    (Some(P::Accepted),            E::DecisionMade,          P::Decided),            // 即办件, 告知承诺
    (Some(P::Dispatched),          E::OpinionsRequested,     P::Dispatched),         // 联办
    (Some(P::Dispatched),          E::HandedOver,            P::Transferred),
    (Some(P::Transferred),         E::HandOverAcknowledged,  P::Handling),
    (Some(P::Transferred),         E::HandOverReturned,      P::Dispatched),
    (Some(P::Transferred),         E::Escalated,             P::Transferred),
    (Some(P::Handling),            E::TaskClaimed,           P::Handling),
    (Some(P::Handling),            E::TaskReassigned,        P::Handling),
    (Some(P::Handling),            E::StepCompleted,         P::Handling),
    (Some(P::Handling),            E::InspectionRecorded,    P::Handling),
    (Some(P::Suspended),           E::InspectionRecorded,    P::Suspended),
    (Some(P::Handling),            E::SuspensionStarted,     P::Suspended),
    (Some(P::Suspended),           E::SuspensionEnded,       P::Handling),
    (Some(P::Handling),            E::DecisionMade,          P::Decided),
    (Some(P::Accepted),            E::DecisionDeemed,        P::Decided),            // 超时默认
    (Some(P::Dispatched),          E::DecisionDeemed,        P::Decided),
    (Some(P::Transferred),         E::DecisionDeemed,        P::Decided),
    (Some(P::Handling),            E::DecisionDeemed,        P::Decided),
    (Some(P::Accepted),            E::DeemedRenewed,         P::Decided),            // art. 50
    (Some(P::Dispatched),          E::DeemedRenewed,         P::Decided),
    (Some(P::Transferred),         E::DeemedRenewed,         P::Decided),
    (Some(P::Handling),            E::DeemedRenewed,         P::Decided),
    (Some(P::Suspended),           E::DeemedRenewed,         P::Decided),
    (Some(P::Handling),            E::ReportedUp,            P::ReportedUp),         // art. 43
    (Some(P::ReportedUp),          E::HigherDecisionReceived, P::Decided),
    (Some(P::ReportedUp),          E::Archived,              P::Archived),
    (Some(P::Decided),             E::ResultProduced,        P::Concluded),
    (Some(P::Concluded),           E::FedBack,               P::FedBack),
    (Some(P::FedBack),             E::DeliveryPrepared,      P::ReadyForDelivery),
    (Some(P::ReadyForDelivery),    E::DeliveryPrepared,      P::ReadyForDelivery),   // told later
    (Some(P::InDelivery),          E::DeliveryPrepared,      P::InDelivery),         // told of the locker later
    (Some(P::ReadyForDelivery),    E::PlacedInLocker,        P::InDelivery),
    (Some(P::ReadyForDelivery),    E::Shipped,               P::InDelivery),
    (Some(P::ReadyForDelivery),    E::Delivered,             P::Delivered),          // at the counter
    (Some(P::InDelivery),          E::Delivered,             P::Delivered),
    (Some(P::InDelivery),          E::DeliveryFailed,        P::ReadyForDelivery),
    (Some(P::ReadyForDelivery),    E::ServedByNotice,        P::Delivered),          // 公告送达
    (Some(P::Delivered),           E::Archived,              P::Archived),
    (Some(P::Ended),               E::Archived,              P::Archived),
];

/// Events that may happen in every phase of these and leave the phase as it is.
#[rustfmt::skip]
pub const ANYWHERE: &[(EventKind, &[Phase])] = &[
    (E::MaterialReceived,    SUPPLIABLE),                                              // 补交
    (E::SituationAnswered,   &[P::Received]),
    (E::OriginalChecked,     UNDECIDED),
    (E::LicenceRequested,    UNDECIDED),
    (E::ELicenceFetched,     UNDECIDED),
    (E::LicenceAbsent,       UNDECIDED),
    (E::MaterialReused,      UNDECIDED),
    (E::OriginalsReturned,   OPEN),
    (E::WorkRecorded,        OPEN),
    (E::WarningIssued,       OPEN),
    (E::WarningAnswered,     OPEN),
    (E::CardDealt,           FILED),
    (E::CardAnswered,        FILED),
    (E::DeadlinePassed,      OPEN),
    (E::ClockRecalculated,   OPEN),
    (E::ClockExtended,       UNDECIDED),
    (E::GapsSupplied,        IN_WORK),
    (E::PromisedAnew,        IN_WORK),
    (E::SupplementProlonged, OWED_PAPERS),
    (E::OpinionGiven,        ON_ITS_WAY),
    (E::OpinionDeemed,       ON_ITS_WAY),
    (E::OpinionRecalculated, ON_ITS_WAY),
    (E::CommitmentVerified,  DECIDED),
    (E::CommitmentBroken,    DECIDED),
    (E::RemedyFiled,         FILED),
    (E::RemedyDecided,       FILED),
    (E::LicenceRevoked,      &[P::Archived]),                                         // 补充归档
    (E::ArchiveSupplemented, &[P::Archived]),
    (E::FeePaid,             BEFORE_DELIVERY),
    (E::FeeWaived,           BEFORE_DELIVERY),
    (E::DeliveryChosen,      BEFORE_DELIVERY),
    (E::PersonalDataOpened,  OPEN),
    (E::SubstituteActed,     FILED),
    (E::RenewalRequested,    &[P::Received]),
    (E::TakenInForRegion,    &[P::Received]),
    (E::TakenInElsewhere,    &[P::Received]),
    (E::ProactivelyOpened,   &[P::Received]),
    (E::MeetingCalled,       ON_ITS_WAY),
    (E::MeetingHeld,         ON_ITS_WAY),
    (E::PresenceDeemed,      ON_ITS_WAY),
    (E::CaseTransferred,     OPEN),
    (E::TrackerNamed,        OPEN),
    (E::CaseUrged,           IN_WORK),
    (E::AssistanceGiven,     OPEN),
    (E::BundleJoined,        &[P::Received]),
    (E::SubjectBound,        OPEN),
    (E::DocumentIssued,      FILED),
    (E::PortAsked,           FILED),
    (E::PortAnswered,        FILED),
    (E::PaymentReversed,     REFUNDABLE),
    (E::UnowedPaid,          FILED),
    (E::SigningRefused,      &[P::ReadyForDelivery]),
    (E::ReturnAcknowledged,  FILED),
    (E::CollectionMissed,    &[P::ReadyForDelivery, P::InDelivery]),
    (E::PublicNoticePosted,  &[P::ReadyForDelivery]),
];

/// Events that lead from every phase of these to [`Phase::Ended`].
#[rustfmt::skip]
pub const ENDINGS: &[(EventKind, &[Phase])] = &[
    (E::ConsentMissing,      &[P::Received]),
    (E::DeemedWithdrawn,     OWED_PAPERS),
    (E::Withdrawn,           UNDECIDED),
    (E::Voided,              UNARCHIVED),
    (E::LicenceRevoked,      DECIDED),
];

const OPEN: &[Phase] = &[
    P::Received,
    P::PreCheck,
    P::AwaitingCorrection,
    P::Accepted,
    P::Dispatched,
    P::Transferred,
    P::Handling,
    P::Suspended,
    P::Decided,
    P::Concluded,
    P::FedBack,
    P::ReadyForDelivery,
    P::InDelivery,
    P::Delivered,
    P::Ended,
    P::ReportedUp,
];
/// Open, or archived: what the archive is supplemented with.
const FILED: &[Phase] = &[
    P::Received,
    P::PreCheck,
    P::AwaitingCorrection,
    P::Accepted,
    P::Dispatched,
    P::Transferred,
    P::Handling,
    P::Suspended,
    P::Decided,
    P::Concluded,
    P::FedBack,
    P::ReadyForDelivery,
    P::InDelivery,
    P::Delivered,
    P::Ended,
    P::ReportedUp,
    P::Archived,
];
const UNDECIDED: &[Phase] = &[
    P::Received,
    P::PreCheck,
    P::AwaitingCorrection,
    P::Accepted,
    P::Dispatched,
    P::Transferred,
    P::Handling,
    P::Suspended,
];
/// Accepted and not yet decided.
const IN_WORK: &[Phase] = &[P::Accepted, P::Dispatched, P::Transferred, P::Handling, P::Suspended];
/// Split, and not yet decided.
const ON_ITS_WAY: &[Phase] = &[P::Dispatched, P::Transferred, P::Handling, P::Suspended];
/// Decided, and not yet archived.
const DECIDED: &[Phase] =
    &[P::Decided, P::Concluded, P::FedBack, P::ReadyForDelivery, P::InDelivery, P::Delivered];
/// Undecided, or decided and not yet archived.
const UNARCHIVED: &[Phase] = &[
    P::Received,
    P::PreCheck,
    P::AwaitingCorrection,
    P::Accepted,
    P::Dispatched,
    P::Transferred,
    P::Handling,
    P::Suspended,
    P::Decided,
    P::Concluded,
    P::FedBack,
    P::ReadyForDelivery,
    P::InDelivery,
    P::Delivered,
];
/// Papers may come, but those of a correction, which come all at once.
const SUPPLIABLE: &[Phase] = &[
    P::Received,
    P::PreCheck,
    P::Accepted,
    P::Dispatched,
    P::Transferred,
    P::Handling,
    P::Suspended,
];
/// The applicant may owe papers: a correction, or what was let follow.
const OWED_PAPERS: &[Phase] =
    &[P::AwaitingCorrection, P::Accepted, P::Dispatched, P::Transferred, P::Handling, P::Suspended];
/// Nothing was handed over: what was paid may be given back.
const REFUNDABLE: &[Phase] = &[
    P::Received,
    P::PreCheck,
    P::AwaitingCorrection,
    P::Accepted,
    P::Dispatched,
    P::Transferred,
    P::Handling,
    P::Suspended,
    P::Decided,
    P::Concluded,
    P::FedBack,
    P::ReadyForDelivery,
    P::ReportedUp,
    P::Ended,
];
const BEFORE_DELIVERY: &[Phase] = &[
    P::Received,
    P::PreCheck,
    P::AwaitingCorrection,
    P::Accepted,
    P::Dispatched,
    P::Transferred,
    P::Handling,
    P::Suspended,
    P::Decided,
    P::Concluded,
    P::FedBack,
    P::ReadyForDelivery,
    P::ReportedUp,
];

/// The phase `event` leads to, or `None` if it cannot happen in `from`.
pub fn next(from: Option<Phase>, event: EventKind) -> Option<Phase> {
    if let Some(row) = LIFECYCLE.iter().find(|row| (row.0, row.1) == (from, event)) {
        return Some(row.2);
    }
    let phase = from?;
    let allows = |row: &&(EventKind, &[Phase])| row.0 == event && row.1.contains(&phase);
    let stays = ANYWHERE.iter().find(allows).map(|_| phase);
    stays.or_else(|| ENDINGS.iter().find(allows).map(|_| P::Ended))
}

impl Phase {
    /// Every phase, in the order of a case's life.
    pub const ALL: [Phase; 17] = [
        P::Received,
        P::PreCheck,
        P::AwaitingCorrection,
        P::Accepted,
        P::Dispatched,
        P::Transferred,
        P::Handling,
        P::Suspended,
        P::Decided,
        P::Concluded,
        P::FedBack,
        P::ReadyForDelivery,
        P::InDelivery,
        P::Delivered,
        P::Ended,
        P::ReportedUp,
        P::Archived,
    ];

    /// The name clerks use.
    pub fn chinese(self) -> &'static str {
        match self {
            P::Received => "收件",
            P::PreCheck => "预审",
            P::AwaitingCorrection => "待补正",
            P::Accepted => "受理",
            P::Dispatched => "分件",
            P::Transferred => "转交",
            P::Handling => "办理",
            P::Suspended => "特别程序",
            P::Decided => "已决定",
            P::Concluded => "办结",
            P::FedBack => "反馈",
            P::ReadyForDelivery => "待出件",
            P::InDelivery => "出件中",
            P::Delivered => "已出件",
            P::Ended => "未决办结",
            P::ReportedUp => "转报办结",
            P::Archived => "归档",
        }
    }
}
