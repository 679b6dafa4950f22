//! Logs of other systems: what can be checked is, what cannot be is named with its reason.

use std::path::{Path, PathBuf};

use replay::conform::rules::{AFTER_ARCHIVE, all};
use replay::conform::{Finding, Mapping, Report, conform_log};
use replay::words::Lang;

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
    let mut rules: Vec<&str> = all().chain([&AFTER_ARCHIVE]).map(|rule| rule.id).collect();
    told.sort_unstable();
    rules.sort_unstable();
    assert_eq!(told, rules);
    assert!(report.unchecked.iter().all(|unchecked| !unchecked.because.is_empty()));
    assert!(report.unchecked.iter().all(|unchecked| is_chinese(&unchecked.because_zh)));
    assert!(found.iter().all(|finding| is_chinese(&finding.found_zh)), "{found:#?}");
    (report, found)
}

/// Something is said in Chinese, and no English word stands in it but a name of the mapping or of the log.
fn is_chinese(text: &str) -> bool {
    text.chars().any(|letter| ('\u{4e00}'..='\u{9fff}').contains(&letter))
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
    extension = 10
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
    let rows = "case,activity,time,resource,case:deadline,case:closed,case:channel\n\
        1,in,2026-03-02T09:00:00+08:00,ann,2026-03-03,2026-03-02T10:00:00+08:00,web\n";
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

#[test]
fn an_extension_moves_the_limit_by_the_days_of_the_case_or_of_the_mapping() {
    let head = "case,activity,time,case:longer by\n";
    let case = |name: &str, more: &str| {
        let row = |activity: &str, day: &str| {
            format!("{name},{activity},2026-03-{day}T09:00:00+08:00,{more}\n")
        };
        [row("ok", "02"), row("longer", "03"), row("yes", "13")].concat()
    };
    let map = |more: &str| {
        format!(
            "calendar = \"CN\"\n[attributes]\nextended = \"longer by\"\n[limits]\nstatutory = 5\n{more}\
             [activities]\nok = \"accept\"\nlonger = \"extend\"\nyes = \"grant\"\n"
        )
    };
    let rows = format!("{head}{}{}{}", case("kept", "4"), case("late", "3"), case("silent", ""));
    let late = |found: &[(&'static str, String)]| -> Vec<String> {
        let late = found.iter().filter(|(rule, _)| *rule == "statutory_late");
        late.map(|(_, case)| case.clone()).collect()
    };
    let (report, found) = table(&rows, &map(""));
    assert_eq!(late(&found), ["late"], "nobody can tell of the silent one");
    let unmatched = report.unmatched.expect("of a foreign log");
    assert_eq!(unmatched.extensions_without_days, 1);
    let (_, found) = table(&rows, &map("extension = 1\n"));
    assert_eq!(late(&found), ["late", "silent"], "the mapping speaks where the case does not");
}

#[test]
fn without_days_of_extensions_the_statutory_limit_is_not_checked() {
    let map = FULL.replace("extension = 10", "");
    let (report, _) = table("case,activity,time\n1,in,2026-03-02T09:00:00+08:00\n", &map);
    let unchecked = report.unchecked.iter().find(|unchecked| unchecked.rule == "statutory_late");
    assert!(unchecked.expect("it is named").because.contains("by how many days"));
}

#[test]
fn what_mapping_and_log_do_not_have_in_common_is_named() {
    let rows = "case,activity,time,case:channel\n\
        A,in,2026-03-02T09:00:00+08:00,desk\nA,phoned,2026-03-02T09:30:00+08:00,desk\n\
        A,phoned,2026-03-02T09:40:00+08:00,desk\nA,ok,2026-03-02T10:00:00+08:00,desk\n";
    let map = r#"
        online = ["wbe"]
        [attributes]
        channel = "channel"
        item = "itme"
        [activities]
        in = "receive"
        okk = "accept"
    "#;
    let (report, _) = table(rows, map);
    let unmatched = report.unmatched.clone().expect("of a foreign log");
    assert_eq!(unmatched.activities_never_met, ["okk"]);
    assert_eq!(unmatched.attributes_never_met, ["itme"]);
    assert_eq!(unmatched.channels_never_met, ["wbe"]);
    let rest: Vec<_> = unmatched.activities_not_mapped.into_iter().collect();
    assert_eq!(rest, [("ok".to_owned(), 1), ("phoned".to_owned(), 2)]);
    for (lang, words) in [(Lang::Zh, "请核对是否写错"), (Lang::En, "is it mistyped?")] {
        let mut out = Vec::new();
        report.write(lang, &mut out).expect("written");
        let text = String::from_utf8(out).expect("text");
        assert!(text.contains("okk") && text.contains(words), "{text}");
    }
}

#[test]
fn what_goes_on_after_the_archive_is_found_and_without_one_named_as_not_checked() {
    let rows = "case,activity,time\n\
        A,in,2026-03-02T09:00:00+08:00\nA,kept,2026-03-02T10:00:00+08:00\n\
        A,ok,2026-03-03T10:00:00+08:00\nB,kept,2026-03-02T10:00:00+08:00\n";
    let (report, found) = table(rows, FULL);
    let after: Vec<_> = found.iter().filter(|(rule, _)| *rule == "after_archive").collect();
    assert_eq!(after, [&("after_archive", "A".to_owned())]);
    assert_eq!(report.rules.get("after_archive"), Some(&1));
    let (report, _) = table(rows, MAP);
    let unchecked = report.unchecked.iter().find(|unchecked| unchecked.rule == "after_archive");
    assert!(unchecked.expect("it is named").because.contains("archive"));
}

/// What could not be read may be what a rule misses: the acceptance of B is there, and nobody can read when.
#[test]
fn a_case_of_which_a_record_cannot_be_read_is_named_and_not_judged() {
    let rows = "case,activity,time,resource\n\
        A,in,2026-03-02T09:00:00+08:00,ann\nA,yes,2026-03-02T10:00:00+08:00,bob\n\
        B,in,2026-03-02T09:00:00+08:00,ann\nB,ok,2026-03-32T09:00:00+08:00,ann\n\
        B,yes,2026-03-02T10:00:00+08:00,bob\n";
    let (report, found) = table(rows, FULL);
    assert!(found.iter().any(|(_, case)| case == "A"), "it was decided without being accepted");
    assert!(found.iter().all(|(_, case)| case != "B"), "{found:?}");
    assert_eq!((report.cases, report.not_judged, report.unreadable), (1, 1, 1));
    assert_eq!(report.not_judged_cases, ["B"]);
    assert_eq!(report.unreadable_of_no_case, 0);
    for (lang, words) in [(Lang::Zh, "未判定的办件: 1（“B”）"), (Lang::En, "could be read: 1 (B)")]
    {
        let mut out = Vec::new();
        report.write(lang, &mut out).expect("written");
        let text = String::from_utf8(out).expect("text");
        assert!(text.contains(words), "{text}");
    }
}

/// A record of no case may be the acceptance of A: that it was decided before it is then not judged; that it was decided
/// twice is so whatever is missing.
#[test]
fn where_a_record_names_no_case_no_rule_is_tried_that_concludes_something_from_what_is_not_there() {
    let rows = "case,activity,time,resource\n\
        A,in,2026-03-02T09:00:00+08:00,ann\nA,yes,2026-03-20T10:00:00+08:00,bob\n\
        A,yes,2026-03-20T11:00:00+08:00,bob\n";
    let (whole, found) = table(rows, FULL);
    let rules: Vec<&str> = found.iter().map(|(rule, _)| *rule).collect();
    assert!(rules.contains(&"decided_before_acceptance"), "{rules:?}");
    assert!(rules.contains(&"decided_twice"), "{rules:?}");
    let (report, found) = table(&format!("{rows},ok,2026-03-02T09:30:00+08:00,ann\n"), FULL);
    assert_eq!(report.unreadable_of_no_case, 1);
    let rules: Vec<&str> = found.iter().map(|(rule, _)| *rule).collect();
    assert_eq!(rules, ["decided_twice"]);
    let by_absence = [
        "acceptance_late",
        "online_check_late",
        "decided_before_acceptance",
        "extended_late",
        "statutory_late",
        "promise_late",
        "step_late",
        "hand_off_late",
        "delivery_late",
        "delivered_before_decision",
    ];
    for rule in by_absence {
        let unchecked = report.unchecked.iter().find(|unchecked| unchecked.rule == rule);
        assert!(unchecked.is_some() && !report.rules.contains_key(rule), "{rule}");
    }
    let because = |report: &Report| {
        let mut of = report.unchecked.iter().filter(|it| it.rule == "decided_before_acceptance");
        of.next().map(|unchecked| unchecked.because.clone())
    };
    assert!(because(&report).expect("named").contains("name no case"));
    assert_eq!(because(&whole), None);
}

#[test]
fn a_channel_that_no_case_names_leaves_the_online_check_unchecked() {
    let rows = "case,activity,time,resource,case:deadline,case:closed\n\
        1,in,2026-03-02T09:00:00+08:00,ann,2026-03-03,2026-03-02T10:00:00+08:00\n";
    let (report, _) = table(rows, FULL);
    let unchecked = report.unchecked.iter().find(|unchecked| unchecked.rule == "online_check_late");
    assert!(unchecked.expect("it is named").because.contains("channel"));
    assert!(!report.rules.contains_key("online_check_late"));
}
