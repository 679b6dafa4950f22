//! 一件事状态: the life of a bundle, on one screen. Its cases have their own: [`crate::lifecycle`].
//!
//! [`BUNDLE_LIFECYCLE`] is the specification, `Bundle::evolve` the implementation. A test walks every cell of the
//! phase x event matrix and holds the two equal.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::event::EventKind;

/// Where a bundle stands.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum BundlePhase {
    /// 收件: its first cases are open, none is accepted yet.
    Received,
    /// 在办: a case was accepted, its own promise runs.
    InProgress,
    /// 撤回中: withdrawn; what was decided before goes its way, nothing new begins.
    Withdrawn,
    /// 办结: every node has ended.
    Closed,
    /// 归档: every case of it is archived.
    Archived,
}

use BundlePhase as P;
use EventKind as E;

/// `None` as the first phase means: there is no bundle yet.
#[rustfmt::skip]
pub const BUNDLE_LIFECYCLE: &[(Option<P>, E, P)] = &[
    // from                 what happened                 to
    (None,                  E::BundleReceived,            P::Received),
    (Some(P::Received),     E::BundleCorrectionNoticed,   P::Received),   // all defects of all cases, once
    (Some(P::Received),     E::BundleCorrectionSubmitted, P::Received),
    (Some(P::Received),     E::BundleAccepted,            P::InProgress),
    (Some(P::InProgress),   E::BundleCorrectionNoticed,   P::InProgress), // of cases that opened since
    (Some(P::InProgress),   E::BundleCorrectionSubmitted, P::InProgress),
    (Some(P::Received),     E::BundleWithdrawn,           P::Withdrawn),
    (Some(P::InProgress),   E::BundleWithdrawn,           P::Withdrawn),
    (Some(P::Received),     E::BundleClosed,              P::Closed),     // no case was ever accepted
    (Some(P::InProgress),   E::BundleClosed,              P::Closed),
    (Some(P::Withdrawn),    E::BundleClosed,              P::Closed),
    (Some(P::Closed),       E::BundleArchived,            P::Archived),
];

/// Events that may happen in every phase of these and leave the phase as it is.
#[rustfmt::skip]
pub const BUNDLE_ANYWHERE: &[(E, &[P])] = &[
    (E::SituationAnswered, &[P::Received]),                // with the submission
    (E::NodeOpened,        &[P::Received, P::InProgress]),
    (E::DocumentIssued,    &[P::Received, P::InProgress]), // one notice of all defects
    (E::NodeEnded,         RUNNING),
    (E::NodesCancelled,    RUNNING),
    (E::WarningIssued,     RUNNING),
    (E::DeadlinePassed,    RUNNING),
    (E::ClockRecalculated, RUNNING),
    (E::WarningAnswered,   OPEN),
    (E::SubjectBound,      OPEN),
    (E::SubstituteActed,   OPEN),
];

const RUNNING: &[P] = &[P::Received, P::InProgress, P::Withdrawn];
const OPEN: &[P] = &[P::Received, P::InProgress, P::Withdrawn, P::Closed];

/// The phase `event` leads to, or `None` if it cannot happen in `from`.
pub fn next(from: Option<BundlePhase>, event: EventKind) -> Option<BundlePhase> {
    if let Some(row) = BUNDLE_LIFECYCLE.iter().find(|row| (row.0, row.1) == (from, event)) {
        return Some(row.2);
    }
    let phase = from?;
    let allows = |row: &&(E, &[P])| row.0 == event && row.1.contains(&phase);
    BUNDLE_ANYWHERE.iter().find(allows).map(|_| phase)
}

impl BundlePhase {
    /// Every phase, in the order of a bundle's life.
    pub const ALL: [BundlePhase; 5] =
        [P::Received, P::InProgress, P::Withdrawn, P::Closed, P::Archived];

    /// The name clerks use.
    pub fn chinese(self) -> &'static str {
        match self {
            P::Received => "收件",
            P::InProgress => "在办",
            P::Withdrawn => "撤回中",
            P::Closed => "办结",
            P::Archived => "归档",
        }
    }
}
