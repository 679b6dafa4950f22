//! The model without an index: queues, alarms and case views computed from scratch out of the log.

use std::collections::BTreeMap;
use std::sync::Arc;

use engine::case::Case;
use engine::id::{BundleId, CaseId, VoiceId};
use engine::port::PortKind;
use engine::queue::{Place, QueueId, alarm, places as places_of};
use engine::record::Commit;
use engine::router::Router;
use engine::ticket::TicketDay;
use engine::time::{Day, Timestamp};
use engine::world::{Asked, World, asks};

/// The world of a log.
///
/// # Panics
/// When the log holds what cannot have happened.
pub fn replay(base: &World, commits: &[Commit]) -> World {
    let mut world = base.clone();
    for commit in commits {
        world.evolve(commit).expect("the log holds a legal history");
    }
    world
}

/// Every place of every open case, sorted.
pub fn places(world: &World) -> Vec<Place> {
    let item = |case: &Case| world.setup().item(case.item);
    let of =
        |case: &Arc<Case>| item(case).map_or(Vec::new(), |item| places_of(case, &item.definition));
    let mut places: Vec<Place> = world.cases().values().flat_map(of).collect();
    places.sort_unstable();
    places
}

/// The next alarm of every open case, sorted.
pub fn alarms(world: &World) -> Vec<(Timestamp, CaseId)> {
    let cases = world.cases().values();
    let mut alarms: Vec<(Timestamp, CaseId)> =
        cases.filter_map(|case| alarm(case).map(|at| (at, case.id))).collect();
    alarms.sort_unstable();
    alarms
}

/// Every open question to a port, sorted.
pub fn open_asks(world: &World) -> Vec<Asked> {
    let mut open: Vec<Asked> = world.cases().values().flat_map(|case| asks(case)).collect();
    open.sort_unstable();
    open
}

/// The world's own indexes are what the model says.
///
/// # Panics
/// When they are not.
pub fn assert_indexes(world: &World) {
    assert_eq!(world.places().iter().cloned().collect::<Vec<_>>(), places(world));
    assert_eq!(world.alarms().iter().copied().collect::<Vec<_>>(), alarms(world));
    assert_eq!(world.asks().iter().copied().collect::<Vec<_>>(), open_asks(world));
    assert_eq!(world.bundle_alarms().iter().copied().collect::<Vec<_>>(), bundle_alarms(world));
    assert_eq!(world.voice_alarms().iter().copied().collect::<Vec<_>>(), voice_alarms(world));
}

/// The next alarm of every open voice, sorted.
pub fn voice_alarms(world: &World) -> Vec<(Timestamp, VoiceId)> {
    let voices = world.voices().values();
    let mut alarms: Vec<(Timestamp, VoiceId)> =
        voices.filter_map(|voice| voice.alarm().map(|at| (at, voice.id))).collect();
    alarms.sort_unstable();
    alarms
}

/// The next alarm of every open bundle, sorted.
pub fn bundle_alarms(world: &World) -> Vec<(Timestamp, BundleId)> {
    let bundles = world.bundles().values();
    let mut alarms: Vec<(Timestamp, BundleId)> =
        bundles.filter_map(|bundle| bundle.alarm().map(|at| (at, bundle.id))).collect();
    alarms.sort_unstable();
    alarms
}

/// When the next appointment of each day, or what is left of it when it is over, lapses: out of every one.
pub fn ticket_alarms(world: &World) -> Vec<(Timestamp, Day)> {
    let alarm = |day: &Arc<TicketDay>| {
        let open = day.appointments.values().filter(|known| known.is_open());
        let late = open.map(|known| known.slot.until.plus_ms(1));
        let left = day.tickets.values().filter(|ticket| ticket.is_open());
        late.chain(left.map(|_| day.day.next().start())).min().map(|at| (at, day.day))
    };
    let mut alarms: Vec<(Timestamp, Day)> =
        world.ticket_days().values().filter_map(alarm).collect();
    alarms.sort_unstable();
    alarms
}

/// What readers see is what the model says of the durable world.
///
/// # Panics
/// When it is not.
pub fn assert_router(router: &Router, world: &World) {
    assert_eq!(router.seq(), world.seq());
    let expected = places(world);
    assert_eq!(router.places(), expected);
    let mut lengths: BTreeMap<QueueId, u64> = BTreeMap::new();
    for place in expected {
        *lengths.entry(place.queue).or_default() += 1;
    }
    let shown = router.queues().into_iter().filter(|(_, length)| *length > 0);
    assert_eq!(shown.collect::<BTreeMap<_, _>>(), lengths);
    let alarms = alarms(world);
    assert_eq!(router.alarms(None, usize::MAX), alarms);
    assert_eq!(router.armed(), alarms.len());
    let of = |port: &PortKind| {
        let shown = router.asks(*port, 0, usize::MAX).into_iter();
        shown.map(|(seq, case)| (*port, seq, case)).collect::<Vec<_>>()
    };
    let shown: Vec<Asked> = PortKind::ALL.iter().flat_map(of).collect();
    assert_eq!(shown, open_asks(world));
    assert_eq!(router.case_ids(), world.cases().keys().copied().collect::<Vec<_>>());
    for (id, case) in world.cases() {
        assert_eq!(router.case(*id).as_ref(), Some(case));
    }
    assert_eq!(router.bundle_alarms(None, usize::MAX), bundle_alarms(world));
    assert_eq!(router.bundle_ids(), world.bundles().keys().copied().collect::<Vec<_>>());
    for (id, bundle) in world.bundles() {
        assert_eq!(router.bundle(*id).as_ref(), Some(bundle));
    }
    let days: Vec<Arc<TicketDay>> = world.ticket_days().values().cloned().collect();
    assert_eq!(router.ticket_days(), days);
    assert_eq!(router.ticket_alarms(Timestamp::MAX), ticket_alarms(world));
    for (day, last) in world.ticket_heads() {
        assert_eq!(router.ticket_head(day), Some(last));
    }
    assert_eq!(router.voice_alarms(None, usize::MAX), voice_alarms(world));
    let shown: Vec<_> = router.voices(None).collect();
    assert_eq!(shown, world.voices().values().cloned().collect::<Vec<_>>());
    assert_eq!(&router.setup(), world.setup());
}

/// Two worlds are the same; says in which part they are not, for a whole world is no message.
///
/// # Panics
/// When they are not.
#[track_caller]
pub fn assert_same(one: &World, two: &World) {
    assert_eq!((one.seq(), one.now()), (two.seq(), two.now()));
    assert!(one.setup() == two.setup(), "the set-ups differ");
    for (id, case) in one.cases() {
        assert_eq!(Some(case), two.cases().get(id));
    }
    assert_eq!(one.cases().len(), two.cases().len());
    assert_eq!(one.archived_cases(), two.archived_cases());
    assert_eq!(one.places(), two.places());
    assert_eq!(one.alarms(), two.alarms());
    assert_eq!(one.subjects(), two.subjects());
    if one != two {
        let text = |world: &World| format!("{world:#?}");
        let (one, two) = (text(one), text(two));
        let differs = |pair: &(&str, &str)| pair.0 != pair.1;
        let lines: Vec<_> = one.lines().zip(two.lines()).filter(differs).take(12).collect();
        panic!("the worlds differ: {lines:#?}");
    }
}
