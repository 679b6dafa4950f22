//! `conform` as a program: exit codes, lines of JSON, foreign logs with their mapping.

use std::fs;
use std::process::{Command, Output};

use serde_json::Value;

use crate::hall::{history, written};

fn conform(args: &[&str]) -> Output {
    let program = env!("CARGO_BIN_EXE_yichuang-replay");
    Command::new(program).arg("conform").args(args).output().unwrap()
}

#[track_caller]
fn lines(args: &[&str], code: i32) -> Vec<Value> {
    let output = conform(&[args, &["--json"]].concat());
    let error = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{args:?}: {error}");
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn the_card_that_nobody_answered_ends_with_1_and_the_day_before_it_with_0() {
    let (told, cases) = history();
    let (_temp, dir) = written(&told.commits);
    let data = ["--data", dir.to_str().unwrap()];
    let found = lines(&data, 1);
    let rules: Vec<_> = found.iter().filter_map(|line| line["rule"].as_str()).collect();
    assert_eq!(rules, ["card_unanswered"]);
    assert_eq!(found[0]["case"], cases[1].as_str());
    let whole = found.last().unwrap();
    assert_eq!((&whole["errors"], &whole["warnings"]), (&0.into(), &1.into()));
    assert_eq!((&whole["cases"], &whole["records"]), (&4.into(), &told.world.seq().into()));
    assert_eq!(whole["rules"]["four_eyes"], 0);
    let before = lines(&[&data[..], &["--at", "2026-01-03"]].concat(), 0);
    assert_eq!(before.len(), 1);
    assert_eq!(before[0]["cases"], 2);
    let text = String::from_utf8(conform(&data).stdout).unwrap();
    assert!(text.contains("[预警] card_unanswered"), "{text}");
}

#[test]
fn what_cannot_be_read_ends_with_2() {
    let temp = tempfile::tempdir().unwrap();
    let absent = temp.path().join("absent");
    let absent = absent.to_str().unwrap();
    assert_eq!(conform(&["--data", absent]).status.code(), Some(2));
    assert_eq!(conform(&["--log", absent]).status.code(), Some(2), "no mapping");
    assert_eq!(conform(&["--log", absent, "--map", absent]).status.code(), Some(2));
    let map = temp.path().join("wrong.toml");
    fs::write(&map, "[activities]\n\"a\" = \"no such meaning\"\n").unwrap();
    let output = conform(&["--log", absent, "--map", map.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("no such meaning"));
}

#[test]
fn a_foreign_log_is_checked_as_its_mapping_says() {
    let temp = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = temp.path().join(name);
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let log = write(
        "log.csv",
        "case,activity,time,resource\n\
         A,in,2026-03-02T09:00:00+08:00,ann\n\
         A,ok,2026-03-02T10:00:00+08:00,ann\n\
         A,yes,2026-03-03T09:00:00+08:00,ann\n\
         B,in,2026-03-02T09:00:00+08:00,ann\n",
    );
    let map = write(
        "map.toml",
        "calendar = \"CN\"\n[activities]\nin = \"receive\"\nok = \"accept\"\nyes = \"grant\"\n",
    );
    let found = lines(&["--log", &log, "--map", &map], 1);
    assert_eq!(found[0]["rule"], "four_eyes");
    assert_eq!((&found[0]["case"], &found[0]["person"]), (&"A".into(), &"ann".into()));
    assert_eq!(found[0]["records"], serde_json::json!([3, 1]));
    let whole = found.last().unwrap();
    assert_eq!((&whole["cases"], &whole["errors"]), (&2.into(), &1.into()));
}

#[test]
fn a_foreign_log_that_was_not_all_read_is_not_called_clean() {
    let temp = tempfile::tempdir().unwrap();
    let path = |name: &str| temp.path().join(name).to_str().unwrap().to_owned();
    let map = path("map.toml");
    fs::write(&map, "[activities]\nin = \"receive\"\n").unwrap();
    let ending = |records: &str| {
        let log = path("log.csv");
        fs::write(&log, format!("case,activity,time,resource\n{records}")).unwrap();
        let output = conform(&["--log", &log, "--map", &map]);
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    let read = "A,in,2026-03-02T09:00:00+08:00,ann\n";
    assert_eq!(ending(read).0, Some(0));
    for (records, counts) in [
        (String::new(), "0 records could not be read, 0 could"),
        ("A,in,2026/03/02 09:00,ann\n".to_owned(), "1 records could not be read, 0 could"),
        (format!("{read}A,in,soon,ann\n"), "1 records could not be read, 1 could"),
    ] {
        let (code, said) = ending(&records);
        assert_eq!(code, Some(2), "{records}");
        assert!(said.contains(counts), "{said}");
    }
}

/// English words of a line, but for what the log, its mapping or this tool named: in quotes, in brackets of code, or
/// with an underscore.
fn english(line: &str) -> Vec<&str> {
    let is_word = |word: &&str| {
        word.len() > 2 && word.bytes().all(|byte| byte.is_ascii_lowercase()) && *word != "ann"
    };
    let parts = line.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_');
    parts.filter(is_word).collect()
}

#[test]
fn in_chinese_everything_is_said_in_chinese() {
    let temp = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = temp.path().join(name);
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let log = write(
        "log.csv",
        "case,activity,time,resource\n\
         A,in,2026-03-02T09:00:00+08:00,ann\nA,ok,2026-03-02T10:00:00+08:00,ann\n\
         A,yes,2026-04-03T09:00:00+08:00,ann\nB,??,soon,ann\nA,go,2026-04-04T09:00:00+08:00,ann\n",
    );
    let map = write(
        "map.toml",
        "[limits]\nstatutory = 2\n[activities]\nin = \"receive\"\nok = \"accept\"\nyes = \"grant\"\nno = \"refuse\"\n",
    );
    let output = conform(&["--log", &log, "--map", &map]);
    let text = [output.stdout, output.stderr].map(|out| String::from_utf8(out).unwrap()).concat();
    for said in [
        "不是时间",
        "未判定的办件: 1（“B”）",
        "未映射的活动",
        "无法检查",
        "超过法定办结时限",
        "规则第60行",
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }
    for line in text.lines() {
        let line = line.replace("yichuang-replay: ", "");
        // Names of a mapping stand in quotes.
        let bare: String = line.split('`').step_by(2).collect();
        let bare: String = bare.split(['“', '”']).step_by(2).collect();
        assert_eq!(english(&bare), [""; 0], "{line}");
    }
}
