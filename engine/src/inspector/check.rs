//! 检查项: what can be found, how much it weighs unless a county says otherwise, and where it comes from.

use std::borrow::Cow;
use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::code::{Reference, Text};

/// How much a finding weighs.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// 提示: worth knowing.
    Note,
    /// 警告: look at it before publishing.
    Warning,
    /// 阻断: must be mended before publishing.
    Blocking,
}

/// Something found in one item version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The check.
    pub check: Check,
    /// What about this version.
    pub detail: Cow<'static, str>,
}

/// A finding as the log keeps it: by its code, so that a check may be dropped and the log still be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Noted {
    /// The code of the check.
    pub finding: Reference,
    /// What about this version.
    pub detail: Text,
}

impl From<&Finding> for Noted {
    fn from(found: &Finding) -> Noted {
        let code = found.check.code().parse().expect("codes of checks are short words");
        let detail: String = found.detail.chars().take(DETAIL_CHARS_MAX).collect();
        let detail = detail.parse().expect("it was cut to fit");
        Noted { finding: code, detail }
    }
}

/// Characters that are kept of what was found: four bytes each at most, so they fit a text.
const DETAIL_CHARS_MAX: usize = 256;

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} ({})", self.check.code(), self.check.english(), self.detail)
    }
}

impl Severity {
    /// The name, as in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Blocking => "blocking",
        }
    }
}

macro_rules! checks {
    ($( $name:ident = $code:literal, $severity:ident, $source:literal, $zh:literal, $en:literal; )*) => {
        /// What an examiner looks for.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Check { $( #[doc = $en] $name ),* }

        impl Check {
            /// Every check.
            pub const ALL: &[Check] = &[ $( Check::$name ),* ];
            /// The stable code.
            pub fn code(self) -> &'static str { match self { $( Check::$name => $code ),* } }
            /// How much it weighs where no policy says otherwise.
            pub fn severity(self) -> Severity { match self { $( Check::$name => Severity::$severity ),* } }
            /// The article of law, standard, or row of `docs/rules.md`.
            pub fn source(self) -> &'static str { match self { $( Check::$name => $source ),* } }
            /// For who keeps the list.
            pub fn chinese(self) -> &'static str { match self { $( Check::$name => $zh ),* } }
            /// For the developer.
            pub fn english(self) -> &'static str { match self { $( Check::$name => $en ),* } }
        }
    };
}

impl Check {
    /// The check of a code.
    pub fn from_code(code: &str) -> Option<Check> {
        Check::ALL.iter().copied().find(|check| check.code() == code)
    }

    pub(super) fn found(self, detail: impl Into<Cow<'static, str>>) -> Finding {
        Finding { check: self, detail: detail.into() }
    }
}

checks! {
    Unpublishable = "unpublishable", Blocking, "row 88", "不能发布：要素不完整或违反规则", "publication would be refused";
    NameMissing = "name_missing", Blocking, "行政许可法 art. 30", "缺少事项名称", "the item has no name";
    CodeTooLong = "code_too_long", Blocking, "GB/T 39554, local practice", "编码超过36个字符", "a code has at most 36 characters";
    CodeShape = "code_shape", Warning, "GB/T 39554, GB/T 39046-2020", "编码长度符合国家规则但结构不符", "the code has the length of a national code but not its structure";
    CodeForeign = "code_foreign", Note, "GB/T 39554", "编码不是12、31或33位国家编码", "the code follows no national scheme of 12, 31 or 33 characters";
    CodeTypeMismatch = "code_type_mismatch", Warning, "GB/T 39046-2020 annex A", "编码中的事项类型与事项类型不一致", "the type in the code is not the item's type";
    TypeUnknown = "type_unknown", Warning, "GB/T 39046-2020 annex A", "事项类型不在代码表内", "the item type is not in the code list";
    StatutoryMissing = "statutory_missing", Warning, "行政许可法 art. 42", "行政许可未填法定时限", "a licence states no statutory limit";
    StatutoryOverLaw = "statutory_over_law", Warning, "行政许可法 art. 42", "法定时限超过行政许可法规定，须注明特别法依据", "over the limit of the Licensing Law, name the special law";
    PromiseOverStatutory = "promise_over_statutory", Blocking, "优化营商环境条例 art. 36", "承诺时限超过法定时限", "the promise exceeds the statutory limit";
    PromiseOverHalf = "promise_over_half", Blocking, "row 99", "行政许可承诺时限超过法定时限的百分之五十", "the promise of a licence is over half of its statutory limit";
    ExtensionOverLaw = "extension_over_law", Warning, "行政许可法 art. 42", "延长天数超过规定", "the extension is over what the law gives";
    InstantTooSlow = "instant_too_slow", Blocking, "row 51", "即办件承诺时限大于1日", "an instant item promises more than one day";
    PromiseOfZero = "promise_of_zero", Warning, "row 51", "承诺时限为0的应为即办件", "an item that promises 0 days is an instant item";
    InspectionInHaste = "inspection_in_haste", Warning, "行政许可法 art. 34", "需现场核查而承诺时限不足5日", "an inspection on site in fewer than 5 days is doubtful";
    StepsNotPromise = "steps_not_promise", Warning, "row 53", "各环节时限之和不等于承诺时限", "the limits of the steps do not sum to the promise";
    TooManySteps = "too_many_steps", Blocking, "row 53", "同一部门审批流程超过三个环节", "one department has more than three steps";
    AcceptMissing = "accept_step_missing", Warning, "row 52", "流程缺少受理环节", "no step accepts";
    ReviewMissing = "review_step_missing", Warning, "row 52", "流程缺少审核环节", "no step reviews";
    DecisionMissing = "decision_step_missing", Blocking, "row 52", "流程缺少决定或转报环节", "no step decides or reports up";
    DeliveryMissing = "delivery_missing", Blocking, "row 75", "流程缺少送达方式", "no way of delivery";
    StepsOutOfOrder = "steps_out_of_order", Warning, "row 53", "环节顺序不是受理、审核、决定", "the steps are not in the order accept, review, decide";
    JointWithoutParticipants = "joint_without_participants", Blocking, "行政许可法 art. 26", "联办件没有联办部门", "a joint item names no other department";
    ParticipantsNotJoint = "participants_not_joint", Warning, "行政许可法 art. 26", "非联办件列有联办部门", "an item that is not joint names other departments";
    OpinionTooSlow = "opinion_too_slow", Warning, "row 93", "联办部门意见时限超过承诺时限", "an opinion may take longer than the promise";
    ReportUpMissing = "report_up_step_missing", Warning, "行政许可法 art. 43", "上报件没有转报环节", "an item reported up has no such step";
    InstantWithInspection = "instant_with_inspection", Warning, "row 51", "即办件却需现场核查", "an instant item needs an inspection on site";
    ApproverNotThere = "approver_not_at_window", Warning, "rows 30, 34", "委托受理事项的审批人员不驻窗口", "people of an entrusted item do not sit at the window";
    StopsWithoutLaw = "stops_without_law", Warning, "行政许可法 art. 45", "不属于第四十五条所列程序，不应停止计时", "art. 45 does not list this procedure, it should not stop the clock";
    SpecialWithoutTime = "special_without_time", Warning, "行政许可法 art. 45", "特别程序未填所需时间", "a special procedure states no time";
    CatchAll = "catch_all", Warning, "优化营商环境条例 (local: 安阳, 河南, 北京)", "含有其他、有关等兜底表述", "a catch-all asks for whatever it likes";
    ConditionNamesPaper = "condition_names_material", Warning, "GB/T 39554, local practice", "受理条件中写了申请材料", "a condition names a paper: papers belong on their own list";
    FlowIncomplete = "flow_incomplete", Warning, "row 52", "办理流程缺少受理、审核、审批、办结、送达之一", "the flow in words leaves out one of accept, review, approve, close, deliver";
    CodesDiffer = "codes_differ", Warning, "GB/T 39554", "基本编码、办理项编码与实施编码不一致", "the codes of the listing do not fit the implementation code";
    NotTheSame = "not_the_same_elsewhere", Warning, "row 90", "同一基本编码的事项名称或法定时限与其他实施主体不一致", "another body has the same item under another name or limit";
    EntrusterMissing = "entruster_missing", Warning, "行政许可法 art. 24", "委托实施的事项未写明委托部门", "an entrusted power does not say who entrusted it";
    VisitUnexplained = "visit_unexplained", Warning, "row 91", "须到现场而未说明原因", "a visit is asked for and no reason given";
    NoMaterials = "no_materials", Note, "行政许可法 art. 30", "没有列出任何材料", "no material is listed";
}
