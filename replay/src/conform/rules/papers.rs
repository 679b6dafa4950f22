//! 材料: what has to be here before acceptance and before the decision.

use engine::item::{ItemDefinition, Necessity};

use crate::conform::act::{Acceptance, What};
use crate::conform::rule::{Breach, Check, Need, Rule, Severity};
use crate::conform::said::said;
use crate::conform::story::Story;

/// The rules of this family.
pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "accepted_incomplete",
        severity: Severity::Error,
        source: "行政许可法 art. 32(5) (guard 7)",
        zh: "必要材料不齐即受理，又未列为容缺",
        en: "accepted although a required paper was missing and no gap was named",
        needs: &[Need::Acceptance, Need::Papers, Need::Catalogue],
        check: Check::Case(accepted_incomplete),
    },
    Rule {
        id: "gap_not_allowed",
        severity: Severity::Error,
        source: "容缺受理 (row 63)",
        zh: "事项或材料不允许容缺而容缺受理",
        en: "a gap was allowed that neither item nor paper allows",
        needs: &[Need::Acceptance, Need::Papers, Need::Catalogue],
        check: Check::Case(gap_not_allowed),
    },
    Rule {
        id: "decided_with_gap",
        severity: Severity::Error,
        source: "容缺受理 (guard 15)",
        zh: "容缺材料尚未补齐即作出决定",
        en: "decided while a paper that was to follow was outstanding",
        needs: &[Need::Acceptance, Need::Decision, Need::Papers],
        check: Check::Case(decided_with_gap),
    },
    Rule {
        id: "fetchable_demanded",
        severity: Severity::Error,
        source: "国务院令第716号 art. 7 (row 82; guard 8)",
        zh: "可共享调取的材料仍要求申请人提交",
        en: "the applicant was asked for a paper that can be fetched",
        needs: &[Need::Correction, Need::Papers, Need::Catalogue],
        check: Check::Case(fetchable_demanded),
    },
];

fn accepted_incomplete(story: &Story) -> Vec<Breach> {
    let Some(item) = story.definition() else { return Vec::new() };
    let mut breaches = Vec::new();
    for (place, act) in story.all(|what| matches!(what, What::Accepted(_))) {
        let What::Accepted(how) = &act.what else { continue };
        let papers = story.papers_before(place);
        let answers = answers_before(story, place);
        let may_lack = |material: &str, necessity: Necessity| match (necessity, how) {
            (Necessity::Deferrable, Acceptance::WithGaps(gaps)) => {
                gaps.iter().any(|gap| gap == material)
            }
            // A commitment stands for what the applicant promises, papers included.
            (Necessity::Optional, _) | (Necessity::Deferrable, Acceptance::OnCommitment) => true,
            (Necessity::Required | Necessity::Deferrable, _) => false,
        };
        let missing: Vec<&str> = item
            .materials
            .iter()
            .filter(|need| is_asked_for(item, need.material.as_str(), &answers))
            .filter(|need| !papers.contains(need.material.as_str()))
            .filter(|need| !need.substitutes.iter().any(|other| papers.contains(other.as_str())))
            .filter(|need| !may_lack(need.material.as_str(), need.necessity))
            .map(|need| need.material.as_str())
            .collect();
        if !missing.is_empty() {
            let found = said!("缺：{0}", "missing: {0}"; missing.join(", "));
            breaches.push(Breach::at([place], found));
        }
    }
    breaches
}

/// The answers about the situation that stood at a place.
fn answers_before(story: &Story, place: usize) -> Vec<(String, String)> {
    let mut answers = story.all(|what| matches!(what, What::Answered(_)));
    match answers.rfind(|(answered, _)| *answered < place).map(|(_, act)| &act.what) {
        Some(What::Answered(answers)) => answers.clone(),
        Some(_) | None => Vec::new(),
    }
}

/// A paper that no option names is asked of all; another one of whoever chose an option that names it.
fn is_asked_for(item: &ItemDefinition, paper: &str, answers: &[(String, String)]) -> bool {
    let mut is_named = false;
    for situation in &item.situations {
        for option in &situation.options {
            if !option.materials.iter().any(|material| material.as_str() == paper) {
                continue;
            }
            is_named = true;
            let is_this = |(question, chosen): &(String, String)| {
                question == situation.question.as_str() && chosen == option.option.as_str()
            };
            if answers.iter().any(is_this) {
                return true;
            }
        }
    }
    !is_named
}

fn gap_not_allowed(story: &Story) -> Vec<Breach> {
    let Some(item) = story.definition() else { return Vec::new() };
    let mut breaches = Vec::new();
    for (place, act) in story.numbered() {
        let What::Accepted(Acceptance::WithGaps(gaps)) = &act.what else { continue };
        let may_follow = |gap: &String| {
            item.tolerant
                && item.materials.iter().any(|need| {
                    need.material.as_str() == gap && need.necessity == Necessity::Deferrable
                })
        };
        let wrong: Vec<&str> =
            gaps.iter().filter(|gap| !may_follow(gap)).map(String::as_str).collect();
        if !wrong.is_empty() {
            let found = said!(
                "事项{1}不允许后补：{0}",
                "{0} may not follow for {1}";
                wrong.join(", "), item.code
            );
            breaches.push(Breach::at([place], found));
        }
    }
    breaches
}

fn decided_with_gap(story: &Story) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for (decision, _) in story.all(What::is_decision) {
        let mut open: Vec<&str> = Vec::new();
        let mut accepted = None;
        for (place, act) in story.numbered().take(decision) {
            if let What::Accepted(Acceptance::WithGaps(gaps)) = &act.what {
                open = gaps.iter().map(String::as_str).collect();
                accepted = Some(place);
            }
            if let What::GapsSupplied(came) = &act.what {
                open.retain(|gap| !came.iter().any(|paper| paper == gap));
            }
        }
        if !open.is_empty() {
            let places = [decision].into_iter().chain(accepted);
            let found = said!("尚未补齐：{0}", "outstanding: {0}"; open.join(", "));
            breaches.push(Breach::at(places, found));
        }
    }
    breaches
}

fn fetchable_demanded(story: &Story) -> Vec<Breach> {
    let Some(item) = story.definition() else { return Vec::new() };
    let mut breaches = Vec::new();
    for (place, act) in story.numbered() {
        let What::CorrectionNoticed { papers, .. } = &act.what else { continue };
        let here = story.papers_before(place);
        let is_fetchable = |paper: &&String| {
            !here.contains(paper.as_str())
                && !story.before(place, |what| is_absent(what, paper))
                && item.materials.iter().any(|need| {
                    need.material.as_str() == paper.as_str() && need.e_licence.is_some()
                })
        };
        let demanded: Vec<&str> = papers.iter().filter(is_fetchable).map(String::as_str).collect();
        if !demanded.is_empty() {
            let found = said!("要求提交：{0}", "demanded: {0}"; demanded.join(", "));
            breaches.push(Breach::at([place], found));
        }
    }
    breaches
}

fn is_absent(what: &What, paper: &str) -> bool {
    matches!(what, What::LicenceAbsent(absent) if absent == paper)
}
