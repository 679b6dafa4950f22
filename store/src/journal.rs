//! The engine's journal over the log.

use std::fmt::Display;
use std::sync::Arc;

use engine::event::Event;
use engine::id::{BundleId, CaseId, Seq, SubjectId, VoiceId};
use engine::journal::{AppendFailed, Journal};
use engine::record::Commit;

use crate::codec::encode;
use crate::frame::{MAX_FRAME_BYTES, group_bytes};
use crate::keyring::{KeyError, Keyring};
use crate::log::Log;
use crate::reader::LogReader;
use crate::seal::Sealer;

/// The one writer of a hall's log.
#[derive(Debug)]
pub struct HallJournal {
    log: Log,
    sealer: Arc<Sealer>,
}

impl HallJournal {
    /// A journal that goes on at the end of `log`.
    pub(crate) fn new(log: Log, sealer: Arc<Sealer>) -> HallJournal {
        HallJournal { log, sealer }
    }

    /// A reader of what is durable.
    pub fn reader(&self) -> LogReader {
        self.log.reader()
    }

    fn write(&mut self, commits: &[Commit]) -> Result<(), AppendFailed> {
        let mut next = self.log.size() + 1;
        let mut groups = Vec::with_capacity(commits.len());
        for commit in commits {
            if commit.seq != next {
                return Err(doubt(&format_args!("record {} given, {next} is next", commit.seq)));
            }
            let group = encode(commit);
            let bytes = group_bytes(&group);
            if bytes > MAX_FRAME_BYTES {
                return Err(doubt(&format_args!(
                    "the command at record {next} needs {bytes} bytes, more than the \
                     {MAX_FRAME_BYTES} of a frame"
                )));
            }
            next += crate::bytes::len_u64(group.len());
            groups.push(group);
        }
        let groups: Vec<&[Vec<u8>]> = groups.iter().map(Vec::as_slice).collect();
        self.log.append(&groups).map_err(|error| doubt(&error))?;
        for subject in commits.iter().flat_map(erased) {
            erase(self.sealer.keyring(), subject).map_err(|error| doubt(&error))?;
        }
        Ok(())
    }
}

fn doubt(reason: &dyn Display) -> AppendFailed {
    AppendFailed(reason.to_string())
}

impl Journal for HallJournal {
    /// A person whose erasure is among the commits has lost his key when this returns. After an
    /// error the log takes nothing more: stop and open it again.
    fn append(&mut self, commits: &[Commit]) -> Result<(), AppendFailed> {
        if commits.is_empty() {
            return Ok(());
        }
        self.write(commits)
    }

    fn note_archived(&mut self, case: CaseId, last: Seq) {
        if let Err(error) = self.log.index_put(case.0, last) {
            // Found again when the log is opened; until then the case is not found by its number.
            tracing::warn!(%error, case = case.0, "archived case not indexed");
        }
    }

    fn note_archived_bundle(&mut self, bundle: BundleId, last: Seq) {
        if let Err(error) = self.log.index_put(bundle_key(bundle), last) {
            tracing::warn!(%error, bundle = bundle.0, "archived bundle not indexed");
        }
    }

    fn note_closed_voice(&mut self, voice: VoiceId, last: Seq) {
        if let Err(error) = self.log.index_put(voice_key(voice), last) {
            tracing::warn!(%error, voice = voice.0, "closed voice not indexed");
        }
    }
}

/// Bundles are indexed from the far end of the keys: cases never get there, for `ITEMS_MAX` leaves it to them.
pub(crate) fn bundle_key(bundle: BundleId) -> u64 {
    !bundle.0
}

/// Voices follow the bundles there: the kinds of voices count on from their limit.
pub(crate) fn voice_key(voice: VoiceId) -> u64 {
    !voice.0
}

/// The persons whose erasure is in a commit.
#[expect(clippy::wildcard_enum_match_arm, reason = "no other event erases")]
pub(crate) fn erased(commit: &Commit) -> impl Iterator<Item = SubjectId> {
    commit.entries.iter().filter_map(|entry| match &entry.event {
        Event::SubjectErased(erased) => Some(erased.subject),
        _ => None,
    })
}

/// Destroys a person's key, unless it is gone or there never was one.
pub(crate) fn erase(keyring: &Keyring, subject: SubjectId) -> Result<(), KeyError> {
    match keyring.key(subject.0) {
        Err(KeyError::Erased(_) | KeyError::Missing(_)) => Ok(()),
        Ok(_) | Err(KeyError::Damaged(_) | KeyError::Keyring(_)) => keyring.erase(subject.0),
    }
}
