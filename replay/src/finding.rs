//! 发现: one thing that is wrong with a log, where it stands, and what of the log it leaves to be
//! trusted.

use std::fmt;

use engine::id::Seq;
use serde::Serialize;

/// Findings that one verification lists at most; the log is beyond repair long before.
pub const FINDINGS_MAX: usize = 1_000;

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FindingKind {
    /// A frame is damaged or missing, or its records do not hash to its root.
    Frame,
    /// The head mark promises other records than the log has, or cannot be read.
    HeadMark,
    /// The log cannot be read at all.
    Unreadable,
    /// A record cannot be decoded, or does not belong to its command.
    Record,
    /// The record cannot have happened after those before it.
    Illegal,
    /// Times that run backwards, or lie in the future of their recording.
    Time,
    /// The command as it was received cannot be read.
    Received,
    /// The command as it was received names another id or actor than the record.
    Identity,
    /// The same command, policy and time give other events than the log has.
    Redecide,
    /// A date that was derived is not what its ledger, calendar and policy give.
    Date,
    /// A projection differs from a fresh fold.
    Projection,
    /// The derived index of archived cases points elsewhere.
    Index,
    /// A snapshot is not the state that it claims.
    Snapshot,
    /// The log does not continue a checkpoint that was kept.
    Checkpoint,
    /// A file beside the log is damaged, forged or of something else; the records are not in question.
    Beside,
    /// There are more findings than are listed.
    More,
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The first record it is about; 0 where it is about none.
    pub seq: Seq,
    /// The first record of the frame that holds it, which is the frame's key, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub frame: Option<Seq>,
    /// What.
    pub kind: FindingKind,
    /// In words, with what to do.
    pub detail: String,
}

impl FindingKind {
    /// The name, as in JSON.
    pub fn name(self) -> &'static str {
        match self {
            FindingKind::Frame => "frame",
            FindingKind::HeadMark => "head_mark",
            FindingKind::Unreadable => "unreadable",
            FindingKind::Record => "record",
            FindingKind::Illegal => "illegal",
            FindingKind::Time => "time",
            FindingKind::Received => "received",
            FindingKind::Identity => "identity",
            FindingKind::Redecide => "redecide",
            FindingKind::Date => "date",
            FindingKind::Projection => "projection",
            FindingKind::Index => "index",
            FindingKind::Snapshot => "snapshot",
            FindingKind::Checkpoint => "checkpoint",
            FindingKind::Beside => "beside",
            FindingKind::More => "more",
        }
    }

    /// A finding of this kind at a record.
    pub fn at(self, seq: Seq, detail: impl Into<String>) -> Finding {
        Finding { seq, frame: None, kind: self, detail: detail.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{}]", self.kind.name())?;
        if self.seq > 0 {
            write!(f, " record {}", self.seq)?;
        }
        if let Some(frame) = self.frame {
            write!(f, " (frame {frame})")?;
        }
        write!(f, ": {}", self.detail)
    }
}

/// Findings, as many as are listed.
#[derive(Debug, Clone, Default)]
pub struct Findings {
    listed: Vec<Finding>,
    more: usize,
}

impl Findings {
    /// Adds one, or counts it when the list is full.
    pub fn add(&mut self, finding: Finding) {
        if self.listed.len() < FINDINGS_MAX {
            self.listed.push(finding);
        } else {
            self.more += 1;
        }
    }

    /// True while nothing was found.
    pub fn is_empty(&self) -> bool {
        self.listed.is_empty()
    }

    /// The findings in the order of the log, with one more that counts those left out.
    pub fn into_sorted(mut self) -> Vec<Finding> {
        self.listed.sort_by_key(|finding| (finding.seq, finding.kind));
        if self.more > 0 {
            let detail = format!("{} further findings are not listed", self.more);
            self.listed.push(FindingKind::More.at(0, detail));
        }
        self.listed
    }
}

impl Extend<Finding> for Findings {
    fn extend<I: IntoIterator<Item = Finding>>(&mut self, findings: I) {
        findings.into_iter().for_each(|finding| self.add(finding));
    }
}
