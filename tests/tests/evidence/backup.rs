//! A backup of a running server, restored: the same hall goes on.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::server::{Server, program, replay, whole};

/// Runs `yichuang`; its exit code, and what it said last.
fn yichuang(args: &[&str]) -> (Option<i32>, String) {
    let mut command = Command::new(program("yichuang"));
    let output = command.args(args).stdin(Stdio::null()).output().unwrap();
    let said = if output.status.success() { output.stdout } else { output.stderr };
    (output.status.code(), String::from_utf8(said).unwrap())
}

#[track_caller]
fn done(args: &[&str]) -> Value {
    let (code, said) = yichuang(&[args, &["--json"]].concat());
    assert_eq!(code, Some(0), "{said}");
    serde_json::from_str(said.lines().last().unwrap()).unwrap()
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn a_hall_that_was_lost_goes_on_from_its_backup_and_the_erased_stay_erased() {
    let temp = tempfile::tempdir().unwrap();
    let server = Server::start(&temp.path().join("data"));
    let (token, out) = (server.token_file("auditor"), temp.path().join("backup"));
    let kept = temp.path().join("kept.json");
    let gone = server.received("91430422MA00000000");
    fs::write(&kept, server.get("/v1/audit/checkpoint").to_string()).unwrap();
    let keyring = server.data.join("keyring");
    let backup = ["backup", "--url", &server.url, "--token-file", &token, "--out", text(&out)];
    let with_keyring = [&backup[..], &["--with-keyring", text(&keyring)]].concat();
    let first = done(&with_keyring);
    assert_eq!((&first["records"], &first["appended"]), (&json!(server.size()), &first["records"]));
    let stays = server.received("91430422MA11111111");
    let view = server.get(&format!("/v1/cases/{gone}"));
    let erase = json!({
        "type": "erase_subject", "actor": "admin", "subject": view["applicant"]["subject"],
        "reason": "个人信息保护法 art. 47",
    });
    assert_eq!(server.command(&erase)["outcome"], "done");
    // The keyring in the backup is now older than the erasure.
    let second = done(&backup);
    assert_eq!(second["appended"], json!(server.size() - first["records"].as_u64().unwrap()));
    let lost = whole(&["--url", &server.url, "--token-file", &token]);
    assert_eq!(whole(&["--data", text(&out)]), lost, "a backup is verified like the hall");
    let master = fs::read(server.data.join("master.key")).unwrap();
    server.kill();
    fs::remove_dir_all(temp.path().join("data")).unwrap();

    let data = temp.path().join("restored");
    let restore = ["restore", "--from", text(&out), "--data", text(&data)];
    let restored = done(&[&restore[..], &["--checkpoint", text(&kept)]].concat());
    assert_eq!((&restored["root"], &restored["erased"]), (&lost["root"], &json!(1)));
    assert_eq!(whole(&["--data", text(&data)]), lost);
    fs::write(data.join("master.key"), master).unwrap();
    let server = Server::start(&data);
    assert!(
        !data.join("restored.checkpoint").exists(),
        "it was proved before the server was ready"
    );
    let open = |case: &str| {
        server.command(&json!({
            "type": "open_personal_data", "actor": "admin", "case": case, "reason": "审计",
        }))
    };
    assert_eq!(open(&stays)["personal"]["name"], "示例有限公司");
    assert_eq!(open(&gone)["code"], "subject_erased");
    assert!(server.size() > restored["records"].as_u64().unwrap());
}

#[test]
fn a_log_that_does_not_continue_the_kept_checkpoint_is_not_served() {
    let temp = tempfile::tempdir().unwrap();
    let data = temp.path().join("data");
    let server = Server::start(&data);
    server.received("91430422MA00000000");
    let mut checkpoint = server.get("/v1/audit/checkpoint");
    server.kill();
    let kept = temp.path().join("kept.json");
    let serve = ["serve", "--listen", "127.0.0.1:0", "--data", text(&data), "--checkpoint"];
    let root = checkpoint["root"].as_str().unwrap();
    checkpoint["root"] = json!(format!("{}{}", &root[32..], &root[..32]));
    fs::write(&kept, checkpoint.to_string()).unwrap();
    let (code, said) = yichuang(&[&serve[..], &[text(&kept)]].concat());
    assert_eq!(code, Some(1));
    assert!(said.contains("is not served") && said.contains("another history"), "{said}");
}

#[test]
fn keys_are_never_asked_for_over_http_and_a_damaged_backup_is_a_mismatch() {
    let temp = tempfile::tempdir().unwrap();
    let server = Server::start(&temp.path().join("data"));
    let (token, out) = (server.token_file("auditor"), temp.path().join("backup"));
    let backup = ["backup", "--url", &server.url, "--token-file", &token, "--out", text(&out)];
    let (code, said) = yichuang(&[&backup[..], &["--with-keyring"]].concat());
    assert_eq!(code, Some(1));
    assert!(said.contains("never sent over HTTP"), "{said}");
    done(&backup);
    let frames = fs::read_dir(&out).unwrap().flatten().map(|entry| entry.path());
    let file = frames.into_iter().find(|path| path.extension().is_some_and(|e| e == "ycf"));
    let file = file.unwrap();
    let mut bytes = fs::read(&file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&file, bytes).unwrap();
    let (code, said) = replay(&["verify", "--json", "--data", text(&out)]);
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("another SM3"), "{said}");
}
