//! 目录要素、办事指南: what an item list says of an item besides the rules its cases run by.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::code::{Reference, Text};

/// 权力来源 where the power to decide comes from.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum PowerSource {
    /// 法定本级行使
    Statutory,
    /// 上级下放
    HandedDown,
    /// 上级授权
    AuthorisedFromAbove,
    /// 同级授权
    AuthorisedAtLevel,
    /// 上级委托
    EntrustedFromAbove,
    /// 同级委托
    EntrustedAtLevel,
}

/// 行使层级 (GB/T 39046 annex A: 1 to 7).
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum UseLevel {
    /// 国家
    State,
    /// 省
    Province,
    /// 市
    City,
    /// 县
    County,
    /// 镇
    Town,
    /// 村
    Village,
    /// 分级管理
    ByGrade,
}

/// 实施主体性质 (GB/T 39046 annex A: 1, 2, 3, 9).
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum BodyNature {
    /// 法定机关
    Statutory,
    /// 授权组织
    Authorised,
    /// 受委托组织
    Entrusted,
    /// 其他
    Other,
}

/// 服务对象 (GB/T 39046 annex A; the numbers differ among standards, so a port maps them).
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum ServiceObject {
    /// 自然人
    Person,
    /// 企业法人
    Enterprise,
    /// 非法人企业
    UnincorporatedEnterprise,
    /// 事业法人
    PublicInstitution,
    /// 社会组织法人
    SocialOrganisation,
    /// 行政机关
    Authority,
    /// 其他组织
    Other,
}

/// 办理形式 (GB/T 39046 annex A: 1, 2, 3, 4, 9).
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum HandlingForm {
    /// 窗口
    Window,
    /// 电脑端
    Computer,
    /// 移动端
    Mobile,
    /// 快递申请
    Post,
    /// 其他
    Other,
}

/// 中介服务 something a third party does for the applicant before or within the case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Intermediary {
    /// Which service.
    pub service: Text,
    /// 法律依据 without which it may not be asked for.
    pub basis: Text,
}

/// 收费项目
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FeeEntry {
    /// 收费项目
    pub name: Text,
    /// 收费标准
    pub standard: Text,
    /// 收费依据
    pub basis: Text,
    /// 减免
    #[serde(default)]
    pub relief: Option<Text>,
}

/// 常见问题
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Faq {
    /// 问
    pub question: Text,
    /// 答
    pub answer: Text,
}

/// 目录要素 what makes the item what it is in the catalogue (rows 88 to 90).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Listing {
    /// 基本编码 of 12 digits.
    pub basic_code: Option<Reference>,
    /// 地方基本编码
    pub local_basic_code: Option<Reference>,
    /// 业务办理项编码 of 33 characters.
    pub handling_code: Option<Reference>,
    /// 设定依据 the laws that set the item up.
    pub basis: Vec<Text>,
    /// 特别法 the law that gives more time than the Licensing Law (art. 42 leaves room for it).
    pub special_law: Option<Text>,
    /// 权力来源
    pub power_source: Option<PowerSource>,
    /// 委托部门 the body that entrusted the power.
    pub entrusted_by: Option<Text>,
    /// 行使层级
    pub level: Option<UseLevel>,
    /// 实施主体性质
    pub body: Option<BodyNature>,
    /// 服务对象
    pub objects: Vec<ServiceObject>,
    /// 数量限制
    pub number_limit: Option<Text>,
    /// 中介服务
    pub intermediaries: Vec<Intermediary>,
}

/// 办事指南 what the applicant is told (row 107); nothing of it is decided by.
#[expect(clippy::struct_excessive_bools, reason = "each is a separate yes or no of the item list")]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Guide {
    /// 受理条件
    pub conditions: Vec<Text>,
    /// 办理流程 in words.
    pub flow: Option<Text>,
    /// 办理形式
    pub forms: Vec<HandlingForm>,
    /// 到现场次数
    pub visits: Option<u8>,
    /// 必须现场办理的原因
    pub visits_reason: Option<Text>,
    /// 网办深度 1 to 4: told, filled in, handed in, and done online from end to end.
    pub online_depth: Option<u8>,
    /// 可预约
    pub appointment: bool,
    /// 网上支付
    pub online_payment: bool,
    /// 自助终端
    pub self_service: bool,
    /// 材料邮寄
    pub papers_by_post: bool,
    /// 办理大厅 where it is handled.
    pub hall: Option<Text>,
    /// 法定时限说明
    pub statutory_note: Option<Text>,
    /// 承诺时限说明
    pub promise_note: Option<Text>,
    /// 收费项目
    pub fees: Vec<FeeEntry>,
    /// 结果样本 where a sample of the result is.
    pub result_sample: Option<Reference>,
    /// 行政复议 to whom, and within how long.
    pub reconsideration: Option<Text>,
    /// 行政诉讼 to which court, and within how long.
    pub litigation: Option<Text>,
    /// 咨询方式
    pub consultation: Option<Text>,
    /// 监督投诉方式
    pub complaint: Option<Text>,
    /// 常见问题
    pub faq: Vec<Faq>,
}

impl Listing {
    pub(super) fn list_lengths(&self) -> [usize; 3] {
        [self.basis.len(), self.objects.len(), self.intermediaries.len()]
    }
}

impl Guide {
    pub(super) fn list_lengths(&self) -> [usize; 4] {
        [self.conditions.len(), self.forms.len(), self.fees.len(), self.faq.len()]
    }
}
