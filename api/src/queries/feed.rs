//! `/v1/events`: the log in order, as pages or as a stream that goes on. A subscriber at the end of the log is
//! told what all are told; one who is behind reads for himself, a page whenever his connection has taken the
//! one before. One who reads slowly, or never, costs a bounded buffer and delays nobody.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::ACCEPT;
use axum::response::sse::{Event as SseEvent, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use engine::id::Seq;
use engine::port::PortKind;
use engine::record::Record;
use futures_util::stream;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tokio::sync::{broadcast, watch};

use crate::app::{Params, Shared};
use crate::commands::json;
use crate::limits::{FEED_CATCH_UP_PAUSE, FEED_KEEP_ALIVE};
use crate::problem::{Problem, Trouble};
use crate::queries::cases::unblocked;
use crate::queries::events::EventView;
use crate::queries::page::limit;
use crate::queries::tail::{Place, Shown, Told};

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
        return subscribe(app, after, None);
    }
    let after = from.after.unwrap_or(0);
    let records = read(&app, after, limit(from.limit)).await?;
    let setup = app.engine.router().setup();
    let next = records.last().map_or(after, |record| record.seq);
    let events = records.into_iter().map(|record| EventView::of(record, &setup)).collect();
    Ok(json(&Events { events, next }))
}

pub(super) fn wants_stream(headers: &HeaderMap) -> bool {
    let accepts = headers.get_all(ACCEPT).iter().filter_map(|value| value.to_str().ok());
    accepts.into_iter().any(|accept| accept.contains("text/event-stream"))
}

pub(super) fn last_event_id(headers: &HeaderMap) -> Result<Option<Seq>, Problem> {
    let Some(value) = headers.get("last-event-id") else { return Ok(None) };
    let seq = value.to_str().ok().and_then(|text| text.trim().parse().ok());
    seq.map(Some)
        .ok_or_else(|| Trouble::Malformed.because("Last-Event-ID is the id of an event before"))
}

/// Records after one; only what readers see, so that no page runs ahead of the other queries.
pub(super) async fn read(app: &Shared, after: Seq, limit: usize) -> Result<Vec<Record>, Problem> {
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
    /// What this port is asked, and nothing else; the whole log where there is none.
    asks_of: Option<PortKind>,
    told: broadcast::Receiver<Told>,
    closing: watch::Receiver<bool>,
    /// What he read himself, while he is not at the end of the log.
    buffer: VecDeque<Shown>,
    is_behind: bool,
    /// The log could not be read, or the server ends: nothing more comes.
    is_broken: bool,
    _place: Place,
}

pub(super) fn subscribe(
    app: Shared,
    after: Seq,
    asks_of: Option<PortKind>,
) -> Result<Response, Problem> {
    let place = app.tail.place(asks_of)?;
    let subscriber = Subscriber {
        after,
        asks_of,
        told: app.tail.listen(&app),
        closing: app.closing.clone(),
        app,
        buffer: VecDeque::new(),
        is_behind: true,
        is_broken: false,
        _place: place,
    };
    let events = stream::unfold(subscriber, async |mut subscriber| {
        let event = subscriber.next().await?;
        Some((Ok::<_, Infallible>(event), subscriber))
    });
    let keep_alive = KeepAlive::new().interval(FEED_KEEP_ALIVE);
    Ok(Sse::new(events).keep_alive(keep_alive).into_response())
}

impl Subscriber {
    /// The next event; `None` when the server stops or the log could not be read.
    async fn next(&mut self) -> Option<SseEvent> {
        loop {
            if let Some(shown) = self.buffer.pop_front() {
                if let Some(event) = self.send(&shown) {
                    return Some(event);
                }
                continue;
            }
            if self.is_broken || *self.app.closing.borrow() {
                return None;
            }
            if self.is_behind {
                if let Err(problem) = self.catch_up().await {
                    self.is_broken = true;
                    return SseEvent::default().event("problem").json_data(&problem).ok();
                }
            } else if let Some(shown) = self.listen().await
                && let Some(event) = self.send(&shown)
            {
                return Some(event);
            }
        }
    }

    /// The record as an event, where the subscriber wants it.
    fn send(&mut self, shown: &Shown) -> Option<SseEvent> {
        self.after = shown.seq;
        if self.asks_of.is_some() && shown.asked != self.asks_of {
            return None;
        }
        let event =
            SseEvent::default().id(shown.seq.to_string()).event(shown.kind).data(&shown.json);
        Some(event)
    }

    /// Reads a page of what he has not seen, or finds that there is nothing.
    async fn catch_up(&mut self) -> Result<(), Problem> {
        if self.app.seq() <= self.after {
            self.is_behind = false;
            return Ok(());
        }
        self.buffer = self.app.tail.page(&self.app, self.after).await?.into();
        tokio::time::sleep(FEED_CATCH_UP_PAUSE).await;
        Ok(())
    }

    /// The record after the last one, as it is told to all. One who missed something is behind.
    async fn listen(&mut self) -> Option<Arc<Shown>> {
        let told = tokio::select! {
            told = self.told.recv() => told,
            _ = self.closing.wait_for(|closing| *closing) => {
                self.is_broken = true;
                return None;
            }
        };
        match told {
            Ok(Some(shown)) if shown.seq <= self.after => None,
            Ok(Some(shown)) if shown.seq == self.after + 1 => Some(shown),
            Ok(_) | Err(_) => {
                self.is_behind = true;
                None
            }
        }
    }
}
