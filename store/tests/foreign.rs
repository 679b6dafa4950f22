//! Foreign logs: what is read, what is reported, what is refused.
#![expect(clippy::unwrap_used, reason = "a failed preparation fails the test")]

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;
use store::foreign::limits::{COLUMNS_MAX, DEPTH_MAX, RECORD_BYTES_MAX, TEXT_BYTES_MAX};
use store::foreign::{
    Columns, ForeignLogError, Mapping, MappingError, Meaning, Problem, SourceEvent, SourceLog,
    each, open, open_with,
};

const TABLE: &str = "case:concept:name,case:channel,concept:name,time:timestamp,org:resource,\
org:group,lifecycle:transition,concept:instance
P-1,Desk,File in,2011-10-11 13:42:22.688000+02:00,Ada,Front,complete,w-1
P-2,Post,File in,2011-10-11 14:00:00+02:00,,Front,complete,w-2
P-1,Desk,\"Check, twice\",2011-10-12 08:00:00+02:00,Bob,Back,complete,w-3
P-3,Web,File in,2011-10-13 09:00:00+02:00,Ada,Front,complete,w-4
P-3,Web,Close,2011-10-14 09:00:00.5+02:00,Bob,Back,complete,w-5
";

const XES: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<!-- Three cases. -->
<log xes.version="1.0" xmlns="http://www.xes-standard.org/">
  <extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
  <global scope="trace"><string key="concept:name" value="UNKNOWN"/></global>
  <global scope="event">
    <string key="concept:name" value="UNKNOWN"/>
    <date key="time:timestamp" value="1970-01-01T00:00:00.000+01:00"/>
  </global>
  <classifier name="Activity" keys="concept:name"/>
  <int key="events" value="5"><int key="Ada" value="2"/></int>
  <trace>
    <string key="concept:name" value="P-1"/>
    <string key="channel" value="Desk"><string key="channel" value="inner"/></string>
    <event>
      <string key="concept:name" value="File in"/>
      <date key="time:timestamp" value="2011-10-11T13:42:22.688+02:00"/>
      <string key="org:resource" value="Ada"><string key="org:resource" value="inner"/></string>
      <string key="org:group" value="Front"/>
      <string key="lifecycle:transition" value="complete"/>
      <string key="concept:instance" value="w-1"/>
    </event>
    <event>
      <string key="concept:name" value="Check, &#116;wice"/>
      <date key="time:timestamp" value="2011-10-12T06:00:00Z"/>
      <string key="org:resource" value="Bob"/>
      <string key="org:group" value="Back"/>
      <string key="lifecycle:transition" value="complete"/>
      <string key="concept:instance" value="w-3"/>
    </event>
  </trace>
  <trace>
    <event>
      <string key="concept:name" value="File in"/>
      <date key="time:timestamp" value="2011-10-11T14:00:00+02:00"/>
      <string key="org:group" value="Front"/>
      <string key="lifecycle:transition" value="complete"/>
      <string key="concept:instance" value="w-2"/>
    </event>
    <string key="concept:name" value="P-2"/>
    <string key="channel" value="Post"/>
  </trace>
  <trace>
    <string key="concept:name" value="P-3"/>
    <string key="channel" value="Web"/>
    <event>
      <string key="concept:name" value="File in"/>
      <date key="time:timestamp" value="2011-10-13T09:00:00+02:00"/>
      <string key="org:resource" value="Ada"/>
      <string key="org:group" value="Front"/>
      <string key="lifecycle:transition" value="complete"/>
      <string key="concept:instance" value="w-4"/>
    </event>
    <event>
      <string key="concept:name" value="Close"/>
      <date key="time:timestamp" value="2011-10-14T09:00:00.500+02:00"/>
      <string key="org:resource" value="Bob"/>
      <string key="org:group" value="Back"/>
      <string key="lifecycle:transition" value="complete"/>
      <string key="concept:instance" value="w-5"/>
    </event>
  </trace>
</log>
"#;

/// A file of this name in a folder of its own, so that tests do not meet.
fn file(test: &str, name: &str, bytes: &[u8]) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("foreign").join(test);
    fs::create_dir_all(&folder).unwrap();
    let path = folder.join(name);
    fs::write(&path, bytes).unwrap();
    path
}

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn read(test: &str, name: &str, bytes: &[u8]) -> Result<SourceLog, ForeignLogError> {
    open(&file(test, name, bytes), None, &mut |_| {})
}

#[track_caller]
fn check_balance(log: &SourceLog) {
    assert_eq!(log.records, log.events + log.unreadable_total + log.beyond_limit);
    let kept: usize = log.cases.iter().map(|case| case.events.len()).sum();
    assert_eq!(u64::try_from(kept).unwrap(), log.events);
}

/// Where and why, as an operator reads it.
fn told(log: &SourceLog) -> Vec<String> {
    log.unreadable.iter().map(ToString::to_string).collect()
}

#[test]
fn a_table_is_read_with_mixed_rows_and_case_attributes() {
    let log = read("table", "log.csv", TABLE.as_bytes()).unwrap();

    check_balance(&log);
    assert_eq!((log.cases.len(), log.events, log.unreadable_total), (3, 5, 0));
    let first = &log.cases[0];
    assert_eq!(first.id, "P-1");
    assert_eq!(first.attributes["channel"], "Desk");
    assert_eq!(first.attributes.len(), 1);
    let expected = SourceEvent {
        record: 1,
        case: "P-1".to_owned(),
        activity: "File in".to_owned(),
        time_ms: 1_318_333_342_688,
        resource: Some("Ada".to_owned()),
        group: Some("Front".to_owned()),
        lifecycle: Some("complete".to_owned()),
        instance: Some("w-1".to_owned()),
    };
    assert_eq!(first.events[0], expected);
    assert_eq!(first.events[1].activity, "Check, twice");
    assert_eq!(log.cases[1].events[0].resource, None);
}

#[test]
fn table_xes_and_compressed_xes_give_the_same_log() {
    let table = read("same", "log.csv", TABLE.as_bytes()).unwrap();
    let xes = read("same", "log.xes", XES.as_bytes()).unwrap();
    let packed = read("same", "LOG.XES.GZ", &gz(XES.as_bytes())).unwrap();

    assert_eq!(xes, table);
    assert_eq!(packed, table);
}

#[test]
fn a_log_compressed_in_several_parts_is_read_whole() {
    let (head, tail) = XES.as_bytes().split_at(XES.len() / 2);
    let log = read("parts", "log.xes.gz", &[gz(head), gz(tail)].concat()).unwrap();
    assert_eq!((log.cases.len(), log.events), (3, 5));
}

#[test]
fn of_differing_attributes_of_one_case_the_first_that_is_there_counts() {
    let text = "case,case:way,activity,time\n\
        1,,A,2025-07-01\n1,Desk,A,2025-07-01\n1,Post,A,2025-07-01\n";
    let log = read("differing", "log.csv", text.as_bytes()).unwrap();
    assert_eq!(log.cases[0].attributes["way"], "Desk");
}

#[test]
fn two_traces_of_one_identifier_are_one_case() {
    let trace = "<trace><string key='concept:name' value='1'/><event>\
        <string key='concept:name' value='A'/>\
        <date key='time:timestamp' value='2025-07-01'/></event></trace>";
    let text = format!("<log>{trace}{trace}</log>");
    let log = read("again", "log.xes", text.as_bytes()).unwrap();
    assert_eq!((log.cases.len(), log.events), (1, 2));
}

#[test]
fn plain_column_names_and_a_missing_offset_are_understood() {
    let text = "Case,Activity,Timestamp,Resource\n7,Start,2025-07-01 08:00:00,Wang\n";
    let log = read("plain", "log.csv", text.as_bytes()).unwrap();

    let event = &log.cases[0].events[0];
    assert_eq!(event.time_ms, 1_751_328_000_000, "08:00 in China is 00:00 UTC");
    assert_eq!(event.resource.as_deref(), Some("Wang"));
    assert_eq!(event.group, None);
}

#[test]
fn named_columns_replace_the_usual_ones() {
    let columns = Columns {
        case: Some("dossier".to_owned()),
        activity: Some("step".to_owned()),
        ..Columns::default()
    };
    let text = "dossier,step,activity,time\nD1,Look,ignored,2025-07-01T00:00:00Z\n";
    let path = file("columns", "log.csv", text.as_bytes());
    let log = open_with(&path, &columns, None, &mut |_| {}).unwrap();
    assert_eq!(log.cases[0].events[0].activity, "Look");

    let xes = "<log><trace><string key='dossier' value='D1'/>\
        <string key='concept:name' value='x'/><event><string key='step' value='Look'/>\
        <date key='time:timestamp' value='2025-07-01'/></event></trace></log>";
    let path = file("columns", "log.xes", xes.as_bytes());
    let log = open_with(&path, &columns, None, &mut |_| {}).unwrap();
    assert_eq!(log.cases[0].id, "D1");
    assert_eq!(log.cases[0].attributes["concept:name"], "x");
    assert_eq!(log.cases[0].events[0].activity, "Look");
}

#[test]
fn one_key_may_serve_two_fields() {
    let columns = Columns { instance: Some("concept:name".to_owned()), ..Columns::default() };
    let path = file("twice", "log.xes", XES.as_bytes());
    let log = open_with(&path, &columns, None, &mut |_| {}).unwrap();
    assert_eq!(log.cases[0].events[0].instance.as_deref(), Some("File in"));
    assert_eq!(log.cases[0].events[0].activity, "File in");
}

#[test]
fn events_of_a_case_come_in_order_of_time_and_the_moved_ones_are_counted() {
    let text = "case,activity,time\n\
        1,late,2025-07-02\n1,early,2025-07-01\n1,same a,2025-07-03\n1,same b,2025-07-03\n";
    let log = read("order", "log.csv", text.as_bytes()).unwrap();

    let names: Vec<_> = log.cases[0].events.iter().map(|event| event.activity.as_str()).collect();
    assert_eq!(names, ["early", "late", "same a", "same b"]);
    assert_eq!(log.out_of_order, 1);
}

#[test]
fn only_the_asked_number_of_cases_is_kept() {
    for (name, text) in [("log.csv", TABLE), ("log.xes", XES)] {
        let path = file("limit", name, text.as_bytes());
        let log = open(&path, Some(1), &mut |_| {}).unwrap();
        check_balance(&log);
        assert_eq!(log.cases.len(), 1, "{name}");
        assert_eq!(log.cases[0].events.len(), 2, "{name}: the case is whole");
        assert!(log.limited, "{name}");
    }
    let path = file("limit-table", "log.csv", TABLE.as_bytes());
    let log = open(&path, Some(1), &mut |_| {}).unwrap();
    assert_eq!((log.records, log.beyond_limit), (5, 3));
    let log = open(&path, Some(3), &mut |_| {}).unwrap();
    assert!(!log.limited);
}

#[test]
fn progress_counts_the_bytes_of_the_file_on_the_disk() {
    let packed = gz(XES.as_bytes());
    let path = file("progress", "log.xes.gz", &packed);
    let mut told = Vec::new();
    open(&path, None, &mut |bytes| told.push(bytes)).unwrap();

    assert!(told.is_sorted());
    assert_eq!(told.last().copied(), u64::try_from(packed.len()).ok());
}

#[test]
fn unreadable_rows_are_counted_and_listed_with_their_line() {
    let mut bytes = b"case,activity,time\n\
        ,A,2025-07-01\n1,,2025-07-01\n1,A,\n1,A,soon\n1,A\n\"1\",\"two\nlines\",9999-01-01\n"
        .to_vec();
    bytes.extend_from_slice(b"1,\xff\xfe,2025-07-01\n1,A,2025-07-01\n");
    let log = read("unreadable", "log.csv", &bytes).unwrap();

    check_balance(&log);
    assert_eq!((log.records, log.events, log.unreadable_total), (8, 1, 7));
    let expected = [
        "line 2 (record 1): no case",
        "line 3 (record 2): no activity",
        "line 4 (record 3): no time",
        "line 5 (record 4): not a time: \"soon\"",
        "line 6 (record 5): 2 fields where the header has 3",
        "line 7 (record 6): not a time: \"9999-01-01\"",
        "line 9 (record 7): not UTF-8",
    ];
    assert_eq!(told(&log), expected);
}

#[test]
fn unreadable_events_are_counted_and_listed_with_their_number() {
    let event = |time: &str| {
        format!(
            "<event><string key='concept:name' value='A'/>\
             <date key='time:timestamp' value='{time}'/></event>"
        )
    };
    let good = event("2025-07-01T00:00:00Z");
    let text = format!(
        "<log><event/><trace>{good}{good}</trace><trace/>\
         <trace><string key='concept:name' value='1'/><event/>{}{good}\
         <event><string key='concept:name' value='A'/></event></trace></log>",
        event("soon")
    );
    let log = read("unreadable-xes", "log.xes", text.as_bytes()).unwrap();

    check_balance(&log);
    assert_eq!((log.records, log.events, log.cases.len()), (8, 1, 1));
    let expected = [
        "record 1: no case",
        "record 2: no case",
        "record 3: no case",
        "record 4: no case",
        "record 5: no activity",
        "record 6: not a time: \"soon\"",
        "record 8: no time",
    ];
    assert_eq!(told(&log), expected);
}

#[test]
fn a_long_list_of_unreadable_records_is_cut_but_counted() {
    let text = format!("case,activity,time\n{}", "1,A,soon\n".repeat(1_500));
    let log = read("many", "log.csv", text.as_bytes()).unwrap();
    assert_eq!((log.unreadable.len(), log.unreadable_total), (1_000, 1_500));
    assert_eq!(log.unreadable[0].problem, Problem::TimeWrong { text: "soon".to_owned() });
}

#[test]
fn a_missing_column_is_named_together_with_those_found() {
    let error = read("missing", "log.csv", b"case,what,time\n1,A,2025-07-01\n").unwrap_err();
    assert_eq!(
        error.to_string(),
        "no column for the activity, name it under [columns] of the mapping; \
         found: case, what, time"
    );
    let error = read("missing", "empty.csv", b"").unwrap_err();
    assert!(matches!(error, ForeignLogError::ColumnMissing { wanted: "case", .. }), "{error}");
}

#[test]
fn an_unknown_kind_and_an_absent_file_are_refused() {
    let error = read("kind", "log.xlsx", b"").unwrap_err();
    assert!(matches!(error, ForeignLogError::UnknownKind { .. }), "{error}");
    let error = open(Path::new("nowhere/log.csv"), None, &mut |_| {}).unwrap_err();
    assert!(matches!(error, ForeignLogError::Read { .. }), "{error}");
}

#[test]
fn a_compressed_log_cut_anywhere_is_refused() {
    let packed = gz(XES.as_bytes());
    for length in 0..packed.len() {
        let error = read("cut", "log.xes.gz", &packed[..length]).expect_err("a cut log is read");
        let refused = matches!(
            error,
            ForeignLogError::Read { .. }
                | ForeignLogError::CutShort { .. }
                | ForeignLogError::NotXes { .. }
        );
        assert!(refused, "cut to {length}: {error:?}");
    }
    let error = read("cut", "plain.xes.gz", XES.as_bytes()).unwrap_err();
    assert!(matches!(error, ForeignLogError::Read { .. }), "{error:?}");
}

#[test]
fn a_log_cut_between_two_tags_is_refused() {
    let whole = XES.find("</trace>").unwrap();
    for end in [whole, whole + "</trace>".len(), XES.find("</log>").unwrap()] {
        let error = read("cut-xes", "log.xes", &XES.as_bytes()[..end]).unwrap_err();
        assert!(matches!(error, ForeignLogError::CutShort { .. }), "{error:?}");
    }
    let inside = XES.find("complete").unwrap();
    let error = read("cut-xes", "log.xes", &XES.as_bytes()[..inside]).unwrap_err();
    assert!(matches!(error, ForeignLogError::NotXml { .. }), "{error:?}");
}

#[test]
fn what_is_not_xes_is_refused() {
    for (text, found) in [
        ("case,activity,time\n", "nothing"),
        ("", "nothing"),
        ("<html><body/></html>", "<html>"),
        ("<log></log><log></log>", "<log>"),
    ] {
        let error = read("not-xes", "log.xes", text.as_bytes()).unwrap_err();
        let ForeignLogError::NotXes { found: seen } = &error else { panic!("{text}: {error:?}") };
        assert_eq!(seen, found);
    }
}

#[test]
fn what_is_not_xml_is_refused() {
    for text in [
        "<log><trace></log>",
        "<log></trace>",
        "<log><trace><string key='a' value='&bomb;'/></trace></log>",
        "<log><trace><string key='a' key='b' value='c'/></trace></log>",
        "<log><trace><string key=a/></trace></log>",
        "<!DOCTYPE log [<!ENTITY bomb 'boom'>]>\
         <log><trace><string key='concept:name' value='&bomb;'/></trace></log>",
    ] {
        let error = read("not-xml", "log.xes", text.as_bytes()).unwrap_err();
        assert!(matches!(error, ForeignLogError::NotXml { .. }), "{text}: {error:?}");
    }
}

#[track_caller]
fn check_too_much(name: &str, bytes: &[u8], expected: &str) {
    let error = read("too-much", name, bytes).unwrap_err();
    let ForeignLogError::TooMuch { what, .. } = &error else { panic!("{error:?}") };
    assert_eq!(*what, expected);
}

#[test]
fn absurd_sizes_are_refused_by_name() {
    let columns = format!("case,activity,time{}\n", ",x".repeat(COLUMNS_MAX));
    check_too_much("columns.csv", columns.as_bytes(), "columns");

    let long = "x".repeat(TEXT_BYTES_MAX + 1);
    let text = format!("case,activity,time\n1,{long},2025-07-01\n");
    check_too_much("text.csv", text.as_bytes(), "bytes in one text");
    let text = format!("<log><trace><string key='concept:name' value='{long}'/></trace></log>");
    check_too_much("text.xes", text.as_bytes(), "bytes in one text");

    let huge = "x".repeat(usize::try_from(RECORD_BYTES_MAX).unwrap() * 2);
    let text = format!("case,activity,time\n1,\"{huge}");
    check_too_much("row.csv", text.as_bytes(), "bytes in one record");
    check_too_much("header.csv", huge.as_bytes(), "bytes in one record");
    let text = format!("<log><trace a='{huge}'/></log>");
    check_too_much("tag.xes.gz", &gz(text.as_bytes()), "bytes in one record");

    let text = format!("<log><trace>{}", "<list>".repeat(DEPTH_MAX));
    check_too_much("deep.xes", text.as_bytes(), "elements inside each other");

    let attributes = (0..100).map(|n| format!(" a{n}='x'")).collect::<Vec<_>>().concat();
    let text = format!("<log><trace><string{attributes}/></trace></log>");
    check_too_much("wide.xes", text.as_bytes(), "XML attributes of one tag");

    let attribute = |n| format!("<string key='a{n}' value='x'/>");
    let attributes = (0..1_000).map(attribute).collect::<Vec<_>>().concat();
    let text = format!("<log><trace>{attributes}</trace></log>");
    check_too_much("many.xes", text.as_bytes(), "attributes of one case");
}

#[test]
fn a_mapping_says_what_an_activity_means() {
    let mapping = Mapping::from_toml(
        "item = 'X1'\nchannel_attribute = 'channel'\n[columns]\ncase = 'dossier'\n\
         [activities]\n'File in' = 'receive'\n'Close' = 'refuse_acceptance'\n",
    )
    .unwrap();
    assert_eq!(mapping.item.as_deref(), Some("X1"));
    assert_eq!(mapping.columns.case.as_deref(), Some("dossier"));
    assert_eq!(mapping.meaning("File in", 3), Meaning::Receive);
    assert_eq!(mapping.meaning("Close", 0), Meaning::RefuseAcceptance);
    assert_eq!(mapping.meaning("Look", 0), Meaning::Work, "an unnamed activity is work");

    let log = read("unnamed", "log.csv", TABLE.as_bytes()).unwrap();
    let unnamed: Vec<_> = mapping.unnamed(&log).into_iter().collect();
    assert_eq!(unnamed, [("Check, twice", 1)]);
}

#[test]
fn every_meaning_has_one_name_in_a_mapping() {
    let names = "receive pre_check notice_correction submit_corrections accept refuse_acceptance \
        not_required split hand_over acknowledge claim step inspect grant refuse result feed_back \
        prepare deliver archive withdraw suspend resume extend work";
    let names: Vec<_> = names.split_whitespace().collect();
    assert_eq!(names.len(), Meaning::ALL.len());
    for (name, meaning) in names.into_iter().zip(Meaning::ALL) {
        let mapping = Mapping::from_toml(&format!("[activities]\nA = '{name}'\n")).unwrap();
        assert_eq!(mapping.meaning("A", 0), meaning, "{name}");
    }
}

#[test]
fn a_wrong_mapping_is_refused_with_its_place() {
    for (text, word) in [
        ("[activities]\nA = 'recieve'\n", "recieve"),
        ("itme = 'X'\n", "itme"),
        ("[columns]\ncolour = 'X'\n", "colour"),
        ("[activities", "line 1"),
    ] {
        let error = Mapping::from_toml(text).unwrap_err();
        assert!(matches!(error, MappingError::Toml { .. }));
        assert!(error.to_string().contains(word), "{error}");
    }
    let error = Mapping::from_toml(&" ".repeat((1 << 20) + 1)).unwrap_err();
    assert!(matches!(error, MappingError::TooMuch { what: "bytes", .. }));
    let error = Mapping::open(Path::new("nowhere.toml")).unwrap_err();
    assert!(matches!(error, MappingError::Read { .. }));
}

#[test]
fn without_a_mapping_the_first_event_is_the_receipt_and_the_rest_is_work() {
    let log = read("default", "log.csv", TABLE.as_bytes()).unwrap();
    let mapping = Mapping::default_for(&log);

    for case in &log.cases {
        for (position, event) in case.events.iter().enumerate() {
            let expected = if position == 0 { Meaning::Receive } else { Meaning::Work };
            assert_eq!(mapping.meaning(&event.activity, position), expected);
        }
    }
    assert!(mapping.unnamed(&log).is_empty());
    assert_eq!(Mapping::from_toml(&mapping.to_toml().unwrap()).unwrap(), mapping);
}

#[test]
fn cases_are_given_away_one_by_one_and_are_the_same_cases() {
    let again = XES.replace("</log>", &format!("<trace>{}", XES.split_once("<trace>").unwrap().1));
    for (name, text, continued) in
        [("log.csv", TABLE, 0), ("log.xes", XES, 0), ("again.xes", again.as_str(), 3)]
    {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join(name);
        fs::write(&path, text).unwrap();
        let whole = open(&path, None, &mut |_| {}).unwrap();
        let mut given = Vec::new();
        let rest =
            each(&path, &Columns::default(), &mut |_| {}, &mut |case| given.push(case)).unwrap();
        assert!(rest.cases.is_empty());
        assert_eq!((rest.records, rest.events), (whole.records, whole.events));
        assert_eq!(rest.continued, continued, "{name}");
        if continued == 0 {
            assert_eq!(given, whole.cases, "{name}");
        }
    }
}

/// A real log from beside the project; `None` where it is absent.
#[expect(clippy::print_stdout, reason = "a skipped test says so")]
fn real(name: &str) -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data");
    if !folder.is_dir() {
        println!("skipped: ../shared/data is absent");
        return None;
    }
    Some(folder.join(name))
}

#[test]
fn the_receipt_log_is_the_same_as_a_table_and_as_xes() {
    let Some(path) = real("receipt.csv") else { return };
    let table = open(&path, None, &mut |_| {}).unwrap();
    let Some(path) = real("receipt.xes.gz") else { return };
    let xes = open(&path, None, &mut |_| {}).unwrap();

    for log in [&table, &xes] {
        check_balance(log);
        assert_eq!((log.cases.len(), log.events), (1434, 8577));
        assert_eq!((log.unreadable_total, log.out_of_order), (0, 0));
    }
    let events = |log: &SourceLog| -> Vec<SourceEvent> {
        let mut cases = log.cases.clone();
        cases.sort_by(|a, b| a.id.cmp(&b.id));
        let events = cases.into_iter().flat_map(|case| case.events);
        // The two files have their records in another order.
        events.map(|event| SourceEvent { record: 0, ..event }).collect()
    };
    for (row, event) in events(&table).into_iter().zip(events(&xes)) {
        assert_eq!(row, event);
    }
    let internet = |log: &SourceLog| -> usize {
        log.cases.iter().filter(|case| case.attributes["channel"] == "Internet").count()
    };
    assert_eq!((internet(&table), internet(&xes)), (1250, 1250));
}

#[test]
fn the_mapping_of_the_receipt_log_names_all_its_activities_and_no_other() {
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("../api/data/mappings/receipt.toml");
    let mapping = Mapping::open(&shipped).unwrap();
    assert_eq!(mapping.activities.len(), 27);
    assert_eq!(mapping.channel_attribute.as_deref(), Some("channel"));

    let Some(path) = real("receipt.csv") else { return };
    let log = open(&path, None, &mut |_| {}).unwrap();
    let named: Vec<_> = mapping.activities.keys().map(String::as_str).collect();
    assert_eq!(log.activities().into_keys().collect::<Vec<_>>(), named);
    for case in &log.cases {
        assert_eq!(mapping.meaning(&case.events[0].activity, 0), Meaning::Receive, "{}", case.id);
    }
}

#[test]
fn the_log_of_road_traffic_fines_is_read_whole() {
    let Some(path) = real("Road_Traffic_Fine_Management_Process.xes.gz") else { return };
    let log = open(&path, None, &mut |_| {}).unwrap();

    check_balance(&log);
    assert_eq!((log.cases.len(), log.events), (150_370, 561_470));
    assert_eq!(log.unreadable_total, 0);
    assert_eq!(log.activities().len(), 11);
}
