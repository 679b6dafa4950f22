//! 事项梳理评审: a version is what another person reviewed, where the policy asks for it (rows 88 to 90).

use engine::event::{Event, ItemDrafted, ItemReviewed};

use crate::conform::rule::{About, Breach, Check, Need, Rule, Severity};
use crate::conform::said::said;
use crate::conform::thread::Thread;

/// The rules of this family.
pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "published_without_review",
        severity: Severity::Error,
        source: "事项梳理评审 (row 88)",
        zh: "事项版本未经发布政策要求的评审即发布",
        en: "an item version was published without the review that the policy asks for",
        needs: &[Need::Drafts],
        check: Check::Thread(About::Item, without_review),
    },
    Rule {
        id: "reviewed_by_its_author",
        severity: Severity::Error,
        source: "事项梳理评审 (row 88)",
        zh: "梳理人评审了自己的草案",
        en: "a draft was reviewed by the person who wrote it",
        needs: &[Need::Drafts],
        check: Check::Thread(About::Item, by_its_author),
    },
    Rule {
        id: "published_otherwise",
        severity: Severity::Error,
        source: "事项梳理评审 (rows 88, 89)",
        zh: "发布的版本与评审通过的草案不一致",
        en: "what was published is not the draft that was reviewed",
        needs: &[Need::Drafts],
        check: Check::Thread(About::Item, otherwise),
    },
];

fn drafted(thread: &Thread, no: u32) -> Option<(usize, &ItemDrafted)> {
    thread.numbered().find_map(|(place, deed)| match &deed.event {
        Event::ItemDrafted(e) if e.draft == no => Some((place, e.as_ref())),
        _ => None,
    })
}

/// The last review of a draft before a place.
fn reviewed(thread: &Thread, before: usize, no: u32) -> Option<&ItemReviewed> {
    thread.numbered().take(before).rev().find_map(|(_, deed)| match &deed.event {
        Event::ItemReviewed(e) if e.draft == no => Some(e.as_ref()),
        _ => None,
    })
}

fn without_review(thread: &Thread) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for (place, deed) in thread.numbered() {
        let Event::ItemVersionPublished(e) = &deed.event else { continue };
        let wrong = match e.draft {
            None if deed.review_required => {
                said!("没有草案，而政策要求评审", "of no draft, where the policy asks for a review")
            }
            None => continue,
            Some(no) => match reviewed(thread, place, no).map(|review| review.passed) {
                Some(true) => continue,
                Some(false) => said!("草案评审未通过", "of a draft that did not pass"),
                None => said!("草案无人评审", "of a draft that nobody reviewed"),
            },
        };
        let found = said!("第{0}版", "version {0}"; e.version);
        breaches.push(Breach::at([place], found.about(&wrong)));
    }
    breaches
}

fn by_its_author(thread: &Thread) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for (place, deed) in thread.numbered() {
        let Event::ItemReviewed(e) = &deed.event else { continue };
        let Some((written, draft)) = drafted(thread, e.draft) else { continue };
        if draft.author == e.reviewer {
            let found = said!("第{0}号草案", "draft {0}"; e.draft).about(&deed.told());
            breaches.push(Breach::at([place, written], found));
        }
    }
    breaches
}

fn otherwise(thread: &Thread) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for (place, deed) in thread.numbered() {
        let Event::ItemVersionPublished(e) = &deed.event else { continue };
        let Some(no) = e.draft else { continue };
        match drafted(thread, no) {
            Some((_, draft)) if draft.definition == e.definition => {}
            Some((written, _)) => {
                let found = said!(
                    "第{0}版与第{no}号草案不同",
                    "version {0} differs from draft {no}";
                    e.version
                );
                breaches.push(Breach::at([place, written], found));
            }
            None => {
                let found = said!(
                    "第{0}版：没有第{no}号草案",
                    "version {0}: there is no draft {no}";
                    e.version
                );
                breaches.push(Breach::at([place], found));
            }
        }
    }
    breaches
}
