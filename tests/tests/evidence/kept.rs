//! A hall is served only when its log continues what somebody kept of it: `serve --checkpoint`, and the checkpoints that
//! lie beside the log, which the auditor's tool looks at as well.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;

use crate::server::{Server, program, refused, replay, whole};

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}

/// A hall with a case, its older directory, and the checkpoint that was kept of it, as JSON or as a note.
fn hall(temp: &Path) -> (PathBuf, PathBuf, PathBuf) {
    let [data, older, kept] = ["data", "older", "kept.json"].map(|name| temp.join(name));
    let server = Server::start(&data);
    server.received("91430422MD00000001");
    server.kill();
    copy(&data, &older);
    let server = Server::start(&data);
    server.received("91430422MD00000002");
    let checkpoint = server.get("/v1/audit/checkpoint");
    fs::write(&kept, checkpoint.to_string()).unwrap();
    server.kill();
    (data, older, kept)
}

#[test]
fn the_log_that_continues_the_checkpoint_is_served() {
    let temp = tempfile::tempdir().unwrap();
    let (data, _, kept) = hall(temp.path());
    let server = Server::start_with(&data, Some(&kept));
    server.received("91430422MD00000003");
    server.kill();
    let server = Server::start_with(&data, Some(&kept));
    assert!(server.size() > 0, "and still when it has grown");
}

#[test]
fn an_older_directory_is_not_served_and_the_server_says_why() {
    let temp = tempfile::tempdir().unwrap();
    let (_, older, kept) = hall(temp.path());
    let why = refused(&older, Some(&kept));
    for said in ["is not served", kept.to_str().unwrap(), "the log ends at"] {
        assert!(why.contains(said), "{said} in {why}");
    }
    // Nothing was changed in it: without the checkpoint nobody would have seen it.
    Server::start(&older).kill();
}

#[test]
fn a_rewritten_directory_is_not_served_however_long_it_is() {
    let temp = tempfile::tempdir().unwrap();
    let (_, rewritten, kept) = hall(temp.path());
    let server = Server::start(&rewritten);
    for case in 4..8 {
        server.received(&format!("91430422MD0000000{case}"));
    }
    let kept_size = serde_json::from_slice::<serde_json::Value>(&fs::read(&kept).unwrap()).unwrap();
    assert!(server.size() > kept_size["size"].as_u64().unwrap(), "its length tells nothing");
    server.kill();
    let why = refused(&rewritten, Some(&kept));
    assert!(why.contains("is not served") && why.contains("root"), "{why}");
}

#[test]
fn a_file_that_is_no_checkpoint_stops_the_server() {
    let temp = tempfile::tempdir().unwrap();
    let (data, _, kept) = hall(temp.path());
    fs::write(&kept, json!({ "size": 3 }).to_string()).unwrap();
    assert!(refused(&data, Some(&kept)).contains("kept.json"));
    assert!(refused(&data, Some(&temp.path().join("nowhere"))).contains("nowhere"));
}

/// What `yichuang` says, and how it ends.
fn yichuang(args: &[&str]) -> (Option<i32>, String) {
    let output = std::process::Command::new(program("yichuang")).args(args).output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8(said).unwrap())
}

#[test]
fn a_rolled_back_log_is_not_backed_up_and_a_backup_proves_what_was_kept_of_it() {
    let temp = tempfile::tempdir().unwrap();
    let [data, out, other, to] =
        ["data", "backup", "other", "restored"].map(|name| temp.path().join(name));
    let text = |path: &Path| path.to_str().unwrap().to_owned();
    let server = Server::start(&data);
    server.received("91430422MD00000001");
    server.kill();
    let older = temp.path().join("older-log");
    copy(&data.join("log"), &older);
    let server = Server::start(&data);
    server.received("91430422MD00000002");
    let kept = server.post("/v1/audit/checkpoint")["size"].as_u64().unwrap();
    let token = server.token_file("auditor");
    let backup = ["backup", "--json", "--url", &server.url, "--token-file", &token];
    let (code, said) = yichuang(&[&backup[..], &["--out", &text(&out)]].concat());
    assert_eq!(code, Some(0), "{said}");
    let done: serde_json::Value = serde_json::from_str(said.lines().last().unwrap()).unwrap();
    assert!(done["checkpoints"].as_u64().unwrap() >= 1, "{said}");
    server.kill();
    fs::remove_dir_all(data.join("log")).unwrap();
    copy(&older, &data.join("log"));
    let (code, said) = yichuang(&["backup", "--data", &text(&data), "--out", &text(&other)]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("is not backed up") || said.contains("so it is not"), "{said}");
    assert!(said.contains("are missing") && !other.join("manifest.json").exists(), "{said}");
    // The backup of the whole log is verified with what was kept, and restored with it.
    assert_eq!(whole(&["--data", &text(&out)])["findings"], json!([]));
    let (code, said) =
        yichuang(&["restore", "--json", "--from", &text(&out), "--data", &text(&to)]);
    assert_eq!(code, Some(0), "{said}");
    let done: serde_json::Value = serde_json::from_str(said.lines().last().unwrap()).unwrap();
    assert!(done["proved"].as_u64().unwrap() >= kept, "{said}");
    for file in ["keyring", "master.key"] {
        fs::copy(data.join(file), to.join(file)).unwrap();
    }
    // The keys that sign are new ones; those that signed before are kept beside them.
    Server::start(&to).kill();
    assert_eq!(whole(&["--data", &text(&to)])["findings"], json!([]));
}

/// What the auditor's tool says of a directory.
#[track_caller]
fn verified(data: &Path) -> (u8, String) {
    replay(&["verify", "--data", data.to_str().unwrap()])
}

#[test]
fn a_log_rolled_back_behind_the_checkpoints_beside_it_is_neither_served_nor_verified() {
    let temp = tempfile::tempdir().unwrap();
    let data = temp.path().join("data");
    let server = Server::start(&data);
    server.received("91430422MD00000001");
    server.kill();
    let older = temp.path().join("older-log");
    copy(&data.join("log"), &older);
    let server = Server::start(&data);
    server.received("91430422MD00000002");
    let kept = server.post("/v1/audit/checkpoint")["size"].as_u64().unwrap();
    server.kill();
    assert_eq!(whole(&["--data", data.to_str().unwrap()])["findings"], json!([]));
    fs::remove_dir_all(data.join("log")).unwrap();
    copy(&older, &data.join("log"));
    // A snapshot of the lost records, were there one, would be thrown away.
    let why = refused(&data, None);
    for said in ["is not served", "are missing", "yichuang restore", "move the checkpoints after"] {
        assert!(why.contains(said), "{said} in {why}");
    }
    let (code, text) = verified(&data);
    assert_eq!(code, 1, "{text}");
    assert!(text.contains("[checkpoint]") && !text.contains("whole: nothing"), "{text}");
    // The loss is known and accepted: what was signed of it is kept elsewhere.
    let lost = format!("{kept:020}.checkpoint");
    fs::rename(data.join("checkpoints").join(&lost), temp.path().join(&lost)).unwrap();
    Server::start(&data).kill();
    assert_eq!(verified(&data).0, 0);
    // Who kept it sees it for ever.
    let lost = temp.path().join(&lost);
    let of = ["verify", "--data", data.to_str().unwrap()];
    assert_eq!(replay(&[&of[..], &["--checkpoint", lost.to_str().unwrap()]].concat()).0, 1);
    assert!(refused(&data, Some(&lost)).contains("is not served"));
}
