//! The log of a running server is verified like its directory.

use std::fs;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use serde_json::Value;

use crate::server::{Server, replay, whole};

/// Cases that come in before the log is fetched.
const BEFORE: u32 = 20;

#[test]
fn the_log_of_a_busy_server_is_the_beginning_of_what_its_directory_holds_afterwards() {
    let temp = tempfile::tempdir().unwrap();
    let server = Server::start(&temp.path().join("data"));
    let token = server.token_file("auditor");
    let from = ["--url", &server.url, "--token-file", &token];
    for case in 0..BEFORE {
        server.received(&format!("91430422MA{case:08}"));
    }
    let (at_least, is_over) = (server.size(), AtomicBool::new(false));
    let busy = thread::scope(|threads| {
        let work = threads.spawn(|| {
            let mut case = BEFORE;
            while !is_over.load(Ordering::Relaxed) {
                server.received(&format!("91430422MA{case:08}"));
                case += 1;
            }
        });
        let busy = whole(&from);
        is_over.store(true, Ordering::Relaxed);
        work.join().unwrap();
        busy
    });
    // At least one more, whatever came in while it was fetched.
    server.received("91430422MAX0000000");
    assert!(busy["records"].as_u64().unwrap() >= at_least);
    let idle = whole(&from);
    assert!(idle["records"].as_u64() > busy["records"].as_u64());
    let data = server.data.clone();
    server.kill();
    let checkpoint = temp.path().join("kept.json");
    let kept = serde_json::json!({ "size": busy["records"], "root": busy["root"] });
    fs::write(&checkpoint, kept.to_string()).unwrap();
    let mut directory =
        whole(&["--data", data.to_str().unwrap(), "--checkpoint", checkpoint.to_str().unwrap()]);
    // No key was given with the checkpoint; the server's queues were compared, so nothing else is said.
    directory.as_object_mut().unwrap().remove("notes").unwrap();
    assert_eq!(directory, idle);
}

#[test]
fn every_question_has_the_same_answer_from_the_server_and_from_its_directory() {
    let temp = tempfile::tempdir().unwrap();
    let server = Server::start(&temp.path().join("data"));
    let case = server.received("91430422MA00000074");
    let (token, data) = (server.token_file("auditor"), server.data.to_str().unwrap().to_owned());
    let size = server.size().to_string();
    for question in [
        &["hall", "--json"][..],
        &["diff", "--from", "400", "--to", "end", "--json"],
        &["checkpoint"],
        &["prove-inclusion", "--seq", &size],
    ] {
        let url = replay(&[question, &["--url", &server.url, "--token-file", &token]].concat());
        assert_eq!(url.0, 0, "{}", url.1);
        assert_eq!(url, replay(&[question, &["--data", &data]].concat()), "{question:?}");
    }
    for question in [&["case", &case, "--json"][..], &["explain", &case, "acceptance", "--json"]] {
        let told = |from: &[&str]| {
            let (code, text) = replay(&[question, from].concat());
            assert_eq!(code, 0, "{text}");
            let mut told: Value = serde_json::from_str(&text).unwrap();
            let by = told.as_object_mut().unwrap().remove("found_by").unwrap();
            (told, by)
        };
        let (url, by) = told(&["--url", &server.url, "--token-file", &token]);
        assert_eq!(
            (by["way"].as_str(), by["size"].as_u64()),
            (Some("proved"), Some(server.size()))
        );
        assert_eq!(url, told(&["--data", &data]).0, "{question:?}");
    }
}

#[test]
fn a_wrong_token_is_said_with_its_file() {
    let temp = tempfile::tempdir().unwrap();
    let server = Server::start(&temp.path().join("data"));
    let token = temp.path().join("other");
    fs::write(&token, "0".repeat(64)).unwrap();
    let token = token.to_str().unwrap();
    let (code, text) = replay(&["hall", "--url", &server.url, "--token-file", token]);
    assert_eq!(code, 2);
    assert!(text.contains(token) && text.contains("is not that of the server"), "{text}");
}
