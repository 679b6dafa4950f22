//! 补全: a list made into the model of a hall that can be started. What the list does not say comes from a file of
//! completed fields, and what that does not say either from defaults; each default is named in the item and in the
//! report.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, bail, ensure};
use engine::code::ItemCode;
use engine::inspector::says_instant;
use serde_json::{Map, Value, json};

use super::assumed::{
    Assumption, LICENCE_EXTENSION_DAYS, LICENCE_STATUTORY_DAYS, PROMISE_DAYS, of_items,
};
use super::completion::Completion;
use super::field::{expected, shown};
use super::hall::{Desk, Premises};
use super::{ItemList, ListedItem};
use crate::model::{Model, StaffedBy};

/// 行政许可
const LICENCE: &str = "01";
/// 申请表, the one paper of an item whose papers nobody names.
const FORM: &str = "APP";

/// A hall made of a list.
#[derive(Debug)]
pub(super) struct Made {
    /// As JSON that `serve --model` takes.
    pub(super) model: Value,
    /// What nobody said, line by line.
    pub(super) assumed: Vec<Assumption>,
}

/// The model of a hall with the items of the list.
///
/// # Errors
/// Where a field does not fit, a zone is not there, or two items have one code: in words, with what to do.
pub(super) fn made(list: &ItemList, completion: &Completion) -> anyhow::Result<Made> {
    let mut premises = Premises::of(list, completion)?;
    once(list)?;
    let mut counts: BTreeMap<&'static str, usize> = BTreeMap::new();
    let (mut items, mut zones) = (Vec::with_capacity(list.items.len()), BTreeSet::new());
    for item in &list.items {
        let desk = premises.desks.get(&item.department).context("a listed department")?;
        let fields = completed(item, desk, completion, (&premises, &mut counts))
            .map_err(|wrong| anyhow::anyhow!("{}: {wrong}", place(item)))?;
        zones.extend(fields.get("zone").and_then(Value::as_str).map(str::to_owned));
        items.push(Value::Object(fields));
    }
    for (name, desk) in &premises.desks {
        ensure!(
            premises.staffed_by(desk.zone.as_str()).is_some(),
            "the department {name} stands in zone {}, which nobody describes: name it under `hall.zones`",
            desk.zone
        );
    }
    premises.open_windows(&zones)?;
    let mut whole = premises.model();
    let mut papers: Vec<Value> = completion.papers.iter().map(|paper| paper.0.clone()).collect();
    if papers.iter().all(|paper| paper.get("id").and_then(Value::as_str) != Some(FORM)) {
        papers.push(json!({"id": FORM, "name_zh": "申请表"}));
    }
    whole.insert("materials".to_owned(), papers.into());
    whole.insert("items".to_owned(), items.into());
    let whole = Value::Object(whole);
    let model: Model = serde_json::from_value(whole.clone()).context("the hall of the list")?;
    model.commands()?;
    let mut assumed = premises.assumed;
    assumed.extend(of_items(&counts));
    assumed.push(Assumption::of(
        "posts",
        model.departments.len(),
        "岗位：每部门审核、首席审批、主要负责人、首席代表、跟踪各一，窗口各一人",
        "one post each of approver, chief, head, representative and tracker a department, one at each window",
    ));
    assumed.push(Assumption::of(
        "letters",
        model.departments.len(),
        "授权书：受理委托与审批授权视为2000年1月1日起已备案",
        "letters of intake and decision as if on file since 2000-01-01",
    ));
    Ok(Made { model: whole, assumed })
}

/// Where an item stands and what it is, for whoever has to mend it.
fn place(item: &ListedItem) -> String {
    format!("line {} of the list, {} {}", item.line, item.code, item.name)
}

/// Two items of one code cannot both be published.
fn once(list: &ItemList) -> anyhow::Result<()> {
    let mut seen: BTreeMap<&ItemCode, &ListedItem> = BTreeMap::new();
    for item in &list.items {
        if let Some(first) = seen.insert(&item.code, item) {
            bail!(
                "{}: line {} has the same code: give one of them its own, or leave it out",
                place(item),
                first.line
            );
        }
    }
    Ok(())
}

fn completed(
    item: &ListedItem,
    desk: &Desk,
    from: &Completion,
    (premises, counts): (&Premises, &mut BTreeMap<&'static str, usize>),
) -> Result<Map<String, Value>, String> {
    let mut fields = item.said.clone();
    for (name, value) in &fields {
        if let Some(words) = expected(name, value) {
            return Err(format!("`{name}` is {}; write {words}", shown(value)));
        }
    }
    let by_type = from.task_types.get(item.task_type.as_str());
    let own = from.items.get(&item.code);
    for layer in [own, by_type, Some(&from.all)].into_iter().flatten() {
        for (name, value) in layer {
            fields.entry(name.clone()).or_insert_with(|| value.clone());
        }
    }
    let mut assumed = Vec::new();
    if !fields.contains_key("zone") {
        fields.insert("zone".to_owned(), desk.zone.as_str().into());
        if !desk.is_named {
            assumed.push(Value::from("zone"));
            *counts.entry("zone").or_default() += 1;
        }
    }
    let zone = fields.get("zone").and_then(Value::as_str).unwrap_or_default();
    let Some(staffed_by) = premises.staffed_by(zone) else {
        return Err(format!(
            "it stands in zone {zone}, which nobody describes: name it under `hall.zones`"
        ));
    };
    for (name, value) in defaults(item, &fields, staffed_by) {
        fields.entry(name.to_owned()).or_insert_with(|| {
            assumed.push(Value::from(name));
            *counts.entry(name).or_default() += 1;
            value
        });
    }
    fields.insert("id".to_owned(), item.code.as_str().into());
    fields.insert("impl_code".to_owned(), item.code.as_str().into());
    fields.insert("name_zh".to_owned(), item.name.as_str().into());
    fields.insert("department".to_owned(), desk.id.as_str().into());
    fields.insert("task_type".to_owned(), item.task_type.as_str().into());
    fields.insert("assumed".to_owned(), assumed.into());
    Ok(fields)
}

/// What is taken where nobody says anything: the limits of the Licensing Law for licences, half of them promised, and
/// nothing to wait for where the name of the item says that it is 即办.
fn defaults(
    item: &ListedItem,
    said: &Map<String, Value>,
    staffed_by: StaffedBy,
) -> Vec<(&'static str, Value)> {
    let is_licence = item.task_type.as_str() == LICENCE;
    let usual = if says_instant(&item.name) { 0 } else { PROMISE_DAYS };
    let promise = said.get("promise_limit").and_then(Value::as_u64).unwrap_or(usual);
    let review = promise / 2;
    let (stationing, intake) = match staffed_by {
        StaffedBy::Centre => ("entrusted", "comp_window"),
        StaffedBy::Department => ("stationed", "zone_window"),
        StaffedBy::External | StaffedBy::None => ("external", "external_officer"),
    };
    vec![
        ("stationing", stationing.into()),
        ("case_type", if promise == 0 { "instant" } else { "promise" }.into()),
        ("legal_limit", if is_licence { LICENCE_STATUTORY_DAYS.into() } else { Value::Null }),
        ("legal_unit", "WD".into()),
        ("legal_extension", if is_licence { LICENCE_EXTENSION_DAYS } else { 0 }.into()),
        ("promise_limit", promise.into()),
        ("promise_unit", "WD".into()),
        ("fee_cny", 0.into()),
        (
            "steps",
            json!([
                {"step": "accept", "role": intake, "limit": 0},
                {"step": "review", "role": "approver", "limit": review},
                {"step": "decide", "role": "chief_approver", "limit": promise - review},
            ]),
        ),
        ("specials", json!([])),
        ("participants", json!([])),
        ("materials", json!([{"material": FORM, "necessity": 1, "e_licence": null, "copies": 1}])),
        ("result", json!({"name_zh": null, "e_licence": false, "produces_material": null})),
        ("delivery", json!(["counter"])),
        ("site_inspection", false.into()),
        ("archive_retention", "10y".into()),
        ("daily_volume_hint", 0.into()),
    ]
}
