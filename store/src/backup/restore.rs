//! Restoring a backup into a new directory. Everything is verified on the way, and persons who were erased stay
//! erased, whatever keyring comes back.

use std::fs;
use std::path::{Path, PathBuf};

use engine::id::SubjectId;

use crate::backup::kept::restore_kept;
use crate::backup::{BackupError, BackupReader};
use crate::bytes::hex;
use crate::files::{create_private_dir, replace_file, sync_parent};
use crate::hall_id;
use crate::hall_store::{KEYRING_FILE, LOG_DIR};
use crate::history::History;
use crate::journal::erased;
use crate::kept::KeptCheckpoint;
use crate::keyring::copy_without;
use crate::log::{Log, OpenOptions};
use crate::proof::Checkpoint;

/// In a directory whose restore was not finished: which hall it is of. No server starts beside it.
pub const UNFINISHED_FILE: &str = "restore.unfinished";

/// In a restored directory: the checkpoint that its log must be proved to continue before it is served.
pub const RESTORED_CHECKPOINT_FILE: &str = "restored.checkpoint";

/// Bytes of frames that are stored at a time, with one sync.
const STORED_BYTES: usize = 16 << 20;

/// How to restore.
#[derive(Debug, Clone, Default)]
pub struct RestoreOptions {
    /// A keyring from elsewhere, in place of that of the backup.
    pub keyring: Option<PathBuf>,
    /// A checkpoint that was kept: the restored log must continue it.
    pub kept: Option<KeptCheckpoint>,
}

/// What was restored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Restored {
    /// The restored log.
    pub checkpoint: Checkpoint,
    /// Records that an earlier run, which was cut short, had restored.
    pub continued: u64,
    /// Persons whose erasure is in the log; their keys are destroyed in the restored keyring.
    pub erased: usize,
    /// The newest checkpoint that was kept of the log, in the backup or elsewhere, and that it continues.
    pub proved: Option<Checkpoint>,
    /// Whether there is a keyring.
    pub has_keyring: bool,
}

/// Restores the backup in `from` into `data`, which is not there yet, or which an earlier run of the same
/// hall left unfinished. `told` is called with the last record that is restored.
pub fn restore(
    from: &Path,
    data: &Path,
    options: &RestoreOptions,
    told: &mut dyn FnMut(u64),
) -> Result<Restored, BackupError> {
    let backup = BackupReader::open(from)?;
    let marker = begin(&backup, data)?;
    let log_dir = data.join(LOG_DIR);
    let (mut log, report) = Log::open(&log_dir, OpenOptions::default())?;
    fill(&backup, &mut log, told)?;
    let checkpoint = Checkpoint { size: log.size(), root: log.root() };
    let wanted = backup.manifest().checkpoint();
    if checkpoint != wanted {
        return Err(BackupError::NotContinued {
            what: format!("the checkpoint of {} records in the manifest", wanted.size),
            reason: format!("{} records have the root {}", checkpoint.size, hex(&checkpoint.root)),
        });
    }
    let history = History::new(log.reader());
    if let Some(kept) = &options.kept {
        kept.check(history.log())?;
    }
    let newest = restore_kept(&backup, history.log(), data)?;
    let erased = erased_in(&history)?;
    let keyring = match &options.keyring {
        Some(keyring) => Some(keyring.clone()),
        None => backup.keyring()?,
    };
    if let Some(keyring) = &keyring {
        copy_without(keyring, &data.join(KEYRING_FILE), &erased)?;
    }
    let failed = BackupError::io(data);
    hall_id::write(&log_dir, &backup.manifest().hall).map_err(&failed)?;
    // Of two that the log continues the longer one shows the more.
    let given = options.kept.as_ref().map(KeptCheckpoint::checkpoint);
    let proved = newest.into_iter().chain(given).max_by_key(|kept| kept.size);
    let kept = KeptCheckpoint::of(proved.unwrap_or(checkpoint));
    replace_file(&data.join(RESTORED_CHECKPOINT_FILE), &kept.encode()).map_err(&failed)?;
    drop(history);
    drop(log);
    fs::remove_file(&marker).and_then(|()| sync_parent(&marker)).map_err(&failed)?;
    let (erased, has_keyring) = (erased.len(), keyring.is_some());
    Ok(Restored { checkpoint, continued: report.size, erased, proved, has_keyring })
}

/// Marks the directory as unfinished, unless somebody else's things are in it.
fn begin(backup: &BackupReader, data: &Path) -> Result<PathBuf, BackupError> {
    let failed = BackupError::io(data);
    create_private_dir(data).map_err(&failed)?;
    let (marker, hall) = (data.join(UNFINISHED_FILE), &backup.manifest().hall);
    match fs::read_to_string(&marker) {
        Ok(found) if found.trim() == hall => return Ok(marker),
        Ok(found) => {
            return Err(BackupError::OtherHall {
                what: format!("the unfinished restore in {}", data.display()),
                found: found.trim().to_owned(),
                wanted: hall.clone(),
            });
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        Err(error) => return Err(failed(error)),
    }
    if fs::read_dir(data).map_err(&failed)?.next().is_some() {
        return Err(BackupError::NotEmpty { dir: data.to_path_buf() });
    }
    replace_file(&marker, format!("{hall}\n").as_bytes()).map_err(&failed)?;
    Ok(marker)
}

/// Adds what the log does not have yet. What an earlier run added is compared by its root, which every later
/// frame rests on.
fn fill(
    backup: &BackupReader,
    log: &mut Log,
    told: &mut dyn FnMut(u64),
) -> Result<(), BackupError> {
    let already = log.size();
    for file in &backup.manifest().frames {
        let path = backup.dir().join(&file.file.name);
        let mut stream = backup.frames(file)?;
        let mut waiting = Vec::new();
        let mut bytes = 0;
        let store = |log: &mut Log, waiting: &mut Vec<(u64, Vec<u8>)>| {
            log.take_frames(waiting).map_err(BackupError::taking(&path))?;
            waiting.clear();
            Ok::<(), BackupError>(())
        };
        loop {
            let next = stream.next_frame();
            let next = next.map_err(|source| BackupError::Stream { file: path.clone(), source })?;
            let Some((key, frame)) = next else { break };
            if key <= already {
                continue;
            }
            bytes += frame.len();
            waiting.push((key, frame));
            if bytes >= STORED_BYTES {
                store(log, &mut waiting)?;
                bytes = 0;
                told(log.size());
            }
        }
        store(log, &mut waiting)?;
        told(log.size());
        if log.size() < file.last {
            let reason = format!("it ends at record {}, not at {}", log.size(), file.last);
            let first_seq = log.size() + 1;
            return Err(BackupError::File { file: path, first_seq, reason });
        }
    }
    Ok(())
}

/// The persons whose erasure is in the log, in order.
fn erased_in(history: &History) -> Result<Vec<u64>, BackupError> {
    let mut subjects = Vec::new();
    for commit in history.commits(0) {
        subjects.extend(erased(&commit?).map(|SubjectId(subject)| subject));
    }
    subjects.sort_unstable();
    subjects.dedup();
    Ok(subjects)
}
