//! 规则目录: every rule, family by family.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a rule looks at the few acts it is about, and at no other"
)]

mod acceptance;
mod authority;
mod cards;
mod closing;
mod deemed;
mod delivery;
mod duties;
mod extension;
mod inspection;
mod lateness;
mod papers;
mod parts;
mod refusal;
mod sources;
mod special;

pub use closing::AFTER_ARCHIVE;

use super::rule::Rule;

/// Every rule that looks at whole cases, in the order of a case's way.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    let families: [&'static [Rule]; 15] = [
        papers::RULES,
        sources::RULES,
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
        delivery::RULES,
        cards::RULES,
        closing::RULES,
    ];
    families.into_iter().flatten()
}
