//! 随件人员: who goes along with a case without deciding it: its tracker, and who helped the applicant.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::code::StaffId;

/// 帮扶方式 how the staff helps an applicant (row 70).
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum AssistanceKind {
    /// 导办 shows the way.
    Guide,
    /// 帮办 helps with forms, log-in, machines.
    Help,
    /// 代办 acts for the applicant: old, disabled or pregnant people, projects.
    Act,
}

/// Who goes along with a case.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Escort {
    /// 专人跟踪 (row 36)
    pub tracker: Option<StaffId>,
    /// 催办 how often its department was urged.
    pub urged: u16,
    /// 帮办代办 who helped, and how.
    pub helpers: Vec<(StaffId, AssistanceKind)>,
}

impl Escort {
    /// What most cases have.
    pub const NONE: Escort = Escort { tracker: None, urged: 0, helpers: Vec::new() };

    /// True where the person acted for the applicant: then he is on the applicant's side (回避).
    pub fn acted(&self, person: &StaffId) -> bool {
        self.helpers.iter().any(|(who, kind)| who == person && *kind == AssistanceKind::Act)
    }

    pub(crate) fn helped(&mut self, helper: &StaffId, kind: AssistanceKind) {
        let entry = (helper.clone(), kind);
        if !self.helpers.contains(&entry) {
            self.helpers.push(entry);
        }
    }
}
