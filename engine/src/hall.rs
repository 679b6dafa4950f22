//! 大厅: zones, windows, units, staff and their posts.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::code::{ItemCode, StaffId, Text, UnitId, WindowId, ZoneId};
use crate::id::Token;

/// 岗位角色 what a person of the staff is there for.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 综合窗口人员: intake, never a decision.
    CompWindow,
    /// 专区窗口人员: the same inside one field.
    ZoneWindow,
    /// 分大厅窗口人员
    SatelliteWindow,
    /// 综合出件窗口人员
    DeliveryWindow,
    /// 导办员/咨询员
    Guide,
    /// 首席代表: the department's counterpart of the windows, receives escalations.
    ChiefRep,
    /// 专人(跟踪员)
    CaseTracker,
    /// 审核人员
    Approver,
    /// 首席审批员
    ChiefApprover,
    /// 部门主要负责人: approves the ten-day extension (行政许可法 art. 42).
    DeptHead,
    /// 本级政府负责人: approves the fifteen-day extension of a joint case (art. 42).
    GovHead,
    /// 政务服务中心管理
    CentreManager,
    /// 电子监察/督查
    Supervisor,
    /// 好差评专员
    QualityOfficer,
    /// 外部机构经办
    ExternalOfficer,
}

impl Role {
    /// Every role.
    pub const ALL: [Role; 15] = [
        Role::CompWindow,
        Role::ZoneWindow,
        Role::SatelliteWindow,
        Role::DeliveryWindow,
        Role::Guide,
        Role::ChiefRep,
        Role::CaseTracker,
        Role::Approver,
        Role::ChiefApprover,
        Role::DeptHead,
        Role::GovHead,
        Role::CentreManager,
        Role::Supervisor,
        Role::QualityOfficer,
        Role::ExternalOfficer,
    ];

    /// The name, as in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Role::CompWindow => "comp_window",
            Role::ZoneWindow => "zone_window",
            Role::SatelliteWindow => "satellite_window",
            Role::DeliveryWindow => "delivery_window",
            Role::Guide => "guide",
            Role::ChiefRep => "chief_rep",
            Role::CaseTracker => "case_tracker",
            Role::Approver => "approver",
            Role::ChiefApprover => "chief_approver",
            Role::DeptHead => "dept_head",
            Role::GovHead => "gov_head",
            Role::CentreManager => "centre_manager",
            Role::Supervisor => "supervisor",
            Role::QualityOfficer => "quality_officer",
            Role::ExternalOfficer => "external_officer",
        }
    }

    /// The role of a name.
    pub fn from_name(name: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.name() == name)
    }

    /// A role at a window, which takes in and never decides (受审分离).
    pub fn is_window(self) -> bool {
        match self {
            Role::CompWindow | Role::ZoneWindow | Role::SatelliteWindow => true,
            Role::DeliveryWindow
            | Role::Guide
            | Role::ChiefRep
            | Role::CaseTracker
            | Role::Approver
            | Role::ChiefApprover
            | Role::DeptHead
            | Role::GovHead
            | Role::CentreManager
            | Role::Supervisor
            | Role::QualityOfficer
            | Role::ExternalOfficer => false,
        }
    }
}

/// 部门 a department, or the service centre itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Unit {
    /// Its short code.
    pub id: UnitId,
    /// Its name.
    pub name: Text,
    /// Its home zone.
    pub zone: Option<ZoneId>,
}

/// 分区 a zone; a pooled one takes any item of its field at any of its windows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Zone {
    /// Its code.
    pub id: ZoneId,
    /// Its name.
    pub name: Text,
    /// The hall it belongs to, the main hall or a satellite: by the id of the unit that runs it, for what is delegated
    /// to that unit is taken in there (row 20).
    pub hall: UnitId,
    /// 楼层 for signs and maps (row 17); 1 is the ground floor, below it there is -1.
    #[serde(default)]
    pub floor: Option<i8>,
}

/// 窗口 a window.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Window {
    /// Its code.
    pub id: WindowId,
    /// Its zone.
    pub zone: ZoneId,
    /// What it is for.
    pub kind: WindowKind,
    /// 专窗 the single items it takes (row 23); empty means all that its kind and zone allow.
    #[serde(default)]
    pub items: BTreeSet<ItemCode>,
    /// 定期集中办 the days of the week on which it takes applications, 1 周一 to 7 周日 (row 28); empty means every
    /// day.
    #[serde(default)]
    pub days: BTreeSet<u8>,
}

/// 窗口类别
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum WindowKind {
    /// 无差别综合窗: any item of the pooled departments.
    Undifferentiated,
    /// 专区综合窗: any item of its zone.
    Zone,
    /// 出件窗
    Delivery,
    /// 分大厅
    Satellite,
    /// 导办台
    Guidance,
    /// 办不成事窗
    CannotBeDone,
    /// 云综窗
    Video,
    /// 自助终端
    SelfService,
    /// 自助取件柜
    Locker,
    /// 外部机构
    External,
    /// 一件事专窗: bundles, and the cases they are made of (rows 6, 23).
    Bundle,
}

impl WindowKind {
    /// A window that takes applications in.
    pub fn takes_in(self) -> bool {
        match self {
            WindowKind::Undifferentiated
            | WindowKind::Zone
            | WindowKind::Satellite
            | WindowKind::Video
            | WindowKind::SelfService
            | WindowKind::External
            | WindowKind::Bundle => true,
            WindowKind::Delivery
            | WindowKind::Guidance
            | WindowKind::CannotBeDone
            | WindowKind::Locker => false,
        }
    }
}

/// 人员 a person of the staff.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Staff {
    /// His number.
    pub id: StaffId,
    /// The unit that answers for him.
    pub unit: UnitId,
    /// His roles.
    pub roles: BTreeSet<Role>,
    /// 培训考核 the items he was appointed for (row 46). Empty means all of his zone or unit, or none, as
    /// `certification` of the policy says; what the unit of an item says of him with `certify_staff` goes first.
    #[serde(default)]
    pub items: BTreeSet<ItemCode>,
    /// Blind token of his own certificate, so that he never handles his own case.
    #[serde(default)]
    pub token: Option<Token>,
}

impl Staff {
    /// True when one of his roles works at a window.
    pub fn has_window_role(&self) -> bool {
        self.roles.iter().any(|role| role.is_window())
    }
}
