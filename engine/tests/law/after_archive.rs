//! 补充归档: what an archived case still takes, marked as a supplement to the archive (row 76).

use crate::common::{Hall, answer, grant, kinds};
use engine::event::EventKind as E;
use engine::lifecycle::Phase;
use engine::port::PortKind;
use serde_json::{Value, json};

fn filed(case: &str, day: &str) -> Value {
    json!({
        "type": "file_remedy", "case": case, "kind": "litigation", "authority": "县人民法院",
        "filed": day,
    })
}

fn settled(case: &str, outcome: &str, day: &str) -> Value {
    json!({
        "type": "settle_remedy", "case": case, "remedy": 0, "outcome": outcome,
        "number": "XZ-2026-1", "decided": day, "note": "heard and decided",
    })
}

fn revoke(case: &str) -> Value {
    json!({
        "type": "revoke_licence", "case": case, "reasons": ["判决撤销"],
        "remedies": "可依法提起行政诉讼",
    })
}

/// Something else is recorded: what is over leaves memory.
fn go_on(hall: &mut Hall) {
    let id = format!("U{}", hall.world.seq());
    hall.admin(json!({"type": "register_unit", "unit": {"id": id, "name": id, "zone": null}}));
}

/// Granted, handed out and archived on 2026-03-02; today is `day`.
fn archived(day: &str) -> (Hall, String) {
    let (mut hall, case) = Hall::at_decision();
    hall.ok("chief", grant(&case));
    hall.to_feedback(&case);
    hall.ok("out", json!({"type": "prepare_delivery", "case": case, "notified": true}));
    let receipt = json!({"signature": "slip-1"});
    hall.ok("out", json!({"type": "deliver_result", "case": case, "receipt": receipt}));
    hall.ok("out", json!({"type": "archive_case", "case": case, "package": "sm3:00"}));
    hall.go_to(day);
    (hall, case)
}

#[test]
fn row_76_a_remedy_is_on_file_after_the_archive_as_a_supplement_to_it() {
    let (mut hall, case) = archived("2026-05-06");
    let events = hall.ok("rep", filed(&case, "2026-04-30"));
    assert_eq!(kinds(&events), [E::RemedyFiled, E::ArchiveSupplemented]);
    // It is among the open cases until it is settled, and archived all the while.
    assert_eq!(hall.world.cases().len(), 1);
    let events = hall.ok("rep", settled(&case, "upheld", "2026-05-06"));
    assert_eq!(kinds(&events), [E::RemedyDecided, E::ArchiveSupplemented]);
    assert!(hall.world.cases().is_empty());
    let case = hall.world.archived_cases().values().next().unwrap();
    assert_eq!((case.phase(), case.extras().supplements), (Phase::Archived, 2));
}

#[test]
fn row_76_a_grant_that_is_annulled_after_the_archive_is_revoked_there() {
    let (mut hall, case) = archived("2026-05-06");
    hall.refused("head", revoke(&case), "no_commitment");
    hall.ok("rep", filed(&case, "2026-04-30"));
    hall.ok("rep", settled(&case, "annulled", "2026-05-06"));
    assert_eq!(hall.world.cases().len(), 1, "the licence is still out");
    let events = hall.ok("head", revoke(&case));
    assert_eq!(kinds(&events), [E::LicenceRevoked, E::ArchiveSupplemented]);
    assert!(hall.world.cases().is_empty());
    hall.refused("head", revoke(&case), "no_commitment");
}

#[test]
fn row_76_an_archived_case_takes_nothing_else() {
    let (mut hall, case) = archived("2026-03-03");
    let work = json!({"type": "record_work", "case": case, "activity": "整理"});
    hall.refused("rep", work, "wrong_phase");
    hall.refused("rep", settled(&case, "upheld", "2026-03-03"), "no_such_remedy");
    hall.refused("rep", filed(&case, "2026-03-01"), "remedy_unsound");
    hall.refused(
        "out",
        json!({"type": "archive_case", "case": case, "package": "x"}),
        "wrong_phase",
    );
    hall.refused("head", json!({"type": "void_case", "case": case, "reason": "x"}), "wrong_phase");
}

#[test]
fn art_46_it_is_at_hand_as_long_as_a_suit_may_be_brought_and_told_of() {
    // 214 days after 2026-03-02.
    let (mut hall, case) = archived("2026-10-02");
    go_on(&mut hall);
    hall.ok("rep", filed(&case, "2026-09-01"));
    // What is pending is at hand however long it takes.
    hall.go_to("2027-12-01");
    go_on(&mut hall);
    hall.ok("rep", settled(&case, "upheld", "2027-12-01"));
    let (mut hall, case) = archived("2026-10-03");
    go_on(&mut hall);
    hall.refused("rep", filed(&case, "2026-09-01"), "wrong_phase");
    assert!(hall.world.archived_cases().is_empty());
}

#[test]
fn row_92_money_that_comes_after_the_archive_is_on_file_and_given_back() {
    let mut hall = Hall::with_ports(json!({"fee_fen": 1_500}), &["payment"]);
    let case = hall.granted();
    let ask = hall.ask_of(&case, PortKind::Payment);
    let pay =
        json!({"type": "record_payment", "case": case, "amount_fen": 1_500, "receipt": "C-1"});
    hall.ok("out", pay);
    hall.to_feedback(&case);
    hall.ok("out", json!({"type": "prepare_delivery", "case": case, "notified": true}));
    let receipt = json!({"signature": "slip-1"});
    hall.ok("out", json!({"type": "deliver_result", "case": case, "receipt": receipt}));
    hall.ok("out", json!({"type": "archive_case", "case": case, "package": "sm3:00"}));
    let paid = json!({"paid": {"amount_fen": 1_500, "receipt": "R-9"}});
    let events = hall.ok("port:payment", answer(&case, ask, paid.clone()));
    let asked = [E::PortAnswered, E::UnowedPaid, E::PortAsked, E::ArchiveSupplemented];
    assert_eq!(kinds(&events), asked);
    let refund = hall.world.asks().iter().next().unwrap().1;
    hall.refused("port:payment", answer(&case, refund, paid), "wrong_answer");
    // Its silence is on a card, which is answered as ever.
    hall.go_to("2026-03-06");
    assert_eq!(kinds(&hall.alarm(&case)), [E::CardDealt]);
    let card = json!({"type": "answer_card", "case": case, "card_no": 0, "answer": "已催办"});
    hall.ok("rep", card);
    let back = json!({"refunded": {"amount_fen": 1_500, "receipt": "R-9", "refund": "TF-1"}});
    let events = hall.ok("port:payment", answer(&case, refund, back));
    assert_eq!(kinds(&events), [E::PortAnswered, E::ArchiveSupplemented]);
    assert!(hall.world.cases().is_empty());
    assert!(hall.world.asks().is_empty());
}
