//! Fills a hall on a disk: many open cases at every stage, and between them whole lives that end in the archive.

use std::time::Instant;

use crate::drive::{self, Ran, Shape};
use crate::durable::DurableHall;
use crate::lifecycle::STEPS;
use crate::workload::Workload;

/// Cases of one round.
const ROUND_CASES: usize = 8_192;
/// Big turns of the writer, and still less than new intake is shed at.
const SHAPE: Shape = Shape { batch: 500, in_flight: 4 };

/// How much there shall be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Amount {
    /// Cases that stay open.
    pub open: usize,
    /// Cases that are archived.
    pub archived: usize,
}

impl Amount {
    /// So many open cases, and as many archived ones as make up the records.
    pub fn of(records: usize, open: usize) -> Amount {
        // The stages of open cases come in turn, so their mean is that of the first and the last.
        let of_open = open * (STEPS - 1) / 2;
        Amount { open, archived: records.saturating_sub(of_open) / STEPS }
    }
}

/// Fills the hall and tells what was done, the making of the commands included. `progress` hears it after each
/// round.
pub fn fill(hall: &mut DurableHall, amount: Amount, progress: &mut dyn FnMut(Ran)) -> Ran {
    let rounds = amount.open.max(amount.archived).div_ceil(ROUND_CASES).max(1);
    let begun = Instant::now();
    let mut ran = Ran::default();
    for round in 0..rounds {
        let share = |all: usize| all * (round + 1) / rounds - all * round / rounds;
        add(hall, share(amount.open), false, &mut ran);
        add(hall, share(amount.archived), true, &mut ran);
        ran.took = begun.elapsed();
        progress(ran);
    }
    ran
}

/// Adds cases: archived ones, or such that stay at every stage.
fn add(hall: &mut DurableHall, cases: usize, is_archived: bool, ran: &mut Ran) {
    let DurableHall { engine, workload, .. } = hall;
    let mut cohort = workload.cohort(cases);
    let first = workload.batches(&cohort, cohort.through(0..1), SHAPE.batch);
    let received = drive::run(engine, first, SHAPE.in_flight);
    cohort.received(&received);
    let end = |index| if is_archived { STEPS } else { Workload::stage(index) };
    let places = cohort.through(1..STEPS).filter(|(index, step)| *step < end(*index));
    let rest = workload.batches(&cohort, places, SHAPE.batch);
    let moved = drive::run(engine, rest, SHAPE.in_flight);
    for done in [received, moved] {
        ran.commands += u64::try_from(done.len()).unwrap_or(u64::MAX);
        ran.events += drive::events(&done);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_are_shared_between_open_and_archived_cases() {
        assert_eq!(Amount::of(10_000_000, 1_000_000).archived, 200_000);
        assert_eq!(Amount::of(10, 1_000_000).archived, 0);
    }

    #[test]
    fn a_filled_hall_has_its_open_cases_and_no_others() {
        let dir = tempfile::tempdir().unwrap();
        let mut hall = DurableHall::open(dir.path());
        let before = hall.history.log().size();
        let ran = fill(&mut hall, Amount { open: 130, archived: 7 }, &mut |_| ());
        assert_eq!(hall.engine.router().open_cases(), 130);
        assert_eq!(ran.commands, 130 * 7 + 7 * 15);
        assert_eq!(hall.history.log().size() - before, ran.events);
    }
}
