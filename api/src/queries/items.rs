//! `/v1/items`: the catalogue, as it is in force on a day.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use engine::code::ItemCode;
use engine::item::{Comparison, ItemDefinition};
use engine::setup::{ItemVersion, Setup};
use engine::time::Day;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::app::{Name, Params, Shared};
use crate::commands::json;
use crate::problem::{Problem, Trouble};
use crate::queries::page::{Page, PageOf};

/// 事项版本
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ItemView {
    /// From 1 for each code.
    pub version: u32,
    /// How many versions the code has.
    pub versions: u32,
    /// 现行: new cases of that day are taken in on this version.
    pub in_force: bool,
    /// 待生效: versions that are published and begin after that day, in their order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub planned: Vec<Planned>,
    /// 六减一增 against the version that `compare` names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comparison: Option<Comparison>,
    /// The definition.
    #[serde(flatten)]
    pub definition: ItemDefinition,
}

/// 待生效版本
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Planned {
    /// Its number.
    pub version: u32,
    /// Its first day.
    pub valid_from: Day,
}

/// Which page, as of which day.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PageOn {
    after: Option<String>,
    limit: Option<usize>,
    on: Option<Day>,
}

/// Which version, or that of which day, and with which older one it is compared.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Which {
    version: Option<u32>,
    on: Option<Day>,
    compare: Option<u32>,
}

/// Each item in the version that is in force.
pub async fn all(
    State(app): State<Shared>,
    Params(PageOn { after, limit, on }): Params<PageOn>,
) -> Result<Response, Problem> {
    let page = PageOf { after, limit };
    let setup = app.engine.router().setup();
    let on = on.unwrap_or_else(|| app.now().day());
    let after = page.after::<ItemCode>()?;
    let firsts = setup.items().iter().filter(|item| item.version == 1);
    let codes = firsts.map(|item| &item.definition.code);
    let mut codes: Vec<&ItemCode> =
        codes.filter(|code| after.as_ref().is_none_or(|after| *code > after)).collect();
    codes.sort_unstable();
    codes.truncate(page.limit());
    let found: Vec<_> = codes.into_iter().filter_map(|code| standing(&setup, code, on)).collect();
    let cursor = |item: &&Arc<ItemVersion>| item.definition.code.to_string();
    Ok(json(&Page::of(found, page.limit(), cursor, |item| ItemView::of(item, &setup, on))))
}

/// One item: its version in force, or the one that is asked for.
pub async fn one(
    State(app): State<Shared>,
    Name(code): Name,
    Params(Which { version, on, compare }): Params<Which>,
) -> Result<Response, Problem> {
    let setup = app.engine.router().setup();
    let missing = || Trouble::NotFound.because("there is no such item version");
    let code: ItemCode = code.parse().map_err(|_| missing())?;
    let on = on.unwrap_or_else(|| app.now().day());
    let item = match version {
        Some(version) => setup.item_version(&code, version),
        None => standing(&setup, &code, on),
    };
    let item = item.ok_or_else(missing)?;
    let old = compare.map(|old| setup.item_version(&code, old).ok_or_else(missing)).transpose()?;
    let comparison = old.map(|old| Comparison::of(&old.definition, &item.definition));
    Ok(json(&ItemView { comparison, ..ItemView::of(item, &setup, on) }))
}

/// The version that takes cases on a day; of an item that takes none the next one to begin, or else its last.
fn standing<'a>(setup: &'a Setup, code: &ItemCode, on: Day) -> Option<&'a Arc<ItemVersion>> {
    let next = || planned(setup, code, on).min_by_key(|item| item.definition.valid_from);
    let last = || setup.item_version(code, setup.versions_of(code));
    setup.item_in_force(code, on).or_else(next).or_else(last)
}

fn planned<'a>(
    setup: &'a Setup,
    code: &ItemCode,
    on: Day,
) -> impl Iterator<Item = &'a Arc<ItemVersion>> {
    let versions = 1..=setup.versions_of(code);
    let code = code.clone();
    let all = versions.filter_map(move |version| setup.item_version(&code, version));
    all.filter(move |item| item.definition.valid_from > on)
}

impl ItemView {
    fn of(item: &ItemVersion, setup: &Setup, on: Day) -> ItemView {
        let code = &item.definition.code;
        let in_force = setup.item_in_force(code, on);
        let planned = planned(setup, code, on).map(|planned| Planned {
            version: planned.version,
            valid_from: planned.definition.valid_from,
        });
        ItemView {
            version: item.version,
            versions: setup.versions_of(code),
            in_force: in_force.is_some_and(|now| now.version == item.version),
            planned: planned.collect(),
            comparison: None,
            definition: item.definition.clone(),
        }
    }
}
