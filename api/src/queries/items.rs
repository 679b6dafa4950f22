//! `/v1/items`: the catalogue.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use engine::code::ItemCode;
use engine::item::{Comparison, ItemDefinition};
use engine::setup::{ItemVersion, Setup};
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
    /// 六减一增 against the version that `compare` names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comparison: Option<Comparison>,
    /// The definition.
    #[serde(flatten)]
    pub definition: ItemDefinition,
}

/// Which version, and with which older one it is compared.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Version {
    version: Option<u32>,
    compare: Option<u32>,
}

/// The newest version of each item.
pub async fn all(
    State(app): State<Shared>,
    Params(page): Params<PageOf>,
) -> Result<Response, Problem> {
    let setup = app.engine.router().setup();
    let after = page.after::<ItemCode>()?;
    let is_newest =
        |item: &&Arc<ItemVersion>| item.version == setup.versions_of(&item.definition.code);
    let is_later =
        |item: &&Arc<ItemVersion>| after.as_ref().is_none_or(|after| item.definition.code > *after);
    let mut found: Vec<_> = setup.items().iter().filter(is_newest).filter(is_later).collect();
    found.sort_unstable_by(|a, b| a.definition.code.cmp(&b.definition.code));
    found.truncate(page.limit());
    let cursor = |item: &&Arc<ItemVersion>| item.definition.code.to_string();
    Ok(json(&Page::of(found, page.limit(), cursor, |item| ItemView::of(item, &setup))))
}

/// One item: its newest version, or the one that is asked for.
pub async fn one(
    State(app): State<Shared>,
    Name(code): Name,
    Params(Version { version, compare }): Params<Version>,
) -> Result<Response, Problem> {
    let setup = app.engine.router().setup();
    let missing = || Trouble::NotFound.because("there is no such item version");
    let code: ItemCode = code.parse().map_err(|_| missing())?;
    let version = version.unwrap_or_else(|| setup.versions_of(&code));
    let item = setup.item_version(&code, version).ok_or_else(missing)?;
    let old = compare.map(|old| setup.item_version(&code, old).ok_or_else(missing)).transpose()?;
    let comparison = old.map(|old| Comparison::of(&old.definition, &item.definition));
    Ok(json(&ItemView { comparison, ..ItemView::of(item, &setup) }))
}

impl ItemView {
    fn of(item: &ItemVersion, setup: &Setup) -> ItemView {
        ItemView {
            version: item.version,
            versions: setup.versions_of(&item.definition.code),
            comparison: None,
            definition: item.definition.clone(),
        }
    }
}
