//! 要素: what an item version needs, under the names that item lists give it, and what can be odd about an item.

use engine::identity::check_uscc;
use engine::inspector::catch_all;
use serde::Serialize;
use serde_json::{Map, Value};

/// Fields that a list may state in the words of a hall model.
pub(super) const MODEL_FIELDS: [&str; 18] = [
    "zone",
    "stationing",
    "case_type",
    "legal_limit",
    "legal_unit",
    "legal_extension",
    "promise_limit",
    "promise_unit",
    "fee_cny",
    "steps",
    "specials",
    "participants",
    "materials",
    "result",
    "delivery",
    "site_inspection",
    "archive_retention",
    "daily_volume_hint",
];

/// An element of an item version that a list may leave out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Element {
    /// 设定依据
    Basis,
    /// 办件类型
    CaseType,
    /// 法定办结时限
    StatutoryLimit,
    /// 承诺办结时限
    Promise,
    /// 环节
    Steps,
    /// 受理条件
    Conditions,
    /// 材料
    Materials,
    /// 结果
    Result,
    /// 出件方式
    Delivery,
    /// 收费
    Fees,
    /// 分区
    Zone,
}

/// Something odd about what a list says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Flaw {
    /// The code was over 36 characters and was shortened.
    CodeShortened,
    /// The code has none of the national lengths 12, 31, 33.
    CodeForeign,
    /// Another item has the same code.
    CodeTwice,
    /// Another item of the department has the same name.
    NameTwice,
    /// The name of the item holds 其他 or 有关.
    NameCatchAll,
    /// The name or code of a paper of the list holds 其他 or 有关.
    CatchAll,
    /// The type is not two digits.
    TypeUnknown,
    /// The department's code is no 统一社会信用代码.
    DepartmentCode,
    /// The list names no region of 6, 9 or 12 digits.
    RegionCode,
    /// 未分类: the item hangs under no main item.
    Unclassified,
}

impl Element {
    /// Every element.
    pub const ALL: [Element; 11] = [
        Element::Basis,
        Element::CaseType,
        Element::StatutoryLimit,
        Element::Promise,
        Element::Steps,
        Element::Conditions,
        Element::Materials,
        Element::Result,
        Element::Delivery,
        Element::Fees,
        Element::Zone,
    ];

    /// 中文
    pub fn chinese(self) -> &'static str {
        match self {
            Element::Basis => "设定依据",
            Element::CaseType => "办件类型",
            Element::StatutoryLimit => "法定办结时限",
            Element::Promise => "承诺办结时限",
            Element::Steps => "环节",
            Element::Conditions => "受理条件",
            Element::Materials => "材料",
            Element::Result => "结果",
            Element::Delivery => "出件方式",
            Element::Fees => "收费",
            Element::Zone => "分区",
        }
    }

    /// The fields in which it may stand: the hall model's own, and those of the national item schema.
    fn fields(self) -> &'static [&'static str] {
        match self {
            Element::Basis => &["by_law", "basis"],
            Element::CaseType => &["case_type", "project_type"],
            Element::StatutoryLimit => &["legal_limit", "anticipate_day"],
            Element::Promise => &["promise_limit", "promise_day"],
            Element::Steps => &["steps"],
            Element::Conditions => &["conditions", "accept_condition"],
            Element::Materials => &["materials"],
            Element::Result => &["result"],
            Element::Delivery => &["delivery"],
            Element::Fees => &["fee_cny", "fees"],
            Element::Zone => &["zone"],
        }
    }
}

impl Flaw {
    /// 中文
    pub fn chinese(self) -> &'static str {
        match self {
            Flaw::CodeShortened => "编码超过36个字符，已归一",
            Flaw::CodeForeign => "编码不是12、31或33位国家编码",
            Flaw::CodeTwice => "编码重复",
            Flaw::NameTwice => "同一部门事项名称重复",
            Flaw::NameCatchAll => "事项名称含有其他、有关等字样",
            Flaw::CatchAll => "材料含有其他、有关等兜底表述",
            Flaw::RegionCode => "行政区划代码缺失或不是6、9、12位数字",
            Flaw::TypeUnknown => "事项类型不在代码表内",
            Flaw::DepartmentCode => "部门编码不是统一社会信用代码",
            Flaw::Unclassified => "未归入主项",
        }
    }
}

/// What the entry does not say.
pub(super) fn missing(entry: &Map<String, Value>) -> Vec<Element> {
    let is_missing = |element: &Element| {
        !element.fields().iter().any(|field| entry.get(*field).is_some_and(says_something))
    };
    Element::ALL.into_iter().filter(is_missing).collect()
}

/// The fields of an entry that a hall model has, under the model's own names.
pub(super) fn said(entry: &Map<String, Value>) -> Map<String, Value> {
    let is_modelled = |name: &str| MODEL_FIELDS.contains(&name);
    let fields = entry.iter().filter(|(name, value)| is_modelled(name) && says_something(value));
    fields.map(|(name, value)| (name.clone(), value.clone())).collect()
}

fn says_something(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::String(text) => !text.trim().is_empty(),
        Value::Array(list) => !list.is_empty(),
        Value::Object(map) => !map.is_empty(),
        Value::Bool(_) | Value::Number(_) => true,
    }
}

/// What is odd about the entry by itself.
pub(super) fn flaws(
    entry: &Map<String, Value>,
    code: &str,
    source_code: &str,
    task_type: &str,
) -> Vec<Flaw> {
    let text = |field: &str| entry.get(field).and_then(Value::as_str).unwrap_or_default().trim();
    let is_two_digits = task_type.len() == 2 && task_type.bytes().all(|byte| byte.is_ascii_digit());
    let tests = [
        (code != source_code, Flaw::CodeShortened),
        (!matches!(source_code.chars().count(), 12 | 31 | 33), Flaw::CodeForeign),
        (catch_all(text("name")).is_some(), Flaw::NameCatchAll),
        (asks_for_anything(entry), Flaw::CatchAll),
        (!is_two_digits, Flaw::TypeUnknown),
        (check_uscc(text("dept_code")).is_err(), Flaw::DepartmentCode),
        (!is_region(text("area_code")), Flaw::RegionCode),
        (matches!(text("main_item"), "" | "未分类"), Flaw::Unclassified),
    ];
    tests.into_iter().filter(|(is_so, _)| *is_so).map(|(_, flaw)| flaw).collect()
}

fn is_region(code: &str) -> bool {
    matches!(code.len(), 6 | 9 | 12) && code.bytes().all(|byte| byte.is_ascii_digit())
}

/// 兜底材料 by the same words as an examiner of the published item looks for.
fn asks_for_anything(entry: &Map<String, Value>) -> bool {
    let papers = entry.get("materials").and_then(Value::as_array).into_iter().flatten();
    let mut texts = papers.flat_map(|paper| match paper {
        Value::Object(fields) => fields.values().filter_map(Value::as_str).collect(),
        Value::String(name) => vec![name.as_str()],
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => Vec::new(),
    });
    texts.any(|text| catch_all(text).is_some())
}
