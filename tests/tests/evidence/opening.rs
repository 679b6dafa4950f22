//! 调阅 over a running server: the opening is an event of its log, with who and why.

use serde_json::{Value, json};

use crate::server::{Server, replay};

#[test]
fn what_is_opened_over_a_server_is_kept_by_it_with_who_and_why() {
    let temp = tempfile::tempdir().unwrap();
    let server = Server::start(&temp.path().join("data"));
    let case = server.received("91430422MA00000000");
    let (admin, auditor) = (server.token_file("admin"), server.token_file("auditor"));
    let ask = |token: &str, by: &str| {
        let reason = ["--reason", "complaint 7", "--json"];
        let from =
            ["case", &case, "--url", &server.url, "--token-file", token, "--open", "--by", by];
        replay(&[&from[..], &reason].concat())
    };
    let before = server.size();
    let (code, text) = ask(&auditor, "centre-manager");
    assert_eq!((code, server.size()), (2, before), "the auditor's token only reads: {text}");
    assert!(text.contains("token_only_reads"), "{text}");
    let (code, text) = ask(&admin, "centre-manager");
    assert_eq!(code, 0, "{text}");
    let told: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(told["personal"]["applicant"]["opened"]["name"], "示例有限公司");
    let last = told["events"].as_array().unwrap().last().unwrap();
    assert_eq!(
        (&last["kind"], &last["actor"]),
        (&json!("PersonalDataOpened"), &json!("centre-manager"))
    );
    assert_eq!(last["event"]["data"]["reason"], "complaint 7");
    assert_eq!(server.size(), before + 1);
    // Who is erased stays closed, and nothing is kept of the attempt.
    let subject = last["event"]["data"]["subject"].clone();
    server.command(&json!({
        "type": "erase_subject", "actor": "admin", "subject": subject, "reason": "保存期限届满",
    }));
    let after = server.size();
    let (code, text) = ask(&admin, "centre-manager");
    assert_eq!((code, server.size()), (2, after), "{text}");
    assert!(text.contains("subject_erased"), "{text}");
}

#[test]
fn an_export_is_never_opened_over_a_server() {
    let temp = tempfile::tempdir().unwrap();
    let server = Server::start(&temp.path().join("data"));
    let (token, out) = (server.token_file("admin"), temp.path().join("out.csv"));
    let from =
        ["--url", &server.url, "--token-file", &token, "--open", "--by", "x", "--reason", "y"];
    let export = ["export", "--format", "csv", "--out", out.to_str().unwrap()];
    let (code, text) = replay(&[&export[..], &from].concat());
    assert_eq!(code, 2);
    assert!(text.contains("opens one case by `case`"), "{text}");
    assert!(!out.exists());
}
