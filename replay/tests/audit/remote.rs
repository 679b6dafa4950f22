//! The log of a running server: what it sends is believed only as far as it can be verified.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Output};
use std::thread;

use replay::Source;
use serde_json::{Value, json};
use store::frame_stream::{StreamHead, push_end, push_frame, push_problem};
use store::{Checkpoint, LogReader, SignedCheckpoint};

use crate::hall::{archived_history, history, written};
use crate::witness::{keys, signed};

/// What a server has, which its answers are made of.
pub(crate) struct Kept {
    head: StreamHead,
    frames: Vec<(u64, Vec<u8>)>,
}

impl Kept {
    pub(crate) fn of(dir: &Path) -> Kept {
        let log = LogReader::open_copy(&dir.join("log")).unwrap();
        let frames = log.frames(0).unwrap().map(Result::unwrap).collect();
        let head = StreamHead { hall: "hall".to_owned(), checkpoint: log.checkpoint() };
        Kept { head, frames }
    }

    /// A page of at most so many frames after a record.
    pub(crate) fn page(&self, after: u64, most: usize) -> Vec<u8> {
        let mut page = self.head.encode();
        for (key, bytes) in self.frames.iter().filter(|(key, _)| *key > after).take(most) {
            push_frame(&mut page, *key, bytes);
        }
        push_end(&mut page);
        page
    }
}

/// Answers every question with a status and what `answer` makes of the record that was asked after.
fn serve(answer: impl Fn(u64) -> (u16, Vec<u8>) + Send + 'static) -> String {
    serve_paths(move |path| {
        let after = path.split("after=").nth(1).and_then(|rest| rest.split('&').next());
        answer(after.and_then(|after| after.parse().ok()).unwrap_or(0))
    })
}

/// Answers every question with what `answer` makes of its path.
pub(crate) fn serve_paths(answer: impl Fn(&str) -> (u16, Vec<u8>) + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            talk(stream, &answer);
        }
    });
    url
}

fn talk(stream: TcpStream, answer: &impl Fn(&str) -> (u16, Vec<u8>)) {
    let mut lines = BufReader::new(stream.try_clone().unwrap()).lines().map_while(Result::ok);
    let mut to = stream;
    while let Some(asked) = lines.next() {
        let path = asked.split(' ').nth(1).unwrap_or_default();
        // The lines of the head, up to the empty one.
        lines.by_ref().take_while(|line| !line.is_empty()).count();
        let (status, body) = answer(path);
        let head = format!("HTTP/1.1 {status} x\r\ncontent-length: {}\r\n\r\n", body.len());
        if to.write_all(head.as_bytes()).and_then(|()| to.write_all(&body)).is_err() {
            return;
        }
    }
}

fn verify(url: &str) -> Output {
    let temp = tempfile::tempdir().unwrap();
    let token = temp.path().join("token");
    fs::write(&token, "secret").unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_yichuang-replay"));
    command.args(["verify", "--redecide", "--json", "--url", url, "--token-file"]).arg(&token);
    command.arg("--scratch").arg(temp.path());
    let output = command.output().unwrap();
    let left = fs::read_dir(temp.path()).unwrap().count();
    assert_eq!(left, 1, "the private copy is gone, only the token is left");
    output
}

#[track_caller]
fn line(output: &Output, code: i32) -> Value {
    let (out, error) =
        (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!(output.status.code(), Some(code), "{out} {error}");
    serde_json::from_str(out.lines().last().unwrap()).unwrap()
}

/// What is found of a log of which `change` was made something else on the way.
#[track_caller]
fn found(code: i32, change: impl FnOnce(&mut Kept)) -> Value {
    let (told, _) = archived_history();
    let (_temp, dir) = written(&told.commits);
    let mut kept = Kept::of(&dir);
    assert!(kept.frames.len() > 3);
    change(&mut kept);
    let url = serve(move |after| (200, kept.page(after, 2)));
    line(&verify(&url), code)["findings"][0].clone()
}

#[test]
fn a_log_fetched_in_pages_gives_what_its_directory_gives() {
    let (told, _) = archived_history();
    let (_temp, dir) = written(&told.commits);
    let kept = Kept::of(&dir);
    let url = serve(move |after| (200, kept.page(after, 3)));
    let mut fetched = line(&verify(&url), 0);
    let directory = Command::new(env!("CARGO_BIN_EXE_yichuang-replay"))
        .args(["verify", "--redecide", "--json", "--data"])
        .arg(&dir)
        .output()
        .unwrap();
    let mut directory = line(&directory, 0);
    assert_eq!(fetched["records"], told.world.seq());
    for summary in [&mut fetched, &mut directory] {
        for measured in ["seconds", "records_per_s"] {
            summary.as_object_mut().unwrap().remove(measured);
        }
    }
    // This server shows nothing but its log, and that is said.
    let notes = fetched.as_object_mut().unwrap().remove("notes").unwrap();
    for what in ["the checkpoints that the server keeps", "the queues that the server shows"] {
        assert!(notes.to_string().contains(what), "{notes}");
    }
    assert_eq!(fetched, directory);
}

/// A server that answers for its queues and its checkpoints: what it keeps, and what it shows.
fn showing(dir: &Path, queues: Value, signed: &SignedCheckpoint) -> Value {
    let kept = Kept::of(dir);
    let note = signed.to_string();
    let url = serve_paths(move |path| {
        let page = |entries: Value| (200, json!({ "entries": entries }).to_string().into_bytes());
        if path.starts_with("/v1/audit/checkpoints") {
            return page(json!([{ "note": note }]));
        }
        if path == "/v1/queues" {
            let all = queues.as_object().unwrap().iter();
            let all = all
                .map(|(id, list)| json!({ "id": id, "waiting": list.as_array().unwrap().len() }));
            return page(all.collect());
        }
        if let Some(id) = path.strip_prefix("/v1/queues/") {
            return page(queues[id.replace("%3A", ":").replace("%2F", "/")].clone());
        }
        let after = path.split("after=").nth(1).and_then(|rest| rest.split('&').next());
        (200, kept.page(after.and_then(|after| after.parse().ok()).unwrap_or(0), 99))
    });
    let output = verify(&url);
    let out = String::from_utf8_lossy(&output.stdout).into_owned();
    serde_json::from_str(out.lines().last().unwrap()).unwrap()
}

#[test]
fn what_a_server_shows_and_keeps_is_compared_with_its_log() {
    let (told, _) = history();
    let (_temp, dir) = written(&told.commits);
    let source = Source::open(&dir).unwrap();
    let mut queues = json!({});
    for place in told.world.places() {
        let number = engine::number::format(told.world.setup(), place.case).unwrap();
        let list = &mut queues[place.queue.to_string()];
        if list.is_null() {
            *list = json!([]);
        }
        list.as_array_mut().unwrap().push(json!({ "case": number, "since": place.since }));
    }
    let good = signed(&source);
    let found = showing(&dir, queues.clone(), &good);
    assert_eq!((&found["findings"], &found["notes"]), (&json!([]), &Value::Null));
    // One that waits is left out.
    let mut fewer = queues.clone();
    let (id, list) = fewer.as_object_mut().unwrap().iter_mut().next().unwrap();
    list.as_array_mut().unwrap().pop();
    let id = id.clone();
    let found = showing(&dir, fewer, &good);
    assert_eq!(found["findings"][0]["kind"], "projection", "{found}");
    assert!(found["findings"][0]["detail"].as_str().unwrap().contains(&id), "{found}");
    // It keeps a checkpoint that its log does not reach.
    let beyond = Checkpoint { size: source.size() + 2, root: [1; 32] };
    let time = "2026-11-22T09:16:50+08:00".parse().unwrap();
    let beyond = SignedCheckpoint::sign(&keys(), beyond, time);
    let found = showing(&dir, queues, &beyond);
    assert_eq!(found["findings"][0]["kind"], "checkpoint", "{found}");
}

#[test]
fn frames_after_the_first_promise_are_left_for_another_time() {
    let (told, _) = archived_history();
    let (_temp, dir) = written(&told.commits);
    let mut kept = Kept::of(&dir);
    let all = kept.head.checkpoint;
    let (key, bytes) = &kept.frames[2];
    let end = store::frame::Frame::decode(*key, bytes.as_slice()).unwrap();
    kept.head.checkpoint = Checkpoint { size: end.last_seq(), root: *end.root() };
    let promised = end.last_seq();
    // Later pages come from a server that has gone on.
    let url = serve(move |after| {
        if after > 0 {
            let head = StreamHead { checkpoint: all, ..kept.head.clone() };
            let grown = Kept { head, frames: kept.frames.clone() };
            return (200, grown.page(after, 9));
        }
        (200, kept.page(after, 1))
    });
    assert_eq!(line(&verify(&url), 0)["records"], promised);
}

#[test]
fn a_frame_that_was_changed_on_the_way_is_named() {
    let mut key = 0;
    let finding = found(1, |kept| {
        key = kept.frames[2].0;
        kept.frames[2].1[100] ^= 1;
    });
    assert_eq!((&finding["kind"], &finding["frame"]), (&"frame".into(), &key.into()));
}

#[test]
fn a_frame_that_is_left_out_or_comes_in_another_place_is_named() {
    let left_out: fn(&mut Kept) = |kept| drop(kept.frames.remove(1));
    let moved: fn(&mut Kept) = |kept| kept.frames.swap(1, 2);
    for change in [left_out, moved] {
        let mut key = 0;
        let finding = found(1, |kept| {
            key = kept.frames[1].0;
            change(kept);
        });
        assert_eq!((&finding["kind"], &finding["frame"]), (&"frame".into(), &key.into()));
    }
}

#[test]
fn a_log_that_is_not_what_the_server_promised_is_a_mismatch() {
    let finding = found(1, |kept| kept.head.checkpoint.root[0] ^= 1);
    assert_eq!(finding["kind"], "head_mark");
    let finding = found(1, |kept| drop(kept.frames.pop()));
    assert_eq!(finding["kind"], "head_mark");
}

#[track_caller]
fn unreadable(answer: impl Fn(u64) -> (u16, Vec<u8>) + Send + 'static, why: &str) {
    let output = verify(&serve(answer));
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(line(&output, 2)["findings"][0]["kind"], "unreadable");
    assert!(error.contains(why), "{error}");
}

#[test]
fn what_cannot_be_fetched_ends_with_2_and_the_reason() {
    let (told, _) = archived_history();
    let (_temp, dir) = written(&told.commits);
    let whole = Kept::of(&dir).page(0, 9);
    let cut = whole[..whole.len() / 2].to_vec();
    unreadable(move |_| (200, cut.clone()), "cut off");
    unreadable(|_| (200, b"<html>".repeat(20)), "no stream of frames");
    unreadable(|_| (401, Vec::new()), "is not that of the server");
    let refused = br#"{"code":"malformed","title":"no","detail":"because"}"#;
    unreadable(|_| (400, refused.to_vec()), "400 malformed: no; because");
    let kept = Kept::of(&dir);
    let mut stopped = kept.head.encode();
    push_problem(&mut stopped, "the disk is gone");
    unreadable(move |_| (200, stopped.clone()), "the sender stopped: the disk is gone");
    unreadable(
        move |after| {
            let hall = if after == 0 { "one" } else { "two" };
            let head = StreamHead { hall: hall.to_owned(), ..kept.head.clone() };
            (200, Kept { head, frames: kept.frames.clone() }.page(after, 1))
        },
        "another hall than before",
    );
}

#[test]
fn a_server_that_is_briefly_busy_is_asked_again() {
    let (told, _) = archived_history();
    let (_temp, dir) = written(&told.commits);
    let kept = Kept::of(&dir);
    let asked = std::sync::atomic::AtomicU64::new(0);
    let url = serve(move |after| match asked.fetch_add(1, std::sync::atomic::Ordering::Relaxed) {
        0 => (503, Vec::new()),
        _ => (200, kept.page(after, 99)),
    });
    assert_eq!(line(&verify(&url), 0)["records"], told.world.seq());
}

#[test]
fn directory_and_server_exclude_each_other_and_a_server_needs_a_token() {
    let run = |args: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_yichuang-replay"));
        let output = command.arg("verify").args(args).output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    let url = "http://127.0.0.1:1";
    assert_eq!(run(&["--data", "d", "--url", url, "--token-file", "t"]).0, Some(2));
    assert_eq!(run(&["--url", url]).0, Some(2));
    let (code, error) = run(&["--url", "https://127.0.0.1:1", "--token-file", "t"]);
    assert_eq!(code, Some(2));
    assert!(error.contains("speaks no TLS"), "{error}");
}
