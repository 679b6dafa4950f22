//! 一件事视图: a bundle as it is shown.

use engine::bundle::{Bundle, BundleClosing, BundlePhase, NodeResult, NodeState};
use engine::code::{
    BundleCode, BundleNumber, CaseNumber, ItemCode, MaterialCode, NodeId, Text, UnitId,
};
use engine::id::Seq;
use engine::item::Answers;
use engine::lifecycle::Phase;
use engine::number;
use engine::setup::Setup;
use engine::time::{Day, Timestamp};
use engine::values::{Channel, ClosingKind, Priority};
use schemars::JsonSchema;
use serde::Serialize;

use crate::queries::case_view::{ClockView, PartyView, clock_view};

/// A bundle in a list.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct BundleBrief {
    /// 一件事编号
    pub number: Option<BundleNumber>,
    /// Where it stands.
    pub phase: BundlePhase,
    /// 收件时间
    pub received_at: Timestamp,
    /// 首问部门
    pub lead: UnitId,
    /// The last day of its promise, once that runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<Day>,
    /// How many nodes were asked for.
    pub nodes: usize,
    /// How many of them are over.
    pub over: usize,
}

/// A bundle. Personal fields are not in it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct BundleView {
    /// 一件事编号
    pub number: BundleNumber,
    /// Which bundle.
    pub bundle: BundleCode,
    /// Its name.
    pub name: Text,
    /// The version it stays on.
    pub bundle_version: u32,
    /// 状态
    pub phase: BundlePhase,
    /// The same in Chinese.
    pub phase_zh: &'static str,
    /// How many events it has.
    pub version: u32,
    /// 收件时间
    pub received_at: Timestamp,
    /// 渠道
    pub channel: Channel,
    /// 优先级
    pub priority: Priority,
    /// 受理单位
    pub intake_unit: UnitId,
    /// 首问部门: it leads and answers for the promise.
    pub lead: UnitId,
    /// 申请人, as a blind token.
    pub applicant: PartyView,
    /// True while he came without a number and has none yet.
    pub provisional: bool,
    /// 一套材料 that are here.
    pub materials: Vec<MaterialCode>,
    /// 办事情形 as the one form answers it.
    #[serde(default, skip_serializing_if = "Answers::is_empty")]
    pub answers: Answers,
    /// 限时办结
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clock: Option<ClockView>,
    /// The nodes asked for.
    pub nodes: Vec<NodeView>,
    /// 办结结果
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closing: Option<BundleClosing>,
    /// Up to which record this is known.
    pub seq: Seq,
}

/// 节点状态
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum NodeStateView {
    /// 待启动
    Waiting,
    /// 在办
    Open,
    /// 已办结
    Ended,
    /// 已取消
    Cancelled,
}

impl From<NodeState> for NodeStateView {
    fn from(state: NodeState) -> NodeStateView {
        match state {
            NodeState::Waiting => NodeStateView::Waiting,
            NodeState::Open(_) => NodeStateView::Open,
            NodeState::Ended { .. } => NodeStateView::Ended,
            NodeState::Cancelled { .. } => NodeStateView::Cancelled,
        }
    }
}

/// 节点
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct NodeView {
    /// Its name.
    pub node: NodeId,
    /// 事项
    pub item: ItemCode,
    /// 必办
    pub mandatory: bool,
    /// 节点状态
    pub state: NodeStateView,
    /// 办件编号, once it has a case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub case: Option<CaseNumber>,
    /// 办件状态
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phase: Option<Phase>,
    /// The same in Chinese.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phase_zh: Option<&'static str>,
    /// How it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub result: Option<NodeResult>,
    /// 办结结果 of its case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closing: Option<ClosingKind>,
    /// The nodes it waits for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub waits_for: Vec<NodeId>,
    /// 谁办了多久
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub held: Vec<HeldView>,
}

/// 谁办了多久 who had the case for how many working days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct HeldView {
    /// The unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitId>,
    /// 申请人 himself, who corrects.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub applicant: bool,
    /// Working days, each counted for who had it at its close.
    pub working_days: u32,
}

impl BundleBrief {
    /// Shows a bundle in a list.
    pub fn of(bundle: &Bundle, setup: &Setup) -> BundleBrief {
        BundleBrief {
            number: number::format_bundle(setup, bundle.id),
            phase: bundle.phase,
            received_at: bundle.received_at,
            lead: bundle.lead.clone(),
            due: bundle.clock.as_ref().and_then(|clock| clock.reckoning.due),
            nodes: bundle.nodes.len(),
            over: bundle.nodes.iter().filter(|node| node.is_over()).count(),
        }
    }
}

impl BundleView {
    /// Shows a bundle as of a day; `None` when the catalogue does not know it, which would be damage.
    pub fn of(
        bundle: &Bundle,
        nodes: Vec<NodeView>,
        setup: &Setup,
        (today, seq): (Day, Seq),
    ) -> Option<BundleView> {
        let version = setup.bundle(bundle.definition)?;
        let definition = &version.definition;
        let applicant = &bundle.applicant;
        Some(BundleView {
            number: number::format_bundle(setup, bundle.id)?,
            bundle: definition.code.clone(),
            name: definition.name.clone(),
            bundle_version: version.version,
            phase: bundle.phase,
            phase_zh: bundle.phase.chinese(),
            version: bundle.version,
            received_at: bundle.received_at,
            channel: bundle.channel,
            priority: bundle.priority,
            intake_unit: bundle.intake_unit.clone(),
            lead: bundle.lead.clone(),
            applicant: PartyView { subject: applicant.subject, token: applicant.token },
            provisional: definition.number_from.is_some() && bundle.provisional.is_none(),
            materials: bundle.held.iter().map(|copy| copy.material.clone()).collect(),
            answers: bundle.answers.clone(),
            clock: bundle.clock.as_ref().map(|clock| clock_view(clock, setup, today)),
            nodes,
            closing: bundle.closing,
            seq,
        })
    }
}
