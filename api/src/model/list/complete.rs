//! 补全: a list made into the model of a hall that can be started. What the list does not say comes from a file of
//! completed fields, and what that does not say either from defaults; each default is named in the item.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::{Context, bail};
use engine::code::{ItemCode, Text};
use engine::inspector::says_instant;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::element::MODEL_FIELDS;
use super::{ItemList, ListedItem};
use crate::model::{EMBEDDED, Model};

/// 行政许可
const LICENCE: &str = "01";
/// The zone of the illustrative hall that pools the items of all departments.
const POOLED_ZONE: &str = "Z0";

/// 补全文件 what the list does not say: for all items, for those of a type, for one.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Completion {
    /// Fields of every item, in the words of a hall model.
    pub all: Map<String, Value>,
    /// Fields of the items of a type, by its two digits.
    pub task_types: BTreeMap<String, Map<String, Value>>,
    /// Fields of one item, by its code.
    pub items: BTreeMap<ItemCode, Map<String, Value>>,
}

impl Completion {
    /// Reads a file; nothing is completed without one.
    ///
    /// # Errors
    /// Where it is no such file, or completes an item the list does not have.
    pub fn read(file: Option<&Path>, list: &ItemList) -> anyhow::Result<Completion> {
        let Some(file) = file else { return Ok(Completion::default()) };
        let shown = file.display();
        let text = fs::read_to_string(file).with_context(|| format!("reading {shown}"))?;
        let completion: Completion = serde_json::from_str(&text).with_context(|| {
            format!("{shown} has `all`, `task_types` and `items`, each optional")
        })?;
        let known = |code: &ItemCode| list.items.iter().any(|item| &item.code == code);
        if let Some(stranger) = completion.items.keys().find(|code| !known(code)) {
            bail!("{shown} completes the item {stranger}, which the list does not have");
        }
        completion.known_fields().with_context(|| format!("{shown} cannot be used"))?;
        Ok(completion)
    }

    /// A field that no item has would complete nothing, and nobody would notice.
    fn known_fields(&self) -> anyhow::Result<()> {
        let types =
            self.task_types.iter().map(|(code, fields)| (format!("task_types.{code}"), fields));
        let items = self.items.iter().map(|(code, fields)| (format!("items.{code}"), fields));
        let all = std::iter::once(("all".to_owned(), &self.all));
        for (place, fields) in all.chain(types).chain(items) {
            if let Some(name) = fields.keys().find(|name| !MODEL_FIELDS.contains(&name.as_str())) {
                let known = MODEL_FIELDS.join(", ");
                bail!("{place} has a field `{name}` that no item has; there are {known}");
            }
        }
        Ok(())
    }
}

/// The model of a hall with the items of the list, as JSON that `serve --model` takes.
///
/// # Errors
/// Where a completed field does not fit, or two items have one code.
pub(super) fn model(list: &ItemList, completion: &Completion) -> anyhow::Result<Value> {
    let departments = departments(list);
    let mut items = Vec::with_capacity(list.items.len());
    for item in &list.items {
        let department = departments.get(&item.department).context("a listed department")?;
        items.push(Value::Object(completed(item, department, completion)));
    }
    let mut whole: Map<String, Value> = serde_json::from_str(EMBEDDED)?;
    let zoned = departments
        .iter()
        .map(|(name, id)| json!({"id": id, "name_zh": name, "zone": POOLED_ZONE}));
    whole.insert("departments".to_owned(), zoned.collect());
    whole.insert("items".to_owned(), items.into());
    whole.retain(|name, _| matches!(&**name, "hall" | "departments" | "items" | "demand"));
    let whole = Value::Object(whole);
    let model: Model = serde_json::from_value(whole.clone()).context("a completed field")?;
    model.commands().context("a completed field")?;
    Ok(whole)
}

/// A short code for each department, in the order of their names.
fn departments(list: &ItemList) -> BTreeMap<Text, String> {
    let names: BTreeSet<Text> = list.items.iter().map(|item| item.department.clone()).collect();
    (1..).zip(names).map(|(n, name)| (name, format!("D{n:02}"))).collect()
}

fn completed(item: &ListedItem, department: &str, from: &Completion) -> Map<String, Value> {
    let mut fields = item.said.clone();
    let by_type = from.task_types.get(item.task_type.as_str());
    let own = from.items.get(&item.code);
    for layer in [own, by_type, Some(&from.all)].into_iter().flatten() {
        for (name, value) in layer {
            fields.entry(name.clone()).or_insert_with(|| value.clone());
        }
    }
    let mut assumed = Vec::new();
    for (name, value) in defaults(item, &fields) {
        fields.entry(name.to_owned()).or_insert_with(|| {
            assumed.push(Value::from(name));
            value
        });
    }
    fields.insert("id".to_owned(), item.code.as_str().into());
    fields.insert("impl_code".to_owned(), item.code.as_str().into());
    fields.insert("name_zh".to_owned(), item.name.as_str().into());
    fields.insert("department".to_owned(), department.into());
    fields.insert("task_type".to_owned(), item.task_type.as_str().into());
    fields.insert("assumed".to_owned(), assumed.into());
    fields
}

/// What is taken where nobody says anything: the limits of the Licensing Law for licences, half of them promised, and
/// nothing to wait for where the name of the item says that it is 即办.
fn defaults(item: &ListedItem, said: &Map<String, Value>) -> Vec<(&'static str, Value)> {
    let is_licence = item.task_type.as_str() == LICENCE;
    let usual = if says_instant(&item.name) { 0 } else { 10 };
    let promise = said.get("promise_limit").and_then(Value::as_u64).unwrap_or(usual);
    let review = promise / 2;
    vec![
        ("zone", POOLED_ZONE.into()),
        ("stationing", "entrusted".into()),
        ("case_type", if promise == 0 { "instant" } else { "promise" }.into()),
        ("legal_limit", if is_licence { 20.into() } else { Value::Null }),
        ("legal_unit", "WD".into()),
        ("legal_extension", if is_licence { 10 } else { 0 }.into()),
        ("promise_limit", promise.into()),
        ("promise_unit", "WD".into()),
        ("fee_cny", 0.into()),
        (
            "steps",
            json!([
                {"step": "accept", "role": "comp_window", "limit": 0},
                {"step": "review", "role": "approver", "limit": review},
                {"step": "decide", "role": "chief_approver", "limit": promise - review},
            ]),
        ),
        ("specials", json!([])),
        ("participants", json!([])),
        ("materials", json!([{"material": "APP", "necessity": 1, "e_licence": null, "copies": 1}])),
        ("result", json!({"name_zh": null, "e_licence": false, "produces_material": null})),
        ("delivery", json!(["counter"])),
        ("site_inspection", false.into()),
        ("archive_retention", "10y".into()),
        ("daily_volume_hint", 0.into()),
    ]
}
