//! 授权: letters that end while a case runs, who follows, who helps, who stands in (rows 20, 31-38, 70).

use crate::common::{Hall, grant, kinds};
use engine::event::EventKind as E;
use engine::queue::QueueId;
use serde_json::{Value, json};

fn revoke(letter: &str) -> Value {
    json!({"type": "revoke_letter", "letter": letter, "on": "2026-03-02", "reason": "收回"})
}

fn letter(number: &str, kind: u8, grantor: &str, to: Value, power: &str) -> Value {
    let letter = json!({
        "number": number, "kind": kind, "grantor": grantor, "grantee": to, "power": power,
        "valid_from": "2026-01-01",
    });
    json!({"type": "file_letter", "letter": letter})
}

fn staff(hall: &mut Hall, id: &str, unit: &str, role: &str) {
    let staff = json!({"id": id, "unit": unit, "roles": [role]});
    hall.admin(json!({"type": "appoint_staff", "staff": staff}));
}

fn waiting(hall: &Hall, queue: &str) -> usize {
    hall.world.queue(&queue.parse::<QueueId>().unwrap()).count()
}

fn with(mut command: Value, field: &str, value: Value) -> Value {
    command.as_object_mut().unwrap().insert(field.to_owned(), value);
    command
}

#[test]
fn row_31_a_letter_revoked_while_its_holder_has_the_case_ends_his_power_and_the_case_is_reassigned()
{
    let (mut hall, case) = Hall::at_decision();
    staff(&mut hall, "deputy", "D", "chief_approver");
    hall.admin(revoke("L-1"));
    hall.refused("chief", grant(&case), "no_authority_to_decide");
    let hand =
        json!({"type": "reassign_task", "case": case, "officer": "deputy", "reason": "授权收回"});
    hall.ok("rep", hand);
    hall.refused("deputy", grant(&case), "no_authority_to_decide");
    hall.admin(letter("L-9", 1, "D", json!({"person": "deputy"}), "decide"));
    hall.ok("deputy", grant(&case));
}

#[test]
fn row_34_who_may_only_review_first_leaves_the_decision_to_the_head() {
    let (mut hall, case) = Hall::at_decision();
    hall.admin(revoke("L-1"));
    hall.admin(letter("L-8", 1, "D", json!({"person": "chief"}), "initial_review"));
    hall.refused("chief", grant(&case), "initial_review_only");
    let hand = json!({"type": "reassign_task", "case": case, "officer": "head", "reason": "须由负责人决定"});
    hall.ok("rep", hand);
    hall.ok("head", grant(&case));
}

#[test]
fn rows_32_40_when_letter_2_ends_the_department_takes_its_running_cases_back_but_no_new_ones() {
    let mut hall = Hall::with_item(json!({}));
    let zone = json!({"id": "D-1", "zone": "A", "kind": "zone"});
    hall.admin(json!({"type": "open_window", "window": zone}));
    staff(&mut hall, "own", "D", "zone_window");
    let case = hall.pre_check(&["ID", "PLAN"]);
    let accept = json!({"type": "accept_case", "case": case, "place": "D-1"});
    hall.refused("own", accept.clone(), "exclusive_intake");
    hall.admin(revoke("L-2"));
    hall.refused("win", json!({"type": "accept_case", "case": case}), "intake_not_entrusted");
    hall.ok("own", accept);
    let applicant = json!({"subject": 7, "token": "07".repeat(16), "sealed": "00"});
    let new = json!({
        "type": "receive_application", "item": "IT", "channel": "window", "place": "D-1",
        "applicant": applicant, "materials": [], "delivery": "counter",
    });
    hall.refused("own", new, "exclusive_intake");
}

#[test]
fn guard_2_who_was_entrusted_may_not_entrust_further() {
    let mut hall = Hall::with_item(json!({}));
    hall.admin(json!({"type": "register_unit", "unit": {"id": "T", "name": "T", "zone": null}}));
    let on = with(
        letter("L-7", 3, "centre", json!({"unit": "T"}), "intake")["letter"].take(),
        "items",
        json!(["IT"]),
    );
    hall.refused("admin", json!({"type": "file_letter", "letter": on}), "no_further_delegation");
    let all = letter("L-7", 3, "centre", json!({"unit": "T"}), "intake");
    hall.refused("admin", all, "no_further_delegation");
}

/// A township with a hall, a zone, a satellite window and an officer of its own.
fn township(hall: &mut Hall) -> Value {
    hall.admin(json!({"type": "register_unit", "unit": {"id": "T", "name": "T", "zone": null}}));
    hall.admin(json!({"type": "register_zone", "zone": {"id": "TZ", "name": "T", "hall": "T"}}));
    let window = json!({"id": "T-1", "zone": "TZ", "kind": "satellite"});
    hall.admin(json!({"type": "open_window", "window": window}));
    staff(hall, "town", "T", "satellite_window");
    let applicant = json!({"subject": 7, "token": "07".repeat(16), "sealed": "00"});
    json!({
        "type": "receive_application", "item": "IT", "channel": "window", "place": "T-1",
        "applicant": applicant, "materials": [], "delivery": "counter",
    })
}

#[test]
fn row_20_a_township_window_takes_what_is_delegated_to_it_and_its_cases_wait_there() {
    let mut hall = Hall::with_item(json!({}));
    let apply = township(&mut hall);
    hall.refused("town", apply.clone(), "wrong_window");
    hall.admin(letter("L-6", 3, "D", json!({"unit": "T"}), "intake"));
    hall.ok("town", apply);
    assert_eq!((waiting(&hall, "intake:TZ"), waiting(&hall, "intake:A")), (1, 0));
}

#[test]
fn row_21_what_is_kept_out_of_the_pool_is_not_taken_in_at_a_township() {
    let mut hall = Hall::with_item(json!({"not_pooled": true}));
    let apply = township(&mut hall);
    hall.admin(letter("L-6", 3, "D", json!({"unit": "T"}), "intake"));
    hall.refused("town", apply, "wrong_window");
}

#[test]
fn row_23_a_window_bound_to_a_list_takes_the_items_of_its_list_only() {
    let mut hall = Hall::with_item(json!({}));
    let window = |items: Value| json!({"id": "A-01", "zone": "A", "kind": "undifferentiated", "items": items});
    hall.admin(json!({"type": "open_window", "window": window(json!(["OTHER"]))}));
    let applicant = json!({"subject": 7, "token": "07".repeat(16), "sealed": "00"});
    let apply = json!({
        "type": "receive_application", "item": "IT", "channel": "window",
        "applicant": applicant, "materials": [], "delivery": "counter",
    });
    hall.refused("win", apply.clone(), "wrong_window");
    hall.admin(json!({"type": "open_window", "window": window(json!(["IT", "OTHER"]))}));
    hall.ok("win", apply);
}

#[test]
fn row_28_rare_items_are_gathered_on_fixed_days() {
    let mut hall = Hall::with_item(json!({}));
    let window =
        |days: Value| json!({"id": "A-01", "zone": "A", "kind": "undifferentiated", "days": days});
    hall.refused(
        "admin",
        json!({"type": "open_window", "window": window(json!([0]))}),
        "bad_setup",
    );
    hall.admin(json!({"type": "open_window", "window": window(json!([2, 4]))}));
    let applicant = json!({"subject": 7, "token": "07".repeat(16), "sealed": "00"});
    let apply = json!({
        "type": "receive_application", "item": "IT", "channel": "window",
        "applicant": applicant, "materials": [], "delivery": "counter",
    });
    hall.refused("win", apply.clone(), "not_its_day");
    hall.go_to("2026-03-03");
    hall.ok("win", apply);
}

#[test]
fn row_36_a_tracker_by_name_follows_the_case_and_urges_its_department() {
    let mut hall = Hall::with_item(json!({}));
    staff(&mut hall, "follows", "D", "case_tracker");
    staff(&mut hall, "elsewhere", "P1", "case_tracker");
    let case = hall.pre_check(&["ID", "PLAN"]);
    let name = |tracker: &str| json!({"type": "name_tracker", "case": case, "tracker": tracker});
    let urge = json!({"type": "urge_case", "case": case, "reason": "期限将至"});
    hall.refused("rev", name("follows"), "wrong_role");
    hall.refused("head", name("elsewhere"), "wrong_unit");
    hall.refused("head", name("rev"), "wrong_role");
    hall.refused("head", name("ghost"), "unknown_staff");
    hall.ok("head", name("follows"));
    assert_eq!(hall.ok("head", name("follows")), []);
    hall.refused("follows", urge.clone(), "wrong_phase");
    hall.ok("win", json!({"type": "accept_case", "case": case}));
    hall.refused("rev", urge.clone(), "wrong_role");
    hall.refused("follows", with(urge.clone(), "reason", json!(" ")), "reasons_missing");
    hall.ok("follows", urge);
    let escort = hall.case(&case).extras().escort.clone();
    assert_eq!((escort.tracker.unwrap().as_str(), escort.urged), ("follows", 1));
}

#[test]
fn row_70_who_acts_for_the_applicant_is_recorded_and_handles_nothing_of_the_case() {
    let mut hall = Hall::with_item(json!({}));
    staff(&mut hall, "win2", "centre", "comp_window");
    staff(&mut hall, "guide", "centre", "guide");
    let case = hall.pre_check(&["ID", "PLAN"]);
    let help = |kind: &str| json!({"type": "record_assistance", "case": case, "kind": kind, "note": "填表"});
    hall.refused("out", help("help"), "wrong_role");
    hall.refused("win", help("act"), "own_case");
    hall.refused("guide", with(help("help"), "note", json!("")), "reasons_missing");
    hall.ok("guide", help("guide"));
    hall.ok("win2", with(help("act"), "place", json!("A-01")));
    let accept = json!({"type": "accept_case", "case": case, "place": "A-01"});
    hall.refused("win2", accept.clone(), "own_case");
    hall.ok("win", accept);
}

#[test]
fn row_38_a_substitute_sees_and_claims_what_waits_on_the_absent_persons_desk() {
    let (mut hall, case) = Hall::at_decision();
    assert_eq!((waiting(&hall, "desk:chief"), waiting(&hall, "step:D:chief_approver")), (1, 0));
    let claim = json!({"type": "claim_case", "case": case});
    let next = json!({"type": "claim_next", "department": "D", "role": "chief_approver"});
    let cover = |substitute: &str| {
        json!({
            "type": "cover_post", "absent": "chief", "substitute": substitute, "from": "2026-03-02",
            "to": "2026-03-06",
        })
    };
    hall.ok("head", cover("second"));
    let for_chief = |command: &Value| with(command.clone(), "on_behalf_of_person", json!("chief"));
    hall.refused("second", claim.clone(), "not_handler");
    let events = hall.ok("second", for_chief(&next));
    assert_eq!(kinds(&events), [E::SubstituteActed, E::TaskClaimed]);
    assert_eq!((waiting(&hall, "desk:chief"), waiting(&hall, "desk:second")), (0, 1));
    hall.refused("second", for_chief(&next), "queue_empty");
    hall.ok("head", cover("rev"));
    hall.refused("rev", for_chief(&claim), "not_handler");
    hall.ok("second", for_chief(&grant(&case)));
}

#[test]
fn row_34_what_can_be_closed_at_once_and_is_not_the_same_day_draws_a_card() {
    let patch = json!({"case_type": "instant", "promise": {"days": 0, "unit": "WD"}});
    let mut hall = Hall::with_item(patch.clone());
    let case = hall.accepted();
    hall.go_to("2026-03-03");
    assert_eq!(kinds(&hall.alarm(&case)), [E::WarningIssued, E::DeadlinePassed]);
    let mut hall = Hall::with_item(patch);
    let case = hall.accepted();
    hall.ok("chief", grant(&case));
    hall.go_to("2026-03-03");
    assert_eq!(hall.alarm(&case), []);
}

#[test]
fn row_35_when_letter_2_ends_in_mid_case_the_departments_own_posts_go_on_with_it() {
    let mut hall = Hall::with_item(json!({}));
    let received = hall.ok(
        "win",
        json!({
            "type": "receive_application", "item": "IT", "channel": "window", "delivery": "counter",
            "applicant": {"subject": 7, "token": "07".repeat(16), "sealed": "00"},
            "materials": [crate::common::copy("ID"), crate::common::copy("PLAN")],
        }),
    );
    let case = received.iter().find_map(|event| match event {
        engine::event::Event::ApplicationReceived(e) => Some(e.number.to_string()),
        _ => None,
    });
    let case = case.unwrap();
    let send = |kind: &str| json!({"type": kind, "case": case});
    hall.refused("rep", send("start_pre_check"), "exclusive_intake");
    hall.admin(revoke("L-2"));
    hall.refused("win", send("start_pre_check"), "intake_not_entrusted");
    hall.refused("rev", send("start_pre_check"), "wrong_role");
    hall.refused("one", send("start_pre_check"), "wrong_role");
    staff(&mut hall, "other", "P1", "chief_rep");
    hall.refused("other", send("start_pre_check"), "wrong_role");
    assert_eq!(kinds(&hall.ok("rep", send("start_pre_check"))), [E::PreCheckStarted]);
    hall.ok("rep", send("accept_case"));
    hall.ok("rep", send("split_case"));
    hall.refused("win", send("split_case"), "wrong_phase");
    let manifest = with(send("hand_over_case"), "manifest", json!(["ID", "PLAN"]));
    hall.ok("rep", manifest);
    hall.ok("rev2", send("acknowledge_hand_over"));
    hall.to_decision(&case);
    hall.ok("chief", grant(&case));
}

#[test]
fn guard_3_who_took_over_the_intake_of_his_department_does_not_approve_it() {
    let mut hall = Hall::with_item(json!({}));
    staff(&mut hall, "both", "D", "approver");
    let both = json!({"id": "both", "unit": "D", "roles": ["case_tracker", "approver"]});
    hall.admin(json!({"type": "appoint_staff", "staff": both}));
    let case = hall.pre_check(&["ID", "PLAN"]);
    hall.admin(revoke("L-2"));
    hall.ok("both", json!({"type": "accept_case", "case": case}));
    hall.ok("rep", json!({"type": "split_case", "case": case}));
    let manifest = json!(["ID", "PLAN"]);
    hall.ok("rep", json!({"type": "hand_over_case", "case": case, "manifest": manifest}));
    hall.ok("rev", json!({"type": "acknowledge_hand_over", "case": case}));
    let review = json!({"type": "complete_step", "case": case, "opinion": "meets the rule"});
    hall.refused("both", review, "separation_of_duties");
    hall.to_decision(&case);
}
