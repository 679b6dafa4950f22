//! 一件事的不变量: what holds of every bundle, told from its events and its definition alone, by a count of its own.

use std::collections::{BTreeMap, BTreeSet};

use engine::bundle::{Bundle, BundleClosing, BundleDefinition, NodeResult, OnRefused, Passes};
use engine::clock::Clock;
use engine::code::{MaterialCode, NodeId};
use engine::event::{ApplicationReceived, Event, EventKind, Stream};
use engine::id::BundleId;
use engine::record::Commit;
use engine::time::Day;
use engine::world::World;

/// What one bundle has done so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct Seen {
    chosen: BTreeSet<NodeId>,
    open: BTreeSet<NodeId>,
    ended: BTreeMap<NodeId, NodeResult>,
    cancelled: BTreeSet<NodeId>,
    is_bound: bool,
    is_withdrawn: bool,
    closed: u32,
}

impl Seen {
    /// Takes notice of one event of the bundle; why it may not be, if it may not. `opened` is the application of the
    /// case that the event is about, where it opens one.
    #[expect(clippy::wildcard_enum_match_arm, reason = "the other events are free of these rules")]
    pub(crate) fn hear(
        &mut self,
        event: &Event,
        definition: &BundleDefinition,
        opened: Option<&ApplicationReceived>,
    ) -> Result<(), &'static str> {
        match event {
            Event::BundleReceived(e) => {
                self.chosen = e.nodes.iter().map(|chosen| chosen.node.clone()).collect();
            }
            Event::SubjectBound(_) => self.is_bound = true,
            Event::BundleWithdrawn(_) => self.is_withdrawn = true,
            Event::NodeOpened(e) => {
                self.may_open(&e.node, definition)?;
                let made = self.made_for(&e.node, definition);
                if made != e.passed.iter().cloned().collect() {
                    return Err("a node does not get what others made for it");
                }
                let here = opened.map(|case| &case.materials).into_iter().flatten();
                let here: BTreeSet<&MaterialCode> = here.map(|copy| &copy.material).collect();
                if !made.iter().all(|paper| here.contains(paper)) {
                    return Err("what others made is not in the file");
                }
                self.open.insert(e.node.clone());
            }
            Event::NodeEnded(e) => {
                let is_undone = e.result == NodeResult::Revoked;
                if !self.open.remove(&e.node) && !is_undone {
                    return Err("a node ends that is not open");
                }
                self.ended.insert(e.node.clone(), e.result);
            }
            Event::NodesCancelled(e) => {
                for node in &e.nodes {
                    if self.open.contains(node) || self.ended.contains_key(node) {
                        return Err("a node is cancelled that began");
                    }
                    self.cancelled.insert(node.clone());
                }
            }
            Event::BundleClosed(e) => return self.may_close(e.closing),
            _ => (),
        }
        Ok(())
    }

    /// Every node before it has delivered what it needs, or failed where the bundle spares those that wait.
    fn may_open(&self, node: &NodeId, definition: &BundleDefinition) -> Result<(), &'static str> {
        if !self.chosen.contains(node) {
            return Err("a node opens that nobody asked for");
        }
        if self.open.contains(node) || self.ended.contains_key(node) {
            return Err("a node opens twice");
        }
        if self.cancelled.contains(node) || self.is_withdrawn || self.closed > 0 {
            return Err("a node opens that was cancelled");
        }
        for edge in definition.edges.iter().filter(|edge| &edge.to == node) {
            let Some(result) = self.ended.get(&edge.from) else {
                return Err("a node opens before the one it waits for has ended");
            };
            let has_delivered = match result {
                NodeResult::Granted => edge.passes != Passes::SubjectNumber || self.is_bound,
                NodeResult::NotRequired | NodeResult::ReportedUp => true,
                NodeResult::Refused
                | NodeResult::Withdrawn
                | NodeResult::Voided
                | NodeResult::NotSupplied
                | NodeResult::Revoked => {
                    let rule = definition.nodes.iter().find(|known| known.node == edge.from);
                    let own = rule.and_then(|known| known.on_refused);
                    own.unwrap_or(definition.on_node_refused) == OnRefused::SpareDependents
                }
            };
            if !has_delivered {
                return Err("a node opens before the one it waits for has delivered");
            }
        }
        Ok(())
    }

    /// The papers that nodes before it made for it.
    fn made_for(&self, node: &NodeId, definition: &BundleDefinition) -> BTreeSet<MaterialCode> {
        let edges = definition.edges.iter().filter(|edge| &edge.to == node);
        let granted = edges.filter(|edge| self.ended.get(&edge.from) == Some(&NodeResult::Granted));
        let papers = granted.filter_map(|edge| match &edge.passes {
            Passes::Material(paper) => Some(paper.clone()),
            Passes::Result | Passes::SubjectNumber => None,
        });
        papers.collect()
    }

    /// Once, when every chosen node has ended or will never begin, and as what became of them.
    fn may_close(&mut self, closing: BundleClosing) -> Result<(), &'static str> {
        self.closed += 1;
        if self.closed > 1 {
            return Err("a bundle closes twice");
        }
        let is_over =
            |node: &&NodeId| self.ended.contains_key(*node) || self.cancelled.contains(*node);
        if !self.chosen.iter().all(|node| is_over(&node)) {
            return Err("a bundle closes while a chosen node has not ended");
        }
        let done = self.ended.values().filter(|result| {
            matches!(result, NodeResult::Granted | NodeResult::NotRequired | NodeResult::ReportedUp)
        });
        let should = match done.count() {
            _ if self.is_withdrawn => BundleClosing::Withdrawn,
            0 => BundleClosing::Nothing,
            all if all == self.chosen.len() => BundleClosing::Completed,
            _ => BundleClosing::Partly,
        };
        if closing == should { Ok(()) } else { Err("a bundle closes as what it is not") }
    }
}

/// The dates of a bundle's own promise, and its suspensions.
fn promise(bundle: &Bundle) -> Option<(Day, Option<Day>, usize, u16)> {
    let clock: &Clock = bundle.clock.as_ref()?;
    Some((clock.start, clock.reckoning.due, clock.suspensions.len(), clock.extension))
}

/// The promise of the whole moves for nothing that happens to its cases: only a new calendar moves it.
pub(crate) fn promise_moved(
    before: Option<&Bundle>,
    after: &Bundle,
    events: &[&Event],
) -> Option<&'static str> {
    let (was, is) = (before.and_then(promise), promise(after));
    let may_move = events.iter().any(|event| {
        matches!(event.kind(), EventKind::BundleAccepted | EventKind::ClockRecalculated)
    });
    (was != is && !may_move).then_some("a case moved the promise of its bundle")
}

/// Every bundle of a run.
#[derive(Debug, Default)]
pub(crate) struct Bundles {
    seen: BTreeMap<BundleId, Seen>,
    /// How each that closed did.
    pub(crate) closings: BTreeSet<&'static str>,
}

impl Bundles {
    /// Checks a commit against the world before it.
    pub(crate) fn take(&mut self, world: &World, commit: &Commit) {
        let mut opened: Vec<&ApplicationReceived> = Vec::new();
        for entry in &commit.entries {
            if let Event::ApplicationReceived(e) = &entry.event {
                opened.push(e);
            }
            let Stream::Bundle(id) = entry.stream else { continue };
            let definition = definition(world, id, commit);
            let case = if let Event::NodeOpened(e) = &entry.event {
                opened.iter().copied().find(|case| case.number == e.case)
            } else {
                None
            };
            if let Event::BundleClosed(e) = &entry.event {
                self.closings.insert(match e.closing {
                    BundleClosing::Completed => "completed",
                    BundleClosing::Partly => "partly",
                    BundleClosing::Nothing => "nothing",
                    BundleClosing::Withdrawn => "withdrawn",
                });
            }
            let heard = self.seen.entry(id).or_default().hear(&entry.event, definition, case);
            assert_eq!(heard, Ok(()), "{:?} of {id:?}", entry.event);
        }
    }

    /// Checks the promise of each bundle that is open.
    pub(crate) fn promises(before: &BTreeMap<BundleId, Bundle>, world: &World, commit: &Commit) {
        for (id, bundle) in world.bundles() {
            let own = commit.entries.iter().filter(|entry| entry.stream == Stream::Bundle(*id));
            let events: Vec<&Event> = own.map(|entry| &entry.event).collect();
            assert_eq!(promise_moved(before.get(id), bundle, &events), None, "{bundle:?}");
        }
    }
}

fn definition<'a>(world: &'a World, id: BundleId, commit: &Commit) -> &'a BundleDefinition {
    let setup = world.setup();
    if let Some(bundle) = world.bundles().get(&id) {
        return &setup.bundle(bundle.definition).expect("published").definition;
    }
    let mut own = commit.entries.iter().filter(|entry| entry.stream == Stream::Bundle(id));
    let received = own
        .find_map(|entry| if let Event::BundleReceived(e) = &entry.event { Some(e) } else { None });
    let received = received.expect("it is open, or opens with this commit");
    let version = setup.bundle_version(&received.bundle, received.bundle_version);
    &version.expect("published").definition
}

/// Each check sees the mistake it is there for.
mod planted {
    use engine::event::{BundleClosed, NodeEnded, NodeOpened, NodesCancelled};
    use engine::values::ClosingKind;
    use tests::bundles;
    use tests::hall::{code, day};

    use super::*;

    fn shop() -> Seen {
        let chosen = ["licence", "food", "sign"].map(code);
        Seen { chosen: chosen.into(), open: [code("licence")].into(), ..Seen::default() }
    }

    fn opens(node: &str, passed: &[&str]) -> Event {
        let passed = passed.iter().map(|paper| code(paper)).collect();
        NodeOpened { node: code(node), case: code("N1"), passed }.into()
    }

    fn ends(node: &str, result: NodeResult) -> Event {
        NodeEnded { node: code(node), result, closing: ClosingKind::Issued }.into()
    }

    fn closes(closing: BundleClosing) -> Event {
        BundleClosed { closing }.into()
    }

    #[track_caller]
    fn broken(mut seen: Seen, events: &[Event], because: &str) {
        let definition = bundles::shop();
        let mut heard = Ok(());
        for event in events {
            assert_eq!(heard, Ok(()));
            heard = seen.hear(event, &definition, None);
        }
        assert_eq!(heard, Err(because));
    }

    #[test]
    fn a_node_that_opens_too_early_or_twice_or_without_its_paper() {
        broken(shop(), &[opens("food", &[])], "a node opens before the one it waits for has ended");
        let refused = ends("licence", NodeResult::Refused);
        broken(
            shop(),
            &[refused, opens("food", &[])],
            "a node opens before the one it waits for has delivered",
        );
        let granted = || ends("licence", NodeResult::Granted);
        broken(
            shop(),
            &[granted(), opens("food", &[])],
            "a node does not get what others made for it",
        );
        broken(shop(), &[granted(), opens("food", &["BL"])], "what others made is not in the file");
        broken(shop(), &[opens("licence", &[])], "a node opens twice");
        broken(shop(), &[opens("extra", &[])], "a node opens that nobody asked for");
    }

    #[test]
    fn a_node_that_ends_or_is_cancelled_as_it_cannot() {
        let cancels =
            NodesCancelled { nodes: vec![code("licence")], because: None, reason: "无".into() };
        broken(shop(), &[cancels.into()], "a node is cancelled that began");
        broken(shop(), &[ends("food", NodeResult::Granted)], "a node ends that is not open");
    }

    #[test]
    fn a_bundle_that_closes_too_early_or_twice_or_as_something_else() {
        let early = "a bundle closes while a chosen node has not ended";
        broken(shop(), &[closes(BundleClosing::Nothing)], early);
        let over = Seen {
            open: BTreeSet::new(),
            ended: ["licence", "food", "sign"].map(|n| (code(n), NodeResult::Granted)).into(),
            ..shop()
        };
        let wrong = "a bundle closes as what it is not";
        broken(over.clone(), &[closes(BundleClosing::Partly)], wrong);
        let completed = || closes(BundleClosing::Completed);
        broken(over, &[completed(), completed()], "a bundle closes twice");
    }

    #[test]
    fn a_promise_of_the_whole_that_a_case_moves() {
        let given = super::super::promised();
        let before = given.bundle();
        let mut after = Bundle::clone(&before);
        assert_eq!(promise_moved(Some(&before), &after, &[]), None);
        after.clock.as_mut().expect("it runs").reckoning.due = Some(day("2026-03-20"));
        let moved = promise_moved(Some(&before), &after, &[]);
        assert_eq!(moved, Some("a case moved the promise of its bundle"));
    }
}
