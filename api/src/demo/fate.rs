//! What may become of a case of the demonstration.

use engine::hall::Role;
use engine::item::{CaseType, DeliveryWay};

use crate::model::{Item, Material};

use super::chance::Chance;

/// What becomes of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    Plain,
    Corrected,
    RefusedAtIntake,
    NotRequired,
    Withdrawn,
    Forgotten,
    Returned,
    Suspended,
    Extended,
    Late,
    RefusedByDecision,
    ParcelFailed,
}

/// How often each fate is drawn, of a hundred.
pub(super) const FATES: [(Fate, u32); 12] = [
    (Fate::Plain, 50),
    (Fate::Corrected, 12),
    (Fate::RefusedAtIntake, 3),
    (Fate::NotRequired, 2),
    (Fate::Withdrawn, 4),
    (Fate::Forgotten, 1),
    (Fate::Returned, 4),
    (Fate::Suspended, 6),
    (Fate::Extended, 4),
    (Fate::Late, 4),
    (Fate::RefusedByDecision, 4),
    (Fate::ParcelFailed, 6),
];

/// 非必要 in the code list of the model.
const OPTIONAL: u8 = 2;

/// A fate that the item can have.
pub(super) fn possible(fate: Fate, item: &Item) -> Fate {
    let is_promise = item.case_type != CaseType::Instant;
    let can = match fate {
        Fate::Returned => is_promise,
        // Someone else's time limits would run out while a long promise is waited for.
        Fate::Late => is_promise && item.promise_limit <= 20,
        Fate::Suspended => is_promise && !item.specials.is_empty(),
        Fate::Extended => is_promise && item.legal_extension > 0 && item.legal_limit > Some(5),
        Fate::ParcelFailed => item.delivery.contains(&DeliveryWay::Ems),
        Fate::Plain
        | Fate::Corrected
        | Fate::RefusedAtIntake
        | Fate::NotRequired
        | Fate::Withdrawn
        | Fate::Forgotten
        | Fate::RefusedByDecision => true,
    };
    if can { fate } else { Fate::Plain }
}

pub(super) fn is_external(item: &Item) -> bool {
    item.steps.iter().any(|step| step.role == Role::ExternalOfficer)
}

pub(super) fn delivery(item: &Item, fate: Fate, chance: &mut Chance) -> DeliveryWay {
    if fate == Fate::ParcelFailed {
        return DeliveryWay::Ems;
    }
    chance.pick(&item.delivery).copied().unwrap_or(DeliveryWay::Counter)
}

/// The paper that is missing at first: one that is needed, and that no licence can be fetched for.
pub(super) fn absent(item: &Item, fate: Fate) -> Option<&Material> {
    let demandable = |need: &&Material| need.e_licence.is_none() && need.necessity != OPTIONAL;
    item.materials.iter().find(demandable).filter(|_| fate == Fate::Corrected)
}
