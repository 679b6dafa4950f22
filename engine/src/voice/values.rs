//! Small values of ratings, troubles, complaints, orders, services and cards.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::limits::{BUNDLES_MAX, VOICE_KINDS_MAX};

use super::policy::GradeScale;

const AFTER_BUNDLES: u32 = 10_000;
const _: () = assert!(BUNDLES_MAX == 10_000 && VoiceKind::ALL.len() < VOICE_KINDS_MAX);

macro_rules! words {
    ($( $(#[$doc:meta])* $name:ident { $( $(#[$vdoc:meta])* $value:ident, $zh:literal; )* } )*) => { $(
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord,
            Serialize, Deserialize, JsonSchema,
        )]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $( $(#[$vdoc])* #[doc = $zh] $value ),* }

        impl $name {
            /// Every value, in order.
            pub const ALL: &[$name] = &[ $( $name::$value ),* ];
            /// 中文
            pub fn chinese(self) -> &'static str { match self { $( $name::$value => $zh ),* } }
        }
    )* };
}

words! {
    /// 声音种类; part of its number.
    VoiceKind {
        Review, "好差评";
        Trouble, "办不成事反映";
        Complaint, "投诉举报";
        Order, "督查督办";
        Service, "导办服务";
    }
    /// 评价等级 (GB/T 39046 table A.8): the last two are bad. No answer is not a grade.
    Grade {
        VerySatisfied, "非常满意";
        Satisfied, "满意";
        Acceptable, "基本满意";
        Dissatisfied, "不满意";
        VeryDissatisfied, "非常不满意";
    }
    /// 评价时机: on site each service may be rated, online each matter, once.
    ServiceOccasion {
        /// On site, of intake.
        Intake, "受理环节";
        /// On site, of the end: once the case is closed.
        Closing, "办结环节";
        /// Online: the matter as a whole, once it is closed.
        Matter, "网上一事";
    }
    /// 评价渠道 (GB/T 39046 table 9).
    ReviewChannel {
        Pc, "PC端";
        Mobile, "移动服务端";
        QrCode, "二维码";
        HallTablet, "政务大厅平板电脑";
        Terminal, "其他终端";
        Phone, "电话";
        Sms, "短信";
    }
    /// 差评核实结论
    ReviewFinding {
        Simple, "属实、立行立改";
        Complex, "属实、情况复杂";
        /// No law gives what is asked: it is explained.
        Unfounded, "于法无据、予以解释";
    }
    /// 反映事由
    TroubleGround {
        NotAccepted, "符合条件不予受理";
        NotApproved, "符合条件不予办理";
        PassedAround, "部门推诿";
        Litigation, "涉法涉诉";
        Petition, "信访事项";
        DefectivePapers, "材料不符合要求";
    }
    /// 难易分类
    TroubleClass {
        General, "一般";
        /// Not allowed by law, or a fault of the staff.
        Disputed, "于法不允或工作人员过错";
        Hard, "疑难";
        VeryComplex, "特别复杂";
    }
    /// 反映办理结果
    TroubleOutcome {
        Solved, "已办成";
        /// It cannot be done, and why was explained.
        Explained, "不能办、已解释";
    }
    /// 退回原因
    ReturnCause {
        WrongAddressee, "不属本单位职责";
        NotSettled, "回访未办成";
    }
    /// 督办结论
    OrderEnd {
        Closed, "督办办结";
        /// The unit is named for it.
        Escalated, "通报问责";
    }
    /// 导办台五项职责 (row 14)
    GuidanceDuty {
        Consultation, "综合咨询";
        CannotBeDone, "办不成事反映";
        Assistance, "帮办代办";
        OpenGovernment, "政务公开";
        Convenience, "便民服务";
    }
    /// 非时限预警事由 (row 94)
    CardCause {
        NotAccepted, "应受理不受理";
        NoReasons, "不说明理由";
        SecondNotice, "未一次性告知";
        OutOfSystem, "体外循环";
        IrregularFee, "违规收费";
        /// Dealt by the engine itself.
        PortSilent, "端口逾期未回执";
        /// Dealt by the engine itself.
        LateSupplement, "受理后要求补交材料";
        /// Dealt by the engine itself.
        PortContradicts, "端口回执前后不一";
        Other, "其他";
    }
}

impl VoiceKind {
    /// Its place in an id.
    pub fn ordinal(self) -> u32 {
        let place = match self {
            VoiceKind::Review => 1,
            VoiceKind::Trouble => 2,
            VoiceKind::Complaint => 3,
            VoiceKind::Order => 4,
            VoiceKind::Service => 5,
        };
        // Past those of bundles, so that no index takes the one for the other.
        AFTER_BUNDLES + place
    }

    /// The letters a number of the kind begins with.
    pub fn prefix(self) -> &'static str {
        match self {
            VoiceKind::Review => "PJ",
            VoiceKind::Trouble => "BB",
            VoiceKind::Complaint => "TS",
            VoiceKind::Order => "DB",
            VoiceKind::Service => "DF",
        }
    }
}

impl Grade {
    /// 差评
    pub fn is_bad(self) -> bool {
        match self {
            Grade::VerySatisfied | Grade::Satisfied | Grade::Acceptable => false,
            Grade::Dissatisfied | Grade::VeryDissatisfied => true,
        }
    }

    /// The code on a scale: 1 is the best by the national standard, the worst by provincial interfaces.
    pub fn code(self, scale: GradeScale) -> u8 {
        let standard = match self {
            Grade::VerySatisfied => 1,
            Grade::Satisfied => 2,
            Grade::Acceptable => 3,
            Grade::Dissatisfied => 4,
            Grade::VeryDissatisfied => 5,
        };
        match scale {
            GradeScale::National => standard,
            GradeScale::Provincial => 6 - standard,
        }
    }

    /// The grade of a code on a scale.
    pub fn from_code(code: u8, scale: GradeScale) -> Option<Grade> {
        Grade::ALL.iter().copied().find(|grade| grade.code(scale) == code)
    }
}

/// A grade as a channel sends it: by its name, or by its code on the scale of the policy in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum GradeSent {
    /// By name.
    Named(Grade),
    /// By code, 1 to 5.
    Coded(u8),
}

impl GradeSent {
    /// The grade, on the scale of the policy.
    pub fn on(self, scale: GradeScale) -> Option<Grade> {
        match self {
            GradeSent::Named(grade) => Some(grade),
            GradeSent::Coded(code) => Grade::from_code(code, scale),
        }
    }
}
