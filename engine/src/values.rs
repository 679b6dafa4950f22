//! Small values that commands, events and cases share.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::code::{MaterialCode, Reference, Text};

/// 渠道 how an application came (row 86); the path does not branch on it.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// 窗口
    Window,
    /// 网上
    Online,
    /// 移动端
    Mobile,
    /// 自助终端
    SelfService,
    /// 邮寄
    Post,
    /// 视频窗
    Video,
}

impl Channel {
    /// 网办: submitted without a person of the staff, so the online first check applies.
    pub fn is_online(self) -> bool {
        match self {
            Channel::Online | Channel::Mobile | Channel::SelfService => true,
            Channel::Window | Channel::Post | Channel::Video => false,
        }
    }
}

/// 优先级 who comes first in a queue (row 71).
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    /// 绿色通道
    Green,
    /// 普通
    #[default]
    Normal,
}

/// 收取方式 how a paper was collected.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum CollectionWay {
    /// 纸质收取
    Paper,
    /// 附件上传
    Upload,
    /// 扫描
    Scan,
    /// 证照库 fetched with the applicant's consent.
    Licence,
}

/// 可信等级 of an uploaded paper (国办函〔2016〕108号).
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
pub enum Trust {
    /// Issued by a government body, directly usable.
    A,
    /// Checked against the original by a window officer.
    B,
    /// Uploaded by the applicant; the original must be checked.
    C,
    /// Self-made; the applicant answers for its truth.
    D,
}

/// 材料 a paper as it was handed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MaterialCopy {
    /// Which kind of paper.
    pub material: MaterialCode,
    /// How it came.
    pub way: CollectionWay,
    /// How far it can be trusted.
    pub trust: Trust,
}

/// 补正内容 one thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Defect {
    /// The paper, where it is about one.
    #[serde(default)]
    pub material: Option<MaterialCode>,
    /// What is wrong and how to mend it.
    pub what: Text,
}

/// 决定结果
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// 准予
    Granted,
    /// 不予
    Refused,
}

/// 意见 what a department that takes part says.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Opinion {
    /// 同意
    Agree,
    /// 不同意
    Disagree,
}

/// 办结结果 the customary seven closing kinds.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum ClosingKind {
    /// 0 出证办结
    Issued,
    /// 1 退回办结
    Returned,
    /// 2 作废办结
    Voided,
    /// 3 删除办结
    Deleted,
    /// 4 转报办结
    ReportedUp,
    /// 5 补交不来办结
    NotSupplied,
    /// 6 办结
    Other,
}

impl ClosingKind {
    /// The customary number.
    pub fn number(self) -> u8 {
        match self {
            ClosingKind::Issued => 0,
            ClosingKind::Returned => 1,
            ClosingKind::Voided => 2,
            ClosingKind::Deleted => 3,
            ClosingKind::ReportedUp => 4,
            ClosingKind::NotSupplied => 5,
            ClosingKind::Other => 6,
        }
    }
}

/// 送达回证 what proves that the applicant has it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Receipt {
    /// 签字: the reference of the signed slip.
    Signature(Reference),
    /// 开柜: the reference of the opening.
    CellOpened(Reference),
    /// 妥投: the carrier's receipt.
    ParcelSigned(Reference),
    /// 下载: the reference of the download.
    Downloaded(Reference),
    /// 留置 before witnesses: the slip that says why it was refused, signed by them and by who left it.
    LeftWithWitnesses(Reference),
    /// 留置 with photographs or video of the leaving: the hash of the recording.
    LeftRecorded(Reference),
}

impl Receipt {
    /// 回证 its reference.
    pub fn reference(&self) -> &Reference {
        match self {
            Receipt::Signature(reference)
            | Receipt::CellOpened(reference)
            | Receipt::ParcelSigned(reference)
            | Receipt::Downloaded(reference)
            | Receipt::LeftWithWitnesses(reference)
            | Receipt::LeftRecorded(reference) => reference,
        }
    }
}

/// 见证人 who was asked to come where the applicant refuses to sign: of the local organisation, or of his workplace.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Witness {
    /// 基层组织、所在单位 whom he represents.
    pub represents: Text,
    /// 签章 the reference of his signature: his name stands on the slip, not here.
    pub signature: Reference,
}
