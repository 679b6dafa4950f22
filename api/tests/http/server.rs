//! A hall of its own for each test, asked without a socket.

use std::path::Path;
use std::sync::Arc;

use api::app::{Shared, app};
use api::clock::ClockKind;
use api::config::{Config, Model};
use api::notary::Schedule;
use api::serve::Hall;
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, Response, StatusCode};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tower::ServiceExt;

/// When the manual clock of every test begins: a Friday.
pub(crate) const START: &str = "2026-11-20T09:00:00.000+08:00";

/// A running hall.
pub(crate) struct Server {
    hall: Option<Hall>,
    router: Router,
    token: String,
    config: Config,
    dir: Option<tempfile::TempDir>,
}

/// An answer, read to its end.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| {
            panic!("{error} in {} {}", self.status, String::from_utf8_lossy(&self.body))
        })
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The body of a success.
    #[track_caller]
    pub(crate) fn ok(&self) -> Value {
        assert_eq!(self.status, 200, "{}", String::from_utf8_lossy(&self.body));
        self.json()
    }

    /// Asserts the whole shape of a problem.
    #[track_caller]
    pub(crate) fn is_problem(&self, status: u16, code: &str) -> Value {
        let problem = self.json();
        assert_eq!((self.status.as_u16(), &problem["code"]), (status, &json!(code)), "{problem}");
        assert_eq!(self.header("content-type"), "application/problem+json");
        assert_eq!(problem["type"], format!("/problems/{code}"));
        assert_eq!(problem["status"], status);
        for text in ["title", "title_zh"] {
            assert!(problem[text].as_str().is_some_and(|text| !text.is_empty()), "{problem}");
        }
        problem
    }
}

impl Server {
    /// The built-in hall on a manual clock.
    pub(crate) fn hall() -> Server {
        Server::with(|_| ())
    }

    /// The same, with other settings.
    pub(crate) fn with(change: impl FnOnce(&mut Config)) -> Server {
        let dir = tempfile::tempdir().unwrap();
        let mut config = config(dir.path());
        change(&mut config);
        let mut server = Server::open(config);
        server.dir = Some(dir);
        server
    }

    fn open(config: Config) -> Server {
        let hall = Hall::open(&config).unwrap();
        let token = std::fs::read_to_string(&config.token_file).unwrap();
        let router = app(Arc::clone(hall.app()));
        Server { hall: Some(hall), router, token, config, dir: None }
    }

    /// Stops the hall and opens it again.
    pub(crate) fn restarted(self) -> Server {
        self.stopped_while(|_| ())
    }

    /// Stops the hall, does something to its files, and opens it again.
    pub(crate) fn stopped_while(self, work: impl FnOnce(&Config)) -> Server {
        self.changed(|config| work(config))
    }

    /// Stops the hall, and opens it again with other settings.
    pub(crate) fn changed(mut self, change: impl FnOnce(&mut Config)) -> Server {
        let (mut config, dir) = (self.config.clone(), self.dir.take());
        self.hall.take().unwrap().close();
        drop(self);
        change(&mut config);
        let mut server = Server::open(config);
        server.dir = dir;
        server
    }

    pub(crate) fn app(&self) -> &Shared {
        self.hall.as_ref().unwrap().app()
    }

    pub(crate) fn data(&self) -> &Path {
        &self.config.data
    }

    pub(crate) fn request(&self, method: &str, path: &str) -> axum::http::request::Builder {
        Request::builder()
            .method(method)
            .uri(path)
            .header("authorization", format!("Bearer {}", self.token))
    }

    pub(crate) async fn response(&self, request: Request<Body>) -> Response<Body> {
        self.router.clone().oneshot(request).await.unwrap()
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        let (parts, body) = self.response(request).await.into_parts();
        let body = body.collect().await.unwrap().to_bytes().to_vec();
        Answer { status: parts.status, headers: parts.headers, body }
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(self.request("GET", path).body(Body::empty()).unwrap()).await
    }

    pub(crate) async fn bytes(&self, body: impl Into<Body>) -> Answer {
        self.send(self.request("POST", "/v1/commands").body(body.into()).unwrap()).await
    }

    pub(crate) async fn command(&self, command: &Value) -> Answer {
        self.bytes(command.to_string()).await
    }

    /// Receives the example application and returns its number.
    pub(crate) async fn received(&self) -> String {
        let done = self.command(&application()).await.ok();
        done["case"].as_str().unwrap().to_owned()
    }
}

fn config(data: &Path) -> Config {
    Config {
        data: data.join("data"),
        listen: ([127, 0, 0, 1], 0).into(),
        model: Model::BuiltIn,
        clock: ClockKind::Manual,
        clock_start: Some(START.parse().unwrap()),
        token_file: data.join("admin.token"),
        auditor_token_file: data.join("auditor.token"),
        port_tokens: data.join("port-tokens"),
        master_key: None,
        checkpoint: None,
        checkpoint_key: data.join("checkpoint.key"),
        origin: None,
        checkpoints: Schedule { minutes: 0, records: 0 },
        log: "off".to_owned(),
    }
}

/// An application that the built-in hall takes.
pub(crate) fn application() -> Value {
    json!({
        "type": "receive_application", "actor": "W01-A", "place": "W01", "item": "FGW-02",
        "channel": "window", "delivery": "counter",
        "applicant": {
            "name": "示例有限公司", "certificate_type": "001", "certificate": "91430422MA00000074"
        },
        "materials": [
            { "material": "APP", "way": "paper", "trust": "B" },
            { "material": "ENERGY", "way": "paper", "trust": "B" },
        ],
    })
}

/// A window officer's command on a case.
pub(crate) fn at_window(kind: &str, case: &str) -> Value {
    json!({ "type": kind, "actor": "W01-A", "place": "W01", "case": case })
}

/// No file below a directory has any of these texts in it.
#[track_caller]
pub(crate) fn assert_nowhere(dir: &Path, texts: &[&str]) {
    let mut read = 0;
    let mut dirs = vec![dir.to_path_buf()];
    while let Some(dir) = dirs.pop() {
        for entry in std::fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                dirs.push(path);
                continue;
            }
            let bytes = std::fs::read(&path).unwrap();
            read += bytes.len();
            for text in texts {
                let found = bytes.windows(text.len()).any(|part| part == text.as_bytes());
                assert!(!found, "{text} is in {}", path.display());
            }
        }
    }
    assert!(read > 10_000, "only {read} bytes were read");
}

/// A command with a field put in or changed.
pub(crate) fn with(mut command: Value, field: &str, value: impl Into<Value>) -> Value {
    command[field] = value.into();
    command
}
