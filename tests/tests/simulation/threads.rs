//! The real pipeline, one submission at a time, over a journal whose appends fail.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use crossbeam_channel::{Receiver, unbounded};
use engine::event::{EventKind, Stream};
use engine::id::{BundleId, CaseId, Seq, VoiceId};
use engine::journal::{AppendFailed, Journal};
use engine::lifecycle::{Phase, next};
use engine::pipeline::{Done, Engine, Fault, NotTaken, Outcome, TimeSource};
use engine::record::Commit;
use engine::setup::Setup;
use engine::slice::{Parts, Slice};
use engine::time::Timestamp;
use engine::world::World;
use proptest::prelude::{ProptestConfig, any, proptest};
use tests::given::Given;
use tests::hall::{at, window};
use tests::naive;
use tests::random::{Rng, asked, ms};
use tests::{items, say};

use crate::journal::SimJournal;
use crate::seeds;

const SEEDS: u64 = 16;
const STEPS: u32 = 80;

#[test]
fn fixed_seeds() {
    let mut doubts = 0;
    let seeds = seeds(SEEDS);
    let is_whole = seeds.end - seeds.start == SEEDS;
    for seed in seeds {
        eprintln!("SEED={seed}");
        let first = run(seed, STEPS);
        assert!(first == run(seed, STEPS), "the run is not deterministic");
        doubts += first.1.iter().filter(|outcome| **outcome == Err(Fault::InDoubt)).count();
    }
    assert!(!is_whole || doubts > 0, "no append ever failed");
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(8)
    })]
    #[test]
    fn any_seed(seed in any::<u64>(), steps in 1_u32..40) {
        run(seed, steps);
    }
}

#[test]
fn after_a_failed_append_nothing_is_answered_and_nothing_more_is_written() {
    let journal = SimJournal::new(Given::hall().commits, 1, 100);
    let now = Hand::at("2026-03-02 09:00");
    let engine = start(&journal, &now);
    let apply = |n| window().asks(say::application(items::PROMISE)).envelope(n);
    let outcomes = engine.call(vec![apply(9_001), apply(9_002)]);
    assert_eq!(outcomes, Ok(vec![Err(Fault::InDoubt), Err(Fault::InDoubt)]));
    assert!(engine.is_stopped());
    assert_eq!(engine.call(vec![apply(9_003)]), Err(NotTaken::Stopped));
    assert_eq!(engine.router().seq(), Given::hall().world.seq(), "readers never saw it");
    assert_eq!(journal.disk().durable.len(), Given::hall().commits.len());
}

#[test]
fn a_stopped_engine_has_made_everything_durable_that_it_took() {
    let journal = SimJournal::new(Given::hall().commits, 1, 0);
    let engine = start(&journal, &Hand::at("2026-03-02 09:00"));
    let (answer, answers) = unbounded();
    for n in 0..50 {
        let apply = window().asks(say::application(items::PROMISE)).envelope(9_000 + n);
        let answer = answer.clone();
        let reply = Box::new(move |outcomes: Vec<Outcome>| drop(answer.send(outcomes)));
        engine.submit(vec![apply], reply).expect("there is room");
    }
    engine.stop();
    drop(answer);
    let acknowledged = answers.iter().flatten().flatten().count();
    assert_eq!(acknowledged, 50);
    assert_eq!(journal.disk().durable.len(), Given::hall().commits.len() + 50);
    naive::assert_router(engine.router(), &durable(&journal));
}

#[test]
fn when_a_thread_of_the_engine_panics_every_caller_is_answered_and_the_engine_says_that_it_stopped()
{
    let apply = || vec![window().asks(say::application(items::PROMISE)).envelope(9_001)];
    let now = || Hand::at("2026-03-02 09:00");
    let world = || Given::hall().world.clone();
    let journal = SimJournal::new(Given::hall().commits, 1, 0);
    let broken = [
        Engine::start(world(), Broken, now()).expect("two threads"),
        Engine::start(world(), journal, Broken).expect("two threads"),
    ];
    for engine in broken {
        assert_eq!(engine.call(apply()), Ok(vec![Err(Fault::InDoubt)]));
        let is_stopped = (0..100_000_000_u32).any(|_| {
            std::thread::yield_now();
            engine.is_stopped()
        });
        assert!(is_stopped, "it takes commands that nobody would answer");
        assert_eq!(engine.call(apply()), Err(NotTaken::Stopped));
    }
}

/// A journal and a clock that panic.
#[derive(Debug)]
struct Broken;

impl Journal for Broken {
    fn append(&mut self, _: &[Commit]) -> Result<(), AppendFailed> {
        panic!("the journal is broken");
    }

    fn note_archived(&mut self, _: CaseId, _: Seq) {}

    fn note_archived_bundle(&mut self, _: BundleId, _: Seq) {}

    fn note_closed_voice(&mut self, _: VoiceId, _: Seq) {}
}

impl TimeSource for Broken {
    fn now(&mut self) -> Timestamp {
        panic!("the clock is broken");
    }
}

/// Time that moves by hand.
#[derive(Clone, Debug)]
struct Hand(Arc<AtomicI64>);

impl Hand {
    fn at(text: &str) -> Hand {
        Hand(Arc::new(AtomicI64::new(at(text).ms())))
    }

    fn move_by(&self, ms: i64) {
        self.0.fetch_add(ms, Ordering::SeqCst);
    }
}

impl TimeSource for Hand {
    fn now(&mut self) -> Timestamp {
        Timestamp::from_ms(self.0.load(Ordering::SeqCst)).expect("a day of our time")
    }
}

/// The world of what is durable; the set-up is always the first part of the log.
fn durable(journal: &SimJournal) -> World {
    let hall = Given::hall();
    let disk = journal.disk();
    naive::replay(&hall.world, disk.durable.get(hall.commits.len()..).expect("it stays"))
}

fn start(journal: &SimJournal, now: &Hand) -> Engine {
    Engine::start(durable(journal), journal.clone(), now.clone()).expect("two threads")
}

/// Returns the log and the outcomes, so that two runs of one seed can be compared.
fn run(seed: u64, steps: u32) -> (Vec<Commit>, Vec<Outcome>) {
    let mut rng = Rng(seed);
    let journal = SimJournal::new(Given::hall().commits, rng.draw(), 4);
    let mut now = Hand::at("2026-11-23 08:30");
    let mut engine = start(&journal, &now);
    let mut exported: Option<Receiver<Slice>> = None;
    let mut outcomes: Vec<Outcome> = Vec::new();
    let mut number = 1_000_000;
    for _ in 0..steps {
        now.move_by(if rng.percent(85) { ms(&mut rng, 40) } else { ms(&mut rng, 6 * 24 * 60) });
        let world = durable(&journal);
        let mut batch = Vec::new();
        for _ in 0..=rng.below(4) {
            number += 1;
            batch.push(asked(&mut rng, &world, now.now()).envelope(number));
        }
        let commands: Vec<_> = batch.iter().map(|envelope| envelope.id).collect();
        let answered = engine.call(batch).expect("the engine runs");
        let is_in_doubt = answered.contains(&Err(Fault::InDoubt));
        for (command, outcome) in commands.iter().zip(&answered) {
            if let Ok(Done { seq, events: 1.., .. }) = outcome {
                let disk = journal.disk();
                let found = disk.durable.iter().find(|commit| commit.seq == *seq);
                assert_eq!(found.map(|commit| commit.meta.command), Some(*command));
            }
        }
        outcomes.extend(answered);
        if is_in_doubt {
            engine.stop();
            drop(engine);
            journal.crash();
            engine = start(&journal, &now);
            exported = None;
        }
        let world = durable(&journal);
        naive::assert_router(engine.router(), &world);
        match exported.take() {
            Some(slices) if rng.percent(50) => assert_restored(&slices, &journal, &world),
            Some(slices) => exported = Some(slices),
            None if rng.percent(20) => {
                let (to, slices) = unbounded();
                engine.export(to).expect("the engine runs");
                exported = Some(slices);
            }
            None => (),
        }
    }
    engine.stop();
    assert_archived(&journal);
    let log = journal.disk().durable.clone();
    (log, outcomes)
}

/// A snapshot taken while commands went on, with the log after it, is the world of the whole log.
fn assert_restored(slices: &Receiver<Slice>, journal: &SimJournal, world: &World) {
    let mut parts = Parts::default();
    while !parts.add(slices.recv().expect("slices come until the end mark")) {}
    let disk = journal.disk();
    let mut setup = Setup::default();
    let before = disk.durable.iter().take_while(|commit| commit.seq <= parts.seq);
    for entry in before.flat_map(|commit| &commit.entries) {
        if entry.stream.is_setup() {
            setup.evolve(&entry.event).expect("a legal history");
        }
    }
    let from = parts.seq;
    let mut restored = World::restore(setup, parts);
    for commit in disk.durable.iter().filter(|commit| commit.seq > from) {
        restored.catch_up(commit).expect("a legal history");
    }
    restored.settle();
    naive::assert_same(&restored, world);
}

/// Every case that was said to be archived is, at the record that was named.
fn assert_archived(journal: &SimJournal) {
    let disk = journal.disk();
    for (case, last) in &disk.archived {
        // A substitute's act is recorded before it, in the same commit.
        let mut records =
            disk.durable.iter().flat_map(|commit| (commit.seq..).zip(&commit.entries));
        let entry = records.find(|(seq, _)| seq == last).map(|(_, entry)| entry);
        let found = entry.map(|entry| (entry.stream, entry.event.kind()));
        let ends =
            |kind| kind == EventKind::Archived || next(Some(Phase::Archived), kind).is_some();
        assert!(
            found.is_some_and(|(stream, kind)| stream == Stream::Case(*case) && ends(kind)),
            "{case:?} is said to end at record {last}: {found:?}"
        );
    }
}
