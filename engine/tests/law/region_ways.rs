//! 通办方式: what each way of a matter of another region asks for (row 69).

use crate::common::{Hall, copy, day};
use engine::clock::ClockKind;
use engine::event::Event;
use engine::time::Day;
use serde_json::{Value, json};

/// A hall with every way, and the clocks beginning with the arrival here.
fn hall() -> Hall {
    Hall::with_item(json!({"terms": {"region": {
        "basis": "湘赣通办清单", "ways": ["online", "collect", "several"], "forward_days": 2,
        "first_day": "arrival",
    }}}))
}

fn apply(channel: &str, occasion: Value) -> Value {
    json!({
        "type": "receive_application", "item": "IT", "channel": channel, "delivery": "counter",
        "applicant": {"subject": 7, "token": "07".repeat(16), "sealed": "00"},
        "materials": [copy("ID"), copy("PLAN")], "occasion": occasion,
    })
}

fn for_region(way: &str, channel: &str) -> Value {
    let (region, authority) = ("430421", "衡阳县市场监管局");
    apply(channel, json!({"for_region": {"region": region, "authority": authority, "way": way}}))
}

/// Received there on the Saturday before.
fn from_region(way: &str, channel: &str) -> Value {
    apply(
        channel,
        json!({"from_region": {
            "region": "430421", "authority": "衡阳县政务中心", "way": way, "received": "2026-02-28",
        }}),
    )
}

#[test]
fn row_69_what_is_done_wholly_online_comes_online_and_what_is_collected_at_a_window() {
    let mut hall = hall();
    hall.refused("win", for_region("online", "window"), "region_not_offered");
    hall.ok("applicant", for_region("online", "online"));
    hall.refused("applicant", for_region("collect", "online"), "region_not_offered");
    hall.ok("win", for_region("collect", "window"));
    hall.ok("win", for_region("several", "window"));
    hall.ok("applicant", for_region("several", "online"));
    hall.refused("win", from_region("collect", "online"), "region_not_offered");
}

#[test]
fn row_69_of_what_several_places_work_on_the_day_of_the_one_intake_counts() {
    let mut hall = hall();
    let mut start = |way: &str| -> Option<Day> {
        let events = hall.ok("win", from_region(way, "window"));
        let Some(Event::TakenInElsewhere(e)) = events.last() else { panic!("{events:?}") };
        e.clocks.iter().find(|clock| clock.kind == ClockKind::Acceptance).map(|clock| clock.start)
    };
    assert_eq!(start("several"), Some(day("2026-02-28")));
    assert_eq!(start("collect"), Some(day("2026-03-02")));
}
