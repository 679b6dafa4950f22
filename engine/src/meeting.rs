//! 会议: joint survey, joint consultation, drawing review: who is called, who came (rows 19, 62, 93).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::code::{StaffId, Text, UnitId};
use crate::time::Timestamp;

/// 会议种类
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum MeetingKind {
    /// 联合踏勘
    Survey,
    /// 联合会商
    Consultation,
    /// 评审图审
    DrawingReview,
}

/// 签到 of one department that was called.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Attendance {
    /// The department.
    pub department: UnitId,
    /// Who came for it; nobody where it stayed away.
    #[serde(default)]
    pub officer: Option<StaffId>,
    /// 事由 why it stayed away, as it said; a good reason keeps its silence from being taken for consent.
    #[serde(default)]
    pub good_reason: Option<Text>,
}

/// A meeting of a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meeting {
    /// What for.
    pub kind: MeetingKind,
    /// 应到 who is called.
    pub departments: Vec<UnitId>,
    /// When it begins.
    pub at: Timestamp,
    /// 已签到 who came is on record.
    pub is_held: bool,
}
