//! 行: one event as every form shows it, with names where the set-up has them.

use engine::code::{CaseNumber, Text};
use engine::event::{Event, EventKind, Stream};
use engine::id::Seq;
use engine::number;
use engine::origin::Origin;
use engine::record::{Record, Site};
use engine::setup::Setup;
use engine::time::Timestamp;
use serde::Deserialize;
use serde_json::Value;
use store::person::{WORDS, parties, words};

use crate::opening::Opener;
use crate::timeline::without_sealed;

/// The stage of an activity that is told as done (IEEE 1849, lifecycle).
const COMPLETE: &str = "complete";

/// One event.
#[derive(Debug, Clone)]
pub(super) struct Row {
    /// The record.
    pub(super) seq: Seq,
    /// Which history it belongs to.
    pub(super) stream: &'static str,
    /// The number of the case, bundle or voice whose history it is.
    pub(super) number: Option<String>,
    /// The case, where it is about one.
    pub(super) case: Option<CaseNumber>,
    /// The implementation code of the case's item.
    pub(super) item: Option<String>,
    /// What kind of event.
    pub(super) kind: EventKind,
    /// Its name in the log it was brought in from; else the recorded work, or its kind.
    pub(super) activity: String,
    /// Its stage in the log it was brought in from; else that it was done.
    pub(super) transition: String,
    /// Business time.
    pub(super) occurred_at: Timestamp,
    /// When it was written.
    pub(super) recorded_at: Timestamp,
    /// Who, in this hall.
    pub(super) actor: String,
    /// Who, as the log it was brought in from calls him; else in this hall.
    pub(super) resource: Option<String>,
    /// The group in the log it was brought in from; else the unit.
    pub(super) group: Option<String>,
    /// In which post.
    pub(super) role: Option<&'static str>,
    /// Of which unit.
    pub(super) unit: Option<String>,
    /// On whose behalf.
    pub(super) on_behalf_of: Option<String>,
    /// Where.
    pub(super) site: Option<Site>,
    /// The command it followed from.
    pub(super) command: String,
    /// What it is called in the log it was brought in from.
    pub(super) origin: Option<Origin>,
    /// The event itself as JSON; of persons their number and token.
    pub(super) detail: String,
}

/// What is read of a command as it was received.
#[derive(Deserialize)]
struct Received {
    origin: Option<Origin>,
}

impl Row {
    /// The row of a record.
    pub(super) fn of(record: &Record, setup: &Setup, opener: Option<&Opener>) -> Row {
        let meta = &record.meta;
        let event = &record.entry.event;
        let origin = origin(record);
        let case = case(setup, record.entry.stream);
        let text = |text: &Text| text.as_str().to_owned();
        let unit = meta.unit.as_ref().map(ToString::to_string);
        let (resource, group) = match &origin {
            Some(origin) => (origin.resource.as_ref().map(text), origin.group.as_ref().map(text)),
            None => (Some(meta.actor.as_str().to_owned()), unit.clone()),
        };
        let stage = origin.as_ref().and_then(|origin| origin.lifecycle.as_ref());
        Row {
            seq: record.seq,
            stream: record.entry.stream.name(),
            number: number_of(setup, record.entry.stream),
            item: case.as_ref().map(|(_, item)| item.clone()),
            case: case.map(|(number, _)| number),
            kind: event.kind(),
            activity: activity(event, origin.as_ref()),
            transition: stage.map_or_else(|| COMPLETE.to_owned(), text),
            occurred_at: meta.occurred_at,
            recorded_at: meta.recorded_at,
            actor: meta.actor.as_str().to_owned(),
            resource,
            group,
            role: meta.role.map(engine::hall::Role::name),
            unit,
            on_behalf_of: meta.on_behalf_of.as_ref().map(ToString::to_string),
            site: meta.site.clone(),
            command: meta.command.to_string(),
            origin,
            detail: detail(event, opener),
        }
    }
}

/// What the command of a record is called in the log it was brought in from. It stands for one
/// event there, so only the first event of the command has it.
fn origin(record: &Record) -> Option<Origin> {
    let received = record.received.as_deref()?;
    serde_json::from_slice(received).ok().and_then(|received: Received| received.origin)
}

fn activity(event: &Event, origin: Option<&Origin>) -> String {
    match (origin, event) {
        (Some(origin), _) => origin.activity.as_str().to_owned(),
        (None, Event::WorkRecorded(work)) => work.activity.as_str().to_owned(),
        (None, _) => event.kind().name().to_owned(),
    }
}

/// The event itself, without its kind, which stands beside it; with the persons who are opened, and their words.
fn detail(event: &Event, opener: Option<&Opener>) -> String {
    let mut json = without_sealed(event);
    if let Some(opener) = opener {
        for (field, party) in parties(event) {
            if let Some(Value::Object(shown)) = json.pointer_mut(&format!("/data/{field}")) {
                let person = serde_json::to_value(opener.open(party)).unwrap_or_default();
                shown.insert("personal".to_owned(), person);
            }
        }
        if let (Some((of, sealed)), Some(Value::Object(data))) =
            (words(event), json.get_mut("data"))
        {
            let said = serde_json::to_value(opener.open_words(of, sealed)).unwrap_or_default();
            data.insert(WORDS.to_owned(), said);
        }
    }
    json.get("data").map(ToString::to_string).unwrap_or_default()
}

/// The number of a case, a bundle or a voice.
pub(super) fn number_of(setup: &Setup, stream: Stream) -> Option<String> {
    match stream {
        Stream::Case(id) => number::format(setup, id).map(|number| number.to_string()),
        Stream::Bundle(id) => number::format_bundle(setup, id).map(|number| number.to_string()),
        Stream::Voice(id) => number::format_voice(id).map(|number| number.to_string()),
        Stream::Hall
        | Stream::Staff
        | Stream::Catalogue
        | Stream::Authorities
        | Stream::Calendar
        | Stream::Policy
        | Stream::Subjects
        | Stream::Tickets(_) => None,
    }
}

fn case(setup: &Setup, stream: Stream) -> Option<(CaseNumber, String)> {
    let id = stream.case()?;
    let item = setup.impl_code(id.item_ordinal())?;
    Some((number::format(setup, id)?, item.to_string()))
}
