//! 联办: a joint case is decided after every department that takes part has spoken.

use crate::conform::act::What;
use crate::conform::rule::{Breach, Check, Need, Rule, Severity};
use crate::conform::said::said;
use crate::conform::story::Story;
use engine::item::CaseType;

/// The rules of this family.
pub(super) const RULES: &[Rule] = &[Rule {
    id: "decided_without_opinions",
    severity: Severity::Error,
    source: "联办件 (row 93)",
    zh: "联办部门意见未齐即作出决定",
    en: "a joint case was decided before every opinion was in",
    needs: &[Need::Decision, Need::Opinions, Need::Catalogue],
    check: Check::Case(without_opinions),
}];

fn without_opinions(story: &Story) -> Vec<Breach> {
    let Some(item) = story.definition().filter(|item| item.case_type == CaseType::Joint) else {
        return Vec::new();
    };
    let mut breaches = Vec::new();
    for (place, _) in story.all(What::is_decision) {
        let has_spoken = |unit: &str| {
            story.before(place, |what| {
                matches!(what, What::Opinion { department }
                    | What::OpinionDeemed { department, .. }
                    | What::PresenceDeemed { department, .. } if department == unit)
            })
        };
        let units = item.participants.iter().map(|part| part.department.as_str());
        let silent: Vec<&str> = units.filter(|unit| !has_spoken(unit)).collect();
        if !silent.is_empty() {
            let found = said!("未出意见：{0}", "silent: {0}"; silent.join(", "));
            breaches.push(Breach::at([place], found));
        }
    }
    breaches
}
