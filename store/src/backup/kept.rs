//! 备份所存校验点: the checkpoints that were kept of the log, carried along with it: whoever restores the backup proves
//! that it continues them, not only that it is what its own manifest says.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::backup::manifest::{KeptFile, Manifest};
use crate::backup::write::Backup;
use crate::backup::{BackupError, BackupReader};
use crate::checkpoint_dir::{CHECKPOINT_DIR, CheckpointDir};
use crate::files::replace_file;
use crate::frame::Frame;
use crate::kept::KeptCheckpoint;
use crate::proof::Checkpoint;
use crate::reader::LogReader;
use crate::signed_checkpoint::SignedCheckpoint;
use crate::tree::empty_root;

/// The public keys of the hall, in its directory and in a backup.
pub const PUBLIC_KEYS_FILE: &str = "checkpoint.pub";

impl Backup {
    /// Finishes what was taken, and takes the checkpoints that were listed before it, each compared with the frames that
    /// are here. A log that does not reach one of them, or has another history, is none to be kept instead of it.
    ///
    /// # Errors
    /// When one does not fit, or cannot be written.
    pub fn take_checkpoints(&mut self, listed: &[SignedCheckpoint]) -> Result<(), BackupError> {
        self.finish()?;
        let dir = CheckpointDir::of(&self.dir);
        let known: BTreeSet<u64> = sizes(&self.manifest.checkpoints).collect();
        let is_new = |signed: &&SignedCheckpoint| !known.contains(&signed.checkpoint.size);
        let mut new: Vec<&SignedCheckpoint> = listed.iter().filter(is_new).collect();
        new.sort_by_key(|signed| signed.checkpoint.size);
        self.reader().carries(new.iter().map(|signed| signed.checkpoint))?;
        for signed in new {
            let failed = |error| BackupError::Kept { source: error };
            dir.keep(signed).map_err(failed)?;
            let kept = KeptFile::of(&self.dir, &name_of(signed.checkpoint.size))?;
            self.manifest.checkpoints.push(kept);
        }
        self.manifest.checkpoints.sort_by(|one, other| one.name.cmp(&other.name));
        self.manifest.write(&self.dir)
    }

    /// Takes the public keys that check the checkpoints, as text.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn take_public_keys(&self, text: &str) -> Result<(), BackupError> {
        let file = self.dir.join(PUBLIC_KEYS_FILE);
        replace_file(&file, text.as_bytes()).map_err(BackupError::io(&file))
    }
}

impl BackupReader {
    /// The checkpoints in it, the oldest first, after each file was compared with the manifest.
    ///
    /// # Errors
    /// When one is missing, changed or none.
    pub fn checkpoints(&self) -> Result<Vec<SignedCheckpoint>, BackupError> {
        let dir = CheckpointDir::of(self.dir());
        let read = |kept: &KeptFile| {
            kept.check(self.dir())?;
            let size = size_of(&kept.name).unwrap_or_default();
            dir.read(size).map_err(|source| BackupError::Kept { source })
        };
        self.manifest().checkpoints.iter().map(read).collect()
    }

    /// The public keys in it, where there are any.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn public_keys(&self) -> Result<Option<String>, BackupError> {
        let file = self.dir().join(PUBLIC_KEYS_FILE);
        if !file.is_file() {
            return Ok(None);
        }
        fs::read_to_string(&file).map(Some).map_err(BackupError::io(&file))
    }

    /// Whether its frames carry checkpoints, which come in the order of their sizes.
    fn carries(&self, kept: impl Iterator<Item = Checkpoint>) -> Result<(), BackupError> {
        let mut kept = kept.peekable();
        let is_of_nothing = |kept: &Checkpoint| kept.size == 0;
        while let Some(none) = kept.next_if(is_of_nothing) {
            compare(none, Checkpoint { size: 0, root: empty_root() })?;
        }
        for file in &self.manifest().frames {
            if kept.peek().is_none_or(|kept| kept.size > file.last) {
                continue;
            }
            let path = self.dir().join(&file.file.name);
            let mut stream = self.frames(file)?;
            let broken = |source| BackupError::Stream { file: path.clone(), source };
            while let Some((key, bytes)) = stream.next_frame().map_err(broken)? {
                let origin = path.display().to_string();
                let frame = Frame::decode(key, bytes).map_err(|error| BackupError::Frame {
                    origin,
                    first_seq: key,
                    problem: error.into(),
                })?;
                let found = Checkpoint { size: frame.last_seq(), root: *frame.root() };
                while let Some(kept) = kept.next_if(|kept| kept.size <= found.size) {
                    compare(kept, found)?;
                }
            }
        }
        kept.next().map_or(Ok(()), |beyond| {
            let size = self.manifest().size;
            Err(not_continued(beyond, missing(size, beyond.size)))
        })
    }
}

/// Why a log that ends there lacks a checkpoint.
fn missing(have: u64, size: u64) -> String {
    let first = have.saturating_add(1);
    format!(
        "it was taken after record {size}, the log ends at {have}: records {first} to {size} are missing"
    )
}

fn not_continued(kept: Checkpoint, reason: String) -> BackupError {
    let what = format!("the checkpoint of {} records that was kept of it", kept.size);
    BackupError::NotContinued { what, reason }
}

/// Compares a checkpoint with the frame that holds its last record.
fn compare(kept: Checkpoint, found: Checkpoint) -> Result<(), BackupError> {
    if found == kept {
        return Ok(());
    }
    let reason = if found.size == kept.size {
        "the log has another history".to_owned()
    } else {
        format!("no frame of the log ends with record {}", kept.size)
    };
    Err(not_continued(kept, reason))
}

/// Proves that a restored log carries all that was kept of it in its backup, and continues the newest; puts them and
/// the keys beside it. Gives back the newest.
pub(super) fn restore_kept(
    backup: &BackupReader,
    log: &LogReader,
    data: &Path,
) -> Result<Option<Checkpoint>, BackupError> {
    let kept = backup.checkpoints()?;
    for signed in &kept {
        let problem = log.carries(&signed.checkpoint);
        let problem = problem.map_err(|error| BackupError::History(error.into()))?;
        if let Some(reason) = problem {
            return Err(not_continued(signed.checkpoint, reason));
        }
    }
    let newest = kept.last().map(|signed| signed.checkpoint);
    if let Some(newest) = newest {
        KeptCheckpoint::of(newest).check(log)?;
    }
    let dir = CheckpointDir::of(data);
    for signed in &kept {
        dir.keep(signed).map_err(|source| BackupError::Kept { source })?;
    }
    if let Some(keys) = backup.public_keys()? {
        let file = data.join(PUBLIC_KEYS_FILE);
        replace_file(&file, keys.as_bytes()).map_err(BackupError::io(&file))?;
    }
    Ok(newest)
}

/// Whether the names of a manifest are those of checkpoints, in order.
pub(super) fn are_in_order(manifest: &Manifest) -> bool {
    let sizes: Vec<Option<u64>> =
        manifest.checkpoints.iter().map(|kept| size_of(&kept.name)).collect();
    sizes.iter().all(Option::is_some) && sizes.is_sorted()
}

fn name_of(size: u64) -> String {
    let file = CheckpointDir::of(Path::new("")).path_of(size);
    file.display().to_string()
}

fn size_of(name: &str) -> Option<u64> {
    let file = PathBuf::from(name);
    let size = file.file_stem()?.to_str()?.parse().ok()?;
    (file.parent()? == Path::new(CHECKPOINT_DIR) && name == name_of(size)).then_some(size)
}

fn sizes(kept: &[KeptFile]) -> impl Iterator<Item = u64> {
    kept.iter().filter_map(|kept| size_of(&kept.name))
}
