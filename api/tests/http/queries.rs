//! Queries: pages, the log as pages and as a stream, `min_seq`, figures.

use crate::server::{Server, application};
use axum::body::Body;
use http_body_util::BodyExt;
use serde_json::{Value, json};

/// Follows `next` to the end.
async fn walk(server: &Server, path: &str, limit: usize) -> Vec<Value> {
    let mut found = Vec::new();
    let mut after = String::new();
    loop {
        let page = server.get(&format!("{path}?limit={limit}{after}")).await.ok();
        let entries = page["entries"].as_array().unwrap();
        assert!(entries.len() <= limit);
        found.extend(entries.iter().cloned());
        match page["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => return found,
        }
    }
}

#[tokio::test]
async fn pages_together_are_the_whole() {
    let server = Server::hall();
    for _ in 0..5 {
        server.received().await;
    }
    let paths = [
        "/v1/items",
        "/v1/windows",
        "/v1/staff",
        "/v1/units",
        "/v1/zones",
        "/v1/letters",
        "/v1/clocks",
        "/v1/queues/intake:Z0",
    ];
    for path in paths {
        let whole = walk(&server, path, 1_000).await;
        assert!(whole.len() >= 5, "{path}");
        assert_eq!(walk(&server, path, 2).await, whole, "{path}");
    }
}

#[tokio::test]
async fn those_who_came_first_are_served_first_and_the_green_channel_before_them() {
    let server = Server::hall();
    let first = server.received().await;
    let second = server.received().await;
    let mut green = application();
    green["priority"] = "green".into();
    let green = server.command(&green).await.ok()["case"].clone();
    let queue = walk(&server, "/v1/queues/intake:Z0", 2).await;
    let cases: Vec<_> = queue.iter().map(|place| place["case"].clone()).collect();
    assert_eq!(cases, [green, first.into(), second.into()]);
}

#[tokio::test]
async fn the_log_in_pages_is_the_log() {
    let server = Server::hall();
    server.received().await;
    let mut after = 0;
    let mut seqs = Vec::new();
    loop {
        let page = server.get(&format!("/v1/events?after={after}&limit=100")).await.ok();
        let events = page["events"].as_array().unwrap();
        seqs.extend(events.iter().map(|event| event["seq"].as_u64().unwrap()));
        let next = page["next"].as_u64().unwrap();
        if events.is_empty() {
            assert_eq!(next, after);
            break;
        }
        after = next;
    }
    assert_eq!(seqs, (1..=server.app().seq()).collect::<Vec<_>>());
}

/// Reads a stream until it has shown so many events; gives their ids.
async fn stream(server: &Server, path: &str, last: Option<u64>, count: usize) -> Vec<u64> {
    let text = streamed(server, path, last, count).await;
    text.lines().filter_map(|line| line.strip_prefix("id: ")?.parse().ok()).collect()
}

async fn streamed(server: &Server, path: &str, last: Option<u64>, count: usize) -> String {
    let request = server.request("GET", path).header("accept", "text/event-stream");
    let request = match last {
        Some(last) => request.header("last-event-id", last),
        None => request,
    };
    let response = server.response(request.body(Body::empty()).unwrap()).await;
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    let mut body = response.into_body();
    let mut text = String::new();
    while text.matches("id: ").count() < count || !text.ends_with("\n\n") {
        let frame = body.frame().await.unwrap().unwrap().into_data().unwrap();
        text.push_str(std::str::from_utf8(&frame).unwrap());
    }
    text
}

#[tokio::test]
async fn persons_are_shown_without_what_was_sealed() {
    let server = Server::hall();
    let mut command = application();
    command["agent"] = command["applicant"].clone();
    let case = server.command(&command).await.ok()["case"].as_str().unwrap().to_owned();
    let seq = server.app().seq();
    let after = format!("/v1/events?after={}", seq - 1);
    let page = server.get(&after).await.ok()["events"][0].clone();
    let own = server.get(&format!("/v1/cases/{case}/events")).await.ok()["entries"][0].clone();
    let text = streamed(&server, &after, None, 1).await;
    let data = text.lines().find_map(|line| line.strip_prefix("data: ")).unwrap();
    for event in [page, own, serde_json::from_str(data).unwrap()] {
        assert_eq!(event["kind"], "ApplicationReceived", "{event}");
        for person in ["applicant", "agent"] {
            let fields: Vec<_> = event["data"][person].as_object().unwrap().keys().collect();
            assert_eq!(fields, ["subject", "token"], "{event}");
        }
    }
}

#[tokio::test]
async fn persons_of_a_bundle_are_shown_without_what_was_sealed() {
    let server = Server::hall();
    let command = json!({
        "type": "receive_bundle", "actor": "W01-A", "place": "W01", "bundle": "B02",
        "channel": "window", "delivery": "counter", "first_asked": "SJ",
        "applicant": application()["applicant"],
        "materials": [
            { "material": "APP", "way": "paper", "trust": "B" },
            { "material": "ID", "way": "scan", "trust": "B" },
        ],
    });
    let done = server.command(&command).await.ok();
    let number = done["bundle"].as_str().unwrap();
    let own = server.get(&format!("/v1/bundles/{number}/events")).await.ok()["entries"][0].clone();
    assert_eq!(own["kind"], "BundleReceived", "{own}");
    let fields: Vec<_> = own["data"]["applicant"].as_object().unwrap().keys().collect();
    assert_eq!(fields, ["subject", "token"], "{own}");
}

#[tokio::test]
async fn every_query_may_wait_beside_its_own_parameters() {
    let server = Server::hall();
    server.get("/v1/items?min_seq=1&limit=2").await.ok();
    server.get("/v1/audit/checkpoint?min_seq=1").await.ok();
}

#[tokio::test]
async fn a_subscriber_goes_on_where_he_stopped_and_sees_what_comes() {
    let server = Server::hall();
    let end = server.app().seq();
    let ids = stream(&server, "/v1/events?after=3", None, 4).await;
    assert_eq!(ids[..4], [4, 5, 6, 7]);
    // The id he saw last goes before the path he began with.
    let ids = stream(&server, "/v1/events?after=3", Some(end - 2), 2).await;
    assert_eq!(ids, [end - 1, end]);
    let (ids, _) = tokio::join!(stream(&server, "/v1/events", Some(end), 1), server.received());
    assert_eq!(ids, [end + 1]);
    let odd = server.request("GET", "/v1/events").header("accept", "text/event-stream");
    let odd = odd.header("last-event-id", "x").body(Body::empty()).unwrap();
    server.send(odd).await.is_problem(400, "malformed");
}

/// Subscribes, without reading anything yet.
async fn subscribed(server: &Server, after: u64) -> axum::response::Response {
    let request = server.request("GET", &format!("/v1/events?after={after}"));
    let request = request.header("accept", "text/event-stream").body(Body::empty()).unwrap();
    server.response(request).await
}

/// The ids of the next events, at least so many.
async fn next_ids(body: &mut Body, count: usize) -> Vec<u64> {
    let mut text = String::new();
    while text.matches("id: ").count() < count || !text.ends_with("\n\n") {
        let frame = body.frame().await.unwrap().unwrap().into_data().unwrap();
        text.push_str(std::str::from_utf8(&frame).unwrap());
    }
    text.lines().filter_map(|line| line.strip_prefix("id: ")?.parse().ok()).collect()
}

#[tokio::test]
async fn one_who_fell_behind_what_is_told_to_all_misses_nothing() {
    let server = Server::hall();
    let end = server.app().seq();
    let mut slow = subscribed(&server, end).await.into_body();
    let mut quick = subscribed(&server, end).await.into_body();
    let (slow_first, quick_first, _) =
        tokio::join!(next_ids(&mut slow, 1), next_ids(&mut quick, 1), server.received());
    assert_eq!((slow_first, quick_first), (vec![end + 1], vec![end + 1]));
    let count = api::limits::FEED_LIVE_RECORDS + 200;
    for round in 0..count.div_ceil(200) {
        let unit = |at: usize| {
            let name = format!("{round} {at}");
            json!({ "type": "register_unit", "actor": "admin", "unit": { "id": "U", "name": name } })
        };
        server.command(&(0..200).map(unit).collect()).await.ok();
        let from = end + 2 + 200 * u64::try_from(round).unwrap();
        assert_eq!(next_ids(&mut quick, 200).await, (from..from + 200).collect::<Vec<_>>());
    }
    let ids = next_ids(&mut slow, count).await;
    assert_eq!(ids, (end + 2..).take(ids.len()).collect::<Vec<_>>());
}

#[tokio::test]
async fn there_are_so_many_subscribers_and_no_more() {
    let server = Server::hall();
    let mut open = Vec::new();
    for _ in 0..api::limits::FEED_SUBSCRIBERS_MAX {
        let response = subscribed(&server, 0).await;
        assert_eq!(response.status(), 200);
        open.push(response);
    }
    let request = server.request("GET", "/v1/events").header("accept", "text/event-stream");
    let answer = server.send(request.body(Body::empty()).unwrap()).await;
    answer.is_problem(503, "too_many_streams");
    assert_eq!(answer.header("retry-after"), "1");
    assert_eq!(server.get("/v1/events").await.status, 200, "pages are still there");
    open.pop();
    assert_eq!(subscribed(&server, 0).await.status(), 200);
}

#[tokio::test]
async fn a_query_may_wait_for_a_record_that_is_to_come() {
    let server = Server::hall();
    let next = server.app().seq() + 1;
    let path = format!("/v1/queues?min_seq={next}");
    let (seen, _) = tokio::join!(server.get(&path), server.received());
    assert_eq!(seen.ok()["entries"][0]["waiting"], 1);
    assert_eq!(seen.header("yichuang-seq"), next.to_string());
}

#[tokio::test]
async fn a_query_does_not_wait_for_ever() {
    let server = Server::hall();
    let never = server.get(&format!("/v1/queues?min_seq={}", u64::MAX)).await;
    never.is_problem(503, "seq_not_reached");
    assert_eq!(never.header("retry-after"), "1");
}

#[tokio::test]
async fn a_checkpoint_covers_the_log() {
    let server = Server::hall();
    let checkpoint = server.get("/v1/audit/checkpoint").await.ok();
    assert_eq!(checkpoint["size"], server.app().seq());
    assert_eq!(checkpoint["root"].as_str().unwrap().len(), 64);
    server.received().await;
    assert_ne!(server.get("/v1/audit/checkpoint").await.ok()["root"], checkpoint["root"]);
}

#[tokio::test]
async fn figures_are_counted() {
    let server = Server::hall();
    server.received().await;
    let figures = server.get("/metrics").await;
    let text = String::from_utf8(figures.body).unwrap();
    for figure in [
        "yichuang_commands_total{type=\"receive_application\",outcome=\"done\"}",
        "yichuang_append_commits_count",
        "yichuang_http_seconds_bucket{route=\"/v1/commands\"",
        "yichuang_open_cases",
        "yichuang_alarms_armed",
        "yichuang_commands_waiting",
        "yichuang_seq",
    ] {
        assert!(text.contains(figure), "{figure} is not in {text}");
    }
}
