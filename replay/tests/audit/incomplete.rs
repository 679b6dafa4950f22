//! Answers from a log that is known not to be all of it, and moments that it does not have.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use engine::code::CaseNumber;
use replay::Source;
use serde_json::Value;
use store::{Checkpoint, CheckpointDir, SignedCheckpoint, SigningKeys};
use tempfile::TempDir;

use crate::hall::{Told, append, history, written};

fn replay(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_yichuang-replay")).args(args).output().unwrap()
}

/// Half of a history, and what the whole of it would end with.
fn half(told: &Told) -> (TempDir, PathBuf, Checkpoint) {
    let half = told.commits.len() - 2;
    let (_temp, whole) = written(&told.commits);
    let end = Source::open(&whole).unwrap().checkpoint();
    let (temp, dir) = written(&told.commits[..half]);
    (temp, dir, end)
}

/// The log as it was two commands ago under the head mark of now.
fn cut(told: &Told) -> (TempDir, PathBuf) {
    let (temp, dir, _) = half(told);
    let older = fs::read(dir.join("log/db")).unwrap();
    append(&dir, &told.commits[told.commits.len() - 2..], 5);
    fs::write(dir.join("log/db"), older).unwrap();
    (temp, dir)
}

fn keep(dir: &Path, checkpoint: Checkpoint) {
    let keys = SigningKeys::from_secrets("hall.example/1", &[7; 32], &[9; 32]).unwrap();
    let time = "2026-01-10T09:00:00+08:00".parse().unwrap();
    let signed = SignedCheckpoint::sign(&keys, checkpoint, time);
    CheckpointDir::of(dir).keep(&signed).unwrap();
}

/// Every command that answers from the log, with what it is asked; an export goes to a new file each time.
fn questions(case: &CaseNumber, out: &Path) -> Vec<Vec<String>> {
    let text = |args: &[&str]| args.iter().map(|arg| (*arg).to_owned()).collect::<Vec<String>>();
    vec![
        text(&["hall"]),
        text(&["figures"]),
        text(&["diff", "--from", "1", "--to", "end"]),
        text(&["conform", "--to", "10"]),
        text(&["retention"]),
        text(&["case", case.as_str()]),
        text(&["explain", case.as_str(), "statutory"]),
        text(&["export", "--format", "csv", "--force", "--out", out.to_str().unwrap()]),
    ]
}

/// How each question ends, and the last line of its answer as JSON.
#[track_caller]
fn answers(dir: &Path, case: &CaseNumber, more: &[&str]) -> Vec<(String, Option<i32>, Value)> {
    let out = dir.join("../out.csv");
    let each = questions(case, &out).into_iter().map(|question| {
        let mut args: Vec<&str> = question.iter().map(String::as_str).collect();
        args.extend(["--data", dir.to_str().unwrap(), "--json"]);
        args.extend(more);
        let output = replay(&args);
        let text = String::from_utf8(output.stdout).unwrap();
        let line = text.lines().last().map(|line| serde_json::from_str(line).unwrap());
        (question[0].clone(), output.status.code(), line.unwrap_or_default())
    });
    each.collect()
}

#[test]
fn an_answer_from_a_log_that_is_cut_rolled_back_or_rewritten_says_so_and_ends_with_1() {
    let (told, cases) = history();
    let case = &cases[0];
    let (_temp, whole) = written(&told.commits);
    for (what, code, line) in answers(&whole, case, &[]) {
        assert_eq!((code, line.get("incomplete")), (Some(0), None), "{what} of the whole log");
    }
    let (_cut, cut) = cut(&told);
    let (_back, back, end) = half(&told);
    keep(&back, end);
    let (_other, other, _) = half(&told);
    let size = Source::open(&other).unwrap().size();
    keep(&other, Checkpoint { size, root: [3; 32] });
    for (dir, lack) in [(cut, "cut"), (back, "rolled_back"), (other, "rewritten")] {
        for (what, code, line) in answers(&dir, case, &[]) {
            assert_eq!(code, Some(1), "{what}, {lack}");
            let incomplete = &line["incomplete"];
            assert_eq!(incomplete["lack"], lack, "{what}: {line}");
            assert_eq!(incomplete["have"], size, "{what}: {line}");
            assert!(incomplete["reason"].as_str().unwrap().contains("record"), "{line}");
        }
        for (what, code, line) in answers(&dir, case, &["--as-far-as-it-goes"]) {
            assert_eq!((code, &line["incomplete"]["lack"]), (Some(0), &lack.into()), "{what}");
        }
        for (lang, said) in [("zh", "并非全部: 日志"), ("en", "NOT ALL OF IT: the log ")] {
            let args = ["hall", "--lang", lang, "--data", dir.to_str().unwrap()];
            let text = String::from_utf8(replay(&args).stdout).unwrap();
            assert!(text.lines().last().unwrap().starts_with(said), "{text}");
        }
    }
}

/// What is said on standard error where the answer is exit code 2.
#[track_caller]
fn refused(dir: &Path, args: &[&str]) -> String {
    let output = replay(&[args, &["--data", dir.to_str().unwrap()]].concat());
    assert_eq!(output.status.code(), Some(2), "{args:?}");
    assert!(output.stdout.is_empty(), "{args:?}");
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn a_moment_that_the_log_does_not_have_is_refused_by_every_command_in_the_same_words() {
    let (told, cases) = history();
    let (temp, dir) = written(&told.commits);
    let case = cases[0].as_str();
    let out = temp.path().join("out.csv");
    let out = ["export", "--format", "csv", "--out", out.to_str().unwrap()];
    let export = |more: &[&'static str]| [&out[..], more].concat();
    let beyond: [&[&str]; 9] = [
        &["hall", "--seq", "99999"],
        &["figures", "--seq", "99999"],
        &["case", case, "--seq", "99999"],
        &["explain", case, "statutory", "--seq", "99999"],
        &["why-called", "20260106-0001", "--seq", "99999"],
        &["conform", "--to", "99999"],
        &["diff", "--from", "1", "--to", "99999"],
        &export(&["--to", "99999"]),
        &export(&["--from", "99999"]),
    ];
    for args in beyond {
        let said = refused(&dir, args);
        let last = told.world.seq();
        let words = format!("there is no record 99999, the log ends with record {last}");
        assert!(said.contains(&words), "{args:?}: {said}");
    }
    for (from, to) in [("20", "5"), ("2026-01-06", "5"), ("20", "2025-12-01"), ("end", "5")] {
        for command in [vec!["conform"], vec!["diff"], out.to_vec()] {
            let said = refused(&dir, &[&command[..], &["--from", from, "--to", to]].concat());
            let words = if from == "end" { "nothing comes after the end" } else { "comes after" };
            assert!(said.contains(words), "{command:?} {from} {to}: {said}");
        }
    }
    assert!(!temp.path().join("out.csv").exists());
}

/// What is kept of a log, or proved to others, is made of a whole one only.
#[test]
fn nothing_is_proved_of_a_log_that_is_cut_rolled_back_or_rewritten_unless_it_is_enough() {
    let (told, _) = history();
    let (temp, whole) = written(&told.commits);
    let (_cut, cut) = cut(&told);
    let (_back, back, end) = half(&told);
    let first = Source::open(&back).unwrap();
    let kept = temp.path().join("first.checkpoint");
    let kept_text = serde_json::to_string(&replay::proofs::checkpoint(&first).unwrap()).unwrap();
    fs::write(&kept, kept_text).unwrap();
    keep(&back, end);
    let (_other, other, _) = half(&told);
    keep(&other, Checkpoint { size: first.size(), root: [3; 32] });
    let from = kept.to_str().unwrap();
    let questions: [&[&str]; 3] = [
        &["checkpoint"],
        &["prove-inclusion", "--seq", "3"],
        &["prove-consistency", "--from", from],
    ];
    for question in questions {
        let ask = |dir: &Path, more: &[&str]| {
            let data = ["--data", dir.to_str().unwrap()];
            let output = replay(&[question, &data, more].concat());
            (output.status.code(), String::from_utf8(output.stdout).unwrap())
        };
        let (code, text) = ask(&whole, &[]);
        assert!(code == Some(0) && text.starts_with('{'), "{question:?}: {text}");
        for (dir, why) in [(&cut, "is cut"), (&back, "rolled back"), (&other, "another history")] {
            let (code, text) = ask(dir, &[]);
            assert_eq!(code, Some(1), "{question:?}: {text}");
            assert!(text.starts_with("MISMATCH: ") && text.contains(why), "{text}");
            assert!(!text.contains('{'), "nothing that could be kept: {text}");
            let (code, text) = ask(dir, &["--as-far-as-it-goes"]);
            assert!(code == Some(0) && text.starts_with('{'), "{question:?}: {text}");
        }
    }
}
