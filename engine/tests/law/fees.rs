//! 统一收费: nothing is delivered unpaid where the item says so (row 92).

use crate::common::{Hall, grant};
use engine::lifecycle::Phase;
use serde_json::{Value, json};

fn decided(fee_fen: u32) -> (Hall, String) {
    let (mut hall, case) = handled(fee_fen);
    hall.ok("chief", grant(&case));
    hall.to_feedback(&case);
    (hall, case)
}

fn handled(fee_fen: u32) -> (Hall, String) {
    let mut hall = Hall::with_item(json!({"fee_fen": fee_fen}));
    let case = hall.accepted();
    hall.to_handling(&case, &["ID", "PLAN"]);
    hall.to_decision(&case);
    (hall, case)
}

fn pay(case: &str, amount_fen: u32) -> Value {
    json!({
        "type": "record_payment", "case": case, "amount_fen": amount_fen, "receipt": "RC-2026-1",
    })
}

fn prepare(case: &str) -> Value {
    json!({"type": "prepare_delivery", "case": case, "notified": true})
}

#[test]
fn row_92_nothing_is_delivered_unpaid_and_all_of_it_once_paid() {
    let (mut hall, case) = decided(1_500);
    hall.refused("out", prepare(&case), "fee_unpaid");
    hall.refused("out", pay(&case, 1_000), "wrong_amount");
    hall.refused("out", pay(&case, 1_501), "wrong_amount");
    hall.refused("manager", pay(&case, 1_500), "wrong_role");
    hall.ok("out", pay(&case, 1_500));
    hall.refused("out", pay(&case, 1_500), "no_fee_due");
    hall.ok("out", prepare(&case));
    let receipt = json!({"signature": "slip-1"});
    hall.ok("out", json!({"type": "deliver_result", "case": case, "receipt": receipt}));
    assert_eq!(hall.phase(&case), Phase::Delivered);
}

#[test]
fn row_92_a_receipt_pays_once_for_one_case_reversed_or_not() {
    let (mut hall, case) = decided(1_500);
    hall.ok("out", pay(&case, 1_500));
    let reverse = json!({
        "type": "reverse_payment", "case": case, "receipt": "RC-2026-1", "reason": "错缴",
    });
    hall.ok("out", reverse);
    hall.refused("out", pay(&case, 1_500), "receipt_used");
    let other = hall.accepted();
    hall.to_handling(&other, &["ID", "PLAN"]);
    hall.to_decision(&other);
    hall.ok("chief", grant(&other));
    hall.refused("out", pay(&other, 1_500), "receipt_used");
    let mut anew = pay(&other, 1_500);
    anew["receipt"] = json!("RC-2026-2");
    hall.ok("out", anew);
}

#[test]
fn row_92_a_fee_is_waived_by_the_head_of_the_department_or_the_centre_only() {
    let (mut hall, case) = decided(1_500);
    let waive = |case: &str| json!({"type": "waive_fee", "case": case, "reason": "低保家庭"});
    hall.refused("rev", waive(&case), "wrong_role");
    let other = json!({"id": "head2", "unit": "P1", "roles": ["dept_head"]});
    hall.admin(json!({"type": "appoint_staff", "staff": other}));
    hall.refused("head2", waive(&case), "wrong_unit");
    hall.ok("head", waive(&case));
    hall.refused("manager", waive(&case), "no_fee_due");
    hall.ok("out", prepare(&case));
}

#[test]
fn row_92_a_free_item_asks_for_nothing_and_takes_nothing() {
    let (mut hall, case) = decided(0);
    hall.refused("out", pay(&case, 0), "no_fee_due");
    hall.ok("out", prepare(&case));
}

#[test]
fn row_92_a_refusal_is_handed_over_without_a_fee() {
    let (mut hall, case) = handled(1_500);
    let refusal = json!({
        "type": "decide_case", "case": case, "outcome": "refused", "reasons": ["too small"],
        "remedies": "行政复议",
    });
    hall.ok("chief", refusal);
    hall.to_feedback(&case);
    hall.ok("out", prepare(&case));
}
