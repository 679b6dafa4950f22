//! The files: never a part of one, never over another, nothing of persons but tokens; what the program says.

use std::fs;
use std::process::{Command, Output};

use replay::export::{Format, Scope};
use serde_json::Value;

use super::{Made, made, nothing_else_in};

fn run(made: &Made, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_yichuang-replay"));
    command.args(["export", "--data"]).arg(&made.dir).args(args).output().unwrap()
}

#[track_caller]
fn ends_with(output: &Output, code: i32, words: &str) {
    let error = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{error}");
    assert!(error.contains(words), "{error}");
}

#[test]
fn a_file_that_is_there_is_replaced_only_by_force() {
    let made = made();
    let out = made.temp.path().join("there");
    fs::write(&out, "kept").unwrap();
    let path = out.to_str().unwrap();
    let args = ["--format", "csv", "--out", path, "--json"];
    ends_with(&run(&made, &args), 2, "is there already");
    assert_eq!(fs::read_to_string(&out).unwrap(), "kept");
    let forced = run(&made, &[&args[..], &["--force"]].concat());
    ends_with(&forced, 0, "");
    let told: Value = serde_json::from_slice(&forced.stdout).unwrap();
    assert_eq!(told["events"], made.told.world.seq());
    assert_eq!(told["bytes"], fs::metadata(&out).unwrap().len());
    assert_eq!(told["sm3"].as_str().unwrap().len(), 64);
    assert_eq!(told["root"].as_str().unwrap().len(), 64);
    nothing_else_in(made.temp.path(), &["hall", "there"]);
}

#[test]
fn an_export_that_fails_leaves_nothing() {
    let made = made();
    let out = made.temp.path().join("none");
    let path = out.to_str().unwrap();
    let unknown = ["--format", "xes", "--out", path, "--case", "1136-none"];
    ends_with(&run(&made, &unknown), 2, "there is no case 1136-none");
    let nowhere = ["--format", "csv", "--out", "/nowhere/at/all.csv"];
    ends_with(&run(&made, &nowhere), 2, "there is no folder /nowhere/at");
    let later = ["--format", "csv", "--out", path, "--from", "next week"];
    ends_with(&run(&made, &later), 2, "not a moment");
    nothing_else_in(made.temp.path(), &["hall"]);
}

#[test]
fn of_persons_there_are_tokens_and_nothing_that_was_sealed() {
    let made = made();
    for format in [Format::Xes, Format::Csv, Format::OcelJson, Format::OcelSqlite] {
        let (_, out) = made.export(format, &Scope::default());
        let text = String::from_utf8_lossy(&fs::read(out).unwrap()).into_owned();
        assert!(text.contains(&format!("{:032x}", 7001)), "{format:?} has the token");
        assert!(!text.contains("c0de") && !text.contains("sealed"), "{format:?} has sealed bytes");
    }
}
