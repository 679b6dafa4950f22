//! One bundle for each phase, one event of bundles for each kind.

use engine::bundle::{
    Bundle, BundleClosing, BundlePhase, ChosenNode, NodeDefects, NodeResult, NodeState, Position,
};
use engine::clock::{Clock, ClockKind, ClockStart, Reckoning, working_days};
use engine::event::{
    BundleAccepted, BundleArchived, BundleClosed, BundleCorrectionNoticed,
    BundleCorrectionSubmitted, BundleJoined, BundleReceived, BundleVersionPublished,
    BundleWithdrawn, Event, EventKind, NodeEnded, NodeOpened, NodesCancelled, SubjectBound,
};
use engine::id::{BundleId, CaseId, SubjectId};
use engine::item::DeliveryWay;
use engine::setup::Setup;
use engine::values::{Channel, ClosingKind, Priority};
use tests::given::Given;
use tests::hall::{OWNER, admin, at, code, day, person};
use tests::{bundles, say};

/// The hall with its bundles.
pub(crate) fn hall() -> Given {
    Given::hall()
}

/// A bundle that stands in a phase: its first node is open, the second waits.
pub(crate) fn bundle_in(setup: &Setup, phase: BundlePhase) -> Bundle {
    let here = Position { seq: 100, at: at("2026-03-02 09:00") };
    let id = BundleId::new(0, day("2026-03-02"), 1).expect("an id");
    let mut bundle = Bundle::received(id, setup, &received(), here).expect("published");
    let case = CaseId::new(0, day("2026-03-02"), 1).expect("an id");
    bundle.nodes[0].state = NodeState::Open(case);
    bundle.clock = Some(Clock::started(&clock()));
    bundle.phase = phase;
    bundle
}

fn clock() -> ClockStart {
    let reckoning = Reckoning {
        due: Some(day("2026-03-16")),
        provisional: false,
        calendar: 1,
        rungs: [].into(),
    };
    let (kind, start) = (ClockKind::Bundle, day("2026-03-02"));
    ClockStart { kind, start, budget: working_days(10), policy: 1, reckoning }
}

fn received() -> BundleReceived {
    let node = |node: &str| ChosenNode {
        node: code(node),
        item_version: 1,
        delivery: DeliveryWay::Counter,
    };
    BundleReceived {
        number: code("YJSSHOP202603020001"),
        bundle: code(bundles::SHOP),
        bundle_version: 1,
        channel: Channel::Window,
        priority: Priority::Normal,
        applicant: person(1),
        agent: None,
        unit: code("centre"),
        lead: code(OWNER),
        materials: vec![say::copy("FORM")],
        nodes: vec![node("licence"), node("food")],
    }
}

/// An event of a kind.
#[expect(clippy::wildcard_enum_match_arm, reason = "the other kinds have their own file")]
pub(crate) fn event_of(kind: EventKind) -> Event {
    let node = || code("licence");
    match kind {
        EventKind::BundleVersionPublished => {
            BundleVersionPublished { version: 1, definition: bundles::shop() }.into()
        }
        EventKind::BundleReceived => received().into(),
        EventKind::BundleJoined => {
            BundleJoined { bundle: code("YJSSHOP202603020001"), node: node() }.into()
        }
        EventKind::NodeOpened => NodeOpened {
            node: code("food"),
            case: code("11360925MB000000014000131001000202603020001"),
            passed: Vec::new(),
        }
        .into(),
        EventKind::NodeEnded => {
            NodeEnded { node: node(), result: NodeResult::Granted, closing: ClosingKind::Issued }
                .into()
        }
        EventKind::NodesCancelled => NodesCancelled {
            nodes: vec![code("food")],
            because: Some(node()),
            reason: "前置环节未办成".into(),
        }
        .into(),
        EventKind::BundleAccepted => BundleAccepted { node: node(), clocks: vec![clock()] }.into(),
        EventKind::BundleCorrectionNoticed => BundleCorrectionNoticed {
            defects: vec![NodeDefects { node: node(), defects: vec![say::defect(None)] }],
            limit_days: 5,
        }
        .into(),
        EventKind::BundleCorrectionSubmitted => {
            BundleCorrectionSubmitted { materials: vec![say::copy("FORM")] }.into()
        }
        EventKind::BundleWithdrawn => BundleWithdrawn { reason: "不办了".into() }.into(),
        EventKind::SubjectBound => {
            SubjectBound { applicant: person(9), was: SubjectId(1), document: code("D-1") }.into()
        }
        EventKind::BundleClosed => BundleClosed { closing: BundleClosing::Completed }.into(),
        EventKind::BundleArchived => BundleArchived { cases: 2 }.into(),
        other => panic!("no sample of {other:?}"),
    }
}

/// A hall that publishes bundles is set up by its administrator.
#[test]
fn the_samples_stand_in_a_hall_with_bundles() {
    assert_eq!(hall().world.setup().bundles().len(), bundles::all().len());
    let again = admin().asks(bundles::publish(bundles::shop()));
    assert!(matches!(
        hall().decide(again, "2026-01-05 09:00"),
        Ok(engine::decide::Decision::AlreadySo(_))
    ));
}
