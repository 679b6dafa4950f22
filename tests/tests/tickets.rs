//! 号: what holds of every ticket, whatever is asked at the windows and in which order (rows 27, 87).
#![allow(clippy::wildcard_enum_match_arm, reason = "a test looks for the events it names")]

use std::collections::{BTreeMap, BTreeSet};

use engine::decide::{Decision, choose, decide, rule_of, unfit};
use engine::event::{Event, TicketCalled};
use engine::record::Commit;
use engine::ticket::{CallRule, Ticket, TicketEnd, TicketNumber, TicketState};
use engine::time::Timestamp;
use engine::world::World;
use proptest::prelude::{ProptestConfig, any, proptest};
use tests::given::Given;
use tests::hall::at;
use tests::random::{Rng, ms};
use tests::random_tickets;

/// A few days at the windows: what was decided, each with the world before it.
fn days(seed: u64, steps: u32) -> Vec<(World, Commit)> {
    let mut rng = Rng(seed);
    let mut world = Given::hall().world;
    let mut now: Timestamp = at("2026-03-02 08:00");
    let mut history = Vec::new();
    for step in 0..steps {
        let pause = if rng.percent(3) { 9 * 60 } else { 5 };
        now = now.plus_ms(ms(&mut rng, pause));
        let asked = random_tickets::asked(&mut rng, &world, now);
        let envelope = asked.envelope(u128::from(step) + 1_000_000);
        if let Ok(Decision::Commit(commit)) = decide(&world, envelope, now) {
            let before = world.clone();
            world.evolve(&commit).expect("evolve takes what decide gives");
            history.push((before, *commit));
        }
    }
    history
}

fn ticket(world: &World, number: TicketNumber) -> Option<&Ticket> {
    world.ticket_day(number.day)?.ticket(number).map(AsRef::as_ref)
}

/// The calls of a history, each with the world before it and the time.
fn calls(history: &[(World, Commit)]) -> impl Iterator<Item = (&World, Timestamp, &TicketCalled)> {
    let entries = history.iter().flat_map(|(world, commit)| {
        commit.entries.iter().map(move |entry| (world, commit.meta.occurred_at, &entry.event))
    });
    entries.filter_map(|(world, at, event)| {
        let Event::TicketCalled(e) = event else { return None };
        Some((world, at, e.as_ref()))
    })
}

fn never_served_twice(history: &[(World, Commit)]) {
    let mut served: BTreeSet<TicketNumber> = BTreeSet::new();
    for (_, commit) in history {
        for entry in &commit.entries {
            let Event::TicketEnded(e) = &entry.event else { continue };
            let is_new = e.end != TicketEnd::Served || served.insert(e.ticket);
            assert!(is_new, "{} was served twice", e.ticket);
        }
    }
}

fn never_at_two_windows(history: &[(World, Commit)]) {
    let mut at: BTreeMap<TicketNumber, String> = BTreeMap::new();
    for (_, commit) in history {
        for entry in &commit.entries {
            match &entry.event {
                Event::TicketCalled(e) => {
                    let window = e.window.to_string();
                    let is_free = at.get(&e.ticket).is_none_or(|known| *known == window);
                    assert!(is_free, "{} is called at two windows", e.ticket);
                    // What is left of the day before only waits to lapse: nobody can serve it any more.
                    let today = |number: &TicketNumber| number.day == e.ticket.day;
                    let others = at.iter().filter(|(n, _)| **n != e.ticket && today(n));
                    let is_idle = others.clone().all(|(_, known)| *known != window);
                    assert!(is_idle, "{window} has two tickets");
                    at.insert(e.ticket, window);
                }
                Event::TicketMissed(e) => drop(at.remove(&e.ticket)),
                Event::TicketEnded(e) => drop(at.remove(&e.ticket)),
                Event::TicketMoved(e) => drop(at.remove(&e.ticket)),
                _ => (),
            }
        }
    }
}

/// Who came before within a class is called before, and whoever is passed over has a lower class by the policy.
fn the_order_is_the_recorded_rule(history: &[(World, Commit)]) {
    for (world, at, called) in calls(history).filter(|(_, _, e)| e.rule != CallRule::Recall) {
        let next = ticket(world, called.ticket).expect("it waits");
        let (_, policy) = world.setup().ticket_policy();
        assert_eq!(rule_of(next, policy, at), called.rule);
        for number in &called.passed {
            let passed = ticket(world, *number).expect("it waits");
            assert!(passed.is_waiting() && passed.arrival < next.arrival);
            let rule = rule_of(passed, policy, at);
            assert_ne!(rule, called.rule, "{number} came before {} in one class", called.ticket);
            assert_ne!(rule, CallRule::PassedBefore, "{number} was passed over too often");
            assert!(passed.passed < policy.passes_max);
        }
    }
}

/// The choice follows from the world before it: what an auditor does with the log.
fn the_choice_comes_out_again(history: &[(World, Commit)]) {
    for (world, at, called) in calls(history).filter(|(_, _, e)| e.rule != CallRule::Recall) {
        let setup = world.setup();
        let (window, _) = setup.windows.get(&called.window).expect("a window");
        let staff = setup.staff.get(&called.officer).expect("somebody");
        let day = world.ticket_day(at.day()).expect("today");
        let fits = |ticket: &&std::sync::Arc<Ticket>| {
            unfit(setup, (window, staff), ticket, at.day()).is_none()
        };
        let choice = choose(day.waiting(&window.zone).filter(fits), setup.ticket_policy().1, at);
        let choice = choice.expect("somebody waits");
        assert_eq!((choice.ticket, choice.rule), (called.ticket, called.rule));
        assert_eq!(choice.passed, called.passed);
    }
}

fn no_ended_ticket_moves(history: &[(World, Commit)]) {
    for (world, commit) in history {
        for number in commit.entries.iter().filter_map(|entry| entry.event.ticket()) {
            let is_over = ticket(world, number)
                .is_some_and(|ticket| matches!(ticket.state, TicketState::Ended(_)));
            assert!(!is_over, "{number} had ended");
        }
    }
}

fn check(seed: u64, steps: u32) -> Vec<(World, Commit)> {
    let history = days(seed, steps);
    never_served_twice(&history);
    never_at_two_windows(&history);
    the_order_is_the_recorded_rule(&history);
    the_choice_comes_out_again(&history);
    no_ended_ticket_moves(&history);
    history
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(32)
    })]
    #[test]
    fn whatever_is_asked_at_the_windows(seed in any::<u64>(), steps in 1_u32..300) {
        check(seed, steps);
    }
}

/// A property of calls that never happened holds of nothing.
#[test]
fn a_random_day_has_every_kind_of_call() {
    let mut rules = BTreeSet::new();
    let mut passed = 0;
    for seed in 0..40 {
        for (_, _, called) in calls(&check(seed, 300)) {
            rules.insert(called.rule);
            passed += called.passed.len();
        }
    }
    let all = [
        CallRule::PassedBefore,
        CallRule::Green,
        CallRule::Appointment,
        CallRule::Arrival,
        CallRule::Recall,
    ];
    assert_eq!(rules, all.into());
    assert!(passed > 100, "{passed} were passed over");
}
