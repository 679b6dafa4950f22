//! 跨层级、跨区域: what another authority received or decides (行政许可法 art. 43; row 69).

use crate::conform::act::What;
use crate::conform::rule::{Breach, Check, Need, Rule, Severity};
use crate::conform::said::said;
use crate::conform::story::Story;

/// The rules of this family.
pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "region_receipt_too_old",
        severity: Severity::Error,
        source: "跨域通办 (row 69)",
        zh: "异地收件日期早于转送期限，或晚于本地收件日",
        en: "what another region received is older than the time for forwarding, or later than it came here",
        needs: &[Need::Regions, Need::Catalogue],
        check: Check::Case(receipt_too_old),
    },
    Rule {
        id: "higher_decision_awaited",
        severity: Severity::Error,
        source: "行政许可法 art. 43; 异地代收代办 (row 69)",
        zh: "转报、转送后决定尚未回传即归档",
        en: "archived after it was reported up or forwarded, before the decision came back",
        needs: &[Need::Archive, Need::Regions],
        check: Check::Case(decision_awaited),
    },
];

fn receipt_too_old(story: &Story) -> Vec<Breach> {
    let terms = story.definition().and_then(|item| item.terms.region.as_ref());
    let Some(terms) = terms else { return Vec::new() };
    let mut breaches = Vec::new();
    for (place, act) in story.numbered() {
        let What::TakenInElsewhere { received, .. } = act.what else { continue };
        let (here, days) = (act.day(), terms.forward_days);
        let first = story.days_at(Some(act)).working_day_before(here, days);
        if received > here || received < first {
            let found = said!(
                "异地{received}收件，{here}转到，转送期限{days}个工作日",
                "received there on {received}, here on {here}, {days} working days to forward"
            );
            breaches.push(Breach::at([place], found));
        }
    }
    breaches
}

fn decision_awaited(story: &Story) -> Vec<Breach> {
    let matters = |what: &What| {
        matches!(what, What::ReportedUp { .. } | What::HigherDecision { .. })
            || what.ends_without_decision()
    };
    let mut breaches = Vec::new();
    for (archived, _) in story.all(|what| *what == What::Archived) {
        let Some((sent, act)) = story.all(matters).rfind(|(place, _)| *place < archived) else {
            continue;
        };
        if matches!(act.what, What::ReportedUp { .. } | What::Forwarded) {
            breaches.push(Breach::at([archived, sent], act.told()));
        }
    }
    breaches
}
