//! Events of the work on item versions: drafts, reviews, the publication policy. Frozen.

use engine::inspector::Severity;
use serde::{Deserialize, Serialize};

use super::super::v2::item::{ItemDefinition, Noted};
use crate::stored::{numbers, stored};

/// Where the structs below come from.
mod domain {
    pub(super) use engine::event::{ItemReviewed, PublicationPolicySet};
    pub(super) use engine::publication::{PublicationPolicy, Weight};
}

numbers! {
    Severity { Note = 1, Warning = 2, Blocking = 3 }
}

stored! {
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

/// 起草事项版本, as it was written at first.
#[derive(Debug, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub(crate) struct ItemDrafted<'a> {
    pub(crate) draft: u32,
    pub(crate) definition: ItemDefinition<'a>,
    pub(crate) author: &'a str,
    pub(crate) findings: Vec<Noted<'a>>,
}
