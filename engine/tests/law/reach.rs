//! 跨域通办、免申即享、秒批、事项划转 (rows 45, 69, 79, 80).

use crate::common::{Hall, copy, day, grant, kinds};
use engine::clock::ClockKind;
use engine::event::{Event, EventKind as E};
use engine::lifecycle::Phase;
use engine::occasion::Occasion;
use engine::queue::QueueId;
use engine::readiness::{Gap, unready};
use engine::values::ClosingKind;
use serde_json::{Value, json};

fn region_terms() -> Value {
    json!({"terms": {"region": {
        "basis": "湘赣通办清单", "ways": ["collect"], "forward_days": 1, "first_day": "receipt",
    }}})
}

fn apply(occasion: Value) -> Value {
    json!({
        "type": "receive_application", "item": "IT", "channel": "window", "delivery": "counter",
        "applicant": {"subject": 7, "token": "07".repeat(16), "sealed": "00"},
        "materials": [copy("ID"), copy("PLAN")], "occasion": occasion,
    })
}

fn for_region() -> Value {
    apply(json!({"for_region": {
        "region": "430421", "authority": "衡阳县市场监管局", "way": "collect",
    }}))
}

fn from_region(received: &str) -> Value {
    apply(json!({"from_region": {
        "region": "430421", "authority": "衡阳县政务中心", "way": "collect", "received": received,
    }}))
}

fn number(events: &[Event]) -> String {
    let received = events.iter().find_map(|event| match event {
        Event::ApplicationReceived(e) => Some(e.number.to_string()),
        _ => None,
    });
    received.unwrap()
}

fn running(hall: &Hall, case: &str) -> Vec<ClockKind> {
    let case = hall.case(case);
    case.clocks.iter().filter(|clock| clock.is_running()).map(|clock| clock.kind).collect()
}

fn waiting(hall: &Hall, queue: &str) -> usize {
    hall.world.queue(&queue.parse::<QueueId>().unwrap()).count()
}

#[test]
fn row_69_what_is_taken_in_for_another_region_is_forwarded_and_handed_out_and_its_clock_is_theirs()
{
    let mut hall = Hall::with_item(region_terms());
    let events = hall.ok("win", for_region());
    assert_eq!(kinds(&events), [E::ApplicationReceived, E::TakenInForRegion]);
    let case = number(&events);
    assert_eq!(running(&hall, &case), [ClockKind::Forwarding]);
    let owner = |hall: &Hall| {
        let case = hall.case(&case);
        let occasion = case.extras().occasion.as_ref();
        occasion.and_then(Occasion::clock_owner_elsewhere).map(ToString::to_string)
    };
    assert_eq!(owner(&hall).as_deref(), Some("衡阳县市场监管局"));
    hall.ok("win", json!({"type": "start_pre_check", "case": case}));
    let forward = json!({"type": "forward_case", "case": case, "manifest": ["ID", "PLAN"]});
    let short = json!({"type": "forward_case", "case": case, "manifest": ["ID"]});
    hall.refused("win", short, "manifest_mismatch");
    hall.refused("rev", forward.clone(), "exclusive_intake");
    hall.ok("win", forward);
    assert_eq!(running(&hall, &case), []);
    assert_eq!(hall.case(&case).closing(), Some(ClosingKind::ReportedUp));
    let result = json!({
        "type": "receive_region_result", "case": case, "outcome": "granted", "name": "许可证",
        "number": "H-9",
    });
    hall.refused("rep", result.clone(), "wrong_role");
    hall.refused(
        "rep",
        json!({
            "type": "receive_higher_decision", "case": case, "outcome": "granted", "number": "H-9",
        }),
        "decided_elsewhere",
    );
    let events = hall.ok("win", result);
    let Some(Event::RegionResultReceived(e)) = events.first() else { panic!("{events:?}") };
    assert_eq!(e.clock_owner.as_str(), "衡阳县市场监管局");
    assert_eq!(running(&hall, &case), [ClockKind::Delivery]);
    hall.ok("out", json!({"type": "prepare_delivery", "case": case, "notified": true}));
    let receipt = json!({"signature": "S-1"});
    hall.ok("out", json!({"type": "deliver_result", "case": case, "receipt": receipt}));
    assert_eq!(hall.case(&case).closing(), Some(ClosingKind::ReportedUp));
}

#[test]
fn row_69_another_regions_matter_is_neither_accepted_nor_refused_here() {
    let mut hall = Hall::with_item(region_terms());
    let case = number(&hall.ok("win", for_region()));
    hall.ok("win", json!({"type": "start_pre_check", "case": case}));
    hall.refused("win", json!({"type": "accept_case", "case": case}), "decided_elsewhere");
    let refuse = json!({
        "type": "refuse_acceptance", "case": case, "reasons": ["不属于"], "remedies": "复议",
    });
    hall.refused("win", refuse, "decided_elsewhere");
    let none = json!({"type": "declare_not_required", "case": case, "reasons": ["不需要"]});
    hall.refused("win", none, "decided_elsewhere");
    let defects = json!([{"material": "PLAN", "what": "未盖章"}]);
    hall.ok("win", json!({"type": "notice_correction", "case": case, "defects": defects}));
    assert_eq!(running(&hall, &case), [ClockKind::Correction]);
    let papers = json!([copy("PLAN")]);
    hall.ok("win", json!({"type": "submit_corrections", "case": case, "materials": papers}));
    assert_eq!(running(&hall, &case), [ClockKind::Forwarding]);
    hall.go_to("2026-03-06");
    let seen = kinds(&hall.alarm(&case));
    assert_eq!(seen, [E::WarningIssued, E::DeadlinePassed], "a card, and nothing deemed");
}

#[test]
fn row_69_our_own_matters_are_not_forwarded() {
    let mut hall = Hall::with_item(region_terms());
    let case = hall.pre_check(&["ID", "PLAN"]);
    let forward = json!({"type": "forward_case", "case": case, "manifest": ["ID", "PLAN"]});
    hall.refused("win", forward, "not_for_region");
    let mut other = Hall::with_item(json!({}));
    other.refused("win", for_region(), "region_not_offered");
}

#[test]
fn row_69_what_was_taken_in_elsewhere_is_ours_from_the_day_the_version_says() {
    let mut hall = Hall::with_item(region_terms());
    let events = hall.ok("win", from_region("2026-02-28"));
    let Some(Event::TakenInElsewhere(e)) = events.last() else { panic!("{events:?}") };
    assert_eq!(e.clock_owner.as_str(), "D");
    let start = |hall: &Hall, case: &str| {
        hall.case(case).running(ClockKind::Acceptance).map(|clock| clock.start)
    };
    assert_eq!(start(&hall, &number(&events)), Some(day("2026-02-28")));
    hall.refused("win", from_region("2026-03-03"), "occurred_in_future");
    let mut arrival = region_terms();
    arrival["terms"]["region"]["first_day"] = json!("arrival");
    let mut hall = Hall::with_item(arrival);
    let case = number(&hall.ok("win", from_region("2026-02-28")));
    assert_eq!(start(&hall, &case), Some(day("2026-03-02")));
    hall.ok("win", json!({"type": "start_pre_check", "case": case}));
    hall.ok("win", json!({"type": "accept_case", "case": case}));
}

fn proactive_hall() -> Hall {
    Hall::with_item(json!({"terms": {"proactive": {"basis": "高龄津贴办法", "consent_days": 5}}}))
}

fn open() -> Value {
    json!({
        "type": "open_proactive_case", "item": "IT", "delivery": "counter",
        "applicant": {"subject": 7, "token": "07".repeat(16), "sealed": "00"},
        "grounds": "公安人口库：年满80周岁", "materials": [copy("ID")],
    })
}

#[test]
fn row_80_the_government_opens_the_case_and_the_person_only_consents() {
    let mut hall = proactive_hall();
    hall.refused("one", open(), "wrong_unit");
    let events = hall.ok("rep", open());
    assert_eq!(kinds(&events), [E::ApplicationReceived, E::ProactivelyOpened]);
    let case = number(&events);
    assert_eq!((running(&hall, &case), waiting(&hall, "intake:A")), (vec![ClockKind::Consent], 0));
    hall.refused("win", json!({"type": "start_pre_check", "case": case}), "consent_first");
    let consent =
        json!({"type": "record_consent", "case": case, "consents": true, "proof": "SMS-1"});
    hall.refused("rev", consent.clone(), "exclusive_intake");
    let events = hall.ok("applicant", consent.clone());
    assert_eq!(kinds(&events), [E::ConsentGiven]);
    assert_eq!(hall.phase(&case), Phase::Accepted);
    assert_eq!(running(&hall, &case), [ClockKind::Statutory, ClockKind::Promise]);
    hall.refused("applicant", consent, "wrong_phase");
}

#[test]
fn row_80_without_consent_in_time_the_case_is_closed_without_effect() {
    let mut hall = proactive_hall();
    let case = number(&hall.ok("admin", open()));
    hall.go_to("2026-03-09");
    assert_eq!(hall.alarm(&case), []);
    hall.go_to("2026-03-10");
    let events = hall.alarm(&case);
    assert_eq!(kinds(&events).last(), Some(&E::ConsentMissing));
    assert_eq!((hall.phase(&case), running(&hall, &case)), (Phase::Ended, Vec::new()));
    let case = number(&hall.ok("admin", open()));
    let no = json!({"type": "record_consent", "case": case, "consents": false, "proof": "T-1"});
    hall.ok("applicant", no);
    assert_eq!(hall.phase(&case), Phase::Ended);
}

#[test]
fn row_80_only_an_item_version_that_names_its_policy_is_opened_so() {
    let mut hall = Hall::with_item(json!({}));
    hall.refused("rep", open(), "proactive_not_offered");
    let case = number(&hall.ok("win", apply(Value::Null)));
    let consent = json!({"type": "record_consent", "case": case, "consents": true, "proof": "S"});
    hall.refused("applicant", consent, "no_consent_asked");
}

pub(crate) fn automatic() -> Value {
    json!({
        "case_type": "instant", "promise": {"days": 0, "unit": "WD"},
        "materials": [{"material": "ID", "necessity": "required", "e_licence": "ID-CARD"}],
        "terms": {"automatic": {
            "basis": "秒批规则 3", "conditions": ["complete", "from_source", "creditworthy"],
        }},
    })
}

/// A case without its paper.
fn taken_in(hall: &mut Hall) -> String {
    let mut apply = apply(Value::Null);
    apply["materials"] = json!([]);
    number(&hall.ok("win", apply))
}

/// A case whose paper came from the licence store.
pub(crate) fn fetched(hall: &mut Hall) -> String {
    let case = taken_in(hall);
    fetch(hall, &case);
    case
}

/// 调取 the paper of a case from the licence store.
pub(crate) fn fetch(hall: &mut Hall, case: &str) {
    let ask =
        json!({"type": "request_licence", "case": case, "material": "ID", "consent": "AUTH-1"});
    hall.ok("win", ask);
    let answer = json!({
        "type": "record_licence", "case": case, "material": "ID", "number": "L-1",
        "valid_to": "2030-01-01",
    });
    hall.admin(answer);
}

#[test]
fn row_79_the_system_grants_at_once_where_every_condition_of_the_rule_holds() {
    let mut hall = Hall::with_item(automatic());
    let case = fetched(&mut hall);
    let decide = json!({"type": "decide_by_rule", "case": case});
    hall.refused("win", decide.clone(), "wrong_role");
    hall.refused("chief", decide.clone(), "wrong_role");
    let events = hall.ok("admin", decide);
    let Some(Event::DecidedByRule(e)) = events.first() else { panic!("{events:?}") };
    assert_eq!((e.basis.as_str(), e.conditions.len(), e.unit.as_str()), ("秒批规则 3", 3, "D"));
    let held = hall.case(&case);
    assert_eq!(held.verdict().map(|verdict| verdict.officer.clone()), Some(None));
    assert_eq!(running(&hall, &case), [ClockKind::Delivery]);
    hall.to_feedback(&case);
}

#[test]
fn row_79_where_a_condition_is_open_a_person_decides() {
    let mut hall = Hall::with_item(automatic());
    let case = taken_in(&mut hall);
    let decide = |case: &str| json!({"type": "decide_by_rule", "case": case});
    hall.refused("admin", decide(&case), "conditions_open");
    let case = fetched(&mut hall);
    hall.admin(json!({
        "type": "record_credit", "subject": 7, "discredited": true, "source": "信用中国",
        "reason": "失信",
    }));
    hall.refused("admin", decide(&case), "conditions_open");
    let mut other = Hall::with_item(json!({}));
    let case = other.accepted();
    other.refused("admin", decide(&case), "no_automatic_rule");
}

#[test]
fn row_79_what_needs_people_is_never_decided_by_a_rule() {
    let mut hall = Hall::with_item(json!({}));
    for (field, value) in [
        ("case_type", json!("promise")),
        ("site_inspection", json!(true)),
        ("not_pooled", json!(true)),
        ("specials", json!([{"kind": "hearing", "max_working_days": 9, "stops_statutory": true}])),
        ("steps", json!([{"step": "decide", "role": "dept_head", "limit": 1}])),
        ("terms", json!({"automatic": {"basis": "规则", "conditions": ["complete"]}})),
    ] {
        let mut patch = automatic();
        patch[field] = value;
        let publish = json!({"type": "publish_item", "definition": crate::common::item(&patch)});
        hall.refused("admin", publish, "automatic_excluded");
    }
    let publish = json!({"type": "publish_item", "definition": crate::common::item(&automatic())});
    hall.ok("admin", publish);
}

fn transfer(to: &str) -> Value {
    json!({
        "type": "transfer_items", "from": "D", "to": to, "items": ["IT"], "basis": "湘政函 5",
    })
}

#[test]
fn row_45_items_go_to_the_bureau_with_their_running_cases_and_the_clocks_stand_as_they_are() {
    let mut hall = Hall::with_item(json!({}));
    let case = hall.accepted();
    hall.to_handling(&case, &["ID", "PLAN"]);
    hall.to_decision(&case);
    hall.ok("chief", json!({"type": "claim_case", "case": case}));
    let clocks = hall.case(&case).clocks.clone();
    let move_case = json!({"type": "transfer_case", "case": case});
    assert_eq!(hall.ok("system", move_case.clone()), [], "nothing was transferred");
    hall.ok("manager", transfer("P1"));
    hall.refused("manager", move_case.clone(), "wrong_role");
    assert_eq!(kinds(&hall.ok("system", move_case.clone())), [E::CaseTransferred]);
    assert_eq!(hall.ok("system", move_case), []);
    let held = hall.case(&case);
    assert_eq!(held.clocks, clocks);
    assert_eq!(held.task().map(|task| task.handler.clone()), Some(None), "it waits at the bureau");
    assert_eq!((waiting(&hall, "step:P1:chief_approver"), waiting(&hall, "desk:chief")), (1, 0));
    hall.refused("chief", grant(&case), "wrong_unit");
    let staff = json!({"id": "bureau", "unit": "P1", "roles": ["chief_approver"]});
    hall.admin(json!({"type": "appoint_staff", "staff": staff}));
    hall.refused("bureau", grant(&case), "no_authority_to_decide");
    let letter = json!({
        "number": "L-5", "kind": 1, "grantor": "P1", "grantee": {"person": "bureau"},
        "power": "decide", "valid_from": "2026-01-01",
    });
    hall.admin(json!({"type": "file_letter", "letter": letter}));
    hall.ok("bureau", grant(&case));
}

#[test]
fn row_45_new_cases_are_the_bureaus_and_need_its_letters() {
    let mut hall = Hall::with_item(json!({}));
    hall.ok("manager", transfer("P1"));
    hall.refused("win", apply(Value::Null), "intake_not_entrusted");
    let letter = json!({
        "number": "L-4", "kind": 2, "grantor": "P1", "grantee": {"unit": "centre"},
        "power": "intake", "valid_from": "2026-01-01",
    });
    hall.admin(json!({"type": "file_letter", "letter": letter}));
    let events = hall.ok("win", apply(Value::Null));
    let Some(Event::ApplicationReceived(e)) = events.first() else { panic!("{events:?}") };
    assert_eq!(e.item_version, 2);
    assert_eq!(hall.case(&number(&events)).extras().moved_to, None);
}

#[test]
fn row_45_only_what_the_department_has_is_transferred() {
    let mut hall = Hall::with_item(json!({}));
    hall.refused("rev", transfer("P1"), "wrong_role");
    hall.refused("manager", transfer("D"), "bad_setup");
    hall.refused("manager", transfer("nowhere"), "unknown_unit");
    hall.ok("manager", transfer("P1"));
    hall.refused("manager", transfer("P2"), "wrong_unit");
}

#[test]
fn row_43_an_item_without_window_letter_people_or_decider_is_reported() {
    let mut hall = Hall::with_item(json!({}));
    let on = day("2026-03-02");
    assert_eq!(unready(hall.world.setup(), on), []);
    let revoke = |letter: &str| {
        json!({
            "type": "revoke_letter", "letter": letter, "on": "2026-03-02", "reason": "收回",
        })
    };
    hall.admin(revoke("L-2"));
    hall.admin(json!({"type": "close_window", "window": "A-01", "reason": "检修"}));
    let gaps = |hall: &Hall| -> Vec<Gap> {
        unready(hall.world.setup(), on).into_iter().flat_map(|item| item.gaps).collect()
    };
    assert_eq!(gaps(&hall), [Gap::Window, Gap::IntakeLetter, Gap::IntakeStaff]);
    let mut hall = Hall::with_item(json!({}));
    for id in ["head", "rep", "rev", "rev2", "second"] {
        let staff = json!({"id": id, "unit": "P2", "roles": ["guide"]});
        hall.admin(json!({"type": "appoint_staff", "staff": staff}));
    }
    assert_eq!(gaps(&hall), [Gap::Handler, Gap::Representative]);
    hall.admin(revoke("L-1"));
    assert_eq!(gaps(&hall), [Gap::Handler, Gap::Decider, Gap::Representative]);
}
