//! 重复缴费: money that is not owed is on file and given back; a receipt is one receipt however it is written (row 92).

use crate::common::{Hall, answer, kinds};
use engine::event::EventKind as E;
use engine::id::Seq;
use engine::port::PortKind;
use serde_json::{Value, json};

fn paid(amount_fen: u32, receipt: &str) -> Value {
    json!({"paid": {"amount_fen": amount_fen, "receipt": receipt}})
}

fn refunded(amount_fen: u32, receipt: &str) -> Value {
    json!({"refunded": {"amount_fen": amount_fen, "receipt": receipt, "refund": "RF-1"}})
}

fn pay(case: &str, receipt: &str) -> Value {
    json!({"type": "record_payment", "case": case, "amount_fen": 1_500, "receipt": receipt})
}

fn archive(case: &str) -> Value {
    json!({"type": "archive_case", "case": case, "package": "sm3-1"})
}

/// A granted case with a fee, and what the payment port was asked.
fn owing() -> (Hall, String, Seq) {
    let mut hall = Hall::with_ports(json!({"fee_fen": 1_500}), &["payment"]);
    let case = hall.granted();
    let ask = hall.ask_of(&case, PortKind::Payment);
    (hall, case, ask)
}

#[test]
fn row_92_what_was_paid_at_the_counter_and_through_the_port_is_given_back_by_the_port() {
    let (mut hall, case, ask) = owing();
    hall.ok("out", pay(&case, "C-1"));
    let events = hall.ok("port:payment", answer(&case, ask, paid(1_500, "RC-1")));
    assert_eq!(kinds(&events), [E::PortAnswered, E::UnowedPaid, E::PortAsked]);
    // Nothing is lost: told twice it is one payment, and the case waits for the refund.
    assert_eq!(hall.ok("port:payment", answer(&case, ask, paid(1_500, "RC-1"))), []);
    let back = hall.ask_of(&case, PortKind::Payment);
    hall.refused("port:payment", answer(&case, back, paid(1_500, "RC-2")), "wrong_answer");
    hall.refused("port:payment", answer(&case, back, refunded(1_500, "C-1")), "wrong_answer");
    hall.refused("port:payment", answer(&case, back, refunded(1_499, "RC-1")), "wrong_amount");
    hall.to_feedback(&case);
    hall.ok("out", json!({"type": "prepare_delivery", "case": case, "notified": true}));
    hall.ok("out", crate::common::deliver(&case));
    hall.refused("out", archive(&case), "refund_open");
    hall.ok("port:payment", answer(&case, back, refunded(1_500, "rc-1")));
    hall.ok("out", archive(&case));
}

#[test]
fn row_92_a_second_payment_to_one_question_is_on_file_and_given_back() {
    let (mut hall, case, ask) = owing();
    hall.ok("port:payment", answer(&case, ask, paid(1_500, "RC-1")));
    let events = hall.ok("port:payment", answer(&case, ask, paid(1_500, "RC-2")));
    assert_eq!(kinds(&events), [E::PortAnswered, E::UnowedPaid, E::PortAsked]);
    assert_eq!(hall.ok("port:payment", answer(&case, ask, paid(1_500, "RC-2"))), []);
    let back = hall.ask_of(&case, PortKind::Payment);
    hall.refused("port:payment", answer(&case, back, refunded(1_500, "RC-1")), "wrong_answer");
    hall.ok("port:payment", answer(&case, back, refunded(1_500, "RC-2")));
    // A receipt that pays for another case is no second payment.
    hall.refused("port:payment", answer(&case, ask, paid(0, "RC-3")), "wrong_amount");
}

#[test]
fn row_92_answers_that_contradict_each_other_are_both_on_file_and_a_clerk_is_called() {
    let (mut hall, case, ask) = owing();
    hall.ok("port:payment", answer(&case, ask, paid(1_500, "RC-1")));
    let events = hall.ok("port:payment", answer(&case, ask, paid(1_400, "rc-1")));
    assert_eq!(kinds(&events), [E::PortAnswered, E::CardDealt]);
    // Told again it changes nothing, either of them.
    assert_eq!(hall.ok("port:payment", answer(&case, ask, paid(1_400, "rc-1"))), []);
    assert_eq!(hall.ok("port:payment", answer(&case, ask, paid(1_500, "RC-1"))), []);
    let deal = json!({
        "type": "deal_card", "case": case, "cause": "port_contradicts", "card": "yellow",
        "unit": "centre", "fact": "两次回执金额不一",
    });
    let watch = json!({"id": "watch", "unit": "centre", "roles": ["supervisor"]});
    hall.admin(json!({"type": "appoint_staff", "staff": watch}));
    hall.refused("watch", deal, "wrong_role");
    let found = json!({"type": "answer_card", "case": case, "card_no": 0, "answer": "应为1500分"});
    hall.refused("rep", found.clone(), "wrong_unit");
    hall.ok("win", found);
}

#[test]
fn row_92_whatever_came_in_beside_the_fee_is_given_back_whole() {
    let (mut hall, case, ask) = owing();
    let waive = json!({"type": "waive_fee", "case": case, "reason": "低保家庭"});
    hall.ok("head", waive);
    hall.refused("port:payment", answer(&case, ask, paid(0, "RC-1")), "wrong_amount");
    hall.ok("port:payment", answer(&case, ask, paid(1_700, "RC-1")));
    let back = hall.ask_of(&case, PortKind::Payment);
    hall.refused("port:payment", answer(&case, back, refunded(1_500, "RC-1")), "wrong_amount");
    hall.ok("port:payment", answer(&case, back, refunded(1_700, "RC-1")));
}

#[test]
fn row_92_a_second_payment_at_the_counter_is_refused_before_money_is_taken() {
    let (mut hall, case, ask) = owing();
    hall.ok("port:payment", answer(&case, ask, paid(1_500, "RC-1")));
    hall.refused("out", pay(&case, "C-1"), "no_fee_due");
}

#[test]
fn row_92_money_for_a_case_that_ended_meanwhile_is_given_back() {
    let (mut hall, case, ask) = owing();
    let revoke = json!({
        "type": "revoke_licence", "case": case, "reasons": ["冒用他人身份取得"],
        "remedies": "可依法申请行政复议或者提起行政诉讼",
    });
    hall.admin(json!({"type": "connect_port", "port": "identity", "term_days": 2}));
    let filed = json!({
        "type": "file_remedy", "case": case, "kind": "reconsideration", "authority": "县人民政府",
        "filed": "2026-03-02",
    });
    hall.ok("rep", filed);
    let settled = json!({
        "type": "settle_remedy", "case": case, "remedy": 0, "outcome": "annulled",
        "number": "FY-1", "decided": "2026-03-02", "note": "已审结",
    });
    hall.ok("rep", settled);
    hall.ok("head", revoke);
    let events = hall.ok("port:payment", answer(&case, ask, paid(1_500, "RC-1")));
    assert_eq!(kinds(&events), [E::PortAnswered, E::UnowedPaid, E::PortAsked]);
    hall.refused("out", archive(&case), "refund_open");
}

#[test]
fn row_92_money_is_taken_in_by_a_port_that_can_give_it_back() {
    let (mut hall, case, ask) = owing();
    hall.ok("out", pay(&case, "C-1"));
    let connect =
        |days: Value| json!({"type": "connect_port", "port": "payment", "term_days": days});
    hall.admin(connect(Value::Null));
    hall.refused("port:payment", answer(&case, ask, paid(1_500, "RC-1")), "not_asked");
    hall.admin(connect(json!(2)));
    hall.ok("port:payment", answer(&case, ask, paid(1_500, "RC-1")));
}

#[test]
fn row_92_the_payment_a_clerk_recorded_by_the_ports_own_receipt_is_one_payment() {
    let (mut hall, case, ask) = owing();
    hall.ok("out", pay(&case, "RC-1"));
    let events = hall.ok("port:payment", answer(&case, ask, paid(1_500, "rc-1")));
    assert_eq!(kinds(&events), [E::PortAnswered]);
    assert!(hall.asks_of(&case, PortKind::Payment).is_empty());
}

#[test]
fn row_92_a_receipt_is_one_receipt_however_it_is_written() {
    let (mut hall, case, _) = owing();
    hall.ok("out", pay(&case, "Rc-1"));
    let other = hall.granted();
    hall.refused("out", pay(&other, "RC-1"), "receipt_used");
    hall.refused("out", pay(&other, "rC-1"), "receipt_used");
    hall.ok("out", pay(&other, "RC-2"));
    let reverse = json!({
        "type": "reverse_payment", "case": other, "receipt": "rc-2", "reason": "错缴",
    });
    hall.ok("out", reverse);
}
