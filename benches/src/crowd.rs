//! A world with many open cases at every stage, made by real commands without a log.

use std::time::{Duration, Instant};

use engine::command::Envelope;
use engine::decide::{Decision, decide};
use engine::record::Commit;
use engine::time::Timestamp;
use engine::world::{Change, World};

use crate::hall;
use crate::workload::{Cohort, Workload};

/// Cases that are received before the next step is taken: no more than this many commits are alive.
const COHORT_CASES: usize = 4_096;

/// Decides a command.
///
/// # Panics
/// Where it is refused: then the workload and the engine do not fit each other.
pub fn commit(world: &World, envelope: Envelope, now: Timestamp) -> Box<Commit> {
    match decide(world, envelope, now) {
        Ok(Decision::Commit(commit)) => commit,
        Ok(Decision::Again(_) | Decision::AlreadySo(_)) => panic!("a workload says things once"),
        Err(refusal) => panic!("the workload keeps the rules, but: {refusal}"),
    }
}

/// Decides a command and folds it.
///
/// # Panics
/// Where it is refused, or cannot be folded.
pub fn advance(world: &mut World, envelope: Envelope) -> Vec<Change> {
    let commit = commit(world, envelope, hall::at(0));
    world.evolve(&commit).expect("evolve takes what decide gives")
}

/// Receives the cases of a cohort.
///
/// # Panics
/// Where the cohort is refused.
pub fn receive(world: &mut World, workload: &mut Workload, size: usize) -> Cohort {
    let mut cohort = workload.cohort(size);
    let mut open = |index| {
        let changes = advance(world, workload.envelope(&cohort, index, 0));
        changes.first().expect("an application opens a case").case
    };
    let ids = (0..size).map(&mut open).collect();
    cohort.opened(ids);
    cohort
}

/// Adds so many open cases, at every stage before the delivery.
pub fn fill(world: &mut World, workload: &mut Workload, cases: usize) {
    let mut left = cases;
    while left > 0 {
        let size = left.min(COHORT_CASES);
        let cohort = receive(world, workload, size);
        for index in 0..size {
            for step in 1..Workload::stage(left - size + index) {
                let envelope = workload.envelope(&cohort, index, step);
                advance(world, envelope);
            }
        }
        left -= size;
    }
}

/// The hall with so many open cases, and the workload that goes on there. Says how long it took.
pub fn hall(cases: usize) -> (World, Workload) {
    let begun = Instant::now();
    let (mut world, _, sender) = hall::world();
    let mut workload = Workload::new(world.setup().clone(), sender);
    fill(&mut world, &mut workload, cases);
    let took: Duration = begun.elapsed();
    eprintln!("{cases} open cases, {} armed, made in {took:.1?}", world.alarms().len());
    (world, workload)
}
