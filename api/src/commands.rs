//! `POST /v1/commands`: commands in, outcomes out.

mod named;

use std::str::FromStr;
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::{Extension, State};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, IF_MATCH};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};
use engine::code::{BundleNumber, CaseNumber, VoiceNumber};
use engine::command::{Actor, Command, Envelope};
use engine::id::{CommandId, Seq};
use engine::number;
use engine::pipeline::{Done, Fault, Outcome};
use engine::refusal::Rule;
use engine::ticket::{AppointmentNumber, TicketNumber};
use engine::world::VisitNumber;
use schemars::JsonSchema;
use serde::Serialize;
use tokio::sync::oneshot;

use crate::app::{App, Shared};
use crate::auth::Right;
use crate::ingest::{self, Asked, HeaderForm};
use crate::limits::{BODY_BYTES_INLINE, BODY_BYTES_MAX};
use crate::party::PlainParty;
use crate::problem::{Problem, Trouble};
use crate::queries::ports;
use crate::{telemetry, timers};

use named::case_of;

const IDEMPOTENCY_KEY: &str = "idempotency-key";

/// A command that was carried out.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct DoneAnswer {
    /// `done`
    pub outcome: &'static str,
    /// Its first event; the log's position where it had none, because it was so already.
    pub seq: Seq,
    /// How many events it had.
    pub events: u16,
    /// 办件编号
    #[serde(skip_serializing_if = "Option::is_none")]
    pub case: Option<CaseNumber>,
    /// 一件事编号, of a command on a whole bundle; `case` is then the first of its cases that it touched.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bundle: Option<BundleNumber>,
    /// 排队号, of a command on a ticket: the one that was issued or called.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ticket: Option<TicketNumber>,
    /// 预约号, of a command on an appointment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub appointment: Option<AppointmentNumber>,
    /// 评价、反映、投诉、督办、导办服务的编号, of a command on one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub voice: Option<VoiceNumber>,
    /// The version of the case, of the bundle or of the voice, after the command.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<u32>,
    /// True when this is the first answer, given again.
    pub again: bool,
    /// The personal fields that were asked for, by `open_personal_data` and `open_voice` only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub personal: Option<Box<PlainParty>>,
    /// 原话 that were asked for, by `open_voice` only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
}

/// One outcome of several.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum ManyAnswer {
    /// It was carried out.
    Done {
        /// 200
        status: u16,
        /// The same as alone.
        #[serde(flatten)]
        done: DoneAnswer,
    },
    /// It was refused.
    Refused {
        /// The problem's status.
        status: u16,
        /// `refused`
        outcome: &'static str,
        /// Why.
        problem: Problem,
    },
}

/// What is known of a command while the engine has it.
#[derive(Debug)]
struct Waiting {
    kind: &'static str,
    case: Option<CaseNumber>,
    after: After,
}

/// What is left to do once the events of a command are durable.
#[derive(Debug, Clone, Copy)]
enum After {
    Nothing,
    Open,
    OpenVoice,
}

/// Takes one command, or an array of them.
pub async fn post(
    State(app): State<Shared>,
    Extension(right): Extension<Right>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let form = header_form(&headers)?;
    let body = collect(&headers, body).await?;
    let today = app.now().day();
    let asked = if body.len() <= BODY_BYTES_INLINE {
        ingest::read(&body, form, &app.parties, today)?
    } else {
        let parties = Arc::clone(&app.parties);
        let read = move || ingest::read(&body, form, &parties, today);
        tokio::task::spawn_blocking(read).await.map_err(|_| broken())??
    };
    match asked {
        Asked::One(envelope) => {
            allowed(right, &envelope)?;
            one(&app, *envelope).await
        }
        Asked::Many(commands) => {
            let each = |command: Result<Envelope, Problem>| {
                command.and_then(|envelope| allowed(right, &envelope).map(|()| envelope))
            };
            many(&app, commands.into_iter().map(each).collect()).await
        }
        Asked::SetTime(to) => {
            if let Right::Answering(port) = right {
                return Err(ports::only(port));
            }
            timers::set_time(&app, to).await?;
            let seq = app.seq();
            Ok(json(&DoneAnswer::of(Done::nothing(seq), &app)))
        }
    }
}

/// A port's token sends answers of that port, in its own name, and nothing else (row 57).
fn allowed(right: Right, envelope: &Envelope) -> Result<(), Problem> {
    let Right::Answering(port) = right else { return Ok(()) };
    let is_answer = matches!(&envelope.command, Command::AnswerPort(_));
    if is_answer && envelope.actor == Actor::Port(port) { Ok(()) } else { Err(ports::only(port)) }
}

/// Reads JSON and sends it back: what the server costs without the engine.
pub async fn echo(headers: HeaderMap, body: Body) -> Result<Response, Problem> {
    let body = collect(&headers, body).await?;
    let value: serde_json::Value = serde_json::from_slice(&body)
        .map_err(|error| Trouble::Malformed.because(error.to_string()))?;
    Ok(json(&value))
}

async fn one(app: &Shared, envelope: Envelope) -> Result<Response, Problem> {
    openable(app, &envelope)?;
    let waiting = Waiting::of(&envelope);
    let mut outcomes = submit(app, vec![envelope]).await?;
    let outcome = outcomes.pop().ok_or_else(broken)?;
    settle(app, &waiting, outcome).map(|done| json(&done))
}

async fn many(app: &Shared, commands: Vec<Result<Envelope, Problem>>) -> Result<Response, Problem> {
    let mut sent = Vec::with_capacity(commands.len());
    let mut order = Vec::with_capacity(commands.len());
    for command in commands {
        order.push(command.and_then(|envelope| {
            openable(app, &envelope)?;
            let waiting = Waiting::of(&envelope);
            sent.push(envelope);
            Ok(waiting)
        }));
    }
    let outcomes = if sent.is_empty() { Vec::new() } else { submit(app, sent).await? };
    let mut outcomes = outcomes.into_iter();
    let mut answers = Vec::with_capacity(order.len());
    for waiting in order {
        let answer = match waiting {
            Ok(waiting) => {
                let outcome = outcomes.next().ok_or_else(broken)?;
                settle(app, &waiting, outcome)
            }
            Err(problem) => Err(problem),
        };
        answers.push(match answer {
            Ok(done) => ManyAnswer::Done { status: 200, done },
            Err(problem) => {
                ManyAnswer::Refused { status: problem.status(), outcome: "refused", problem }
            }
        });
    }
    Ok(json(&answers))
}

/// Hands commands to the engine and waits without holding a thread.
pub async fn submit(app: &App, envelopes: Vec<Envelope>) -> Result<Vec<Outcome>, Problem> {
    let (answer, answers) = oneshot::channel();
    let reply = Box::new(move |outcomes| drop(answer.send(outcomes)));
    app.engine.submit(envelopes, reply)?;
    answers.await.map_err(|_| Fault::InDoubt.into())
}

/// Refuses to record that somebody looked at what cannot be opened.
#[expect(clippy::wildcard_enum_match_arm, reason = "the others open nothing")]
fn openable(app: &App, envelope: &Envelope) -> Result<(), Problem> {
    let number = match &envelope.command {
        Command::OpenPersonalData(open) => &open.case,
        Command::OpenVoice(open) => {
            let voice =
                number::parse_voice(&open.voice).and_then(|id| app.engine.router().voice(id));
            let party = voice.and_then(|voice| voice.party.clone());
            return party.map_or(Ok(()), |party| app.parties.check_key(&party));
        }
        _ => return Ok(()),
    };
    let router = app.engine.router();
    let case = number::parse(&router.setup(), number).and_then(|id| router.case(id));
    // A case that is not there is the engine's to refuse.
    case.map_or(Ok(()), |case| app.parties.check_key(&case.applicant))
}

/// Does what is left to do after a command, and makes its answer.
fn settle(app: &App, waiting: &Waiting, outcome: Outcome) -> Result<DoneAnswer, Problem> {
    let done = outcome.map_err(|fault| {
        let problem = Problem::from(fault).about(about(app, waiting.case.clone()));
        telemetry::refused(waiting.kind, problem.code());
        problem
    })?;
    telemetry::done(waiting.kind, done.again);
    // What was opened once was opened then: who wants to look again says so, with a reason, under an id of its own.
    let after = if done.again { After::Nothing } else { waiting.after };
    let mut answer = DoneAnswer::of(done, app);
    match after {
        After::Nothing => (),
        After::Open => {
            let case = done.case.and_then(|(id, _)| app.engine.router().case(id));
            let case = case.ok_or_else(|| Problem::from(Rule::UnknownCase))?;
            answer.personal = Some(Box::new(app.parties.open(&case.applicant)?));
        }
        After::OpenVoice => {
            let voice = done.voice.and_then(|(id, _)| app.engine.router().voice(id));
            let voice = voice.ok_or_else(|| Problem::from(Rule::UnknownVoice))?;
            if let Some(party) = &voice.party {
                answer.personal = Some(Box::new(app.parties.open(party)?));
                let open = |words| app.parties.open_words(party.subject, words);
                answer.words = voice.words.as_ref().map(open).transpose()?;
            }
        }
    }
    Ok(answer)
}

/// The case a refusal is about, with its present version.
fn about(app: &App, number: Option<CaseNumber>) -> Option<(CaseNumber, Option<u32>)> {
    let number = number?;
    let router = app.engine.router();
    let id = number::parse(&router.setup(), &number);
    let version = id.and_then(|id| router.case(id)).map(|case| case.version);
    Some((number, version))
}

impl DoneAnswer {
    fn of(done: Done, app: &App) -> DoneAnswer {
        let Done { seq, events, case, bundle, voice, visit, again } = done;
        let (ticket, appointment) = match visit {
            Some(VisitNumber::Ticket(number)) => (Some(number), None),
            Some(VisitNumber::Appointment(number)) => (None, Some(number)),
            None => (None, None),
        };
        let setup = app.engine.router().setup();
        DoneAnswer {
            outcome: "done",
            seq,
            events,
            case: case.and_then(|(id, _)| number::format(&setup, id)),
            bundle: bundle.and_then(|(id, _)| number::format_bundle(&setup, id)),
            ticket,
            appointment,
            voice: voice.and_then(|(id, _)| number::format_voice(id)),
            version: bundle
                .map(|(_, version)| version)
                .or(case.map(|(_, version)| version))
                .or(voice.map(|(_, version)| version)),
            again,
            personal: None,
            words: None,
        }
    }
}

impl Waiting {
    fn of(envelope: &Envelope) -> Waiting {
        let command = &envelope.command;
        Waiting { kind: command.kind(), case: case_of(command).cloned(), after: After::of(command) }
    }
}

impl After {
    #[expect(clippy::wildcard_enum_match_arm, reason = "the others leave nothing to do")]
    fn of(command: &Command) -> After {
        match command {
            Command::OpenPersonalData(_) => After::Open,
            Command::OpenVoice(_) => After::OpenVoice,
            _ => After::Nothing,
        }
    }
}

async fn collect(headers: &HeaderMap, body: Body) -> Result<Bytes, Problem> {
    let too_large = || Trouble::BodyTooLarge.because(format!("at most {BODY_BYTES_MAX} bytes"));
    let said = headers.get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
    if said.is_some_and(|said: usize| said > BODY_BYTES_MAX) {
        return Err(too_large());
    }
    axum::body::to_bytes(body, BODY_BYTES_MAX).await.map_err(|error| {
        use std::error::Error as _;
        // A connection that broke off is the other reason; nobody reads that answer.
        let is_over = error.source().is_some_and(|source| source.to_string().contains("length"));
        if is_over { too_large() } else { Trouble::Malformed.because("the body broke off") }
    })
}

fn header_form(headers: &HeaderMap) -> Result<HeaderForm, Problem> {
    Ok(HeaderForm {
        id: header(headers.get(IDEMPOTENCY_KEY), "Idempotency-Key is a UUID", |text| {
            CommandId::from_str(text.trim_matches('"')).ok()
        })?,
        expected_version: header(
            headers.get(IF_MATCH),
            "If-Match is the version of the case as a number, for example \"7\"",
            |text| text.trim_start_matches("W/").trim_matches('"').parse().ok(),
        )?,
    })
}

fn header<T>(
    value: Option<&HeaderValue>,
    what: &'static str,
    read: impl Fn(&str) -> Option<T>,
) -> Result<Option<T>, Problem> {
    let read = |value: &HeaderValue| value.to_str().ok().and_then(|text| read(text.trim()));
    value.map(|value| read(value).ok_or_else(|| Trouble::Malformed.because(what))).transpose()
}

/// An answer as JSON.
pub fn json(answer: &impl Serialize) -> Response {
    match serde_json::to_vec(answer) {
        Ok(bytes) => {
            let json = HeaderValue::from_static("application/json");
            ([(CONTENT_TYPE, json)], bytes).into_response()
        }
        Err(error) => Trouble::Internal.because(error.to_string()).into_response(),
    }
}

fn broken() -> Problem {
    Trouble::Internal.because("an answer is missing")
}
