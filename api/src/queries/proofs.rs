//! `/v1/audit/inclusion/...` and `/v1/audit/consistency`: proofs that are checked without the server.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use engine::id::Seq;
use serde::Deserialize;
use store::{ProofFile, ProveError};

use crate::app::{Name, Params, Shared};
use crate::commands::json;
use crate::problem::{Problem, Trouble};
use crate::queries::cases::unblocked;

/// For which tree.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfTree {
    size: Option<u64>,
}

/// Between which trees.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Between {
    from: u64,
    to: Option<u64>,
}

impl From<ProveError> for Problem {
    fn from(error: ProveError) -> Problem {
        match &error {
            ProveError::NotThere { .. } => Trouble::NotFound.because(error.to_string()),
            ProveError::Read(_) => Problem::unreadable(&error),
        }
    }
}

/// That a record is in the tree of a size, or of all.
pub async fn inclusion(
    State(app): State<Shared>,
    Name(seq): Name,
    Params(OfTree { size }): Params<OfTree>,
) -> Result<Response, Problem> {
    let not_a_number = || Trouble::Malformed.because("a record has a number, from 1 on");
    let seq: Seq = seq.parse().map_err(|_| not_a_number())?;
    let proof = one_of_few(app, move |app| app.history.log().prove_inclusion(seq, size)).await?;
    Ok(json(&ProofFile::Inclusion(proof)))
}

/// That the tree of one size is the beginning of the tree of another, or of all.
pub async fn consistency(
    State(app): State<Shared>,
    Params(Between { from, to }): Params<Between>,
) -> Result<Response, Problem> {
    let proof = one_of_few(app, move |app| app.history.log().prove_consistency(from, to)).await?;
    Ok(json(&ProofFile::Consistency(proof)))
}

/// A proof may have to read much of the log: few are made at a time, the others wait for their turn.
pub(super) async fn one_of_few<T: Send + 'static, E: Into<Problem> + Send + 'static>(
    app: Shared,
    prove: impl FnOnce(&Shared) -> Result<T, E> + Send + 'static,
) -> Result<T, Problem> {
    let closed = |_| Trouble::Stopped.because("nothing was done");
    let turn = Arc::clone(&app.proving).acquire_owned().await.map_err(closed)?;
    unblocked(move || {
        // Held until it is made, also when nobody waits for it any more.
        let _turn = turn;
        prove(&app)
    })
    .await
}
