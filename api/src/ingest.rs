//! From the bytes of a request to envelopes: the only place where commands from outside are read.
//!
//! Each command is read twice: first only its `type` and its personal fields, then all of it. In
//! between the personal fields are replaced by their sealed form, so that neither the engine nor
//! the log ever sees them plain.

mod personal_number;

use std::borrow::Cow;

use engine::command::{Actor, Command, Envelope, Sent};
use engine::id::{CommandId, SubjectId, Token};
use engine::limits::{BATCH_COMMANDS_MAX, COMMAND_BYTES_MAX};
use engine::refusal::Rule;
use engine::time::{Day, Timestamp};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::party::{PartySealer, PlainParty, PlainPerson};
use crate::problem::{Problem, Trouble};

/// The `type` that moves a manual clock.
pub const SET_TIME: &str = "set_time";

/// `command_id` and `expected_version` as they may stand in headers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HeaderForm {
    /// `Idempotency-Key`
    pub id: Option<CommandId>,
    /// `If-Match`
    pub expected_version: Option<u32>,
}

/// Commands whose `person` is somebody of whom only a blind token is kept.
pub const TOKENED: [&str; 2] = ["take_ticket", "book_appointment"];

/// What a request asks.
#[derive(Debug)]
pub enum Asked {
    /// One command.
    One(Box<Envelope>),
    /// Several, each with its own outcome.
    Many(Vec<Result<Envelope, Problem>>),
    /// The manual clock shall be moved.
    SetTime(Timestamp),
}

const PARTY_REQUIRED: &[&str] = &["name", "certificate_type", "certificate"];
const PARTY_OPTIONAL: &[&str] = &["phone", "address"];

/// What is read of a command first.
#[derive(Deserialize)]
struct Head<'a> {
    #[serde(rename = "type", borrow)]
    kind: Cow<'a, str>,
    #[serde(borrow)]
    applicant: Option<&'a RawValue>,
    #[serde(borrow)]
    agent: Option<&'a RawValue>,
    #[serde(borrow)]
    words: Option<&'a RawValue>,
    /// Of a ticket or an appointment: only his token is made.
    #[serde(borrow)]
    person: Option<&'a RawValue>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SetTime {
    #[serde(rename = "type")]
    _kind: serde::de::IgnoredAny,
    #[serde(rename = "actor")]
    _actor: Option<Actor>,
    to: Timestamp,
}

/// Reads a request body on a day.
pub fn read(
    body: &[u8],
    headers: HeaderForm,
    parties: &PartySealer,
    today: Day,
) -> Result<Asked, Problem> {
    let desk = &Desk { parties, today };
    let text = std::str::from_utf8(body)
        .map_err(|error| Trouble::Malformed.because(format!("the body is not UTF-8: {error}")))?;
    if !text.trim_start().starts_with('[') {
        return read_one(text.trim(), headers, desk);
    }
    if headers != HeaderForm::default() {
        let detail = "Idempotency-Key and If-Match go with one command, not with an array";
        return Err(Trouble::Malformed.because(detail));
    }
    let commands: Vec<&RawValue> = serde_json::from_str(text).map_err(|e| malformed(&e))?;
    if commands.is_empty() || commands.len() > BATCH_COMMANDS_MAX {
        let detail = format!("{} commands, 1 to {BATCH_COMMANDS_MAX} are taken", commands.len());
        return Err(Trouble::Malformed.because(detail));
    }
    let each = |raw: &&RawValue| match read_one(raw.get(), HeaderForm::default(), desk)? {
        Asked::One(envelope) => Ok(*envelope),
        Asked::Many(_) | Asked::SetTime(_) => {
            Err(Trouble::Malformed.because("set_time is sent alone, not in an array"))
        }
    };
    Ok(Asked::Many(commands.iter().map(each).collect()))
}

/// Where persons are received: who seals them, and on what day.
struct Desk<'a> {
    parties: &'a PartySealer,
    today: Day,
}

fn read_one(text: &str, headers: HeaderForm, desk: &Desk<'_>) -> Result<Asked, Problem> {
    if text.len() > COMMAND_BYTES_MAX {
        let detail = format!("a command has at most {COMMAND_BYTES_MAX} bytes");
        return Err(Rule::TooLong.because(detail).into());
    }
    let head: Head<'_> = serde_json::from_str(text).map_err(|e| malformed(&e))?;
    if head.kind == SET_TIME {
        let set: SetTime = serde_json::from_str(text).map_err(|e| malformed(&e))?;
        return Ok(Asked::SetTime(set.to));
    }
    let sealed = seal(text, &head, desk)?;
    personal_number::none_in(&sealed, desk.today)?;
    let mut from = serde_json::Deserializer::from_str(&sealed);
    let sent = Sent::read(&head.kind, &mut from).ok_or_else(|| {
        Trouble::UnknownType.because(format!("see /openapi.json; not known: {:.64}", head.kind))
    })?;
    let sent = sent.and_then(|sent| from.end().map(|()| sent)).map_err(|e| malformed(&e))?;
    let actor = actor(sent.actor)?;
    outside_only(&sent.command)?;
    Ok(Asked::One(Box::new(Envelope {
        id: one_of("command_id", "Idempotency-Key", sent.id, headers.id)?.unwrap_or_else(random_id),
        fingerprint: desk.parties.fingerprint(text.as_bytes()),
        actor,
        on_behalf_of: sent.on_behalf_of,
        on_behalf_of_person: sent.on_behalf_of_person,
        place: sent.place,
        occurred_at: sent.occurred_at,
        expected_version: one_of(
            "expected_version",
            "If-Match",
            sent.expected_version,
            headers.expected_version,
        )?,
        command: sent.command,
        received: sealed.into_owned().into_bytes().into(),
    })))
}

/// A new command id.
pub fn random_id() -> CommandId {
    CommandId(uuid::Uuid::new_v4().as_u128())
}

fn actor(sent: Option<Actor>) -> Result<Actor, Problem> {
    let detail = "write actor: a person of the staff, \"applicant\" or \"admin\"";
    match sent.ok_or_else(|| Trouble::ActorMissing.because(detail))? {
        Actor::System => Err(Trouble::ActorForbidden.because("nobody outside is the system")),
        actor @ (Actor::Staff(_) | Actor::Applicant | Actor::Admin | Actor::Port(_)) => Ok(actor),
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "every other command may come from outside")]
fn outside_only(command: &Command) -> Result<(), Problem> {
    match command {
        Command::FireAlarm(_)
        | Command::RecalculateClocks(_)
        | Command::FireBundleAlarm(_)
        | Command::RecalculateBundle(_)
        | Command::LapseTickets(_)
        | Command::FireVoiceAlarm(_)
        | Command::RecalculateVoice(_)
        | Command::TransferCase(_) => {
            Err(Trouble::ActorForbidden.because(format!("{} is the timer's", command.kind())))
        }
        _ => Ok(()),
    }
}

fn one_of<T: PartialEq>(
    field: &str,
    header: &str,
    body: Option<T>,
    head: Option<T>,
) -> Result<Option<T>, Problem> {
    match (body, head) {
        (Some(body), Some(head)) if body != head => {
            Err(Trouble::Malformed.because(format!("{field} and {header} differ")))
        }
        (body, head) => Ok(body.or(head)),
    }
}

/// The command with its personal fields sealed.
fn seal<'a>(text: &'a str, head: &Head<'a>, desk: &Desk<'_>) -> Result<Cow<'a, str>, Problem> {
    // Elsewhere a person is one of the staff, by his number.
    let person = head.person.filter(|_| TOKENED.contains(&head.kind.as_ref()));
    let is_open = head.words.is_none() && person.is_none();
    if head.applicant.is_none() && head.agent.is_none() && is_open {
        return Ok(Cow::Borrowed(text));
    }
    let mut spans: Vec<(std::ops::Range<usize>, String)> = Vec::new();
    let mut subject = None;
    for raw in [head.applicant, head.agent].into_iter().flatten() {
        let plain: PlainParty = serde_json::from_str(raw.get()).map_err(|_| not_plain(raw))?;
        let party = desk.parties.seal(&plain, desk.today)?;
        subject.get_or_insert(party.subject);
        let party = serde_json::to_string(&party).map_err(|e| malformed(&e))?;
        spans.push((span(text, raw.get())?, party));
    }
    if let Some(token) = person.map(|raw| token_of(raw, desk)).transpose()?.flatten() {
        let raw = person.map_or("", RawValue::get);
        spans.push((span(text, raw)?, format!("\"{token}\"")));
    }
    if let Some(raw) = head.words {
        spans.push((span(text, raw.get())?, words(raw, subject, desk)?));
    }
    spans.sort_by_key(|(range, _)| range.start);
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for (range, party) in spans {
        out.push_str(text.get(at..range.start).unwrap_or_default());
        out.push_str(&party);
        at = range.end;
    }
    out.push_str(text.get(at..).unwrap_or_default());
    Ok(Cow::Owned(out))
}

/// The token of a person who is named by his certificate; nothing where a token or nothing was sent.
fn token_of(raw: &RawValue, desk: &Desk<'_>) -> Result<Option<Token>, Problem> {
    if !raw.get().starts_with('{') {
        return Ok(None);
    }
    let plain: PlainPerson = serde_json::from_str(raw.get()).map_err(|_| {
        Trouble::Malformed
            .because("person has certificate_type and certificate, both texts, and no other field")
    })?;
    desk.parties.token(&plain, desk.today).map(Some)
}

/// 原话 sealed under the key of who says them; as JSON.
fn words(raw: &RawValue, of: Option<SubjectId>, desk: &Desk<'_>) -> Result<String, Problem> {
    let plain: Option<String> = serde_json::from_str(raw.get())
        .map_err(|_| Trouble::Malformed.because("words are a text"))?;
    let Some(plain) = plain else { return Ok("null".to_owned()) };
    let subject = of.ok_or_else(|| {
        Trouble::Malformed.because("words go with applicant, whose key seals them")
    })?;
    let sealed = desk.parties.seal_words(subject, &plain)?;
    serde_json::to_string(&sealed).map_err(|e| malformed(&e))
}

/// Where a borrowed part stands in its whole.
fn span(whole: &str, part: &str) -> Result<std::ops::Range<usize>, Problem> {
    let start = part.as_ptr().addr().checked_sub(whole.as_ptr().addr());
    let start = start.filter(|start| start + part.len() <= whole.len());
    start
        .map(|start| start..start + part.len())
        .ok_or_else(|| Trouble::Internal.because("a part lies outside its whole"))
}

/// Names the field and what is expected of it, never what was sent: that is somebody's personal data.
fn not_plain(raw: &RawValue) -> Problem {
    #[derive(Deserialize)]
    struct Other<'a> {
        #[serde(borrow)]
        sealed: Option<&'a RawValue>,
        #[serde(borrow)]
        token: Option<&'a RawValue>,
    }
    let other: Option<Other<'_>> = serde_json::from_str(raw.get()).ok();
    if other.is_some_and(|other| other.sealed.is_some() || other.token.is_some()) {
        return Rule::SealedOutside.because("send name, certificate_type and certificate").into();
    }
    let Ok(fields) = serde_json::from_str::<serde_json::Map<_, _>>(raw.get()) else {
        return Trouble::Malformed.because("a party is an object with its fields");
    };
    let is_text = |field: &str| fields.get(field).is_none_or(serde_json::Value::is_string);
    let missing = PARTY_REQUIRED.iter().find(|field| !fields.contains_key(**field));
    let all = || PARTY_REQUIRED.iter().chain(PARTY_OPTIONAL);
    let detail = match (missing, all().find(|field| !is_text(field))) {
        (Some(field), _) => format!("{field} of a party is missing, a text is expected"),
        (None, Some(field)) => format!("{field} of a party: a text is expected"),
        (None, None) => {
            let all: Vec<&str> = all().copied().collect();
            format!("a party has {} each once and no other field", all.join(", "))
        }
    };
    Trouble::Malformed.because(detail)
}

fn malformed(error: &serde_json::Error) -> Problem {
    Trouble::Malformed.because(error.to_string())
}
