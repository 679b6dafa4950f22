//! Events of bundles. Frozen.

use engine::bundle::Passes;
use engine::code::MaterialCode;
use serde::{Deserialize, Serialize};

use super::values::{Budget, ClockStart, Defect, MaterialCopy, Party};
use crate::stored::{DecodeProblem, Stored, stored};

/// Where the structs below come from.
mod domain {
    pub(super) use engine::bundle::{
        BundleDefinition, BundleEdge, BundleNode, ChosenNode, NodeDefects,
    };
    pub(super) use engine::event::{
        BundleAccepted, BundleArchived, BundleClosed, BundleCorrectionNoticed,
        BundleCorrectionSubmitted, BundleJoined, BundleReceived, BundleVersionPublished,
        BundleWithdrawn, NodeEnded, NodeOpened, NodesCancelled, SubjectBound,
    };
}

stored! {
    BundleVersionPublished<'a> { version: u32, definition: BundleDefinition<'a> }
    BundleDefinition<'a> {
        code: &'a str,
        name: &'a str,
        lead: &'a str,
        nodes: Vec<BundleNode<'a>>,
        edges: Vec<BundleEdge<'a>>,
        materials: Vec<&'a str>,
        promise: Budget,
        on_node_refused: u8,
        number_from: Option<&'a str>,
        valid_from: i32,
    }
    BundleNode<'a> { node: &'a str, item: &'a str, mandatory: bool, on_refused: Option<u8> }
    BundleEdge<'a> { from: &'a str, to: &'a str, passes: DiskPasses<'a>, name: &'a str }
    BundleReceived<'a> {
        number: &'a str,
        bundle: &'a str,
        bundle_version: u32,
        channel: u8,
        priority: u8,
        applicant: Party<'a>,
        agent: Option<Party<'a>>,
        unit: &'a str,
        lead: &'a str,
        materials: Vec<MaterialCopy<'a>>,
        nodes: Vec<ChosenNode<'a>>,
    }
    ChosenNode<'a> { node: &'a str, item_version: u32, delivery: u8 }
    BundleJoined<'a> { bundle: &'a str, node: &'a str }
    NodeOpened<'a> { node: &'a str, case: &'a str, passed: Vec<&'a str> }
    NodeEnded<'a> { node: &'a str, result: u8, closing: u8 }
    NodesCancelled<'a> { nodes: Vec<&'a str>, because: Option<&'a str>, reason: &'a str }
    BundleAccepted<'a> { node: &'a str, clocks: Vec<ClockStart> }
    BundleCorrectionNoticed<'a> { defects: Vec<NodeDefects<'a>>, limit_days: u16 }
    NodeDefects<'a> { node: &'a str, defects: Vec<Defect<'a>> }
    BundleCorrectionSubmitted<'a> { materials: Vec<MaterialCopy<'a>> }
    BundleWithdrawn<'a> { reason: &'a str }
    SubjectBound<'a> { applicant: Party<'a>, was: u64, document: &'a str }
    BundleClosed { closing: u8 }
    BundleArchived { cases: u16 }
}

/// What passes from one node to another: 1 its result, 2 a paper, 3 the number it gives; the paper's code.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct DiskPasses<'a> {
    kind: u8,
    material: Option<&'a str>,
}

impl Stored for Passes {
    type Disk<'a> = DiskPasses<'a>;
    fn to_disk(&self) -> DiskPasses<'_> {
        match self {
            Passes::Result => DiskPasses { kind: 1, material: None },
            Passes::Material(material) => DiskPasses { kind: 2, material: Some(material.as_str()) },
            Passes::SubjectNumber => DiskPasses { kind: 3, material: None },
        }
    }
    fn from_disk(disk: DiskPasses<'_>) -> Result<Passes, DecodeProblem> {
        match (disk.kind, disk.material) {
            (1, None) => Ok(Passes::Result),
            (2, Some(material)) => MaterialCode::from_disk(material).map(Passes::Material),
            (3, None) => Ok(Passes::SubjectNumber),
            (number, _) => Err(DecodeProblem::Number { what: "Passes", number }),
        }
    }
}
