//! 联合踏勘、联合会商、评审图审, and 缺席默认 (rows 19, 62, 93).

use crate::common::{Hall, grant, kinds};
use engine::event::{Event, EventKind as E};
use engine::extras::OpinionAnswer;
use serde_json::{Value, json};

fn joint(terms: Value) -> Hall {
    Hall::with_item(json!({
        "case_type": "joint", "legal": {"days": 45, "unit": "WD"}, "legal_extension": 15,
        "participants": [
            {"department": "P1", "opinion_limit": 5}, {"department": "P2", "opinion_limit": 5},
        ],
        "terms": terms,
    }))
}

fn with_absence() -> Hall {
    joint(json!({"absence": "宜春 2009 并联审批办法"}))
}

fn at_the_department(hall: &mut Hall) -> String {
    let case = hall.accepted();
    hall.to_handling(&case, &["ID", "PLAN"]);
    case
}

fn call(case: &str, departments: &[&str]) -> Value {
    json!({
        "type": "call_meeting", "case": case, "about": "survey", "departments": departments,
        "begins": "2026-03-03T08:30:00+08:00", "venue": "项目现场",
    })
}

fn attendance(case: &str, entries: Value) -> Value {
    json!({
        "type": "record_attendance", "case": case, "meeting": 0, "attendance": entries,
        "conclusion": "符合条件",
    })
}

fn came(unit: &str, officer: &str) -> Value {
    json!({"department": unit, "officer": officer})
}

fn excused(unit: &str) -> Value {
    json!({"department": unit, "good_reason": "抢险"})
}

fn away(unit: &str) -> Value {
    json!({"department": unit})
}

#[test]
fn row_62_a_department_that_stays_away_without_good_reason_consents_where_the_version_says_so() {
    let mut hall = with_absence();
    let case = at_the_department(&mut hall);
    hall.ok("rep", call(&case, &["P1", "P2"]));
    hall.go_to("2026-03-03");
    let events = hall.ok("rep", attendance(&case, json!([away("P2"), came("P1", "one")])));
    assert_eq!(kinds(&events), [E::MeetingHeld, E::PresenceDeemed]);
    let Some(Event::PresenceDeemed(deemed)) = events.last() else { panic!("{events:?}") };
    assert_eq!((deemed.department.as_str(), deemed.meeting), ("P2", 0));
    assert!(deemed.basis.as_str().contains("宜春"));
    let answers = |hall: &Hall| -> Vec<Option<OpinionAnswer>> {
        hall.case(&case).extras().opinions.iter().map(|task| task.answer).collect()
    };
    assert_eq!(answers(&hall), [None, Some(OpinionAnswer::Absent)]);
    hall.to_decision(&case);
    hall.refused("chief", grant(&case), "opinions_open");
    let opinion = json!({
        "type": "give_opinion", "case": case, "department": "P1", "opinion": "agree", "text": "同意",
    });
    hall.ok("one", opinion);
    hall.ok("chief", grant(&case));
}

#[test]
fn row_62_a_good_reason_or_no_basis_keeps_absence_from_being_consent() {
    let mut hall = with_absence();
    let case = at_the_department(&mut hall);
    hall.ok("rep", call(&case, &["P1"]));
    hall.go_to("2026-03-03");
    let events = hall.ok("rep", attendance(&case, json!([excused("P1")])));
    assert_eq!(kinds(&events), [E::MeetingHeld]);
    let mut hall = joint(json!({}));
    let case = at_the_department(&mut hall);
    hall.ok("rep", call(&case, &["P1"]));
    hall.go_to("2026-03-03");
    let events = hall.ok("rep", attendance(&case, json!([away("P1")])));
    assert_eq!(kinds(&events), [E::MeetingHeld]);
    assert!(hall.case(&case).extras().opinions.iter().all(|task| task.answer.is_none()));
}

#[test]
fn row_62_an_opinion_that_was_given_stands_whoever_stays_away() {
    let mut hall = with_absence();
    let case = at_the_department(&mut hall);
    let opinion = json!({
        "type": "give_opinion", "case": case, "department": "P1", "opinion": "disagree",
        "text": "消防通道不足",
    });
    hall.ok("one", opinion);
    hall.ok("rep", call(&case, &["P1"]));
    hall.go_to("2026-03-03");
    hall.ok("rep", attendance(&case, json!([away("P1")])));
    let first = hall.case(&case).extras().opinions.first().and_then(|task| task.answer);
    assert!(matches!(first, Some(OpinionAnswer::Given(_))));
}

#[test]
fn row_19_a_meeting_is_called_by_the_lead_ahead_of_time_with_other_departments() {
    let mut hall = with_absence();
    let accepted = hall.accepted();
    hall.refused("rep", call(&accepted, &["P1"]), "wrong_phase");
    let case = at_the_department(&mut hall);
    hall.refused("one", call(&case, &["P1"]), "wrong_unit");
    hall.refused("win", call(&case, &["P1"]), "wrong_role");
    hall.refused("rep", call(&case, &[]), "meeting_unsound");
    hall.refused("rep", call(&case, &["P1", "P1"]), "meeting_unsound");
    hall.refused("rep", call(&case, &["D"]), "meeting_unsound");
    hall.refused("rep", call(&case, &["nowhere"]), "unknown_unit");
    hall.go_to("2026-03-04");
    hall.refused("rep", call(&case, &["P1"]), "meeting_unsound");
}

#[test]
fn row_19_who_came_is_recorded_once_after_it_began_of_each_department_called() {
    let mut hall = with_absence();
    let case = at_the_department(&mut hall);
    hall.refused("rep", attendance(&case, json!([away("P1")])), "no_such_meeting");
    hall.ok("rep", call(&case, &["P1", "P2"]));
    let both = json!([came("P1", "one"), came("P2", "two")]);
    hall.refused("rep", attendance(&case, both.clone()), "meeting_unsound");
    hall.go_to("2026-03-03");
    hall.refused("one", attendance(&case, both.clone()), "wrong_unit");
    hall.refused("rep", attendance(&case, json!([came("P1", "one")])), "meeting_unsound");
    let wrong = json!([came("P1", "two"), came("P2", "two")]);
    hall.refused("rep", attendance(&case, wrong), "wrong_unit");
    let ghost = json!([came("P1", "ghost"), came("P2", "two")]);
    hall.refused("rep", attendance(&case, ghost), "unknown_staff");
    hall.ok("rep", attendance(&case, both.clone()));
    hall.refused("rep", attendance(&case, both), "already_fixed");
}
