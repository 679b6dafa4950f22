//! 事项梳理评审: what is published is what another person reviewed.

use engine::command::{DraftItem, PublishDraft, ReviewItem, SetPublicationPolicy};
use engine::event::{Event, ItemVersionPublished, Stream};
use engine::item::ItemDefinition;
use engine::publication::PublicationPolicy;
use replay::conform::About;
use tests::given::Given;
use tests::hall::{admin, code, manager, rep};
use tests::items;

use crate::history::{History, check, on, rules};

const NOW: &str = "2026-03-02 09:00";

fn renamed() -> ItemDefinition {
    let all = items::all();
    let promise = all.into_iter().find(|item| item.code.as_str() == items::PROMISE);
    ItemDefinition { name: "新名称".into(), ..promise.expect("an item of the hall") }
}

fn required() -> Given {
    let policy = PublicationPolicy { review_required: true, ..PublicationPolicy::default() };
    Given::hall().then(admin().asks(SetPublicationPolicy { policy }), NOW)
}

fn reviewed() -> Given {
    let (item, opinion) = (code(items::PROMISE), "要素齐全".into());
    required()
        .then(rep().asks(DraftItem { definition: renamed() }), NOW)
        .then(manager().asks(ReviewItem { item, draft: 1, passed: true, opinion }), NOW)
}

fn published() -> History {
    let publish = PublishDraft { item: code(items::PROMISE), draft: 1 };
    in_the_catalogue(&reviewed().then(manager().asks(publish), NOW))
}

fn in_the_catalogue(given: &Given) -> History {
    on(given, |stream| stream == Stream::Catalogue)
}

fn version(history: &History, change: impl Fn(&mut ItemVersionPublished)) -> History {
    history.with(|event| match event {
        Event::ItemVersionPublished(e) if e.draft.is_some() => {
            change(e);
            true
        }
        _ => false,
    })
}

fn review(change: impl Fn(&mut engine::event::ItemReviewed)) -> History {
    published().with(|event| match event {
        Event::ItemReviewed(e) => {
            change(e);
            true
        }
        _ => false,
    })
}

rules! {
    published_without_review: published() => version(&published(), |e| e.draft = None);
    reviewed_by_its_author: published() => review(|e| e.reviewer = code("rep"));
    published_otherwise: published() =>
        version(&published(), |e| e.definition.name = "评审后又改".into());
}

#[test]
fn a_draft_that_nobody_passed_is_not_published_even_where_the_policy_asks_for_no_review() {
    let unreviewed = published().without(engine::event::EventKind::ItemReviewed);
    let unreviewed = unreviewed.without(engine::event::EventKind::PublicationPolicySet);
    let finding = check("published_without_review", &published(), &unreviewed);
    assert_eq!(finding.found, "version 2: of a draft that nobody reviewed");
    let failed = review(|e| e.passed = false);
    check("published_without_review", &published(), &failed);
    assert_eq!((finding.about, finding.case.as_str()), (About::Item, items::PROMISE));
    assert_eq!(finding.item.as_deref(), Some(items::PROMISE));
}

#[test]
fn in_one_step_is_lawful_until_the_policy_asks_for_a_review() {
    let at_once = || ItemVersionPublished::at_once(2, renamed());
    let before = in_the_catalogue(&Given::hall()).also("manager", NOW, at_once());
    let finding = check(
        "published_without_review",
        &before,
        &in_the_catalogue(&required()).also("manager", NOW, at_once()),
    );
    assert_eq!(finding.person.as_deref(), Some("manager"));
}
