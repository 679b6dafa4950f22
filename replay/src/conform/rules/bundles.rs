//! 一件事: what waits begins when what it needs is delivered, what is wrong is told once, and the whole is over when
//! its nodes are (row 65). A node stands as the events of its own case say, not as the bundle notes it.

use std::collections::{BTreeMap, BTreeSet};

use engine::bundle::{BundleClosing, BundleDefinition, ChosenNode, OnRefused, Passes};
use engine::code::NodeId;
use engine::event::Event;
use engine::values::{Defect, Outcome};

use crate::conform::rule::{About, Breach, Check, Need, Rule, Severity};
use crate::conform::said::{Said, said};
use crate::conform::thread::{Deed, Thread};

const BUNDLES: &[Need] = &[Need::Bundles];

/// The rules of this family.
pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "node_begun_early",
        severity: Severity::Error,
        source: "一件事 (row 65)",
        zh: "前置环节尚未交付结果，后续环节即已启动",
        en: "a node of a bundle began before those it waits for had delivered",
        needs: BUNDLES,
        check: Check::Thread(About::Bundle, begun_early),
    },
    Rule {
        id: "node_not_as_agreed",
        severity: Severity::Error,
        source: "一件事 (row 65)",
        zh: "环节未办成后，后续环节未按一件事的规定取消或继续",
        en: "after a node failed, those that wait for it were not treated as the bundle says",
        needs: BUNDLES,
        check: Check::Thread(About::Bundle, not_as_agreed),
    },
    Rule {
        id: "bundle_told_twice",
        severity: Severity::Error,
        source: "行政许可法 art. 32(4), 72(4) (rows 59, 65)",
        zh: "一件事的补正内容未在一份告知中一次告知",
        en: "what is wrong for a bundle was not told once, in one notice over all its cases",
        needs: BUNDLES,
        check: Check::Thread(About::Bundle, told_twice),
    },
    Rule {
        id: "bundle_late",
        severity: Severity::Warning,
        source: "限时办结 (row 65)",
        zh: "一件事超过承诺的办结时限",
        en: "the bundle was not closed within its own promise",
        needs: BUNDLES,
        check: Check::Thread(About::Bundle, late),
    },
    Rule {
        id: "bundle_closed_early",
        severity: Severity::Error,
        source: "一件事 (row 65)",
        zh: "所选环节尚未办结，一件事即已办结",
        en: "a bundle was closed while a node that was asked for was not over",
        needs: BUNDLES,
        check: Check::Thread(About::Bundle, closed_early),
    },
    Rule {
        id: "bundle_closing_wrong",
        severity: Severity::Error,
        source: "办结结果 (rows 52, 65)",
        zh: "一件事的办结结果与各环节的结果不符",
        en: "the closing of the bundle is not what became of its nodes",
        needs: BUNDLES,
        check: Check::Thread(About::Bundle, closing_wrong),
    },
    Rule {
        id: "own_bundle",
        severity: Severity::Error,
        source: "回避 (row 70)",
        zh: "工作人员经手了自己作为申请人或代理人的一件事",
        en: "a person of the staff did something to a bundle in which he is the applicant or agent",
        needs: BUNDLES,
        check: Check::Thread(About::Bundle, own),
    },
];

/// How a node ended, by the last word of its own case before a place.
struct End {
    place: usize,
    is_done: bool,
}

fn chosen(thread: &Thread) -> &[ChosenNode] {
    let received = thread.deeds.iter().find_map(|deed| match &deed.event {
        Event::BundleReceived(e) => Some(e.nodes.as_slice()),
        _ => None,
    });
    received.unwrap_or(&[])
}

fn is_chosen(thread: &Thread, node: &NodeId) -> bool {
    chosen(thread).iter().any(|chosen| &chosen.node == node)
}

fn definition(thread: &Thread) -> Option<&BundleDefinition> {
    thread.bundle.as_ref().map(|version| &version.definition)
}

/// The deeds done to the case of a node, before a place.
fn of_node<'a>(
    thread: &'a Thread,
    node: &'a NodeId,
    before: usize,
) -> impl DoubleEndedIterator<Item = (usize, &'a Deed)> {
    thread.numbered().take(before).filter(move |(_, deed)| deed.node.as_ref() == Some(node))
}

fn end_of(thread: &Thread, node: &NodeId, before: usize) -> Option<End> {
    of_node(thread, node, before).rev().find_map(|(place, deed)| {
        let is_done = match &deed.event {
            Event::ResultProduced(_) => is_granted(thread, node, place),
            Event::NotRequired(_) | Event::ReportedUp(_) => true,
            Event::AcceptanceRefused(_)
            | Event::Withdrawn(_)
            | Event::DeemedWithdrawn(_)
            | Event::Voided(_)
            | Event::LicenceRevoked(_) => false,
            _ => return None,
        };
        Some(End { place, is_done })
    })
}

/// A document was made: what is not needed, or is decided above, gives no number.
fn is_result(thread: &Thread, place: usize) -> bool {
    thread.deeds.get(place).is_some_and(|deed| matches!(deed.event, Event::ResultProduced(_)))
}

fn is_granted(thread: &Thread, node: &NodeId, before: usize) -> bool {
    let verdict = of_node(thread, node, before).rev().find_map(|(_, deed)| match &deed.event {
        Event::DecisionMade(e) => Some(e.outcome),
        Event::DecisionDeemed(_) | Event::DecidedByRule(_) | Event::DeemedRenewed(_) => {
            Some(Outcome::Granted)
        }
        _ => None,
    });
    verdict == Some(Outcome::Granted)
}

fn opened(thread: &Thread) -> impl Iterator<Item = (usize, &NodeId)> {
    thread.numbered().filter_map(|(place, deed)| match &deed.event {
        Event::NodeOpened(e) => Some((place, &e.node)),
        _ => None,
    })
}

fn is_opened_before(thread: &Thread, node: &NodeId, place: usize) -> bool {
    opened(thread).any(|(at, open)| open == node && at < place)
}

fn is_cancelled(thread: &Thread, node: &NodeId, before: usize) -> bool {
    let mut deeds = thread.deeds.iter().take(before);
    deeds.any(|deed| matches!(&deed.event, Event::NodesCancelled(e) if e.nodes.contains(node)))
}

fn begun_early(thread: &Thread) -> Vec<Breach> {
    let Some(definition) = definition(thread) else { return Vec::new() };
    let is_bound = |place| {
        let mut before = thread.deeds.iter().take(place);
        before.any(|deed| matches!(deed.event, Event::SubjectBound(_)))
    };
    let mut breaches = Vec::new();
    for (place, node) in opened(thread) {
        for edge in definition.edges_into(node).filter(|edge| is_chosen(thread, &edge.from)) {
            let spares = definition.on_refused(&edge.from) == OnRefused::SpareDependents;
            let wrong = match end_of(thread, &edge.from, place) {
                None => said!("{0}尚未办结", "{0} is not over"; edge.from),
                Some(End { is_done: false, .. }) if !spares => {
                    said!("{0}未办成", "{0} was not done"; edge.from)
                }
                Some(End { place: end, is_done: true })
                    if edge.passes == Passes::SubjectNumber
                        && is_result(thread, end)
                        && !is_bound(place) =>
                {
                    said!("{0}尚未给出证号", "{0} gave no number yet"; edge.from)
                }
                Some(End { .. }) => continue,
            };
            let found = said!("{node}已启动", "{node} began");
            breaches.push(Breach::at([place], found.and(&wrong)));
        }
    }
    breaches
}

/// The nodes that failed while the bundle ran, with the place where their cases say so.
fn failed(thread: &Thread) -> Vec<(usize, &NodeId)> {
    let closed = thread.deeds.iter().position(|d| matches!(d.event, Event::BundleClosed(_)));
    let mut failed = Vec::new();
    for (place, deed) in thread.numbered().take(closed.unwrap_or(thread.deeds.len())) {
        let Some(node) = &deed.node else { continue };
        let end = end_of(thread, node, place + 1).filter(|end| end.place == place);
        if end.is_some_and(|end| !end.is_done) {
            failed.push((place, node));
        }
    }
    failed
}

fn not_as_agreed(thread: &Thread) -> Vec<Breach> {
    let Some(definition) = definition(thread) else { return Vec::new() };
    let failed = failed(thread);
    let mut breaches = Vec::new();
    for (place, node) in &failed {
        if definition.on_refused(node) == OnRefused::SpareDependents {
            continue;
        }
        let all = thread.deeds.len();
        let waits = |id: &&NodeId| is_chosen(thread, id) && !is_opened_before(thread, id, *place);
        let dependents = definition.dependents(node).into_iter().filter(waits);
        let left = dependents.filter(|id| !is_cancelled(thread, id, all));
        let left: Vec<&str> = left.map(NodeId::as_str).collect();
        if !left.is_empty() {
            let found = said!(
                "{node}未办成，未取消的后续环节：{}",
                "{node} was not done, not cancelled: {}";
                left.join(", ")
            );
            breaches.push(Breach::at([*place], found));
        }
    }
    for (place, deed) in thread.numbered() {
        let Event::NodesCancelled(e) = &deed.event else { continue };
        let before = || thread.deeds.iter().take(place);
        let wrong = match &e.because {
            None if before().any(|d| matches!(d.event, Event::BundleWithdrawn(_))) => continue,
            None => said!("没有未办成的环节即取消", "cancelled without a node that failed"),
            Some(node) if !failed.iter().any(|(at, id)| *at < place && *id == node) => {
                said!(
                    "因{node}取消，但{node}并未失败",
                    "cancelled because of {node}, which did not fail"
                )
            }
            Some(node) if definition.on_refused(node) == OnRefused::SpareDependents => {
                said!(
                    "因{node}取消，但按约定其后续环节应继续",
                    "cancelled because of {node}, which spares those that wait for it"
                )
            }
            Some(_) => continue,
        };
        breaches.push(Breach::at([place], wrong));
    }
    breaches
}

fn told_twice(thread: &Thread) -> Vec<Breach> {
    let notices = |deed: &&Deed| matches!(deed.event, Event::BundleCorrectionNoticed(_));
    let together: BTreeSet<u64> = thread.deeds.iter().filter(notices).map(|d| d.commit).collect();
    // What each node was told; nothing where a notice looked at it and did not name it.
    let mut told: BTreeMap<&NodeId, &[Defect]> = BTreeMap::new();
    let mut breaches = Vec::new();
    for (place, deed) in thread.numbered() {
        match &deed.event {
            Event::BundleCorrectionNoticed(e) => {
                let again = e.defects.iter().map(|defects| &defects.node);
                let again: Vec<&str> =
                    again.filter(|node| told.contains_key(node)).map(NodeId::as_str).collect();
                if !again.is_empty() {
                    let found = said!("再次告知：{}", "again: {}"; again.join(", "));
                    breaches.push(Breach::at([place], found));
                }
                // Whatever had begun was looked at for this notice, whether or not it names it.
                for (_, node) in opened(thread).filter(|(at, _)| *at < place) {
                    told.entry(node).or_default();
                }
                told.extend(e.defects.iter().map(|named| (&named.node, named.defects.as_slice())));
            }
            Event::CorrectionNoticed(e) if !together.contains(&deed.commit) => {
                let node = deed.node.as_ref();
                // What was told while the node waited stands in the first commit of its case; nothing is told anew.
                let before = node.and_then(|node| told.get(node));
                if begins_with(thread, deed) && before == Some(&e.defects.as_slice()) {
                    continue;
                }
                let node = node.map_or("", |node| node.as_str());
                let found = said!("{node}被单独告知", "{node} was told by itself");
                breaches.push(Breach::at([place], found));
            }
            _ => {}
        }
    }
    breaches
}

/// The commit of the deed began the case of its node.
fn begins_with(thread: &Thread, deed: &Deed) -> bool {
    thread.deeds.iter().any(|other| {
        other.commit == deed.commit
            && matches!(&other.event, Event::NodeOpened(e) if Some(&e.node) == deed.node.as_ref())
    })
}

fn late(thread: &Thread) -> Vec<Breach> {
    let Some(definition) = definition(thread) else { return Vec::new() };
    let begun = thread.numbered().find_map(|(place, deed)| match &deed.event {
        Event::Accepted(_)
        | Event::AcceptedWithGaps(_)
        | Event::CommitmentSigned(_)
        | Event::DecidedByRule(_) => Some((place, deed.day())),
        Event::DeemedAccepted(e) => Some((place, e.effective)),
        _ => None,
    });
    let Some(begun) = begun else { return Vec::new() };
    let closed = thread.deeds.iter().position(|d| matches!(d.event, Event::BundleClosed(_)));
    thread.passed(begun, definition.promise, closed).into_iter().collect()
}

fn closings(thread: &Thread) -> impl Iterator<Item = (usize, BundleClosing)> {
    thread.numbered().filter_map(|(place, deed)| match &deed.event {
        Event::BundleClosed(e) => Some((place, e.closing)),
        _ => None,
    })
}

fn closed_early(thread: &Thread) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for (place, _) in closings(thread) {
        let is_over = |node: &NodeId| {
            end_of(thread, node, place).is_some() || is_cancelled(thread, node, place)
        };
        let left = chosen(thread).iter().map(|chosen| &chosen.node).filter(|node| !is_over(node));
        let left: Vec<&str> = left.map(NodeId::as_str).collect();
        if !left.is_empty() {
            let found = said!("尚未办结：{}", "not over: {}"; left.join(", "));
            breaches.push(Breach::at([place], found));
        }
    }
    breaches
}

fn closing_wrong(thread: &Thread) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for (place, closing) in closings(thread) {
        let is_done = |chosen: &&ChosenNode| {
            end_of(thread, &chosen.node, place).is_some_and(|end| end.is_done)
        };
        let (all, done) = (chosen(thread), chosen(thread).iter().filter(is_done).count());
        let mut before = thread.deeds.iter().take(place);
        let expected = match done {
            _ if before.any(|d| matches!(d.event, Event::BundleWithdrawn(_))) => {
                BundleClosing::Withdrawn
            }
            0 => BundleClosing::Nothing,
            done if done == all.len() => BundleClosing::Completed,
            _ => BundleClosing::Partly,
        };
        if closing != expected {
            let of = all.len();
            let found = Said::coded("closing", closing)
                .and(&said!("{of}个环节办成{done}个", "{done} of {of} done"));
            breaches.push(Breach::at([place], found));
        }
    }
    breaches
}

/// 回避, whatever he did; what he did to the case of a node is told of that case.
fn own(thread: &Thread) -> Vec<Breach> {
    let parties: Vec<_> = thread
        .deeds
        .iter()
        .filter_map(|deed| match &deed.event {
            Event::BundleReceived(e) => Some([Some(&e.applicant), e.agent.as_ref()]),
            _ => None,
        })
        .flatten()
        .flatten()
        .map(|party| party.token)
        .collect();
    let is_party = |deed: &Deed| {
        let staff = deed.person.as_ref().and_then(|id| {
            let hall = deed.hall.as_ref()?;
            hall.staff.get(&id.parse().ok()?)
        });
        staff.and_then(|staff| staff.token).is_some_and(|token| parties.contains(&token))
    };
    let done = thread.numbered().filter(|(_, deed)| deed.node.is_none() && is_party(deed));
    done.map(|(place, deed)| Breach::at([place], deed.told())).collect()
}
