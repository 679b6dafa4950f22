//! 材料: trust, originals, licences with consent, papers of an earlier case, lists of what passes hands.
//! 国办函〔2016〕108号; 国务院令第716号 art. 7; rows 48, 80 to 82.

use crate::common::{Hall, copy, grant, kinds};
use engine::code::MaterialCode;
use engine::event::{Event, EventKind as E};
use engine::values::{CollectionWay, Trust};
use serde_json::{Value, json};

fn hall(id: Value, more: Value) -> Hall {
    let mut need = json!({"material": "ID", "necessity": "required"});
    for (name, value) in id.as_object().unwrap() {
        need.as_object_mut().unwrap().insert(name.clone(), value.clone());
    }
    let mut materials = vec![need, json!({"material": "PLAN", "necessity": "optional"})];
    materials.extend(more.as_array().unwrap().iter().cloned());
    Hall::with_item(json!({"materials": materials}))
}

fn upload(material: &str, trust: &str) -> Value {
    json!({"material": material, "way": "upload", "trust": trust})
}

fn receive(case: &str, paper: Value) -> Value {
    json!({"type": "receive_materials", "case": case, "materials": [paper]})
}

fn about(kind: &str, case: &str, material: &str) -> Value {
    json!({"type": kind, "case": case, "material": material})
}

fn accept(case: &str) -> Value {
    json!({"type": "accept_case", "case": case})
}

fn ask(case: &str) -> Value {
    json!({"type": "request_licence", "case": case, "material": "ID", "consent": "AUTH-1"})
}

fn answer(case: &str, last: &str) -> Value {
    json!({"type": "record_licence", "case": case, "material": "ID", "number": "L-1", "valid_to": last})
}

#[test]
fn letter_108_a_paper_below_the_trust_the_item_asks_is_not_accepted_before_its_original_is_checked()
{
    let mut hall = hall(json!({"min_trust": "B"}), json!([]));
    let case = hall.pre_check(&[]);
    hall.ok("win", receive(&case, upload("ID", "C")));
    hall.refused("win", accept(&case), "trust_too_low");
    assert_eq!(kinds(&hall.ok("win", about("check_original", &case, "ID"))), [E::OriginalChecked]);
    hall.ok("win", accept(&case));
    assert_eq!(hall.case(&case).held.first().unwrap().trust, Trust::B);
}

#[test]
fn letter_108_what_is_trusted_enough_needs_no_check() {
    let mut hall = hall(json!({"min_trust": "B"}), json!([]));
    let case = hall.pre_check(&["ID"]);
    assert!(hall.ok("win", about("check_original", &case, "ID")).is_empty());
    hall.ok("win", accept(&case));
}

#[test]
fn letter_108_what_the_applicant_made_himself_has_no_original() {
    let mut hall = hall(json!({}), json!([]));
    let case = hall.pre_check(&[]);
    hall.refused("win", about("check_original", &case, "ID"), "paper_not_held");
    hall.ok("win", receive(&case, upload("ID", "D")));
    hall.refused("win", about("check_original", &case, "ID"), "no_original");
}

#[test]
fn letter_108_only_an_officer_of_the_window_checks_an_original() {
    let mut hall = hall(json!({}), json!([]));
    let case = hall.pre_check(&[]);
    hall.ok("win", receive(&case, upload("ID", "C")));
    hall.refused("rev", about("check_original", &case, "ID"), "exclusive_intake");
}

#[test]
fn letter_108_what_the_applicant_sends_himself_is_trusted_as_c_at_best() {
    let mut hall = hall(json!({}), json!([]));
    let case = hall.pre_check(&[]);
    hall.ok("applicant", receive(&case, upload("ID", "A")));
    assert_eq!(hall.case(&case).held.first().unwrap().trust, Trust::C);
}

#[test]
fn row_15_papers_put_in_at_a_machine_count_in_full_once_the_window_took_them_out() {
    let mut hall = hall(json!({"min_trust": "B"}), json!([]));
    let deposit = json!({
        "type": "receive_application", "item": "IT", "channel": "self_service",
        "applicant": {"subject": 7, "token": "07".repeat(16), "sealed": "00"},
        "materials": [copy("ID")], "delivery": "counter",
    });
    let events = hall.ok("applicant", deposit);
    let Some(Event::ApplicationReceived(received)) = events.first() else { panic!("{events:?}") };
    let case = received.number.to_string();
    hall.ok("applicant", receive(&case, copy("PLAN")));
    let held = |hall: &Hall| -> Vec<(CollectionWay, Trust)> {
        hall.case(&case).held.iter().map(|copy| (copy.way, copy.trust)).collect()
    };
    let put_in = (CollectionWay::Paper, Trust::C);
    assert_eq!(held(&hall), [put_in, put_in], "whatever he says of them");
    hall.ok("win", json!({"type": "start_pre_check", "case": case}));
    hall.refused("win", accept(&case), "trust_too_low");
    hall.ok("win", about("check_original", &case, "ID"));
    hall.ok("win", accept(&case));
    hall.ok("win", json!({"type": "split_case", "case": case}));
    let hand_over =
        |papers: &[&str]| json!({"type": "hand_over_case", "case": case, "manifest": papers});
    hall.refused("win", hand_over(&["ID"]), "manifest_mismatch");
    hall.ok("win", hand_over(&["ID", "PLAN"]));
}

#[test]
fn guard_7_a_paper_comes_in_a_way_the_item_takes() {
    let mut hall = hall(json!({"ways": ["paper", "scan"]}), json!([]));
    let case = hall.pre_check(&[]);
    hall.refused("win", receive(&case, upload("ID", "B")), "way_not_offered");
    hall.ok("win", receive(&case, copy("ID")));
}

#[test]
fn row_81_a_credit_report_stands_in_for_the_certificates_it_replaces() {
    let report = json!([
        {"material": "CLEAN", "necessity": "required", "substitutes": ["CREDIT"]},
        {"material": "CREDIT", "necessity": "optional"},
    ]);
    let mut hall = hall(json!({}), report);
    let case = hall.pre_check(&["ID"]);
    hall.refused("win", accept(&case), "materials_missing");
    hall.ok("win", receive(&case, copy("CREDIT")));
    hall.ok("win", accept(&case));
}

#[test]
fn row_82_a_licence_is_fetched_with_consent_and_never_without() {
    let mut hall = hall(json!({"e_licence": "ID-CARD"}), json!([]));
    let case = hall.pre_check(&[]);
    hall.refused("win", about("request_licence", &case, "ID"), "consent_missing");
    assert_eq!(kinds(&hall.ok("win", ask(&case))), [E::LicenceRequested]);
    assert!(hall.ok("win", ask(&case)).is_empty(), "it is asked for already");
    assert_eq!(kinds(&hall.admin(answer(&case, "2030-01-01"))), [E::ELicenceFetched]);
    assert!(hall.admin(answer(&case, "2030-01-01")).is_empty(), "an answer that comes twice");
    let file = hall.case(&case);
    let held = file.held.first().unwrap();
    assert_eq!((held.way, held.trust), (CollectionWay::Licence, Trust::A));
    hall.ok("win", accept(&case));
}

#[test]
fn row_82_what_was_not_asked_for_does_not_come_in() {
    let mut hall = hall(json!({"e_licence": "ID-CARD"}), json!([]));
    let case = hall.pre_check(&[]);
    hall.refused("admin", answer(&case, "2030-01-01"), "licence_not_requested");
    let by_hand = json!({"material": "ID", "way": "licence", "trust": "A"});
    hall.refused("win", receive(&case, by_hand), "licence_not_fetched");
    let other =
        json!({"type": "request_licence", "case": case, "material": "PLAN", "consent": "A"});
    hall.refused("win", other, "not_fetchable");
}

#[test]
fn row_82_an_expired_licence_or_half_an_answer_is_refused() {
    let mut hall = hall(json!({"e_licence": "ID-CARD"}), json!([]));
    let case = hall.pre_check(&[]);
    hall.ok("win", ask(&case));
    hall.refused("admin", answer(&case, "2026-03-01"), "licence_expired");
    hall.refused("admin", about("record_licence", &case, "ID"), "licence_answer");
    hall.ok("admin", answer(&case, "2026-03-02"));
}

#[test]
fn order_716_art_7_only_what_cannot_be_fetched_is_asked_of_the_applicant() {
    let mut hall = hall(json!({"e_licence": "ID-CARD"}), json!([]));
    let case = hall.pre_check(&[]);
    let defect = json!({"material": "ID", "what": "身份证"});
    let notice = json!({"type": "notice_correction", "case": case, "defects": [defect]});
    hall.refused("win", notice.clone(), "material_fetchable");
    hall.ok("win", ask(&case));
    let absent =
        json!({"type": "record_licence", "case": case, "material": "ID", "absent": "查无此证"});
    assert_eq!(kinds(&hall.admin(absent)), [E::LicenceAbsent]);
    hall.ok("win", notice);
}

#[test]
fn originals_go_back_before_the_case_is_archived() {
    let mut hall = hall(json!({"originals": 1, "original_returned": true}), json!([]));
    let case = hall.pre_check(&["ID", "PLAN"]);
    let withdraw = json!({"type": "withdraw_case", "case": case, "reason": "不办了"});
    hall.ok("applicant", withdraw);
    let archive = json!({"type": "archive_case", "case": case, "package": "sm3"});
    hall.refused("win", archive.clone(), "originals_kept");
    let give = |papers: &[&str]| json!({"type": "return_originals", "case": case, "materials": papers, "receipt": "slip-1"});
    hall.refused("win", give(&["PLAN"]), "no_original_kept");
    hall.refused("win", give(&[]), "no_original_kept");
    hall.refused("applicant", give(&["ID"]), "wrong_role");
    assert_eq!(kinds(&hall.ok("win", give(&["ID"]))), [E::OriginalsReturned]);
    hall.refused("win", give(&["ID"]), "no_original_kept");
    hall.ok("win", archive);
}

#[test]
fn an_original_that_comes_again_is_kept_again() {
    let mut hall = hall(json!({"originals": 1, "original_returned": true}), json!([]));
    let case = hall.pre_check(&["ID"]);
    let give =
        json!({"type": "return_originals", "case": case, "materials": ["ID"], "receipt": "s"});
    hall.ok("win", give.clone());
    hall.ok("win", receive(&case, copy("ID")));
    hall.ok("win", give);
}

fn reuse(case: &str, from: &str) -> Value {
    json!({"type": "reuse_material", "case": case, "material": "ID", "from_case": from})
}

#[test]
fn row_80_a_paper_of_an_earlier_case_of_the_same_applicant_serves_again() {
    let mut hall = hall(json!({"reuse_days": 30}), json!([]));
    let earlier = hall.pre_check(&["ID"]);
    hall.go_to("2026-04-01");
    let case = hall.pre_check(&[]);
    let events = hall.ok("win", reuse(&case, &earlier));
    let Some(Event::MaterialReused(reused)) = events.first() else { panic!("{events:?}") };
    assert_eq!((reused.from_case.as_str(), reused.trust), (&*earlier, Trust::B));
    hall.ok("win", accept(&case));
}

#[test]
fn row_80_a_paper_that_is_old_or_unchecked_or_not_there_does_not_serve_again() {
    let mut hall = hall(json!({"reuse_days": 30}), json!([]));
    let empty = hall.pre_check(&[]);
    let unchecked = hall.pre_check(&[]);
    hall.ok("win", receive(&unchecked, upload("ID", "C")));
    let earlier = hall.pre_check(&["ID"]);
    let case = hall.pre_check(&[]);
    hall.refused("win", reuse(&case, &empty), "paper_not_held");
    hall.refused("win", reuse(&case, &unchecked), "not_reusable");
    hall.refused("win", reuse(&case, &case), "not_reusable");
    hall.refused("win", reuse(&case, "11330000MB00000001433013100200202603029999"), "unknown_case");
    hall.go_to("2026-04-02");
    hall.refused("win", reuse(&case, &earlier), "not_reusable");
}

#[test]
fn row_80_a_paper_of_somebody_else_or_of_an_item_that_allows_none_does_not_serve_again() {
    let mut strict = hall(json!({}), json!([]));
    let earlier = strict.pre_check(&["ID"]);
    let case = strict.pre_check(&[]);
    strict.refused("win", reuse(&case, &earlier), "not_reusable");
    let mut hall = hall(json!({"reuse_days": 30}), json!([]));
    let earlier = hall.pre_check(&["ID"]);
    let events = hall.ok(
        "win",
        json!({
            "type": "receive_application", "item": "IT", "channel": "window", "delivery": "counter",
            "applicant": {"subject": 8, "token": "08".repeat(16), "sealed": "00"},
        }),
    );
    let Some(Event::ApplicationReceived(received)) = events.first() else { panic!("{events:?}") };
    hall.refused("win", reuse(received.number.as_str(), &earlier), "not_reusable");
}

#[test]
fn row_48_what_goes_back_to_the_window_is_listed() {
    let mut hall = hall(json!({}), json!([]));
    let case = hall.pre_check(&["ID", "PLAN"]);
    hall.ok("win", accept(&case));
    hall.ok("win", json!({"type": "split_case", "case": case}));
    let over = json!({"type": "hand_over_case", "case": case, "manifest": ["PLAN", "ID"]});
    hall.ok("win", over.clone());
    let back = |manifest: Value| json!({"type": "return_hand_over", "case": case, "reason": "缺页", "manifest": manifest});
    hall.refused("rep", back(json!(["ID"])), "manifest_mismatch");
    let events = hall.ok("rep", back(json!(["ID", "PLAN"])));
    let Some(Event::HandOverReturned(returned)) = events.first() else { panic!("{events:?}") };
    assert_eq!(returned.manifest.len(), 2);
    hall.ok("win", over);
    hall.ok("rep", json!({"type": "acknowledge_hand_over", "case": case}));
    hall.to_decision(&case);
    hall.ok("chief", grant(&case));
    hall.ok("rev", json!({"type": "record_result", "case": case}));
    let feed = |manifest: Value| json!({"type": "feed_back_result", "case": case, "notified": true, "manifest": manifest});
    hall.refused("rev", feed(json!(["ID"])), "manifest_mismatch");
    let events = hall.ok("rev", feed(json!(null)));
    let Some(Event::FedBack(back)) = events.first() else { panic!("{events:?}") };
    let listed: Vec<&str> = back.manifest.iter().map(MaterialCode::as_str).collect();
    assert_eq!(listed, ["ID", "PLAN"], "the file's own list where none is stated");
}
