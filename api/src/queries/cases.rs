//! `/v1/cases/{number}`: a case now, at any past moment, and all that happened to it.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use engine::code::CaseNumber;
use engine::id::{CaseId, Seq};
use engine::limits::CASE_EVENTS_MAX;
use engine::number;
use engine::record::Record;
use engine::refusal::Rule;
use engine::time::Timestamp;
use serde::Deserialize;
use store::{HistoryError, Until};

use crate::app::{Name, Params, Shared};
use crate::commands::json;
use crate::problem::{Problem, Trouble};
use crate::queries::case_view::view;
use crate::queries::events::EventView;
use crate::queries::page::{Page, PageOf};

/// As of when.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
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
        _ => {
            let last = last(&app, &number, id).await?;
            let until = at.map_or(Until::Seq(last), Until::Instant);
            let (history, setup) = (app.history.clone(), Arc::clone(&setup));
            let folded = unblocked(move || history.case_at(&setup, last, until)).await?;
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
    let last = last(&app, &number, id).await?;
    let limit = page.limit();
    let history = app.history.clone();
    let max = usize::try_from(CASE_EVENTS_MAX).unwrap_or(usize::MAX);
    let records = unblocked(move || history.of_stream(last, max)).await?;
    let wanted = records.into_iter().filter(|record| record.entry.version > after);
    let found: Vec<Record> = wanted.take(limit).collect();
    let cursor = |record: &Record| record.entry.version.to_string();
    Ok(json(&Page::of(found, limit, cursor, |record| EventView::of(record, &setup))))
}

/// A number as it stands in a path.
pub(super) fn read(number: &str) -> Result<CaseNumber, Problem> {
    number.parse().map_err(|_| Rule::UnknownCase.because("this is no case number").into())
}

pub(super) fn unknown(number: &CaseNumber) -> Problem {
    Problem::from(Rule::UnknownCase).about(Some((number.clone(), None)))
}

/// Where the history of a case ends, of an archived one as well; refused where there never was one.
pub(super) async fn last(app: &Shared, number: &CaseNumber, id: CaseId) -> Result<Seq, Problem> {
    if let Some(case) = app.engine.router().case(id) {
        return Ok(case.last_seq);
    }
    let history = app.history.clone();
    let last = unblocked(move || history.archived(id)).await?;
    last.ok_or_else(|| unknown(number))
}

/// Reads the log on a thread that may wait for the disk.
pub async fn unblocked<T: Send + 'static, E: Into<Problem> + Send + 'static>(
    read: impl FnOnce() -> Result<T, E> + Send + 'static,
) -> Result<T, Problem> {
    let read = tokio::task::spawn_blocking(read).await;
    read.map_err(|_| Trouble::Internal.because("reading broke off"))?.map_err(Into::into)
}

impl From<HistoryError> for Problem {
    fn from(error: HistoryError) -> Problem {
        Problem::unreadable(&error)
    }
}
