//! `/v1/ratings`, `/v1/troubles`, `/v1/complaints`, `/v1/orders` and each voice by its number: what is said of the
//! hall's work, and what became of it.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use engine::code::VoiceNumber;
use engine::id::{Seq, VoiceId};
use engine::limits::CASE_EVENTS_MAX;
use engine::number;
use engine::record::Record;
use engine::refusal::Rule;
use engine::voice::{Voice, VoiceKind};
use store::Until;

use crate::app::{Name, Params, Shared};
use crate::commands::json;
use crate::problem::Problem;
use crate::queries::bundles::At;
use crate::queries::cases::unblocked;
use crate::queries::events::EventView;
use crate::queries::page::{Page, PageOf};
use crate::queries::voice_view::VoiceView;

/// 好差评 that are not closed.
pub async fn ratings(
    State(app): State<Shared>,
    Params(page): Params<PageOf>,
) -> Result<Response, Problem> {
    open(&app, &page, VoiceKind::Review)
}

/// 办不成事 that are not closed.
pub async fn troubles(
    State(app): State<Shared>,
    Params(page): Params<PageOf>,
) -> Result<Response, Problem> {
    open(&app, &page, VoiceKind::Trouble)
}

/// 投诉举报 that are not closed.
pub async fn complaints(
    State(app): State<Shared>,
    Params(page): Params<PageOf>,
) -> Result<Response, Problem> {
    open(&app, &page, VoiceKind::Complaint)
}

/// 督办 that are not closed.
pub async fn orders(
    State(app): State<Shared>,
    Params(page): Params<PageOf>,
) -> Result<Response, Problem> {
    open(&app, &page, VoiceKind::Order)
}

fn open(app: &Shared, page: &PageOf, kind: VoiceKind) -> Result<Response, Problem> {
    let router = app.engine.router();
    let (setup, today, seq) = (router.setup(), app.now().day(), app.seq());
    let after = page.after::<u64>()?.map(VoiceId);
    let of_kind = router.voices(after).filter(|voice| voice.id.kind() == Some(kind));
    let found: Vec<Arc<Voice>> = of_kind.take(page.limit()).collect();
    let cursor = |voice: &Arc<Voice>| voice.id.0.to_string();
    let show = |voice: Arc<Voice>| VoiceView::of(&voice, &setup, (today, seq));
    Ok(json(&Page::of(found, page.limit(), cursor, show)))
}

/// One of any kind, now or as it was recorded at an instant; a closed one from its history.
pub async fn one(
    State(app): State<Shared>,
    Name(name): Name,
    Params(At { at }): Params<At>,
) -> Result<Response, Problem> {
    let seq = app.seq();
    let last = last(&app, &name).await?;
    let until = at.map_or(Until::Seq(seq), Until::Instant);
    let today = at.unwrap_or_else(|| app.now()).day();
    let history = app.history.clone();
    let voice = unblocked(move || history.voice_at(last, until)).await?;
    let voice = voice.ok_or_else(|| Rule::UnknownVoice.because("not said yet at that time"))?;
    let setup = app.engine.router().setup();
    Ok(json(&VoiceView::of(&voice, &setup, (today, seq))))
}

/// Everything that happened to one.
pub async fn events(
    State(app): State<Shared>,
    Name(name): Name,
    Params(page): Params<PageOf>,
) -> Result<Response, Problem> {
    let setup = app.engine.router().setup();
    let after: u32 = page.after()?.unwrap_or(0);
    let records = history(&app, &name).await?;
    let wanted = records.into_iter().filter(|record| record.entry.version > after);
    let found: Vec<Record> = wanted.take(page.limit()).collect();
    let cursor = |record: &Record| record.entry.version.to_string();
    Ok(json(&Page::of(found, page.limit(), cursor, |record| EventView::of(record, &setup))))
}

/// Everything that was recorded of one.
pub(super) async fn history(app: &Shared, name: &str) -> Result<Vec<Record>, Problem> {
    let last = last(app, name).await?;
    let history = app.history.clone();
    let max = usize::try_from(CASE_EVENTS_MAX).unwrap_or(usize::MAX);
    unblocked(move || history.of_stream(last, max)).await
}

/// Where the history of a voice ends, of a closed one as well; refused where there never was one.
pub(super) async fn last(app: &Shared, name: &str) -> Result<Seq, Problem> {
    let unknown = || Problem::from(Rule::UnknownVoice.because("no such number"));
    let number: VoiceNumber = name.parse().map_err(|_| unknown())?;
    let id = number::parse_voice(&number).ok_or_else(unknown)?;
    if let Some(voice) = app.engine.router().voice(id) {
        return Ok(voice.last_seq);
    }
    let history = app.history.clone();
    unblocked(move || history.closed_voice(id)).await?.ok_or_else(unknown)
}
