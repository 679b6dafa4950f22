//! 一件事目录: a bundle as it is published: which items, in which order, with which one set of papers.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::code::{BundleCode, ItemCode, MaterialCode, NodeId, Reference, Text, UnitId};
use crate::due::{Budget, Unit};
use crate::item::{CaseType, ItemDefinition, Necessity, working_days};
use crate::limits::LIST_ENTRIES_MAX;
use crate::refusal::{Refusal, Rule};
use crate::setup::{ItemVersion, Setup};
use crate::time::Day;

/// The place of a bundle version in the catalogue, in order of publication.
pub type BundleNo = u32;

/// 一个环节未获准时 what becomes of those that wait for a node that failed.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum OnRefused {
    /// 取消后续: they, and those after them, are not begun; the others go on.
    CancelDependents,
    /// 后续照办: they begin without what it would have delivered.
    SpareDependents,
}

/// 节点 one matter of a bundle, handled as a case of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BundleNode {
    /// Its name inside the bundle.
    pub node: NodeId,
    /// The item it is a case of.
    pub item: ItemCode,
    /// 必办; else the applicant chooses it.
    pub mandatory: bool,
    /// What its failure means for those that wait for it; the bundle's own rule where absent.
    #[serde(default)]
    pub on_refused: Option<OnRefused>,
}

/// 传递 what a node needs of another before it can begin.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Passes {
    /// Its result alone, as a fact.
    Result,
    /// Its result as a paper of the next.
    Material(MaterialCode),
    /// 公民身份号码 the number that it gives to a person who had none.
    SubjectNumber,
}

/// 先后 a node begins when the other has delivered.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BundleEdge {
    /// Which delivers.
    pub from: NodeId,
    /// Which waits for it.
    pub to: NodeId,
    /// What passes.
    pub passes: Passes,
    /// The name people have for it.
    pub name: Text,
}

/// 一件事版本 one published version of a bundle (row 65).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BundleDefinition {
    /// The hall's own short code.
    pub code: BundleCode,
    /// Its name.
    pub name: Text,
    /// 牵头部门: leads where the applicant asked none of the departments first (row 37).
    pub lead: UnitId,
    /// 节点
    pub nodes: Vec<BundleNode>,
    /// 先后
    #[serde(default)]
    pub edges: Vec<BundleEdge>,
    /// 一套材料: every paper the applicant brings, each once. What one node makes for another is not among them.
    pub materials: Vec<MaterialCode>,
    /// 限时办结: its own promise, beside the limits of its cases.
    pub promise: Budget,
    /// What the failure of a node means for those that wait for it.
    pub on_node_refused: OnRefused,
    /// 暂用标识: the applicant has no number yet; this node gives it (新生儿).
    #[serde(default)]
    pub number_from: Option<NodeId>,
    /// 生效日期 the first day on which it is taken in.
    pub valid_from: Day,
}

/// 一件事版本 as published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BundleVersion {
    /// Its place in the catalogue.
    pub no: BundleNo,
    /// From 1 for each code.
    pub version: u32,
    /// The order in which its code was first published; part of the ids of its cases.
    pub ordinal: u32,
    /// The definition.
    pub definition: BundleDefinition,
}

fn bad(detail: impl Into<std::borrow::Cow<'static, str>>) -> Refusal {
    Rule::BadBundle.because(detail)
}

/// 一表申请: a question that two matters ask is asked once, so both have the same options for it.
fn one_question_once<'a>(items: impl Iterator<Item = &'a ItemDefinition>) -> Result<(), Refusal> {
    let mut asked: BTreeMap<&Reference, (BTreeSet<&Reference>, &ItemCode)> = BTreeMap::new();
    for item in items {
        for situation in &item.situations {
            let question = &situation.question;
            let options: BTreeSet<&Reference> =
                situation.options.iter().map(|option| &option.option).collect();
            let first = asked.entry(question).or_insert_with(|| (options.clone(), &item.code));
            if options != first.0 {
                let one = first.1;
                let detail = format!("{one} and {} ask {question} with other options", item.code);
                return Err(bad(detail));
            }
        }
    }
    Ok(())
}

impl BundleDefinition {
    /// The node of a name.
    pub fn node(&self, id: &NodeId) -> Option<&BundleNode> {
        self.nodes.iter().find(|node| &node.node == id)
    }

    /// What a node waits for.
    pub fn edges_into<'a>(&'a self, id: &'a NodeId) -> impl Iterator<Item = &'a BundleEdge> {
        self.edges.iter().filter(move |edge| &edge.to == id)
    }

    /// What waits for a node.
    pub fn edges_out_of<'a>(&'a self, id: &'a NodeId) -> impl Iterator<Item = &'a BundleEdge> {
        self.edges.iter().filter(move |edge| &edge.from == id)
    }

    /// What the failure of a node means for those that wait for it.
    pub fn on_refused(&self, id: &NodeId) -> OnRefused {
        self.node(id).and_then(|node| node.on_refused).unwrap_or(self.on_node_refused)
    }

    /// All that wait for a node, directly or through others, in the order of the bundle.
    pub fn dependents(&self, id: &NodeId) -> Vec<&NodeId> {
        let mut reached: BTreeSet<&NodeId> = BTreeSet::new();
        let mut next = vec![id];
        while let Some(from) = next.pop() {
            next.extend(self.edges.iter().filter(|e| &e.from == from).filter_map(|edge| {
                let to = self.node(&edge.to).map(|node| &node.node)?;
                reached.insert(to).then_some(to)
            }));
        }
        self.nodes.iter().map(|node| &node.node).filter(|node| reached.contains(node)).collect()
    }

    /// What must hold by itself before a version is published.
    pub fn check(&self) -> Result<(), Refusal> {
        for len in [self.nodes.len(), self.edges.len(), self.materials.len()] {
            if len > LIST_ENTRIES_MAX {
                let detail = format!("{len} entries of a list, at most {LIST_ENTRIES_MAX}");
                return Err(Rule::TooLong.because(detail));
            }
        }
        if self.nodes.iter().all(|node| !node.mandatory) {
            return Err(bad("no node is mandatory"));
        }
        let names: BTreeSet<&NodeId> = self.nodes.iter().map(|node| &node.node).collect();
        let papers: BTreeSet<&MaterialCode> = self.materials.iter().collect();
        if names.len() < self.nodes.len() || papers.len() < self.materials.len() {
            return Err(bad("a node or a material is listed twice"));
        }
        self.check_edges()?;
        self.check_number()?;
        self.order().map(|_| ())
    }

    fn check_edges(&self) -> Result<(), Refusal> {
        let mut seen = BTreeSet::new();
        for edge in &self.edges {
            let (Some(from), Some(to)) = (self.node(&edge.from), self.node(&edge.to)) else {
                return Err(Rule::UnknownNode.because(format!("{} or {}", edge.from, edge.to)));
            };
            if !seen.insert((&edge.from, &edge.to, &edge.passes)) {
                return Err(bad(format!("{} to {} is listed twice", edge.from, edge.to)));
            }
            if to.mandatory && !from.mandatory {
                let detail = format!("{} is mandatory, {} before it is not", to.node, from.node);
                return Err(bad(detail));
            }
        }
        Ok(())
    }

    fn check_number(&self) -> Result<(), Refusal> {
        let gives = self.number_from.as_ref();
        if let Some(gives) = gives
            && !self.node(gives).is_some_and(|node| node.mandatory)
        {
            return Err(bad(format!("{gives} gives the number: a mandatory node of the bundle")));
        }
        let passes_number = |edge: &&BundleEdge| edge.passes == Passes::SubjectNumber;
        match self.edges.iter().filter(passes_number).find(|edge| Some(&edge.from) != gives) {
            Some(edge) => Err(bad(format!("{} gives no number: number_from", edge.from))),
            None => Ok(()),
        }
    }

    /// The nodes, each after all it waits for; refused where they wait for one another in a circle.
    fn order(&self) -> Result<Vec<&BundleNode>, Refusal> {
        let mut order: Vec<&BundleNode> = Vec::with_capacity(self.nodes.len());
        let mut placed: BTreeSet<&NodeId> = BTreeSet::new();
        // Each round places at least one node, so there are at most as many rounds as nodes.
        while order.len() < self.nodes.len() {
            let is_free = |node: &&BundleNode| {
                !placed.contains(&node.node)
                    && self.edges_into(&node.node).all(|edge| placed.contains(&edge.from))
            };
            let free: Vec<&BundleNode> = self.nodes.iter().filter(is_free).collect();
            if free.is_empty() {
                let stuck = self.nodes.iter().map(|node| &node.node);
                let stuck: Vec<&str> =
                    stuck.filter(|n| !placed.contains(n)).map(NodeId::as_str).collect();
                return Err(Rule::BundleCycle.because(stuck.join(", ")));
            }
            placed.extend(free.iter().map(|node| &node.node));
            order.extend(free);
        }
        Ok(order)
    }

    /// What must hold against the catalogue of a day: items in force, papers that fit, a promise that can be kept.
    pub fn check_against(&self, setup: &Setup, on: Day) -> Result<(), Refusal> {
        let mut items: BTreeMap<&NodeId, &ItemVersion> = BTreeMap::new();
        for node in &self.nodes {
            let Some(item) = setup.item_in_force(&node.item, on.max(self.valid_from)) else {
                return Err(Rule::NotPublished.because(format!("{} of {}", node.item, node.node)));
            };
            self.check_node(node, &item.definition)?;
            items.insert(&node.node, item);
        }
        let lead = |node: &&BundleNode| {
            items.get(&node.node).is_some_and(|item| item.definition.department == self.lead)
        };
        if !self.nodes.iter().any(|node| lead(&node)) {
            return Err(bad(format!("{} leads, but has no item in the bundle", self.lead)));
        }
        for edge in &self.edges {
            let (from, to) = (items.get(&edge.from), items.get(&edge.to));
            if let (Passes::Material(paper), Some(from), Some(to)) = (&edge.passes, from, to) {
                let is_made = from.definition.result.produces_material.as_ref() == Some(paper);
                let is_needed = to.definition.materials.iter().any(|need| &need.material == paper);
                if !is_made || !is_needed {
                    let detail = format!(
                        "{paper}: {} has to produce it, {} has to list it",
                        from.definition.code, to.definition.code
                    );
                    return Err(bad(detail));
                }
            }
        }
        let listed = |paper: &MaterialCode| {
            let needs = items.values().flat_map(|item| &item.definition.materials);
            needs.into_iter().any(|need| &need.material == paper)
        };
        if let Some(stray) = self.materials.iter().find(|paper| !listed(paper)) {
            return Err(
                Rule::UnknownMaterial.because(format!("no item of {} asks {stray}", self.code))
            );
        }
        one_question_once(items.values().map(|item| &item.definition))?;
        self.check_promise(&items)
    }

    fn check_node(&self, node: &BundleNode, item: &ItemDefinition) -> Result<(), Refusal> {
        if item.not_pooled {
            let detail = format!("{}: secret and fund-safety items go their own way", item.code);
            return Err(bad(detail));
        }
        if item.case_type == CaseType::ReportUp && self.edges_out_of(&node.node).next().is_some() {
            return Err(bad(format!("{}: what is decided above delivers nothing here", item.code)));
        }
        let is_passed = |paper: &MaterialCode| {
            let material = Passes::Material(paper.clone());
            self.edges_into(&node.node).any(|edge| edge.passes == material)
        };
        let missing = item.materials.iter().find(|need| {
            need.necessity != Necessity::Optional
                && !self.materials.contains(&need.material)
                && !is_passed(&need.material)
        });
        match missing {
            Some(need) => {
                let detail =
                    format!("{} of {} is neither brought nor passed", need.material, item.code);
                Err(bad(detail))
            }
            None => Ok(()),
        }
    }

    /// The promises along the longest way may not add up to more than the bundle's.
    fn check_promise(&self, items: &BTreeMap<&NodeId, &ItemVersion>) -> Result<(), Refusal> {
        let mut ready: BTreeMap<&NodeId, u32> = BTreeMap::new();
        for node in self.order()? {
            let before = self.edges_into(&node.node).filter_map(|edge| ready.get(&edge.from)).max();
            let own = items.get(&node.node).map_or(0, |item| working_days(item.definition.promise));
            let at = before.copied().unwrap_or(0).saturating_add(own);
            ready.insert(&node.node, at);
        }
        let longest = ready.values().copied().max().unwrap_or(0);
        if longest > working_days(self.promise) {
            // In seventieths of a working day.
            let detail = format!(
                "the longest way takes {} working days, the promise is {} {}",
                longest.div_ceil(70),
                self.promise.days,
                if self.promise.unit == Unit::WorkingDays {
                    "working days"
                } else {
                    "natural days"
                }
            );
            return Err(Rule::BundlePromise.because(detail));
        }
        Ok(())
    }
}
