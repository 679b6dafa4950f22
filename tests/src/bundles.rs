//! The bundles of the small hall, and who asks for them.

use engine::bundle::{
    Bundle, BundleDefinition, BundleEdge, BundleNode, NodeState, OnRefused, Passes,
};
use engine::clock::working_days;
use engine::code::{BundleNumber, CaseNumber};
use engine::command::{Command, PublishBundle, ReceiveBundle};
use engine::event::Event;
use engine::item::{DeliveryWay, ItemDefinition, ResultKind};
use engine::number;
use engine::values::{Channel, Priority};
use std::sync::Arc;

use crate::given::Given;
use crate::hall::{OWNER, code, day, person};
use crate::{items, say};

/// 开店一件事: a licence, then food and sign side by side; the photograph shop may be added.
pub const SHOP: &str = "SHOP";
/// 新生儿一件事: a certificate, then the registration that gives the number, then the card.
pub const BIRTH: &str = "BIRTH";
/// Like the shop, but those that wait go on without a licence that was refused.
pub const SPARED: &str = "SPARED";

/// 办事情形: two matters, one after the other, that both ask whether the premises are rented.
pub const ASKING: &str = "ASKING";

/// An item of the second matter of [`ASKING`].
pub const SIGNBOARD: &str = "L-03";
/// The item whose result is the licence that others ask for.
pub const LICENCE: &str = "L-01";
/// An item that asks for the licence.
pub const FOOD: &str = "L-02";
/// The licence, as a paper.
pub const LICENCE_PAPER: &str = "BL";

fn node(node: &str, item: &str, mandatory: bool) -> BundleNode {
    BundleNode { node: code(node), item: code(item), mandatory, on_refused: None }
}

fn edge(from: &str, to: &str, passes: Passes) -> BundleEdge {
    BundleEdge { from: code(from), to: code(to), passes, name: "结果".into() }
}

/// The items only bundles need.
pub fn items() -> Vec<ItemDefinition> {
    let licence = ItemDefinition {
        code: code(LICENCE),
        impl_code: code("11360925MB000000014000131020000"),
        result: ResultKind {
            name: Some("营业执照".into()),
            e_licence: true,
            produces_material: Some(code(LICENCE_PAPER)),
        },
        ..items::instant()
    };
    let mut food = ItemDefinition {
        code: code(FOOD),
        impl_code: code("11360925MB000000014000131021000"),
        ..items::instant()
    };
    let mut need = food.materials.first().expect("the form").clone();
    need.material = code(LICENCE_PAPER);
    food.materials.push(need);
    let questioned = items::questioned();
    let mut signboard = ItemDefinition {
        code: code(SIGNBOARD),
        impl_code: code("11360925MB000000014000131024000"),
        situations: questioned.situations.clone(),
        ..items::instant()
    };
    let of_premises = [code(items::LEASE), code(items::DEED)];
    let asked = questioned.materials.into_iter();
    signboard.materials.extend(asked.filter(|need| of_premises.contains(&need.material)));
    vec![licence, food, signboard]
}

/// [`SHOP`]
pub fn shop() -> BundleDefinition {
    let paper = || Passes::Material(code(LICENCE_PAPER));
    BundleDefinition {
        code: code(SHOP),
        name: "开店一件事".into(),
        lead: code(OWNER),
        nodes: vec![
            node("licence", LICENCE, true),
            node("food", FOOD, true),
            node("sign", FOOD, true),
            node("extra", items::INSTANT, false),
        ],
        edges: vec![
            edge("licence", "food", paper()),
            edge("licence", "sign", paper()),
            edge("sign", "extra", Passes::Result),
        ],
        materials: vec![code(items::FORM)],
        promise: working_days(3),
        on_node_refused: OnRefused::CancelDependents,
        number_from: None,
        valid_from: day("2026-01-01"),
    }
}

/// [`SPARED`]
pub fn spared() -> BundleDefinition {
    let on_node_refused = OnRefused::SpareDependents;
    BundleDefinition { code: code(SPARED), on_node_refused, ..shop() }
}

/// [`BIRTH`]
pub fn birth() -> BundleDefinition {
    BundleDefinition {
        code: code(BIRTH),
        name: "新生儿一件事".into(),
        nodes: vec![
            node("birth", LICENCE, true),
            node("register", FOOD, true),
            node("card", items::PROMISE, true),
        ],
        edges: vec![
            edge("birth", "register", Passes::Material(code(LICENCE_PAPER))),
            edge("register", "card", Passes::SubjectNumber),
        ],
        materials: vec![code(items::FORM), code(items::ID_CARD), code(items::PLAN)],
        promise: working_days(10),
        number_from: Some(code("register")),
        ..shop()
    }
}

/// [`ASKING`]
pub fn asking() -> BundleDefinition {
    let papers = [items::FORM, items::ID_CARD, items::LEASE, items::DEED];
    BundleDefinition {
        code: code(ASKING),
        name: "开店带招牌一件事".into(),
        nodes: vec![node("room", items::QUESTIONED, true), node("sign", SIGNBOARD, true)],
        edges: vec![edge("room", "sign", Passes::Result)],
        materials: papers.map(code).into(),
        promise: working_days(5),
        ..shop()
    }
}

/// Every bundle of the hall.
pub fn all() -> Vec<BundleDefinition> {
    vec![shop(), birth(), spared(), asking()]
}

/// 发布一件事版本
pub fn publish(definition: BundleDefinition) -> Command {
    PublishBundle { definition }.into()
}

/// A submission of person 1 at a window, with every paper, for the counter.
pub fn submission(bundle: &str) -> ReceiveBundle {
    let papers: &[&str] = match bundle {
        BIRTH => &[items::FORM, items::ID_CARD, items::PLAN],
        ASKING => &[items::FORM, items::ID_CARD, items::LEASE],
        _ => &[items::FORM],
    };
    let answers = (bundle == ASKING).then(|| (code(items::PREMISES), code(items::RENTED)));
    ReceiveBundle {
        bundle: code(bundle),
        channel: Channel::Window,
        priority: Priority::Normal,
        applicant: person(1),
        agent: None,
        materials: papers.iter().map(|paper| say::copy(paper)).collect(),
        optional: Vec::new(),
        answers: answers.into_iter().collect(),
        delivery: DeliveryWay::Counter,
        deliveries: Vec::new(),
        first_asked: None,
        ticket: None,
    }
}

impl Given {
    /// The bundle last received.
    #[track_caller]
    pub fn bundle(&self) -> Arc<Bundle> {
        let last = self.world.bundles().values().max_by_key(|bundle| bundle.received_at);
        Arc::clone(last.expect("a bundle was received"))
    }

    /// Its number.
    pub fn bundle_number(&self) -> BundleNumber {
        let number = number::format_bundle(self.world.setup(), self.bundle().id);
        number.expect("a published bundle")
    }

    /// The state of one of its nodes.
    #[track_caller]
    pub fn node(&self, node: &str) -> NodeState {
        let bundle = self.bundle();
        let definition =
            &self.world.setup().bundle(bundle.definition).expect("published").definition;
        bundle.node(definition, &code(node)).expect("asked for").state
    }

    /// The case of one of its nodes.
    #[track_caller]
    pub fn child(&self, node: &str) -> CaseNumber {
        let bundle = self.bundle();
        let definition =
            &self.world.setup().bundle(bundle.definition).expect("published").definition;
        let case = bundle.node(definition, &code(node)).expect("asked for").case();
        number::format(self.world.setup(), case.expect("it has begun")).expect("published")
    }

    /// The item version of one of its nodes.
    #[track_caller]
    pub fn item_of(&self, node: &str) -> ItemDefinition {
        let (bundle, setup) = (self.bundle(), self.world.setup());
        let definition = &setup.bundle(bundle.definition).expect("published").definition;
        let item = bundle.node(definition, &code(node)).expect("asked for").item;
        setup.item(item).expect("published").definition.clone()
    }

    /// The names of the events of the last command, with those of bundles and cases alike.
    pub fn happened(&self) -> Vec<&'static str> {
        self.last.iter().map(|event: &Event| event.kind().name()).collect()
    }
}
