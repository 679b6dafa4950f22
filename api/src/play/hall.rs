//! The small hall that a foreign log is played in: one department, one window, one item.

use std::collections::BTreeSet;

use engine::authority::{Grantee, Letter, Power};
use engine::command::{
    AppointStaff, Command, FileLetter, OpenWindow, PublishItem, RegisterUnit, RegisterZone,
};
use engine::due::{Budget, Unit as Days};
use engine::hall::{Role, Staff, Unit, Window, WindowKind, Zone};
use engine::item::{ItemDefinition, ResultKind, Special, SpecialKind, Step, StepKind};
use engine::time::Day;

use super::officers::{HEAD, Officers};

/// The department, its zone and its window.
pub(super) const UNIT: &str = "PLAY";
/// The item, where the mapping names none.
pub(super) const ITEM: &str = "PLAY";
/// 法定时限, working days: long, so that the warnings of a log of unknown limits stay few.
const LEGAL_DAYS: u16 = 60;
/// 承诺时限, working days.
const PROMISE_DAYS: u16 = 30;
/// 环节时限, working days.
const STEP_DAYS: u16 = 15;
/// 延长, working days (行政许可法 art. 42).
pub(super) const EXTENSION_DAYS: u16 = 10;
/// 特别程序, working days at most: about a year.
pub(super) const SPECIAL_DAYS: u16 = 250;
/// The procedure a suspension of a foreign log is taken for.
pub(super) const SPECIAL: SpecialKind = SpecialKind::ExpertReview;
/// Roles of everybody: wide, since a foreign log does not know our posts. That nobody decides what he took
/// in himself is still a rule, and its refusals are counted.
const ROLES: [Role; 3] = [Role::ExternalOfficer, Role::Approver, Role::ChiefApprover];

/// The commands that set it up. They change nothing where it is there already.
pub(super) fn commands(item: &str, officers: &Officers) -> anyhow::Result<Vec<Command>> {
    let unit = Unit { id: UNIT.parse()?, name: "外来日志 foreign log".into(), zone: None };
    let zone = Zone {
        id: UNIT.parse()?,
        name: "外来日志 foreign log".into(),
        hall: "main".parse()?,
        floor: None,
    };
    let window = Window {
        id: UNIT.parse()?,
        zone: UNIT.parse()?,
        kind: WindowKind::Undifferentiated,
        items: BTreeSet::new(),
        days: BTreeSet::new(),
    };
    let mut commands: Vec<Command> = vec![
        RegisterUnit { unit }.into(),
        RegisterZone { zone }.into(),
        OpenWindow { window }.into(),
        PublishItem { definition: definition(item)? }.into(),
    ];
    commands.push(appoint(HEAD, &[Role::DeptHead])?);
    for officer in officers.all() {
        commands.push(appoint(officer, &ROLES)?);
        commands.push(letter(officer)?);
    }
    Ok(commands)
}

fn appoint(id: &str, roles: &[Role]) -> anyhow::Result<Command> {
    let staff = Staff {
        id: id.parse()?,
        unit: UNIT.parse()?,
        roles: roles.iter().copied().collect(),
        items: BTreeSet::new(),
        token: None,
    };
    Ok(AppointStaff { staff }.into())
}

/// Letter 1 for everybody, over all items of the department.
fn letter(officer: &str) -> anyhow::Result<Command> {
    let letter = Letter {
        number: format!("L1-{officer}").parse()?,
        kind: 1,
        grantor: UNIT.parse()?,
        grantee: Grantee::Person(officer.parse()?),
        power: Power::Decide,
        items: BTreeSet::new(),
        valid_from: first_day()?,
        valid_to: None,
    };
    Ok(FileLetter { letter }.into())
}

fn first_day() -> anyhow::Result<Day> {
    Ok(Day::new(1900, 1, 1)?)
}

fn definition(item: &str) -> anyhow::Result<ItemDefinition> {
    let days = |days| Budget { days, unit: Days::WorkingDays };
    let step = |step, role| Step { step, role, limit: STEP_DAYS };
    Ok(ItemDefinition {
        task_type: "10".parse()?,
        legal: Some(days(LEGAL_DAYS)),
        legal_extension: EXTENSION_DAYS,
        promise: days(PROMISE_DAYS),
        steps: vec![
            Step { step: StepKind::Accept, role: Role::ExternalOfficer, limit: 0 },
            step(StepKind::Review, Role::Approver),
            step(StepKind::Decide, Role::ChiefApprover),
        ],
        specials: vec![Special {
            kind: SPECIAL,
            max_working_days: SPECIAL_DAYS,
            stops_statutory: true,
        }],
        result: ResultKind {
            name: Some("决定书 decision".into()),
            e_licence: false,
            produces_material: None,
        },
        entrusted: false,
        valid_from: first_day()?,
        ..ItemDefinition::plain(
            item.parse()?,
            "外来日志事项 item of a foreign log".into(),
            UNIT.parse()?,
            UNIT.parse()?,
            item.parse()?,
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_item_may_be_published() {
        definition(ITEM).unwrap().check().unwrap();
    }

    #[test]
    fn everybody_of_the_log_is_appointed_and_may_decide() {
        let kinds: Vec<&str> =
            commands(ITEM, &Officers::default()).unwrap().iter().map(Command::kind).collect();
        assert_eq!(kinds.iter().filter(|kind| **kind == "appoint_staff").count(), 3);
        assert_eq!(kinds.iter().filter(|kind| **kind == "file_letter").count(), 2);
    }
}
