//! 规则目录: every rule, family by family.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a rule looks at the few acts it is about, and at no other"
)]

mod acceptance;
mod authority;
mod bundles;
mod cards;
mod closing;
mod deemed;
mod delivery;
mod drafts;
mod duties;
mod extension;
mod inspection;
mod lateness;
mod papers;
mod parts;
mod ports;
mod reach;
mod records;
mod refusal;
mod sources;
mod special;
mod tickets;
mod voices;

pub use closing::AFTER_ARCHIVE;

use super::rule::Rule;

/// Every rule that looks at whole histories: those of cases in the order of a case's way, then those
/// beside the cases.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    let families: [&'static [Rule]; 22] = [
        papers::RULES,
        sources::RULES,
        reach::RULES,
        acceptance::RULES,
        duties::RULES,
        authority::RULES,
        parts::RULES,
        special::RULES,
        extension::RULES,
        inspection::RULES,
        lateness::RULES,
        refusal::RULES,
        deemed::RULES,
        ports::RULES,
        delivery::RULES,
        cards::RULES,
        closing::RULES,
        records::RULES,
        drafts::RULES,
        bundles::RULES,
        tickets::RULES,
        voices::RULES,
    ];
    families.into_iter().flatten()
}
