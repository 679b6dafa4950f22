//! The table as a Mermaid state diagram.

use engine::event::EventKind;
use engine::lifecycle::{ANYWHERE, ENDINGS, LIFECYCLE, Phase};

/// The page of the documentation.
pub(crate) fn page() -> String {
    let mut page = String::from(
        "# The life of a case 办件\n\n\
         Drawn by a test from `engine/src/lifecycle.rs`, the table that `evolve` is held equal to. \
         Not edited by hand.\n\n<!-- lifecycle -->\n",
    );
    page.push_str(&mermaid());
    page.push_str("\n<!-- /lifecycle -->\n\nBeside the main line, leaving the phase as it is:\n\n");
    page.push_str(&list(ANYWHERE));
    page.push_str("\nLeading to 未决办结 `Ended`:\n\n");
    page.push_str(&list(ENDINGS));
    page
}

fn list(rows: &[(EventKind, &[Phase])]) -> String {
    let lines = rows.iter().map(|row| format!("* `{}`: {}", row.0.name(), names(row.1)));
    lines.collect::<Vec<_>>().join("\n") + "\n"
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
