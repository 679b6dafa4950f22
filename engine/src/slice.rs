//! 快照: the state of a world in bounded slices, taken while it goes on, and put together again.
//!
//! A snapshot taken this way is fuzzy: later slices may know more than earlier ones. Each case knows its own last
//! record, so the records after the first slice are folded over it and those it already knows are passed by.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::bundle::Bundle;
use crate::case::Case;
use crate::event::Stream;
use crate::id::{BundleId, CaseId, CommandId, Fingerprint, Seq, SubjectId, Token, VoiceId};
use crate::receipt::ReceiptMark;
use crate::setup::Setup;
use crate::ticket::TicketDay;
use crate::time::{Day, Timestamp};
use crate::voice::Voice;
use crate::world::{Answer, Head, Series, VisitNumber, World};

mod parts;

pub use parts::Parts;

/// Entries of one slice: about a millisecond of the writer's time.
pub const SLICE_ENTRIES_MAX: usize = 4_096;

/// Part of the state of a world. The set-up is not in it: it is folded from the records of its own streams.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Slice {
    /// The first: where the log stood. Later slices may know more.
    Start {
        /// The last record that every slice knows.
        seq: Seq,
        /// Its time.
        now: Option<Timestamp>,
        /// Where the streams of the set-up stood: their records are found from here.
        heads: Vec<(Stream, Head)>,
    },
    /// Open cases, by id.
    Cases(Vec<Arc<Case>>),
    /// How many cases each item had on each day.
    Ordinals(Vec<((u32, Day), u32)>),
    /// The sealed subjects.
    Subjects(Vec<(Token, SubjectId)>),
    /// Those whose key was destroyed.
    Erased(Vec<SubjectId>),
    /// The remembered answers, oldest first.
    Answers(Vec<Remembered>),
    /// The last: where the log stood when it was taken.
    End {
        /// Everything in the slices comes from records up to this one.
        seq: Seq,
    },
    /// Those with unrepaired discredit.
    Discredited(Vec<SubjectId>),
    /// Bundles that are not archived, by id.
    Bundles(Vec<Arc<Bundle>>),
    /// How many bundles each code had on each day.
    BundleOrdinals(Vec<((u32, Day), u32)>),
    /// The records of persons who came without a number.
    Provisional(Vec<(SubjectId, BTreeSet<SubjectId>)>),
    /// How many documents each unit issued, by year and kind.
    Documents(Vec<(Series, u32)>),
    /// Ratings, troubles, complaints and orders that are not closed, by id.
    Voices(Vec<Arc<Voice>>),
    /// How many voices each kind had on each day.
    VoiceOrdinals(Vec<((u32, Day), u32)>),
    /// The occasions of open cases that were rated.
    Rated(Vec<(CaseId, u8)>),
    /// The days whose tickets and appointments are not all over.
    Tickets(Vec<Arc<TicketDay>>),
    /// What was paid with.
    Receipts(Vec<ReceiptMark>),
    /// Archived cases that are at hand, by id.
    Archived(Vec<Arc<Case>>),
}

/// A remembered answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remembered {
    /// When it was given.
    pub at: Timestamp,
    /// The command.
    pub command: CommandId,
    /// Its fingerprint.
    pub fingerprint: Fingerprint,
    /// Its first event.
    pub first: Seq,
    /// How many it had.
    pub count: u16,
    /// The case and its version.
    pub case: Option<(CaseId, u32)>,
    /// The bundle and its version.
    pub bundle: Option<(BundleId, u32)>,
    /// The voice and its version.
    pub voice: Option<(VoiceId, u32)>,
    /// The ticket or appointment.
    pub visit: Option<VisitNumber>,
}

/// How far the slicing of a world has got.
#[derive(Clone, Debug, Default)]
pub enum Cursor {
    /// Nothing yet.
    #[default]
    Start,
    /// Bundles after this one: before the cases, which know them.
    Bundles(Option<BundleId>),
    /// Ordinals of bundles after this key.
    BundleOrdinals(Option<(u32, Day)>),
    /// Voices after this one.
    Voices(Option<VoiceId>),
    /// Ordinals of voices after this key.
    VoiceOrdinals(Option<(u32, Day)>),
    /// The rated after this one: after the cases, or one that was archived meanwhile would stay.
    Rated(Option<CaseId>),
    /// The persons who came without a number.
    Provisional,
    /// Cases after this one.
    Cases(Option<CaseId>),
    /// Archived cases after this one: after the open ones, or one that was archived meanwhile would be in neither.
    Archived(Option<CaseId>),
    /// Ordinals after this key.
    Ordinals(Option<(u32, Day)>),
    /// Subjects after this token.
    Subjects(Option<Token>),
    /// The erased.
    Erased,
    /// The discredited after this one.
    Discredited(Option<SubjectId>),
    /// Receipts after this one.
    Receipts(Option<ReceiptMark>),
    /// The counts of documents: few, one a unit, year and kind.
    Documents,
    /// Tickets and appointments: a few weeks of days.
    Tickets,
    /// Answers after this one.
    Answers(Option<(Timestamp, CommandId)>),
    /// The end mark.
    End,
    /// All done.
    Done,
}

impl World {
    /// The next slice; `None` when all was given.
    #[expect(clippy::too_many_lines, reason = "one arm a kind of slice")]
    pub fn slice(&self, cursor: &mut Cursor) -> Option<Slice> {
        let (slice, next) = match cursor {
            Cursor::Start => {
                let heads = self.heads.iter().map(|(stream, head)| (*stream, *head)).collect();
                (Slice::Start { seq: self.seq, now: self.now, heads }, Cursor::Bundles(None))
            }
            Cursor::Bundles(after) => {
                let start = after.map_or(Bound::Unbounded, Bound::Excluded);
                let range = self.bundles.range((start, Bound::Unbounded));
                let taken: Vec<Arc<Bundle>> =
                    range.take(SLICE_ENTRIES_MAX).map(|(_, bundle)| Arc::clone(bundle)).collect();
                let last = full(&taken).map(|bundle| bundle.id);
                let next =
                    last.map_or(Cursor::BundleOrdinals(None), |id| Cursor::Bundles(Some(id)));
                (Slice::Bundles(taken), next)
            }
            Cursor::BundleOrdinals(after) => {
                let keyed = page_of(&self.bundle_ordinals, *after);
                let last = full(&keyed).map(|(key, _)| *key);
                let next = last.map_or(Cursor::Voices(None), |k| Cursor::BundleOrdinals(Some(k)));
                (Slice::BundleOrdinals(keyed), next)
            }
            Cursor::Voices(after) => {
                let start = after.map_or(Bound::Unbounded, Bound::Excluded);
                let range = self.voices.range((start, Bound::Unbounded));
                let taken: Vec<Arc<Voice>> =
                    range.take(SLICE_ENTRIES_MAX).map(|(_, voice)| Arc::clone(voice)).collect();
                let last = full(&taken).map(|voice| voice.id);
                let next = last.map_or(Cursor::VoiceOrdinals(None), |id| Cursor::Voices(Some(id)));
                (Slice::Voices(taken), next)
            }
            Cursor::VoiceOrdinals(after) => {
                let keyed = page_of(&self.voice_ordinals, *after);
                let last = full(&keyed).map(|(key, _)| *key);
                let next = last.map_or(Cursor::Provisional, |k| Cursor::VoiceOrdinals(Some(k)));
                (Slice::VoiceOrdinals(keyed), next)
            }
            Cursor::Rated(after) => {
                let keyed = page_of(&self.rated, *after);
                let last = full(&keyed).map(|(key, _)| *key);
                let next = last.map_or(Cursor::Ordinals(None), |k| Cursor::Rated(Some(k)));
                (Slice::Rated(keyed), next)
            }
            // Births are few beside cases.
            Cursor::Provisional => {
                let all = self.provisional.iter().map(|(id, was)| (*id, was.clone()));
                (Slice::Provisional(all.collect()), Cursor::Cases(None))
            }
            Cursor::Cases(after) => {
                let (taken, last) = page(&self.cases, *after);
                (
                    Slice::Cases(taken),
                    last.map_or(Cursor::Archived(None), |id| Cursor::Cases(Some(id))),
                )
            }
            Cursor::Archived(after) => {
                let (taken, last) = page(self.shelf.cases(), *after);
                let next = last.map_or(Cursor::Rated(None), |id| Cursor::Archived(Some(id)));
                (Slice::Archived(taken), next)
            }
            Cursor::Ordinals(after) => {
                let keyed = page_of(&self.ordinals, *after);
                let last = full(&keyed).map(|(key, _)| *key);
                (
                    Slice::Ordinals(keyed),
                    last.map_or(Cursor::Subjects(None), |k| Cursor::Ordinals(Some(k))),
                )
            }
            Cursor::Subjects(after) => {
                let keyed = page_of(&self.subjects, *after);
                let last = full(&keyed).map(|(key, _)| *key);
                (Slice::Subjects(keyed), last.map_or(Cursor::Erased, |k| Cursor::Subjects(Some(k))))
            }
            // Erasures are few: each is asked for by a person.
            Cursor::Erased => {
                (Slice::Erased(self.erased.iter().copied().collect()), Cursor::Discredited(None))
            }
            Cursor::Discredited(after) => {
                let start = after.map_or(Bound::Unbounded, Bound::Excluded);
                let range = self.discredited.range((start, Bound::Unbounded));
                let taken: Vec<SubjectId> = range.take(SLICE_ENTRIES_MAX).copied().collect();
                let last = full(&taken).copied();
                let next = last.map_or(Cursor::Receipts(None), |id| Cursor::Discredited(Some(id)));
                (Slice::Discredited(taken), next)
            }
            Cursor::Receipts(after) => {
                let start = after.map_or(Bound::Unbounded, Bound::Excluded);
                let range = self.receipts.range((start, Bound::Unbounded));
                let taken: Vec<ReceiptMark> = range.take(SLICE_ENTRIES_MAX).copied().collect();
                let last = full(&taken).copied();
                let next = last.map_or(Cursor::Documents, |mark| Cursor::Receipts(Some(mark)));
                (Slice::Receipts(taken), next)
            }
            Cursor::Documents => {
                let counts = self.documents.iter().map(|(series, n)| (series.clone(), *n));
                (Slice::Documents(counts.collect()), Cursor::Tickets)
            }
            Cursor::Tickets => {
                let days = self.ticket_days.values().map(Arc::clone);
                (Slice::Tickets(days.collect()), Cursor::Answers(None))
            }
            Cursor::Answers(from) => self.answers_slice(*from),
            Cursor::End => (Slice::End { seq: self.seq }, Cursor::Done),
            Cursor::Done => return None,
        };
        *cursor = next;
        Some(slice)
    }

    fn answers_slice(&self, after: Option<(Timestamp, CommandId)>) -> (Slice, Cursor) {
        // Answers leave at the front meanwhile, so the place is found again by what was given last.
        let from = after.map_or(0, |last| {
            let same_time = self.answers_in_order.partition_point(|(at, _)| *at < last.0);
            let rest = self.answers_in_order.iter().skip(same_time);
            let given = rest.take_while(|(at, _)| *at == last.0).position(|known| *known == last);
            given.map_or(same_time, |index| same_time + index + 1)
        });
        let window = self.answers_in_order.iter().skip(from).take(SLICE_ENTRIES_MAX);
        let window: Vec<(Timestamp, CommandId)> = window.copied().collect();
        let remembered = window.iter().filter_map(|(at, command)| {
            self.answers.get(command).map(|answer| Remembered {
                at: *at,
                command: *command,
                fingerprint: answer.fingerprint,
                first: answer.first,
                count: answer.count,
                case: answer.case,
                bundle: answer.bundle,
                voice: answer.voice,
                visit: answer.visit,
            })
        });
        let slice = Slice::Answers(remembered.collect());
        (slice, full(&window).map_or(Cursor::End, |last| Cursor::Answers(Some(*last))))
    }

    /// A world put together from slices. `setup` is folded from the records of its streams up to the first slice's
    /// `seq`. Follow it with [`World::catch_up`] over every record after that, and [`World::settle`].
    pub fn restore(setup: Setup, parts: Parts) -> World {
        let mut world = World {
            seq: parts.seq,
            now: parts.now,
            setup: Arc::new(setup),
            heads: parts.heads,
            ordinals: parts.ordinals,
            bundle_ordinals: parts.bundle_ordinals,
            voice_ordinals: parts.voice_ordinals,
            rated: parts.rated,
            provisional: parts.provisional,
            documents: parts.documents,
            subjects: parts.subjects,
            erased: parts.erased,
            discredited: parts.discredited,
            receipts: parts.receipts,
            ..World::default()
        };
        // Younger answers come back with the records after the first slice, in their order.
        for known in parts.answers.into_iter().filter(|known| known.first <= parts.seq) {
            let Remembered { at, command, fingerprint, first, count, .. } = known;
            let Remembered { case, bundle, voice, visit, .. } = known;
            let answer = Answer { fingerprint, first, count, case, bundle, voice, visit };
            if world.answers.insert(command, answer).is_none() {
                world.answers_in_order.push_back((at, command));
            }
        }
        world.cases = parts.cases.into_iter().map(|case| (case.id, case)).collect();
        parts.archived.into_iter().for_each(|case| world.shelve(case));
        world.bundles = parts.bundles.into_iter().map(|bundle| (bundle.id, bundle)).collect();
        world.voices = parts.voices.into_iter().map(|voice| (voice.id, voice)).collect();
        world.ticket_days = parts.tickets.into_iter().map(|day| (day.day, day)).collect();
        world.fuzzy_until = parts.end;
        world
    }
}

fn page(
    cases: &BTreeMap<CaseId, Arc<Case>>,
    after: Option<CaseId>,
) -> (Vec<Arc<Case>>, Option<CaseId>) {
    let start = after.map_or(Bound::Unbounded, Bound::Excluded);
    let range = cases.range((start, Bound::Unbounded));
    let taken: Vec<Arc<Case>> =
        range.take(SLICE_ENTRIES_MAX).map(|(_, case)| Arc::clone(case)).collect();
    let last = full(&taken).map(|case| case.id);
    (taken, last)
}

fn page_of<K: Ord + Copy, V: Copy>(map: &BTreeMap<K, V>, after: Option<K>) -> Vec<(K, V)> {
    let start = after.map_or(Bound::Unbounded, Bound::Excluded);
    let range = map.range((start, Bound::Unbounded));
    range.take(SLICE_ENTRIES_MAX).map(|(key, value)| (*key, *value)).collect()
}

/// The last entry of a full page: there may be more after it.
fn full<T>(page: &[T]) -> Option<&T> {
    page.last().filter(|_| page.len() == SLICE_ENTRIES_MAX)
}
