//! 世界: everything decisions depend on, folded from the log by one thread.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::archive::Shelf;
use crate::bundle::{Bundle, BundlePhase, IllegalBundle};
use crate::case::{Case, IllegalTransition, Position};
use crate::code::{BundleNumber, CaseNumber, Reference, UnitId, VoiceNumber};
use crate::document::DocumentKind;
use crate::event::{Event, Stream};
use crate::id::{BundleId, CaseId, CommandId, Fingerprint, Seq, SubjectId, Token, VoiceId};
use crate::lifecycle::Phase;
use crate::limits::{ANSWERS_REMEMBERED_MAX, ANSWERS_REMEMBERED_MS};
use crate::number;
use crate::party::Party;
use crate::port::PortKind;
use crate::queue::{Place, QueueId, alarm, places};
use crate::receipt::ReceiptMark;
use crate::record::{Commit, Entry};
use crate::setup::{IllegalSetup, Setup};
use crate::ticket::{AppointmentNumber, IllegalTicket, TicketDay, TicketNumber};
use crate::time::{Day, Timestamp};
use crate::voice::{IllegalVoice, ServiceOccasion, Voice, VoiceKind, VoicePhase};

/// The first answer to a command, remembered so that the same command gets it again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Keyed hash of the command.
    pub fingerprint: Fingerprint,
    /// Its first event.
    pub first: Seq,
    /// How many events it had.
    pub count: u16,
    /// The case, where it was about one, with its version after the command.
    pub case: Option<(CaseId, u32)>,
    /// The bundle, where it was about one, with its version after the command.
    pub bundle: Option<(BundleId, u32)>,
    /// The voice, where it was about one, with its version after the command.
    pub voice: Option<(VoiceId, u32)>,
    /// The ticket or appointment, where it was about one.
    pub visit: Option<VisitNumber>,
}

/// What a command on tickets was about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum VisitNumber {
    /// 排队号
    Ticket(TicketNumber),
    /// 预约号
    Appointment(AppointmentNumber),
}

/// The tickets of a day as a commit left them, for those who read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TicketChange {
    /// Which.
    pub day: Day,
    /// As it is; `None` where all of it is over and it leaves memory.
    pub after: Option<Arc<TicketDay>>,
    /// Its last record.
    pub last: Seq,
}

/// Where a stream of the set-up stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// How many events it has.
    pub version: u32,
    /// The last of them.
    pub last: Seq,
}

/// 待回执 an open question, in the order of its port's outbox.
pub type Asked = (PortKind, Seq, CaseId);

/// The open questions of a case.
pub fn asks(case: &Case) -> impl Iterator<Item = Asked> + '_ {
    case.extras().asks.iter().map(|ask| (ask.port, ask.seq, case.id))
}

/// 文书编号序列: whose documents are counted together.
pub type Series = (UnitId, u16, DocumentKind);

/// Everything decisions depend on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct World {
    pub(crate) seq: Seq,
    pub(crate) now: Option<Timestamp>,
    pub(crate) setup: Arc<Setup>,
    pub(crate) heads: BTreeMap<Stream, Head>,
    /// The open cases, and archived ones of which something is still to be done.
    pub(crate) cases: BTreeMap<CaseId, Arc<Case>>,
    /// 归档架 the archived ones that are at hand.
    pub(crate) shelf: Shelf,
    pub(crate) ordinals: BTreeMap<(u32, Day), u32>,
    pub(crate) documents: BTreeMap<Series, u32>,
    pub(crate) queues: BTreeSet<Place>,
    pub(crate) alarms: BTreeSet<(Timestamp, CaseId)>,
    pub(crate) bundles: BTreeMap<BundleId, Arc<Bundle>>,
    pub(crate) bundle_ordinals: BTreeMap<(u32, Day), u32>,
    pub(crate) bundle_alarms: BTreeSet<(Timestamp, BundleId)>,
    pub(crate) voices: BTreeMap<VoiceId, Arc<Voice>>,
    pub(crate) voice_ordinals: BTreeMap<(u32, Day), u32>,
    pub(crate) voice_alarms: BTreeSet<(Timestamp, VoiceId)>,
    /// 已评价 the occasions of each open case that were rated, a bit each.
    pub(crate) rated: BTreeMap<CaseId, u8>,
    pub(crate) asks: BTreeSet<Asked>,
    pub(crate) ticket_days: BTreeMap<Day, Arc<TicketDay>>,
    pub(crate) subjects: BTreeMap<Token, SubjectId>,
    /// 绑定 the record under which a person came without a number, by the record of his own number.
    pub(crate) provisional: BTreeMap<SubjectId, BTreeSet<SubjectId>>,
    pub(crate) erased: BTreeSet<SubjectId>,
    pub(crate) discredited: BTreeSet<SubjectId>,
    /// 已用票据、文号 what was ever paid with, and how results were numbered, so that neither serves twice.
    pub(crate) receipts: BTreeSet<ReceiptMark>,
    pub(crate) answers: BTreeMap<CommandId, Answer>,
    pub(crate) answers_in_order: VecDeque<(Timestamp, CommandId)>,
    /// Records up to this one may already be known to cases from a snapshot.
    pub(crate) fuzzy_until: Seq,
}

/// What a look-up of a case finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found<'a> {
    /// In memory.
    Open(&'a Arc<Case>),
    /// It was archived; its history is in the log, and it may still be at hand.
    Archived,
    /// There never was one.
    Unknown,
}

/// The log says something that cannot have happened: damage, not refusal.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Illegal {
    /// Of a case.
    #[error("record {seq}: {source}")]
    Case { seq: Seq, source: IllegalTransition },
    /// Of a bundle.
    #[error("record {seq}: {source}")]
    Bundle { seq: Seq, source: IllegalBundle },
    /// Of a voice.
    #[error("record {seq}: {source}")]
    Voice { seq: Seq, source: IllegalVoice },
    /// Of a day's tickets.
    #[error("record {seq}: {source}")]
    Ticket { seq: Seq, source: IllegalTicket },
    /// Of the set-up.
    #[error("record {seq}: {source}")]
    Setup { seq: Seq, source: IllegalSetup },
    /// The log has a gap, or a stream has.
    #[error("record {seq}: {reason}")]
    Order { seq: Seq, reason: String },
}

/// A bundle as a commit left it, for those who read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BundleChange {
    /// Which.
    pub bundle: BundleId,
    /// As it is; `None` where it was archived and leaves memory.
    pub after: Option<Arc<Bundle>>,
    /// Its last record.
    pub last: Seq,
}

/// What a look-up of a bundle finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FoundBundle<'a> {
    /// In memory.
    Open(&'a Arc<Bundle>),
    /// It was archived and has left memory; its history is in the log.
    Archived,
    /// There never was one.
    Unknown,
}

/// A voice as a commit left it, for those who read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VoiceChange {
    /// Which.
    pub voice: VoiceId,
    /// As it is; `None` where it was closed and leaves memory.
    pub after: Option<Arc<Voice>>,
    /// Its last record.
    pub last: Seq,
}

/// What a look-up of a voice finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FoundVoice<'a> {
    /// In memory.
    Open(&'a Arc<Voice>),
    /// It was closed and has left memory; its history is in the log.
    Closed,
    /// There never was one.
    Unknown,
}

/// A case as a commit left it, for those who read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Which.
    pub case: CaseId,
    /// As it was; `None` where it is new.
    pub before: Option<Arc<Case>>,
    /// As it is; `None` where it was archived and leaves memory.
    pub after: Option<Arc<Case>>,
    /// Its last record.
    pub last: Seq,
}

impl World {
    /// The position of the last record.
    pub fn seq(&self) -> Seq {
        self.seq
    }

    /// The time of the last record.
    pub fn now(&self) -> Option<Timestamp> {
        self.now
    }

    /// What is set up.
    pub fn setup(&self) -> &Arc<Setup> {
        &self.setup
    }

    /// The open cases, and archived ones of which something is still to be done.
    pub fn cases(&self) -> &BTreeMap<CaseId, Arc<Case>> {
        &self.cases
    }

    /// The archived cases that are still at hand.
    pub fn archived_cases(&self) -> &BTreeMap<CaseId, Arc<Case>> {
        self.shelf.cases()
    }

    /// The archived case of a number, while it is at hand.
    pub fn archived(&self, number: &CaseNumber) -> Option<&Arc<Case>> {
        number::parse(&self.setup, number).and_then(|id| self.shelf.get(id))
    }

    /// A case, open or archived, while it is at hand.
    pub fn at_hand(&self, id: CaseId) -> Option<&Arc<Case>> {
        self.shelf.get(id).or_else(|| self.cases.get(&id))
    }

    /// The bundles that are not archived.
    pub fn bundles(&self) -> &BTreeMap<BundleId, Arc<Bundle>> {
        &self.bundles
    }

    /// The alarms of all bundles, earliest first.
    pub fn bundle_alarms(&self) -> &BTreeSet<(Timestamp, BundleId)> {
        &self.bundle_alarms
    }

    /// The days whose tickets and appointments are not all over, with today.
    pub fn ticket_days(&self) -> &BTreeMap<Day, Arc<TicketDay>> {
        &self.ticket_days
    }

    /// The tickets of a day and the appointments for it, while it is in memory.
    pub fn ticket_day(&self, day: Day) -> Option<&TicketDay> {
        self.ticket_days.get(&day).map(Arc::as_ref)
    }

    /// Where the ticket streams of all days stand, those that left memory included.
    pub fn ticket_heads(&self) -> impl Iterator<Item = (Day, Seq)> {
        self.heads.iter().filter_map(|(stream, head)| Some((stream.tickets()?, head.last)))
    }

    /// The days whose tickets a commit touched, as they are now.
    pub fn touched_tickets(&self, commit: &Commit) -> Vec<TicketChange> {
        let touched = commit.entries.iter().filter_map(|entry| entry.stream.tickets());
        let days: BTreeSet<Day> = touched.collect();
        let change = |day: Day| TicketChange {
            day,
            after: self.ticket_days.get(&day).cloned(),
            last: self.head(Stream::Tickets(day)).last,
        };
        days.into_iter().map(change).collect()
    }

    /// The ratings, troubles, complaints and orders that are not closed.
    pub fn voices(&self) -> &BTreeMap<VoiceId, Arc<Voice>> {
        &self.voices
    }

    /// The alarms of all voices, earliest first.
    pub fn voice_alarms(&self) -> &BTreeSet<(Timestamp, VoiceId)> {
        &self.voice_alarms
    }

    /// Looks a voice up by its number.
    pub fn find_voice(&self, number: &VoiceNumber) -> FoundVoice<'_> {
        let Some((id, kind)) = number::parse_voice(number).and_then(|id| Some((id, id.kind()?)))
        else {
            return FoundVoice::Unknown;
        };
        if let Some(voice) = self.voices.get(&id) {
            return FoundVoice::Open(voice);
        }
        let is_given = id.ordinal() <= self.voice_ordinal(kind, id.day());
        if is_given { FoundVoice::Closed } else { FoundVoice::Unknown }
    }

    /// How many voices of a kind were filed on a day.
    pub fn voice_ordinal(&self, kind: VoiceKind, day: Day) -> u32 {
        self.voice_ordinals.get(&(kind.ordinal(), day)).copied().unwrap_or(0)
    }

    /// True when that occasion of the case was rated.
    pub fn is_rated(&self, case: CaseId, occasion: ServiceOccasion) -> bool {
        self.rated.get(&case).is_some_and(|mask| mask & bit(occasion) != 0)
    }

    /// The voices a commit touched, as they are now.
    pub fn touched_voices(&self, commit: &Commit) -> Vec<VoiceChange> {
        let mut changes: Vec<VoiceChange> = Vec::new();
        for (last, entry) in (commit.seq..).zip(&commit.entries) {
            let Some(voice) = entry.stream.voice() else { continue };
            changes.retain(|change| change.voice != voice);
            changes.push(VoiceChange { voice, after: self.voices.get(&voice).cloned(), last });
        }
        changes
    }

    /// The records under which the person of a record came before he had a number.
    pub fn provisional(&self, subject: SubjectId) -> impl Iterator<Item = SubjectId> {
        self.provisional.get(&subject).into_iter().flatten().copied()
    }

    /// The places of all cases that wait, in order of service within each queue.
    pub fn places(&self) -> &BTreeSet<Place> {
        &self.queues
    }

    /// The alarms of all cases, earliest first.
    pub fn alarms(&self) -> &BTreeSet<(Timestamp, CaseId)> {
        &self.alarms
    }

    /// The open questions to all ports, by port, oldest first.
    pub fn asks(&self) -> &BTreeSet<Asked> {
        &self.asks
    }

    /// Who waits in a queue, in order of service.
    pub fn queue(&self, queue: &QueueId) -> impl Iterator<Item = &Place> {
        let (first, last) = Place::bounds(queue);
        self.queues.range(first..=last)
    }

    /// The subjects whose data is sealed, by their blind tokens.
    pub fn subjects(&self) -> &BTreeMap<Token, SubjectId> {
        &self.subjects
    }

    /// True when the person's key was destroyed.
    pub fn is_erased(&self, subject: SubjectId) -> bool {
        self.erased.contains(&subject)
    }

    /// True when something was paid with the receipt before, reversed or not.
    pub fn is_receipt_used(&self, receipt: &Reference) -> bool {
        self.receipts.contains(&ReceiptMark::of(receipt))
    }

    /// True when the credit port reported a discredit that is not repaired.
    pub fn is_discredited(&self, subject: SubjectId) -> bool {
        self.discredited.contains(&subject)
    }

    /// True when the department gave the number to a result before.
    pub fn is_number_used(&self, department: &UnitId, number: &Reference) -> bool {
        self.receipts.contains(&ReceiptMark::of_result(department, number))
    }

    /// The first answer to a command, while it is remembered.
    pub fn answer(&self, command: CommandId) -> Option<&Answer> {
        self.answers.get(&command)
    }

    /// Looks a case up by its number.
    pub fn find(&self, number: &CaseNumber) -> Found<'_> {
        number::parse(&self.setup, number).map_or(Found::Unknown, |id| self.find_id(id))
    }

    /// Looks a case up by its id.
    pub fn find_id(&self, id: CaseId) -> Found<'_> {
        if let Some(case) = self.cases.get(&id).filter(|_| self.shelf.get(id).is_none()) {
            return Found::Open(case);
        }
        let given = self.ordinals.get(&(id.item_ordinal(), id.day())).copied().unwrap_or(0);
        if id.ordinal() <= given { Found::Archived } else { Found::Unknown }
    }

    /// Looks a bundle up by its number.
    pub fn find_bundle(&self, number: &BundleNumber) -> FoundBundle<'_> {
        let Some(id) = number::parse_bundle(&self.setup, number) else {
            return FoundBundle::Unknown;
        };
        if let Some(bundle) = self.bundles.get(&id) {
            return FoundBundle::Open(bundle);
        }
        let given = self.bundle_ordinal(id.code_ordinal(), id.day());
        if id.ordinal() <= given { FoundBundle::Archived } else { FoundBundle::Unknown }
    }

    /// How many bundles of a code were received on a day.
    pub fn bundle_ordinal(&self, code_ordinal: u32, day: Day) -> u32 {
        self.bundle_ordinals.get(&(code_ordinal, day)).copied().unwrap_or(0)
    }

    /// The bundles a commit touched, as they are now.
    pub fn touched_bundles(&self, commit: &Commit) -> Vec<BundleChange> {
        let mut changes: Vec<BundleChange> = Vec::new();
        for (last, entry) in (commit.seq..).zip(&commit.entries) {
            let Some(bundle) = entry.stream.bundle() else { continue };
            changes.retain(|change| change.bundle != bundle);
            let after = self.bundles.get(&bundle).cloned();
            changes.push(BundleChange { bundle, after, last });
        }
        changes
    }

    /// How many cases of an item were received on a day.
    pub fn ordinal(&self, item_ordinal: u32, day: Day) -> u32 {
        self.ordinals.get(&(item_ordinal, day)).copied().unwrap_or(0)
    }

    /// True once a case was ever received.
    pub fn has_numbered(&self) -> bool {
        !self.ordinals.is_empty()
    }

    /// How many documents of a kind a unit issued in a year.
    pub fn document_ordinal(&self, unit: &UnitId, year: u16, kind: DocumentKind) -> u32 {
        self.documents.get(&(unit.clone(), year, kind)).copied().unwrap_or(0)
    }

    /// Where a stream stands: how many events it has, and the last of them.
    pub fn head(&self, stream: Stream) -> Head {
        match stream {
            Stream::Case(id) => self.at_hand(id).map_or(Head::default(), |case| Head {
                version: case.version,
                last: case.last_seq,
            }),
            Stream::Bundle(id) => self.bundles.get(&id).map_or(Head::default(), |bundle| Head {
                version: bundle.version,
                last: bundle.last_seq,
            }),
            Stream::Voice(id) => self.voices.get(&id).map_or(Head::default(), |voice| Head {
                version: voice.version,
                last: voice.last_seq,
            }),
            Stream::Hall
            | Stream::Staff
            | Stream::Catalogue
            | Stream::Authorities
            | Stream::Calendar
            | Stream::Policy
            | Stream::Subjects
            | Stream::Tickets(_) => self.heads.get(&stream).copied().unwrap_or_default(),
        }
    }

    /// Folds one commit. On an error the world is of no further use.
    pub fn evolve(&mut self, commit: &Commit) -> Result<Vec<Change>, Illegal> {
        self.check_gap(commit)?;
        let mut changes: Vec<Change> = Vec::new();
        for entry in &commit.entries {
            if let Some(id) = entry.stream.bundle() {
                let before = self.bundle_alarm(id);
                self.fold(entry, commit)?;
                self.reindex_bundle(id, before);
                continue;
            }
            if let Some(id) = entry.stream.voice() {
                let before = self.voice_alarm(id);
                self.fold(entry, commit)?;
                self.reindex_voice(id, before);
                continue;
            }
            let Stream::Case(case) = entry.stream else {
                self.fold(entry, commit)?;
                continue;
            };
            // Whoever shares the case as it was keeps it: folding makes a copy then.
            let before = self.cases.get(&case).cloned();
            let last = self.seq + 1;
            self.fold(entry, commit)?;
            let after = self.cases.get(&case).cloned();
            merge(&mut changes, Change { case, before, after, last });
        }
        for change in &changes {
            self.reindex(change);
        }
        self.now = self.now.max(Some(commit.meta.recorded_at));
        self.forget_what_is_over();
        self.remember(commit);
        Ok(changes)
    }

    /// Folds one commit of a log that is being read from its beginning: nobody shares the cases yet and nobody asks
    /// for a place in a queue. Follow the last one with [`World::settle`].
    pub fn replay(&mut self, commit: &Commit) -> Result<(), Illegal> {
        self.check_gap(commit)?;
        for entry in &commit.entries {
            self.fold(entry, commit)?;
        }
        self.now = self.now.max(Some(commit.meta.recorded_at));
        self.forget_what_is_over();
        self.remember(commit);
        Ok(())
    }

    /// Puts every case into its place after the last [`World::replay`] or [`World::catch_up`].
    pub fn settle(&mut self) {
        let places = |case: &Arc<Case>| self.places_of(case);
        let alarm = |case: &Arc<Case>| alarm(case).map(|at| (at, case.id));
        self.queues = self.cases.values().flat_map(places).collect();
        self.alarms = self.cases.values().filter_map(alarm).collect();
        let alarm = |bundle: &Arc<Bundle>| bundle.alarm().map(|at| (at, bundle.id));
        self.bundle_alarms = self.bundles.values().filter_map(alarm).collect();
        let alarm = |voice: &Arc<Voice>| voice.alarm().map(|at| (at, voice.id));
        self.voice_alarms = self.voices.values().filter_map(alarm).collect();
        self.asks = self.cases.values().flat_map(|case| asks(case)).collect();
        self.fuzzy_until = 0;
    }

    fn check_gap(&self, commit: &Commit) -> Result<(), Illegal> {
        if commit.seq == self.seq + 1 {
            return Ok(());
        }
        let reason = format!("follows record {}, there is a gap", self.seq);
        Err(Illegal::Order { seq: commit.seq, reason })
    }

    /// Folds one entry at the next position.
    fn fold(&mut self, entry: &Entry, commit: &Commit) -> Result<(), Illegal> {
        let here = Position { seq: self.seq + 1, at: commit.meta.occurred_at };
        self.check_order(entry, here.seq)?;
        match entry.stream {
            Stream::Case(id) => {
                self.fold_case(id, &entry.event, here)?;
                if let Some(case) = self.cases.get_mut(&id) {
                    Arc::make_mut(case).taken_in_by(&entry.event, &commit.meta.actor);
                }
            }
            Stream::Bundle(id) => self.fold_bundle(id, &entry.event, here)?,
            Stream::Voice(id) => self.fold_voice(id, &entry.event, here)?,
            Stream::Subjects => self.evolve_subjects(entry, here.seq),
            Stream::Tickets(day) => {
                self.fold_tickets(day, entry, here)?;
                self.note_head(entry, here.seq);
            }
            Stream::Hall
            | Stream::Staff
            | Stream::Catalogue
            | Stream::Authorities
            | Stream::Calendar
            | Stream::Policy => {
                let folded = Arc::make_mut(&mut self.setup).evolve(&entry.event);
                folded.map_err(|source| Illegal::Setup { seq: here.seq, source })?;
                self.note_head(entry, here.seq);
            }
        }
        self.seq = here.seq;
        Ok(())
    }

    /// Folds one commit over a world that came from a snapshot, passing by what it already knows. The same as
    /// [`World::replay`] once the log is past the snapshot's last slice; [`World::settle`] follows the last one.
    pub fn catch_up(&mut self, commit: &Commit) -> Result<(), Illegal> {
        if commit.seq > self.fuzzy_until {
            return self.replay(commit);
        }
        self.check_gap(commit)?;
        for (seq, entry) in (commit.seq..).zip(&commit.entries) {
            if self.knows(entry, seq) {
                self.seq = seq;
                if entry.stream.tickets().is_some() {
                    // The heads are as of the first slice.
                    self.note_head(entry, seq);
                }
            } else {
                self.fold(entry, commit)?;
            }
        }
        self.now = self.now.max(Some(commit.meta.recorded_at));
        self.forget_what_is_over();
        self.remember(commit);
        Ok(())
    }

    /// True when a case from the snapshot was taken after this record, or left memory before it was taken.
    fn knows(&self, entry: &Entry, seq: Seq) -> bool {
        if let Some(id) = entry.stream.bundle() {
            return match (self.bundles.get(&id), &entry.event) {
                (Some(bundle), _) => bundle.last_seq >= seq,
                (None, Event::BundleReceived(_)) => false,
                (None, _) => true,
            };
        }
        if let Some(day) = entry.stream.tickets() {
            return match self.ticket_days.get(&day) {
                Some(day) => day.last_seq >= seq,
                None => entry.version > 1,
            };
        }
        if let Some(id) = entry.stream.voice() {
            let is_first = entry.version == 1;
            return self.voices.get(&id).map_or(!is_first, |voice| voice.last_seq >= seq);
        }
        let Stream::Case(id) = entry.stream else { return false };
        match (self.at_hand(id), &entry.event) {
            (Some(case), _) => case.last_seq >= seq,
            (None, Event::ApplicationReceived(_)) => false,
            (None, _) => true,
        }
    }

    fn check_order(&self, entry: &Entry, seq: Seq) -> Result<(), Illegal> {
        let head = self.head(entry.stream);
        if entry.version == head.version + 1 && entry.previous == head.last {
            return Ok(());
        }
        let reason = format!(
            "version {} after {} of {:?}, previous {} instead of {}",
            entry.version, head.version, entry.stream, entry.previous, head.last
        );
        Err(Illegal::Order { seq, reason })
    }

    fn note_head(&mut self, entry: &Entry, seq: Seq) {
        self.heads.insert(entry.stream, Head { version: entry.version, last: seq });
    }

    fn evolve_subjects(&mut self, entry: &Entry, seq: Seq) {
        if let Event::SubjectErased(e) = &entry.event {
            self.erased.insert(e.subject);
        }
        if let Event::CreditRecorded(e) = &entry.event {
            if e.discredited {
                self.discredited.insert(e.subject);
            } else {
                self.discredited.remove(&e.subject);
            }
        }
        self.note_head(entry, seq);
    }

    fn fold_case(&mut self, id: CaseId, event: &Event, here: Position) -> Result<(), Illegal> {
        let illegal = |source| Illegal::Case { seq: here.seq, source };
        self.note_document(event, here);
        if let Some(receipt) = event.receipt() {
            self.receipts.insert(ReceiptMark::of(receipt));
        }
        let missing = |phase| illegal(IllegalTransition { phase, event: event.kind() });
        if let Some(case) = self.shelf.get(id) {
            let mut case = Arc::clone(case);
            let item = self.setup.item(case.item).ok_or_else(|| missing(Some(case.phase())))?;
            Arc::make_mut(&mut case).evolve(event, &item.definition, here).map_err(illegal)?;
            self.shelve(case);
            return Ok(());
        }
        if let Some(case) = self.cases.get_mut(&id) {
            let item = self.setup.item(case.item).ok_or_else(|| missing(Some(case.phase())))?;
            if let Event::ResultProduced(e) = event
                && let Some(number) = &e.number
            {
                let department = case.department(&item.definition);
                self.receipts.insert(ReceiptMark::of_result(department, number));
            }
            Arc::make_mut(case).evolve(event, &item.definition, here).map_err(illegal)?;
            if case.phase() == Phase::Archived {
                let case = Arc::clone(case);
                self.rated.remove(&id);
                self.shelve(case);
            }
            return Ok(());
        }
        let Event::ApplicationReceived(e) = event else { return Err(missing(None)) };
        let item = self.setup.item_version(&e.item, e.item_version);
        let item = item.ok_or_else(|| missing(None))?;
        self.cases.insert(id, Arc::new(Case::received(id, item, e, here)));
        let given = self.ordinals.entry((id.item_ordinal(), id.day())).or_default();
        *given = id.ordinal().max(*given);
        self.note_party(&e.applicant);
        e.agent.iter().for_each(|agent| self.note_party(agent));
        Ok(())
    }

    /// 归档: out of the open ones, unless something of it is still to be done.
    pub(crate) fn shelve(&mut self, mut case: Arc<Case>) {
        if case.has_open_matters() {
            self.cases.insert(case.id, Arc::clone(&case));
        } else {
            self.cases.remove(&case.id);
            Arc::make_mut(&mut case).put_off_what_is_over();
        }
        self.shelf.put(case);
    }

    fn note_document(&mut self, event: &Event, here: Position) {
        let Event::DocumentIssued(e) = event else { return };
        let given = self.documents.entry((e.unit.clone(), here.at.day().year(), e.kind));
        let given = given.or_default();
        *given = e.ordinal.max(*given);
    }

    fn fold_bundle(&mut self, id: BundleId, event: &Event, here: Position) -> Result<(), Illegal> {
        let illegal = |source| Illegal::Bundle { seq: here.seq, source };
        let missing = || illegal(IllegalBundle { phase: None, event: event.kind() });
        self.note_document(event, here);
        if let Some(bundle) = self.bundles.get_mut(&id) {
            let was = bundle.applicant.token;
            Arc::make_mut(bundle).evolve(event, &self.setup, here).map_err(illegal)?;
            if bundle.phase == BundlePhase::Archived {
                self.bundles.remove(&id);
            }
            if let Event::SubjectBound(e) = event {
                self.note_party(&e.applicant);
                // Who looks him up under what he had before finds him.
                self.subjects.insert(was, e.applicant.subject);
                self.provisional.entry(e.applicant.subject).or_default().insert(e.was);
            }
            return Ok(());
        }
        let Event::BundleReceived(e) = event else { return Err(missing()) };
        let bundle = Bundle::received(id, &self.setup, e, here).ok_or_else(missing)?;
        self.bundles.insert(id, Arc::new(bundle));
        let given = self.bundle_ordinals.entry((id.code_ordinal(), id.day())).or_default();
        *given = id.ordinal().max(*given);
        self.note_party(&e.applicant);
        e.agent.iter().for_each(|agent| self.note_party(agent));
        Ok(())
    }

    fn fold_tickets(&mut self, day: Day, entry: &Entry, here: Position) -> Result<(), Illegal> {
        let known = self.ticket_days.entry(day);
        let known = known.or_insert_with(|| Arc::new(TicketDay::new(day)));
        let folded = Arc::make_mut(known).evolve(&entry.event, here);
        folded.map_err(|source| Illegal::Ticket { seq: here.seq, source })
    }

    /// A day that is over and has nothing open left leaves memory, and an archived case of which nothing came for
    /// long; their history is in the log.
    fn forget_what_is_over(&mut self) {
        let Some(today) = self.now.map(Timestamp::day) else { return };
        self.shelf.let_go(today);
        while let Some(first) = self.ticket_days.first_entry() {
            if *first.key() >= today || !first.get().is_settled() {
                return;
            }
            first.remove();
        }
    }

    fn fold_voice(&mut self, id: VoiceId, event: &Event, here: Position) -> Result<(), Illegal> {
        let illegal = |source| Illegal::Voice { seq: here.seq, source };
        let missing = || illegal(IllegalVoice { phase: None, event: event.kind() });
        self.note_document(event, here);
        if let Some(voice) = self.voices.get_mut(&id) {
            Arc::make_mut(voice).evolve(event, here).map_err(illegal)?;
            if voice.phase == VoicePhase::Closed {
                self.voices.remove(&id);
            }
            return Ok(());
        }
        let kind = id.kind().ok_or_else(missing)?;
        let voice = Voice::opened(id, event, here).ok_or_else(missing)?;
        let given = self.voice_ordinals.entry((kind.ordinal(), id.day())).or_default();
        *given = id.ordinal().max(*given);
        if let Some(party) = &voice.party {
            self.note_party(party);
        }
        self.note_rated(&voice);
        if voice.phase != VoicePhase::Closed {
            self.voices.insert(id, Arc::new(voice));
        }
        Ok(())
    }

    /// A case that has left memory is not rated any more.
    fn note_rated(&mut self, voice: &Voice) {
        let case = voice.case.as_ref().and_then(|number| number::parse(&self.setup, number));
        if let (Some(review), Some(case)) = (&voice.review, case)
            && self.cases.contains_key(&case)
        {
            *self.rated.entry(case).or_default() |= bit(review.occasion);
        }
    }

    fn voice_alarm(&self, id: VoiceId) -> Option<(Timestamp, VoiceId)> {
        self.voices.get(&id)?.alarm().map(|at| (at, id))
    }

    fn reindex_voice(&mut self, id: VoiceId, before: Option<(Timestamp, VoiceId)>) {
        let after = self.voice_alarm(id);
        if let Some(alarm) = before {
            self.voice_alarms.remove(&alarm);
        }
        self.voice_alarms.extend(after);
    }

    fn bundle_alarm(&self, id: BundleId) -> Option<(Timestamp, BundleId)> {
        self.bundles.get(&id)?.alarm().map(|at| (at, id))
    }

    fn reindex_bundle(&mut self, id: BundleId, before: Option<(Timestamp, BundleId)>) {
        let after = self.bundle_alarm(id);
        if let Some(alarm) = before {
            self.bundle_alarms.remove(&alarm);
        }
        self.bundle_alarms.extend(after);
    }

    fn note_party(&mut self, party: &Party) {
        // A person gets a new number after his data was erased; numbers only grow.
        let subject = self.subjects.entry(party.token).or_insert(party.subject);
        let known = *subject;
        *subject = party.subject.max(known);
        // The erasure takes the data, not the unrepaired discredit.
        if party.subject > known && self.discredited.contains(&known) {
            self.discredited.insert(party.subject);
        }
    }

    fn reindex(&mut self, change: &Change) {
        if let Some(before) = &change.before {
            for place in self.places_of(before) {
                self.queues.remove(&place);
            }
            if let Some(at) = alarm(before) {
                self.alarms.remove(&(at, change.case));
            }
            for asked in asks(before) {
                self.asks.remove(&asked);
            }
        }
        if let Some(after) = &change.after {
            self.queues.extend(self.places_of(after));
            if let Some(at) = alarm(after) {
                self.alarms.insert((at, change.case));
            }
            self.asks.extend(asks(after));
        }
    }

    fn places_of(&self, case: &Case) -> Vec<Place> {
        self.setup.item(case.item).map_or(Vec::new(), |item| places(case, &item.definition))
    }

    fn remember(&mut self, commit: &Commit) {
        let meta = &commit.meta;
        let count = u16::try_from(commit.entries.len()).unwrap_or(u16::MAX);
        // A command answers about the first case it touches, as its last event left it.
        let case = commit.entries.iter().find_map(|entry| entry.stream.case());
        let last = |id| commit.entries.iter().rev().find(|entry| entry.stream == Stream::Case(id));
        let case = case.and_then(|id| last(id).map(|entry| (id, entry.version)));
        let first = commit.entries.first().and_then(|entry| entry.stream.bundle());
        // As its last event left it: a bundle from a snapshot may already know more.
        let of_bundle = |id| {
            let mut entries = commit.entries.iter().rev();
            entries.find(|entry| entry.stream == Stream::Bundle(id)).map(|entry| entry.version)
        };
        let bundle = first.and_then(|id| Some((id, of_bundle(id)?)));
        let mut entries = commit.entries.iter().rev();
        let voice = entries.find_map(|entry| Some((entry.stream.voice()?, entry.version)));
        let visit = visit(commit);
        let fingerprint = meta.fingerprint;
        let answer = Answer { fingerprint, first: commit.seq, count, case, bundle, voice, visit };
        if self.answers.insert(meta.command, answer).is_none() {
            self.answers_in_order.push_back((meta.recorded_at, meta.command));
        }
        let oldest = meta.recorded_at.plus_ms(-ANSWERS_REMEMBERED_MS);
        while let Some((at, command)) = self.answers_in_order.front().copied() {
            if at >= oldest && self.answers_in_order.len() <= ANSWERS_REMEMBERED_MAX {
                break;
            }
            self.answers_in_order.pop_front();
            self.answers.remove(&command);
        }
    }
}

/// The ticket or appointment a command was about, as its first event says.
fn visit(commit: &Commit) -> Option<VisitNumber> {
    let event = &commit.entries.first()?.event;
    let ticket = event.ticket().map(VisitNumber::Ticket);
    ticket.or_else(|| event.appointment().map(VisitNumber::Appointment))
}

fn bit(occasion: ServiceOccasion) -> u8 {
    match occasion {
        ServiceOccasion::Intake => 1,
        ServiceOccasion::Closing => 2,
        ServiceOccasion::Matter => 4,
    }
}

/// Several events of one case in one commit are one change to those who read.
fn merge(changes: &mut Vec<Change>, change: Change) {
    match changes.iter_mut().find(|known| known.case == change.case) {
        Some(known) => {
            known.after = change.after;
            known.last = change.last;
        }
        None => changes.push(change),
    }
}
