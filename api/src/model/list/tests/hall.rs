//! 清单成厅: the hall that a list makes, with what a completion names of it and what is assumed.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;

use super::super::*;
use super::{entry, real, run_on};

/// The hall of a list, set up as an administrator would, and what is said of it.
fn checked(list: &ItemList, completion: &Completion) -> (Checked, Vec<Assumption>, Value) {
    let made = complete::made(list, completion).unwrap();
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(file.path(), made.model.to_string()).unwrap();
    let day = "2026-11-20".parse().unwrap();
    (check(Some(file.path()), None, day).unwrap(), made.assumed, made.model)
}

fn count_of(assumed: &[Assumption], what: &str) -> usize {
    assumed.iter().filter(|line| line.what == what).map(|line| line.count).sum()
}

#[test]
fn a_real_list_stands_on_its_own_region_and_departments_and_every_item_is_ready() {
    let Some(path) = real() else { return };
    let list = read_list(&path).unwrap();
    let (checked, assumed, model) = checked(&list, &Completion::default());
    checked.sound().unwrap();
    assert_eq!(checked.unready.len(), 0, "{:?}", checked.unready.first());
    assert_eq!(model["hall"]["region_code"], "511602");
    assert_eq!(model["departments"].as_array().unwrap().len(), 34);
    let ids: BTreeSet<&str> = model["departments"]
        .as_array()
        .unwrap()
        .iter()
        .map(|d| d["id"].as_str().unwrap())
        .collect();
    assert_eq!(ids.len(), 34);
    assert!(ids.contains("11511301008778183N"), "the list's own codes: {ids:?}");
    let windows = model["hall"]["windows"].as_array().unwrap();
    assert!(windows.iter().all(|window| !ids.contains(window["id"].as_str().unwrap())));
    assert!(
        !model.to_string().contains("县政务服务中心(示例)"),
        "nothing of the illustrative hall"
    );
    for what in ["legal_limit", "promise_limit", "steps", "materials", "zone"] {
        assert_eq!(count_of(&assumed, what), 1135, "{what}");
    }
    assert_eq!(count_of(&assumed, "departments.zone"), 34);
    // What is assumed is a finding too, and both places count the odd names alike.
    let found = |code: &str| {
        let of = |one: &&Examined| one.findings.iter().any(|found| found.finding == code);
        checked.found.iter().filter(of).count()
    };
    assert_eq!(found("assumed"), 1135);
    assert_eq!(found("name_catch_all"), list.report.flaws[&Flaw::NameCatchAll]);
    assert_eq!(found("catch_all"), 0);
    assert!(!list.report.flaws.contains_key(&Flaw::CatchAll));
}

#[test]
fn a_completion_says_where_departments_stand_and_what_they_are_called() {
    let entries = [("000104002000", "区民政局"), ("000104003000", "区财政局")].map(|(code, unit)| {
        format!(r#"{{"name":"事项{code}","item_code":"{code}","task_type":"1","department":"{unit}","area_code":"511602000000","dept_code":"D01"}}"#)
    });
    let list = parse(&format!("[{}]", entries.join(",\n"))).unwrap();
    let completion = r#"{
        "hall": {"name_zh": "广安区政务服务中心",
            "zones": [{"id": "Z0", "zh": "无差别综合受理区", "floor": 1, "staffed_by": "centre"}],
            "windows": [{"id": "D02", "zone": "Z0", "kind": "undifferentiated", "staffed_by": "centre"}]},
        "departments": {"区民政局": {"id": "MZJ", "zone": "Z0"}}
    }"#;
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(file.path(), completion).unwrap();
    let completion = Completion::read(Some(file.path()), &list).unwrap();
    let (checked, assumed, model) = checked(&list, &completion);
    checked.sound().unwrap();
    assert_eq!(checked.unready.len(), 0, "{:?}", checked.unready);
    assert_eq!(model["hall"]["name_zh"], "广安区政务服务中心");
    let of = |unit: &str| {
        let all = model["departments"].as_array().unwrap();
        all.iter().find(|one| one["name_zh"] == unit).unwrap().clone()
    };
    assert_eq!((&of("区民政局")["id"], &of("区民政局")["zone"]), (&"MZJ".into(), &"Z0".into()));
    assert_eq!((&of("区财政局")["id"], &of("区财政局")["zone"]), (&"D01".into(), &"Z01".into()));
    assert_eq!(count_of(&assumed, "departments.zone"), 1);
    assert_eq!(count_of(&assumed, "zone"), 1, "of the item whose zone nobody names");
    let stationing = |place: usize| model["items"][place]["stationing"].clone();
    assert_eq!((stationing(0), stationing(1)), ("entrusted".into(), "stationed".into()));
}

#[test]
fn a_code_that_is_a_window_already_or_anothers_is_not_taken_for_a_department() {
    let entries = [("000104002000", "甲局", "W01"), ("000104003000", "乙局", "W01")];
    let entries = entries.map(|(code, unit, own)| {
        format!(r#"{{"name":"事项","item_code":"{code}","task_type":"1","department":"{unit}","dept_code":"{own}"}}"#)
    });
    let list = parse(&format!("[{}]", entries.join(","))).unwrap();
    let hall = r#"{"hall": {"windows": [{"id": "W01", "zone": "Z0", "kind": "undifferentiated", "staffed_by": "centre"}],
        "zones": [{"id": "Z0", "zh": "综合区", "floor": 1, "staffed_by": "centre"}]}}"#;
    let completion: Completion = serde_json::from_str(hall).unwrap();
    let (checked, assumed, model) = checked(&list, &completion);
    checked.sound().unwrap();
    let ids: Vec<&str> = model["departments"]
        .as_array()
        .unwrap()
        .iter()
        .map(|d| d["id"].as_str().unwrap())
        .collect();
    assert_eq!(ids, ["BM01", "BM02"]);
    assert_eq!(count_of(&assumed, "departments.id"), 2);
    assert_eq!(count_of(&assumed, "region_code"), 1);
}

#[test]
fn a_zone_that_nobody_describes_and_a_code_twice_are_named_with_their_lines() {
    let list = parse(&format!("[{},\n{}]", entry("A1", "甲", ""), entry("A1", "乙", ""))).unwrap();
    let error = format!("{:#}", complete::made(&list, &Completion::default()).unwrap_err());
    assert!(error.contains("line 2 of the list, A1 乙: line 1 has the same code"), "{error}");
    let list = parse(&format!("[{}]", entry("A1", "甲", r#","zone":"Z9""#))).unwrap();
    let error = format!("{:#}", complete::made(&list, &Completion::default()).unwrap_err());
    assert!(error.contains("it stands in zone Z9, which nobody describes"), "{error}");
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(file.path(), format!("[{}]", entry("A1", "甲", r#","zone":"Z9""#))).unwrap();
    assert!(run_on(file.path(), false).contains("不能成厅 no hall"), "the report says so");
}

#[test]
fn what_the_list_asks_for_with_a_catch_all_is_counted_as_papers() {
    let more =
        r#","materials":[{"material":"其他有关材料","necessity":1,"e_licence":null,"copies":1}]"#;
    let list = parse(&format!("[{}]", entry("000104002000", "甲", more))).unwrap();
    let (checked, ..) = checked(&list, &Completion::default());
    let found = |code: &str| checked.found[0].findings.iter().any(|found| found.finding == code);
    assert!(found("catch_all") && !found("name_catch_all"));
    assert_eq!(list.report.flaws.get(&Flaw::CatchAll), Some(&1));
}
