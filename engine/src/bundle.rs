//! 一件事: several matters of one person asked for at once, as its history left it. Each matter is an ordinary
//! case; this is what stands above them: which began, which ended how, which wait, and the promise of the whole.

mod definition;
mod form;
mod held;
mod lifecycle;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::clock::{Clock, Level};
use crate::code::{MaterialCode, NodeId, UnitId};
use crate::event::{BundleCorrectionNoticed, BundleReceived, Event, EventKind, NodeEnded};
use crate::id::{BundleId, CaseId, Seq, SubjectId};
use crate::item::{Answers, DeliveryWay, ItemNo};
use crate::number;
use crate::party::Party;
use crate::setup::Setup;
use crate::time::{Day, Timestamp};
use crate::values::{Channel, ClosingKind, Defect, MaterialCopy, Priority};

pub use crate::case::Position;
pub use definition::{
    BundleDefinition, BundleEdge, BundleNo, BundleNode, BundleVersion, OnRefused, Passes,
};
pub use form::{Form, FormAnswer, FormMaterial, FormMatter, FormNeed, FormOption, FormQuestion};
pub use held::{Holder, held};
pub use lifecycle::{BUNDLE_ANYWHERE, BUNDLE_LIFECYCLE, BundlePhase, next};

/// 环节结果 how a node ended.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum NodeResult {
    /// 准予, its document made.
    Granted,
    /// 不需办理: there is nothing to wait for.
    NotRequired,
    /// 转报
    ReportedUp,
    /// 不予, at intake or by decision.
    Refused,
    /// 撤回
    Withdrawn,
    /// 作废
    Voided,
    /// 补交不来
    NotSupplied,
    /// 撤销 after it was granted.
    Revoked,
}

impl NodeResult {
    /// What the applicant asked for was done, as far as it is done here.
    pub fn is_done(self) -> bool {
        match self {
            NodeResult::Granted | NodeResult::NotRequired | NodeResult::ReportedUp => true,
            NodeResult::Refused
            | NodeResult::Withdrawn
            | NodeResult::Voided
            | NodeResult::NotSupplied
            | NodeResult::Revoked => false,
        }
    }
}

/// 一件事办结结果: exactly one for each bundle.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum BundleClosing {
    /// 全部办成
    Completed,
    /// 部分办成
    Partly,
    /// 均未办成
    Nothing,
    /// 撤回
    Withdrawn,
}

/// 所选节点 a node the applicant asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChosenNode {
    /// Which.
    pub node: NodeId,
    /// The version of its item on the day of receipt; its case stays on it.
    pub item_version: u32,
    /// 出件方式 of its result.
    pub delivery: DeliveryWay,
}

/// 出件方式 of the result of one node.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NodeDelivery {
    /// Which.
    pub node: NodeId,
    /// How.
    pub way: DeliveryWay,
}

/// 一个节点的缺陷 what is wrong for one node.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NodeDefects {
    /// Which.
    pub node: NodeId,
    /// Everything that is wrong for it.
    pub defects: Vec<Defect>,
}

/// Where a node stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum NodeState {
    /// 待启动: what it needs is not delivered yet.
    Waiting,
    /// 在办
    Open(CaseId),
    /// 已办结
    Ended {
        /// Its case.
        case: CaseId,
        /// How it ended.
        result: NodeResult,
        /// 办结结果 of the case.
        closing: ClosingKind,
    },
    /// 已取消: it never began.
    Cancelled {
        /// Because of which node, by its place in the definition; none where the bundle was withdrawn.
        because: Option<u8>,
    },
}

/// A node the applicant asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Node {
    /// Its place in the definition.
    pub place: u8,
    /// The item version its case stays on.
    pub item: ItemNo,
    /// 出件方式
    pub delivery: DeliveryWay,
    /// 已告知: a notice told what is wrong for it, or that nothing is.
    pub is_noticed: bool,
    /// Where it stands.
    pub state: NodeState,
}

impl Node {
    /// Its case, once it has one.
    pub fn case(&self) -> Option<CaseId> {
        match self.state {
            NodeState::Open(case) | NodeState::Ended { case, .. } => Some(case),
            NodeState::Waiting | NodeState::Cancelled { .. } => None,
        }
    }

    /// It has ended or will never begin.
    pub fn is_over(&self) -> bool {
        match self.state {
            NodeState::Ended { .. } | NodeState::Cancelled { .. } => true,
            NodeState::Waiting | NodeState::Open(_) => false,
        }
    }
}

/// A bundle that was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bundle {
    /// Its id.
    pub id: BundleId,
    /// The bundle version it stays on.
    pub definition: BundleNo,
    /// How many events it has.
    pub version: u32,
    /// The last of them.
    pub last_seq: Seq,
    /// The business time of the last of them.
    pub last_at: Timestamp,
    /// 收件时间
    pub received_at: Timestamp,
    /// 渠道
    pub channel: Channel,
    /// 优先级
    pub priority: Priority,
    /// 申请人
    pub applicant: Party,
    /// 代理人
    pub agent: Option<Box<Party>>,
    /// 暂用标识 the record under which a person without a number came, once he has one.
    pub provisional: Option<SubjectId>,
    /// 受理单位
    pub intake_unit: UnitId,
    /// 首问部门 the department that was asked first: it leads and answers for the promise.
    pub lead: UnitId,
    /// 一套材料
    pub held: Vec<MaterialCopy>,
    /// 办事情形 as the one form answers it, for every node.
    pub answers: Answers,
    /// The nodes asked for, in the order of the definition.
    pub nodes: Vec<Node>,
    /// 限时办结, from the first acceptance on.
    pub clock: Option<Clock>,
    /// Where it stands.
    pub phase: BundlePhase,
    /// 办结结果, once it is closed.
    pub closing: Option<BundleClosing>,
    /// 已告知而未补正: what is wrong for nodes that wait.
    pub told: Vec<Told>,
}

/// 已告知: what was told for a node before it began; its case begins with the correction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// The node's place in the definition.
    pub place: u8,
    /// Everything that is wrong for it.
    pub defects: Vec<Defect>,
    /// 告知之日
    pub on: Day,
    /// 补正期限, working days.
    pub limit_days: u16,
}

impl Told {
    /// True where a paper that was named is not among these.
    fn is_owed_after(&self, copies: &[MaterialCopy]) -> bool {
        let mut named = self.defects.iter().filter_map(|defect| defect.material.as_ref());
        named.any(|paper| !copies.iter().any(|copy| &copy.material == paper))
    }
}

/// An event the log says happened to a bundle, but which cannot have: damage, not refusal.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{event:?} cannot happen to a bundle in phase {phase:?}")]
pub struct IllegalBundle {
    /// Where it stood.
    pub phase: Option<BundlePhase>,
    /// What the log says.
    pub event: EventKind,
}

impl Bundle {
    /// Its nodes as the submission chose them.
    pub fn chosen(&self, setup: &Setup, definition: &BundleDefinition) -> Vec<ChosenNode> {
        let chosen = |node: &Node| {
            Some(ChosenNode {
                node: definition.nodes.get(usize::from(node.place))?.node.clone(),
                item_version: setup.item(node.item)?.version,
                delivery: node.delivery,
            })
        };
        self.nodes.iter().filter_map(chosen).collect()
    }

    /// The bundle that a submission opens; `None` where it names what was never published.
    pub fn received(
        id: BundleId,
        setup: &Setup,
        event: &BundleReceived,
        here: Position,
    ) -> Option<Bundle> {
        let version = setup.bundle_version(&event.bundle, event.bundle_version)?;
        let node = |chosen: &ChosenNode| {
            let nodes = &version.definition.nodes;
            let place = nodes.iter().position(|node| node.node == chosen.node)?;
            let item = &nodes.get(place)?.item;
            Some(Node {
                place: u8::try_from(place).ok()?,
                item: setup.item_version(item, chosen.item_version)?.no,
                delivery: chosen.delivery,
                is_noticed: false,
                state: NodeState::Waiting,
            })
        };
        Some(Bundle {
            id,
            definition: version.no,
            version: 1,
            last_seq: here.seq,
            last_at: here.at,
            received_at: here.at,
            channel: event.channel,
            priority: event.priority,
            applicant: event.applicant.clone(),
            agent: event.agent.clone().map(Box::new),
            provisional: None,
            intake_unit: event.unit.clone(),
            lead: event.lead.clone(),
            held: event.materials.clone(),
            answers: Answers::new(),
            nodes: event.nodes.iter().map(node).collect::<Option<_>>()?,
            clock: None,
            phase: BundlePhase::Received,
            closing: None,
            told: Vec::new(),
        })
    }

    /// Folds one event into the bundle.
    pub fn evolve(
        &mut self,
        event: &Event,
        setup: &Setup,
        here: Position,
    ) -> Result<(), IllegalBundle> {
        let illegal = IllegalBundle { phase: Some(self.phase), event: event.kind() };
        let phase = self.after(event).ok_or_else(|| illegal.clone())?;
        self.note(event, setup, here.at.day()).ok_or(illegal)?;
        self.phase = phase;
        self.version += 1;
        self.last_seq = here.seq;
        self.last_at = self.last_at.max(here.at);
        Ok(())
    }

    /// The phase an event leads to; the table says the same, one row an arm.
    #[expect(clippy::wildcard_enum_match_arm, reason = "the matrix test holds this to the table")]
    fn after(&self, event: &Event) -> Option<BundlePhase> {
        use BundlePhase as P;
        let is_running = matches!(self.phase, P::Received | P::InProgress | P::Withdrawn);
        let is_asked_for = matches!(self.phase, P::Received | P::InProgress);
        let stays = match event {
            Event::BundleAccepted(_) if self.phase == P::Received => return Some(P::InProgress),
            Event::BundleWithdrawn(_) if is_asked_for => return Some(P::Withdrawn),
            Event::BundleClosed(_) if is_running => return Some(P::Closed),
            Event::BundleArchived(_) if self.phase == P::Closed => return Some(P::Archived),
            Event::SituationAnswered(_) => self.phase == P::Received,
            Event::BundleCorrectionNoticed(_)
            | Event::BundleCorrectionSubmitted(_)
            | Event::DocumentIssued(_)
            | Event::NodeOpened(_) => is_asked_for,
            Event::NodeEnded(_)
            | Event::NodesCancelled(_)
            | Event::WarningIssued(_)
            | Event::DeadlinePassed(_)
            | Event::ClockRecalculated(_) => is_running,
            Event::WarningAnswered(_) | Event::SubjectBound(_) | Event::SubstituteActed(_) => {
                self.phase != P::Archived
            }
            _ => false,
        };
        stays.then_some(self.phase)
    }

    /// What an event changes besides the phase; `None` where it names what is not there.
    #[expect(clippy::wildcard_enum_match_arm, reason = "the other events change the phase only")]
    fn note(&mut self, event: &Event, setup: &Setup, today: Day) -> Option<()> {
        let definition = &setup.bundle(self.definition)?.definition;
        match event {
            Event::NodeOpened(e) => {
                let case = number::parse(setup, &e.case)?;
                let node = self.node_mut(definition, &e.node)?;
                (node.state == NodeState::Waiting).then_some(())?;
                node.state = NodeState::Open(case);
                let place = node.place;
                self.told.retain(|told| told.place != place);
            }
            Event::NodeEnded(e) => self.end(definition, e)?,
            Event::NodesCancelled(e) => {
                let because = match &e.because {
                    Some(because) => Some(self.node(definition, because)?.place),
                    None => None,
                };
                for id in &e.nodes {
                    let node = self.node_mut(definition, id)?;
                    (node.state == NodeState::Waiting).then_some(())?;
                    node.state = NodeState::Cancelled { because };
                    let place = node.place;
                    self.told.retain(|told| told.place != place);
                }
            }
            Event::BundleCorrectionNoticed(e) => {
                for node in &mut self.nodes {
                    let id = definition.nodes.get(usize::from(node.place)).map(|n| &n.node)?;
                    let is_named = e.defects.iter().any(|defects| &defects.node == id);
                    node.is_noticed |= is_named || node.case().is_some();
                }
                self.tell(definition, e, today)?;
            }
            Event::BundleCorrectionSubmitted(e) => {
                self.hold(&e.materials);
                self.told.retain(|told| told.is_owed_after(&e.materials));
            }
            Event::SituationAnswered(e) => self.answers = e.chosen(),
            Event::BundleAccepted(e) => self.clock = e.clocks.first().map(Clock::started),
            Event::BundleClosed(e) => {
                self.closing = Some(e.closing);
                self.clock.iter_mut().for_each(|clock| clock.stop(today));
            }
            Event::SubjectBound(e) => {
                self.provisional = Some(self.applicant.subject);
                self.applicant = e.applicant.clone();
            }
            Event::WarningIssued(e) => self.clock.as_mut()?.fire(e.card.into()),
            Event::DeadlinePassed(_) => self.clock.as_mut()?.fire(Level::Expired),
            Event::ClockRecalculated(e) => self.clock.as_mut()?.reckoning = e.reckoning.clone(),
            _ => (),
        }
        Some(())
    }

    /// 已告知: what is wrong for nodes that wait is kept until it is put right, or their cases begin with it.
    fn tell(
        &mut self,
        definition: &BundleDefinition,
        e: &BundleCorrectionNoticed,
        on: Day,
    ) -> Option<()> {
        for named in &e.defects {
            let node = self.node(definition, &named.node)?;
            if node.state == NodeState::Waiting {
                let (place, defects) = (node.place, named.defects.clone());
                self.told.push(Told { place, defects, on, limit_days: e.limit_days });
            }
        }
        Some(())
    }

    fn end(&mut self, definition: &BundleDefinition, e: &NodeEnded) -> Option<()> {
        let node = self.node_mut(definition, &e.node)?;
        let case = match node.state {
            NodeState::Open(case) => case,
            // Only a licence that is revoked undoes an end.
            NodeState::Ended { case, result: NodeResult::Granted, .. }
                if e.result == NodeResult::Revoked =>
            {
                case
            }
            NodeState::Waiting | NodeState::Ended { .. } | NodeState::Cancelled { .. } => {
                return None;
            }
        };
        node.state = NodeState::Ended { case, result: e.result, closing: e.closing };
        Some(())
    }

    /// A second copy of a paper replaces what was known of the first.
    fn hold(&mut self, copies: &[MaterialCopy]) {
        for copy in copies {
            self.held.retain(|held| held.material != copy.material);
            self.held.push(copy.clone());
        }
    }

    /// A node of a name, where it was asked for.
    pub fn node(&self, definition: &BundleDefinition, id: &NodeId) -> Option<&Node> {
        let place = definition.nodes.iter().position(|node| &node.node == id)?;
        self.nodes.iter().find(|node| usize::from(node.place) == place)
    }

    fn node_mut(&mut self, definition: &BundleDefinition, id: &NodeId) -> Option<&mut Node> {
        let place = definition.nodes.iter().position(|node| &node.node == id)?;
        self.nodes.iter_mut().find(|node| usize::from(node.place) == place)
    }

    /// True when a paper of the set is here.
    pub fn holds(&self, material: &MaterialCode) -> bool {
        self.held.iter().any(|held| &held.material == material)
    }

    /// When the next rung of its clock fires.
    pub fn alarm(&self) -> Option<Timestamp> {
        self.clock.as_ref()?.next_rung().map(|rung| rung.at)
    }
}
