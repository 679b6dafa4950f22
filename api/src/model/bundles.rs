//! 一件事: the bundles of a model as bundle versions.

use anyhow::Context;
use engine::bundle::{BundleDefinition, BundleEdge, BundleNode, OnRefused, Passes};
use engine::clock::working_days;
use engine::code::{ItemCode, NodeId};
use engine::command::{Command, PublishBundle};

use super::first_day;
use super::shape::{Bundle, Edge, Model};

/// What the model calls the number that a node gives to a newborn.
const SUBJECT_NUMBER: &str = "公民身份号码";

/// One version of every bundle.
pub(super) fn commands(model: &Model) -> anyhow::Result<Vec<Command>> {
    let publish = |bundle: &Bundle| {
        let definition = definition(model, bundle);
        let definition = definition.with_context(|| format!("bundle {}", bundle.id))?;
        Ok(PublishBundle { definition }.into())
    };
    model.bundles.iter().map(publish).collect()
}

/// In a model a node is named after its item.
fn node_of(item: &ItemCode) -> anyhow::Result<NodeId> {
    Ok(item.as_str().parse()?)
}

fn definition(model: &Model, bundle: &Bundle) -> anyhow::Result<BundleDefinition> {
    let node = |node: &super::shape::Node| {
        Ok(BundleNode {
            node: node_of(&node.node)?,
            item: node.node.clone(),
            mandatory: node.mandatory,
            on_refused: None,
        })
    };
    let nodes: anyhow::Result<Vec<BundleNode>> = bundle.nodes.iter().map(node).collect();
    let edges: anyhow::Result<Vec<BundleEdge>> =
        bundle.edges.iter().map(|each| edge(model, each)).collect();
    let gives = bundle.edges.iter().find(|edge| edge.passes.as_str() == SUBJECT_NUMBER);
    Ok(BundleDefinition {
        code: bundle.id.clone(),
        name: bundle.name_zh.clone(),
        lead: bundle.lead_department.clone(),
        nodes: nodes?,
        edges: edges?,
        materials: bundle.applicant_materials.clone(),
        promise: working_days(bundle.total_promise_working_days),
        on_node_refused: OnRefused::CancelDependents,
        number_from: gives.map(|edge| node_of(&edge.from)).transpose()?,
        valid_from: first_day()?,
    })
}

fn edge(model: &Model, edge: &Edge) -> anyhow::Result<BundleEdge> {
    let item = |code: &ItemCode| {
        let found = model.items.iter().find(|item| &item.id == code);
        found.with_context(|| format!("no item {code}"))
    };
    let (from, to) = (item(&edge.from)?, item(&edge.to)?);
    let made = from.result.produces_material.as_ref();
    let made = made.filter(|made| to.materials.iter().any(|need| &need.material == *made));
    let passes = match made {
        Some(paper) => Passes::Material(paper.clone()),
        None if edge.passes.as_str() == SUBJECT_NUMBER => Passes::SubjectNumber,
        None => Passes::Result,
    };
    let (from, to) = (node_of(&edge.from)?, node_of(&edge.to)?);
    Ok(BundleEdge { from, to, passes, name: edge.passes.clone() })
}
