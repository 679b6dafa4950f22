//! 声音视图: a rating, trouble, complaint, order or service as it is shown, without personal data.

use engine::code::{CaseNumber, StaffId, Text, UnitId, VoiceNumber};
use engine::id::Seq;
use engine::number;
use engine::setup::Setup;
use engine::time::{Day, Timestamp};
use engine::voice::{
    Appeal, Grade, GradeScale, OrderEnd, ReviewFinding, ServiceOccasion, TroubleClass,
    TroubleOutcome, Voice, VoiceKind, VoicePhase,
};
use schemars::JsonSchema;
use serde::Serialize;

use crate::queries::case_view::{ClockView, PartyView, clock_view};

/// What was said, and what became of it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct VoiceView {
    /// 编号
    pub number: Option<VoiceNumber>,
    /// 种类
    pub kind: Option<VoiceKind>,
    /// 状态
    pub phase: VoicePhase,
    /// The same in Chinese.
    pub phase_zh: &'static str,
    /// How many events it has.
    pub version: u32,
    /// When it was said.
    pub filed_at: Timestamp,
    /// 所涉办件
    #[serde(skip_serializing_if = "Option::is_none")]
    pub case: Option<CaseNumber>,
    /// 责任单位
    pub unit: UnitId,
    /// 责任人
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person: Option<StaffId>,
    /// Who said it, as a blind token; absent where it is anonymous.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub applicant: Option<PartyView>,
    /// True where there are words, which `open_voice` opens.
    pub has_words: bool,
    /// 摘要
    pub summary: Text,
    /// 时限
    pub clocks: Vec<ClockView>,
    /// What only a rating has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub review: Option<ReviewView>,
    /// 难易分类
    #[serde(skip_serializing_if = "Option::is_none")]
    pub class: Option<TroubleClass>,
    /// 办理结果
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<TroubleOutcome>,
    /// 答复, 整改情况
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reply: Option<Text>,
    /// 公开
    pub is_public: bool,
    /// 督办结论
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end: Option<OrderEnd>,
    /// Up to which record this is known.
    pub seq: Seq,
}

/// 好差评
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ReviewView {
    /// 评价时机
    pub occasion: ServiceOccasion,
    /// 等级
    pub grade: Grade,
    /// The same in Chinese.
    pub grade_zh: &'static str,
    /// Its code by the national standard: 1 is 非常满意 (GB/T 39046 table A.8).
    pub code_national: u8,
    /// Its code as provincial interfaces have it: 5 is 非常满意.
    pub code_provincial: u8,
    /// 核实结论
    #[serde(skip_serializing_if = "Option::is_none")]
    pub finding: Option<ReviewFinding>,
    /// 申诉 goes on.
    pub under_appeal: bool,
    /// 申诉成立: it does not count.
    pub set_aside: bool,
    /// 回访: whether the person was satisfied then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revisited: Option<bool>,
}

impl VoiceView {
    /// Shows a voice.
    pub fn of(voice: &Voice, setup: &Setup, (today, seq): (Day, Seq)) -> VoiceView {
        let review = voice.review.as_ref().map(|review| ReviewView {
            occasion: review.occasion,
            grade: review.grade,
            grade_zh: review.grade.chinese(),
            code_national: review.grade.code(GradeScale::National),
            code_provincial: review.grade.code(GradeScale::Provincial),
            finding: review.finding,
            under_appeal: review.appeal == Appeal::Open,
            set_aside: review.appeal == Appeal::Upheld,
            revisited: review.revisited,
        });
        let party = voice.party.as_ref();
        VoiceView {
            number: number::format_voice(voice.id),
            kind: voice.id.kind(),
            phase: voice.phase,
            phase_zh: voice.phase.chinese(),
            version: voice.version,
            filed_at: voice.filed_at,
            case: voice.case.clone(),
            unit: voice.unit.clone(),
            person: voice.person.clone(),
            applicant: party.map(|p| PartyView { subject: p.subject, token: p.token }),
            has_words: voice.words.is_some(),
            summary: voice.summary.clone(),
            clocks: voice.clocks.iter().map(|clock| clock_view(clock, setup, today)).collect(),
            review,
            class: voice.class,
            outcome: voice.outcome,
            reply: voice.reply.clone(),
            is_public: voice.is_public,
            end: voice.end,
            seq,
        }
    }
}
