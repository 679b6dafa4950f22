//! `/v1/figures`, and what the catalogue says of two versions of an item.

use serde_json::{Value, json};

use crate::server::{Server, application};

#[track_caller]
fn figure<'a>(figures: &'a Value, code: &str) -> &'a Value {
    let all = figures["figures"].as_array().unwrap();
    all.iter().find(|figure| figure["code"] == code).unwrap_or_else(|| panic!("no {code}"))
}

#[tokio::test]
async fn row_108_the_figures_know_what_was_answered_before() {
    let server = Server::hall();
    let before = server.get("/v1/figures").await.ok();
    assert_eq!(figure(&before, "received")["value"], json!({"count": 0}));
    let items = figure(&before, "items");
    assert_eq!((&items["row"], &items["met"]), (&json!(100), &json!(false)));
    assert_eq!(items["target"], json!({"count_at_least": 600}));
    server.received().await;
    let after = server.get("/v1/figures").await.ok();
    assert_eq!(figure(&after, "received")["value"], json!({"count": 1}));
    assert_eq!(after["channels"], json!({"window": 1}));
    let window = after["windows"].as_array().unwrap();
    assert_eq!((&window[0]["id"], &window[0]["received"]), (&json!("W01"), &json!(1)));
    // The sums are made anew from the log.
    let server = server.restarted();
    assert_eq!(server.get("/v1/figures").await.ok(), after);
}

#[tokio::test]
async fn row_108_a_stretch_of_days_is_asked_for_by_its_first_and_last_day() {
    let server = Server::hall();
    server.received().await;
    let today = server.get("/v1/figures").await.ok()["until"].clone();
    assert_eq!(today, Value::Null, "it is called `to`");
    let none = server.get("/v1/figures?since=2026-01-01&until=2026-01-31").await.ok();
    assert_eq!(figure(&none, "received")["value"], json!({"count": 0}));
    let all = server.get("/v1/figures?since=2026-01-01&frequent=1&weights=50,30,20").await.ok();
    assert_eq!(figure(&all, "received")["value"], json!({"count": 1}));
    assert_eq!(all["ranking"]["weights"], json!({"on_time": 50, "speed": 30, "cards": 20}));
    assert_eq!(figure(&all, "frequent")["value"]["share"]["whole"], 1);
}

#[tokio::test]
async fn figures_that_make_no_sense_are_refused() {
    let server = Server::hall();
    for query in ["since=2026-02-01&until=2026-01-01", "weights=1,2", "since=soon", "from=1"] {
        server.get(&format!("/v1/figures?{query}")).await.is_problem(400, "malformed");
    }
}

#[tokio::test]
async fn row_91_two_versions_of_an_item_are_compared() {
    let server = Server::hall();
    let code = application()["item"].as_str().unwrap().to_owned();
    let mut definition = server.get(&format!("/v1/items/{code}")).await.ok();
    let fields = definition.as_object_mut().unwrap();
    fields.remove("version");
    fields.remove("versions");
    fields.remove("in_force");
    let days = fields["promise"]["days"].as_u64().unwrap();
    assert!(days > 1, "there is something to save");
    fields["promise"]["days"] = json!(days - 1);
    let publish = json!({"type": "publish_item", "actor": "admin", "definition": definition});
    server.command(&publish).await.ok();
    let compared = server.get(&format!("/v1/items/{code}?compare=1")).await.ok();
    assert_eq!(compared["version"], 2);
    let comparison = &compared["comparison"];
    assert_eq!((&comparison["days"], &comparison["fees"]), (&json!("less"), &json!("same")));
    assert_eq!(comparison["before"]["days"]["days"], days);
    assert_eq!(comparison["after"]["days"]["days"], days - 1);
    let none = server.get(&format!("/v1/items/{code}?compare=3")).await;
    none.is_problem(404, "not_found");
    let back = server.get(&format!("/v1/items/{code}?version=1&compare=2")).await.ok();
    assert_eq!(back["comparison"]["days"], "more");
}

#[tokio::test]
async fn row_17_a_window_is_shown_with_its_hall_and_floor() {
    let server = Server::hall();
    let page = server.get("/v1/windows?limit=1000").await.ok();
    let windows = page["entries"].as_array().unwrap();
    let first = windows.iter().find(|window| window["id"] == "W01").unwrap();
    assert_eq!(first["hall"], "main");
    assert!(first["floor"].as_i64().is_some_and(|floor| floor > 0), "{first}");
    assert!(windows.iter().any(|window| window.get("floor").is_none()), "satellites have none");
}

#[tokio::test]
async fn row_63_windows_are_told_of_papers_that_are_marked_in_another_way() {
    let server = Server::hall();
    let none = server.get("/v1/markings").await.ok();
    assert_eq!(none["entries"], json!([]), "a first version changes nothing");
    let code = application()["item"].as_str().unwrap().to_owned();
    let mut definition = server.get(&format!("/v1/items/{code}")).await.ok();
    let fields = definition.as_object_mut().unwrap();
    fields.remove("version");
    fields.remove("versions");
    fields.remove("in_force");
    fields["tolerant"] = json!(true);
    let materials = fields["materials"].as_array_mut().unwrap();
    let changed = materials[1]["material"].clone();
    let before = materials[1]["necessity"].clone();
    assert_ne!(before, "deferrable");
    materials[1]["necessity"] = json!("deferrable");
    let mut more = materials[0].clone();
    more["material"] = json!("MORE");
    materials.push(more);
    let publish = json!({"type": "publish_item", "actor": "admin", "definition": definition});
    server.command(&publish).await.ok();
    let told = server.get("/v1/markings?limit=1").await.ok();
    let entries = told["entries"].as_array().unwrap();
    assert_eq!(entries.len(), 2, "those of one version stand together");
    assert_eq!((&entries[0]["material"], &entries[0]["before"]), (&changed, &before));
    assert_eq!((&entries[0]["after"], &entries[0]["version"]), (&json!("deferrable"), &json!(2)));
    assert_eq!((&entries[1]["material"], &entries[1]["before"]), (&json!("MORE"), &Value::Null));
    let after = entries[1]["no"].clone();
    let rest = server.get(&format!("/v1/markings?after={after}")).await.ok();
    assert_eq!(rest["entries"], json!([]));
}
