//! Random bundles: what could be asked of one next.

use engine::bundle::{BundlePhase, NodeDefects, NodeState};
use engine::code::NodeId;
use engine::command::{
    AnswerBundleWarning, BindSubject, FireBundleAlarm, NoticeBundleCorrection, RecalculateBundle,
    SubmitBundleCorrections, WithdrawBundle,
};
use engine::id::BundleId;
use engine::lifecycle::Phase;
use engine::number;
use engine::policy::Card;
use engine::world::World;

use crate::bundles::{ASKING, BIRTH, SHOP, SPARED, submission};
use crate::given::Asked;
use crate::hall::{applicant, code, person, rep, timer, window};
use crate::items;
use crate::random::Rng;
use crate::say;

/// A submission, or something about a bundle that is open.
pub fn asked(rng: &mut Rng, world: &World) -> Asked {
    let ids: Vec<_> = world.bundles().keys().copied().collect();
    if ids.len() < 2 || rng.percent(15) {
        return window().asks(receive(rng));
    }
    let awaited = ids.iter().copied().find(|id| is_awaited(world, *id));
    let id = awaited.filter(|_| rng.percent(50)).unwrap_or_else(|| rng.pick(&ids));
    let bundle = number::format_bundle(world.setup(), id).expect("published");
    let here = world.bundles().get(&id).expect("picked among the open ones");
    let definition = &world.setup().bundle(here.definition).expect("published").definition;
    let mut begun = here.nodes.iter().filter(|node| matches!(node.state, NodeState::Open(_)));
    let node = begun.find_map(|node| definition.nodes.get(usize::from(node.place)));
    let node: NodeId = node.map_or_else(|| code("licence"), |node| node.node.clone());
    let waits_for_a_number = here.provisional.is_none() && definition.number_from.is_some();
    if waits_for_a_number && here.phase == BundlePhase::InProgress && rng.percent(40) {
        let applicant = person(200 + rng.below(50));
        let document = say::registration(world, here);
        return rep().asks(BindSubject { bundle, applicant, document });
    }
    match rng.below(10) {
        0 | 1 => {
            let defects = vec![NodeDefects { node, defects: vec![say::defect(Some(items::FORM))] }];
            window().asks(NoticeBundleCorrection { bundle, defects, limit_days: None })
        }
        2..=4 => {
            let materials = vec![say::copy(items::FORM)];
            applicant().asks(SubmitBundleCorrections { bundle, materials })
        }
        5 if rng.percent(30) => {
            applicant().asks(WithdrawBundle { bundle, reason: "不办了".into() })
        }
        6 => {
            let card = rng.pick(&[Card::Notice, Card::Yellow, Card::Red]);
            rep().asks(AnswerBundleWarning { bundle, card, answer: "已督促".into() })
        }
        7 => timer().asks(RecalculateBundle { bundle }),
        _ => timer().asks(FireBundleAlarm { bundle }),
    }
}

/// One of its cases waits for corrections.
fn is_awaited(world: &World, id: BundleId) -> bool {
    let nodes = world.bundles().get(&id).map(|bundle| &bundle.nodes);
    let mut nodes = nodes.into_iter().flatten();
    nodes.any(|node| {
        let NodeState::Open(case) = node.state else { return false };
        let case = world.cases().get(&case);
        case.is_some_and(|case| case.phase() == Phase::AwaitingCorrection)
    })
}

fn receive(rng: &mut Rng) -> engine::command::ReceiveBundle {
    let mut c = submission(rng.pick(&[SHOP, SHOP, SPARED, BIRTH, ASKING]));
    c.applicant = person(100 + rng.below(80));
    if [code(SHOP), code(SPARED)].contains(&c.bundle) && rng.percent(40) {
        c.optional = vec![code("extra")];
    }
    if rng.percent(10) {
        c.materials.clear();
    }
    c
}
