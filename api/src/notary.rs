//! 公证: signs what the log was at a moment. Checkpoints are kept in order, on a schedule and on demand; whoever
//! holds one finds any later change of the past.
//!
//! Invariant: nothing is signed that does not continue what was signed before. Before the first
//! signature of a run the log is therefore proved to continue the newest checkpoint that is kept.

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use engine::id::Seq;
use engine::time::Timestamp;
use store::{
    CheckpointDir, CheckpointDirError, History, ProveError, SignedCheckpoint, SigningFileError,
    SigningKeys, VerifierKey,
};

use crate::clock::Clock;
use crate::limits::CHECKPOINTS_PAGE_BYTES_MAX;

const MS_PER_MINUTE: i64 = 60_000;

/// When checkpoints are kept without being asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// After so many minutes in which anything was recorded; 0 for never.
    pub minutes: u32,
    /// After so many records; 0 for never.
    pub records: u64,
}

impl Default for Schedule {
    fn default() -> Schedule {
        Schedule { minutes: 60, records: 100_000 }
    }
}

impl Schedule {
    /// Whether one is due, `last` being the size and the time of the newest one.
    fn is_due(self, last: Option<(Seq, Timestamp)>, size: Seq, now: Timestamp) -> bool {
        let Some((last, time)) = last else { return size > 0 };
        if size <= last {
            return false;
        }
        let waited = now.ms().saturating_sub(time.ms());
        let is_time = self.minutes > 0 && waited >= i64::from(self.minutes) * MS_PER_MINUTE;
        is_time || (self.records > 0 && size - last >= self.records)
    }

    /// True when none is ever kept unasked.
    fn is_off(self) -> bool {
        self.minutes == 0 && self.records == 0
    }
}

/// Why nothing was signed.
#[derive(Debug, thiserror::Error)]
pub enum NotSigned {
    /// The log does not continue what was signed before.
    #[error(
        "the log does not continue the newest checkpoint that is kept: {0}; it is not signed. If it is \
         known and accepted which records are missing, move the checkpoints after them away"
    )]
    Fork(String),
    /// A kept checkpoint cannot be read or written.
    #[error(transparent)]
    Kept(#[from] CheckpointDirError),
    /// The log cannot be read.
    #[error(transparent)]
    Prove(#[from] ProveError),
}

/// What is known of the checkpoints so far.
#[derive(Debug, Default)]
struct Known {
    /// The log continues the newest one that was kept before this run.
    is_vouched: bool,
    /// Size and time of the newest one that is kept.
    kept: Option<(Seq, Timestamp)>,
    /// The newest one that was signed, kept or not.
    signed: Option<SignedCheckpoint>,
}

/// Whoever signs for the hall.
#[derive(Debug)]
pub struct Notary {
    keys: SigningKeys,
    dir: CheckpointDir,
    history: History,
    clock: Clock,
    schedule: Schedule,
    known: Mutex<Known>,
}

impl Notary {
    /// Reads the keys, or makes them under a name.
    ///
    /// # Errors
    /// When the keys cannot be read or made.
    pub fn open(
        (key_file, name): (&Path, &str),
        dir: CheckpointDir,
        history: History,
        clock: Clock,
        schedule: Schedule,
    ) -> Result<Notary, SigningFileError> {
        let keys = SigningKeys::load_or_create(key_file, name)?;
        Ok(Notary { keys, dir, history, clock, schedule, known: Mutex::default() })
    }

    /// In whose name it signs.
    pub fn origin(&self) -> &str {
        self.keys.name()
    }

    /// The public keys.
    pub fn verifiers(&self) -> [VerifierKey; 2] {
        self.keys.verifiers()
    }

    /// The public keys as auditors keep them, one a line.
    pub fn key_lines(&self) -> String {
        let [first, second] = self.verifiers();
        format!("{first}\n{second}\n")
    }

    /// The log as it is now, signed. It is not kept.
    ///
    /// # Errors
    /// When the log does not continue what was signed before, or cannot be read.
    pub fn sign(&self) -> Result<SignedCheckpoint, NotSigned> {
        self.sign_as(&mut self.known.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The log as it is now, signed and kept.
    ///
    /// # Errors
    /// As [`Notary::sign`], and when it cannot be written.
    pub fn keep(&self) -> Result<SignedCheckpoint, NotSigned> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let signed = self.sign_as(&mut known)?;
        let size = signed.checkpoint.size;
        if let Some((last, _)) = known.kept
            && last == size
        {
            return Ok(self.dir.read(size)?);
        }
        self.dir.keep(&signed)?;
        known.kept = Some((size, signed.time.unwrap_or_else(|| self.clock.now())));
        Ok(signed)
    }

    /// Keeps one if it is due. Gives back its size.
    ///
    /// # Errors
    /// As [`Notary::keep`].
    pub fn look(&self) -> Result<Option<Seq>, NotSigned> {
        if self.schedule.is_off() {
            return Ok(None);
        }
        let size = self.history.log().size();
        let last = {
            let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
            self.vouch(&mut known)?;
            known.kept
        };
        if !self.schedule.is_due(last, size, self.clock.now()) {
            return Ok(None);
        }
        Ok(Some(self.keep()?.checkpoint.size))
    }

    /// Those that are kept after a size, as many as fit into a page, in order.
    ///
    /// # Errors
    /// When one cannot be read.
    pub fn kept(&self, after: Seq, limit: usize) -> Result<Vec<SignedCheckpoint>, NotSigned> {
        let sizes = self.dir.sizes()?;
        let from = sizes.partition_point(|size| *size <= after);
        let mut page = Vec::new();
        let mut bytes = 0;
        for size in sizes.into_iter().skip(from).take(limit) {
            let signed = self.dir.read(size)?;
            bytes += signed.to_string().len();
            page.push(signed);
            if bytes >= CHECKPOINTS_PAGE_BYTES_MAX {
                break;
            }
        }
        Ok(page)
    }

    fn sign_as(&self, known: &mut Known) -> Result<SignedCheckpoint, NotSigned> {
        self.vouch(known)?;
        let checkpoint = self.history.log().checkpoint();
        if let Some(signed) = known.signed.as_ref().filter(|s| s.checkpoint == checkpoint) {
            return Ok(signed.clone());
        }
        let signed = SignedCheckpoint::sign(&self.keys, checkpoint, self.clock.now());
        known.signed = Some(signed.clone());
        Ok(signed)
    }

    /// Once a run: the log continues what was signed before. From then on it only grows.
    fn vouch(&self, known: &mut Known) -> Result<(), NotSigned> {
        if known.is_vouched {
            return Ok(());
        }
        if let Some(last) = self.dir.last()? {
            if let Some(problem) = self.history.log().continues(&last.checkpoint)? {
                return Err(NotSigned::Fork(problem));
            }
            known.kept = Some((last.checkpoint.size, last.time.unwrap_or(Timestamp::MIN)));
        }
        known.is_vouched = true;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOURLY: Schedule = Schedule { minutes: 60, records: 100 };

    fn at(minute: i64) -> Timestamp {
        Timestamp::from_ms(minute * MS_PER_MINUTE).unwrap()
    }

    #[test]
    fn the_first_is_due_as_soon_as_there_is_a_record() {
        assert!(!HOURLY.is_due(None, 0, at(0)));
        assert!(HOURLY.is_due(None, 1, at(0)));
    }

    #[test]
    fn the_next_is_due_after_the_minutes_or_the_records_and_only_when_the_log_grew() {
        let last = Some((500, at(1_000)));
        assert!(!HOURLY.is_due(last, 500, at(9_000)), "nothing was recorded");
        assert!(!HOURLY.is_due(last, 501, at(1_059)));
        assert!(HOURLY.is_due(last, 501, at(1_060)));
        assert!(!HOURLY.is_due(last, 599, at(1_000)));
        assert!(HOURLY.is_due(last, 600, at(1_000)));
        assert!(!HOURLY.is_due(last, 599, at(0)), "a clock that was set back is waited for");
    }

    #[test]
    fn either_half_of_a_schedule_can_be_left_out() {
        let last = Some((500, at(0)));
        let minutes = Schedule { minutes: 0, ..HOURLY };
        assert!(!minutes.is_due(last, 599, at(9_000)) && minutes.is_due(last, 600, at(0)));
        let records = Schedule { records: 0, ..HOURLY };
        assert!(!records.is_due(last, 9_000, at(59)) && records.is_due(last, 501, at(60)));
        assert!(Schedule { minutes: 0, records: 0 }.is_off() && !HOURLY.is_off());
    }
}
