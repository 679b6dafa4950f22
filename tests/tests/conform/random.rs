//! Whatever the engine lets happen, the auditor's second model finds none of the guards broken in it: only time is
//! lost, and only what a hall may leave undone.

use std::collections::BTreeSet;

use engine::decide::{Decision, decide};
use engine::record::Commit;
use tests::given::Given;
use tests::hall::{at, timer};
use tests::random::{Rng, asked, ms};
use tests::say;

use crate::history::audit;

/// Halls that are played.
const SEEDS: u64 = 24;

/// What passes by itself when nobody acts in time; the engine deals cards for it and forbids nothing.
const TIME: &[&str] = &[
    "acceptance_late",
    "online_check_late",
    "statutory_late",
    "promise_late",
    "late_unexplained",
    "step_late",
    "hand_off_late",
    "lower_review_late",
    "delivery_late",
    "special_overrun",
    "card_unanswered",
    "bundle_late",
    "trouble_late",
    "complaint_late",
    "order_late",
    "bad_rating_uncontacted",
    "bad_rating_unanswered",
    "revisit_missing",
    "trouble_unreported",
];

/// A hall of one number: its commits, in order.
fn played(seed: u64, steps: u32) -> Vec<Commit> {
    let mut given = Given::hall();
    let (mut rng, mut now) = (Rng(seed), at("2026-12-07 08:30"));
    for number in 0..steps {
        let pause = if rng.percent(93) { 25 } else { 3 * 24 * 60 };
        now = now.plus_ms(ms(&mut rng, pause));
        let due = given.world.alarms().first().filter(|(at, _)| *at <= now).copied();
        let asked = match due {
            Some((_, id)) => {
                let setup = given.world.setup();
                let case = engine::number::format(setup, id).expect("a published item");
                timer().asks(say::fire(&case))
            }
            None => asked(&mut rng, &given.world, now),
        };
        let envelope = asked.envelope(1_000_000 + u128::from(number));
        if let Ok(Decision::Commit(commit)) = decide(&given.world, envelope, now) {
            given.world.evolve(&commit).expect("evolve takes what decide gives");
            given.commits.push(*commit);
        }
    }
    given.commits
}

#[test]
fn what_the_engine_decided_breaks_no_guard_in_the_eyes_of_the_second_model() {
    let (mut beside, mut broken) = (0, BTreeSet::new());
    for seed in 0..SEEDS {
        let (report, found) = audit(&played(seed, 1_200), 0);
        beside += report.others;
        let guards = found.into_iter().filter(|finding| !TIME.contains(&finding.rule));
        broken.extend(guards.map(|finding| (seed, finding.rule, finding.case, finding.found)));
    }
    assert_eq!(broken, BTreeSet::new());
    assert!(SEEDS * 40 < beside, "{beside} histories beside the cases");
}
