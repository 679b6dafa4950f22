//! 决断: deciding and folding commands over whole lives of cases, and each kind of command alone. Beside it the
//! least that any writer over ordered maps does: note the answer, find the case, put it back.

use std::collections::BTreeMap;
use std::hint::black_box;
use std::ops::Range;
use std::sync::Arc;
use std::time::{Duration, Instant};

use benches::crowd::{advance, commit};
use benches::hall::{self, spread};
use benches::lifecycle::{KINDS, STEPS};
use benches::meter::Meter;
use benches::workload::Workload;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use engine::command::Envelope;
use engine::world::{Change, World};

/// Cases of one measured life: as many as may be between two steps of each.
const CASES: usize = 1_000;

fn decide(c: &mut Criterion) {
    let meter = Meter::default();
    let (world, _, sender) = hall::world();
    let workload = Workload::new(world.setup().clone(), sender);
    whole(c, &meter, (&world, &workload));
    kinds(c, (&world, &workload));
    meter.speed("decide+evolve", "two maps");
}

/// Whole lives.
fn whole(c: &mut Criterion, meter: &Meter, (world, workload): (&World, &Workload)) {
    let mut group = c.benchmark_group("decide/life");
    group.sample_size(20).warm_up_time(Duration::from_millis(500));
    group.measurement_time(Duration::from_secs(3));
    let commands = u64::try_from(CASES * STEPS).expect("a count");
    group.throughput(Throughput::Elements(commands));
    group.bench_function("decide+evolve", |b| {
        b.iter_custom(|rounds| {
            let each = |_| {
                let took = life(world, workload, CASES, 0..STEPS, both);
                meter.note("decide+evolve", took, commands);
                took
            };
            (0..rounds).map(each).sum()
        });
    });
    group.bench_function("two maps", |b| {
        b.iter_custom(|rounds| {
            let each = |_| {
                let took = two_maps();
                meter.note("two maps", took, commands);
                took
            };
            (0..rounds).map(each).sum()
        });
    });
    group.finish();
}

/// Each kind of command: how long its decision takes, and its fold.
fn kinds(c: &mut Criterion, (world, workload): (&World, &Workload)) {
    let mut group = c.benchmark_group("decide/kind");
    group.sample_size(10).warm_up_time(Duration::from_millis(300));
    group.measurement_time(Duration::from_secs(1)).throughput(Throughput::Elements(1));
    for (step, kind) in KINDS.iter().enumerate() {
        for (part, timed) in PARTS {
            group.bench_function(format!("{kind}/{part}"), |b| {
                b.iter_custom(|rounds| {
                    let cases = usize::try_from(rounds).expect("a count");
                    life(world, workload, cases, step..step + 1, timed)
                });
            });
        }
    }
    group.finish();
}

/// Carries a command out, and says how long the part that is measured took and what changed.
type Timed = fn(&mut World, Envelope) -> (Duration, Vec<Change>);

/// What of a command is measured.
const PARTS: [(&str, Timed); 2] = [("decide", decide_only), ("evolve", evolve_only)];

fn both(world: &mut World, envelope: Envelope) -> (Duration, Vec<Change>) {
    let begun = Instant::now();
    let changes = black_box(advance(world, envelope));
    (begun.elapsed(), changes)
}

fn decide_only(world: &mut World, envelope: Envelope) -> (Duration, Vec<Change>) {
    let begun = Instant::now();
    let commit = black_box(commit(world, envelope, hall::at(0)));
    let took = begun.elapsed();
    (took, world.evolve(&commit).expect("evolve takes what decide gives"))
}

fn evolve_only(world: &mut World, envelope: Envelope) -> (Duration, Vec<Change>) {
    let commit = commit(world, envelope, hall::at(0));
    let begun = Instant::now();
    let changes = black_box(world.evolve(&commit).expect("evolve takes what decide gives"));
    (begun.elapsed(), changes)
}

/// Lives up to the last of the steps that are measured, in a hall of their own.
fn life(
    world: &World,
    workload: &Workload,
    cases: usize,
    measured: Range<usize>,
    timed: Timed,
) -> Duration {
    let (mut world, mut workload) = (world.clone(), workload.clone());
    let mut cohort = workload.cohort(cases);
    let mut all = Duration::ZERO;
    for step in 0..measured.end {
        let mut ids = Vec::with_capacity(cases);
        for index in 0..cases {
            let envelope = workload.envelope(&cohort, index, step);
            let (took, changes) = timed(&mut world, envelope);
            all += if measured.contains(&step) { took } else { Duration::ZERO };
            ids.extend(changes.iter().map(|change| change.case));
        }
        cohort.opened(ids);
    }
    all
}

/// As many commands on as many cases: an answer is noted, a case found, copied and put back.
fn two_maps() -> Duration {
    let mut cases: BTreeMap<usize, Arc<[u64; 64]>> = BTreeMap::new();
    let mut answers: BTreeMap<u128, [u64; 8]> = BTreeMap::new();
    let mut sent = 0;
    let begun = Instant::now();
    for step in 0..STEPS {
        for case in 0..CASES {
            let mut known = cases.get(&case).cloned().unwrap_or_else(|| Arc::new([0; 64]));
            if let Some(last) = Arc::make_mut(&mut known).last_mut() {
                *last += u64::try_from(step).unwrap_or_default();
            }
            cases.insert(case, known);
            sent += 1;
            answers.insert(spread(sent), [0; 8]);
        }
    }
    black_box((cases.len(), answers.len()));
    begun.elapsed()
}

criterion_group!(benches, decide);
criterion_main!(benches);
