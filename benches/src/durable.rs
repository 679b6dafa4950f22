//! A hall with its log on a disk and its engine running, set up and ready for lives.

use std::path::{Path, PathBuf};

use engine::command::Actor;
use engine::pipeline::{Engine, TimeSource};
use engine::time::Timestamp;
use store::{HallOptions, HallReport, HallStore, History, Opened};

use crate::drive::{self, Ran, Shape};
use crate::hall::{self, Sender};
use crate::journals::{Groups, Noted};
use crate::workload::Workload;

/// 上午: a clock that goes on by a millisecond with every look at it, so that a log is the same every time.
#[derive(Clone, Copy, Debug)]
pub struct Morning {
    next: Timestamp,
}

impl Default for Morning {
    fn default() -> Morning {
        Morning { next: hall::at(0) }
    }
}

impl TimeSource for Morning {
    fn now(&mut self) -> Timestamp {
        self.next = self.next.plus_ms(1);
        self.next
    }
}

/// The running hall.
#[derive(Debug)]
pub struct DurableHall {
    /// Its engine.
    pub engine: Engine,
    /// Its log.
    pub history: History,
    /// What goes on there.
    pub workload: Workload,
    /// How its commits were grouped.
    pub groups: Groups,
    /// What was found when it was opened.
    pub report: HallReport,
    dir: PathBuf,
}

impl DurableHall {
    /// Opens the hall in a directory, and sets an empty one up.
    ///
    /// # Panics
    /// Where the directory cannot be used: there is nothing to measure then.
    pub fn open(dir: &Path) -> DurableHall {
        DurableHall::start(dir, open(dir, true))
    }

    /// Starts the engine of a hall that was opened.
    ///
    /// # Panics
    /// Where there is no thread for it, or the set-up is refused.
    pub fn start(dir: &Path, opened: Opened) -> DurableHall {
        let Opened { world, journal, history, sealer: _, report } = opened;
        // Command ids and applicants of an earlier run are not used again.
        let mut sender = Sender::after(u128::from(world.seq()) + 1);
        let applicants = u64::try_from(world.subjects().len()).unwrap_or(u64::MAX);
        let is_empty = world.seq() == 0;
        let groups = Groups::default();
        let journal = Noted::new(journal, groups.clone());
        let engine = Engine::start(world, journal, Morning::default()).expect("two threads");
        if is_empty {
            let commands = api::model::commands(None).expect("the embedded model is well formed");
            let envelopes =
                commands.into_iter().map(|c| vec![sender.envelope(Actor::System, None, c)]);
            drive::run(&engine, envelopes, 1);
        }
        let workload = Workload::new(engine.router().setup(), sender).after(applicants);
        DurableHall { engine, history, workload, groups, report, dir: dir.to_path_buf() }
    }

    /// Where it is.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Whole lives of so many cases.
    pub fn lives(&mut self, cases: usize, shape: Shape) -> Ran {
        drive::lives(&self.engine, &mut self.workload, cases, shape)
    }
}

/// Opens the log in a directory and folds it, with or without its snapshots.
///
/// # Panics
/// Where it cannot be opened.
pub fn open(dir: &Path, use_snapshots: bool) -> Opened {
    let options = HallOptions { use_snapshots, ..HallOptions::default() };
    HallStore::open(dir, &options, &mut |_| ()).expect("the hall can be opened")
}
