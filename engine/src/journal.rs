//! The only thing the engine knows about storage.

use crate::record::Commit;

/// After this the caller does not know whether the commits are on disk. It must stop writing and read the
/// log again.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the append is in doubt: {0}")]
pub struct AppendFailed(pub String);

/// Where commits are kept.
pub trait Journal: Send + 'static {
    /// Returns once all commits are durable. They are in order and continue the log without a gap;
    /// each is written whole or not at all.
    fn append(&mut self, commits: &[Commit]) -> Result<(), AppendFailed>;

    /// Notes that a case has left memory and where its history ends. Derived from the log, so it needs no
    /// durability of its own.
    fn note_archived(&mut self, case: crate::id::CaseId, last: crate::id::Seq);

    /// The same of a bundle.
    fn note_archived_bundle(&mut self, bundle: crate::id::BundleId, last: crate::id::Seq);

    /// The same of a voice.
    fn note_closed_voice(&mut self, voice: crate::id::VoiceId, last: crate::id::Seq);
}
