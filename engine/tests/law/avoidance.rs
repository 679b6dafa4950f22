//! 回避、受审分离: nobody does anything to his own case, and whoever takes a case in does not judge it (rows 39, 70).

use crate::common::{Hall, copy, grant, kinds};
use engine::event::EventKind as E;
use serde_json::{Value, json};

/// The applicant of the hall's cases, as a person of the staff.
fn applicant_as(hall: &mut Hall, id: &str, unit: &str, role: &str) {
    let token = "07".repeat(16);
    let staff = json!({"id": id, "unit": unit, "roles": [role], "token": token});
    hall.admin(json!({"type": "appoint_staff", "staff": staff}));
}

fn appoint(hall: &mut Hall, id: &str, unit: &str, role: &str) {
    let staff = json!({"id": id, "unit": unit, "roles": [role]});
    hall.admin(json!({"type": "appoint_staff", "staff": staff}));
}

fn on(case: &str, kind: &str, more: Value) -> Value {
    let mut command = json!({"type": kind, "case": case, "place": "A-01"});
    command.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    command
}

fn letter(hall: &mut Hall, to: &str) {
    let letter = json!({
        "number": format!("L-{to}"), "kind": 1, "grantor": "D", "grantee": {"person": to},
        "power": "decide", "valid_from": "2026-01-01",
    });
    hall.admin(json!({"type": "file_letter", "letter": letter}));
}

#[test]
fn row_70_nobody_at_a_window_does_anything_to_his_own_application() {
    let mut hall = Hall::with_item(json!({}));
    let case = hall.pre_check(&["ID"]);
    applicant_as(&mut hall, "own", "centre", "comp_window");
    applicant_as(&mut hall, "boss", "centre", "centre_manager");
    let unsigned = json!([{"material": "PLAN", "what": "未签字"}]);
    for (kind, more) in [
        ("receive_materials", json!({"materials": [copy("PLAN")]})),
        ("check_original", json!({"material": "ID"})),
        ("notice_correction", json!({"defects": unsigned, "limit_days": 5})),
        ("accept_case", json!({})),
        ("withdraw_case", json!({"reason": "代为撤回"})),
        ("open_personal_data", json!({"reason": "核对"})),
    ] {
        hall.refused("own", on(&case, kind, more), "own_case");
    }
    let void = json!({"reason": "重复登记", "technical": true});
    hall.refused("boss", on(&case, "void_case", void.clone()), "own_case");
    hall.ok("manager", on(&case, "void_case", void));
}

#[test]
fn row_70_nobody_in_a_department_does_anything_to_his_own_case() {
    let mut hall = Hall::with_item(json!({}));
    let case = hall.accepted();
    hall.to_handling(&case, &["ID", "PLAN"]);
    for role in ["approver", "chief_rep", "dept_head"] {
        applicant_as(&mut hall, role, "D", role);
    }
    let extend = json!({
        "clock": "statutory", "days": 5, "approver": "head", "reason": "情况复杂", "told": true,
    });
    hall.refused("chief_rep", on(&case, "extend_clock", extend.clone()), "wrong_approver");
    let by_himself = json!({"approver": "dept_head"});
    let mut approved = extend.clone();
    approved.as_object_mut().unwrap().extend(by_himself.as_object().unwrap().clone());
    hall.refused("dept_head", on(&case, "extend_clock", approved), "own_case");
    hall.refused("approver", on(&case, "claim_case", json!({})), "own_case");
    let work = json!({"activity": "查阅"});
    hall.refused("approver", on(&case, "record_work", work), "own_case");
    hall.refused("dept_head", on(&case, "name_tracker", json!({"tracker": "rep"})), "own_case");
    hall.ok("head", on(&case, "extend_clock", extend));
}

#[test]
fn row_70_nobody_is_one_of_the_two_officers_of_his_own_inspection() {
    let mut hall = Hall::with_item(json!({"site_inspection": true}));
    let case = hall.accepted();
    hall.to_handling(&case, &["ID", "PLAN"]);
    applicant_as(&mut hall, "own", "D", "approver");
    hall.ok("rev", on(&case, "claim_case", json!({})));
    let by = |officers: Value| {
        on(&case, "record_inspection", json!({"officers": officers, "findings": "一致"}))
    };
    hall.refused("rev", by(json!(["rev", "own"])), "own_case");
    hall.ok("rev", by(json!(["rev", "rev2"])));
}

#[test]
fn row_39_who_received_split_or_handed_over_took_the_case_in_and_does_not_judge_it() {
    for act in ["receive_application", "split_case", "hand_over_case", "accept_case"] {
        let mut hall = Hall::with_item(json!({}));
        appoint(&mut hall, "mover", "centre", "comp_window");
        let by = |kind: &str| if kind == act { "mover" } else { "win" };
        let papers = [copy("ID"), copy("PLAN")];
        let apply = json!({
            "type": "receive_application", "item": "IT", "channel": "window", "place": "A-01",
            "applicant": {"subject": 7, "token": "07".repeat(16), "sealed": "00"},
            "materials": papers, "delivery": "counter",
        });
        hall.ok(by("receive_application"), apply);
        let case = hall.world.cases().values().next().unwrap().id;
        let case = engine::number::format(hall.world.setup(), case).unwrap().to_string();
        for (kind, more) in [
            ("start_pre_check", json!({})),
            ("accept_case", json!({})),
            ("split_case", json!({})),
            ("hand_over_case", json!({"manifest": ["ID", "PLAN"]})),
        ] {
            hall.ok(by(kind), on(&case, kind, more));
        }
        hall.ok("rep", on(&case, "acknowledge_hand_over", json!({})));
        appoint(&mut hall, "mover", "D", "approver");
        let review = on(&case, "complete_step", json!({"opinion": "符合条件"}));
        hall.refused("mover", review.clone(), "separation_of_duties");
        hall.ok("rev", review);
    }
}

#[test]
fn rows_38_39_in_whose_place_a_case_was_taken_in_does_not_decide_it() {
    let mut hall = Hall::with_item(json!({}));
    appoint(&mut hall, "away", "centre", "comp_window");
    let cover = json!({
        "type": "cover_post", "absent": "away", "substitute": "win", "from": "2026-03-02",
        "to": "2026-03-06",
    });
    hall.ok("manager", cover);
    let case = hall.pre_check(&["ID", "PLAN"]);
    let for_him = json!({"on_behalf_of_person": "away"});
    hall.ok("win", on(&case, "accept_case", for_him));
    hall.to_handling(&case, &["ID", "PLAN"]);
    hall.to_decision(&case);
    appoint(&mut hall, "away", "D", "chief_approver");
    letter(&mut hall, "away");
    hall.refused("away", grant(&case), "separation_of_duties");
    hall.ok("chief", grant(&case));
}

#[test]
fn rows_38_70_nobody_acts_in_the_place_of_him_whose_own_case_it_is() {
    let (mut hall, case) = Hall::at_decision();
    let own = json!({
        "id": "chief", "unit": "D", "roles": ["chief_approver"], "token": "07".repeat(16),
    });
    hall.admin(json!({"type": "appoint_staff", "staff": own}));
    let cover = json!({
        "type": "cover_post", "absent": "chief", "substitute": "second", "from": "2026-03-02",
        "to": "2026-03-06",
    });
    hall.ok("head", cover);
    let in_his_place = on(
        &case,
        "decide_case",
        json!({"outcome": "granted", "on_behalf_of_person": "chief", "place": null}),
    );
    hall.refused("second", in_his_place, "own_case");
}

#[test]
fn row_64_no_trust_where_the_agent_has_unrepaired_discredit() {
    let mut hall = Hall::with_item(json!({"commitment": {"check_days": 5}}));
    let person = |subject: u64, token: &str| json!({"subject": subject, "token": token.repeat(16), "sealed": "00"});
    let apply = json!({
        "type": "receive_application", "item": "IT", "channel": "window", "delivery": "counter",
        "applicant": person(7, "07"), "agent": person(8, "08"), "materials": [copy("ID")],
    });
    let sign = |hall: &mut Hall| {
        let before = hall.world.cases().len();
        hall.ok("win", apply.clone());
        let case = *hall.world.cases().keys().nth(before).unwrap();
        let case = engine::number::format(hall.world.setup(), case).unwrap().to_string();
        hall.ok("win", on(&case, "start_pre_check", json!({})));
        (on(&case, "sign_commitment", json!({"commitment": "CN-1"})), case)
    };
    let (command, _) = sign(&mut hall);
    assert!(kinds(&hall.ok("win", command)).contains(&E::CommitmentSigned));
    hall.admin(json!({
        "type": "record_credit", "subject": 8, "discredited": true, "source": "信用中国",
        "reason": "失信",
    }));
    let (command, _) = sign(&mut hall);
    hall.refused("win", command, "applicant_discredited");
}
