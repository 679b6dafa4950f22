//! 落盘: commands made durable by the whole engine in process, beside a plain file that takes the same bytes
//! with as many syncs.

use std::cell::RefCell;
use std::time::Duration;

use benches::drive::{self, Shape};
use benches::durable::DurableHall;
use benches::lifecycle::STEPS;
use benches::meter::Meter;
use benches::raw::{Pattern, RawFile};
use benches::scratch;
use criterion::measurement::WallTime;
use criterion::{
    BenchmarkGroup, Criterion, SamplingMode, Throughput, criterion_group, criterion_main,
};

/// How commands are sent, and the cases of one round: enough that filling and emptying the pipeline is little.
const SHAPES: [(&str, Shape, usize); 3] = [
    ("64 in flight", Shape { batch: 1, in_flight: 64 }, 512),
    ("1024 in flight", Shape { batch: 1, in_flight: 1_024 }, 8_192),
    ("batches of 100, 16 in flight", Shape { batch: 100, in_flight: 16 }, 8_000),
];

fn append(c: &mut Criterion) {
    let meter = Meter::default();
    let mut group = c.benchmark_group("append");
    group.sample_size(10).sampling_mode(SamplingMode::Flat);
    group.warm_up_time(Duration::from_millis(500)).measurement_time(Duration::from_secs(4));
    one_caller(&mut group, &meter);
    let most = scratch::number("CASES", usize::MAX);
    for (name, shape, cases) in SHAPES {
        many(&mut group, &meter, (name, shape, cases.min(most)));
    }
    group.finish();
    meter.time("one caller p50", "bare append p50");
    for (name, _, _) in SHAPES {
        meter.speed(&format!("{name}/engine"), &format!("{name}/raw"));
    }
}

/// One caller, one command at a time, beside one append and one sync of the same bytes.
fn one_caller(group: &mut BenchmarkGroup<'_, WallTime>, meter: &Meter) {
    let dir = scratch::dir(env!("CARGO_TARGET_TMPDIR"));
    let mut hall = DurableHall::open(dir.path());
    let pattern = RefCell::new(Pattern::default());
    group.throughput(Throughput::Elements(u64::try_from(STEPS).expect("a count")));
    group.bench_function("one caller/engine", |b| {
        b.iter_custom(|lives| {
            let after = hall.history.log().size();
            hall.groups.take();
            let mut all = Duration::ZERO;
            for _ in 0..lives {
                let took = drive::one_caller(&hall.engine, &mut hall.workload);
                all += took.iter().sum::<Duration>();
                for took in took {
                    meter.note("one caller p50", took, 1);
                }
            }
            *pattern.borrow_mut() = Pattern::of(hall.history.log(), after, &hall.groups.take());
            all
        });
    });
    let mut file = RawFile::create(dir.path()).expect("a file");
    group.bench_function("one caller/raw", |b| {
        b.iter_custom(|lives| {
            let mut all = Duration::ZERO;
            let steps = u64::try_from(STEPS).expect("a count");
            for took in file.each(&pattern.borrow(), lives * steps).expect("the disk takes it") {
                meter.note("bare append p50", took, 1);
                all += took;
            }
            all
        });
    });
}

/// Many commands in flight, beside the same groups of bytes.
fn many(
    group: &mut BenchmarkGroup<'_, WallTime>,
    meter: &Meter,
    (name, shape, cases): (&str, Shape, usize),
) {
    let dir = scratch::dir(env!("CARGO_TARGET_TMPDIR"));
    let mut hall = DurableHall::open(dir.path());
    let last = RefCell::new((Pattern::default(), 0));
    group.throughput(Throughput::Elements(u64::try_from(cases * STEPS).expect("a count")));
    group.bench_function(format!("{name}/engine"), |b| {
        b.iter_custom(|rounds| {
            let mut all = Duration::ZERO;
            for _ in 0..rounds {
                let after = hall.history.log().size();
                hall.groups.take();
                let ran = hall.lives(cases, shape);
                meter.note(&format!("{name}/engine"), ran.took, ran.events);
                all += ran.took;
                let pattern = Pattern::of(hall.history.log(), after, &hall.groups.take());
                *last.borrow_mut() = (pattern, ran.events);
            }
            all
        });
    });
    let (pattern, events) = &*last.borrow();
    eprintln!("{name}: {events} events, {} bytes, {} syncs", pattern.bytes(), pattern.syncs());
    let mut file = RawFile::create(dir.path()).expect("a file");
    group.bench_function(format!("{name}/raw"), |b| {
        b.iter_custom(|rounds| {
            let each = |_| {
                let took = file.write(pattern).expect("the disk takes it");
                meter.note(&format!("{name}/raw"), took, *events);
                took
            };
            (0..rounds).map(each).sum()
        });
    });
}

criterion_group!(benches, append);
criterion_main!(benches);
