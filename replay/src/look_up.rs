//! 查找: where the records of a case, a bundle, a voice or a day of tickets are, by what was derived of the log and lies beside it: the newest
//! snapshot and the index of what is archived. They only say where to look. Every frame that is read is checked, every
//! record must be the one before the next, and whatever does not fit leads to a pass over the whole log.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use engine::code::{BundleNumber, CaseNumber, VoiceNumber};
use engine::event::{Event, Stream};
use engine::id::Seq;
use engine::lifecycle::{self, Phase};
use engine::number;
use engine::record::Record;
use engine::setup::Setup;
use engine::time::Day;
use engine::voice::closes;
use store::{Checkpoint, HallStore, Pointers, hex, read_pointers};

use crate::found_by::{FoundBy, Way};
use crate::incomplete::Incomplete;
use crate::moment::Moment;
use crate::proved::Proved;
use crate::source::{Source, SourceError, fold_setup};

/// What is looked for.
#[derive(Debug, Clone, Copy)]
pub enum Wanted<'a> {
    /// A case by its number.
    Case(&'a CaseNumber),
    /// A bundle by its number.
    Bundle(&'a BundleNumber),
    /// A rating, trouble, complaint, order or service by its number.
    Voice(&'a VoiceNumber),
    /// The tickets and appointments of a day, for the one that has this number.
    Day(Day, &'a str),
}

impl Wanted<'_> {
    /// Its history, as far as the set-up knows the number.
    pub(crate) fn stream(self, setup: &Setup) -> Option<Stream> {
        match self {
            Wanted::Case(number) => number::parse(setup, number).map(Stream::Case),
            Wanted::Bundle(number) => number::parse_bundle(setup, number).map(Stream::Bundle),
            Wanted::Voice(number) => number::parse_voice(number).map(Stream::Voice),
            Wanted::Day(day, _) => Some(Stream::Tickets(day)),
        }
    }

    pub(crate) fn unknown(self) -> SourceError {
        SourceError::UnknownCase { number: self.number() }
    }

    /// The number that was asked for.
    pub(crate) fn number(self) -> String {
        match self {
            Wanted::Case(number) => number.to_string(),
            Wanted::Bundle(number) => number.to_string(),
            Wanted::Voice(number) => number.to_string(),
            Wanted::Day(_, number) => number.to_owned(),
        }
    }
}

/// What was found.
#[derive(Debug, Clone)]
pub struct Found {
    /// Whose records.
    pub stream: Stream,
    /// Those up to the moment, in order; at least one.
    pub records: Vec<Record>,
    /// The set-up at the moment.
    pub setup: Arc<Setup>,
}

/// Finds the histories of one log, and remembers how.
#[derive(Debug)]
pub struct Finder<'a> {
    place: LookedIn<'a>,
    by: RefCell<FoundBy>,
}

/// Where is looked.
#[derive(Debug)]
enum LookedIn<'a> {
    Log(&'a Source, Option<Pointers>),
    Server(&'a Proved),
}

impl<'a> Finder<'a> {
    /// A finder in a log; with `whole` it relies on nothing that is derived.
    pub fn new(source: &'a Source, whole: bool) -> Finder<'a> {
        let read = match source.snapshots().filter(|_| !whole) {
            Some(dir) => read_pointers(&dir, source.history()),
            None => Ok(None),
        };
        let (pointers, doubt) = match read {
            Ok(pointers) => (pointers, None),
            Err(error) => (None, Some(error.to_string())),
        };
        let way = if pointers.is_some() { Way::Index } else { Way::Whole };
        let snapshot = pointers.as_ref().map(|pointers| pointers.after);
        let by = FoundBy { way, snapshot, size: None, root: None, doubt };
        Finder { place: LookedIn::Log(source, pointers), by: RefCell::new(by) }
    }

    /// The same, that passes over the whole log for a reason.
    pub(crate) fn doubting(source: &'a Source, whole: bool, doubt: Option<String>) -> Finder<'a> {
        let finder = Finder::new(source, whole || doubt.is_some());
        finder.by.borrow_mut().doubt = doubt.or(finder.found_by().doubt);
        finder
    }

    /// A finder in what a server proves.
    pub(crate) fn proved(proved: &'a Proved) -> Finder<'a> {
        let Checkpoint { size, root } = proved.tree();
        let (size, root) = (Some(size), Some(hex(&root)));
        let by = FoundBy { way: Way::Proved, snapshot: None, size, root, doubt: None };
        Finder { place: LookedIn::Server(proved), by: RefCell::new(by) }
    }

    /// The day of a moment: of the instant, or of the record's recording.
    pub fn day_of(&self, moment: Moment) -> Result<Day, SourceError> {
        match &self.place {
            LookedIn::Log(source, _) => source.day_of(moment),
            LookedIn::Server(proved) => proved.day_of(moment),
        }
    }

    /// Refuses a record that is not there.
    pub(crate) fn has(&self, moment: Moment) -> Result<(), SourceError> {
        match &self.place {
            LookedIn::Log(source, _) => source.has(moment),
            LookedIn::Server(proved) => moment.is_within(proved.tree().size),
        }
    }

    /// What is known to be missing of the log; a server's word for where it ends is all there is.
    pub(crate) fn incomplete(&self) -> Option<Incomplete> {
        match &self.place {
            LookedIn::Log(source, _) => source.incomplete(),
            LookedIn::Server(_) => None,
        }
    }

    /// The set-up as it is at the end.
    pub(crate) fn setup(&self) -> Result<Arc<Setup>, SourceError> {
        match &self.place {
            LookedIn::Log(source, _) => source.setup_at(source.size()),
            LookedIn::Server(proved) => proved.setup_at(Moment::End).map(Arc::new),
        }
    }

    /// How everything was found until now.
    pub fn found_by(&self) -> FoundBy {
        self.by.borrow().clone()
    }

    /// The records of what is wanted up to a moment, and the set-up then.
    pub fn find(&self, wanted: Wanted<'_>, moment: Moment) -> Result<Found, SourceError> {
        let (source, pointers) = match &self.place {
            LookedIn::Log(source, pointers) => (*source, pointers.as_ref()),
            LookedIn::Server(proved) => return proved.find(wanted, moment),
        };
        let by_index = match pointers {
            Some(pointers) => Indexed { source, pointers, wanted, moment }.find(),
            None => Ok(None),
        };
        let doubt = match by_index {
            Ok(Some(found)) => return Ok(found),
            // What an index does not know is only then not there when the log does not know it either.
            Ok(None) => "it does not know the number".to_owned(),
            Err(doubt) => doubt,
        };
        let found = whole_pass(source, wanted, moment)?;
        if pointers.is_some() {
            let (way, doubt) = (Way::Whole, Some(doubt));
            *self.by.borrow_mut() = FoundBy { way, snapshot: None, size: None, root: None, doubt };
        }
        Ok(found)
    }
}

/// By one pass over the log that reads nothing of other cases but to which they belong.
pub(crate) fn whole_pass(
    source: &Source,
    wanted: Wanted<'_>,
    moment: Moment,
) -> Result<Found, SourceError> {
    let setup = Setup::default();
    let stream = wanted.stream(&setup);
    let mut walk = Walk { setup, wanted, moment, stream, of: Vec::new() };
    // The catalogue that gives the number its case comes before the case.
    walk.on(source, 0, |_, _| Ok(()))?;
    let Walk { setup, stream, of: records, .. } = walk;
    let stream = stream.filter(|_| !records.is_empty()).ok_or_else(|| wanted.unknown())?;
    Ok(Found { stream, records, setup: Arc::new(setup) })
}

/// A pass over a part of the log.
struct Walk<'a> {
    setup: Setup,
    wanted: Wanted<'a>,
    moment: Moment,
    stream: Option<Stream>,
    of: Vec<Record>,
}

impl Walk<'_> {
    /// Passes over what comes after a record, up to the moment; `seen` sees each record of the set-up.
    fn on(
        &mut self,
        source: &Source,
        after: Seq,
        mut seen: impl FnMut(Stream, &Record) -> Result<(), SourceError>,
    ) -> Result<(), SourceError> {
        let known = std::cell::Cell::new(self.stream);
        let wants = |stream: Stream| stream.is_setup() || known.get() == Some(stream);
        let mut folded = Ok(());
        source.history().each_of(after, wants, |record| {
            if !self.moment.reaches_record(&record) {
                return false;
            }
            let stream = record.entry.stream;
            if !stream.is_setup() {
                self.of.push(record);
                return true;
            }
            folded = seen(stream, &record).and_then(|()| fold_setup(&mut self.setup, &record));
            self.stream = self.stream.or_else(|| self.wanted.stream(&self.setup));
            known.set(self.stream);
            folded.is_ok()
        })?;
        folded
    }
}

/// A look-up by what is derived of the log. Its errors are reasons not to rely on that.
struct Indexed<'a> {
    source: &'a Source,
    pointers: &'a Pointers,
    wanted: Wanted<'a>,
    moment: Moment,
}

impl Indexed<'_> {
    fn find(&self) -> Result<Option<Found>, String> {
        let setup = self.setup_then()?;
        let stream = self.wanted.stream(&setup);
        let (wanted, moment) = (self.wanted, self.moment);
        let mut walk = Walk { setup, wanted, moment, stream, of: Vec::new() };
        let mut heads: BTreeMap<Stream, Seq> = self.pointers.last.clone();
        let broken = |stream, record: &Record, head| {
            let (seq, previous) = (record.seq, record.entry.previous);
            format!(
                "{stream:?} ends at record {head} in the snapshot, but record {seq} follows \
                 record {previous}"
            )
        };
        let mut doubt = None;
        let walked = walk.on(self.source, self.pointers.after, |stream, record| {
            let head = heads.insert(stream, record.seq).unwrap_or(0);
            if head != record.entry.previous {
                doubt = Some(broken(stream, record, head));
            }
            Ok(())
        });
        walked.map_err(|error| error.to_string())?;
        if let Some(doubt) = doubt {
            return Err(doubt);
        }
        let Walk { setup, stream, of: later, .. } = walk;
        let Some(stream) = stream else { return Ok(None) };
        let end = match later.first() {
            Some(first) => Some(first.entry.previous),
            None => self.end_of(stream)?,
        };
        let Some(end) = end else { return Ok(None) };
        let mut records = self.back(stream, end)?;
        records.retain(|record| moment.reaches_record(record));
        records.extend(later);
        Ok((!records.is_empty()).then(|| Found { stream, records, setup: Arc::new(setup) }))
    }

    /// The set-up as the snapshot's pointers lead to it, up to the moment.
    fn setup_then(&self) -> Result<Setup, String> {
        let mut records = Vec::new();
        for (stream, last) in &self.pointers.last {
            if stream.is_setup() {
                records.extend(self.back(*stream, *last)?);
            }
        }
        records.sort_unstable_by_key(|record| record.seq);
        let mut setup = Setup::default();
        for record in records.iter().filter(|record| self.moment.reaches_record(record)) {
            fold_setup(&mut setup, record).map_err(|error| error.to_string())?;
        }
        Ok(setup)
    }

    /// The last record of a stream, by the snapshot where it was open then, by the index where it is archived.
    fn end_of(&self, stream: Stream) -> Result<Option<Seq>, String> {
        if let Some(last) = self.pointers.last.get(&stream) {
            return Ok(Some(*last));
        }
        let history = self.source.history();
        let archived = match stream {
            Stream::Case(case) => history.archived(case),
            Stream::Bundle(bundle) => history.archived_bundle(bundle),
            Stream::Voice(voice) => history.closed_voice(voice),
            Stream::Hall
            | Stream::Staff
            | Stream::Catalogue
            | Stream::Authorities
            | Stream::Calendar
            | Stream::Policy
            | Stream::Subjects
            | Stream::Tickets(_) => return Ok(None),
        };
        let Some(last) = archived.map_err(|error| error.to_string())? else { return Ok(None) };
        let record = history.record(last).map_err(|error| error.to_string())?;
        let ends = match (&record.entry.event, stream) {
            (Event::Archived(_) | Event::BundleArchived(_), _) => true,
            (event, Stream::Voice(voice)) => closes(voice, event),
            // 补充归档: what came after the archive.
            (event, Stream::Case(_)) => {
                lifecycle::next(Some(Phase::Archived), event.kind()).is_some()
            }
            _ => false,
        };
        let is_its_end = record.entry.stream == stream && ends;
        if is_its_end {
            return Ok(Some(last));
        }
        Err(format!("its entry says record {last}, which archives something else, or nothing"))
    }

    /// The records of a stream up to its last one, in order, each checked to be the one before the next.
    fn back(&self, stream: Stream, last: Seq) -> Result<Vec<Record>, String> {
        let mut records = Vec::new();
        for record in self.source.history().back(last) {
            let record = record.map_err(|error| error.to_string())?;
            if record.entry.stream != stream {
                return Err(format!("it says that {stream:?} ends at record {last}: it does not"));
            }
            records.push(record);
        }
        records.reverse();
        Ok(records)
    }
}

impl Source {
    /// Where the snapshots of the hall are, where a whole directory was given.
    fn snapshots(&self) -> Option<std::path::PathBuf> {
        let dir = HallStore::snapshot_dir(self.dir());
        (self.torn().is_none() && dir.is_dir()).then_some(dir)
    }
}
