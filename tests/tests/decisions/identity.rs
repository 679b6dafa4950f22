//! 命令编号、版本、业务时间: the same command twice, a case that has moved on, times that cannot be;
//! guard 18.

use engine::decide::Decision;
use engine::event::{EventKind as E, Stream};
use engine::refusal::Rule;
use engine::world::Illegal;
use tests::given::{Given, check, decided, pre_checked, received};
use tests::hall::{applicant, at, window};
use tests::{items, say};

const NOW: &str = "2026-03-02 09:00";

#[test]
fn the_same_command_again_gets_its_first_answer_again() {
    let asked = || window().asks(say::application(items::PROMISE)).id(7000);
    let given = Given::hall().then(asked(), NOW);
    let first = *given.world.answer(engine::id::CommandId(7000)).expect("remembered");
    let given = given.then(window().asks(say::pre_check(&given.case)), NOW);
    for when in [NOW, "2026-03-08 09:00"] {
        assert_eq!(given.decide(asked(), when), Ok(Decision::Again(first)));
    }
    assert_eq!(given.world.cases().len(), 1);
}

#[test]
fn the_same_id_with_another_body_is_refused() {
    let given = Given::hall().then(window().asks(say::application(items::PROMISE)).id(7000), NOW);
    let other = window().asks(say::application(items::INSTANT)).id(7000).body(1);
    check(&given, other, NOW, Err(Rule::CommandIdReused));
}

#[test]
fn a_refused_command_is_not_remembered() {
    let given = received(items::PROMISE, NOW);
    let early = window().asks(say::accept(&given.case)).id(7000);
    check(&given, early.clone(), NOW, Err(Rule::WrongPhase));
    let given = given.then(window().asks(say::pre_check(&given.case)), NOW);
    check(&given, early, NOW, Ok(&[E::Accepted]));
}

#[test]
fn a_first_answer_is_remembered_for_seven_days() {
    let asked = || window().asks(say::application(items::PROMISE)).id(7000);
    let given = Given::hall().then(asked(), "2026-03-02 09:00");
    let seven_days_on =
        given.then(window().asks(say::application(items::NATURAL)), "2026-03-09 09:00");
    assert!(matches!(seven_days_on.decide(asked(), "2026-03-09 09:00"), Ok(Decision::Again(_))));
    let later = given.then(window().asks(say::application(items::NATURAL)), "2026-03-09 09:01");
    check(&later, asked(), "2026-03-09 09:01", Ok(&[E::ApplicationReceived]));
}

#[test]
fn who_saw_another_version_of_the_case_is_told_so() {
    let given = pre_checked(items::PROMISE, NOW);
    assert_eq!(given.file().version, 2);
    let accept = |version| window().asks(say::accept(&given.case)).version(version);
    check(&given, accept(1), NOW, Err(Rule::VersionMismatch));
    check(&given, accept(3), NOW, Err(Rule::VersionMismatch));
    check(&given, accept(2), NOW, Ok(&[E::Accepted]));
}

#[test]
fn nothing_happens_in_the_future() {
    let given = received(items::PROMISE, NOW);
    let at_time = |then| window().asks(say::pre_check(&given.case)).happened(then);
    check(&given, at_time("2026-03-02 09:02"), NOW, Err(Rule::OccurredAhead));
    // Clocks of two machines differ a little: up to a minute ahead is taken as now.
    let after = check(&given, at_time("2026-03-02 09:01"), NOW, Ok(&[E::PreCheckStarted]));
    assert_eq!(after.file().last_at, at(NOW));
}

#[test]
fn nothing_happens_to_a_case_before_its_last_event() {
    let given = received(items::PROMISE, NOW);
    let at_time = |then| window().asks(say::pre_check(&given.case)).happened(then);
    check(&given, at_time("2026-03-02 08:59"), "2026-03-02 10:00", Err(Rule::OccurredBefore));
    check(&given, at_time("2026-03-02 09:00"), "2026-03-02 10:00", Ok(&[E::PreCheckStarted]));
}

#[test]
fn what_is_recorded_later_keeps_both_times() {
    let given = received(items::PROMISE, NOW);
    let asked = window().asks(say::pre_check(&given.case)).happened("2026-03-02 09:30");
    let after = check(&given, asked, "2026-03-03 10:00", Ok(&[E::PreCheckStarted]));
    let meta = &after.commits.last().expect("one commit").meta;
    let both = (meta.occurred_at, meta.recorded_at);
    assert_eq!(both, (at("2026-03-02 09:30"), at("2026-03-03 10:00")));
}

#[test]
fn a_record_says_who_from_which_unit_and_where() {
    let given = received(items::PROMISE, NOW);
    let meta = &given.commits.last().expect("one commit").meta;
    assert_eq!(meta.unit, Some(tests::hall::code("centre")));
    let site = meta.site.as_ref().expect("at a window");
    assert_eq!((site.zone.as_str(), site.window.as_str()), ("Z1", "W1"));
    let given = given.then(applicant().asks(say::withdraw(&given.case)), NOW);
    let meta = &given.commits.last().expect("one commit").meta;
    assert_eq!((&meta.unit, &meta.site), (&None, &None));
}

#[test]
fn a_record_says_for_which_department_it_was_done_row_30() {
    let given = Given::hall();
    let for_unit = |unit: &str| {
        let mut envelope = window().asks(say::application(items::PROMISE)).envelope(9000);
        envelope.on_behalf_of = Some(tests::hall::code(unit));
        engine::decide::decide(&given.world, envelope, at(NOW))
    };
    let Ok(Decision::Commit(commit)) = for_unit(tests::hall::OWNER) else { panic!("received") };
    assert_eq!(commit.meta.on_behalf_of, Some(tests::hall::code(tests::hall::OWNER)));
    assert_eq!(commit.meta.unit, Some(tests::hall::code(tests::hall::CENTRE)), "who acts");
    assert_eq!(for_unit("NOWHERE").map_err(|refusal| refusal.rule), Err(Rule::UnknownUnit));
}

#[test]
fn guard_18_every_stream_counts_its_events_and_points_at_the_one_before() {
    let given = decided(items::PROMISE, NOW);
    let mut heads: std::collections::BTreeMap<Stream, (u32, u64)> = [].into();
    let mut next = 1;
    for commit in &given.commits {
        assert_eq!(commit.seq, next, "no gap");
        for entry in &commit.entries {
            let (version, last) = heads.get(&entry.stream).copied().unwrap_or_default();
            assert_eq!((entry.version, entry.previous), (version + 1, last));
            heads.insert(entry.stream, (entry.version, next));
            next += 1;
        }
    }
    assert_eq!(next, given.world.seq() + 1);
}

#[test]
fn guard_18_a_history_with_a_record_taken_out_doubled_or_changed_is_not_folded() {
    let given = decided(items::PROMISE, NOW);
    let fold = |commits: &[engine::record::Commit]| {
        let mut world = engine::world::World::default();
        commits.iter().try_for_each(|commit| world.evolve(commit).map(|_| ()))
    };
    assert_eq!(fold(&given.commits), Ok(()));
    let last = given.commits.len() - 1;
    let mut without = given.commits.clone();
    without.remove(last - 2);
    assert!(matches!(fold(&without), Err(Illegal::Order { .. })));
    let mut doubled = given.commits.clone();
    doubled.push(given.commits.get(last).expect("the last").clone());
    assert!(matches!(fold(&doubled), Err(Illegal::Order { .. })));
    let mut renumbered = given.commits.clone();
    let entry = renumbered.get_mut(last).and_then(|commit| commit.entries.first_mut());
    entry.expect("the last").version += 1;
    assert!(matches!(fold(&renumbered), Err(Illegal::Order { .. })));
    let mut impossible = given.commits.clone();
    let opened = impossible.iter().rev().find(|commit| {
        commit.entries.first().is_some_and(|entry| entry.event.kind() == E::PreCheckStarted)
    });
    let event = opened.and_then(|commit| commit.entries.first()).expect("it was").event.clone();
    let entry = impossible.get_mut(last).and_then(|commit| commit.entries.first_mut());
    entry.expect("the last").event = event;
    assert!(matches!(fold(&impossible), Err(Illegal::Case { .. })));
}
