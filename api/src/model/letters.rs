//! 授权备案: the letters without which a window may not take in and a chief approver may not decide.

use std::collections::BTreeSet;

use engine::authority::{Grantee, Letter, Power};
use engine::code::{ItemCode, UnitId};
use engine::command::{Command, FileLetter};
use engine::hall::Role;
use engine::item::StepKind;

use super::shape::{Department, Item, Model, Stationing, Zone, post};
use super::{CENTRE, first_day};

/// 件1 《审批服务授权委托书》
const LETTER_1: u8 = 1;
/// 件2 《"综窗受理"委托书》
const LETTER_2: u8 = 2;
/// 件3 《政务服务事项委托协议书》
const LETTER_3: u8 = 3;

/// The letters of every department.
pub(super) fn commands(model: &Model) -> anyhow::Result<Vec<Command>> {
    let mut letters = Vec::new();
    for department in &model.departments {
        letters.extend(bundles(model, department)?);
        for zone in &model.hall.zones {
            letters.extend(intake(model, department, zone)?);
        }
        letters.extend(decide(model, department, Role::ChiefApprover, "chief")?);
        letters.extend(decide(model, department, Role::ExternalOfficer, "external")?);
    }
    Ok(letters.into_iter().map(|letter| FileLetter { letter }.into()).collect())
}

fn letter(
    kind: u8,
    grantor: &UnitId,
    place: &str,
    grantee: Grantee,
    items: BTreeSet<ItemCode>,
) -> anyhow::Result<Letter> {
    let number = format!("{grantor}-{kind}-{place}").parse()?;
    let power = if kind == LETTER_1 { Power::Decide } else { Power::Intake };
    let grantor = grantor.clone();
    let valid_from = first_day()?;
    Ok(Letter { number, kind, grantor, grantee, power, items, valid_from, valid_to: None })
}

/// Letters 2 and 3 to the unit whose people sit where the department's items are taken in; none to itself.
fn intake(model: &Model, department: &Department, zone: &Zone) -> anyhow::Result<Vec<Letter>> {
    let unit = model.staffing_unit(zone)?;
    if unit == department.id {
        return Ok(Vec::new());
    }
    let mut letters = Vec::new();
    for (kind, entrusted) in [(LETTER_2, false), (LETTER_3, true)] {
        let here = |item: &&Item| {
            let is_entrusted = item.stationing == Stationing::Entrusted;
            item.department == department.id && item.zone == zone.id && is_entrusted == entrusted
        };
        let items: BTreeSet<_> =
            model.items.iter().filter(here).map(|item| item.id.clone()).collect();
        if !items.is_empty() {
            let grantee = Grantee::Unit(unit.clone());
            letters.push(letter(kind, &department.id, zone.id.as_str(), grantee, items)?);
        }
    }
    Ok(letters)
}

/// Letters 2 and 3 to the centre, whose windows take every bundle, over what they do not take in alone.
fn bundles(model: &Model, department: &Department) -> anyhow::Result<Vec<Letter>> {
    let centre: UnitId = CENTRE.parse()?;
    let mut letters = Vec::new();
    for (kind, entrusted) in [(LETTER_2, false), (LETTER_3, true)] {
        let mut items = BTreeSet::new();
        for item in model.items.iter().filter(|item| item.department == department.id) {
            let nodes = model.bundles.iter().flat_map(|bundle| &bundle.nodes);
            let is_bundled = nodes.into_iter().any(|node| node.node == item.id);
            let is_entrusted = item.stationing == Stationing::Entrusted;
            let zone = model.hall.zones.iter().find(|zone| zone.id == item.zone);
            let is_here =
                zone.is_some_and(|zone| model.staffing_unit(zone).is_ok_and(|unit| unit == centre));
            if is_bundled && !is_here && is_entrusted == entrusted {
                items.insert(item.id.clone());
            }
        }
        if !items.is_empty() {
            let grantee = Grantee::Unit(centre.clone());
            letters.push(letter(kind, &department.id, "bundles", grantee, items)?);
        }
    }
    Ok(letters)
}

/// Letter 1 to the person who decides the department's items; the head decides by his post.
fn decide(
    model: &Model,
    department: &Department,
    role: Role,
    name: &str,
) -> anyhow::Result<Option<Letter>> {
    let decides = |item: &&Item| {
        let step =
            item.steps.iter().find(|s| matches!(s.step, StepKind::Decide | StepKind::ReportUp));
        item.department == department.id && step.is_some_and(|step| step.role == role)
    };
    let items: BTreeSet<_> =
        model.items.iter().filter(decides).map(|item| item.id.clone()).collect();
    if items.is_empty() {
        return Ok(None);
    }
    let grantee = Grantee::Person(post(department.id.as_str(), name)?);
    letter(LETTER_1, &department.id, name, grantee, items).map(Some)
}
