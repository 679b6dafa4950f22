//! `/v1/cases/{number}/documents`, `/v1/voices/{number}/documents`: the documents of a case, a bundle or a trouble, and the
//! text of one.

use axum::extract::State;
use axum::http::header::{ACCEPT, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};
use engine::code::{CaseNumber, Reference, Text, UnitId};
use engine::document::{About, DocumentKind, Matter, hash, text as text_of};
use engine::event::{DocumentIssued, Event};
use engine::id::{Digest, Seq};
use engine::limits::CASE_EVENTS_MAX;
use engine::number;
use engine::port::PortAnswer;
use engine::record::Record;
use engine::setup::Setup;
use engine::time::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use crate::app::{Name, Names, NoParams, Params, Shared};
use crate::commands::json;
use crate::problem::{Problem, Trouble};
use crate::queries::cases::{last, read, unblocked, unknown};
use crate::queries::page::{Page, PageOf};
use crate::queries::{bundles, voices};

/// A document of a case or of a trouble.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct DocumentView {
    /// The version of the case or trouble with which it was issued: its place among the events.
    pub version: u32,
    /// Its record in the log.
    pub seq: Seq,
    /// 文书种类
    pub kind: DocumentKind,
    /// 文书名称
    pub kind_zh: &'static str,
    /// 文书编号
    pub number: Text,
    /// 出具机关
    pub unit: UnitId,
    /// Its name on that day.
    pub unit_name: Text,
    /// 主送 whom it goes to, where that is a unit: its name on that day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub addressee: Option<Text>,
    /// 文书样式版本
    pub edition: u8,
    /// SM3 of its text.
    pub hash: Digest,
    /// 印章: the reference of the seal on it, once the port that seals answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seal: Option<Reference>,
    /// 出具时间
    pub issued_at: Timestamp,
    /// Where its text is.
    pub text: String,
}

/// The documents of a case, in order.
pub async fn all(
    State(app): State<Shared>,
    Name(number): Name,
    Params(page): Params<PageOf>,
) -> Result<Response, Problem> {
    let number = read(&number)?;
    let records = history(&app, &number).await?;
    listed((&records, &records), &format!("/v1/cases/{number}"), &page)
}

/// 办不成事督办单: those of a trouble, in order.
pub async fn of_voice(
    State(app): State<Shared>,
    Name(number): Name,
    Params(page): Params<PageOf>,
) -> Result<Response, Problem> {
    let records = voices::history(&app, &number).await?;
    listed((&records, &records), &format!("/v1/voices/{number}"), &page)
}

/// 一次性补正告知书: those of a bundle, in order.
pub async fn of_bundle(
    State(app): State<Shared>,
    Name(number): Name,
    Params(page): Params<PageOf>,
) -> Result<Response, Problem> {
    let records = bundles::history(&app, &number).await?;
    // The port that seals answers on one of its cases.
    let mut answers = Vec::new();
    for record in &records {
        let Event::NodeOpened(opened) = &record.entry.event else { continue };
        answers.extend(history(&app, &opened.case).await?);
    }
    listed((&records, &answers), &format!("/v1/bundles/{number}"), &page)
}

fn listed(
    (records, answers): (&[Record], &[Record]),
    of: &str,
    page: &PageOf,
) -> Result<Response, Problem> {
    let after: u32 = page.after()?.unwrap_or(0);
    let is_wanted = |record: &Record| record.entry.version > after;
    let shown = records.iter().filter(|record| is_wanted(record));
    let found: Vec<DocumentView> =
        shown.filter_map(|record| view(answers, record, of)).take(page.limit()).collect();
    let cursor = |view: &DocumentView| view.version.to_string();
    Ok(json(&Page::of(found, page.limit(), cursor, |view| view)))
}

/// The text of one, as text or as a page; the applicant's name is a placeholder in it.
pub async fn text(
    State(app): State<Shared>,
    Names(number, version): Names,
    Params(NoParams {}): Params<NoParams>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let records = history(&app, &read(&number)?).await?;
    one(&app, &records, &version, &headers)
}

/// The text of one of a trouble, as text or as a page.
pub async fn text_of_voice(
    State(app): State<Shared>,
    Names(number, version): Names,
    Params(NoParams {}): Params<NoParams>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let records = voices::history(&app, &number).await?;
    one(&app, &records, &version, &headers)
}

/// The text of one of a bundle, as text or as a page.
pub async fn text_of_bundle(
    State(app): State<Shared>,
    Names(number, version): Names,
    Params(NoParams {}): Params<NoParams>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let records = bundles::history(&app, &number).await?;
    one(&app, &records, &version, &headers)
}

fn one(
    app: &Shared,
    records: &[Record],
    version: &str,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    let none = || Trouble::NotFound.because("it has no document of that version");
    let version: u32 = version.parse().map_err(|_| none())?;
    let setup = app.engine.router().setup();
    let text = render(records, version, &setup).ok_or_else(none)?;
    let wants_page = headers
        .get(ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"));
    let (kind, body) = if wants_page {
        ("text/html; charset=utf-8", page(&text))
    } else {
        ("text/plain; charset=utf-8", text)
    };
    Ok(([(CONTENT_TYPE, HeaderValue::from_static(kind))], body).into_response())
}

async fn history(app: &Shared, number: &CaseNumber) -> Result<Vec<Record>, Problem> {
    let setup = app.engine.router().setup();
    let id = number::parse(&setup, number).ok_or_else(|| unknown(number))?;
    let last = last(app, number, id).await?;
    let max = usize::try_from(CASE_EVENTS_MAX).unwrap_or(usize::MAX);
    let history = app.history.clone();
    unblocked(move || history.of_stream(last, max)).await
}

fn issued(record: &Record) -> Option<&DocumentIssued> {
    if let Event::DocumentIssued(document) = &record.entry.event { Some(document) } else { None }
}

/// The seal on a document, as the port that sealed it said.
#[expect(clippy::wildcard_enum_match_arm, reason = "one answer is about a seal")]
fn seal(records: &[Record], document: &DocumentIssued) -> Option<Reference> {
    records.iter().find_map(|record| {
        let Event::PortAnswered(answered) = &record.entry.event else { return None };
        match &answered.answer {
            PortAnswer::Sealed { hash, seal } if *hash == document.hash => Some(seal.clone()),
            _ => None,
        }
    })
}

fn view(answers: &[Record], record: &Record, of: &str) -> Option<DocumentView> {
    let document = issued(record)?;
    let version = record.entry.version;
    Some(DocumentView {
        version,
        seq: record.seq,
        kind: document.kind,
        kind_zh: document.kind.chinese(),
        number: document.number.clone(),
        unit: document.unit.clone(),
        unit_name: document.unit_name.clone(),
        addressee: document.addressee.clone(),
        edition: document.edition,
        hash: document.hash,
        seal: seal(answers, document),
        issued_at: record.meta.occurred_at,
        text: format!("{of}/documents/{version}"),
    })
}

/// The text of the document of a version: from the event before it that it is made with.
fn render(records: &[Record], version: u32, setup: &Setup) -> Option<String> {
    let at = records.iter().position(|record| record.entry.version == version)?;
    let record = records.get(at)?;
    let document = issued(record)?;
    let first = records.first()?;
    let matter = Matter::of(&first.entry.event, first.meta.occurred_at.day(), setup)?;
    let mut before = records.get(..at)?.iter().rev();
    let is_made_with = |one: &&Record| matter.documents(&one.entry.event).contains(&document.kind);
    let event = &before.find(is_made_with)?.entry.event;
    let text = text_of(document, About { matter, event, day: record.meta.occurred_at.day() })?;
    if hash(&text) != document.hash {
        tracing::error!(seq = record.seq, "a document's text has another hash than its event");
        return None;
    }
    Some(text)
}

/// A plain page with the text in it.
fn page(text: &str) -> String {
    let title = text.lines().next().unwrap_or_default();
    let escaped = |text: &str| {
        text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
    };
    format!(
        "<!doctype html><html lang=\"zh\"><meta charset=\"utf-8\"><title>{}</title>\
         <pre style=\"white-space:pre-wrap;max-width:40em;margin:3em auto\">{}</pre></html>\n",
        escaped(title),
        escaped(text)
    )
}
