//! 用词: what codes are called, in Chinese and in English.

mod fields;
mod recorded;
mod sources;
mod values;

use clap::ValueEnum;
use engine::clock::{ClockKind, Level};
use engine::due::{Budget, Unit, Why};
use engine::event::EventKind;
use engine::hall::{Role, WindowKind};
use engine::lifecycle::Phase;
use engine::port::PortKind;
use engine::queue::QueueId;
use engine::time::Weekday;
use engine::values::{ClosingKind, Outcome};

use fields::field_words;
use sources::source_in_chinese;
use values::value_words;

/// The language of an answer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum Lang {
    /// 中文
    #[default]
    Zh,
    /// English
    En,
}

impl Lang {
    /// The one of two texts that is in this language.
    pub fn of<'a>(self, zh: &'a str, en: &'a str) -> &'a str {
        match self {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }

    /// What an event is called.
    pub fn event(self, kind: EventKind) -> String {
        match self {
            Lang::Zh => event_zh(kind).to_owned(),
            Lang::En => spaced(kind.name()),
        }
    }

    /// What a clock is called.
    pub fn clock(self, kind: ClockKind) -> &'static str {
        let (zh, en) = match kind {
            ClockKind::Acceptance => ("受理时限", "acceptance"),
            ClockKind::OnlineCheck => ("网上预审时限", "online check"),
            ClockKind::Correction => ("补正时限", "correction"),
            ClockKind::Statutory => ("法定办结时限", "statutory"),
            ClockKind::Promise => ("承诺办结时限", "promise"),
            ClockKind::Step => ("环节时限", "step"),
            ClockKind::HandOff => ("接件时限", "hand-off"),
            ClockKind::Special => ("特别程序时限", "special procedure"),
            ClockKind::LowerReview => ("初审时限", "lower review"),
            ClockKind::Delivery => ("送达时限", "delivery"),
            ClockKind::Tolerant => ("容缺补齐时限", "tolerant supplement"),
            ClockKind::Renewal => ("延续时限", "renewal"),
            ClockKind::Forwarding => ("转送时限", "forwarding"),
            ClockKind::Consent => ("确认时限", "consent"),
            ClockKind::CommitmentCheck => ("承诺核查时限", "commitment check"),
            ClockKind::OwedDocument => ("补出文书时限", "owed document"),
            ClockKind::Opinion => ("联办意见时限", "opinion"),
            ClockKind::PublicNotice => ("公告期", "public notice"),
            ClockKind::Bundle => ("一件事承诺时限", "bundle promise"),
            ClockKind::ReviewContact => ("差评联系时限", "contact after a bad rating"),
            ClockKind::Rectification => ("差评整改时限", "putting right"),
            ClockKind::Trouble => ("办不成事时限", "trouble"),
            ClockKind::Revisit => ("确认回访时限", "revisit"),
            ClockKind::TroubleReport => ("办不成事结果报告时限", "report of the result"),
            ClockKind::Complaint => ("投诉答复时限", "complaint"),
            ClockKind::Order => ("督办时限", "supervision order"),
        };
        self.of(zh, en)
    }

    /// What a rule rests on; laws keep their names.
    pub fn source(self, source: &str) -> String {
        match self {
            Lang::Zh => source_in_chinese(source),
            Lang::En => source.to_owned(),
        }
    }

    /// What a phase is called.
    pub fn phase(self, phase: Phase) -> String {
        match self {
            Lang::Zh => phase.chinese().to_owned(),
            Lang::En => spaced(&format!("{phase:?}")),
        }
    }

    /// What a post is called.
    pub fn role(self, role: Role) -> String {
        match self {
            Lang::Zh => role_zh(role).to_owned(),
            Lang::En => role.name().replace('_', " "),
        }
    }

    /// What a level of warning is called.
    pub fn level(self, level: Level) -> &'static str {
        let (zh, en) = match level {
            Level::Notice => ("提醒", "reminder"),
            Level::Yellow => ("黄牌", "yellow card"),
            Level::Red => ("红牌", "red card"),
            Level::Expired => ("期满", "expired"),
        };
        self.of(zh, en)
    }

    /// A limit, such as 10 个工作日.
    pub fn budget(self, budget: Budget) -> String {
        let unit = match budget.unit {
            Unit::WorkingDays => self.of("个工作日", " working days"),
            Unit::CalendarDays => self.of("个自然日", " calendar days"),
            Unit::Date => self.of("日（定日）", " days, to a fixed date"),
        };
        format!("{}{unit}", budget.days)
    }

    /// A day of the week.
    pub fn weekday(self, weekday: Weekday) -> String {
        match self {
            Lang::Zh => weekday.zh().to_owned(),
            Lang::En => format!("{weekday:?}").chars().take(3).collect(),
        }
    }

    /// Why a day counts or not.
    pub fn why(self, why: &Why) -> String {
        let zh = match why {
            Why::Workday(_) => "工作日",
            Why::MakeUp => "调休上班，计入",
            Why::CalendarDay => "自然日",
            Why::Weekend(_) => "周末",
            Why::Holiday(name) => return format!("{name} {}", self.of("放假", "holiday")),
            Why::Suspended => "特别程序，中止计时",
            Why::RolledOver => "末日非工作日，顺延",
        };
        self.of(zh, why.short()).to_owned()
    }

    /// What a field of an event, or of a part of one, is called; its own name where nobody gave it another.
    pub fn field(self, of: &str, name: &str) -> String {
        let words = field_words(of, name).map(|(zh, en)| self.of(zh, en).to_owned());
        words.unwrap_or_else(|| name.replace('_', " "))
    }

    /// What a coded value is called that stands in a field of an event or of a part of one; itself
    /// where it is no code.
    pub fn value(self, of: &str, field: &str, text: &str) -> String {
        let words = value_words(of, field, text);
        words.map_or_else(|| text.to_owned(), |(zh, en)| self.of(zh, en).to_owned())
    }

    /// A text of an event: of one that the engine wrote in both languages the part in this one.
    pub fn recorded(self, text: &str) -> &str {
        recorded::in_one_language(self, text)
    }

    /// What a kind of window is called.
    pub fn window(self, kind: WindowKind) -> String {
        let code = serde_json::to_value(kind).unwrap_or_default();
        self.value("window", "kind", code.as_str().unwrap_or_default())
    }

    /// What an outcome is called.
    pub fn outcome(self, outcome: Outcome) -> &'static str {
        match outcome {
            Outcome::Granted => self.of("准予", "granted"),
            Outcome::Refused => self.of("不予", "refused"),
        }
    }

    /// How a case was closed.
    pub fn closing(self, closing: ClosingKind) -> String {
        let code = serde_json::to_value(closing).unwrap_or_default();
        self.value("", "closing", code.as_str().unwrap_or_default())
    }

    /// What a queue is called.
    pub fn queue(self, queue: &QueueId) -> String {
        match queue {
            QueueId::Intake(zone) => format!("{} {zone}", self.of("收件受理", "intake")),
            QueueId::Dispatch(zone) => format!("{} {zone}", self.of("分件转交", "dispatch")),
            QueueId::HandOff(unit) => format!("{} {unit}", self.of("待接件", "hand-off")),
            QueueId::Step(unit, role) => {
                format!("{} {unit} {}", self.of("待办环节", "step"), self.role(*role))
            }
            QueueId::Desk(person) => format!("{} {person}", self.of("个人待办", "desk")),
            QueueId::Opinion(unit) => format!("{} {unit}", self.of("待出意见", "opinion")),
            QueueId::Result(unit) => format!("{} {unit}", self.of("待制证", "result")),
            QueueId::Delivery => self.of("待出件", "delivery").to_owned(),
        }
    }

    /// A queue by its code; the code where it is none.
    pub fn queue_named(self, code: &str) -> String {
        code.parse().map_or_else(|_| code.to_owned(), |queue| self.queue(&queue))
    }

    /// What a part of the set-up is called.
    pub fn set_up(self, what: &'static str) -> &'static str {
        let zh = match what {
            "unit" => "部门",
            "zone" => "分区",
            "window" => "窗口",
            "staff" => "人员",
            "draft" => "事项草案",
            "cover" => "顶岗补位",
            "letter" => "授权书",
            "item" => "事项",
            "bundle" => "一件事",
            "calendar" => "工作日历",
            "clock policy" => "时限政策",
            "ticket policy" => "叫号政策",
            "voice policy" => "评价与监督政策",
            "document rules" => "文书规则",
            "publication policy" => "发布政策",
            "port" => "端口",
            "number scheme" => "编号规则",
            other => other,
        };
        self.of(zh, what)
    }

    /// What happened to a part of the set-up.
    pub fn change(self, change: &'static str) -> &'static str {
        let zh = match change {
            "added" => "新增",
            "changed" => "变更",
            "removed" => "撤去",
            other => other,
        };
        self.of(zh, change)
    }

    /// Whoever did something, where he is not one of the staff.
    pub fn actor(self, name: &str) -> String {
        if let Some(port) = PortKind::of_actor(name) {
            let port = self.value("", "port", port.name());
            return format!("{}{port}", self.of("端口：", "port: "));
        }
        match name {
            "system" => self.of("系统", "the system").to_owned(),
            "applicant" => self.of("申请人", "the applicant").to_owned(),
            "admin" => self.of("管理员", "the administrator").to_owned(),
            person => person.to_owned(),
        }
    }
}

/// `HandedOver` as `handed over`.
fn spaced(name: &str) -> String {
    let mut words = String::with_capacity(name.len() + 4);
    for letter in name.chars() {
        if letter.is_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.extend(letter.to_lowercase());
    }
    words
}

#[expect(clippy::too_many_lines, reason = "one line an event")]
fn event_zh(kind: EventKind) -> &'static str {
    match kind {
        EventKind::ApplicationReceived => "收件",
        EventKind::PreCheckStarted => "预审",
        EventKind::MaterialReceived => "材料收取",
        EventKind::CorrectionNoticed => "一次性告知补正",
        EventKind::CorrectionSubmitted => "补正提交",
        EventKind::DeemedAccepted => "逾期未告知视为受理",
        EventKind::DeemedWithdrawn => "逾期未补正视为撤回",
        EventKind::AcceptanceRefused => "不予受理",
        EventKind::NotRequired => "不需许可",
        EventKind::Accepted => "受理",
        EventKind::CaseSplit => "分件",
        EventKind::HandedOver => "转交",
        EventKind::HandOverAcknowledged => "签收",
        EventKind::HandOverReturned => "退件",
        EventKind::TaskClaimed => "领取任务",
        EventKind::TaskReassigned => "改派",
        EventKind::StepCompleted => "环节完成",
        EventKind::InspectionRecorded => "现场核查",
        EventKind::DecisionMade => "决定",
        EventKind::ResultProduced => "制证/制作文书",
        EventKind::FedBack => "反馈",
        EventKind::DeliveryPrepared => "待出件",
        EventKind::PlacedInLocker => "入柜",
        EventKind::Shipped => "寄出",
        EventKind::Delivered => "送达",
        EventKind::DeliveryFailed => "未送达",
        EventKind::Archived => "归档",
        EventKind::Withdrawn => "撤回",
        EventKind::Voided => "作废",
        EventKind::SuspensionStarted => "特别程序开始",
        EventKind::SuspensionEnded => "特别程序结束",
        EventKind::ClockExtended => "延长",
        EventKind::ClockRecalculated => "重算",
        EventKind::WarningIssued => "预警牌",
        EventKind::WarningAnswered => "预警回复",
        EventKind::DeadlinePassed => "超期",
        EventKind::Escalated => "升级首席代表",
        EventKind::WorkRecorded => "过程记录",
        EventKind::PersonalDataOpened => "调阅个人信息",
        EventKind::DeliveryChosen => "变更出件方式",
        EventKind::AcceptedWithGaps => "容缺受理",
        EventKind::GapsSupplied => "容缺补齐",
        EventKind::CommitmentSigned => "告知承诺",
        EventKind::CommitmentWithdrawn => "撤回承诺",
        EventKind::CommitmentVerified => "承诺核查：属实",
        EventKind::CommitmentBroken => "承诺核查：违反",
        EventKind::LicenceRevoked => "撤销许可",
        EventKind::FeePaid => "缴费",
        EventKind::FeeWaived => "免缴",
        EventKind::DecisionDeemed => "超时默认",
        EventKind::OpinionsRequested => "联办征求意见",
        EventKind::OpinionGiven => "意见",
        EventKind::OpinionDeemed => "超时默许",
        EventKind::OpinionRecalculated => "意见时限重算",
        EventKind::ReportedUp => "转报",
        EventKind::HigherDecisionReceived => "上级决定",
        EventKind::RemedyFiled => "复议、诉讼",
        EventKind::RemedyDecided => "救济结果",
        EventKind::PromisedAnew => "重新承诺",
        EventKind::SupplementProlonged => "延长补正、补齐期限",
        EventKind::MeetingCalled => "召集会议",
        EventKind::MeetingHeld => "会议签到",
        EventKind::PresenceDeemed => "缺席默认",
        EventKind::RenewalRequested => "延续申请",
        EventKind::DeemedRenewed => "视为准予延续",
        EventKind::TakenInForRegion => "代外地收件",
        EventKind::ForwardedToRegion => "转送外地",
        EventKind::RegionResultReceived => "外地结果回送",
        EventKind::TakenInElsewhere => "异地收件",
        EventKind::ProactivelyOpened => "免申即享开办",
        EventKind::ConsentGiven => "确认",
        EventKind::ConsentMissing => "未确认",
        EventKind::DecidedByRule => "秒批",
        EventKind::ItemsTransferred => "事项划转",
        EventKind::CaseTransferred => "办件随转",
        EventKind::TrackerNamed => "专人跟踪",
        EventKind::CaseUrged => "催办",
        EventKind::AssistanceGiven => "帮办代办",
        EventKind::SubstituteActed => "AB岗代办",
        EventKind::CreditRecorded => "信用记录",
        EventKind::SituationAnswered => "办事情形",
        EventKind::OriginalChecked => "核验原件",
        EventKind::OriginalsReturned => "退还原件",
        EventKind::LicenceRequested => "授权调取证照",
        EventKind::ELicenceFetched => "证照调取",
        EventKind::LicenceAbsent => "无此证照",
        EventKind::MaterialReused => "材料复用",
        EventKind::ItemDrafted => "事项草案",
        EventKind::ItemReviewed => "事项梳理评审",
        EventKind::PublicationPolicySet => "设定发布政策",
        EventKind::PostCovered => "顶岗补位",
        EventKind::StaffCertified => "上岗资格",
        EventKind::UnitRegistered => "登记部门",
        EventKind::ZoneRegistered => "登记分区",
        EventKind::WindowOpened => "开窗",
        EventKind::WindowClosed => "关窗",
        EventKind::StaffAppointed => "人员上岗",
        EventKind::ItemVersionPublished => "发布事项版本",
        EventKind::LetterFiled => "授权备案",
        EventKind::LetterRevoked => "授权撤销",
        EventKind::CalendarPublished => "发布工作日历",
        EventKind::ClockPolicySet => "设定时限政策",
        EventKind::DocumentIssued => "出具文书",
        EventKind::DocumentRulesSet => "设定文书规则",
        EventKind::NumberSchemeSet => "设定办件编号规则",
        EventKind::PortConnected => "接入端口",
        EventKind::PortAsked => "端口请求",
        EventKind::PortAnswered => "端口回执",
        EventKind::PaymentReversed => "冲正",
        EventKind::UnowedPaid => "重复缴费",
        EventKind::CollectionMissed => "催领未领",
        EventKind::SigningRefused => "拒绝签收",
        EventKind::ReturnAcknowledged => "签收退回",
        EventKind::ArchiveSupplemented => "补充归档",
        EventKind::PublicNoticePosted => "公告送达",
        EventKind::ServedByNotice => "公告期满视为送达",
        EventKind::SubjectErased => "删除个人信息",
        EventKind::ReviewGiven => "评价",
        EventKind::BadReviewVerified => "差评核实",
        EventKind::RectificationDone => "差评整改",
        EventKind::RevisitDone => "回访",
        EventKind::ReviewAppealed => "差评申诉",
        EventKind::ReviewAppealDecided => "申诉复核",
        EventKind::ReviewPublished => "评价公开",
        EventKind::VoiceAnswered => "答复",
        EventKind::TroubleReported => "办不成事反映",
        EventKind::TroubleSolved => "办不成事办理结果",
        EventKind::TroubleResultReported => "办不成事结果报告",
        EventKind::ComplaintFiled => "投诉举报",
        EventKind::VoiceAssigned => "交办",
        EventKind::VoiceReturned => "退回",
        EventKind::VoiceExtended => "答复延期",
        EventKind::OrderIssued => "督办",
        EventKind::OrderSettled => "督办结果",
        EventKind::ServiceRecorded => "导办服务",
        EventKind::VoicePolicySet => "设定评价与监督政策",
        EventKind::CardDealt => "非时限预警",
        EventKind::CardAnswered => "非时限预警回复",
        EventKind::BundleVersionPublished => "发布一件事版本",
        EventKind::BundleReceived => "一件事收件",
        EventKind::BundleJoined => "并入一件事",
        EventKind::NodeOpened => "节点启动",
        EventKind::NodeEnded => "节点办结",
        EventKind::NodesCancelled => "节点取消",
        EventKind::BundleAccepted => "一件事受理",
        EventKind::BundleCorrectionNoticed => "一件事一次性告知",
        EventKind::BundleCorrectionSubmitted => "一件事补正提交",
        EventKind::BundleWithdrawn => "一件事撤回",
        EventKind::SubjectBound => "绑定身份",
        EventKind::BundleClosed => "一件事办结",
        EventKind::BundleArchived => "一件事归档",
        EventKind::TicketPolicySet => "设定叫号政策",
        EventKind::TicketIssued => "取号",
        EventKind::TicketCalled => "叫号",
        EventKind::TicketMissed => "过号",
        EventKind::ServiceStarted => "开始办理",
        EventKind::TicketEnded => "号结束",
        EventKind::TicketMoved => "转窗",
        EventKind::TicketCaseOpened => "一号多办",
        EventKind::AppointmentBooked => "预约",
        EventKind::AppointmentEnded => "预约结束",
    }
}

fn role_zh(role: Role) -> &'static str {
    match role {
        Role::CompWindow => "综合窗口人员",
        Role::ZoneWindow => "专区窗口人员",
        Role::SatelliteWindow => "分大厅窗口人员",
        Role::DeliveryWindow => "综合出件窗口人员",
        Role::Guide => "导办员",
        Role::ChiefRep => "首席代表",
        Role::CaseTracker => "跟踪员",
        Role::Approver => "审核人员",
        Role::ChiefApprover => "首席审批员",
        Role::DeptHead => "部门主要负责人",
        Role::GovHead => "本级政府负责人",
        Role::CentreManager => "政务服务中心管理",
        Role::Supervisor => "督查人员",
        Role::QualityOfficer => "好差评专员",
        Role::ExternalOfficer => "外部机构经办",
    }
}
