//! The binary: exit codes, JSON, and what people read.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use engine::event::Event;
use serde_json::Value;

use crate::hall::{append, history, written};

fn replay(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_yichuang-replay")).args(args).output().unwrap()
}

/// Runs it on a directory and gives standard output.
#[track_caller]
fn on(dir: &Path, args: &[&str], code: i32) -> String {
    let dir = dir.to_str().unwrap();
    let output = replay(&[args, &["--data", dir]].concat());
    let error = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{args:?}: {error}");
    String::from_utf8(output.stdout).unwrap()
}

#[track_caller]
fn json(dir: &Path, args: &[&str], code: i32) -> Value {
    let text = on(dir, &[args, &["--json"]].concat(), code);
    serde_json::from_str(text.lines().last().unwrap()).unwrap()
}

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

#[test]
fn a_whole_log_ends_with_0_and_the_line_that_others_rely_on() {
    let (told, _) = history();
    let (_temp, dir) = written(&told.commits);
    for args in [&["verify"][..], &["verify", "--redecide"]] {
        let line = json(&dir, args, 0);
        assert_eq!(keys(&line), ["findings", "records", "records_per_s", "root", "seconds"]);
        assert_eq!(line["records"], told.world.seq());
        assert_eq!(line["root"].as_str().unwrap().len(), 64);
        assert!(line["seconds"].is_f64() && line["records_per_s"].is_u64());
        assert_eq!(line["findings"], serde_json::json!([]));
    }
    assert!(on(&dir, &["verify"], 0).contains("whole: nothing was found"));
}

/// A terminal made by Python, which this project has none of; what came to it, of both outputs.
fn on_a_terminal(args: &[&str]) -> Option<String> {
    let script = "import pty, sys; sys.exit(pty.spawn(sys.argv[1:]) >> 8)";
    let mut command = Command::new("python3");
    command.args(["-c", script, env!("CARGO_BIN_EXE_yichuang-replay")]).args(args);
    let Ok(output) = command.stdin(Stdio::null()).output() else {
        eprintln!("SKIPPED: there is no python3 to make a terminal with");
        return None;
    };
    assert!(output.status.success(), "{output:?}");
    Some(String::from_utf8(output.stdout).unwrap())
}

#[test]
fn the_progress_bar_is_drawn_on_a_terminal_and_nowhere_else() {
    let (told, _) = history();
    let (_temp, dir) = written(&told.commits);
    let args = ["verify", "--data", dir.to_str().unwrap()];
    let piped = replay(&args);
    assert_eq!(String::from_utf8(piped.stderr).unwrap(), "", "nothing in a pipe");
    assert!(!String::from_utf8(piped.stdout).unwrap().contains("verify ["));
    if let Some(drawn) = on_a_terminal(&args) {
        let size = told.world.seq();
        assert!(drawn.contains("verify [") && drawn.contains(&format!("{size}/{size}")), "{drawn}");
        assert!(drawn.contains("whole: nothing was found"), "{drawn}");
    }
}

#[test]
fn a_mismatch_ends_with_1_and_names_record_frame_and_kind() {
    let (mut told, _) = history();
    let last = told.commits.last_mut().unwrap();
    assert!(matches!(last.entries[0].event, Event::Delivered(_)));
    last.received = Box::from(*b"not a command");
    let seq = last.seq;
    let (_temp, dir) = written(&told.commits);
    let finding = &json(&dir, &["verify", "--redecide"], 1)["findings"][0];
    assert_eq!(keys(finding), ["detail", "frame", "kind", "seq"]);
    assert_eq!((&finding["kind"], &finding["seq"]), (&"received".into(), &seq.into()));
    assert!(finding["frame"].as_u64().unwrap() <= seq);
    let text = on(&dir, &["verify", "--redecide"], 1);
    assert!(text.contains(&format!("records 1 to {} can be trusted", seq - 1)), "{text}");
}

#[test]
fn a_log_whose_first_record_is_bad_has_none_that_can_be_trusted() {
    let (mut told, _) = history();
    told.commits[0].received = Box::from(*b"not a command");
    let (_temp, dir) = written(&told.commits);
    let text = on(&dir, &["verify", "--redecide"], 1);
    assert!(text.contains("no record can be trusted") && !text.contains("1 to 0"), "{text}");
}

#[test]
fn what_cannot_be_read_ends_with_2_and_says_what_to_do() {
    let temp = tempfile::tempdir().unwrap();
    let line = json(temp.path(), &["verify"], 2);
    assert_eq!(line["findings"][0]["kind"], "unreadable");
    let dir = temp.path().to_str().unwrap();
    let missing = replay(&["verify", "--data", &format!("{dir}/nowhere")]);
    assert_eq!(missing.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&missing.stderr).contains("give the data directory"));
    assert_eq!(replay(&["verify"]).status.code(), Some(2));
    assert_eq!(replay(&["fly"]).status.code(), Some(2));
}

/// What a library or the system says stands behind a sentence that says what to do.
#[test]
fn what_a_library_says_is_never_all_that_is_said() {
    let (told, _) = history();
    let (temp, dir) = written(&told.commits);
    let file = |name: &str, text: &str| {
        let path = temp.path().join(name);
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let (garbage, nothing) = (file("garbage", "{\"size\":"), file("empty", ""));
    let map = file("map.toml", "[columns");
    let log = file("log.csv", "case,activity,time\n");
    let none = temp.path().join("none").to_str().unwrap().to_owned();
    let out = temp.path().join("none/out.csv").to_str().unwrap().to_owned();
    let data = dir.to_str().unwrap();
    let url = "http://127.0.0.1:1";
    let asked: [(&[&str], &str); 8] = [
        (&["check-proof", "--proof", &none, "--checkpoint", &none], "see that it is there"),
        (&["check-proof", "--proof", &garbage, "--checkpoint", &none], "give the file as it was"),
        (&["witness", "--file", &garbage], "restore it from a copy"),
        (&["verify", "--data", data, "--checkpoint", &garbage], "give the file as it was written"),
        (&["verify", "--url", url, "--token-file", &none], "give the file that the server made"),
        (&["verify", "--url", url, "--token-file", &nothing], "give the file that the server made"),
        (&["conform", "--log", &log, "--map", &map], "mend it where it says"),
        (&["export", "--format", "csv", "--data", data, "--out", &out], "make it first"),
    ];
    for (args, advice) in asked {
        let output = replay(args);
        let error = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{args:?}: {error}");
        assert!(error.contains(advice), "{args:?}: {error}");
    }
    let token = file("token", "0123456789abcdef0123456789abcdef");
    let output = replay(&["hall", "--url", url, "--token-file", &token]);
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(error.contains("see that the server runs there and ask again"), "{error}");
}

#[test]
fn a_log_without_its_head_mark_cannot_be_vouched_for() {
    let (told, _) = history();
    let (_temp, dir) = written(&told.commits);
    fs::remove_file(dir.join("log/head")).unwrap();
    on(&dir, &["verify"], 2);
}

#[test]
fn a_case_is_told_in_both_languages() {
    let (told, cases) = history();
    let (_temp, dir) = written(&told.commits);
    let case = |args: &[&str]| on(&dir, &[&["case", cases[0].as_str()], args].concat(), 0);
    let zh = case(&[]);
    for said in ["收件", "住建局", "承诺办结时限", "案情复杂", "工程建设区 W1", "已出件"]
    {
        assert!(zh.contains(said), "{said} in\n{zh}");
    }
    let en = case(&["--lang", "en"]);
    for said in ["application received", "promise starts, due 2026-01-06", "stands still"] {
        assert!(en.contains(said), "{said} in\n{en}");
    }
    let then = case(&["--at", "2025-12-25T09:00:00+08:00", "--lang", "en"]);
    assert!(then.contains("state then: suspended"), "{then}");
    assert!(!then.contains("suspension ended"), "{then}");
}

#[test]
fn answers_as_json_have_their_fields() {
    let (told, cases) = history();
    let (_temp, dir) = written(&told.commits);
    let number = cases[0].as_str();
    let case = json(&dir, &["case", number, "--seq", "20"], 0);
    assert_eq!(
        keys(&case),
        ["events", "found_by", "item", "item_name", "item_version", "number", "state"]
    );
    assert_eq!(case["events"].as_array().unwrap().len(), 6);
    assert_eq!(case["state"]["phase"], "handling");
    let hall = json(&dir, &["hall", "--at", "2025-12-22"], 0);
    assert_eq!(hall["open_cases"], 1);
    assert_eq!(
        keys(&hall),
        ["alarms", "armed", "now", "open_cases", "phases", "queues", "seq", "tickets", "windows"]
    );
    let diff = json(&dir, &["diff", "--from", "20", "--to", "2025-12-24"], 0);
    assert_eq!(
        keys(&diff),
        ["bundles", "cases", "from", "queues", "setup", "tickets", "to", "voices"]
    );
    let why = json(&dir, &["explain", number, "promise"], 0);
    assert_eq!((&why["limit"], &why["counted"]), (&10.into(), &10.into()));
    assert_eq!(keys(&why["days"][0]), ["counts", "date", "total", "why"]);
}

#[test]
fn an_unknown_case_or_clock_ends_with_2() {
    let (told, cases) = history();
    let (_temp, dir) = written(&told.commits);
    on(&dir, &["case", "11360925MB000000014000131001000209912310001"], 2);
    on(&dir, &["explain", cases[0].as_str(), "lower_review"], 2);
    on(&dir, &["explain", cases[0].as_str(), "lunch"], 2);
}

#[test]
fn checkpoints_and_proofs_go_through_files() {
    let (told, _) = history();
    let (temp, dir) = written(&told.commits[..20]);
    let file = |name: &str, text: String| -> PathBuf {
        let path = temp.path().join(name);
        fs::write(&path, text).unwrap();
        path
    };
    let old = file("old.json", on(&dir, &["checkpoint"], 0));
    append(&dir, &told.commits[20..], 4);
    let new = file("new.json", on(&dir, &["checkpoint"], 0));
    let inclusion = file("one.json", on(&dir, &["prove-inclusion", "--seq", "9"], 0));
    let [old, new, inclusion] = [&old, &new, &inclusion].map(|path| path.to_str().unwrap());
    let proof = on(&dir, &["prove-consistency", "--from", old], 0);
    let consistency = file("two.json", proof);
    let consistency = consistency.to_str().unwrap();
    let check = |args: &[&str]| replay(&[&["check-proof"], args].concat()).status.code();
    assert_eq!(check(&["--proof", inclusion, "--checkpoint", new]), Some(0));
    assert_eq!(check(&["--proof", inclusion, "--checkpoint", old]), Some(1));
    assert_eq!(check(&["--proof", consistency, "--checkpoint", new, "--from", old]), Some(0));
    assert_eq!(check(&["--proof", consistency, "--checkpoint", old, "--from", new]), Some(1));
    assert_eq!(check(&["--proof", consistency, "--checkpoint", new]), Some(2));
    assert_eq!(check(&["--proof", new, "--checkpoint", new]), Some(2), "not a proof");
    on(&dir, &["verify", "--checkpoint", old], 0);
    let (_other, other) = written(&told.commits[..19]);
    on(&other, &["verify", "--checkpoint", old], 1);
    on(&other, &["prove-consistency", "--from", old], 1);
}

#[test]
fn a_reader_who_leaves_early_is_no_failure() {
    let (told, cases) = history();
    let (_temp, dir) = written(&told.commits);
    for args in [&["case", cases[0].as_str()][..], &["hall"], &["verify"]] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_yichuang-replay"));
        command.args(args).arg("--data").arg(&dir);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{args:?}");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    }
}

#[test]
fn every_command_has_help_with_an_example() {
    let commands = [
        "verify",
        "case",
        "hall",
        "diff",
        "explain",
        "checkpoint",
        "prove-inclusion",
        "prove-consistency",
        "check-proof",
        "witness",
    ];
    for command in commands {
        let output = replay(&[command, "--help"]);
        let text = String::from_utf8(output.stdout).unwrap();
        assert_eq!(output.status.code(), Some(0), "{command}");
        assert!(text.contains(&format!("yichuang-replay {command}")), "{text}");
        assert!(text.contains("Example"), "{text}");
    }
}

#[test]
fn nothing_is_exported_into_the_data_directory_which_is_only_read() {
    let (told, _) = history();
    let (_temp, dir) = written(&told.commits);
    let db = dir.join("log").join("db");
    for (out, force) in [(dir.join("x.csv"), None), (db.clone(), Some("--force"))] {
        let before = fs::read(&db).unwrap();
        let args = ["export", "--format", "csv", "--out", out.to_str().unwrap()];
        let args: Vec<&str> = args.into_iter().chain(force).collect();
        on(&dir, &args, 2);
        assert_eq!(fs::read(&db).unwrap(), before);
    }
    assert!(!dir.join("x.csv").exists());
}
