//! 端口: what waits for an answer, and what an answer that came late still stops (rows 63, 64, 110, 117).

use crate::common::{Hall, answer, deliver, grant, kinds};
use engine::event::EventKind as E;
use engine::lifecycle::Phase;
use engine::port::PortKind;
use serde_json::{Value, json};

#[track_caller]
fn answered(hall: &mut Hall, case: &str, port: PortKind, said: &Value) {
    let ask = hall.ask_of(case, port);
    hall.ok(port.actor(), answer(case, ask, said.clone()));
}

fn archive(case: &str) -> Value {
    json!({"type": "archive_case", "case": case, "package": "sm3-1"})
}

fn identity(matches: bool) -> Value {
    json!({"identity_checked": {"matches": matches, "reference": "V-1"}})
}

fn credit(discredited: bool) -> Value {
    json!({"credit_checked": {"discredited": discredited, "source": "信用中国"}})
}

#[test]
fn row_117_a_case_is_archived_after_the_platform_received_all_its_turns() {
    let mut hall = Hall::with_ports(json!({}), &["platform", "archive"]);
    let case = hall.delivered();
    hall.refused("out", archive(&case), "port_question_open");
    let to_archive = hall.ask_of(&case, PortKind::Archive);
    let package = json!({"archived": {"package": "sm3-1"}});
    let by_port =
        json!({"type": "answer_port", "case": case, "ask": to_archive, "answer": package});
    hall.refused("port:archive", by_port.clone(), "port_question_open");
    while !hall.asks_of(&case, PortKind::Platform).is_empty() {
        let received = json!({"received": {"reference": "X-1"}});
        answered(&mut hall, &case, PortKind::Platform, &received);
    }
    hall.ok("port:archive", by_port);
}

#[test]
fn row_94_a_silence_that_is_on_a_card_does_not_hold_the_case() {
    let mut hall = Hall::with_ports(json!({}), &["platform", "identity"]);
    let case = hall.delivered();
    hall.go_to("2026-03-10");
    hall.refused("out", archive(&case), "port_question_open");
    assert!(kinds(&hall.alarm(&case)).contains(&E::CardDealt));
    hall.ok("out", archive(&case));
}

#[test]
fn row_110_nobody_is_checked_for_a_case_that_ended_undecided() {
    let mut hall = Hall::with_ports(json!({"tolerant": true}), &["identity", "credit"]);
    let case = hall.pre_check(&["ID", "PLAN"]);
    hall.ok("applicant", json!({"type": "withdraw_case", "case": case, "reason": "不办了"}));
    hall.ok("out", archive(&case));
}

#[test]
fn row_110_who_turns_out_not_to_be_himself_after_acceptance_is_granted_nothing() {
    let mut hall = Hall::with_ports(json!({}), &["identity"]);
    let case = hall.accepted();
    hall.to_handling(&case, &["ID", "PLAN"]);
    hall.to_decision(&case);
    answered(&mut hall, &case, PortKind::Identity, &identity(false));
    hall.refused("chief", grant(&case), "mistaken_identity");
    let refusal = json!({
        "type": "decide_case", "case": case, "outcome": "refused",
        "reasons": ["申请人身份核验不符"], "remedies": "可依法申请行政复议或者提起行政诉讼",
    });
    hall.ok("chief", refusal);
    hall.to_feedback(&case);
    hall.ok("out", json!({"type": "prepare_delivery", "case": case, "notified": true}));
    hall.ok("out", deliver(&case));
}

#[test]
fn row_110_who_turns_out_not_to_be_himself_after_the_grant_is_handed_nothing() {
    let mut hall = Hall::with_ports(json!({}), &["identity"]);
    let case = hall.granted();
    hall.to_feedback(&case);
    hall.ok("out", json!({"type": "prepare_delivery", "case": case, "notified": true}));
    answered(&mut hall, &case, PortKind::Identity, &identity(false));
    hall.refused("out", deliver(&case), "mistaken_identity");
    assert_eq!(hall.phase(&case), Phase::ReadyForDelivery);
}

#[test]
fn art_69_what_was_granted_to_who_is_not_the_applicant_is_revoked_and_nothing_else_is() {
    let mut hall = Hall::with_ports(json!({}), &["identity"]);
    let case = hall.granted();
    let revoke = json!({
        "type": "revoke_licence", "case": case, "reasons": ["冒用他人身份取得"],
        "remedies": "可依法申请行政复议或者提起行政诉讼",
    });
    hall.refused("head", revoke.clone(), "no_commitment");
    answered(&mut hall, &case, PortKind::Identity, &identity(false));
    hall.refused("win", revoke.clone(), "wrong_role");
    hall.ok("head", revoke);
    assert_eq!(hall.phase(&case), Phase::Ended);
    hall.ok("out", archive(&case));
}

#[test]
fn row_63_gaps_wait_for_the_answer_about_credit_or_its_recorded_silence() {
    let mut hall = Hall::with_ports(json!({"tolerant": true}), &["credit"]);
    let gaps = |case: &str| json!({"type": "accept_with_gaps", "case": case, "gaps": ["PLAN"], "commitment": "CN-1"});
    let case = hall.pre_check(&["ID"]);
    hall.refused("win", gaps(&case), "credit_awaited");
    answered(&mut hall, &case, PortKind::Credit, &credit(false));
    hall.ok("win", gaps(&case));
    let silent = hall.pre_check(&["ID"]);
    hall.go_to("2026-03-05");
    hall.refused("win", gaps(&silent), "credit_awaited");
    assert!(kinds(&hall.alarm(&silent)).contains(&E::CardDealt));
    hall.ok("win", gaps(&silent));
}
