//! 保管期限: what is archived is listed when its class is over, and stays.

use std::process::Command;

use replay::Source;
use replay::retention::{DueCase, due_on};
use serde_json::Value;

use crate::hall::{archived_history, written};

fn due(source: &Source, on: &str) -> Vec<DueCase> {
    let mut found = Vec::new();
    let count = due_on(source, on.parse().unwrap(), &mut |case| {
        found.push(case);
        Ok(())
    });
    assert_eq!(count.unwrap(), u64::try_from(found.len()).unwrap());
    found
}

#[test]
fn a_case_of_ten_years_is_due_from_the_first_day_after_them_and_only_once_it_is_archived() {
    let (told, cases) = archived_history();
    let (_temp, dir) = written(&told.commits);
    let source = Source::open(&dir).unwrap();
    assert_eq!(due(&source, "2036-12-31"), []);
    let found = due(&source, "2037-01-01");
    // Three more cases of the same day and class are open.
    assert_eq!(found.iter().map(|case| &case.case).collect::<Vec<_>>(), [&cases[0]]);
    assert_eq!(found[0].archived, "2026-01-09".parse().unwrap());
    assert_eq!(found[0].due, "2037-01-01".parse().unwrap());
    assert_eq!(found[0].seq, told.world.seq());
}

#[test]
fn the_program_lists_what_is_due_and_deletes_nothing() {
    let (told, cases) = archived_history();
    let (_temp, dir) = written(&told.commits);
    let run = |args: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_yichuang-replay"));
        let output = command.arg("retention").args(args).arg("--data").arg(&dir).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    let json = |args: &[&str]| -> Value { serde_json::from_str(&run(args)).unwrap() };
    // The day of the last record, where no other is named.
    assert_eq!(json(&["--json"])["at"], "2026-01-09");
    assert_eq!(json(&["--json"])["due"], Value::Array(Vec::new()));
    for _ in 0..2 {
        let found = json(&["--at", "2037-01-01", "--json"]);
        assert_eq!((&found["count"], &found["due"][0]["class"]), (&1.into(), &"10y".into()));
        assert_eq!(found["due"][0]["case"], cases[0].as_str());
    }
    let told = run(&["--at", "2037-06-01", "--lang", "en"]);
    assert!(told.contains("10 years  archived 2026-01-09  due 2037-01-01"), "{told}");
    assert!(told.ends_with("1 due to be appraised on 2037-06-01\n"), "{told}");
}
