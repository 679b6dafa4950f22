//! One event for each kind that is about the papers of a case, or about drafts of an item.

use engine::event::{
    ELicenceFetched, Event, EventKind, ItemDrafted, ItemReviewed, LicenceAbsent, LicenceRequested,
    MaterialReused, OriginalChecked, OriginalsReturned, PublicationPolicySet, SituationAnswer,
    SituationAnswered,
};
use engine::publication::PublicationPolicy;
use engine::values::{CollectionWay, Trust};
use tests::hall::{code, day};
use tests::items::{self, FORM, ID_CARD};

/// An event of one of these kinds.
#[expect(clippy::wildcard_enum_match_arm, reason = "the other kinds are elsewhere")]
pub(crate) fn event_of(kind: EventKind) -> Option<Event> {
    let material = code(ID_CARD);
    Some(match kind {
        EventKind::SituationAnswered => {
            let answer = SituationAnswer { question: code("premises"), option: code("rented") };
            SituationAnswered { answers: vec![answer], materials: vec![code(FORM)] }.into()
        }
        EventKind::OriginalChecked => OriginalChecked { material, officer: code("comp1") }.into(),
        EventKind::OriginalsReturned => OriginalsReturned {
            materials: vec![material],
            receipt: code("slip-1"),
            officer: code("comp1"),
        }
        .into(),
        EventKind::LicenceRequested => {
            let (licence, consent) = (code("ID-CARD"), code("consent-1"));
            LicenceRequested { material, licence, consent }.into()
        }
        EventKind::ELicenceFetched => {
            ELicenceFetched { material, number: code("L-1"), valid_to: None, hash: None }.into()
        }
        EventKind::LicenceAbsent => LicenceAbsent { material, reason: "查无此证".into() }.into(),
        EventKind::MaterialReused => MaterialReused {
            material,
            from_case: code("11360925MB000000014000131001000202603020001"),
            from_material: code(ID_CARD),
            way: CollectionWay::Scan,
            trust: Trust::B,
            received: day("2026-03-02"),
        }
        .into(),
        EventKind::ItemDrafted => ItemDrafted {
            draft: 1,
            definition: items::promise(),
            author: code("rep"),
            findings: Vec::new(),
        }
        .into(),
        EventKind::ItemReviewed => ItemReviewed {
            item: code(items::PROMISE),
            draft: 1,
            passed: true,
            opinion: "同意".into(),
            reviewer: code("manager"),
        }
        .into(),
        EventKind::PublicationPolicySet => {
            PublicationPolicySet { version: 2, policy: PublicationPolicy::default() }.into()
        }
        _ => return None,
    })
}
