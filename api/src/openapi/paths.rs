//! The paths of the OpenAPI document: which route takes and gives what.

mod setup;
mod tickets;

use engine::bundle::Form;
use engine::figures::Figures;
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Map, Value, json};
use store::frame_stream::STREAM_MEDIA_TYPE;
use store::{Consistency, Inclusion};

use crate::commands::{DoneAnswer, ManyAnswer};
use crate::limits::{FRAMES_DEFAULT, FRAMES_MAX};
use crate::problem::{PROBLEM_JSON, Problem};
use crate::queries::audit::{CheckpointView, KeysView};
use crate::queries::bundle_view::{BundleBrief, BundleView};
use crate::queries::calendar::CalendarView;
use crate::queries::case_view::CaseView;
use crate::queries::clocks::AlarmView;
use crate::queries::documents::DocumentView;
use crate::queries::events::EventView;
use crate::queries::feed::Events;
use crate::queries::histories::HistoryView;
use crate::queries::items::ItemView;
use crate::queries::page::Page;
use crate::queries::ports::{AskView, PortView};
use crate::queries::queues::{PlaceView, QueueView};
use crate::queries::retention::DueView;
use crate::queries::voice_view::VoiceView;
use crate::queries::windows::WindowView;

/// The path that is asked for the present checkpoint, and told to keep it.
const CHECKPOINT: &str = "/v1/audit/checkpoint";

/// A query: its path, what it is for, the parameters beside those of every query, and its answer.
struct Query {
    path: &'static str,
    summary: &'static str,
    parameters: &'static [&'static str],
    answer: Value,
}

/// Every path.
pub(super) fn paths(schemas: &mut SchemaGenerator) -> Map<String, Value> {
    let problem = reference::<Problem>(schemas);
    let mut paths = Map::new();
    paths.insert("/v1/commands".to_owned(), commands(schemas, &problem));
    for query in queries(schemas) {
        paths.insert(query.path.to_owned(), json!({ "get": get(&query, &problem) }));
    }
    let keep = json!({
        "summary": "校验点: the log as it is now, signed and kept.",
        "responses": responses(&reference::<CheckpointView>(schemas), &problem),
    });
    if let Some(path) = paths.get_mut(CHECKPOINT).and_then(Value::as_object_mut) {
        path.insert("post".to_owned(), keep);
    }
    paths.insert("/v1/echo".to_owned(), echo(&problem));
    paths.insert("/v1/audit/frames".to_owned(), frames(&problem));
    for (path, summary) in [
        ("/livez", "Whether the process is alive. Needs no token."),
        ("/readyz", "Whether the log is verified and commands are taken. Needs no token."),
        ("/metrics", "Figures in the text form of Prometheus."),
        ("/openapi.json", "This document."),
    ] {
        let answers = json!({ "200": { "description": "as it says" } });
        let mut get = json!({ "summary": summary, "responses": answers });
        if summary.ends_with("no token.")
            && let Some(get) = get.as_object_mut()
        {
            get.insert("security".to_owned(), json!([]));
        }
        paths.insert(path.to_owned(), json!({ "get": get }));
    }
    paths
}

fn reference<T: JsonSchema>(schemas: &mut SchemaGenerator) -> Value {
    schemas.subschema_for::<T>().to_value()
}

const PAGED: &[&str] = &["after", "limit"];

fn query(
    path: &'static str,
    summary: &'static str,
    parameters: &'static [&'static str],
    answer: Value,
) -> Query {
    Query { path, summary, parameters, answer }
}

fn queries(schemas: &mut SchemaGenerator) -> Vec<Query> {
    let mut queries = Vec::from(of_cases(schemas));
    queries.extend(tickets::of_tickets(schemas));
    queries.extend(of_voices(schemas));
    queries.extend(of_the_hall(schemas));
    queries.extend(setup::of_the_setup(schemas));
    queries.extend(of_the_audit(schemas));
    queries
}

/// What is asked about cases and the log.
#[expect(clippy::too_many_lines, reason = "a table: one entry a path")]
fn of_cases(schemas: &mut SchemaGenerator) -> [Query; 16] {
    [
        query(
            "/v1/cases/{number}",
            "办件: a case, now or as it was recorded at an instant.",
            &["at"],
            reference::<CaseView>(schemas),
        ),
        query(
            "/v1/cases/{number}/events",
            "办件历程: everything that happened to a case. The cursor is a version.",
            PAGED,
            reference::<Page<EventView>>(schemas),
        ),
        query(
            "/v1/bundle-forms/{code}",
            "一表: what whoever asks for a bundle today chooses, answers and brings, each once.",
            &[],
            reference::<Form>(schemas),
        ),
        query(
            "/v1/bundles",
            "一件事: the bundles that are not archived.",
            PAGED,
            reference::<Page<BundleBrief>>(schemas),
        ),
        query(
            "/v1/bundles/{number}",
            "一件事: a bundle with each of its cases, and who had them how long.",
            &["at"],
            reference::<BundleView>(schemas),
        ),
        query(
            "/v1/bundles/{number}/events",
            "一件事历程: what happened to the bundle itself. The cursor is a version.",
            PAGED,
            reference::<Page<EventView>>(schemas),
        ),
        query(
            "/v1/bundles/{number}/documents",
            "一次性补正告知书: the notices of all defects over all cases of a bundle. The cursor is a version.",
            PAGED,
            reference::<Page<DocumentView>>(schemas),
        ),
        query(
            "/v1/bundles/{number}/documents/{version}",
            "文书正文: as text, or as a page where the sender accepts text/html.",
            &[],
            json!({ "type": "string" }),
        ),
        query(
            "/v1/cases/{number}/documents",
            "文书: the documents of a case, in order. The cursor is a version.",
            PAGED,
            reference::<Page<DocumentView>>(schemas),
        ),
        query(
            "/v1/ports",
            "端口: every port, and how many questions it still owes an answer.",
            &[],
            json!({ "type": "array", "items": reference::<PortView>(schemas) }),
        ),
        query(
            "/v1/ports/{port}",
            "待回执: what a port was asked and has not answered, oldest first; with Accept: \
                text/event-stream what it is asked from now on.",
            &["after", "limit", "overdue"],
            reference::<Page<AskView>>(schemas),
        ),
        query(
            "/v1/cases/{number}/documents/{version}",
            "文书正文: as text, or as a page where the sender accepts text/html. The applicant's \
                name is a placeholder in it.",
            &[],
            json!({ "type": "string" }),
        ),
        query(
            "/v1/queues",
            "队列: every queue that ever had a case.",
            PAGED,
            reference::<Page<QueueView>>(schemas),
        ),
        query(
            "/v1/queues/{id}",
            "排队: who waits in a queue, in order of service.",
            PAGED,
            reference::<Page<PlaceView>>(schemas),
        ),
        query(
            "/v1/clocks",
            "时限: the armed alarms, earliest first.",
            PAGED,
            reference::<Page<AlarmView>>(schemas),
        ),
        query(
            "/v1/events",
            "事件: the log in order; with Accept: text/event-stream a stream that goes on, \
             resumed by Last-Event-ID.",
            PAGED,
            reference::<Events>(schemas),
        ),
    ]
}

/// What an auditor asks.
fn of_the_audit(schemas: &mut SchemaGenerator) -> [Query; 7] {
    [
        query(
            CHECKPOINT,
            "校验点: size and root of the log now, signed. With Accept: text/plain the signed note alone.",
            &[],
            reference::<CheckpointView>(schemas),
        ),
        query(
            "/v1/audit/checkpoints",
            "校验点存档: the signed checkpoints that are kept, oldest first. The cursor is a size.",
            PAGED,
            reference::<Page<CheckpointView>>(schemas),
        ),
        query(
            "/v1/audit/keys",
            "公钥: the keys that check checkpoints. With Accept: text/plain one a line.",
            &[],
            reference::<KeysView>(schemas),
        ),
        query(
            "/v1/audit/inclusion/{seq}",
            "包含证明: that a record, whose bytes are in the answer, is in the tree of a size.",
            &["size"],
            reference::<Inclusion>(schemas),
        ),
        query(
            "/v1/audit/histories/{number}",
            "卷宗: the records of one case, bundle, voice or day of a ticket by its number, or of the set-up \
             (`setup`), each with the proof that it is in the tree. The cursor is a record.",
            &["size", "after", "limit"],
            reference::<HistoryView>(schemas),
        ),
        query(
            "/v1/audit/consistency",
            "一致性证明: that the tree of one size is the beginning of the tree of another.",
            &["from", "to"],
            reference::<Consistency>(schemas),
        ),
        query(
            "/v1/audit/retention",
            "保管期限: the archived cases that are due to be appraised on a day. A page may have few or no \
                entries and still a next one.",
            &["at", "after", "limit"],
            reference::<Page<DueView>>(schemas),
        ),
    ]
}

/// What is asked about ratings, troubles, complaints, orders and services.
fn of_voices(schemas: &mut SchemaGenerator) -> [Query; 8] {
    let page = reference::<Page<VoiceView>>(schemas);
    [
        query("/v1/ratings", "好差评: the ratings that are not closed.", PAGED, page.clone()),
        query("/v1/troubles", "办不成事: the reports that are not closed.", PAGED, page.clone()),
        query("/v1/complaints", "投诉举报: those that are not closed.", PAGED, page.clone()),
        query("/v1/orders", "督办: the orders that are not closed.", PAGED, page),
        query(
            "/v1/voices/{number}",
            "One of any kind by its number, now or as it was at an instant; closed ones too.",
            &["at"],
            reference::<VoiceView>(schemas),
        ),
        query(
            "/v1/voices/{number}/events",
            "Everything that happened to one. The cursor is a version.",
            PAGED,
            reference::<Page<EventView>>(schemas),
        ),
        query(
            "/v1/voices/{number}/documents",
            "办不成事督办单: the orders that the desk wrote about a trouble. The cursor is a version.",
            PAGED,
            reference::<Page<DocumentView>>(schemas),
        ),
        query(
            "/v1/voices/{number}/documents/{version}",
            "督办单正文: as text, or as a page where the sender accepts text/html.",
            &[],
            json!({ "type": "string" }),
        ),
    ]
}

/// What is asked about the hall's set-up.
fn of_the_hall(schemas: &mut SchemaGenerator) -> [Query; 8] {
    [
        query(
            "/v1/items",
            "事项: each item in the version that is in force on a day; planned ones beside it.",
            &["on", "after", "limit"],
            reference::<Page<ItemView>>(schemas),
        ),
        query(
            "/v1/items/{code}",
            "事项版本: one item, its version in force or another, compared with an older one (六减一增).",
            &["version", "on", "compare"],
            reference::<ItemView>(schemas),
        ),
        query(
            "/v1/figures",
            "统计指标: what the log says of the hall as a whole, each figure beside its target.",
            &["since", "until", "frequent", "weights"],
            reference::<Figures>(schemas),
        ),
        query(
            "/v1/markings",
            "容缺标注变更: papers that a new version of an item marks in another way, in order of publication.",
            PAGED,
            reference::<Page<engine::item::Marking>>(schemas),
        ),
        query(
            "/v1/readiness",
            "应进必进、充分授权: the items in force that lack a window, a person or a letter.",
            PAGED,
            reference::<Page<engine::readiness::Unready>>(schemas),
        ),
        query("/v1/windows", "窗口", PAGED, reference::<Page<WindowView>>(schemas)),
        query("/v1/staff", "人员", PAGED, reference::<Page<engine::hall::Staff>>(schemas)),
        query(
            "/v1/calendar",
            "工作日历: the calendar in force.",
            &[],
            reference::<CalendarView>(schemas),
        ),
    ]
}

fn get(query: &Query, problem: &Value) -> Value {
    let parts = query.path.split(['{', '}']).skip(1).step_by(2);
    let in_path = parts.map(|name| {
        json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } })
    });
    let in_query = query.parameters.iter().chain(&["min_seq"]).map(|name| parameter(name));
    let parameters: Vec<Value> = in_path.chain(in_query).collect();
    json!({
        "summary": query.summary,
        "parameters": parameters,
        "responses": responses(&query.answer, problem),
    })
}

fn parameter(name: &str) -> Value {
    let number = json!({ "type": "integer", "minimum": 0 });
    let date = || json!({ "type": "string", "format": "date" });
    let (schema, description) = match name {
        "at" => (json!({ "type": "string", "format": "date-time" }), "any past moment"),
        "day" => (json!({ "type": "string", "format": "date" }), "which day; today where absent"),
        "on" => (date(), "as of which day; today where absent"),
        "zone" => (json!({ "type": "string" }), "only those of a zone"),
        "state" => {
            let states = json!({ "enum": ["waiting", "called", "in_service", "ended"] });
            (states, "only those in this state")
        }
        "limit" => (number, "entries of the page, cut to 1 to 1000; 100 where absent"),
        "overdue" => (json!({ "type": "boolean" }), "only those past their term, or none of them"),
        "version" => (number, "which version; the one in force where absent"),
        "compare" => (number, "an older version to compare it with"),
        "size" => (number, "for the tree of so many records; of all where absent"),
        "since" => (date(), "the first day; from the beginning where absent"),
        "until" => (date(), "the last day; today where absent"),
        "frequent" => (number, "cases from which on an item counts as frequent; 100 where absent"),
        "weights" => (
            json!({ "type": "string" }),
            "what the parts of the ranking weigh: in time, speed, cards; 60,20,20 where absent",
        ),
        "from" => (number, "records of the older tree; has to be given"),
        "to" => (number, "records of the newer tree; all where absent"),
        "min_seq" => (number, "wait until the answer knows this record"),
        _ => (json!({ "type": "string" }), "the next of the page before"),
    };
    json!({ "name": name, "in": "query", "schema": schema, "description": description })
}

fn responses(answer: &Value, problem: &Value) -> Value {
    let seq = json!({
        "description": "up to which record the answer knows", "schema": { "type": "integer" }
    });
    json!({
        "200": {
            "description": "the answer",
            "headers": { "yichuang-seq": seq },
            "content": { "application/json": { "schema": answer } },
        },
        "default": {
            "description": "a problem, see docs/api.md",
            "content": { PROBLEM_JSON: { "schema": problem } },
        },
    })
}

fn frames(problem: &Value) -> Value {
    let number = |name: &str, description: String| {
        let schema = json!({ "type": "integer", "minimum": 0 });
        json!({ "name": name, "in": "query", "schema": schema, "description": description })
    };
    let mut answers = responses(&json!({}), problem);
    if let Some(content) = answers.pointer_mut("/200/content") {
        let schema = json!({ "type": "string", "contentMediaType": STREAM_MEDIA_TYPE });
        *content = json!({ STREAM_MEDIA_TYPE: { "schema": schema } });
    }
    json!({ "get": {
        "summary": "日志帧: the log as it is stored, frame by frame, for a copy that can be verified. \
            The form is in docs/api.md.",
        "parameters": [
            number("after", "the last record of a frame; 0 or absent from the first on".to_owned()),
            number("limit", format!("frames, cut to 1 to {FRAMES_MAX}; {FRAMES_DEFAULT} where absent")),
            parameter("min_seq"),
        ],
        "responses": answers,
    } })
}

fn commands(schemas: &mut SchemaGenerator, problem: &Value) -> Value {
    let command = json!({ "$ref": "#/components/schemas/Command" });
    let several = json!({
        "type": "array", "items": command, "minItems": 1,
        "maxItems": engine::limits::BATCH_COMMANDS_MAX
    });
    let done = reference::<DoneAnswer>(schemas);
    let many = json!({ "type": "array", "items": reference::<ManyAnswer>(schemas) });
    let header = |name: &str, description: &str| {
        json!({
            "name": name, "in": "header", "description": description,
            "schema": { "type": "string" }
        })
    };
    json!({ "post": {
        "summary": "命令: one command, or an array of up to 1000, each with its own outcome.",
        "parameters": [
            header("Idempotency-Key", "command_id as a header, for one command"),
            header("If-Match", "expected_version as a header, for one command"),
        ],
        "requestBody": {
            "required": true,
            "content": { "application/json": { "schema": { "oneOf": [command, several] } } },
        },
        "responses": responses(&json!({ "oneOf": [done, many] }), problem),
    } })
}

fn echo(problem: &Value) -> Value {
    json!({ "post": {
        "summary": "Reads JSON and sends it back: what the server costs without the engine.",
        "requestBody": { "required": true, "content": { "application/json": { "schema": {} } } },
        "responses": responses(&json!({}), problem),
    } })
}
