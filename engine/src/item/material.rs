//! 申请材料: a paper the item asks for, as the item list describes it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::code::{MaterialCode, Reference, Text};
use crate::values::{CollectionWay, Trust};

/// 必要性 whether a paper must be there (code list 1, 2, 3 of the item schema).
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Necessity {
    /// 必要
    Required,
    /// 非必要
    Optional,
    /// 容缺后补 may follow later, under a commitment.
    Deferrable,
}

/// 材料类型 (code list 1, 2, 3).
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum MaterialKind {
    /// 证件证书证明
    Certificate,
    /// 申请表格文书
    Form,
    /// 其他
    Other,
}

/// 材料形式 (code list 1, 2, 3).
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum MaterialForm {
    /// 纸质
    Paper,
    /// 电子化
    Electronic,
    /// 纸质和电子化
    Both,
}

/// 来源渠道 (code list 10, 20, 99).
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum MaterialSource {
    /// 申请人自备
    Applicant,
    /// 政府部门核发
    Government,
    /// 其他
    Other,
}

/// A paper the item asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MaterialNeed {
    /// Which kind of paper.
    pub material: MaterialCode,
    /// Whether it must be there.
    pub necessity: Necessity,
    /// 电子证照 the licence type from which it can be fetched; then it may not be demanded again
    /// (国务院令716号 art. 7).
    #[serde(default)]
    pub e_licence: Option<Reference>,
    /// 复印件份数
    #[serde(default)]
    pub copies: u8,
    /// 原件份数
    #[serde(default)]
    pub originals: u8,
    /// 原件退还: an original that came on paper goes back before the case is archived.
    #[serde(default)]
    pub original_returned: bool,
    /// 收取方式 the ways in which it may come; any where none is named.
    #[serde(default)]
    pub ways: Vec<CollectionWay>,
    /// 最低可信等级 it must have when the case is accepted (国办函〔2016〕108号); any where absent.
    #[serde(default)]
    pub min_trust: Option<Trust>,
    /// 有效期 natural days from its receipt in which it may be used again in another case; never where absent.
    #[serde(default)]
    pub reuse_days: Option<u16>,
    /// 替代材料 papers of this list of which any one stands in for it, such as a credit report for
    /// certificates of a clean record (信用报告代替无违法违规证明, row 81).
    #[serde(default)]
    pub substitutes: Vec<MaterialCode>,
    /// What the guide says about it.
    #[serde(default)]
    pub about: MaterialNotes,
}

/// 材料说明 what the guide says about a paper; no rule of a case depends on it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct MaterialNotes {
    /// 材料名称
    pub name: Option<Text>,
    /// 材料类型
    pub kind: Option<MaterialKind>,
    /// 材料形式
    pub form: Option<MaterialForm>,
    /// 来源渠道
    pub source: Option<MaterialSource>,
    /// 规格
    pub format: Option<Text>,
    /// 空表 where the blank form is.
    pub blank_form: Option<Reference>,
    /// 样表 where a filled sample is.
    pub sample: Option<Reference>,
    /// 填报须知
    pub instructions: Option<Text>,
    /// 受理标准 what makes it acceptable (审查要点).
    pub standard: Option<Text>,
    /// 依据 the law that asks for it.
    pub basis: Option<Text>,
}

impl MaterialNeed {
    /// A paper of which nothing but its necessity is said.
    pub fn new(material: MaterialCode, necessity: Necessity) -> MaterialNeed {
        MaterialNeed {
            material,
            necessity,
            e_licence: None,
            copies: 0,
            originals: 0,
            original_returned: false,
            ways: Vec::new(),
            min_trust: None,
            reuse_days: None,
            substitutes: Vec::new(),
            about: MaterialNotes::default(),
        }
    }
}
