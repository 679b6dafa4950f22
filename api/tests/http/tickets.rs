//! Tickets over HTTP: a day at a window, what boards see, and what becomes of a certificate.

use serde_json::{Value, json};

use crate::server::{Server, application};

const ZONE: &str = "Z0";

fn take(more: &Value) -> Value {
    let mut command = json!({ "type": "take_ticket", "actor": "applicant", "zone": ZONE });
    command.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    command
}

fn at_window(kind: &str, ticket: &str) -> Value {
    json!({ "type": kind, "actor": "W01-A", "place": "W01", "ticket": ticket })
}

fn call() -> Value {
    json!({ "type": "call_next", "actor": "W01-A", "place": "W01" })
}

fn person() -> Value {
    json!({ "certificate_type": "001", "certificate": "91430422MA00000074" })
}

async fn taken(server: &Server, more: &Value) -> String {
    let done = server.command(&take(more)).await.ok();
    done["ticket"].as_str().unwrap().to_owned()
}

fn numbers(page: &Value) -> Vec<&str> {
    let entries = page["entries"].as_array().unwrap();
    entries.iter().map(|entry| entry["ticket"].as_str().unwrap()).collect()
}

/// A slot of the whole day, every day.
fn policy() -> Value {
    let policy = engine::ticket::TicketPolicy::default();
    let mut policy = serde_json::to_value(policy).unwrap();
    policy["slots"] = json!([
        { "zone": ZONE, "from": "2026-11-01", "begins": 540, "ends": 1020, "capacity": 1 },
    ]);
    json!({ "type": "set_ticket_policy", "actor": "admin", "policy": policy })
}

#[tokio::test]
async fn a_ticket_from_the_machine_to_its_cases() {
    let server = Server::hall();
    let first = taken(&server, &json!({})).await;
    assert_eq!(first, "20261120-0001");
    let second = taken(&server, &json!({ "person": person() })).await;
    let green = taken(&server, &json!({ "ground": "pregnant" })).await;
    let board = server.get("/v1/tickets?zone=Z0&state=waiting").await.ok();
    assert_eq!(numbers(&board), [green.as_str(), first.as_str(), second.as_str()]);
    assert_eq!(board["entries"][1]["position"], 2);
    let called = server.command(&call()).await.ok();
    assert_eq!(called["ticket"], green.as_str());
    server.command(&call()).await.is_problem(409, "window_busy");
    server.command(&at_window("start_service", &green)).await.ok();
    server.command(&at_window("finish_service", &green)).await.ok();
    for expected in [&first, &second] {
        let called = server.command(&call()).await.ok();
        assert_eq!(called["ticket"], expected.as_str());
        server.command(&at_window("start_service", expected)).await.ok();
        let mut case = application();
        case["ticket"] = expected.as_str().into();
        let case = server.command(&case).await.ok()["case"].clone();
        let shown = server.get(&format!("/v1/tickets/{expected}")).await.ok();
        assert_eq!((&shown["cases"], &shown["state"]), (&json!([case]), &json!("in_service")));
        assert_eq!(shown["window"], "W01");
        server.command(&at_window("finish_service", expected)).await.ok();
    }
    server.command(&call()).await.is_problem(409, "nobody_waits");
    let events = server.get(&format!("/v1/tickets/{first}/events")).await.ok();
    let kinds: Vec<&str> =
        events["entries"].as_array().unwrap().iter().map(|e| e["kind"].as_str().unwrap()).collect();
    let expected =
        ["TicketIssued", "TicketCalled", "ServiceStarted", "TicketCaseOpened", "TicketEnded"];
    assert_eq!(kinds, expected);
}

#[tokio::test]
async fn of_a_certificate_only_a_blind_token_is_kept_and_no_board_shows_it() {
    let server = Server::hall();
    let ticket = taken(&server, &json!({ "person": person() })).await;
    let shown = server.get(&format!("/v1/tickets/{ticket}")).await.ok();
    let token = shown["person"].as_str().unwrap().to_owned();
    assert_eq!(token.len(), 32);
    // The same certificate has the same token, as an applicant too.
    let case = server.command(&application()).await.ok()["case"].as_str().unwrap().to_owned();
    let case = server.get(&format!("/v1/cases/{case}")).await.ok();
    assert_eq!(case["applicant"]["token"], token.as_str());
    let board = server.get("/v1/tickets").await.ok();
    assert!(!board.to_string().contains(&token));
    let log = server.get("/v1/events?after=0&limit=1000").await.ok().to_string();
    assert!(!log.contains("91430422MA00000074"));
    // The token may be sent in place of the certificate.
    let again = take(&json!({ "person": token }));
    server.command(&again).await.is_problem(422, "ticket_held");
}

#[tokio::test]
async fn a_person_who_is_none_is_refused_without_being_repeated() {
    let server = Server::hall();
    let wrong = json!({ "certificate_type": "001", "certificate": "91430422MA00000075" });
    let problem = server.command(&take(&json!({ "person": wrong }))).await;
    let problem = problem.is_problem(422, "certificate_invalid");
    assert!(!problem.to_string().contains("91430422MA00000075"));
    let named = json!({ "name": "甲", "certificate_type": "001", "certificate": "X" });
    let problem = server.command(&take(&json!({ "person": named }))).await;
    assert!(!problem.is_problem(400, "malformed").to_string().contains('甲'));
}

#[tokio::test]
async fn an_appointment_is_booked_shown_used_and_otherwise_lapses_by_itself() {
    let server = Server::hall();
    server.command(&policy()).await.ok();
    let book = |begins: &str, person: Value| {
        json!({ "type": "book_appointment", "actor": "applicant", "zone": ZONE,
            "person": person, "begins": begins })
    };
    let slots = server.get("/v1/slots?day=2026-11-21&zone=Z0").await.ok();
    assert_eq!(slots[0]["free"], 1);
    let saturday = book("2026-11-21T09:00:00+08:00", person());
    let booked = server.command(&saturday).await.ok()["appointment"].as_str().unwrap().to_owned();
    assert_eq!(booked, "Y20261121-0001");
    let slots = server.get("/v1/slots?day=2026-11-21&zone=Z0").await.ok();
    assert_eq!(slots[0]["free"], 0);
    let other = json!({ "certificate_type": "111", "certificate": "430422199001010018" });
    let full = book("2026-11-21T09:00:00+08:00", other);
    server.command(&full).await.is_problem(422, "slot_full");
    let list = server.get("/v1/appointments?day=2026-11-21").await.ok();
    assert!(list["entries"][0].get("person").is_none());
    assert!(server.get(&format!("/v1/appointments/{booked}")).await.ok()["person"].is_string());
    let left = taken(&server, &json!({})).await;
    let to = json!({ "type": "set_time", "to": "2026-11-23T09:00:00+08:00" });
    server.command(&to).await.ok();
    // Both days are over and have left memory: they are folded from the log.
    let gone = server.get(&format!("/v1/appointments/{booked}")).await.ok();
    assert_eq!(gone["end"], "no_show");
    let gone = server.get(&format!("/v1/tickets/{left}")).await.ok();
    assert_eq!((&gone["state"], &gone["end"]), (&json!("ended"), &json!("lapsed")));
    let server = server.restarted();
    let gone = server.get(&format!("/v1/tickets/{left}")).await.ok();
    assert_eq!(gone["end"], "lapsed");
    server.get("/v1/tickets/20261123-0001").await.is_problem(404, "unknown_ticket");
    server.get("/v1/tickets/nonsense").await.is_problem(404, "unknown_ticket");
    server.get("/v1/appointments/nonsense").await.is_problem(404, "unknown_appointment");
}
