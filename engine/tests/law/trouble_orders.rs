//! 办不成事督办单: what the desk writes to the unit that is to see to a trouble (row 73).

use crate::common::{Hall, kinds, voice_number};
use engine::document::{About, DocumentKind, DocumentRules, Matter, hash, text};
use engine::event::{DocumentIssued, Event, EventKind as E};
use serde_json::{Value, json};

/// A hall with names for its units.
fn hall() -> Hall {
    let mut hall = Hall::with_item(json!({}));
    for (id, name) in [("D", "水利局"), ("centre", "政务服务中心")] {
        let unit = json!({"id": id, "name": name, "zone": null});
        hall.admin(json!({"type": "register_unit", "unit": unit}));
    }
    let guide = json!({"id": "guide", "unit": "centre", "roles": ["guide"]});
    hall.admin(json!({"type": "appoint_staff", "staff": guide}));
    hall
}

fn trouble() -> Value {
    json!({
        "type": "report_trouble", "ground": "passed_around", "summary": "两个部门互相推诿",
        "applicant": {"subject": 9, "token": "09".repeat(16), "sealed": "00"}, "words": "00ff",
    })
}

fn assign(voice: &str, unit: &str, class: Option<&str>) -> Value {
    json!({"type": "assign_voice", "voice": voice, "unit": unit, "class": class})
}

fn fire(voice: &str) -> Value {
    json!({"type": "fire_voice_alarm", "voice": voice})
}

/// A hall that issues documents.
fn with_documents(rules: Value) -> Hall {
    let mut hall = hall();
    let mut all = serde_json::to_value(DocumentRules::customary()).unwrap();
    all.as_object_mut().unwrap().extend(rules.as_object().unwrap().clone());
    hall.admin(json!({"type": "set_document_rules", "rules": all}));
    hall
}

/// 办不成事督办单 among the events, and its text as it follows from the report and the event beside it.
fn order(report: &Event, events: &[Event], on: &str) -> Option<(DocumentIssued, String)> {
    let at = events.iter().position(|event| matches!(event, Event::DocumentIssued(_)))?;
    let (Event::DocumentIssued(order), Some(event)) = (events.get(at)?, events.get(at - 1)) else {
        return None;
    };
    let setup = engine::setup::Setup::default();
    let matter = Matter::of(report, crate::common::day("2026-03-02"), &setup).unwrap();
    assert_eq!(matter.documents(event), [DocumentKind::TroubleOrder]);
    let text = text(order, About { matter, event, day: crate::common::day(on) }).unwrap();
    assert_eq!(hash(&text), order.hash);
    Some(((**order).clone(), text))
}

#[test]
fn row_73_whom_the_desk_assigns_a_trouble_gets_a_written_order() {
    let mut hall = with_documents(json!({}));
    let reported = hall.ok("guide", trouble());
    assert_eq!(kinds(&reported), [E::TroubleReported]);
    let (report, number) = (reported.first().unwrap(), voice_number(&reported));
    let events = hall.ok("guide", assign(&number, "D", Some("hard")));
    assert_eq!(kinds(&events), [E::VoiceAssigned, E::DocumentIssued]);
    let (order, text) = order(report, &events, "2026-03-02").unwrap();
    assert_eq!((order.unit.as_str(), order.ordinal), ("centre", 1));
    assert_eq!(order.number.as_str(), "centre办督〔2026〕1号");
    for said in [
        "水利局：",
        &number,
        "两个部门互相推诿",
        "疑难",
        "2026年3月11日（自2026年3月2日起计算）",
        "推诿",
        "理由和依据",
        "退回",
        "政务服务中心（“办不成事”反映窗口）",
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }
    assert!(!text.contains("红牌"), "{text}");
    assert!(!text.contains("所涉办件"), "it is about no case: {text}");
}

#[test]
fn row_73_who_is_late_with_a_trouble_is_ordered_again() {
    let mut hall = with_documents(json!({}));
    let reported = hall.ok("guide", trouble());
    let (report, number) = (reported.first().unwrap(), voice_number(&reported));
    hall.ok("guide", assign(&number, "D", Some("disputed")));
    hall.go_to("2026-03-06");
    let events = hall.ok("system", fire(&number));
    assert_eq!(kinds(&events), [E::WarningIssued, E::DocumentIssued, E::DeadlinePassed]);
    let (order, text) = order(report, &events, "2026-03-06").unwrap();
    assert_eq!((order.unit.as_str(), order.ordinal), ("centre", 2), "one series of the desk");
    for said in ["水利局：", &number, "2026年3月5日已到", "红牌"] {
        assert!(text.contains(said), "{said}: {text}");
    }
    assert!(!text.contains("现交你单位"), "{text}");
}

#[test]
fn row_73_no_order_is_written_where_nobody_is_to_obey_one() {
    let mut unassigned = with_documents(json!({}));
    let report = voice_number(&unassigned.ok("guide", trouble()));
    unassigned.go_to("2026-03-06");
    let events = unassigned.ok("system", fire(&report));
    assert_eq!(kinds(&events), [E::WarningIssued, E::DeadlinePassed], "the desk has it itself");

    let mut complained = with_documents(json!({}));
    let complaint = json!({"type": "file_complaint", "summary": "态度生硬"});
    let number = voice_number(&complained.ok("applicant", complaint));
    let events = complained.ok("guide", assign(&number, "D", None));
    assert_eq!(kinds(&events), [E::VoiceAssigned], "a complaint is no trouble");

    let mut off = with_documents(json!({"kinds_off": ["trouble_order"]}));
    let report = voice_number(&off.ok("guide", trouble()));
    let events = off.ok("guide", assign(&report, "D", None));
    assert_eq!(kinds(&events), [E::VoiceAssigned]);

    let mut without = hall();
    let report = voice_number(&without.ok("guide", trouble()));
    let events = without.ok("guide", assign(&report, "D", None));
    assert_eq!(kinds(&events), [E::VoiceAssigned], "the hall issues no documents");
}
