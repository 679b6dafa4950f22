//! `/v1/readiness`: the items in force that lack a window, a person or a letter (应进必进、充分授权, row 43).

use axum::extract::State;
use axum::response::Response;
use engine::code::ItemCode;
use engine::readiness::{Unready, unready};

use crate::app::{Params, Shared};
use crate::commands::json;
use crate::problem::Problem;
use crate::queries::page::{Page, PageOf};

/// Every item that is not ready today, by code.
pub async fn all(
    State(app): State<Shared>,
    Params(page): Params<PageOf>,
) -> Result<Response, Problem> {
    let setup = app.engine.router().setup();
    let after = page.after::<ItemCode>()?;
    let mut found = unready(&setup, app.now().day());
    found.retain(|item| after.as_ref().is_none_or(|after| item.item > *after));
    found.sort_unstable_by(|one, two| one.item.cmp(&two.item));
    found.truncate(page.limit());
    let cursor = |item: &Unready| item.item.to_string();
    Ok(json(&Page::of(found, page.limit(), cursor, |item| item)))
}
