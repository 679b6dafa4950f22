//! One history of a server, proved record by record: what does not fit leads to the whole log, with the reason.

use std::path::Path;
use std::process::{Command, Output};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use engine::event::Stream;
use engine::number;
use replay::Source;
use serde_json::{Value, json};
use store::ProofFile;

use crate::beside::trouble;
use crate::hall::{Told, archived_history, written};
use crate::remote::{Kept, serve_paths};

/// Records of a page, whatever is asked for.
const PAGE: usize = 4;

/// A server with the log of a directory that answers for histories, of which `change` makes something else.
struct Proving {
    source: Source,
    frames: Kept,
    frames_asked: Arc<AtomicUsize>,
}

fn query(path: &str, name: &str) -> Option<u64> {
    let rest = path.split(&format!("{name}=")).nth(1)?;
    rest.split('&').next()?.parse().ok()
}

impl Proving {
    fn of(dir: &Path) -> Proving {
        let frames_asked = Arc::new(AtomicUsize::new(0));
        Proving { source: Source::open(dir).unwrap(), frames: Kept::of(dir), frames_asked }
    }

    fn answer(&self, path: &str) -> (u16, Vec<u8>) {
        let after = query(path, "after").unwrap_or(0);
        if path.starts_with("/v1/audit/frames") {
            self.frames_asked.fetch_add(1, Ordering::Relaxed);
            return (200, self.frames.page(after, 9));
        }
        if let Some(rest) = path.strip_prefix("/v1/audit/inclusion/") {
            let seq = rest.split('?').next().unwrap().parse().unwrap();
            let proof = self.source.reader().prove_inclusion(seq, query(path, "size")).unwrap();
            return (200, serde_json::to_vec(&ProofFile::Inclusion(proof)).unwrap());
        }
        let name = path.strip_prefix("/v1/audit/histories/").unwrap().split('?').next().unwrap();
        (200, serde_json::to_vec(&self.page(name, after)).unwrap())
    }

    fn page(&self, name: &str, after: u64) -> Value {
        let setup = self.source.setup_at(self.source.size()).unwrap();
        let stream = (name.parse().ok())
            .and_then(|case| number::parse(&setup, &case).map(Stream::Case))
            .or_else(|| number::parse_voice(&name.parse().ok()?).map(Stream::Voice));
        let of = |of: Stream| stream.map_or_else(|| of.is_setup(), |stream| of == stream);
        let records = self.source.scan().map(Result::unwrap);
        let seqs: Vec<u64> = records
            .filter(|record| of(record.entry.stream) && record.seq > after)
            .map(|record| record.seq)
            .collect();
        let prove = |seq: &u64| self.source.reader().prove_inclusion(*seq, None).unwrap();
        json!({
            "size": self.source.size(), "root": store::hex(&self.source.root()),
            "entries": seqs.iter().take(PAGE).map(prove).collect::<Vec<_>>(),
            "next": seqs.get(PAGE),
        })
    }
}

fn ask(url: &str, args: &[&str]) -> Output {
    let temp = tempfile::tempdir().unwrap();
    let token = temp.path().join("token");
    std::fs::write(&token, "secret").unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_yichuang-replay"));
    command.args(args).args(["--json", "--url", url, "--token-file"]).arg(&token);
    command.arg("--scratch").arg(temp.path()).output().unwrap()
}

#[track_caller]
fn line(output: &Output) -> Value {
    let error = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{error}");
    serde_json::from_slice(&output.stdout).unwrap()
}

/// What the directory itself answers, and how.
fn of_directory(dir: &Path, args: &[&str]) -> Value {
    let mut command = Command::new(env!("CARGO_BIN_EXE_yichuang-replay"));
    let mut told = line(&command.args(args).arg("--json").arg("--data").arg(dir).output().unwrap());
    told.as_object_mut().unwrap().remove("found_by");
    told
}

/// The answer to a question, without how it was found; how; and how often frames were asked for.
#[track_caller]
fn told(
    told: &Told,
    args: &[&str],
    change: impl Fn(&str, Vec<u8>) -> (u16, Vec<u8>) + Send + 'static,
) -> (Value, usize) {
    let (_temp, dir) = written(&told.commits);
    let proving = Proving::of(&dir);
    let asked = Arc::clone(&proving.frames_asked);
    let url = serve_paths(move |path| {
        let (_, answer) = proving.answer(path);
        change(path, answer)
    });
    let mut answer = line(&ask(&url, args));
    let by = answer.as_object_mut().unwrap().remove("found_by").unwrap();
    assert_eq!(answer, of_directory(&dir, args));
    (by, asked.load(Ordering::Relaxed))
}

#[test]
fn a_case_and_its_clocks_are_told_from_proofs_without_one_frame_of_the_log() {
    let (history, cases) = archived_history();
    let number = cases[0].as_str();
    let moments: [&[&str]; 3] = [&[], &["--seq", "22"], &["--at", "2025-12-25"]];
    for question in [&["case", number][..], &["explain", number, "promise"]] {
        for moment in moments {
            let args = [question, moment].concat();
            let (by, frames) = told(&history, &args, |_, answer| (200, answer));
            assert_eq!((&by["way"], frames), (&json!("proved"), 0), "{args:?}");
            assert_eq!(by["size"], history.world.seq(), "{args:?}");
        }
    }
    let (history, number) = trouble();
    let (by, frames) = told(&history, &["case", number.as_str()], |_, answer| (200, answer));
    assert_eq!((&by["way"], frames), (&json!("proved"), 0));
}

/// What takes the server too long once takes as long again: the log is fetched, and nothing is asked twice.
#[test]
fn a_server_that_cannot_prove_it_now_gives_the_log_instead() {
    let (history, cases) = archived_history();
    let asked = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&asked);
    let (by, frames) = told(&history, &["case", cases[0].as_str()], move |path, answer| {
        if path.starts_with("/v1/audit/histories/") {
            counted.fetch_add(1, Ordering::Relaxed);
            return (503, br#"{"code":"busy","title":"busy","detail":"too long"}"#.to_vec());
        }
        (200, answer)
    });
    assert_eq!((&by["way"], asked.load(Ordering::Relaxed)), (&json!("whole"), 1), "{by}");
    assert!(frames > 0 && by["doubt"].as_str().unwrap().contains("cannot prove it now"), "{by}");
}

#[test]
fn the_whole_log_is_fetched_where_it_is_asked_for() {
    let (history, cases) = archived_history();
    let args = ["case", cases[0].as_str(), "--whole"];
    let (by, frames) = told(&history, &args, |_, answer| (200, answer));
    assert_eq!((&by["way"], by.get("doubt")), (&json!("whole"), None));
    assert!(frames > 0);
}

/// The whole log was fetched, for this reason.
#[track_caller]
fn doubted(why: &str, change: impl Fn(&str, &mut Value) + Send + 'static) {
    let (history, cases) = archived_history();
    let (by, frames) = told(&history, &["case", cases[0].as_str()], move |path, answer| {
        if !path.contains("/histories/") {
            return (200, answer);
        }
        let mut page = serde_json::from_slice(&answer).unwrap();
        change(path, &mut page);
        (200, serde_json::to_vec(&page).unwrap())
    });
    assert_eq!(by["way"], "whole", "{why}");
    let doubt = by["doubt"].as_str().unwrap();
    assert!(doubt.contains(why), "{doubt}");
    assert!(frames > 0);
}

#[test]
fn what_a_server_leaves_out_or_changes_of_a_history_leads_to_the_whole_log() {
    let of_case = |path: &str| !path.contains("/setup");
    let is_first = |path: &str| query(path, "after").unwrap_or(0) == 0;
    doubted("given were version", move |path, page| {
        if of_case(path) && is_first(path) {
            page["entries"].as_array_mut().unwrap().remove(2);
        }
    });
    doubted("given were version 0", move |path, page| {
        if of_case(path) && is_first(path) {
            page["entries"].as_array_mut().unwrap().remove(0);
        }
    });
    doubted("comes after record", move |path, page| {
        if of_case(path) && is_first(path) {
            page["entries"].as_array_mut().unwrap().swap(1, 2);
        }
    });
    doubted("does not hash to the leaf", move |path, page| {
        if of_case(path) {
            let record = page["entries"][0]["record"].as_str().unwrap().replacen('0', "1", 1);
            page["entries"][0]["record"] = record.into();
        }
    });
    doubted("is not shown to be in this tree", move |path, page| {
        if is_first(path) && path.contains("/setup") {
            let root = page["root"].as_str().unwrap();
            let last = if root.ends_with('0') { "1" } else { "0" };
            page["root"] = format!("{}{last}", &root[..63]).into();
        }
    });
    doubted("given were version", move |path, page| {
        if path.contains("/setup") && is_first(path) {
            page["entries"].as_array_mut().unwrap().remove(1);
        }
    });
}

#[test]
fn records_of_another_history_are_not_taken_for_those_that_were_asked_for() {
    let (history, cases) = archived_history();
    let (_temp, dir) = written(&history.commits);
    let (proving, other) = (Proving::of(&dir), cases[1].as_str().to_owned());
    let asked = cases[0].as_str().to_owned();
    let url = serve_paths(move |path| proving.answer(&path.replace(&asked, &other)));
    let answer = line(&ask(&url, &["case", cases[0].as_str()]));
    assert!(answer["found_by"]["doubt"].as_str().unwrap().contains("of another history"));
    assert_eq!(answer["number"], cases[0].as_str());
}

#[test]
fn a_server_that_knows_no_such_question_is_read_as_a_whole() {
    let (history, cases) = archived_history();
    let (by, frames) = told(&history, &["case", cases[0].as_str()], |path, answer| {
        if path.contains("/histories/") {
            let problem = br#"{"code":"not_found","title":"no","detail":"no route"}"#;
            return (404, problem.to_vec());
        }
        (200, answer)
    });
    assert!(by["doubt"].as_str().unwrap().contains("not_found: no; no route"));
    assert!(frames > 0);
}

#[test]
fn a_number_that_the_server_does_not_know_ends_with_2_and_does_not_fetch_the_whole_log() {
    let (history, _) = archived_history();
    let (_temp, dir) = written(&history.commits);
    let proving = Proving::of(&dir);
    let asked = Arc::clone(&proving.frames_asked);
    let url = serve_paths(move |path| {
        if path.contains("/histories/") && !path.contains("/setup") {
            let problem = br#"{"code":"not_found","title":"no","detail":"no such history"}"#;
            return (404, problem.to_vec());
        }
        proving.answer(path)
    });
    for question in [&["case", "1136-1"][..], &["explain", "1136-1", "promise"]] {
        let output = ask(&url, question);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains("1136-1") || said.contains("--whole"), "{said}");
    }
    // A number of the right form is asked for; the server's word is not taken for a proof.
    let known = history.world.cases().keys().next().copied().unwrap();
    let number = number::format(history.world.setup(), known).unwrap();
    let output = ask(&url, &["case", number.as_str()]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("no such history") && said.contains("--whole"), "{said}");
    assert_eq!(asked.load(Ordering::Relaxed), 0, "no frame was fetched");
    let whole = ask(&url, &["case", number.as_str(), "--whole"]);
    assert_eq!(line(&whole)["number"], number.as_str());
}

#[test]
fn a_server_that_does_not_answer_ends_with_2() {
    let url = serve_paths(|_| (401, Vec::new()));
    let output = ask(&url, &["case", "1136-1"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8(output.stderr).unwrap().contains("is not that of the server"));
}
