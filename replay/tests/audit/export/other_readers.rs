//! Parquet and XLSX, read by programs that are not ours: DuckDB and openpyxl find what the CSV has.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use replay::export::{Format, Scope};

use super::made;

/// The Python of tests/pm4py/setup.sh.
fn python() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/pm4py");
    if !root.join("made").exists() {
        eprintln!(
            "SKIPPED: no Python reads Parquet and XLSX; bash tests/pm4py/setup.sh installs it"
        );
        return None;
    }
    Some(root.join("bin/python"))
}

fn read(python: &Path, files: [&Path; 3]) -> Output {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/read_tables.py");
    Command::new(python).arg(script).args(files).output().unwrap()
}

#[track_caller]
fn ends_with(output: &Output, code: i32, words: &str) {
    let said = String::from_utf8_lossy(&output.stdout);
    let error = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{said}{error}");
    assert!(said.contains(words), "{said}{error}");
}

#[test]
fn duckdb_and_openpyxl_read_what_the_csv_has() {
    let Some(python) = python() else { return };
    let made = made();
    for scope in [Scope::default(), Scope { origin_only: true, ..Scope::default() }] {
        let named = |format: Format, ending: &str| {
            let (_, out) = made.export(format, &scope);
            let path = out.with_extension(ending);
            fs::rename(out, &path).unwrap();
            path
        };
        let csv = named(Format::Csv, "csv");
        let parquet = named(Format::Parquet, "parquet");
        let xlsx = named(Format::Xlsx, "xlsx");
        ends_with(&read(&python, [&csv, &parquet, &xlsx]), 0, "are the same");
        if scope.origin_only {
            continue;
        }
        // The tool finds a difference where there is one.
        let text = fs::read_to_string(&csv).unwrap();
        fs::write(&csv, text.replacen("住建局", "城建局", 1)).unwrap();
        ends_with(&read(&python, [&csv, &parquet, &xlsx]), 1, "parquet, record");
        for path in [csv, parquet, xlsx] {
            fs::remove_file(path).unwrap();
        }
    }
}
