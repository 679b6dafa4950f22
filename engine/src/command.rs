//! 命令: what may be asked of the engine. Commands are data; each has one JSON form, read here and nowhere else.

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::IgnoredAny;
use serde::{Deserialize, Deserializer, Serialize};

use crate::authority::Letter;
use crate::bundle::{BundleDefinition, NodeDefects, NodeDelivery};
use crate::calendar::YearNotice;
use crate::certification::Examination;
use crate::clock::ClockKind;
use crate::code::{
    BundleCode, BundleNumber, CaseNumber, ItemCode, LetterNo, MaterialCode, NodeId, Reference,
    StaffId, Text, UnitId, VoiceNumber, WindowId, ZoneId,
};
use crate::document::DocumentRules;
use crate::escort::AssistanceKind;
use crate::ground::RefusalGround;
use crate::hall::{Role, Staff, Unit, Window, Zone};
use crate::id::{CommandId, Fingerprint, Seq, SubjectId, Token};
use crate::item::{Answers, DeliveryWay, ItemDefinition, SpecialKind};
use crate::meeting::{Attendance, MeetingKind};
use crate::number::NumberScheme;
use crate::occasion::Claim;
use crate::origin::Origin;
use crate::party::{Party, Sealed};
use crate::policy::{Card, ClockPolicy};
use crate::port::{PortAnswer, PortKind};
use crate::publication::PublicationPolicy;
use crate::remedy::{RemedyKind, RemedyOutcome};
use crate::ticket::{AppointmentNumber, GreenGround, TicketNumber, TicketPolicy};
use crate::time::{Day, Timestamp};
use crate::values::{Channel, Defect, MaterialCopy, Opinion, Outcome, Priority, Receipt, Witness};
use crate::voice::{
    CardCause, GradeSent, GuidanceDuty, OrderEnd, ReviewChannel, ReviewFinding, ServiceOccasion,
    TroubleClass, TroubleGround, TroubleOutcome, VoicePolicy,
};

/// 何人 who asks.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Actor {
    /// A person of the staff.
    Staff(StaffId),
    /// 申请人 himself, over a channel of his own.
    Applicant,
    /// 系统: timers and fan-outs of the engine. Never from outside.
    System,
    /// 管理员: set-up.
    Admin,
    /// 端口: another system, which answers what it was asked and nothing else.
    Port(PortKind),
}

/// 信封: what goes with every command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    /// The command's id; the same id with the same body gives the first answer again.
    pub id: CommandId,
    /// Keyed hash of the command as it was received.
    pub fingerprint: Fingerprint,
    /// Who.
    pub actor: Actor,
    /// 代何单位 on whose behalf (委托部门).
    pub on_behalf_of: Option<UnitId>,
    /// 代何人 in whose place (AB岗).
    pub on_behalf_of_person: Option<StaffId>,
    /// Where.
    pub place: Option<WindowId>,
    /// 业务时间, where it differs from the time of recording.
    pub occurred_at: Option<Timestamp>,
    /// The version of the case the sender saw.
    pub expected_version: Option<u32>,
    /// The command.
    pub command: Command,
    /// The command as it was received, personal fields sealed.
    pub received: Box<[u8]>,
}

/// What of an [`Envelope`] stands in a command's JSON, as the sender wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    /// `command_id`
    pub id: Option<CommandId>,
    /// `actor`
    pub actor: Option<Actor>,
    /// `on_behalf_of`
    pub on_behalf_of: Option<UnitId>,
    /// `on_behalf_of_person`
    pub on_behalf_of_person: Option<StaffId>,
    /// `place`
    pub place: Option<WindowId>,
    /// `occurred_at`
    pub occurred_at: Option<Timestamp>,
    /// `expected_version`
    pub expected_version: Option<u32>,
    /// `origin`
    pub origin: Option<Origin>,
    /// The rest.
    pub command: Command,
}

impl<'de> Deserialize<'de> for Actor {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Actor, D::Error> {
        let id = StaffId::deserialize(from)?;
        Ok(match id.as_str() {
            "applicant" => Actor::Applicant,
            "system" => Actor::System,
            "admin" => Actor::Admin,
            name => PortKind::of_actor(name).map_or(Actor::Staff(id), Actor::Port),
        })
    }
}

impl Actor {
    /// The name in JSON and in the log.
    pub fn as_str(&self) -> &str {
        match self {
            Actor::Staff(id) => id.as_str(),
            Actor::Applicant => "applicant",
            Actor::System => "system",
            Actor::Admin => "admin",
            Actor::Port(port) => port.actor(),
        }
    }
}

macro_rules! commands {
    ($( $(#[$doc:meta])* $name:ident = $kind:literal {
        $( $(#[$fmeta:meta])* $field:ident : $ty:ty ),* $(,)?
    } )*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Debug, PartialEq, Eq, Serialize)]
            pub struct $name { $( #[doc = concat!("`", stringify!($field), "`")] pub $field: $ty ),* }

            impl From<$name> for Command {
                fn from(command: $name) -> Command { Command::$name(Box::new(command)) }
            }
        )*

        /// Something asked of the engine.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize)]
        #[serde(tag = "type")]
        pub enum Command { $( $(#[$doc])* #[serde(rename = $kind)] $name(Box<$name>) ),* }

        mod wire {
            use super::*;
            $(
                $(#[$doc])*
                #[derive(Deserialize, JsonSchema)]
                #[serde(deny_unknown_fields)]
                pub(super) struct $name {
                    #[serde(rename = "type")]
                    #[schemars(schema_with = "super::type_schema")]
                    pub(super) _type: IgnoredAny,
                    /// A UUID; send the same one again and get the first answer again.
                    pub(super) command_id: Option<CommandId>,
                    /// Who asks: a person of the staff, `applicant` or `admin`.
                    #[schemars(with = "Option<StaffId>")]
                    pub(super) actor: Option<Actor>,
                    /// The unit he stands in for.
                    pub(super) on_behalf_of: Option<UnitId>,
                    /// The absent person of his unit whose post he covers (AB岗).
                    pub(super) on_behalf_of_person: Option<StaffId>,
                    /// The window.
                    pub(super) place: Option<WindowId>,
                    /// When it happened, where that is not now.
                    pub(super) occurred_at: Option<Timestamp>,
                    /// Refuse when the case has another version.
                    pub(super) expected_version: Option<u32>,
                    /// What it is called in the log of the system it was brought in from.
                    pub(super) origin: Option<Origin>,
                    $( $(#[$fmeta])* pub(super) $field: $ty ),*
                }
            )*
        }

        impl Command {
            /// The `type` of every command.
            pub const KINDS: &[&str] = &[ $( $kind ),* ];

            /// The `type` in JSON.
            pub fn kind(&self) -> &'static str { match self { $( Command::$name(_) => $kind ),* } }
        }

        impl Sent {
            /// Reads a command of a known `type`; `None` when there is no such type.
            pub fn read<'de, D: Deserializer<'de>>(
                kind: &str,
                from: D,
            ) -> Option<Result<Sent, D::Error>> {
                match kind {
                    $( $kind => Some(wire::$name::deserialize(from).map(|wire| Sent {
                        id: wire.command_id,
                        actor: wire.actor,
                        on_behalf_of: wire.on_behalf_of,
                        on_behalf_of_person: wire.on_behalf_of_person,
                        place: wire.place,
                        occurred_at: wire.occurred_at,
                        expected_version: wire.expected_version,
                        origin: wire.origin,
                        command: $name { $( $field: wire.$field ),* }.into(),
                    })), )*
                    _ => None,
                }
            }

            /// The JSON schema of every command, by `type`.
            pub fn schemas(generator: &mut SchemaGenerator) -> Vec<(&'static str, Schema)> {
                vec![ $( ($kind, wire::$name::json_schema(generator)) ),* ]
            }
        }
    };
}

fn type_schema(_: &mut SchemaGenerator) -> Schema {
    schemars::json_schema!({ "type": "string" })
}

commands! {
    /// 收件: an application with its papers.
    ReceiveApplication = "receive_application" {
        /// The item.
        item: ItemCode,
        /// How it came.
        channel: Channel,
        /// 绿色通道 or 普通.
        #[serde(default)]
        priority: Priority,
        /// 申请人
        applicant: Party,
        /// 代理人
        agent: Option<Party>,
        /// 材料
        #[serde(default)]
        materials: Vec<MaterialCopy>,
        /// 出件方式, chosen by the applicant.
        delivery: DeliveryWay,
        /// 办事情形 the option chosen for each question of the item.
        #[serde(default)]
        answers: Answers,
        /// 缘起: a renewal, or a case for or from another region; absent for the ordinary way.
        #[serde(default)]
        occasion: Option<Claim>,
        /// 排队号 under which it is handed in: being served at this window (一号多办).
        #[serde(default)]
        ticket: Option<TicketNumber>,
    }
    /// 免申即享: the government opens a case that needs only consent.
    OpenProactiveCase = "open_proactive_case" {
        /// The item.
        item: ItemCode,
        /// 当事人
        applicant: Party,
        /// 依据数据 what shows that the person is entitled.
        grounds: Text,
        /// 材料 that the government has already.
        #[serde(default)]
        materials: Vec<MaterialCopy>,
        /// 出件方式, until the person chooses another.
        delivery: DeliveryWay,
    }
    /// 确认 or 拒绝 of a case the government opened.
    RecordConsent = "record_consent" {
        /// 办件编号
        case: CaseNumber,
        /// Yes or no.
        consents: bool,
        /// How the person said so.
        proof: Reference,
    }
    /// 秒批: granted by the item version's rule, where all its conditions hold.
    DecideByRule = "decide_by_rule" {
        /// 办件编号
        case: CaseNumber,
    }
    /// 转送 what was taken in for another region.
    ForwardCase = "forward_case" {
        /// 办件编号
        case: CaseNumber,
        /// 交接清单: every paper of the case.
        manifest: Vec<MaterialCode>,
    }
    /// 结果回送 from the other region.
    ReceiveRegionResult = "receive_region_result" {
        /// 办件编号
        case: CaseNumber,
        /// Granted or refused.
        outcome: Outcome,
        /// 结果名称
        name: Text,
        /// 文号/证号
        number: Option<Reference>,
        /// Why.
        #[serde(default)]
        reasons: Vec<Text>,
    }
    /// 召集会议: joint survey, joint consultation, drawing review.
    CallMeeting = "call_meeting" {
        /// 办件编号
        case: CaseNumber,
        /// What for.
        about: MeetingKind,
        /// 应到 who is called.
        departments: Vec<UnitId>,
        /// When it begins.
        begins: Timestamp,
        /// Where.
        venue: Text,
    }
    /// 会议签到: who came and who stayed away.
    RecordAttendance = "record_attendance" {
        /// 办件编号
        case: CaseNumber,
        /// Which meeting, from 0.
        meeting: u8,
        /// Each department that was called.
        attendance: Vec<Attendance>,
        /// What came out of it.
        conclusion: Text,
    }
    /// 一件事收件: one form, one set of papers, one submission.
    ReceiveBundle = "receive_bundle" {
        /// Which bundle.
        bundle: BundleCode,
        /// How it came.
        channel: Channel,
        /// 绿色通道 or 普通.
        #[serde(default)]
        priority: Priority,
        /// 申请人; where the bundle gives him his number, under what he has until then.
        applicant: Party,
        /// 代理人
        agent: Option<Party>,
        /// 一套材料
        #[serde(default)]
        materials: Vec<MaterialCopy>,
        /// The nodes chosen beside the mandatory ones.
        #[serde(default)]
        optional: Vec<NodeId>,
        /// 办事情形: the option chosen for each question of the chosen matters; one question once, however many ask it.
        #[serde(default)]
        answers: Answers,
        /// 出件方式, chosen by the applicant for all results.
        delivery: DeliveryWay,
        /// 出件方式 of single results, where they differ.
        #[serde(default)]
        deliveries: Vec<NodeDelivery>,
        /// 首问部门 the department that was asked first; the bundle's own lead where absent.
        first_asked: Option<UnitId>,
        /// 排队号 under which it is handed in: being served at this window. It carries every case opened at once.
        #[serde(default)]
        ticket: Option<TicketNumber>,
    }
    /// 一件事一次性告知: everything that is wrong for any of its nodes.
    NoticeBundleCorrection = "notice_bundle_correction" {
        /// 一件事编号
        bundle: BundleNumber,
        /// Everything, by node.
        defects: Vec<NodeDefects>,
        /// Working days the applicant has; the policy's where absent.
        limit_days: Option<u16>,
    }
    /// 一件事补正提交
    SubmitBundleCorrections = "submit_bundle_corrections" {
        /// 一件事编号
        bundle: BundleNumber,
        /// 材料
        #[serde(default)]
        materials: Vec<MaterialCopy>,
    }
    /// 一件事撤回
    WithdrawBundle = "withdraw_bundle" {
        /// 一件事编号
        bundle: BundleNumber,
        /// In the applicant's words.
        reason: Text,
    }
    /// 绑定身份: the node that gives the number has delivered it.
    BindSubject = "bind_subject" {
        /// 一件事编号
        bundle: BundleNumber,
        /// Under his own number.
        applicant: Party,
        /// 文号/证号 of the document that gives the number.
        document: Reference,
    }
    /// 预警回复 of the bundle's own clock, by its lead.
    AnswerBundleWarning = "answer_bundle_warning" {
        /// 一件事编号
        bundle: BundleNumber,
        /// Which card.
        card: Card,
        /// The answer.
        answer: Text,
    }
    /// 到时 of a bundle. Sent by the engine itself.
    FireBundleAlarm = "fire_bundle_alarm" {
        /// 一件事编号
        bundle: BundleNumber,
    }
    /// 重算时限 of a bundle. Sent by the engine itself.
    RecalculateBundle = "recalculate_bundle" {
        /// 一件事编号
        bundle: BundleNumber,
    }
    /// 评价 by who was served, over a channel of his own.
    GiveReview = "give_review" {
        /// 办件编号
        case: CaseNumber,
        /// Which service.
        occasion: ServiceOccasion,
        /// By name, or by its code on the scale of the policy.
        grade: GradeSent,
        /// 评价渠道
        channel: ReviewChannel,
        /// 评价人, where he gives his name.
        applicant: Option<Party>,
        /// 原话; with a name only, whose key seals it.
        words: Option<Sealed>,
    }
    /// 差评核实 by a named person of the unit that served; of one with a name, after contact.
    VerifyReview = "verify_review" {
        /// 评价编号
        voice: VoiceNumber,
        /// What was found.
        finding: ReviewFinding,
        /// How, and what the person said.
        note: Text,
    }
    /// 差评整改
    RectifyReview = "rectify_review" {
        /// 评价编号
        voice: VoiceNumber,
        /// What was put right.
        measures: Text,
    }
    /// 差评申诉 by the unit, once.
    AppealReview = "appeal_review" {
        /// 评价编号
        voice: VoiceNumber,
        /// Why the rating is mistaken or false.
        reasons: Vec<Text>,
    }
    /// 申诉复核
    DecideReviewAppeal = "decide_review_appeal" {
        /// 评价编号
        voice: VoiceNumber,
        /// True where the rating does not count.
        upheld: bool,
        /// Why.
        reason: Text,
    }
    /// 评价公开 after the answer; without a text it is not made public.
    PublishReview = "publish_review" {
        /// 评价编号
        voice: VoiceNumber,
        /// What of it is published, without personal data.
        text: Option<Text>,
    }
    /// 回访 of a bad rating under a name, or of a trouble.
    RevisitVoice = "revisit_voice" {
        /// 编号
        voice: VoiceNumber,
        /// Whether the person is satisfied now.
        satisfied: bool,
        /// What he said, without personal data.
        note: Text,
    }
    /// 答复 of a rating, a complaint or an order.
    AnswerVoice = "answer_voice" {
        /// 编号
        voice: VoiceNumber,
        /// The answer.
        reply: Text,
        /// 公开 of a complaint's answer.
        #[serde(default)]
        is_public: bool,
    }
    /// 办不成事反映
    ReportTrouble = "report_trouble" {
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
        /// 原话
        words: Option<Sealed>,
    }
    /// 办不成事 solved, or explained.
    SolveTrouble = "solve_trouble" {
        /// 反映编号
        voice: VoiceNumber,
        /// How.
        outcome: TroubleOutcome,
        /// What was done.
        note: Text,
    }
    /// 结果报告 of a trouble that was solved or explained, recorded by the desk.
    ReportTroubleResult = "report_trouble_result" {
        /// 反映编号
        voice: VoiceNumber,
        /// What is reported, without personal data.
        report: Text,
    }
    /// 投诉举报
    FileComplaint = "file_complaint" {
        /// 所涉办件, where there is one.
        case: Option<CaseNumber>,
        /// 被投诉人, where one is named.
        against: Option<StaffId>,
        /// 摘要 without personal data.
        summary: Text,
        /// 投诉人, where he gives his name.
        applicant: Option<Party>,
        /// 原话; with a name only, whose key seals it.
        words: Option<Sealed>,
    }
    /// 交办 of a trouble or a complaint.
    AssignVoice = "assign_voice" {
        /// 编号
        voice: VoiceNumber,
        /// To whom.
        unit: UnitId,
        /// 难易分类 of a trouble; general where absent.
        class: Option<TroubleClass>,
    }
    /// 误派退回 by the wrong addressee.
    ReturnVoice = "return_voice" {
        /// 编号
        voice: VoiceNumber,
        /// Whose it is instead, and why.
        reason: Text,
    }
    /// 延长 of a trouble or a complaint, once, by the head of the unit; the policy says by how much.
    ExtendVoice = "extend_voice" {
        /// 编号
        voice: VoiceNumber,
        /// Why.
        reason: Text,
    }
    /// 督办 of a unit.
    IssueOrder = "issue_order" {
        /// To whom.
        unit: UnitId,
        /// 督办事项
        matter: Text,
        /// Working days it has.
        days: u16,
        /// 所涉办件, where there is one.
        case: Option<CaseNumber>,
        /// 所涉评价、反映、投诉, where there is one.
        voice: Option<VoiceNumber>,
    }
    /// 督办办结, or 通报 of the unit.
    SettleOrder = "settle_order" {
        /// 督办编号
        voice: VoiceNumber,
        /// How.
        end: OrderEnd,
        /// What was found.
        note: Text,
    }
    /// 导办服务 of the guidance desk.
    RecordService = "record_service" {
        /// Which of the five duties.
        duty: GuidanceDuty,
        /// What, without personal data.
        what: Text,
        /// 所涉办件, where there is one.
        case: Option<CaseNumber>,
    }
    /// 设定评价与监督政策
    SetVoicePolicy = "set_voice_policy" {
        /// The policy.
        policy: VoicePolicy,
    }
    /// 调阅 who said it, and in what words.
    OpenVoice = "open_voice" {
        /// 编号
        voice: VoiceNumber,
        /// Why.
        reason: Text,
    }
    /// 预警回复 of a rating, trouble, complaint or order.
    AnswerVoiceWarning = "answer_voice_warning" {
        /// 编号
        voice: VoiceNumber,
        /// Which clock.
        clock: ClockKind,
        /// Which card.
        card: Card,
        /// The answer.
        answer: Text,
    }
    /// 到时 of a voice. Sent by the engine itself.
    FireVoiceAlarm = "fire_voice_alarm" {
        /// 编号
        voice: VoiceNumber,
    }
    /// 重算时限 of a voice. Sent by the engine itself.
    RecalculateVoice = "recalculate_voice" {
        /// 编号
        voice: VoiceNumber,
    }
    /// 非时限预警: the supervision gives a card for another cause than time.
    DealCard = "deal_card" {
        /// 办件编号
        case: CaseNumber,
        /// For what.
        cause: CardCause,
        /// Which card.
        card: Card,
        /// 责任单位: of the case's department, or of intake.
        unit: UnitId,
        /// 责任人, where one is known.
        person: Option<StaffId>,
        /// The facts.
        fact: Text,
    }
    /// 预警回复 to such a card.
    AnswerCard = "answer_card" {
        /// 办件编号
        case: CaseNumber,
        /// Which of the case, from 0.
        card_no: u16,
        /// The answer.
        answer: Text,
    }
    /// 预审
    StartPreCheck = "start_pre_check" {
        /// 办件编号
        case: CaseNumber,
    }
    /// 材料收取
    ReceiveMaterials = "receive_materials" {
        /// 办件编号
        case: CaseNumber,
        /// 材料
        materials: Vec<MaterialCopy>,
    }
    /// 核验原件: an uploaded paper was held against its original.
    CheckOriginal = "check_original" {
        /// 办件编号
        case: CaseNumber,
        /// The paper.
        material: MaterialCode,
    }
    /// 退还原件
    ReturnOriginals = "return_originals" {
        /// 办件编号
        case: CaseNumber,
        /// Which.
        materials: Vec<MaterialCode>,
        /// 签收 the applicant's receipt.
        receipt: Reference,
    }
    /// 授权调取电子证照
    RequestLicence = "request_licence" {
        /// 办件编号
        case: CaseNumber,
        /// The paper it stands for.
        material: MaterialCode,
        /// 授权 the applicant's consent; without it nothing is fetched.
        consent: Option<Reference>,
    }
    /// 证照调取结果, as the licence store answers: the licence, or why there is none.
    RecordLicence = "record_licence" {
        /// 办件编号
        case: CaseNumber,
        /// The paper it stands for.
        material: MaterialCode,
        /// 证照编号
        number: Option<Reference>,
        /// Last day it is valid.
        valid_to: Option<Day>,
        /// Hash of the document.
        hash: Option<Reference>,
        /// Why there is none.
        absent: Option<Text>,
    }
    /// 材料复用: a paper that the same applicant handed in for an earlier case.
    ReuseMaterial = "reuse_material" {
        /// 办件编号
        case: CaseNumber,
        /// The paper.
        material: MaterialCode,
        /// The earlier case, not archived yet.
        from_case: CaseNumber,
        /// The paper in it, where it has another code there.
        from_material: Option<MaterialCode>,
    }
    /// 一次性告知补正
    NoticeCorrection = "notice_correction" {
        /// 办件编号
        case: CaseNumber,
        /// Everything that is wrong.
        defects: Vec<Defect>,
        /// Working days the applicant has; the policy's where absent.
        limit_days: Option<u16>,
    }
    /// 补正提交
    SubmitCorrections = "submit_corrections" {
        /// 办件编号
        case: CaseNumber,
        /// 材料
        #[serde(default)]
        materials: Vec<MaterialCopy>,
    }
    /// 受理
    AcceptCase = "accept_case" {
        /// 办件编号
        case: CaseNumber,
    }
    /// 容缺受理
    AcceptWithGaps = "accept_with_gaps" {
        /// 办件编号
        case: CaseNumber,
        /// The papers that may follow: all that are missing, and no other.
        gaps: Vec<MaterialCode>,
        /// 容缺承诺书 the applicant's written commitment.
        commitment: Reference,
        /// Working days the applicant has; as long as the promise allows where absent.
        limit_days: Option<u16>,
    }
    /// 容缺补齐
    SupplyGaps = "supply_gaps" {
        /// 办件编号
        case: CaseNumber,
        /// 材料
        materials: Vec<MaterialCopy>,
    }
    /// 告知承诺
    SignCommitment = "sign_commitment" {
        /// 办件编号
        case: CaseNumber,
        /// 承诺书
        commitment: Reference,
    }
    /// 撤回承诺, before the decision.
    WithdrawCommitment = "withdraw_commitment" {
        /// 办件编号
        case: CaseNumber,
        /// In the applicant's words.
        reason: Text,
    }
    /// 承诺核查
    VerifyCommitment = "verify_commitment" {
        /// 办件编号
        case: CaseNumber,
        /// Whether it was kept.
        kept: bool,
        /// What was found.
        findings: Text,
        /// At least two.
        officers: Vec<StaffId>,
        /// 责令限期改正 working days to correct what was broken; none where it cannot be corrected.
        correct_days: Option<u16>,
    }
    /// 撤销许可, after a broken commitment.
    RevokeLicence = "revoke_licence" {
        /// 办件编号
        case: CaseNumber,
        /// Why.
        reasons: Vec<Text>,
        /// 复议, 诉讼
        remedies: Text,
    }
    /// 复议、诉讼 that was taken against the decision.
    FileRemedy = "file_remedy" {
        /// 办件编号
        case: CaseNumber,
        /// Which.
        kind: RemedyKind,
        /// 复议机关、人民法院
        authority: Text,
        /// 提起之日
        filed: Day,
        /// 案号, where one is known.
        #[serde(default)]
        number: Option<Reference>,
    }
    /// 救济结果: what came of a remedy.
    SettleRemedy = "settle_remedy" {
        /// 办件编号
        case: CaseNumber,
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
    }
    /// 不予受理
    RefuseAcceptance = "refuse_acceptance" {
        /// 办件编号
        case: CaseNumber,
        /// Why.
        reasons: Vec<Text>,
        /// 复议, 诉讼
        remedies: Text,
        /// Whom to ask instead; said wherever the matter is not within this organ's competence (art. 32(2)).
        where_to_go: Option<Text>,
        /// 理由类别
        #[serde(default)]
        ground: RefusalGround,
    }
    /// 不需许可
    DeclareNotRequired = "declare_not_required" {
        /// 办件编号
        case: CaseNumber,
        /// Why.
        reasons: Vec<Text>,
    }
    /// 分件
    SplitCase = "split_case" {
        /// 办件编号
        case: CaseNumber,
    }
    /// 转交
    HandOverCase = "hand_over_case" {
        /// 办件编号
        case: CaseNumber,
        /// 交接清单: every paper of the case.
        manifest: Vec<MaterialCode>,
        /// On paper, or online.
        #[serde(default)]
        paper: bool,
    }
    /// 签收
    AcknowledgeHandOver = "acknowledge_hand_over" {
        /// 办件编号
        case: CaseNumber,
    }
    /// 退件
    ReturnHandOver = "return_hand_over" {
        /// 办件编号
        case: CaseNumber,
        /// Why.
        reason: Text,
        /// 交接清单: every paper of the case; as the file has it where absent.
        manifest: Option<Vec<MaterialCode>>,
    }
    /// 签收退回: what goes back is acknowledged by whom it goes back to.
    AcknowledgeReturn = "acknowledge_return" {
        /// 办件编号
        case: CaseNumber,
    }
    /// 意见 of a department that takes part in a joint case.
    GiveOpinion = "give_opinion" {
        /// 办件编号
        case: CaseNumber,
        /// Whose.
        department: UnitId,
        /// What it says.
        opinion: Opinion,
        /// In its own words.
        text: Text,
    }
    /// 领取任务
    ClaimCase = "claim_case" {
        /// 办件编号
        case: CaseNumber,
    }
    /// 领取下一件: the first of the queue that is for this person.
    ClaimNext = "claim_next" {
        /// The department.
        department: UnitId,
        /// The post whose step it is.
        role: Role,
    }
    /// 改派
    ReassignTask = "reassign_task" {
        /// 办件编号
        case: CaseNumber,
        /// Who shall have it.
        officer: StaffId,
        /// Why.
        reason: Text,
    }
    /// 专人跟踪: names who follows the case.
    NameTracker = "name_tracker" {
        /// 办件编号
        case: CaseNumber,
        /// Who.
        tracker: StaffId,
    }
    /// 催办
    UrgeCase = "urge_case" {
        /// 办件编号
        case: CaseNumber,
        /// What is asked of the department.
        reason: Text,
    }
    /// 导办、帮办、代办, recorded on the case by whoever helps.
    RecordAssistance = "record_assistance" {
        /// 办件编号
        case: CaseNumber,
        /// How.
        kind: AssistanceKind,
        /// What was done.
        note: Text,
    }
    /// 环节完成
    CompleteStep = "complete_step" {
        /// 办件编号
        case: CaseNumber,
        /// 意见
        opinion: Text,
    }
    /// 现场核查
    RecordInspection = "record_inspection" {
        /// 办件编号
        case: CaseNumber,
        /// At least two.
        officers: Vec<StaffId>,
        /// What they found.
        findings: Text,
    }
    /// 特别程序开始
    SuspendCase = "suspend_case" {
        /// 办件编号
        case: CaseNumber,
        /// Which procedure.
        procedure: SpecialKind,
        /// 所需时间 in working days.
        planned_days: u16,
        /// Why.
        reason: Text,
        /// 书面告知: that the applicant was told the time needed, in writing.
        told_in_writing: bool,
    }
    /// 特别程序结束
    ResumeCase = "resume_case" {
        /// 办件编号
        case: CaseNumber,
        /// What came out of it.
        result: Text,
    }
    /// 延长
    ExtendClock = "extend_clock" {
        /// 办件编号
        case: CaseNumber,
        /// Which clock.
        clock: ClockKind,
        /// By how many days.
        days: u16,
        /// Who approves it: whoever sends it.
        approver: StaffId,
        /// Why, as told to the applicant.
        reason: Text,
        /// That the applicant was told.
        told: bool,
    }
    /// 延长补正、补齐期限: force majeure or another good reason kept the applicant from supplying in time.
    ProlongSupplement = "prolong_supplement" {
        /// 办件编号
        case: CaseNumber,
        /// By how many working days.
        days: u16,
        /// 事由
        reason: Text,
        /// 证明
        proof: Reference,
    }
    /// 重新承诺: the promise is given anew, with the applicant told why.
    PromiseAnew = "promise_anew" {
        /// 办件编号
        case: CaseNumber,
        /// By how many days of the promise's unit.
        days: u16,
        /// Why, as told to the applicant.
        reason: Text,
        /// That the applicant was told.
        told: bool,
    }
    /// 决定
    DecideCase = "decide_case" {
        /// 办件编号
        case: CaseNumber,
        /// Granted or refused.
        outcome: Outcome,
        /// Why.
        #[serde(default)]
        reasons: Vec<Text>,
        /// 复议, 诉讼
        remedies: Option<Text>,
    }
    /// 转报: the first review is done, the papers go up with its opinion.
    ReportUp = "report_up" {
        /// 办件编号
        case: CaseNumber,
        /// 初审意见
        opinion: Text,
        /// To which higher authority.
        to: Text,
        /// 上报清单: every paper of the case.
        manifest: Vec<MaterialCode>,
    }
    /// 上级决定: what came back from above.
    ReceiveHigherDecision = "receive_higher_decision" {
        /// 办件编号
        case: CaseNumber,
        /// Granted or refused.
        outcome: Outcome,
        /// 文号 of the higher decision.
        number: Reference,
        /// Why.
        #[serde(default)]
        reasons: Vec<Text>,
        /// 复议, 诉讼: against the refusal, as the higher authority told them (行政许可法 art. 38(2)).
        remedies: Option<Text>,
    }
    /// 制证/制作文书
    RecordResult = "record_result" {
        /// 办件编号
        case: CaseNumber,
        /// Its name; the item's where absent.
        name: Option<Text>,
        /// 文号/证号
        number: Option<Reference>,
        /// Last day it is valid.
        valid_to: Option<Day>,
        /// Hash of the document.
        hash: Option<Reference>,
    }
    /// 反馈
    FeedBackResult = "feed_back_result" {
        /// 办件编号
        case: CaseNumber,
        /// Whether the applicant was notified.
        notified: bool,
        /// 交接清单: every paper of the case; as the file has it where absent.
        manifest: Option<Vec<MaterialCode>>,
    }
    /// 缴费, as the counter or the payment port reports it.
    RecordPayment = "record_payment" {
        /// 办件编号
        case: CaseNumber,
        /// How much, in fen: the item's fee.
        amount_fen: u32,
        /// 票据
        receipt: Reference,
    }
    /// 免缴
    WaiveFee = "waive_fee" {
        /// 办件编号
        case: CaseNumber,
        /// Why.
        reason: Text,
    }
    /// 变更出件方式
    ChooseDelivery = "choose_delivery" {
        /// 办件编号
        case: CaseNumber,
        /// The new way.
        way: DeliveryWay,
    }
    /// 待出件
    PrepareDelivery = "prepare_delivery" {
        /// 办件编号
        case: CaseNumber,
        /// Whether the applicant was notified that it is available.
        notified: bool,
    }
    /// 入柜
    PlaceInLocker = "place_in_locker" {
        /// 办件编号
        case: CaseNumber,
        /// 柜格
        cell: Reference,
        /// Whether the applicant was notified that it is there.
        #[serde(default)]
        notified: bool,
    }
    /// 寄出
    ShipResult = "ship_result" {
        /// 办件编号
        case: CaseNumber,
        /// 物流单号
        parcel: Reference,
    }
    /// 送达
    DeliverResult = "deliver_result" {
        /// 办件编号
        case: CaseNumber,
        /// 送达回证
        receipt: Receipt,
    }
    /// 未送达
    ReportDeliveryFailure = "report_delivery_failure" {
        /// 办件编号
        case: CaseNumber,
        /// Why.
        reason: Text,
    }
    /// 催领未领: called for his result, the applicant did not take it.
    RecordMissedCollection = "record_missed_collection" {
        /// 办件编号
        case: CaseNumber,
        /// How he was called, and what came of it, without personal data.
        how: Text,
    }
    /// 拒绝签收: the applicant refuses to take his result, and is told what follows.
    RecordSigningRefusal = "record_signing_refusal" {
        /// 办件编号
        case: CaseNumber,
        /// 拒收事由
        reason: Text,
        /// 见证人, where they were asked to come.
        #[serde(default)]
        witnesses: Vec<Witness>,
    }
    /// 公告送达: the notice of a result that could not be handed over.
    PostPublicNotice = "post_public_notice" {
        /// 办件编号
        case: CaseNumber,
        /// Where it is posted.
        venue: Text,
        /// 公告文号
        reference: Reference,
    }
    /// 视为送达 once the notice has run out; the original goes back to its department.
    ServeByNotice = "serve_by_notice" {
        /// 办件编号
        case: CaseNumber,
    }
    /// 归档
    ArchiveCase = "archive_case" {
        /// 办件编号
        case: CaseNumber,
        /// Hash of the archive package.
        package: Reference,
    }
    /// 撤回
    WithdrawCase = "withdraw_case" {
        /// 办件编号
        case: CaseNumber,
        /// In the applicant's words.
        reason: Text,
    }
    /// 作废
    VoidCase = "void_case" {
        /// 办件编号
        case: CaseNumber,
        /// Why.
        reason: Text,
        /// 删除: a technically invalid record rather than a void matter.
        #[serde(default)]
        technical: bool,
    }
    /// 过程记录
    RecordWork = "record_work" {
        /// 办件编号
        case: CaseNumber,
        /// What was done.
        activity: Text,
        /// The group it was done for.
        group: Option<Text>,
    }
    /// 预警回复
    AnswerWarning = "answer_warning" {
        /// 办件编号
        case: CaseNumber,
        /// Which clock's.
        clock: ClockKind,
        /// Which card.
        card: Card,
        /// The answer.
        answer: Text,
    }
    /// 调阅个人信息
    OpenPersonalData = "open_personal_data" {
        /// 办件编号
        case: CaseNumber,
        /// Why.
        reason: Text,
    }
    /// 到时: the rungs of a case that are reached fire. Sent by the engine itself.
    FireAlarm = "fire_alarm" {
        /// 办件编号
        case: CaseNumber,
    }
    /// 重算时限: after a calendar was published. Sent by the engine itself.
    RecalculateClocks = "recalculate_clocks" {
        /// 办件编号
        case: CaseNumber,
    }
    /// 办件随转: the case follows its item to another department. Sent by the engine itself.
    TransferCase = "transfer_case" {
        /// 办件编号
        case: CaseNumber,
    }
    /// 事项划转 to an approval bureau, with the running cases.
    TransferItems = "transfer_items" {
        /// The department that has them.
        from: UnitId,
        /// The department that gets them.
        to: UnitId,
        /// Which.
        items: Vec<ItemCode>,
        /// 依据
        basis: Text,
    }
    /// 登记部门
    RegisterUnit = "register_unit" {
        /// The unit.
        unit: Unit,
    }
    /// 登记分区
    RegisterZone = "register_zone" {
        /// The zone.
        zone: Zone,
    }
    /// 开窗
    OpenWindow = "open_window" {
        /// The window.
        window: Window,
    }
    /// 关窗
    CloseWindow = "close_window" {
        /// Which.
        window: WindowId,
        /// Why.
        reason: Text,
    }
    /// 人员上岗
    AppointStaff = "appoint_staff" {
        /// The person and his posts.
        staff: Staff,
    }
    /// 顶岗补位: who stands in for an absent person of the same unit, from when to when.
    CoverPost = "cover_post" {
        /// A岗
        absent: StaffId,
        /// B岗
        substitute: StaffId,
        /// First day.
        from: Day,
        /// Last day.
        to: Day,
    }
    /// 上岗资格 of a person for items of the sender's unit, after an examination; without one it is withdrawn.
    CertifyStaff = "certify_staff" {
        /// Whose.
        staff: StaffId,
        /// For which items, all of the sender's unit.
        items: Vec<ItemCode>,
        /// 考核 that he passed; absent to withdraw.
        #[serde(default)]
        examination: Option<Examination>,
        /// Why it is withdrawn.
        #[serde(default)]
        reason: Option<Text>,
    }
    /// 发布事项版本
    PublishItem = "publish_item" {
        /// The whole version.
        definition: ItemDefinition,
    }
    /// 起草事项版本
    DraftItem = "draft_item" {
        /// The whole version.
        definition: ItemDefinition,
    }
    /// 事项梳理评审, by another person than who drafted it.
    ReviewItem = "review_item" {
        /// Of which item.
        item: ItemCode,
        /// Which draft.
        draft: u32,
        /// Whether it passes.
        passed: bool,
        /// 评审意见
        opinion: Text,
    }
    /// 发布 a draft that passed its review.
    PublishDraft = "publish_draft" {
        /// Of which item.
        item: ItemCode,
        /// Which draft.
        draft: u32,
    }
    /// 设定发布政策
    SetPublicationPolicy = "set_publication_policy" {
        /// The policy.
        policy: PublicationPolicy,
    }
    /// 发布一件事版本
    PublishBundle = "publish_bundle" {
        /// The whole version.
        definition: BundleDefinition,
    }
    /// 授权备案
    FileLetter = "file_letter" {
        /// The letter.
        letter: Letter,
    }
    /// 授权撤销
    RevokeLetter = "revoke_letter" {
        /// Which.
        letter: LetterNo,
        /// The first day it is no longer in force.
        on: Day,
        /// Why.
        reason: Text,
    }
    /// 发布工作日历
    PublishCalendar = "publish_calendar" {
        /// The notice.
        notice: YearNotice,
    }
    /// 设定时限政策
    SetClockPolicy = "set_clock_policy" {
        /// The policy.
        policy: ClockPolicy,
    }
    /// 设定文书规则: which documents are issued, and how they are numbered.
    SetDocumentRules = "set_document_rules" {
        /// The rules.
        rules: DocumentRules,
    }
    /// 设定办件编号规则, while there are no cases.
    SetNumberScheme = "set_number_scheme" {
        /// The parts of a case's number, in order.
        scheme: NumberScheme,
    }
    /// 接入端口: from now on it is asked.
    ConnectPort = "connect_port" {
        /// Which.
        port: PortKind,
        /// 应答期限 working days in which an answer is awaited; none disconnects the port.
        term_days: Option<u16>,
    }
    /// 端口回执: what a port answers to one question.
    AnswerPort = "answer_port" {
        /// 办件编号
        case: CaseNumber,
        /// The question, as the outbox names it.
        ask: Seq,
        /// What it says.
        answer: PortAnswer,
    }
    /// 冲正/退费
    ReversePayment = "reverse_payment" {
        /// 办件编号
        case: CaseNumber,
        /// 票据 of the payment.
        receipt: Reference,
        /// Why.
        reason: Text,
    }
    /// 信用记录, from the credit port.
    RecordCredit = "record_credit" {
        /// Whose.
        subject: SubjectId,
        /// 失信且未修复
        discredited: bool,
        /// Who says so.
        source: Text,
        /// Why.
        reason: Text,
    }
    /// 设定叫号政策: the order of calling, the green channel, misses, and the slots of appointments.
    SetTicketPolicy = "set_ticket_policy" {
        /// The policy.
        policy: TicketPolicy,
    }
    /// 取号, at a machine, by a guide, or from an appointment.
    TakeTicket = "take_ticket" {
        /// 分区; that of the items, or of the appointment, where absent.
        #[serde(default)]
        zone: Option<ZoneId>,
        /// 事项 it is for; none means any matter of the zone.
        #[serde(default)]
        items: Vec<ItemCode>,
        /// Whose: the blind token, which the server makes of `certificate_type` and `certificate`.
        #[serde(default)]
        person: Option<Token>,
        /// 绿色通道事由
        #[serde(default)]
        ground: Option<GreenGround>,
        /// 预约号
        #[serde(default)]
        appointment: Option<AppointmentNumber>,
    }
    /// 叫下一号 to the window in `place`.
    CallNext = "call_next" {}
    /// 重呼
    RecallTicket = "recall_ticket" {
        /// 排队号
        ticket: TicketNumber,
    }
    /// 过号: called, and nobody came.
    MissTicket = "miss_ticket" {
        /// 排队号
        ticket: TicketNumber,
    }
    /// 开始办理
    StartService = "start_service" {
        /// 排队号
        ticket: TicketNumber,
    }
    /// 办理完毕
    FinishService = "finish_service" {
        /// 排队号
        ticket: TicketNumber,
    }
    /// 转窗/转区: it waits elsewhere, at its place in the order of arrival.
    MoveTicket = "move_ticket" {
        /// 排队号
        ticket: TicketNumber,
        /// 窗口 which alone may call it.
        #[serde(default)]
        window: Option<WindowId>,
        /// 分区, where no window is named.
        #[serde(default)]
        zone: Option<ZoneId>,
        /// Why.
        reason: Text,
    }
    /// 取消排队
    CancelTicket = "cancel_ticket" {
        /// 排队号
        ticket: TicketNumber,
        /// Why.
        reason: Text,
    }
    /// 预约
    BookAppointment = "book_appointment" {
        /// 分区; that of the items where absent.
        #[serde(default)]
        zone: Option<ZoneId>,
        /// 事项; none means any matter of the zone.
        #[serde(default)]
        items: Vec<ItemCode>,
        /// Whose: the blind token, which the server makes of `certificate_type` and `certificate`.
        person: Token,
        /// The beginning of the slot.
        begins: Timestamp,
    }
    /// 取消预约
    CancelAppointment = "cancel_appointment" {
        /// 预约号
        appointment: AppointmentNumber,
        /// Why.
        reason: Text,
    }
    /// 到时: appointments nobody came for, and tickets that are left after their day. Sent by the engine itself.
    LapseTickets = "lapse_tickets" {
        /// Of which day.
        day: Day,
    }
    /// 删除个人信息
    EraseSubject = "erase_subject" {
        /// Whose.
        subject: SubjectId,
        /// Why.
        reason: Text,
    }
}
