//! 告知承诺: decided on the spot on a commitment, checked later. Local rules (row 64).

use crate::common::{Hall, day, grant, kinds};
use engine::clock::ClockKind;
use engine::event::{Event, EventKind as E};
use engine::ground::RevocationGround;
use engine::lifecycle::Phase;
use engine::port::PortKind;
use engine::values::ClosingKind;
use serde_json::{Value, json};

fn committed() -> (Hall, String) {
    let mut hall = Hall::with_item(json!({
        "commitment": {"check_days": 30}, "site_inspection": true,
    }));
    let case = hall.pre_check(&["ID"]);
    hall.ok("win", sign(&case));
    (hall, case)
}

fn granted() -> (Hall, String) {
    let (mut hall, case) = committed();
    hall.ok("chief", grant(&case));
    hall.to_feedback(&case);
    (hall, case)
}

fn sign(case: &str) -> Value {
    json!({"type": "sign_commitment", "case": case, "commitment": "CN-2026-0001"})
}

fn verify(case: &str, kept: bool, officers: &[&str], correct_days: Option<u16>) -> Value {
    json!({
        "type": "verify_commitment", "case": case, "kept": kept, "findings": "seen on site",
        "officers": officers, "correct_days": correct_days,
    })
}

fn revoke(case: &str) -> Value {
    json!({
        "type": "revoke_licence", "case": case, "reasons": ["the commitment was broken"],
        "remedies": "行政复议或者行政诉讼",
    })
}

#[test]
fn row_64_under_commitment_the_chief_approver_decides_on_the_spot_and_a_check_begins() {
    let (mut hall, case) = committed();
    assert_eq!(hall.phase(&case), Phase::Accepted);
    hall.ok("chief", grant(&case));
    let case = hall.case(&case);
    let check = case.running(ClockKind::CommitmentCheck).unwrap();
    assert_eq!((check.start, check.budget.days), (day("2026-03-02"), 30));
    assert!(case.running(ClockKind::Delivery).is_some());
}

#[test]
fn row_64_an_item_not_on_the_list_takes_no_commitment() {
    let mut hall = Hall::with_item(json!({}));
    let case = hall.pre_check(&["ID"]);
    hall.refused("win", sign(&case), "commitment_not_offered");
}

#[test]
fn row_64_what_is_secret_or_touches_the_safety_of_funds_is_never_decided_on_a_commitment() {
    let mut hall = Hall::with_item(json!({}));
    let publish = |patch: Value| {
        let definition = crate::common::item(&patch);
        json!({"type": "publish_item", "definition": definition})
    };
    let terms = json!({"check_days": 30});
    let secret = json!({"commitment": terms, "not_pooled": true});
    hall.refused("admin", publish(secret), "bad_item_version");
    hall.admin(publish(json!({"commitment": terms})));
    hall.admin(publish(json!({"not_pooled": true})));
}

#[test]
fn guard_7_a_commitment_does_not_stand_for_required_papers() {
    let mut hall = Hall::with_item(json!({"commitment": {"check_days": 30}}));
    let case = hall.pre_check(&["PLAN"]);
    hall.refused("win", sign(&case), "materials_missing");
}

#[test]
fn row_39_who_took_the_commitment_does_not_decide_even_where_he_sits_at_the_window() {
    let mut hall = Hall::with_item(json!({
        "commitment": {"check_days": 30}, "approver_at_window": true, "case_type": "instant",
        "promise": {"days": 0, "unit": "WD"},
    }));
    let case = hall.pre_check(&["ID"]);
    hall.ok("win", sign(&case));
    hall.refused("win", grant(&case), "wrong_role");
    let staff = json!({"id": "win", "unit": "D", "roles": ["comp_window", "chief_approver"]});
    hall.admin(json!({"type": "appoint_staff", "staff": staff}));
    hall.refused("win", grant(&case), "separation_of_duties");
}

#[test]
fn row_64_without_commitment_a_promise_item_is_not_decided_on_the_spot() {
    let mut hall = Hall::with_item(json!({"commitment": {"check_days": 30}}));
    let case = hall.accepted();
    hall.refused("chief", grant(&case), "wrong_phase");
}

#[test]
fn guard_14_a_discredited_applicant_may_not_commit() {
    let mut hall = Hall::with_item(json!({"commitment": {"check_days": 30}}));
    let case = hall.pre_check(&["ID"]);
    hall.admin(json!({
        "type": "record_credit", "subject": 7, "discredited": true, "source": "信用中国",
        "reason": "a commitment was broken",
    }));
    hall.refused("win", sign(&case), "applicant_discredited");
}

#[test]
fn row_64_a_commitment_is_withdrawn_before_the_decision_only() {
    let (mut hall, case) = committed();
    let withdraw = json!({"type": "withdraw_commitment", "case": case, "reason": "rather not"});
    hall.ok("applicant", withdraw.clone());
    assert_eq!(hall.phase(&case), Phase::PreCheck);
    let running = hall.case(&case);
    assert!(running.running(ClockKind::Acceptance).is_some());
    assert!(running.running(ClockKind::Promise).is_none());
    hall.ok("win", sign(&case));
    hall.ok("chief", grant(&case));
    hall.refused("applicant", withdraw, "wrong_phase");
}

#[test]
fn row_64_a_kept_commitment_is_verified_by_two_officers_and_the_case_archived() {
    let (mut hall, case) = granted();
    hall.ok("out", json!({"type": "prepare_delivery", "case": case, "notified": true}));
    let receipt = json!({"signature": "slip-1"});
    hall.ok("out", json!({"type": "deliver_result", "case": case, "receipt": receipt}));
    assert!(hall.case(&case).running(ClockKind::CommitmentCheck).is_some(), "it outlives delivery");
    let archive = json!({"type": "archive_case", "case": case, "package": "sm3:00"});
    hall.refused("out", archive.clone(), "commitment_unverified");
    hall.refused("rev", verify(&case, true, &["rev"], None), "two_officers");
    hall.ok("rev", verify(&case, true, &["rev", "rev2"], None));
    hall.refused("rev", verify(&case, true, &["rev", "rev2"], None), "no_commitment");
    hall.ok("out", archive);
}

#[test]
fn row_64_a_broken_commitment_is_corrected_once_else_revoked() {
    let (mut hall, case) = granted();
    hall.refused("head", revoke(&case), "no_commitment");
    hall.ok("rev", verify(&case, false, &["rev", "rev2"], Some(5)));
    hall.refused("head", revoke(&case), "correction_running");
    let again = verify(&case, false, &["rev", "rev2"], Some(5));
    hall.refused("rev", again, "correction_ordered_before");
    // 责令限期改正: before the time is over nobody finds that it was not corrected.
    hall.refused("rev", verify(&case, false, &["rev", "rev2"], None), "correction_running");
    hall.go_to("2026-03-10");
    hall.ok("rev", verify(&case, false, &["rev", "rev2"], None));
    let events = hall.ok("head", revoke(&case));
    assert_eq!(kinds(&events), [E::LicenceRevoked]);
    let [Event::LicenceRevoked(revoked)] = &events[..] else { panic!("{events:?}") };
    assert_eq!(revoked.ground, RevocationGround::CommitmentBroken);
    assert_eq!(hall.phase(&case), Phase::Ended);
    assert_eq!(hall.case(&case).closing(), Some(ClosingKind::Issued), "one closing kind");
    assert!(hall.case(&case).clocks.iter().all(|clock| !clock.is_running()));
    hall.ok("out", json!({"type": "archive_case", "case": case, "package": "sm3:00"}));
}

#[test]
fn art_69_what_was_refused_or_is_revoked_already_is_not_revoked() {
    let mut hall = Hall::with_ports(json!({}), &["identity"]);
    let case = hall.delivered();
    let ask = hall.ask_of(&case, PortKind::Identity);
    let other = json!({"identity_checked": {"matches": false, "reference": "ID-1"}});
    hall.ok("port:identity", crate::common::answer(&case, ask, other));
    hall.ok("out", json!({"type": "archive_case", "case": case, "package": "sm3:00"}));
    hall.ok("head", revoke(&case));
    hall.refused("head", revoke(&case), "no_commitment");
}

#[test]
fn art_38_a_revocation_names_reasons_and_remedies() {
    let (mut hall, case) = granted();
    hall.ok("rev", verify(&case, false, &["rev", "rev2"], None));
    let mut silent = revoke(&case);
    silent.as_object_mut().unwrap().insert("reasons".to_owned(), json!([]));
    hall.refused("head", silent, "reasons_missing");
    hall.ok("head", revoke(&case));
}

#[test]
fn a_correction_that_is_not_made_in_time_is_followed_by_revocation() {
    let (mut hall, case) = granted();
    hall.ok("rev", verify(&case, false, &["rev", "rev2"], Some(3)));
    hall.go_to("2026-03-06");
    assert_eq!(kinds(&hall.alarm(&case)), [E::WarningIssued, E::DeadlinePassed]);
    hall.ok("head", revoke(&case));
}
