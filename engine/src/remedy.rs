//! 救济: what the applicant takes against a decision, and what comes of it (行政许可法 art. 7).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::code::Text;
use crate::time::Day;

/// 救济途径
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum RemedyKind {
    /// 行政复议
    Reconsideration,
    /// 行政诉讼
    Litigation,
}

/// 救济结果
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum RemedyOutcome {
    /// 维持、驳回请求: the decision stands.
    Upheld,
    /// 撤销: the decision has no effect any more.
    Annulled,
    /// 变更
    Changed,
    /// 责令重作、履行职责: it is decided anew, on a new application.
    OrderedAnew,
    /// 确认违法: unlawful, and it stands all the same.
    Unlawful,
    /// 撤回、终止
    Withdrawn,
}

/// A remedy that was taken against the decision of a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remedy {
    /// Which.
    pub kind: RemedyKind,
    /// 复议机关、人民法院
    pub authority: Text,
    /// 提起之日
    pub filed: Day,
    /// 不作为: nothing had been decided, though the time for it was over.
    pub against_silence: bool,
    /// What came of it; nothing yet while it is pending.
    pub outcome: Option<RemedyOutcome>,
}

impl Remedy {
    /// True until its outcome is known.
    pub fn is_pending(&self) -> bool {
        self.outcome.is_none()
    }
}
