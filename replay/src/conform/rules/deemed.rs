//! 视为: silence counts only where a text says so, and not before the time is over.

use engine::clock::ClockKind;
use engine::item::TacitKind;
use engine::policy::CorrectionExpiry;

use crate::conform::act::{Act, What};
use crate::conform::rule::{Breach, Check, Need, Rule, Severity};
use crate::conform::said::said;
use crate::conform::story::Story;

/// The rules of this family.
pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "deemed_without_basis",
        severity: Severity::Error,
        source: "超时默许、超时默认、视为撤回、缺席默认、免申即享、秒批、延续 (rows 61, 62, 79, 80)",
        zh: "以沉默或规则得出结果但无事项版本或政策所载依据",
        en: "an outcome by silence or by rule without a basis in the item version or the policy",
        needs: &[Need::Deemed, Need::Catalogue],
        check: Check::Case(without_basis),
    },
    Rule {
        id: "deemed_early",
        severity: Severity::Error,
        source: "行政许可法 art. 32(4), 50; 超时默认 (row 61)",
        zh: "期限未满即推定结果",
        en: "an outcome by silence before the time was over",
        needs: &[Need::Deemed, Need::Receipt],
        check: Check::Case(early),
    },
];

fn without_basis(story: &Story) -> Vec<Breach> {
    let Some(item) = story.definition() else { return Vec::new() };
    let tacit = |kind| item.tacit.as_ref().filter(|tacit| tacit.kind == kind);
    let rests_on = |basis: &str, kind| tacit(kind).is_some_and(|t| t.basis.as_str() == basis);
    let mut breaches = Vec::new();
    for (place, act) in story.numbered() {
        let (basis, is_founded) = match &act.what {
            What::DecisionDeemed { basis } => (basis, rests_on(basis, TacitKind::Decision)),
            What::OpinionDeemed { basis, .. } => (basis, rests_on(basis, TacitKind::Opinion)),
            What::DeemedWithdrawn { basis } => (basis, is_in_a_policy(act, basis)),
            What::PresenceDeemed { basis, .. } => {
                (basis, item.terms.absence.as_ref().is_some_and(|text| text.as_str() == basis))
            }
            What::ConsentMissing { basis } => {
                let terms = item.terms.proactive.as_ref();
                (basis, terms.is_some_and(|terms| terms.basis.as_str() == basis))
            }
            What::DecidedByRule { basis } => {
                let terms = item.terms.automatic.as_ref();
                (basis, terms.is_some_and(|terms| terms.basis.as_str() == basis))
            }
            // The law itself says it; the item says that it is one of those which are renewed.
            What::RenewalDeemed { basis } => (basis, item.terms.renewal.is_some()),
            _ => continue,
        };
        if basis.trim().is_empty() || !is_founded {
            let found = said!("所载依据“{basis}”", "basis “{basis}”");
            breaches.push(Breach::at([place], found));
        }
    }
    breaches
}

/// A clock keeps the policy it was started under, so any version up to then may be the one.
fn is_in_a_policy(act: &Act, basis: &str) -> bool {
    let Some(hall) = &act.hall else { return false };
    (1..=hall.policy().0).filter_map(|version| hall.policy_at(version)).any(|policy| {
        matches!(&policy.correction_expiry,
            CorrectionExpiry::DeemedWithdrawn(text) if text.as_str() == basis)
    })
}

fn early(story: &Story) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for (place, act) in story.numbered() {
        if let What::RenewalDeemed { .. } = &act.what {
            breaches.extend(renewed_early(story, place));
        }
        let begun = match &act.what {
            What::DeemedAccepted { .. } => last_receipt(story, place),
            What::DecisionDeemed { .. } => {
                story.accepted().map(|(from, day)| (from, day, ClockKind::Promise))
            }
            _ => None,
        };
        let Some((from, start, kind)) = begun else { continue };
        let limit = story.acts.get(from).and_then(|act| story.limit(kind, act));
        let Some(limit) = limit else { continue };
        let pauses = if kind == ClockKind::Promise { story.pauses() } else { Vec::new() };
        if story.days_at(Some(act)).passed(start, limit, &pauses, act.day()).is_none() {
            let found = said!(
                "自{start}起算，期限{}日，{}即推定",
                "begun on {start}, {} days, deemed on {}";
                limit.days, act.day()
            );
            breaches.push(Breach::at([place, from], found));
        }
    }
    breaches
}

/// Art. 50: only when the licence has run out.
fn renewed_early(story: &Story, place: usize) -> Option<Breach> {
    let (asked, act) = story.all(|what| matches!(what, What::RenewalAsked { .. })).next_back()?;
    let What::RenewalAsked { expires } = act.what else { return None };
    let day = story.acts.get(place)?.day();
    let found =
        said!("有效期至{expires}，{day}即视为延续", "valid to {expires}, deemed renewed on {day}");
    (day <= expires).then(|| Breach::at([place, asked], found))
}

fn last_receipt(story: &Story, place: usize) -> Option<(usize, engine::time::Day, ClockKind)> {
    let begins = |what: &What| {
        matches!(what, What::Received { .. } | What::Corrected(_) | What::CommitmentWithdrawn)
    };
    let (from, _) = story.all(begins).take_while(|(from, _)| *from < place).last()?;
    Some((from, story.received_on(from)?, ClockKind::Acceptance))
}
