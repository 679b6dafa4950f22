//! Events of the work on item versions: drafts, reviews, the publication policy. Frozen.

use engine::inspector::Severity;

use super::super::v2::item::{ItemDefinition, Noted};
use crate::stored::{numbers, stored};

/// Where the structs below come from.
mod domain {
    pub(super) use engine::event::{ItemDrafted, ItemReviewed, PublicationPolicySet};
    pub(super) use engine::publication::{PublicationPolicy, Weight};
}

numbers! {
    Severity { Note = 1, Warning = 2, Blocking = 3 }
}

stored! {
    ItemDrafted<'a> {
        draft: u32,
        definition: ItemDefinition<'a>,
        author: &'a str,
        findings: Vec<Noted<'a>>,
    }
    ItemReviewed<'a> {
        item: &'a str,
        draft: u32,
        passed: bool,
        opinion: &'a str,
        reviewer: &'a str,
    }
    PublicationPolicySet<'a> { version: u32, policy: PublicationPolicy<'a> }
    PublicationPolicy<'a> { review_required: bool, weights: Vec<Weight<'a>> }
    Weight<'a> { finding: &'a str, severity: u8 }
}
