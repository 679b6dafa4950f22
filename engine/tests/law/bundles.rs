//! 一件事: what its one notice of all defects asks of ports and of nodes that wait (row 65; 行政许可法 art. 32(4)).

use crate::common::{Hall, answer, copy, day, item, kinds};
use engine::bundle::NodeState;
use engine::clock::ClockKind;
use engine::document::DocumentRules;
use engine::event::{Event, EventKind as E};
use engine::lifecycle::Phase;
use engine::number;
use engine::port::PortKind;
use serde_json::{Value, json};

/// A hall with a bundle of two nodes, `first` and `then`, of which the second waits for the result of the first.
fn hall(ports: &[&str]) -> Hall {
    let mut hall = Hall::with_ports(json!({"promise": {"days": 5, "unit": "WD"}}), ports);
    let rules = serde_json::to_value(DocumentRules::customary()).unwrap();
    hall.admin(json!({"type": "set_document_rules", "rules": rules}));
    let other = json!({
        "code": "IT2", "impl_code": "11330000MB00000001433013100300",
        "promise": {"days": 5, "unit": "WD"},
    });
    hall.admin(json!({"type": "publish_item", "definition": item(&other)}));
    hall.admin(json!({"type": "publish_bundle", "definition": {
        "code": "BB", "name": "a bundle", "lead": "D",
        "nodes": [
            {"node": "first", "item": "IT", "mandatory": true},
            {"node": "then", "item": "IT2", "mandatory": true},
        ],
        "edges": [{"from": "first", "to": "then", "passes": "result", "name": "结果"}],
        "materials": ["ID", "PLAN"], "promise": {"days": 10, "unit": "WD"},
        "on_node_refused": "cancel_dependents", "valid_from": "2026-01-01",
    }}));
    hall
}

/// The bundle with both papers, and the number of its first case, at pre-check.
fn received(hall: &mut Hall) -> (String, String) {
    received_with(hall, &["ID", "PLAN"])
}

/// The same with these papers.
fn received_with(hall: &mut Hall, papers: &[&str]) -> (String, String) {
    let materials: Vec<Value> = papers.iter().map(|paper| copy(paper)).collect();
    let events = hall.ok(
        "win",
        json!({
            "type": "receive_bundle", "bundle": "BB", "channel": "window",
            "applicant": {"subject": 7, "token": "07".repeat(16), "sealed": "00"},
            "materials": materials, "delivery": "counter",
        }),
    );
    let opened = events.iter().find_map(|event| match event {
        Event::NodeOpened(e) => Some(e.case.to_string()),
        _ => None,
    });
    let bundle = events.iter().find_map(|event| match event {
        Event::BundleReceived(e) => Some(e.number.to_string()),
        _ => None,
    });
    let (bundle, case) = (bundle.unwrap(), opened.unwrap());
    hall.ok("win", json!({"type": "start_pre_check", "case": case}));
    (bundle, case)
}

/// One notice that names the plan for these nodes.
fn notice(bundle: &str, nodes: &[&str], limit_days: Option<u16>) -> Value {
    let defects = |node: &&str| {
        let defect = json!({"material": "PLAN", "what": "图纸未盖章"});
        json!({"node": node, "defects": [defect]})
    };
    let defects: Vec<Value> = nodes.iter().map(defects).collect();
    json!({
        "type": "notice_bundle_correction", "bundle": bundle, "defects": defects,
        "limit_days": limit_days,
    })
}

fn corrected(bundle: &str, paper: &str) -> Value {
    json!({"type": "submit_bundle_corrections", "bundle": bundle, "materials": [copy(paper)]})
}

/// The first node to its result; the number of the case that is opened by it.
fn first_done(hall: &mut Hall, case: &str) -> (String, Vec<E>) {
    hall.ok("win", json!({"type": "accept_case", "case": case}));
    hall.to_handling(case, &["ID", "PLAN"]);
    hall.to_decision(case);
    hall.ok("chief", crate::common::grant(case));
    let events = hall.ok("rev", json!({"type": "record_result", "case": case}));
    let opened = events.iter().find_map(|event| match event {
        Event::NodeOpened(e) => Some(e.case.to_string()),
        _ => None,
    });
    (opened.unwrap(), kinds(&events))
}

#[test]
fn row_83_the_one_notice_of_a_bundle_is_sealed_as_it_was_issued_and_no_other_text() {
    let mut hall = hall(&["e_seal"]);
    let (bundle, case) = received(&mut hall);
    let asked = hall.asks_of(&case, PortKind::ESeal).len();
    let events = hall.ok("win", notice(&bundle, &["first"], None));
    let hash = events.iter().find_map(|event| match event {
        Event::DocumentIssued(e) => Some(e.hash.to_string()),
        _ => None,
    });
    let asks = hall.asks_of(&case, PortKind::ESeal);
    assert_eq!(asks.len(), asked + 1, "one paper for the whole bundle, one seal");
    let ask = *asks.last().unwrap();
    let sealed = |hash: &str| json!({"sealed": {"hash": hash, "seal": "SEAL-1"}});
    hall.refused("port:e_seal", answer(&case, ask, sealed(&"0".repeat(64))), "wrong_answer");
    hall.ok("port:e_seal", answer(&case, ask, sealed(&hash.unwrap())));
}

#[test]
fn art_32_a_notice_about_a_node_that_waits_is_sent_and_its_case_begins_with_the_correction() {
    let mut hall = hall(&["message"]);
    let (bundle, case) = received(&mut hall);
    let events = hall.ok("win", notice(&bundle, &["then"], Some(7)));
    assert_eq!(kinds(&events), [E::BundleCorrectionNoticed, E::PortAsked, E::DocumentIssued]);
    assert_eq!(hall.asks_of(&case, PortKind::Message).len(), 1);
    hall.go_to("2026-03-04");
    let (then, happened) = first_done(&mut hall, &case);
    assert!(happened.contains(&E::CorrectionNoticed));
    let papers = hall.case(&then);
    assert_eq!(papers.phase(), Phase::AwaitingCorrection);
    // Told on Monday: its term runs from there, and the hall's own begins with the correction.
    let due = papers.running(ClockKind::Correction).unwrap().reckoning.due;
    assert_eq!(due, Some(day("2026-03-11")));
    assert!(papers.running(ClockKind::Acceptance).is_none());
    hall.refused("win", json!({"type": "accept_case", "case": then}), "wrong_phase");
    hall.ok("applicant", corrected(&bundle, "PLAN"));
    hall.ok("win", json!({"type": "accept_case", "case": then}));
}

#[test]
fn art_32_what_was_put_right_while_the_node_waited_is_not_asked_for_again() {
    let mut hall = hall(&[]);
    let (bundle, case) = received(&mut hall);
    hall.ok("win", notice(&bundle, &["then"], None));
    // Another paper than the one that was named puts nothing right.
    hall.ok("applicant", corrected(&bundle, "ID"));
    hall.ok("applicant", corrected(&bundle, "PLAN"));
    hall.refused("applicant", corrected(&bundle, "PLAN"), "wrong_phase");
    let (then, happened) = first_done(&mut hall, &case);
    assert!(!happened.contains(&E::CorrectionNoticed));
    assert_eq!(hall.phase(&then), Phase::Received);
    hall.ok("win", json!({"type": "start_pre_check", "case": then}));
    hall.ok("win", json!({"type": "accept_case", "case": then}));
}

#[test]
fn art_32_a_paper_that_was_not_the_one_named_leaves_the_node_to_be_corrected() {
    let mut hall = hall(&[]);
    let (bundle, case) = received(&mut hall);
    hall.ok("win", notice(&bundle, &["then"], None));
    hall.ok("applicant", corrected(&bundle, "ID"));
    let (then, _) = first_done(&mut hall, &case);
    assert_eq!(hall.phase(&then), Phase::AwaitingCorrection);
    hall.refused("win", json!({"type": "accept_case", "case": then}), "wrong_phase");
}

#[test]
fn row_65_the_notice_gives_the_days_it_names_and_else_those_of_the_policy() {
    let due = |limit: Option<u16>| {
        let mut hall = hall(&[]);
        let (bundle, case) = received(&mut hall);
        hall.ok("win", notice(&bundle, &["first"], limit));
        hall.case(&case).running(ClockKind::Correction).unwrap().reckoning.due
    };
    assert_eq!(due(Some(3)), Some(day("2026-03-05")));
    assert_eq!(due(None), Some(day("2026-03-09")), "five working days");
    let mut hall = hall(&[]);
    let (bundle, _) = received(&mut hall);
    hall.refused("win", notice(&bundle, &["first"], Some(0)), "no_defects_named");
    hall.refused("win", notice(&bundle, &["nowhere"], None), "unknown_node");
}

#[test]
fn row_65_the_promise_of_the_whole_counts_from_the_receipt_where_silence_accepted() {
    let mut hall = hall(&[]);
    let (bundle, case) = received(&mut hall);
    hall.go_to("2026-03-10");
    assert!(kinds(&hall.alarm(&case)).contains(&E::BundleAccepted));
    let id = number::parse_bundle(hall.world.setup(), &bundle.parse().unwrap()).unwrap();
    let held = hall.world.bundles().get(&id).unwrap();
    let clock = held.clock.as_ref().unwrap();
    assert_eq!(clock.start, day("2026-03-02"), "as if it had been accepted on receipt");
    assert_eq!(clock.reckoning.due, Some(day("2026-03-16")));
    assert!(matches!(held.nodes[0].state, NodeState::Open(_)));
}

#[test]
fn row_82_what_the_licence_store_does_not_have_is_named_in_the_one_notice() {
    let mut hall = hall(&[]);
    let fetchable = json!({"materials": [
        {"material": "ID", "necessity": "required", "e_licence": "ID-CARD"},
        {"material": "PLAN", "necessity": "deferrable"},
    ]});
    hall.admin(json!({"type": "publish_item", "definition": item(&fetchable)}));
    let (bundle, case) = received_with(&mut hall, &["PLAN"]);
    let lacks = json!([{"material": "ID", "what": "缺身份证"}]);
    let defects = json!([{"node": "first", "defects": lacks}, {"node": "then", "defects": lacks}]);
    let told = json!({
        "type": "notice_bundle_correction", "bundle": bundle, "defects": defects,
    });
    hall.refused("win", told.clone(), "material_fetchable");
    hall.ok(
        "win",
        json!({
            "type": "request_licence", "case": case, "material": "ID", "consent": "AUTH-1",
        }),
    );
    hall.admin(json!({
        "type": "record_licence", "case": case, "material": "ID", "absent": "无此证照",
    }));
    hall.ok("win", told);
}

#[test]
fn guard_9_the_one_notice_names_every_required_paper_that_is_not_here() {
    let mut hall = hall(&[]);
    let (bundle, _) = received_with(&mut hall, &["PLAN"]);
    hall.refused("win", notice(&bundle, &["first"], None), "no_defects_named");
    hall.refused("win", notice(&bundle, &["then"], None), "no_defects_named");
}

#[test]
fn art_32_a_case_of_a_bundle_goes_on_when_all_that_was_named_for_it_is_here() {
    let mut hall = hall(&[]);
    let (bundle, case) = received(&mut hall);
    hall.ok("win", notice(&bundle, &["first"], None));
    hall.refused("applicant", corrected(&bundle, "ID"), "materials_missing");
    hall.ok("applicant", corrected(&bundle, "PLAN"));
    assert_eq!(hall.phase(&case), Phase::PreCheck);
}

#[test]
fn row_65_the_promise_of_the_whole_begins_with_a_grant_by_rule_too() {
    let mut hall = hall(&[]);
    let automatic = item(&crate::reach::automatic());
    hall.admin(json!({"type": "publish_item", "definition": automatic}));
    let events = hall.ok(
        "win",
        json!({
            "type": "receive_bundle", "bundle": "BB", "channel": "window",
            "applicant": {"subject": 7, "token": "07".repeat(16), "sealed": "00"},
            "materials": [copy("PLAN")], "delivery": "counter",
        }),
    );
    let opened = events.iter().find_map(|event| match event {
        Event::NodeOpened(e) => Some(e.case.to_string()),
        _ => None,
    });
    let case = opened.unwrap();
    crate::reach::fetch(&mut hall, &case);
    let events = hall.admin(json!({"type": "decide_by_rule", "case": case}));
    assert!(kinds(&events).contains(&E::BundleAccepted));
}

/// The only bundle's own alarm, and the kinds of what it says.
fn bundle_alarm(hall: &mut Hall, bundle: &str) -> Vec<E> {
    kinds(&hall.ok("system", json!({"type": "fire_bundle_alarm", "bundle": bundle})))
}

#[test]
fn row_65_the_bundle_that_was_done_in_time_and_recorded_late_answers_its_card() {
    for is_in_time in [true, false] {
        let mut hall = hall(&[]);
        let (bundle, case) = received(&mut hall);
        let (second, _) = first_done(&mut hall, &case);
        hall.ok("win", json!({"type": "start_pre_check", "case": second}));
        hall.ok("win", json!({"type": "accept_case", "case": second}));
        hall.to_handling(&second, &["ID", "PLAN"]);
        // Who recorded the result of the first opened this one.
        let review = json!({"type": "complete_step", "case": second, "opinion": "符合"});
        hall.ok("rev2", review);
        hall.ok("chief", crate::common::grant(&second));
        // Ten working days from 2026-03-02 are over on 2026-03-16.
        hall.go_to("2026-03-17");
        let told = bundle_alarm(&mut hall, &bundle);
        assert!(told.ends_with(&[E::WarningIssued, E::DeadlinePassed]), "{told:?}");
        let mut made = json!({"type": "record_result", "case": second});
        if is_in_time {
            made["occurred_at"] = json!("2026-03-16T16:00:00+08:00");
        }
        let events = kinds(&hall.ok("rev", made));
        assert!(events.contains(&E::BundleClosed), "{events:?}");
        assert_eq!(events.contains(&E::WarningAnswered), is_in_time, "{events:?}");
    }
}
