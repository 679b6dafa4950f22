//! 事项清单导入: a real list where it is at hand, and lists made by hand.

use std::collections::BTreeSet;

use engine::inspector::ITEM_CODE_CHARS_MAX;

use super::code::normalised;
use super::*;

mod hall;

const LONG: &str = "511A0138000000-511602000000-000-115113010833722043-1-00";

/// The real list of a district, kept beside the project; `None` where it is absent.
#[expect(clippy::print_stdout, reason = "a skipped test says so")]
fn real() -> Option<PathBuf> {
    let places = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors();
    let mut files = places.map(|place| place.join("shared/data/zwfw-guangan-items.json"));
    let found = files.find(|file| file.is_file());
    if found.is_none() {
        println!("skipped: ../shared/data/zwfw-guangan-items.json is absent");
    }
    found
}

fn entry(code: &str, name: &str, more: &str) -> String {
    format!(
        r#"{{"name":"{name}","item_code":"{code}","task_type":"1","department":"区民政局"{more}}}"#
    )
}

#[track_caller]
fn refused(text: &str, word: &str) {
    let error = format!("{:#}", parse(text).unwrap_err());
    assert!(error.contains(word), "{error}");
}

fn asked(file: &Path, json: bool) -> ImportArgs {
    ImportArgs {
        file: Some(file.to_owned()),
        check: false,
        hall: None,
        compare: None,
        on: None,
        json,
        complete: None,
        model: None,
        drafts: None,
    }
}

fn run_on(file: &Path, json: bool) -> String {
    let mut out = Vec::new();
    run(&asked(file, json), &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// The hall of a list: what its model publishes.
fn hall(list: &ItemList, completion: &Completion) -> Vec<engine::item::ItemDefinition> {
    let model = complete::made(list, completion).unwrap().model;
    let model: crate::model::Model = serde_json::from_value(model).unwrap();
    let commands = model.commands().unwrap().into_iter();
    let published = commands.filter_map(|command| {
        let engine::command::Command::PublishItem(publish) = command else { return None };
        Some(publish.definition)
    });
    published.collect()
}

#[test]
fn a_real_list_makes_a_hall_whose_items_may_all_be_published() {
    let Some(path) = real() else { return };
    let list = read_list(&path).unwrap();
    let items = hall(&list, &Completion::default());
    assert_eq!(items.len(), 1135);
    let policy = engine::publication::PublicationPolicy::default();
    for item in &items {
        item.check().unwrap();
        policy.inspect(item).unwrap();
        let note = item.guide.promise_note.as_ref().unwrap().as_str();
        assert!(note.contains("promise_limit"), "its promise is assumed: {note}");
    }
}

#[test]
fn what_is_completed_is_no_default_and_the_nearest_word_counts() {
    let text = format!("[{}]", entry("000104002000", "节能审查", r#","promise_limit":3"#));
    let list = parse(&text).unwrap();
    let field = |name: &str, value: u64| -> Map<String, Value> {
        [(name.to_owned(), value.into())].into_iter().collect()
    };
    let mut completion = Completion { all: field("fee_cny", 1), ..Completion::default() };
    completion.all.insert("promise_limit".to_owned(), 9.into());
    completion.task_types.insert("01".to_owned(), field("fee_cny", 2));
    completion.items.insert("000104002000".parse().unwrap(), field("legal_extension", 5));
    let items = hall(&list, &completion);
    let item = items.first().unwrap();
    let got = (item.promise.days, item.fee_fen, item.legal_extension);
    assert_eq!(got, (3, 200, 5), "the list's own word, the type's, the item's");
    let note = item.guide.promise_note.as_ref().unwrap().as_str();
    assert!(!note.contains("promise_limit") && !note.contains("fee_cny"), "{note}");
    assert!(note.contains("steps"), "{note}");
}

#[test]
fn a_completed_field_that_does_not_fit_is_named() {
    let text = format!("[{}]", entry("000104002000", "节能审查", r#","promise_limit":"soon""#));
    let list = parse(&text).unwrap();
    let error = format!("{:#}", complete::made(&list, &Completion::default()).unwrap_err());
    let words = r#"line 1 of the list, 000104002000 节能审查: `promise_limit` is "soon"; write a whole number of days"#;
    assert!(error.contains(words), "{error}");
}

#[test]
fn a_completed_field_that_no_item_has_is_named() {
    let list = parse(&format!("[{}]", entry("000104002000", "节能审查", ""))).unwrap();
    let read = |text: &str| {
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(file.path(), text).unwrap();
        Completion::read(Some(file.path()), &list).map_err(|error| format!("{error:#}"))
    };
    read(r#"{"all": {"delivery": ["counter"]}}"#).unwrap();
    for (text, place) in [
        (r#"{"all": {"deliveryy": ["counter"]}}"#, "all has a field `deliveryy`"),
        (r#"{"task_types": {"01": {"limit": 3}}}"#, "task_types.01 has a field `limit`"),
        (r#"{"items": {"000104002000": {"x": 1}}}"#, "items.000104002000 has a field `x`"),
        (r#"{"items": {"H1": {"zone": "Z0"}}}"#, "completes the item H1, which"),
        (
            "{\n\"all\": {\n\"promise_limit\": \"soon\"}}",
            "line 3: all.promise_limit is \"soon\"; write a whole number",
        ),
        (r#"{"all": {"steps": "three"}}"#, "write a list of"),
        (r#"{"every": {}}"#, "there is no part `every`; a completion has `all`"),
        (r#"{"task_types": {"licence": {}}}"#, "no type of items"),
        ("{\n\"departments\": {\n\"民政局\": {}}}", "line 3: the list has no department 民政局"),
        (r#"{"departments": {"区民政局": {"id": "a b"}}}"#, "\"a b\" cannot be used"),
        (r#"{"hall": {"zones": [{"id": "Z0"}]}}"#, "hall.zones is a list of"),
        (
            r#"{"hall": {"windows": [{"id": "1", "zone": "Z0", "kind": "box", "staffed_by": "centre"}]}}"#,
            "unknown kind box",
        ),
        ("{\n\"all\" {}}", "line 2, column 7: this is no JSON"),
        ("[]", "a completion is an object with"),
    ] {
        let error = read(text).unwrap_err();
        assert!(error.contains(place), "{error}");
    }
}

#[test]
fn drafts_are_lines_of_commands_that_the_server_reads() {
    let text = format!("[{}]", entry("000104002000", "节能审查", ""));
    let model = complete::made(&parse(&text).unwrap(), &Completion::default()).unwrap().model;
    let lines = drafts::lines(&model).unwrap();
    let mut drafted = 0;
    for line in lines.lines() {
        for command in serde_json::from_str::<Vec<Value>>(line).unwrap() {
            let kind = command["type"].as_str().unwrap().to_owned();
            drafted += usize::from(kind == "draft_item");
            engine::command::Sent::read(&kind, command).unwrap().unwrap();
        }
    }
    assert_eq!(drafted, 1);
}

#[test]
fn a_real_list_of_a_district_is_read_whole() {
    let Some(path) = real() else { return };
    let list = read_list(&path).unwrap();
    assert_eq!((list.items.len(), list.report.items), (1135, 1135));
    assert_eq!(list.report.departments.len(), 34);
    let types: Vec<(&str, usize)> =
        list.report.task_types.iter().map(|(code, count)| (code.as_str(), *count)).collect();
    let counted =
        [("01", 536), ("05", 9), ("07", 50), ("08", 2), ("09", 8), ("10", 182), ("20", 348)];
    assert_eq!(types, counted);
}

#[test]
fn a_real_list_keeps_its_codes_apart_and_says_no_limit() {
    let Some(path) = real() else { return };
    let list = read_list(&path).unwrap();
    let codes: BTreeSet<&str> = list.items.iter().map(|item| item.code.as_str()).collect();
    assert_eq!(codes.len(), list.items.len());
    assert!(codes.iter().all(|code| code.chars().count() <= ITEM_CODE_CHARS_MAX));
    for element in [Element::StatutoryLimit, Element::Promise, Element::Steps, Element::Materials] {
        assert_eq!(list.report.missing[&element], list.items.len(), "{element:?}");
    }
    assert_eq!(list.report.flaws[&Flaw::Unclassified], 615);
    assert_eq!(list.report.flaws[&Flaw::CodeShortened], 1132);
    assert!(!list.report.flaws.contains_key(&Flaw::CodeTwice));
}

#[test]
fn a_real_list_is_reported_in_words_and_as_json() {
    let Some(path) = real() else { return };
    let words = run_on(&path, false);
    assert!(words.contains("1135") && words.contains("区教科体局"), "{words}");
    assert!(words.contains("承诺办结时限"), "{words}");
    let json: Value = serde_json::from_str(&run_on(&path, true)).unwrap();
    assert_eq!(json["report"]["task_types"]["01"], 536);
    assert_eq!(json["items"][0]["missing"][2], "statutory_limit");
}

#[test]
fn a_list_made_by_hand_is_reported_in_words_and_as_json() {
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(file.path(), format!("[{}]", entry("A1", "甲", ""))).unwrap();
    let words = run_on(file.path(), false);
    assert!(words.contains("     1  区民政局\n") && words.contains("     1  材料\n"), "{words}");
    let json: Value = serde_json::from_str(&run_on(file.path(), true)).unwrap();
    assert_eq!(json["report"]["missing"]["promise"], 1);
    assert_eq!(json["items"][0]["code"], "A1");
}

#[test]
fn a_long_code_loses_its_region_and_nothing_else() {
    assert_eq!(normalised(LONG).unwrap(), "511A0138000000115113010833722043100");
    let split = "512C0107400001-511602000000-000-00877868-5-1-00";
    assert_eq!(normalised(split).unwrap(), "512C0107400001008778685100");
}

#[test]
fn a_short_code_stays_as_it_is() {
    for code in ["H-000185-001-4444444444", "11440232MB2D06811W4000117051000", "SC-01"] {
        assert_eq!(normalised(code).unwrap(), code);
    }
}

#[test]
fn a_code_that_stays_too_long_is_refused_with_its_place() {
    refused(&format!("[{}]", entry(&"9".repeat(37), "甲", "")), "item 1 of the list");
}

#[test]
fn an_item_without_name_code_type_or_department_is_refused() {
    refused(&format!("[{}]", entry("A1", " ", "")), "`name` is absent");
    refused(&format!("[{}]", entry("", "甲", "")), "`item_code` is absent");
    refused(r#"[{"name":"甲","item_code":"A1","department":"乙"}]"#, "`task_type` is absent");
    refused(r#"{"name":"甲"}"#, "JSON array");
}

#[test]
fn what_a_list_does_say_is_not_missing() {
    let more = r#","promise_day":0,"legal_limit":20,"materials":[],"zone":" ","by_law":"法"#;
    let list = parse(&format!("[{}]", entry("A1", "甲", &format!("{more}\"")))).unwrap();
    let missing = &list.items[0].missing;
    for said in [Element::Promise, Element::StatutoryLimit, Element::Basis] {
        assert!(!missing.contains(&said), "{said:?}");
    }
    for blank in [Element::Materials, Element::Zone, Element::Steps] {
        assert!(missing.contains(&blank), "{blank:?}");
    }
}

#[test]
fn twins_and_odd_entries_are_marked() {
    let more = r#","dept_code":"11440232MB2D06811W","area_code":"440232","main_item":"主项""#;
    let [one, two, other] = [("A1", "甲", more), ("A1", "甲", ""), ("A2", "其他事项", more)];
    let text = [one, two, other].map(|(code, name, more)| entry(code, name, more)).join(",");
    let items = parse(&format!("[{text}]")).unwrap().items;
    assert_eq!(items[0].flaws, [Flaw::CodeForeign, Flaw::CodeTwice, Flaw::NameTwice]);
    assert!(items[1].flaws.contains(&Flaw::DepartmentCode));
    assert!(items[1].flaws.contains(&Flaw::Unclassified));
    assert_eq!(items[2].flaws, [Flaw::CodeForeign, Flaw::NameCatchAll]);
    assert!(items[1].flaws.contains(&Flaw::RegionCode));
    assert_eq!(items[2].task_type.as_str(), "01");
}

#[test]
fn a_list_that_is_not_there_is_named() {
    let error = format!("{:#}", read_list(Path::new("no-such-list.json")).unwrap_err());
    assert!(error.contains("no-such-list.json"), "{error}");
}
