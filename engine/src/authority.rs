//! 授权: the three letters that say who may take in and who may decide what, from when to when
//! (件1 《审批服务授权委托书》, 件2 《"综窗受理"委托书》, 件3 《政务服务事项委托协议书》).

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::code::{ItemCode, LetterNo, StaffId, UnitId};
use crate::time::Day;

/// 权限 what a letter gives.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Power {
    /// 受理 take applications in (letters 2 and 3).
    Intake,
    /// 初审 review first, the head decides (letter 1).
    InitialReview,
    /// 决定 decide (letter 1).
    Decide,
}

/// To whom a letter gives it.
#[derive(
    Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Grantee {
    /// A unit: the service centre, for its comprehensive windows.
    Unit(UnitId),
    /// A person: the chief approver.
    Person(StaffId),
}

/// A filed letter (备案).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Letter {
    /// Its number.
    pub number: LetterNo,
    /// 件1, 件2 or 件3.
    pub kind: u8,
    /// 委托部门 who gives.
    pub grantor: UnitId,
    /// Who receives. He may not pass it on (行政许可法 art. 24(3)).
    pub grantee: Grantee,
    /// What.
    pub power: Power,
    /// For which items; empty means all of the grantor's.
    #[serde(default)]
    pub items: BTreeSet<ItemCode>,
    /// First day.
    pub valid_from: Day,
    /// Last day; `None` is until revoked.
    #[serde(default)]
    pub valid_to: Option<Day>,
}

impl Letter {
    /// True when the letter is in force on the day and names the item.
    pub fn covers(&self, item: &ItemCode, on: Day) -> bool {
        self.is_in_force(on) && (self.items.is_empty() || self.items.contains(item))
    }

    /// True when the day is one of its days.
    pub fn is_in_force(&self, on: Day) -> bool {
        self.valid_from <= on && self.valid_to.is_none_or(|last| on <= last)
    }
}
