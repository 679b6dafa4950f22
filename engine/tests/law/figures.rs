//! 统计指标: small logs, each figure counted by hand (rows 66, 86, 96 to 98, 100 to 102, 104, 108).

use crate::common::{Hall, day, grant, item};
use engine::event::Event;
use engine::figures::{Desk, DeskSums, Figures, Question, Tally, UnitSums, Value};
use serde_json::{Value as Json, json};

/// The figures of everything up to a day.
fn figures(hall: &Hall, to: &str) -> Figures {
    Figures::of(&hall.tally, &Question::until(day(to)))
}

#[track_caller]
fn value(figures: &Figures, code: &str) -> (Value, Option<bool>) {
    let found = figures.figures.iter().find(|figure| figure.code == code);
    let found = found.unwrap_or_else(|| panic!("no figure {code}"));
    (found.value, found.met)
}

fn share(part: u64, whole: u64, per_mille: u64) -> Value {
    Value::Share { part, whole, per_mille: Some(per_mille) }
}

fn publish(hall: &mut Hall, code: &str, patch: &Json) {
    let mut definition = item(patch);
    let ordinal = code.bytes().map(u32::from).sum::<u32>() % 100;
    definition["code"] = code.into();
    definition["impl_code"] = format!("113300000MB0000000143301310{ordinal:02}00").into();
    hall.admin(json!({"type": "publish_item", "definition": definition}));
}

fn visits(visits: u8) -> Json {
    json!({"guide": {"visits": visits, "visits_reason": "originals are checked"}})
}

/// An application of an item by a channel; its number.
fn apply(hall: &mut Hall, item: &str, channel: &str) -> String {
    let applicant = json!({"subject": 7, "token": "07".repeat(16), "sealed": "00"});
    let materials = [crate::common::copy("ID"), crate::common::copy("PLAN")];
    let actor = if channel == "window" { "win" } else { "applicant" };
    let events = hall.ok(
        actor,
        json!({
            "type": "receive_application", "item": item, "channel": channel,
            "applicant": applicant, "materials": materials, "delivery": "counter",
        }),
    );
    let number = events.iter().find_map(|event| match event {
        Event::ApplicationReceived(e) => Some(e.number.to_string()),
        _ => None,
    });
    number.unwrap()
}

fn unit<'a>(figures: &'a Figures, unit: &str) -> &'a UnitSums {
    let found = figures.units.iter().find(|one| one.unit.as_str() == unit);
    &found.unwrap().sums
}

fn desk(desks: &[Desk], id: &str) -> DeskSums {
    desks.iter().find(|desk| desk.id == id).unwrap().sums
}

/// Four items are in force: one visit and closed at once, no visit, two visits, and one that does not say.
fn four_items() -> Hall {
    let mut hall = Hall::with_item(visits(1));
    publish(&mut hall, "I0", &visits(0));
    publish(&mut hall, "I2", &visits(2));
    publish(&mut hall, "IN", &json!({}));
    // It takes no case before next year.
    publish(&mut hall, "IX", &json!({"valid_from": "2027-01-01"}));
    hall
}

#[test]
fn rows_96_and_97_visits_are_what_the_items_in_force_say() {
    let figures = figures(&four_items(), "2026-03-02");
    assert_eq!(value(&figures, "once"), (share(2, 4, 500), Some(false)));
    assert_eq!(value(&figures, "never"), (share(1, 4, 250), Some(false)));
    assert_eq!(value(&figures, "visits_unsaid"), (Value::Count(1), None));
}

#[test]
fn rows_96_and_97_are_counted_by_case_too() {
    let mut hall = four_items();
    for item in ["IT", "IT", "I2", "I0"] {
        apply(&mut hall, item, "window");
    }
    let figures = figures(&hall, "2026-03-02");
    assert_eq!(value(&figures, "once_by_case"), (share(3, 4, 750), None));
    assert_eq!(value(&figures, "never_by_case"), (share(1, 4, 250), None));
}

#[test]
fn rows_97_and_98_a_target_that_is_reached_is_met() {
    let mut hall = Hall::with_item(visits(0));
    publish(&mut hall, "I1", &visits(1));
    let figures = figures(&hall, "2026-03-02");
    assert_eq!(value(&figures, "never"), (share(1, 2, 500), Some(true)), "500 of 500 wanted");
    assert_eq!(value(&figures, "once"), (share(2, 2, 1_000), Some(true)));
    assert_eq!(value(&figures, "instant"), (share(0, 2, 0), Some(false)));
}

#[test]
fn row_98_items_closed_at_once() {
    let instant = json!({"case_type": "instant", "promise": {"days": 0, "unit": "WD"}});
    let mut hall = Hall::with_item(instant);
    publish(&mut hall, "I1", &json!({}));
    apply(&mut hall, "IT", "window");
    let figures = figures(&hall, "2026-03-02");
    assert_eq!(value(&figures, "instant"), (share(1, 2, 500), Some(true)));
    assert_eq!(value(&figures, "instant_by_case"), (share(1, 1, 1_000), None));
}

#[test]
fn row_100_an_item_is_in_the_hall_where_an_open_window_takes_it() {
    let mut hall = four_items();
    hall.admin(
        json!({"type": "register_zone", "zone": {"id": "B", "name": "B", "hall": "centre"}}),
    );
    publish(&mut hall, "IB", &json!({"zone": "B"}));
    assert_eq!(value(&figures(&hall, "2026-03-02"), "items"), (Value::Count(4), Some(false)));
    let window = json!({"id": "B-01", "zone": "B", "kind": "zone"});
    hall.admin(json!({"type": "open_window", "window": window}));
    assert_eq!(value(&figures(&hall, "2026-03-02"), "items"), (Value::Count(5), Some(false)));
    hall.ok("manager", json!({"type": "close_window", "window": "A-01", "reason": "moved"}));
    assert_eq!(value(&figures(&hall, "2026-03-02"), "items"), (Value::Count(1), Some(false)));
}

#[test]
fn rows_100_and_101_frequent_items_are_those_that_many_come_for() {
    let mobile = json!({"guide": {"forms": ["window", "mobile"]}});
    let mut hall = Hall::with_item(mobile);
    publish(&mut hall, "I1", &json!({}));
    for (item, channel) in [("IT", "mobile"), ("IT", "window"), ("I1", "window"), ("I1", "window")]
    {
        apply(&mut hall, item, channel);
    }
    let accepted = apply(&mut hall, "IT", "mobile");
    hall.ok("win", json!({"type": "start_pre_check", "case": accepted}));
    hall.ok("win", json!({"type": "accept_case", "case": accepted}));
    let asked = |frequent: u64| Question { frequent, ..Question::until(day("2026-03-02")) };
    let both = Figures::of(&hall.tally, &asked(2));
    assert_eq!(value(&both, "frequent"), (share(2, 2, 1_000), Some(true)));
    assert_eq!(value(&both, "mobile"), (share(1, 2, 500), Some(false)));
    assert_eq!(value(&both, "mobile_accepted"), (Value::Count(1), Some(false)));
    let one = Figures::of(&hall.tally, &asked(3));
    assert_eq!(value(&one, "mobile"), (share(1, 1, 1_000), Some(true)));
    let none = Figures::of(&hall.tally, &asked(4));
    let nothing = Value::Share { part: 0, whole: 0, per_mille: None };
    assert_eq!(value(&none, "mobile"), (nothing, None), "nothing to measure is no failure");
}

#[test]
fn row_66_bundles_in_force_are_counted_once_however_many_versions() {
    let mut hall = Hall::with_item(json!({}));
    publish(&mut hall, "I1", &json!({}));
    let bundle = |code: &str, from: &str| {
        json!({"type": "publish_bundle", "definition": {
            "code": code, "name": "one thing", "lead": "D", "promise": {"days": 20, "unit": "WD"},
            "nodes": [
                {"node": "a", "item": "IT", "mandatory": true},
                {"node": "b", "item": "I1", "mandatory": true},
            ],
            "materials": ["ID", "PLAN"], "on_node_refused": "cancel_dependents", "valid_from": from,
        }})
    };
    hall.admin(bundle("B1", "2026-01-01"));
    hall.admin(bundle("B1", "2026-02-01"));
    hall.admin(bundle("B2", "2027-01-01"));
    assert_eq!(value(&figures(&hall, "2026-03-02"), "bundles"), (Value::Count(1), Some(false)));
    assert_eq!(value(&figures(&hall, "2027-03-02"), "bundles"), (Value::Count(2), Some(false)));
}

#[test]
fn row_86_each_channel_has_its_share() {
    let mut hall = Hall::with_item(json!({}));
    for channel in ["online", "mobile", "self_service", "window", "window"] {
        apply(&mut hall, "IT", channel);
    }
    let figures = figures(&hall, "2026-03-02");
    assert_eq!(value(&figures, "online"), (share(2, 5, 400), None));
    assert_eq!(value(&figures, "self_service"), (share(1, 5, 200), None));
    assert_eq!(value(&figures, "window"), (share(2, 5, 400), None));
    assert_eq!(value(&figures, "received"), (Value::Count(5), None));
}

/// Accepted on Monday 2026-03-02, decided on a day.
fn decided_on(hall: &mut Hall, date: &str) -> String {
    hall.go_to("2026-03-02");
    let case = hall.accepted();
    hall.to_handling(&case, &["ID", "PLAN"]);
    hall.to_decision(&case);
    hall.go_to(date);
    hall.ok("chief", grant(&case));
    case
}

#[test]
fn working_days_from_acceptance_to_decision_and_the_share_in_time() {
    let mut hall = Hall::with_item(json!({}));
    // The promise is ten working days: until Monday 16 March.
    decided_on(&mut hall, "2026-03-04");
    decided_on(&mut hall, "2026-03-16");
    decided_on(&mut hall, "2026-03-17");
    let found = figures(&hall, "2026-03-31");
    let days = Value::Days { cases: 3, mean_milli: Some(7_666), worst: 11 };
    assert_eq!(value(&found, "days"), (days, None), "2, 10 and 11");
    assert_eq!(value(&found, "on_time"), (share(2, 3, 666), None));
    assert_eq!(value(&found, "accepted"), (Value::Count(3), None));
    assert_eq!(value(&found, "closed"), (Value::Count(0), None), "no document is made yet");
    let d = unit(&found, "D");
    assert_eq!((d.decided, d.on_time, d.days, d.days_worst), (3, 2, 23, 11));
    assert_eq!((d.limited_days, d.limit_tenths), (23, 600), "three times twenty working days");
}

#[test]
fn art_45_days_of_a_special_procedure_are_not_counted() {
    let hearing = json!([{"kind": "hearing", "max_working_days": 20, "stops_statutory": true}]);
    let mut hall = Hall::with_item(json!({"specials": hearing}));
    let case = hall.accepted();
    hall.to_handling(&case, &["ID", "PLAN"]);
    hall.ok("rev", json!({"type": "claim_case", "case": case}));
    hall.go_to("2026-03-03");
    let hearing = json!({
        "type": "suspend_case", "case": case, "procedure": "hearing", "planned_days": 5,
        "reason": "a hearing", "told_in_writing": true,
    });
    hall.ok("rev", hearing);
    hall.go_to("2026-03-10");
    hall.ok("rev", json!({"type": "resume_case", "case": case, "result": "heard"}));
    hall.to_decision(&case);
    // Five working days, Tuesday 3 to Monday 9 March, do not count: the promise is until 23 March.
    hall.go_to("2026-03-23");
    hall.ok("chief", grant(&case));
    let found = figures(&hall, "2026-03-31");
    let days = Value::Days { cases: 1, mean_milli: Some(10_000), worst: 10 };
    assert_eq!(value(&found, "days"), (days, None));
    assert_eq!(value(&found, "on_time"), (share(1, 1, 1_000), None));
}

#[test]
fn a_case_is_closed_once_and_in_its_own_time() {
    let mut hall = Hall::with_item(json!({}));
    let case = decided_on(&mut hall, "2026-03-04");
    hall.go_to("2026-03-05");
    hall.to_feedback(&case);
    let withdrawn = hall.accepted();
    let withdraw = json!({"type": "withdraw_case", "case": withdrawn, "reason": "not needed"});
    hall.ok("applicant", withdraw);
    assert_eq!(value(&figures(&hall, "2026-03-04"), "closed"), (Value::Count(0), None));
    assert_eq!(value(&figures(&hall, "2026-03-05"), "closed"), (Value::Count(2), None));
}

#[test]
fn cards_and_passed_limits_are_those_of_the_unit_that_answers() {
    let mut hall = Hall::with_item(json!({}));
    hall.go_to("2026-03-02");
    let case = hall.accepted();
    hall.to_handling(&case, &["ID", "PLAN"]);
    hall.go_to("2026-03-17");
    // Of the step (three days) a red card; of the promise (until 16 March) all three; both limits passed.
    hall.alarm(&case);
    let found = figures(&hall, "2026-03-17");
    let d = unit(&found, "D");
    assert_eq!((d.notices, d.yellow, d.red, d.overdue), (1, 1, 2, 2));
    assert!(found.units.iter().all(|one| one.unit.as_str() == "D"), "nobody else's");
}

#[test]
fn row_108_windows_and_officers_by_what_they_did() {
    let mut hall = Hall::with_item(json!({}));
    let case = decided_on(&mut hall, "2026-03-04");
    hall.to_feedback(&case);
    hall.ok("out", json!({"type": "prepare_delivery", "case": case, "notified": true}));
    let receipt = json!({"signature": "S-1"});
    hall.ok("out", json!({"type": "deliver_result", "case": case, "receipt": receipt}));
    let found = figures(&hall, "2026-03-31");
    let window = DeskSums { received: 1, accepted: 1, commands: 5, ..DeskSums::default() };
    assert_eq!(desk(&found.windows, "A-01"), window, "received, checked, accepted, split, sent");
    assert_eq!(desk(&found.officers, "win"), window);
    let reviewer = DeskSums { steps: 1, commands: 3, ..DeskSums::default() };
    assert_eq!(desk(&found.officers, "rev"), reviewer);
    let chief = DeskSums { decided: 1, commands: 1, ..DeskSums::default() };
    assert_eq!(desk(&found.officers, "chief"), chief);
    let out = DeskSums { delivered: 1, commands: 2, ..DeskSums::default() };
    assert_eq!(desk(&found.officers, "out"), out);
}

#[test]
fn a_stretch_of_days_is_the_sum_of_its_parts() {
    let mut hall = Hall::with_item(json!({}));
    for date in ["2026-03-04", "2026-03-16", "2026-03-17"] {
        decided_on(&mut hall, date);
    }
    let between = |from: &str, to: &str| {
        let asked = Question { from: Some(day(from)), ..Question::until(day(to)) };
        Figures::of(&hall.tally, &asked)
    };
    let decided = |figures: &Figures| match value(figures, "decided").0 {
        Value::Count(count) => count,
        other => panic!("{other:?}"),
    };
    let parts = [between("2026-03-01", "2026-03-15"), between("2026-03-16", "2026-03-31")];
    assert_eq!(parts.each_ref().map(decided), [1, 2]);
    assert_eq!(decided(&between("2026-03-01", "2026-03-31")), 3);
    assert_eq!(decided(&between("2026-03-05", "2026-03-15")), 0);
}

#[test]
fn a_past_hall_is_folded_by_the_same_code_in_however_many_parts() {
    let mut hall = Hall::with_item(json!({}));
    decided_on(&mut hall, "2026-03-04");
    let earlier: Tally = hall.tally.clone();
    decided_on(&mut hall, "2026-03-16");
    let at_once = figures(&hall, "2026-03-31");
    let past = Figures::of(&earlier, &Question::until(day("2026-03-31")));
    assert_eq!(value(&past, "decided"), (Value::Count(1), None));
    assert_eq!(value(&at_once, "decided"), (Value::Count(2), None));
    assert_eq!(at_once.seq, hall.world.seq());
}

fn open_for_somebody(hall: &mut Hall) -> String {
    let applicant = json!({"subject": 7, "token": "07".repeat(16), "sealed": "00"});
    let open = json!({
        "type": "open_proactive_case", "item": "IT", "delivery": "counter",
        "applicant": applicant, "grounds": "80 years old",
        "materials": [{"material": "ID", "way": "upload", "trust": "B"}],
    });
    let events = hall.ok("rep", open);
    let number = events.iter().find_map(|event| match event {
        Event::ApplicationReceived(e) => Some(e.number.to_string()),
        _ => None,
    });
    number.unwrap()
}

fn policy_hall() -> Hall {
    Hall::with_item(json!({
        "valid_from": "2026-03-02",
        "terms": {"proactive": {"basis": "a local policy", "consent_days": 5}},
    }))
}

#[test]
fn row_102_a_policy_reaches_somebody_within_a_month_of_its_publication() {
    let mut hall = policy_hall();
    let nothing = Value::Share { part: 0, whole: 0, per_mille: None };
    assert_eq!(value(&figures(&hall, "2026-04-01"), "policies"), (nothing, None), "it has time");
    let late = value(&figures(&hall, "2026-04-02"), "policies");
    assert_eq!(late, (share(0, 1, 0), Some(false)));
    hall.go_to("2026-04-01");
    let case = open_for_somebody(&mut hall);
    let consent = json!({"type": "record_consent", "case": case, "consents": true, "proof": "P-1"});
    hall.ok("applicant", consent);
    let found = figures(&hall, "2026-04-30");
    assert_eq!(value(&found, "policies"), (share(1, 1, 1_000), Some(true)));
    assert_eq!(value(&found, "pushed"), (Value::Count(1), None));
    assert_eq!(value(&found, "paid_unasked"), (Value::Count(0), None), "not granted yet");
}

#[test]
fn row_102_a_policy_that_reaches_somebody_after_a_month_is_late() {
    let mut hall = policy_hall();
    hall.go_to("2026-04-02");
    open_for_somebody(&mut hall);
    assert_eq!(value(&figures(&hall, "2026-04-30"), "policies"), (share(0, 1, 0), Some(false)));
}
