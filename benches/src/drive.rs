//! Sends commands to a running engine, so many submissions at a time.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use engine::command::Envelope;
use engine::pipeline::{Done, Engine, NotTaken, Outcome};

use crate::lifecycle::STEPS;
use crate::workload::Workload;

/// Sends submissions, never more than `in_flight` unanswered, and gives what became of their commands, in order.
///
/// # Panics
/// Where a command is refused: then the workload and the engine do not fit each other.
pub fn run(
    engine: &Engine,
    submissions: impl IntoIterator<Item = Vec<Envelope>>,
    in_flight: usize,
) -> Vec<Done> {
    let (answer, answers) = channel();
    let mut done = Vec::new();
    let mut open = 0;
    for envelopes in submissions {
        if open == in_flight {
            receive(&answers, &mut done);
            open -= 1;
        }
        submit(engine, envelopes, &answer);
        open += 1;
    }
    for _ in 0..open {
        receive(&answers, &mut done);
    }
    done
}

fn submit(engine: &Engine, envelopes: Vec<Envelope>, answer: &Sender<Vec<Outcome>>) {
    let answer = answer.clone();
    let reply = Box::new(move |outcomes| drop(answer.send(outcomes)));
    match engine.submit(envelopes, reply) {
        Ok(()) => (),
        Err(NotTaken::Busy) => panic!("more in flight than the engine takes"),
        Err(NotTaken::Stopped) => panic!("the engine stopped"),
    }
}

fn receive(answers: &Receiver<Vec<Outcome>>, done: &mut Vec<Done>) {
    let outcomes = answers.recv().expect("every submission is answered");
    done.extend(outcomes.into_iter().map(|outcome| match outcome {
        Ok(done) => done,
        Err(fault) => panic!("the workload keeps the rules, but: {fault:?}"),
    }));
}

/// How commands are sent.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    /// Commands of a submission.
    pub batch: usize,
    /// Submissions that wait for an answer at a time.
    pub in_flight: usize,
}

/// What a measured run came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ran {
    /// Commands that were carried out.
    pub commands: u64,
    /// Events they had.
    pub events: u64,
    /// How long they took; the making of the commands is not in it.
    pub took: Duration,
}

/// Whole lives of so many cases. The commands are made before they are timed.
pub fn lives(engine: &Engine, workload: &mut Workload, cases: usize, shape: Shape) -> Ran {
    let mut cohort = workload.cohort(cases);
    let mut ran = Ran::default();
    for steps in [0..1, 1..STEPS] {
        let is_first = steps.start == 0;
        let submissions: Vec<Vec<Envelope>> =
            workload.batches(&cohort, cohort.through(steps), shape.batch).collect();
        let begun = Instant::now();
        let done = run(engine, submissions, shape.in_flight);
        ran.took += begun.elapsed();
        ran.commands += u64::try_from(done.len()).unwrap_or(u64::MAX);
        ran.events += events(&done);
        if is_first {
            cohort.received(&done);
        }
    }
    ran
}

/// The events of commands.
pub fn events(done: &[Done]) -> u64 {
    done.iter().map(|done| u64::from(done.events)).sum()
}

/// The whole life of one case, one command at a time: how long each took.
pub fn one_caller(engine: &Engine, workload: &mut Workload) -> Vec<Duration> {
    let mut cohort = workload.cohort(1);
    let mut took = Vec::with_capacity(STEPS);
    for step in 0..STEPS {
        let envelopes = vec![workload.envelope(&cohort, 0, step)];
        let begun = Instant::now();
        let done = run(engine, [envelopes], 1);
        took.push(begun.elapsed());
        if step == 0 {
            cohort.received(&done);
        }
    }
    took
}
