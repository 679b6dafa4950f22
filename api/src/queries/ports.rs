//! `/v1/ports`: what the hall asks of the systems around it, and has no answer to yet. At least once: a question
//! stands in the outbox until its answer is in the log.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method};
use axum::response::Response;
use engine::bundle::Node;
use engine::case::Case;
use engine::code::{BundleNumber, CaseNumber, MaterialCode, Reference, Text};
use engine::event::{Event, EventKind};
use engine::id::{CaseId, Digest, Seq};
use engine::number;
use engine::port::{Ask, PortKind};
use engine::record::Record;
use engine::setup::Setup;
use engine::time::Day;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::app::{App, Name, NoParams, Params, Shared};
use crate::commands::json;
use crate::limits::PORT_ASKS_COUNTED_MAX;
use crate::problem::{Problem, Trouble};
use crate::queries::cases::unblocked;
use crate::queries::exchange;
use crate::queries::feed::{last_event_id, subscribe, wants_stream};
use crate::queries::page::{Page, limit};

/// A port and what it still owes.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PortView {
    /// Which.
    pub port: PortKind,
    /// 名称
    pub name_zh: &'static str,
    /// Working days in which an answer is awaited; none while it is not connected.
    pub term_days: Option<u16>,
    /// 待回执 open questions, as far as they are counted.
    pub open: usize,
    /// 逾期 of those: past their term.
    pub overdue: usize,
}

/// An open question.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct AskView {
    /// Names the question; send it back in `answer_port`.
    pub ask: Seq,
    /// 办件编号
    pub case: Option<CaseNumber>,
    /// The kind of event that asks.
    pub cause: Option<EventKind>,
    /// The last day on which the answer is in time.
    pub due: Option<Day>,
    /// 逾期
    pub overdue: bool,
    /// What is asked.
    pub content: Content,
}

/// What is asked of a port.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Content {
    /// 缴费: so much, in fen.
    Pay {
        /// The whole fee.
        amount_fen: u32,
    },
    /// 用印
    Seal {
        /// 文书编号
        number: Text,
        /// SM3 of its text.
        hash: Digest,
        /// Where the text is.
        text: String,
    },
    /// 退费: so much, in fen, of this payment.
    Refund {
        /// The whole fee.
        amount_fen: u32,
        /// 票据 of the payment.
        receipt: Reference,
    },
    /// 证照调取, with the applicant's consent.
    Licence {
        /// The paper it stands for; the answer names it.
        material: MaterialCode,
        /// 证照类型
        licence: Reference,
        /// 授权
        consent: Reference,
    },
    /// 寄递
    Deliver {
        /// 物流单号
        parcel: Reference,
    },
    /// 上级平台: messages of the exchange, in their order.
    Exchange(Vec<Value>),
    /// The event says it all.
    Event,
}

/// What a port's token does not open: everything but its outbox, its answers, and, for the port that seals, the text
/// of a document of a case that it is asked to seal (row 57).
pub fn beyond(app: &App, port: PortKind, request: &Request) -> Option<Problem> {
    let path: Vec<&str> = request.uri().path().split('/').skip(1).collect();
    let is_query = matches!(*request.method(), Method::GET | Method::HEAD);
    let may = match path.as_slice() {
        ["v1", "commands"] => *request.method() == Method::POST,
        ["v1", "ports", name] => is_query && *name == port.name(),
        ["v1", "cases", case, "documents", _] => {
            is_query && port == PortKind::ESeal && is_to_seal(app, case)
        }
        ["v1", "bundles", bundle, "documents", _] => {
            is_query && port == PortKind::ESeal && is_bundle_to_seal(app, bundle)
        }
        _ => false,
    };
    (!may).then(|| only(port))
}

/// The problem of a port that asks for more.
pub fn only(port: PortKind) -> Problem {
    let (name, actor) = (port.name(), port.actor());
    Trouble::OnlyItsPort.because(format!("read /v1/ports/{name}, send answer_port as {actor}"))
}

fn is_to_seal(app: &App, case: &str) -> bool {
    let router = app.engine.router();
    let number = case.parse::<CaseNumber>().ok();
    let id = number.and_then(|number| number::parse(&router.setup(), &number));
    let case = id.and_then(|id| router.case(id));
    case.is_some_and(|case| asks_for_a_seal(&case))
}

/// 一件事: the question about the paper of a bundle stands on one of its cases.
fn is_bundle_to_seal(app: &App, bundle: &str) -> bool {
    let router = app.engine.router();
    let number = bundle.parse::<BundleNumber>().ok();
    let id = number.and_then(|number| number::parse_bundle(&router.setup(), &number));
    let bundle = id.and_then(|id| router.bundle(id));
    let asks = |case: CaseId| router.case(case).is_some_and(|case| asks_for_a_seal(&case));
    bundle.is_some_and(|bundle| bundle.nodes.iter().filter_map(Node::case).any(asks))
}

fn asks_for_a_seal(case: &Case) -> bool {
    case.extras().asks.iter().any(|ask| ask.port == PortKind::ESeal)
}

/// Every port.
pub async fn all(
    State(app): State<Shared>,
    Params(NoParams {}): Params<NoParams>,
) -> Result<Response, Problem> {
    let router = app.engine.router();
    let (setup, today) = (router.setup(), app.now().day());
    let views = PortKind::ALL.iter().map(|port| {
        let asked = router.asks(*port, 0, PORT_ASKS_COUNTED_MAX);
        let is_late = |(seq, case): &&(Seq, CaseId)| {
            let case = router.case(*case);
            case.is_some_and(|case| ask_of(&case, *seq).is_some_and(|ask| ask.due < today))
        };
        PortView {
            port: *port,
            name_zh: port.chinese(),
            term_days: setup.ports.get(port).map(|connection| connection.term_days),
            open: asked.len(),
            overdue: asked.iter().filter(is_late).count(),
        }
    });
    Ok(json(&views.collect::<Vec<_>>()))
}

/// Which questions.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Which {
    after: Option<Seq>,
    limit: Option<usize>,
    overdue: Option<bool>,
}

/// The outbox of a port, oldest first: a page, or a stream of what it is asked from now on.
pub async fn outbox(
    State(app): State<Shared>,
    Name(port): Name,
    headers: HeaderMap,
    Params(which): Params<Which>,
) -> Result<Response, Problem> {
    let port = PortKind::from_name(&port).ok_or_else(|| {
        let names: Vec<&str> = PortKind::ALL.iter().map(|port| port.name()).collect();
        Trouble::NotFound.because(format!("no port {port:.64}; there are {}", names.join(", ")))
    })?;
    let after = which.after.unwrap_or(0);
    if wants_stream(&headers) {
        let after = last_event_id(&headers)?.unwrap_or(after);
        return subscribe(app, after, Some(port));
    }
    let limit = limit(which.limit);
    let router = app.engine.router();
    let (setup, today) = (router.setup(), app.now().day());
    let mut open = Vec::new();
    for (seq, id) in router.asks(port, after, PORT_ASKS_COUNTED_MAX) {
        // Answered, or archived, between the two looks.
        let Some(case) = router.case(id) else { continue };
        let Some(ask) = ask_of(&case, seq).cloned() else { continue };
        if which.overdue.is_none_or(|wanted| wanted == (ask.due < today)) {
            open.push((case, ask));
        }
        if open.len() == limit {
            break;
        }
    }
    let history = app.history.clone();
    let shown = unblocked(move || {
        let shown = open.into_iter().map(|(case, ask)| {
            let asked = history.commit(ask.seq)?;
            let records: Vec<Record> = asked.records().collect();
            let events = if port == PortKind::Platform {
                history.of_stream(ask.seq, usize::MAX)?
            } else {
                Vec::new()
            };
            Ok(view(&case, &ask, &records, &events, (&setup, today)))
        });
        shown.collect::<Result<Vec<AskView>, store::HistoryError>>()
    });
    let shown = shown.await?;
    let cursor = |view: &AskView| view.ask.to_string();
    Ok(json(&Page::of(shown, limit, cursor, |view| view)))
}

fn ask_of(case: &Case, seq: Seq) -> Option<&Ask> {
    case.extras().asks.iter().find(|ask| ask.seq == seq)
}

#[expect(clippy::wildcard_enum_match_arm, reason = "one kind of event is a question")]
fn view(
    case: &Case,
    ask: &Ask,
    records: &[Record],
    events: &[Record],
    (setup, today): (&Setup, Day),
) -> AskView {
    let number = number::format(setup, case.id);
    let kind = records.iter().find_map(|record| match &record.entry.event {
        Event::PortAsked(asked) if record.seq == ask.seq => Some(asked.cause),
        _ => None,
    });
    let before = records.iter().rev().skip_while(|record| record.seq >= ask.seq);
    let mut made = before.filter(|record| Some(record.entry.event.kind()) == kind);
    let content = match (ask.port, made.next()) {
        (PortKind::Payment, _) if !ask.is_refund() => {
            let fee = setup.item(case.item).map_or(0, |item| item.definition.fee_fen);
            Content::Pay { amount_fen: fee }
        }
        (PortKind::Platform, Some(turn)) => {
            Content::Exchange(exchange::messages(turn, events, setup))
        }
        (_, Some(record)) => content(record, &home(record, number.as_ref(), setup)),
        (_, None) => Content::Event,
    };
    AskView {
        ask: ask.seq,
        case: number,
        cause: kind,
        due: Some(ask.due),
        overdue: ask.due < today,
        content,
    }
}

/// Where the record is: with its case, or with the bundle of which the case carries the question.
fn home(record: &Record, case: Option<&CaseNumber>, setup: &Setup) -> String {
    let bundle = record.entry.stream.bundle();
    if let Some(bundle) = bundle.and_then(|id| number::format_bundle(setup, id)) {
        return format!("/v1/bundles/{bundle}");
    }
    case.map_or_else(String::new, |case| format!("/v1/cases/{case}"))
}

#[expect(clippy::wildcard_enum_match_arm, reason = "the other events say it all")]
fn content(record: &Record, home: &str) -> Content {
    match &record.entry.event {
        Event::DocumentIssued(document) => Content::Seal {
            number: document.number.clone(),
            hash: document.hash,
            text: format!("{home}/documents/{}", record.entry.version),
        },
        Event::PaymentReversed(reversed) => {
            Content::Refund { amount_fen: reversed.amount_fen, receipt: reversed.receipt.clone() }
        }
        Event::UnowedPaid(unowed) => {
            Content::Refund { amount_fen: unowed.amount_fen, receipt: unowed.receipt.clone() }
        }
        Event::LicenceRequested(request) => Content::Licence {
            material: request.material.clone(),
            licence: request.licence.clone(),
            consent: request.consent.clone(),
        },
        Event::Shipped(shipped) => Content::Deliver { parcel: shipped.parcel.clone() },
        _ => Content::Event,
    }
}
