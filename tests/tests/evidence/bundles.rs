//! 一件事: the decisions of a log with bundles are taken again, and its story is told, open and archived.

use serde_json::{Value, json};

use crate::server::{Server, replay, whole};

fn done(server: &Server, command: &Value) {
    let answer = server.command(command);
    assert_eq!(answer["outcome"], "done", "{command}: {answer}");
}

fn by(actor: &str, kind: &str, case: &str, fields: Value) -> Value {
    let mut command = json!({"type": kind, "actor": actor, "case": case});
    if let (Value::Object(command), Value::Object(fields)) = (&mut command, fields) {
        command.extend(fields);
    }
    command
}

/// A restaurant whose licence is granted and made; the number of the bundle and of the licence's case.
fn opened(server: &Server) -> (String, String) {
    let papers = ["APP", "ID", "LEASE", "PLAN", "SAFE", "HC", "DESIGN"];
    let materials: Vec<Value> = papers
        .iter()
        .map(|paper| json!({"material": paper, "way": "paper", "trust": "B"}))
        .collect();
    done(
        server,
        &json!({
            "type": "receive_bundle", "actor": "W01-A", "place": "W01", "bundle": "B02",
            "channel": "window", "delivery": "counter", "materials": materials,
            "applicant": {"name": "示例", "certificate_type": "990", "certificate": "YJS-000001"},
        }),
    );
    let number = server.get("/v1/bundles")["entries"][0]["number"].as_str().unwrap().to_owned();
    let view = server.get(&format!("/v1/bundles/{number}"));
    let case = view["nodes"][0]["case"].as_str().unwrap().to_owned();
    for kind in ["start_pre_check", "accept_case"] {
        done(server, &by("W01-A", kind, &case, json!({"place": "W01"})));
    }
    done(server, &by("SJ-chief", "decide_case", &case, json!({"outcome": "granted"})));
    done(server, &by("SJ-rep", "record_result", &case, json!({"number": "D-1"})));
    (number, case)
}

/// Withdrawn, handed out, archived.
fn put_away(server: &Server, number: &str, case: &str) {
    let withdraw = json!({
        "type": "withdraw_bundle", "actor": "applicant", "bundle": number, "reason": "另行选址",
    });
    done(server, &withdraw);
    done(server, &by("SJ-rep", "feed_back_result", case, json!({"notified": true})));
    done(server, &by("C01-A", "prepare_delivery", case, json!({"place": "C01", "notified": true})));
    let receipt = json!({"place": "C01", "receipt": {"signature": "S-1"}});
    done(server, &by("C01-A", "deliver_result", case, receipt));
    let view = server.get(&format!("/v1/bundles/{number}"));
    for node in view["nodes"].as_array().unwrap() {
        let case = node["case"].as_str().unwrap();
        done(server, &by("C01-A", "archive_case", case, json!({"package": "AP-1"})));
    }
}

fn story(args: &[&str]) -> Value {
    let (code, text) = replay(&[&["case", "--json"], args].concat());
    assert_eq!(code, 0, "{text}");
    let mut story: Value = serde_json::from_str(&text).unwrap();
    // Over a server it is found by proofs, in a directory by passing over the log.
    story.as_object_mut().unwrap().remove("found_by").unwrap();
    story
}

#[test]
fn a_log_with_bundles_is_decided_again_and_tells_the_same_story_from_its_directory() {
    let temp = tempfile::tempdir().unwrap();
    let server = Server::start(&temp.path().join("data"));
    let (number, case) = opened(&server);
    let token = server.token_file("auditor");
    let url = ["--url", &server.url, "--token-file", &token];
    whole(&url);
    let open = story(&[&[number.as_str()][..], &url[..]].concat());
    assert_eq!((&open["phase"], &open["closing"]), (&json!("in_progress"), &Value::Null));
    assert_eq!(open["cases"].as_array().unwrap().len(), 4);
    let due = open["clock"]["due"].as_str().unwrap_or_else(|| panic!("{open}")).to_owned();
    let view = server.get(&format!("/v1/bundles/{number}"));
    assert!(view.to_string().contains(&due), "the server says the same: {view}");
    let explained = |from: &[&str]| -> Value {
        let (code, text) = replay(&[&["explain", &number, "bundle", "--json"], from].concat());
        assert_eq!(code, 0, "{text}");
        serde_json::from_str(&text).unwrap()
    };
    let why = explained(&url);
    assert_eq!((&why["due"], &why["counted"]), (&json!(due), &why["limit"]));
    assert_eq!(why["moved_by"][0]["kind"], "BundleAccepted");
    assert_eq!(why["days"].as_array().unwrap().last().unwrap()["date"], json!(due));
    let told = replay(&[&["case", number.as_str(), "--lang", "en"][..], &url].concat()).1;
    assert!(told.contains("bundle promise") && told.contains(&due), "{told}");
    put_away(&server, &number, &case);
    let gone = story(&[&[number.as_str()][..], &url[..]].concat());
    assert_eq!((&gone["phase"], &gone["closing"]), (&json!("archived"), &json!("withdrawn")));
    let verified = whole(&url);
    let data = server.data.clone();
    server.kill();
    let directory = ["--data", data.to_str().unwrap()];
    assert_eq!(whole(&directory), verified);
    assert_eq!(story(&[&[number.as_str()][..], &directory[..]].concat()), gone);
    let file = |name: &str| data.join(name).to_str().unwrap().to_owned();
    let register = temp.path().join("openings.jsonl").to_str().unwrap().to_owned();
    let (keyring, master) = (file("keyring"), file("master.key"));
    let keys = ["--keyring", &keyring, "--master-key-file", &master, "--register", &register];
    let opening = ["--open", "--by", "audit", "--reason", "file 7"];
    let opened = story(&[&[number.as_str()][..], &directory, &opening, &keys].concat());
    assert_eq!(opened["personal"]["applicant"]["opened"]["name"], "示例");
    let _server = Server::start(&data);
}
