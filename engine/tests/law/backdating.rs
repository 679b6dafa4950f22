//! 补录: what is recorded late, and how far back (occurred_at).

use crate::common::{Hall, grant, kinds};
use engine::event::EventKind as E;
use engine::lifecycle::Phase;
use serde_json::{Value, json};

fn with(mut command: Value, field: &str, value: Value) -> Value {
    command.as_object_mut().unwrap().insert(field.to_owned(), value);
    command
}

fn apply(channel: &str, occasion: Value) -> Value {
    json!({
        "type": "receive_application", "item": "IT", "channel": channel, "delivery": "counter",
        "applicant": {"subject": 7, "token": "07".repeat(16), "sealed": "00"},
        "materials": [], "occasion": occasion,
    })
}

fn at(command: Value, time: &str) -> Value {
    with(command, "occurred_at", json!(time))
}

#[test]
fn the_staff_record_late_since_the_working_day_before_and_no_further() {
    let mut hall = Hall::with_item(json!({}));
    let apply = apply("window", Value::Null);
    hall.ok("win", at(apply.clone(), "2026-02-28T10:00:00+08:00"));
    hall.refused("win", at(apply.clone(), "2026-02-26T23:59:00+08:00"), "recorded_too_late");
    hall.refused("win", at(apply, "2003-03-03T09:00:00+08:00"), "recorded_too_late");
}

#[test]
fn an_applicant_records_nothing_late() {
    let mut hall = Hall::with_item(json!({}));
    let apply = apply("online", Value::Null);
    hall.refused("applicant", at(apply.clone(), "2026-03-02T08:58:00+08:00"), "recorded_too_late");
    hall.ok("applicant", apply);
}

#[test]
fn guard_4_a_decision_recorded_late_rests_on_no_letter_revoked_since() {
    let (mut hall, case) = Hall::at_decision();
    hall.go_to("2026-03-03");
    hall.admin(json!({
        "type": "revoke_letter", "letter": "L-1", "on": "2026-03-03", "reason": "收回",
    }));
    let late = at(grant(&case), "2026-03-02T16:00:00+08:00");
    hall.refused("chief", late, "no_authority_to_decide");
}

#[test]
fn row_69_what_another_region_took_in_is_entered_by_a_window_and_in_time() {
    let mut hall = Hall::with_item(json!({"terms": {"region": {
        "basis": "通办清单", "ways": ["several"], "forward_days": 1, "first_day": "receipt",
    }}}));
    let from = |received: &str| {
        json!({"from_region": {
            "region": "430421", "authority": "衡阳县政务中心", "way": "several", "received": received,
        }})
    };
    hall.refused("applicant", apply("online", from("2026-03-02")), "wrong_role");
    hall.refused("win", apply("window", from("1999-01-01")), "region_receipt_too_old");
    hall.refused("win", apply("window", from("2026-02-26")), "region_receipt_too_old");
    hall.ok("win", apply("window", from("2026-03-02")));
}

#[test]
fn silence_grants_a_complete_application_only() {
    for (papers, phase) in [(vec!["ID", "PLAN"], Phase::Decided), (vec![], Phase::Accepted)] {
        let mut hall = Hall::with_item(json!({
            "tacit": {"kind": "decision", "basis": "地方依据"},
        }));
        let case = hall.pre_check(&papers);
        hall.go_to("2026-03-10");
        assert!(kinds(&hall.alarm(&case)).contains(&E::DeemedAccepted));
        hall.go_to("2026-03-31");
        let seen = kinds(&hall.alarm(&case));
        assert!(seen.contains(&E::DeadlinePassed), "{seen:?}");
        assert_eq!(hall.phase(&case), phase);
    }
}

#[test]
fn row_38_nobody_names_himself_a_substitute_and_nobody_from_the_past() {
    let mut hall = Hall::with_item(json!({}));
    let cover = |absent: &str, substitute: &str, from: &str| {
        json!({
            "type": "cover_post", "absent": absent, "substitute": substitute, "from": from,
            "to": "2026-03-06",
        })
    };
    hall.refused("rep", cover("head", "rep", "2026-03-02"), "wrong_role");
    hall.refused("head", cover("chief", "head", "2026-03-02"), "wrong_role");
    hall.refused("head", cover("head", "rep", "2026-03-01"), "bad_setup");
    hall.ok("chief", cover("chief", "rep", "2026-03-02"));
}

#[test]
fn guard_3_no_step_of_decision_is_given_to_a_window_role() {
    let mut hall = Hall::with_item(json!({}));
    let definition = crate::common::item(&json!({"steps": [
        {"step": "accept", "role": "comp_window", "limit": 1},
        {"step": "decide", "role": "comp_window", "limit": 3},
    ]}));
    let publish = json!({"type": "publish_item", "definition": definition});
    hall.refused("admin", publish, "bad_item_version");
}

#[test]
fn row_92_an_applicants_own_word_settles_no_fee() {
    let mut hall = Hall::with_item(json!({"fee_fen": 1_500}));
    let case = hall.accepted();
    let pay = json!({
        "type": "record_payment", "case": case, "amount_fen": 1_500, "receipt": "R-1",
    });
    hall.refused("applicant", pay.clone(), "wrong_role");
    hall.ok("out", pay);
}
