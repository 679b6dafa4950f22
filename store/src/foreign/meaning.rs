//! What an activity of a foreign log stands for in the hall.

use serde::{Deserialize, Serialize};

/// The command an activity stands for, or [`Meaning::Work`]. In a mapping the names are written
/// in small letters with underscores.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Meaning {
    /// The application comes in (收件).
    Receive,
    /// The papers are checked before acceptance (预审).
    PreCheck,
    /// All defects are told at once (一次性告知补正, Licensing Law article 32(4)).
    NoticeCorrection,
    /// The applicant hands in what was asked for (补正提交).
    SubmitCorrections,
    /// The application is accepted; the decision clock starts (受理, article 32(5)).
    Accept,
    /// Acceptance is refused (不予受理, article 32(2)).
    RefuseAcceptance,
    /// No licence is needed (不需要许可, article 32(1)).
    NotRequired,
    /// The case becomes tasks of departments (分件).
    Split,
    /// A task is sent to its department (转交).
    HandOver,
    /// The department acknowledges what it was sent (签收).
    Acknowledge,
    /// An officer takes a task (领取).
    Claim,
    /// A step of the handling is done (环节完成).
    Step,
    /// A check on site by at least two officers (现场核查, article 34).
    Inspect,
    /// The decision to grant (准予许可, article 38).
    Grant,
    /// The decision to refuse, with reasons (不予许可, article 38).
    Refuse,
    /// The document of the decision is made (制证, article 39).
    Result,
    /// The result goes back to the window (反馈).
    FeedBack,
    /// The result is made ready for the applicant (待出件).
    Prepare,
    /// The applicant has the result (出件, article 44).
    Deliver,
    /// The file is archived (归档).
    Archive,
    /// The applicant withdraws (撤回).
    Withdraw,
    /// A special procedure begins, whose time is not counted (特别程序, article 45).
    Suspend,
    /// The special procedure ends.
    Resume,
    /// The limit is extended once (延长, article 42).
    Extend,
    /// A piece of work by its resource that no command stands for; it is recorded and moves
    /// nothing. Activities a mapping does not name mean this.
    #[default]
    Work,
}

impl Meaning {
    /// Every meaning, in the order of the stages of a case.
    pub const ALL: [Self; 25] = [
        Self::Receive,
        Self::PreCheck,
        Self::NoticeCorrection,
        Self::SubmitCorrections,
        Self::Accept,
        Self::RefuseAcceptance,
        Self::NotRequired,
        Self::Split,
        Self::HandOver,
        Self::Acknowledge,
        Self::Claim,
        Self::Step,
        Self::Inspect,
        Self::Grant,
        Self::Refuse,
        Self::Result,
        Self::FeedBack,
        Self::Prepare,
        Self::Deliver,
        Self::Archive,
        Self::Withdraw,
        Self::Suspend,
        Self::Resume,
        Self::Extend,
        Self::Work,
    ];
}
