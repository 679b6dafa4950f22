//! A little history of a hall, commit by commit, without the engine's rules.
#![allow(dead_code, reason = "every test binary uses another part")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail")]
#![allow(unreachable_pub, reason = "shared by test binaries, which export nothing")]

use std::collections::BTreeMap;
use std::path::Path;

use engine::command::Actor;
use engine::event::*;
use engine::hall::{Role, Unit};
use engine::id::{CaseId, CommandId, Fingerprint, Seq};
use engine::journal::Journal;
use engine::record::{Commit, Entry, Meta};
use engine::slice::{Cursor, Slice};
use engine::time::Timestamp;
use engine::values::ClosingKind;
use engine::world::World;
use store::{HallOptions, HallStore, Opened};

use crate::samples::{code, day, item, party, sample_events};

/// The sample of a kind.
pub fn sample(kind: EventKind) -> Event {
    sample_events().into_iter().find(|event| event.kind() == kind).unwrap()
}

/// Writes commits that follow one another.
#[derive(Debug, Default)]
pub struct Pen {
    pub seq: Seq,
    heads: BTreeMap<Stream, (u32, Seq)>,
    ordinal: u32,
}

impl Pen {
    /// The next commit, with these events.
    pub fn commit(&mut self, events: Vec<(Stream, Event)>) -> Commit {
        let first = self.seq + 1;
        let at = Timestamp::from_ms(1_795_050_000_000 + i64::try_from(first).unwrap() * 1_000);
        let at = at.unwrap();
        let meta = Meta {
            recorded_at: at,
            occurred_at: at.plus_ms(-500),
            actor: Actor::Staff(code("S-0001")),
            role: Some(Role::CompWindow),
            unit: Some(code("centre")),
            on_behalf_of: None,
            site: None,
            command: CommandId(u128::from(first)),
            fingerprint: Fingerprint(u128::from(first) * 7),
        };
        let entries = events.into_iter().map(|(stream, event)| {
            self.seq += 1;
            let head = self.heads.entry(stream).or_default();
            let (version, previous) = (head.0 + 1, head.1);
            *head = (version, self.seq);
            Entry { stream, version, previous, event }
        });
        let entries = entries.collect();
        Commit { seq: first, meta, received: vec![9; 20].into(), entries }
    }

    /// The set-up: a unit, two items and a letter, in two commands.
    pub fn set_up(&mut self) -> Vec<Commit> {
        let unit = Unit { id: code("FGW"), name: code("发改委"), zone: Some(code("A")) };
        let publish =
            |name, ordinal| Event::from(ItemVersionPublished::at_once(1, item(name, ordinal)));
        vec![
            self.commit(vec![
                (Stream::Hall, UnitRegistered { unit }.into()),
                (Stream::Catalogue, publish("SC-01", 1)),
            ]),
            self.commit(vec![
                (Stream::Catalogue, publish("SC-02", 2)),
                (Stream::Authorities, sample(EventKind::LetterFiled)),
            ]),
        ]
    }

    /// A new case.
    pub fn receive(&mut self) -> (CaseId, Commit) {
        self.ordinal += 1;
        let id = CaseId::new(0, day("2026-11-20"), self.ordinal).unwrap();
        (id, self.commit(vec![(Stream::Case(id), application(self.ordinal))]))
    }

    /// An event of a case.
    pub fn about(&mut self, id: CaseId, event: impl Into<Event>) -> Commit {
        self.commit(vec![(Stream::Case(id), event.into())])
    }

    /// The end of a case: withdrawn, and archived.
    pub fn archive(&mut self, id: CaseId) -> Vec<Commit> {
        let withdrawn = Withdrawn { reason: code("asked for"), closing: ClosingKind::Returned };
        let archived = Archived { package: code("sm3:00") };
        vec![self.about(id, withdrawn), self.about(id, archived)]
    }

    /// A set-up, then `cases` cases: each is looked at, every third is withdrawn and archived.
    pub fn story(&mut self, cases: u32) -> Vec<Commit> {
        let mut commits = self.set_up();
        let mut open = Vec::new();
        for _ in 0..cases {
            let (id, received) = self.receive();
            commits.push(received);
            open.push(id);
        }
        for (at, id) in open.into_iter().enumerate() {
            commits.push(self.about(id, PreCheckStarted { officer: code("S-0001") }));
            if at % 3 == 0 {
                commits.extend(self.archive(id));
            }
        }
        commits
    }
}

/// The events of a case from receipt to delivery.
pub const MAIN_LINE: [EventKind; 15] = [
    EventKind::PreCheckStarted,
    EventKind::Accepted,
    EventKind::CaseSplit,
    EventKind::HandedOver,
    EventKind::HandOverAcknowledged,
    EventKind::SuspensionStarted,
    EventKind::SuspensionEnded,
    EventKind::TaskClaimed,
    EventKind::DecisionMade,
    EventKind::ResultProduced,
    EventKind::FedBack,
    EventKind::DeliveryPrepared,
    EventKind::PlacedInLocker,
    EventKind::Delivered,
    EventKind::Archived,
];

/// Ways beside the main line.
pub const SIDE_LINES: &[&[EventKind]] = &[
    &[EventKind::PreCheckStarted, EventKind::CorrectionNoticed],
    &[EventKind::PreCheckStarted, EventKind::ClockExtended, EventKind::Withdrawn],
    &[EventKind::PreCheckStarted, EventKind::AcceptedWithGaps],
    &[EventKind::PreCheckStarted, EventKind::CommitmentSigned],
    &[EventKind::FeePaid, EventKind::SubstituteActed],
    &[EventKind::TrackerNamed, EventKind::AssistanceGiven],
    &[EventKind::RenewalRequested],
    &[EventKind::ProactivelyOpened],
    &[EventKind::TakenInElsewhere],
    &[EventKind::TakenInForRegion, EventKind::PreCheckStarted, EventKind::ForwardedToRegion],
    &[
        EventKind::FeePaid,
        EventKind::SubstituteActed,
        EventKind::DocumentIssued,
        EventKind::PortAsked,
        EventKind::PortAnswered,
    ],
    &[
        EventKind::PreCheckStarted,
        EventKind::Accepted,
        EventKind::CaseSplit,
        EventKind::HandedOver,
        EventKind::HandOverAcknowledged,
        EventKind::ReportedUp,
    ],
    &[
        EventKind::PreCheckStarted,
        EventKind::Accepted,
        EventKind::CaseSplit,
        EventKind::OpinionsRequested,
        EventKind::OpinionGiven,
        EventKind::MeetingCalled,
        EventKind::CaseTransferred,
    ],
    &[EventKind::PreCheckStarted, EventKind::Accepted, EventKind::DecisionDeemed],
    &[EventKind::PreCheckStarted, EventKind::AcceptanceRefused, EventKind::RemedyFiled],
];

impl Pen {
    /// A case in every stage that a case can be in.
    pub fn every_stage(&mut self) -> Vec<Commit> {
        let mut commits = self.set_up();
        let main = (0..=MAIN_LINE.len()).map(|end| &MAIN_LINE[..end]);
        commits.push(self.commit(vec![(Stream::Subjects, sample(EventKind::CreditRecorded))]));
        for line in main.chain(SIDE_LINES.iter().copied()) {
            let (id, received) = self.receive();
            commits.push(received);
            commits.extend(line.iter().map(|kind| self.about(id, sample(*kind))));
        }
        commits.extend(self.tickets());
        commits
    }

    /// A ticket that waits, one that is called, and an appointment.
    pub fn tickets(&mut self) -> Vec<Commit> {
        let of = |day: &str| Stream::Tickets(crate::samples::day(day));
        let (mut issued, mut called) =
            (sample(EventKind::TicketIssued), sample(EventKind::TicketCalled));
        if let (Event::TicketIssued(issued), Event::TicketCalled(called)) =
            (&mut issued, &mut called)
        {
            issued.ticket = code("20261127-0007");
            called.ticket = issued.ticket;
            called.passed.clear();
        }
        vec![
            self.commit(vec![(of("2026-11-27"), sample(EventKind::TicketIssued))]),
            self.commit(vec![(of("2026-11-27"), issued)]),
            self.commit(vec![(of("2026-11-27"), called)]),
            self.commit(vec![(of("2026-11-28"), sample(EventKind::AppointmentBooked))]),
        ]
    }
}

fn application(ordinal: u32) -> Event {
    let mut event = sample(EventKind::ApplicationReceived);
    if let Event::ApplicationReceived(application) = &mut event {
        application.item_version = 1;
        application.applicant = party(u64::from(ordinal));
        application.agent = None;
    }
    event
}

pub fn open(dir: &Path) -> Opened {
    HallStore::open(dir, &HallOptions::default(), &mut |_| ()).unwrap()
}

/// Writes commits the way the engine does, and returns the world they lead to.
pub fn write(opened: &mut Opened, commits: &[Commit]) {
    for batch in commits.chunks(7) {
        opened.journal.append(batch).unwrap();
        for commit in batch {
            for change in opened.world.evolve(commit).unwrap() {
                if change.after.is_none() {
                    opened.journal.note_archived(change.case, change.last);
                }
            }
        }
    }
}

/// All slices of a world.
pub fn slices(world: &World) -> Vec<Slice> {
    let mut cursor = Cursor::default();
    std::iter::from_fn(|| world.slice(&mut cursor)).collect()
}

/// Asserts that two worlds cannot be told apart.
#[track_caller]
pub fn assert_same(one: &World, other: &World) {
    assert_eq!(slices(one), slices(other));
    assert_eq!(one.setup(), other.setup());
    assert_eq!(one.places(), other.places());
    assert_eq!(one.alarms(), other.alarms());
}
