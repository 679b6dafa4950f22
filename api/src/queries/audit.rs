//! `/v1/audit/...`: checkpoints, and the keys that check them.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::{ACCEPT, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use engine::id::Seq;
use engine::time::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::SignedCheckpoint;

use crate::app::{NoParams, Params, Shared};
use crate::commands::json;
use crate::notary::{NotSigned, Notary};
use crate::problem::{Problem, Trouble};
use crate::queries::cases::unblocked;
use crate::queries::page::{Page, PageOf};

/// The media type of a signed note.
const TEXT: &str = "text/plain; charset=utf-8";

/// 校验点: what the log was at a moment. Two of them can be proved consistent.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct CheckpointView {
    /// Which log.
    pub origin: String,
    /// How many records the log has.
    pub size: Seq,
    /// Root of the Merkle tree (RFC 9162 with SM3) over them, in hexadecimal.
    pub root: String,
    /// When this was signed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time: Option<Timestamp>,
    /// The same as a signed note, in the form of C2SP tlog-checkpoint.
    pub note: String,
}

impl From<&SignedCheckpoint> for CheckpointView {
    fn from(signed: &SignedCheckpoint) -> CheckpointView {
        CheckpointView {
            origin: signed.origin.clone(),
            size: signed.checkpoint.size,
            root: store::hex(&signed.checkpoint.root),
            time: signed.time,
            note: signed.to_string(),
        }
    }
}

/// 公钥: what checks the signatures of checkpoints.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct KeysView {
    /// Which log.
    pub origin: String,
    /// The keys. Every checkpoint is signed with all of them.
    pub keys: Vec<KeyView>,
}

/// One of them.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct KeyView {
    /// `ed25519` or `sm2-with-sm3`.
    pub algorithm: String,
    /// `name+id+base64`, the form of C2SP signed-note.
    pub key: String,
}

impl From<NotSigned> for Problem {
    fn from(not_signed: NotSigned) -> Problem {
        match &not_signed {
            NotSigned::Fork(_) => Trouble::NotContinued.because(not_signed.to_string()),
            NotSigned::Kept(_) | NotSigned::Prove(_) => Problem::unreadable(&not_signed),
        }
    }
}

/// The present checkpoint, signed; it is not kept.
pub async fn checkpoint(
    State(app): State<Shared>,
    headers: HeaderMap,
    _: Params<NoParams>,
) -> Result<Response, Problem> {
    signed(app, &headers, Notary::sign).await
}

/// The present checkpoint, signed and kept.
pub async fn keep(
    State(app): State<Shared>,
    headers: HeaderMap,
    _: Params<NoParams>,
) -> Result<Response, Problem> {
    signed(app, &headers, Notary::keep).await
}

async fn signed(
    app: Shared,
    headers: &HeaderMap,
    sign: fn(&Notary) -> Result<SignedCheckpoint, NotSigned>,
) -> Result<Response, Problem> {
    let signed = unblocked(move || sign(&app.notary)).await?;
    if wants_text(headers) {
        return Ok(([(CONTENT_TYPE, TEXT)], signed.to_string()).into_response());
    }
    Ok(json(&CheckpointView::from(&signed)))
}

/// The checkpoints that are kept, the oldest first.
pub async fn kept(
    State(app): State<Shared>,
    Params(page): Params<PageOf>,
) -> Result<Response, Problem> {
    let after: Seq = page.after()?.unwrap_or(0);
    let limit = page.limit();
    let found = unblocked(move || app.notary.kept(after, limit)).await?;
    let cursor = |signed: &SignedCheckpoint| signed.checkpoint.size.to_string();
    Ok(json(&Page::of(found, limit, cursor, |signed| CheckpointView::from(&signed))))
}

/// The public keys.
pub async fn keys(State(app): State<Shared>, headers: HeaderMap, _: Params<NoParams>) -> Response {
    if wants_text(&headers) {
        return ([(CONTENT_TYPE, TEXT)], app.notary.key_lines()).into_response();
    }
    let view = |key: &store::VerifierKey| KeyView {
        algorithm: key.algorithm().name().to_owned(),
        key: key.to_string(),
    };
    let origin = app.notary.origin().to_owned();
    json(&KeysView { origin, keys: app.notary.verifiers().iter().map(view).collect() })
}

fn wants_text(headers: &HeaderMap) -> bool {
    let accepts = headers.get_all(ACCEPT).iter().filter_map(|value| value.to_str().ok());
    accepts.into_iter().any(|accept| accept.contains("text/plain"))
}
