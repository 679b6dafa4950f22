//! 删除个人信息 (个人信息保护法 art. 47).

use engine::event::EventKind;
use engine::refusal::Rule;
use serde_json::{Value, json};

use crate::common::{Hall, kinds};

fn erase(hall: &Hall, case: &str) -> Value {
    json!({
        "type": "erase_subject", "subject": hall.case(case).applicant.subject, "reason": "本人请求",
    })
}

#[test]
fn art_47_a_person_is_not_erased_while_a_case_runs_in_his_name() {
    let mut hall = Hall::with_item(json!({}));
    let case = hall.accepted();
    let erase = erase(&hall, &case);
    let refused = hall.send("admin", erase).unwrap_err();
    assert_eq!(refused.rule, Rule::WrongPhase);
    assert!(refused.detail.contains(&case), "it says which: {refused:?}");
}

#[test]
fn art_47_a_person_is_erased_once_his_case_has_ended() {
    let mut hall = Hall::with_item(json!({}));
    let case = hall.accepted();
    let erase = erase(&hall, &case);
    let withdraw = json!({"type": "withdraw_case", "case": case, "reason": "不再需要"});
    hall.ok("applicant", withdraw);
    assert_eq!(kinds(&hall.ok("admin", erase)), [EventKind::SubjectErased]);
}
