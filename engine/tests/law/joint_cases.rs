//! 联办件: one lead department, opinions in parallel. 行政许可法 art. 42(2), row 93.

use crate::common::{Hall, day, grant, item, kinds};
use engine::clock::ClockKind;
use engine::event::{Event, EventKind as E};
use engine::queue::QueueId;
use serde_json::{Value, json};

fn joint(patch: &Value) -> Value {
    let mut joint = json!({
        "case_type": "joint", "legal": {"days": 45, "unit": "WD"}, "legal_extension": 15,
        "promise": {"days": 20, "unit": "WD"},
        "steps": [
            {"step": "review", "role": "approver", "limit": 9},
            {"step": "decide", "role": "chief_approver", "limit": 9},
        ],
        "participants": [
            {"department": "P1", "opinion_limit": 3}, {"department": "P2", "opinion_limit": 5},
        ],
    });
    joint.as_object_mut().unwrap().extend(patch.as_object().unwrap().clone());
    joint
}

fn at_decision(patch: &Value) -> (Hall, String) {
    let mut hall = Hall::with_item(joint(patch));
    let case = hall.accepted();
    hall.to_handling(&case, &["ID", "PLAN"]);
    hall.to_decision(&case);
    (hall, case)
}

fn opinion(case: &str, department: &str, opinion: &str) -> Value {
    json!({
        "type": "give_opinion", "case": case, "department": department, "opinion": opinion,
        "text": "seen and considered",
    })
}

fn waiting(hall: &Hall, department: &str) -> usize {
    hall.world.queue(&QueueId::Opinion(department.parse().unwrap())).count()
}

#[test]
fn row_93_the_split_asks_every_participant_at_once_each_with_its_own_clock() {
    let mut hall = Hall::with_item(joint(&json!({})));
    let case = hall.accepted();
    let events = hall.ok("win", json!({"type": "split_case", "case": case}));
    assert_eq!(kinds(&events), [E::CaseSplit, E::OpinionsRequested]);
    let case = hall.case(&case);
    let due: Vec<_> =
        case.extras().opinions.iter().map(|task| task.clock.reckoning.due.unwrap()).collect();
    assert_eq!(due, [day("2026-03-05"), day("2026-03-09")]);
    assert_eq!((waiting(&hall, "P1"), waiting(&hall, "P2")), (1, 1));
}

#[test]
fn row_93_a_joint_case_is_decided_after_all_opinions_in_whatever_order() {
    let (mut hall, case) = at_decision(&json!({}));
    hall.refused("chief", grant(&case), "opinions_open");
    hall.ok("two", opinion(&case, "P2", "disagree"));
    hall.refused("chief", grant(&case), "opinions_open");
    hall.ok("one", opinion(&case, "P1", "agree"));
    assert_eq!((waiting(&hall, "P1"), waiting(&hall, "P2")), (0, 0));
    hall.ok("chief", grant(&case));
}

#[test]
fn row_93_an_opinion_is_given_once_by_the_department_that_was_asked() {
    let (mut hall, case) = at_decision(&json!({}));
    hall.refused("two", opinion(&case, "P1", "agree"), "wrong_unit");
    hall.refused("rev", opinion(&case, "D", "agree"), "no_opinion_asked");
    hall.ok("one", opinion(&case, "P1", "agree"));
    hall.refused("one", opinion(&case, "P1", "disagree"), "already_fixed");
}

#[test]
fn a_late_opinion_is_a_card_to_its_own_department_and_no_consent() {
    let (mut hall, case) = at_decision(&json!({}));
    hall.go_to("2026-03-06");
    let events = hall.alarm(&case);
    let is_lapse_of_p1 = |event: &&Event| {
        matches!(event, Event::DeadlinePassed(e)
            if e.evidence.clock == ClockKind::Opinion && e.evidence.unit.as_str() == "P1")
    };
    assert_eq!(kinds(&events), [E::WarningIssued, E::DeadlinePassed]);
    assert_eq!(events.iter().filter(is_lapse_of_p1).count(), 1);
    assert!(!kinds(&events).contains(&E::OpinionDeemed));
    assert!(hall.alarm(&case).is_empty(), "a rung fires once");
    hall.refused("chief", grant(&case), "opinions_open");
    let answer = json!({
        "type": "answer_warning", "case": case, "clock": "opinion", "card": "red", "answer": "ill",
    });
    for other in ["two", "rep", "win", "manager"] {
        hall.refused(other, answer.clone(), "wrong_unit");
    }
    hall.ok("one", answer);
}

#[test]
fn row_94_a_card_is_answered_by_the_unit_that_answers_for_the_clock() {
    let mut hall = Hall::with_item(json!({}));
    let case = hall.pre_check(&["ID", "PLAN"]);
    hall.ok("win", json!({"type": "accept_case", "case": case}));
    hall.to_handling(&case, &["ID", "PLAN"]);
    hall.go_to("2026-03-17");
    hall.alarm(&case);
    let answer = json!({
        "type": "answer_warning", "case": case, "clock": "promise", "card": "red", "answer": "补办",
    });
    for other in ["win", "one"] {
        hall.refused(other, answer.clone(), "wrong_unit");
    }
    hall.ok("rep", answer);
}

#[test]
fn a_local_rule_of_tacit_opinions_takes_each_silent_department_for_consenting() {
    let rule = json!({"tacit": {"kind": "opinion", "basis": "local rule 7"}});
    let (mut hall, case) = at_decision(&rule);
    hall.go_to("2026-03-06");
    let first = hall.alarm(&case);
    assert_eq!(kinds(&first), [E::WarningIssued, E::DeadlinePassed, E::OpinionDeemed]);
    hall.refused("one", opinion(&case, "P1", "disagree"), "already_fixed");
    hall.refused("chief", grant(&case), "opinions_open");
    hall.go_to("2026-03-10");
    let second = hall.alarm(&case);
    assert!(kinds(&second).contains(&E::OpinionDeemed));
    hall.ok("chief", grant(&case));
}

#[test]
fn art_42_2_a_joint_case_is_extended_by_15_days_by_the_head_of_the_government_only() {
    let (mut hall, case) = at_decision(&json!({}));
    let staff = json!({"id": "gov", "unit": "centre", "roles": ["gov_head"]});
    hall.admin(json!({"type": "appoint_staff", "staff": staff}));
    let extend = |approver: &str| {
        json!({
            "type": "extend_clock", "case": case, "clock": "statutory", "days": 15,
            "approver": approver, "reason": "difficult", "told": true,
        })
    };
    hall.refused("head", extend("head"), "wrong_approver");
    hall.refused("rev", extend("gov"), "wrong_approver");
    hall.ok("gov", extend("gov"));
    let held = hall.case(&case);
    assert_eq!(held.running(ClockKind::Statutory).unwrap().extension, 15);
}

#[test]
fn a_newer_calendar_moves_the_opinion_clocks_too() {
    let (mut hall, case) = at_decision(&json!({}));
    let events = {
        let notice = json!({
            "year": 2026, "off": [{"date": "2026-03-04", "name": "a day off"}], "make_up": [],
            "source": "a regional notice", "regional": true,
        });
        hall.admin(json!({"type": "publish_calendar", "notice": notice}));
        hall.ok("system", json!({"type": "recalculate_clocks", "case": case}))
    };
    assert_eq!(kinds(&events).iter().filter(|kind| **kind == E::OpinionRecalculated).count(), 2);
    let held = hall.case(&case);
    let due = held.extras().opinions.first().unwrap().clock.reckoning.due;
    assert_eq!(due, Some(day("2026-03-06")));
}

#[test]
fn a_department_takes_part_once() {
    let mut hall = Hall::with_item(json!({}));
    let twice = json!({"participants": [
        {"department": "P1", "opinion_limit": 3}, {"department": "P1", "opinion_limit": 5},
    ]});
    let definition = item(&joint(&twice));
    let publish = json!({"type": "publish_item", "definition": definition});
    hall.refused("admin", publish, "bad_item_version");
}

/// An extension of the statutory clock that somebody approved.
fn extended(case: &str, days: u16, approver: &str) -> Value {
    json!({
        "type": "extend_clock", "case": case, "clock": "statutory", "days": days,
        "approver": approver, "reason": "difficult", "told": true,
    })
}

/// A joint case accepted on Monday 2026-03-02, with somebody who heads the government.
fn with_the_government_head() -> (Hall, String) {
    let (mut hall, case) = at_decision(&json!({}));
    let staff = json!({"id": "gov", "unit": "centre", "roles": ["gov_head"]});
    hall.admin(json!({"type": "appoint_staff", "staff": staff}));
    (hall, case)
}

#[test]
fn art_42_2_a_joint_case_has_45_working_days_and_60_with_its_extension() {
    let (mut hall, case) = with_the_government_head();
    let due = |hall: &Hall| {
        let held = hall.case(&case);
        held.running(ClockKind::Statutory).unwrap().reckoning.due
    };
    // Without 清明 (4 to 6 April) and 劳动节 (1 to 5 May).
    assert_eq!(due(&hall), Some(day("2026-05-08")));
    hall.ok("gov", extended(&case, 15, "gov"));
    // With the make-up day of 9 May.
    assert_eq!(due(&hall), Some(day("2026-05-28")));
}

#[test]
fn art_42_2_15_days_are_the_most_and_once() {
    let (mut hall, case) = with_the_government_head();
    hall.refused("gov", extended(&case, 16, "gov"), "extension_too_long");
    hall.refused("gov", extended(&case, 0, "gov"), "extension_too_long");
    hall.ok("gov", extended(&case, 5, "gov"));
    hall.refused("gov", extended(&case, 10, "gov"), "extended_before");
}

#[test]
fn art_42_2_a_joint_case_is_extended_until_its_last_day_and_not_after() {
    let (mut hall, case) = with_the_government_head();
    hall.go_to("2026-05-09");
    hall.refused("gov", extended(&case, 15, "gov"), "extension_too_late");
    let (mut hall, case) = with_the_government_head();
    hall.go_to("2026-05-08");
    hall.ok("gov", extended(&case, 15, "gov"));
}

#[test]
fn art_42_the_head_of_the_government_extends_joint_cases_only_and_others_by_10_days() {
    let mut hall = Hall::with_item(json!({"legal_extension": 15}));
    let staff = json!({"id": "gov", "unit": "centre", "roles": ["gov_head"]});
    hall.admin(json!({"type": "appoint_staff", "staff": staff}));
    let case = hall.accepted();
    hall.to_handling(&case, &["ID", "PLAN"]);
    hall.refused("gov", extended(&case, 10, "gov"), "wrong_approver");
    hall.refused("head", extended(&case, 15, "head"), "extension_too_long");
    hall.ok("head", extended(&case, 10, "head"));
}

#[test]
fn art_42_2_a_joint_case_that_is_not_decided_in_its_45_days_is_late_by_the_lead() {
    let (mut hall, case) = at_decision(&json!({}));
    hall.go_to("2026-05-08");
    hall.alarm(&case);
    let lapses = |events: &[Event]| {
        let of_statutory = |event: &&Event| {
            matches!(event, Event::DeadlinePassed(e)
                if e.evidence.clock == ClockKind::Statutory && e.evidence.unit.as_str() == "D")
        };
        events.iter().filter(of_statutory).count()
    };
    assert_eq!(lapses(&hall.alarm(&case)), 0, "its last day is in time");
    hall.go_to("2026-05-09");
    assert_eq!(lapses(&hall.alarm(&case)), 1);
}

#[test]
fn silence_is_not_the_lead_departments_while_another_owes_its_opinion() {
    let tacit = json!({"tacit": {"kind": "decision", "basis": "rule 9"}});
    for is_given in [false, true] {
        let (mut hall, case) = at_decision(&tacit);
        hall.ok("one", opinion(&case, "P1", "agree"));
        if is_given {
            hall.ok("two", opinion(&case, "P2", "agree"));
        }
        hall.go_to("2026-03-31");
        assert_eq!(kinds(&hall.alarm(&case)).contains(&E::DecisionDeemed), is_given);
    }
}
