//! CSV, read again with the same crate: one row a record, each with its own values.

use std::path::Path;

use replay::Moment;
use replay::export::{Format, Scope, Since, export};

use super::{Made, count, made};
use crate::hall::{archived_history, at};

type Row = std::collections::BTreeMap<String, String>;

fn read(path: &Path) -> Vec<Row> {
    let mut reader = csv::Reader::from_path(path).unwrap();
    reader.deserialize().map(Result::unwrap).collect()
}

fn rows(made: &Made, scope: &Scope) -> Vec<Row> {
    let (exported, out) = made.export(Format::Csv, scope);
    let rows = read(&out);
    assert_eq!(exported.events, count(&rows));
    rows
}

#[test]
fn csv_has_every_record_once_with_what_the_log_says() {
    let made = made();
    let rows = rows(&made, &Scope::default());
    let source = &made.source;
    let records: Vec<_> = source.history().scan(0).map(Result::unwrap).collect();
    assert_eq!(rows.len(), records.len());
    assert_eq!(count(&rows), made.told.world.seq());
    for (row, record) in rows.iter().zip(&records) {
        assert_eq!(row["seq"], record.seq.to_string());
        assert_eq!(row["kind"], record.entry.event.kind().name());
        assert_eq!(row["occurred_at"], record.meta.occurred_at.to_string());
        assert_eq!(row["recorded_at"], record.meta.recorded_at.to_string());
        assert_eq!(row["actor"], record.meta.actor.as_str());
        assert_eq!(row["command"], record.meta.command.to_string());
    }
    let received = rows.iter().find(|row| row["kind"] == "ApplicationReceived").unwrap();
    assert_eq!(received["case"].len(), 43);
    assert_eq!((received["zone"].as_str(), received["window"].as_str()), ("Z1", "W1"));
}

/// Each column says what its own field of the record says, also where two fields could be taken for one another.
#[test]
fn csv_has_when_it_happened_and_was_recorded_and_who_acted_for_whom_each_in_its_column() {
    let (mut told, _) = archived_history();
    let last = told.commits.last_mut().unwrap();
    last.meta.occurred_at = at("2026-01-08 16:00");
    last.meta.on_behalf_of = Some("zjj".parse().unwrap());
    let meta = last.meta.clone();
    let made = Made::of(told);
    let rows = rows(&made, &Scope::default());
    let row = rows.last().unwrap();
    assert_ne!(meta.occurred_at, meta.recorded_at);
    assert_eq!(row["occurred_at"], meta.occurred_at.to_string());
    assert_eq!(row["recorded_at"], meta.recorded_at.to_string());
    assert_eq!((row["on_behalf_of"].as_str(), row["unit"].as_str()), ("zjj", "centre"));
    assert_eq!(row["role"], meta.role.unwrap().name());
    assert_eq!((row["group"].as_str(), row["resource"].as_str()), ("centre", "window-1"));
}

#[test]
fn an_event_that_was_brought_in_has_the_names_of_its_own_log() {
    let rows = rows(&made(), &Scope::default());
    let row = rows.last().unwrap();
    assert_eq!(row["activity"], "Call & ask");
    assert_eq!(row["resource"], "Clerk 7");
    assert_eq!(row["group"], "");
    assert_eq!(row["transition"], "start");
    assert_eq!((row["kind"].as_str(), row["actor"].as_str()), ("WorkRecorded", "window-1"));
    assert_eq!(row["origin_case"], "old-7");
    let ours = &rows[rows.len() - 2];
    assert_eq!((ours["activity"].as_str(), ours["resource"].as_str()), ("Archived", "window-1"));
}

#[test]
fn only_what_was_brought_in_is_exported_where_that_is_asked_for() {
    let rows = rows(&made(), &Scope { origin_only: true, ..Scope::default() });
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0]["activity"], "Call & ask");
}

#[test]
fn two_parts_of_a_log_are_the_whole() {
    let made = made();
    let whole = rows(&made, &Scope::default());
    for cut in 1..made.told.world.seq() {
        let first = rows(&made, &super::up_to(cut));
        // A command is inside as a whole.
        let next = first.last().map_or(1, |row| row["seq"].parse::<u64>().unwrap() + 1);
        assert!(next > cut);
        let from = Some(Since::Seq(next));
        let second = rows(&made, &Scope { from, ..Scope::default() });
        assert!([first, second].concat() == whole, "cut at {cut}");
    }
}

#[test]
fn from_a_record_on_is_every_command_that_begins_there_or_later() {
    let made = made();
    // A command of several records, so that a record in the middle of one is asked for as well.
    let several = |made: &Made| {
        let whole = rows(made, &Scope::default());
        whole.windows(2).any(|two| two[0]["command"] == two[1]["command"])
    };
    assert!(several(&made));
    let whole = rows(&made, &Scope::default());
    let seq = |row: &Row| row["seq"].parse::<u64>().unwrap();
    let first_of =
        |row: &Row| seq(whole.iter().find(|other| other["command"] == row["command"]).unwrap());
    let last = made.told.world.seq();
    let mut split = 0;
    for from in 1..=last + 1 {
        let scope = Scope { from: Some(Since::Seq(from)), ..Scope::default() };
        let expected: Vec<Row> =
            whole.iter().filter(|row| first_of(row) >= from).cloned().collect();
        assert_eq!(rows(&made, &scope), expected, "from {from}");
        split += u64::from(expected.first().is_some_and(|row| seq(row) > from));
    }
    assert!(split > 0, "a command was split");
}

#[test]
fn from_an_instant_on_is_what_was_recorded_then_or_later() {
    let made = made();
    let whole = rows(&made, &Scope::default());
    for row in [whole.first(), whole.last(), whole.get(whole.len() / 2)].into_iter().flatten() {
        let at: engine::time::Timestamp = row["recorded_at"].parse().unwrap();
        let of = |at| rows(&made, &Scope { from: Some(Since::Instant(at)), ..Scope::default() });
        let since = |at: engine::time::Timestamp| -> Vec<Row> {
            let recorded = |row: &&Row| row["recorded_at"].parse::<engine::time::Timestamp>();
            whole.iter().filter(|row| recorded(row).unwrap() >= at).cloned().collect()
        };
        assert_eq!(of(at), since(at), "at it");
        assert_eq!(of(at.plus_ms(1)), since(at.plus_ms(1)), "after it");
        assert!(of(at).len() > of(at.plus_ms(1)).len());
    }
}

#[test]
fn a_day_is_taken_from_its_start_to_its_end() {
    let made = made();
    let whole = rows(&made, &Scope::default());
    let scope = Scope {
        from: Some("2025-12-24".parse().unwrap()),
        to: "2026-01-05".parse::<Moment>().unwrap(),
        ..Scope::default()
    };
    let days: Vec<Row> = whole
        .into_iter()
        .filter(|row| ("2025-12-24".."2026-01-06").contains(&&row["recorded_at"][..10]))
        .collect();
    assert!(!days.is_empty());
    assert_eq!(rows(&made, &scope), days);
}

/// A voice and a bundle are found by their numbers, as a case is.
#[test]
fn rows_of_bundles_and_voices_have_their_number_and_are_exported_by_it() {
    let (told, voice) = crate::beside::trouble();
    let bundle = crate::derived::everything();
    for (made, stream, prefix) in
        [(Made::of(told), "voice", voice.as_str()), (Made::of(bundle), "bundle", "YJS")]
    {
        let whole = rows(&made, &Scope::default());
        let own: Vec<Row> = whole.iter().filter(|row| row["stream"] == stream).cloned().collect();
        assert!(
            !own.is_empty() && own.iter().all(|row| row["number"].starts_with(prefix)),
            "{own:?}"
        );
        let number = own[0]["number"].clone();
        let scope = Scope { case: Some(number.parse().unwrap()), ..Scope::default() };
        let same: Vec<Row> = own.into_iter().filter(|row| row["number"] == number).collect();
        assert_eq!(rows(&made, &scope), same);
        let (told, _) = made.export(Format::OcelJson, &scope);
        assert_eq!(told.events, count(&same), "OCEL has the same events");
        for format in [Format::Xes, Format::Html, Format::Archive] {
            let refused = export(&made.source, format, &scope, &made.out(), false).unwrap_err();
            assert!(refused.to_string().contains("shows cases"), "{refused}");
        }
        for row in whole.iter().filter(|row| !row["case"].is_empty()) {
            assert_eq!(row["number"], row["case"], "a case has both");
        }
    }
}

#[test]
fn one_case_is_its_records_and_no_other() {
    let made = made();
    let whole = rows(&made, &Scope::default());
    for number in whole.iter().map(|row| row["case"].clone()).filter(|case| !case.is_empty()) {
        let scope = Scope { case: Some(number.parse().unwrap()), ..Scope::default() };
        let expected: Vec<Row> =
            whole.iter().filter(|row| row["case"] == number).cloned().collect();
        assert_eq!(rows(&made, &scope), expected);
    }
}
