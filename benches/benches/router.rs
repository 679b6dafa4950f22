//! 路由: what readers ask of a hall with 1 000 000 open cases while one writer goes on, beside ordered maps behind
//! a mutex that are asked the same while they are written to as fast.

use std::collections::{BTreeMap, BTreeSet};
use std::hint::black_box;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use benches::crowd::{self, advance};
use benches::journals::Nowhere;
use benches::lifecycle::STEPS;
use benches::meter::Meter;
use benches::workload::{Cohort, Workload};
use benches::{durable::Morning, scratch};
use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion, Throughput, criterion_group, criterion_main};
use engine::case::Case;
use engine::id::CaseId;
use engine::pipeline::Engine;
use engine::queue::{Place, QueueId, alarm, place};
use engine::setup::Setup;
use engine::time::Timestamp;
use engine::world::{Change, World};

/// Open cases, unless `CASES` says otherwise.
const CASES: usize = 1_000_000;
/// Places of one page.
const PAGE: usize = 100;
/// Cases that the writer leads from receipt to archive at a time.
const WRITTEN_CASES: usize = 64;
/// The writer pauses between its rounds: a busy hall, and a core that is not its alone.
const PAUSE: Duration = Duration::from_millis(2);

/// What readers can ask.
trait Reads: Sync {
    fn page(&self, queue: &QueueId) -> Vec<Place>;
    fn case(&self, id: CaseId) -> Option<Arc<Case>>;
    fn queues(&self) -> Vec<(QueueId, u64)>;
}

impl Reads for Engine {
    fn page(&self, queue: &QueueId) -> Vec<Place> {
        self.router().queue(queue, None, PAGE)
    }
    fn case(&self, id: CaseId) -> Option<Arc<Case>> {
        self.router().case(id)
    }
    fn queues(&self) -> Vec<(QueueId, u64)> {
        self.router().queues()
    }
}

/// The plain way: ordered maps behind one mutex, taken for each question and for each change.
#[derive(Default)]
struct Maps {
    cases: BTreeMap<CaseId, Arc<Case>>,
    places: BTreeSet<Place>,
    lengths: BTreeMap<QueueId, u64>,
    alarms: BTreeSet<(Timestamp, CaseId)>,
}

#[derive(Default)]
struct Locked(Mutex<Maps>);

impl Locked {
    fn of(world: &World) -> Locked {
        let mut maps = Maps { cases: world.cases().clone(), ..Maps::default() };
        for place in world.places() {
            maps.enter(place.clone());
        }
        maps.alarms.clone_from(world.alarms());
        Locked(Mutex::new(maps))
    }

    fn lock(&self) -> MutexGuard<'_, Maps> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Maps {
    fn enter(&mut self, place: Place) {
        *self.lengths.entry(place.queue.clone()).or_default() += 1;
        self.places.insert(place);
    }

    fn project(&mut self, change: &Change, setup: &Setup) {
        let place_of =
            |case: &Case| setup.item(case.item).and_then(|item| place(case, &item.definition));
        if let Some(case) = &change.before {
            if let Some(place) = place_of(case)
                && self.places.remove(&place)
                && let Some(length) = self.lengths.get_mut(&place.queue)
            {
                *length -= 1;
            }
            alarm(case).map(|at| self.alarms.remove(&(at, change.case)));
        }
        let Some(case) = &change.after else {
            self.cases.remove(&change.case);
            return;
        };
        self.cases.insert(change.case, Arc::clone(case));
        if let Some(place) = place_of(case) {
            self.enter(place);
        }
        alarm(case).map(|at| self.alarms.insert((at, change.case)));
    }
}

impl Reads for Locked {
    fn page(&self, queue: &QueueId) -> Vec<Place> {
        let (first, last) = Place::bounds(queue);
        self.lock().places.range(first..=last).take(PAGE).cloned().collect()
    }
    fn case(&self, id: CaseId) -> Option<Arc<Case>> {
        self.lock().cases.get(&id).cloned()
    }
    fn queues(&self) -> Vec<(QueueId, u64)> {
        self.lock().lengths.iter().map(|(queue, length)| (queue.clone(), *length)).collect()
    }
}

fn router(c: &mut Criterion) {
    let meter = Meter::default();
    let (world, workload) = crowd::hall(scratch::number("CASES", CASES));
    let ids: Vec<CaseId> = world.cases().keys().copied().collect();
    let queue = longest(&world);
    let mut group = c.benchmark_group("router");
    group.sample_size(20).warm_up_time(Duration::from_millis(300));
    group.measurement_time(Duration::from_secs(2)).throughput(Throughput::Elements(1));
    locked(&mut group, &meter, (world.clone(), workload.clone()), (&ids, &queue));
    shared(&mut group, &meter, (world, workload), (&ids, &queue));
    group.finish();
    for what in ["page", "case", "queues", "project"] {
        meter.time(&format!("{what}/router"), &format!("{what}/mutex"));
    }
}

fn longest(world: &World) -> QueueId {
    let mut lengths: BTreeMap<&QueueId, u64> = BTreeMap::new();
    world.places().iter().for_each(|place| *lengths.entry(&place.queue).or_default() += 1);
    let longest = lengths.into_iter().max_by_key(|(_, length)| *length);
    longest.expect("somebody waits").0.clone()
}

type Bench<'a, 'b> = &'a mut BenchmarkGroup<'b, WallTime>;

/// The router of a running engine whose journal keeps nothing.
fn shared(
    group: Bench<'_, '_>,
    meter: &Meter,
    (world, mut workload): (World, Workload),
    asked: (&[CaseId], &QueueId),
) {
    let journal = Nowhere::default();
    let engine = Engine::start(world, journal.clone(), Morning::default()).expect("two threads");
    let is_over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let (engine, journal, is_over, workload) = (&engine, &journal, &is_over, &mut workload);
        scope.spawn(move || {
            while !is_over.load(Ordering::Relaxed) {
                shown(engine, journal, workload, WRITTEN_CASES);
                std::thread::sleep(PAUSE);
            }
        });
        read(group, meter, "router", engine, asked);
        is_over.store(true, Ordering::Relaxed);
    });
    project(group, meter, "router", |cases| shown(&engine, &journal, &mut workload, cases));
}

/// Leads cases from receipt to archive, one command at a time: how long their projection took, from "durable"
/// to the answer.
fn shown(engine: &Engine, journal: &Nowhere, workload: &mut Workload, cases: usize) -> Duration {
    let took = Arc::new(AtomicU64::new(0));
    let mut cohort = workload.cohort(cases);
    for step in 0..STEPS {
        let mut done = Vec::with_capacity(cases);
        for index in 0..cases {
            let (answer, answers) = std::sync::mpsc::channel();
            let (journal, sum) = (journal.clone(), Arc::clone(&took));
            let reply = Box::new(move |outcomes| {
                let ns = u64::try_from(journal.since().as_nanos()).unwrap_or(u64::MAX);
                sum.fetch_add(ns, Ordering::Relaxed);
                drop(answer.send(outcomes));
            });
            let envelope = workload.envelope(&cohort, index, step);
            engine.submit(vec![envelope], reply).expect("the engine runs");
            let outcomes = answers.recv().expect("every submission is answered");
            done.extend(outcomes.into_iter().map(|outcome| outcome.expect("within the rules")));
        }
        if step == 0 {
            cohort.received(&done);
        }
    }
    Duration::from_nanos(took.load(Ordering::Relaxed))
}

/// The maps behind a mutex, with a writer that decides and folds as the engine does.
fn locked(
    group: Bench<'_, '_>,
    meter: &Meter,
    (mut world, mut workload): (World, Workload),
    asked: (&[CaseId], &QueueId),
) {
    let locked = Locked::of(&world);
    let is_over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let (locked, is_over) = (&locked, &is_over);
        let (world, workload) = (&mut world, &mut workload);
        scope.spawn(move || {
            while !is_over.load(Ordering::Relaxed) {
                applied(locked, world, workload, WRITTEN_CASES);
                std::thread::sleep(PAUSE);
            }
        });
        read(group, meter, "mutex", locked, asked);
        is_over.store(true, Ordering::Relaxed);
    });
    project(group, meter, "mutex", |cases| applied(&locked, &mut world, &mut workload, cases));
}

/// Leads cases from receipt to archive: how long it took to write the changes into the maps.
fn applied(locked: &Locked, world: &mut World, workload: &mut Workload, cases: usize) -> Duration {
    let setup = Arc::clone(world.setup());
    let mut took = Duration::ZERO;
    let mut show = |changes: Vec<Change>| {
        let begun = Instant::now();
        for change in &changes {
            locked.lock().project(change, &setup);
        }
        took += begun.elapsed();
    };
    let mut cohort: Cohort = workload.cohort(cases);
    let mut ids = Vec::with_capacity(cases);
    for index in 0..cases {
        let changes = advance(world, workload.envelope(&cohort, index, 0));
        ids.extend(changes.iter().map(|change| change.case));
        show(changes);
    }
    cohort.opened(ids);
    for (index, step) in cohort.through(1..STEPS) {
        show(advance(world, workload.envelope(&cohort, index, step)));
    }
    took
}

fn read(
    group: Bench<'_, '_>,
    meter: &Meter,
    name: &str,
    reads: &impl Reads,
    (ids, queue): (&[CaseId], &QueueId),
) {
    // Every look-up meets another case, far from the one before.
    let mut turns = (0..ids.len()).map(|i| i.wrapping_mul(7_919) % ids.len()).cycle();
    let mut next = || turns.next().and_then(|at| ids.get(at)).copied().unwrap_or(CaseId(0));
    ask(group, meter, &format!("page/{name}"), || drop(black_box(reads.page(queue))));
    ask(group, meter, &format!("case/{name}"), || drop(black_box(reads.case(next()))));
    ask(group, meter, &format!("queues/{name}"), || drop(black_box(reads.queues())));
}

fn ask(group: Bench<'_, '_>, meter: &Meter, name: &str, mut ask: impl FnMut()) {
    group.bench_function(name, |b| {
        b.iter_custom(|rounds| {
            let begun = Instant::now();
            (0..rounds).for_each(|_| ask());
            let took = begun.elapsed();
            meter.note(name, took, rounds);
            took
        });
    });
}

/// The projection of one change, out of whole lives.
fn project(
    group: Bench<'_, '_>,
    meter: &Meter,
    name: &str,
    mut lives: impl FnMut(usize) -> Duration,
) {
    let name = format!("project/{name}");
    let changes = u64::try_from(STEPS).expect("a count");
    group.throughput(Throughput::Elements(changes));
    group.bench_function(&name, |b| {
        b.iter_custom(|rounds| {
            let took = lives(usize::try_from(rounds).expect("a count"));
            meter.note(&name, took, rounds * changes);
            took
        });
    });
    group.throughput(Throughput::Elements(1));
}

criterion_group!(benches, router);
criterion_main!(benches);
