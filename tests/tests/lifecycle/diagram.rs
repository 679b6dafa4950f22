//! The table as a Mermaid state diagram, and as one table for each kind of case.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use engine::bundle::BUNDLE_LIFECYCLE;
use engine::event::EventKind;
use engine::lifecycle::{ANYWHERE, ENDINGS, LIFECYCLE, Phase};
use tests::kinds::CaseKind;

/// The page of the documentation.
pub(crate) fn page() -> String {
    let mut page = String::from(
        "# The life of a case 办件\n\n\
         Drawn by a test from `engine/src/lifecycle.rs`, the table that `evolve` is held equal to. \
         Not edited by hand.\n\n<!-- lifecycle -->\n",
    );
    page.push_str(&mermaid());
    page.push_str("\n<!-- /lifecycle -->\n\n");
    page.push_str(
        "Each kind of case goes some of these rows. The runs of chance hold every case to the table of \
         its kind; each fits on one screen.\n\n",
    );
    for (title, table) in tables() {
        let _ = write!(page, "## {title}\n\n{table}\n");
    }
    page.push_str(
        "## Beside the main line\n\nBeside the main line, leaving the phase as it is:\n\n",
    );
    page.push_str(&list(ANYWHERE));
    page.push_str("\nLeading to 未决办结 `Ended`:\n\n");
    page.push_str(&list(ENDINGS));
    page
}

fn list(rows: &[(EventKind, &[Phase])]) -> String {
    let lines = rows.iter().map(|row| format!("* `{}`: {}", row.0.name(), names(row.1)));
    lines.collect::<Vec<_>>().join("\n") + "\n"
}

/// One screen: a terminal of 40 lines.
pub(crate) const LINES_MAX: usize = 40;
/// One screen: 100 columns, of which a Chinese character takes two.
pub(crate) const COLUMNS_MAX: usize = 100;

/// A table for each kind of case, and one for a bundle.
pub(crate) fn tables() -> Vec<(String, String)> {
    let of_a_case = |kind: CaseKind| {
        let reached = reached(kind);
        let is_gone = |row: &&(Option<Phase>, EventKind, Phase)| {
            kind.may(row.1) && row.0.is_none_or(|from| reached.contains(&from))
        };
        let rows = LIFECYCLE.iter().filter(is_gone).map(|(from, event, to)| {
            let from = from.map_or("—", Phase::chinese);
            (from, event.name(), to.chinese())
        });
        let endings = ENDINGS.iter().filter(|row| kind.may(row.0));
        let endings = endings.map(|row| ("*", row.0.name(), Phase::Ended.chinese()));
        (format!("{} {kind:?}", kind.chinese()), table(rows.chain(endings)))
    };
    let mut tables: Vec<(String, String)> = CaseKind::ALL.into_iter().map(of_a_case).collect();
    let rows = BUNDLE_LIFECYCLE.iter().map(|(from, event, to)| {
        (from.map_or("—", |from| from.chinese()), event.name(), to.chinese())
    });
    tables.push(("一件事 Bundle".to_owned(), table(rows)));
    tables
}

/// The phases that a case of the kind can come to.
fn reached(kind: CaseKind) -> BTreeSet<Phase> {
    let mut reached = BTreeSet::from([Phase::Received, Phase::Ended]);
    loop {
        let known = reached.len();
        for (from, event, to) in LIFECYCLE {
            if kind.may(*event) && from.is_some_and(|from| reached.contains(&from)) {
                reached.insert(*to);
            }
        }
        if reached.len() == known {
            return reached;
        }
    }
}

/// Rows from one phase to another in one line, as far as they fit.
fn table(rows: impl Iterator<Item = (&'static str, &'static str, &'static str)>) -> String {
    let mut lines: Vec<(&str, String, &str)> = Vec::new();
    for (from, event, to) in rows {
        let found = lines.iter_mut().rev().find(|(known, events, reached)| {
            let longer = format!("{events}, {event}");
            (*known, *reached) == (from, to) && columns(&line(from, &longer, to)) <= COLUMNS_MAX
        });
        match found {
            Some((_, events, _)) => {
                let _ = write!(events, ", {event}");
            }
            None => lines.push((from, event.to_owned(), to)),
        }
    }
    let mut table = String::from("| from | what happened | to |\n|---|---|---|\n");
    for (from, events, to) in lines {
        table.push_str(&line(from, &events, to));
        table.push('\n');
    }
    table
}

fn line(from: &str, events: &str, to: &str) -> String {
    format!("| {from} | {events} | {to} |")
}

/// How wide a line is on a screen.
pub(crate) fn columns(line: &str) -> usize {
    line.chars().map(|c| if c.is_ascii() || c == '—' { 1 } else { 2 }).sum()
}

/// The rows of the table; no event that leaves the phase as it is.
fn mermaid() -> String {
    let mut lines = vec!["```mermaid".to_owned(), "stateDiagram-v2".to_owned()];
    for phase in Phase::ALL {
        lines.push(format!("    {phase:?}: {} {phase:?}", phase.chinese()));
    }
    for (from, event, to) in LIFECYCLE {
        let from = from.map_or_else(|| "[*]".to_owned(), |phase| format!("{phase:?}"));
        lines.push(format!("    {from} --> {to:?}: {}", event.name()));
    }
    lines.push("    Archived --> [*]".to_owned());
    lines.push("```".to_owned());
    lines.join("\n")
}

fn names(phases: &[Phase]) -> String {
    let but: Vec<&str> =
        Phase::ALL.iter().filter(|p| !phases.contains(p)).map(|p| p.chinese()).collect();
    if but.len() < phases.len() {
        format!("anywhere but {}", but.join("、"))
    } else {
        phases.iter().map(|phase| phase.chinese()).collect::<Vec<_>>().join("、")
    }
}
