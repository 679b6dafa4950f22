//! 事件: the facts of the log. Each carries every value that was computed when it was decided, so that
//! folding needs no policy and no clock.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::authority::Letter;
use crate::bundle::{BundleClosing, BundleDefinition, ChosenNode, NodeDefects, NodeResult};
use crate::calendar::YearNotice;
use crate::certification::Examination;
use crate::clock::{ClockKind, ClockStart, Level, Reckoning};
use crate::code::{
    BundleCode, BundleNumber, CaseNumber, ItemCode, LetterNo, MaterialCode, NodeId, Reference,
    StaffId, Text, UnitId, VoiceNumber, WindowId, ZoneId,
};
use crate::document::{DocumentKind, DocumentRules};
use crate::due::{Budget, Suspension};
use crate::escort::AssistanceKind;
use crate::ground::{RefusalGround, RevocationGround};
use crate::hall::{Staff, Unit, Window, Zone};
use crate::id::{BundleId, CaseId, Digest, Seq, SubjectId, Token, VoiceId};
use crate::inspector::Noted;
use crate::item::{Answers, DeliveryWay, ItemDefinition, SpecialKind};
use crate::meeting::{Attendance, MeetingKind};
use crate::number::NumberScheme;
use crate::party::{Party, Sealed};
use crate::policy::{Card, ClockPolicy};
use crate::port::{Connection, PortAnswer, PortKind};
use crate::publication::PublicationPolicy;
use crate::remedy::{RemedyKind, RemedyOutcome};
use crate::terms::{Condition, RegionWay};
use crate::ticket::{
    AppointmentEnd, AppointmentNumber, CallRule, GreenGround, MissFate, Slot, TicketEnd,
    TicketNumber, TicketPolicy,
};
use crate::time::{Day, Timestamp};
use crate::values::{
    Channel, ClosingKind, CollectionWay, Defect, MaterialCopy, Opinion, Outcome, Priority, Receipt,
    Trust, Witness,
};
use crate::voice::{
    CardCause, Grade, GuidanceDuty, OrderEnd, ReturnCause, ReviewChannel, ReviewFinding,
    ServiceOccasion, TroubleClass, TroubleGround, TroubleOutcome, VoicePolicy,
};

/// Which history an event belongs to. Each stream counts its own versions from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Stream {
    /// 大厅: units, zones, windows.
    Hall,
    /// 人员
    Staff,
    /// 事项目录
    Catalogue,
    /// 授权
    Authorities,
    /// 工作日历
    Calendar,
    /// 时限政策
    Policy,
    /// 当事人
    Subjects,
    /// 办件
    Case(CaseId),
    /// 一件事
    Bundle(BundleId),
    /// 评价、反映、投诉、督办、导办服务
    Voice(VoiceId),
    /// 一日的号: tickets and appointments of one day.
    Tickets(Day),
}

impl Stream {
    /// The case whose history it is.
    pub fn case(self) -> Option<CaseId> {
        if let Stream::Case(id) = self { Some(id) } else { None }
    }

    /// The bundle whose history it is.
    pub fn bundle(self) -> Option<BundleId> {
        if let Stream::Bundle(id) = self { Some(id) } else { None }
    }

    /// The day whose tickets and appointments it is.
    pub fn tickets(self) -> Option<Day> {
        if let Stream::Tickets(day) = self { Some(day) } else { None }
    }

    /// The voice whose history it is.
    pub fn voice(self) -> Option<VoiceId> {
        if let Stream::Voice(id) = self { Some(id) } else { None }
    }

    /// Its name, without the case or the bundle.
    pub fn name(self) -> &'static str {
        match self {
            Stream::Hall => "hall",
            Stream::Staff => "staff",
            Stream::Catalogue => "catalogue",
            Stream::Authorities => "authorities",
            Stream::Calendar => "calendar",
            Stream::Policy => "policy",
            Stream::Subjects => "subjects",
            Stream::Case(_) => "case",
            Stream::Bundle(_) => "bundle",
            Stream::Voice(_) => "voice",
            Stream::Tickets(_) => "tickets",
        }
    }

    /// True where its events make up the set-up: few, and folded whole at every start.
    pub fn is_setup(self) -> bool {
        match self {
            Stream::Hall
            | Stream::Staff
            | Stream::Catalogue
            | Stream::Authorities
            | Stream::Calendar
            | Stream::Policy => true,
            Stream::Subjects
            | Stream::Case(_)
            | Stream::Bundle(_)
            | Stream::Tickets(_)
            | Stream::Voice(_) => false,
        }
    }
}

macro_rules! events {
    ($( $(#[$doc:meta])* $name:ident = $number:literal {
        $( $(#[$fdoc:meta])* $field:ident : $ty:ty ),* $(,)?
    } )*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
            pub struct $name { $( $(#[$fdoc])* pub $field: $ty ),* }

            impl From<$name> for Event {
                fn from(event: $name) -> Event { Event::$name(Box::new(event)) }
            }
        )*

        /// Something that happened.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
        #[serde(tag = "kind", content = "data")]
        pub enum Event { $( $(#[$doc])* $name(Box<$name>) ),* }

        /// The kind of an event. The numbers are on disk: never change one, never use one again.
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord,
            Serialize, Deserialize, JsonSchema,
        )]
        pub enum EventKind { $( $(#[$doc])* $name ),* }

        impl Event {
            /// Its kind.
            pub fn kind(&self) -> EventKind {
                match self { $( Event::$name(_) => EventKind::$name ),* }
            }
        }

        impl EventKind {
            /// Every kind.
            pub const ALL: &[EventKind] = &[ $( EventKind::$name ),* ];
            /// The name, as in JSON.
            pub fn name(self) -> &'static str { match self { $( EventKind::$name => stringify!($name) ),* } }
            /// The number on disk.
            pub fn number(self) -> u16 { match self { $( EventKind::$name => $number ),* } }
            /// The kind of a number on disk.
            pub fn from_number(number: u16) -> Option<EventKind> {
                match number { $( $number => Some(EventKind::$name), )* _ => None }
            }
        }
    };
}

/// What a fired rung was computed from, so that an auditor can compute it again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Evidence {
    /// The clock.
    pub clock: ClockKind,
    /// T0.
    pub start: Day,
    /// The limit.
    pub budget: Budget,
    /// 延长
    pub extension: u16,
    /// The ledger.
    pub suspensions: Vec<Suspension>,
    /// The due date that follows.
    pub due: Day,
    /// True when it was provisional.
    pub provisional: bool,
    /// Counted days at the close of the day before the event.
    pub counted: u32,
    /// The version of the calendar.
    pub calendar: u32,
    /// The version of the clock policy.
    pub policy: u32,
    /// The article or rule that sets the limit.
    pub source: Text,
    /// 责任单位 who answers for it.
    pub unit: UnitId,
    /// 责任人, where one has the task.
    pub person: Option<StaffId>,
}

/// A clock computed anew.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Recount {
    /// Which clock.
    pub clock: ClockKind,
    /// Its new dates.
    pub reckoning: Reckoning,
}

/// 情形答案 one question of the item, and the option chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SituationAnswer {
    /// The question.
    pub question: Reference,
    /// The option.
    pub option: Reference,
}

/// 征求意见 a department is asked for its opinion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OpinionRequest {
    /// Who is asked.
    pub department: UnitId,
    /// Its clock.
    pub clock: ClockStart,
}

/// An item that went to another department.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TransferredItem {
    /// Which.
    pub item: ItemCode,
    /// Its version under the new department.
    pub version: u32,
}

events! {
    /// 收件
    ApplicationReceived = 1 {
        /// 办件编号
        number: CaseNumber,
        /// The item.
        item: ItemCode,
        /// The version it stays on.
        item_version: u32,
        /// 渠道
        channel: Channel,
        /// 绿色通道
        priority: Priority,
        /// 申请人
        applicant: Party,
        /// 代理人
        agent: Option<Party>,
        /// 分区
        zone: ZoneId,
        /// 谁受理、谁负责: the unit that answers for the intake.
        unit: UnitId,
        /// 材料
        materials: Vec<MaterialCopy>,
        /// 出件方式, as the applicant chose it.
        delivery: DeliveryWay,
        /// The acceptance clock, and the online first check where it applies.
        clocks: Vec<ClockStart>,
    }
    /// 预审
    PreCheckStarted = 2 {
        /// Who looks.
        officer: StaffId,
    }
    /// 材料收取
    MaterialReceived = 3 {
        /// What came.
        materials: Vec<MaterialCopy>,
    }
    /// 一次性告知补正
    CorrectionNoticed = 4 {
        /// Everything that is wrong, told once.
        defects: Vec<Defect>,
        /// The correction clock.
        clocks: Vec<ClockStart>,
    }
    /// 补正提交
    CorrectionSubmitted = 5 {
        /// What came.
        materials: Vec<MaterialCopy>,
        /// The acceptance clock, anew.
        clocks: Vec<ClockStart>,
    }
    /// 逾期未告知视为受理
    DeemedAccepted = 6 {
        /// The day from which the case counts as accepted: that of receipt.
        effective: Day,
        /// The silent unit, which stays responsible.
        unit: UnitId,
        /// The clocks of the decision.
        clocks: Vec<ClockStart>,
    }
    /// 逾期未补正视为撤回
    DeemedWithdrawn = 7 {
        /// The local rule.
        basis: Text,
        /// 补交不来办结
        closing: ClosingKind,
    }
    /// 不予受理
    AcceptanceRefused = 8 {
        /// 理由类别
        ground: RefusalGround,
        /// Why.
        reasons: Vec<Text>,
        /// 复议, 诉讼
        remedies: Text,
        /// Whom to ask instead.
        where_to_go: Option<Text>,
        /// 退回办结
        closing: ClosingKind,
    }
    /// 不需许可
    NotRequired = 9 {
        /// Why.
        reasons: Vec<Text>,
        /// 办结
        closing: ClosingKind,
    }
    /// 受理
    Accepted = 10 {
        /// 受理人
        officer: StaffId,
        /// 谁受理、谁负责
        unit: UnitId,
        /// The clocks of the decision.
        clocks: Vec<ClockStart>,
    }
    /// 分件
    CaseSplit = 11 {
        /// The departments that get a task.
        departments: Vec<UnitId>,
    }
    /// 转交
    HandedOver = 12 {
        /// To whom.
        department: UnitId,
        /// 交接清单
        manifest: Vec<MaterialCode>,
        /// On paper, or online.
        paper: bool,
        /// The hand-off clock.
        clocks: Vec<ClockStart>,
    }
    /// 签收
    HandOverAcknowledged = 13 {
        /// Who took it.
        officer: StaffId,
        /// The step that is next.
        step: u8,
        /// Its clock.
        clocks: Vec<ClockStart>,
    }
    /// 退件
    HandOverReturned = 14 {
        /// Why.
        reason: Text,
        /// 交接清单: every paper that goes back to the window.
        manifest: Vec<MaterialCode>,
    }
    /// 领取任务
    TaskClaimed = 15 {
        /// Who has it now.
        officer: StaffId,
    }
    /// 改派
    TaskReassigned = 16 {
        /// Who has it now.
        officer: StaffId,
        /// Why.
        reason: Text,
    }
    /// 环节完成
    StepCompleted = 17 {
        /// Which.
        step: u8,
        /// The next one.
        next_step: u8,
        /// 意见
        opinion: Text,
        /// The next step's clock.
        clocks: Vec<ClockStart>,
    }
    /// 现场核查
    InspectionRecorded = 18 {
        /// At least two.
        officers: Vec<StaffId>,
        /// What they found.
        findings: Text,
    }
    /// 决定
    DecisionMade = 19 {
        /// Granted or refused.
        outcome: Outcome,
        /// Why; needed for a refusal.
        reasons: Vec<Text>,
        /// 复议, 诉讼; needed for a refusal.
        remedies: Option<Text>,
        /// Who decided.
        officer: StaffId,
        /// 件1 the letter he decided under; none for the head.
        letter: Option<LetterNo>,
        /// The delivery clock, where something was granted.
        clocks: Vec<ClockStart>,
    }
    /// 制证/制作文书
    ResultProduced = 20 {
        /// Its name.
        name: Text,
        /// 文号/证号
        number: Option<Reference>,
        /// Last day it is valid.
        valid_to: Option<Day>,
        /// Hash of the document.
        hash: Option<Reference>,
        /// 办结结果
        closing: ClosingKind,
    }
    /// 反馈
    FedBack = 21 {
        /// Whether the applicant was notified.
        notified: bool,
        /// 交接清单: every paper that goes back to the window.
        manifest: Vec<MaterialCode>,
    }
    /// 待出件
    DeliveryPrepared = 22 {
        /// How.
        way: DeliveryWay,
        /// 通知
        notified: bool,
        /// Whether the delivery clock stops here.
        stops_clock: bool,
    }
    /// 入柜
    PlacedInLocker = 23 {
        /// 柜格
        cell: Reference,
        /// 通知
        notified: bool,
        /// Whether the delivery clock stops here.
        stops_clock: bool,
    }
    /// 寄出
    Shipped = 24 {
        /// 物流单号
        parcel: Reference,
        /// Whether the delivery clock stops here.
        stops_clock: bool,
    }
    /// 送达
    Delivered = 25 {
        /// 送达回证
        receipt: Receipt,
    }
    /// 未送达
    DeliveryFailed = 26 {
        /// Why.
        reason: Text,
        /// The delivery clock, which runs again: the result is at the counter and the applicant has nothing.
        recounts: Vec<Recount>,
    }
    /// 归档
    Archived = 27 {
        /// Hash of the archive package.
        package: Reference,
    }
    /// 撤回
    Withdrawn = 28 {
        /// In the applicant's words.
        reason: Text,
        /// 办结
        closing: ClosingKind,
    }
    /// 作废
    Voided = 29 {
        /// Why.
        reason: Text,
        /// 作废办结 or 删除办结
        closing: ClosingKind,
    }
    /// 特别程序开始
    SuspensionStarted = 30 {
        /// Which procedure.
        procedure: SpecialKind,
        /// 所需时间, as told to the applicant in writing.
        planned_days: u16,
        /// Why.
        reason: Text,
        /// The first day that does not count.
        from: Day,
        /// The clocks that stand still.
        recounts: Vec<Recount>,
        /// The procedure's own clock.
        clocks: Vec<ClockStart>,
    }
    /// 特别程序结束
    SuspensionEnded = 31 {
        /// The day that counts again.
        resume: Day,
        /// What came out of it.
        result: Text,
        /// The clocks that run again.
        recounts: Vec<Recount>,
    }
    /// 延长
    ClockExtended = 32 {
        /// Which clock.
        clock: ClockKind,
        /// By how many days.
        days: u16,
        /// Who approved it.
        approver: StaffId,
        /// 理由, as told to the applicant.
        reason: Text,
        /// Its new dates.
        reckoning: Reckoning,
    }
    /// 重算
    ClockRecalculated = 33 {
        /// Which clock.
        clock: ClockKind,
        /// Where it was due.
        was: Option<Day>,
        /// Its new dates.
        reckoning: Reckoning,
        /// Why it moved.
        cause: Text,
    }
    /// 预警牌
    WarningIssued = 34 {
        /// Which card.
        card: Card,
        /// What it was computed from.
        evidence: Evidence,
    }
    /// 预警回复
    WarningAnswered = 35 {
        /// Which clock's.
        clock: ClockKind,
        /// Which card.
        card: Card,
        /// The answer.
        answer: Text,
    }
    /// 超期
    DeadlinePassed = 36 {
        /// What it was computed from.
        evidence: Evidence,
    }
    /// 升级首席代表
    Escalated = 37 {
        /// The department whose chief representative is called.
        department: UnitId,
        /// Why.
        reason: Text,
    }
    /// 过程记录: a piece of work that moves no phase.
    WorkRecorded = 38 {
        /// What was done.
        activity: Text,
        /// The group it was done for.
        group: Option<Text>,
    }
    /// 调阅个人信息
    PersonalDataOpened = 39 {
        /// Whose.
        subject: SubjectId,
        /// Why.
        reason: Text,
    }
    /// 变更出件方式
    DeliveryChosen = 40 {
        /// The new way.
        way: DeliveryWay,
        /// The delivery clock as it runs again, where it had stopped with the way chosen first.
        recounts: Vec<Recount>,
    }
    /// 容缺受理
    AcceptedWithGaps = 41 {
        /// 受理人
        officer: StaffId,
        /// 谁受理、谁负责
        unit: UnitId,
        /// The papers that may follow.
        gaps: Vec<MaterialCode>,
        /// 容缺承诺书 the applicant's written commitment.
        commitment: Reference,
        /// The clocks of the decision, and that of the supplement.
        clocks: Vec<ClockStart>,
    }
    /// 容缺补齐
    GapsSupplied = 42 {
        /// What came.
        materials: Vec<MaterialCopy>,
    }
    /// 告知承诺
    CommitmentSigned = 43 {
        /// 受理人
        officer: StaffId,
        /// 谁受理、谁负责
        unit: UnitId,
        /// 承诺书
        commitment: Reference,
        /// The clocks of the decision.
        clocks: Vec<ClockStart>,
    }
    /// 撤回承诺: the case goes on by the ordinary way.
    CommitmentWithdrawn = 44 {
        /// In the applicant's words.
        reason: Text,
        /// The acceptance clock, anew.
        clocks: Vec<ClockStart>,
    }
    /// 承诺核查: kept.
    CommitmentVerified = 45 {
        /// At least two.
        officers: Vec<StaffId>,
        /// What they found.
        findings: Text,
    }
    /// 承诺核查: broken.
    CommitmentBroken = 46 {
        /// At least two.
        officers: Vec<StaffId>,
        /// What they found.
        findings: Text,
        /// 责令限期改正 the clock of the correction, where one is ordered.
        clocks: Vec<ClockStart>,
    }
    /// 撤销许可
    LicenceRevoked = 47 {
        /// 理由类别
        ground: RevocationGround,
        /// Why.
        reasons: Vec<Text>,
        /// 复议, 诉讼
        remedies: Text,
        /// Who decided.
        officer: StaffId,
        /// 件1 the letter he decided under; none for the head.
        letter: Option<LetterNo>,
        /// The closing kind the case had; 作废办结 where no document was made yet.
        closing: ClosingKind,
    }
    /// 缴费
    FeePaid = 48 {
        /// How much, in fen.
        amount_fen: u32,
        /// 票据
        receipt: Reference,
    }
    /// 免缴
    FeeWaived = 49 {
        /// Who waived it.
        officer: StaffId,
        /// Why.
        reason: Text,
    }
    /// 超时默认: granted by silence. The event before it carries what the lapse was computed from.
    DecisionDeemed = 50 {
        /// The local rule the item version names.
        basis: Text,
        /// The silent unit, which stays responsible and owes the document.
        unit: UnitId,
        /// The clocks of delivery and of the owed document.
        clocks: Vec<ClockStart>,
    }
    /// 联办征求意见, beside the split: all at once, in parallel.
    OpinionsRequested = 51 {
        /// One for each department that takes part.
        requests: Vec<OpinionRequest>,
    }
    /// 意见
    OpinionGiven = 52 {
        /// Whose.
        department: UnitId,
        /// What it says.
        opinion: Opinion,
        /// In its own words.
        text: Text,
        /// Who gave it.
        officer: StaffId,
    }
    /// 超时默许: consent by silence. The event before it carries what the lapse was computed from.
    OpinionDeemed = 53 {
        /// The silent department, which stays responsible.
        department: UnitId,
        /// The local rule the item version names.
        basis: Text,
    }
    /// 重算 of a department's opinion clock.
    OpinionRecalculated = 54 {
        /// Whose.
        department: UnitId,
        /// Where it was due.
        was: Option<Day>,
        /// Its new dates.
        reckoning: Reckoning,
        /// Why it moved.
        cause: Text,
    }
    /// 转报
    ReportedUp = 55 {
        /// 初审意见
        opinion: Text,
        /// To which higher authority.
        to: Text,
        /// Who reviewed.
        officer: StaffId,
        /// 件1 the letter he reviewed under; none for the head.
        letter: Option<LetterNo>,
        /// 转报办结
        closing: ClosingKind,
        /// 上报清单: every paper that goes up, so that nobody asks the applicant for it again.
        manifest: Vec<MaterialCode>,
    }
    /// 上级决定
    HigherDecisionReceived = 56 {
        /// Granted or refused.
        outcome: Outcome,
        /// 文号 of the higher decision.
        number: Reference,
        /// Why; needed for a refusal.
        reasons: Vec<Text>,
        /// 复议, 诉讼; needed for a refusal.
        remedies: Option<Text>,
        /// The delivery clock, where something was granted.
        clocks: Vec<ClockStart>,
    }
    /// AB岗代办: the command beside was carried out in the place of an absent person.
    SubstituteActed = 57 {
        /// For whom.
        absent: StaffId,
        /// Who acted.
        substitute: StaffId,
    }
    /// 专人跟踪 named for the case (row 36).
    TrackerNamed = 140 {
        /// Who follows it from now on.
        tracker: StaffId,
    }
    /// 催办
    CaseUrged = 141 {
        /// Who urges.
        officer: StaffId,
        /// Whom.
        department: UnitId,
        /// What is asked of them.
        reason: Text,
    }
    /// 导办、帮办、代办 (row 70)
    AssistanceGiven = 142 {
        /// Who helps.
        helper: StaffId,
        /// How.
        kind: AssistanceKind,
        /// What was done.
        note: Text,
    }
    /// 召集会议 joint survey, joint consultation, drawing review.
    MeetingCalled = 143 {
        /// From 0, of the case.
        meeting: u8,
        /// What for.
        about: MeetingKind,
        /// 应到 who is called.
        departments: Vec<UnitId>,
        /// When it begins.
        begins: Timestamp,
        /// Where.
        venue: Text,
    }
    /// 会议签到
    MeetingHeld = 144 {
        /// Which.
        meeting: u8,
        /// Each department that was called, in order of its code.
        attendance: Vec<Attendance>,
        /// What came out of it.
        conclusion: Text,
    }
    /// 缺席默认: absent without good reason, taken for consent. The event before it carries who came.
    PresenceDeemed = 145 {
        /// Which meeting.
        meeting: u8,
        /// The absent department, which stays responsible.
        department: UnitId,
        /// The local rule the item version names.
        basis: Text,
    }
    /// 延续申请, beside the receipt.
    RenewalRequested = 146 {
        /// 证号
        licence: Reference,
        /// The last day it is valid.
        expires: Day,
        /// The clock to that day.
        clocks: Vec<ClockStart>,
    }
    /// 逾期未决定视为准予延续. The event before it carries what the lapse was computed from.
    DeemedRenewed = 147 {
        /// 证号
        licence: Reference,
        /// 行政许可法 art. 50
        basis: Text,
        /// The silent unit, which stays responsible and owes the document.
        unit: UnitId,
        /// The clocks of delivery and of the owed document.
        clocks: Vec<ClockStart>,
    }
    /// 代收: taken in here for another region, beside the receipt.
    TakenInForRegion = 148 {
        /// 行政区划代码
        region: Reference,
        /// 办理单位, which decides and owns the clock.
        authority: Text,
        /// How.
        way: RegionWay,
        /// Our own clock: that of the forwarding.
        clocks: Vec<ClockStart>,
    }
    /// 转送
    ForwardedToRegion = 149 {
        /// 行政区划代码
        region: Reference,
        /// Who owns the clock from now on.
        clock_owner: Text,
        /// 交接清单
        manifest: Vec<MaterialCode>,
        /// Who forwarded.
        officer: StaffId,
        /// 转报办结
        closing: ClosingKind,
    }
    /// 结果回送: what the other region decided.
    RegionResultReceived = 150 {
        /// 行政区划代码
        region: Reference,
        /// Who decided.
        clock_owner: Text,
        /// Granted or refused.
        outcome: Outcome,
        /// 结果名称
        name: Text,
        /// 文号/证号
        number: Option<Reference>,
        /// Why; needed for a refusal.
        reasons: Vec<Text>,
        /// 转报办结
        closing: ClosingKind,
        /// The delivery clock, where something was granted.
        clocks: Vec<ClockStart>,
    }
    /// 异地收件: taken in by another region for us, beside the receipt.
    TakenInElsewhere = 151 {
        /// 行政区划代码
        region: Reference,
        /// 收件单位
        authority: Text,
        /// How.
        way: RegionWay,
        /// The day it was received there.
        received: Day,
        /// Who owns the clock: our department.
        clock_owner: UnitId,
        /// The acceptance clock, from the day the item version says.
        clocks: Vec<ClockStart>,
    }
    /// 免申即享: opened by the government, beside the receipt.
    ProactivelyOpened = 152 {
        /// The policy the item version names.
        basis: Text,
        /// 依据数据 what shows that the person is entitled.
        grounds: Text,
        /// The person's time to consent.
        clocks: Vec<ClockStart>,
    }
    /// 确认: the person consents; that is all that is asked of him.
    ConsentGiven = 153 {
        /// How he said so.
        proof: Reference,
        /// The clocks of the decision.
        clocks: Vec<ClockStart>,
    }
    /// 未确认: the case is closed without effect.
    ConsentMissing = 154 {
        /// He said no; else he said nothing.
        declined: bool,
        /// The policy the item version names.
        basis: Text,
        /// 办结
        closing: ClosingKind,
    }
    /// 秒批: granted by a rule of the item version.
    DecidedByRule = 155 {
        /// The rule.
        basis: Text,
        /// What held.
        conditions: Vec<Condition>,
        /// The unit that answers for the rule.
        unit: UnitId,
        /// The delivery clock.
        clocks: Vec<ClockStart>,
    }
    /// 办件随转: the case follows its item to another department; the task waits there.
    CaseTransferred = 157 {
        /// The department it leaves.
        from: UnitId,
        /// The department it goes to.
        to: UnitId,
    }
    /// 登记部门
    UnitRegistered = 60 {
        /// The unit.
        unit: Unit,
    }
    /// 登记分区
    ZoneRegistered = 61 {
        /// The zone.
        zone: Zone,
    }
    /// 开窗
    WindowOpened = 62 {
        /// The window.
        window: Window,
    }
    /// 关窗
    WindowClosed = 63 {
        /// Which.
        window: WindowId,
        /// Why.
        reason: Text,
    }
    /// 人员上岗
    StaffAppointed = 64 {
        /// The person and his posts; replaces what was known of him.
        staff: Staff,
    }
    /// 发布事项版本
    ItemVersionPublished = 65 {
        /// From 1 for each code.
        version: u32,
        /// The whole version.
        definition: ItemDefinition,
        /// 事项梳理评审 the reviewed draft it was made of; none where it was published in one step.
        draft: Option<u32>,
        /// 检查意见 what the inspector found, none of it blocking.
        findings: Vec<Noted>,
    }
    /// 事项划转: each item gets a version under its new department.
    ItemsTransferred = 156 {
        /// The department that had them.
        from: UnitId,
        /// The department that has them now.
        to: UnitId,
        /// From when.
        on: Day,
        /// Which, each with the number of its new version.
        items: Vec<TransferredItem>,
        /// 依据
        basis: Text,
    }
    /// 授权备案
    LetterFiled = 66 {
        /// The letter.
        letter: Letter,
    }
    /// 授权撤销
    LetterRevoked = 67 {
        /// Which.
        letter: LetterNo,
        /// The first day it is no longer in force.
        on: Day,
        /// Why.
        reason: Text,
    }
    /// 发布工作日历
    CalendarPublished = 68 {
        /// The notice.
        notice: YearNotice,
        /// The calendar's version after it.
        version: u32,
    }
    /// 设定时限政策
    ClockPolicySet = 69 {
        /// The policy's version.
        version: u32,
        /// The policy.
        policy: ClockPolicy,
    }
    /// 信用记录, from the credit port.
    CreditRecorded = 80 {
        /// Whose.
        subject: SubjectId,
        /// 失信且未修复
        discredited: bool,
        /// Who says so.
        source: Text,
        /// Why.
        reason: Text,
    }
    /// 顶岗补位 (AB岗)
    PostCovered = 81 {
        /// A岗
        absent: StaffId,
        /// B岗
        substitute: StaffId,
        /// First day.
        from: Day,
        /// Last day.
        to: Day,
    }
    /// 上岗资格 given after an examination, or withdrawn for a reason, by the unit whose items they are.
    StaffCertified = 294 {
        /// Whose.
        staff: StaffId,
        /// For which items.
        items: Vec<ItemCode>,
        /// 考核; nothing where it is withdrawn.
        examination: Option<Examination>,
        /// Why it is withdrawn, or a remark.
        reason: Option<Text>,
        /// 发证单位
        unit: UnitId,
        /// Who said so for it.
        officer: StaffId,
    }
    /// 办事情形: the questions of the item and the options chosen, at intake.
    SituationAnswered = 120 {
        /// One option for each question.
        answers: Vec<SituationAnswer>,
        /// The papers that the case needs by them, optional ones included.
        materials: Vec<MaterialCode>,
    }
    /// 核验原件: raised from C to B.
    OriginalChecked = 121 {
        /// The paper.
        material: MaterialCode,
        /// 核验人
        officer: StaffId,
    }
    /// 退还原件
    OriginalsReturned = 122 {
        /// Which.
        materials: Vec<MaterialCode>,
        /// 签收 the applicant's receipt.
        receipt: Reference,
        /// Who gave them back.
        officer: StaffId,
    }
    /// 授权调取电子证照, for the licence port.
    LicenceRequested = 123 {
        /// The paper it stands for.
        material: MaterialCode,
        /// 证照类型 which kind of licence.
        licence: Reference,
        /// 授权 the applicant's consent.
        consent: Reference,
    }
    /// 证照调取: it came.
    ELicenceFetched = 124 {
        /// The paper it stands for.
        material: MaterialCode,
        /// 证照编号
        number: Reference,
        /// Last day it is valid.
        valid_to: Option<Day>,
        /// Hash of the document.
        hash: Option<Reference>,
    }
    /// 证照调取: there is none, so the paper may be asked of the applicant.
    LicenceAbsent = 125 {
        /// The paper.
        material: MaterialCode,
        /// What the store said.
        reason: Text,
    }
    /// 材料复用 of an earlier case of the same applicant.
    MaterialReused = 126 {
        /// The paper.
        material: MaterialCode,
        /// The earlier case.
        from_case: CaseNumber,
        /// The paper in it.
        from_material: MaterialCode,
        /// How it came then.
        way: CollectionWay,
        /// How far it can be trusted.
        trust: Trust,
        /// The day from which its time is counted.
        received: Day,
    }
    /// 事项草案
    ItemDrafted = 130 {
        /// From 1 for each code.
        draft: u32,
        /// The whole version.
        definition: ItemDefinition,
        /// 梳理人
        author: StaffId,
        /// 检查意见 all that the inspector found.
        findings: Vec<Noted>,
    }
    /// 事项梳理评审
    ItemReviewed = 131 {
        /// Of which item.
        item: ItemCode,
        /// Which draft.
        draft: u32,
        /// Whether it passed.
        passed: bool,
        /// 评审意见
        opinion: Text,
        /// 评审人
        reviewer: StaffId,
    }
    /// 设定发布政策
    PublicationPolicySet = 132 {
        /// The policy's version.
        version: u32,
        /// The policy.
        policy: PublicationPolicy,
    }
    /// 发布一件事版本
    BundleVersionPublished = 100 {
        /// From 1 for each code.
        version: u32,
        /// The whole version.
        definition: BundleDefinition,
    }
    /// 一件事收件: one form, one set of papers, one submission.
    BundleReceived = 101 {
        /// 一件事编号
        number: BundleNumber,
        /// Which bundle.
        bundle: BundleCode,
        /// The version it stays on.
        bundle_version: u32,
        /// 渠道
        channel: Channel,
        /// 绿色通道
        priority: Priority,
        /// 申请人
        applicant: Party,
        /// 代理人
        agent: Option<Party>,
        /// The unit that took it in.
        unit: UnitId,
        /// 首问部门: it leads and answers for the promise.
        lead: UnitId,
        /// 一套材料
        materials: Vec<MaterialCopy>,
        /// The nodes asked for, in the order of the definition.
        nodes: Vec<ChosenNode>,
    }
    /// 并入一件事, on the case's own stream.
    BundleJoined = 102 {
        /// Of which bundle it is a part.
        bundle: BundleNumber,
        /// Which node it is.
        node: NodeId,
    }
    /// 节点启动: all it needs is delivered.
    NodeOpened = 103 {
        /// Which.
        node: NodeId,
        /// Its case.
        case: CaseNumber,
        /// The papers that other nodes made for it.
        passed: Vec<MaterialCode>,
    }
    /// 节点办结
    NodeEnded = 104 {
        /// Which.
        node: NodeId,
        /// How.
        result: NodeResult,
        /// 办结结果 of its case.
        closing: ClosingKind,
    }
    /// 节点取消: they never began.
    NodesCancelled = 105 {
        /// Which.
        nodes: Vec<NodeId>,
        /// Because of which node; none where the bundle was withdrawn.
        because: Option<NodeId>,
        /// Why.
        reason: Text,
    }
    /// 一件事受理: the first of its cases was accepted.
    BundleAccepted = 106 {
        /// Which node's.
        node: NodeId,
        /// The clock of the whole.
        clocks: Vec<ClockStart>,
    }
    /// 一次性告知 of what is wrong for any of its nodes.
    BundleCorrectionNoticed = 107 {
        /// Everything, by node.
        defects: Vec<NodeDefects>,
        /// Working days the applicant has.
        limit_days: u16,
    }
    /// 一件事补正提交
    BundleCorrectionSubmitted = 108 {
        /// What came.
        materials: Vec<MaterialCopy>,
    }
    /// 一件事撤回
    BundleWithdrawn = 109 {
        /// In the applicant's words.
        reason: Text,
    }
    /// 绑定身份: the person who came without a number has one. On the bundle and on each case that is open.
    SubjectBound = 110 {
        /// Under his own number.
        applicant: Party,
        /// The record under which he came.
        was: SubjectId,
        /// 文号/证号 of the document that gives the number.
        document: Reference,
    }
    /// 一件事办结
    BundleClosed = 111 {
        /// 办结结果
        closing: BundleClosing,
    }
    /// 一件事归档: its last case was.
    BundleArchived = 112 {
        /// How many cases it had.
        cases: u16,
    }
    /// 评价: of one occasion of a case.
    ReviewGiven = 260 {
        /// 评价编号
        number: VoiceNumber,
        /// 办件编号
        case: CaseNumber,
        /// Which service.
        occasion: ServiceOccasion,
        /// The grade.
        grade: Grade,
        /// 评价渠道
        channel: ReviewChannel,
        /// 评价人, where he gives his name.
        rater: Option<Party>,
        /// 原话 in his own words.
        words: Option<Sealed>,
        /// 谁办理、谁负责
        unit: UnitId,
        /// Who served, where one is known.
        person: Option<StaffId>,
        /// Contact and putting right, of a bad one.
        clocks: Vec<ClockStart>,
    }
    /// 差评核实
    BadReviewVerified = 261 {
        /// What was found.
        finding: ReviewFinding,
        /// How, and what the person said when he was contacted.
        note: Text,
        /// 核实人
        officer: StaffId,
        /// The longer time of a complex one.
        clocks: Vec<ClockStart>,
    }
    /// 差评整改
    RectificationDone = 262 {
        /// What was put right.
        measures: Text,
        /// By whom.
        officer: StaffId,
    }
    /// 回访, of a bad rating or a trouble.
    RevisitDone = 263 {
        /// Whether the person is satisfied now.
        satisfied: bool,
        /// What he said, without personal data.
        note: Text,
        /// By whom.
        officer: StaffId,
    }
    /// 差评申诉
    ReviewAppealed = 264 {
        /// Why the rating is mistaken or false.
        reasons: Vec<Text>,
        /// By whom.
        officer: StaffId,
    }
    /// 申诉复核
    ReviewAppealDecided = 265 {
        /// True where the rating does not count.
        upheld: bool,
        /// Why.
        reason: Text,
        /// By whom.
        officer: StaffId,
    }
    /// 评价公开, or not.
    ReviewPublished = 266 {
        /// What of it is published, without personal data; none where it is not.
        text: Option<Text>,
        /// By whom.
        officer: StaffId,
    }
    /// 答复, of a rating, a complaint or an order.
    VoiceAnswered = 267 {
        /// The answer.
        reply: Text,
        /// 公开
        is_public: bool,
        /// By whom.
        officer: StaffId,
    }
    /// 办不成事反映
    TroubleReported = 268 {
        /// 反映编号
        number: VoiceNumber,
        /// 所涉办件, where there is one.
        case: Option<CaseNumber>,
        /// 所涉事项, where one is named.
        item: Option<ItemCode>,
        /// 反映事由
        ground: TroubleGround,
        /// 摘要 without personal data.
        summary: Text,
        /// 反映人
        applicant: Party,
        /// 原话 in his own words.
        words: Option<Sealed>,
        /// The desk.
        unit: UnitId,
        /// The limit of a general one, until it is classed.
        clocks: Vec<ClockStart>,
    }
    /// 办不成事 solved, or explained.
    TroubleSolved = 269 {
        /// How.
        outcome: TroubleOutcome,
        /// What was done.
        note: Text,
        /// By whom.
        officer: StaffId,
        /// Confirmation and revisit, and the report of the result where the place asks for it.
        clocks: Vec<ClockStart>,
    }
    /// 办不成事结果报告
    TroubleResultReported = 280 {
        /// What is reported, without personal data.
        report: Text,
        /// By whom it was recorded.
        officer: StaffId,
    }
    /// 投诉举报
    ComplaintFiled = 270 {
        /// 投诉编号
        number: VoiceNumber,
        /// 所涉办件, where there is one.
        case: Option<CaseNumber>,
        /// 被投诉人, where one is named.
        against: Option<StaffId>,
        /// 摘要 without personal data.
        summary: Text,
        /// 投诉人, where he gives his name.
        applicant: Option<Party>,
        /// 原话 in his own words.
        words: Option<Sealed>,
        /// The desk.
        unit: UnitId,
        /// The limit of the answer.
        clocks: Vec<ClockStart>,
    }
    /// 交办 of a trouble or a complaint.
    VoiceAssigned = 271 {
        /// To whom.
        unit: UnitId,
        /// 难易分类 of a trouble.
        class: Option<TroubleClass>,
        /// By whom.
        officer: StaffId,
        /// The limit of its class, counted from the report.
        clocks: Vec<ClockStart>,
    }
    /// 退回 to the desk.
    VoiceReturned = 272 {
        /// Why.
        cause: ReturnCause,
        /// In words.
        note: Text,
        /// The desk it goes back to.
        desk: UnitId,
        /// By whom.
        officer: StaffId,
        /// A new limit, where it was not solved after all.
        clocks: Vec<ClockStart>,
    }
    /// 延长 of a trouble or a complaint.
    VoiceExtended = 273 {
        /// Which clock.
        clock: ClockKind,
        /// By how many days.
        days: u16,
        /// The head who approved it.
        approver: StaffId,
        /// Why.
        reason: Text,
        /// Its new dates.
        reckoning: Reckoning,
    }
    /// 督办
    OrderIssued = 274 {
        /// 督办编号
        number: VoiceNumber,
        /// To whom.
        unit: UnitId,
        /// 督办事项
        matter: Text,
        /// 所涉办件, where there is one.
        case: Option<CaseNumber>,
        /// 所涉评价、反映、投诉, where there is one.
        voice: Option<VoiceNumber>,
        /// 督办人
        officer: StaffId,
        /// Its limit.
        clocks: Vec<ClockStart>,
    }
    /// 督办办结 or 通报
    OrderSettled = 275 {
        /// How.
        end: OrderEnd,
        /// The unit it was for, named where it is escalated.
        unit: UnitId,
        /// What was found.
        note: Text,
        /// 督办人
        officer: StaffId,
    }
    /// 导办服务
    ServiceRecorded = 276 {
        /// 服务编号
        number: VoiceNumber,
        /// Which of the five duties.
        duty: GuidanceDuty,
        /// What, without personal data.
        what: Text,
        /// 所涉办件, where there is one.
        case: Option<CaseNumber>,
        /// By whom.
        officer: StaffId,
        /// Of which unit.
        unit: UnitId,
    }
    /// 设定评价与监督政策
    VoicePolicySet = 277 {
        /// Its version.
        version: u32,
        /// The policy.
        policy: VoicePolicy,
    }
    /// 非时限预警 of a case.
    CardDealt = 278 {
        /// For what.
        cause: CardCause,
        /// Which card.
        card: Card,
        /// 责任单位
        unit: UnitId,
        /// 责任人, where one is known.
        person: Option<StaffId>,
        /// The facts.
        fact: Text,
        /// The question that was not answered, of a port.
        ask: Option<Seq>,
    }
    /// 预警回复 to such a card.
    CardAnswered = 279 {
        /// Which of the case, from 0.
        card_no: u16,
        /// The answer.
        answer: Text,
        /// By whom.
        officer: StaffId,
    }
    /// 出具文书, beside the event it documents. Its text follows from that event and the item version.
    DocumentIssued = 170 {
        /// 文书种类
        kind: DocumentKind,
        /// 文书样式版本: the edition of the template.
        edition: u8,
        /// 出具机关 in whose name.
        unit: UnitId,
        /// Its name on that day.
        unit_name: Text,
        /// The how-many-eth of that unit, kind and year.
        ordinal: u32,
        /// 文书编号
        number: Text,
        /// 主送 whom it goes to, where that is a unit and not the applicant: its name on that day.
        addressee: Option<Text>,
        /// SM3 of its text.
        hash: Digest,
    }
    /// 复议、诉讼 against the decision.
    RemedyFiled = 290 {
        /// Which.
        kind: RemedyKind,
        /// 复议机关、人民法院
        authority: Text,
        /// 提起之日
        filed: Day,
        /// 案号, where one is known.
        number: Option<Reference>,
        /// Who put it on file.
        officer: StaffId,
    }
    /// 救济结果
    RemedyDecided = 291 {
        /// Which of the case's remedies, from 0.
        remedy: u8,
        /// What came of it.
        outcome: RemedyOutcome,
        /// 文号 of the document that says so.
        number: Reference,
        /// Of which day.
        decided: Day,
        /// What it says of the matter, without personal data.
        note: Text,
        /// Who put it on file.
        officer: StaffId,
    }
    /// 重新承诺: the promise is given anew, and the applicant was told.
    PromisedAnew = 292 {
        /// By how many days of the promise's unit.
        days: u16,
        /// 理由, as told to the applicant.
        reason: Text,
        /// The head who promised.
        officer: StaffId,
        /// Its new dates.
        reckoning: Reckoning,
    }
    /// 延长补正、补齐期限 of the applicant's own time, for force majeure or another good reason.
    SupplementProlonged = 293 {
        /// Which clock.
        clock: ClockKind,
        /// By how many working days.
        days: u16,
        /// 事由
        reason: Text,
        /// 证明
        proof: Reference,
        /// The local rule.
        basis: Text,
        /// Who allowed it.
        officer: StaffId,
        /// Its new dates.
        reckoning: Reckoning,
    }
    /// 设定文书规则
    DocumentRulesSet = 171 {
        /// From 1.
        version: u32,
        /// The rules.
        rules: DocumentRules,
    }
    /// 设定办件编号规则
    NumberSchemeSet = 172 {
        /// How cases are numbered.
        scheme: NumberScheme,
    }
    /// 接入端口, or 断开.
    PortConnected = 173 {
        /// Which.
        port: PortKind,
        /// How; none where it is no longer connected.
        connection: Option<Connection>,
    }
    /// 端口请求: something is asked of a port. Its record names the question.
    PortAsked = 174 {
        /// Of whom.
        port: PortKind,
        /// The kind of event that asks, just before.
        cause: EventKind,
        /// What the answer has to be about, as a hash: the document that is to be sealed, the paper that is to be
        /// fetched, the receipt of what is to be paid back.
        expects: Option<Digest>,
        /// The last day on which the answer is in time.
        due: Day,
    }
    /// 端口回执, beside what it leads to.
    PortAnswered = 175 {
        /// By whom.
        port: PortKind,
        /// Which question.
        ask: Seq,
        /// What it says.
        answer: PortAnswer,
    }
    /// 冲正/退费: a payment that was none, or that is given back.
    PaymentReversed = 176 {
        /// How much, in fen.
        amount_fen: u32,
        /// 票据 of the payment.
        receipt: Reference,
        /// Who reversed it.
        officer: StaffId,
        /// Why.
        reason: Text,
    }
    /// 重复缴费: money that came through the payment port and is not owed; the port is asked to give it back.
    UnowedPaid = 300 {
        /// How much, in fen.
        amount_fen: u32,
        /// 票据
        receipt: Reference,
    }
    /// 催领未领: the applicant was called for his result and did not take it.
    CollectionMissed = 301 {
        /// How he was called, and what came of it.
        how: Text,
        /// Who called.
        officer: StaffId,
    }
    /// 拒绝签收: the applicant refused to take his result.
    SigningRefused = 281 {
        /// 拒收事由
        reason: Text,
        /// 见证人, where they were asked to come.
        witnesses: Vec<Witness>,
        /// To whom he refused.
        officer: StaffId,
    }
    /// 补充归档: what stands just before it came after the case was archived.
    ArchiveSupplemented = 282 {
        /// 第几次补充 of this case, from 1.
        number: u16,
    }
    /// 签收退回: what went back came to whom it went back to.
    ReturnAcknowledged = 283 {
        /// 收回单位
        unit: UnitId,
        /// Who took it.
        officer: StaffId,
    }
    /// 公告送达: what could not be handed over is announced.
    PublicNoticePosted = 302 {
        /// Where it is posted.
        venue: Text,
        /// 公告文号
        reference: Reference,
        /// Who posted it.
        officer: StaffId,
        /// 公告期
        clocks: Vec<ClockStart>,
    }
    /// 视为送达 by public notice; the original goes back to its department.
    ServedByNotice = 303 {
        /// The day from which it counts as delivered.
        effective: Day,
        /// 收回单位 the department that keeps the original from now on.
        department: UnitId,
        /// Who sent it back.
        officer: StaffId,
    }
    /// 设定叫号政策
    TicketPolicySet = 240 {
        /// The policy's version.
        version: u32,
        /// The policy.
        policy: TicketPolicy,
    }
    /// 取号
    TicketIssued = 241 {
        /// 排队号
        ticket: TicketNumber,
        /// 分区
        zone: ZoneId,
        /// 事项 it is for; none means any matter of the zone.
        items: Vec<ItemCode>,
        /// 盲标识 of the person, where he said who he is.
        person: Option<Token>,
        /// 绿色通道事由
        ground: Option<GreenGround>,
        /// 预约 it was taken from.
        appointment: Option<AppointmentNumber>,
        /// 预约时段
        slot: Option<Slot>,
    }
    /// 叫号. Who else waited follows from the log; whom it passed over stands here.
    TicketCalled = 242 {
        /// 排队号
        ticket: TicketNumber,
        /// 窗口
        window: WindowId,
        /// Who called.
        officer: StaffId,
        /// 第几次呼叫 since it last waited.
        call: u8,
        /// 叫号规则 why it was its turn.
        rule: CallRule,
        /// The version of the ticket policy.
        policy: u32,
        /// 被越过 who had come before it and could have been called.
        passed: Vec<TicketNumber>,
    }
    /// 过号
    TicketMissed = 243 {
        /// 排队号
        ticket: TicketNumber,
        /// The how-many-eth time.
        missed: u8,
        /// What becomes of it.
        fate: MissFate,
        /// The version of the ticket policy.
        policy: u32,
    }
    /// 开始办理 of whoever holds the ticket.
    ServiceStarted = 244 {
        /// 排队号
        ticket: TicketNumber,
        /// Who serves.
        officer: StaffId,
    }
    /// 号结束: served, cancelled, or lapsed with its day.
    TicketEnded = 245 {
        /// 排队号
        ticket: TicketNumber,
        /// How.
        end: TicketEnd,
        /// Why, where somebody gave a reason.
        reason: Option<Text>,
    }
    /// 转窗/转区: it keeps its place in the order of arrival.
    TicketMoved = 246 {
        /// 排队号
        ticket: TicketNumber,
        /// 分区 where it waits now.
        zone: ZoneId,
        /// 窗口 which alone may call it; none for any of the zone.
        window: Option<WindowId>,
        /// Why.
        reason: Text,
    }
    /// 一号多办: a case was received under the ticket.
    TicketCaseOpened = 247 {
        /// 排队号
        ticket: TicketNumber,
        /// 办件编号
        case: CaseNumber,
    }
    /// 预约
    AppointmentBooked = 248 {
        /// 预约号
        appointment: AppointmentNumber,
        /// 分区
        zone: ZoneId,
        /// 事项; none means any matter of the zone.
        items: Vec<ItemCode>,
        /// 盲标识 of the person.
        person: Token,
        /// 预约时段
        slot: Slot,
        /// The version of the ticket policy that offers the slot.
        policy: u32,
    }
    /// 预约结束: turned up, cancelled, or 爽约.
    AppointmentEnded = 249 {
        /// 预约号
        appointment: AppointmentNumber,
        /// How.
        end: AppointmentEnd,
        /// Why, where somebody gave a reason.
        reason: Option<Text>,
    }
    /// 删除个人信息
    SubjectErased = 70 {
        /// Whose key is gone.
        subject: SubjectId,
        /// Why.
        reason: Text,
    }
}

impl SituationAnswered {
    /// The option chosen for each question.
    pub fn chosen(&self) -> Answers {
        let pairs = self.answers.iter();
        pairs.map(|answer| (answer.question.clone(), answer.option.clone())).collect()
    }
}

impl Event {
    /// The ticket it is about.
    #[expect(clippy::wildcard_enum_match_arm, reason = "the others are about no ticket")]
    pub fn ticket(&self) -> Option<TicketNumber> {
        match self {
            Event::TicketIssued(e) => Some(e.ticket),
            Event::TicketCalled(e) => Some(e.ticket),
            Event::TicketMissed(e) => Some(e.ticket),
            Event::ServiceStarted(e) => Some(e.ticket),
            Event::TicketEnded(e) => Some(e.ticket),
            Event::TicketMoved(e) => Some(e.ticket),
            Event::TicketCaseOpened(e) => Some(e.ticket),
            _ => None,
        }
    }

    /// The appointment it is about.
    #[expect(clippy::wildcard_enum_match_arm, reason = "the others are about no appointment")]
    pub fn appointment(&self) -> Option<AppointmentNumber> {
        match self {
            Event::AppointmentBooked(e) => Some(e.appointment),
            Event::AppointmentEnded(e) => Some(e.appointment),
            _ => None,
        }
    }
}

impl ItemVersionPublished {
    /// In one step: of no draft, with nothing found.
    pub fn at_once(version: u32, definition: ItemDefinition) -> ItemVersionPublished {
        ItemVersionPublished { version, definition, draft: None, findings: Vec::new() }
    }
}

impl From<Level> for Option<Card> {
    fn from(level: Level) -> Option<Card> {
        match level {
            Level::Notice => Some(Card::Notice),
            Level::Yellow => Some(Card::Yellow),
            Level::Red => Some(Card::Red),
            Level::Expired => None,
        }
    }
}
