//! 办件视图: a case as it is shown.

use engine::case::Case;
use engine::clock::{Clock, ClockKind, Level};
use engine::code::{
    BundleNumber, CaseNumber, ItemCode, MaterialCode, NodeId, Reference, StaffId, Text, UnitId,
};
use engine::due::{Budget, Suspension};
use engine::escort::AssistanceKind;
use engine::id::{Seq, SubjectId, Token};
use engine::item::{Answers, DeliveryWay, SpecialKind};
use engine::lifecycle::Phase;
use engine::number;
use engine::occasion::Occasion;
use engine::setup::Setup;
use engine::time::{Day, Timestamp};
use engine::values::{Channel, ClosingKind, CollectionWay, Defect, Outcome, Priority, Trust};
use schemars::JsonSchema;
use serde::Serialize;

use super::occasion::{self, MeetingView};
use crate::queries::case_extras::{ExtrasView, extras};
use crate::queries::case_papers::{answers, licences_asked, materials};

/// A case. Personal fields are not in it: `open_personal_data` gives them, with a reason.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct CaseView {
    /// 办件编号
    pub number: CaseNumber,
    /// 事项
    pub item: ItemRef,
    /// 办件状态
    pub phase: Phase,
    /// The same in Chinese.
    pub phase_zh: &'static str,
    /// How many events it has.
    pub version: u32,
    /// The last of them.
    pub last_seq: Seq,
    /// 收件时间
    pub received_at: Timestamp,
    /// 渠道
    pub channel: Channel,
    /// 优先级
    pub priority: Priority,
    /// 受理单位
    pub intake_unit: UnitId,
    /// 预审人、受理人
    pub intake_officers: Vec<StaffId>,
    /// 实施主体
    pub department: UnitId,
    /// 时限责任单位 who owns the clocks: its department, or the authority of another region that decides.
    pub clock_owner: Text,
    /// 来源, where it is not the ordinary one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub occasion: Option<Occasion>,
    /// 会议 joint surveys, consultations and drawing reviews, in order of their call.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub meetings: Vec<MeetingView>,
    /// 专人跟踪 who follows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tracker: Option<StaffId>,
    /// 催办 how often its department was urged.
    pub urged: u16,
    /// 帮办代办 who helped the applicant, and how.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub helpers: Vec<HelperView>,
    /// 当前环节, while a department handles it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub task: Option<TaskView>,
    /// 特别程序, while one runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub procedure: Option<SpecialKind>,
    /// 材料
    pub materials: Vec<MaterialView>,
    /// 办事情形 the option chosen for each question of the item.
    #[serde(skip_serializing_if = "Answers::is_empty")]
    pub answers: Answers,
    /// 待证照库回复 papers that were asked of the licence store.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub licences_asked: Vec<MaterialCode>,
    /// 未退还的原件
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub originals_kept: Vec<MaterialCode>,
    /// 补正内容, while they are awaited.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub defects: Vec<Defect>,
    /// 现场核查 done.
    pub inspected: bool,
    /// 时限
    pub clocks: Vec<ClockView>,
    /// 决定
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verdict: Option<VerdictView>,
    /// 办结结果
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closing: Option<ClosingKind>,
    /// 结果文书
    #[serde(skip_serializing_if = "Option::is_none")]
    pub result: Option<ResultView>,
    /// 所属一件事
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bundle: Option<MemberView>,
    /// 出件方式
    pub delivery: DeliveryWay,
    /// 柜格 or 物流单号, while it is in delivery.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delivered_by: Option<Reference>,
    /// What only some cases have.
    #[serde(flatten)]
    pub extras: ExtrasView,
    /// 申请人, as a blind token.
    pub applicant: PartyView,
    /// 代理人, as a blind token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agent: Option<PartyView>,
    /// Up to which record this is known.
    pub seq: Seq,
}

/// 所属一件事 the bundle a case is part of.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct MemberView {
    /// 一件事编号
    pub number: BundleNumber,
    /// Which of its nodes.
    pub node: NodeId,
}

/// A person without his personal fields.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
pub struct PartyView {
    /// His number, for `erase_subject`.
    pub subject: SubjectId,
    /// 盲标识
    pub token: Token,
}

/// 帮办代办
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct HelperView {
    /// Who.
    pub helper: StaffId,
    /// How.
    pub kind: AssistanceKind,
}

/// The item version of a case.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ItemRef {
    /// 短码
    pub code: ItemCode,
    /// 事项名称
    pub name: Text,
    /// 版本
    pub version: u32,
}

/// 环节
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct TaskView {
    /// Index into the item version's steps.
    pub step: u8,
    /// 办理人
    pub handler: Option<StaffId>,
}

/// 决定
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct VerdictView {
    /// Granted or refused.
    pub outcome: Outcome,
    /// Who decided.
    pub officer: Option<StaffId>,
}

/// 结果文书
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ResultView {
    /// 结果名称
    pub name: Text,
    /// 文号/证号
    pub number: Option<Reference>,
}

/// 材料
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct MaterialView {
    /// Which paper.
    pub material: MaterialCode,
    /// 收取方式
    pub way: CollectionWay,
    /// 可信等级
    pub trust: Trust,
}

/// 计时状态
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ClockState {
    /// 计时
    Running,
    /// 中止
    Suspended,
    /// 停止
    Stopped,
}

/// 时限
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ClockView {
    /// 种类
    pub kind: ClockKind,
    /// 计时状态
    pub state: ClockState,
    /// 起算日, not counted itself.
    pub start: Day,
    /// 时限
    pub budget: Budget,
    /// 延长, in the budget's unit.
    pub extension: u16,
    /// 中止
    pub suspensions: Vec<Suspension>,
    /// 到期日; none while suspended.
    pub due: Option<Day>,
    /// 暂定: past the last published calendar.
    pub provisional: bool,
    /// Working days after today up to the due date; negative once it is over. Running clocks only.
    pub remaining_workdays: Option<i64>,
    /// 预警 that fired.
    pub fired: Vec<Level>,
    /// 停止日
    pub stopped: Option<Day>,
    /// The version of the calendar it was counted with.
    pub calendar: u32,
    /// The version of the clock policy.
    pub policy: u32,
    /// 依据
    pub source: &'static str,
}

/// Shows a case as of a day; `None` when the catalogue does not know its item, which would be damage.
pub fn view(case: &Case, setup: &Setup, today: Day, seq: Seq) -> Option<CaseView> {
    let item = setup.item(case.item)?;
    let stage = StageView::of(case);
    Some(CaseView {
        number: number::format(setup, case.id)?,
        item: ItemRef {
            code: item.definition.code.clone(),
            name: item.definition.name.clone(),
            version: item.version,
        },
        phase: case.phase(),
        phase_zh: case.phase().chinese(),
        version: case.version,
        last_seq: case.last_seq,
        received_at: case.received_at,
        channel: case.channel,
        priority: case.priority,
        intake_unit: case.intake_unit.clone(),
        intake_officers: case.intake_officers.clone(),
        department: case.department(&item.definition).clone(),
        clock_owner: occasion::clock_owner(case, &item.definition),
        occasion: case.extras().occasion.clone(),
        meetings: MeetingView::all(case),
        tracker: case.extras().escort.tracker.clone(),
        urged: case.extras().escort.urged,
        helpers: helpers(case),
        task: case.task().map(|task| TaskView { step: task.step, handler: task.handler.clone() }),
        procedure: stage.procedure,
        materials: materials(case, item),
        answers: answers(case, item),
        licences_asked: licences_asked(case, item),
        originals_kept: case.originals_kept(&item.definition).cloned().collect(),
        defects: stage.defects,
        inspected: case.inspected,
        clocks: case.clocks.iter().map(|clock| clock_view(clock, setup, today)).collect(),
        verdict: case.verdict().map(|verdict| VerdictView {
            outcome: verdict.outcome,
            officer: verdict.officer.clone(),
        }),
        closing: case.closing(),
        result: stage.result,
        bundle: case.extras().membership.as_ref().map(|membership| MemberView {
            number: membership.bundle.clone(),
            node: membership.node.clone(),
        }),
        delivery: case.delivery,
        delivered_by: stage.delivered_by,
        extras: extras(case, &item.definition, setup, today),
        applicant: PartyView { subject: case.applicant.subject, token: case.applicant.token },
        agent: case
            .agent
            .as_ref()
            .map(|agent| PartyView { subject: agent.subject, token: agent.token }),
        seq,
    })
}

/// What only some stages have.
#[derive(Default)]
struct StageView {
    procedure: Option<SpecialKind>,
    defects: Vec<Defect>,
    result: Option<ResultView>,
    delivered_by: Option<Reference>,
}

impl StageView {
    fn of(case: &Case) -> StageView {
        use engine::stage::Stage;
        let result = |c: &engine::stage::Conclusion| {
            Some(ResultView { name: c.name.clone(), number: c.number.clone() })
        };
        let empty = StageView::default();
        match &case.stage {
            Stage::AwaitingCorrection { defects } => {
                StageView { defects: defects.to_vec(), ..empty }
            }
            Stage::Suspended { procedure, .. } => {
                StageView { procedure: Some(*procedure), ..empty }
            }
            Stage::Concluded(c)
            | Stage::FedBack(c)
            | Stage::ReadyForDelivery(c)
            | Stage::Delivered(c)
            | Stage::Archived { conclusion: Some(c), .. } => {
                StageView { result: result(c), ..empty }
            }
            Stage::InDelivery { conclusion, at } => {
                StageView { result: result(conclusion), delivered_by: Some(at.clone()), ..empty }
            }
            Stage::Received
            | Stage::PreCheck
            | Stage::Accepted
            | Stage::Dispatched { .. }
            | Stage::Transferred { .. }
            | Stage::Handling { .. }
            | Stage::Decided { .. }
            | Stage::Ended { .. }
            | Stage::ReportedUp { .. }
            | Stage::Archived { .. } => empty,
        }
    }
}

fn helpers(case: &Case) -> Vec<HelperView> {
    let helpers = case.extras().escort.helpers.iter();
    helpers.map(|(helper, kind)| HelperView { helper: helper.clone(), kind: *kind }).collect()
}

pub(super) fn clock_view(clock: &Clock, setup: &Setup, today: Day) -> ClockView {
    let state = if !clock.is_running() {
        ClockState::Stopped
    } else if clock.is_suspended() {
        ClockState::Suspended
    } else {
        ClockState::Running
    };
    let levels = [Level::Notice, Level::Yellow, Level::Red, Level::Expired];
    let due = clock.reckoning.due;
    let left = |due: Day| {
        let calendar = setup.calendar();
        i64::from(calendar.workdays_between(today, due))
            - i64::from(calendar.workdays_between(due, today))
    };
    ClockView {
        kind: clock.kind,
        state,
        start: clock.start,
        budget: clock.budget,
        extension: clock.extension,
        suspensions: clock.suspensions.clone(),
        due,
        provisional: clock.reckoning.provisional,
        remaining_workdays: due.filter(|_| state == ClockState::Running).map(left),
        fired: levels.into_iter().filter(|level| clock.has_fired(*level)).collect(),
        stopped: clock.stopped,
        calendar: clock.reckoning.calendar,
        policy: clock.policy,
        source: clock.kind.source(),
    }
}
