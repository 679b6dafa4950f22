//! `/v1/figures`: what the log says of the hall as a whole, each figure beside its target.

use std::sync::{Arc, PoisonError};

use axum::extract::State;
use axum::response::Response;
use engine::figures::{FREQUENT, Figures, Question, Tally, Weights};
use engine::id::Seq;
use engine::time::Day;
use serde::Deserialize;
use store::{History, HistoryError};

use crate::app::{Params, Shared};
use crate::commands::json;
use crate::problem::{Problem, Trouble};
use crate::queries::cases::unblocked;

/// Which figures.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Which {
    since: Option<Day>,
    until: Option<Day>,
    frequent: Option<u64>,
    weights: Option<String>,
}

/// The figures of a stretch of days of business time; today, and everything before, where none is asked for.
pub async fn all(
    State(app): State<Shared>,
    Params(which): Params<Which>,
) -> Result<Response, Problem> {
    let to = which.until.unwrap_or_else(|| app.now().day());
    if let Some(from) = which.since.filter(|from| *from > to) {
        return Err(Trouble::Malformed.because(format!("since {from} is after until {to}")));
    }
    let weights = which.weights.map_or(Ok(Weights::default()), |weights| weights.parse());
    let weights =
        weights.map_err(|error| Trouble::Malformed.because(format!("weights: {error}")))?;
    let frequent = which.frequent.unwrap_or(FREQUENT);
    let asked = Question { from: which.since, to, frequent, weights };
    let seen = app.seq();
    let closed = |_| Trouble::Stopped.because("nothing was done");
    let turn = Arc::clone(&app.proving).acquire_owned().await.map_err(closed)?;
    let figures = unblocked(move || {
        let _turn = turn;
        // The sums are kept from one question to the next: only what came since is read.
        let mut tally = app.tally.lock().unwrap_or_else(PoisonError::into_inner);
        catch_up(&mut tally, &app.history, seen)?;
        Ok::<_, HistoryError>(Figures::of(&tally, &asked))
    });
    Ok(json(&figures.await?))
}

fn catch_up(tally: &mut Tally, history: &History, seen: Seq) -> Result<(), HistoryError> {
    if tally.seq() >= seen {
        return Ok(());
    }
    for commit in history.commits(tally.seq()) {
        let commit = commit?;
        if commit.seq > seen {
            break;
        }
        let folded = tally.fold(&commit);
        folded.map_err(|error| HistoryError::Illegal {
            seq: commit.seq,
            reason: error.to_string(),
        })?;
    }
    Ok(())
}
