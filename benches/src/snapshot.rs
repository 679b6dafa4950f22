//! Takes a snapshot the way the server does, and watches the commands that go on meanwhile.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use api::limits::SNAPSHOT_SLICES_WAITING_MAX;
use engine::pipeline::Engine;
use store::{HallStore, History, write_snapshot};

use crate::drive;
use crate::durable::DurableHall;

/// How often it is looked whether the last slice is durable.
const POLL: Duration = Duration::from_millis(1);

/// What was seen while a snapshot was taken.
#[derive(Clone, Debug, Default)]
pub struct Watched {
    /// How long the snapshot took.
    pub took: Duration,
    /// How long each command took meanwhile, one caller after another.
    pub during: Vec<Duration>,
    /// The same for as many commands after it.
    pub after: Vec<Duration>,
    /// Answered commands that the readers did not see at once: none are allowed.
    pub unseen: u64,
}

/// Takes a snapshot of a running hall.
///
/// # Panics
/// Where it cannot be written.
pub fn take(engine: &Engine, history: &History, dir: &std::path::Path) -> Duration {
    let begun = Instant::now();
    let (slices, taken) = crossbeam_channel::bounded(SNAPSHOT_SLICES_WAITING_MAX);
    engine.export(slices).expect("the engine runs");
    let wait = |seq| {
        while engine.router().seq() < seq {
            std::thread::sleep(POLL);
        }
        true
    };
    let written = write_snapshot(&HallStore::snapshot_dir(dir), history.log(), taken, wait);
    written.expect("the snapshot can be written");
    begun.elapsed()
}

/// Takes a snapshot while one caller sends command after command.
///
/// # Panics
/// Where the snapshot cannot be written.
pub fn take_watched(hall: &mut DurableHall) -> Watched {
    let mut watched = Watched::default();
    let dir = hall.dir().to_path_buf();
    let DurableHall { engine, history, workload, .. } = hall;
    let (engine, history) = (&*engine, &*history);
    let is_over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let taking = scope.spawn(|| {
            let took = take(engine, history, &dir);
            is_over.store(true, Ordering::Release);
            took
        });
        while !is_over.load(Ordering::Acquire) && !taking.is_finished() {
            watched.during.extend(drive::one_caller(engine, workload));
            watched.unseen += u64::from(engine.router().seq() < history.log().size());
        }
        watched.took = taking.join().expect("the snapshot is taken");
    });
    while watched.after.len() < watched.during.len() {
        watched.after.extend(drive::one_caller(engine, workload));
    }
    watched
}
