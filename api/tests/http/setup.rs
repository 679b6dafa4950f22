//! What is set up can be read back, and the catalogue says which version takes cases.

use serde_json::{Value, json};

use crate::server::{Server, application};

async fn published(server: &Server, change: impl FnOnce(&mut Value)) {
    let mut item = server.get("/v1/items/FGW-02").await.ok();
    for view in ["version", "versions", "in_force", "planned"] {
        item.as_object_mut().unwrap().remove(view);
    }
    change(&mut item);
    let publish = json!({ "type": "publish_item", "actor": "admin", "definition": item });
    server.command(&publish).await.ok();
}

#[tokio::test]
async fn an_item_is_shown_in_the_version_that_takes_cases_and_what_is_planned_beside_it() {
    let server = Server::hall();
    published(&server, |item| item["valid_from"] = "2027-03-01".into()).await;
    let one = |query: &'static str| {
        let server = &server;
        async move { server.get(&format!("/v1/items/FGW-02{query}")).await.ok() }
    };
    let now = one("").await;
    assert_eq!((&now["version"], &now["in_force"]), (&json!(1), &json!(true)));
    assert_eq!(now["planned"], json!([{ "version": 2, "valid_from": "2027-03-01" }]));
    let case = server.received().await;
    let case = server.get(&format!("/v1/cases/{case}")).await.ok();
    assert_eq!(case["item"]["version"], now["version"], "a case begins on what the query shows");
    let then = one("?on=2027-03-01").await;
    assert_eq!((&then["version"], &then["planned"]), (&json!(2), &Value::Null));
    let ahead = one("?version=2").await;
    assert_eq!((&ahead["version"], &ahead["in_force"]), (&json!(2), &json!(false)));
    for (query, version) in [("", 1), ("&on=2027-03-01", 2)] {
        let page = server.get(&format!("/v1/items?limit=1000{query}")).await.ok();
        let entries = page["entries"].as_array().unwrap();
        let found: Vec<_> = entries.iter().filter(|item| item["code"] == "FGW-02").collect();
        assert_eq!(found.len(), 1, "once, whatever its versions");
        assert_eq!(found[0]["version"], version);
    }
}

#[tokio::test]
async fn an_item_that_takes_no_cases_is_not_in_force() {
    let server = Server::hall();
    published(&server, |item| item["valid_to"] = "2026-11-20".into()).await;
    assert_eq!(server.get("/v1/items/FGW-02").await.ok()["in_force"], true, "on its last day");
    server.command(&json!({ "type": "set_time", "to": "2026-11-23T09:00:00+08:00" })).await.ok();
    let now = server.get("/v1/items/FGW-02").await.ok();
    assert_eq!((&now["version"], &now["in_force"]), (&json!(2), &json!(false)));
    let refused = server.command(&application()).await;
    assert_eq!(refused.status, 422, "{}", refused.json());
}

#[tokio::test]
async fn a_draft_is_read_back_with_its_number_and_its_review() {
    let server = Server::hall();
    let mut item = server.get("/v1/items/FGW-02").await.ok();
    for view in ["version", "versions", "in_force"] {
        item.as_object_mut().unwrap().remove(view);
    }
    let draft = json!({ "type": "draft_item", "actor": "admin", "definition": item });
    for _ in 0..2 {
        server.command(&draft).await.ok();
    }
    let page = server.get("/v1/drafts?limit=1").await.ok();
    assert_eq!(page["entries"][0]["draft"], 1);
    let next = page["next"].as_str().unwrap();
    let page = server.get(&format!("/v1/drafts?limit=1&after={next}")).await.ok();
    let second = &page["entries"][0];
    assert_eq!((&second["item"], &second["draft"]), (&json!("FGW-02"), &json!(2)));
    assert_eq!((&second["author"], &second["passed"]), (&json!("admin"), &Value::Null));
    server.get("/v1/drafts?after=nothing").await.is_problem(400, "malformed");
}

#[tokio::test]
async fn a_letter_says_from_when_it_is_revoked() {
    let server = Server::hall();
    let number = server.get("/v1/letters?limit=1").await.ok()["entries"][0]["number"].clone();
    let revoke = json!({
        "type": "revoke_letter", "actor": "admin", "letter": number, "on": "2026-12-01",
        "reason": "委托期满",
    });
    server.command(&revoke).await.ok();
    let letter = server.get("/v1/letters?limit=1").await.ok()["entries"][0].clone();
    assert_eq!((&letter["number"], &letter["revoked_on"]), (&number, &json!("2026-12-01")));
}

#[tokio::test]
async fn a_covered_post_is_read_back() {
    let server = Server::hall();
    assert_eq!(server.get("/v1/covers").await.ok()["entries"], json!([]));
    let cover = json!({
        "type": "cover_post", "actor": "admin", "absent": "W01-A", "substitute": "W02-A",
        "from": "2026-11-23", "to": "2026-11-24",
    });
    server.command(&cover).await.ok();
    let covers = server.get("/v1/covers").await.ok();
    let cover = &covers["entries"][0];
    assert_eq!((&cover["absent"], &cover["substitute"]), (&json!("W01-A"), &json!("W02-A")));
    assert_eq!((&cover["from"], &cover["to"]), (&json!("2026-11-23"), &json!("2026-11-24")));
}

#[tokio::test]
async fn policies_are_those_in_force_with_their_versions() {
    let server = Server::hall();
    let before = server.get("/v1/policies").await.ok();
    let policy = json!({ "review_required": true });
    let set = json!({ "type": "set_publication_policy", "actor": "admin", "policy": policy });
    server.command(&set).await.ok();
    let after = server.get("/v1/policies").await.ok();
    assert_eq!(before["publication"]["policy"]["review_required"], false);
    assert_eq!(after["publication"]["policy"]["review_required"], true);
    let version = |view: &Value| view["publication"]["version"].as_u64().unwrap();
    assert_eq!(version(&after), version(&before) + 1);
    for policy in ["clock", "voice", "ticket"] {
        assert_eq!(after[policy], before[policy], "{policy}");
        assert!(after[policy]["version"].as_u64().is_some_and(|version| version > 0));
    }
}
