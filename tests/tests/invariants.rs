//! 不变量: what holds of every case of every kind, whatever is asked of the hall, in which order, on which day.

#[path = "invariants/bundles.rs"]
mod bundles;
#[path = "invariants/limits.rs"]
mod limits;
#[path = "invariants/ways.rs"]
mod ways;

use std::collections::{BTreeMap, BTreeSet};

use engine::bundle::Bundle;
use engine::case::Case;
use engine::clock::ClockKind;
use engine::decide::{Decision, decide};
use engine::event::{Event, EventKind};
use engine::id::{BundleId, CaseId};
use engine::item::ItemDefinition;
use engine::lifecycle::{LIFECYCLE, Phase};
use engine::number;
use engine::record::{Commit, Entry};
use engine::time::Timestamp;
use engine::values::Outcome;
use engine::world::World;
use proptest::prelude::*;
use tests::given::Given;
use tests::hall::{at, timer};
use tests::kinds::CaseKind;
use tests::naive;
use tests::random::{Rng, asked, ms};
use tests::say;

use ways::{Met, Way};

/// What an event may never do, given the case before it and the item version; why it broke.
#[expect(clippy::wildcard_enum_match_arm, reason = "the other events are free of these rules")]
fn broken_by(event: &Event, before: Option<&Case>, item: &ItemDefinition) -> Option<&'static str> {
    let case = before?;
    let is_granted = case.verdict().is_some_and(|verdict| verdict.outcome == Outcome::Granted);
    match event {
        Event::DecisionMade(e)
            if case.intake_officers.contains(&e.officer) && !item.approver_at_window =>
        {
            Some("who took a case in decided it (受审分离)")
        }
        Event::Delivered(_)
        | Event::ServedByNotice(_)
        | Event::Shipped(_)
        | Event::PlacedInLocker(_)
            if case.verdict().is_none() =>
        {
            Some("delivered before a decision")
        }
        Event::Delivered(_)
        | Event::ServedByNotice(_)
        | Event::Shipped(_)
        | Event::PlacedInLocker(_)
            if is_granted && item.fee_fen > 0 && !case.extras().is_fee_settled =>
        {
            Some("handed over unpaid")
        }
        _ => None,
    }
}

/// What may never be true of a case as it stands.
fn broken_in(case: &Case) -> Option<&'static str> {
    let running = case.clocks.iter().filter(|clock| clock.is_running());
    let kinds: Vec<ClockKind> = running.map(|clock| clock.kind).collect();
    let distinct: BTreeSet<ClockKind> = kinds.iter().copied().collect();
    if distinct.len() < kinds.len() {
        return Some("two clocks of a kind run");
    }
    if case.closing().is_some() != is_closed(case.phase()) {
        return Some("a closed case has one closing kind, an open one none");
    }
    None
}

fn is_closed(phase: Phase) -> bool {
    match phase {
        Phase::Concluded
        | Phase::FedBack
        | Phase::ReadyForDelivery
        | Phase::InDelivery
        | Phase::Delivered
        | Phase::Ended
        | Phase::ReportedUp
        | Phase::Archived => true,
        Phase::Received
        | Phase::PreCheck
        | Phase::AwaitingCorrection
        | Phase::Accepted
        | Phase::Dispatched
        | Phase::Transferred
        | Phase::Handling
        | Phase::Suspended
        | Phase::Decided => false,
    }
}

/// The closing kinds that the events of a case name. A case reported up, or forwarded, closes as that and has a second
/// life; a revocation, and the voiding of a refusal that a remedy undid, say again what the case was closed as: beside
/// those, one.
fn closings(events: &[EventKind]) -> usize {
    let undone = events.iter().position(|kind| *kind == EventKind::RemedyDecided);
    let (before, after) = events.split_at(undone.unwrap_or(events.len()));
    let again = before.iter().any(|kind| closes(*kind)) && after.contains(&EventKind::Voided);
    events.iter().filter(|kind| closes(**kind)).count() - usize::from(again)
}

fn closes(kind: EventKind) -> bool {
    matches!(
        kind,
        EventKind::DeemedWithdrawn
            | EventKind::AcceptanceRefused
            | EventKind::NotRequired
            | EventKind::Withdrawn
            | EventKind::Voided
            | EventKind::ConsentMissing
            | EventKind::RegionResultReceived
            | EventKind::ResultProduced
    )
}

/// One run of chance, checked after every event.
struct Run {
    rng: Rng,
    now: Timestamp,
    world: World,
    commands: u128,
    events: BTreeMap<CaseId, Vec<EventKind>>,
    bundles: bundles::Bundles,
    archived: BTreeSet<Way>,
    met: BTreeSet<(Way, Met)>,
}

impl Run {
    fn new(seed: u64) -> Run {
        let world = Given::hall().world;
        let (events, archived, met) = (BTreeMap::new(), BTreeSet::new(), BTreeSet::new());
        let now = at("2026-12-07 08:30");
        let bundles = bundles::Bundles::default();
        Run { rng: Rng(seed), now, world, commands: 1_000_000, events, bundles, archived, met }
    }

    fn step(&mut self) {
        let pause = if self.rng.percent(90) { 40 } else { 3 * 24 * 60 };
        self.now = self.now.plus_ms(ms(&mut self.rng, pause));
        let due = self.world.alarms().first().filter(|(at, _)| *at <= self.now).copied();
        let asked = match due {
            Some((_, id)) => {
                let case = number::format(self.world.setup(), id).expect("a published item");
                timer().asks(say::fire(&case))
            }
            None => asked(&mut self.rng, &self.world, self.now),
        };
        self.commands += 1;
        let envelope = asked.envelope(self.commands);
        if let Ok(Decision::Commit(commit)) = decide(&self.world, envelope, self.now) {
            self.take(&commit);
        }
    }

    fn take(&mut self, commit: &Commit) {
        for entry in &commit.entries {
            self.check(entry);
        }
        limits::are_met_where_the_figures_say_so(&self.world, commit);
        self.bundles.take(&self.world, commit);
        let leaving = self.leaving(commit);
        let each = self.world.bundles().iter();
        let before: BTreeMap<BundleId, Bundle> =
            each.map(|(id, bundle)| (*id, Bundle::clone(bundle))).collect();
        self.world.evolve(commit).expect("evolve takes what decide gives");
        self.archived.extend(leaving);
        bundles::Bundles::promises(&before, &self.world, commit);
        for entry in &commit.entries {
            let Some(id) = entry.stream.case() else { continue };
            let Some(case) = self.world.cases().get(&id) else { continue };
            assert_eq!(broken_in(case), None, "{case:?}");
        }
    }

    fn check(&mut self, entry: &Entry) {
        let Some(id) = entry.stream.case() else { return };
        let events = self.events.entry(id).or_default();
        let closed = self.world.cases().get(&id).and_then(|case| case.closing());
        if let (Event::Voided(voided), Some(closed)) = (&entry.event, closed) {
            // 撤销后作废: what a remedy undid leads nowhere, and stays closed as it was.
            assert_eq!(voided.closing, closed, "a second closing kind: {events:?}");
            return;
        }
        events.push(entry.event.kind());
        assert!(closings(events) <= 1, "more than one closing: {events:?}");
        if entry.event.kind() == EventKind::Archived {
            let is_revoked = events.contains(&EventKind::LicenceRevoked);
            let is_closed = closings(events) == 1 || is_revoked;
            assert!(is_closed, "archived without a closing: {events:?}");
        }
        let Some(case) = self.world.cases().get(&id) else { return };
        let item = &self.world.setup().item(case.item).expect("a published item").definition;
        assert_eq!(broken_by(&entry.event, Some(case), item), None, "{case:?}");
        let kind = entry.event.kind();
        let is_a_row = LIFECYCLE.iter().any(|row| row.1 == kind);
        let is_allowed = !is_a_row || CaseKind::of_both(case, item, kind);
        assert!(is_allowed, "{kind:?} is in no table of this kind: {case:?}");
        self.met.extend(Met::of(kind).map(|met| (Way::of(case, item), met)));
    }

    fn leaving(&self, commit: &Commit) -> Vec<Way> {
        let archived = commit.entries.iter().filter(|e| e.event.kind() == EventKind::Archived);
        let cases = archived.filter_map(|entry| self.world.cases().get(&entry.stream.case()?));
        let ways = cases.filter_map(|case| {
            let item = self.world.setup().item(case.item)?;
            Some(Way::of(case, &item.definition))
        });
        ways.collect()
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(48)
    })]
    #[test]
    fn every_case_of_every_kind_keeps_the_rules(seed in any::<u64>(), steps in 50_u32..400) {
        let mut run = Run::new(seed);
        for _ in 0..steps {
            run.step();
        }
        naive::assert_indexes(&run.world);
    }
}

/// A run that never gets anywhere passes every check: these reach the end of every kind of case.
#[test]
fn the_runs_reach_the_archive_with_every_kind_of_case() {
    let (mut archived, mut closings) = (BTreeSet::new(), BTreeSet::new());
    let mut met: BTreeSet<(Way, Met)> = BTreeSet::new();
    for seed in 0..24 {
        let mut run = Run::new(seed);
        (0..1_500).for_each(|_| run.step());
        archived.extend(run.archived);
        closings.extend(run.bundles.closings);
        met.extend(run.met);
    }
    for way in Way::every() {
        for wanted in Met::wanted(way) {
            assert!(met.contains(&(way, wanted)), "{wanted:?} never happened to {way:?}: {met:?}");
        }
    }
    assert_eq!(archived, Way::every().collect::<BTreeSet<_>>());
    assert_eq!(closings, BTreeSet::from(["completed", "nothing", "partly", "withdrawn"]));
}

/// A bundle whose promise runs.
fn promised() -> Given {
    let now = "2026-03-02 09:00";
    let submission = tests::bundles::submission(tests::bundles::SHOP);
    let given = Given::hall().then(tests::hall::window().asks(submission), now);
    let case = given.child("licence");
    given
        .then(tests::hall::window().asks(say::pre_check(&case)), now)
        .then(tests::hall::window().asks(say::accept(&case)), now)
}

/// Each check sees the mistake it is there for.
mod planted {
    use engine::event::{DecisionMade, Delivered, ServedByNotice, Shipped};
    use engine::values::Receipt;
    use tests::given::{deciding, feed_back, handling};
    use tests::hall::{OWNER, chief, code, day};
    use tests::items;

    use super::*;

    fn item_of(given: &Given) -> ItemDefinition {
        let case = given.file();
        given.world.setup().item(case.item).expect("a published item").definition.clone()
    }

    #[test]
    fn a_decision_by_who_took_the_case_in() {
        let given = deciding(items::PROMISE, "2026-03-02 09:00");
        let case = given.file();
        let officer = case.intake_officers[0].clone();
        let outcome = Outcome::Granted;
        let (reasons, remedies, letter, clocks) = (Vec::new(), None, None, Vec::new());
        let event = DecisionMade { outcome, reasons, remedies, officer, letter, clocks }.into();
        assert!(broken_by(&event, Some(&case), &item_of(&given)).is_some());
    }

    #[test]
    fn a_delivery_before_a_decision() {
        let given = deciding(items::PROMISE, "2026-03-02 09:00");
        let event = Delivered { receipt: Receipt::Signature(code("S-1")) }.into();
        assert!(broken_by(&event, Some(&given.file()), &item_of(&given)).is_some());
    }

    #[test]
    fn a_hand_over_unpaid() {
        let given = handling(items::PAID, "2026-03-02 09:00");
        let given = given.then(chief().asks(say::grant(&given.case)), "2026-03-02 09:30");
        let given = feed_back(&given, "2026-03-02 10:00");
        let event = Shipped { parcel: code("P-1"), stops_clock: true }.into();
        assert!(broken_by(&event, Some(&given.file()), &item_of(&given)).is_some());
    }

    #[test]
    fn two_running_clocks_of_a_kind() {
        let mut case = Case::clone(&deciding(items::PROMISE, "2026-03-02 09:00").file());
        assert_eq!(broken_in(&case), None);
        let running = case.clocks.iter().find(|clock| clock.is_running()).cloned();
        case.clocks.extend(running);
        assert_eq!(broken_in(&case), Some("two clocks of a kind run"));
    }

    #[test]
    fn a_service_by_notice_before_a_decision() {
        let given = deciding(items::PROMISE, "2026-03-02 09:00");
        let (effective, department) = (day("2026-04-03"), code(OWNER));
        let event = ServedByNotice { effective, department, officer: code("dlv") }.into();
        assert!(broken_by(&event, Some(&given.file()), &item_of(&given)).is_some());
    }

    #[test]
    fn a_row_of_another_kind_of_case() {
        let given = deciding(items::PROMISE, "2026-03-02 09:00");
        let (case, item) = (given.file(), item_of(&given));
        assert!(CaseKind::of_both(&case, &item, EventKind::DecisionMade));
        assert!(!CaseKind::of_both(&case, &item, EventKind::OpinionsRequested));
        assert!(!CaseKind::of_both(&case, &item, EventKind::HigherDecisionReceived));
    }

    #[test]
    fn two_closings_of_one_case() {
        assert_eq!(closings(&[EventKind::ConsentMissing, EventKind::Withdrawn]), 2);
        assert_eq!(closings(&[EventKind::Withdrawn, EventKind::Voided]), 2);
        assert_eq!(closings(&[EventKind::ReportedUp, EventKind::ResultProduced]), 1);
    }
}
