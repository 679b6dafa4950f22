//! 路由: the current queues, deadline timers and case views, for any number of readers. One projector writes,
//! and only what is durable; no reader waits for it or for another reader.

use std::fmt;
use std::ops::Bound;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use arc_swap::ArcSwap;
use crossbeam_skiplist::{SkipMap, SkipSet};
use dashmap::DashMap;

use crate::bundle::Bundle;
use crate::case::Case;
use crate::id::{BundleId, CaseId, Seq, VoiceId};
use crate::port::PortKind;
use crate::queue::{Place, QueueId, alarm, places};
use crate::setup::Setup;
use crate::ticket::TicketDay;
use crate::time::{Day, Timestamp};
use crate::voice::Voice;
use crate::world::{Asked, BundleChange, Change, TicketChange, VoiceChange, World, asks};

/// What readers see.
pub struct Router {
    cases: DashMap<CaseId, Arc<Case>>,
    places: SkipSet<Place>,
    lengths: SkipMap<QueueId, AtomicU64>,
    alarms: SkipSet<(Timestamp, CaseId)>,
    bundles: DashMap<BundleId, Arc<Bundle>>,
    bundle_alarms: SkipSet<(Timestamp, BundleId)>,
    voices: SkipMap<VoiceId, Arc<Voice>>,
    voice_alarms: SkipSet<(Timestamp, VoiceId)>,
    asks: SkipSet<Asked>,
    ticket_days: SkipMap<Day, Arc<TicketDay>>,
    ticket_heads: SkipMap<Day, Seq>,
    setup: ArcSwap<Setup>,
    seq: AtomicU64,
    now_ms: AtomicI64,
}

impl fmt::Debug for Router {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Router(seq {}, {} open cases)", self.seq(), self.open_cases())
    }
}

impl Router {
    /// The router of a world that was just recovered.
    pub fn of(world: &World) -> Router {
        let router = Router {
            cases: DashMap::with_capacity(world.cases().len()),
            places: SkipSet::new(),
            lengths: SkipMap::new(),
            alarms: SkipSet::new(),
            bundles: DashMap::with_capacity(world.bundles().len()),
            bundle_alarms: SkipSet::new(),
            voices: SkipMap::new(),
            voice_alarms: SkipSet::new(),
            asks: SkipSet::new(),
            ticket_days: SkipMap::new(),
            ticket_heads: SkipMap::new(),
            setup: ArcSwap::new(Arc::clone(world.setup())),
            seq: AtomicU64::new(world.seq()),
            now_ms: AtomicI64::new(world.now().map_or(0, Timestamp::ms)),
        };
        for case in world.cases().values() {
            router.cases.insert(case.id, Arc::clone(case));
        }
        for place in world.places() {
            router.enter(place.clone());
        }
        for alarm in world.alarms() {
            router.alarms.insert(*alarm);
        }
        for bundle in world.bundles().values() {
            router.bundles.insert(bundle.id, Arc::clone(bundle));
        }
        for alarm in world.bundle_alarms() {
            router.bundle_alarms.insert(*alarm);
        }
        for voice in world.voices().values() {
            router.voices.insert(voice.id, Arc::clone(voice));
        }
        for alarm in world.voice_alarms() {
            router.voice_alarms.insert(*alarm);
        }
        for asked in world.asks() {
            router.asks.insert(*asked);
        }
        for (day, last) in world.ticket_heads() {
            router.ticket_heads.insert(day, last);
        }
        for (day, tickets) in world.ticket_days() {
            router.ticket_days.insert(*day, Arc::clone(tickets));
        }
        router
    }

    /// Shows the tickets that a durable turn changed, before what it changed besides. One thread calls it.
    pub fn project_tickets(&self, changes: &[TicketChange]) {
        for TicketChange { day, after, last } in changes {
            self.ticket_heads.insert(*day, *last);
            match after {
                Some(tickets) => drop(self.ticket_days.insert(*day, Arc::clone(tickets))),
                None => drop(self.ticket_days.remove(day)),
            }
        }
    }

    /// As the writer does: a day that is over and has nothing open left is found in the log.
    fn forget_tickets(&self, today: Day) {
        while let Some(first) = self.ticket_days.front() {
            if *first.key() >= today || !first.value().is_settled() {
                return;
            }
            first.remove();
        }
    }

    /// The tickets of a day and the appointments for it, while it is in memory.
    pub fn ticket_day(&self, day: Day) -> Option<Arc<TicketDay>> {
        self.ticket_days.get(&day).map(|entry| Arc::clone(entry.value()))
    }

    /// The days that are in memory, in order.
    pub fn ticket_days(&self) -> Vec<Arc<TicketDay>> {
        self.ticket_days.iter().map(|entry| Arc::clone(entry.value())).collect()
    }

    /// The last record about the tickets of a day, in memory or not; its history is walked back from it.
    pub fn ticket_head(&self, day: Day) -> Option<Seq> {
        self.ticket_heads.get(&day).map(|entry| *entry.value())
    }

    /// The days on which something lapses by then, earliest alarm first.
    pub fn ticket_alarms(&self, by: Timestamp) -> Vec<(Timestamp, Day)> {
        let alarm = |day: Arc<TicketDay>| day.alarm().map(|at| (at, day.day));
        let alarms = self.ticket_days().into_iter().filter_map(alarm);
        let mut alarms: Vec<(Timestamp, Day)> = alarms.filter(|(at, _)| *at <= by).collect();
        alarms.sort_unstable();
        alarms
    }

    /// Shows which bundles a durable turn changed, before what it changed besides. One thread calls it.
    pub fn project_bundles(&self, changes: &[BundleChange]) {
        for change in changes {
            let before = match &change.after {
                Some(bundle) => self.bundles.insert(change.bundle, Arc::clone(bundle)),
                None => self.bundles.remove(&change.bundle).map(|(_, bundle)| bundle),
            };
            let alarm = |bundle: &Option<Arc<Bundle>>| bundle.as_ref().and_then(|b| b.alarm());
            let (old, new) = (alarm(&before), alarm(&change.after));
            if old != new {
                if let Some(at) = old {
                    self.bundle_alarms.remove(&(at, change.bundle));
                }
                if let Some(at) = new {
                    self.bundle_alarms.insert((at, change.bundle));
                }
            }
        }
    }

    /// Shows which voices a durable turn changed, before what it changed besides. One thread calls it.
    pub fn project_voices(&self, changes: &[VoiceChange]) {
        for change in changes {
            let before = self.voices.get(&change.voice).and_then(|entry| entry.value().alarm());
            match &change.after {
                Some(voice) => drop(self.voices.insert(change.voice, Arc::clone(voice))),
                None => drop(self.voices.remove(&change.voice)),
            }
            let after = change.after.as_ref().and_then(|voice| voice.alarm());
            if before == after {
                continue;
            }
            if let Some(at) = before {
                self.voice_alarms.remove(&(at, change.voice));
            }
            if let Some(at) = after {
                self.voice_alarms.insert((at, change.voice));
            }
        }
    }

    /// Shows what a durable turn changed. One thread calls it.
    pub fn project(&self, changes: &[Change], setup: &Arc<Setup>, seq: Seq, now: Timestamp) {
        if !Arc::ptr_eq(&self.setup.load(), setup) {
            self.setup.store(Arc::clone(setup));
        }
        for change in changes {
            self.project_case(change, setup);
        }
        self.now_ms.fetch_max(now.ms(), Ordering::Release);
        self.forget_tickets(self.now().day());
        self.seq.store(seq, Ordering::Release);
    }

    fn project_case(&self, change: &Change, setup: &Setup) {
        let places_of = |case: &Case| {
            setup.item(case.item).map_or(Vec::new(), |item| places(case, &item.definition))
        };
        let (before, after) = (change.before.as_deref(), change.after.as_deref());
        match &change.after {
            Some(case) => self.cases.insert(change.case, Arc::clone(case)),
            None => self.cases.remove(&change.case).map(|(_, case)| case),
        };
        let left = before.map_or(Vec::new(), places_of);
        let entered = after.map_or(Vec::new(), places_of);
        for place in left.iter().filter(|place| !entered.contains(place)) {
            self.leave(place);
        }
        for place in entered.into_iter().filter(|place| !left.contains(place)) {
            self.enter(place);
        }
        self.project_asks(before, after);
        let (old, new) = (before.and_then(alarm), after.and_then(alarm));
        if old != new {
            if let Some(at) = old {
                self.alarms.remove(&(at, change.case));
            }
            if let Some(at) = new {
                self.alarms.insert((at, change.case));
            }
        }
    }

    fn project_asks(&self, before: Option<&Case>, after: Option<&Case>) {
        let of = |case: Option<&Case>| case.map_or(Vec::new(), |case| asks(case).collect());
        let (left, entered): (Vec<Asked>, Vec<Asked>) = (of(before), of(after));
        for asked in left.iter().filter(|asked| !entered.contains(asked)) {
            self.asks.remove(asked);
        }
        for asked in entered.into_iter().filter(|asked| !left.contains(asked)) {
            self.asks.insert(asked);
        }
    }

    fn enter(&self, place: Place) {
        let queue = place.queue.clone();
        self.places.insert(place);
        self.lengths.get_or_insert(queue, AtomicU64::new(0)).value().fetch_add(1, Ordering::AcqRel);
    }

    fn leave(&self, place: &Place) {
        if self.places.remove(place).is_some()
            && let Some(length) = self.lengths.get(&place.queue)
        {
            length.value().fetch_sub(1, Ordering::AcqRel);
        }
    }

    /// The last record that is shown: at least that of the last answer anybody got.
    pub fn seq(&self) -> Seq {
        self.seq.load(Ordering::Acquire)
    }

    /// The time of the last record that is shown.
    pub fn now(&self) -> Timestamp {
        Timestamp::from_ms(self.now_ms.load(Ordering::Acquire)).unwrap_or(Timestamp::MIN)
    }

    /// What is set up.
    pub fn setup(&self) -> Arc<Setup> {
        self.setup.load_full()
    }

    /// A case in memory.
    pub fn case(&self, id: CaseId) -> Option<Arc<Case>> {
        self.cases.get(&id).map(|case| Arc::clone(case.value()))
    }

    /// A bundle in memory.
    pub fn bundle(&self, id: BundleId) -> Option<Arc<Bundle>> {
        self.bundles.get(&id).map(|bundle| Arc::clone(bundle.value()))
    }

    /// The ids of all bundles in memory, in order.
    pub fn bundle_ids(&self) -> Vec<BundleId> {
        let mut ids: Vec<BundleId> = self.bundles.iter().map(|entry| *entry.key()).collect();
        ids.sort_unstable();
        ids
    }

    /// The armed alarms of bundles after one, earliest first; at most `limit`.
    pub fn bundle_alarms(
        &self,
        after: Option<(Timestamp, BundleId)>,
        limit: usize,
    ) -> Vec<(Timestamp, BundleId)> {
        let start = after.map_or(Bound::Unbounded, Bound::Excluded);
        let alarms = self.bundle_alarms.range((start, Bound::Unbounded));
        alarms.take(limit).map(|entry| *entry.value()).collect()
    }

    /// The bundles whose next rung is reached, earliest first; at most `limit`.
    pub fn bundle_alarms_due(&self, now: Timestamp, limit: usize) -> Vec<BundleId> {
        let due = self.bundle_alarms.iter().take_while(|entry| entry.value().0 <= now);
        due.take(limit).map(|entry| entry.value().1).collect()
    }

    /// A voice in memory.
    pub fn voice(&self, id: VoiceId) -> Option<Arc<Voice>> {
        self.voices.get(&id).map(|entry| Arc::clone(entry.value()))
    }

    /// The voices in memory after one, in order of their ids.
    pub fn voices(&self, after: Option<VoiceId>) -> impl Iterator<Item = Arc<Voice>> + '_ {
        let start = after.map_or(Bound::Unbounded, Bound::Excluded);
        let range = self.voices.range((start, Bound::Unbounded));
        range.map(|entry| Arc::clone(entry.value()))
    }

    /// The armed alarms of voices after one, earliest first; at most `limit`.
    pub fn voice_alarms(
        &self,
        after: Option<(Timestamp, VoiceId)>,
        limit: usize,
    ) -> Vec<(Timestamp, VoiceId)> {
        let start = after.map_or(Bound::Unbounded, Bound::Excluded);
        let alarms = self.voice_alarms.range((start, Bound::Unbounded));
        alarms.take(limit).map(|entry| *entry.value()).collect()
    }

    /// The voices whose next rung is reached, earliest first; at most `limit`.
    pub fn voice_alarms_due(&self, now: Timestamp, limit: usize) -> Vec<VoiceId> {
        let due = self.voice_alarms.iter().take_while(|entry| entry.value().0 <= now);
        due.take(limit).map(|entry| entry.value().1).collect()
    }

    /// How many cases are in memory.
    pub fn open_cases(&self) -> usize {
        self.cases.len()
    }

    /// Every queue that ever had a case, with how many wait in it now.
    pub fn queues(&self) -> Vec<(QueueId, u64)> {
        let count = |length: &AtomicU64| length.load(Ordering::Acquire);
        self.lengths.iter().map(|entry| (entry.key().clone(), count(entry.value()))).collect()
    }

    /// Who waits in a queue after a place, in order of service; at most `limit`.
    pub fn queue(&self, queue: &QueueId, after: Option<&Place>, limit: usize) -> Vec<Place> {
        let (first, last) = Place::bounds(queue);
        let start = after.map_or(Bound::Included(&first), Bound::Excluded);
        let places = self.places.range::<Place, _>((start, Bound::Included(&last)));
        places.take(limit).map(|entry| entry.value().clone()).collect()
    }

    /// The cases whose next rung is reached, earliest first; at most `limit`.
    pub fn alarms_due(&self, now: Timestamp, limit: usize) -> Vec<CaseId> {
        let due = self.alarms.iter().take_while(|entry| entry.value().0 <= now);
        due.take(limit).map(|entry| entry.value().1).collect()
    }

    /// The armed alarms after one, earliest first; at most `limit`.
    pub fn alarms(
        &self,
        after: Option<(Timestamp, CaseId)>,
        limit: usize,
    ) -> Vec<(Timestamp, CaseId)> {
        let start = after.map_or(Bound::Unbounded, Bound::Excluded);
        self.alarms
            .range((start, Bound::Unbounded))
            .take(limit)
            .map(|entry| *entry.value())
            .collect()
    }

    /// What a port was asked after a record and has not answered, oldest first; at most `limit`.
    pub fn asks(&self, port: PortKind, after: Seq, limit: usize) -> Vec<(Seq, CaseId)> {
        let start = Bound::Excluded((port, after, CaseId(u64::MAX)));
        let found = self.asks.range((start, Bound::Unbounded));
        let found = found.map(|entry| *entry.value()).take_while(|asked| asked.0 == port);
        found.take(limit).map(|(_, seq, case)| (seq, case)).collect()
    }

    /// How many cases have an armed alarm.
    pub fn armed(&self) -> usize {
        self.alarms.len()
    }

    /// Every place, in order; for tests that compare it with a naive sort.
    pub fn places(&self) -> Vec<Place> {
        self.places.iter().map(|entry| entry.value().clone()).collect()
    }

    /// The ids of all open cases, in no particular order: for fan-outs that visit each.
    pub fn case_ids(&self) -> Vec<CaseId> {
        let mut ids: Vec<CaseId> = self.cases.iter().map(|entry| *entry.key()).collect();
        ids.sort_unstable();
        ids
    }
}
