//! The world as the log says it, folded record by record.

use std::path::PathBuf;

use engine::id::Seq;
use engine::record::Commit;
use engine::world::{Illegal, World};
use thiserror::Error;

use crate::ahead::run_ahead;
use crate::history::{History, HistoryError};

/// Progress is told every so many records.
const PROGRESS_EVERY: u64 = 100_000;

/// How far a replay has got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Replayed {
    /// The last record that was folded.
    pub seq: Seq,
    /// The last record of the log.
    pub size: Seq,
}

/// Why a log does not give a world. Nothing is served from it.
#[derive(Debug, Error)]
pub enum ReplayError {
    /// A record cannot be read.
    #[error("the log in {} cannot be replayed: {source}", dir.display())]
    History {
        /// The directory of the log.
        dir: PathBuf,
        /// What is wrong.
        source: HistoryError,
    },
    /// A record can be read, but says what cannot have happened.
    #[error(
        "the log in {} is damaged: {source}; verify it and restore the directory from a copy",
        dir.display()
    )]
    Illegal {
        /// The directory of the log.
        dir: PathBuf,
        /// What it says.
        source: Illegal,
    },
    /// The operating system gave no thread to read on.
    #[error("no thread to replay the log with: {0}")]
    Thread(std::io::Error),
}

impl ReplayError {
    pub(crate) fn history(history: &History) -> impl Fn(HistoryError) -> ReplayError + use<> {
        let dir = history.log().dir().to_path_buf();
        move |source| ReplayError::History { dir: dir.clone(), source }
    }
}

/// Folds every command after the one the world ends with, while another thread reads ahead. `each` sees every command that was folded,
/// `progress` every so many records and the end.
pub(crate) fn replay_after(
    world: &mut World,
    history: &History,
    each: &mut dyn FnMut(&Commit),
    progress: &mut dyn FnMut(Replayed),
) -> Result<(), ReplayError> {
    let failed = ReplayError::history(history);
    let size = history.log().size();
    let after = world.seq();
    let mut told = after;
    let mut fold = |commit: Result<Commit, HistoryError>| {
        let commit = commit.map_err(&failed)?;
        world.catch_up(&commit).map_err(|source| ReplayError::Illegal {
            dir: history.log().dir().to_path_buf(),
            source,
        })?;
        each(&commit);
        if world.seq() - told >= PROGRESS_EVERY {
            told = world.seq();
            progress(Replayed { seq: told, size });
        }
        Ok(())
    };
    let mut folded = Ok(());
    run_ahead(history.commits(after), |commit| {
        folded = fold(commit);
        folded.is_ok()
    })
    .map_err(ReplayError::Thread)?;
    folded?;
    world.settle();
    progress(Replayed { seq: world.seq(), size });
    Ok(())
}

/// The world that a whole log gives; for an auditor, who trusts no snapshot.
pub fn replay(history: &History, progress: &mut dyn FnMut(Replayed)) -> Result<World, ReplayError> {
    let mut world = World::default();
    replay_after(&mut world, history, &mut |_| (), progress)?;
    Ok(world)
}
