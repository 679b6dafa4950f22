//! 投影: the queues and alarms that the engine keeps, against a naive sort of the cases.

use std::sync::Arc;

use engine::case::Case;
use engine::id::CaseId;
use engine::queue::{Place, QueueId, alarm, places};
use engine::router::Router;
use engine::time::Timestamp;
use engine::world::World;

use crate::finding::{Finding, FindingKind};

/// Compares the indexes of a folded world, and the router made of it, with a naive sort of what it
/// holds.
pub fn check_projections(world: &World) -> Vec<Finding> {
    check(world, world, &Router::of(world))
}

/// Compares the indexes that are kept, and those of a router, with a naive sort of what a world holds.
pub fn check(world: &World, kept: &World, router: &Router) -> Vec<Finding> {
    let places = naive_places(world);
    let alarms = naive_alarms(world);
    let of_bundles = naive(world.bundles().values().map(|bundle| (bundle.alarm(), bundle.id)));
    let of_voices = naive(world.voices().values().map(|voice| (voice.alarm(), voice.id)));
    let ids: Vec<CaseId> = world.cases().keys().copied().collect();
    let is_shown = |(id, case): (&CaseId, &Arc<Case>)| router.case(*id).as_ref() == Some(case);
    let mut bundles = world.bundles().iter();
    let checks = [
        (kept.places().iter().eq(&places), "the places in the writer's queues"),
        (router.places() == places, "the places in the router's queues"),
        (kept.alarms().iter().eq(&alarms), "the writer's armed alarms"),
        (router.alarms(None, usize::MAX) == alarms, "the router's armed alarms"),
        (kept.bundle_alarms().iter().eq(&of_bundles), "the writer's alarms of bundles"),
        (router.bundle_alarms(None, usize::MAX) == of_bundles, "the router's alarms of bundles"),
        (kept.voice_alarms().iter().eq(&of_voices), "the writer's alarms of voices"),
        (router.voice_alarms(None, usize::MAX) == of_voices, "the router's alarms of voices"),
        (router.case_ids() == ids, "the router's open cases"),
        (world.cases().iter().all(is_shown), "the router's view of a case"),
        (lengths_fit(router, &places), "the lengths of the router's queues"),
        (router.bundle_ids().iter().eq(world.bundles().keys()), "the router's bundles"),
        (
            bundles.all(|(id, it)| router.bundle(*id).as_ref() == Some(it)),
            "the router's view of a bundle",
        ),
        (router.voices(None).eq(world.voices().values().cloned()), "the router's voices"),
        (router.ticket_days().iter().eq(world.ticket_days().values()), "the router's tickets"),
    ];
    let wrong = checks.into_iter().filter(|(fits, _)| !fits);
    let finding = |(_, what): (bool, &str)| {
        FindingKind::Projection.at(world.seq(), format!("{what} differ from a naive sort"))
    };
    wrong.map(finding).collect()
}

fn naive<I: Ord>(alarms: impl Iterator<Item = (Option<Timestamp>, I)>) -> Vec<(Timestamp, I)> {
    let mut alarms: Vec<(Timestamp, I)> =
        alarms.filter_map(|(at, id)| at.map(|at| (at, id))).collect();
    alarms.sort_unstable();
    alarms
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
    naive(world.cases().values().map(|case| (alarm(case), case.id)))
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
