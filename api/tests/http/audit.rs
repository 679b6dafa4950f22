//! Checkpoints and proofs over HTTP: signed, kept, and checked with nothing but them.

use std::os::unix::fs::PermissionsExt;
use std::sync::Arc;

use axum::body::Body;
use serde_json::{Value, json};
use store::{Checkpoint, CheckpointDir, Inclusion, ProofFile, SignedCheckpoint, VerifierKey};

use api::notary::Schedule;

use crate::server::{Answer, Server};

impl Server {
    async fn text(&self, method: &str, path: &str) -> Answer {
        let request = self.request(method, path).header("accept", "text/plain");
        self.send(request.body(Body::empty()).unwrap()).await
    }

    async fn keys(&self) -> Vec<VerifierKey> {
        let answer = self.text("GET", "/v1/audit/keys").await;
        let text = String::from_utf8(answer.body).unwrap();
        text.lines().map(|line| line.parse().unwrap()).collect()
    }

    async fn signed(&self, method: &str) -> SignedCheckpoint {
        let answer = self.text(method, "/v1/audit/checkpoint").await;
        assert_eq!(answer.header("content-type"), "text/plain; charset=utf-8");
        String::from_utf8(answer.body).unwrap().parse().unwrap()
    }
}

fn proof(answer: &Answer) -> ProofFile {
    serde_json::from_value(answer.ok()).unwrap()
}

#[track_caller]
fn proves_inclusion(answer: &Answer, checkpoint: &Checkpoint) -> u64 {
    match proof(answer) {
        ProofFile::Inclusion(proof) => {
            assert_eq!(proof.check(checkpoint), None);
            proof.seq
        }
        ProofFile::Consistency(other) => panic!("{other:?}"),
    }
}

#[track_caller]
fn proves_consistency(answer: &Answer, from: &Checkpoint, to: &Checkpoint) {
    match proof(answer) {
        ProofFile::Consistency(proof) => assert_eq!(proof.check(from, to), None),
        ProofFile::Inclusion(other) => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_checkpoint_is_signed_with_both_keys_that_are_served() {
    let server = Server::hall();
    let keys = server.keys().await;
    assert_eq!(keys.len(), 2);
    let signed = server.signed("GET").await;
    signed.check(&keys).unwrap();
    assert_eq!(signed.checkpoint, server.app().history.log().checkpoint());
    assert_eq!(signed.time, Some(server.app().now()));
    let shown = server.get("/v1/audit/checkpoint").await.ok();
    assert_eq!(shown["note"], signed.to_string());
    assert_eq!(shown["size"], signed.checkpoint.size);
    assert_eq!(shown["origin"], json!(keys[0].name()));
    let listed = server.get("/v1/audit/keys").await.ok();
    assert_eq!(listed["keys"][0], json!({"algorithm": "ed25519", "key": keys[0].to_string()}));
    assert_eq!(listed["keys"][1]["algorithm"], "sm2-with-sm3");
}

#[tokio::test]
async fn keys_are_their_owners_only_stay_after_a_restart_and_lie_beside_their_public_ones() {
    let server = Server::hall();
    let keys = server.keys().await;
    let file = server.data().parent().unwrap().join("checkpoint.key");
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    let public = std::fs::read_to_string(file.with_extension("pub")).unwrap();
    assert_eq!(public, format!("{}\n{}\n", keys[0], keys[1]));
    let server = server.restarted();
    assert_eq!(server.keys().await, keys);
}

#[tokio::test]
async fn a_name_that_is_set_is_that_of_the_keys() {
    let server = Server::with(|config| config.origin = Some("hall.example/1".to_owned()));
    assert_eq!(server.signed("GET").await.origin, "hall.example/1");
}

#[tokio::test]
async fn what_is_asked_for_is_kept_once_for_each_size_in_order() {
    let server = Server::hall();
    let dir = CheckpointDir::of(server.data());
    server.signed("GET").await;
    assert!(dir.sizes().unwrap().is_empty(), "asking keeps nothing");
    let first = server.signed("POST").await;
    assert_eq!(server.signed("POST").await, first, "the same is not signed twice");
    server.received().await;
    let second = server.signed("POST").await;
    assert_eq!(dir.sizes().unwrap(), [first.checkpoint.size, second.checkpoint.size]);
    let page = server.get("/v1/audit/checkpoints?limit=1").await.ok();
    assert_eq!(page["entries"][0]["note"], first.to_string());
    let next = page["next"].as_str().unwrap();
    let page = server.get(&format!("/v1/audit/checkpoints?after={next}")).await.ok();
    assert_eq!(page["entries"].as_array().unwrap().len(), 1);
    assert_eq!(page["entries"][0]["note"], second.to_string());
    assert_eq!(page.get("next"), None);
}

#[tokio::test]
async fn every_record_and_every_growth_is_proved_to_who_has_the_checkpoints() {
    let server = Server::hall();
    let old = server.signed("POST").await.checkpoint;
    server.received().await;
    let now = server.signed("GET").await.checkpoint;
    for seq in [1, old.size, now.size] {
        let answer = server.get(&format!("/v1/audit/inclusion/{seq}")).await;
        assert_eq!(proves_inclusion(&answer, &now), seq);
    }
    let path = format!("/v1/audit/inclusion/7?size={}", old.size);
    assert_eq!(proves_inclusion(&server.get(&path).await, &old), 7);
    let path = format!("/v1/audit/consistency?from={}", old.size);
    proves_consistency(&server.get(&path).await, &old, &now);
    let path = format!("/v1/audit/consistency?from={}&to={}", old.size, now.size);
    proves_consistency(&server.get(&path).await, &old, &now);
    let inclusion = server.get("/v1/audit/inclusion/7").await.ok();
    assert_eq!(inclusion["proof"], "inclusion");
    let record = server.app().history.log().read(7).unwrap();
    assert_eq!(inclusion["record"], store::hex(&record), "as it was stored");
}

/// The records of all pages of a history, each proved in the tree that the first page names.
async fn history(server: &Server, name: &str, limit: usize) -> Vec<u64> {
    let first = server.get(&format!("/v1/audit/histories/{name}?limit={limit}")).await.ok();
    let size = first["size"].as_u64().unwrap();
    let root = store::hex(&server.app().history.log().root());
    assert_eq!(first["root"], root);
    let tree = Checkpoint { size, root: server.app().history.log().root() };
    let (mut page, mut seqs) = (first, Vec::new());
    loop {
        let entries: Vec<Inclusion> = serde_json::from_value(page["entries"].clone()).unwrap();
        assert!(entries.len() <= limit);
        for proof in entries {
            assert_eq!(proof.check(&tree), None);
            seqs.push(proof.seq);
        }
        let Some(next) = page.get("next") else { return seqs };
        let path = format!("/v1/audit/histories/{name}?limit={limit}&size={size}&after={next}");
        page = server.get(&path).await.ok();
        assert_eq!(page.get("root"), None);
    }
}

#[tokio::test]
async fn every_record_of_a_history_and_of_the_set_up_is_served_with_its_proof() {
    let server = Server::hall();
    let case = server.received().await;
    let records = server.app().history.records(0, usize::MAX).unwrap();
    let of = |is: &dyn Fn(engine::event::Stream) -> bool| -> Vec<u64> {
        let wanted = records.iter().filter(|record| is(record.entry.stream));
        wanted.map(|record| record.seq).collect()
    };
    let of_case = of(&|stream| stream.case().is_some());
    assert!(!of_case.is_empty());
    assert_eq!(history(&server, &case, 1).await, of_case);
    let setup = of(&engine::event::Stream::is_setup);
    assert_eq!(history(&server, "setup", 7).await, setup);
    assert_eq!(history(&server, "setup", 1_000).await, setup, "asked again, none is there twice");
    let older = of_case[0] - 1;
    let path = format!("/v1/audit/histories/{case}?size={older}");
    let page = server.get(&path).await.ok();
    assert_eq!(page["entries"], json!([]), "it came after that tree");
}

#[tokio::test]
async fn a_history_that_is_not_there_is_refused() {
    let server = Server::hall();
    let beyond = server.app().history.log().size() + 1;
    for (path, status, code) in [
        ("/v1/audit/histories/1136".to_owned(), 404, "unknown_case"),
        ("/v1/audit/histories/BB202601010001".to_owned(), 404, "unknown_voice"),
        ("/v1/audit/histories/20260101-0001".to_owned(), 404, "unknown_ticket"),
        (format!("/v1/audit/histories/setup?size={beyond}"), 404, "not_found"),
        ("/v1/audit/histories/setup?after=x".to_owned(), 400, "malformed"),
    ] {
        server.get(&path).await.is_problem(status, code);
    }
}

#[tokio::test]
async fn what_is_not_there_is_refused() {
    let server = Server::hall();
    let size = server.app().history.log().size();
    let beyond = size + 1;
    for (path, status, code) in [
        ("/v1/audit/inclusion/0".to_owned(), 404, "not_found"),
        (format!("/v1/audit/inclusion/{beyond}"), 404, "not_found"),
        (format!("/v1/audit/inclusion/1?size={beyond}"), 404, "not_found"),
        ("/v1/audit/inclusion/5?size=4".to_owned(), 404, "not_found"),
        ("/v1/audit/inclusion/one".to_owned(), 400, "malformed"),
        ("/v1/audit/inclusion/1?form=der".to_owned(), 400, "malformed"),
        (format!("/v1/audit/consistency?from={beyond}"), 404, "not_found"),
        (format!("/v1/audit/consistency?from=1&to={beyond}"), 404, "not_found"),
        ("/v1/audit/consistency?from=5&to=4".to_owned(), 404, "not_found"),
        ("/v1/audit/consistency".to_owned(), 400, "malformed"),
        ("/v1/audit/checkpoints?after=x".to_owned(), 400, "malformed"),
        ("/v1/audit/keys?algorithm=1".to_owned(), 400, "malformed"),
    ] {
        let problem = server.get(&path).await.is_problem(status, code);
        assert!(!problem["detail"].as_str().unwrap().is_empty(), "{path}");
    }
}

#[tokio::test]
async fn a_checkpoint_is_kept_when_the_minutes_or_the_records_are_full() {
    let server = Server::with(|config| {
        config.checkpoints = Schedule { minutes: 30, records: 5 };
    });
    let dir = CheckpointDir::of(server.data());
    let notary = Arc::clone(&server.app().notary);
    let size = || server.app().history.log().size();
    // The thread may have been faster with the first: it is kept once all the same.
    notary.look().unwrap();
    let first = size();
    assert_eq!(dir.sizes().unwrap().last(), Some(&first));
    server.received().await;
    assert_eq!(notary.look().unwrap(), None, "one record, no minute");
    let later = json!({"type": "set_time", "to": "2026-11-20T09:30:00+08:00"});
    server.command(&later).await.ok();
    notary.look().unwrap();
    assert_eq!(dir.sizes().unwrap(), [first, size()], "by the manual clock");
    for _ in 0..5 {
        server.received().await;
    }
    notary.look().unwrap();
    assert!(dir.sizes().unwrap().len() >= 3, "by the records");
}

/// The files of a log that say what it holds.
const LOG_FILES: [&str; 3] = ["head", "db", "conf"];

#[tokio::test]
async fn a_log_that_was_rolled_back_behind_its_checkpoints_is_not_served() {
    let server = Server::hall();
    let older = tempfile::tempdir().unwrap();
    let copy = older.path().to_path_buf();
    let server = server.stopped_while(|config| {
        for name in LOG_FILES {
            std::fs::copy(config.data.join("log").join(name), copy.join(name)).unwrap();
        }
    });
    server.received().await;
    let kept = server.signed("POST").await.checkpoint.size;
    let server = server.stopped_while(|config| {
        for name in LOG_FILES {
            std::fs::copy(copy.join(name), config.data.join("log").join(name)).unwrap();
        }
        let refused = api::serve::Hall::open(config).unwrap_err();
        let said = format!("{refused:#}");
        for part in
            ["is not served", "are missing", &format!("after record {kept}, the log ends at")]
        {
            assert!(said.contains(part), "{part} in {said}");
        }
        assert!(said.contains("move the checkpoints after record"), "it says how to go on: {said}");
        // It is known and accepted: what was signed of the lost records is moved away.
        let lost = format!("checkpoints/{kept:020}.checkpoint");
        std::fs::rename(config.data.join(&lost), copy.join("lost.checkpoint")).unwrap();
    });
    assert!(server.signed("POST").await.checkpoint.size < kept);
}

#[tokio::test]
async fn what_does_not_continue_a_checkpoint_that_is_kept_is_not_signed() {
    let server = Server::with(|config| {
        config.checkpoints = Schedule { minutes: 0, records: 0 };
    });
    // Put there while the server runs, and before it signed anything.
    let keys = store::SigningKeys::from_secrets("hall.example/1", &[7; 32], &[9; 32]).unwrap();
    let size = server.app().history.log().size() + 5;
    let checkpoint = Checkpoint { size, root: [1; 32] };
    let signed = SignedCheckpoint::sign(&keys, checkpoint, server.app().now());
    CheckpointDir::of(server.data()).keep(&signed).unwrap();
    for method in ["GET", "POST"] {
        let request = server.request(method, "/v1/audit/checkpoint").body(Body::empty()).unwrap();
        let problem = server.send(request).await.is_problem(409, "not_continued");
        let detail = problem["detail"].as_str().unwrap();
        assert!(detail.contains(&format!("record {size}")), "{detail}");
    }
}

#[tokio::test]
async fn keys_that_were_lost_are_made_anew_and_the_old_ones_no_longer_fit() {
    let server = Server::hall();
    let old = server.keys().await;
    let server = server.stopped_while(|config| {
        std::fs::remove_file(&config.checkpoint_key).unwrap();
    });
    let new = server.keys().await;
    let signed = server.signed("GET").await;
    assert!(signed.check(&new).is_ok() && signed.check(&old).is_err());
}

#[tokio::test]
async fn checkpoints_need_the_token() {
    let server = Server::hall();
    for path in ["checkpoint", "checkpoints", "keys", "inclusion/1", "consistency?from=1"] {
        let request = axum::http::Request::get(format!("/v1/audit/{path}"));
        let answer = server.send(request.body(Body::empty()).unwrap()).await;
        let problem: Value = answer.is_problem(401, "unauthorized");
        assert!(problem.get("note").is_none());
    }
}
