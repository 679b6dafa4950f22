//! 顶岗补位 (AB岗): a substitute acts, and the log says for whom (row 38).

use crate::common::{Hall, grant, kinds};
use engine::event::{Event, EventKind as E};
use serde_json::{Value, json};

fn cover(absent: &str, substitute: &str, to: &str) -> Value {
    json!({
        "type": "cover_post", "absent": absent, "substitute": substitute, "from": "2026-03-02",
        "to": to,
    })
}

fn in_place_of(absent: &str, mut command: Value) -> Value {
    let fields = command.as_object_mut().unwrap();
    fields.insert("on_behalf_of_person".to_owned(), json!(absent));
    command
}

#[test]
fn row_38_a_substitute_decides_in_the_place_of_the_absent_and_the_log_says_so() {
    let (mut hall, case) = Hall::at_decision();
    hall.refused("second", grant(&case), "not_handler");
    hall.ok("head", cover("chief", "second", "2026-03-06"));
    hall.refused("second", grant(&case), "not_handler");
    let events = hall.ok("second", in_place_of("chief", grant(&case)));
    assert_eq!(kinds(&events), [E::SubstituteActed, E::DecisionMade]);
    let said = |event: &Event| {
        matches!(event, Event::SubstituteActed(e)
            if e.absent.as_str() == "chief" && e.substitute.as_str() == "second")
    };
    assert!(events.iter().any(said));
    let held = hall.case(&case);
    let officer = held.verdict().and_then(|verdict| verdict.officer.clone());
    assert_eq!(officer.map(|officer| officer.to_string()).as_deref(), Some("second"));
}

#[test]
fn row_38_without_a_cover_in_force_nobody_acts_for_another() {
    let (mut hall, case) = Hall::at_decision();
    hall.refused("second", in_place_of("chief", grant(&case)), "post_not_covered");
    hall.ok("head", cover("chief", "second", "2026-03-03"));
    hall.refused("rev2", in_place_of("chief", grant(&case)), "post_not_covered");
    hall.go_to("2026-03-04");
    hall.refused("second", in_place_of("chief", grant(&case)), "post_not_covered");
}

#[test]
fn row_38_a_cover_holds_to_the_end_of_its_last_day() {
    let (mut hall, case) = Hall::at_decision();
    hall.ok("head", cover("chief", "second", "2026-03-03"));
    hall.go_to("2026-03-03");
    hall.ok("second", in_place_of("chief", grant(&case)));
}

#[test]
fn row_38_a_cover_begins_on_its_first_day_and_not_before() {
    let (mut hall, case) = Hall::at_decision();
    let mut from_tuesday = cover("chief", "second", "2026-03-06");
    from_tuesday["from"] = json!("2026-03-03");
    hall.ok("head", from_tuesday);
    hall.refused("second", in_place_of("chief", grant(&case)), "post_not_covered");
    hall.go_to("2026-03-03");
    hall.ok("second", in_place_of("chief", grant(&case)));
}

#[test]
fn row_38_posts_are_covered_within_one_unit_and_by_its_head_or_the_centre() {
    let mut hall = Hall::with_item(json!({}));
    hall.refused("head", cover("chief", "one", "2026-03-06"), "post_not_covered");
    hall.refused("head", cover("chief", "chief", "2026-03-06"), "post_not_covered");
    hall.refused("head", cover("one", "two", "2026-03-06"), "wrong_unit");
    hall.refused("rev", cover("chief", "rev", "2026-03-06"), "wrong_role");
    hall.refused("head", cover("chief", "rev", "2026-03-01"), "bad_setup");
    hall.ok("manager", cover("chief", "rev", "2026-03-06"));
}

#[test]
fn row_39_separation_of_duties_holds_for_the_substitute_and_for_the_post() {
    let mut hall = Hall::with_item(json!({
        "entrusted": false, "case_type": "instant", "promise": {"days": 1, "unit": "WD"},
    }));
    for (id, role) in [("desk", "comp_window"), ("plain", "guide")] {
        let staff = json!({"id": id, "unit": "D", "roles": [role]});
        hall.admin(json!({"type": "appoint_staff", "staff": staff}));
    }
    let case = hall.accepted();
    hall.ok("head", cover("chief", "desk", "2026-03-06"));
    hall.refused("desk", in_place_of("chief", grant(&case)), "separation_of_duties");
    hall.ok("head", cover("chief", "plain", "2026-03-06"));
    hall.ok("plain", in_place_of("chief", grant(&case)));
}

#[test]
fn a_substitute_does_not_change_the_set_up() {
    let mut hall = Hall::with_item(json!({}));
    let staff = json!({"id": "deputy", "unit": "centre", "roles": ["guide"]});
    hall.admin(json!({"type": "appoint_staff", "staff": staff.clone()}));
    hall.ok("manager", cover("manager", "deputy", "2026-03-06"));
    let zone = json!({"type": "register_zone", "zone": {"id": "B", "name": "B", "hall": "centre"}});
    hall.refused("deputy", in_place_of("manager", zone), "post_not_covered");
}
