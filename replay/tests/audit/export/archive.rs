//! The package of a closed case: whole by itself, and any change of it is found.

use std::fs;
use std::path::{Path, PathBuf};

use engine::event::{Event, EventKind as E};
use replay::export::{Against, Format, Scope, check, check_against, export};
use replay::proofs::{self, CheckpointFile};
use serde_json::{Value, json};
use sm3::{Digest, Sm3};
use store::ProofFile;

use super::{Made, made};
use crate::hall::{archived_history, set_up};

/// The number of a case, in the order in which the cases came.
pub(super) fn number(made: &Made, place: usize) -> String {
    let received = made.told.commits.iter().flat_map(|commit| &commit.entries);
    let mut numbers = received.filter_map(|entry| match &entry.event {
        Event::ApplicationReceived(e) => Some(e.number.to_string()),
        _ => None,
    });
    numbers.nth(place).unwrap()
}

pub(super) fn of(number: &str) -> Scope {
    Scope { case: Some(number.parse().unwrap()), ..Scope::default() }
}

pub(super) fn packed(made: &Made) -> (PathBuf, CheckpointFile) {
    let (exported, out) = made.export(Format::Archive, &of(&number(made, 0)));
    assert_eq!(exported.cases, 1);
    (out, proofs::checkpoint(&made.source).unwrap())
}

fn every_file(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { open.push(path) } else { files.push(path) }
        }
    }
    files.sort_unstable();
    files
}

#[test]
fn a_package_holds_from_itself_and_against_the_checkpoint_that_was_kept() {
    let made = made();
    let (package, kept) = packed(&made);
    assert_eq!(check(&package, Some(&kept)).unwrap(), Vec::<String>::new());
    let records = made.source.case_history(&number(&made, 0).parse().unwrap()).unwrap().records;
    let proofs = every_file(&package.join("proofs"));
    assert_eq!(proofs.len(), records.len(), "each record is proved");
    let metadata = fs::read_to_string(package.join("metadata.xml")).unwrap();
    assert!(metadata.contains("<closing>issued</closing>"), "{metadata}");
    assert!(metadata.contains("number=\"建施-2026-001\""), "{metadata}");
    for file in every_file(&package) {
        let text = fs::read_to_string(&file).unwrap();
        assert!(!text.contains("\"sealed\""), "{} has sealed fields", file.display());
    }
}

#[test]
fn every_changed_missing_or_added_file_is_found() {
    let made = made();
    let (package, _) = packed(&made);
    for file in every_file(&package) {
        let bytes = fs::read(&file).unwrap();
        let mut changed = bytes.clone();
        let middle = changed.len() / 2;
        changed[middle] ^= 1;
        fs::write(&file, &changed).unwrap();
        let found = check(&package, None);
        assert!(found.is_err() || !found.unwrap().is_empty(), "{} changed", file.display());
        fs::remove_file(&file).unwrap();
        let found = check(&package, None);
        assert!(found.is_err() || !found.unwrap().is_empty(), "{} missing", file.display());
        fs::write(&file, &bytes).unwrap();
    }
    fs::write(package.join("documents/more.txt"), "?").unwrap();
    assert_eq!(check(&package, None).unwrap(), ["documents/more.txt is not in the manifest"]);
}

#[test]
fn a_history_that_was_rewritten_with_its_hashes_is_found() {
    let made = made();
    let (package, kept) = packed(&made);
    let read = |name: &str| -> Value {
        serde_json::from_slice(&fs::read(package.join(name)).unwrap()).unwrap()
    };
    let write = |name: &str, value: &Value| {
        fs::write(package.join(name), serde_json::to_vec(value).unwrap()).unwrap();
    };
    let mut events = read("events.json");
    events["events"][1]["actor"] = "somebody".into();
    write("events.json", &events);
    let mut manifest = read("manifest.json");
    let hash = check(&package, None).unwrap().remove(0);
    let hash = hash.split("SM3 ").nth(1).unwrap().split(',').next().unwrap().to_owned();
    manifest["files"]["events.json"] = hash.into();
    write("manifest.json", &manifest);
    let found = check(&package, None).unwrap();
    assert!(found.len() == 1 && found[0].contains("events.1.actor"), "{found:?}");
    let other = CheckpointFile { size: kept.size - 1, ..kept };
    assert!(check(&package, Some(&other)).unwrap()[0].contains("another log"));
}

/// What is found when a file was taken out of a package, and its line out of the manifest.
fn taken_out(package: &Path, name: &str) -> Vec<String> {
    let manifest = package.join("manifest.json");
    let (file, lines) = (fs::read(package.join(name)).unwrap(), fs::read(&manifest).unwrap());
    let mut without: Value = serde_json::from_slice(&lines).unwrap();
    assert!(without["files"].as_object_mut().unwrap().remove(name).is_some(), "{name}");
    fs::write(&manifest, serde_json::to_vec(&without).unwrap()).unwrap();
    fs::remove_file(package.join(name)).unwrap();
    let found = check(package, None).unwrap();
    fs::write(&manifest, lines).unwrap();
    fs::write(package.join(name), file).unwrap();
    found
}

/// A case that was archived, and against which a suit was filed and dismissed since.
fn supplemented() -> Made {
    let (mut told, cases) = archived_history();
    let filed = json!({
        "type": "file_remedy", "kind": "litigation", "authority": "县人民法院", "filed": "2026-02-02",
    });
    told.on("2026-02-04 09:00", "rep-1", &cases[0], filed);
    let settled = json!({
        "type": "settle_remedy", "remedy": 0, "outcome": "upheld", "number": "XZ-1",
        "decided": "2026-05-06", "note": "驳回诉讼请求",
    });
    told.on("2026-05-08 09:00", "rep-1", &cases[0], settled);
    Made::of(told)
}

#[test]
fn what_supplements_the_archive_is_in_a_package_that_is_made_later_with_its_proofs() {
    let (before, made) = (made(), supplemented());
    let (package, kept) = packed(&made);
    assert_eq!(check(&package, Some(&kept)).unwrap(), Vec::<String>::new());
    let records = |made: &Made| {
        let number = number(made, 0).parse().unwrap();
        made.source.case_history(&number).unwrap().records
    };
    let kinds: Vec<_> =
        records(&made).iter().rev().take(4).rev().map(|r| r.entry.event.kind()).collect();
    let supplements = [E::RemedyFiled, E::ArchiveSupplemented, E::RemedyDecided];
    assert_eq!(kinds, [&supplements[..], &[E::ArchiveSupplemented]].concat());
    let proofs = every_file(&package.join("proofs"));
    assert_eq!(proofs.len(), records(&before).len() + kinds.len(), "each of them is proved");
    let page = fs::read_to_string(package.join("report.html")).unwrap();
    assert!(page.contains("补充归档"), "{page}");
}

/// A hall that issues documents and asks ports about them, with a case that was withdrawn.
fn withdrawn() -> Made {
    let mut told = set_up();
    let rules = engine::document::DocumentRules::customary();
    let rules = json!({ "type": "set_document_rules", "rules": rules });
    told.say("2025-12-02 08:00", "admin", rules);
    for port in ["identity", "e_seal"] {
        let connect = json!({ "type": "connect_port", "port": port, "term_days": 1 });
        told.say("2025-12-02 08:00", "admin", connect);
    }
    let case = told.receive("2026-01-06 09:00", 3);
    let withdraw = json!({ "type": "withdraw_case", "reason": "另行选址" });
    told.on("2026-01-07 09:00", "applicant", &case, withdraw);
    Made::of(told)
}

/// What was asked stands between a document and the event that it is made with.
#[test]
fn the_texts_of_a_package_are_those_that_were_issued_where_ports_were_asked_too() {
    let made = withdrawn();
    let (package, kept) = packed(&made);
    assert_eq!(check(&package, Some(&kept)).unwrap(), Vec::<String>::new());
    let texts = every_file(&package.join("documents"));
    assert!(!texts.is_empty(), "the voucher of the receipt");
}

/// The text that follows from the records is there, and is not the one whose hash was recorded.
#[test]
fn a_text_that_is_not_the_one_whose_hash_its_record_names_is_found() {
    let mut told = withdrawn().told;
    let entries = told.commits.iter_mut().flat_map(|commit| &mut commit.entries);
    let mut documents = entries.filter_map(|entry| match &mut entry.event {
        Event::DocumentIssued(document) => Some(document),
        _ => None,
    });
    documents.next().unwrap().hash.0[0] ^= 1;
    drop(documents);
    let made = Made::of(told);
    let (package, _) = packed(&made);
    let found = check(&package, None).unwrap();
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].contains("not the text that record"), "{found:?}");
}

#[test]
fn a_record_or_a_document_that_was_taken_out_with_its_line_of_the_manifest_is_found() {
    let made = withdrawn();
    let (package, _) = packed(&made);
    let number = number(&made, 0).parse().unwrap();
    let records = made.source.case_history(&number).unwrap().records;
    for (at, record) in records.iter().enumerate() {
        let found = taken_out(&package, &format!("proofs/{}.json", record.seq));
        let follows = found.iter().any(|problem| problem.contains("does not follow"));
        assert!(follows || at + 1 == records.len(), "record {}: {found:?}", record.seq);
        assert!(!found.is_empty(), "record {}", record.seq);
    }
    let documents = every_file(&package.join("documents"));
    assert!(!documents.is_empty());
    for document in documents {
        let name = document.strip_prefix(&package).unwrap().to_str().unwrap();
        let found = taken_out(&package, name);
        assert!(!found.is_empty() && found.iter().all(|it| it.starts_with(name)), "{found:?}");
    }
}

/// Every file but the proofs follows from the records: whoever forges one and its line of the manifest is found, with
/// the kept checkpoint and without it.
#[test]
fn a_forged_file_with_its_line_of_the_manifest_is_named() {
    let made = withdrawn();
    let (package, kept) = packed(&made);
    let mut names: Vec<String> = every_file(&package)
        .iter()
        .map(|file| file.strip_prefix(&package).unwrap().to_str().unwrap().to_owned())
        .filter(|name| name != "manifest.json")
        .collect();
    assert!(names.iter().any(|name| name.starts_with("documents/")), "{names:?}");
    names.retain(|name| !name.starts_with("proofs/"));
    for name in &names {
        let before = fs::read_to_string(package.join(name)).unwrap();
        let swapped = before.replacen("2026", "2027", 1);
        for forged in [format!("{before} "), swapped] {
            if forged == before {
                continue;
            }
            put(&package, name, forged.as_bytes());
            for kept in [None, Some(&kept)] {
                let found = check(&package, kept).unwrap();
                let is_named = found.iter().any(|problem| problem.starts_with(name.as_str()));
                assert!(is_named, "{name}: {found:?}");
            }
        }
        put(&package, name, before.as_bytes());
    }
    put(&package, "documents/99.txt", "准予".as_bytes());
    let found = check(&package, Some(&kept)).unwrap();
    assert_eq!(found, ["documents/99.txt does not belong to a package"]);
}

/// Whoever forges a file makes its line of the manifest fit: what is not even of its form is a mismatch, not unreadable.
#[test]
fn a_proof_or_a_checkpoint_that_is_emptied_with_its_line_of_the_manifest_is_a_mismatch() {
    let made = made();
    let (package, _) = packed(&made);
    let first = every_file(&package.join("proofs")).remove(0);
    let first = format!("proofs/{}", first.file_name().unwrap().to_str().unwrap());
    for name in ["end.json", "setup.json", "checkpoint.json", first.as_str()] {
        let (bytes, manifest) = (
            fs::read(package.join(name)).unwrap(),
            fs::read(package.join("manifest.json")).unwrap(),
        );
        for forged in ["{}", "[7]", "no text of ours"] {
            put(&package, name, forged.as_bytes());
            let found = check(&package, None).unwrap();
            assert!(found.iter().any(|problem| problem.contains(name)), "{name}: {found:?}");
            let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_yichuang-replay"));
            let output = command.arg("check-archive").arg(&package).output().unwrap();
            assert_eq!(output.status.code(), Some(1), "{name}");
            assert!(String::from_utf8(output.stdout).unwrap().contains("MISMATCH: "));
        }
        fs::write(package.join(name), bytes).unwrap();
        fs::write(package.join("manifest.json"), manifest).unwrap();
    }
    assert_eq!(check(&package, None).unwrap(), Vec::<String>::new());
}

#[test]
fn a_checkpoint_with_another_time_or_size_is_found_from_the_package_alone() {
    let made = made();
    let (package, _) = packed(&made);
    let before = fs::read(package.join("checkpoint.json")).unwrap();
    for (field, value) in [("time", json!("2026-02-01T09:00:00+08:00")), ("size", json!(30))] {
        let mut forged: Value = serde_json::from_slice(&before).unwrap();
        forged[field] = value;
        put(&package, "checkpoint.json", &serde_json::to_vec_pretty(&forged).unwrap());
        let found = check(&package, None).unwrap();
        assert!(!found.is_empty(), "{field}");
        if field == "time" {
            assert!(
                found[0].starts_with("checkpoint.json") && found[0].contains("time"),
                "{found:?}"
            );
        }
    }
}

/// Another build may word the same records in its own way: that is a note. What the records say is not.
#[test]
fn a_page_that_another_build_worded_is_a_note_and_a_changed_history_of_it_a_mismatch() {
    let made = made();
    let (package, _) = packed(&made);
    let manifest = package.join("manifest.json");
    let mut lines: Value = serde_json::from_slice(&fs::read(&manifest).unwrap()).unwrap();
    lines["program"] = json!("0.0.9");
    fs::write(&manifest, serde_json::to_vec(&lines).unwrap()).unwrap();
    assert_eq!(check(&package, None).unwrap(), Vec::<String>::new(), "the same words");
    put(&package, "report.html", b"<p>");
    let found = check_against(&package, &Against::default()).unwrap();
    assert_eq!(found.problems, Vec::<String>::new());
    assert!(found.notes.len() == 1 && found.notes[0].contains("0.0.9"), "{found:?}");
    put(&package, "events.json", b"{}");
    let found = check(&package, None).unwrap();
    assert!(found.len() == 2 && found[0].starts_with("events.json"), "{found:?}");
    assert!(found[1].contains("the build 0.0.9"), "{found:?}");
    // The same page of this build is no note.
    let (package, _) = packed(&made);
    put(&package, "report.html", b"<p>");
    assert!(check(&package, None).unwrap()[0].starts_with("report.html"));
}

/// What the files are called after is proved too: a set-up that was changed, or cut in the middle, does not pass.
#[test]
fn a_set_up_without_one_of_its_records_is_found() {
    let made = made();
    let (package, kept) = packed(&made);
    let before = fs::read(package.join("setup.json")).unwrap();
    let proofs: Vec<Value> = serde_json::from_slice(&before).unwrap();
    for at in 0..proofs.len() {
        let mut fewer = proofs.clone();
        fewer.remove(at);
        let mut text = serde_json::to_vec_pretty(&fewer).unwrap();
        text.push(b'\n');
        put(&package, "setup.json", &text);
        let found = check(&package, Some(&kept));
        // The last letter names nothing that the page shows: that nothing comes after is what no proof shows.
        let is_last = |of: &str| proofs[at + 1..].iter().all(|proof| stream(proof) != of);
        let own = stream(&proofs[at]);
        assert!(is_last(&own) || found.is_err() || !found.unwrap().is_empty(), "proof {at}");
    }
}

/// The history that a proved record of the set-up belongs to.
fn stream(proof: &Value) -> String {
    let proof: store::Inclusion = serde_json::from_value(proof.clone()).unwrap();
    let record = store::codec::decode(proof.seq, &proof.record.0).unwrap();
    format!("{:?}", record.entry.stream)
}

/// Puts another file into a package, with its hash in the manifest.
fn put(package: &Path, name: &str, bytes: &[u8]) {
    fs::write(package.join(name), bytes).unwrap();
    let manifest = package.join("manifest.json");
    let mut lines: Value = serde_json::from_slice(&fs::read(&manifest).unwrap()).unwrap();
    lines["files"][name] = store::hex(&Sm3::digest(bytes)).into();
    fs::write(&manifest, serde_json::to_vec(&lines).unwrap()).unwrap();
}

#[test]
fn a_proof_of_another_case_of_the_same_log_is_found_wherever_it_is_put() {
    let made = made();
    let (package, kept) = packed(&made);
    let of = |place: usize| {
        made.source.case_history(&number(&made, place).parse().unwrap()).unwrap().records
    };
    let (own, other) = (of(0), of(1));
    for record in &own {
        let name = format!("proofs/{}.json", record.seq);
        let before = fs::read(package.join(&name)).unwrap();
        for strange in &other {
            let proof = made.source.reader().prove_inclusion(strange.seq, None).unwrap();
            put(&package, &name, &serde_json::to_vec(&ProofFile::Inclusion(proof)).unwrap());
            let found = check(&package, Some(&kept)).unwrap();
            let follows = found.iter().any(|problem| problem.contains("does not follow"));
            assert!(follows, "{name} with record {}: {found:?}", strange.seq);
        }
        put(&package, &name, &before);
    }
    assert_eq!(check(&package, Some(&kept)).unwrap(), Vec::<String>::new());
}

#[test]
fn a_package_that_is_called_after_another_case_than_it_proves_is_found() {
    let made = made();
    let (package, kept) = packed(&made);
    let (own, other) = (number(&made, 0), number(&made, 1));
    for name in ["events.json", "metadata.xml"] {
        let before = fs::read(package.join(name)).unwrap();
        let text = String::from_utf8(before.clone()).unwrap();
        // The number of the history itself, not those in its events.
        put(&package, name, text.replacen(&own, &other, 1).as_bytes());
        let found = check(&package, Some(&kept)).unwrap();
        let told =
            found.iter().any(|problem| problem.starts_with(name) && problem.contains(&other));
        assert!(told, "{name}: {found:?}");
        put(&package, name, &before);
    }
    let manifest = package.join("manifest.json");
    let text = fs::read_to_string(&manifest).unwrap();
    fs::write(&manifest, text.replacen(&own, &other, 1)).unwrap();
    let found = check(&package, Some(&kept)).unwrap();
    assert!(found.len() == 1 && found[0].starts_with("manifest.json is of another"), "{found:?}");
}

#[test]
fn only_a_closed_case_is_packed() {
    let made = made();
    let refused = |scope: &Scope| {
        let out = made.out();
        let error = export(&made.source, Format::Archive, scope, &out, false).unwrap_err();
        assert!(!out.exists());
        error.to_string()
    };
    let open = refused(&of(&number(&made, 1)));
    assert!(open.contains("only a closed case is packed"), "{open}");
    assert!(refused(&Scope::default()).contains("give its number as --case"));
}

#[test]
fn the_page_of_a_case_needs_nothing_from_outside_and_shows_every_event() {
    let made = made();
    let (exported, out) = made.export(Format::Html, &of(&number(&made, 0)));
    let page = fs::read_to_string(out).unwrap();
    for outside in ["http://", "https://", "src=", "href=", "<script", "@import", "url("] {
        assert!(!page.contains(outside), "{outside}");
    }
    let circles = u64::try_from(page.matches("<circle").count()).unwrap();
    assert_eq!(circles, exported.events);
    for words in ["建筑工程施工许可", "决定 decision made", "承诺办结时限", "<svg", "</html>"]
    {
        assert!(page.contains(words), "{words}");
    }
    assert!(!page.contains("c0de"), "nothing that was sealed");
}

#[test]
fn a_link_in_a_package_leads_nowhere() {
    let made = made();
    let (package, _) = packed(&made);
    let elsewhere = package.with_extension("elsewhere");
    let file = every_file(&package.join("proofs")).remove(0);
    fs::rename(&file, &elsewhere).unwrap();
    std::os::unix::fs::symlink(&elsewhere, &file).unwrap();
    let found = check(&package, None).unwrap();
    assert!(found.iter().any(|problem| problem.contains("no regular file")), "{found:?}");
}
