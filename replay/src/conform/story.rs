//! 案史: one case as a log tells it, in words that our own log and a foreign one share.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use engine::clock::ClockKind;
use engine::due::Budget;
use engine::hall::Staff;
use engine::id::Token;
use engine::item::{DeliveryWay, ItemDefinition, SpecialKind};
use engine::policy::{Card, ClockPolicy, DeliveryStop};
use engine::setup::{ItemVersion, Setup};
use engine::time::{Day, Timestamp};
use engine::values::{ClosingKind, Outcome};

use super::days::{Days, Pause};

/// One case, from its first act to its end or to the end of what is looked at.
#[derive(Debug, Clone)]
pub struct Story {
    /// 办件编号, or how the foreign log names it.
    pub case: String,
    /// The code of its item, where the log names one.
    pub code: Option<String>,
    /// The item version it runs on, where the log has a register of items and this one is in it.
    pub item: Option<Arc<ItemVersion>>,
    /// Tokens of applicant and agent.
    pub parties: Vec<Token>,
    /// Limits that a mapping states, where there is no register.
    pub limits: BTreeMap<ClockKind, Budget>,
    /// How days are counted.
    pub days: Days,
    /// The deadline that the log itself states.
    pub deadline: Option<Timestamp>,
    /// When it was closed, by the word of the log itself.
    pub closed: Option<Timestamp>,
    /// What happened, in order.
    pub acts: Vec<Act>,
    /// The last day that is looked at: what has not ended by then is open.
    pub until: Day,
}

/// Something that somebody did for a case.
#[derive(Debug, Clone)]
pub struct Act {
    /// The record of the log.
    pub record: u64,
    /// 业务时间
    pub at: Timestamp,
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
    /// 现场核查
    Inspected { officers: usize },
    /// 特别程序开始
    Suspended { procedure: Option<SpecialKind>, planned: Option<u16>, told: Option<bool> },
    /// 特别程序结束
    Resumed,
    /// 延长
    Extended { days: Option<u16>, approver: Option<String>, told: Option<bool> },
    /// 决定; the letter it rests on.
    Decided { outcome: Outcome, words: Words, letter: Option<String> },
    /// 超时默认
    DecisionDeemed { basis: String },
    /// 转报
    ReportedUp { letter: Option<String> },
    /// 上级决定
    HigherDecision { outcome: Outcome },
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
    /// 缴费, 免缴
    FeeSettled,
    /// 承诺核查
    CommitmentChecked { officers: usize, kept: bool },
    /// 撤销许可
    LicenceRevoked(Words),
    /// 预警牌
    Carded { clock: ClockKind, card: Card },
    /// 预警回复
    CardAnswered { clock: ClockKind, card: Card, says: bool },
    /// 调阅个人信息
    DataOpened,
    /// Anything else.
    Other,
}

impl Act {
    /// The day it happened.
    pub fn day(&self) -> Day {
        self.at.day()
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
    pub fn told(&self) -> String {
        let person = self.person.as_deref().unwrap_or("somebody");
        format!("{person} (record {}, {})", self.record, self.day())
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
        matches!(self, What::Accepted(_) | What::DeemedAccepted { .. })
    }

    /// A decision, by a person or by silence.
    pub fn is_decision(&self) -> bool {
        matches!(self, What::Decided { .. } | What::DecisionDeemed { .. })
    }

    /// Whatever ends the work on the decision.
    pub fn ends_the_work(&self) -> bool {
        self.is_decision()
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
        )
    }

    /// The result leaves the hall.
    pub fn hands_out(&self) -> bool {
        matches!(self, What::PlacedInLocker { .. } | What::Shipped | What::Delivered { .. })
    }
}

impl Story {
    /// The item's definition.
    pub fn definition(&self) -> Option<&ItemDefinition> {
        self.item.as_ref().map(|item| &item.definition)
    }

    /// The acts with their places.
    pub fn numbered(&self) -> impl DoubleEndedIterator<Item = (usize, &Act)> + Clone {
        self.acts.iter().enumerate()
    }

    /// The acts that are so.
    pub fn all(
        &self,
        is: impl Fn(&What) -> bool + Clone,
    ) -> impl DoubleEndedIterator<Item = (usize, &Act)> + Clone {
        self.numbered().filter(move |(_, act)| is(&act.what))
    }

    /// The first act that is so.
    pub fn first(&self, is: impl Fn(&What) -> bool + Clone) -> Option<(usize, &Act)> {
        self.all(is).next()
    }

    /// The first act after a place that is so.
    pub fn after(&self, place: usize, is: impl Fn(&What) -> bool) -> Option<(usize, &Act)> {
        self.numbered().skip(place + 1).find(|(_, act)| is(&act.what))
    }

    /// True when an act before a place is so.
    pub fn before(&self, place: usize, is: impl Fn(&What) -> bool) -> bool {
        self.acts.iter().take(place).any(|act| is(&act.what))
    }

    /// The limit of a clock that an act starts: of the item, of the policy then in force, or of the
    /// mapping.
    pub fn limit(&self, kind: ClockKind, from: &Act) -> Option<Budget> {
        let days = |days| Some(engine::clock::working_days(days));
        let Some((item, policy)) = self.definition().zip(from.policy()) else {
            return self.limits.get(&kind).copied();
        };
        match kind {
            ClockKind::Acceptance => days(policy.acceptance_days),
            ClockKind::OnlineCheck => days(policy.online_check_days),
            ClockKind::HandOff => days(policy.hand_off_days),
            ClockKind::LowerReview => days(policy.lower_review_days),
            ClockKind::Delivery => days(policy.delivery_days),
            ClockKind::Statutory => item.legal,
            ClockKind::Promise => Some(item.promise),
            ClockKind::Step
            | ClockKind::Correction
            | ClockKind::Special
            | ClockKind::Tolerant
            | ClockKind::CommitmentCheck
            | ClockKind::OwedDocument
            | ClockKind::Opinion => None,
        }
    }

    /// 特别程序 the times that do not count for the clocks of the decision.
    pub fn pauses(&self) -> Vec<Pause> {
        let stops = |what: &What| matches!(what, What::Suspended { procedure, .. } if self.stops_the_clock(*procedure));
        let begun = self.all(stops);
        let pauses = begun.map(|(place, act)| {
            let ends = |what: &What| *what == What::Resumed || what.ends_the_work();
            let to = self.after(place, ends).map(|(_, act)| act.day());
            Pause { from: act.day(), to }
        });
        pauses.collect()
    }

    /// A procedure the item lists as one that stops the clock; in a foreign log every one does.
    fn stops_the_clock(&self, procedure: Option<SpecialKind>) -> bool {
        match (self.definition(), procedure) {
            (Some(item), Some(kind)) => {
                item.specials.iter().any(|special| special.kind == kind && special.stops_statutory)
            }
            (Some(_), None) => false,
            (None, _) => true,
        }
    }

    /// T0 of the clocks of the decision: the act and the day. The last acceptance counts, since a
    /// commitment may be withdrawn before anything is decided.
    pub fn accepted(&self) -> Option<(usize, Day)> {
        let (place, act) = self.all(What::is_acceptance).next_back()?;
        if let What::DeemedAccepted { effective } = &act.what {
            return Some((place, *effective));
        }
        Some((place, act.day()))
    }

    /// The paper that was here before a place.
    pub fn papers_before(&self, place: usize) -> BTreeSet<&str> {
        let mut papers = BTreeSet::new();
        for act in self.acts.iter().take(place) {
            if let What::Received { papers: came, .. }
            | What::PapersReceived(came)
            | What::Corrected(came)
            | What::GapsSupplied(came) = &act.what
            {
                papers.extend(came.iter().map(String::as_str));
            }
        }
        papers
    }
}
