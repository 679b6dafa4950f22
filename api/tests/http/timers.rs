//! The timers by themselves: nobody asks, and what is due happens.

use api::clock::{Clock, ClockKind};
use api::open::open;
use engine::command::{Actor, Envelope, PublishCalendar};
use engine::id::{CommandId, Fingerprint};
use engine::pipeline::Engine;
use serde_json::{Value, json};

use crate::server::{Server, application};

/// What happened to a case once the log is so long.
async fn events(server: &Server, case: &str, min_seq: u64) -> Vec<Value> {
    let path = format!("/v1/cases/{case}/events?min_seq={min_seq}");
    server.get(&path).await.ok()["entries"].as_array().unwrap().clone()
}

fn kinds(events: &[Value]) -> Vec<&str> {
    events.iter().map(|event| event["kind"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn an_alarm_that_is_due_goes_off_without_being_asked() {
    let server = Server::with(|config| {
        config.clock_start = Some("2024-01-02T09:00:00+08:00".parse().unwrap());
    });
    let done = server.command(&application()).await.ok();
    let case = done["case"].as_str().unwrap().to_owned();
    // The hall slept through the limit, and wakes up today.
    let server = server.changed(|config| {
        config.clock = ClockKind::System;
        config.clock_start = None;
    });
    let seen = events(&server, &case, done["seq"].as_u64().unwrap() + 1).await;
    assert_eq!(kinds(&seen)[..2], ["ApplicationReceived", "WarningIssued"]);
    assert_eq!(seen[1]["actor"], "system");
    assert_eq!(seen[1]["data"]["evidence"]["due"], "2024-01-09");
}

/// A notice by which the Monday after the test's first day is off.
fn notice() -> Value {
    json!({ "type": "publish_calendar", "actor": "admin", "notice": {
        "year": 2026, "regional": true, "make_up": [], "source": "an example",
        "off": [{ "date": "2026-11-23", "name": "a holiday of the region" }],
    } })
}

#[tokio::test]
async fn a_published_calendar_moves_every_open_clock_and_says_why() {
    let server = Server::hall();
    let mut cases = Vec::new();
    for _ in 0..3 {
        cases.push(server.received().await);
    }
    let published = server.command(&notice()).await.ok()["seq"].as_u64().unwrap();
    for case in &cases {
        let seen = events(&server, case, published + 3).await;
        assert_eq!(kinds(&seen), ["ApplicationReceived", "ClockRecalculated"]);
        assert_eq!(seen[1]["data"]["was"], "2026-11-27");
        assert_eq!(seen[1]["data"]["reckoning"]["due"], "2026-11-30");
        assert_eq!(seen[1]["data"]["reckoning"]["calendar"], 2);
    }
}

#[tokio::test]
async fn a_fan_out_that_was_cut_short_is_taken_up_again_at_the_next_start() {
    let server = Server::hall();
    let case = server.received().await;
    let mut seq = 0;
    // The calendar is published while no timer runs, as if the server had been killed after it.
    let server = server.stopped_while(|config| {
        let opened = open(config).unwrap();
        let now = Clock::manual(opened.world.now().unwrap());
        let engine = Engine::start(opened.world, opened.journal, now).unwrap();
        let notice = serde_json::from_value(notice()["notice"].clone()).unwrap();
        let published = engine.call(vec![by_the_admin(PublishCalendar { notice })]).unwrap();
        seq = published[0].as_ref().unwrap().seq;
    });
    let seen = events(&server, &case, seq + 1).await;
    assert_eq!(kinds(&seen), ["ApplicationReceived", "ClockRecalculated"]);
}

fn by_the_admin(command: PublishCalendar) -> Envelope {
    Envelope {
        id: CommandId(1),
        fingerprint: Fingerprint(1),
        actor: Actor::Admin,
        on_behalf_of: None,
        on_behalf_of_person: None,
        place: None,
        occurred_at: None,
        expected_version: None,
        command: command.into(),
        received: Box::default(),
    }
}
