//! `/v1/cases/{number}`: a case now, at any past moment, and all that happened to it.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use engine::case::{Case, Held, Position};
use engine::code::CaseNumber;
use engine::event::{ApplicationReceived, Event};
use engine::id::{CaseId, Seq};
use engine::number;
use engine::record::Record;
use engine::refusal::Rule;
use engine::setup::{ItemVersion, Setup};
use engine::time::Timestamp;
use serde::Deserialize;

use crate::app::{Name, Params, Shared};
use crate::commands::json;
use crate::open::HistoryError;
use crate::problem::{Problem, Trouble};
use crate::queries::case_view::view;
use crate::queries::events::EventView;
use crate::queries::page::{Page, PageOf};

/// As of when.
#[derive(Debug, Deserialize)]
pub struct At {
    at: Option<Timestamp>,
}

/// A case, now or as it was recorded at an instant.
pub async fn one(
    State(app): State<Shared>,
    Name(number): Name,
    Params(At { at }): Params<At>,
) -> Result<Response, Problem> {
    let router = app.engine.router();
    let (seq, setup) = (app.seq(), router.setup());
    let number = read(&number)?;
    let id = number::parse(&setup, &number).ok_or_else(|| unknown(&number))?;
    let today = at.unwrap_or_else(|| app.now()).day();
    let case = match router.case(id) {
        Some(case) if at.is_none() => case,
        found => {
            let last = found.map(|case| case.last_seq);
            let records = stream(&app, id, last).await?.ok_or_else(|| unknown(&number))?;
            let folded = fold(&records, &setup, id, at)?;
            Arc::new(folded.ok_or_else(|| {
                Problem::from(Rule::UnknownCase.because("not received yet at that time"))
            })?)
        }
    };
    let shown = view(&case, &setup, today, seq);
    Ok(json(&shown.ok_or_else(|| Trouble::Internal.because("the case has no item"))?))
}

/// Everything that happened to a case.
pub async fn events(
    State(app): State<Shared>,
    Name(number): Name,
    Params(page): Params<PageOf>,
) -> Result<Response, Problem> {
    let router = app.engine.router();
    let setup = router.setup();
    let number = read(&number)?;
    let id = number::parse(&setup, &number).ok_or_else(|| unknown(&number))?;
    let after: u32 = page.after()?.unwrap_or(0);
    let last = router.case(id).map(|case| case.last_seq);
    let records = stream(&app, id, last).await?.ok_or_else(|| unknown(&number))?;
    let limit = page.limit();
    let wanted = records.into_iter().filter(|record| record.entry.version > after);
    let found: Vec<Record> = wanted.take(limit).collect();
    let cursor = |record: &Record| record.entry.version.to_string();
    Ok(json(&Page::of(found, limit, cursor, |record| EventView::of(record, &setup))))
}

/// A number as it stands in a path.
fn read(number: &str) -> Result<CaseNumber, Problem> {
    number.parse().map_err(|_| Rule::UnknownCase.because("this is no case number").into())
}

fn unknown(number: &CaseNumber) -> Problem {
    Problem::from(Rule::UnknownCase).about(Some((number.clone(), None)))
}

/// The records of a case, of an archived one as well; `None` where there never was one.
async fn stream(
    app: &Shared,
    id: CaseId,
    last: Option<Seq>,
) -> Result<Option<Vec<Record>>, Problem> {
    let history = app.history.clone();
    let read = move || {
        let Some(last) = last.map_or_else(|| history.archived(id), |last| Ok(Some(last)))? else {
            return Ok(None);
        };
        history.stream(last).map(Some)
    };
    let records = tokio::task::spawn_blocking(read).await;
    records.map_err(|_| Trouble::Internal.because("reading broke off"))?.map_err(unreadable)
}

/// The log could not be read.
pub fn unreadable(error: HistoryError) -> Problem {
    tracing::error!(%error, "the log cannot be read");
    Trouble::StorageFailed.because("see the log of the server")
}

/// The case as its records up to an instant left it; `None` before it was received.
fn fold(
    records: &[Record],
    setup: &Setup,
    id: CaseId,
    until: Option<Timestamp>,
) -> Result<Option<Case>, Problem> {
    let damaged = |what: String| Trouble::StorageFailed.because(what);
    let mut folded: Option<Case> = None;
    for record in records {
        if until.is_some_and(|until| record.meta.recorded_at > until) {
            break;
        }
        let here = Position { seq: record.seq, at: record.meta.occurred_at };
        let event = &record.entry.event;
        folded = Some(match (folded, event) {
            (None, Event::ApplicationReceived(received)) => {
                let item = setup.item_version(&received.item, received.item_version);
                let item = item.ok_or_else(|| damaged("the item is not published".to_owned()))?;
                received_case(id, item, received, here)
            }
            (Some(mut case), event) => {
                let item = setup.item(case.item);
                let item = item.ok_or_else(|| damaged("the item is not published".to_owned()))?;
                case.evolve(event, &item.definition, here)
                    .map_err(|error| damaged(error.to_string()))?;
                case
            }
            (None, _) => return Err(damaged("a case begins with another event".to_owned())),
        });
    }
    Ok(folded)
}

/// The case as its first event left it, with the papers that came along.
fn received_case(
    id: CaseId,
    item: &ItemVersion,
    event: &ApplicationReceived,
    here: Position,
) -> Case {
    let mut case = Case::received(id, item.no, event, here);
    for copy in &event.materials {
        let needs = item.definition.materials.iter();
        let need = needs.zip(0_u8..).find(|(need, _)| need.material == copy.material);
        let Some((_, need)) = need else { continue };
        case.held.retain(|held| held.need != need);
        case.held.push(Held { need, way: copy.way, trust: copy.trust });
    }
    case
}
