//! The whole of the server's HTTP: what it shares, its routes, and what every request passes.

use std::borrow::Cow;
use std::sync::{Arc, Mutex as StdMutex};
use std::time::Instant;

use axum::Router;
use axum::extract::{FromRequestParts, MatchedPath, Request, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, Method, Uri};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use engine::figures::Tally;
use engine::id::Seq;
use engine::pipeline::Engine;
use engine::time::Timestamp;
use serde::de::DeserializeOwned;
use store::History;
use tokio::sync::{Mutex, Semaphore, watch};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::trace::TraceLayer;

use crate::auth::{Right, Tokens};
use crate::clock::Clock;
use crate::limits::{MIN_SEQ_POLL, MIN_SEQ_WAIT_MAX, REQUEST_TIME_MAX};
use crate::notary::Notary;
use crate::party::PartySealer;
use crate::problem::{Problem, Trouble};
use crate::{commands, openapi, queries, telemetry};

/// Up to which record an answer knows.
pub static SEQ_HEADER: HeaderName = HeaderName::from_static("yichuang-seq");

/// What every request shares.
#[derive(Debug)]
pub struct App {
    /// The running engine.
    pub engine: Arc<Engine>,
    /// The log.
    pub history: History,
    /// Seals personal fields.
    pub parties: Arc<PartySealer>,
    /// The time.
    pub clock: Clock,
    /// Who may speak.
    pub tokens: Tokens,
    /// Which hall it is; of its own for every keyring.
    pub hall: String,
    /// Those who copy the log at a time.
    pub copiers: Arc<Semaphore>,
    /// Becomes true when the server stops, so that streams end.
    pub closing: watch::Receiver<bool>,
    /// What subscribers of the log share.
    pub tail: queries::tail::Tail,
    /// Signs checkpoints.
    pub notary: Arc<Notary>,
    /// 统计: sums of the log, as far as somebody asked for them.
    pub tally: StdMutex<Tally>,
    /// A turn for each proof that is made, or figures that are added up, at a time.
    pub proving: Arc<Semaphore>,
    /// Where the records of the set-up are, as far as somebody asked for them.
    pub setup_records: StdMutex<queries::histories::SetupRecords>,
    /// Held while the manual clock is moved.
    pub setting_time: Mutex<()>,
}

/// What every request shares, cheap to clone.
pub type Shared = Arc<App>;

impl App {
    /// The last record that readers see.
    pub fn seq(&self) -> Seq {
        self.engine.router().seq()
    }

    /// Now. The machine's clock may step back, the log does not.
    pub fn now(&self) -> Timestamp {
        match self.clock {
            Clock::System => self.clock.now().max(self.engine.router().now()),
            Clock::Manual(_) => self.clock.now(),
        }
    }
}

/// The server, ready to be given a listener or a test's request.
pub fn app(app: Shared) -> Router {
    let inner = Router::new()
        .route("/v1/commands", post(commands::post))
        .route("/v1/echo", post(commands::echo))
        .merge(queries::routes())
        .route("/metrics", get(metrics))
        .route("/openapi.json", get(contract))
        .fallback(not_found)
        .method_not_allowed_fallback(wrong_method)
        .layer(middleware::from_fn_with_state(Arc::clone(&app), seen))
        .layer(middleware::from_fn_with_state(Arc::clone(&app), authenticated));
    let outer = Router::new()
        .route("/livez", get(livez))
        .route("/readyz", get(readyz))
        .method_not_allowed_fallback(wrong_method)
        .merge(inner);
    outer
        .layer(middleware::from_fn(in_time))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(TraceLayer::new_for_http().make_span_with(span))
        .with_state(app)
}

/// One span a request, with an id of its own; never a body, a query or a header.
fn span(request: &Request) -> tracing::Span {
    let path = request.uri().path();
    // Nothing of it is made while nobody listens.
    tracing::debug_span!("request", id = %uuid::Uuid::new_v4(), method = %request.method(), path)
}

fn panicked(_: Box<dyn std::any::Any + Send>) -> Response {
    tracing::error!("a request met a mistake of the server");
    Trouble::Internal.because("the mistake is in the server's log").into_response()
}

async fn not_found(uri: Uri) -> Problem {
    Trouble::NotFound.because(format!("no route {:.128}, see /openapi.json", uri.path()))
}

async fn wrong_method(method: Method) -> Problem {
    Trouble::WrongMethod.because(format!("not {method:.16}, see /openapi.json"))
}

async fn livez() -> &'static str {
    "alive\n"
}

async fn readyz(State(app): State<Shared>) -> Response {
    if app.engine.is_stopped() {
        return Trouble::Stopped.because("the engine stopped, restart the server").into_response();
    }
    "ready\n".into_response()
}

async fn contract() -> Response {
    ([(CONTENT_TYPE, HeaderValue::from_static("application/json"))], openapi::text())
        .into_response()
}

async fn metrics(State(app): State<Shared>) -> Response {
    let router = app.engine.router();
    telemetry::stands(telemetry::Standing {
        waiting: app.engine.waiting(),
        open_cases: router.open_cases(),
        armed: router.armed(),
        seq: router.seq(),
    });
    match telemetry::figures() {
        Some(figures) => figures.render().into_response(),
        None => Trouble::Internal.because("figures are kept elsewhere").into_response(),
    }
}

async fn authenticated(State(app): State<Shared>, mut request: Request, next: Next) -> Response {
    let is_query = matches!(*request.method(), Method::GET | Method::HEAD);
    let right = match app.tokens.right(request.headers()) {
        Ok(right) => right,
        Err(problem) => return problem.into_response(),
    };
    let refused = match right {
        Right::Everything => None,
        Right::Reading => (!is_query && !orders_a_checkpoint(&request))
            .then(|| Trouble::OnlyReads.because("send it with the administrator's token")),
        Right::Answering(port) => queries::ports::beyond(&app, port, &request),
    };
    if let Some(problem) = refused {
        return problem.into_response();
    }
    // What a port may command is seen when its commands are read.
    request.extensions_mut().insert(right);
    next.run(request).await
}

/// A checkpoint changes nothing of the log, and is made for auditors: they may have one signed and kept.
fn orders_a_checkpoint(request: &Request) -> bool {
    request.method() == Method::POST && request.uri().path() == "/v1/audit/checkpoint"
}

/// Waits for the record the query wants to see, and says up to which record the answer knows.
async fn seen(State(app): State<Shared>, request: Request, next: Next) -> Response {
    let is_query = request.method() == Method::GET;
    if is_query && let Err(problem) = reach(&app, request.uri()).await {
        return with_seq(problem.into_response(), app.seq());
    }
    // What is read after this knows at least so much; an answer to a command knows its own events.
    let before = app.seq();
    let response = next.run(request).await;
    let seq = if is_query { before } else { app.seq() };
    with_seq(response, seq)
}

fn with_seq(mut response: Response, seq: Seq) -> Response {
    response.headers_mut().insert(SEQ_HEADER.clone(), HeaderValue::from(seq));
    response
}

/// The parameter of every query; the name of the field below.
const MIN_SEQ: &str = "min_seq";

#[derive(serde::Deserialize)]
struct MinSeq {
    min_seq: Option<Seq>,
}

async fn reach(app: &App, uri: &Uri) -> Result<(), Problem> {
    if !uri.query().is_some_and(|query| query.contains(MIN_SEQ)) {
        return Ok(());
    }
    let Some(min) = from_query::<MinSeq>(uri)?.min_seq else { return Ok(()) };
    let wait = async {
        while app.seq() < min {
            tokio::time::sleep(MIN_SEQ_POLL).await;
        }
    };
    tokio::time::timeout(MIN_SEQ_WAIT_MAX, wait).await.map_err(|_| {
        Trouble::SeqNotReached.because(format!("the log stands at {}, not at {min}", app.seq()))
    })
}

/// Every answer comes in time, and is counted.
async fn in_time(route: Option<MatchedPath>, request: Request, next: Next) -> Response {
    let started = Instant::now();
    let response = match tokio::time::timeout(REQUEST_TIME_MAX, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Trouble::TimedOut
            .because("send the same command_id again to learn what became of it")
            .into_response(),
    };
    let route = route.as_ref().map_or("none", MatchedPath::as_str);
    telemetry::answered(route, response.status().as_u16(), started.elapsed());
    response
}

fn from_query<T: DeserializeOwned>(uri: &Uri) -> Result<T, Problem> {
    axum::extract::Query::<T>::try_from_uri(uri)
        .map(|query| query.0)
        .map_err(|error| Trouble::Malformed.because(error.body_text()))
}

/// What stands after the `?`.
#[derive(Debug)]
pub struct Params<T>(pub T);

impl<T: DeserializeOwned> FromRequestParts<Shared> for Params<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Shared) -> Result<Params<T>, Problem> {
        from_query(&without_min_seq(&parts.uri)).map(Params)
    }
}

/// The query without `min_seq`, which was read before and which no query of its own knows.
fn without_min_seq(uri: &Uri) -> Cow<'_, Uri> {
    let Some(query) = uri.query().filter(|query| query.contains(MIN_SEQ)) else {
        return Cow::Borrowed(uri);
    };
    let is_other = |part: &&str| part.split('=').next() != Some(MIN_SEQ);
    let rest: Vec<&str> = query.split('&').filter(is_other).collect();
    // A part of a query is one as well.
    format!("/?{}", rest.join("&")).parse().map_or(Cow::Borrowed(uri), Cow::Owned)
}

/// The parameters of a query that has none.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoParams {}

/// The two variable parts of a path.
#[derive(Debug)]
pub struct Names(pub String, pub String);

impl FromRequestParts<Shared> for Names {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Shared) -> Result<Names, Problem> {
        let path = axum::extract::Path::<(String, String)>::from_request_parts(parts, app).await;
        path.map(|path| Names(path.0.0, path.0.1))
            .map_err(|error| Trouble::Malformed.because(error.body_text()))
    }
}

/// The one variable part of a path.
#[derive(Debug)]
pub struct Name(pub String);

impl FromRequestParts<Shared> for Name {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Shared) -> Result<Name, Problem> {
        let path = axum::extract::Path::<String>::from_request_parts(parts, app).await;
        path.map(|path| Name(path.0)).map_err(|error| Trouble::Malformed.because(error.body_text()))
    }
}
