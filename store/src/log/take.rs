//! Taking over the frames of another log exactly as it stored them, for a copy or a restored log.

use thiserror::Error;

use crate::frame::Frame;
use crate::log::{AppendError, Log};
use crate::proof::Checkpoint;
use crate::recovery::{FrameProblem, extend};

/// Why frames were not taken. Nothing of the call was.
#[derive(Debug, Error)]
pub enum TakeError {
    /// A frame is damaged, or does not follow what is there.
    #[error("the frame at record {first_seq} cannot be taken: {problem}")]
    Frame {
        /// The record at which a frame should begin.
        first_seq: u64,
        /// What is wrong with it.
        problem: FrameProblem,
    },
    /// The frames are good, but they could not be stored.
    #[error(transparent)]
    Append(#[from] AppendError),
}

impl Log {
    /// Adds frames of another log under their own keys, byte for byte. Each is verified first: it
    /// begins where the one before ended, and all records up to its end give the root it carries.
    /// One sync for the whole call.
    pub fn take_frames<B: AsRef<[u8]>>(
        &mut self,
        frames: &[(u64, B)],
    ) -> Result<Checkpoint, TakeError> {
        if self.poisoned {
            return Err(AppendError::Poisoned.into());
        }
        let mut range = self.range.clone();
        for (key, bytes) in frames {
            let first_seq = range.size() + 1;
            let wrong = |problem| TakeError::Frame { first_seq, problem };
            if *key != first_seq {
                return Err(wrong(FrameProblem::Missing));
            }
            let frame = Frame::decode(*key, bytes.as_ref());
            let frame = frame.map_err(|error| wrong(error.into()))?;
            if !extend(&mut range, &frame) {
                return Err(wrong(FrameProblem::Root));
            }
        }
        let stored = self.store(frames, range);
        self.poisoned = stored.is_err();
        Ok(stored?)
    }
}
