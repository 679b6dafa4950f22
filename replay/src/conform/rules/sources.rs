//! 材料来源: licences that are fetched, papers that are used again, originals that go back.

use std::collections::BTreeSet;

use crate::conform::act::What;
use crate::conform::rule::{Breach, Check, Need, Rule, Severity};
use crate::conform::said::said;
use crate::conform::story::Story;

/// The rules of this family.
pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "licence_without_consent",
        severity: Severity::Error,
        source: "电子证照 (row 82)",
        zh: "未经申请人授权即调取证照",
        en: "a licence was fetched that the applicant had not consented to",
        needs: &[Need::Papers],
        check: Check::Case(without_consent),
    },
    Rule {
        id: "reuse_not_allowed",
        severity: Severity::Error,
        source: "一次采集、多方复用 (row 80)",
        zh: "复用了事项不允许复用或已超过复用期限的材料",
        en: "a paper was used again that the item wants anew, or that was too old",
        needs: &[Need::Papers, Need::Catalogue],
        check: Check::Case(reuse_not_allowed),
    },
    Rule {
        id: "originals_kept",
        severity: Severity::Error,
        source: "原件退还 (row 48)",
        zh: "归档时原件尚未退还申请人",
        en: "archived while an original was here that goes back to the applicant",
        needs: &[Need::Archive, Need::Papers, Need::Catalogue],
        check: Check::Case(originals_kept),
    },
];

fn without_consent(story: &Story) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for (place, act) in story.numbered() {
        let What::LicenceFetched(paper) = &act.what else { continue };
        let is_consent =
            |what: &What| matches!(what, What::LicenceRequested(requested) if requested == paper);
        if !story.before(place, is_consent) {
            let found = said!("调取：{paper}", "fetched: {paper}");
            breaches.push(Breach::at([place], found));
        }
    }
    breaches
}

fn reuse_not_allowed(story: &Story) -> Vec<Breach> {
    let Some(item) = story.definition() else { return Vec::new() };
    let mut breaches = Vec::new();
    for (place, act) in story.numbered() {
        let What::Reused { paper, received } = &act.what else { continue };
        let need = item.materials.iter().find(|need| need.material.as_str() == paper);
        let age = act.day().days() - received.days();
        match need.and_then(|need| need.reuse_days) {
            None => {
                let found = said!("{paper}须重新提交", "{paper} is handed in anew");
                breaches.push(Breach::at([place], found));
            }
            Some(days) if age > i32::from(days) => {
                let found = said!(
                    "{paper}于{received}提交，至多可复用{days}日",
                    "{paper} came on {received}, {days} days ago at most"
                );
                breaches.push(Breach::at([place], found));
            }
            Some(_) => (),
        }
    }
    breaches
}

fn originals_kept(story: &Story) -> Vec<Breach> {
    let Some(item) = story.definition() else { return Vec::new() };
    let goes_back = |paper: &str| {
        let mut needs = item.materials.iter();
        needs.any(|need| need.material.as_str() == paper && need.original_returned)
    };
    let mut breaches = Vec::new();
    for (archived, _) in story.all(|what| matches!(what, What::Archived)) {
        let mut here: BTreeSet<&str> = BTreeSet::new();
        for act in story.acts.iter().take(archived) {
            here.extend(act.on_paper.iter().map(String::as_str).filter(|paper| goes_back(paper)));
            if let What::OriginalsReturned(papers) = &act.what {
                here.retain(|paper| !papers.iter().any(|returned| returned == paper));
            }
        }
        if !here.is_empty() {
            let here: Vec<&str> = here.into_iter().collect();
            let found = said!("未退还：{0}", "kept: {0}"; here.join(", "));
            breaches.push(Breach::at([archived], found));
        }
    }
    breaches
}
