//! 时限: arming and re-arming one alarm among 1 000 000, and asking which are due, in the concurrent order that the
//! router keeps them in, beside an ordered set of the standard library without any lock.

use std::collections::BTreeSet;
use std::hint::black_box;
use std::time::{Duration, Instant};

use benches::hall::{at, spread};
use benches::meter::Meter;
use benches::{crowd, scratch};
use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion, Throughput, criterion_group, criterion_main};
use crossbeam_skiplist::SkipSet;
use engine::id::CaseId;
use engine::router::Router;
use engine::time::Timestamp;

/// Armed alarms, unless `CASES` says otherwise.
const CASES: usize = 1_000_000;
/// Alarms that the timer asks for at once.
const DUE: usize = engine::limits::FAN_OUT_BATCH_MAX;
/// Alarms lie within four weeks.
const WITHIN_MS: u128 = 28 * 24 * 3_600 * 1_000;

type Alarm = (Timestamp, CaseId);

/// What is done with alarms.
trait Alarms {
    fn arm(&mut self, alarm: Alarm);
    fn disarm(&mut self, alarm: &Alarm);
    fn due(&self, now: Timestamp) -> Vec<CaseId>;
}

/// The collection that the router keeps alarms in.
impl Alarms for SkipSet<Alarm> {
    fn arm(&mut self, alarm: Alarm) {
        self.insert(alarm);
    }
    fn disarm(&mut self, alarm: &Alarm) {
        self.remove(alarm);
    }
    fn due(&self, now: Timestamp) -> Vec<CaseId> {
        let due = self.iter().take_while(|entry| entry.value().0 <= now);
        due.take(DUE).map(|entry| entry.value().1).collect()
    }
}

impl Alarms for BTreeSet<Alarm> {
    fn arm(&mut self, alarm: Alarm) {
        self.insert(alarm);
    }
    fn disarm(&mut self, alarm: &Alarm) {
        self.remove(alarm);
    }
    fn due(&self, now: Timestamp) -> Vec<CaseId> {
        self.iter().take_while(|(at, _)| *at <= now).take(DUE).map(|(_, case)| *case).collect()
    }
}

/// The how-many-eth alarm of a sequence that lies spread over four weeks.
fn nth(n: u128) -> Alarm {
    let ms = i64::try_from(spread(n) % WITHIN_MS).expect("four weeks fit");
    (at(ms), CaseId(u64::try_from(n).expect("a count")))
}

fn timers(c: &mut Criterion) {
    let meter = Meter::default();
    let cases = scratch::number("CASES", CASES);
    let armed: Vec<Alarm> = (0..cases).map(|n| nth(u128::try_from(n).expect("a count"))).collect();
    let mut group = c.benchmark_group("timers");
    group.sample_size(20).warm_up_time(Duration::from_millis(500));
    group.measurement_time(Duration::from_secs(2)).throughput(Throughput::Elements(1));
    order(&mut group, &meter, "skip set", armed.iter().copied().collect::<SkipSet<Alarm>>());
    order(&mut group, &meter, "BTreeSet", armed.into_iter().collect::<BTreeSet<Alarm>>());
    hall(&mut group, &meter, cases);
    group.finish();
    for what in ["arm", "re-arm", "due"] {
        meter.time(&format!("{what}/skip set"), &format!("{what}/BTreeSet"));
    }
    meter.time("due in a hall/router", "due in a hall/BTreeSet");
}

type Bench<'a, 'b> = &'a mut BenchmarkGroup<'b, WallTime>;

fn order(group: Bench<'_, '_>, meter: &Meter, name: &str, mut alarms: impl Alarms) {
    // Beyond every alarm that is armed already.
    let mut next = 1_u128 << 40;
    measure(group, meter, &format!("arm/{name}"), |rounds| {
        let new: Vec<Alarm> = (next..).take(rounds).map(nth).collect();
        next += u128::try_from(rounds).expect("a count");
        let begun = Instant::now();
        for alarm in &new {
            alarms.arm(*alarm);
        }
        let took = begun.elapsed();
        // The set stays as large as it was.
        for alarm in &new {
            alarms.disarm(alarm);
        }
        took
    });
    measure(group, meter, &format!("re-arm/{name}"), |rounds| {
        let old: Vec<Alarm> = (next..).take(rounds).map(nth).collect();
        next += u128::try_from(rounds).expect("a count");
        for alarm in &old {
            alarms.arm(*alarm);
        }
        let moved: Vec<(Alarm, Alarm)> =
            old.into_iter().map(|old| (old, (old.0.plus_ms(86_400_000), old.1))).collect();
        let begun = Instant::now();
        for (old, new) in &moved {
            alarms.disarm(old);
            alarms.arm(*new);
        }
        let took = begun.elapsed();
        for (_, new) in &moved {
            alarms.disarm(new);
        }
        took
    });
    let now = at(i64::try_from(WITHIN_MS).expect("four weeks fit"));
    measure(group, meter, &format!("due/{name}"), |rounds| timed(rounds, || alarms.due(now)));
}

/// The router of a hall with that many open cases, beside the order that the writer itself keeps.
fn hall(group: Bench<'_, '_>, meter: &Meter, cases: usize) {
    let (world, _) = crowd::hall(cases);
    let router = Router::of(&world);
    let now = at(i64::try_from(WITHIN_MS).expect("four weeks fit"));
    measure(group, meter, "due in a hall/router", |rounds| {
        timed(rounds, || router.alarms_due(now, DUE))
    });
    measure(group, meter, "due in a hall/BTreeSet", |rounds| {
        timed(rounds, || world.alarms().due(now))
    });
}

fn timed<R>(rounds: usize, mut run: impl FnMut() -> R) -> Duration {
    let begun = Instant::now();
    for _ in 0..rounds {
        black_box(run());
    }
    begun.elapsed()
}

fn measure(
    group: Bench<'_, '_>,
    meter: &Meter,
    name: &str,
    mut run: impl FnMut(usize) -> Duration,
) {
    group.bench_function(name, |b| {
        b.iter_custom(|rounds| {
            let took = run(usize::try_from(rounds).expect("a count"));
            meter.note(name, took, rounds);
            took
        });
    });
}

criterion_group!(benches, timers);
criterion_main!(benches);
