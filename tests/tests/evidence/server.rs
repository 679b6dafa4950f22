//! A server of its own for each test, started as a program, and the auditor's tool beside it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use clap::Parser;
use serde_json::{Value, json};

/// Where the programs of this build are.
pub(crate) fn program(name: &str) -> PathBuf {
    let mut path = std::env::current_exe().unwrap();
    path.pop();
    path.pop();
    path.push(name);
    assert!(path.exists(), "build it first: cargo build --workspace --bins");
    path
}

fn serve(data: &Path, kept: Option<&Path>) -> Command {
    let mut command = Command::new(program("yichuang"));
    command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(data);
    if let Some(kept) = kept {
        command.arg("--checkpoint").arg(kept);
    }
    command
}

/// Why a server does not become ready.
#[track_caller]
pub(crate) fn refused(data: &Path, kept: Option<&Path>) -> String {
    let output = serve(data, kept).output().unwrap();
    assert!(!output.status.success());
    assert!(output.stdout.is_empty(), "{}", String::from_utf8_lossy(&output.stdout));
    String::from_utf8(output.stderr).unwrap()
}

/// A running server.
pub(crate) struct Server {
    child: Child,
    pub(crate) url: String,
    pub(crate) data: PathBuf,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

impl Server {
    /// Starts the built-in hall, or goes on with what is in the directory.
    pub(crate) fn start(data: &Path) -> Server {
        Server::start_with(data, None)
    }

    /// The same, told of a checkpoint that was kept.
    pub(crate) fn start_with(data: &Path, kept: Option<&Path>) -> Server {
        let mut child = serve(data, kept).stdout(Stdio::piped()).spawn().unwrap();
        let mut ready = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut ready).unwrap();
        let url = ready.strip_prefix("ready ").expect("the server is ready");
        let url = url.split(' ').next().unwrap().to_owned();
        Server { child, url, data: data.to_owned() }
    }

    /// Stops it at once, in the middle of what it does.
    pub(crate) fn kill(self) {
        drop(self);
    }

    pub(crate) fn token_file(&self, who: &str) -> String {
        self.data.join(format!("{who}.token")).to_str().unwrap().to_owned()
    }

    fn ask(&self, method: &str, path: &str, body: &str) -> Value {
        let answer = String::from_utf8(self.raw(method, path, body)).unwrap();
        let body = answer.split_once("\r\n\r\n").unwrap().1;
        serde_json::from_str(body).unwrap_or_else(|error| panic!("{error}: {answer}"))
    }

    /// How many bytes an answer takes on its way.
    pub(crate) fn bytes(&self, path: &str) -> usize {
        self.raw("GET", path, "").len()
    }

    fn raw(&self, method: &str, path: &str, body: &str) -> Vec<u8> {
        let token = std::fs::read_to_string(self.token_file("admin")).unwrap();
        let mut stream = TcpStream::connect(self.url.strip_prefix("http://").unwrap()).unwrap();
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: hall\r\nconnection: close\r\n\
             authorization: Bearer {token}\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        answer
    }

    pub(crate) fn get(&self, path: &str) -> Value {
        self.ask("GET", path, "")
    }

    pub(crate) fn post(&self, path: &str) -> Value {
        self.ask("POST", path, "")
    }

    pub(crate) fn command(&self, command: &Value) -> Value {
        self.ask("POST", "/v1/commands", &command.to_string())
    }

    /// An application by a person with this certificate; the number of the case.
    pub(crate) fn received(&self, certificate: &str) -> String {
        let done = self.command(&json!({
            "type": "receive_application", "actor": "W01-A", "place": "W01", "item": "FGW-02",
            "channel": "window", "delivery": "counter",
            "applicant": {
                "name": "示例有限公司", "certificate_type": "990", "certificate": certificate
            },
            "materials": [
                { "material": "APP", "way": "paper", "trust": "B" },
                { "material": "ENERGY", "way": "paper", "trust": "B" },
            ],
        }));
        done["case"].as_str().unwrap_or_else(|| panic!("{done}")).to_owned()
    }

    pub(crate) fn size(&self) -> u64 {
        self.get("/v1/audit/checkpoint")["size"].as_u64().unwrap()
    }
}

/// Runs the auditor's tool: how it ended (0, 1, 2), and what it said.
pub(crate) fn replay(args: &[&str]) -> (u8, String) {
    let cli = replay::Cli::try_parse_from([&["yichuang-replay"], args].concat()).unwrap();
    let mut out = Vec::new();
    let (code, why) = match replay::run(&cli, &mut out) {
        Ok(replay::Ending::Verified) => (0, String::new()),
        Ok(replay::Ending::Mismatch) => (1, String::new()),
        Err(failure) => (2, failure.to_string()),
    };
    (code, String::from_utf8(out).unwrap() + &why)
}

/// The last line of a verification that found nothing, without what was measured.
#[track_caller]
pub(crate) fn whole(args: &[&str]) -> Value {
    let (code, text) = replay(&[&["verify", "--redecide", "--json"], args].concat());
    assert_eq!(code, 0, "{text}");
    let mut summary: Value = serde_json::from_str(text.lines().last().unwrap()).unwrap();
    for measured in ["seconds", "records_per_s"] {
        summary.as_object_mut().unwrap().remove(measured).unwrap();
    }
    summary
}
