//! 时刻: the moment of the log that a question is about.

use engine::id::Seq;
use engine::record::Meta;
use engine::time::Timestamp;

/// Up to where the log is folded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// The end of the log.
    End,
    /// Up to this record, and the other records of the same command with it.
    Seq(Seq),
    /// What was recorded at this instant or before.
    Instant(Timestamp),
}

impl Moment {
    /// Whether a commit that begins at `seq` belongs to the past of this moment.
    pub fn reaches(self, seq: Seq, meta: &Meta) -> bool {
        match self {
            Moment::End => true,
            Moment::Seq(last) => seq <= last,
            Moment::Instant(at) => meta.recorded_at <= at,
        }
    }
}
