//! Logs of other systems: what can be checked is, what cannot be is named with its reason.

use std::path::{Path, PathBuf};

use replay::conform::rules::all;
use replay::conform::{Finding, Mapping, Report, conform_log};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// A real log from beside the project; `None` where it is absent.
fn real(name: &str) -> Option<PathBuf> {
    let path = root().join("../shared/data").join(name);
    if !path.exists() {
        println!("skipped: ../shared/data/{name} is absent");
        return None;
    }
    Some(path)
}

fn shipped(name: &str) -> Mapping {
    let path = root().join("replay/data/mappings").join(name);
    Mapping::open(&path).expect("the mapping can be read")
}

fn audit(log: &Path, mapping: &Mapping) -> (Report, Vec<Finding>) {
    let mut found = Vec::new();
    let mut tell = |finding: &Finding| {
        found.push(finding.clone());
        Ok(())
    };
    let audited = conform_log(log, mapping, &mut |_| (), &mut tell);
    let (report, _) = audited.expect("the log can be read");
    // Every rule is either checked or said not to be.
    let mut told: Vec<&str> = report.rules.keys().copied().collect();
    told.extend(report.unchecked.iter().map(|unchecked| unchecked.rule));
    let mut rules: Vec<&str> = all().map(|rule| rule.id).collect();
    told.sort_unstable();
    rules.sort_unstable();
    assert_eq!(told, rules);
    assert!(report.unchecked.iter().all(|unchecked| !unchecked.because.is_empty()));
    (report, found)
}

/// A small table, read with a mapping.
fn table(rows: &str, mapping: &str) -> (Report, Vec<(&'static str, String)>) {
    let dir = tempfile::tempdir().expect("a directory");
    let log = dir.path().join("log.csv");
    std::fs::write(&log, rows).expect("written");
    let mapping = Mapping::from_toml(mapping).expect("a mapping");
    let (report, found) = audit(&log, &mapping);
    (report, found.into_iter().map(|finding| (finding.rule, finding.case)).collect())
}

const MAP: &str = r#"
    calendar = "CN"
    [attributes]
    deadline = "deadline"
    closed = "closed"
    [limits]
    acceptance = 5
    promise = 2
    [activities]
    in = "receive"
    asked = "notice_correction"
    ok = "accept"
    yes = "grant"
    stop = "suspend"
    go = "resume"
"#;

#[test]
fn deadline_late() {
    let head = "case,activity,time,case:deadline,case:closed\n";
    let row = |case: &str, deadline: &str, closed: &str| {
        format!("{case},in,2026-03-02T09:00:00+08:00,{deadline},{closed}\n")
    };
    let rows = [
        row("kept", "2026-03-03T10:00:00+08:00", "2026-03-03T10:00:00+08:00"),
        row("late", "2026-03-03T10:00:00+08:00", "2026-03-03T10:00:01+08:00"),
        row("day", "2026-03-03", "2026-03-03T23:59:59+08:00"),
        row("open", "2026-03-03", ""),
    ];
    let (report, found) = table(&format!("{head}{}", rows.concat()), MAP);
    assert_eq!(found, [("deadline_late", "late".to_owned())]);
    assert_eq!(report.cases, 4);
}

#[test]
fn limits_of_a_mapping_are_counted_with_its_calendar_and_without_what_stands_still() {
    let rows = "case,activity,time\n\
        kept,in,2026-02-13T09:00:00+08:00\nkept,ok,2026-02-13T09:00:00+08:00\n\
        kept,yes,2026-02-24T09:00:00+08:00\n\
        late,in,2026-02-13T09:00:00+08:00\nlate,ok,2026-02-13T09:00:00+08:00\n\
        late,yes,2026-02-25T09:00:00+08:00\n\
        stood,in,2026-03-02T09:00:00+08:00\nstood,ok,2026-03-02T09:00:00+08:00\n\
        stood,stop,2026-03-03T09:00:00+08:00\nstood,go,2026-03-10T09:00:00+08:00\n\
        stood,yes,2026-03-11T09:00:00+08:00\n\
        asked,in,2026-03-02T09:00:00+08:00\nasked,asked,2026-03-02T10:00:00+08:00\n\
        asked,asked,2026-03-03T10:00:00+08:00\n";
    // 14 February 2026 is a working Saturday, 15 to 23 the Spring Festival.
    let (_, found) = table(rows, MAP);
    let expected = [("promise_late", "late"), ("second_correction_notice", "asked")];
    let expected = expected.map(|(rule, case)| (rule, case.to_owned()));
    let mut found = found;
    found.sort();
    let mut sorted = expected.to_vec();
    sorted.sort();
    assert_eq!(found, sorted);
}

#[test]
fn what_a_log_does_not_tell_is_named_and_not_passed() {
    let rows = "case,activity,time\n\
        A,in,2026-03-02T09:00:00+08:00\nA,ok,2026-03-02T09:00:00+08:00\n\
        A,yes,2026-03-02T10:00:00+08:00\n";
    let (report, found) = table(rows, MAP);
    assert_eq!(found, []);
    let because = |rule: &str| {
        let unchecked = report.unchecked.iter().find(|unchecked| unchecked.rule == rule);
        unchecked.map(|unchecked| unchecked.because.clone()).unwrap_or_default()
    };
    assert!(because("four_eyes").contains("resource"), "no event names anybody");
    assert!(because("deadline_late").contains("deadline"), "no case has one");
    assert!(because("delivered_unpaid").contains("deliver"), "no activity hands out");
    assert!(because("hand_off_late").contains("hand_over"));
    assert_eq!(because("promise_late"), "");
}

#[test]
fn the_receipt_log_has_377_of_1329_closed_cases_after_their_deadline() {
    let Some(log) = real("receipt.csv") else { return };
    let (report, found) = audit(&log, &shipped("receipt.toml"));
    assert_eq!((report.cases, report.records, report.unreadable), (1434, 8577, 0));
    let late = found.iter().filter(|finding| finding.rule == "deadline_late").count();
    assert_eq!(late, 377);
    let same = found.iter().filter(|finding| finding.rule == "four_eyes");
    assert!(same.clone().all(|finding| finding.person.is_some() && finding.unit.is_some()));
}

#[test]
fn the_road_traffic_fines_were_sent_late_in_49772_cases() {
    let Some(log) = real("Road_Traffic_Fine_Management_Process.xes.gz") else { return };
    let (report, found) = audit(&log, &shipped("road-traffic-fines.toml"));
    assert_eq!((report.cases, report.records), (150_370, 561_470));
    assert_eq!((report.unreadable, report.continued), (0, 0));
    // Some more were never sent although their case went on for longer than that.
    let sent = found.iter().filter(|f| f.rule == "delivery_late" && !f.open).count();
    assert_eq!(sent, 49_772);
    assert_eq!(u64::try_from(found.len()).expect("few enough"), report.errors + report.warnings);
}

/// A mapping that names all that a mapping can name.
const FULL: &str = r#"
    calendar = "CN"
    online = ["web"]
    [attributes]
    deadline = "deadline"
    closed = "closed"
    channel = "channel"
    [limits]
    acceptance = 5
    online_check = 1
    statutory = 20
    promise = 10
    step = 5
    hand_off = 1
    delivery = 10
    [activities]
    in = "receive"
    asked = "notice_correction"
    ok = "accept"
    sent = "hand_over"
    taken = "acknowledge"
    step = "step"
    stop = "suspend"
    go = "resume"
    longer = "extend"
    yes = "grant"
    no = "refuse"
    out = "deliver"
    kept = "archive"
"#;

#[test]
fn the_page_lists_what_a_mapping_can_ask() {
    let rows = "case,activity,time,resource,case:deadline,case:closed\n\
        1,in,2026-03-02T09:00:00+08:00,ann,2026-03-03,2026-03-02T10:00:00+08:00\n";
    let (report, _) = table(rows, FULL);
    let page = std::fs::read_to_string(root().join("docs/conformance.md")).expect("the page");
    let (_, section) = page.split_once("### What a mapping has to name").expect("its section");
    let (section, _) = section.split_once("Two mappings are in").expect("its end");
    let listed = section.lines().filter_map(|line| line.strip_prefix("* `")?.split('`').next());
    let mut listed: Vec<&str> = listed.collect();
    listed.sort_unstable();
    let checked: Vec<&str> = report.rules.keys().copied().collect();
    assert_eq!(listed, checked);
}
