//! The writer and the journaler by hand: decide -> pending -> append -> project -> answer, with failures,
//! crashes, clock jumps, retries and snapshots in between.

use std::collections::BTreeSet;
use std::panic::resume_unwind;
use std::sync::Arc;
use std::thread::{self, ScopedJoinHandle};

use engine::command::{Envelope, LapseTickets};
use engine::decide::{Decision, decide};
use engine::event::EventKind;
use engine::id::{CommandId, Seq};
use engine::number;
use engine::record::Commit;
use engine::refusal::Rule;
use engine::router::Router;
use engine::setup::Setup;
use engine::slice::{Cursor, Parts};
use engine::time::Timestamp;
use engine::world::{BundleChange, Change, TicketChange, VoiceChange, World};
use proptest::prelude::{ProptestConfig, any, proptest};
use tests::given::Given;
use tests::hall::{at, timer};
use tests::random::{Rng, asked, ms};
use tests::{lawful, naive, say};

use crate::seeds;

const SEEDS: u64 = 150;
const STEPS: u32 = 300;
/// Envelopes a client may send once more.
const RETRIES_MAX: usize = 40;

#[test]
fn fixed_seeds() {
    let seeds = seeds(SEEDS);
    let is_whole = seeds.end - seeds.start == SEEDS;
    // Each seed is a run of its own: as many at a time as there are cores.
    let workers = thread::available_parallelism().map_or(1, usize::from);
    let kinds: BTreeSet<EventKind> = thread::scope(|scope| {
        let start = |worker| {
            let mine = seeds.clone().skip(worker).step_by(workers);
            scope.spawn(move || mine.flat_map(kinds_of).collect::<BTreeSet<EventKind>>())
        };
        let started: Vec<_> = (0..workers).map(start).collect();
        let ended = started.into_iter().map(ScopedJoinHandle::join);
        ended.flat_map(|kinds| kinds.unwrap_or_else(|panic| resume_unwind(panic))).collect()
    });
    // A simulation that never gets anywhere passes every check.
    let missing: Vec<&EventKind> = EventKind::ALL.iter().filter(|k| !kinds.contains(k)).collect();
    assert!(!is_whole || missing.is_empty(), "never saw {missing:?}");
}

/// What happens under a seed, twice the same.
fn kinds_of(seed: u64) -> BTreeSet<EventKind> {
    eprintln!("SEED={seed}");
    let (log, answers) = run(seed, STEPS, true);
    let again = run(seed, STEPS, false);
    assert!((&log, &answers) == (&again.0, &again.1), "the run of {seed} is not deterministic");
    log.iter().flat_map(|commit| &commit.entries).map(|entry| entry.event.kind()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(24)
    })]
    #[test]
    fn any_seed(seed in any::<u64>(), steps in 1_u32..120) {
        run(seed, steps, true);
    }
}

/// What became of each command, in order.
type Answers = Vec<Result<Seq, Rule>>;

/// Returns the log and the answers, so that two runs of one seed can be compared.
fn run(seed: u64, steps: u32, is_checked: bool) -> (Vec<Commit>, Answers) {
    let mut sim = Sim::new(seed);
    for _ in 0..steps {
        sim.step();
        if is_checked {
            sim.check();
        }
    }
    sim.flush(0);
    sim.check();
    (sim.log, sim.answers)
}

/// A commit on its way to the journal, with what it shows readers once it is durable.
struct Pending {
    commit: Commit,
    changes: Vec<Change>,
    bundles: Vec<BundleChange>,
    tickets: Vec<TicketChange>,
    voices: Vec<VoiceChange>,
    setup: Arc<Setup>,
    seq: Seq,
}

struct Sim {
    rng: Rng,
    now: Timestamp,
    /// The hall as it was set up: in the log before anything else.
    base: World,
    /// What is durable.
    log: Vec<Commit>,
    /// The writer's world, ahead of the log by what is pending.
    writer: World,
    pending: Vec<Pending>,
    router: Router,
    sent: Vec<Envelope>,
    commands: u128,
    answers: Answers,
    acknowledged: Vec<(CommandId, Seq)>,
    slicing: Option<(Cursor, Parts)>,
    snapshot: Option<Parts>,
}

impl Sim {
    fn new(seed: u64) -> Sim {
        let base = Given::hall().world;
        Sim {
            rng: Rng(seed),
            now: at("2026-12-07 08:30"),
            log: given_set_up(),
            writer: base.clone(),
            pending: Vec::new(),
            router: Router::of(&base),
            base,
            sent: Vec::new(),
            commands: 1_000_000,
            answers: Vec::new(),
            acknowledged: Vec::new(),
            slicing: None,
            snapshot: None,
        }
    }

    fn step(&mut self) {
        self.tick();
        match self.rng.below(100) {
            0..=54 => self.ask(),
            55..=66 => self.timers(),
            67..=68 => self.retry(),
            69..=70 => self.recalculate(),
            71..=84 => self.flush(6),
            85 => self.crash(0),
            86..=97 => self.slice(),
            _ => self.restore(),
        }
    }

    /// Time goes on a little, or jumps; the writer clamps what runs backwards.
    fn tick(&mut self) {
        let step = match self.rng.below(100) {
            0..=84 => ms(&mut self.rng, 40),
            85..=93 => ms(&mut self.rng, 2 * 24 * 60),
            94..=96 => ms(&mut self.rng, 12 * 24 * 60),
            _ => -ms(&mut self.rng, 300),
        };
        self.now = self.now.plus_ms(step);
    }

    fn clamped(&self) -> Timestamp {
        self.writer.now().map_or(self.now, |last| last.max(self.now))
    }

    fn ask(&mut self) {
        let now = self.clamped();
        let asked = asked(&mut self.rng, &self.writer, now);
        self.commands += 1;
        let envelope = asked.envelope(self.commands);
        self.take(envelope);
    }

    /// The timer thread: what is due, as the readers' router knows it.
    fn timers(&mut self) {
        for id in self.router.alarms_due(self.clamped(), 4) {
            let case = number::format(self.writer.setup(), id).expect("a published item");
            self.commands += 1;
            let envelope = timer().asks(say::fire(&case)).envelope(self.commands);
            self.take(envelope);
        }
        for (_, day) in self.router.ticket_alarms(self.clamped()) {
            self.commands += 1;
            let envelope = timer().asks(LapseTickets { day }).envelope(self.commands);
            self.take(envelope);
        }
    }

    /// The fan-out after a calendar was published.
    fn recalculate(&mut self) {
        for id in self.router.case_ids() {
            let case = number::format(self.writer.setup(), id).expect("a published item");
            self.commands += 1;
            let envelope = timer().asks(say::recalculate(&case)).envelope(self.commands);
            self.take(envelope);
        }
    }

    /// A client that got no answer, or lost it, sends the same again.
    fn retry(&mut self) {
        if self.sent.is_empty() {
            return;
        }
        let envelope = self.rng.pick(&self.sent);
        let mut all = self.log.iter().chain(self.pending.iter().map(|pending| &pending.commit));
        let known = all.rfind(|commit| commit.meta.command == envelope.id).map(|c| c.seq);
        let is_remembered = self.writer.answer(envelope.id).is_some();
        let decision = decide(&self.writer, envelope.clone(), self.clamped());
        match (known.filter(|_| is_remembered), decision) {
            (Some(first), Ok(Decision::Again(answer))) => assert_eq!(answer.first, first),
            (Some(first), other) => panic!("the first answer was {first}, now {other:?}"),
            (None, _) => self.take(envelope),
        }
    }

    fn take(&mut self, envelope: Envelope) {
        self.sent.push(envelope.clone());
        if self.sent.len() > RETRIES_MAX {
            self.sent.remove(0);
        }
        let now = self.clamped();
        match decide(&self.writer, envelope, now) {
            Ok(Decision::Commit(commit)) => {
                let changes = self.writer.evolve(&commit).expect("evolve takes what decide gives");
                let setup = Arc::clone(self.writer.setup());
                self.answers.push(Ok(commit.seq));
                let seq = self.writer.seq();
                let bundles = self.writer.touched_bundles(&commit);
                let voices = self.writer.touched_voices(&commit);
                let tickets = self.writer.touched_tickets(&commit);
                let commit = *commit;
                self.pending.push(Pending {
                    commit,
                    changes,
                    bundles,
                    tickets,
                    voices,
                    setup,
                    seq,
                });
            }
            Ok(Decision::AlreadySo(_) | Decision::Again(_)) => self.answers.push(Ok(0)),
            Err(refusal) => self.answers.push(Err(refusal.rule)),
        }
    }

    /// One append of all that is pending. When it fails, only the crash that follows settles how much of it
    /// is durable.
    fn flush(&mut self, failures_in_100: u64) {
        if self.rng.percent(failures_in_100) {
            let count = u64::try_from(self.pending.len()).expect("a list in memory");
            let survived = self.rng.below(count + 1);
            self.crash(usize::try_from(survived).expect("below the length"));
            return;
        }
        for pending in std::mem::take(&mut self.pending) {
            let now = pending.commit.meta.recorded_at;
            self.router.project_bundles(&pending.bundles);
            self.router.project_tickets(&pending.tickets);
            self.router.project_voices(&pending.voices);
            self.router.project(&pending.changes, &pending.setup, pending.seq, now);
            self.acknowledged.push((pending.commit.meta.command, pending.commit.seq));
            self.log.push(pending.commit);
        }
    }

    /// The process dies; of what was being appended a first part may be durable. Then it starts again.
    fn crash(&mut self, survived: usize) {
        let pending = std::mem::take(&mut self.pending);
        self.log.extend(pending.into_iter().take(survived).map(|pending| pending.commit));
        self.writer = World::default();
        for commit in &self.log {
            self.writer.replay(commit).expect("the log holds a legal history");
        }
        self.writer.settle();
        self.router = Router::of(&self.writer);
        self.slicing = None;
        let durable = self.writer.seq();
        self.snapshot = self.snapshot.take().filter(|parts| parts.end <= durable);
    }

    /// One more slice of a snapshot, or the first of a new one.
    fn slice(&mut self) {
        let (cursor, parts) = self.slicing.get_or_insert_default();
        let slice = self.writer.slice(cursor).expect("there is one more before the end mark");
        if parts.add(slice) {
            self.snapshot = self.slicing.take().map(|(_, parts)| parts);
        }
    }

    /// A world put together from the last snapshot and the log after it equals the one that never stopped.
    fn restore(&mut self) {
        self.flush(0);
        let Some(parts) = self.snapshot.clone() else { return };
        let before = self.log.iter().take_while(|commit| commit.seq <= parts.seq);
        let mut setup = Setup::default();
        for entry in before.flat_map(|commit| &commit.entries) {
            if entry.stream.is_setup() {
                setup.evolve(&entry.event).expect("the log holds a legal history");
            }
        }
        let from = parts.seq;
        let mut world = World::restore(setup, parts);
        for commit in self.log.iter().filter(|commit| commit.seq > from) {
            world.catch_up(commit).expect("the log holds a legal history");
        }
        world.settle();
        naive::assert_indexes(&world);
        naive::assert_same(&world, &self.writer);
    }

    fn check(&self) {
        let durable = self.log.get(self.base_commits()..).expect("the set-up stays in the log");
        let mut replayed = naive::replay(&self.base, durable);
        naive::assert_router(&self.router, &replayed);
        for pending in &self.pending {
            replayed.evolve(&pending.commit).expect("a legal history");
        }
        naive::assert_same(&replayed, &self.writer);
        naive::assert_indexes(&self.writer);
        lawful::assert_lawful(&self.writer);
        for (command, seq) in &self.acknowledged {
            let at = self.log.binary_search_by_key(seq, |commit| commit.seq);
            let commit = at.ok().and_then(|at| self.log.get(at));
            let found = commit.map(|commit| commit.meta.command);
            assert_eq!(found, Some(*command), "an acknowledged event was lost");
        }
    }

    fn base_commits(&self) -> usize {
        let last = self.base.seq();
        self.log.partition_point(|commit| commit.seq <= last)
    }
}

fn given_set_up() -> Vec<Commit> {
    Given::hall().commits
}
