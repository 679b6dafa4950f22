//! What the guards refuse at their edges: limits of the engine, persons who are gone, people without the training.

use crate::common::{Hall, grant, item, voice_number};
use engine::event::Event;
use engine::ground::RefusalGround;
use engine::limits::{CASE_EVENTS_MAX, LIST_ENTRIES_MAX};
use serde_json::{Value, json};

fn erased(hall: &mut Hall, case: &str) {
    hall.ok("win", json!({"type": "withdraw_case", "case": case, "reason": "不再需要"}));
    hall.admin(json!({"type": "erase_subject", "subject": 7, "reason": "本人请求"}));
}

fn credit(subject: u64) -> Value {
    json!({
        "type": "record_credit", "subject": subject, "discredited": true, "source": "信用中国",
        "reason": "未履行承诺",
    })
}

#[test]
fn art_47_of_who_was_erased_no_credit_is_recorded_and_of_nobody_either() {
    let mut hall = Hall::with_item(json!({}));
    let case = hall.accepted();
    hall.refused("admin", credit(99), "bad_setup");
    erased(&mut hall, &case);
    hall.refused("admin", credit(7), "subject_erased");
}

#[test]
fn row_46_who_was_not_trained_for_an_item_does_not_decide_on_it() {
    let mut hall = Hall::with_item(json!({"commitment": {"check_days": 30}}));
    let case = hall.pre_check(&["ID"]);
    hall.ok("win", json!({"type": "sign_commitment", "case": case, "commitment": "CN-1"}));
    let trained = |items: Value| {
        let staff =
            json!({"id": "chief", "unit": "D", "roles": ["chief_approver"], "items": items});
        json!({"type": "appoint_staff", "staff": staff})
    };
    hall.admin(trained(json!(["OTHER"])));
    hall.refused("chief", grant(&case), "staff_not_certified");
    hall.admin(trained(json!(["OTHER", "IT"])));
    hall.ok("chief", grant(&case));
}

#[test]
#[expect(clippy::too_many_lines, reason = "one line a command that names a person")]
fn row_42_whoever_a_command_names_is_on_file() {
    let mut hall = Hall::with_item(json!({}));
    let case = hall.accepted();
    hall.to_handling(&case, &["ID", "PLAN"]);
    let watch = json!({"id": "watch", "unit": "centre", "roles": ["supervisor"]});
    hall.admin(json!({"type": "appoint_staff", "staff": watch}));
    let begins = hall.now.plus_ms(60_000).to_string();
    hall.ok(
        "rep",
        json!({
            "type": "call_meeting", "case": case, "about": "survey", "departments": ["P1"],
            "begins": begins, "venue": "现场",
        }),
    );
    hall.now = hall.now.plus_ms(120_000);
    for (who, command) in [
        (
            "nobody",
            json!({"type": "review_item", "item": "IT", "draft": 1, "passed": true, "opinion": "同意"}),
        ),
        (
            "rep",
            json!({
                "type": "record_attendance", "case": case, "meeting": 0, "conclusion": "同意",
                "attendance": [{"department": "P1", "officer": "nobody"}],
            }),
        ),
        (
            "rep",
            json!({
                "type": "record_inspection", "case": case, "officers": ["rev", "nobody"],
                "findings": "一致",
            }),
        ),
        (
            "head",
            json!({
                "type": "reassign_task", "case": case, "officer": "nobody", "reason": "请假",
            }),
        ),
        ("head", json!({"type": "name_tracker", "case": case, "tracker": "nobody"})),
        (
            "head",
            json!({
                "type": "extend_clock", "case": case, "clock": "statutory", "days": 5,
                "approver": "nobody", "reason": "复杂", "told": true,
            }),
        ),
        (
            "watch",
            json!({
                "type": "deal_card", "case": case, "cause": "no_reasons", "card": "yellow",
                "unit": "D", "person": "nobody", "fact": "未说明理由",
            }),
        ),
        (
            "applicant",
            json!({
                "type": "file_complaint", "against": "nobody", "summary": "态度生硬",
            }),
        ),
        (
            "head",
            json!({
                "type": "cover_post", "absent": "chief", "substitute": "nobody",
                "from": "2026-03-03", "to": "2026-03-04",
            }),
        ),
        (
            "admin",
            json!({"type": "file_letter", "letter": {
                "number": "L-9", "kind": 1, "grantor": "D", "grantee": {"person": "nobody"},
                "power": "decide", "valid_from": "2026-01-01",
            }}),
        ),
    ] {
        hall.refused(who, command, "unknown_staff");
    }
}

#[test]
fn art_32_2_whoever_is_refused_for_want_of_competence_is_told_where_to_go() {
    let mut hall = Hall::with_item(json!({}));
    let case = hall.pre_check(&["ID", "PLAN"]);
    let refuse = |ground: &str, where_to_go: Value| {
        json!({
            "type": "refuse_acceptance", "case": case, "reasons": ["不属于本机关职权范围"],
            "remedies": "复议或者诉讼", "ground": ground, "where_to_go": where_to_go,
        })
    };
    for nowhere in [Value::Null, json!(" ")] {
        let command = refuse("not_within_competence", nowhere);
        hall.refused("win", command, "where_to_go_missing");
    }
    let events = hall.ok("win", refuse("not_within_competence", json!("市水利局")));
    let [Event::AcceptanceRefused(refused)] = &events[..] else { panic!("{events:?}") };
    assert_eq!(refused.ground, RefusalGround::NotWithinCompetence);
}

#[test]
fn art_32_4_nobody_is_refused_for_the_form_before_he_was_told_what_is_wrong() {
    let mut hall = Hall::with_item(json!({}));
    let case = hall.pre_check(&["ID", "PLAN"]);
    let refuse = json!({
        "type": "refuse_acceptance", "case": case, "reasons": ["不符合法定形式"],
        "remedies": "复议或者诉讼", "ground": "not_in_form",
    });
    hall.refused("win", refuse.clone(), "no_defects_named");
    let defects = json!([{"material": "PLAN", "what": "未盖章"}]);
    hall.ok("win", json!({"type": "notice_correction", "case": case, "defects": defects}));
    let papers = json!([{"material": "PLAN", "way": "paper", "trust": "B"}]);
    hall.ok("win", json!({"type": "submit_corrections", "case": case, "materials": papers}));
    hall.ok("win", refuse);
}

#[test]
fn art_32_a_refusal_on_another_ground_or_on_none_needs_no_other_place() {
    let mut hall = Hall::with_item(json!({}));
    for ground in [Some("false_materials"), None] {
        let case = hall.pre_check(&["ID", "PLAN"]);
        let mut refuse = json!({
            "type": "refuse_acceptance", "case": case, "reasons": ["提供虚假材料"],
            "remedies": "复议或者诉讼",
        });
        if let Some(ground) = ground {
            refuse["ground"] = json!(ground);
        }
        let events = hall.ok("win", refuse);
        let [Event::AcceptanceRefused(refused)] = &events[..] else { panic!("{events:?}") };
        let is_other = refused.ground == RefusalGround::Other;
        assert_eq!(is_other, ground.is_none());
    }
}

#[test]
fn row_64_what_touches_safety_ecology_or_life_takes_no_commitment_and_no_silence() {
    let mut hall = Hall::with_item(json!({}));
    let publish = |patch: Value| {
        let mut definition = item(&json!({"code": "S", "sensitive": ["public_safety"]}));
        for (name, value) in patch.as_object().unwrap() {
            definition[name.as_str()] = value.clone();
        }
        json!({"type": "publish_item", "definition": definition})
    };
    let commitment = json!({"commitment": {"check_days": 30}});
    hall.refused("admin", publish(commitment.clone()), "bad_item_version");
    for kind in ["decision", "opinion"] {
        let tacit = json!({"tacit": {"kind": kind, "basis": "local rule 7"}});
        hall.refused("admin", publish(tacit), "tacit_without_basis");
    }
    let absent = json!({"terms": {"absence": "local rule 7"}});
    hall.refused("admin", publish(absent), "tacit_without_basis");
    hall.admin(publish(json!({})));
    let mut other = commitment;
    other["sensitive"] = json!([]);
    hall.admin(publish(other));
}

#[test]
fn row_64_a_commitment_that_was_not_signed_cannot_be_withdrawn() {
    let mut hall = Hall::with_item(json!({"commitment": {"check_days": 30}}));
    let case = hall.accepted();
    let withdraw = json!({"type": "withdraw_commitment", "case": case, "reason": "改按一般程序"});
    hall.refused("applicant", withdraw, "no_commitment");
}

#[test]
fn art_34_what_needs_an_inspection_is_not_reported_up_without_it() {
    let mut hall = Hall::with_item(json!({
        "case_type": "report_up", "site_inspection": true,
        "steps": [
            {"step": "accept", "role": "comp_window", "limit": 0},
            {"step": "review", "role": "approver", "limit": 2},
            {"step": "report_up", "role": "chief_approver", "limit": 3},
        ],
    }));
    let case = hall.accepted();
    hall.to_handling(&case, &["ID", "PLAN"]);
    hall.to_decision(&case);
    let report = json!({
        "type": "report_up", "case": case, "opinion": "meets the conditions", "to": "省厅",
        "manifest": ["ID", "PLAN"],
    });
    hall.refused("chief", report.clone(), "inspection_missing");
    let inspect = json!({
        "type": "record_inspection", "case": case, "officers": ["rev", "rev2"],
        "findings": "符合条件",
    });
    hall.ok("rev", inspect);
    hall.ok("chief", report);
}

#[test]
fn row_92_what_was_handed_out_or_has_ended_is_not_paid_for_any_more() {
    let mut hall = Hall::with_item(json!({"fee_fen": 8000}));
    let case = hall.accepted();
    hall.ok("win", json!({"type": "withdraw_case", "case": case, "reason": "不再需要"}));
    let pay = json!({
        "type": "record_payment", "case": case, "amount_fen": 8000, "receipt": "RC-2026-1",
    });
    hall.refused("out", pay, "wrong_phase");
}

/// What is done to one case again and again, until there is no room for one more.
fn full(hall: &mut Hall, most: usize, mut once: impl FnMut(&mut Hall)) {
    for _ in 0..most {
        once(hall);
    }
}

#[test]
fn limits_of_the_engine_a_case_has_so_many_cards_and_no_more() {
    let mut hall = Hall::with_item(json!({}));
    let supervisor = json!({"id": "sup", "unit": "centre", "roles": ["supervisor"]});
    hall.admin(json!({"type": "appoint_staff", "staff": supervisor}));
    let case = hall.accepted();
    let deal = json!({
        "type": "deal_card", "case": case, "cause": "no_reasons", "card": "yellow", "unit": "D",
        "fact": "退件未说明理由",
    });
    full(&mut hall, LIST_ENTRIES_MAX, |hall| drop(hall.ok("sup", deal.clone())));
    hall.refused("sup", deal, "too_many");
}

#[test]
fn limits_of_the_engine_a_case_has_so_many_helpers_and_no_more() {
    let mut hall = Hall::with_item(json!({}));
    let case = hall.accepted();
    let help = json!({"type": "record_assistance", "case": case, "kind": "help", "note": "填表"});
    let guide = |n: usize| format!("guide-{n}");
    for n in 0..=LIST_ENTRIES_MAX {
        let staff = json!({"id": guide(n), "unit": "centre", "roles": ["guide"]});
        hall.admin(json!({"type": "appoint_staff", "staff": staff}));
    }
    let mut n = 0;
    full(&mut hall, LIST_ENTRIES_MAX, |hall| {
        hall.ok(&guide(n), help.clone());
        n += 1;
    });
    hall.refused(&guide(n), help, "too_many");
}

#[test]
fn limits_of_the_engine_a_case_has_so_many_events_and_no_more() {
    let mut hall = Hall::with_item(json!({}));
    let case = hall.accepted();
    let work = json!({"type": "record_work", "case": case, "activity": "电话沟通材料"});
    let room = usize::try_from(CASE_EVENTS_MAX - hall.case(&case).version).unwrap();
    full(&mut hall, room, |hall| drop(hall.ok("win", work.clone())));
    hall.refused("win", work, "too_many");
}

#[test]
fn limits_of_the_engine_a_window_lists_so_many_items_and_no_more() {
    let mut hall = Hall::with_item(json!({}));
    let open = |items: usize| {
        let items: Vec<String> = (0..items).map(|n| format!("IT-{n}")).collect();
        let window = json!({"id": "A-02", "zone": "A", "kind": "undifferentiated", "items": items});
        json!({"type": "open_window", "window": window})
    };
    hall.refused("admin", open(LIST_ENTRIES_MAX + 1), "too_long");
    hall.admin(open(LIST_ENTRIES_MAX));
}

/// 声音 by somebody who was erased afterwards.
fn voice_of_the_erased(hall: &mut Hall) -> (String, Value) {
    for (id, role) in [("guide", "guide"), ("quality", "quality_officer")] {
        let staff = json!({"id": id, "unit": "centre", "roles": [role]});
        hall.admin(json!({"type": "appoint_staff", "staff": staff}));
    }
    let trouble = json!({
        "type": "report_trouble", "ground": "passed_around", "summary": "两个部门互相推诿",
        "applicant": {"subject": 9, "token": "09".repeat(16), "sealed": "00"}, "words": "00ff",
    });
    let voice = voice_number(&hall.ok("guide", trouble.clone()));
    hall.admin(json!({"type": "erase_subject", "subject": 9, "reason": "本人请求"}));
    (voice, trouble)
}

#[test]
fn art_47_who_was_erased_says_nothing_more_under_the_old_record_and_is_not_opened() {
    let mut hall = Hall::with_item(json!({}));
    let (voice, trouble) = voice_of_the_erased(&mut hall);
    hall.refused("guide", trouble, "subject_erased");
    let open = json!({"type": "open_voice", "voice": voice, "reason": "联系反映人"});
    hall.refused("admin", open, "subject_erased");
}

#[test]
fn row_94_a_warning_of_a_voice_that_did_not_go_off_is_not_answered() {
    let mut hall = Hall::with_item(json!({}));
    let (voice, _) = voice_of_the_erased(&mut hall);
    let answer = json!({
        "type": "answer_voice_warning", "voice": voice, "clock": "trouble", "card": "red",
        "answer": "已督促承办人",
    });
    hall.refused("guide", answer, "no_such_card");
}

#[test]
fn rows_14_105_106_what_is_said_names_what_is_there() {
    let mut hall = Hall::with_item(json!({}));
    for (id, role) in [("guide", "guide"), ("watch", "supervisor")] {
        let staff = json!({"id": id, "unit": "centre", "roles": [role]});
        hall.admin(json!({"type": "appoint_staff", "staff": staff}));
    }
    let order = json!({
        "type": "issue_order", "unit": "D", "matter": "说明超期原因", "days": 3,
        "voice": "TS209901010001",
    });
    hall.refused("watch", order, "unknown_voice");
    let trouble = json!({
        "type": "report_trouble", "ground": "passed_around", "summary": "互相推诿", "item": "NONE",
        "applicant": {"subject": 9, "token": "09".repeat(16), "sealed": "00"}, "words": "00ff",
    });
    hall.refused("guide", trouble, "no_published_item");
    let service = json!({
        "type": "record_service", "duty": "consultation", "what": "一次服务", "place": "A-01",
    });
    hall.refused("guide", service, "wrong_desk");
}
