//! 案中行为: something that somebody did for a case, as any log tells it.

use std::sync::Arc;

use engine::clock::ClockKind;
use engine::hall::Staff;
use engine::item::{DeliveryWay, SpecialKind};
use engine::policy::{Card, ClockPolicy, DeliveryStop};
use engine::port::PortKind;
use engine::setup::Setup;
use engine::terms::RegionWay;
use engine::time::{Day, Timestamp};
use engine::values::{ClosingKind, Outcome};

use super::said::Said;

/// Something that somebody did for a case.
#[derive(Debug, Clone)]
pub struct Act {
    /// The record of the log.
    pub record: u64,
    /// 业务时间
    pub at: Timestamp,
    /// The civil day of it, where the log was written.
    pub day: Day,
    /// Who, as the log names him.
    pub person: Option<String>,
    /// In whose place (AB岗).
    pub in_place_of: Option<String>,
    /// His unit.
    pub unit: Option<String>,
    /// The register as it stood then, where the log has one.
    pub hall: Option<Arc<Setup>>,
    /// 办结结果 that this act gave the case.
    pub closing: Option<ClosingKind>,
    /// Papers that came with it on paper: their originals are with the hall.
    pub on_paper: Vec<String>,
    /// 补录 how it was recorded later than is allowed; nothing where it was in time.
    pub recorded_late: Option<Said>,
    /// What.
    pub what: What,
}

/// How a case was accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Acceptance {
    /// 受理
    Complete,
    /// 容缺受理 without these papers.
    WithGaps(Vec<String>),
    /// 告知承诺
    OnCommitment,
}

/// The words of a refusal: what a log does not tell is `None`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Words {
    /// How many reasons say something.
    pub reasons: Option<usize>,
    /// 救济 were told.
    pub remedies: Option<bool>,
}

/// What was done. Fields hold only what a rule looks at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// 收件
    Received { online: bool, way: Option<DeliveryWay>, papers: Vec<String> },
    /// 预审
    PreChecked,
    /// 材料收取
    PapersReceived(Vec<String>),
    /// 办事情形: which option was chosen for each question.
    Answered(Vec<(String, String)>),
    /// 授权调取 a licence, with the applicant's consent.
    LicenceRequested(String),
    /// 证照调取
    LicenceFetched(String),
    /// 无此证照
    LicenceAbsent(String),
    /// 材料复用 of a paper that came on that day.
    Reused { paper: String, received: Day },
    /// 退还原件
    OriginalsReturned(Vec<String>),
    /// 一次性告知补正
    CorrectionNoticed { defects: Option<usize>, papers: Vec<String> },
    /// 补正提交
    Corrected(Vec<String>),
    /// 受理
    Accepted(Acceptance),
    /// 逾期未告知视为受理
    DeemedAccepted { effective: Day },
    /// 不予受理
    AcceptanceRefused(Words),
    /// 不需许可
    NotRequired(Words),
    /// 撤回承诺
    CommitmentWithdrawn,
    /// 容缺补齐
    GapsSupplied(Vec<String>),
    /// 分件
    Split,
    /// 转交
    HandedOver,
    /// 签收; the step that is next.
    Acknowledged { step: Option<u8> },
    /// 退件
    Returned,
    /// 环节完成
    StepDone { step: Option<u8>, next: Option<u8> },
    /// 意见 of a department that takes part.
    Opinion { department: String },
    /// 超时默许
    OpinionDeemed { department: String, basis: String },
    /// 缺席默认
    PresenceDeemed { department: String, basis: String },
    /// 延续申请 of a licence that runs out on that day.
    RenewalAsked { expires: Day },
    /// 视为准予延续
    RenewalDeemed { basis: String },
    /// 秒批
    DecidedByRule { basis: String },
    /// 免申即享开办: the government opened the case, and waits for the person's consent.
    ProactivelyOpened,
    /// 代外地收件: another region decides, and its limits run.
    TakenInForRegion,
    /// 确认 of a case that the government opened: it counts as accepted from then on.
    Consented,
    /// 异地收件 beside the receipt: by another region, on that day, in that way.
    TakenInElsewhere { received: Day, way: RegionWay },
    /// 未确认 of a case that the government opened.
    ConsentMissing { basis: String },
    /// 转送外地, where it is decided.
    Forwarded,
    /// 现场核查
    Inspected { officers: usize },
    /// 特别程序开始
    Suspended { procedure: Option<SpecialKind>, planned: Option<u16>, told: Option<bool> },
    /// 特别程序结束
    Resumed,
    /// 延长
    Extended { days: Option<u16>, approver: Option<String>, told: Option<bool> },
    /// 重新承诺 by so many days.
    PromisedAnew { days: u16 },
    /// 决定; the letter it rests on.
    Decided { outcome: Outcome, words: Words, letter: Option<String> },
    /// 超时默认
    DecisionDeemed { basis: String },
    /// 转报
    ReportedUp { letter: Option<String> },
    /// 上级决定
    HigherDecision { outcome: Outcome, words: Words },
    /// 制证
    ResultMade,
    /// 反馈
    FedBack,
    /// 变更出件方式
    WayChosen(DeliveryWay),
    /// 待出件; whether the applicant can have it now and was told.
    Prepared { available: bool },
    /// 入柜
    PlacedInLocker { available: bool },
    /// 寄出
    Shipped,
    /// 送达
    Delivered { way: Option<DeliveryWay> },
    /// 未送达
    DeliveryFailed,
    /// 归档
    Archived,
    /// 撤回
    Withdrawn,
    /// 逾期未补正视为撤回
    DeemedWithdrawn { basis: String },
    /// 作废
    Voided,
    /// 缴费, by a receipt; where it had paid before: in which case and record.
    FeePaid { receipt: String, before: Option<(String, u64)> },
    /// 免缴
    FeeWaived,
    /// 冲正/退费
    FeeReversed,
    /// 端口请求; its record names the question.
    PortAsked { port: PortKind, is_refund: bool },
    /// 端口回执; whether the port knows the person for who he says he is, where it was asked that.
    PortAnswered { ask: u64, is_himself: Option<bool> },
    /// 端口超时 on a card.
    PortSilent { ask: u64 },
    /// 承诺核查
    CommitmentChecked { officers: usize, kept: bool },
    /// 撤销许可
    LicenceRevoked(Words),
    /// 预警牌
    Carded { clock: ClockKind, card: Card },
    /// 预警回复
    CardAnswered { clock: ClockKind, card: Card, says: bool },
    /// 办结, by the word of a log that has no event for it.
    ClosedByTheLog,
    /// 调阅个人信息
    DataOpened,
    /// Anything else.
    Other,
}

impl Act {
    /// The day it happened.
    pub fn day(&self) -> Day {
        self.day
    }

    /// A person of the staff, as the register knew him then.
    pub fn staff(&self, id: &str) -> Option<&Staff> {
        self.hall.as_ref()?.staff.get(&id.parse().ok()?)
    }

    /// Whoever did it, as the register knew him then.
    pub fn actor(&self) -> Option<&Staff> {
        self.staff(self.person.as_deref()?)
    }

    /// The policy of limits that was in force then.
    pub fn policy(&self) -> Option<&ClockPolicy> {
        self.hall.as_ref().map(|hall| hall.policy().1.as_ref())
    }

    /// Who it was, with the record.
    pub fn told(&self) -> Said {
        Said::who(self.person.as_deref(), self.record, self.day())
    }

    /// 送达: whether an act ends the time for delivery, by the reading of art. 44 in force.
    pub fn ends_delivery(&self) -> bool {
        let received_only =
            self.policy().is_some_and(|policy| policy.delivery_stop == DeliveryStop::Received);
        let is_available = matches!(
            self.what,
            What::Shipped
                | What::Prepared { available: true }
                | What::PlacedInLocker { available: true }
        );
        matches!(self.what, What::Delivered { .. }) || is_available && !received_only
    }
}

impl What {
    /// 受理 in one of its forms.
    pub fn is_acceptance(&self) -> bool {
        matches!(self, What::Accepted(_) | What::DeemedAccepted { .. } | What::Consented)
    }

    /// A decision, by a person or by silence.
    pub fn is_decision(&self) -> bool {
        matches!(self, What::Decided { .. } | What::DecisionDeemed { .. })
    }

    /// Granted without anybody's decision, because the item version or the law says so.
    pub fn follows_from_the_item(&self) -> bool {
        matches!(self, What::DecidedByRule { .. } | What::RenewalDeemed { .. })
    }

    /// Whatever ends the work on the decision.
    pub fn ends_the_work(&self) -> bool {
        self.is_decision()
            || self.follows_from_the_item()
            || matches!(self, What::ReportedUp { .. })
            || self.ends_without_decision()
    }

    /// An ending without a decision.
    pub fn ends_without_decision(&self) -> bool {
        matches!(
            self,
            What::AcceptanceRefused(_)
                | What::NotRequired(_)
                | What::Withdrawn
                | What::DeemedWithdrawn { .. }
                | What::Voided
                | What::ConsentMissing { .. }
                | What::Forwarded
                | What::ClosedByTheLog
        )
    }

    /// The result leaves the hall.
    pub fn hands_out(&self) -> bool {
        matches!(self, What::PlacedInLocker { .. } | What::Shipped | What::Delivered { .. })
    }
}
