//! The server as a process: its first line, its last, and what it refuses to start with.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};

use serde_json::{Value, json};

/// The storage engine takes the file in segments of 8 MiB; it needs some to open.
const SEGMENTS_BYTES: u64 = 24 * 1024 * 1024;
pub(crate) const SERVER: &str = env!("CARGO_BIN_EXE_yichuang");

pub(crate) struct Running {
    child: Child,
    out: BufReader<std::process::ChildStdout>,
    pub(crate) ready: String,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

pub(crate) fn command(data: &Path) -> Command {
    let mut command = Command::new(SERVER);
    command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(data);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

impl Running {
    pub(crate) fn start(mut command: Command) -> Running {
        let mut child = command.spawn().unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut ready = String::new();
        out.read_line(&mut ready).unwrap();
        Running { child, out, ready }
    }

    pub(crate) fn address(&self) -> &str {
        self.ready.strip_prefix("ready http://").unwrap().split(' ').next().unwrap()
    }

    fn connect(&self, path: &str, token: &str, accept: &str) -> BufReader<TcpStream> {
        let mut stream = TcpStream::connect(self.address()).unwrap();
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nhost: a\r\naccept: {accept}\r\nauthorization: Bearer {token}\r\n\r\n"
        )
        .unwrap();
        BufReader::new(stream)
    }

    pub(crate) fn terminate(&mut self) -> (ExitStatus, String, String) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
        self.wait()
    }

    pub(crate) fn wait(&mut self) -> (ExitStatus, String, String) {
        let (mut out, mut error) = (String::new(), String::new());
        self.out.read_to_string(&mut out).unwrap();
        self.child.stderr.take().unwrap().read_to_string(&mut error).unwrap();
        (self.child.wait().unwrap(), out, error)
    }
}

#[test]
fn the_server_says_one_line_and_ends_in_order_with_a_subscriber_still_there() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("hall");
    let mut server = Running::start(command(&data));
    let token = std::fs::read_to_string(data.join("admin.token")).unwrap();
    let line = format!(
        "ready http://{} data={} token-file={}\n",
        server.address(),
        data.display(),
        data.join("admin.token").display()
    );
    assert_eq!(server.ready, line);
    assert!(!server.ready.contains(&token));
    let mut stream = server.connect("/v1/events", &token, "text/event-stream");
    let mut first = String::new();
    stream.read_line(&mut first).unwrap();
    assert_eq!(first, "HTTP/1.1 200 OK\r\n");
    let (status, out, error) = server.terminate();
    assert_eq!((status.code(), out.as_str(), error.as_str()), (Some(0), "", ""));
}

#[test]
fn a_second_server_on_the_same_directory_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let _first = Running::start(command(dir.path()));
    let mut second = Running::start(command(dir.path()));
    let (status, _, error) = second.wait();
    assert_eq!((status.code(), second.ready.as_str()), (Some(1), ""));
    assert!(error.contains("cannot open the hall"), "{error}");
}

#[test]
fn settings_that_contradict_each_other_are_refused_before_anything_is_made() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("hall");
    let mut public = command(&data);
    public.args(["--clock", "manual", "--listen", "0.0.0.0:0"]);
    // The listener is typed twice; the arguments are the first to refuse that.
    assert_eq!(Running::start(public).wait().0.code(), Some(2));
    let file = dir.path().join("settings.toml");
    std::fs::write(&file, "clock = 'manual'\nlisten = '0.0.0.0:0'").unwrap();
    let mut public = Command::new(SERVER);
    public.arg("--config").arg(&file).arg("--data").arg(&data);
    public.stdout(Stdio::piped()).stderr(Stdio::piped());
    let (status, _, error) = Running::start(public).wait();
    assert_eq!(status.code(), Some(1));
    assert!(error.contains("loopback"), "{error}");
    assert!(!data.exists());
}

#[test]
fn a_log_that_cannot_be_written_stops_the_server_with_a_code_of_its_own() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("hall");
    // Made without limits first, so that only what comes later meets the limit.
    Running::start(command(&data)).terminate();
    let largest = std::fs::metadata(data.join("log/db")).unwrap().len();
    let blocks = (largest + SEGMENTS_BYTES).div_ceil(512);
    let mut limited = Command::new("sh");
    let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$@\"");
    limited.args(["-c", &script, "sh", SERVER, "--listen", "127.0.0.1:0", "--data"]).arg(&data);
    limited.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut server = Running::start(limited);
    let token = std::fs::read_to_string(data.join("admin.token")).unwrap();
    for round in 0..100 {
        let body = units(round);
        let Ok(mut stream) = TcpStream::connect(server.address()) else { break };
        let head = format!(
            "POST /v1/commands HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\
             authorization: Bearer {token}\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        let sent =
            stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body.as_bytes()));
        let mut answer = String::new();
        let read = stream.read_to_string(&mut answer);
        if sent.is_err() || read.is_err() || answer.contains("in_doubt") {
            break;
        }
    }
    let (status, _, error) = server.wait();
    assert_eq!(status.code(), Some(3), "{error}");
    assert!(error.contains("the log cannot be written"), "{error}");
}

/// Commands that write nearly a frame each.
fn units(round: usize) -> String {
    let unit = |at: usize| {
        let name = format!("{round} {at} {}", "x".repeat(3_000));
        json!({
            "type": "register_unit", "actor": "admin", "unit": { "id": "U", "name": name }
        })
    };
    Value::from((0..600).map(unit).collect::<Vec<_>>()).to_string()
}
