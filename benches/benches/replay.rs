//! 重放: folding a whole log, starting from a snapshot, and taking one while commands go on; beside a bare scan
//! of the same log and the bare hashes of its records.

use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use benches::durable::{self, DurableHall};
use benches::fill::{Amount, fill};
use benches::meter::Meter;
use benches::{scratch, snapshot};
use criterion::measurement::WallTime;
use criterion::{
    BenchmarkGroup, Criterion, SamplingMode, Throughput, criterion_group, criterion_main,
};
use store::{LogReader, tree};

/// Open cases of the log, unless `CASES` says otherwise.
const CASES: usize = 40_000;
/// Records for each open case: seven of its own, the rest of cases that are archived.
const RECORDS_PER_CASE: usize = 10;

fn replay(c: &mut Criterion) {
    let meter = Meter::default();
    let dir = scratch::dir(env!("CARGO_TARGET_TMPDIR"));
    let cases = scratch::number("CASES", CASES);
    let records = prepare(dir.path(), cases);
    let mut group = c.benchmark_group("replay");
    group.sample_size(10).sampling_mode(SamplingMode::Flat);
    group.warm_up_time(Duration::from_millis(500)).measurement_time(Duration::from_secs(5));
    group.throughput(Throughput::Elements(records));
    let named = |name, run: &mut dyn FnMut() -> Duration| {
        measure(&mut group, &meter, (name, records), run);
    };
    benches(named, dir.path());
    group.finish();
    for baseline in ["bare scan", "bare SM3"] {
        meter.speed("without a snapshot", baseline);
        meter.speed("from a snapshot", baseline);
        meter.speed("verify", baseline);
    }
}

/// Every way to read the log, by its name.
fn benches(mut named: impl FnMut(&'static str, &mut dyn FnMut() -> Duration), dir: &Path) {
    named("without a snapshot", &mut || start(dir, false));
    named("from a snapshot", &mut || start(dir, true));
    let opened = durable::open(dir, true);
    let log = opened.history.log();
    named("verify", &mut || {
        let begun = Instant::now();
        black_box(log.verify(&mut |_| ()).expect("the log is whole"));
        begun.elapsed()
    });
    named("bare scan", &mut || {
        let begun = Instant::now();
        black_box(scan(log, |bytes| u64::try_from(bytes.len()).unwrap_or(0)));
        begun.elapsed()
    });
    let mut bytes = Vec::new();
    let mut ends = vec![0];
    scan(log, |record| {
        bytes.extend_from_slice(record);
        ends.push(bytes.len());
        0
    });
    named("bare SM3", &mut || {
        let begun = Instant::now();
        for span in ends.windows(2) {
            let [from, to] = span else { continue };
            black_box(tree::leaf_hash(bytes.get(*from..*to).unwrap_or_default()));
        }
        begun.elapsed()
    });
}

fn measure(
    group: &mut BenchmarkGroup<'_, WallTime>,
    meter: &Meter,
    (name, records): (&str, u64),
    run: &mut dyn FnMut() -> Duration,
) {
    group.bench_function(name, |b| {
        b.iter_custom(|rounds| {
            let mut all = Duration::ZERO;
            for _ in 0..rounds {
                let took = run();
                meter.note(name, took, records);
                all += took;
            }
            all
        });
    });
}

/// Opens the hall. Closing it again is not timed.
fn start(dir: &Path, use_snapshots: bool) -> Duration {
    let begun = Instant::now();
    let opened = durable::open(dir, use_snapshots);
    let took = begun.elapsed();
    assert_eq!(opened.report.snapshot.is_some(), use_snapshots);
    took
}

/// Every record of a log, read and checked but not decoded.
fn scan(log: &LogReader, mut take: impl FnMut(&[u8]) -> u64) -> u64 {
    let mut scan = log.scan(0);
    let mut sum = 0;
    while let Some(read) = scan.next_with(|_, bytes| take(bytes)) {
        sum += read.expect("the log is whole");
    }
    sum
}

/// Fills a hall, takes a snapshot while commands go on, and says how many records there are.
fn prepare(dir: &Path, cases: usize) -> u64 {
    let mut hall = DurableHall::open(dir);
    let ran = fill(&mut hall, Amount::of(cases * RECORDS_PER_CASE, cases), &mut |_| ());
    eprintln!("{cases} open cases, {} records, made in {:.1?}", ran.events, ran.took);
    let watched = snapshot::take_watched(&mut hall);
    let longest = |all: &[Duration]| all.iter().max().copied().unwrap_or_default();
    eprintln!(
        "snapshot in {:.1?}; longest command meanwhile {:.1?}, as many without it {:.1?}",
        watched.took,
        longest(&watched.during),
        longest(&watched.after)
    );
    hall.engine.stop();
    hall.history.log().size()
}

criterion_group!(whole, replay);
criterion_main!(whole);
