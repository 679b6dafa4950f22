//! 代何单位: a record names no unit for which its actor may not act (rows 31 to 33, 42, 45).

use crate::common::{Hall, grant};
use engine::event::Event;
use serde_json::{Value, json};

fn apply() -> Value {
    json!({
        "type": "receive_application", "item": "IT", "channel": "window", "delivery": "counter",
        "applicant": {"subject": 7, "token": "07".repeat(16), "sealed": "00"},
        "materials": [],
    })
}

fn for_unit(mut command: Value, unit: &str) -> Value {
    command["on_behalf_of"] = json!(unit);
    command
}

fn revoke(letter: &str) -> Value {
    json!({"type": "revoke_letter", "letter": letter, "on": "2026-03-02", "reason": "收回"})
}

#[test]
fn rows_32_33_who_was_entrusted_acts_for_the_department_and_for_no_other() {
    let mut hall = Hall::with_item(json!({}));
    hall.ok("win", for_unit(apply(), "D"));
    hall.ok("win", for_unit(apply(), "centre"));
    hall.refused("win", for_unit(apply(), "P1"), "unit_not_represented");
    hall.refused("win", for_unit(apply(), "nowhere"), "unknown_unit");
    // What another department entrusts is its own matters, not this one's.
    let letter = json!({
        "number": "L-6", "kind": 2, "grantor": "P1", "grantee": {"unit": "centre"},
        "power": "intake", "valid_from": "2026-01-01",
    });
    hall.admin(json!({"type": "file_letter", "letter": letter}));
    hall.refused("win", for_unit(apply(), "P1"), "unit_not_represented");
}

#[test]
fn row_31_the_chief_approver_acts_for_his_department_while_his_letter_is_in_force() {
    let (mut hall, case) = Hall::at_decision();
    let staff = json!({"id": "lent", "unit": "P1", "roles": ["chief_approver"]});
    hall.admin(json!({"type": "appoint_staff", "staff": staff}));
    let work = |unit: &str| {
        for_unit(json!({"type": "record_work", "case": case, "activity": "核对材料"}), unit)
    };
    hall.refused("lent", work("D"), "unit_not_represented");
    let letter = json!({
        "number": "L-7", "kind": 1, "grantor": "D", "grantee": {"person": "lent"},
        "power": "initial_review", "valid_from": "2026-01-01",
    });
    hall.admin(json!({"type": "file_letter", "letter": letter}));
    hall.ok("lent", work("D"));
    hall.admin(revoke("L-7"));
    hall.refused("lent", work("D"), "unit_not_represented");
    hall.ok("lent", work("P1"));
}

#[test]
fn a_letter_for_some_items_lets_nobody_act_on_another() {
    let mut hall = Hall::with_item(json!({}));
    let other = crate::common::item(&json!({"code": "IT-2"}));
    hall.admin(json!({"type": "publish_item", "definition": other}));
    hall.admin(revoke("L-2"));
    let letter = json!({
        "number": "L-3", "kind": 2, "grantor": "D", "grantee": {"unit": "centre"},
        "power": "intake", "items": ["IT"], "valid_from": "2026-01-01",
    });
    hall.admin(json!({"type": "file_letter", "letter": letter}));
    let received = hall.ok("win", for_unit(apply(), "D"));
    assert!(matches!(received.first(), Some(Event::ApplicationReceived(_))));
    let mut second = for_unit(apply(), "D");
    second["item"] = json!("IT-2");
    hall.refused("win", second, "intake_not_entrusted");
    let manage = json!({"type": "close_window", "window": "A-01", "reason": "检修"});
    hall.ok("manager", for_unit(manage, "D"));
}

#[test]
fn row_45_the_bureau_acts_for_the_department_whose_item_it_took_over() {
    let mut hall = Hall::with_item(json!({}));
    let case = hall.accepted();
    let work = for_unit(json!({"type": "record_work", "case": case, "activity": "移交"}), "D");
    hall.refused("one", work.clone(), "unit_not_represented");
    hall.ok(
        "manager",
        json!({
            "type": "transfer_items", "from": "D", "to": "P1", "items": ["IT"], "basis": "划转方案",
        }),
    );
    hall.ok("one", work.clone());
    hall.refused("two", work, "unit_not_represented");
}

#[test]
fn neither_an_applicant_nor_the_administrator_acts_for_a_unit() {
    let (mut hall, case) = Hall::at_decision();
    let withdraw = json!({"type": "withdraw_case", "case": case, "reason": "不办了"});
    hall.refused("applicant", for_unit(withdraw.clone(), "D"), "unit_not_represented");
    let zone = json!({"id": "B", "name": "B", "hall": "centre"});
    let zone = json!({"type": "register_zone", "zone": zone});
    hall.refused("admin", for_unit(zone, "D"), "unit_not_represented");
    hall.ok("chief", for_unit(grant(&case), "D"));
}
