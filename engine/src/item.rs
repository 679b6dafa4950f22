//! 事项: what the hall handles, as numbered versions that never change once published.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

mod check;
mod compare;
mod listing;
mod marking;
mod material;
mod situation;

use crate::code::{ImplCode, ItemCode, MaterialCode, Reference, Text, UnitId, ZoneId};
use crate::due::{Budget, Unit};
use crate::hall::Role;
use crate::limits::{JOINT_STATUTORY_DAYS, STATUTORY_DAYS};
use crate::terms::Terms;
use crate::time::Day;

pub use crate::local_rule::{CommitmentTerms, Sensitivity, Tacit, TacitKind};
pub use compare::{Change, Comparison, Sums};
pub use listing::{
    BodyNature, Faq, FeeEntry, Guide, HandlingForm, Intermediary, Listing, PowerSource,
    ServiceObject, UseLevel,
};
pub use marking::{Marking, markings};
pub use material::{
    MaterialForm, MaterialKind, MaterialNeed, MaterialNotes, MaterialSource, Necessity,
};
pub use situation::{Answers, Situation, SituationOption};

/// 公共服务 in the code list of item types (GB/T 39046 annex A).
const PUBLIC_SERVICE: &str = "20";
/// 行政许可
const LICENCE: &str = "01";

/// The place of an item version in the catalogue, in order of publication.
pub type ItemNo = u32;

/// 办件类型 how a case of the item runs (row 51).
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum CaseType {
    /// 即办件 decided at once, promise 0.
    Instant,
    /// 承诺件 all nine stages within a promised limit.
    Promise,
    /// 联办件 one lead department and participants.
    Joint,
    /// 上报件 first reviewed here, decided above.
    ReportUp,
}

/// 环节 what a step of a department does (row 53).
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum StepKind {
    /// 受理 at the window.
    Accept,
    /// 审核 by an approver.
    Review,
    /// 决定 by who holds the authority to decide.
    Decide,
    /// 转报 to the higher authority.
    ReportUp,
}

/// One step of an item: who does it and within how many working days.
#[expect(clippy::struct_field_names, reason = "the field's own word in JSON is `step`")]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// What is done.
    pub step: StepKind,
    /// Who does it.
    pub role: Role,
    /// Working days for it; 0 is the same day.
    pub limit: u16,
}

/// 特别程序 the kinds of procedure whose time is not counted (行政许可法 art. 45), and two local ones.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum SpecialKind {
    /// 听证
    Hearing,
    /// 招标
    Tender,
    /// 拍卖
    Auction,
    /// 检验
    Inspection,
    /// 检测
    Testing,
    /// 检疫
    Quarantine,
    /// 鉴定
    Appraisal,
    /// 专家评审
    ExpertReview,
    /// 公示: local practice, not in art. 45; by default the statutory clock runs on.
    PublicNotice,
    /// 现场核查: local practice, not in art. 45; by default the statutory clock runs on.
    Investigation,
    /// 补交挂起: papers asked for after acceptance. No law knows it: local practice, with a card each time.
    Supplement,
}

impl SpecialKind {
    /// True for the eight kinds that art. 45 lists.
    pub fn is_in_article_45(self) -> bool {
        match self {
            SpecialKind::Hearing
            | SpecialKind::Tender
            | SpecialKind::Auction
            | SpecialKind::Inspection
            | SpecialKind::Testing
            | SpecialKind::Quarantine
            | SpecialKind::Appraisal
            | SpecialKind::ExpertReview => true,
            SpecialKind::PublicNotice | SpecialKind::Investigation | SpecialKind::Supplement => {
                false
            }
        }
    }
}

/// A special procedure the item may need.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Special {
    /// Which.
    pub kind: SpecialKind,
    /// The longest it may take in one case, in working days: all of that kind together.
    pub max_working_days: u16,
    /// Whether the decision clocks stand still meanwhile.
    pub stops_statutory: bool,
}

/// 联办 a department that takes part in a joint case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Participant {
    /// The department.
    pub department: UnitId,
    /// Working days for its opinion.
    pub opinion_limit: u16,
}

/// 结果 what the applicant gets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ResultKind {
    /// Its name; `None` where nothing is issued.
    pub name: Option<Text>,
    /// Also as an electronic licence.
    #[serde(default)]
    pub e_licence: bool,
    /// The kind of paper it can serve as in another case.
    #[serde(default)]
    pub produces_material: Option<MaterialCode>,
}

/// 出件方式 ways to hand over a result; the applicant chooses (row 75).
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryWay {
    /// 窗口领取
    Counter,
    /// 自助取件柜
    Locker,
    /// 邮寄
    Ems,
    /// 网上
    Online,
}

/// 归档期限 how long the archive keeps a case.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
pub enum Retention {
    /// 10 年
    #[serde(rename = "10y")]
    TenYears,
    /// 30 年
    #[serde(rename = "30y")]
    ThirtyYears,
    /// 永久
    #[serde(rename = "permanent")]
    Permanent,
}

/// 事项版本 one published version of an item: all that the rules of a case depend on.
#[expect(clippy::struct_excessive_bools, reason = "each is a separate yes or no of the item list")]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ItemDefinition {
    /// 短码 the hall's own short code.
    pub code: ItemCode,
    /// 事项名称
    pub name: Text,
    /// 实施主体 the department that decides.
    pub department: UnitId,
    /// 分区 where it is taken in.
    pub zone: ZoneId,
    /// 实施编码
    pub impl_code: ImplCode,
    /// 事项类型 `01` 行政许可 … `20` 公共服务.
    pub task_type: Reference,
    /// How its cases run.
    pub case_type: CaseType,
    /// 法定办结时限; `None` where no law sets one, or the Licensing Law itself does (`statutory_limit`).
    pub legal: Option<Budget>,
    /// 延长 days by which the statutory limit may be extended once; 0 means never.
    pub legal_extension: u16,
    /// 承诺办结时限
    pub promise: Budget,
    /// 环节
    pub steps: Vec<Step>,
    /// More than three steps of one department need a reason here (row 53).
    #[serde(default)]
    pub steps_exception: Option<Text>,
    /// 特别程序
    #[serde(default)]
    pub specials: Vec<Special>,
    /// 联办部门
    #[serde(default)]
    pub participants: Vec<Participant>,
    /// 材料
    pub materials: Vec<MaterialNeed>,
    /// 结果
    pub result: ResultKind,
    /// 出件方式
    pub delivery: Vec<DeliveryWay>,
    /// 委托受理: taken in by comprehensive windows only (letters 2 and 3).
    pub entrusted: bool,
    /// 不进无差别窗口: secret or fund-safety items that only their own windows take (rows 21, 44).
    #[serde(default)]
    pub not_pooled: bool,
    /// 敏感领域 what it touches: then neither a commitment nor silence decides it (rows 61, 62, 64).
    #[serde(default)]
    pub sensitive: BTreeSet<Sensitivity>,
    /// 首席审批员坐窗口: the lawful exception from the separation of intake and approval.
    #[serde(default)]
    pub approver_at_window: bool,
    /// 现场核查 needed before the decision.
    #[serde(default)]
    pub site_inspection: bool,
    /// 归档期限
    pub retention: Retention,
    /// 收费, in fen; 0 is free.
    #[serde(default)]
    pub fee_fen: u32,
    /// 容缺受理 its deferrable papers may follow after acceptance, under a written commitment (row 63).
    #[serde(default)]
    pub tolerant: bool,
    /// 告知承诺 may be decided on the spot on a written commitment that is checked later (row 64).
    #[serde(default)]
    pub commitment: Option<CommitmentTerms>,
    /// 超时默许、超时默认 what silence means; nothing by default, and never without its basis.
    #[serde(default)]
    pub tacit: Option<Tacit>,
    /// 特别条款 renewal, absence, other regions, proactive cases, decisions by rule; none by default.
    #[serde(default)]
    pub terms: Terms,
    /// 生效日期 the first day on which it takes cases.
    pub valid_from: Day,
    /// 取消日期 the last day on which it takes cases; open where absent.
    #[serde(default)]
    pub valid_to: Option<Day>,
    /// 办事情形 questions whose answers say which papers a case needs.
    #[serde(default)]
    pub situations: Vec<Situation>,
    /// 目录要素
    #[serde(default)]
    pub listing: Listing,
    /// 办事指南
    #[serde(default)]
    pub guide: Guide,
}

impl ItemDefinition {
    /// 承诺件 an item of which nothing more is said: no paper, no statutory limit, ten working days in
    /// three steps, handed out at the counter. What it is else is said over it.
    pub fn plain(
        code: ItemCode,
        name: Text,
        department: UnitId,
        zone: ZoneId,
        impl_code: ImplCode,
    ) -> ItemDefinition {
        let step = |step, role, limit| Step { step, role, limit };
        ItemDefinition {
            code,
            name,
            department,
            zone,
            impl_code,
            task_type: PUBLIC_SERVICE.parse().expect("two digits are a reference"),
            case_type: CaseType::Promise,
            legal: None,
            legal_extension: 0,
            promise: Budget { days: 10, unit: Unit::WorkingDays },
            steps: vec![
                step(StepKind::Accept, Role::CompWindow, 1),
                step(StepKind::Review, Role::Approver, 5),
                step(StepKind::Decide, Role::ChiefApprover, 4),
            ],
            steps_exception: None,
            specials: Vec::new(),
            participants: Vec::new(),
            materials: Vec::new(),
            result: ResultKind { name: None, e_licence: false, produces_material: None },
            delivery: vec![DeliveryWay::Counter],
            entrusted: true,
            not_pooled: false,
            sensitive: BTreeSet::new(),
            approver_at_window: false,
            site_inspection: false,
            retention: Retention::TenYears,
            fee_fen: 0,
            tolerant: false,
            commitment: None,
            tacit: None,
            valid_from: Day::MIN,
            valid_to: None,
            terms: Terms::default(),
            situations: Vec::new(),
            listing: Listing::default(),
            guide: Guide::default(),
        }
    }

    /// True for 行政许可, of which the Licensing Law speaks.
    pub fn is_licence(&self) -> bool {
        self.task_type.as_str() == LICENCE
    }

    /// 法定办结时限: what the version says; else, for a licence that is decided here, what the Licensing Law gives
    /// (art. 42). A matter reported up has the limit of its first review (art. 43).
    pub fn statutory_limit(&self) -> Option<Budget> {
        let is_ours = self.is_licence() && self.case_type != CaseType::ReportUp;
        self.legal.or_else(|| is_ours.then(|| self.limit_of_the_law()))
    }

    /// 行政许可法 art. 42: 20 working days, joint 45.
    pub(crate) fn limit_of_the_law(&self) -> Budget {
        let is_joint = self.case_type == CaseType::Joint;
        let days = if is_joint { JOINT_STATUTORY_DAYS } else { STATUTORY_DAYS };
        Budget { days, unit: Unit::WorkingDays }
    }

    /// What the version says about a paper, where it lists it.
    pub fn need(&self, material: &MaterialCode) -> Option<&MaterialNeed> {
        self.materials.iter().find(|need| &need.material == material)
    }

    /// 依据 the basis on which that kind of silence is approval, where there is one.
    pub fn tacit_basis(&self, kind: TacitKind) -> Option<&Text> {
        self.tacit.as_ref().filter(|tacit| tacit.kind == kind).map(|tacit| &tacit.basis)
    }

    /// The special procedure of that kind, where the version lists it.
    pub fn special(&self, kind: SpecialKind) -> Option<&Special> {
        self.specials.iter().find(|special| special.kind == kind)
    }

    /// The first step behind the window, and the index of each later one.
    pub fn back_office_steps(&self) -> impl Iterator<Item = (u8, &Step)> {
        let numbered = (0_u8..).zip(self.steps.iter());
        numbered.filter(|(_, step)| step.step != StepKind::Accept)
    }
}

fn has_twice<T: Ord>(mut all: impl Iterator<Item = T>) -> bool {
    let mut seen = BTreeSet::new();
    !all.all(|one| seen.insert(one))
}

/// Natural days are compared with working days at seven for five, in seventieths of a working day.
pub(crate) fn working_days(budget: Budget) -> u32 {
    match budget.unit {
        Unit::WorkingDays => u32::from(budget.days) * 70,
        Unit::CalendarDays | Unit::Date => u32::from(budget.days) * 50,
    }
}
