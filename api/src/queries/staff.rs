//! `/v1/staff`: who works here, and as what.

use std::ops::Bound;

use axum::extract::State;
use axum::response::Response;
use engine::code::StaffId;
use engine::hall::Staff;

use crate::app::{Params, Shared};
use crate::commands::json;
use crate::problem::Problem;
use crate::queries::page::{Page, PageOf};

/// The staff, by number.
pub async fn all(
    State(app): State<Shared>,
    Params(page): Params<PageOf>,
) -> Result<Response, Problem> {
    let setup = app.engine.router().setup();
    let after = page.after::<StaffId>()?;
    let start = after.as_ref().map_or(Bound::Unbounded, Bound::Excluded);
    let rest = setup.staff.range((start, Bound::Unbounded));
    let found: Vec<&Staff> = rest.take(page.limit()).map(|(_, person)| person).collect();
    let cursor = |person: &&Staff| person.id.to_string();
    Ok(json(&Page::of(found, page.limit(), cursor, Staff::clone)))
}
