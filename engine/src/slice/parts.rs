//! 快照各片: the slices of a world, gathered until the end mark.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::bundle::Bundle;
use crate::case::Case;
use crate::event::Stream;
use crate::id::{CaseId, Seq, SubjectId, Token};
use crate::receipt::ReceiptMark;
use crate::ticket::TicketDay;
use crate::time::{Day, Timestamp};
use crate::voice::Voice;
use crate::world::{Head, Series};

use super::{Remembered, Slice};

/// The slices of a world, gathered.
#[derive(Clone, Debug, Default)]
pub struct Parts {
    /// The last record that every slice knows.
    pub seq: Seq,
    /// Its time.
    pub now: Option<Timestamp>,
    /// Where the streams of the set-up stood.
    pub heads: BTreeMap<Stream, Head>,
    /// Everything in the slices comes from records up to this one.
    pub end: Seq,
    /// Open cases, by id.
    pub cases: Vec<Arc<Case>>,
    /// Archived cases that are at hand, by id.
    pub archived: Vec<Arc<Case>>,
    /// How many cases each item had on each day.
    pub ordinals: BTreeMap<(u32, Day), u32>,
    /// How many documents each unit issued, by year and kind.
    pub documents: BTreeMap<Series, u32>,
    /// The sealed subjects.
    pub subjects: BTreeMap<Token, SubjectId>,
    /// Those whose key was destroyed.
    pub erased: BTreeSet<SubjectId>,
    /// Those with unrepaired discredit.
    pub discredited: BTreeSet<SubjectId>,
    /// What was paid with.
    pub receipts: BTreeSet<ReceiptMark>,
    /// The remembered answers, oldest first.
    pub answers: Vec<Remembered>,
    /// Bundles that are not archived, by id.
    pub bundles: Vec<Arc<Bundle>>,
    /// The days whose tickets and appointments are not all over.
    pub tickets: Vec<Arc<TicketDay>>,
    /// How many bundles each code had on each day.
    pub bundle_ordinals: BTreeMap<(u32, Day), u32>,
    /// Ratings, troubles, complaints and orders that are not closed, by id.
    pub voices: Vec<Arc<Voice>>,
    /// How many voices each kind had on each day.
    pub voice_ordinals: BTreeMap<(u32, Day), u32>,
    /// The occasions of open cases that were rated.
    pub rated: BTreeMap<CaseId, u8>,
    /// The records of persons who came without a number.
    pub provisional: BTreeMap<SubjectId, BTreeSet<SubjectId>>,
}

impl Parts {
    /// Adds a slice. True once the end mark was added: then the parts are complete.
    pub fn add(&mut self, slice: Slice) -> bool {
        match slice {
            Slice::Start { seq, now, heads } => {
                (self.seq, self.now) = (seq, now);
                self.heads = heads.into_iter().collect();
            }
            Slice::Cases(cases) => self.cases.extend(cases),
            Slice::Archived(cases) => self.archived.extend(cases),
            Slice::Ordinals(ordinals) => self.ordinals.extend(ordinals),
            Slice::Documents(documents) => self.documents.extend(documents),
            Slice::Tickets(tickets) => self.tickets.extend(tickets),
            Slice::Subjects(subjects) => self.subjects.extend(subjects),
            Slice::Erased(erased) => self.erased.extend(erased),
            Slice::Discredited(discredited) => self.discredited.extend(discredited),
            Slice::Receipts(receipts) => self.receipts.extend(receipts),
            Slice::Bundles(bundles) => self.bundles.extend(bundles),
            Slice::BundleOrdinals(ordinals) => self.bundle_ordinals.extend(ordinals),
            Slice::Voices(voices) => self.voices.extend(voices),
            Slice::VoiceOrdinals(ordinals) => self.voice_ordinals.extend(ordinals),
            Slice::Rated(rated) => self.rated.extend(rated),
            Slice::Provisional(provisional) => self.provisional.extend(provisional),
            Slice::Answers(answers) => self.answers.extend(answers),
            Slice::End { seq } => {
                self.end = seq;
                return true;
            }
        }
        false
    }
}
