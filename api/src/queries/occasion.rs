//! 来源视图: who owns the clocks of a case that came from afar or goes there, and its meetings.

use engine::case::Case;
use engine::code::{Text, UnitId};
use engine::item::ItemDefinition;
use engine::meeting::MeetingKind;
use engine::occasion::Occasion;
use engine::time::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

/// 会议
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct MeetingView {
    /// What for.
    pub about: MeetingKind,
    /// 应到
    pub departments: Vec<UnitId>,
    /// When it begins.
    pub begins: Timestamp,
    /// 已签到
    pub held: bool,
}

impl MeetingView {
    /// Every meeting of a case.
    pub fn all(case: &Case) -> Vec<MeetingView> {
        let meetings = case.extras().meetings.iter().map(|meeting| MeetingView {
            about: meeting.kind,
            departments: meeting.departments.clone(),
            begins: meeting.at,
            held: meeting.is_held,
        });
        meetings.collect()
    }
}

/// 时限责任单位
pub fn clock_owner(case: &Case, item: &ItemDefinition) -> Text {
    let elsewhere = case.extras().occasion.as_ref().and_then(Occasion::clock_owner_elsewhere);
    let department = || case.department(item).as_str().parse().unwrap_or_default();
    elsewhere.cloned().unwrap_or_else(department)
}
