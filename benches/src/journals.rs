//! Journals for measuring: one that notes how commits were grouped, one that keeps nothing.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use engine::id::{BundleId, CaseId, Seq, VoiceId};
use engine::journal::{AppendFailed, Journal};
use engine::record::Commit;

/// The last record of each append, in order.
#[derive(Clone, Debug, Default)]
pub struct Groups(Arc<Mutex<Vec<Seq>>>);

impl Groups {
    /// What was noted since the last call.
    pub fn take(&self) -> Vec<Seq> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// A journal that also notes its groups.
#[derive(Debug)]
pub struct Noted<J> {
    inner: J,
    groups: Groups,
}

impl<J> Noted<J> {
    /// Notes the groups of a journal.
    pub fn new(inner: J, groups: Groups) -> Noted<J> {
        Noted { inner, groups }
    }
}

impl<J: Journal> Journal for Noted<J> {
    fn append(&mut self, commits: &[Commit]) -> Result<(), AppendFailed> {
        self.inner.append(commits)?;
        let last = commits.last().map(|commit| commit.seq + len(commit) - 1);
        self.groups.0.lock().unwrap_or_else(PoisonError::into_inner).extend(last);
        Ok(())
    }

    fn note_archived(&mut self, case: CaseId, last: Seq) {
        self.inner.note_archived(case, last);
    }

    fn note_archived_bundle(&mut self, bundle: BundleId, last: Seq) {
        self.inner.note_archived_bundle(bundle, last);
    }

    fn note_closed_voice(&mut self, voice: VoiceId, last: Seq) {
        self.inner.note_closed_voice(voice, last);
    }
}

fn len(commit: &Commit) -> u64 {
    u64::try_from(commit.entries.len()).unwrap_or(u64::MAX)
}

/// A journal that keeps nothing and remembers when it last said "durable": what follows until the
/// answer is the projection.
#[derive(Clone, Debug)]
pub struct Nowhere {
    begun: Instant,
    said: Arc<AtomicU64>,
}

impl Default for Nowhere {
    fn default() -> Nowhere {
        Nowhere { begun: Instant::now(), said: Arc::default() }
    }
}

impl Nowhere {
    fn elapsed_ns(&self) -> u64 {
        u64::try_from(self.begun.elapsed().as_nanos()).unwrap_or(u64::MAX)
    }

    /// How long ago the last append ended.
    pub fn since(&self) -> Duration {
        let said = self.said.load(Ordering::Acquire);
        Duration::from_nanos(self.elapsed_ns().saturating_sub(said))
    }
}

impl Journal for Nowhere {
    fn append(&mut self, _: &[Commit]) -> Result<(), AppendFailed> {
        self.said.store(self.elapsed_ns(), Ordering::Release);
        Ok(())
    }

    fn note_archived(&mut self, _: CaseId, _: Seq) {}

    fn note_archived_bundle(&mut self, _: BundleId, _: Seq) {}

    fn note_closed_voice(&mut self, _: VoiceId, _: Seq) {}
}
