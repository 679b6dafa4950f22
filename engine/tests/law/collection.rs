//! 催领、公告送达: what nobody takes is called for, announced, and counts as delivered (row 75; 民事诉讼法 art. 95).

use crate::common::{Hall, day, deliver, kinds};
use engine::clock::ClockKind;
use engine::event::{Event, EventKind as E};
use engine::lifecycle::Phase;
use serde_json::{Value, json};

fn missed(case: &str) -> Value {
    json!({"type": "record_missed_collection", "case": case, "how": "电话无人接听"})
}

fn notice(case: &str) -> Value {
    json!({
        "type": "post_public_notice", "case": case, "venue": "政务大厅公告栏", "reference": "GG-1",
    })
}

fn serve(case: &str) -> Value {
    json!({"type": "serve_by_notice", "case": case})
}

/// Called on Monday and Tuesday, announced on Tuesday, 2026-03-03.
fn announced() -> (Hall, String) {
    let mut hall = Hall::with_item(json!({}));
    let case = hall.ready();
    hall.ok("out", missed(&case));
    hall.go_to("2026-03-03");
    hall.ok("out", missed(&case));
    hall.ok("out", notice(&case));
    (hall, case)
}

#[test]
fn row_75_who_was_called_on_two_days_is_told_by_public_notice_and_not_before() {
    let mut hall = Hall::with_item(json!({}));
    let case = hall.ready();
    hall.refused("out", notice(&case), "notice_too_early");
    // Two calls of one day are one day.
    hall.ok("out", missed(&case));
    hall.ok("out", missed(&case));
    hall.refused("out", notice(&case), "notice_too_early");
    hall.go_to("2026-03-03");
    assert_eq!(kinds(&hall.ok("out", missed(&case))), [E::CollectionMissed]);
    assert_eq!(kinds(&hall.ok("out", notice(&case))), [E::PublicNoticePosted]);
    hall.refused("out", notice(&case), "notice_too_early");
}

#[test]
fn art_95_the_notice_runs_thirty_natural_days_and_serves_on_the_day_after() {
    let (mut hall, case) = announced();
    let held = hall.case(&case);
    let clock = held.running(ClockKind::PublicNotice).unwrap();
    assert_eq!(clock.reckoning.due, Some(day("2026-04-02")));
    hall.go_to("2026-04-02");
    hall.refused("out", serve(&case), "notice_too_early");
    hall.go_to("2026-04-03");
    let events = hall.ok("out", serve(&case));
    let [Event::ServedByNotice(served)] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!(served.effective, day("2026-04-03"));
    assert_eq!(served.department.as_str(), "D", "the original goes back to its department");
    assert_eq!(hall.phase(&case), Phase::Delivered);
    assert!(hall.case(&case).all_clocks().all(|clock| !clock.is_running()));
    hall.ok("out", json!({"type": "archive_case", "case": case, "package": "sm3-1"}));
}

#[test]
fn art_95_nothing_is_served_by_a_notice_that_was_never_posted() {
    let mut hall = Hall::with_item(json!({}));
    let case = hall.ready();
    hall.ok("out", missed(&case));
    hall.go_to("2026-05-06");
    hall.refused("out", serve(&case), "notice_too_early");
    hall.refused("rev", missed(&case), "wrong_role");
}

#[test]
fn row_75_who_comes_while_the_notice_runs_takes_his_result_as_ever() {
    let (mut hall, case) = announced();
    hall.go_to("2026-03-20");
    hall.ok("out", deliver(&case));
    assert!(hall.case(&case).running(ClockKind::PublicNotice).is_none());
    hall.refused("out", serve(&case), "wrong_phase");
}

#[test]
fn art_95_that_the_notice_has_run_out_is_on_file_and_on_no_card() {
    let (mut hall, case) = announced();
    hall.go_to("2026-04-03");
    assert_eq!(kinds(&hall.alarm(&case)), [E::DeadlinePassed]);
    hall.ok("out", serve(&case));
}

#[test]
fn row_75_what_came_back_by_post_counts_as_a_day_in_vain() {
    let mut hall = Hall::with_item(json!({"delivery": ["ems", "counter"]}));
    let case = hall.granted();
    hall.ok("out", json!({"type": "choose_delivery", "case": case, "way": "ems"}));
    hall.to_feedback(&case);
    hall.ok("out", json!({"type": "prepare_delivery", "case": case, "notified": true}));
    let ship = json!({"type": "ship_result", "case": case, "parcel": "P-1"});
    hall.ok("out", ship.clone());
    hall.refused("out", notice(&case), "wrong_phase");
    let lost = json!({"type": "report_delivery_failure", "case": case, "reason": "无人签收"});
    hall.ok("out", lost);
    hall.refused("out", notice(&case), "notice_too_early");
    hall.go_to("2026-03-03");
    hall.ok("out", missed(&case));
    hall.ok("out", notice(&case));
    // What is sent once more is announced anew, where it comes back again.
    hall.ok("out", ship);
    assert!(hall.case(&case).running(ClockKind::PublicNotice).is_none());
}

#[test]
fn art_44_a_delivery_that_failed_is_judged_by_the_policy_its_clock_began_under() {
    let mut hall = Hall::with_item(json!({"delivery": ["ems", "counter"]}));
    let case = hall.granted();
    hall.ok("out", json!({"type": "choose_delivery", "case": case, "way": "ems"}));
    hall.to_feedback(&case);
    let begun = hall.case(&case).running(ClockKind::Delivery).unwrap().clone();
    hall.ok("out", json!({"type": "prepare_delivery", "case": case, "notified": true}));
    hall.ok("out", json!({"type": "ship_result", "case": case, "parcel": "P-1"}));
    let mut policy = serde_json::to_value(&**hall.world.setup().policy().1).unwrap();
    policy["other_ladder"] = json!([{"card": "yellow", "when": {"days_before": 3}}]);
    hall.admin(json!({"type": "set_clock_policy", "policy": policy}));
    let lost = json!({"type": "report_delivery_failure", "case": case, "reason": "无人签收"});
    hall.ok("out", lost);
    let again = hall.case(&case).running(ClockKind::Delivery).unwrap().clone();
    assert_eq!(again.policy, begun.policy);
    assert_eq!(again.reckoning, begun.reckoning, "the same day and the same cards as before");
    hall.refused("rev", missed(&case), "wrong_role");
}

fn refused_to_sign(case: &str, witnesses: &Value) -> Value {
    json!({
        "type": "record_signing_refusal", "case": case, "reason": "不认可审批结果",
        "witnesses": witnesses,
    })
}

fn left(case: &str, receipt: &Value) -> Value {
    json!({"type": "deliver_result", "case": case, "receipt": receipt})
}

#[test]
fn art_89_a_paper_is_left_before_witnesses_with_who_refused_to_sign() {
    let mut hall = Hall::with_item(json!({}));
    let case = hall.ready();
    let before_witnesses = left(&case, &json!({"left_with_witnesses": "HZ-1"}));
    hall.refused("out", before_witnesses.clone(), "left_unproven");
    hall.ok("out", refused_to_sign(&case, &json!([])));
    hall.refused("out", before_witnesses.clone(), "left_unproven");
    let nobody = json!([{"represents": " ", "signature": "W-1"}]);
    hall.refused("out", refused_to_sign(&case, &nobody), "left_unproven");
    hall.refused("rev", refused_to_sign(&case, &json!([])), "wrong_role");
    let community = json!([{"represents": "城关社区居民委员会", "signature": "W-1"}]);
    assert_eq!(kinds(&hall.ok("out", refused_to_sign(&case, &community))), [E::SigningRefused]);
    assert_eq!(hall.phase(&case), Phase::ReadyForDelivery, "it is not served by the refusal");
    assert_eq!(kinds(&hall.ok("out", before_witnesses)), [E::Delivered]);
    assert_eq!(hall.phase(&case), Phase::Delivered);
}

#[test]
fn art_89_a_paper_is_left_with_a_recording_of_it_and_not_without() {
    let mut hall = Hall::with_item(json!({}));
    let case = hall.ready();
    let recorded = left(&case, &json!({"left_recorded": "a1".repeat(32)}));
    hall.refused("out", recorded.clone(), "left_unproven");
    hall.ok("out", refused_to_sign(&case, &json!([])));
    hall.refused("out", left(&case, &json!({"left_recorded": "video"})), "left_unproven");
    hall.ok("out", recorded);
    assert_eq!(hall.phase(&case), Phase::Delivered);
    hall.refused("out", refused_to_sign(&case, &json!([])), "wrong_phase");
}

#[test]
fn art_89_what_is_fetched_online_is_not_left_with_anybody() {
    let mut hall = Hall::with_item(json!({"delivery": ["online", "counter"]}));
    let case = hall.granted();
    hall.ok("out", json!({"type": "choose_delivery", "case": case, "way": "online"}));
    hall.to_feedback(&case);
    hall.ok("out", json!({"type": "prepare_delivery", "case": case, "notified": true}));
    hall.refused("out", refused_to_sign(&case, &json!([])), "not_chosen_way");
    let recorded = left(&case, &json!({"left_recorded": "a1".repeat(32)}));
    hall.refused("out", recorded, "receipt_missing");
}

#[test]
fn art_89_a_refusal_is_of_one_attempt_and_no_other() {
    let mut hall = Hall::with_item(json!({"delivery": ["ems", "counter"]}));
    let case = hall.ready();
    hall.ok("out", refused_to_sign(&case, &json!([])));
    hall.ok("out", json!({"type": "choose_delivery", "case": case, "way": "ems"}));
    let recorded = left(&case, &json!({"left_recorded": "a1".repeat(32)}));
    hall.refused("out", recorded.clone(), "left_unproven");
    hall.ok("out", refused_to_sign(&case, &json!([])));
    hall.ok("out", recorded);
}

#[test]
fn art_95_who_says_how_he_wants_his_result_is_served_by_no_notice() {
    let mut hall = Hall::with_item(json!({"delivery": ["ems", "counter"]}));
    let case = hall.ready();
    hall.ok("out", missed(&case));
    hall.go_to("2026-03-03");
    hall.ok("out", missed(&case));
    hall.ok("out", notice(&case));
    hall.ok("out", json!({"type": "choose_delivery", "case": case, "way": "ems"}));
    hall.go_to("2026-04-03");
    hall.refused("out", serve(&case), "notice_too_early");
}

#[test]
fn row_48_the_department_acknowledges_the_original_that_nobody_took() {
    let (mut hall, case) = announced();
    let back = json!({"type": "acknowledge_return", "case": case});
    hall.refused("rep", back.clone(), "nothing_comes_back");
    hall.go_to("2026-04-03");
    hall.ok("out", serve(&case));
    hall.refused("one", back.clone(), "wrong_unit");
    hall.refused("applicant", back.clone(), "wrong_role");
    hall.ok("out", json!({"type": "archive_case", "case": case, "package": "sm3-1"}));
    // The way back may end after the archive.
    let events = hall.ok("rep", back.clone());
    assert_eq!(kinds(&events), [E::ReturnAcknowledged, E::ArchiveSupplemented]);
    hall.refused("rep", back, "nothing_comes_back");
}

#[test]
fn row_92_nothing_is_served_whose_payment_was_taken_back() {
    let mut hall = Hall::with_item(json!({"fee_fen": 1_500}));
    let case = hall.granted();
    let pay =
        json!({"type": "record_payment", "case": case, "amount_fen": 1_500, "receipt": "C-1"});
    hall.ok("out", pay);
    hall.to_feedback(&case);
    hall.ok("out", json!({"type": "prepare_delivery", "case": case, "notified": true}));
    hall.ok("out", missed(&case));
    hall.go_to("2026-03-03");
    hall.ok("out", missed(&case));
    hall.ok("out", notice(&case));
    hall.ok(
        "out",
        json!({"type": "reverse_payment", "case": case, "receipt": "C-1", "reason": "错缴"}),
    );
    hall.go_to("2026-04-03");
    hall.refused("out", serve(&case), "fee_unpaid");
}
