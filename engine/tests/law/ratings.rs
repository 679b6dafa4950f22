//! 好差评 (row 95, guard 17): who may rate what, what a bad rating calls for, and what the public sees.

use crate::common::{Hall, day, grant, kinds, voice_number};
use engine::clock::ClockKind;
use engine::code::VoiceNumber;
use engine::event::{Event, EventKind as E};
use engine::voice::{Grade, GradeScale, VoicePhase, VoicePolicy};
use engine::world::FoundVoice;
use serde_json::{Value, json};

fn hall() -> Hall {
    let mut hall = Hall::with_item(json!({}));
    for (id, unit, role) in [("quality", "centre", "quality_officer"), ("d2", "D", "case_tracker")]
    {
        let staff = json!({"id": id, "unit": unit, "roles": [role]});
        hall.admin(json!({"type": "appoint_staff", "staff": staff}));
    }
    hall
}

/// A case of person 7, decided and fed back.
fn closed(hall: &mut Hall) -> String {
    let case = hall.accepted();
    hall.to_handling(&case, &["ID", "PLAN"]);
    hall.to_decision(&case);
    hall.ok("chief", grant(&case));
    hall.to_feedback(&case);
    case
}

fn applicant() -> Value {
    json!({"subject": 7, "token": "07".repeat(16), "sealed": "00"})
}

fn rate(case: &str, grade: Value) -> Value {
    json!({
        "type": "give_review", "case": case, "occasion": "closing", "grade": grade,
        "channel": "hall_tablet",
    })
}

fn named(mut rating: Value) -> Value {
    let fields = rating.as_object_mut().unwrap();
    fields.insert("applicant".to_owned(), applicant());
    fields.insert("words".to_owned(), json!("00ff"));
    rating
}

/// A bad rating of a closed case, under the applicant's name, of Monday 2026-03-02.
fn bad(hall: &mut Hall) -> String {
    let case = closed(hall);
    voice_number(&hall.ok("applicant", named(rate(&case, json!("dissatisfied")))))
}

fn verify(number: &str, finding: &str) -> Value {
    json!({"type": "verify_review", "voice": number, "finding": finding, "note": "已联系"})
}

fn rectify(number: &str) -> Value {
    json!({"type": "rectify_review", "voice": number, "measures": "增设窗口"})
}

fn publish(number: &str, text: Option<&str>) -> Value {
    json!({"type": "publish_review", "voice": number, "text": text})
}

fn revisit(number: &str) -> Value {
    json!({"type": "revisit_voice", "voice": number, "satisfied": true, "note": "满意"})
}

fn appeal(number: &str) -> Value {
    json!({"type": "appeal_review", "voice": number, "reasons": ["不是本部门的服务"]})
}

fn judge(number: &str, upheld: bool) -> Value {
    json!({"type": "decide_review_appeal", "voice": number, "upheld": upheld, "reason": "查明"})
}

#[test]
fn guard_17_a_rating_comes_from_who_was_served_and_never_from_the_staff() {
    let mut hall = hall();
    let case = closed(&mut hall);
    for staff in ["win", "rev", "manager", "admin"] {
        hall.refused(staff, rate(&case, json!("satisfied")), "rating_not_by_staff");
    }
    assert_eq!(kinds(&hall.ok("applicant", rate(&case, json!("satisfied")))), [E::ReviewGiven]);
}

#[test]
fn guard_17_each_occasion_on_site_is_rated_once() {
    let mut hall = hall();
    let case = closed(&mut hall);
    hall.ok("applicant", rate(&case, json!("satisfied")));
    hall.refused("applicant", rate(&case, json!("dissatisfied")), "rated_before");
    let mut intake = rate(&case, json!("dissatisfied"));
    *intake.get_mut("occasion").unwrap() = json!("intake");
    hall.ok("applicant", intake);
}

#[test]
fn guard_17_only_what_took_place_is_rated_and_in_its_own_way() {
    let mut hall = hall();
    let case = hall.accepted();
    hall.refused("applicant", rate(&case, json!("satisfied")), "no_such_occasion");
    let mut rating = rate(&case, json!("satisfied"));
    *rating.get_mut("occasion").unwrap() = json!("matter");
    hall.refused("applicant", rating.clone(), "no_such_occasion");
    *rating.get_mut("occasion").unwrap() = json!("intake");
    hall.ok("applicant", rating);
}

#[test]
fn guard_17_what_was_handed_in_at_a_machine_of_the_hall_is_rated_as_on_site() {
    let mut hall = hall();
    let deposit = json!({
        "type": "receive_application", "item": "IT", "channel": "self_service",
        "applicant": applicant(), "materials": [crate::common::copy("ID")], "delivery": "counter",
    });
    let events = hall.ok("applicant", deposit);
    let Some(Event::ApplicationReceived(received)) = events.first() else { panic!("{events:?}") };
    let case = received.number.to_string();
    let about = |occasion: &str| {
        let mut rating = rate(&case, json!("satisfied"));
        *rating.get_mut("occasion").unwrap() = json!(occasion);
        rating
    };
    hall.ok("applicant", about("intake"));
    hall.ok("applicant", json!({"type": "withdraw_case", "case": case, "reason": "不办了"}));
    hall.refused("applicant", about("matter"), "no_such_occasion");
    hall.ok("applicant", about("closing"));
}

#[test]
fn guard_17_under_a_name_only_the_applicant_or_his_agent_rates() {
    let mut hall = hall();
    let case = closed(&mut hall);
    let mut stranger = named(rate(&case, json!("dissatisfied")));
    let other = json!({"subject": 8, "token": "08".repeat(16), "sealed": "00"});
    *stranger.get_mut("applicant").unwrap() = other;
    hall.refused("applicant", stranger, "not_the_applicant");
    let mut nameless = rate(&case, json!("dissatisfied"));
    nameless.as_object_mut().unwrap().insert("words".to_owned(), json!("00"));
    hall.refused("applicant", nameless, "bad_setup");
    hall.ok("applicant", named(rate(&case, json!("dissatisfied"))));
}

#[test]
fn five_grades_are_read_on_the_scale_of_the_policy() {
    assert_eq!(Grade::from_code(1, GradeScale::National), Some(Grade::VerySatisfied));
    assert_eq!(Grade::from_code(1, GradeScale::Provincial), Some(Grade::VeryDissatisfied));
    for grade in Grade::ALL {
        let (national, provincial) =
            (grade.code(GradeScale::National), grade.code(GradeScale::Provincial));
        assert_eq!(national + provincial, 6, "the scales run against each other");
    }
    let mut hall = hall();
    let case = closed(&mut hall);
    hall.refused("applicant", rate(&case, json!(0)), "not_on_the_scale");
    hall.refused("applicant", rate(&case, json!(6)), "not_on_the_scale");
    let policy = VoicePolicy { grade_scale: GradeScale::Provincial, ..VoicePolicy::customary() };
    hall.admin(json!({"type": "set_voice_policy", "policy": policy}));
    let rating = voice_number(&hall.ok("applicant", rate(&case, json!(1))));
    let grade = hall.voice(&rating).review.as_ref().map(|review| review.grade);
    assert_eq!(grade, Some(Grade::VeryDissatisfied));
}

#[test]
fn a_good_rating_without_words_calls_for_nothing_and_leaves_memory() {
    let mut hall = hall();
    let case = closed(&mut hall);
    let rating = voice_number(&hall.ok("applicant", rate(&case, json!("satisfied"))));
    let rating: VoiceNumber = rating.parse().unwrap();
    assert_eq!(hall.world.find_voice(&rating), FoundVoice::Closed);
    assert!(hall.world.voices().is_empty());
    hall.refused("applicant", rate(&case, json!("satisfied")), "rated_before");
}

#[test]
fn a_bad_rating_under_a_name_is_contacted_in_one_and_put_right_in_five_working_days() {
    let mut hall = hall();
    let rating = bad(&mut hall);
    assert_eq!(hall.voice_due(&rating, ClockKind::ReviewContact), "2026-03-03");
    assert_eq!(hall.voice_due(&rating, ClockKind::Rectification), "2026-03-09");
    hall.ok("rev", verify(&rating, "simple"));
    assert_eq!(hall.voice_due(&rating, ClockKind::ReviewContact), "none");
    hall.ok("rev", rectify(&rating));
    assert_eq!(hall.voice_due(&rating, ClockKind::Rectification), "none");
}

#[test]
fn who_serves_late_gets_a_red_card_for_each_limit() {
    let mut hall = hall();
    let rating = bad(&mut hall);
    let fire = || json!({"type": "fire_voice_alarm", "voice": rating});
    hall.refused("manager", fire(), "wrong_role");
    assert_eq!(hall.ok("system", fire()), [], "nothing is due yet");
    hall.go_to("2026-03-04");
    let events = hall.ok("system", fire());
    assert_eq!(kinds(&events), [E::WarningIssued, E::DeadlinePassed]);
    let Some(Event::WarningIssued(card)) = events.first() else { panic!("{events:?}") };
    let evidence = &card.evidence;
    assert_eq!((evidence.clock, evidence.counted), (ClockKind::ReviewContact, 1));
    assert_eq!((evidence.unit.as_str(), evidence.due), ("D", day("2026-03-03")));
    assert_eq!(hall.ok("system", fire()), [], "each rung fires once");
    let answer = json!({
        "type": "answer_voice_warning", "voice": rating, "clock": "review_contact", "card": "red",
        "answer": "已补联系",
    });
    hall.refused("one", answer.clone(), "wrong_unit");
    hall.ok("rev", answer);
    hall.go_to("2026-03-10");
    assert_eq!(kinds(&hall.ok("system", fire())), [E::WarningIssued, E::DeadlinePassed]);
}

#[test]
fn a_complex_one_has_fifteen_working_days_from_the_day_it_was_given() {
    let mut hall = hall();
    let rating = bad(&mut hall);
    hall.go_to("2026-03-03");
    hall.refused("one", verify(&rating, "complex"), "wrong_unit");
    hall.ok("rev", verify(&rating, "complex"));
    assert_eq!(hall.voice_due(&rating, ClockKind::Rectification), "2026-03-23");
    hall.refused("rev", verify(&rating, "simple"), "wrong_phase");
}

#[test]
fn nothing_is_put_right_before_it_is_verified_and_what_no_law_gives_is_explained() {
    let mut hall = hall();
    let rating = bad(&mut hall);
    let explain = || json!({"type": "answer_voice", "voice": rating, "reply": "于法无据"});
    hall.refused("rev", rectify(&rating), "wrong_phase");
    hall.refused("rev", explain(), "wrong_phase");
    hall.ok("rev", verify(&rating, "unfounded"));
    hall.refused("rev", rectify(&rating), "wrong_phase");
    assert_eq!(kinds(&hall.ok("rev", explain())), [E::VoiceAnswered]);
    assert_eq!(hall.voice(&rating).phase, VoicePhase::Answered);
}

#[test]
fn an_appeal_is_made_once_and_judged_by_nobody_it_is_about() {
    let mut hall = hall();
    let rating = bad(&mut hall);
    let chief = json!({"id": "chief", "unit": "D", "roles": ["chief_approver", "quality_officer"]});
    hall.admin(json!({"type": "appoint_staff", "staff": chief}));
    hall.refused("win", appeal(&rating), "wrong_unit");
    hall.ok("rev", appeal(&rating));
    hall.refused("rev", judge(&rating, true), "wrong_role");
    hall.refused("chief", judge(&rating, true), "own_voice");
    hall.ok("quality", judge(&rating, false));
    hall.refused("rev", appeal(&rating), "appealed_before");
    hall.ok("rev", verify(&rating, "simple"));
    hall.ok("rev", rectify(&rating));
}

#[test]
fn nobody_asks_again_about_himself_or_publishes_what_is_said_of_him() {
    let mut hall = hall();
    let rating = bad(&mut hall);
    let chief = json!({"id": "chief", "unit": "D", "roles": ["chief_approver", "quality_officer"]});
    hall.admin(json!({"type": "appoint_staff", "staff": chief}));
    hall.ok("rev", verify(&rating, "simple"));
    hall.ok("rev", rectify(&rating));
    hall.refused("chief", revisit(&rating), "own_voice");
    hall.ok("quality", revisit(&rating));
    hall.refused("chief", publish(&rating, Some("等候太久")), "own_voice");
    hall.ok("quality", publish(&rating, Some("等候太久")));
}

#[test]
fn the_answer_to_a_rating_is_not_public_before_it_is_published() {
    let mut hall = hall();
    let case = closed(&mut hall);
    let rating = voice_number(&hall.ok("applicant", named(rate(&case, json!("satisfied")))));
    let reply = json!({
        "type": "answer_voice", "voice": rating, "reply": "谢谢", "is_public": true,
    });
    hall.ok("rev", reply);
    assert!(!hall.voice(&rating).is_public, "publish_review says so, not who answers");
}

#[test]
fn a_mistaken_rating_is_set_aside_explained_and_may_be_kept_from_the_public() {
    let mut hall = hall();
    let rating = bad(&mut hall);
    hall.refused("quality", publish(&rating, None), "rating_stands");
    hall.ok("rev", appeal(&rating));
    hall.ok("quality", judge(&rating, true));
    hall.refused("quality", publish(&rating, None), "answer_first");
    hall.ok("rev", json!({"type": "answer_voice", "voice": rating, "reply": "评价对象有误"}));
    assert!(hall.voice(&rating).is_set_aside());
    assert_eq!(kinds(&hall.ok("quality", publish(&rating, None))), [E::ReviewPublished]);
    hall.refused("quality", publish(&rating, None), "wrong_phase");
}

#[test]
fn a_bad_rating_under_a_name_is_published_after_the_answer_and_the_revisit() {
    let mut hall = hall();
    let rating = bad(&mut hall);
    hall.refused("quality", publish(&rating, Some("等候太久")), "answer_first");
    hall.refused("quality", revisit(&rating), "wrong_phase");
    hall.ok("rev", verify(&rating, "simple"));
    hall.ok("rev", rectify(&rating));
    hall.refused("quality", publish(&rating, Some("等候太久")), "revisit_first");
    hall.refused("rev", revisit(&rating), "wrong_role");
    hall.ok("quality", revisit(&rating));
    hall.refused("quality", revisit(&rating), "wrong_phase");
    hall.refused("quality", publish(&rating, None), "rating_stands");
    hall.refused("rev", publish(&rating, Some("等候太久")), "wrong_role");
    hall.ok("quality", publish(&rating, Some("等候太久")));
    assert!(hall.world.voices().is_empty(), "it is closed");
}

#[test]
fn a_bad_rating_without_a_name_is_put_right_and_published_without_a_revisit() {
    let mut hall = hall();
    let case = closed(&mut hall);
    let rating = voice_number(&hall.ok("applicant", rate(&case, json!("very_dissatisfied"))));
    assert_eq!(hall.voice_due(&rating, ClockKind::ReviewContact), "none");
    hall.ok("rev", verify(&rating, "simple"));
    hall.ok("rev", rectify(&rating));
    hall.refused("quality", revisit(&rating), "wrong_phase");
    hall.ok("quality", publish(&rating, Some("等候太久")));
}

#[test]
fn a_good_rating_with_words_is_answered_before_it_is_published() {
    let mut hall = hall();
    let case = closed(&mut hall);
    let rating = voice_number(&hall.ok("applicant", named(rate(&case, json!("satisfied")))));
    hall.refused("quality", publish(&rating, Some("很好")), "answer_first");
    hall.ok("rev", json!({"type": "answer_voice", "voice": rating, "reply": "谢谢"}));
    hall.ok("quality", publish(&rating, Some("很好")));
}

#[test]
fn who_rated_is_opened_by_those_who_answer_with_a_reason() {
    let mut hall = hall();
    let rating = bad(&mut hall);
    let open = |reason: &str| json!({"type": "open_voice", "voice": rating, "reason": reason});
    hall.refused("one", open("好奇"), "wrong_unit");
    hall.refused("rev", open(" "), "reasons_missing");
    hall.refused("chief", open("看看"), "own_voice");
    assert_eq!(kinds(&hall.ok("rev", open("联系评价人"))), [E::PersonalDataOpened]);
}

#[test]
fn the_limits_are_data_and_nobody_is_given_no_time() {
    let mut hall = hall();
    let set = |policy: VoicePolicy| json!({"type": "set_voice_policy", "policy": policy});
    let none = VoicePolicy { contact_days: 0, ..VoicePolicy::customary() };
    hall.refused("manager", set(none), "policy_refused");
    let turned = VoicePolicy { rectify_days: 20, ..VoicePolicy::customary() };
    hall.refused("manager", set(turned), "policy_refused");
    let longer = VoicePolicy { rectify_days: 7, ..VoicePolicy::customary() };
    hall.refused("rev", set(longer.clone()), "wrong_role");
    hall.ok("manager", set(longer.clone()));
    assert_eq!(hall.ok("manager", set(longer)), [], "it is so already");
    let rating = bad(&mut hall);
    assert_eq!(hall.voice_due(&rating, ClockKind::Rectification), "2026-03-11");
}

#[test]
fn a_newer_calendar_moves_the_limits_of_a_rating() {
    let mut hall = hall();
    let rating = bad(&mut hall);
    let notice = json!({
        "year": 2026, "off": [{"date": "2026-03-04", "name": "县庆"}], "make_up": [],
        "source": "county notice", "regional": true,
    });
    hall.admin(json!({"type": "publish_calendar", "notice": notice}));
    let again = || json!({"type": "recalculate_voice", "voice": rating});
    hall.refused("manager", again(), "wrong_role");
    assert_eq!(kinds(&hall.ok("system", again())), [E::ClockRecalculated]);
    assert_eq!(hall.voice_due(&rating, ClockKind::Rectification), "2026-03-10");
    assert_eq!(hall.voice_due(&rating, ClockKind::ReviewContact), "2026-03-03");
    assert_eq!(hall.ok("system", again()), []);
}
