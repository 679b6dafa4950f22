//! The catalogue of the small hall: one item for each way a case can run.

use engine::clock::working_days;
use engine::due::{Budget, Unit};
use engine::hall::Role;
use engine::item::{
    CaseType, CommitmentTerms, DeliveryWay, ItemDefinition, MaterialNeed, Necessity, Participant,
    ResultKind, Situation, SituationOption, Special, SpecialKind, Step, StepKind, Tacit, TacitKind,
};
use engine::values::Trust;

use engine::terms::{
    AutomaticTerms, Condition, FirstDay, ProactiveTerms, RegionTerms, RegionWay, RenewalTerms,
    Terms,
};

use crate::hall::{OTHER, OWNER, code, day};

/// 承诺件: all nine stages, statutory 20 working days, promised 10.
pub const PROMISE: &str = "P-01";
/// 即办件: decided at once, promise 0.
pub const INSTANT: &str = "I-01";
/// 即办件 of a stationed window, where the chief approver sits himself; not entrusted, not pooled.
pub const STATIONED: &str = "S-01";
/// 承诺件 with 现场核查.
pub const INSPECTED: &str = "X-01";
/// 公共服务 promised in 15 natural days, no statutory limit, nothing issued.
pub const NATURAL: &str = "N-01";
/// 上报件
pub const REPORT_UP: &str = "R-01";
/// 联办件: statutory 45 working days, promised 20.
pub const JOINT: &str = "J-01";
/// An item that the head of the department decides himself.
pub const FOR_THE_HEAD: &str = "H-01";
/// 容缺受理: its plan may follow after acceptance.
pub const TOLERANT: &str = "T-01";
/// 告知承诺: decided on the spot on a commitment, checked within 3 working days.
pub const COMMITTED: &str = "C-01";
/// 即办件 that costs [`FEE_FEN`].
pub const PAID: &str = "F-01";
/// 超时默认: granted where nobody decides within 2 working days.
pub const TACIT: &str = "D-01";
/// 联办件 in which a department that says nothing within 1 working day consents (超时默许).
pub const TACIT_JOINT: &str = "O-01";

/// 办事情形: asks whether the premises are rented ([`LEASE`]) or owned ([`DEED`]); its [`ID_CARD`] can be fetched or
/// taken over from an earlier case, its lease goes back.
pub const QUESTIONED: &str = "BX-01";
/// 跨域通办、延续: for and from other regions, and renewals applied for a day before.
pub const REACHING: &str = "G-01";
/// 免申即享: the government opens it, the person consents within 2 working days.
pub const PROACTIVE: &str = "B-01";
/// 秒批: an instant item that a rule decides where its one paper came from the source.
pub const AUTOMATIC: &str = "A-01";

/// The fee of [`PAID`], in fen.
pub const FEE_FEN: u32 = 1_500;

/// A form the applicant fills in: required everywhere.
pub const FORM: &str = "FORM";
/// 身份证: required, can be fetched as an electronic licence.
pub const ID_CARD: &str = "ID";
/// A plan that may follow later (容缺后补).
pub const PLAN: &str = "PLAN";
/// A photograph that need not be there.
pub const PHOTO: &str = "PHOTO";

/// 租赁合同 asked of who rents; its original goes back.
pub const LEASE: &str = "LEASE";
/// 不动产权证 asked of who owns; its original is checked.
pub const DEED: &str = "DEED";
/// The question of [`QUESTIONED`] and its two options.
pub const PREMISES: &str = "premises";
/// 租赁
pub const RENTED: &str = "rented";
/// 自有
pub const OWNED: &str = "owned";

/// Every item of the hall.
pub fn all() -> Vec<ItemDefinition> {
    vec![
        promise(),
        instant(),
        stationed(),
        inspected(),
        natural(),
        report_up(),
        joint(),
        for_the_head(),
        tolerant(),
        committed(),
        paid(),
        tacit(),
        tacit_joint(),
        questioned(),
        reaching(),
        proactive(),
        automatic(),
    ]
}

/// [`REACHING`]
pub fn reaching() -> ItemDefinition {
    let region = RegionTerms {
        basis: "跨省通办清单".into(),
        ways: [RegionWay::Collect].into(),
        forward_days: 1,
        first_day: FirstDay::Receipt,
    };
    let terms = Terms {
        renewal: Some(RenewalTerms { apply_before_days: 1 }),
        region: Some(region),
        ..Terms::default()
    };
    let (code, impl_code) = (code(REACHING), code(&impl_code(131_021_000)));
    ItemDefinition { code, impl_code, terms, ..natural() }
}

/// [`PROACTIVE`]
pub fn proactive() -> ItemDefinition {
    let proactive = Some(ProactiveTerms { basis: "高龄津贴办法".into(), consent_days: 2 });
    let terms = Terms { proactive, ..Terms::default() };
    let (code, impl_code) = (code(PROACTIVE), code(&impl_code(131_022_000)));
    ItemDefinition { code, impl_code, terms, ..natural() }
}

/// [`AUTOMATIC`]
pub fn automatic() -> ItemDefinition {
    let conditions = [Condition::Complete, Condition::FromSource, Condition::Creditworthy].into();
    let automatic = Some(AutomaticTerms { basis: "秒批规则".into(), conditions });
    let terms = Terms { automatic, ..Terms::default() };
    let card =
        MaterialNeed { e_licence: Some(code("ID-CARD")), ..need(ID_CARD, Necessity::Required) };
    let (code, impl_code) = (code(AUTOMATIC), code(&impl_code(131_023_000)));
    ItemDefinition { code, impl_code, terms, materials: vec![card], ..instant() }
}

/// A step.
pub fn step(step: StepKind, role: Role, limit: u16) -> Step {
    Step { step, role, limit }
}

fn accept(limit: u16) -> Step {
    step(StepKind::Accept, Role::CompWindow, limit)
}

fn need(material: &str, necessity: Necessity) -> MaterialNeed {
    MaterialNeed { copies: 1, ..MaterialNeed::new(code(material), necessity) }
}

/// The 31 characters of an implementation code: credit code, level, basic code.
fn impl_code(n: u32) -> String {
    format!("11360925MB000000014{n:012}")
}

/// [`PROMISE`]
pub fn promise() -> ItemDefinition {
    let special = |kind, stops_statutory| Special { kind, max_working_days: 15, stops_statutory };
    ItemDefinition {
        task_type: code("01"),
        legal: Some(working_days(20)),
        legal_extension: 10,
        steps: vec![
            accept(1),
            step(StepKind::Review, Role::Approver, 5),
            step(StepKind::Decide, Role::ChiefApprover, 4),
        ],
        specials: vec![
            special(SpecialKind::ExpertReview, true),
            special(SpecialKind::PublicNotice, false),
            special(SpecialKind::Supplement, false),
        ],
        materials: vec![
            need(FORM, Necessity::Required),
            MaterialNeed { e_licence: Some(code("ID-CARD")), ..need(ID_CARD, Necessity::Required) },
            need(PLAN, Necessity::Deferrable),
            need(PHOTO, Necessity::Optional),
        ],
        result: ResultKind {
            name: Some("食品经营许可证".into()),
            e_licence: true,
            produces_material: None,
        },
        delivery: vec![
            DeliveryWay::Counter,
            DeliveryWay::Locker,
            DeliveryWay::Ems,
            DeliveryWay::Online,
        ],
        valid_from: day("2026-01-01"),
        ..ItemDefinition::plain(
            code(PROMISE),
            "食品经营许可".into(),
            code(OWNER),
            code("Z1"),
            code(&impl_code(131_001_000)),
        )
    }
}

/// [`INSTANT`]
pub fn instant() -> ItemDefinition {
    ItemDefinition {
        code: code(INSTANT),
        impl_code: code(&impl_code(131_002_000)),
        case_type: CaseType::Instant,
        promise: working_days(0),
        steps: vec![accept(0), step(StepKind::Decide, Role::ChiefApprover, 0)],
        specials: Vec::new(),
        materials: vec![need(FORM, Necessity::Required)],
        delivery: vec![DeliveryWay::Counter],
        ..promise()
    }
}

/// [`STATIONED`]
pub fn stationed() -> ItemDefinition {
    ItemDefinition {
        code: code(STATIONED),
        impl_code: code(&impl_code(131_003_000)),
        zone: code("Z2"),
        entrusted: false,
        not_pooled: true,
        approver_at_window: true,
        ..instant()
    }
}

/// [`INSPECTED`]
pub fn inspected() -> ItemDefinition {
    ItemDefinition {
        code: code(INSPECTED),
        impl_code: code(&impl_code(131_004_000)),
        site_inspection: true,
        ..promise()
    }
}

/// [`NATURAL`]
pub fn natural() -> ItemDefinition {
    ItemDefinition {
        code: code(NATURAL),
        impl_code: code(&impl_code(2_031_005_000)),
        task_type: code("20"),
        legal: None,
        legal_extension: 0,
        promise: Budget { days: 15, unit: Unit::CalendarDays },
        materials: vec![need(FORM, Necessity::Required)],
        result: ResultKind { name: None, e_licence: false, produces_material: None },
        delivery: vec![DeliveryWay::Counter],
        ..promise()
    }
}

/// [`REPORT_UP`]
pub fn report_up() -> ItemDefinition {
    ItemDefinition {
        code: code(REPORT_UP),
        impl_code: code(&impl_code(131_006_000)),
        case_type: CaseType::ReportUp,
        steps: vec![
            accept(1),
            step(StepKind::Review, Role::Approver, 5),
            step(StepKind::ReportUp, Role::DeptHead, 4),
        ],
        materials: vec![need(FORM, Necessity::Required)],
        ..promise()
    }
}

/// [`JOINT`]
pub fn joint() -> ItemDefinition {
    ItemDefinition {
        code: code(JOINT),
        impl_code: code(&impl_code(131_007_000)),
        case_type: CaseType::Joint,
        legal: Some(working_days(45)),
        legal_extension: 15,
        promise: working_days(20),
        participants: vec![Participant { department: code(OTHER), opinion_limit: 15 }],
        materials: vec![need(FORM, Necessity::Required)],
        terms: Terms { absence: Some("并联审批办法".into()), ..Terms::default() },
        ..promise()
    }
}

/// [`FOR_THE_HEAD`]
pub fn for_the_head() -> ItemDefinition {
    ItemDefinition {
        code: code(FOR_THE_HEAD),
        impl_code: code(&impl_code(131_008_000)),
        steps: vec![accept(1), step(StepKind::Decide, Role::DeptHead, 4)],
        materials: vec![need(FORM, Necessity::Required)],
        terms: Terms { presence: Some("本人申请的规定".into()), ..Terms::default() },
        ..promise()
    }
}

/// [`TOLERANT`]
pub fn tolerant() -> ItemDefinition {
    ItemDefinition {
        code: code(TOLERANT),
        impl_code: code(&impl_code(131_009_000)),
        materials: vec![need(FORM, Necessity::Required), need(PLAN, Necessity::Deferrable)],
        tolerant: true,
        ..promise()
    }
}

/// [`COMMITTED`]
pub fn committed() -> ItemDefinition {
    ItemDefinition {
        code: code(COMMITTED),
        impl_code: code(&impl_code(131_010_000)),
        tolerant: false,
        commitment: Some(CommitmentTerms { check_days: 3 }),
        ..tolerant()
    }
}

/// [`PAID`]
pub fn paid() -> ItemDefinition {
    ItemDefinition {
        code: code(PAID),
        impl_code: code(&impl_code(131_011_000)),
        fee_fen: FEE_FEN,
        ..instant()
    }
}

/// [`TACIT`]
pub fn tacit() -> ItemDefinition {
    ItemDefinition {
        code: code(TACIT),
        impl_code: code(&impl_code(131_012_000)),
        promise: working_days(2),
        steps: vec![accept(0), step(StepKind::Decide, Role::ChiefApprover, 2)],
        materials: vec![need(FORM, Necessity::Required)],
        tacit: Some(silence(TacitKind::Decision)),
        ..promise()
    }
}

/// [`TACIT_JOINT`]
pub fn tacit_joint() -> ItemDefinition {
    ItemDefinition {
        code: code(TACIT_JOINT),
        impl_code: code(&impl_code(131_013_000)),
        participants: vec![Participant { department: code(OTHER), opinion_limit: 1 }],
        tacit: Some(silence(TacitKind::Opinion)),
        ..joint()
    }
}

/// [`QUESTIONED`]
pub fn questioned() -> ItemDefinition {
    let option = |option: &str, material: &str| SituationOption {
        option: code(option),
        text: "选项".into(),
        materials: vec![code(material)],
    };
    let required = |material| need(material, Necessity::Required);
    ItemDefinition {
        code: code(QUESTIONED),
        impl_code: code(&impl_code(131_014_000)),
        promise: working_days(4),
        steps: vec![
            accept(0),
            step(StepKind::Review, Role::Approver, 2),
            step(StepKind::Decide, Role::ChiefApprover, 2),
        ],
        materials: vec![
            required(FORM),
            MaterialNeed {
                e_licence: Some(code("ID-CARD")),
                reuse_days: Some(60),
                ..required(ID_CARD)
            },
            MaterialNeed { originals: 1, original_returned: true, ..required(LEASE) },
            MaterialNeed { min_trust: Some(Trust::B), ..required(DEED) },
        ],
        situations: vec![Situation {
            question: code(PREMISES),
            text: "经营场所是否租赁".into(),
            options: vec![option(RENTED, LEASE), option(OWNED, DEED)],
        }],
        ..promise()
    }
}

fn silence(kind: TacitKind) -> Tacit {
    Tacit { kind, basis: "超时默认办法".into() }
}
