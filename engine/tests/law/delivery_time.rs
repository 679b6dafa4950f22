//! 送达期限: ten working days to notice and availability, by the way that the applicant chose last (行政许可法 art. 44;
//! rows 75 and 76).

use crate::common::{Hall, deliver, kinds};
use engine::clock::ClockKind;
use engine::event::EventKind as E;
use engine::lifecycle::Phase;
use engine::port::PortKind;
use serde_json::{Value, json};

fn prepare(case: &str, notified: bool) -> Value {
    json!({"type": "prepare_delivery", "case": case, "notified": notified})
}

fn choose(case: &str, way: &str) -> Value {
    json!({"type": "choose_delivery", "case": case, "way": way})
}

fn fed_back() -> (Hall, String) {
    let mut hall = Hall::with_item(json!({"delivery": ["counter", "ems", "locker"]}));
    let case = hall.granted();
    hall.to_feedback(&case);
    (hall, case)
}

fn is_owed(hall: &Hall, case: &str) -> bool {
    hall.case(case).running(ClockKind::Delivery).is_some()
}

#[test]
fn art_44_another_way_than_the_one_by_which_it_was_available_is_owed_again() {
    let (mut hall, case) = fed_back();
    let due = hall.case(&case).running(ClockKind::Delivery).unwrap().reckoning.due;
    hall.ok("out", prepare(&case, true));
    assert!(!is_owed(&hall, &case));
    hall.ok("out", choose(&case, "ems"));
    let again = hall.case(&case).running(ClockKind::Delivery).map(|clock| clock.reckoning.due);
    assert_eq!(again, Some(due), "from where it began");
    hall.ok("out", json!({"type": "ship_result", "case": case, "parcel": "EX-1"}));
    assert!(!is_owed(&hall, &case));
}

#[test]
fn art_44_who_is_told_a_day_later_is_served_that_day() {
    let (mut hall, case) = fed_back();
    hall.ok("out", prepare(&case, false));
    assert!(is_owed(&hall, &case));
    hall.refused("out", prepare(&case, false), "wrong_phase");
    hall.go_to("2026-03-03");
    assert_eq!(kinds(&hall.ok("out", prepare(&case, true))), [E::DeliveryPrepared]);
    assert_eq!((is_owed(&hall, &case), hall.phase(&case)), (false, Phase::ReadyForDelivery));
    hall.refused("out", prepare(&case, true), "wrong_phase");
    hall.ok("out", deliver(&case));
}

#[test]
fn art_44_a_locker_is_available_once_he_is_told_of_it() {
    let (mut hall, case) = fed_back();
    hall.ok("out", choose(&case, "locker"));
    hall.ok("out", prepare(&case, true));
    assert!(is_owed(&hall, &case), "it is in no cell yet");
    hall.refused("out", prepare(&case, true), "wrong_phase");
    let place = json!({"type": "place_in_locker", "case": case, "cell": "C-7", "notified": false});
    hall.ok("out", place);
    assert!(is_owed(&hall, &case));
    hall.ok("out", prepare(&case, true));
    assert_eq!((is_owed(&hall, &case), hall.phase(&case)), (false, Phase::InDelivery));
}

#[test]
fn art_44_what_is_on_its_way_needs_no_second_notice() {
    let (mut hall, case) = fed_back();
    hall.ok("out", choose(&case, "ems"));
    hall.ok("out", prepare(&case, true));
    hall.ok("out", json!({"type": "ship_result", "case": case, "parcel": "EX-1"}));
    hall.refused("out", prepare(&case, true), "wrong_phase");
}

#[test]
fn art_7_the_archive_itself_takes_no_case_whose_remedy_is_pending() {
    let mut hall = Hall::with_ports(json!({}), &["archive"]);
    let case = hall.delivered();
    let ask = hall.ask_of(&case, PortKind::Archive);
    let taken = crate::common::answer(&case, ask, json!({"archived": {"package": "sm3-1"}}));
    hall.ok(
        "rep",
        json!({
            "type": "file_remedy", "case": case, "kind": "reconsideration",
            "authority": "县人民政府", "filed": "2026-03-02", "number": "FY-2026-1",
        }),
    );
    hall.refused("port:archive", taken.clone(), "remedy_pending");
    hall.ok(
        "rep",
        json!({
            "type": "settle_remedy", "case": case, "remedy": 0, "outcome": "upheld",
            "number": "FY-2026-1-1", "decided": "2026-03-02", "note": "维持",
        }),
    );
    assert_eq!(kinds(&hall.ok("port:archive", taken)).last(), Some(&E::Archived));
}
