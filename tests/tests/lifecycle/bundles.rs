//! The table of a bundle's life and `Bundle::evolve` agree in every cell, and the table itself is sane.

use std::collections::BTreeSet;

use engine::bundle::{BUNDLE_ANYWHERE, BUNDLE_LIFECYCLE, BundlePhase, Position, next};
use engine::event::EventKind;
use tests::hall::at;

use super::bundle_samples::{bundle_in, hall};
use super::samples::event_of;

#[test]
fn evolve_agrees_with_the_table_of_bundles_in_every_cell() {
    let hall = hall();
    let setup = hall.world.setup();
    let here = Position { seq: 1_000, at: at("2026-03-02 10:00") };
    for phase in BundlePhase::ALL {
        for kind in EventKind::ALL.iter().copied() {
            let mut bundle = bundle_in(setup, phase);
            let happened = bundle.evolve(&event_of(kind), setup, here);
            let got = happened.ok().map(|()| bundle.phase);
            assert_eq!(got, next(Some(phase), kind), "{phase:?} x {kind:?}");
        }
    }
}

#[test]
fn no_two_rows_of_the_table_of_bundles_share_a_cell() {
    let mut cells = BTreeSet::new();
    for (from, event, _) in BUNDLE_LIFECYCLE {
        assert!(cells.insert((*from, *event)), "{from:?} x {event:?} twice");
    }
    for (event, phases) in BUNDLE_ANYWHERE {
        for phase in *phases {
            assert!(cells.insert((Some(*phase), *event)), "{phase:?} x {event:?} twice");
        }
    }
}

#[test]
fn every_phase_of_a_bundle_is_reached_and_only_the_archive_is_the_end() {
    let mut reached: BTreeSet<Option<BundlePhase>> = [None].into();
    loop {
        let from: Vec<_> = reached.iter().copied().collect();
        let leads = |from| EventKind::ALL.iter().filter_map(move |event| next(from, *event));
        reached.extend(from.iter().flat_map(|from| leads(*from)).map(Some));
        if reached.len() == from.len() {
            break;
        }
    }
    assert_eq!(reached.len(), BundlePhase::ALL.len() + 1, "a phase cannot be reached");
    let is_end = |phase: &BundlePhase| {
        EventKind::ALL.iter().all(|event| next(Some(*phase), *event).is_none())
    };
    let ends: Vec<BundlePhase> = BundlePhase::ALL.into_iter().filter(is_end).collect();
    assert_eq!(ends, [BundlePhase::Archived]);
}
