//! 办事情形: questions whose answers say which papers a case needs. Row 88; 行政许可法 art. 32.

use crate::common::{Hall, copy, grant, kinds};
use engine::code::MaterialCode;
use engine::event::{Event, EventKind as E};
use serde_json::{Value, json};

/// `LEASE` is asked of who rents, `DEED` of who owns; `ID` of everybody.
fn asking() -> Hall {
    let option =
        |name: &str, papers: &[&str]| json!({"option": name, "text": name, "materials": papers});
    Hall::with_item(json!({
        "materials": [
            {"material": "ID", "necessity": "required"},
            {"material": "LEASE", "necessity": "required"},
            {"material": "DEED", "necessity": "deferrable"},
        ],
        "tolerant": true,
        "situations": [{
            "question": "premises", "text": "经营场所是否租赁",
            "options": [option("rented", &["LEASE"]), option("owned", &["DEED"])],
        }],
    }))
}

fn apply(papers: &[&str], answers: Value) -> Value {
    let materials: Vec<Value> = papers.iter().map(|paper| copy(paper)).collect();
    json!({
        "type": "receive_application", "item": "IT", "channel": "window", "delivery": "counter",
        "applicant": {"subject": 7, "token": "07".repeat(16), "sealed": "00"},
        "materials": materials, "answers": answers,
    })
}

/// A case in the pre-check, with what was received.
fn pre_check(hall: &mut Hall, papers: &[&str], answers: Value) -> String {
    let events = hall.ok("win", apply(papers, answers));
    assert_eq!(kinds(&events), [E::ApplicationReceived, E::SituationAnswered]);
    let Some(Event::ApplicationReceived(received)) = events.first() else { panic!("{events:?}") };
    let case = received.number.to_string();
    hall.ok("win", json!({"type": "start_pre_check", "case": case}));
    case
}

#[test]
fn row_88_an_application_without_an_answer_is_refused_and_told_the_question() {
    let mut hall = asking();
    let refusal = hall.send("win", apply(&["ID"], json!({}))).unwrap_err();
    assert_eq!(refusal.rule.code(), "situation_open");
    assert!(refusal.detail.contains("premises with one of rented, owned"), "{refusal:?}");
}

#[test]
fn row_88_an_option_or_question_that_is_not_listed_is_refused() {
    let mut hall = asking();
    let borrowed = apply(&["ID"], json!({"premises": "borrowed"}));
    hall.refused("win", borrowed, "situation_unknown");
    let more = apply(&["ID"], json!({"premises": "owned", "staff": "many"}));
    hall.refused("win", more, "situation_unknown");
}

#[test]
fn row_88_an_item_that_asks_nothing_takes_no_answer() {
    let mut hall = Hall::with_item(json!({}));
    hall.refused("win", apply(&["ID"], json!({"premises": "owned"})), "situation_unknown");
}

#[test]
fn row_88_the_event_says_which_papers_the_answers_ask_for() {
    let mut hall = asking();
    let events = hall.ok("win", apply(&["ID"], json!({"premises": "owned"})));
    let Some(Event::SituationAnswered(said)) = events.last() else { panic!("{events:?}") };
    let asked: Vec<&str> = said.materials.iter().map(MaterialCode::as_str).collect();
    assert_eq!(asked, ["ID", "DEED"]);
}

#[test]
fn art_32_a_case_is_complete_with_the_papers_of_its_own_situation() {
    let mut hall = asking();
    let rented = pre_check(&mut hall, &["ID"], json!({"premises": "rented"}));
    let refusal = hall.send("win", json!({"type": "accept_case", "case": rented})).unwrap_err();
    assert_eq!((refusal.rule.code(), &*refusal.detail), ("materials_missing", "LEASE"));
    hall.ok(
        "win",
        json!({"type": "receive_materials", "case": rented, "materials": [copy("LEASE")]}),
    );
    hall.ok("win", json!({"type": "accept_case", "case": rented}));
}

#[test]
fn art_32_a_paper_of_another_situation_is_not_taken_and_not_asked_for() {
    let mut hall = asking();
    hall.refused("win", apply(&["ID", "DEED"], json!({"premises": "rented"})), "unknown_material");
    let owned = pre_check(&mut hall, &["ID"], json!({"premises": "owned"}));
    let defect = json!({"material": "LEASE", "what": "租赁合同"});
    let notice = json!({"type": "notice_correction", "case": owned, "defects": [defect]});
    hall.refused("win", notice, "unknown_material");
}

#[test]
fn row_63_only_gaps_of_the_own_situation_may_follow() {
    let mut hall = asking();
    let with_gaps = |case: &str, gaps: &[&str]| json!({"type": "accept_with_gaps", "case": case, "gaps": gaps, "commitment": "RQ-1"});
    let rented = pre_check(&mut hall, &["ID", "LEASE"], json!({"premises": "rented"}));
    hall.refused("win", with_gaps(&rented, &["DEED"]), "gaps_mismatch");
    let owned = pre_check(&mut hall, &["ID"], json!({"premises": "owned"}));
    hall.ok("win", with_gaps(&owned, &["DEED"]));
}

#[test]
fn row_48_the_manifest_holds_the_papers_of_the_situation() {
    let mut hall = asking();
    let case = pre_check(&mut hall, &["ID", "LEASE"], json!({"premises": "rented"}));
    hall.ok("win", json!({"type": "accept_case", "case": case}));
    hall.to_handling(&case, &["ID", "LEASE"]);
    hall.to_decision(&case);
    hall.ok("chief", grant(&case));
}
