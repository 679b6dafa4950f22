//! `POST /v1/commands`: outcomes, idempotency, versions, arrays, the manual clock.

use crate::server::{START, Server, application, at_window, with};
use api::clock::ClockKind;
use axum::body::Body;
use serde_json::{Value, json};

const ID: &str = "0b9ce0c2-7c1e-4f0d-9d5e-3a1f2b6c7d81";

#[tokio::test]
async fn an_answered_application_is_seen_by_the_next_query() {
    let server = Server::hall();
    let answer = server.command(&application()).await;
    let done = answer.ok();
    assert_eq!((&done["outcome"], &done["version"]), (&json!("done"), &json!(1)));
    assert_eq!((&done["events"], &done["again"]), (&json!(1), &json!(false)));
    assert_eq!(answer.header("yichuang-seq"), done["seq"].to_string());
    let number = done["case"].as_str().unwrap();
    let seen = server.get(&format!("/v1/cases/{number}")).await;
    assert_eq!(seen.header("yichuang-seq"), done["seq"].to_string());
    let case = seen.ok();
    assert_eq!((&case["phase"], &case["phase_zh"]), (&json!("received"), &json!("收件")));
    assert_eq!(case["clocks"][0]["due"], "2026-11-27");
    assert_eq!(case["clocks"][0]["remaining_workdays"], 5);
    let queue = server.get("/v1/queues/intake:Z0").await.ok();
    assert_eq!(queue["entries"][0]["case"], number);
    assert_eq!(queue["entries"][0]["due"], "2026-11-27");
}

#[tokio::test]
async fn the_same_command_sent_twice_is_done_once() {
    let server = Server::hall();
    let command = with(application(), "command_id", ID);
    let first = server.command(&command).await.ok();
    let again = server.command(&command).await.ok();
    assert_eq!(again["again"], true);
    for same in ["seq", "events", "case", "version"] {
        assert_eq!(first[same], again[same], "{same}");
    }
    let other = with(command.clone(), "channel", "post");
    server.command(&other).await.is_problem(422, "command_id_reused");
    // The answer survives a restart.
    let server = server.restarted();
    let again = server.command(&command).await.ok();
    assert_eq!((&again["again"], &again["seq"]), (&json!(true), &first["seq"]));
    assert_eq!(
        server.get("/v1/queues/intake:Z0").await.ok()["entries"].as_array().unwrap().len(),
        1
    );
}

#[tokio::test]
async fn id_and_version_may_stand_in_headers() {
    let server = Server::hall();
    let case = server.received().await;
    let body = at_window("start_pre_check", &case);
    let send = async |id: &str, version: &str| {
        let request = server.request("POST", "/v1/commands").header("idempotency-key", id);
        let request = request.header("if-match", version);
        server.send(request.body(Body::from(body.to_string())).unwrap()).await
    };
    let stale = send(ID, "\"7\"").await.is_problem(412, "version_mismatch");
    assert_eq!((&stale["version"], &stale["case"]), (&json!(1), &json!(case)));
    let first = send(ID, "\"1\"").await.ok();
    let again = send(ID, "\"1\"").await.ok();
    assert_eq!((&again["again"], &first["seq"]), (&json!(true), &again["seq"]));
    send("not a uuid", "1").await.is_problem(400, "malformed");
    send(ID, "seven").await.is_problem(400, "malformed");
    let both = with(body.clone(), "command_id", "11111111-1111-4111-8111-111111111111");
    let request = server.request("POST", "/v1/commands").header("idempotency-key", ID);
    let both = server.send(request.body(Body::from(both.to_string())).unwrap()).await;
    both.is_problem(400, "malformed");
}

#[tokio::test]
async fn each_command_of_an_array_has_its_own_outcome_in_order() {
    let server = Server::hall();
    let commands = json!([
        application(),
        at_window("start_pre_check", "nobody"),
        { "type": "no_such_command", "actor": "admin" },
        application(),
        { "type": "set_time", "to": START },
    ]);
    let answers = server.command(&commands).await.ok();
    let statuses: Vec<_> = (0..5).map(|at| answers[at]["status"].as_u64().unwrap()).collect();
    assert_eq!(statuses, [200, 404, 400, 200, 400]);
    assert_eq!(answers[1]["outcome"], "refused");
    assert_eq!(answers[1]["problem"]["code"], "unknown_case");
    assert_eq!(answers[2]["problem"]["code"], "unknown_type");
    let seq = |at: usize| answers[at]["seq"].as_u64().unwrap();
    assert_eq!(seq(0) + 1, seq(3));
    assert_ne!(answers[0]["case"], answers[3]["case"]);
}

#[tokio::test]
async fn an_array_has_one_to_a_thousand_commands() {
    let server = Server::hall();
    server.command(&json!([])).await.is_problem(400, "malformed");
    let many = |count| Value::from(vec![json!({ "type": "nothing" }); count]);
    server.command(&many(1_001)).await.is_problem(400, "malformed");
    assert_eq!(server.command(&many(1_000)).await.ok().as_array().unwrap().len(), 1_000);
}

#[tokio::test]
async fn refusals_have_the_status_of_their_class() {
    let server = Server::hall();
    let case = server.received().await;
    let table = [
        (at_window("accept_case", &case), 409, "wrong_phase"),
        (at_window("accept_case", "11430422"), 404, "unknown_case"),
        (with(application(), "actor", "nobody"), 404, "unknown_staff"),
        (with(application(), "item", "NONE-01"), 422, "no_published_item"),
        (with(application(), "delivery", "online"), 422, "delivery_not_offered"),
        (with(at_window("start_pre_check", &case), "expected_version", 9), 412, "version_mismatch"),
        (json!({ "type": "split_case", "case": case }), 400, "actor_missing"),
        (with(application(), "actor", "system"), 403, "actor_forbidden"),
        (json!({ "type": "fire_alarm", "case": case, "actor": "admin" }), 403, "actor_forbidden"),
        (json!({ "type": "x", "actor": "admin" }), 400, "unknown_type"),
        (with(application(), "surplus", 1), 400, "malformed"),
    ];
    for (command, status, code) in table {
        server.command(&command).await.is_problem(status, code);
    }
    let ruled = server.command(&with(application(), "item", "NONE-01")).await.json();
    assert!(ruled["source"].as_str().unwrap().contains("清单之外无审批"));
}

#[tokio::test]
async fn a_system_clock_cannot_be_set() {
    let server = Server::with(|config| {
        config.clock = ClockKind::System;
        config.clock_start = None;
    });
    let set = json!({ "type": "set_time", "to": "2036-01-01T00:00:00+08:00" });
    server.command(&set).await.is_problem(409, "clock_is_systems");
}

#[tokio::test]
async fn alarms_go_off_on_their_own_day_before_the_clock_is_answered() {
    let server = Server::hall();
    let case = server.received().await;
    server.command(&json!({ "type": "set_time", "to": "2026-12-20T12:00:00+08:00" })).await.ok();
    let events = server.get(&format!("/v1/cases/{case}/events")).await.ok();
    let events = events["entries"].as_array().unwrap();
    let deemed = events.iter().find(|event| event["kind"] == "DeemedAccepted").unwrap();
    assert_eq!(deemed["recorded_at"], "2026-11-28T00:00:00.000+08:00");
    let recorded: Vec<_> = events.iter().map(|e| e["recorded_at"].as_str().unwrap()).collect();
    assert!(recorded.is_sorted(), "{recorded:?}");
    let calendar = server.get("/v1/calendar").await.ok();
    assert_eq!(calendar["today"], "2026-12-20");
    let clocks = server.get("/v1/clocks").await.ok();
    for armed in clocks["entries"].as_array().unwrap() {
        assert!(armed["at"].as_str().unwrap() > "2026-12-20T12", "{armed}");
    }
}

#[tokio::test]
async fn a_manual_clock_goes_anywhere_but_behind_the_last_record() {
    let server = Server::hall();
    let set = async |to: &str| server.command(&json!({ "type": "set_time", "to": to })).await;
    set("2036-01-01T00:00:00+08:00").await.ok();
    set("2011-10-10T09:00:00+08:00").await.ok();
    let case = server.received().await;
    let seen = server.get(&format!("/v1/cases/{case}")).await.ok();
    assert_eq!(seen["received_at"], "2011-10-10T09:00:00.000+08:00");
    set("2011-10-10T08:59:59.999+08:00").await.is_problem(422, "clock_backwards");
    let beyond = set("9999-06-01T09:00:00+08:00").await.is_problem(400, "malformed");
    assert!(beyond["detail"].as_str().unwrap().contains("2100"), "{beyond}");
    set("2011-10-10T09:00:00+08:00").await.ok();
    let server = server.restarted();
    assert_eq!(server.get("/v1/calendar").await.ok()["today"], "2011-10-10");
}

#[tokio::test]
async fn a_past_moment_of_a_case_can_be_seen() {
    let server = Server::hall();
    let case = server.received().await;
    server.command(&json!({ "type": "set_time", "to": "2026-11-23T10:00:00+08:00" })).await.ok();
    server.command(&at_window("start_pre_check", &case)).await.ok();
    let at = async |instant: &str| {
        let instant = instant.replace('+', "%2B");
        server.get(&format!("/v1/cases/{case}?at={instant}")).await
    };
    assert_eq!(at("2026-11-22T00:00:00+08:00").await.ok()["phase"], "received");
    assert_eq!(at("2026-11-23T10:00:00+08:00").await.ok()["phase"], "pre_check");
    at("2026-11-19T00:00:00+08:00").await.is_problem(404, "unknown_case");
    at("yesterday").await.is_problem(400, "malformed");
}
