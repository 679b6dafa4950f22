//! `figures`: the history of the small hall, added up by hand.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

use crate::hall::{history, written};

fn replay(dir: &Path, args: &[&str]) -> Output {
    let mut replay = Command::new(env!("CARGO_BIN_EXE_yichuang-replay"));
    replay.arg("figures").arg("--data").arg(dir).args(args).output().unwrap()
}

#[track_caller]
fn json(dir: &Path, args: &[&str]) -> Value {
    let output = replay(dir, &[args, &["--json"]].concat());
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[track_caller]
fn value<'a>(figures: &'a Value, code: &str) -> &'a Value {
    let all = figures["figures"].as_array().unwrap();
    let found = all.iter().find(|figure| figure["code"] == code);
    &found.unwrap_or_else(|| panic!("no {code}"))["value"]
}

#[test]
fn row_108_a_log_is_added_up() {
    let (told, _) = history();
    let (_temp, dir) = written(&told.commits);
    let figures = json(&dir, &[]);
    assert_eq!(figures["seq"], told.world.seq());
    assert_eq!(value(&figures, "received")["count"], 4);
    assert_eq!(value(&figures, "accepted")["count"], 1);
    assert_eq!(value(&figures, "decided")["count"], 1);
    assert_eq!(value(&figures, "window")["share"]["per_mille"], 1_000);
    assert_eq!(figures["windows"][1]["id"], "W1");
    assert_eq!(figures["windows"][1]["received"], 4);
}

#[test]
fn row_108_a_stretch_of_days_and_a_moment_have_their_own_figures() {
    let (told, _) = history();
    let (_temp, dir) = written(&told.commits);
    let received = |args: &[&str]| value(&json(&dir, args), "received")["count"].clone();
    assert_eq!(received(&["--from", "2025-12-22", "--to", "2025-12-31"]), 2);
    assert_eq!(received(&["--from", "2026-01-01"]), 2);
    assert_eq!(received(&["--at", "2025-12-23"]), 1, "nothing of what came later is known");
}

#[test]
fn the_figures_are_words_in_both_languages_and_each_stands_beside_its_target() {
    let (told, _) = history();
    let (_temp, dir) = written(&told.commits);
    let chinese = String::from_utf8(replay(&dir, &[]).stdout).unwrap();
    let english = String::from_utf8(replay(&dir, &["--lang", "en"]).stdout).unwrap();
    assert!(chinese.contains("一次办好率 (行 96)"), "{chinese}");
    assert!(chinese.contains("未达标"), "{chinese}");
    assert!(english.contains("items of one visit at most (row 96)"), "{english}");
    assert!(english.contains(">= 600"), "{english}");
    assert!(english.contains("the last three: -"), "{english}");
}

#[test]
fn what_makes_no_sense_ends_with_2_and_says_what_to_do() {
    let (told, _) = history();
    let (_temp, dir) = written(&told.commits);
    let wrong = [
        (&["--from", "2026-01-02", "--to", "2026-01-01"][..], "turn them round"),
        (&["--weights", "1,2"], "three whole numbers"),
        (&["--from", "soon"], "invalid value"),
    ];
    for (args, word) in wrong {
        let output = replay(&dir, args);
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{error}");
        assert!(error.contains(word), "{error}");
    }
}
