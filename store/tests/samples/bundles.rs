//! One event of every kind that bundles have.

use engine::bundle::{
    BundleClosing, BundleDefinition, BundleEdge, BundleNode, ChosenNode, NodeDefects, NodeResult,
    OnRefused, Passes,
};

use super::*;

pub(super) fn bundles() -> Vec<Event> {
    let edge = |from, to, passes| BundleEdge {
        from: code(from),
        to: code(to),
        passes,
        name: code("证照"),
    };
    let node = |node, item, mandatory, on_refused| BundleNode {
        node: code(node),
        item: code(item),
        mandatory,
        on_refused,
    };
    let definition = BundleDefinition {
        code: code("B01"),
        name: code("新生儿一件事"),
        lead: code("WJW"),
        nodes: vec![
            node("birth", "SC-01", true, None),
            node("register", "SC-02", false, Some(OnRefused::SpareDependents)),
        ],
        edges: vec![
            edge("birth", "register", Passes::Material(code("BMC"))),
            edge("birth", "register", Passes::Result),
            edge("birth", "register", Passes::SubjectNumber),
        ],
        materials: vec![code("ID"), code("PLAN")],
        promise: budget(8),
        on_node_refused: OnRefused::CancelDependents,
        number_from: Some(code("birth")),
        valid_from: day("2026-01-01"),
    };
    let papers = || vec![material("ID", CollectionWay::Scan, Trust::B)];
    let chosen = ChosenNode { node: code("birth"), item_version: 2, delivery: DeliveryWay::Ems };
    vec![
        BundleVersionPublished { version: 3, definition }.into(),
        BundleReceived {
            number: code("YJSB01202611200001"),
            bundle: code("B01"),
            bundle_version: 3,
            channel: Channel::Mobile,
            priority: Priority::Green,
            applicant: party(5),
            agent: Some(party(6)),
            unit: code("centre"),
            lead: code("WJW"),
            materials: papers(),
            nodes: vec![chosen],
        }
        .into(),
        BundleJoined { bundle: code("YJSB01202611200001"), node: code("birth") }.into(),
        NodeOpened {
            node: code("register"),
            case: code("113600000000000000000000000000000202611200001"),
            passed: vec![code("BMC")],
        }
        .into(),
        NodeEnded {
            node: code("birth"),
            result: NodeResult::Granted,
            closing: ClosingKind::Issued,
        }
        .into(),
        NodesCancelled {
            nodes: vec![code("register")],
            because: Some(code("birth")),
            reason: code("前置环节未办成"),
        }
        .into(),
        BundleAccepted { node: code("birth"), clocks: vec![clock(ClockKind::Bundle)] }.into(),
        BundleCorrectionNoticed {
            defects: vec![NodeDefects {
                node: code("birth"),
                defects: vec![Defect { material: Some(code("ID")), what: code("看不清") }],
            }],
            limit_days: 5,
        }
        .into(),
        BundleCorrectionSubmitted { materials: papers() }.into(),
        BundleWithdrawn { reason: code("不办了") }.into(),
        SubjectBound { applicant: party(7), was: SubjectId(5), document: code("HK-1") }.into(),
        BundleClosed { closing: BundleClosing::Partly }.into(),
        BundleArchived { cases: 2 }.into(),
    ]
}
