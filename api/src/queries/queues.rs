//! `/v1/queues`: who waits where, in order of service.

use std::fmt;
use std::str::FromStr;

use axum::extract::State;
use axum::response::Response;
use engine::code::CaseNumber;
use engine::id::{CaseId, Seq};
use engine::number;
use engine::queue::{Place, QueueId};
use engine::time::Day;
use engine::values::Priority;
use schemars::JsonSchema;
use serde::Serialize;

use crate::app::{Name, Params, Shared};
use crate::commands::json;
use crate::problem::{Problem, Trouble};
use crate::queries::page::{Page, PageOf};

/// A queue.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct QueueView {
    /// For `/v1/queues/{id}`.
    pub id: String,
    /// How many wait in it.
    pub waiting: u64,
}

/// A case's place in a queue.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PlaceView {
    /// 办件编号
    pub case: Option<CaseNumber>,
    /// 优先级
    pub priority: Priority,
    /// 到期日; absent where no clock runs.
    pub due: Option<Day>,
    /// The event by which it came: who came first is served first.
    pub since: Seq,
}

/// Where a page of a queue ended.
struct Cursor(Priority, Day, Seq, CaseId);

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Cursor(priority, due, since, case) = self;
        let priority = match priority {
            Priority::Green => 'g',
            Priority::Normal => 'n',
        };
        write!(f, "{priority}.{}.{since}.{}", due.days(), case.0)
    }
}

impl FromStr for Cursor {
    type Err = ();
    fn from_str(text: &str) -> Result<Cursor, ()> {
        let mut parts = text.splitn(4, '.');
        let mut part = || parts.next().ok_or(());
        let priority = match part()? {
            "g" => Priority::Green,
            "n" => Priority::Normal,
            _ => return Err(()),
        };
        let due = part()?.parse().ok().and_then(|days| Day::from_days(days).ok()).ok_or(())?;
        let since = part()?.parse().map_err(|_| ())?;
        let case = CaseId(part()?.parse().map_err(|_| ())?);
        Ok(Cursor(priority, due, since, case))
    }
}

/// Every queue that ever had a case.
pub async fn all(
    State(app): State<Shared>,
    Params(page): Params<PageOf>,
) -> Result<Response, Problem> {
    let after = page.after::<QueueId>()?;
    let queues = app.engine.router().queues().into_iter();
    let rest = queues.filter(|(id, _)| after.as_ref().is_none_or(|after| id > after));
    let found = rest.take(page.limit()).collect();
    let show = |(id, waiting): (QueueId, u64)| QueueView { id: id.to_string(), waiting };
    Ok(json(&Page::of(found, page.limit(), |(id, _)| id.to_string(), show)))
}

/// Who waits in a queue.
pub async fn one(
    State(app): State<Shared>,
    Name(id): Name,
    Params(page): Params<PageOf>,
) -> Result<Response, Problem> {
    let queue: QueueId = id
        .parse()
        .map_err(|error: engine::queue::NotAQueue| Trouble::NotFound.because(error.to_string()))?;
    let router = app.engine.router();
    let setup = router.setup();
    let after = page.after::<Cursor>()?.map(|Cursor(priority, due, since, case)| Place {
        queue: queue.clone(),
        priority,
        due,
        since,
        case,
    });
    let found = router.queue(&queue, after.as_ref(), page.limit());
    let cursor =
        |place: &Place| Cursor(place.priority, place.due, place.since, place.case).to_string();
    let show = |place: Place| PlaceView {
        case: number::format(&setup, place.case),
        priority: place.priority,
        due: Some(place.due).filter(|due| *due < Day::MAX),
        since: place.since,
    };
    Ok(json(&Page::of(found, page.limit(), cursor, show)))
}
