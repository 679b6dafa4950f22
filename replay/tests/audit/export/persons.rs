//! 个人信息 in exports: tokens alone, until somebody opens it with the keys and for a reason; and nothing of who was
//! erased, ever again.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use clap::ValueEnum;
use engine::code::CaseNumber;
use engine::event::Event;
use engine::journal::Journal;
use engine::party::Sealed;
use engine::record::Commit;
use parquet::file::reader::{FileReader, SerializedFileReader};
use replay::Source;
use replay::export::{Format, Scope, export};
use replay::verify::{Checks, verify};
use serde_json::{Value, json};
use store::hex;
use tempfile::TempDir;

use crate::beside::trouble;
use crate::hall::{Told, archived_history, open};

/// What is sealed of the applicant of the archived case.
const NAME: &str = "欧阳示例";
const CERTIFICATE: &str = "430422199001010017";
const PHONE: &str = "13900001111";
const ADDRESS: &str = "示例街道七号";
const VALUES: [&str; 4] = [NAME, CERTIFICATE, PHONE, ADDRESS];

/// A hall whose persons are really sealed.
struct Hall {
    temp: TempDir,
    dir: PathBuf,
    told: Told,
    case: CaseNumber,
    sealed: String,
}

fn hall() -> Hall {
    let (mut told, cases) = archived_history();
    let temp = tempfile::tempdir().unwrap();
    let dir = temp.path().join("hall");
    let mut opened = open(&dir);
    let fields = json!({
        "name": NAME, "certificate_type": "111", "certificate": CERTIFICATE, "phone": PHONE,
        "address": ADDRESS,
    });
    let fields = serde_json::to_vec(&fields).unwrap();
    let mut sealed = String::new();
    for commit in &mut told.commits {
        for entry in &mut commit.entries {
            if let Event::ApplicationReceived(e) = &mut entry.event {
                let subject = e.applicant.subject.0;
                let bytes = store::person::seal(&opened.sealer, subject, &fields).unwrap();
                e.applicant.sealed = Sealed(bytes.as_slice().into());
                commit.received = resealed(&commit.received, &hex(&bytes));
                if e.number == cases[0] {
                    sealed = hex(&bytes);
                }
            }
        }
    }
    opened.journal.append(&told.commits).unwrap();
    let [case, ..] = cases;
    Hall { temp, dir, told, case, sealed }
}

/// The command as it was received, with other sealed bytes.
fn resealed(received: &[u8], sealed: &str) -> Box<[u8]> {
    let mut command: Value = serde_json::from_slice(received).unwrap();
    command["applicant"]["sealed"] = sealed.into();
    serde_json::to_vec(&command).unwrap().into()
}

impl Hall {
    fn append(&mut self, commits: &[Commit]) {
        open(&self.dir).journal.append(commits).unwrap();
    }

    fn path(&self, name: &str) -> PathBuf {
        self.temp.path().join(name)
    }

    /// Keyring and master key beside the log, and a register outside of it.
    fn keys(&self) -> Vec<String> {
        let given = [
            ("--keyring", self.dir.join("keyring")),
            ("--master-key-file", self.dir.join("master.key")),
            ("--register", self.path("openings.jsonl")),
        ];
        let mut args: Vec<String> = ["--open", "--by", "Audit office", "--reason", "complaint 7"]
            .into_iter()
            .map(str::to_owned)
            .collect();
        for (name, path) in given {
            args.extend([name.to_owned(), path.to_str().unwrap().to_owned()]);
        }
        args
    }

    fn register(&self) -> Vec<Value> {
        let text = fs::read_to_string(self.path("openings.jsonl")).unwrap_or_default();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    fn run(&self, args: &[&str], keys: &[String]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_yichuang-replay"));
        command.args(args).args(keys).arg("--data").arg(&self.dir).output().unwrap()
    }

    /// What an export of the archived case says, in plain text.
    fn exported(&self, format: Format, keys: &[String]) -> String {
        let out = self.path(&format!("export-{}", format.name()));
        let args = ["export", "--format", format.name(), "--out", out.to_str().unwrap()];
        let output = self.run(&[&args[..], &["--case", self.case.as_str()]].concat(), keys);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let text = plain(format, &out);
        if out.is_dir() {
            fs::remove_dir_all(out).unwrap();
        } else {
            fs::remove_file(out).unwrap();
        }
        text
    }
}

/// A file as text, out of whatever it is packed in.
fn plain(format: Format, path: &Path) -> String {
    match format {
        Format::Parquet => {
            let reader = SerializedFileReader::new(File::open(path).unwrap()).unwrap();
            let rows = reader.get_row_iter(None).unwrap();
            rows.map(|row| row.unwrap().to_string()).collect()
        }
        Format::Xlsx => {
            let mut archive = zip::ZipArchive::new(File::open(path).unwrap()).unwrap();
            let mut text = String::new();
            for index in 0..archive.len() {
                archive.by_index(index).unwrap().read_to_string(&mut text).unwrap();
            }
            text
        }
        Format::Archive => {
            let mut text = String::new();
            for folder in [path.to_path_buf(), path.join("documents"), path.join("proofs")] {
                for entry in fs::read_dir(folder).unwrap() {
                    let file = entry.unwrap().path();
                    if file.is_file() {
                        text.push_str(&fs::read_to_string(file).unwrap());
                    }
                }
            }
            text
        }
        Format::Xes | Format::OcelJson | Format::OcelSqlite | Format::Csv | Format::Html => {
            String::from_utf8_lossy(&fs::read(path).unwrap()).into_owned()
        }
    }
}

#[track_caller]
fn nothing_of_the_person(format: Format, text: &str) {
    let token = format!("{:032x}", 7001);
    assert!(text.contains(&token), "{format:?} names the token, so it was read");
    for value in VALUES {
        assert!(!text.contains(value), "{format:?} tells {value}");
    }
}

#[test]
fn without_the_keys_no_form_tells_anything_of_a_person() {
    let hall = hall();
    for format in Format::value_variants() {
        let text = hall.exported(*format, &[]);
        nothing_of_the_person(*format, &text);
        // The records of a package are proved as they are, sealed.
        assert_eq!(text.contains(&hall.sealed), *format == Format::Archive, "{format:?}");
    }
    assert!(hall.register().is_empty());
}

#[test]
fn with_the_keys_and_a_reason_every_form_but_the_package_tells_the_person_and_a_register_keeps_it()
{
    let hall = hall();
    let open = Format::value_variants().iter().filter(|format| **format != Format::Archive);
    for (format, count) in open.zip(1..) {
        let text = hall.exported(*format, &hall.keys());
        for value in VALUES {
            assert!(text.contains(value), "{format:?} tells {value}");
        }
        let register = hall.register();
        assert_eq!(register.len(), count, "{format:?}");
        let last = &register[count - 1];
        assert_eq!(
            (&last["what"], &last["case"]),
            (&format.name().into(), &hall.case.as_str().into())
        );
        assert_eq!((&last["by"], &last["reason"]), (&"Audit office".into(), &"complaint 7".into()));
        assert_eq!(last["records"], hall.told.world.seq());
    }
}

#[test]
fn a_case_is_opened_with_the_keys_and_a_reason() {
    let hall = hall();
    let question = ["case", hall.case.as_str(), "--json"];
    let closed: Value = serde_json::from_slice(&hall.run(&question, &[]).stdout).unwrap();
    assert_eq!(closed.get("personal"), None);
    let opened: Value = serde_json::from_slice(&hall.run(&question, &hall.keys()).stdout).unwrap();
    assert_eq!(opened["personal"]["applicant"]["opened"]["name"], NAME);
    assert_eq!(opened["events"], closed["events"], "the history itself stays without");
    let told = hall.run(&question[..2], &hall.keys()).stdout;
    assert!(
        String::from_utf8(told).unwrap().contains("申请人信息: 欧阳示例，111 430422199001010017")
    );
    assert_eq!(hall.register().len(), 2);
}

/// What a person said, sealed in the report of a trouble.
const WORDS: &str = "三个部门让我来回跑";

/// A hall with a trouble whose reporter and words are really sealed.
fn heard() -> Hall {
    let (mut told, case) = trouble();
    let temp = tempfile::tempdir().unwrap();
    let dir = temp.path().join("hall");
    let mut opened = open(&dir);
    let fields = json!({ "name": NAME, "certificate_type": "111", "certificate": CERTIFICATE });
    let fields = serde_json::to_vec(&fields).unwrap();
    let mut sealed = String::new();
    for entry in told.commits.iter_mut().flat_map(|commit| &mut commit.entries) {
        if let Event::TroubleReported(e) = &mut entry.event {
            let (with, subject) = (&opened.sealer, e.applicant.subject);
            let person = store::person::seal(with, subject.0, &fields).unwrap();
            let words = store::person::seal_words(with, subject, WORDS.as_bytes()).unwrap();
            sealed = hex(&words);
            e.applicant.sealed = Sealed(person.as_slice().into());
            e.words = Some(Sealed(words.as_slice().into()));
        }
    }
    opened.journal.append(&told.commits).unwrap();
    Hall { temp, dir, told, case, sealed }
}

#[test]
fn words_are_opened_with_the_keys_and_a_reason_and_closed_for_ever_after_an_erasure() {
    let mut hall = heard();
    let out = hall.path("words.csv");
    let out = out.to_str().unwrap().to_owned();
    let csv = |hall: &Hall, keys: &[String]| {
        let args = ["export", "--format", "csv", "--out", &out, "--force"];
        assert!(hall.run(&args, keys).status.success());
        fs::read_to_string(&out).unwrap()
    };
    let number = hall.case.clone();
    let question = ["case", number.as_str()];
    let told =
        |hall: &Hall, keys: &[String]| String::from_utf8(hall.run(&question, keys).stdout).unwrap();
    for text in [csv(&hall, &[]), told(&hall, &[])] {
        assert!(!text.contains(WORDS) && !text.contains(NAME) && !text.contains(&hall.sealed));
    }
    assert!(told(&hall, &hall.keys()).contains(&format!("原话: {WORDS}")));
    let text = csv(&hall, &hall.keys());
    assert!(text.contains(WORDS) && text.contains(NAME), "{text}");
    assert_eq!(hall.register()[0]["what"], "voice");
    let erase = json!({ "type": "erase_subject", "subject": 9, "reason": "保存期限届满" });
    let erased = hall.told.say("2026-01-10 09:00", "admin", erase);
    hall.append(&[erased]);
    for text in [csv(&hall, &hall.keys()), told(&hall, &hall.keys())] {
        assert!(!text.contains(WORDS) && !text.contains(NAME) && text.contains("erased"), "{text}");
    }
}

#[track_caller]
fn refused(hall: &Hall, keys: &[String], words: &str) {
    for question in [
        &["case", hall.case.as_str()][..],
        &["export", "--format", "csv", "--out", hall.path("none").to_str().unwrap()],
    ] {
        let output = hall.run(question, keys);
        let error = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{error}");
        assert!(error.contains(words), "{error}");
        assert!(!String::from_utf8_lossy(&output.stdout).contains(NAME));
        assert!(!hall.path("none").exists());
    }
}

#[test]
fn nothing_is_opened_without_keys_reason_and_register() {
    let hall = hall();
    let keys = hall.keys();
    let without = |name: &str| {
        let at = keys.iter().position(|key| key == name).unwrap();
        [&keys[..at], &keys[at + 2..]].concat()
    };
    let instead = |name: &str, value: &Path| {
        [without(name), vec![name.to_owned(), value.to_str().unwrap().to_owned()]].concat()
    };
    refused(&hall, &without("--reason"), "--reason");
    refused(&hall, &without("--by"), "--by");
    refused(&hall, &without("--keyring"), "--open needs --keyring FILE");
    refused(&hall, &without("--master-key-file"), "--open needs --master-key-file FILE");
    refused(&hall, &without("--register"), "--open needs --register FILE");
    refused(&hall, &instead("--reason", Path::new(" ")), "--reason is empty");
    let inside = hall.dir.join("openings.jsonl");
    refused(&hall, &instead("--register", &inside), "lies in the data directory");
    assert!(!inside.exists());
    let other = self::hall();
    refused(&hall, &instead("--master-key-file", &other.dir.join("master.key")), "does not fit");
    let foreign =
        [instead("--keyring", &other.dir.join("keyring")), vec!["--master-key-file".to_owned()]]
            .concat();
    let at = foreign.iter().position(|key| key == "--master-key-file").unwrap();
    let mut foreign = [&foreign[..at], &foreign[at + 2..]].concat();
    foreign.push(other.dir.join("master.key").to_str().unwrap().to_owned());
    refused(&hall, &foreign, "is that of another hall");
    assert!(hall.register().is_empty(), "nothing was opened, so nothing was kept");
    let package = ["export", "--format", "archive", "--out", "x", "--case", hall.case.as_str()];
    let output = hall.run(&package, &keys);
    assert!(String::from_utf8_lossy(&output.stderr).contains("never opened"));
}

#[test]
fn after_an_erasure_the_log_verifies_and_no_form_has_the_person_any_more_with_the_keys_or_without()
{
    let mut hall = hall();
    let erase = json!({ "type": "erase_subject", "subject": 1, "reason": "保存期限届满" });
    let erased = hall.told.say("2026-01-10 09:00", "admin", erase);
    hall.append(&[erased]);
    let source = Source::open(&hall.dir).unwrap();
    let verified = verify(&source, &Checks { decisions: true, ..Checks::default() });
    assert!(verified.findings.is_empty(), "{:?}", verified.findings);
    for format in Format::value_variants() {
        nothing_of_the_person(*format, &hall.exported(*format, &[]));
        if *format == Format::Archive {
            continue;
        }
        let text = hall.exported(*format, &hall.keys());
        nothing_of_the_person(*format, &text);
        assert!(text.contains("erased"), "{format:?} says why");
    }
    let output = hall.run(&["case", hall.case.as_str(), "--lang", "en"], &hall.keys());
    let told = String::from_utf8(output.stdout).unwrap();
    assert!(told.contains("applicant, opened: closed: erased"), "{told}");
    // Others are opened as before.
    let out = hall.path("others.csv");
    export(&source, Format::Csv, &Scope::default(), &out, false).unwrap();
    nothing_of_the_person(Format::Csv, &fs::read_to_string(&out).unwrap());
}

#[test]
fn an_old_keyring_does_not_open_who_was_erased_and_the_tool_says_so() {
    let mut hall = hall();
    let old = hall.path("old-keyring");
    fs::copy(hall.dir.join("keyring"), &old).unwrap();
    let mut keys = hall.keys();
    let at = keys.iter().position(|key| key == "--keyring").unwrap() + 1;
    keys[at] = old.to_str().unwrap().to_owned();
    let number = hall.case.clone();
    let question = ["case", number.as_str(), "--lang", "en"];
    let told = |hall: &Hall, question: &[&str]| {
        let output = hall.run(question, &keys);
        let [out, said] = [output.stdout, output.stderr].map(|it| String::from_utf8(it).unwrap());
        (out, said)
    };
    let (before, said) = told(&hall, &question);
    assert!(before.contains(NAME) && said.is_empty(), "the old keyring has his key: {said}");
    let erase = json!({ "type": "erase_subject", "subject": 1, "reason": "保存期限届满" });
    let erased = hall.told.say("2026-01-10 09:00", "admin", erase);
    hall.append(&[erased]);
    // Nor at a moment at which he was not erased yet.
    let earlier = [&question[..], &["--at", "2026-01-08"]].concat();
    for question in [&question[..], &earlier] {
        let (out, said) = told(&hall, question);
        assert!(!out.contains(NAME) && out.contains("opened: closed: erased"), "{out}");
        assert!(said.contains("still has the keys of 1 persons"), "{said}");
    }
    for format in Format::value_variants().iter().filter(|format| **format != Format::Archive) {
        let text = hall.exported(*format, &keys);
        nothing_of_the_person(*format, &text);
        assert!(text.contains("erased"), "{format:?} says why");
    }
}
