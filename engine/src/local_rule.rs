//! 地方规则: rules an item version takes from local law, each off unless the version carries it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::code::Text;

/// 告知承诺 the terms on which an item may be decided on a commitment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CommitmentTerms {
    /// 核查期限 working days from the decision in which it is checked; at least 1.
    pub check_days: u16,
}

/// 敏感领域 what an item touches, so that neither a commitment nor silence decides it (安阳市政务服务条例 art. 25 and
/// the like).
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Sensitivity {
    /// 国家安全
    StateSecurity,
    /// 国家秘密
    Secrets,
    /// 公共安全
    PublicSafety,
    /// 金融业审慎监管
    PrudentialFinance,
    /// 生态环境保护
    Ecology,
    /// 直接关系人身健康、生命财产安全
    HealthLifeProperty,
}

/// 默许种类 whose silence is taken for approval.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum TacitKind {
    /// 超时默认: of the deciding department, when the promise is over.
    Decision,
    /// 超时默许: of a department that takes part, when its time for an opinion is over.
    Opinion,
}

/// 默许 a rule by which silence is approval. The Licensing Law knows none, so it names its own basis.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Tacit {
    /// Whose silence.
    pub kind: TacitKind,
    /// 依据 the local rule.
    pub basis: Text,
}
