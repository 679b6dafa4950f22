//! A real administrative log, played through HTTP: nothing is lost between source and log, and a server that is
//! killed half way goes on to the same end.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test stops at its first surprise"
)]

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use replay::Source;
use replay::export::{Format, Scope, export};
use serde_json::Value;

const SOURCE_CASES: u64 = 1_434;
const SOURCE_EVENTS: u64 = 8_577;
/// Records after which the server is killed: the set-up and a part of the play.
const KILLED_AFTER: u64 = 6_000;

struct Server {
    child: Child,
    address: String,
    data: PathBuf,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

impl Server {
    fn start(data: &Path, listen: &str) -> Server {
        let mut child = Command::new(program())
            .args(["serve", "--clock", "manual", "--listen", listen, "--data"])
            .arg(data)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut ready = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut ready).unwrap();
        let address = ready.strip_prefix("ready http://").expect("the server is ready");
        let address = address.split(' ').next().unwrap().to_owned();
        Server { child, address, data: data.to_owned() }
    }

    fn get(&self, path: &str) -> Value {
        let token = std::fs::read_to_string(self.data.join("admin.token")).unwrap();
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let request = format!(
            "GET {path} HTTP/1.1\r\nhost: hall\r\nconnection: close\r\nauthorization: Bearer {token}\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let body = answer.split_once("\r\n\r\n").unwrap().1;
        serde_json::from_str(body).unwrap()
    }

    fn size(&self) -> u64 {
        self.get("/v1/audit/checkpoint")["size"].as_u64().unwrap()
    }

    /// What happened to each case, when: the end state, without what differs by chance (keys, command ids).
    fn histories(&self) -> BTreeMap<String, Vec<(String, String)>> {
        let mut histories: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
        let mut after = 0;
        loop {
            let page = self.get(&format!("/v1/events?after={after}&limit=1000"));
            let events = page["events"].as_array().unwrap();
            if events.is_empty() {
                return histories;
            }
            for event in events {
                let Some(case) = event["case"].as_str() else { continue };
                let text = |field: &str| event[field].as_str().unwrap().to_owned();
                histories
                    .entry(case.to_owned())
                    .or_default()
                    .push((text("kind"), text("occurred_at")));
            }
            after = page["next"].as_u64().unwrap();
        }
    }

    fn play(&self, log: &Path) -> Command {
        let mut play = Command::new(program());
        play.args(["play", "--json", "--log"]).arg(log);
        play.args(["--url", &format!("http://{}", self.address), "--token-file"]);
        play.arg(self.data.join("admin.token")).stdout(Stdio::piped());
        play
    }
}

/// The server beside the test programs; the workspace builds it first.
fn program() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let program = test.parent().unwrap().parent().unwrap().join("yichuang");
    assert!(program.exists(), "build it first: cargo build --workspace --bins");
    program
}

fn receipt_log(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data").join(name);
    if !path.exists() {
        println!("skipped: ../shared/data/{name} is absent");
        return None;
    }
    Some(path)
}

fn told(out: &[u8]) -> Value {
    let out = std::str::from_utf8(out).unwrap();
    serde_json::from_str(out.lines().last().expect("play tells what it did")).unwrap()
}

#[test]
fn every_event_of_a_real_log_arrives_once_although_the_server_is_killed_half_way() {
    let Some(log) = receipt_log("receipt.csv") else { return };
    let dir = tempfile::tempdir().unwrap();

    let whole = Server::start(&dir.path().join("whole"), "127.0.0.1:0");
    let output = whole.play(&log).output().unwrap();
    assert!(output.status.success(), "play failed");
    let played = told(&output.stdout);
    reconciled(&played, 0);
    assert_eq!(played["cases"], SOURCE_CASES);
    let expected = whole.histories();
    let latest = expected.values().flatten().map(|event| &event.1).max().unwrap();
    assert!(latest.starts_with("2012-"), "cards fire in the time of the log, not at {latest}");

    let data = dir.path().join("killed");
    let mut server = Server::start(&data, "127.0.0.1:0");
    let address = server.address.clone();
    let playing = server.play(&log).spawn().unwrap();
    while server.size() < KILLED_AFTER {
        std::thread::yield_now();
    }
    server.child.kill().unwrap();
    server.child.wait().unwrap();
    let server = Server::start(&data, &address);
    let played = told(&playing.wait_with_output().unwrap().stdout);
    reconciled(&played, 0);
    assert!(server.histories() == expected, "the end state differs after the kill");

    let again = told(&server.play(&log).output().unwrap().stdout);
    reconciled(&again, SOURCE_EVENTS);
    assert!(server.histories() == expected, "a second play added something");
}

/// Every source event is in the log as a command or as recorded work, or was there before.
fn reconciled(played: &Value, before: u64) {
    let count =
        |field: &str| played[field].as_u64().unwrap_or_else(|| panic!("{field} in {played}"));
    assert_eq!((count("source_cases"), count("source_events")), (SOURCE_CASES, SOURCE_EVENTS));
    assert_eq!(count("meant") + count("recorded") + count("before"), SOURCE_EVENTS, "{played}");
    assert_eq!((count("before"), count("lost")), (before, 0), "{played}");
    let refused = played["refused"].as_object().unwrap();
    let refused: u64 = refused.values().map(|count| count.as_u64().unwrap()).sum();
    assert_eq!(count("commands"), count("accepted") + refused, "{played}");
}

/// The Python of tests/pm4py/setup.sh.
fn pm4py() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    if !root.join("target/pm4py/made").exists() {
        println!("skipped: pm4py is not installed; bash tests/pm4py/setup.sh installs it");
        return None;
    }
    Some(root.join("target/pm4py/bin/python"))
}

/// Cases, events, activities, resources and hand-overs of work are those of the source file, each as
/// another program reads them.
#[test]
fn a_process_miner_sees_in_the_exports_of_a_played_log_what_it_sees_in_the_source() {
    let (Some(log), Some(python)) = (receipt_log("receipt.xes.gz"), pm4py()) else { return };
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("played");
    let server = Server::start(&data, "127.0.0.1:0");
    let map = Path::new(env!("CARGO_MANIFEST_DIR")).join("../api/data/mappings/receipt.toml");
    let output = server.play(&log).arg("--map").arg(map).output().unwrap();
    assert!(output.status.success(), "play failed");
    let played = told(&output.stdout);
    reconciled(&played, 0);
    assert!(played["meant"].as_u64().unwrap() > SOURCE_CASES, "not all is recorded work: {played}");
    drop(server);

    let source = Source::open(&data).unwrap();
    let export = |name: &str, format: Format, origin_only: bool| {
        let out = dir.path().join(name);
        let scope = Scope { origin_only, ..Scope::default() };
        export(&source, format, &scope, &out, false).unwrap();
        out
    };
    let files = [
        log,
        export("whole.xes", Format::Xes, false),
        export("origin.xes", Format::Xes, true),
        export("log.json", Format::OcelJson, false),
        export("log.sqlite", Format::OcelSqlite, false),
        export("events.parquet", Format::Parquet, false),
        export("hall.xlsx", Format::Xlsx, false),
    ];
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("pm4py/compare.py");
    let compared = Command::new(python).arg("-W").arg("ignore").arg(script).args(files).output();
    let compared = compared.unwrap();
    let said = String::from_utf8_lossy(&compared.stdout);
    let error = String::from_utf8_lossy(&compared.stderr);
    assert!(compared.status.success(), "{said}\n{error}");
    println!("{said}");
}
