//! 培训考核后上岗: who may serve an item is said by the unit whose item it is, after its own examination (row 46).

use serde_json::{Value, json};

use crate::common::{Hall, grant, kinds};
use engine::event::EventKind as E;
use engine::policy::ClockPolicy;

const EXAMINED: &str = r#"{"on": "2026-02-27", "number": "KH-1"}"#;

fn examined() -> Value {
    serde_json::from_str(EXAMINED).unwrap()
}

fn certify(staff: &str) -> Value {
    json!({"type": "certify_staff", "staff": staff, "items": ["IT"], "examination": examined()})
}

fn take_back(staff: &str) -> Value {
    json!({"type": "certify_staff", "staff": staff, "items": ["IT"], "reason": "换岗"})
}

fn application() -> Value {
    let applicant = json!({"subject": 7, "token": "07".repeat(16), "sealed": "00"});
    json!({
        "type": "receive_application", "item": "IT", "channel": "window", "place": "A-01",
        "applicant": applicant, "materials": [], "delivery": "counter",
    })
}

/// The hall with a novice at the window who was appointed for another item only.
fn with_a_novice() -> Hall {
    let mut hall = Hall::with_item(json!({}));
    let staff = json!({
        "id": "novice", "unit": "centre", "roles": ["comp_window"], "items": ["OTHER"],
    });
    hall.admin(json!({"type": "appoint_staff", "staff": staff}));
    hall
}

fn listed_only(hall: &mut Hall) {
    let mut policy = serde_json::to_value(ClockPolicy::lawful_default()).unwrap();
    policy["certification"] = json!("listed_only");
    hall.admin(json!({"type": "set_clock_policy", "policy": policy}));
}

#[test]
fn row_46_the_unit_of_an_item_certifies_for_it_after_its_examination_and_takes_it_back() {
    let mut hall = with_a_novice();
    hall.refused("novice", application(), "staff_not_certified");
    assert_eq!(kinds(&hall.ok("rep", certify("novice"))), [E::StaffCertified]);
    assert_eq!(kinds(&hall.ok("rep", certify("novice"))), []);
    hall.ok("novice", application());
    assert_eq!(kinds(&hall.ok("head", take_back("novice"))), [E::StaffCertified]);
    hall.refused("novice", application(), "staff_not_certified");
}

#[test]
fn row_46_what_the_unit_took_back_no_appointment_gives_again() {
    let mut hall = with_a_novice();
    hall.ok("head", take_back("novice"));
    let staff =
        json!({"id": "novice", "unit": "centre", "roles": ["comp_window"], "items": ["IT"]});
    hall.admin(json!({"type": "appoint_staff", "staff": staff}));
    hall.refused("novice", application(), "staff_not_certified");
    hall.ok("head", take_back("win"));
    hall.refused("win", application(), "staff_not_certified");
}

#[test]
fn row_46_where_only_the_listed_serve_who_is_appointed_without_a_list_serves_nothing() {
    let mut hall = Hall::with_item(json!({}));
    hall.ok("win", application());
    listed_only(&mut hall);
    hall.refused("win", application(), "staff_not_certified");
    hall.ok("rep", certify("win"));
    hall.ok("win", application());
}

#[test]
fn row_46_where_only_the_listed_serve_the_head_still_decides_and_the_chief_is_certified_first() {
    let (mut hall, case) = Hall::at_decision();
    listed_only(&mut hall);
    hall.refused("chief", grant(&case), "staff_not_certified");
    let hand =
        json!({"type": "reassign_task", "case": case, "officer": "head", "reason": "未考核"});
    hall.ok("rep", hand);
    hall.ok("head", grant(&case));
}

#[test]
fn row_46_nobody_else_certifies_and_nobody_himself() {
    let mut hall = with_a_novice();
    let head = json!({"id": "p-head", "unit": "P1", "roles": ["dept_head"]});
    hall.admin(json!({"type": "appoint_staff", "staff": head}));
    for (who, code) in [("admin", "wrong_role"), ("manager", "wrong_role"), ("rev", "wrong_role")] {
        hall.refused(who, certify("novice"), code);
    }
    hall.refused("p-head", certify("novice"), "wrong_unit");
    hall.refused("head", certify("head"), "wrong_role");
}

#[test]
fn row_46_a_certificate_names_its_examination_its_items_and_a_person() {
    let mut hall = with_a_novice();
    hall.refused("head", certify("nobody"), "unknown_staff");
    let with = |field: &str, value: Value| {
        let mut command = certify("novice");
        command[field] = value;
        command
    };
    hall.refused("head", with("items", json!([])), "bad_setup");
    hall.refused("head", with("items", json!(["NONE"])), "no_published_item");
    let tomorrow = json!({"on": "2026-03-03", "number": "KH-1"});
    hall.refused("head", with("examination", tomorrow), "bad_setup");
    hall.refused("head", with("examination", Value::Null), "reasons_missing");
    let mut blank = take_back("novice");
    blank["reason"] = json!(" ");
    hall.refused("head", blank, "reasons_missing");
}
