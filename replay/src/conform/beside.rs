//! 案外之史: puts the events that are about no single case to the item, the bundle, the day of tickets or the voice
//! they belong to. Memory grows with what is open of them, and with the items.

use std::collections::BTreeMap;
use std::sync::Arc;

use engine::code::{ItemCode, NodeId};
use engine::event::{Event, Stream};
use engine::id::{BundleId, CaseId, VoiceId};
use engine::number;
use engine::record::{Commit, Entry};
use engine::setup::Setup;
use engine::time::Day;

use super::answers::{closing, person, unit};
use super::late::recorded_late;
use super::rule::About;
use super::thread::{Deed, Thread};

/// The threads that are not over.
#[derive(Default)]
pub(super) struct Beside {
    items: BTreeMap<ItemCode, Thread>,
    bundles: BTreeMap<BundleId, Thread>,
    /// The open cases that are nodes of a bundle.
    nodes: BTreeMap<CaseId, (BundleId, NodeId)>,
    days: BTreeMap<Day, Line>,
    voices: BTreeMap<VoiceId, Thread>,
}

/// The tickets and appointments of a day.
struct Line {
    thread: Thread,
    open: usize,
}

impl Beside {
    /// Takes one record; gives back a thread that is over with it.
    pub(super) fn take(
        &mut self,
        (commit, record): (&Commit, u64),
        entry: &Entry,
        setup: &Arc<Setup>,
        in_place_of: Option<&String>,
    ) -> Option<Thread> {
        let deed = |hall, node| Deed {
            record,
            commit: commit.seq,
            at: commit.meta.occurred_at,
            person: person(&commit.meta, &entry.event),
            in_place_of: in_place_of.cloned(),
            unit: unit(&commit.meta, &entry.event),
            hall,
            recorded_late: recorded_late(&commit.meta, &entry.event, setup),
            review_required: setup.publication_policy().1.review_required,
            node,
            event: entry.event.clone(),
        };
        let hall = || Some(Arc::clone(setup));
        match entry.stream {
            Stream::Catalogue => {
                let code = item_of(&entry.event)?;
                let thread = self.items.entry(code.clone());
                let thread = thread.or_insert_with(|| Thread::new(About::Item, code.to_string()));
                thread.deeds.push(deed(None, None));
                None
            }
            Stream::Bundle(id) => {
                let thread = self.bundles.entry(id).or_insert_with(|| blank_bundle(id, setup));
                if let Event::BundleReceived(e) = &entry.event {
                    thread.bundle = setup.bundle_version(&e.bundle, e.bundle_version).cloned();
                }
                thread.deeds.push(deed(hall(), None));
                let is_over = matches!(entry.event, Event::BundleArchived(_));
                if is_over { self.bundles.remove(&id) } else { None }
            }
            Stream::Case(id) => {
                self.case(id, &entry.event, setup, |node| deed(hall(), Some(node)));
                None
            }
            Stream::Tickets(day) => {
                let line = self.days.entry(day).or_insert_with(|| Line::of(day));
                line.count(&entry.event);
                line.thread.deeds.push(deed(hall(), None));
                // A day that is to come may be settled and go on.
                let is_over = line.open == 0 && day < commit.meta.occurred_at.day();
                if is_over { self.days.remove(&day).map(|line| line.thread) } else { None }
            }
            Stream::Voice(id) => {
                let thread = self.voices.entry(id).or_insert_with(|| blank_voice(id));
                thread.deeds.push(deed(hall(), None));
                let is_over = engine::voice::closes(id, &entry.event);
                if is_over { self.voices.remove(&id) } else { None }
            }
            Stream::Hall
            | Stream::Staff
            | Stream::Authorities
            | Stream::Calendar
            | Stream::Policy
            | Stream::Subjects => None,
        }
    }

    /// What happens to the case of a node is told to its bundle too.
    fn case(
        &mut self,
        id: CaseId,
        event: &Event,
        setup: &Setup,
        deed: impl FnOnce(NodeId) -> Deed,
    ) {
        if let Event::BundleJoined(e) = event
            && let Some(bundle) = number::parse_bundle(setup, &e.bundle)
        {
            self.nodes.insert(id, (bundle, e.node.clone()));
        }
        let Some((bundle, node)) = self.nodes.get(&id).cloned() else { return };
        if matters_to_the_bundle(event)
            && let Some(thread) = self.bundles.get_mut(&bundle)
        {
            thread.deeds.push(deed(node));
        }
        if matches!(event, Event::Archived(_)) {
            self.nodes.remove(&id);
        }
    }

    /// Everything that is not over when the log ends.
    pub(super) fn rest(self) -> impl Iterator<Item = Thread> {
        let days = self.days.into_values().map(|line| line.thread);
        let threads = self.items.into_values().chain(self.bundles.into_values());
        threads.chain(days).chain(self.voices.into_values())
    }
}

impl Line {
    fn of(day: Day) -> Line {
        Line { thread: Thread::new(About::Tickets, day.to_string()), open: 0 }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "the others open and end nothing")]
    fn count(&mut self, event: &Event) {
        match event {
            Event::TicketIssued(_) | Event::AppointmentBooked(_) => self.open += 1,
            Event::TicketEnded(_) | Event::AppointmentEnded(_) => {
                self.open = self.open.saturating_sub(1);
            }
            Event::TicketMissed(e) if e.fate == engine::ticket::MissFate::Void => {
                self.open = self.open.saturating_sub(1);
            }
            _ => (),
        }
    }
}

fn blank_bundle(id: BundleId, setup: &Setup) -> Thread {
    let number = number::format_bundle(setup, id).map(|number| number.to_string());
    Thread::new(About::Bundle, number.unwrap_or_else(|| format!("#{}", id.0)))
}

fn blank_voice(id: VoiceId) -> Thread {
    let number = number::format_voice(id).map(|number| number.to_string());
    Thread::new(About::Voice, number.unwrap_or_else(|| format!("#{}", id.0)))
}

#[expect(clippy::wildcard_enum_match_arm, reason = "the others are about no draft or version")]
fn item_of(event: &Event) -> Option<&ItemCode> {
    match event {
        Event::ItemDrafted(e) => Some(&e.definition.code),
        Event::ItemReviewed(e) => Some(&e.item),
        Event::ItemVersionPublished(e) => Some(&e.definition.code),
        _ => None,
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "the others mean nothing to the whole")]
fn matters_to_the_bundle(event: &Event) -> bool {
    match event {
        Event::Accepted(_)
        | Event::AcceptedWithGaps(_)
        | Event::CommitmentSigned(_)
        | Event::DeemedAccepted(_)
        | Event::CorrectionNoticed(_)
        | Event::DecisionMade(_)
        | Event::DecisionDeemed(_)
        | Event::DecidedByRule(_)
        | Event::DeemedRenewed(_)
        | Event::LicenceRevoked(_) => true,
        _ => closing(event).is_some(),
    }
}
