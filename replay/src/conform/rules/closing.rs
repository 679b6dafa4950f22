//! 办结、归档: exactly one closing kind, and nothing after the archive.

use std::collections::BTreeSet;

use engine::values::Outcome;

use crate::conform::act::{Acceptance, What};
use crate::conform::rule::{Breach, Check, Need, Rule, Severity};
use crate::conform::said::{Said, said};
use crate::conform::story::Story;

/// The rules of this family.
pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "closed_without_kind",
        severity: Severity::Error,
        source: "办结结果 (row 52)",
        zh: "归档时没有办结结果",
        en: "archived without a closing kind",
        needs: &[Need::Archive, Need::ClosingKind],
        check: Check::Case(without_kind),
    },
    Rule {
        id: "closed_twice",
        severity: Severity::Error,
        source: "办结结果 (row 52)",
        zh: "同一办件有两种办结结果",
        en: "the case has two closing kinds",
        needs: &[Need::ClosingKind],
        check: Check::Case(twice),
    },
    Rule {
        id: "decided_twice",
        severity: Severity::Error,
        source: "行政许可法 art. 38 (guard 18)",
        zh: "同一办件作出了两次决定",
        en: "the case was decided twice",
        needs: &[Need::Decision],
        check: Check::Case(decided_twice),
    },
    Rule {
        id: "commitment_unverified",
        severity: Severity::Error,
        source: "告知承诺 (row 64)",
        zh: "告知承诺办件未经核查即归档",
        en: "granted on a commitment and archived without its check",
        needs: &[Need::Archive, Need::Decision, Need::Catalogue],
        check: Check::Case(commitment_unverified),
    },
];

/// 归档之后: not one of [`RULES`], since the story of an archived case is let go.
pub const AFTER_ARCHIVE: Rule = Rule {
    id: "after_archive",
    severity: Severity::Error,
    source: "归档 (row 76; guard 18)",
    zh: "归档之后有不属于补充归档的业务记录",
    en: "something was recorded after the case was archived that does not supplement the archive",
    needs: &[Need::Archive],
    check: Check::Case(after_archive),
};

fn without_kind(story: &Story) -> Vec<Breach> {
    let has_kind = story.acts.iter().any(|act| act.closing.is_some());
    let archived = story.first(|what| *what == What::Archived).filter(|_| !has_kind);
    archived.map(|(place, act)| Breach::at([place], act.told())).into_iter().collect()
}

fn twice(story: &Story) -> Vec<Breach> {
    let closed: Vec<_> =
        story.numbered().filter_map(|(place, act)| Some((place, act.closing?))).collect();
    let kinds: BTreeSet<_> = closed.iter().map(|(_, kind)| *kind).collect();
    if kinds.len() < 2 {
        return Vec::new();
    }
    let mut kinds = kinds.into_iter().map(|kind| Said::coded("closing", kind));
    let first = kinds.next().unwrap_or_else(|| Said::name(""));
    let found = kinds.fold(first, |told, kind| told.and(&kind));
    vec![Breach::at(closed.iter().rev().map(|(place, _)| *place), found)]
}

fn decided_twice(story: &Story) -> Vec<Breach> {
    let decided: Vec<usize> = story.all(What::is_decision).map(|(place, _)| place).collect();
    if decided.len() < 2 {
        return Vec::new();
    }
    let count = decided.len();
    let found = said!("{count}次决定", "{count} decisions");
    vec![Breach::at(decided.into_iter().rev(), found)]
}

fn commitment_unverified(story: &Story) -> Vec<Breach> {
    let Some((archived, act)) = story.first(|what| *what == What::Archived) else {
        return Vec::new();
    };
    // A commitment that was withdrawn gave way to another acceptance.
    let accepted = story.accepted().and_then(|(place, _)| story.acts.get(place));
    let is_committed =
        accepted.is_some_and(|act| act.what == What::Accepted(Acceptance::OnCommitment));
    let is_granted = story.before(archived, |what| {
        matches!(
            what,
            What::Decided { outcome: Outcome::Granted, .. } | What::DecisionDeemed { .. }
        )
    });
    let is_checked = story.before(archived, |what| {
        matches!(what, What::CommitmentChecked { kept: true, .. } | What::LicenceRevoked(_))
    });
    if is_committed && is_granted && !is_checked {
        return vec![Breach::at([archived], act.told())];
    }
    Vec::new()
}

fn after_archive(story: &Story) -> Vec<Breach> {
    let added = story.all(|what| *what != What::DataOpened);
    added.map(|(place, act)| Breach::at([place], act.told())).collect()
}
