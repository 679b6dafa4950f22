//! 特别程序: what an item version allows is for all procedures of a kind together (行政许可法 art. 45, guard 12).

use crate::common::{Hall, kinds};
use engine::clock::ClockKind;
use engine::event::EventKind as E;
use serde_json::{Value, json};

fn in_handling() -> (Hall, String) {
    let mut hall = Hall::with_item(json!({"specials": [
        {"kind": "hearing", "max_working_days": 9, "stops_statutory": true},
        {"kind": "testing", "max_working_days": 5, "stops_statutory": true},
    ]}));
    let case = hall.accepted();
    hall.to_handling(&case, &["ID", "PLAN"]);
    (hall, case)
}

fn suspend(case: &str, procedure: &str, days: u16) -> Value {
    json!({
        "type": "suspend_case", "case": case, "procedure": procedure, "planned_days": days,
        "reason": "依法需要", "told_in_writing": true,
    })
}

fn resume(case: &str) -> Value {
    json!({"type": "resume_case", "case": case, "result": "已结束"})
}

#[test]
fn art_45_procedures_of_one_kind_stay_together_within_what_the_item_version_allows() {
    let (mut hall, case) = in_handling();
    hall.refused("rev", suspend(&case, "hearing", 10), "special_procedure_too_long");
    hall.ok("rev", suspend(&case, "hearing", 9));
    // Monday to Friday: five working days are not counted.
    hall.go_to("2026-03-09");
    hall.ok("rev", resume(&case));
    hall.refused("rev", suspend(&case, "hearing", 5), "special_procedure_too_long");
    assert_eq!(kinds(&hall.ok("rev", suspend(&case, "hearing", 4))), [E::SuspensionStarted]);
    let plan = hall.case(&case).running(ClockKind::Special).map(|clock| clock.budget.days);
    assert_eq!(plan, Some(4));
}

#[test]
fn art_45_another_kind_has_its_own_time_and_a_kind_that_is_used_up_has_none() {
    let (mut hall, case) = in_handling();
    hall.ok("rev", suspend(&case, "hearing", 9));
    // It took longer than it was planned: the overrun counts too.
    hall.go_to("2026-03-31");
    hall.ok("rev", resume(&case));
    hall.refused("rev", suspend(&case, "hearing", 1), "special_procedure_too_long");
    hall.ok("rev", suspend(&case, "testing", 5));
}
