//! 大厅模型: the shape of a hall's file, as far as the engine takes it. Other fields of the file are passed by.

use engine::code::{
    BundleCode, ImplCode, ItemCode, MaterialCode, Reference, StaffId, Text, UnitId, WindowId,
    ZoneId,
};
use engine::due::Unit;
use engine::hall::Role;
use engine::item::{
    CaseType, DeliveryWay, Participant, ResultKind, Retention, SpecialKind, StepKind,
};
use serde::Deserialize;
use std::collections::BTreeMap;

/// The whole file.
#[derive(Clone, Debug, Deserialize)]
pub struct Model {
    /// 大厅
    pub hall: Hall,
    /// 部门
    pub departments: Vec<Department>,
    /// 材料目录
    #[serde(default)]
    pub materials: Vec<Paper>,
    /// 事项
    pub items: Vec<Item>,
    /// 一件事
    #[serde(default)]
    pub bundles: Vec<Bundle>,
    /// 到厅人流
    pub demand: Demand,
}

/// 材料目录 a kind of paper and what people call it.
#[derive(Clone, Debug, Deserialize)]
pub struct Paper {
    /// Its code.
    pub id: MaterialCode,
    /// 材料名称
    pub name_zh: Text,
}

/// 一件事
#[derive(Clone, Debug, Deserialize)]
pub struct Bundle {
    /// 短码
    pub id: BundleCode,
    /// Its name.
    pub name_zh: Text,
    /// 牵头部门
    pub lead_department: UnitId,
    /// 限时办结 in working days.
    pub total_promise_working_days: u16,
    /// 节点, each named after its item.
    pub nodes: Vec<Node>,
    /// 先后
    pub edges: Vec<Edge>,
    /// 一套材料 that the applicant brings.
    pub applicant_materials: Vec<MaterialCode>,
}

/// 节点
#[derive(Clone, Debug, Deserialize)]
pub struct Node {
    /// The item.
    pub node: ItemCode,
    /// 必办
    pub mandatory: bool,
}

/// 先后
#[derive(Clone, Debug, Deserialize)]
pub struct Edge {
    /// Which delivers.
    pub from: ItemCode,
    /// Which waits.
    pub to: ItemCode,
    /// What passes, by its name.
    pub passes: Text,
}

/// 大厅
#[derive(Clone, Debug, Deserialize)]
pub struct Hall {
    /// The name of the whole, and of the service centre.
    pub name_zh: Text,
    /// 分区
    pub zones: Vec<Zone>,
    /// 窗口
    pub windows: Vec<Window>,
}

/// 由谁派员 who staffs a zone or a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StaffedBy {
    /// 政务服务中心
    Centre,
    /// 部门
    Department,
    /// 外部机构
    External,
    /// 无人
    None,
}

/// 分区
#[derive(Clone, Debug, Deserialize)]
pub struct Zone {
    /// Its code.
    pub id: ZoneId,
    /// Its name.
    pub zh: Text,
    /// 楼层; 0 is outside the building.
    pub floor: u8,
    /// Who staffs it.
    pub staffed_by: StaffedBy,
}

/// 窗口
#[derive(Clone, Debug, Deserialize)]
pub struct Window {
    /// Its code.
    pub id: WindowId,
    /// Its zone.
    pub zone: ZoneId,
    /// Its kind, in the file's own words.
    pub kind: String,
    /// Who staffs it.
    pub staffed_by: StaffedBy,
}

/// 进驻方式 how an item or a department is present in the hall.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stationing {
    /// 派驻
    Stationed,
    /// 委托: the items are in the hall, the people are not.
    Entrusted,
    /// 分大厅
    Satellite,
    /// 外部机构
    External,
}

/// 部门
#[derive(Clone, Debug, Deserialize)]
pub struct Department {
    /// Its short code.
    pub id: UnitId,
    /// Its name.
    pub name_zh: Text,
    /// Its home zone.
    pub zone: ZoneId,
}

/// 事项
#[derive(Clone, Debug, Deserialize)]
pub struct Item {
    /// 短码
    pub id: ItemCode,
    /// 事项名称
    pub name_zh: Text,
    /// 实施主体
    pub department: UnitId,
    /// 分区
    pub zone: ZoneId,
    /// 进驻方式
    pub stationing: Stationing,
    /// 实施编码
    pub impl_code: ImplCode,
    /// 事项类型
    pub task_type: Reference,
    /// 办件类型
    pub case_type: CaseType,
    /// 法定时限; absent where no law sets one.
    pub legal_limit: Option<u16>,
    /// In which days.
    pub legal_unit: Unit,
    /// 延长
    pub legal_extension: u16,
    /// 承诺时限
    pub promise_limit: u16,
    /// In which days.
    pub promise_unit: Unit,
    /// 收费 in yuan.
    pub fee_cny: u32,
    /// 环节
    pub steps: Vec<Step>,
    /// 特别程序
    pub specials: Vec<Special>,
    /// 联办部门
    pub participants: Vec<Participant>,
    /// 材料
    pub materials: Vec<Material>,
    /// 结果
    pub result: ItemResult,
    /// 出件方式
    pub delivery: Vec<DeliveryWay>,
    /// 现场核查
    pub site_inspection: bool,
    /// 归档期限
    pub archive_retention: Retention,
    /// Cases on a day, about.
    pub daily_volume_hint: u32,
    /// 默认值 fields that nobody stated: a default stands in for them until they are settled.
    #[serde(default)]
    pub assumed: Vec<String>,
}

/// 环节
#[derive(Clone, Copy, Debug, Deserialize)]
#[expect(clippy::struct_field_names, reason = "the names of the file")]
pub struct Step {
    /// What is done.
    pub step: StepKind,
    /// Who does it.
    pub role: Role,
    /// Working days.
    pub limit: u16,
}

/// 特别程序
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct Special {
    /// Which.
    pub kind: SpecialKind,
    /// Its longest duration.
    pub max_working_days: u16,
    /// Whether the decision clocks stand still.
    pub stops_statutory: bool,
}

/// 材料
#[derive(Clone, Debug, Deserialize)]
#[expect(clippy::struct_field_names, reason = "the names of the file")]
pub struct Material {
    /// Which kind of paper.
    pub material: MaterialCode,
    /// 必要性 1, 2 or 3 of the code list.
    pub necessity: u8,
    /// 电子证照
    pub e_licence: Option<Reference>,
    /// Copies.
    pub copies: u8,
}

/// 结果
#[derive(Clone, Debug, Deserialize)]
pub struct ItemResult {
    /// Its name.
    pub name_zh: Option<Text>,
    /// Also as an electronic licence.
    pub e_licence: bool,
    /// The kind of paper it can serve as.
    pub produces_material: Option<MaterialCode>,
}

/// 到厅人流
#[derive(Clone, Debug, Deserialize)]
pub struct Demand {
    /// Arrivals by the hour of the day, in any unit.
    pub arrival_weight_by_hour: BTreeMap<u8, u32>,
}

impl From<ItemResult> for ResultKind {
    fn from(result: ItemResult) -> ResultKind {
        ResultKind {
            name: result.name_zh,
            e_licence: result.e_licence,
            produces_material: result.produces_material,
        }
    }
}

/// The post of a person: `W01-A`, `FGW-head`.
pub(super) fn post(place: &str, name: &str) -> anyhow::Result<StaffId> {
    Ok(format!("{place}-{name}").parse()?)
}
