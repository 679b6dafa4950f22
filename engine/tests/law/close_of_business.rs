//! 下班时间: where the policy says so, what comes in after it counts from the next working day (民法典 art. 203).

use crate::common::{Hall, copy, day};
use engine::clock::ClockKind;
use engine::event::Event;
use serde_json::{Value, json};

/// 17:30
const CLOSE: u16 = 17 * 60 + 30;

fn hall(close: Option<u16>) -> Hall {
    let mut hall = Hall::with_item(json!({}));
    let set = policy(&hall, close);
    hall.admin(set);
    hall
}

fn policy(hall: &Hall, close: Option<u16>) -> Value {
    let (_, policy) = hall.world.setup().policy();
    let mut policy = serde_json::to_value(&**policy).unwrap();
    policy["close_of_business"] = json!(close);
    // So that there is something to set.
    policy["correction_days"] = json!(7);
    json!({"type": "set_clock_policy", "policy": policy})
}

/// Received so many minutes after midnight of a day: T0 and due date of the acceptance clock.
fn received(hall: &mut Hall, date: &str, minute: i64) -> (String, String) {
    // Each command takes a second.
    hall.now = day(date).start().plus_ms(minute * 60_000 - 1_000);
    let applicant = json!({"subject": 7, "token": "07".repeat(16), "sealed": "00"});
    let application = json!({
        "type": "receive_application", "item": "IT", "channel": "window", "applicant": applicant,
        "materials": [copy("ID"), copy("PLAN")], "delivery": "counter",
    });
    let events = hall.ok("win", application);
    let Some(Event::ApplicationReceived(e)) = events.first() else { panic!("{events:?}") };
    let clock = e.clocks.iter().find(|clock| clock.kind == ClockKind::Acceptance).unwrap();
    (clock.start.to_string(), clock.reckoning.due.unwrap().to_string())
}

fn dates(start: &str, due: &str) -> (String, String) {
    (start.to_owned(), due.to_owned())
}

#[test]
fn each_day_goes_to_midnight_where_the_policy_says_nothing() {
    let mut hall = hall(None);
    let evening = received(&mut hall, "2026-03-05", 23 * 60);
    assert_eq!(evening, dates("2026-03-05", "2026-03-12"));
    // Saturday service: the day itself is T0, counting begins on Monday.
    let saturday = received(&mut hall, "2026-03-07", 10 * 60);
    assert_eq!(saturday, dates("2026-03-07", "2026-03-13"));
}

#[test]
fn art_203_what_comes_in_after_hours_counts_from_the_next_working_day() {
    let mut hall = hall(Some(CLOSE));
    let (minute, close) = (i64::from(CLOSE) - 1, i64::from(CLOSE));
    assert_eq!(received(&mut hall, "2026-03-05", minute), dates("2026-03-05", "2026-03-12"));
    assert_eq!(received(&mut hall, "2026-03-05", close), dates("2026-03-06", "2026-03-13"));
    // Friday evening, and what comes in on a day off: Monday.
    assert_eq!(received(&mut hall, "2026-03-06", close), dates("2026-03-09", "2026-03-16"));
    assert_eq!(received(&mut hall, "2026-03-07", 10 * 60), dates("2026-03-09", "2026-03-16"));
}

#[test]
fn a_correction_handed_in_after_hours_starts_the_check_on_the_next_working_day() {
    let mut hall = hall(Some(CLOSE));
    let case = hall.pre_check(&["ID", "PLAN"]);
    let defects = json!([{"material": "PLAN", "what": "缺少签字"}]);
    hall.ok("win", json!({"type": "notice_correction", "case": case, "defects": defects}));
    hall.now = day("2026-03-03").start().plus_ms(20 * 3_600_000);
    let papers = [copy("PLAN")];
    hall.ok("win", json!({"type": "submit_corrections", "case": case, "materials": papers}));
    let held = hall.case(&case);
    assert_eq!(held.running(ClockKind::Acceptance).unwrap().start, day("2026-03-04"));
}

#[test]
fn a_case_deemed_accepted_counts_from_the_day_as_which_it_came_in() {
    let mut hall = hall(Some(CLOSE));
    let (start, due) = received(&mut hall, "2026-03-05", 20 * 60);
    assert_eq!((start.as_str(), due.as_str()), ("2026-03-06", "2026-03-13"));
    hall.go_to("2026-03-14");
    let id = *hall.world.cases().keys().next().unwrap();
    let number = engine::number::format(hall.world.setup(), id).unwrap().to_string();
    let events = hall.alarm(&number);
    let deemed = events.iter().find_map(|event| match event {
        Event::DeemedAccepted(e) => Some(e.effective),
        _ => None,
    });
    assert_eq!(deemed, Some(day("2026-03-06")));
}

#[test]
fn a_close_of_business_lies_within_the_day() {
    let mut hall = hall(None);
    for minute in [0, 1_440] {
        let set = policy(&hall, Some(minute));
        hall.refused("admin", set, "policy_refused");
    }
}
