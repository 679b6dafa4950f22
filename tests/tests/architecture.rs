//! The rooms of the house and what each may know: dependencies, fences around crates, clocks, sizes of files.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// What each package may depend on among its neighbours.
const ROOMS: [(&str, &[&str]); 6] = [
    ("engine", &[]),
    ("store", &["engine"]),
    ("api", &["engine", "store"]),
    ("replay", &["engine", "store"]),
    ("benches", &["engine", "store", "api", "replay"]),
    ("tests", &["engine", "store", "api", "replay", "benches"]),
];

/// Where a name that is fenced in may stand, in the source of its package.
const FENCES: [(&str, &str, &str); 2] =
    [("sled", "store", "sled_file.rs"), ("bincode", "store", "codec.rs")];

const LINES_MAX: usize = 400;
const COLUMNS_MAX: usize = 100;

/// Files that are longer, each for a reason.
const LONG: [(&str, &str); 20] = [
    ("api/src/openapi/paths.rs", "what every route takes and gives, one list"),
    ("engine/src/bundle.rs", "the state of a bundle and what each event changes in it"),
    ("engine/src/case.rs", "what each event changes in a case, one match"),
    ("engine/src/command.rs", "every command with its fields, one list"),
    ("engine/src/event.rs", "every event with its fields, one list"),
    ("engine/src/world.rs", "what decisions depend on, and the three ways to fold a log into it"),
    ("engine/tests/due.rs", "one test for each clause of the counting rule"),
    ("engine/tests/law/documents.rs", "one case of every kind of document"),
    ("engine/tests/law/ports.rs", "each port with each kind of answer that is not as it should be"),
    ("replay/src/conform/own.rs", "what every event means to a rule, one match"),
    ("replay/src/export/objects.rs", "every kind of thing in an export and its attributes"),
    ("replay/src/export/check_archive.rs", "each thing that a package is checked for, in order"),
    ("replay/src/words.rs", "what every kind of thing in a log is called in two languages"),
    ("replay/tests/audit/export/archive.rs", "one test for each way a package can be wrong"),
    ("store/tests/backup.rs", "one test for each way in which a backup can be wrong"),
    ("store/tests/foreign.rs", "one test for each thing that can be wrong in a foreign log"),
    ("store/tests/samples/mod.rs", "one sample of every stored event"),
    ("tests/src/say.rs", "one word for each command of a test"),
    ("tests/tests/decisions/bundles.rs", "one test for each rule of a bundle"),
    ("tests/tests/lifecycle/samples.rs", "one sample of every event, one case of every phase"),
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Every source file of the workspace, with its path from the root and its text.
fn sources() -> Vec<(String, String)> {
    let root = root();
    let mut folders: Vec<PathBuf> = ROOMS.iter().map(|(room, _)| root.join(room)).collect();
    let mut sources = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("the folder can be read") {
            let path = entry.expect("an entry").path();
            if path.is_dir() && path.file_name().is_some_and(|name| name != "target") {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let name = path.strip_prefix(&root).expect("below the root");
                let name = name.to_str().expect("a plain name").replace('\\', "/");
                sources.push((name, fs::read_to_string(&path).expect("UTF-8")));
            }
        }
    }
    sources.sort();
    assert!(sources.len() > 50, "the sources were found");
    sources
}

fn packages() -> BTreeMap<String, BTreeSet<String>> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut metadata = Command::new(cargo);
    metadata.args(["metadata", "--format-version", "1", "--no-deps", "--offline"]);
    let output = metadata.current_dir(root()).output().expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let parsed: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let list = |value: &Value, key: &str| value[key].as_array().cloned().unwrap_or_default();
    let name = |value: &Value| value["name"].as_str().expect("a name").to_owned();
    let depends = |package: &Value| list(package, "dependencies").iter().map(name).collect();
    list(&parsed, "packages").iter().map(|package| (name(package), depends(package))).collect()
}

/// The line without its comment. Good enough for names of crates, which stand in no string here.
fn code(line: &str) -> &str {
    line.split_once("//").map_or(line, |(code, _)| code)
}

/// True when the word stands in the code by itself.
fn names(text: &str, word: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    text.lines().map(code).any(|line| line.split(|c| !is_part(c)).any(|part| part == word))
}

#[test]
fn each_room_knows_the_rooms_below_it_and_no_other() {
    let packages = packages();
    let rooms: BTreeMap<&str, &[&str]> = ROOMS.into();
    assert_eq!(
        packages.keys().map(String::as_str).collect::<Vec<_>>(),
        rooms.keys().copied().collect::<Vec<_>>()
    );
    for (package, depends) in &packages {
        let neighbours = depends.iter().filter(|name| rooms.contains_key(name.as_str()));
        let may = rooms.get(package.as_str()).expect("one of the rooms");
        let strangers: Vec<_> = neighbours.filter(|name| !may.contains(&name.as_str())).collect();
        assert!(strangers.is_empty(), "{package} must not know {strangers:?}");
    }
}

#[test]
fn the_log_engine_and_the_stored_encoding_are_fenced_in() {
    let packages = packages();
    for (name, room, file) in FENCES {
        for (package, depends) in &packages {
            assert!(package == room || !depends.contains(name), "{package} depends on {name}");
        }
        let allowed = format!("{room}/src/{file}");
        for (path, text) in sources() {
            if path.contains("/src/") && path != allowed && path != "tests/tests/architecture.rs" {
                assert!(!names(&text, name), "{path} names {name}, only {allowed} may");
            }
        }
    }
}

#[test]
fn the_engine_has_no_clock_no_input_and_no_output_of_its_own() {
    let forbidden = [
        "SystemTime",
        "Instant::now",
        "thread::sleep",
        "std::fs",
        "std::net",
        "std::env",
        "println!",
        "HashMap",
        "HashSet",
        "async fn",
    ];
    for (path, text) in sources() {
        if path.starts_with("engine/src/") {
            for line in text.lines().map(code) {
                for word in forbidden {
                    assert!(!line.contains(word), "{path} has {word}: {line}");
                }
            }
        }
    }
}

#[test]
fn the_engine_depends_on_a_handful_of_crates_and_none_that_reaches_out() {
    let packages = packages();
    let engine = packages.get("engine").expect("the engine");
    for name in ["tokio", "axum", "sled", "bincode", "getrandom", "uuid", "tempfile"] {
        assert!(!engine.contains(name), "the engine depends on {name}");
    }
}

#[test]
fn no_file_is_long_without_a_reason() {
    let long: BTreeMap<&str, &str> = LONG.into();
    let sources = sources();
    let counted = sources.iter().map(|(path, text)| (path.as_str(), text.lines().count()));
    let over = counted.filter(|(path, lines)| *lines > LINES_MAX && !long.contains_key(path));
    assert_eq!(over.collect::<Vec<_>>(), [], "split it, or say in LONG why not");
    for (path, _) in long {
        let text = sources.iter().find(|(name, _)| name == path).map(|(_, text)| text);
        let lines = text.map_or(0, |text| text.lines().count());
        assert!(lines > LINES_MAX, "{path} needs no excuse any more");
    }
}

/// rustfmt breaks code at 100 columns; this finds what it leaves alone. Texts cannot be broken, and what
/// a macro is made of seldom reads better broken.
#[test]
fn no_line_of_code_is_over_a_hundred_columns() {
    let mut over = Vec::new();
    for (path, text) in sources() {
        for (number, line) in (1_u32..).zip(text.lines()) {
            let columns = code(line).trim_end().chars().count();
            let is_text = !line.is_ascii() || line.contains(['"', '$']);
            if columns > COLUMNS_MAX && !is_text {
                over.push(format!("{path}:{number} {line}"));
            }
        }
    }
    let none: [String; 0] = [];
    assert_eq!(over, none);
}

#[test]
fn every_file_says_its_job_in_its_first_line() {
    let sources = sources();
    let says = |text: &str| text.lines().next().is_some_and(|line| line.starts_with("//! "));
    let silent = sources.iter().filter(|(_, text)| !says(text)).map(|(path, _)| path.as_str());
    let none: [&str; 0] = [];
    assert_eq!(silent.collect::<Vec<_>>(), none);
}
