//! 帧: which frame a record lies in, remembered while the frames are hashed.

use engine::id::Seq;

/// How many records each frame has, in order. Two bytes a frame: a frame is at most 60 KiB, and the
/// shortest record is longer than a byte.
#[derive(Debug, Default, Clone)]
pub struct Frames {
    counts: Vec<u16>,
    end: Seq,
}

impl Frames {
    /// Notes that the next frame ends with record `end`.
    pub fn note(&mut self, end: Seq) {
        let count = end.saturating_sub(self.end);
        self.counts.push(u16::try_from(count).unwrap_or(u16::MAX));
        self.end = end;
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.counts.len()
    }

    /// The first record of the frame that holds `seq`; nothing beyond the last frame.
    pub fn holding(&self, seq: Seq) -> Option<Seq> {
        if seq == 0 || seq > self.end {
            return None;
        }
        let mut first = 1;
        for count in &self.counts {
            let next = first + u64::from(*count);
            if seq < next {
                return Some(first);
            }
            first = next;
        }
        None
    }
}
