//! 表: the columns of an event, the same in CSV, Parquet and the sheets of a workbook.

use super::objects::ValueType;
use super::row::Row;

/// A column.
#[derive(Debug, Clone, Copy)]
pub(super) struct Column {
    /// Its name for programs.
    pub(super) name: &'static str,
    /// Its name for people.
    pub(super) zh: &'static str,
    /// What kind of value it has.
    pub(super) kind: ValueType,
}

const fn text(name: &'static str, zh: &'static str) -> Column {
    Column { name, zh, kind: ValueType::Text }
}

/// How many columns there are.
pub(super) const COLUMNS_LEN: usize = 24;

/// The columns, in order.
pub(super) const COLUMNS: [Column; COLUMNS_LEN] = [
    Column { name: "seq", zh: "记录", kind: ValueType::Integer },
    text("stream", "卷"),
    text("number", "编号"),
    text("case", "办件编号"),
    text("implementation_code", "实施编码"),
    text("kind", "事件"),
    text("activity", "活动"),
    text("transition", "阶段"),
    Column { name: "occurred_at", zh: "业务时间", kind: ValueType::Time },
    Column { name: "recorded_at", zh: "系统时间", kind: ValueType::Time },
    text("resource", "人员"),
    text("group", "组"),
    text("actor", "操作人"),
    text("role", "岗位"),
    text("unit", "单位"),
    text("on_behalf_of", "代何单位"),
    text("hall", "大厅"),
    text("zone", "分区"),
    text("window", "窗口"),
    text("command", "命令"),
    text("origin_case", "原系统办件"),
    text("origin_activity", "原系统活动"),
    text("origin_resource", "原系统人员"),
    text("detail", "内容"),
];

/// The cells of a row, in the order of [`COLUMNS`].
pub(super) fn cells(row: &Row) -> [Option<String>; COLUMNS_LEN] {
    let site = row.site.as_ref();
    let origin = row.origin.as_ref();
    [
        Some(row.seq.to_string()),
        Some(row.stream.to_owned()),
        row.number.clone(),
        row.case.as_ref().map(ToString::to_string),
        row.item.clone(),
        Some(row.kind.name().to_owned()),
        Some(row.activity.clone()),
        Some(row.transition.clone()),
        Some(row.occurred_at.to_string()),
        Some(row.recorded_at.to_string()),
        row.resource.clone(),
        row.group.clone(),
        Some(row.actor.clone()),
        row.role.map(str::to_owned),
        row.unit.clone(),
        row.on_behalf_of.clone(),
        site.map(|site| site.hall.to_string()),
        site.map(|site| site.zone.to_string()),
        site.map(|site| site.window.to_string()),
        Some(row.command.clone()),
        origin.map(|origin| origin.case.to_string()),
        origin.map(|origin| origin.activity.to_string()),
        origin.and_then(|origin| origin.resource.as_ref()).map(ToString::to_string),
        Some(row.detail.clone()),
    ]
}
