//! `/v1/audit/...`: what an auditor needs beside a copy of the log.

use axum::extract::State;
use axum::response::Response;
use engine::id::Seq;
use engine::time::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use crate::app::{NoParams, Params, Shared};
use crate::commands::json;

/// 校验点: what the log was at a moment. Two of them can be proved consistent.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct CheckpointView {
    /// How many records the log has.
    pub size: Seq,
    /// Root of the Merkle tree (RFC 9162 with SM3) over them, in hexadecimal.
    pub root: String,
    /// When this was said.
    pub time: Timestamp,
}

/// The present checkpoint.
pub async fn checkpoint(State(app): State<Shared>, _: Params<NoParams>) -> Response {
    let head = app.history.log().checkpoint();
    json(&CheckpointView { size: head.size, root: store::hex(&head.root), time: app.now() })
}
