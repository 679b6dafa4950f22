//! 时限种类: which obligations have a clock, what sets each limit, and who owes it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// 时限种类; at most one of a kind runs on a case.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum ClockKind {
    /// 受理/一次告知 (行政许可法 art. 32(4)).
    Acceptance,
    /// 网上预审 (local rule).
    OnlineCheck,
    /// 补正: the applicant's time (local rule, written in the notice).
    Correction,
    /// 法定办结 (art. 42).
    Statutory,
    /// 承诺办结 (条例 art. 36).
    Promise,
    /// 环节
    Step,
    /// 接件
    HandOff,
    /// 特别程序 (art. 45): the planned duration; its overrun is a card, not a stop.
    Special,
    /// 初审 (art. 43).
    LowerReview,
    /// 送达 (art. 44).
    Delivery,
    /// 公告期 of a public notice (民事诉讼法 art. 95): the applicant's last time to take his result.
    PublicNotice,
    /// 容缺补齐: the applicant's time for the papers that may follow (local rule, row 63).
    Tolerant,
    /// 承诺核查: the department's time to check a commitment (local rule, row 64).
    CommitmentCheck,
    /// 补出文书: the silent department's time to make the document of a deemed decision (local rule).
    OwedDocument,
    /// 延续: to the last day of the licence (art. 50); over, it is deemed renewed.
    Renewal,
    /// 转送: our own time to forward what was taken in for another region (row 69).
    Forwarding,
    /// 确认: the person's time to consent to a case the government opened (row 80).
    Consent,
    /// 联办意见: a department's time for its opinion. It runs with the department's task, not with the case's
    /// other clocks, so that each department has its own.
    Opinion,
    /// 一件事限时办结: the promise of a whole bundle, beside the clocks of its cases (row 65).
    Bundle,
    /// 差评联系: to contact who gave a bad rating under his name (row 95).
    ReviewContact,
    /// 差评整改: to put a bad rating right (row 95).
    Rectification,
    /// 办不成事: to solve what could not be done (row 73).
    Trouble,
    /// 确认回访 after the solution (row 73).
    Revisit,
    /// 结果报告 after the solution, where the place asks for it (row 73).
    TroubleReport,
    /// 投诉答复 (row 106).
    Complaint,
    /// 督办期限 (row 105).
    Order,
}

impl ClockKind {
    /// The article or rule that sets the limit, as evidence beside each computed date.
    pub fn source(self) -> &'static str {
        match self {
            ClockKind::Acceptance => "行政许可法 art. 32(4)",
            ClockKind::OnlineCheck => "local rule: online first check",
            ClockKind::Correction => "correction notice; local rule",
            ClockKind::Statutory => "行政许可法 art. 42",
            ClockKind::Promise => "优化营商环境条例 art. 36",
            ClockKind::Step => "item version: step limit",
            ClockKind::HandOff => "policy: prompt pick-up (row 49)",
            ClockKind::Special => "行政许可法 art. 45",
            ClockKind::LowerReview => "行政许可法 art. 43",
            ClockKind::Delivery => "行政许可法 art. 44",
            ClockKind::PublicNotice => "民事诉讼法 art. 95 (2023)",
            ClockKind::CommitmentCheck => "item version: check of the commitment (row 64)",
            ClockKind::OwedDocument => "item version: basis of the tacit decision",
            ClockKind::Opinion => "item version: opinion limit (row 93)",
            ClockKind::Renewal => "行政许可法 art. 50",
            ClockKind::Forwarding => "item version: forwarding to another region (row 69)",
            ClockKind::Consent => "item version: consent to a proactive case (row 80)",
            ClockKind::Bundle => "bundle version: promise of the whole (row 65)",
            ClockKind::ReviewContact => "policy: contact after a bad rating (row 95)",
            ClockKind::Rectification => "policy: putting a bad rating right (row 95)",
            ClockKind::Trouble => "policy: the cannot-be-done desk (row 73)",
            ClockKind::Revisit => "policy: confirmation and revisit (row 73)",
            ClockKind::TroubleReport => "policy: report of the result (row 73)",
            ClockKind::Complaint => "policy: answer to a complaint (row 106)",
            ClockKind::Order => "supervision order: its own limit (row 105)",
            ClockKind::Tolerant => "tolerant acceptance notice; local rule (row 63)",
        }
    }

    /// False for the applicant's own time, and for plans: they do not order a queue.
    pub fn is_owed_by_the_hall(self) -> bool {
        match self {
            ClockKind::Acceptance
            | ClockKind::OnlineCheck
            | ClockKind::Statutory
            | ClockKind::Promise
            | ClockKind::Step
            | ClockKind::HandOff
            | ClockKind::LowerReview
            | ClockKind::OwedDocument
            | ClockKind::Opinion
            | ClockKind::Renewal
            | ClockKind::Forwarding
            | ClockKind::Bundle
            | ClockKind::ReviewContact
            | ClockKind::Rectification
            | ClockKind::Trouble
            | ClockKind::Revisit
            | ClockKind::TroubleReport
            | ClockKind::Complaint
            | ClockKind::Order
            | ClockKind::Delivery => true,
            ClockKind::Consent
            | ClockKind::Correction
            | ClockKind::PublicNotice
            | ClockKind::Tolerant
            | ClockKind::Special
            | ClockKind::CommitmentCheck => false,
        }
    }

    /// True for the clocks of the decision, which a lawful special procedure stops.
    pub fn is_stopped_by_special(self) -> bool {
        match self {
            ClockKind::Statutory
            | ClockKind::Promise
            | ClockKind::Step
            | ClockKind::LowerReview => true,
            ClockKind::Acceptance
            | ClockKind::OnlineCheck
            | ClockKind::Correction
            | ClockKind::HandOff
            | ClockKind::Special
            | ClockKind::PublicNotice
            | ClockKind::Tolerant
            | ClockKind::CommitmentCheck
            | ClockKind::OwedDocument
            | ClockKind::Opinion
            | ClockKind::Renewal
            | ClockKind::Forwarding
            | ClockKind::Consent
            | ClockKind::Bundle
            | ClockKind::ReviewContact
            | ClockKind::Rectification
            | ClockKind::Trouble
            | ClockKind::Revisit
            | ClockKind::TroubleReport
            | ClockKind::Complaint
            | ClockKind::Order
            | ClockKind::Delivery => false,
        }
    }
}
