//! 投影: the queues and alarms that the engine keeps, against a naive sort of the cases.

use std::sync::Arc;

use engine::case::Case;
use engine::id::CaseId;
use engine::queue::{Place, QueueId, alarm, places};
use engine::router::Router;
use engine::time::Timestamp;
use engine::world::World;

use crate::finding::{Finding, FindingKind};

/// Compares the indexes of a folded world, and the router made of it, with a naive sort of its
/// cases.
pub fn check_projections(world: &World) -> Vec<Finding> {
    let router = Router::of(world);
    let places = naive_places(world);
    let alarms = naive_alarms(world);
    let kept_alarms: Vec<(Timestamp, CaseId)> = world.alarms().iter().copied().collect();
    let ids: Vec<CaseId> = world.cases().keys().copied().collect();
    let is_shown = |(id, case): (&CaseId, &Arc<Case>)| router.case(*id).as_ref() == Some(case);
    let checks = [
        (world.places().iter().eq(&places), "the places in the writer's queues"),
        (router.places() == places, "the places in the router's queues"),
        (kept_alarms == alarms, "the writer's armed alarms"),
        (router.alarms(None, usize::MAX) == alarms, "the router's armed alarms"),
        (router.case_ids() == ids, "the router's open cases"),
        (world.cases().iter().all(is_shown), "the router's view of a case"),
        (lengths_fit(&router, &places), "the lengths of the router's queues"),
    ];
    let wrong = checks.into_iter().filter(|(fits, _)| !fits);
    let finding = |(_, what): (bool, &str)| {
        FindingKind::Projection.at(world.seq(), format!("{what} differ from a naive sort"))
    };
    wrong.map(finding).collect()
}

fn naive_places(world: &World) -> Vec<Place> {
    let of = |case: &Arc<Case>| {
        let item = world.setup().item(case.item);
        item.map_or(Vec::new(), |item| places(case, &item.definition))
    };
    let mut found: Vec<Place> = world.cases().values().flat_map(of).collect();
    found.sort_unstable();
    found
}

fn naive_alarms(world: &World) -> Vec<(Timestamp, CaseId)> {
    let of = |case: &Arc<Case>| alarm(case).map(|at| (at, case.id));
    let mut alarms: Vec<(Timestamp, CaseId)> = world.cases().values().filter_map(of).collect();
    alarms.sort_unstable();
    alarms
}

fn lengths_fit(router: &Router, places: &[Place]) -> bool {
    let lengths: Vec<(QueueId, u64)> =
        router.queues().into_iter().filter(|(_, length)| *length > 0).collect();
    let mut counted: Vec<(QueueId, u64)> = Vec::new();
    for place in places {
        match counted.last_mut() {
            Some((queue, count)) if *queue == place.queue => *count += 1,
            Some(_) | None => counted.push((place.queue.clone(), 1)),
        }
    }
    lengths == counted
}
