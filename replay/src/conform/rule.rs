//! 规则: what a rule says of itself, what it needs of a log, and what it found in one case.

use std::fmt;

use serde::Serialize;

use super::finding::History;
use super::said::Said;
use super::story::Story;
use super::thread::Thread;

/// What a finding is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum About {
    /// 办件
    Case,
    /// 事项: its drafts, reviews and versions.
    Item,
    /// 一件事
    Bundle,
    /// 一日的号
    Tickets,
    /// 评价、反映、投诉、督办
    Voice,
}

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// 违法违规: law or a guard of the hall was broken.
    Error,
    /// 预警: a limit or duty that a county sets itself was missed.
    Warning,
}

impl Severity {
    /// The name, as in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
        }
    }

    /// 中文
    pub fn chinese(self) -> &'static str {
        match self {
            Severity::Error => "违规",
            Severity::Warning => "预警",
        }
    }
}

/// What a log must tell for a rule to be checkable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Need {
    /// Who did it.
    People,
    /// 收件
    Receipt,
    /// 受理
    Acceptance,
    /// 一次性告知补正
    Correction,
    /// 转交, 签收
    HandOver,
    /// 环节
    Steps,
    /// 特别程序 its beginning and end.
    Special,
    /// 延长
    Extension,
    /// 决定
    Decision,
    /// Whatever ends the work: a decision, or the closing that the log states.
    End,
    /// 送达
    Delivery,
    /// 归档
    Archive,
    /// The limit of acceptance.
    AcceptanceLimit,
    /// 网上预审时限
    OnlineCheckLimit,
    /// 法定时限
    StatutoryLimit,
    /// 承诺时限
    PromiseLimit,
    /// 环节时限
    StepLimit,
    /// 接件时限
    HandOffLimit,
    /// 送达时限
    DeliveryLimit,
    /// A deadline that the log itself states for each case.
    Deadline,
    /// 实施清单 the item version the case runs on.
    Catalogue,
    /// 授权书, posts, who holds which power on a day.
    Authority,
    /// 材料 which paper came when.
    Papers,
    /// 理由、救济 the words of a refusal.
    Words,
    /// 书面告知 what was told to the applicant.
    Told,
    /// 办结结果
    ClosingKind,
    /// 收费
    Fees,
    /// 预警牌 and their answers.
    Cards,
    /// 核查人员 how many looked.
    Inspectors,
    /// 联办意见
    Opinions,
    /// Outcomes that follow from silence.
    Deemed,
    /// 事项梳理 drafts, reviews and versions of items.
    Drafts,
    /// 一件事 bundles and their nodes.
    Bundles,
    /// 排队 tickets and appointments.
    Tickets,
    /// 群众声音 ratings, troubles, complaints, orders.
    Voices,
    /// By how many days a limit was extended.
    ExtensionDays,
    /// 补录 when something was recorded, beside when it happened.
    Recorded,
    /// 跨域通办
    Regions,
    /// 对接端口 what was asked of the systems around the hall, and what they answered.
    Ports,
    /// 记录完整 that no record is without its case: the rule concludes something from what is not there.
    Whole,
}

/// One rule.
#[derive(Clone, Copy)]
pub struct Rule {
    /// Its name; stable.
    pub id: &'static str,
    /// How much it weighs.
    pub severity: Severity,
    /// Article, row or guard.
    pub source: &'static str,
    /// 中文说明: what is wrong.
    pub zh: &'static str,
    /// The same in English.
    pub en: &'static str,
    /// What a log must tell.
    pub needs: &'static [Need],
    /// What it looks at, and how.
    pub check: Check,
}

/// What a rule looks at, and how.
#[derive(Debug, Clone, Copy)]
pub enum Check {
    /// One case.
    Case(fn(&Story) -> Vec<Breach>),
    /// One history beside the cases.
    Thread(About, fn(&Thread) -> Vec<Breach>),
    /// Every history, whatever it is about.
    Every(fn(&dyn History) -> Vec<Breach>),
}

impl fmt::Debug for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rule").field("id", &self.id).finish_non_exhaustive()
    }
}

/// A rule broken: by which acts of the story, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Breach {
    /// Places in [`Story::acts`] or [`Thread::deeds`]; the first is the one that answers for it.
    pub acts: Vec<usize>,
    /// What was found, in figures and names.
    pub found: Said,
    /// True where nothing ended it yet: it is so at the end of what was looked at.
    pub is_open: bool,
}

impl Breach {
    /// A breach by these acts.
    pub fn at(acts: impl IntoIterator<Item = usize>, found: Said) -> Breach {
        Breach { acts: acts.into_iter().collect(), found, is_open: false }
    }
}
