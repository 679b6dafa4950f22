//! 办件类型: which rows of the life of a case each kind of case can go. The documentation draws them, one screen a
//! kind; the runs of chance hold every event of every case to them.

use engine::case::Case;
use engine::event::EventKind as E;
use engine::item::{CaseType, ItemDefinition};
use engine::occasion::Occasion;

/// A kind of case: the type of its item, or the occasion it came by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CaseKind {
    /// 即办件
    Instant,
    /// 承诺件
    Promise,
    /// 联办件
    Joint,
    /// 上报件
    ReportUp,
    /// 延续
    Renewal,
    /// 代外地收件
    ForRegion,
    /// 异地收件
    FromRegion,
    /// 免申即享
    Proactive,
}

impl CaseKind {
    /// Every kind.
    pub const ALL: [CaseKind; 8] = [
        CaseKind::Instant,
        CaseKind::Promise,
        CaseKind::Joint,
        CaseKind::ReportUp,
        CaseKind::Renewal,
        CaseKind::ForRegion,
        CaseKind::FromRegion,
        CaseKind::Proactive,
    ];

    /// The name clerks use.
    pub fn chinese(self) -> &'static str {
        match self {
            CaseKind::Instant => "即办件",
            CaseKind::Promise => "承诺件",
            CaseKind::Joint => "联办件",
            CaseKind::ReportUp => "上报件",
            CaseKind::Renewal => "延续",
            CaseKind::ForRegion => "代外地收件",
            CaseKind::FromRegion => "异地收件",
            CaseKind::Proactive => "免申即享",
        }
    }

    /// By the type of the item.
    pub fn of_type(item: &ItemDefinition) -> CaseKind {
        match item.case_type {
            CaseType::Instant => CaseKind::Instant,
            CaseType::Promise => CaseKind::Promise,
            CaseType::Joint => CaseKind::Joint,
            CaseType::ReportUp => CaseKind::ReportUp,
        }
    }

    /// By the occasion, where it is not the ordinary one.
    pub fn of_occasion(case: &Case) -> Option<CaseKind> {
        Some(match case.extras().occasion.as_ref()? {
            Occasion::Renewal { .. } => CaseKind::Renewal,
            Occasion::ForRegion { .. } => CaseKind::ForRegion,
            Occasion::FromRegion { .. } => CaseKind::FromRegion,
            Occasion::Proactive { .. } => CaseKind::Proactive,
        })
    }

    /// True where an event that moves a case may happen to one of the kind.
    #[expect(clippy::wildcard_enum_match_arm, reason = "the other events happen to every kind")]
    pub fn may(self, event: E) -> bool {
        if self == CaseKind::ForRegion {
            return !DECIDED_HERE.contains(&event);
        }
        match event {
            E::DeemedRenewed => self == CaseKind::Renewal,
            E::ForwardedToRegion | E::RegionResultReceived => false,
            E::ConsentGiven | E::ConsentMissing => self == CaseKind::Proactive,
            E::OpinionsRequested => self == CaseKind::Joint,
            E::ReportedUp | E::HigherDecisionReceived => self == CaseKind::ReportUp,
            // 超时默认 is for what is decided here; a rule decides nothing that others take part in.
            E::DecisionDeemed => self != CaseKind::ReportUp && self != CaseKind::Instant,
            E::DecidedByRule => self != CaseKind::ReportUp && self != CaseKind::Joint,
            E::SuspensionStarted | E::SuspensionEnded => self != CaseKind::Instant,
            _ => true,
        }
    }

    /// The same of a case, which has the type of its item and may have an occasion besides.
    pub fn of_both(case: &Case, item: &ItemDefinition, event: E) -> bool {
        match CaseKind::of_occasion(case) {
            Some(CaseKind::ForRegion) => CaseKind::ForRegion.may(event),
            Some(kind) => kind.may(event) || CaseKind::of_type(item).may(event),
            None => CaseKind::of_type(item).may(event),
        }
    }
}

/// What happens to no case that another region accepts and decides.
const DECIDED_HERE: &[E] = &[
    E::DeemedAccepted,
    E::Accepted,
    E::AcceptedWithGaps,
    E::CommitmentSigned,
    E::CommitmentWithdrawn,
    E::ConsentGiven,
    E::ConsentMissing,
    E::DecidedByRule,
    E::CaseSplit,
    E::OpinionsRequested,
    E::HandedOver,
    E::HandOverAcknowledged,
    E::HandOverReturned,
    E::Escalated,
    E::TaskClaimed,
    E::TaskReassigned,
    E::StepCompleted,
    E::InspectionRecorded,
    E::SuspensionStarted,
    E::SuspensionEnded,
    E::DecisionMade,
    E::DecisionDeemed,
    E::DeemedRenewed,
    E::ReportedUp,
    E::HigherDecisionReceived,
    E::ResultProduced,
    E::FedBack,
];
