//! The package of a case against what was kept elsewhere, and as of a moment.

use std::fs;

use replay::export::{Against, Format, Scope, check, check_against};
use replay::proofs::CheckpointFile;
use replay::{Moment, Source};
use serde_json::{Value, json};
use store::SigningKeys;

use super::archive::{number, of, packed};
use super::made;
use crate::hall::written;
use crate::witness::{keys, signed};

#[test]
fn a_checkpoint_of_another_size_needs_a_proof_and_one_of_other_keys_is_not_trusted() {
    let made = made();
    let (package, own) = packed(&made);
    let (_temp, dir) = written(&made.told.commits[..20]);
    let older = CheckpointFile::from(&signed(&Source::open(&dir).unwrap()));
    let against = |consistency, keys| Against { kept: Some(older.clone()), consistency, keys };
    let found = |against: &Against| check_against(&package, against).unwrap().problems;
    let alone = found(&against(None, Vec::new()));
    assert!(alone.len() == 1 && alone[0].contains("--consistency"), "{alone:?}");
    let proof = made.source.reader().prove_consistency(older.size, None).unwrap();
    let keys = keys().verifiers().to_vec();
    assert_eq!(found(&against(Some(proof.clone()), keys)), Vec::<String>::new());
    let others = SigningKeys::from_secrets("hall.example/1", &[40; 32], &[42; 32]).unwrap();
    let others = others.verifiers().to_vec();
    let of_others = found(&against(Some(proof.clone()), others));
    assert!(of_others.len() == 1 && of_others[0].contains("not trusted"), "{of_others:?}");
    let mut wrong = proof;
    wrong.path.truncate(1);
    assert_eq!(found(&against(Some(wrong), Vec::new())).len(), 1);
    assert!(own.size > older.size);
}

/// A package as it stood at an earlier record is proved in the tree of then.
#[test]
fn a_package_is_made_as_of_a_moment_and_never_of_a_part_of_a_case() {
    let made = made();
    let case = number(&made, 0);
    let records = made.source.case_history(&case.parse().unwrap()).unwrap().records;
    let last = records.last().unwrap().seq;
    let (_, package) = made.export(Format::Archive, &Scope { to: Moment::Seq(last), ..of(&case) });
    let at = made.source.reader().checkpoint_at(last).unwrap();
    let text = fs::read_to_string(package.join("checkpoint.json")).unwrap();
    let written: Value = serde_json::from_str(&text).unwrap();
    assert_eq!((&written["size"], last < made.source.size()), (&json!(at.size), true));
    assert_eq!(written["root"], store::hex(&at.root));
    assert_eq!(check(&package, None).unwrap(), Vec::<String>::new());
    for part in [&["--from", "3"][..], &["--origin"]] {
        let out = made.out();
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_yichuang-replay"));
        command.args(["export", "--format", "archive", "--case", &case, "--data"]);
        command.arg(&made.dir).arg("--out").arg(&out).args(part);
        let output = command.output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains(&format!("leave {} out", part[0])) && !out.exists(), "{said}");
    }
}
