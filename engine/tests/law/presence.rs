//! 须本人到场: an agent, a letter or data will do, unless the law of the item wants the applicant himself (行政许可法
//! art. 29).

use crate::common::{Hall, copy, item, kinds};
use engine::event::EventKind as E;
use serde_json::{Value, json};

fn person(n: u8) -> Value {
    json!({"subject": n, "token": format!("{n:02x}").repeat(16), "sealed": "00"})
}

fn application(channel: &str, agent: Option<Value>) -> Value {
    let papers = ["ID", "PLAN"].map(copy);
    json!({
        "type": "receive_application", "item": "IT", "channel": channel, "applicant": person(7),
        "agent": agent, "materials": papers, "delivery": "counter",
    })
}

fn in_person() -> Hall {
    Hall::with_item(json!({"terms": {"presence": "婚姻登记条例 art. 4"}}))
}

#[test]
fn art_29_who_has_to_come_himself_sends_no_agent() {
    let mut hall = in_person();
    hall.refused("win", application("window", Some(person(8))), "presence_required");
    let events = hall.ok("win", application("window", None));
    assert_eq!(kinds(&events), [E::ApplicationReceived]);
}

#[test]
fn art_29_nor_a_letter_nor_data() {
    let mut hall = in_person();
    for channel in ["post", "video"] {
        hall.refused("win", application(channel, None), "presence_required");
    }
    for channel in ["online", "mobile", "self_service"] {
        hall.refused("applicant", application(channel, None), "presence_required");
    }
}

#[test]
fn art_29_where_no_law_says_so_nobody_has_to_come() {
    let mut hall = Hall::with_item(json!({}));
    hall.ok("win", application("window", Some(person(8))));
    hall.ok("win", application("post", None));
    hall.ok("applicant", application("online", None));
}

#[test]
fn presence_names_the_law_and_does_not_go_with_what_nobody_applies_for() {
    let mut hall = Hall::with_item(json!({}));
    let publish = |terms: Value| json!({"type": "publish_item", "definition": item(&json!({"terms": terms}))});
    hall.refused("admin", publish(json!({"presence": " "})), "tacit_without_basis");
    let proactive = json!({"basis": "policy 5", "consent_days": 2});
    let both = json!({"presence": "law 12", "proactive": proactive});
    hall.refused("admin", publish(both), "bad_item_version");
    hall.ok("admin", publish(json!({"presence": "law 12"})));
}
