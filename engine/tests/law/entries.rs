//! What a single entry may say: a day to come, a number of its own, a version that is, a text that can be read.

use crate::common::{Hall, grant, item, kinds};
use engine::command::Sent;
use engine::event::EventKind as E;
use serde_json::{Value, json};

fn apply(expected: u32) -> Value {
    json!({
        "type": "receive_application", "item": "IT", "channel": "window", "delivery": "counter",
        "applicant": {"subject": 7, "token": "07".repeat(16), "sealed": "00"},
        "materials": [], "expected_version": expected,
    })
}

#[test]
fn what_begins_has_version_0() {
    let mut hall = Hall::with_item(json!({}));
    hall.refused("win", apply(3), "version_mismatch");
    hall.ok("win", apply(0));
}

#[test]
fn row_31_a_letter_is_revoked_from_today_on_and_not_from_the_past() {
    let mut hall = Hall::with_item(json!({}));
    let revoke =
        |on: &str| json!({"type": "revoke_letter", "letter": "L-1", "on": on, "reason": "收回"});
    hall.refused("admin", revoke("2026-03-01"), "bad_setup");
    hall.ok("admin", revoke("2026-03-02"));
}

#[test]
fn row_88_a_version_that_is_over_is_not_published() {
    let mut hall = Hall::with_item(json!({}));
    let publish = |last: &str| {
        let definition = item(&json!({"name": "新名称", "valid_to": last}));
        json!({"type": "publish_item", "definition": definition})
    };
    hall.refused("admin", publish("2026-03-01"), "bad_item_version");
    hall.ok("admin", publish("2026-03-02"));
}

#[test]
fn row_74_a_department_gives_each_result_a_number_of_its_own() {
    let decided = |hall: &mut Hall| {
        let case = hall.accepted();
        hall.to_handling(&case, &["ID", "PLAN"]);
        hall.to_decision(&case);
        hall.ok("chief", grant(&case));
        case
    };
    let made =
        |case: &str, number: &str| json!({"type": "record_result", "case": case, "number": number});
    let mut hall = Hall::with_item(json!({}));
    let (first, second) = (decided(&mut hall), decided(&mut hall));
    hall.ok("rev", made(&first, "证〔2026〕1号".replace(['〔', '〕'], "-").as_str()));
    hall.refused("rev", made(&second, "证-2026-1号"), "result_number_used");
    assert_eq!(kinds(&hall.ok("rev", made(&second, "证-2026-2号"))), [E::ResultProduced]);
}

#[test]
fn row_38_nobody_stands_in_who_was_never_appointed() {
    let mut hall = Hall::with_item(json!({}));
    let cover = |absent: &str, substitute: &str| {
        json!({
            "type": "cover_post", "absent": absent, "substitute": substitute,
            "from": "2026-03-02", "to": "2026-03-06",
        })
    };
    hall.refused("manager", cover("chief", "nobody"), "unknown_staff");
    hall.refused("manager", cover("nobody", "rev"), "unknown_staff");
    hall.ok("manager", cover("rev", "rev2"));
}

#[test]
fn a_text_has_no_marks_of_direction() {
    let read = |reason: &str| {
        let command = json!({"type": "withdraw_case", "case": "C-1", "reason": reason});
        Sent::read("withdraw_case", command).unwrap().is_ok()
    };
    for mark in ('\u{202a}'..='\u{202e}').chain('\u{2066}'..='\u{2069}') {
        assert!(!read(&format!("准予{mark}不予")), "{mark:?}");
    }
    // What stands beside them is taken: a narrow blank, a joiner of words.
    assert!(read("准予\u{202f}不予\u{2060}"));
}

#[test]
fn a_text_has_no_control_characters_but_line_feed_and_tab() {
    let read = |reason: &str| {
        let command = json!({"type": "withdraw_case", "case": "C-1", "reason": reason});
        Sent::read("withdraw_case", command).unwrap().is_ok()
    };
    assert!(read("第一行\n\t第二行"));
    for control in ['\0', '\u{7}', '\u{b}', '\r', '\u{1b}', '\u{1f}'] {
        assert!(!read(&format!("不办了{control}")), "{control:?}");
    }
}
