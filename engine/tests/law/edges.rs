//! Limits of the engine: what does not fit is refused, and what just fits is taken.

use crate::common::{Hall, answer, copy, item};
use crate::reach::{automatic, fetched};
use engine::decide::decide;
use engine::limits::{
    DRAFTS_MAX, ITEM_VERSIONS_MAX, LIST_ENTRIES_MAX, RECEIVED_BYTES_MAX, SEALED_BYTES_MAX,
    SUSPENSIONS_MAX,
};
use engine::port::PortKind;
use engine::refusal::Rule;
use serde_json::{Value, json};

#[test]
fn limits_of_the_engine_a_command_has_so_many_bytes_as_it_came() {
    let mut hall = Hall::with_item(json!({}));
    let case = hall.accepted();
    let work = json!({"type": "record_work", "case": case, "activity": "电话沟通材料"});
    let mut envelope = hall.envelope("win", work);
    envelope.received = vec![b' '; RECEIVED_BYTES_MAX].into();
    assert!(decide(&hall.world, envelope.clone(), hall.now).is_ok());
    envelope.received = vec![b' '; RECEIVED_BYTES_MAX + 1].into();
    let refused = decide(&hall.world, envelope, hall.now).map(drop).map_err(|refusal| refusal.rule);
    assert_eq!(refused, Err(Rule::TooLong));
}

#[test]
fn limits_of_the_engine_a_clock_is_stopped_so_many_times_and_no_more() {
    let hearing = json!({"kind": "hearing", "max_working_days": 60, "stops_statutory": true});
    let mut hall = Hall::with_item(json!({"specials": [hearing]}));
    let case = hall.accepted();
    hall.to_handling(&case, &["ID", "PLAN"]);
    let suspend = json!({
        "type": "suspend_case", "case": case, "procedure": "hearing", "planned_days": 1,
        "reason": "依法需要", "told_in_writing": true,
    });
    for _ in 0..SUSPENSIONS_MAX {
        hall.ok("rev", suspend.clone());
        hall.ok("rev", json!({"type": "resume_case", "case": case, "result": "已结束"}));
    }
    hall.refused("rev", suspend, "too_many");
}

#[test]
fn limits_of_the_engine_an_item_has_so_many_drafts_and_no_more() {
    let mut hall = Hall::with_item(json!({}));
    let draft = json!({"type": "draft_item", "definition": item(&json!({"name": "新名称"}))});
    for _ in 0..DRAFTS_MAX {
        hall.ok("rep", draft.clone());
    }
    hall.refused("rep", draft, "too_many");
}

#[test]
fn limits_of_the_engine_an_item_has_so_many_versions_whoever_it_goes_to() {
    let mut hall = Hall::with_item(json!({}));
    let publish = |version: u32| {
        let definition = item(&json!({"name": format!("第{version}版")}));
        json!({"type": "publish_item", "definition": definition})
    };
    for version in 2..=ITEM_VERSIONS_MAX {
        hall.admin(publish(version));
    }
    hall.refused("admin", publish(ITEM_VERSIONS_MAX + 1), "too_many");
    let transfer = json!({
        "type": "transfer_items", "from": "D", "to": "P1", "items": ["IT"], "basis": "湘政函 5",
    });
    hall.refused("admin", transfer, "too_many");
}

#[test]
fn limits_of_the_engine_a_case_has_so_many_remedies_and_no_more() {
    let (mut hall, case) = Hall::at_decision();
    hall.ok("chief", crate::common::grant(&case));
    let file = json!({
        "type": "file_remedy", "case": case, "kind": "reconsideration", "authority": "县人民政府",
        "filed": "2026-03-02", "number": "FY-2026-1",
    });
    for remedy in 0..LIST_ENTRIES_MAX {
        hall.ok("rep", file.clone());
        let settled = json!({
            "type": "settle_remedy", "case": case, "remedy": remedy, "outcome": "withdrawn",
            "number": "FY-2026-1-1", "decided": "2026-03-02", "note": "撤回",
        });
        hall.ok("rep", settled);
    }
    hall.refused("rep", file, "too_many");
}

#[test]
fn limits_of_the_engine_the_cases_of_a_bundle_begin_within_one_frame() {
    let mut hall = Hall::with_item(json!({}));
    let code = |n: usize| format!("IT-{n}");
    for n in 0..9 {
        let impl_code = format!("1133000000000000000143301310{n:04}");
        let other = json!({"code": code(n), "impl_code": impl_code});
        hall.admin(json!({"type": "publish_item", "definition": item(&other)}));
    }
    let node = |n: usize| json!({"node": format!("n-{n}"), "item": code(n), "mandatory": true});
    let nodes: Vec<Value> = (0..9).map(node).collect();
    hall.admin(json!({"type": "publish_bundle", "definition": {
        "code": "NINE", "name": "nine", "lead": "D", "nodes": nodes, "edges": [],
        "materials": ["ID", "PLAN"], "promise": {"days": 15, "unit": "WD"},
        "on_node_refused": "cancel_dependents", "valid_from": "2026-01-01",
    }}));
    let receive = |sealed: usize| {
        let applicant =
            json!({"subject": 7, "token": "07".repeat(16), "sealed": "00".repeat(sealed)});
        json!({
            "type": "receive_bundle", "bundle": "NINE", "channel": "window",
            "applicant": applicant, "materials": [copy("ID"), copy("PLAN")], "delivery": "counter",
        })
    };
    // A case takes 1 600 bytes, and its applicant is written down in each.
    hall.refused("win", receive(SEALED_BYTES_MAX), "too_long");
    hall.ok("win", receive(1_600));
}

#[test]
fn row_79_what_was_promised_by_signature_is_decided_by_a_person() {
    let mut patch = automatic();
    patch["commitment"] = json!({"check_days": 30});
    let mut hall = Hall::with_item(patch);
    let case = fetched(&mut hall);
    hall.ok("win", json!({"type": "start_pre_check", "case": case}));
    hall.ok("win", json!({"type": "sign_commitment", "case": case, "commitment": "CN-1"}));
    hall.refused("admin", json!({"type": "decide_by_rule", "case": case}), "conditions_open");
}

#[test]
fn row_57_papers_are_taken_over_by_who_handles_them_and_once() {
    let mut hall = Hall::with_ports(json!({}), &["department"]);
    let guard = json!({"id": "guard", "unit": "D", "roles": ["guide"]});
    hall.admin(json!({"type": "appoint_staff", "staff": guard}));
    let case = hall.accepted();
    hall.ok("win", json!({"type": "split_case", "case": case}));
    let over = json!({"type": "hand_over_case", "case": case, "manifest": ["ID", "PLAN"]});
    hall.ok("win", over);
    let ask = hall.ask_of(&case, PortKind::Department);
    let taken = |officer: &str| answer(&case, ask, json!({"taken_over": {"officer": officer}}));
    hall.refused("port:department", taken("guard"), "wrong_role");
    hall.ok("win", json!({"type": "withdraw_case", "case": case, "reason": "不再需要"}));
    hall.refused("port:department", taken("rev"), "wrong_phase");
}
