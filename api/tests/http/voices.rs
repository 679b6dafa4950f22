//! Ratings, troubles, complaints and orders over HTTP: numbers, words that are sealed, lists, cards on their day.

use crate::server::{Answer, Server, application, assert_nowhere};
use serde_json::{Value, json};

const WORDS: &str = "等了整整三个小时";

fn rating(case: &str) -> Value {
    json!({
        "type": "give_review", "actor": "applicant", "case": case, "occasion": "intake",
        "grade": 5, "channel": "qr_code", "applicant": application()["applicant"], "words": WORDS,
    })
}

async fn bad(server: &Server) -> String {
    let case = server.received().await;
    let done = server.command(&rating(&case)).await.ok();
    done["voice"].as_str().unwrap().to_owned()
}

fn text(answer: &Answer) -> String {
    String::from_utf8_lossy(&answer.body).into_owned()
}

#[tokio::test]
async fn a_rating_is_shown_with_both_codes_and_without_what_was_sealed() {
    let server = Server::hall();
    let voice = bad(&server).await;
    assert!(voice.starts_with("PJ"), "{voice}");
    let shown = server.get(&format!("/v1/voices/{voice}")).await.ok();
    assert_eq!(shown["review"]["grade"], "very_dissatisfied");
    assert_eq!(shown["review"]["code_national"], 5);
    assert_eq!(shown["review"]["code_provincial"], 1);
    assert_eq!((&shown["has_words"], &shown["phase"]), (&json!(true), &json!("filed")));
    let listed = server.get("/v1/ratings").await.ok();
    assert_eq!(listed["entries"][0]["number"], voice.as_str());
    assert_eq!(server.get("/v1/troubles").await.ok()["entries"], json!([]));
    let paths = [
        format!("/v1/voices/{voice}"),
        format!("/v1/voices/{voice}/events"),
        "/v1/events?limit=1000".to_owned(),
    ];
    for path in paths {
        let seen = text(&server.get(&path).await);
        assert!(seen.contains("PJ"), "{path} says nothing of it");
        assert!(!seen.contains(WORDS) && !seen.contains("sealed"), "{path}: {seen}");
        assert!(!seen.contains("\"words\""), "{path}");
    }
}

#[tokio::test]
async fn words_are_opened_by_a_command_with_a_reason_and_the_files_hold_none_of_them() {
    let server = Server::hall();
    let voice = bad(&server).await;
    let open = json!({
        "type": "open_voice", "actor": "centre-quality", "voice": voice, "reason": "联系评价人",
    });
    let opened = server.command(&open).await.ok();
    assert_eq!(opened["words"], WORDS);
    assert_eq!(opened["personal"]["name"], application()["applicant"]["name"]);
    assert_eq!(opened["voice"], voice.as_str());
    assert_nowhere(&server.data().join("log"), &[WORDS]);
}

#[tokio::test]
async fn words_go_with_a_name_and_are_bounded() {
    let server = Server::hall();
    let case = server.received().await;
    let mut nameless = rating(&case);
    nameless.as_object_mut().unwrap().remove("applicant");
    server.command(&nameless).await.is_problem(400, "malformed");
    let mut long = rating(&case);
    long["words"] = "长".repeat(601).into();
    server.command(&long).await.is_problem(400, "too_long");
    let mut empty = rating(&case);
    empty["words"] = " ".into();
    server.command(&empty).await.is_problem(400, "malformed");
    let mut by_staff = rating(&case);
    by_staff["actor"] = "W01-A".into();
    server.command(&by_staff).await.is_problem(403, "rating_not_by_staff");
    server.command(&rating(&case)).await.ok();
    server.command(&rating(&case)).await.is_problem(422, "rated_before");
}

#[tokio::test]
async fn a_closed_one_is_read_from_its_history_and_after_a_restart() {
    let server = Server::hall();
    let order = json!({
        "type": "issue_order", "actor": "centre-supervisor", "unit": "FGW", "matter": "说明",
        "days": 3,
    });
    let voice = server.command(&order).await.ok()["voice"].as_str().unwrap().to_owned();
    let settle = json!({
        "type": "settle_order", "actor": "centre-supervisor", "voice": voice, "end": "escalated",
        "note": "未复",
    });
    server.command(&settle).await.ok();
    server.command(&settle).await.is_problem(409, "wrong_phase");
    let server = server.restarted();
    assert_eq!(server.get("/v1/orders").await.ok()["entries"], json!([]));
    let shown = server.get(&format!("/v1/voices/{voice}")).await.ok();
    assert_eq!((&shown["phase"], &shown["end"]), (&json!("closed"), &json!("escalated")));
    let events = server.get(&format!("/v1/voices/{voice}/events")).await.ok();
    assert_eq!(events["entries"].as_array().unwrap().len(), 2);
    server.get("/v1/voices/DB202001010001").await.is_problem(404, "unknown_voice");
    server.get("/v1/voices/nothing").await.is_problem(404, "unknown_voice");
}

#[tokio::test]
async fn their_cards_are_given_on_their_own_day() {
    let server = Server::hall();
    let voice = bad(&server).await;
    let shown = server.get(&format!("/v1/voices/{voice}")).await.ok();
    let due = shown["clocks"][0]["due"].as_str().unwrap().to_owned();
    let later: engine::time::Day = due.parse().unwrap();
    let to = format!("{}T09:00:00+08:00", later.plus(40));
    server.command(&json!({"type": "set_time", "to": to})).await.ok();
    let events = server.get(&format!("/v1/voices/{voice}/events")).await.ok();
    let fired: Vec<(String, String)> = events["entries"]
        .as_array()
        .unwrap()
        .iter()
        .skip(1)
        .map(|entry| {
            let day: String = entry["recorded_at"].as_str().unwrap().chars().take(10).collect();
            (entry["kind"].as_str().unwrap().to_owned(), day)
        })
        .collect();
    assert_eq!(fired.len(), 4, "a card and a lapse of each limit: {fired:?}");
    assert_eq!(fired[0], ("WarningIssued".to_owned(), later.plus(1).to_string()));
    assert!(fired[0].1 < fired[2].1, "{fired:?}");
}

#[tokio::test]
async fn row_73_the_order_about_a_trouble_is_listed_and_reads_as_it_was_hashed() {
    let server = Server::hall();
    let rules = serde_json::to_value(engine::document::DocumentRules::customary()).unwrap();
    let rules = json!({"type": "set_document_rules", "actor": "admin", "rules": rules});
    server.command(&rules).await.ok();
    let report = json!({
        "type": "report_trouble", "actor": "D02-A", "place": "D02", "ground": "passed_around",
        "summary": "两个部门互相推诿", "applicant": application()["applicant"], "words": WORDS,
    });
    let voice = server.command(&report).await.ok()["voice"].as_str().unwrap().to_owned();
    let list = format!("/v1/voices/{voice}/documents");
    assert_eq!(server.get(&list).await.ok()["entries"], json!([]), "nobody was ordered yet");
    let assign = json!({
        "type": "assign_voice", "actor": "D02-A", "voice": voice, "unit": "SL", "class": "hard",
    });
    server.command(&assign).await.ok();
    let documents = server.get(&list).await.ok();
    let [order] = &documents["entries"].as_array().unwrap()[..] else { panic!("{documents}") };
    assert_eq!((&order["kind"], &order["version"]), (&json!("trouble_order"), &json!(3)));
    let of_text = order["text"].as_str().unwrap();
    let shown = text(&server.get(of_text).await);
    let hash = engine::document::hash(&shown);
    assert_eq!(order["hash"], serde_json::to_value(hash).unwrap());
    for said in [order["addressee"].as_str().unwrap(), &voice, "两个部门互相推诿", "疑难"]
    {
        assert!(shown.contains(said), "{said}: {shown}");
    }
    assert!(!shown.contains(WORDS) && !shown.contains("示例公司"), "{shown}");
    server.get(&format!("{list}/2")).await.is_problem(404, "not_found");
    server.get("/v1/voices/BB202001010001/documents").await.is_problem(404, "unknown_voice");
}
