//! 培训考核后上岗 who was trained and examined for what by the unit whose matter it is (row 46).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::code::{Reference, UnitId};
use crate::hall::{Role, Staff};
use crate::item::ItemDefinition;
use crate::setup::Setup;
use crate::time::Day;

/// 未列事项的资格 what it means that no list limits a person: here places differ.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Certification {
    /// Who was appointed without a list serves every item of his zone or unit.
    #[default]
    UnlistedIsAll,
    /// 一事一考: nobody serves an item for which he is not listed or certified.
    ListedOnly,
}

/// 考核 what a certificate rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Examination {
    /// 考核日期
    pub on: Day,
    /// 考核记录编号
    pub number: Reference,
}

/// 上岗资格 of one person for one item, as its own unit said last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// 发证单位
    pub unit: UnitId,
    /// The examination; nothing where the certificate was withdrawn.
    pub examination: Option<Examination>,
}

impl Setup {
    /// True when he may serve the item: its own unit said so last; else he was appointed for it; else no list
    /// limits him and the policy takes that for all. The head of its unit, who certifies, needs no certificate.
    pub fn is_certified(&self, staff: &Staff, item: &ItemDefinition) -> bool {
        let key = (staff.id.clone(), item.code.clone());
        if let Some(said) = self.certificates.get(&key).filter(|said| said.unit == item.department)
        {
            return said.examination.is_some();
        }
        if !staff.items.is_empty() {
            return staff.items.contains(&item.code);
        }
        let is_head = staff.unit == item.department && staff.roles.contains(&Role::DeptHead);
        match self.policy().1.certification {
            Certification::UnlistedIsAll => true,
            Certification::ListedOnly => is_head,
        }
    }
}
