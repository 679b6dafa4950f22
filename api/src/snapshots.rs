//! 快照: now and then the state is written down, so that the next start is short.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use engine::id::Seq;
use engine::pipeline::Engine;
use store::{HallStore, History, write_snapshot};

use crate::limits::{SNAPSHOT_AFTER_RECORDS, SNAPSHOT_SLICES_WAITING_MAX, SNAPSHOT_TICK};

/// How often it is looked whether the last slice is durable.
const DURABLE_POLL: Duration = Duration::from_millis(5);

/// The running thread.
#[derive(Debug)]
pub struct Snapshots {
    stop: Sender<()>,
    thread: JoinHandle<()>,
}

struct Run {
    engine: Arc<Engine>,
    history: History,
    dir: PathBuf,
    last: Seq,
}

impl Snapshots {
    /// Starts the thread. `last` is the record after which the newest snapshot was taken.
    ///
    /// # Errors
    /// When the operating system gives no thread.
    pub fn start(
        engine: Arc<Engine>,
        history: History,
        data: &std::path::Path,
        last: Seq,
    ) -> std::io::Result<Snapshots> {
        let (stop, stopped) = channel();
        let run = Run { engine, history, dir: HallStore::snapshot_dir(data), last };
        let thread = std::thread::Builder::new().name("yichuang-snapshots".to_owned());
        let thread = thread.spawn(move || run.run(&stopped))?;
        Ok(Snapshots { stop, thread })
    }

    /// Ends the thread after the snapshot it is at.
    pub fn stop(self) {
        drop(self.stop);
        self.thread.join().ok();
    }
}

impl Run {
    fn run(mut self, stopped: &Receiver<()>) {
        while stopped.recv_timeout(SNAPSHOT_TICK) == Err(RecvTimeoutError::Timeout) {
            let seq = self.engine.router().seq();
            if seq.saturating_sub(self.last) >= SNAPSHOT_AFTER_RECORDS {
                // A snapshot that failed is not tried again at once: the disk may be full.
                self.last = seq;
                self.take();
            }
        }
    }

    fn take(&self) {
        let begun = Instant::now();
        let (slices, taken) = crossbeam_channel::bounded(SNAPSHOT_SLICES_WAITING_MAX);
        if self.engine.export(slices).is_err() {
            return;
        }
        let is_durable = |seq: Seq| {
            while self.engine.router().seq() < seq {
                if self.engine.is_stopped() {
                    return false;
                }
                std::thread::sleep(DURABLE_POLL);
            }
            true
        };
        match write_snapshot(&self.dir, self.history.log(), taken, is_durable) {
            Ok(path) => {
                tracing::info!(file = %path.display(), took = ?begun.elapsed(), "snapshot taken");
            }
            Err(error) => tracing::warn!(%error, "no snapshot was taken"),
        }
    }
}
