//! `/v1/markings`: papers that a new version marks in another way, for the windows (容缺标注变更, rows 41, 63).

use axum::extract::State;
use axum::response::Response;
use engine::item::{ItemNo, Marking, markings};

use crate::app::{Params, Shared};
use crate::commands::json;
use crate::problem::Problem;
use crate::queries::page::{Page, PageOf};

/// Every change, in order of publication. Those of one version stand on one page, so a page may be longer than asked.
pub async fn all(
    State(app): State<Shared>,
    Params(page): Params<PageOf>,
) -> Result<Response, Problem> {
    let setup = app.engine.router().setup();
    let after = page.after::<ItemNo>()?;
    let mut found: Vec<Marking> = Vec::new();
    for marking in markings(&setup, after) {
        let is_next = found.last().is_some_and(|last| last.no != marking.no);
        if is_next && found.len() >= page.limit() {
            break;
        }
        found.push(marking);
    }
    let limit = page.limit().max(1);
    let cursor = |marking: &Marking| marking.no.to_string();
    Ok(json(&Page::of(found, limit, cursor, |marking| marking)))
}
