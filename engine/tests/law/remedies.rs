//! 复议、诉讼: on file with its outcome; it stops nothing by itself, and the file stays open (行政许可法 art. 7, 38).

use crate::common::{Hall, grant, kinds};
use engine::event::{Event, EventKind as E};
use engine::ground::RevocationGround;
use engine::lifecycle::Phase;
use engine::remedy::{RemedyKind, RemedyOutcome};
use serde_json::{Value, json};

fn filed(case: &str, kind: &str, day: &str) -> Value {
    json!({
        "type": "file_remedy", "case": case, "kind": kind, "authority": "县人民政府", "filed": day,
        "number": "FY-2026-1",
    })
}

fn settled(case: &str, remedy: u8, outcome: &str, day: &str) -> Value {
    json!({
        "type": "settle_remedy", "case": case, "remedy": remedy, "outcome": outcome,
        "number": "FY-2026-1-1", "decided": day, "note": "heard and decided",
    })
}

fn archive(case: &str) -> Value {
    json!({"type": "archive_case", "case": case, "package": "sm3:00"})
}

/// Granted and handed out on 2026-03-02; today is 2026-03-10.
fn delivered() -> (Hall, String) {
    let (mut hall, case) = Hall::at_decision();
    hall.ok("chief", grant(&case));
    hall.to_feedback(&case);
    hall.ok("out", json!({"type": "prepare_delivery", "case": case, "notified": true}));
    let receipt = json!({"signature": "slip-1"});
    hall.ok("out", json!({"type": "deliver_result", "case": case, "receipt": receipt}));
    hall.go_to("2026-03-10");
    (hall, case)
}

/// Not accepted on 2026-03-02; today is 2026-03-10.
fn not_accepted() -> (Hall, String) {
    let mut hall = Hall::with_item(json!({}));
    let case = hall.pre_check(&["ID", "PLAN"]);
    hall.ok(
        "win",
        json!({
            "type": "refuse_acceptance", "case": case, "reasons": ["not ours"],
            "remedies": "可依法申请行政复议或者提起行政诉讼", "where_to_go": "市局",
        }),
    );
    hall.go_to("2026-03-10");
    (hall, case)
}

#[test]
fn art_7_a_remedy_against_a_decision_is_on_file_and_stops_nothing() {
    let (mut hall, case) = Hall::at_decision();
    hall.refused("rep", filed(&case, "reconsideration", "2026-03-02"), "wrong_phase");
    hall.ok("chief", grant(&case));
    let events = hall.ok("rep", filed(&case, "reconsideration", "2026-03-02"));
    assert_eq!(kinds(&events), [E::RemedyFiled]);
    let held = hall.case(&case);
    let remedy = held.extras().remedies.first().unwrap();
    assert_eq!((remedy.kind, remedy.outcome), (RemedyKind::Reconsideration, None));
    assert_eq!(remedy.authority.as_str(), "县人民政府");
    // The decision has its effect meanwhile: it is made out and handed out.
    hall.to_feedback(&case);
    assert_eq!(hall.phase(&case), Phase::FedBack);
}

#[test]
fn a_refusal_of_acceptance_can_be_contested_and_the_window_puts_it_on_file() {
    let (mut hall, case) = not_accepted();
    hall.refused("one", filed(&case, "litigation", "2026-03-09"), "wrong_unit");
    hall.refused("applicant", filed(&case, "litigation", "2026-03-09"), "wrong_role");
    hall.ok("win", filed(&case, "litigation", "2026-03-09"));
    assert_eq!(hall.phase(&case), Phase::Ended);
}

#[test]
fn a_remedy_names_who_hears_it_and_a_day_between_the_receipt_and_today() {
    let (mut hall, case) = delivered();
    hall.refused("rep", filed(&case, "litigation", "2026-03-11"), "remedy_unsound");
    hall.refused("rep", filed(&case, "litigation", "2026-03-01"), "remedy_unsound");
    let mut nobody = filed(&case, "litigation", "2026-03-09");
    nobody["authority"] = json!(" ");
    hall.refused("rep", nobody, "remedy_unsound");
    hall.ok("rep", filed(&case, "litigation", "2026-03-09"));
    hall.refused("rep", settled(&case, 0, "upheld", "2026-03-08"), "remedy_unsound");
    hall.refused("rep", settled(&case, 0, "upheld", "2026-03-11"), "remedy_unsound");
    hall.ok("rep", settled(&case, 0, "upheld", "2026-03-10"));
}

#[test]
fn one_remedy_at_a_time_and_the_court_after_the_reconsideration() {
    let (mut hall, case) = delivered();
    hall.refused("rep", settled(&case, 0, "upheld", "2026-03-10"), "no_such_remedy");
    hall.ok("rep", filed(&case, "reconsideration", "2026-03-09"));
    hall.refused("rep", filed(&case, "litigation", "2026-03-10"), "remedy_pending");
    let mut wordless = settled(&case, 0, "upheld", "2026-03-10");
    wordless["note"] = json!(" ");
    hall.refused("rep", wordless, "reasons_missing");
    hall.refused("rep", settled(&case, 1, "upheld", "2026-03-10"), "no_such_remedy");
    hall.ok("rep", settled(&case, 0, "upheld", "2026-03-10"));
    hall.refused("rep", settled(&case, 0, "annulled", "2026-03-10"), "no_such_remedy");
    hall.ok("manager", filed(&case, "litigation", "2026-03-10"));
    hall.ok("rep", settled(&case, 1, "unlawful", "2026-03-10"));
    let outcomes: Vec<_> =
        hall.case(&case).extras().remedies.iter().filter_map(|remedy| remedy.outcome).collect();
    assert_eq!(outcomes, [RemedyOutcome::Upheld, RemedyOutcome::Unlawful]);
}

#[test]
fn a_case_is_archived_after_its_remedy_is_settled() {
    let (mut hall, case) = delivered();
    hall.ok("rep", filed(&case, "litigation", "2026-03-09"));
    hall.refused("out", archive(&case), "remedy_pending");
    hall.ok("rep", settled(&case, 0, "upheld", "2026-03-10"));
    hall.ok("out", archive(&case));
}

fn ground(events: &[Event]) -> RevocationGround {
    let [Event::LicenceRevoked(e)] = events else { panic!("{events:?}") };
    e.ground
}

#[test]
fn art_69_the_ground_of_a_revocation_is_the_judgment_that_annulled_the_grant() {
    let (mut hall, case) = delivered();
    let revoke = json!({
        "type": "revoke_licence", "case": case, "reasons": ["判决撤销"], "remedies": "无",
    });
    hall.ok("rep", filed(&case, "litigation", "2026-03-09"));
    hall.ok("rep", settled(&case, 0, "ordered_anew", "2026-03-10"));
    assert_eq!(ground(&hall.ok("head", revoke)), RevocationGround::Judgment);
}

#[test]
fn a_grant_that_was_annulled_is_revoked_before_the_case_is_archived() {
    let (mut hall, case) = delivered();
    let revoke = json!({
        "type": "revoke_licence", "case": case, "reasons": ["复议决定撤销"],
        "remedies": "可依法提起行政诉讼",
    });
    hall.refused("head", revoke.clone(), "no_commitment");
    hall.ok("rep", filed(&case, "reconsideration", "2026-03-09"));
    hall.refused("head", revoke.clone(), "no_commitment");
    hall.ok("rep", settled(&case, 0, "annulled", "2026-03-10"));
    hall.refused("out", archive(&case), "remedy_pending");
    let events = hall.ok("head", revoke);
    assert_eq!(kinds(&events), [E::LicenceRevoked]);
    assert_eq!(ground(&events), RevocationGround::Reconsideration);
    assert_eq!(hall.case(&case).extras().commitment, None, "there was no commitment");
    hall.ok("out", archive(&case));
}

#[test]
fn a_grant_that_was_annulled_is_not_handed_out_any_more() {
    let (mut hall, case) = Hall::at_decision();
    hall.ok("chief", grant(&case));
    hall.to_feedback(&case);
    hall.ok("rep", filed(&case, "litigation", "2026-03-02"));
    hall.ok("rep", settled(&case, 0, "annulled", "2026-03-02"));
    let prepare = json!({"type": "prepare_delivery", "case": case, "notified": true});
    hall.refused("out", prepare, "remedy_pending");
}

#[test]
fn a_refusal_that_was_annulled_leaves_no_licence_to_revoke() {
    let (mut hall, case) = not_accepted();
    hall.ok("win", filed(&case, "reconsideration", "2026-03-09"));
    hall.ok("win", settled(&case, 0, "annulled", "2026-03-10"));
    hall.ok("win", archive(&case));
}

/// Refused on 2026-03-02, the document not made yet; today is 2026-03-10.
fn refused_case() -> (Hall, String) {
    let (mut hall, case) = Hall::at_decision();
    hall.ok(
        "chief",
        json!({
            "type": "decide_case", "case": case, "outcome": "refused", "reasons": ["不符合条件"],
            "remedies": "可依法申请行政复议或者提起行政诉讼",
        }),
    );
    hall.go_to("2026-03-10");
    (hall, case)
}

#[test]
fn silence_is_contested_when_the_time_to_decide_is_over_and_not_before() {
    let (mut hall, case) = Hall::at_decision();
    hall.go_to("2026-03-31");
    // Twenty working days from 2026-03-02.
    hall.refused("rep", filed(&case, "reconsideration", "2026-03-30"), "wrong_phase");
    assert_eq!(
        kinds(&hall.ok("rep", filed(&case, "reconsideration", "2026-03-31"))),
        [E::RemedyFiled]
    );
    assert!(hall.case(&case).extras().remedies[0].against_silence);
    assert_eq!(hall.phase(&case), Phase::Handling);
    // What was ordered is then done: nothing of it is undone.
    hall.refused("rep", settled(&case, 0, "annulled", "2026-03-31"), "remedy_unsound");
    hall.ok("rep", settled(&case, 0, "ordered_anew", "2026-03-31"));
    hall.ok("chief", grant(&case));
    hall.to_feedback(&case);
}

#[test]
fn art_46_nothing_is_taken_against_a_decision_before_it_is_made() {
    let (mut hall, case) = Hall::at_decision();
    hall.go_to("2026-03-10");
    hall.ok("chief", grant(&case));
    hall.go_to("2026-03-11");
    hall.refused("rep", filed(&case, "litigation", "2026-03-09"), "remedy_unsound");
    hall.ok("rep", filed(&case, "litigation", "2026-03-10"));
    assert!(!hall.case(&case).extras().remedies[0].against_silence);
}

#[test]
fn art_47_what_was_taken_against_silence_before_a_late_decision_is_on_file_after_it() {
    let (mut hall, case) = Hall::at_decision();
    hall.go_to("2026-04-02");
    hall.ok("chief", grant(&case));
    // Twenty working days from 2026-03-02 are over on 2026-03-30.
    hall.refused("rep", filed(&case, "litigation", "2026-03-30"), "remedy_unsound");
    hall.ok("rep", filed(&case, "litigation", "2026-04-01"));
    assert!(hall.case(&case).extras().remedies[0].against_silence);
}

#[test]
fn silence_before_acceptance_has_its_own_rule_and_is_not_contested() {
    let mut hall = Hall::with_item(json!({}));
    let case = hall.pre_check(&["ID", "PLAN"]);
    hall.go_to("2026-03-31");
    hall.refused("win", filed(&case, "litigation", "2026-03-31"), "wrong_phase");
}

#[test]
fn what_a_court_has_taken_is_not_reconsidered_any_more() {
    let (mut hall, case) = delivered();
    hall.ok("rep", filed(&case, "litigation", "2026-03-09"));
    hall.refused("rep", filed(&case, "reconsideration", "2026-03-10"), "suit_taken");
    hall.ok("rep", settled(&case, 0, "upheld", "2026-03-10"));
    hall.refused("rep", filed(&case, "reconsideration", "2026-03-10"), "suit_taken");
}

#[test]
fn a_refusal_that_is_to_be_decided_anew_is_not_made_out_but_voided() {
    for outcome in ["ordered_anew", "annulled"] {
        let (mut hall, case) = refused_case();
        let void = json!({"type": "void_case", "case": case, "reason": "复议决定责令重新作出"});
        hall.refused("head", void.clone(), "wrong_phase");
        hall.ok("rep", filed(&case, "reconsideration", "2026-03-09"));
        hall.ok("rep", settled(&case, 0, outcome, "2026-03-10"));
        hall.refused("rev", json!({"type": "record_result", "case": case}), "remedy_pending");
        assert_eq!(kinds(&hall.ok("head", void)), [E::Voided]);
        assert_eq!(hall.phase(&case), Phase::Ended);
        hall.ok("out", archive(&case));
    }
}

#[test]
fn a_refusal_that_is_made_already_is_not_handed_out_once_it_was_undone() {
    let (mut hall, case) = refused_case();
    hall.to_feedback(&case);
    hall.ok("rep", filed(&case, "litigation", "2026-03-10"));
    let prepare = json!({"type": "prepare_delivery", "case": case, "notified": true});
    let hand_out = json!({
        "type": "deliver_result", "case": case, "receipt": {"signature": "slip-1"},
    });
    hall.ok("out", prepare);
    hall.ok("rep", settled(&case, 0, "ordered_anew", "2026-03-10"));
    hall.refused("out", hand_out, "remedy_pending");
}

#[test]
fn a_refusal_that_stands_is_made_out_and_handed_out() {
    let (mut hall, case) = refused_case();
    hall.ok("rep", filed(&case, "reconsideration", "2026-03-09"));
    hall.ok("rep", settled(&case, 0, "upheld", "2026-03-10"));
    hall.to_feedback(&case);
    hall.ok("out", json!({"type": "prepare_delivery", "case": case, "notified": true}));
}
