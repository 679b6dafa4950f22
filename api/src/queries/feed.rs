//! `/v1/events`: the log in order, as pages or as a stream that goes on. A subscriber holds his own
//! place, so one that reads slowly, or never, costs a bounded buffer and delays nobody.

use std::collections::VecDeque;
use std::convert::Infallible;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::ACCEPT;
use axum::response::sse::{Event as SseEvent, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use engine::id::Seq;
use engine::record::Record;
use futures_util::stream;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::app::{Params, Shared};
use crate::commands::json;
use crate::limits::{FEED_KEEP_ALIVE, FEED_POLL, FEED_RECORDS_MAX};
use crate::problem::{Problem, Trouble};
use crate::queries::cases::unblocked;
use crate::queries::events::EventView;
use crate::queries::page::limit;

/// Where to begin.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct From {
    after: Option<Seq>,
    limit: Option<usize>,
}

/// A page of the log.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Events {
    /// The records, in order.
    pub events: Vec<EventView>,
    /// The `after` of the next page; the same as before where there was nothing new.
    pub next: Seq,
}

/// The log after a record.
pub async fn events(
    State(app): State<Shared>,
    headers: HeaderMap,
    Params(from): Params<From>,
) -> Result<Response, Problem> {
    if wants_stream(&headers) {
        let after = last_event_id(&headers)?.or(from.after).unwrap_or(0);
        return Ok(subscribe(app, after));
    }
    let after = from.after.unwrap_or(0);
    let records = read(&app, after, limit(from.limit)).await?;
    let setup = app.engine.router().setup();
    let next = records.last().map_or(after, |record| record.seq);
    let events = records.into_iter().map(|record| EventView::of(record, &setup)).collect();
    Ok(json(&Events { events, next }))
}

fn wants_stream(headers: &HeaderMap) -> bool {
    let accepts = headers.get_all(ACCEPT).iter().filter_map(|value| value.to_str().ok());
    accepts.into_iter().any(|accept| accept.contains("text/event-stream"))
}

fn last_event_id(headers: &HeaderMap) -> Result<Option<Seq>, Problem> {
    let Some(value) = headers.get("last-event-id") else { return Ok(None) };
    let seq = value.to_str().ok().and_then(|text| text.trim().parse().ok());
    seq.map(Some)
        .ok_or_else(|| Trouble::Malformed.because("Last-Event-ID is the id of an event before"))
}

/// Records after one; only what readers see, so that no page runs ahead of the other queries.
async fn read(app: &Shared, after: Seq, limit: usize) -> Result<Vec<Record>, Problem> {
    let seen = app.seq();
    if after >= seen {
        return Ok(Vec::new());
    }
    let history = app.history.clone();
    let mut records = unblocked(move || history.records(after, limit)).await?;
    records.retain(|record| record.seq <= seen);
    Ok(records)
}

struct Subscriber {
    app: Shared,
    after: Seq,
    buffer: VecDeque<Record>,
    is_broken: bool,
}

fn subscribe(app: Shared, after: Seq) -> Response {
    let subscriber = Subscriber { app, after, buffer: VecDeque::new(), is_broken: false };
    let events = stream::unfold(subscriber, async |mut subscriber| {
        let event = subscriber.next().await?;
        Some((Ok::<_, Infallible>(event), subscriber))
    });
    let keep_alive = KeepAlive::new().interval(FEED_KEEP_ALIVE);
    Sse::new(events).keep_alive(keep_alive).into_response()
}

impl Subscriber {
    /// The next event; `None` when the server stops or the log could not be read.
    async fn next(&mut self) -> Option<SseEvent> {
        while self.buffer.is_empty() {
            if self.is_broken || *self.app.closing.borrow() {
                return None;
            }
            if self.app.seq() <= self.after {
                tokio::time::sleep(FEED_POLL).await;
                continue;
            }
            match read(&self.app, self.after, FEED_RECORDS_MAX).await {
                Ok(records) => self.buffer = records.into(),
                Err(problem) => {
                    self.is_broken = true;
                    return SseEvent::default().event("problem").json_data(&problem).ok();
                }
            }
        }
        let record = self.buffer.pop_front()?;
        self.after = record.seq;
        let view = EventView::of(record, &self.app.engine.router().setup());
        let (id, kind) = (view.seq.to_string(), view.event.kind().name());
        SseEvent::default().id(id).event(kind).json_data(&view).ok()
    }
}
