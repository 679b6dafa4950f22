//! 一表 the one form of a bundle: what the applicant chooses, answers and brings, each once (rows 65, 88).

use schemars::JsonSchema;
use serde::Serialize;

use crate::code::{BundleCode, ItemCode, MaterialCode, NodeId, Reference, Text};
use crate::item::{DeliveryWay, ItemDefinition, MaterialNeed, Necessity, SituationOption};
use crate::setup::Setup;
use crate::time::Day;

use super::{BundleNode, BundleVersion};

/// 一表
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Form {
    /// Which bundle.
    pub bundle: BundleCode,
    /// Its version.
    pub version: u32,
    /// Its name.
    pub name: Text,
    /// 事项 what may be asked for.
    pub matters: Vec<FormMatter>,
    /// 办事情形 each question once.
    pub questions: Vec<FormQuestion>,
    /// 一套材料 each paper once.
    pub materials: Vec<FormMaterial>,
}

/// 事项
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FormMatter {
    /// Its name inside the bundle.
    pub node: NodeId,
    /// 事项
    pub item: ItemCode,
    /// 事项名称
    pub name: Text,
    /// 必办; else it is chosen in `optional`.
    pub mandatory: bool,
    /// What it waits for: whoever chooses it chooses them too.
    pub waits_for: Vec<NodeId>,
    /// 出件方式 it offers.
    pub delivery: Vec<DeliveryWay>,
}

/// 问题
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FormQuestion {
    /// Its short name, the key in `answers`.
    pub question: Reference,
    /// What is asked.
    pub text: Text,
    /// 选项 of which one is chosen.
    pub options: Vec<FormOption>,
    /// It is asked where one of these is chosen.
    pub asked_by: Vec<NodeId>,
}

/// 选项
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FormOption {
    /// Its short name.
    pub option: Reference,
    /// 答案
    pub text: Text,
}

/// 材料
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FormMaterial {
    /// Which.
    pub material: MaterialCode,
    /// Who needs it, and when.
    pub needed_by: Vec<FormNeed>,
}

/// 需要材料的事项
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FormNeed {
    /// The matter.
    pub node: NodeId,
    /// 必要性
    pub necessity: Necessity,
    /// The answers that ask for it; it is always needed where none is named.
    pub only_for: Vec<FormAnswer>,
    /// 电子证照 from which it can be fetched, with consent.
    pub e_licence: Option<Reference>,
}

/// One answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FormAnswer {
    /// The question.
    pub question: Reference,
    /// The option.
    pub option: Reference,
}

impl Form {
    /// The form of a bundle version with the items that are in force on a day; a matter whose item is not has no place.
    pub fn of(setup: &Setup, version: &BundleVersion, on: Day) -> Form {
        let definition = &version.definition;
        let nodes = definition.nodes.iter();
        let matters: Vec<(&BundleNode, &ItemDefinition)> = nodes
            .filter_map(|node| Some((node, &setup.item_in_force(&node.item, on)?.definition)))
            .collect();
        let materials = definition.materials.iter().map(|material| FormMaterial {
            material: material.clone(),
            needed_by: matters
                .iter()
                .filter_map(|(node, item)| need(node, item, material))
                .collect(),
        });
        Form {
            bundle: definition.code.clone(),
            version: version.version,
            name: definition.name.clone(),
            questions: questions(&matters),
            materials: materials.collect(),
            matters: matters
                .iter()
                .map(|(node, item)| FormMatter {
                    node: node.node.clone(),
                    item: node.item.clone(),
                    name: item.name.clone(),
                    mandatory: node.mandatory,
                    waits_for: definition.edges_into(&node.node).map(|e| e.from.clone()).collect(),
                    delivery: item.delivery.clone(),
                })
                .collect(),
        }
    }
}

/// In the order in which the matters ask; publication sees to it that all who ask have the same options.
fn questions(matters: &[(&BundleNode, &ItemDefinition)]) -> Vec<FormQuestion> {
    let mut questions: Vec<FormQuestion> = Vec::new();
    for (node, item) in matters {
        for situation in &item.situations {
            let known = questions.iter_mut().find(|known| known.question == situation.question);
            if let Some(known) = known {
                known.asked_by.push(node.node.clone());
                continue;
            }
            let option = |option: &SituationOption| FormOption {
                option: option.option.clone(),
                text: option.text.clone(),
            };
            questions.push(FormQuestion {
                question: situation.question.clone(),
                text: situation.text.clone(),
                options: situation.options.iter().map(option).collect(),
                asked_by: vec![node.node.clone()],
            });
        }
    }
    questions
}

fn need(node: &BundleNode, item: &ItemDefinition, material: &MaterialCode) -> Option<FormNeed> {
    let need: &MaterialNeed = item.need(material)?;
    let mut only_for = Vec::new();
    for situation in &item.situations {
        let asking = situation.options.iter().filter(|option| option.materials.contains(material));
        only_for.extend(asking.map(|option| FormAnswer {
            question: situation.question.clone(),
            option: option.option.clone(),
        }));
    }
    Some(FormNeed {
        node: node.node.clone(),
        necessity: need.necessity,
        only_for,
        e_licence: need.e_licence.clone(),
    })
}
