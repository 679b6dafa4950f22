//! 推演: what follows on a bundle and its cases from what happened to one of them, in the same commit.

use std::collections::BTreeMap;

use crate::bundle::{
    Bundle, BundleClosing, BundleEdge, BundlePhase, BundleVersion, Node, NodeResult, NodeState,
    OnRefused, Passes, Position, Told,
};
use crate::clock::{ClockKind, working_days};
use crate::code::{MaterialCode, NodeId, UnitId};
use crate::event::{
    ApplicationReceived, BundleAccepted, BundleArchived, BundleClosed, BundleJoined,
    CorrectionNoticed, Event, NodeEnded, NodeOpened, NodesCancelled, Stream,
};
use crate::id::CaseId;
use crate::number;
use crate::refusal::{Refusal, Rule};
use crate::setup::ItemVersion;
use crate::time::Day;
use crate::values::{ClosingKind, CollectionWay, MaterialCopy, Outcome, Trust};
use crate::world::{Found, FoundBundle};

use super::super::Effect;
use super::super::context::Context;
use super::super::intake::unit_for;
use super::super::papers::situation;
use super::share;

/// Why a node that waits is not begun.
const CANCELLED: &str = "前置环节未办成 a node it waits for was not done";

/// A bundle as the planned events leave it, and those events.
pub(super) struct Plan<'a> {
    ctx: &'a Context<'a>,
    version: &'a BundleVersion,
    bundle: Bundle,
    pub(super) events: Vec<(Stream, Event)>,
    /// How many cases of each item the plan itself opens.
    opened: BTreeMap<u32, u32>,
}

/// What a command on one case means for the bundle it is part of.
pub(in crate::decide) fn follow(ctx: &Context<'_>, effect: &mut Effect) -> Result<(), Refusal> {
    let case = effect.stream.case().and_then(|id| ctx.world.cases().get(&id));
    let Some(case) = case else { return Ok(()) };
    let Some(membership) = &case.extras().membership else { return Ok(()) };
    let FoundBundle::Open(bundle) = ctx.world.find_bundle(&membership.bundle) else {
        return Ok(());
    };
    let version = ctx.setup.bundle(bundle.definition).expect("its version stays published");
    let mut plan = Plan::new(ctx, version, Bundle::clone(bundle));
    let outcome = case.verdict().map(|verdict| verdict.outcome);
    for event in &effect.events {
        plan.hear(&membership.node, event, outcome);
    }
    if !plan.events.is_empty() {
        plan.settle()?;
    }
    if effect.events.iter().any(|event| matches!(event, Event::Archived(_))) {
        plan.archive(case.id);
    }
    effect.beside.extend(plan.events);
    Ok(())
}

impl<'a> Plan<'a> {
    pub(super) fn new(
        ctx: &'a Context<'a>,
        version: &'a BundleVersion,
        bundle: Bundle,
    ) -> Plan<'a> {
        Plan { ctx, version, bundle, events: Vec::new(), opened: BTreeMap::new() }
    }

    /// An event on the bundle, which must be possible.
    pub(super) fn add(&mut self, event: impl Into<Event>) {
        let event = event.into();
        let here = Position { seq: self.bundle.last_seq, at: self.ctx.at };
        let folded = self.bundle.evolve(&event, self.ctx.setup, here);
        folded.expect("a planned event follows from the bundle as it stands");
        self.events.push((Stream::Bundle(self.bundle.id), event));
    }

    /// An event on one of its cases.
    pub(super) fn on_case(&mut self, case: CaseId, event: impl Into<Event>) {
        self.events.push((Stream::Case(case), event.into()));
    }

    /// What a command on the whole bundle leads to: its own event first, then all that follows.
    pub(super) fn effect(self) -> Effect {
        let mut events = self.events.into_iter();
        let first = events.next().map(|(_, event)| event);
        Effect {
            stream: Stream::Bundle(self.bundle.id),
            events: first.into_iter().collect(),
            beside: events.collect(),
        }
    }

    fn node(&self, id: &NodeId) -> Option<Node> {
        self.bundle.node(&self.version.definition, id).copied()
    }

    fn id_of(&self, node: &Node) -> &'a NodeId {
        let node = self.version.definition.nodes.get(usize::from(node.place));
        &node.expect("a node's place is one of the definition's").node
    }

    /// Takes notice of what happened to the case of a node.
    #[expect(clippy::wildcard_enum_match_arm, reason = "the others mean nothing to the whole")]
    fn hear(&mut self, node: &NodeId, event: &Event, outcome: Option<Outcome>) {
        match event {
            Event::Accepted(_) | Event::AcceptedWithGaps(_) | Event::CommitmentSigned(_) => {
                self.accept(node, self.ctx.today());
            }
            Event::DeemedAccepted(e) => self.accept(node, e.effective),
            // Where it was granted at once, it was never accepted before.
            Event::DecidedByRule(_) => self.accept(node, self.ctx.today()),
            Event::ResultProduced(e) => {
                let is_granted = outcome == Some(Outcome::Granted);
                let result = if is_granted { NodeResult::Granted } else { NodeResult::Refused };
                self.end(node, result, e.closing);
            }
            Event::AcceptanceRefused(e) => self.end(node, NodeResult::Refused, e.closing),
            Event::NotRequired(e) => self.end(node, NodeResult::NotRequired, e.closing),
            Event::Withdrawn(e) => self.end(node, NodeResult::Withdrawn, e.closing),
            Event::Voided(e) => self.end(node, NodeResult::Voided, e.closing),
            Event::DeemedWithdrawn(e) => self.end(node, NodeResult::NotSupplied, e.closing),
            Event::ReportedUp(e) => self.end(node, NodeResult::ReportedUp, e.closing),
            Event::LicenceRevoked(e) => self.end(node, NodeResult::Revoked, e.closing),
            _ => (),
        }
    }

    /// 限时办结 begins with the first acceptance.
    fn accept(&mut self, node: &NodeId, from: Day) {
        if self.bundle.phase != BundlePhase::Received {
            return;
        }
        let promise = self.version.definition.promise;
        let clocks = vec![self.ctx.start_on(ClockKind::Bundle, from, promise)];
        self.add(BundleAccepted { node: node.clone(), clocks });
    }

    /// A node has ended; those that wait for it are cancelled where it failed and the bundle says so.
    pub(super) fn end(&mut self, node: &NodeId, result: NodeResult, closing: ClosingKind) {
        let is_running = match self.bundle.phase {
            BundlePhase::Received | BundlePhase::InProgress | BundlePhase::Withdrawn => true,
            BundlePhase::Closed | BundlePhase::Archived => false,
        };
        let ends = match self.node(node).map(|node| node.state) {
            Some(NodeState::Open(_)) => true,
            Some(NodeState::Ended { result: NodeResult::Granted, .. }) => {
                result == NodeResult::Revoked
            }
            Some(NodeState::Waiting | NodeState::Ended { .. } | NodeState::Cancelled { .. })
            | None => false,
        };
        if !is_running || !ends {
            return;
        }
        self.add(NodeEnded { node: node.clone(), result, closing });
        let definition = &self.version.definition;
        if result.is_done() || definition.on_refused(node) == OnRefused::SpareDependents {
            return;
        }
        let dependents = definition.dependents(node).into_iter().cloned();
        self.cancel(dependents.collect(), Some(node.clone()), CANCELLED);
    }

    /// Cancels those of the nodes that wait.
    pub(super) fn cancel(
        &mut self,
        nodes: Vec<NodeId>,
        because: Option<NodeId>,
        reason: &'static str,
    ) {
        let waits =
            |id: &NodeId| self.node(id).is_some_and(|node| node.state == NodeState::Waiting);
        let nodes: Vec<NodeId> = nodes.into_iter().filter(waits).collect();
        if !nodes.is_empty() {
            self.add(NodesCancelled { nodes, because, reason: reason.into() });
        }
    }

    /// Begins what can begin, and closes the bundle when nothing is left.
    pub(super) fn settle(&mut self) -> Result<(), Refusal> {
        if matches!(self.bundle.phase, BundlePhase::Received | BundlePhase::InProgress) {
            for node in self.bundle.nodes.clone() {
                if node.state == NodeState::Waiting && self.is_ready(&node) {
                    self.open(&node)?;
                }
            }
        }
        self.close_if_over();
        Ok(())
    }

    fn is_ready(&self, node: &Node) -> bool {
        self.version.definition.edges_into(self.id_of(node)).all(|edge| self.is_satisfied(edge))
    }

    /// What an edge stands for is delivered, or not to be waited for.
    fn is_satisfied(&self, edge: &BundleEdge) -> bool {
        let Some(NodeState::Ended { result, .. }) = self.node(&edge.from).map(|n| n.state) else {
            return false;
        };
        match result {
            NodeResult::Granted => {
                edge.passes != Passes::SubjectNumber || self.bundle.provisional.is_some()
            }
            NodeResult::NotRequired | NodeResult::ReportedUp => true,
            NodeResult::Refused
            | NodeResult::Withdrawn
            | NodeResult::Voided
            | NodeResult::NotSupplied
            | NodeResult::Revoked => {
                self.version.definition.on_refused(&edge.from) == OnRefused::SpareDependents
            }
        }
    }

    /// 上一环节的结果即下一环节的材料 the papers that other nodes made for this one.
    fn passed(&self, node: &NodeId) -> Vec<MaterialCode> {
        let edges = self.version.definition.edges_into(node).filter(|edge| {
            let from = self.node(&edge.from).map(|from| from.state);
            matches!(from, Some(NodeState::Ended { result: NodeResult::Granted, .. }))
        });
        let papers = edges.filter_map(|edge| match &edge.passes {
            Passes::Material(paper) => Some(paper.clone()),
            Passes::Result | Passes::SubjectNumber => None,
        });
        papers.collect()
    }

    /// 节点启动: an ordinary case, with its share of the one set and what other nodes made for it. Its acceptance
    /// clock begins today, when it is complete.
    fn open(&mut self, node: &Node) -> Result<(), Refusal> {
        let (ctx, id) = (self.ctx, self.id_of(node));
        let item: &ItemVersion = ctx.setup.item(node.item).expect("a node's item stays published");
        let case = self.next_case(item)?;
        let number = number::format(ctx.setup, case).expect("a published item has a number");
        let passed = self.passed(id);
        let mut materials = share(&self.bundle.held, &item.definition, &self.bundle.answers);
        materials.retain(|copy| !passed.contains(&copy.material));
        materials.extend(passed.iter().map(|material| MaterialCopy {
            material: material.clone(),
            way: CollectionWay::Licence,
            trust: Trust::A,
        }));
        let (policy, today) = (ctx.policy().1, ctx.today());
        // What was told of it before it began is put right first; its acceptance clock begins then.
        let told = self.bundle.told.iter().find(|told| told.place == node.place).cloned();
        let mut clocks = Vec::new();
        if told.is_none() {
            clocks.push(ctx.start_with_receipt(ClockKind::Acceptance, policy.acceptance_days));
        }
        if told.is_none() && self.bundle.channel.is_online() {
            clocks.push(ctx.start_with_receipt(ClockKind::OnlineCheck, policy.online_check_days));
        }
        // A letter may have been revoked since the submission; the case is opened all the same.
        let unit: UnitId = unit_for(ctx.setup, &item.definition, &self.bundle.intake_unit, today)
            .unwrap_or_else(|_| item.definition.department.clone());
        let received = ApplicationReceived {
            number: number.clone(),
            item: item.definition.code.clone(),
            item_version: item.version,
            channel: self.bundle.channel,
            priority: self.bundle.priority,
            applicant: self.bundle.applicant.clone(),
            agent: self.bundle.agent.as_deref().cloned(),
            zone: item.definition.zone.clone(),
            unit,
            materials,
            delivery: node.delivery,
            clocks,
        };
        let bundle = number::format_bundle(ctx.setup, self.bundle.id);
        let bundle = bundle.expect("a published bundle has a number");
        self.on_case(case, received);
        if !item.definition.situations.is_empty() {
            let answers = item.definition.own_answers(&self.bundle.answers);
            let chosen = item.definition.places_of(&answers);
            self.on_case(case, situation(&item.definition, &answers, &chosen));
        }
        self.on_case(case, BundleJoined { bundle, node: id.clone() });
        if let Some(Told { defects, on, limit_days, .. }) = told {
            let term = working_days(limit_days);
            let clocks = vec![ctx.start_on(ClockKind::Correction, on, term)];
            self.on_case(case, CorrectionNoticed { defects, clocks });
        }
        self.add(NodeOpened { node: id.clone(), case: number, passed });
        Ok(())
    }

    fn next_case(&mut self, item: &ItemVersion) -> Result<CaseId, Refusal> {
        let today = self.ctx.today();
        let opened = self.opened.entry(item.ordinal).or_default();
        *opened += 1;
        let ordinal = self.ctx.world.ordinal(item.ordinal, today) + *opened;
        CaseId::new(item.ordinal, today, ordinal)
            .ok_or_else(|| Rule::TooMany.because("case numbers of this item and day are used up"))
    }

    /// 一件事办结, with exactly one closing kind.
    fn close_if_over(&mut self) {
        let is_over = self.bundle.nodes.iter().all(Node::is_over);
        if !is_over || matches!(self.bundle.phase, BundlePhase::Closed | BundlePhase::Archived) {
            return;
        }
        let done = self.bundle.nodes.iter().filter(|node| match node.state {
            NodeState::Ended { result, .. } => result.is_done(),
            NodeState::Waiting | NodeState::Open(_) | NodeState::Cancelled { .. } => false,
        });
        let closing = match done.count() {
            _ if self.bundle.phase == BundlePhase::Withdrawn => BundleClosing::Withdrawn,
            0 => BundleClosing::Nothing,
            count if count == self.bundle.nodes.len() => BundleClosing::Completed,
            _ => BundleClosing::Partly,
        };
        self.add(BundleClosed { closing });
    }

    /// 一件事归档, when this is the last of its cases.
    fn archive(&mut self, last: CaseId) {
        let cases: Vec<CaseId> = self.bundle.nodes.iter().filter_map(Node::case).collect();
        let is_gone = |case: &CaseId| {
            *case == last || matches!(self.ctx.world.find_id(*case), Found::Archived)
        };
        if self.bundle.phase == BundlePhase::Closed && cases.iter().all(is_gone) {
            let cases = u16::try_from(cases.len()).unwrap_or(u16::MAX);
            self.add(BundleArchived { cases });
        }
    }
}
