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
        "type": "withdraw_case", "actor": "applicant", "case": case, "reason": "不再需要",
    }));
    server.command(&json!({
        "type": "erase_subject", "actor": "admin", "subject": subject, "reason": "保存期限届满",
    }));
    let after = server.size();
    let (code, text) = ask(&admin, "centre-manager");
    assert_eq!((code, server.size()), (2, after), "{text}");
    assert!(text.contains("subject_erased"), "{text}");
}

#[test]
fn who_said_something_and_his_own_words_are_opened_over_a_server_and_by_the_keys() {
    let temp = tempfile::tempdir().unwrap();
    let server = Server::start(&temp.path().join("data"));
    let filed = server.command(&json!({
        "type": "file_complaint", "actor": "applicant", "summary": "态度生硬", "words": "他说明天再来",
        "applicant": { "name": "示例", "certificate_type": "990", "certificate": "YJS-000001" },
    }));
    let voice = filed["voice"].as_str().unwrap_or_else(|| panic!("{filed}")).to_owned();
    let case = ["case", voice.as_str(), "--json"];
    let opening = ["--open", "--by", "centre-manager", "--reason", "complaint 7"];
    let admin = server.token_file("admin");
    let from = ["--url", &server.url, "--token-file", &admin];
    let told = |args: &[&str]| -> Value {
        let (code, text) = replay(&[&case, args].concat());
        assert_eq!(code, 0, "{text}");
        serde_json::from_str(&text).unwrap()
    };
    let closed = told(&from);
    assert_eq!((closed.get("personal"), &closed["has_words"]), (None, &json!(true)));
    let opened = told(&[&from[..], &opening].concat());
    let personal = &opened["personal"];
    assert_eq!(personal["words"]["opened"], "他说明天再来");
    assert_eq!(personal["applicant"]["opened"]["name"], "示例");
    let last = opened["events"].as_array().unwrap().last().unwrap();
    assert_eq!(last["kind"], "PersonalDataOpened");
    let data = server.data.clone();
    server.kill();
    let file = |name: &str| data.join(name).to_str().unwrap().to_owned();
    let register = temp.path().join("openings.jsonl").to_str().unwrap().to_owned();
    let (keyring, master) = (file("keyring"), file("master.key"));
    let keys = ["--keyring", &keyring, "--master-key-file", &master, "--register", &register];
    let from = ["--data", data.to_str().unwrap()];
    let by_keys = told(&[&from[..], &opening, &keys].concat());
    assert_eq!(by_keys["personal"], opened["personal"]);
    let kept = std::fs::read_to_string(register).unwrap();
    let line: Value = serde_json::from_str(&kept).unwrap();
    assert_eq!((&line["what"], &line["case"]), (&json!("voice"), &json!(voice)));
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
    assert!(text.contains("opens one case or voice by `case`"), "{text}");
    assert!(!out.exists());
}
