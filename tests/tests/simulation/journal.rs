//! A disk that fails some appends, and does not say how much of them got there.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use engine::id::{BundleId, CaseId, Seq, VoiceId};
use engine::journal::{AppendFailed, Journal};
use engine::record::Commit;
use tests::random::Rng;

/// What is on the disk, shared with the test that looks at it.
#[derive(Clone, Debug)]
pub(crate) struct SimJournal(Arc<Mutex<Disk>>);

/// What is on the disk.
#[derive(Debug)]
pub(crate) struct Disk {
    /// Durable for certain.
    pub(crate) durable: Vec<Commit>,
    /// A first part of these may be durable too: the crash that follows settles it.
    pub(crate) in_doubt: Option<Vec<Commit>>,
    /// Cases that were said to have left memory, with their last record.
    pub(crate) archived: Vec<(CaseId, Seq)>,
    failures_in_100: u64,
    rng: Rng,
}

impl SimJournal {
    /// A disk with a log on it.
    pub(crate) fn new(durable: Vec<Commit>, seed: u64, failures_in_100: u64) -> SimJournal {
        let (in_doubt, archived, rng) = (None, Vec::new(), Rng(seed));
        SimJournal(Arc::new(Mutex::new(Disk { durable, in_doubt, archived, failures_in_100, rng })))
    }

    /// A look at the disk.
    pub(crate) fn disk(&self) -> MutexGuard<'_, Disk> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The process dies and the disk is read again.
    pub(crate) fn crash(&self) {
        let mut disk = self.disk();
        let in_doubt = disk.in_doubt.take().unwrap_or_default();
        let count = u64::try_from(in_doubt.len()).expect("a list in memory");
        let survived = usize::try_from(disk.rng.below(count + 1)).expect("below the length");
        disk.durable.extend(in_doubt.into_iter().take(survived));
    }
}

impl Journal for SimJournal {
    fn append(&mut self, commits: &[Commit]) -> Result<(), AppendFailed> {
        let mut disk = self.disk();
        assert!(disk.in_doubt.is_none(), "the engine wrote after a failure");
        let chance = disk.failures_in_100;
        if disk.rng.percent(chance) {
            disk.in_doubt = Some(commits.to_vec());
            return Err(AppendFailed("the simulated disk failed".to_owned()));
        }
        disk.durable.extend_from_slice(commits);
        Ok(())
    }

    fn note_archived(&mut self, case: CaseId, last: Seq) {
        self.disk().archived.push((case, last));
    }

    fn note_archived_bundle(&mut self, _: BundleId, _: Seq) {}

    fn note_closed_voice(&mut self, _: VoiceId, _: Seq) {}
}
