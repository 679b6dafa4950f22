//! What holds of every case in every world, whatever happened: the properties that a random history may not break.

use std::collections::BTreeSet;

use engine::case::Case;
use engine::clock::ClockKind;
use engine::item::ItemDefinition;
use engine::lifecycle::Phase;
use engine::occasion::Occasion;
use engine::world::World;

/// Every open case is one that the law allows.
///
/// # Panics
/// When one is not.
pub fn assert_lawful(world: &World) {
    for case in world.cases().values() {
        let item = world.setup().item(case.item).expect("a published item");
        one_clock_of_a_kind(case);
        no_decision_by_intake(case, &item.definition);
        no_delivery_before_a_decision(case);
        clocks_are_their_owners(case);
    }
}

fn running(case: &Case) -> Vec<ClockKind> {
    case.clocks.iter().filter(|clock| clock.is_running()).map(|clock| clock.kind).collect()
}

/// Never two running clocks of a kind, nor two opinions asked of one department.
fn one_clock_of_a_kind(case: &Case) {
    let kinds = running(case);
    let different: BTreeSet<ClockKind> = kinds.iter().copied().collect();
    assert_eq!(different.len(), kinds.len(), "{:?} runs {kinds:?}", case.id);
    let asked = case.extras().opinions.iter().map(|task| &task.department);
    let departments: BTreeSet<_> = asked.clone().collect();
    assert_eq!(departments.len(), asked.count(), "{:?} asks one twice", case.id);
}

/// 受审分离: who took it in never decided it, but for the lawful exception.
fn no_decision_by_intake(case: &Case, item: &ItemDefinition) {
    let officer = case.verdict().and_then(|verdict| verdict.officer.as_ref());
    let took_it_in = officer.is_some_and(|officer| case.intake_officers.contains(officer));
    assert!(!took_it_in || item.approver_at_window, "{:?} was decided by its intake", case.id);
    let helped = officer.is_some_and(|officer| case.extras().escort.acted(officer));
    assert!(!helped, "{:?} was decided by who acted for the applicant", case.id);
}

fn no_delivery_before_a_decision(case: &Case) {
    let is_out = matches!(
        case.phase(),
        Phase::FedBack | Phase::ReadyForDelivery | Phase::InDelivery | Phase::Delivered
    );
    assert!(!is_out || case.verdict().is_some(), "{:?} is handed out undecided", case.id);
    assert!(!is_out || case.closing().is_some(), "{:?} is closed without a kind", case.id);
}

/// No clock of ours decides what another region decides, or what the person has not consented to.
fn clocks_are_their_owners(case: &Case) {
    let kinds = running(case);
    match &case.extras().occasion {
        Some(Occasion::ForRegion { .. }) => {
            let ours = [
                ClockKind::Forwarding,
                ClockKind::Correction,
                ClockKind::Delivery,
                ClockKind::PublicNotice,
            ];
            assert!(kinds.iter().all(|kind| ours.contains(kind)), "{:?} runs {kinds:?}", case.id);
        }
        Some(Occasion::Proactive { awaits_consent: true }) => {
            let consent = [ClockKind::Consent];
            assert!(kinds.iter().all(|kind| consent.contains(kind)), "{:?}: {kinds:?}", case.id);
        }
        Some(
            Occasion::Proactive { .. } | Occasion::Renewal { .. } | Occasion::FromRegion { .. },
        )
        | None => (),
    }
}
