//! `/v1/audit/retention`: an archived case is listed from the day on that its class is over, and stays.

use axum::body::Body;
use serde_json::{Value, json};

use crate::server::Server;

/// A case that went its whole way, from the window to the archive.
async fn archived(server: &Server) -> String {
    let mut application = crate::server::application();
    application["item"] = "SL-02".into();
    application["materials"][1]["material"] = "SWC".into();
    let done = server.command(&application).await.ok();
    let case = done["case"].as_str().unwrap().to_owned();
    let window = |kind: &str, more: Value| ("W01-A", kind.to_owned(), more);
    let bureau = |who: &'static str, kind: &str, more: Value| (who, kind.to_owned(), more);
    let way = [
        window("start_pre_check", json!({})),
        window("accept_case", json!({})),
        window("split_case", json!({})),
        window("hand_over_case", json!({ "manifest": ["APP", "SWC"], "paper": true })),
        bureau("SL-rep", "acknowledge_hand_over", json!({})),
        bureau("SL-approver", "claim_case", json!({})),
        bureau("SL-approver", "complete_step", json!({ "opinion": "方案可行" })),
        bureau("SL-chief", "decide_case", json!({ "outcome": "granted" })),
        bureau("SL-rep", "record_result", json!({ "number": case })),
        bureau("SL-rep", "feed_back_result", json!({ "notified": true })),
        window("prepare_delivery", json!({ "notified": true })),
        window("deliver_result", json!({ "receipt": { "signature": "slip-1" } })),
        bureau("SL-rep", "archive_case", json!({ "package": "sm3-of-the-package" })),
    ];
    for (actor, kind, more) in way {
        let mut command = json!({ "type": kind, "actor": actor, "case": case });
        if actor == "W01-A" {
            command["place"] = "W01".into();
        }
        for (field, value) in more.as_object().unwrap() {
            command[field] = value.clone();
        }
        server.command(&command).await.ok();
    }
    case
}

async fn due(server: &Server, query: &str) -> Vec<Value> {
    let page = server.get(&format!("/v1/audit/retention{query}")).await.ok();
    assert!(page["next"].is_null(), "{page}");
    page["entries"].as_array().unwrap().clone()
}

#[tokio::test]
async fn an_archived_case_is_due_once_its_class_is_over_and_nothing_is_deleted() {
    let server = Server::hall();
    let case = archived(&server).await;
    // An open one of the same day is not.
    server.received().await;
    assert_eq!(due(&server, "").await, Vec::<Value>::new());
    let day = due(&server, "?at=9000-01-01").await[0]["due"].as_str().unwrap().to_owned();
    let before = format!("{}-12-31", day[..4].parse::<u16>().unwrap() - 1);
    assert_eq!(due(&server, &format!("?at={before}")).await, Vec::<Value>::new());
    for _ in 0..2 {
        let found = due(&server, &format!("?at={day}")).await;
        assert_eq!(found.len(), 1);
        assert_eq!(
            (&found[0]["case"], &found[0]["item"]),
            (&case.as_str().into(), &"SL-02".into())
        );
        let years = match found[0]["class"].as_str().unwrap() {
            "10y" => 10,
            "30y" => 30,
            other => panic!("{other} is never due"),
        };
        let archived: u16 = found[0]["archived"].as_str().unwrap()[..4].parse().unwrap();
        assert_eq!(day, format!("{}-01-01", archived + 1 + years));
    }
    assert_eq!(server.get(&format!("/v1/cases/{case}")).await.ok()["phase"], "archived");
}

#[tokio::test]
async fn pages_of_what_is_due_together_are_the_whole() {
    let server = Server::hall();
    let mut cases = Vec::new();
    for _ in 0..3 {
        cases.push(archived(&server).await);
    }
    let (mut found, mut after) = (Vec::new(), String::new());
    loop {
        let path = format!("/v1/audit/retention?at=9000-01-01&limit=1{after}");
        let page = server.get(&path).await.ok();
        let entries = page["entries"].as_array().unwrap();
        found.extend(entries.iter().map(|entry| entry["case"].as_str().unwrap().to_owned()));
        match page["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => break,
        }
    }
    assert_eq!(found, cases);
    let day = server.get("/v1/audit/retention?at=someday").await;
    day.is_problem(400, "malformed");
}

#[tokio::test]
async fn the_auditors_token_asks_for_it_and_nobody_may_without_one() {
    let server = Server::hall();
    let path = "/v1/audit/retention";
    let token =
        std::fs::read_to_string(server.data().parent().unwrap().join("auditor.token")).unwrap();
    let request = |bearer: &str| {
        let request = axum::http::Request::builder().uri(path);
        request.header("authorization", format!("Bearer {bearer}")).body(Body::empty()).unwrap()
    };
    server.send(request(token.trim())).await.ok();
    server.send(request("nobody")).await.is_problem(401, "unauthorized");
}
