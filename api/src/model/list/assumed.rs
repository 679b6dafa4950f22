//! 假定: what neither the list nor its completion says and the hall takes as so, each a line of the report.

use std::collections::BTreeMap;

use serde::Serialize;

/// 行政许可
pub(super) const LICENCE_STATUTORY_DAYS: u16 = 20;
/// 延长
pub(super) const LICENCE_EXTENSION_DAYS: u16 = 10;
/// 承诺
pub(super) const PROMISE_DAYS: u64 = 10;

/// One thing that is taken as so until somebody settles it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Assumption {
    /// The field of items, or the part of the hall.
    pub what: String,
    /// Of how many items, departments, zones or windows.
    pub count: usize,
    /// What is taken, in Chinese.
    pub zh: String,
    /// The same in English.
    pub en: String,
}

impl Assumption {
    pub(super) fn of(what: &str, count: usize, zh: &str, en: &str) -> Assumption {
        Assumption { what: what.to_owned(), count, zh: zh.to_owned(), en: en.to_owned() }
    }
}

/// One line for each field, over all items for which a default stands.
pub(super) fn of_items(counts: &BTreeMap<&'static str, usize>) -> Vec<Assumption> {
    let lines = counts.iter().map(|(field, count)| {
        let (zh, en) = words(field);
        Assumption::of(field, *count, &zh, &en)
    });
    lines.collect()
}

/// What is taken where nobody says a field.
fn words(field: &str) -> (String, String) {
    let (zh, en) = match field {
        "zone" => ("分区：本部门的分区", "the zone of its department"),
        "stationing" => (
            "进驻方式：分区由中心派员的为委托，其余为部门派驻",
            "entrusted where the centre staffs the zone, else stationed by the department",
        ),
        "case_type" => (
            "办件类型：承诺0日的为即办件，其余为承诺件",
            "instant where nothing is to be waited for, else promise",
        ),
        "legal_limit" => {
            return (
                format!(
                    "法定时限：行政许可{LICENCE_STATUTORY_DAYS}个工作日（行政许可法第42条），其他不设"
                ),
                format!(
                    "{LICENCE_STATUTORY_DAYS} working days for a licence (行政许可法 art. 42), none else"
                ),
            );
        }
        "legal_unit" => ("法定时限单位：工作日", "the statutory limit in working days"),
        "legal_extension" => {
            return (
                format!("可延长：行政许可{LICENCE_EXTENSION_DAYS}个工作日，其他不可"),
                format!("a licence may be extended by {LICENCE_EXTENSION_DAYS} working days"),
            );
        }
        "promise_limit" => {
            return (
                format!("承诺时限：名称载明即办的0日，其余{PROMISE_DAYS}日"),
                format!("promised in {PROMISE_DAYS} days, 0 where the name says 即办"),
            );
        }
        "promise_unit" => ("承诺时限单位：工作日", "the promise in working days"),
        "fee_cny" => ("收费：不收费", "no fee"),
        "steps" => (
            "环节：受理、审核、决定，审核与决定各占承诺时限一半",
            "accept, review, decide; half of the promise each for the last two",
        ),
        "specials" => ("特别程序：无", "no special procedure"),
        "participants" => ("联办部门：无", "no other department takes part"),
        "materials" => ("材料：申请表一份", "one form and no other paper"),
        "result" => ("结果：无名称，无电子证照", "a result without name or electronic licence"),
        "delivery" => ("出件方式：窗口领取", "the counter as the only way of delivery"),
        "site_inspection" => ("现场核查：不需要", "no inspection on site"),
        "archive_retention" => ("保管期限：10年", "kept for ten years"),
        "daily_volume_hint" => ("日均办件量：不详", "volume unknown"),
        other => (other, other),
    };
    (zh.to_owned(), en.to_owned())
}
