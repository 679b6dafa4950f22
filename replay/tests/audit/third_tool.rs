//! A tool that shares nothing with this project checks what it is given: Python and OpenSSL.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use engine::code::CaseNumber;
use engine::event::Event;
use replay::Source;
use replay::export::{Format, Scope};
use sm3::{Digest, Sm3};
use store::ProofFile;

use crate::export::{Made, made};
use crate::hall::{history, written};
use crate::witness::{key_lines, keys, signed};

/// The exit code where OpenSSL cannot do it.
const UNABLE: i32 = 3;

/// What the tool says of three files; `None`, said on standard error, where it is not there.
fn checked(keys: &Path, note: &Path, proof: &Path) -> Option<i32> {
    asked(&[keys, note, proof])
}

fn asked(args: &[&Path]) -> Option<i32> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/third_tool.py");
    let Ok(output) = Command::new("python3").arg(script).args(args).output() else {
        eprintln!("SKIPPED: there is no python3, so no third tool checked the checkpoint");
        return None;
    };
    let said = String::from_utf8_lossy(&output.stdout);
    match output.status.code() {
        Some(UNABLE) => {
            eprintln!("SKIPPED: no third tool checked the checkpoint: {said}");
            None
        }
        code => {
            let error = String::from_utf8_lossy(&output.stderr);
            assert!(error.is_empty(), "{said}{error}");
            code
        }
    }
}

#[test]
fn python_and_openssl_check_both_signatures_and_a_proof_of_inclusion() {
    let (told, _) = history();
    let (temp, dir) = written(&told.commits);
    let source = Source::open(&dir).unwrap();
    let file = |name: &str, text: &str| -> PathBuf {
        let path = temp.path().join(name);
        fs::write(&path, text).unwrap();
        path
    };
    let public = file("keys", &key_lines());
    let text = signed(&source).to_string();
    let note = file("note", &text);
    let proof = ProofFile::Inclusion(source.reader().prove_inclusion(9, None).unwrap());
    let json = serde_json::to_string(&proof).unwrap();
    let good = file("proof", &json);
    let Some(code) = checked(&public, &note, &good) else { return };
    assert_eq!(code, 0);
    let other = file("other", &json.replace("\"seq\":9", "\"seq\":8"));
    assert_eq!(checked(&public, &note, &other), Some(1), "another place");
    // Each signature by itself is spoilt by one changed digit of the time.
    let later = file("later", &text.replace("time 2026", "time 2027"));
    for key in keys().verifiers() {
        let one = file("one", &format!("{key}\n"));
        assert_eq!(checked(&one, &note, &good), Some(0), "{key}");
        assert_eq!(checked(&one, &later, &good), Some(1), "{key}");
    }
}

#[test]
fn python_checks_a_proof_of_consistency_and_every_proof_of_a_package() {
    let made = made();
    let file = |name: &str, text: &str| -> PathBuf {
        let path = made.temp.path().join(name);
        fs::write(&path, text).unwrap();
        path
    };
    let way = |name: &str| Path::new(name).to_path_buf();
    for from in [8, 20, 21] {
        let proof = made.source.reader().prove_consistency(from, None).unwrap();
        let proof = file("grown", &serde_json::to_string(&ProofFile::Consistency(proof)).unwrap());
        let checkpoint = |name: &str, size: u64| {
            let at = made.source.reader().checkpoint_at(size).unwrap();
            let json = serde_json::json!({ "size": at.size, "root": store::hex(&at.root) });
            file(name, &json.to_string())
        };
        let (older, newer) = (checkpoint("older", from), checkpoint("newer", made.source.size()));
        let Some(code) = asked(&[&way("consistency"), &older, &newer, &proof]) else { return };
        assert_eq!(code, 0, "from {from}");
        let wrong = checkpoint("wrong", from - 1);
        assert_eq!(asked(&[&way("consistency"), &wrong, &newer, &proof]), Some(1));
        let json = serde_json::json!({ "size": from, "root": store::hex(&[7; 32]) });
        let wrong = file("wrong", &json.to_string());
        assert_eq!(asked(&[&way("consistency"), &wrong, &newer, &proof]), Some(1));
    }
    let number = first_case(&made);
    let scope = Scope { case: Some(number), ..Scope::default() };
    let (_, package) = made.export(Format::Archive, &scope);
    assert_eq!(asked(&[&way("package"), &package]), Some(0));
    let end = package.join("end.json");
    let before = fs::read(&end).unwrap();
    fs::write(&end, [&before[..], b" "].concat()).unwrap();
    assert_eq!(asked(&[&way("package"), &package]), Some(1), "its SM3 is another");
    fs::write(&end, before).unwrap();
    let checkpoint = package.join("checkpoint.json");
    let text = fs::read_to_string(&checkpoint).unwrap();
    let root = store::hex(&made.source.root());
    let changed = text.replace(&root, &store::hex(&[7; 32]));
    fs::write(&checkpoint, &changed).unwrap();
    let manifest = package.join("manifest.json");
    let (old, new) = (sm3(text.as_bytes()), sm3(changed.as_bytes()));
    let named = fs::read_to_string(&manifest).unwrap().replace(&old, &new);
    fs::write(&manifest, named).unwrap();
    assert_eq!(asked(&[&way("package"), &package]), Some(1), "its records are of another tree");
}

fn sm3(bytes: &[u8]) -> String {
    store::hex(&Sm3::digest(bytes))
}

/// The number of the case that was archived.
fn first_case(made: &Made) -> CaseNumber {
    let entries = made.told.commits.iter().flat_map(|commit| &commit.entries);
    let mut numbers = entries.filter_map(|entry| match &entry.event {
        Event::ApplicationReceived(e) => Some(e.number.clone()),
        _ => None,
    });
    numbers.next().unwrap()
}
