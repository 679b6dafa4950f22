//! 岗位: the posts of a hall. No invented people: each post is held by one number that is named after it.

use std::collections::BTreeSet;

use engine::code::UnitId;
use engine::command::{AppointStaff, Command};
use engine::hall::{Role, Staff, WindowKind};

use super::shape::{Model, StaffedBy, Window, post};
use super::{CENTRE, window_kind};

/// The posts of the windows, of every department and of the centre.
pub(super) fn commands(model: &Model) -> anyhow::Result<Vec<Command>> {
    let mut staff = Vec::new();
    for window in &model.hall.windows {
        staff.extend(at_window(model, window)?);
    }
    for department in &model.departments {
        staff.extend(of_department(&department.id)?);
    }
    staff.extend(external(model)?);
    let centre: UnitId = CENTRE.parse()?;
    staff.push(holder(post(CENTRE, "manager")?, &centre, Role::CentreManager));
    staff.push(holder(post(CENTRE, "supervisor")?, &centre, Role::Supervisor));
    staff.push(holder(post(CENTRE, "quality")?, &centre, Role::QualityOfficer));
    staff.push(holder(post("county", "head")?, &centre, Role::GovHead));
    Ok(staff.into_iter().map(|staff| AppointStaff { staff }.into()).collect())
}

fn holder(id: engine::code::StaffId, unit: &UnitId, role: Role) -> Staff {
    let roles = BTreeSet::from([role]);
    Staff { id, unit: unit.clone(), roles, items: BTreeSet::new(), token: None }
}

/// The officer of a window; nobody at a terminal or a locker.
fn at_window(model: &Model, window: &Window) -> anyhow::Result<Option<Staff>> {
    let role = match window_kind(&window.kind) {
        Some(WindowKind::Undifferentiated | WindowKind::Video | WindowKind::Bundle) => {
            Role::CompWindow
        }
        Some(WindowKind::Zone) => Role::ZoneWindow,
        Some(WindowKind::Satellite) => Role::SatelliteWindow,
        Some(WindowKind::Delivery) => Role::DeliveryWindow,
        Some(WindowKind::Guidance | WindowKind::CannotBeDone) => Role::Guide,
        Some(WindowKind::External) => Role::ExternalOfficer,
        Some(WindowKind::SelfService | WindowKind::Locker) | None => return Ok(None),
    };
    let unit = match model.hall.zones.iter().find(|zone| zone.id == window.zone) {
        Some(zone) if window.staffed_by != StaffedBy::Centre => model.staffing_unit(zone)?,
        Some(_) | None => CENTRE.parse()?,
    };
    Ok(Some(holder(post(window.id.as_str(), "A")?, &unit, role)))
}

fn of_department(unit: &UnitId) -> anyhow::Result<Vec<Staff>> {
    let posts = [
        ("approver", Role::Approver),
        ("chief", Role::ChiefApprover),
        ("head", Role::DeptHead),
        ("rep", Role::ChiefRep),
        ("tracker", Role::CaseTracker),
    ];
    let posts =
        posts.into_iter().map(|(name, role)| Ok(holder(post(unit.as_str(), name)?, unit, role)));
    posts.collect()
}

/// A hospital or another outside body has no window of the hall: one of its people takes in, another decides.
fn external(model: &Model) -> anyhow::Result<Vec<Staff>> {
    let mut staff = Vec::new();
    for zone in model.hall.zones.iter().filter(|zone| zone.staffed_by == StaffedBy::External) {
        let departments = model.departments.iter().filter(|department| department.zone == zone.id);
        for department in departments {
            let id = |name| post(department.id.as_str(), name);
            staff.push(holder(id("intake")?, &department.id, Role::ExternalOfficer));
            staff.push(holder(id("external")?, &department.id, Role::ExternalOfficer));
        }
    }
    Ok(staff)
}
