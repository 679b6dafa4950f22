//! 声音状态: the life of each kind of voice, on one screen. `Voice::evolve` reads this table itself.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::event::EventKind;

use super::values::{Grade, VoiceKind};

/// 途径 which way a voice goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Way {
    /// 好评 without words: nothing is owed.
    Praise,
    /// 好评 with words: it may be answered and published.
    GoodReview,
    /// 差评
    BadReview,
    /// 办不成事
    Trouble,
    /// 投诉举报
    Complaint,
    /// 督办
    Order,
    /// 导办服务
    Service,
}

impl Way {
    /// Every way.
    pub const ALL: [Way; 7] = [
        Way::Praise,
        Way::GoodReview,
        Way::BadReview,
        Way::Trouble,
        Way::Complaint,
        Way::Order,
        Way::Service,
    ];

    /// The kind of voice that goes it.
    pub fn kind(self) -> VoiceKind {
        match self {
            Way::Praise | Way::GoodReview | Way::BadReview => VoiceKind::Review,
            Way::Trouble => VoiceKind::Trouble,
            Way::Complaint => VoiceKind::Complaint,
            Way::Order => VoiceKind::Order,
            Way::Service => VoiceKind::Service,
        }
    }

    /// The way of a rating.
    pub fn of_review(grade: Grade, has_words: bool) -> Way {
        match (grade.is_bad(), has_words) {
            (true, _) => Way::BadReview,
            (false, true) => Way::GoodReview,
            (false, false) => Way::Praise,
        }
    }
}

/// Where a voice stands.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum VoicePhase {
    /// 已提出: with the desk, or not yet verified.
    Filed,
    /// 办理中: with the unit that has to answer.
    InHand,
    /// 申诉复核
    Appealed,
    /// 已答复
    Answered,
    /// 了结: it leaves memory.
    Closed,
}

use EventKind as E;
use VoicePhase as P;
use Way as W;

/// `None` as the first phase means: there is no voice yet.
#[rustfmt::skip]
pub const VOICE_LIFECYCLE: &[(Way, Option<P>, E, P)] = &[
    // way           from                what happened           to
    (W::Praise,      None,               E::ReviewGiven,         P::Closed),
    (W::GoodReview,  None,               E::ReviewGiven,         P::Filed),
    (W::GoodReview,  Some(P::Filed),     E::VoiceAnswered,       P::Answered),
    (W::GoodReview,  Some(P::Filed),     E::ReviewPublished,     P::Closed),   // not made public
    (W::GoodReview,  Some(P::Answered),  E::ReviewPublished,     P::Closed),
    (W::BadReview,   None,               E::ReviewGiven,         P::Filed),
    (W::BadReview,   Some(P::Filed),     E::BadReviewVerified,   P::InHand),
    (W::BadReview,   Some(P::Filed),     E::ReviewAppealed,      P::Appealed),
    (W::BadReview,   Some(P::InHand),    E::ReviewAppealed,      P::Appealed),
    (W::BadReview,   Some(P::Appealed),  E::ReviewAppealDecided, P::InHand),
    (W::BadReview,   Some(P::InHand),    E::BadReviewVerified,   P::InHand),   // appealed before it was
    (W::BadReview,   Some(P::InHand),    E::RectificationDone,   P::Answered),
    (W::BadReview,   Some(P::InHand),    E::VoiceAnswered,       P::Answered), // explained
    (W::BadReview,   Some(P::Answered),  E::RevisitDone,         P::Answered),
    (W::BadReview,   Some(P::Answered),  E::ReviewPublished,     P::Closed),
    (W::Trouble,     None,               E::TroubleReported,     P::Filed),
    (W::Trouble,     Some(P::Filed),     E::VoiceAssigned,       P::InHand),
    (W::Trouble,     Some(P::InHand),    E::VoiceReturned,       P::Filed),    // wrong addressee
    (W::Trouble,     Some(P::InHand),    E::VoiceExtended,       P::InHand),
    (W::Trouble,     Some(P::Filed),     E::TroubleSolved,       P::Answered), // by the desk itself
    (W::Trouble,     Some(P::InHand),    E::TroubleSolved,       P::Answered),
    (W::Trouble,     Some(P::Answered),  E::TroubleResultReported, P::Answered),
    (W::Trouble,     Some(P::Answered),  E::VoiceReturned,       P::Filed),    // not solved after all
    (W::Trouble,     Some(P::Answered),  E::RevisitDone,         P::Closed),
    (W::Complaint,   None,               E::ComplaintFiled,      P::Filed),
    (W::Complaint,   Some(P::Filed),     E::VoiceAssigned,       P::InHand),
    (W::Complaint,   Some(P::InHand),    E::VoiceReturned,       P::Filed),
    (W::Complaint,   Some(P::InHand),    E::VoiceExtended,       P::InHand),
    (W::Complaint,   Some(P::InHand),    E::VoiceAnswered,       P::Closed),
    (W::Order,       None,               E::OrderIssued,         P::InHand),
    (W::Order,       Some(P::InHand),    E::VoiceAnswered,       P::Answered),
    (W::Order,       Some(P::Answered),  E::OrderSettled,        P::Closed),
    (W::Order,       Some(P::InHand),    E::OrderSettled,        P::Closed),   // named, unanswered
    (W::Service,     None,               E::ServiceRecorded,     P::Closed),
];

/// Events that may happen in every phase of these and leave the phase as it is.
#[rustfmt::skip]
pub const VOICE_ANYWHERE: &[(E, &[P])] = &[
    (E::WarningIssued,      OPEN),
    (E::DeadlinePassed,     OPEN),
    (E::ClockRecalculated,  OPEN),
    (E::WarningAnswered,    OPEN),
    (E::DocumentIssued,     OPEN),
    (E::SubstituteActed,    OPEN),
    (E::PersonalDataOpened, OPEN),
];

const OPEN: &[P] = &[P::Filed, P::InHand, P::Appealed, P::Answered];

/// The phase `event` leads to, or `None` if it cannot happen in `from`.
pub fn next(way: Way, from: Option<VoicePhase>, event: EventKind) -> Option<VoicePhase> {
    let here = (way, from, event);
    if let Some(row) = VOICE_LIFECYCLE.iter().find(|row| (row.0, row.1, row.2) == here) {
        return Some(row.3);
    }
    let phase = from?;
    let allows = |row: &&(E, &[P])| row.0 == event && row.1.contains(&phase);
    VOICE_ANYWHERE.iter().find(allows).map(|_| phase)
}

impl VoicePhase {
    /// Every phase.
    pub const ALL: [VoicePhase; 5] = [P::Filed, P::InHand, P::Appealed, P::Answered, P::Closed];

    /// 中文
    pub fn chinese(self) -> &'static str {
        match self {
            P::Filed => "已提出",
            P::InHand => "办理中",
            P::Appealed => "申诉复核",
            P::Answered => "已答复",
            P::Closed => "了结",
        }
    }
}
