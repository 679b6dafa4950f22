//! 现场核查: by two officers at least, and before the decision (行政许可法 art. 34).

use crate::conform::act::{Acceptance, What};
use crate::conform::rule::{Breach, Check, Need, Rule, Severity};
use crate::conform::said::said;
use crate::conform::story::Story;

/// Officers that art. 34 asks for.
const OFFICERS_MIN: usize = 2;

/// The rules of this family.
pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "one_inspector",
        severity: Severity::Error,
        source: "行政许可法 art. 34 (guard 11)",
        zh: "现场核查或承诺核查的工作人员少于两名",
        en: "an inspection was made by fewer than two officers",
        needs: &[Need::Inspectors],
        check: Check::Case(one_inspector),
    },
    Rule {
        id: "not_inspected",
        severity: Severity::Error,
        source: "行政许可法 art. 34",
        zh: "需现场核查的事项未经核查即作出决定",
        en: "decided without the inspection on site that the item needs",
        needs: &[Need::Inspectors, Need::Decision, Need::Catalogue],
        check: Check::Case(not_inspected),
    },
];

fn one_inspector(story: &Story) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for (place, act) in story.numbered() {
        if let What::Inspected { officers } | What::CommitmentChecked { officers, .. } = &act.what
            && *officers < OFFICERS_MIN
        {
            let found = said!("载明{officers}名", "{officers} officer named");
            breaches.push(Breach::at([place], found));
        }
    }
    breaches
}

fn not_inspected(story: &Story) -> Vec<Breach> {
    if !story.definition().is_some_and(|item| item.site_inspection) {
        return Vec::new();
    }
    let is_excused = |what: &What| {
        matches!(what, What::Inspected { .. } | What::Accepted(Acceptance::OnCommitment))
    };
    let decided = story.all(|what| matches!(what, What::Decided { .. }));
    let blind = decided.filter(|(place, _)| !story.before(*place, is_excused));
    blind.map(|(place, act)| Breach::at([place], act.told())).collect()
}
