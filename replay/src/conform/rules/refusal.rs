//! 不予: a refusal gives reasons and says what can be done against it (行政许可法 art. 38).

use crate::conform::act::{What, Words};
use crate::conform::rule::{Breach, Check, Need, Rule, Severity};
use crate::conform::said::{Said, said};
use crate::conform::story::Story;
use engine::values::Outcome;

/// The rules of this family.
pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "refused_without_reasons",
        severity: Severity::Error,
        source: "行政许可法 art. 38, 72 (guard 10)",
        zh: "不予决定未说明理由",
        en: "a refusal gives no reasons",
        needs: &[Need::Words],
        check: Check::Case(without_reasons),
    },
    Rule {
        id: "refused_without_remedies",
        severity: Severity::Error,
        source: "行政许可法 art. 38 (guard 10)",
        zh: "不予决定未告知复议或诉讼途径",
        en: "a refusal does not tell the remedies",
        needs: &[Need::Words],
        check: Check::Case(without_remedies),
    },
];

/// What is refused, and its words.
fn refused(what: &What) -> Option<(Said, Words)> {
    match what {
        What::Decided { outcome: Outcome::Refused, words, .. } => {
            Some((said!("决定", "the decision"), *words))
        }
        What::HigherDecision { outcome: Outcome::Refused, words } => {
            Some((said!("上级决定", "the higher decision"), *words))
        }
        What::AcceptanceRefused(words) => {
            Some((said!("不予受理", "the refusal of acceptance"), *words))
        }
        What::NotRequired(words) => {
            Some((said!("不需许可", "that no licence is required"), *words))
        }
        What::LicenceRevoked(words) => Some((said!("撤销许可", "the revocation"), *words)),
        _ => None,
    }
}

fn without(story: &Story, is_wrong: fn(Words) -> bool) -> Vec<Breach> {
    let refusals = story.numbered().filter_map(|(place, act)| Some((place, refused(&act.what)?)));
    let wrong = refusals.filter(|(_, (_, words))| is_wrong(*words));
    wrong.map(|(place, (which, _))| Breach::at([place], which)).collect()
}

fn without_reasons(story: &Story) -> Vec<Breach> {
    without(story, |words| words.reasons == Some(0))
}

fn without_remedies(story: &Story) -> Vec<Breach> {
    without(story, |words| words.remedies == Some(false))
}
