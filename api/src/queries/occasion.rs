//! 来源视图: where a case came from, who owns its clocks, and its meetings.

use engine::case::Case;
use engine::code::{Reference, Text, UnitId};
use engine::item::ItemDefinition;
use engine::meeting::MeetingKind;
use engine::occasion::Occasion;
use engine::time::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

/// 来源
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OccasionView {
    /// 延续
    Renewal {
        /// 证号
        licence: Reference,
    },
    /// 代外地收件: we take in, check the form, forward and hand out; the other region decides.
    ForRegion {
        /// 行政区划代码
        region: Reference,
        /// 办理单位
        authority: Text,
    },
    /// 异地收件: taken in by another region, decided here.
    FromRegion {
        /// 行政区划代码
        region: Reference,
        /// 收件单位
        authority: Text,
    },
    /// 免申即享
    Proactive {
        /// The person has not yet answered.
        awaits_consent: bool,
    },
}

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

impl OccasionView {
    /// Of a case, where it is not the ordinary one.
    pub fn of(case: &Case) -> Option<OccasionView> {
        Some(match case.extras().occasion.clone()? {
            Occasion::Renewal { licence } => OccasionView::Renewal { licence },
            Occasion::ForRegion { region, authority } => {
                OccasionView::ForRegion { region, authority }
            }
            Occasion::FromRegion { region, authority } => {
                OccasionView::FromRegion { region, authority }
            }
            Occasion::Proactive { awaits_consent } => OccasionView::Proactive { awaits_consent },
        })
    }
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
