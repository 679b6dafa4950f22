//! Cases of all routes in turn, and the commands they need next.

use std::ops::Range;
use std::sync::Arc;

use engine::command::Envelope;
use engine::id::CaseId;
use engine::number;
use engine::pipeline::Done;
use engine::setup::Setup;

use crate::hall::Sender;
use crate::lifecycle::{Route, STEPS};

/// Makes commands. Every case has an applicant of its own.
#[derive(Clone, Debug)]
pub struct Workload {
    setup: Arc<Setup>,
    routes: Arc<[Route]>,
    sender: Sender,
    applicants: u64,
}

/// Cases that were received one after another.
#[derive(Clone, Debug)]
pub struct Cohort {
    first: u64,
    size: usize,
    ids: Vec<CaseId>,
}

impl Cohort {
    /// How many cases it has.
    pub fn size(&self) -> usize {
        self.size
    }

    /// The cases, once they were received.
    pub fn ids(&self) -> &[CaseId] {
        &self.ids
    }

    /// All cases at each of these steps, step by step.
    pub fn through(&self, steps: Range<usize>) -> impl Iterator<Item = (usize, usize)> + use<> {
        let size = self.size;
        steps.flat_map(move |step| (0..size).map(move |index| (index, step)))
    }

    /// Notes which case each application became.
    ///
    /// # Panics
    /// Where an answer names no case, or some are missing.
    pub fn received(&mut self, done: &[Done]) {
        let ids = done.iter().map(|done| done.case.expect("an application opens a case").0);
        self.opened(ids.collect());
    }

    /// Notes the cases, in the order of their applications.
    ///
    /// # Panics
    /// Where some are missing.
    pub fn opened(&mut self, ids: Vec<CaseId>) {
        assert_eq!(ids.len(), self.size, "each application has a case");
        self.ids = ids;
    }
}

impl Workload {
    /// The workload of a hall that is set up. `sender` goes on where the set-up ended.
    ///
    /// # Panics
    /// Where the hall has no item with a plain life.
    pub fn new(setup: Arc<Setup>, sender: Sender) -> Workload {
        let routes: Arc<[Route]> = Route::all(&setup).into();
        assert!(!routes.is_empty(), "the hall has an item with a plain life");
        Workload { setup, routes, sender, applicants: 0 }
    }

    /// Goes on with applicants after so many, for a hall that has some already.
    #[must_use]
    pub fn after(mut self, applicants: u64) -> Workload {
        self.applicants = applicants;
        self
    }

    /// The next applicants.
    ///
    /// # Panics
    /// Where there are more than 2^64.
    pub fn cohort(&mut self, size: usize) -> Cohort {
        let first = self.applicants + 1;
        self.applicants += u64::try_from(size).expect("a count");
        Cohort { first, size, ids: Vec::new() }
    }

    /// The command of a step of one case of a cohort.
    ///
    /// # Panics
    /// Where the case was not received yet and the step is not the first.
    pub fn envelope(&mut self, cohort: &Cohort, index: usize, step: usize) -> Envelope {
        let applicant = cohort.first + u64::try_from(index).expect("a count");
        let turn = usize::try_from(applicant).expect("a count") % self.routes.len();
        let route = self.routes.get(turn).expect("a remainder is smaller");
        let number = cohort.ids.get(index).and_then(|id| number::format(&self.setup, *id));
        let (actor, place, command) = route.step(step, applicant, number.as_ref());
        self.sender.envelope(actor, place, command)
    }

    /// Commands of a cohort, each by its case and its step, in submissions of `batch`, made as they are asked for.
    pub fn batches<'a>(
        &'a mut self,
        cohort: &'a Cohort,
        mut places: impl Iterator<Item = (usize, usize)> + 'a,
        batch: usize,
    ) -> impl Iterator<Item = Vec<Envelope>> + 'a {
        let next = move || {
            let taken: Vec<(usize, usize)> = places.by_ref().take(batch).collect();
            (!taken.is_empty()).then(|| {
                taken.into_iter().map(|(i, step)| self.envelope(cohort, i, step)).collect()
            })
        };
        std::iter::from_fn(next)
    }

    /// After how many steps the how-many-eth open case of a crowd stands still: every stage before the
    /// delivery is as frequent.
    pub fn stage(index: usize) -> usize {
        1 + index % (STEPS - 2)
    }
}
