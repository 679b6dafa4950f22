//! 办不成事、投诉举报 (rows 22, 73, 106).

use crate::common::{Hall, kinds, voice_number};
use engine::clock::ClockKind;
use engine::event::{Event, EventKind as E};
use engine::policy::Card;
use engine::voice::{TroubleGround, VoicePhase, VoicePolicy};
use serde_json::{Value, json};

fn hall() -> Hall {
    let mut hall = Hall::with_item(json!({}));
    for (id, unit, role) in [
        ("guide", "centre", "guide"),
        ("watch", "centre", "supervisor"),
        ("p-head", "P1", "dept_head"),
    ] {
        let staff = json!({"id": id, "unit": unit, "roles": [role]});
        hall.admin(json!({"type": "appoint_staff", "staff": staff}));
    }
    for (id, kind) in [("B-01", "cannot_be_done"), ("G-01", "guidance")] {
        let window = json!({"id": id, "zone": "A", "kind": kind});
        hall.admin(json!({"type": "open_window", "window": window}));
    }
    hall
}

fn somebody() -> Value {
    json!({"subject": 9, "token": "09".repeat(16), "sealed": "00"})
}

fn trouble(ground: &str) -> Value {
    json!({
        "type": "report_trouble", "ground": ground, "summary": "两个部门互相推诿",
        "applicant": somebody(), "words": "00ff",
    })
}

fn reported(hall: &mut Hall) -> String {
    voice_number(&hall.ok("guide", trouble("passed_around")))
}

fn complaint() -> Value {
    json!({"type": "file_complaint", "summary": "态度生硬", "against": "one"})
}

fn filed(hall: &mut Hall) -> String {
    voice_number(&hall.ok("applicant", complaint()))
}

fn assign(voice: &str, unit: &str, class: Option<&str>) -> Value {
    json!({"type": "assign_voice", "voice": voice, "unit": unit, "class": class})
}

fn give_back(voice: &str) -> Value {
    json!({"type": "return_voice", "voice": voice, "reason": "不属本部门"})
}

fn extend(voice: &str) -> Value {
    json!({"type": "extend_voice", "voice": voice, "reason": "需会商"})
}

fn solve(voice: &str, outcome: &str) -> Value {
    json!({"type": "solve_trouble", "voice": voice, "outcome": outcome, "note": "已协调"})
}

fn revisit(voice: &str, satisfied: bool) -> Value {
    json!({"type": "revisit_voice", "voice": voice, "satisfied": satisfied, "note": "回访"})
}

fn report_result(voice: &str) -> Value {
    json!({"type": "report_trouble_result", "voice": voice, "report": "已协调办结"})
}

/// A hall that asks for the report of the result, and a trouble that was solved in it.
fn to_be_reported(outcome: &str) -> (Hall, String) {
    let mut hall = hall();
    let policy = VoicePolicy { trouble_report_days: Some(2), ..VoicePolicy::customary() };
    hall.admin(json!({"type": "set_voice_policy", "policy": policy}));
    let report = reported(&mut hall);
    hall.ok("guide", assign(&report, "D", None));
    hall.ok("rev", solve(&report, outcome));
    (hall, report)
}

fn reply(voice: &str) -> Value {
    json!({"type": "answer_voice", "voice": voice, "reply": "已核实改进", "is_public": true})
}

fn fire(voice: &str) -> Value {
    json!({"type": "fire_voice_alarm", "voice": voice})
}

#[test]
fn row_73_the_desk_takes_what_should_have_been_done_and_sends_the_rest_elsewhere() {
    let mut hall = hall();
    for ground in ["litigation", "petition", "defective_papers"] {
        hall.refused("guide", trouble(ground), "outside_the_desk");
    }
    hall.refused("rev", trouble("not_accepted"), "wrong_role");
    assert_eq!(kinds(&hall.ok("guide", trouble("not_accepted"))), [E::TroubleReported]);
    hall.ok("applicant", trouble("not_approved"));
    let policy = VoicePolicy {
        trouble_excluded: [TroubleGround::PassedAround].into(),
        ..VoicePolicy::customary()
    };
    hall.admin(json!({"type": "set_voice_policy", "policy": policy}));
    hall.refused("guide", trouble("passed_around"), "outside_the_desk");
    hall.ok("guide", trouble("petition"));
}

#[test]
fn row_73_its_window_is_its_own() {
    let mut hall = hall();
    let mut at = |window: &str| {
        let mut report = trouble("not_accepted");
        report.as_object_mut().unwrap().insert("place".to_owned(), json!(window));
        hall.send("guide", report).map(|_| ()).map_err(|refusal| refusal.rule.code())
    };
    assert_eq!(at("A-01"), Err("wrong_desk"));
    assert_eq!(at("B-01"), Ok(()));
    assert_eq!(at("G-01"), Ok(()));
}

#[test]
fn row_73_each_class_has_its_limit_from_the_day_of_the_report() {
    let limits = [
        (None, "2026-03-03"),
        (Some("disputed"), "2026-03-05"),
        (Some("hard"), "2026-03-11"),
        (Some("very_complex"), "2026-04-01"),
    ];
    for (class, expected) in limits {
        let mut hall = hall();
        let report = reported(&mut hall);
        assert_eq!(hall.voice_due(&report, ClockKind::Trouble), "2026-03-03");
        hall.go_to("2026-03-03");
        hall.refused("rev", assign(&report, "D", class), "wrong_role");
        hall.ok("guide", assign(&report, "D", class));
        assert_eq!(hall.voice_due(&report, ClockKind::Trouble), expected, "{class:?}");
    }
}

#[test]
fn row_73_a_trouble_that_is_late_gives_its_unit_a_red_card() {
    let mut hall = hall();
    let report = reported(&mut hall);
    hall.ok("guide", assign(&report, "D", Some("disputed")));
    hall.go_to("2026-03-05");
    assert_eq!(hall.ok("system", fire(&report)), [], "still in time");
    hall.go_to("2026-03-06");
    let events = hall.ok("system", fire(&report));
    assert_eq!(kinds(&events), [E::WarningIssued, E::DeadlinePassed]);
    let Some(Event::WarningIssued(card)) = events.first() else { panic!("{events:?}") };
    assert_eq!((card.card, card.evidence.unit.as_str()), (Card::Red, "D"));
}

#[test]
fn row_73_the_head_extends_once_and_before_the_end() {
    let mut hall = hall();
    let report = reported(&mut hall);
    hall.refused("head", extend(&report), "wrong_phase");
    hall.ok("guide", assign(&report, "D", Some("hard")));
    hall.refused("rev", extend(&report), "wrong_role");
    hall.refused("p-head", extend(&report), "wrong_unit");
    hall.ok("head", extend(&report));
    assert_eq!(hall.voice_due(&report, ClockKind::Trouble), "2026-03-18");
    hall.refused("head", extend(&report), "extended_before");
    let late = reported(&mut hall);
    hall.ok("guide", assign(&late, "D", None));
    hall.go_to("2026-03-05");
    hall.refused("head", extend(&late), "extension_too_late");
}

#[test]
fn row_73_what_was_solved_is_confirmed_in_four_days_or_taken_up_again() {
    let mut hall = hall();
    let report = reported(&mut hall);
    hall.ok("guide", assign(&report, "D", None));
    hall.refused("one", solve(&report, "solved"), "wrong_unit");
    hall.ok("rev", solve(&report, "solved"));
    assert_eq!(hall.voice_due(&report, ClockKind::Trouble), "none");
    assert_eq!(hall.voice_due(&report, ClockKind::Revisit), "2026-03-06");
    hall.refused("rev", revisit(&report, true), "wrong_role");
    assert_eq!(kinds(&hall.ok("guide", revisit(&report, false))), [E::VoiceReturned]);
    assert_eq!(hall.voice(&report).phase, VoicePhase::Filed);
    assert_eq!(hall.voice_due(&report, ClockKind::Trouble), "2026-03-03");
    assert_eq!(hall.voice_due(&report, ClockKind::Revisit), "none");
    hall.ok("guide", solve(&report, "solved"));
    assert_eq!(kinds(&hall.ok("guide", revisit(&report, true))), [E::RevisitDone]);
    assert!(hall.world.voices().is_empty());
}

#[test]
fn row_73_what_came_back_unsolved_has_its_limit_from_the_day_it_came_back() {
    let mut hall = hall();
    let report = reported(&mut hall);
    hall.ok("guide", assign(&report, "D", None));
    hall.ok("rev", solve(&report, "solved"));
    hall.go_to("2026-03-04");
    hall.ok("guide", revisit(&report, false));
    assert_eq!(hall.voice_due(&report, ClockKind::Trouble), "2026-03-05");
    hall.ok("guide", assign(&report, "D", Some("hard")));
    assert_eq!(hall.voice_due(&report, ClockKind::Trouble), "2026-03-13");
}

#[test]
fn troubles_and_complaints_are_each_extended_by_their_own_days() {
    let policy = |trouble_extension, complaint_extension| VoicePolicy {
        trouble_extension,
        complaint_extension,
        ..VoicePolicy::customary()
    };
    let mut hall = hall();
    hall.admin(json!({"type": "set_voice_policy", "policy": policy(2, 3)}));
    let report = reported(&mut hall);
    hall.ok("guide", assign(&report, "D", Some("hard")));
    hall.ok("head", extend(&report));
    assert_eq!(hall.voice_due(&report, ClockKind::Trouble), "2026-03-13");
    let complaint = filed(&mut hall);
    hall.ok("guide", assign(&complaint, "D", None));
    hall.ok("head", extend(&complaint));
    assert_eq!(hall.voice_due(&complaint, ClockKind::Complaint), "2026-03-12");
    hall.admin(json!({"type": "set_voice_policy", "policy": policy(0, 3)}));
    let late = reported(&mut hall);
    hall.ok("guide", assign(&late, "D", None));
    hall.refused("head", extend(&late), "not_extendable");
}

#[test]
fn row_73_a_revisit_that_is_late_gives_a_card() {
    let mut hall = hall();
    let report = reported(&mut hall);
    hall.ok("guide", solve(&report, "solved"));
    hall.go_to("2026-03-09");
    let events = hall.ok("system", fire(&report));
    assert_eq!(kinds(&events), [E::WarningIssued, E::DeadlinePassed]);
}

#[test]
fn row_73_where_it_is_asked_for_the_desk_reports_the_result_before_the_revisit_closes_it() {
    for outcome in ["solved", "explained"] {
        let (mut hall, report) = to_be_reported(outcome);
        assert_eq!(hall.voice_due(&report, ClockKind::TroubleReport), "2026-03-04");
        hall.refused("guide", revisit(&report, true), "report_first");
        hall.refused("rev", report_result(&report), "wrong_role");
        let mut empty = report_result(&report);
        empty.as_object_mut().unwrap().insert("report".to_owned(), json!(" "));
        hall.refused("guide", empty, "reasons_missing");
        let events = hall.ok("guide", report_result(&report));
        assert_eq!(kinds(&events), [E::TroubleResultReported]);
        assert_eq!(hall.voice_due(&report, ClockKind::TroubleReport), "none");
        assert_eq!(hall.voice_due(&report, ClockKind::Revisit), "2026-03-06");
        hall.refused("guide", report_result(&report), "no_such_clock");
        assert_eq!(kinds(&hall.ok("guide", revisit(&report, true))), [E::RevisitDone]);
        hall.refused("guide", report_result(&report), "wrong_phase");
    }
}

#[test]
fn row_73_no_result_is_reported_where_none_is_asked_for_nor_before_there_is_one() {
    let mut hall = hall();
    let report = reported(&mut hall);
    hall.refused("guide", report_result(&report), "wrong_phase");
    hall.ok("guide", solve(&report, "solved"));
    assert_eq!(hall.voice_due(&report, ClockKind::TroubleReport), "none");
    hall.refused("guide", report_result(&report), "no_such_clock");
    hall.ok("guide", revisit(&report, true));
    let policy = VoicePolicy { trouble_report_days: Some(0), ..VoicePolicy::customary() };
    let none = json!({"type": "set_voice_policy", "policy": policy});
    hall.refused("admin", none, "policy_refused");
}

#[test]
fn row_73_a_result_that_is_reported_late_gives_a_card() {
    let (mut hall, report) = to_be_reported("solved");
    hall.go_to("2026-03-04");
    assert_eq!(hall.ok("system", fire(&report)), [], "still in time");
    hall.go_to("2026-03-05");
    let events = hall.ok("system", fire(&report));
    assert_eq!(kinds(&events), [E::WarningIssued, E::DeadlinePassed]);
    let Some(Event::WarningIssued(card)) = events.first() else { panic!("{events:?}") };
    let evidence = &card.evidence;
    assert_eq!((evidence.clock, evidence.unit.as_str()), (ClockKind::TroubleReport, "D"));
    hall.ok("guide", report_result(&report));
    hall.ok("guide", revisit(&report, true));
}

#[test]
fn row_73_of_what_came_back_unsolved_no_result_is_reported_until_it_is_solved_again() {
    let (mut hall, report) = to_be_reported("solved");
    hall.ok("guide", revisit(&report, false));
    assert_eq!(hall.voice_due(&report, ClockKind::TroubleReport), "none");
    hall.refused("guide", report_result(&report), "wrong_phase");
    hall.go_to("2026-03-03");
    hall.ok("guide", solve(&report, "solved"));
    assert_eq!(hall.voice_due(&report, ClockKind::TroubleReport), "2026-03-05");
    hall.ok("guide", report_result(&report));
}

#[test]
fn row_73_what_cannot_be_done_is_explained_and_closed_satisfied_or_not() {
    let mut hall = hall();
    let report = reported(&mut hall);
    hall.ok("guide", assign(&report, "D", Some("disputed")));
    hall.ok("rev", solve(&report, "explained"));
    assert_eq!(kinds(&hall.ok("guide", revisit(&report, false))), [E::RevisitDone]);
    assert!(hall.world.voices().is_empty());
}

#[test]
fn row_106_a_complaint_is_answered_in_five_working_days_and_five_more() {
    let mut hall = hall();
    let complaint = filed(&mut hall);
    assert_eq!(hall.voice_due(&complaint, ClockKind::Complaint), "2026-03-09");
    hall.refused("two", reply(&complaint), "wrong_unit");
    hall.refused("manager", assign(&complaint, "P1", Some("hard")), "bad_setup");
    hall.ok("manager", assign(&complaint, "P1", None));
    hall.ok("p-head", extend(&complaint));
    assert_eq!(hall.voice_due(&complaint, ClockKind::Complaint), "2026-03-16");
    let events = hall.ok("p-head", reply(&complaint));
    assert!(matches!(events.first(), Some(Event::VoiceAnswered(e)) if e.is_public));
    hall.refused("p-head", reply(&complaint), "wrong_phase");
}

#[test]
fn row_106_a_complaint_that_is_late_gives_a_card() {
    let mut hall = hall();
    let complaint = filed(&mut hall);
    hall.go_to("2026-03-10");
    let events = hall.ok("system", fire(&complaint));
    assert_eq!(kinds(&events), [E::WarningIssued, E::DeadlinePassed]);
}

#[test]
fn row_106_nobody_answers_a_complaint_about_himself() {
    let mut hall = hall();
    let complaint = filed(&mut hall);
    hall.ok("manager", assign(&complaint, "P1", None));
    hall.refused("one", reply(&complaint), "own_voice");
    hall.ok("p-head", reply(&complaint));
}

#[test]
fn row_106_the_wrong_addressee_returns_it_within_a_day() {
    let mut hall = hall();
    let complaint = filed(&mut hall);
    hall.ok("manager", assign(&complaint, "D", None));
    hall.refused("one", give_back(&complaint), "wrong_unit");
    assert_eq!(kinds(&hall.ok("rev", give_back(&complaint))), [E::VoiceReturned]);
    assert_eq!(hall.voice_due(&complaint, ClockKind::Complaint), "2026-03-09", "the limit goes on");
    hall.ok("manager", assign(&complaint, "D", None));
    hall.now = hall.now.plus_ms(24 * 3_600_000);
    hall.refused("rev", give_back(&complaint), "return_too_late");
}

#[test]
fn row_106_a_complaint_names_what_there_is_and_words_go_with_a_name() {
    let mut hall = hall();
    let with = |field: &str, value: Value| {
        let mut all = complaint();
        all.as_object_mut().unwrap().insert(field.to_owned(), value);
        all
    };
    hall.refused("applicant", with("case", json!("NONE")), "unknown_case");
    hall.refused("applicant", with("against", json!("ghost")), "unknown_staff");
    hall.refused("applicant", with("words", json!("00")), "bad_setup");
    hall.refused("applicant", with("summary", json!(" ")), "reasons_missing");
    hall.refused("rev", complaint(), "wrong_role");
    hall.refused("manager", reply("TS202603020009"), "unknown_voice");
    let case = hall.accepted();
    hall.ok("watch", with("case", json!(case)));
}

#[test]
fn row_22_complaints_are_taken_at_the_windows_for_them() {
    let mut hall = hall();
    let mut at = |window: &str| {
        let mut complaint = complaint();
        complaint.as_object_mut().unwrap().insert("place".to_owned(), json!(window));
        hall.send("guide", complaint).map(|_| ()).map_err(|refusal| refusal.rule.code())
    };
    assert_eq!(at("A-01"), Err("wrong_desk"));
    assert_eq!(at("B-01"), Ok(()));
}
