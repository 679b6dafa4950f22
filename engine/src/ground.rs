//! 理由类别: on which of the law's grounds an application is not accepted, or a licence revoked.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// 不予受理 the ground (行政许可法 art. 32, 78).
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
pub enum RefusalGround {
    /// 不属于本机关职权范围: whoever is refused so is told where to go (art. 32(2)).
    NotWithinCompetence,
    /// 材料不齐全或者不符合法定形式, after all that is wrong was told (art. 32(4)).
    NotInForm,
    /// 隐瞒有关情况或者提供虚假材料 (art. 78).
    FalseMaterials,
    /// 其他
    #[default]
    Other,
}

/// 撤销许可 the ground.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum RevocationGround {
    /// 违反承诺, not corrected (local rules on 告知承诺; 优化营商环境条例 art. 40).
    CommitmentBroken,
    /// 行政复议决定 annulled the grant, or ordered it to be made anew.
    Reconsideration,
    /// 行政判决 did.
    Judgment,
    /// 冒用身份 the applicant is not who he said (行政许可法 art. 69).
    MistakenIdentity,
}

impl RevocationGround {
    /// 事由 as the decision says it.
    pub fn fact(self) -> &'static str {
        match self {
            RevocationGround::CommitmentBroken => "经核查违反承诺",
            RevocationGround::Reconsideration => {
                "所依据的准予决定已被行政复议决定撤销或者责令重新作出"
            }
            RevocationGround::Judgment => "所依据的准予决定已被人民法院判决撤销或者判令重新作出",
            RevocationGround::MistakenIdentity => {
                "经核实申请人身份不实，属于以欺骗等不正当手段取得"
            }
        }
    }

    /// 依据 as the decision says it.
    pub fn basis(self) -> &'static str {
        match self {
            RevocationGround::CommitmentBroken => {
                "《优化营商环境条例》第四十条和告知承诺制的有关规定"
            }
            RevocationGround::Reconsideration => "《中华人民共和国行政复议法》和该行政复议决定",
            RevocationGround::Judgment => "《中华人民共和国行政诉讼法》和该判决",
            RevocationGround::MistakenIdentity => "《中华人民共和国行政许可法》第六十九条第二款",
        }
    }
}
