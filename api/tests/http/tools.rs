//! The tools as processes beside a running server: what they refuse before anything is written.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};

use crate::process::{Running, SERVER, command};

struct Hall {
    dir: tempfile::TempDir,
    server: Running,
}

impl Hall {
    /// A hall on a manual clock, and a log of two events in 2010.
    fn open() -> Hall {
        let dir = tempfile::tempdir().unwrap();
        let mut command = command(&dir.path().join("hall"));
        command.args(["--clock", "manual", "--clock-start", "2026-11-20T09:00:00+08:00"]);
        let server = Running::start(command);
        let log = "case,activity,timestamp,resource\n\
                   1,Receipt,2010-10-11T09:00:00+02:00,A\n\
                   1,Check,2010-10-12T09:00:00+02:00,B\n";
        std::fs::write(dir.path().join("log.csv"), log).unwrap();
        Hall { dir, server }
    }

    fn token(&self) -> PathBuf {
        self.dir.path().join("hall/admin.token")
    }

    fn ask(&self, method: &str, path: &str, body: &str) -> Value {
        let token = std::fs::read_to_string(self.token()).unwrap();
        let mut stream = TcpStream::connect(self.server.address()).unwrap();
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\
             authorization: Bearer {token}\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap()
    }

    fn size(&self) -> Value {
        self.ask("GET", "/v1/audit/checkpoint", "")["size"].clone()
    }

    fn tool(&self, tool: &str, token: &Path, more: &[&str]) -> Output {
        let mut command = Command::new(SERVER);
        command.args([tool, "--url", &format!("http://{}", self.server.address())]);
        command.arg("--token-file").arg(token).args(more).output().unwrap()
    }

    fn play(&self) -> Output {
        let log = self.dir.path().join("log.csv");
        self.tool("play", &self.token(), &["--json", "--log", log.to_str().unwrap()])
    }
}

fn error(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn a_log_from_before_the_clock_is_not_begun_but_one_that_was_begun_goes_on() {
    let late = Hall::open();
    let unit =
        json!({ "type": "register_unit", "actor": "admin", "unit": { "id": "U", "name": "u" } });
    late.ask("POST", "/v1/commands", &unit.to_string());
    let size = late.size();
    let refused = late.play();
    assert_eq!(refused.status.code(), Some(1), "{refused:?}");
    for said in ["2026-11-20", "fresh server", "--clock manual"] {
        assert!(error(&refused).contains(said), "{}", error(&refused));
    }
    assert_eq!(late.size(), size);

    let fresh = Hall::open();
    let played = fresh.play();
    assert_eq!(played.status.code(), Some(0), "{}", error(&played));
    // The clock stands at the last event now, past the first.
    let again = fresh.play();
    assert_eq!(again.status.code(), Some(0), "{}", error(&again));
    let tally: Value = serde_json::from_slice(&again.stdout).unwrap();
    assert_eq!(tally["before"], 2, "{tally}");
}

#[test]
fn a_token_of_another_server_is_named() {
    let hall = Hall::open();
    let other = hall.dir.path().join("other.token");
    std::fs::write(&other, "0".repeat(64)).unwrap();
    let log = hall.dir.path().join("log.csv");
    let said = format!("the token in {} is not this server's", other.display());
    let refused = [
        hall.tool("play", &other, &["--log", log.to_str().unwrap()]),
        hall.tool("load", &other, &["--seconds", "1", "--connections", "1"]),
    ];
    for refused in refused {
        assert_eq!(refused.status.code(), Some(1), "{refused:?}");
        assert!(error(&refused).contains(&said), "{}", error(&refused));
    }
}

#[test]
fn a_missing_master_key_says_what_to_do() {
    let dir = tempfile::tempdir().unwrap();
    Running::start(command(dir.path())).terminate();
    std::fs::remove_file(dir.path().join("master.key")).unwrap();
    let (status, _, error) = Running::start(command(dir.path())).wait();
    assert_eq!(status.code(), Some(1));
    assert!(error.contains("master.key is missing") && error.contains("backup"), "{error}");
    assert!(!dir.path().join("master.key").exists());
}

#[test]
fn a_reader_who_leaves_is_no_failure() {
    // More lines than a pipe holds.
    let line = ["due", "--start", "2025-01-20", "--limit", "2500"];
    let mut due = Command::new(SERVER)
        .args(line)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = String::new();
    BufReader::with_capacity(16, due.stdout.take().unwrap()).read_line(&mut first).unwrap();
    assert!(first.starts_with("到期 due"), "{first}");
    let ended = due.wait_with_output().unwrap();
    assert_eq!((ended.status.code(), error(&ended).as_str()), (Some(0), ""));
}
