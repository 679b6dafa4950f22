//! 补全文件: what a list does not say, for all items, for those of a type, for one; and the hall in which they stand.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::Context;
use engine::code::{ItemCode, UnitId};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::ItemList;
use super::element::MODEL_FIELDS;
use super::field::{expected, shown};
use super::place::line_of;
use crate::model::shape::{Window, Zone};
use crate::model::{Paper, window_kind};

/// The parts of the file.
const PARTS: &str =
    "`all`, `task_types`, `items`, `hall`, `departments` and `papers`, each optional";

/// 补全文件
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Completion {
    /// Fields of every item, in the words of a hall model.
    pub all: Map<String, Value>,
    /// Fields of the items of a type, by its two digits.
    pub task_types: BTreeMap<String, Map<String, Value>>,
    /// Fields of one item, by its code.
    pub items: BTreeMap<ItemCode, Map<String, Value>>,
    /// 大厅
    pub hall: HallWords,
    /// 部门 by the name that the list gives them.
    pub departments: BTreeMap<String, DepartmentWords>,
    /// 材料目录 what papers are called.
    pub papers: Vec<PaperWords>,
}

/// 大厅 as the completion names it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct HallWords {
    /// Its name.
    pub name_zh: Option<String>,
    /// 行政区划代码
    pub region_code: Option<String>,
    /// Its zones; a department that names none has one of its own beside these.
    pub zones: Vec<Zone>,
    /// Its windows; a zone without one has one opened.
    pub windows: Vec<Window>,
}

/// 部门 as the completion names it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DepartmentWords {
    /// Its short code.
    pub id: Option<String>,
    /// Its zone.
    pub zone: Option<String>,
}

/// 材料
#[derive(Clone, Debug, Deserialize)]
#[serde(transparent)]
pub struct PaperWords(pub Value);

impl Completion {
    /// Reads a file; nothing is completed without one.
    ///
    /// # Errors
    /// Where it is no such file, or says something that nothing in the list can be: in words, with the line.
    pub fn read(file: Option<&Path>, list: &ItemList) -> anyhow::Result<Completion> {
        let Some(file) = file else { return Ok(Completion::default()) };
        let shown = file.display();
        let text = fs::read_to_string(file).with_context(|| format!("reading {shown}"))?;
        let read = read(&text, list);
        read.map_err(|wrong| anyhow::anyhow!("{shown}, {wrong}"))
    }
}

/// A mistake of whoever wrote the file: where, and what to do.
fn wrong(text: &str, path: &[&str], what: &str) -> String {
    format!("line {}: {what}", line_of(text, path))
}

fn read(text: &str, list: &ItemList) -> Result<Completion, String> {
    let whole: Value = serde_json::from_str(text).map_err(|error| {
        format!("line {}, column {}: this is no JSON: {error}", error.line(), error.column())
    })?;
    let Some(parts) = whole.as_object() else {
        return Err(format!("line 1: a completion is an object with {PARTS}"));
    };
    for (part, value) in parts {
        let at = |what: &str| Err(wrong(text, &[part], what));
        match part.as_str() {
            "all" => fields(text, &[part], value)?,
            "task_types" | "items" => {
                let Some(each) = value.as_object() else {
                    return at(&format!("`{part}` is an object with fields for each code"));
                };
                for (code, value) in each {
                    known(text, list, (part, code))?;
                    fields(text, &[part, code], value)?;
                }
            }
            "hall" => hall(text, value)?,
            "departments" => departments(text, list, value)?,
            "papers" => {
                let papers: Result<Vec<Paper>, _> = serde_json::from_value(value.clone());
                if papers.is_err() {
                    return at("`papers` is a list of {\"id\": a code, \"name_zh\": a name}");
                }
            }
            other => {
                return at(&format!("there is no part `{other}`; a completion has {PARTS}"));
            }
        }
    }
    serde_json::from_value(whole).map_err(|error| format!("line 1: {error}"))
}

/// A code that the list does not have would complete nothing, and nobody would notice.
fn known(text: &str, list: &ItemList, (part, code): (&str, &str)) -> Result<(), String> {
    let is_known = match part {
        "items" => list.items.iter().any(|item| item.code.as_str() == code),
        _ => code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_digit()),
    };
    if is_known {
        return Ok(());
    }
    let what = match part {
        "items" => format!(
            "it completes the item {code}, which the list does not have; write the code as the report has it"
        ),
        _ => format!("{code} is no type of items; a type is two digits such as \"01\""),
    };
    Err(wrong(text, &[part, code], &what))
}

fn fields(text: &str, path: &[&str], value: &Value) -> Result<(), String> {
    let place = path.join(".");
    let Some(fields) = value.as_object() else {
        return Err(wrong(text, path, &format!("{place} is an object of fields")));
    };
    for (name, value) in fields {
        let path: Vec<&str> = path.iter().copied().chain([name.as_str()]).collect();
        if !MODEL_FIELDS.contains(&name.as_str()) {
            let known = MODEL_FIELDS.join(", ");
            let what = format!("{place} has a field `{name}` that no item has; there are {known}");
            return Err(wrong(text, &path, &what));
        }
        if let Some(words) = expected(name, value) {
            let what = format!("{place}.{name} is {}; write {words}", shown(value));
            return Err(wrong(text, &path, &what));
        }
    }
    Ok(())
}

fn hall(text: &str, value: &Value) -> Result<(), String> {
    let at = |part: &str, what: &str| Err(wrong(text, &["hall", part], what));
    let words = "`hall` has `name_zh`, `region_code`, `zones` and `windows`, each optional";
    let Some(parts) = value.as_object() else { return at("", words) };
    for (part, value) in parts {
        let is_right = match part.as_str() {
            "name_zh" | "region_code" => value.is_string(),
            "zones" => serde_json::from_value::<Vec<Zone>>(value.clone()).is_ok(),
            "windows" => serde_json::from_value::<Vec<Window>>(value.clone()).is_ok(),
            _ => return at(part, words),
        };
        if !is_right {
            let words = match part.as_str() {
                "zones" => {
                    "hall.zones is a list of {\"id\": a code, \"zh\": a name, \"floor\": 0 where it is outside the \
                     building, \"staffed_by\": \"centre\", \"department\" or \"external\"}"
                }
                "windows" => {
                    "hall.windows is a list of {\"id\": a code, \"zone\": a zone, \"kind\": such as \
                     \"zone_comprehensive\", \"staffed_by\": \"centre\", \"department\" or \"external\"}"
                }
                _ => "the name and the region code of the hall are texts in quotes",
            };
            return at(part, words);
        }
    }
    let windows: Vec<Window> = value
        .get("windows")
        .cloned()
        .map(serde_json::from_value)
        .and_then(Result::ok)
        .unwrap_or_default();
    if let Some(window) = windows.iter().find(|window| window_kind(&window.kind).is_none()) {
        let what = format!(
            "window {} is of an unknown kind {}; write undifferentiated, zone_comprehensive, result_delivery, \
             satellite, guidance_desk, cannot_be_done_desk, video_window, self_service_terminal, \
             self_service_locker, external or bundle_window",
            window.id, window.kind
        );
        return at("windows", &what);
    }
    Ok(())
}

fn departments(text: &str, list: &ItemList, value: &Value) -> Result<(), String> {
    let words = "`departments` has {\"id\": a code, \"zone\": a zone} under the name of each, both optional";
    let Some(each) = value.as_object() else { return Err(wrong(text, &["departments"], words)) };
    for (name, value) in each {
        let path = ["departments", name.as_str()];
        if !list.report.departments.keys().any(|known| known.as_str() == name) {
            let what = format!(
                "the list has no department {name}; write its name as the report has it under 部门 by department"
            );
            return Err(wrong(text, &path, &what));
        }
        let Ok(read) = serde_json::from_value::<DepartmentWords>(value.clone()) else {
            return Err(wrong(text, &path, words));
        };
        let codes = [("id", read.id), ("zone", read.zone)];
        for (field, code) in codes.into_iter().filter_map(|(field, code)| Some((field, code?))) {
            if let Err(error) = code.parse::<UnitId>() {
                let path = ["departments", name, field];
                return Err(wrong(text, &path, &format!("\"{code}\" cannot be used: {error}")));
            }
        }
    }
    Ok(())
}
