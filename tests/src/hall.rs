//! A small hall: units, zones, windows, people, letters. Just enough of each kind for every rule to bite.

use engine::authority::{Grantee, Letter, Power};
use engine::code::{StaffId, UnitId, WindowId};
use engine::command::{
    Actor, AppointStaff, Command, FileLetter, OpenWindow, PublishItem, RegisterUnit, RegisterZone,
};
use engine::hall::{Role, Staff, Unit, Window, WindowKind, Zone};
use engine::id::{SubjectId, Token};
use engine::party::{Party, Sealed};
use engine::time::{Day, Timestamp};

use crate::{bundles, items};

/// When the hall was set up: Monday, 8:00.
pub const SET_UP_AT: &str = "2026-01-05 08:00";

/// The market regulator 市场监管局, to which every item of the fixture but one belongs.
pub const OWNER: &str = "SCJ";
/// The health commission 卫健委, a department that takes part.
pub const OTHER: &str = "WJW";
/// The service centre, entrusted with intake.
pub const CENTRE: &str = "centre";

/// Reads any code of the engine out of a literal.
pub fn code<T: std::str::FromStr>(text: &str) -> T {
    text.parse().ok().expect("the literal is a code")
}

/// `2026-03-02` as a day.
pub fn day(text: &str) -> Day {
    text.parse().expect("the literal is a day")
}

/// `2026-03-02 09:30` in the hall's time zone.
pub fn at(text: &str) -> Timestamp {
    let (day, time) = text.split_once(' ').expect("a day and a time");
    format!("{day}T{time}:00+08:00").parse().expect("the literal is an instant")
}

/// A person: number `n` of the keyring, with a token of his own.
pub fn person(n: u64) -> Party {
    Party { subject: SubjectId(n), token: token(n), sealed: Sealed([0x5e, 0xa1].into()) }
}

/// The blind token of person `n`.
pub fn token(n: u64) -> Token {
    Token(0x1000 + u128::from(n))
}

/// The person of the staff who is also person 77 of the town.
pub const TOWNSMAN: u64 = 77;

/// Somebody at some place, who asks for something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Who {
    /// Who.
    pub actor: Actor,
    /// At which window.
    pub place: Option<WindowId>,
}

/// A person of the staff, at no window.
pub fn staff(id: &str) -> Who {
    Who { actor: Actor::Staff(code(id)), place: None }
}

/// A person of the staff at a window.
pub fn staff_at(id: &str, window: &str) -> Who {
    Who { place: Some(code(window)), ..staff(id) }
}

/// 综合窗口人员 at the undifferentiated window.
pub fn window() -> Who {
    staff_at("comp1", "W1")
}

/// 审核人员
pub fn approver() -> Who {
    staff("appr1")
}

/// 首席审批员, who holds the letter to decide.
pub fn chief() -> Who {
    staff("chief")
}

/// 首席代表
pub fn rep() -> Who {
    staff("rep")
}

/// 部门主要负责人
pub fn head() -> Who {
    staff("head")
}

/// 出件窗口
pub fn delivery() -> Who {
    staff_at("deliv", "D1")
}

/// 政务服务中心管理
pub fn manager() -> Who {
    staff("manager")
}

/// 申请人, online.
pub fn applicant() -> Who {
    Who { actor: Actor::Applicant, place: None }
}

/// The engine's own timers.
pub fn timer() -> Who {
    Who { actor: Actor::System, place: None }
}

/// The administrator.
pub fn admin() -> Who {
    Who { actor: Actor::Admin, place: None }
}

/// Everything that sets the hall up, in order.
pub fn set_up() -> Vec<Command> {
    let mut commands: Vec<Command> = Vec::new();
    let units = [(CENTRE, None), (OWNER, Some("Z1")), (OTHER, Some("Z1")), ("GOV", None)];
    for (id, zone) in units {
        let unit = Unit { id: code(id), name: "单位".into(), zone: zone.map(code) };
        commands.push(RegisterUnit { unit }.into());
    }
    for id in ["Z1", "Z2"] {
        let zone = Zone { id: code(id), name: "分区".into(), hall: code(CENTRE), floor: None };
        commands.push(RegisterZone { zone }.into());
    }
    commands.extend(windows().into_iter().map(|window| OpenWindow { window }.into()));
    commands.extend(people().into_iter().map(|staff| AppointStaff { staff }.into()));
    let items: Vec<_> = items::all().into_iter().chain(bundles::items()).collect();
    commands.extend(items.into_iter().map(|definition| PublishItem { definition }.into()));
    commands.extend(bundles::all().into_iter().map(bundles::publish));
    commands.extend(letters().into_iter().map(|letter| FileLetter { letter }.into()));
    commands
}

/// The windows of the hall.
pub fn windows() -> Vec<Window> {
    let window = |id, zone, kind| {
        let (items, days) = Default::default();
        Window { id: code(id), zone: code(zone), kind, items, days }
    };
    vec![
        window("W1", "Z1", WindowKind::Undifferentiated),
        window("W2", "Z1", WindowKind::Undifferentiated),
        window("Z2W", "Z2", WindowKind::Zone),
        window("D1", "Z1", WindowKind::Delivery),
        window("G1", "Z1", WindowKind::Guidance),
        window("V1", "Z2", WindowKind::Video),
    ]
}

/// One person of the staff.
pub fn somebody(id: &str, unit: &str, roles: &[Role]) -> Staff {
    Staff {
        id: code::<StaffId>(id),
        unit: code::<UnitId>(unit),
        roles: roles.iter().copied().collect(),
        items: [].into(),
        token: None,
    }
}

/// The staff of the hall.
pub fn people() -> Vec<Staff> {
    let certified = |staff: Staff, item| Staff { items: [code(item)].into(), ..staff };
    vec![
        somebody("comp1", CENTRE, &[Role::CompWindow]),
        somebody("comp2", CENTRE, &[Role::CompWindow]),
        Staff { token: Some(token(TOWNSMAN)), ..somebody("townsman", CENTRE, &[Role::CompWindow]) },
        certified(somebody("novice", CENTRE, &[Role::CompWindow]), items::INSTANT),
        somebody("deliv", CENTRE, &[Role::DeliveryWindow]),
        somebody("manager", CENTRE, &[Role::CentreManager]),
        somebody("guide", CENTRE, &[Role::Guide]),
        somebody("rep", OWNER, &[Role::ChiefRep]),
        somebody("tracker", OWNER, &[Role::CaseTracker]),
        somebody("appr1", OWNER, &[Role::Approver]),
        Staff { token: Some(token(TOWNSMAN)), ..somebody("appr2", OWNER, &[Role::Approver]) },
        certified(somebody("appr3", OWNER, &[Role::Approver]), items::INSTANT),
        somebody("chief", OWNER, &[Role::ChiefApprover]),
        somebody("junior", OWNER, &[Role::ChiefApprover]),
        somebody("nobody", OWNER, &[Role::ChiefApprover]),
        somebody("both", OWNER, &[Role::ChiefApprover, Role::ZoneWindow]),
        somebody("head", OWNER, &[Role::DeptHead]),
        somebody("station", OWNER, &[Role::ZoneWindow]),
        somebody("own", OWNER, &[Role::CompWindow]),
        somebody("w-rep", OTHER, &[Role::ChiefRep]),
        somebody("w-appr", OTHER, &[Role::Approver]),
        somebody("w-comp", OTHER, &[Role::CompWindow]),
        somebody("w-head", OTHER, &[Role::DeptHead]),
        somebody("mayor", "GOV", &[Role::GovHead]),
        somebody("watch", "GOV", &[Role::Supervisor]),
    ]
}

/// A letter of the owner's, in force all year, over all its items.
pub fn letter(number: &str, kind: u8, grantee: Grantee, power: Power) -> Letter {
    Letter {
        number: code(number),
        kind,
        grantor: code(OWNER),
        grantee,
        power,
        items: [].into(),
        valid_from: day("2026-01-01"),
        valid_to: None,
    }
}

/// Letter 2 to the centre, letter 1 to the deciders.
pub fn letters() -> Vec<Letter> {
    let to = |id: &str| Grantee::Person(code(id));
    vec![
        letter("L2-centre", 2, Grantee::Unit(code(CENTRE)), Power::Intake),
        letter("L1-chief", 1, to("chief"), Power::Decide),
        letter("L1-both", 1, to("both"), Power::Decide),
        letter("L1-junior", 1, to("junior"), Power::InitialReview),
    ]
}
