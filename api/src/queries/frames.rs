//! 日志帧: the log as it is stored, for whoever makes a copy of it. Read beside the writer, a bounded part at a
//! time, and only what is durable.

use std::convert::Infallible;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use engine::id::Seq;
use futures_util::stream;
use serde::Deserialize;
use store::frame_stream::{STREAM_MEDIA_TYPE, StreamHead, push_end, push_frame, push_problem};
use store::{FrameScan, ReadError};
use tokio::sync::{OwnedSemaphorePermit, watch};

use crate::app::{Params, Shared};
use crate::limits::{COPIERS_MAX, FRAMES_CHUNK_BYTES, FRAMES_DEFAULT, FRAMES_MAX};
use crate::problem::{Problem, Trouble};

/// Which frames.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct From {
    after: Option<Seq>,
    limit: Option<usize>,
}

/// The frames after a record, which must be the last of one.
pub async fn after(
    State(app): State<Shared>,
    Params(from): Params<From>,
) -> Result<Response, Problem> {
    let place = Arc::clone(&app.copiers).try_acquire_owned().map_err(|_| {
        let most = format!("at most {COPIERS_MAX} copies of the log at a time: try again later");
        Trouble::TooManyStreams.because(most)
    })?;
    let (log, after) = (app.history.log().clone(), from.after.unwrap_or(0));
    let opened = tokio::task::spawn_blocking(move || {
        let frames = log.frames(after)?;
        // Taken afterwards, so that no frame goes beyond it.
        Ok((frames, log.checkpoint()))
    });
    let opened = opened.await.map_err(|_| Trouble::Internal.because("reading broke off"))?;
    let (frames, checkpoint) = opened.map_err(|error| not_opened(&error))?;
    let head = StreamHead { hall: app.hall.clone(), checkpoint };
    let copier = Copier {
        frames,
        left: from.limit.unwrap_or(FRAMES_DEFAULT).clamp(1, FRAMES_MAX),
        closing: app.closing.clone(),
        chunk: head.encode(),
        _place: place,
    };
    let chunks = stream::unfold(Some(copier), async |copier| {
        let (chunk, copier) = copier?.next().await;
        Some((Ok::<_, Infallible>(chunk), copier))
    });
    let media = HeaderValue::from_static(STREAM_MEDIA_TYPE);
    Ok(([(CONTENT_TYPE, media)], Body::from_stream(chunks)).into_response())
}

fn not_opened(error: &ReadError) -> Problem {
    if matches!(error, ReadError::NotAFrame { .. }) {
        return Trouble::Malformed.because(error.to_string());
    }
    tracing::error!(%error, "the log cannot be read");
    Trouble::StorageFailed.because("see the log of the server")
}

/// One who copies the log.
struct Copier {
    frames: FrameScan,
    left: usize,
    closing: watch::Receiver<bool>,
    chunk: Vec<u8>,
    _place: OwnedSemaphorePermit,
}

impl Copier {
    /// Some frames more, read on a thread that may wait; and what is left to be read.
    async fn next(self) -> (Vec<u8>, Option<Copier>) {
        let read = tokio::task::spawn_blocking(move || self.read());
        read.await.unwrap_or_else(|_| (problem("reading broke off"), None))
    }

    fn read(mut self) -> (Vec<u8>, Option<Copier>) {
        let mut chunk = std::mem::take(&mut self.chunk);
        if *self.closing.borrow() {
            push_problem(&mut chunk, "the server stops: go on when it is there again");
            return (chunk, None);
        }
        while self.left > 0 && chunk.len() < FRAMES_CHUNK_BYTES {
            match self.frames.next() {
                Some(Ok((key, bytes))) => push_frame(&mut chunk, key, &bytes),
                Some(Err(error)) => {
                    tracing::error!(%error, "the log cannot be copied");
                    push_problem(&mut chunk, &error.to_string());
                    return (chunk, None);
                }
                None => self.left = 1,
            }
            self.left -= 1;
        }
        if self.left > 0 {
            return (chunk, Some(self));
        }
        push_end(&mut chunk);
        (chunk, None)
    }
}

fn problem(why: &str) -> Vec<u8> {
    let mut chunk = Vec::new();
    push_problem(&mut chunk, why);
    chunk
}
