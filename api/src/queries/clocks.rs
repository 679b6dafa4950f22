//! `/v1/clocks`: the armed alarms, earliest first.

use std::fmt;
use std::str::FromStr;

use axum::extract::State;
use axum::response::Response;
use engine::clock::{ClockKind, Level};
use engine::code::CaseNumber;
use engine::id::CaseId;
use engine::number;
use engine::time::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use crate::app::{Params, Shared};
use crate::commands::json;
use crate::problem::Problem;
use crate::queries::page::{Page, PageOf};

/// An armed alarm: the next rung of a case.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct AlarmView {
    /// When it goes off.
    pub at: Timestamp,
    /// 办件编号
    pub case: Option<CaseNumber>,
    /// Of which clock.
    pub clock: Option<ClockKind>,
    /// What it gives.
    pub level: Option<Level>,
}

/// Where a page of alarms ended.
#[derive(Clone, Copy)]
struct Cursor(Timestamp, CaseId);

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.0.ms(), self.1.0)
    }
}

impl FromStr for Cursor {
    type Err = ();
    fn from_str(text: &str) -> Result<Cursor, ()> {
        let (at, case) = text.split_once('.').ok_or(())?;
        let at = at.parse().ok().and_then(|ms| Timestamp::from_ms(ms).ok()).ok_or(())?;
        Ok(Cursor(at, CaseId(case.parse().map_err(|_| ())?)))
    }
}

/// A page of the armed alarms.
pub async fn armed(
    State(app): State<Shared>,
    Params(page): Params<PageOf>,
) -> Result<Response, Problem> {
    let router = app.engine.router();
    let setup = router.setup();
    let after = page.after::<Cursor>()?.map(|Cursor(at, case)| (at, case));
    let found = router.alarms(after, page.limit());
    let cursor = |(at, case): &(Timestamp, CaseId)| Cursor(*at, *case).to_string();
    let show = |(at, id): (Timestamp, CaseId)| {
        let case = router.case(id);
        let rungs = case.iter().flat_map(|case| case.all_clocks());
        let mut rungs = rungs.filter_map(|clock| clock.next_rung().map(|rung| (clock.kind, rung)));
        let next = rungs.find(|(_, rung)| rung.at == at);
        AlarmView {
            at,
            case: number::format(&setup, id),
            clock: next.map(|(kind, _)| kind),
            level: next.map(|(_, rung)| rung.level),
        }
    };
    Ok(json(&Page::of(found, page.limit(), cursor, show)))
}
