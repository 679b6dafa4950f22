//! 应进必进、充分授权: what keeps an item in force from being taken in, handled and decided here: a window, a person,
//! a letter (row 43). A report; it refuses nothing.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::authority::Power;
use crate::code::{ItemCode, Text, UnitId};
use crate::hall::{Role, Staff, Window, WindowKind};
use crate::item::{ItemDefinition, StepKind};
use crate::setup::{ItemVersion, Setup};
use crate::time::Day;

/// What is missing.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Gap {
    /// 无窗口: no open window takes it.
    Window,
    /// 未委托: it is entrusted, but no letter 2 or 3 is in force.
    IntakeLetter,
    /// 无受理人员: nobody certified may take it in.
    IntakeStaff,
    /// 无审核人员: nobody certified holds the post of a step.
    Handler,
    /// 无决定权: nobody may decide, neither the head nor the holder of a letter.
    Decider,
    /// 无首席代表: the department has no representative.
    Representative,
}

/// An item in force that is not ready.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Unready {
    /// 短码
    pub item: ItemCode,
    /// 事项名称
    pub name: Text,
    /// 版本
    pub version: u32,
    /// 实施主体
    pub department: UnitId,
    /// What is missing.
    pub gaps: Vec<Gap>,
}

/// Every item in force on a day that is not ready, in order of publication.
pub fn unready(setup: &Setup, on: Day) -> Vec<Unready> {
    let in_force = setup.items().iter().filter(|item| {
        let newest = setup.item_in_force(&item.definition.code, on);
        newest.is_some_and(|newest| newest.no == item.no)
    });
    in_force.filter_map(|item| judge(setup, item, on)).collect()
}

fn judge(setup: &Setup, version: &ItemVersion, on: Day) -> Option<Unready> {
    let item = &version.definition;
    let checks = [
        (Gap::Window, has_window(setup, item)),
        (Gap::IntakeLetter, !item.entrusted || has_letter(setup, item, on)),
        (Gap::IntakeStaff, has_intake(setup, item, on)),
        (Gap::Handler, has_handlers(setup, item)),
        (Gap::Decider, has_decider(setup, item, on)),
        (Gap::Representative, has_post(setup, item, Role::ChiefRep)),
    ];
    let gaps: Vec<Gap> = checks.iter().filter(|(_, is_met)| !is_met).map(|(gap, _)| *gap).collect();
    (!gaps.is_empty()).then(|| Unready {
        item: item.code.clone(),
        name: item.name.clone(),
        version: version.version,
        department: item.department.clone(),
        gaps,
    })
}

fn takes(window: &Window, item: &ItemDefinition) -> bool {
    let is_listed = window.items.is_empty() || window.items.contains(&item.code);
    let is_pooled = window.kind != WindowKind::Undifferentiated || !item.not_pooled;
    window.kind.takes_in() && is_listed && is_pooled && window.zone == item.zone
}

/// True where an open window takes the item.
pub(crate) fn has_window(setup: &Setup, item: &ItemDefinition) -> bool {
    setup.windows.values().any(|(window, is_open)| *is_open && takes(window, item))
}

fn has_letter(setup: &Setup, item: &ItemDefinition, on: Day) -> bool {
    let from = (&item.department, &item.code);
    setup.units.keys().any(|unit| setup.intake_letter(from, unit, on).is_some())
}

fn has_intake(setup: &Setup, item: &ItemDefinition, on: Day) -> bool {
    let roles = [Role::CompWindow, Role::ZoneWindow, Role::SatelliteWindow, Role::ExternalOfficer];
    let from = (&item.department, &item.code);
    setup.staff.values().filter(|person| setup.is_certified(person, item)).any(|person| {
        let is_own = person.unit == item.department;
        let may = if is_own {
            !item.entrusted
        } else {
            setup.intake_letter(from, &person.unit, on).is_some()
        };
        may && roles.iter().any(|role| person.roles.contains(role))
    })
}

fn of_the_department<'a>(
    setup: &'a Setup,
    item: &'a ItemDefinition,
) -> impl Iterator<Item = &'a Staff> {
    setup
        .staff
        .values()
        .filter(|person| person.unit == item.department && setup.is_certified(person, item))
}

fn has_post(setup: &Setup, item: &ItemDefinition, role: Role) -> bool {
    of_the_department(setup, item).any(|person| person.roles.contains(&role))
}

fn has_handlers(setup: &Setup, item: &ItemDefinition) -> bool {
    let mut reviews = item.steps.iter().filter(|step| step.step == StepKind::Review);
    reviews.all(|step| has_post(setup, item, step.role))
}

fn has_decider(setup: &Setup, item: &ItemDefinition, on: Day) -> bool {
    let from = (&item.department, &item.code);
    let by_letter = |person: &Staff| {
        let letter = setup.personal_letter(from, &person.id, Power::Decide, on);
        letter.is_some() && person.roles.contains(&Role::ChiefApprover)
    };
    let decides_above = item.steps.iter().all(|step| step.step != StepKind::Decide);
    let for_the_head =
        item.steps.iter().any(|step| step.step == StepKind::Decide && step.role == Role::DeptHead);
    decides_above
        || has_post(setup, item, Role::DeptHead)
        || (!for_the_head && of_the_department(setup, item).any(by_letter))
}
