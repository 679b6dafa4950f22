//! Whatever is sent, an answer comes, it is a problem that says what is wrong, and nothing is written.

use crate::server::{Server, application};
use axum::body::Body;
use serde_json::{Value, json};

/// Bytes from a fixed seed (xorshift), so that a failure repeats.
struct Noise(u64);

impl Noise {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(end).unwrap()).unwrap()
    }
}

#[tokio::test]
async fn random_bytes_are_refused() {
    let server = Server::hall();
    let before = server.app().seq();
    let mut noise = Noise(88_172_645_463_325_252);
    for _ in 0..300 {
        let length = noise.below(64);
        let bytes: Vec<u8> = (0..length).map(|_| noise.next().to_le_bytes()[0]).collect();
        server.bytes(bytes).await.is_problem(400, "malformed");
    }
    assert_eq!(server.app().seq(), before);
}

#[tokio::test]
async fn a_damaged_command_never_does_harm() {
    let server = Server::hall();
    let whole = application().to_string().into_bytes();
    let mut noise = Noise(2_463_534_242);
    for _ in 0..500 {
        let mut bytes = whole.clone();
        for _ in 0..=noise.below(3) {
            let at = noise.below(bytes.len());
            bytes[at] = noise.next().to_le_bytes()[0];
        }
        bytes.truncate(bytes.len() - noise.below(3));
        let answer = server.bytes(bytes).await;
        // A changed text may still be a command; everything else is refused, and with a reason.
        let is_done = answer.status == 200;
        assert!(is_done || answer.status.is_client_error(), "{answer:?}");
        assert!(is_done || answer.json()["code"].is_string());
    }
}

#[tokio::test]
async fn deep_nesting_is_refused() {
    let server = Server::hall();
    for open in ["[", "{\"type\":", "{\"a\":[", "{\"applicant\":["] {
        server
            .bytes(open.repeat(5_000))
            .await
            .is_problem(400, if open == "[" { "malformed" } else { "too_long" });
        server.bytes(open.repeat(500)).await.is_problem(400, "malformed");
    }
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let refused = server.bytes(deep.clone()).await.ok();
    assert_eq!(refused[0]["problem"]["code"], "too_long");
    let less = format!("{}{}", "[".repeat(1_000), "]".repeat(1_000));
    let refused = server.bytes(less).await.ok();
    assert_eq!(refused[0]["problem"]["code"], "malformed");
    let echoed = server.request("POST", "/v1/echo").body(Body::from(deep)).unwrap();
    server.send(echoed).await.is_problem(400, "malformed");
}

#[tokio::test]
async fn wrong_types_and_huge_numbers_are_refused() {
    let server = Server::hall();
    let before = server.app().seq();
    let values = [
        json!(null),
        json!(true),
        json!(-1),
        json!(1e308),
        json!(u64::MAX),
        json!([]),
        json!({}),
        json!("\u{0}"),
        json!("a".repeat(20_000)),
    ];
    let fields = ["type", "item", "channel", "applicant", "delivery", "expected_version", "actor"];
    for field in fields {
        for value in &values {
            let mut command = application();
            command[field] = value.clone();
            // These two may be left out, and null says so.
            if field == "expected_version" && value.is_null() {
                continue;
            }
            let answer = server.command(&command).await;
            assert!(answer.status.is_client_error(), "{field} {value} {answer:?}");
        }
    }
    for number in ["1e999", "99999999999999999999999999", "-0", "0x10", "NaN", "1."] {
        let text = application().to_string();
        let text = format!("{},\"expected_version\":{number}}}", &text[..text.len() - 1]);
        let answer = server.bytes(text).await;
        assert!(answer.status.is_client_error(), "{number} {answer:?}");
    }
    assert_eq!(server.app().seq(), before);
}

#[tokio::test]
async fn a_body_over_its_limit_is_refused_whether_it_says_so_or_not() {
    let server = Server::hall();
    let large = vec![b' '; 10 * 1024 * 1024];
    let said = server.request("POST", "/v1/commands").header("content-length", large.len());
    let said = said.body(Body::from("")).unwrap();
    server.send(said).await.is_problem(413, "body_too_large");
    server.bytes(large).await.is_problem(413, "body_too_large");
    let mut one = application();
    one["note"] = "x".repeat(20_000).into();
    server.command(&one).await.is_problem(400, "too_long");
}

#[tokio::test]
async fn odd_paths_and_questions_are_answered() {
    let server = Server::hall();
    let long = "9".repeat(10_000);
    let table = [
        ("/v1/cases/%FF".to_owned(), 400, "malformed"),
        ("/v1/cases/%00".to_owned(), 404, "unknown_case"),
        (format!("/v1/cases/{long}"), 404, "unknown_case"),
        ("/v1/cases/a/b/c".to_owned(), 404, "not_found"),
        ("/v1/queues/nowhere".to_owned(), 404, "not_found"),
        ("/v1/queues?after=*".to_owned(), 400, "malformed"),
        ("/v1/queues/delivery?after=n.1.2".to_owned(), 400, "malformed"),
        ("/v1/clocks?after=99999999999999999999.1".to_owned(), 400, "malformed"),
        ("/v1/events?after=-1".to_owned(), 400, "malformed"),
        ("/v1/events?limit=a".to_owned(), 400, "malformed"),
        ("/v1/items/%E4%B8%AD".to_owned(), 404, "not_found"),
        ("/v1/items/FGW-02?version=0".to_owned(), 404, "not_found"),
        ("/v1/windows?min_seq=x".to_owned(), 400, "malformed"),
        ("/v1/windows?limt=2".to_owned(), 400, "malformed"),
        ("/v1/events?from=2&min_seq=1".to_owned(), 400, "malformed"),
        ("/v1/items/FGW-02?after=FGW".to_owned(), 400, "malformed"),
        ("/v1/calendar?year=2026".to_owned(), 400, "malformed"),
        ("/v1/audit/checkpoint?size=1".to_owned(), 400, "malformed"),
    ];
    for (path, status, code) in table {
        server.get(&path).await.is_problem(status, code);
    }
    let wrong = server.request("DELETE", "/v1/commands").body(Body::empty()).unwrap();
    let wrong = server.send(wrong).await;
    wrong.is_problem(405, "method_not_allowed");
    assert_eq!(wrong.header("allow"), "POST");
    let largest = format!("/v1/events?after={}&limit={}", u64::MAX, usize::MAX);
    assert_eq!(server.get(&largest).await.ok()["events"], Value::Array(Vec::new()));
}
