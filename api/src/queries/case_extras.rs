//! 附带视图: what only some cases have: gaps, opinions, a fee, a commitment, questions to ports.

use engine::case::Case;
use engine::code::{MaterialCode, Reference, Text, UnitId};
use engine::extras::{Commitment, OpinionAnswer};
use engine::id::Seq;
use engine::item::ItemDefinition;
use engine::port::PortKind;
use engine::remedy::{Remedy, RemedyKind, RemedyOutcome};
use engine::setup::Setup;
use engine::stage::Stage;
use engine::time::Day;
use engine::values::Opinion;
use schemars::JsonSchema;
use serde::Serialize;

use crate::queries::case_view::{ClockView, clock_view};

/// What only some cases have; what a case has not is left out.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ExtrasView {
    /// 容缺 papers that are to follow.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gaps: Vec<MaterialCode>,
    /// 联办意见, one for each department that takes part.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub opinions: Vec<OpinionView>,
    /// 收费
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fee: Option<FeeView>,
    /// 告知承诺
    #[serde(skip_serializing_if = "Option::is_none")]
    pub commitment: Option<CommitmentView>,
    /// 分件 the departments that get a task, until the papers are handed over.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dispatched_to: Vec<UnitId>,
    /// 转报 the higher authority that decides.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reported_to: Option<Text>,
    /// 待回执 what ports were asked and have not answered.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub asks: Vec<AskedView>,
    /// 复议、诉讼, in the order in which they were filed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub remedies: Vec<RemedyView>,
}

/// 复议、诉讼
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct RemedyView {
    /// Which.
    pub kind: RemedyKind,
    /// 复议机关、人民法院
    pub authority: Text,
    /// 提起之日
    pub filed: Day,
    /// 不作为: nothing had been decided, though the time for it was over.
    pub against_silence: bool,
    /// 救济结果; nothing while it is pending.
    pub outcome: Option<RemedyOutcome>,
}

/// 联办意见
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct OpinionView {
    /// Whose.
    pub department: UnitId,
    /// 意见, once given.
    pub opinion: Option<Opinion>,
    /// 超时默许: consent by silence.
    pub deemed: bool,
    /// Its time.
    pub clock: ClockView,
}

/// 收费
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct FeeView {
    /// How much, in fen.
    pub amount_fen: u32,
    /// 已缴 or 免缴
    pub settled: bool,
    /// 票据, where it was paid.
    pub receipt: Option<Reference>,
}

/// 告知承诺 how far it has got.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CommitmentView {
    /// 已承诺
    Signed,
    /// 待核查
    ToVerify,
    /// 责令改正中
    Correcting,
    /// 违反承诺
    Broken,
    /// 已核查
    Verified,
    /// 已撤销
    Revoked,
}

/// 待回执
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct AskedView {
    /// Of whom.
    pub port: PortKind,
    /// Names the question.
    pub ask: Seq,
    /// The last day on which the answer is in time.
    pub due: Day,
}

/// Shows what only some cases have.
pub fn extras(case: &Case, item: &ItemDefinition, setup: &Setup, today: Day) -> ExtrasView {
    let extras = case.extras();
    let opinions = extras.opinions.iter().map(|task| {
        let (opinion, deemed) = match task.answer {
            Some(OpinionAnswer::Given(opinion)) => (Some(opinion), false),
            Some(OpinionAnswer::Deemed | OpinionAnswer::Absent) => (None, true),
            None => (None, false),
        };
        let clock = clock_view(&task.clock, setup, today);
        OpinionView { department: task.department.clone(), opinion, deemed, clock }
    });
    let asks = extras.asks.iter();
    let (mut dispatched_to, mut reported_to) = (Vec::new(), None);
    if let Stage::Dispatched { departments } = &case.stage {
        dispatched_to = departments.to_vec();
    }
    if let Stage::ReportedUp { to } = &case.stage {
        reported_to = Some(to.clone());
    }
    ExtrasView {
        gaps: extras.open(item).cloned().collect(),
        opinions: opinions.collect(),
        fee: (item.fee_fen > 0).then(|| FeeView {
            amount_fen: item.fee_fen,
            settled: extras.is_fee_settled,
            receipt: extras.paid.clone(),
        }),
        commitment: extras.commitment.map(commitment),
        dispatched_to,
        reported_to,
        asks: asks.map(|ask| AskedView { port: ask.port, ask: ask.seq, due: ask.due }).collect(),
        remedies: extras.remedies.iter().map(remedy).collect(),
    }
}

fn remedy(remedy: &Remedy) -> RemedyView {
    let Remedy { kind, authority, filed, against_silence, outcome } = remedy.clone();
    RemedyView { kind, authority, filed, against_silence, outcome }
}

fn commitment(commitment: Commitment) -> CommitmentView {
    match commitment {
        Commitment::Signed => CommitmentView::Signed,
        Commitment::ToVerify => CommitmentView::ToVerify,
        Commitment::Broken { correcting: true, .. } => CommitmentView::Correcting,
        Commitment::Broken { correcting: false, .. } => CommitmentView::Broken,
        Commitment::Verified => CommitmentView::Verified,
        Commitment::Revoked => CommitmentView::Revoked,
    }
}
