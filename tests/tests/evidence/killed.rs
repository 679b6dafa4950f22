//! A backup and a restore that are killed in the middle: nothing half is ever taken for whole, and the next run goes on.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use serde_json::Value;

use crate::server::{Server, program, refused, replay, whole};

/// More frames than one answer of the server holds, so that a backup is between two of them.
const CASES: u32 = 290;

/// Bytes of the second answer that come through.
const SOME: usize = 4_000;

/// A way to a server on which a connection stands still after so many bytes of answers. Says when one does.
fn stalling(server: &Server, after: usize) -> (String, Receiver<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let address = server.url.strip_prefix("http://").unwrap().to_owned();
    let (says, stalled) = channel();
    thread::spawn(move || {
        for client in listener.incoming() {
            let (client, server) = (client.unwrap(), TcpStream::connect(&address).unwrap());
            let (asks, asked) = (client.try_clone().unwrap(), server.try_clone().unwrap());
            let says = says.clone();
            thread::spawn({
                let says = says.clone();
                move || pass(asks, asked, usize::MAX, &says)
            });
            thread::spawn(move || pass(server, client, after, &says));
        }
    });
    (url, stalled)
}

/// Passes bytes on, so many of them; then says so and holds both ends.
fn pass(mut from: TcpStream, mut to: TcpStream, mut left: usize, says: &Sender<()>) {
    let mut bytes = [0; 1_024];
    while left > 0 {
        let most = bytes.len().min(left);
        let Ok(read @ 1..) = from.read(&mut bytes[..most]) else { return };
        if to.write_all(&bytes[..read]).is_err() {
            return;
        }
        left -= read;
    }
    says.send(()).ok();
    loop {
        thread::park();
    }
}

fn tool(args: &[&str]) -> Command {
    let mut command = Command::new(program("yichuang"));
    command.args(args).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

#[track_caller]
fn done(output: &Output) -> Value {
    let (out, error) = (&output.stdout, String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{error}");
    serde_json::from_slice(out).unwrap()
}

fn killed(mut child: Child) {
    assert_eq!(child.try_wait().unwrap(), None, "it is in the middle");
    child.kill().unwrap();
    assert!(!child.wait().unwrap().success());
}

fn busy(data: &Path) -> Server {
    let server = Server::start(data);
    for case in 0..CASES {
        server.received(&format!("91430422MB{case:08}"));
    }
    server
}

#[test]
fn a_backup_that_is_killed_in_the_middle_is_none_and_the_next_run_makes_it_whole() {
    let temp = tempfile::tempdir().unwrap();
    let server = busy(&temp.path().join("data"));
    let (token, out) = (server.token_file("auditor"), temp.path().join("backup"));
    let out = out.to_str().unwrap();
    let (url, stalled) = stalling(&server, server.bytes("/v1/audit/frames?after=0") + SOME);
    let from =
        |url: &str| tool(&["backup", "--url", url, "--token-file", &token, "--out", out, "--json"]);
    let child = from(&url).spawn().unwrap();
    stalled.recv().unwrap();
    killed(child);
    let part = Path::new(out).join(format!("frames-{:020}.part", 1));
    assert!(part.exists(), "a part of the log was taken");
    let (code, why) = replay(&["verify", "--data", out]);
    assert_eq!(code, 2, "{why}");
    let restored = temp.path().join("none");
    let none = ["restore", "--from", out, "--data", restored.to_str().unwrap()];
    assert!(!tool(&none).output().unwrap().status.success());

    let done = done(&from(&server.url).output().unwrap());
    assert_eq!(
        (&done["records"], &done["appended"]),
        (&server.size().into(), &server.size().into())
    );
    assert!(!part.exists());
    let live = whole(&["--url", &server.url, "--token-file", &token]);
    assert_eq!(whole(&["--data", out]), live);
}

#[test]
fn a_later_run_of_a_backup_that_is_killed_loses_nothing_of_the_earlier_one() {
    let temp = tempfile::tempdir().unwrap();
    let server = Server::start(&temp.path().join("data"));
    let (token, out) = (server.token_file("auditor"), temp.path().join("backup"));
    let out = out.to_str().unwrap();
    let from =
        |url: &str| tool(&["backup", "--url", url, "--token-file", &token, "--out", out, "--json"]);
    let before = done(&from(&server.url).output().unwrap())["records"].clone();
    for case in 0..CASES {
        server.received(&format!("91430422MC{case:08}"));
    }
    let page = server.bytes(&format!("/v1/audit/frames?after={before}"));
    let (url, stalled) = stalling(&server, page + SOME);
    let child = from(&url).spawn().unwrap();
    stalled.recv().unwrap();
    killed(child);
    assert_eq!(whole(&["--data", out])["records"], before, "what was finished is whole");
    let after = done(&from(&server.url).output().unwrap());
    let new = server.size() - before.as_u64().unwrap();
    assert_eq!((&after["records"], &after["appended"]), (&server.size().into(), &new.into()));
    assert_eq!(whole(&["--data", out])["records"], server.size());
}

#[test]
fn a_restore_that_is_killed_in_the_middle_is_not_served_and_the_next_run_finishes_it() {
    let temp = tempfile::tempdir().unwrap();
    let server = busy(&temp.path().join("data"));
    let (out, to) = (temp.path().join("backup"), temp.path().join("restored"));
    let (out, data) = (out.to_str().unwrap(), server.data.to_str().unwrap().to_owned());
    let kept = done(&tool(&["backup", "--data", &data, "--out", out, "--json"]).output().unwrap());
    let live = server.size();
    server.kill();
    let restore = ["restore", "--from", out, "--data", to.to_str().unwrap(), "--json"];
    let child = tool(&restore).spawn().unwrap();
    // The first thing that is written; the log is not even open then.
    while !to.join("restore.unfinished").exists() {
        thread::yield_now();
    }
    killed(child);
    let why = refused(&to, None);
    assert!(why.contains("the restore was not finished") && why.contains("run it again"), "{why}");
    assert_eq!(replay(&["verify", "--data", to.to_str().unwrap()]).0, 2);

    let again = done(&tool(&restore).output().unwrap());
    assert_eq!((&again["records"], &again["root"]), (&live.into(), &kept["root"]));
    for file in ["keyring", "master.key", "admin.token", "auditor.token"] {
        std::fs::copy(Path::new(&data).join(file), to.join(file)).unwrap();
    }
    let server = Server::start(&to);
    assert_eq!(server.size(), live);
}
