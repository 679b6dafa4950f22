//! 事项发布: drafts, their review by a second person, what the inspector's findings weigh. Rows 88 to 91, 99.

use crate::common::{Hall, day, item, kinds};
use engine::code::ItemCode;
use engine::event::{Event, EventKind as E};
use engine::item::{Change, Comparison, ItemDefinition};
use serde_json::{Value, json};

fn new_hall() -> Hall {
    Hall::with_item(json!({}))
}

fn draft(patch: Value) -> Value {
    json!({"type": "draft_item", "definition": item(&patch)})
}

fn review(draft: u32, passed: bool) -> Value {
    json!({"type": "review_item", "item": "IT", "draft": draft, "passed": passed, "opinion": "已评审"})
}

fn publish(draft: u32) -> Value {
    json!({"type": "publish_draft", "item": "IT", "draft": draft})
}

fn at_once(patch: Value) -> Value {
    json!({"type": "publish_item", "definition": item(&patch)})
}

fn policy(policy: Value) -> Value {
    json!({"type": "set_publication_policy", "policy": policy})
}

fn code() -> ItemCode {
    "IT".parse().unwrap()
}

#[test]
fn row_88_a_draft_is_reviewed_by_somebody_else_and_becomes_a_numbered_version() {
    let mut hall = new_hall();
    hall.ok("rep", draft(json!({"name": "新名称"})));
    hall.refused("admin", publish(1), "review_missing");
    assert_eq!(kinds(&hall.ok("manager", review(1, true))), [E::ItemReviewed]);
    let events = hall.ok("manager", publish(1));
    let Some(Event::ItemVersionPublished(published)) = events.first() else { panic!("{events:?}") };
    assert_eq!((published.version, published.draft), (2, Some(1)));
    hall.refused("manager", publish(1), "already_fixed");
}

/// An item of another department, or of the same, under a national code of the same basic code.
fn elsewhere(code: &str, department: &str, patch: &Value) -> Value {
    let mut definition = item(&json!({
        "code": code, "department": department, "name": "节能审查",
        "impl_code": "11450721MB155808114000104002000",
    }));
    for (name, value) in patch.as_object().unwrap() {
        definition[name.as_str()] = value.clone();
    }
    json!({"type": "publish_item", "definition": definition})
}

/// What is said of an item that another body has under the same basic code.
fn said_of(hall: &mut Hall, publish: Value) -> Vec<String> {
    let events = hall.admin(publish);
    let Some(Event::ItemVersionPublished(e)) = events.first() else { panic!("{events:?}") };
    let same = e.findings.iter().filter(|one| one.finding.as_str() == "not_the_same_elsewhere");
    same.map(|one| one.detail.to_string()).collect()
}

#[test]
fn row_90_the_same_item_has_one_name_and_one_statutory_limit_with_every_body() {
    let mut hall = new_hall();
    assert_eq!(said_of(&mut hall, elsewhere("C", "D", &json!({}))), Vec::<String>::new());
    let same = elsewhere("T1", "P1", &json!({}));
    assert_eq!(said_of(&mut hall, same), Vec::<String>::new());
    let renamed = elsewhere("T2", "P2", &json!({"name": "节能评估"}));
    assert_eq!(said_of(&mut hall, renamed).len(), 1);
    let longer = json!({"legal": {"days": 30, "unit": "WD"}, "code": "T2", "name": "节能审查"});
    let found = said_of(&mut hall, elsewhere("T2", "P2", &longer));
    assert!(
        matches!(&found[..], [one] if one.contains("20 WD by law with D, here 30 WD")),
        "{found:?}"
    );
    let other = json!({"name": "别的事项", "impl_code": "11450721MB155808114000104003000"});
    assert_eq!(said_of(&mut hall, elsewhere("T3", "P1", &other)), Vec::<String>::new());
}

#[test]
fn row_90_where_the_policy_says_so_a_difference_blocks_the_publication() {
    let mut hall = new_hall();
    hall.admin(elsewhere("C", "D", &json!({})));
    let weights = json!([{"finding": "not_the_same_elsewhere", "severity": "blocking"}]);
    hall.admin(policy(json!({"weights": weights})));
    let renamed = json!({"name": "节能评估"});
    hall.refused("admin", elsewhere("T", "P1", &renamed), "finding_blocks");
    // One body may have several handling items of the code, each under its name.
    hall.admin(elsewhere("C2", "D", &renamed));
    hall.admin(elsewhere("T", "P1", &json!({})));
}

#[test]
fn row_88_who_wrote_a_draft_does_not_review_it() {
    let mut hall = new_hall();
    hall.ok("manager", draft(json!({"name": "新名称"})));
    hall.refused("manager", review(1, true), "own_draft");
    hall.refused("rep", review(1, true), "wrong_role");
    hall.refused("manager", review(2, true), "unknown_draft");
}

#[test]
fn row_88_only_its_own_department_or_the_centre_drafts_an_item() {
    let mut hall = new_hall();
    hall.refused("one", draft(json!({})), "wrong_role");
    hall.refused("win", draft(json!({})), "wrong_role");
    hall.ok("head", draft(json!({})));
}

#[test]
fn row_88_a_draft_that_did_not_pass_is_not_published_and_not_reviewed_again() {
    let mut hall = new_hall();
    hall.ok("rep", draft(json!({"name": "新名称"})));
    hall.ok("manager", review(1, false));
    hall.refused("manager", publish(1), "review_missing");
    hall.refused("manager", review(1, true), "already_fixed");
}

#[test]
fn row_88_what_may_never_be_published_may_be_drafted_but_does_not_pass() {
    let mut hall = new_hall();
    let events = hall.ok("rep", draft(json!({"delivery": []})));
    let Some(Event::ItemDrafted(drafted)) = events.first() else { panic!("{events:?}") };
    assert!(drafted.findings.iter().any(|noted| noted.finding.as_str() == "delivery_missing"));
    hall.refused("manager", review(1, true), "bad_item_version");
    hall.ok("manager", review(1, false));
}

#[test]
fn row_88_the_policy_says_whether_a_version_needs_a_review() {
    let mut hall = new_hall();
    hall.admin(at_once(json!({"name": "一步发布"})));
    hall.admin(policy(json!({"review_required": true})));
    hall.refused("admin", at_once(json!({"name": "再来"})), "review_missing");
    hall.ok("rep", draft(json!({"name": "再来"})));
    hall.ok("manager", review(1, true));
    hall.ok("manager", publish(1));
}

#[test]
fn row_99_a_blocking_finding_refuses_publication_by_its_code() {
    let mut hall = new_hall();
    let slow = json!({"case_type": "instant", "promise": {"days": 7, "unit": "WD"}});
    let refusal = hall.send("admin", at_once(slow)).unwrap_err();
    assert_eq!(refusal.rule.code(), "finding_blocks");
    assert!(refusal.detail.starts_with("instant_too_slow"), "{refusal:?}");
}

#[test]
fn row_88_a_warning_travels_in_the_event_unless_the_policy_lets_it_block() {
    let mut hall = new_hall();
    let other = json!({"materials": [{"material": "其他材料", "necessity": "required"}]});
    let events = hall.admin(at_once(other.clone()));
    let Some(Event::ItemVersionPublished(published)) = events.first() else { panic!("{events:?}") };
    assert!(published.findings.iter().any(|noted| noted.finding.as_str() == "catch_all"));
    let strict = json!({"weights": [{"finding": "catch_all", "severity": "blocking"}]});
    hall.admin(policy(strict));
    let again = json!({"name": "改名", "materials": other["materials"]});
    hall.refused("admin", at_once(again.clone()), "finding_blocks");
    hall.admin(policy(json!({"weights": [{"finding": "catch_all", "severity": "note"}]})));
    let events = hall.admin(at_once(again));
    let Some(Event::ItemVersionPublished(published)) = events.first() else { panic!("{events:?}") };
    assert!(published.findings.iter().all(|noted| noted.finding.as_str() != "catch_all"));
}

#[test]
fn the_publication_policy_names_checks_the_inspector_knows() {
    let mut hall = new_hall();
    let weight = |finding: &str, severity: &str| json!({"finding": finding, "severity": severity});
    let unknown = json!({"weights": [weight("astrology", "note")]});
    hall.refused("admin", policy(unknown), "policy_refused");
    let twice = json!({"weights": [weight("catch_all", "note"), weight("catch_all", "warning")]});
    hall.refused("admin", policy(twice), "policy_refused");
    let never = json!({"weights": [weight("unpublishable", "note")]});
    hall.refused("admin", policy(never), "policy_refused");
    hall.refused("rev", policy(json!({"review_required": true})), "wrong_role");
    assert_eq!(
        kinds(&hall.admin(policy(json!({"review_required": true})))),
        [E::PublicationPolicySet]
    );
    assert!(hall.admin(policy(json!({"review_required": true}))).is_empty(), "it is so already");
}

#[test]
fn row_88_a_planned_version_starts_on_its_day_and_running_cases_stay_on_theirs() {
    let mut hall = new_hall();
    let before = hall.pre_check(&["ID", "PLAN"]);
    hall.ok(
        "rep",
        draft(json!({"valid_from": "2026-03-09", "materials": [
            {"material": "ID", "necessity": "required"},
            {"material": "PLAN", "necessity": "required"},
            {"material": "MORE", "necessity": "required"},
        ]})),
    );
    hall.ok("manager", review(1, true));
    hall.ok("manager", publish(1));
    let in_force =
        |hall: &Hall, on: &str| hall.world.setup().item_in_force(&code(), day(on)).unwrap().version;
    assert_eq!((in_force(&hall, "2026-03-08"), in_force(&hall, "2026-03-09")), (1, 2));
    hall.go_to("2026-03-09");
    hall.ok("win", json!({"type": "accept_case", "case": before}));
    let after = hall.pre_check(&["ID", "PLAN"]);
    hall.refused("win", json!({"type": "accept_case", "case": after}), "materials_missing");
}

#[test]
fn row_91_two_versions_are_held_side_by_side() {
    let read = |patch: Value| -> ItemDefinition { serde_json::from_value(item(&patch)).unwrap() };
    let certificate = json!({"kind": "certificate"});
    let old = read(json!({
        "fee_fen": 500, "guide": {"visits": 2},
        "materials": [
            {"material": "ID", "necessity": "required"},
            {"material": "CLEAN", "necessity": "required", "about": certificate},
        ],
    }));
    let new = read(json!({
        "fee_fen": 0, "guide": {"visits": 1}, "promise": {"days": 5, "unit": "WD"},
        "materials": [
            {"material": "ID", "necessity": "required"},
            {"material": "CREDIT", "necessity": "optional"},
        ],
    }));
    let compared = Comparison::of(&old, &new);
    let less =
        [compared.materials, compared.certificates, compared.visits, compared.days, compared.fees];
    assert_eq!(less, [Change::Less; 5]);
    assert_eq!(compared.steps, Change::Same);
    let names = |codes: &[engine::code::MaterialCode]| {
        codes.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(
        (names(&compared.added), names(&compared.dropped)),
        (vec!["CREDIT".to_owned()], vec!["CLEAN".to_owned()],)
    );
    assert_eq!(Comparison::of(&new, &old).days, Change::More);
    assert_eq!(Comparison::of(&read(json!({})), &new).visits, Change::Unknown);
}
