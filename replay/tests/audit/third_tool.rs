//! A tool that shares nothing with this project checks what it is given: Python and OpenSSL.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use replay::Source;
use store::ProofFile;

use crate::hall::{history, written};
use crate::witness::{key_lines, keys, signed};

/// The exit code where OpenSSL cannot do it.
const UNABLE: i32 = 3;

/// What the tool says of three files; `None`, said on standard error, where it is not there.
fn checked(keys: &Path, note: &Path, proof: &Path) -> Option<i32> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/third_tool.py");
    let Ok(output) = Command::new("python3").arg(script).args([keys, note, proof]).output() else {
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
