//! `/v1/windows`: the windows of the hall.

use std::ops::Bound;

use axum::extract::State;
use axum::response::Response;
use engine::code::{Text, UnitId, WindowId};
use engine::hall::Window;
use schemars::JsonSchema;
use serde::Serialize;

use crate::app::{Params, Shared};
use crate::commands::json;
use crate::problem::Problem;
use crate::queries::page::{Page, PageOf};

/// 窗口
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct WindowView {
    /// The window.
    #[serde(flatten)]
    pub window: Window,
    /// Whether it is open.
    pub open: bool,
    /// 分区名称
    pub zone_name: Text,
    /// 大厅
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hall: Option<UnitId>,
    /// 楼层 of its zone (row 17).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub floor: Option<i8>,
}

/// The windows, by code.
pub async fn all(
    State(app): State<Shared>,
    Params(page): Params<PageOf>,
) -> Result<Response, Problem> {
    let setup = app.engine.router().setup();
    let after = page.after::<WindowId>()?;
    let start = after.as_ref().map_or(Bound::Unbounded, Bound::Excluded);
    let rest = setup.windows.range((start, Bound::Unbounded));
    let found: Vec<_> = rest.take(page.limit()).map(|(_, window)| window).collect();
    let cursor = |(window, _): &&(Window, bool)| window.id.to_string();
    let show = |(window, open): &(Window, bool)| {
        let zone = setup.zones.get(&window.zone);
        WindowView {
            window: window.clone(),
            open: *open,
            zone_name: zone.map(|zone| zone.name.clone()).unwrap_or_default(),
            hall: zone.map(|zone| zone.hall.clone()),
            floor: zone.and_then(|zone| zone.floor),
        }
    };
    Ok(json(&Page::of(found, page.limit(), cursor, show)))
}
