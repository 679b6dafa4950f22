//! Exports: every event once, in a form that others can read, of persons nothing but tokens.

mod archive;
mod files;
mod ocel;
mod other_readers;
mod packages;
mod persons;
mod tables;
mod xes;

use std::path::{Path, PathBuf};

use replay::export::{Exported, Format, Scope, export};
use replay::{Moment, Source};
use serde_json::json;
use tempfile::TempDir;

use crate::hall::{Told, archived_history, written};

/// A log with an archived case, three open ones, and one that was brought in from elsewhere.
pub(crate) struct Made {
    pub(crate) temp: TempDir,
    pub(crate) dir: PathBuf,
    pub(crate) told: Told,
    pub(crate) source: Source,
}

pub(crate) fn made() -> Made {
    let (mut told, cases) = archived_history();
    let work = json!({
        "type": "record_work", "case": cases[2], "activity": "电话联系 <&\"'>", "place": "W1",
        "origin": {
            "case": "old-7", "activity": "Call & ask", "resource": "Clerk 7", "lifecycle": "start",
        },
    });
    told.say("2026-01-10 09:00", "window-1", work);
    Made::of(told)
}

impl Made {
    /// The log of a history.
    pub(crate) fn of(told: Told) -> Made {
        let (temp, dir) = written(&told.commits);
        let source = Source::open(&dir).unwrap();
        Made { temp, dir, told, source }
    }

    /// Exports a scope into a new file.
    #[track_caller]
    pub(crate) fn export(&self, format: Format, scope: &Scope) -> (Exported, PathBuf) {
        let out = self.out();
        let exported = export(&self.source, format, scope, &out, false).unwrap();
        (exported, out)
    }

    /// A name that is not used yet.
    pub(crate) fn out(&self) -> PathBuf {
        let name = |n: usize| self.temp.path().join(format!("export-{n}"));
        (0..1_000).map(name).find(|path| !path.exists()).unwrap()
    }
}

/// Nothing but the finished files lies in the folder.
#[track_caller]
pub(crate) fn nothing_else_in(folder: &Path, expected: &[&str]) {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort_unstable();
    assert_eq!(names, expected);
}

pub(crate) fn count<T>(list: &[T]) -> u64 {
    u64::try_from(list.len()).unwrap()
}

pub(crate) fn up_to(seq: u64) -> Scope {
    Scope { to: Moment::Seq(seq), ..Scope::default() }
}
