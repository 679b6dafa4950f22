//! 遍历: the records of a scope, in the order of the log, or case by case.
//!
//! Case by case costs one more copy of the case records in the scratch directory, and their second
//! reading; of the cases one at a time is held.

use std::iter::Peekable;
use std::sync::Arc;

use engine::code::CaseNumber;
use engine::event::Event;
use engine::id::{CaseId, Seq};
use engine::number;
use engine::record::Record;
use engine::setup::Setup;
use indicatif::ProgressBar;
use store::HistoryError;
use store::codec::decode;

use super::run::ExportError;
use super::scope::Scope;
use super::sorter::{Pair, Sorted, Sorter};
use crate::past::{Past, steps};
use crate::progress;
use crate::source::{PROGRESS_EVERY, Source, SourceError, fold_setup};

/// A pass over a scope of a log.
#[derive(Debug)]
pub(super) struct Walk<'a> {
    pub(super) source: &'a Source,
    pub(super) scope: &'a Scope,
}

/// What one pass over the log leaves.
#[derive(Debug)]
pub(super) struct Passed {
    /// The set-up at the end of the scope.
    pub(super) setup: Arc<Setup>,
    /// The last record of the scope.
    pub(super) last: Seq,
}

/// What is handed on of one record.
#[derive(Debug)]
pub(super) struct Seen<'a> {
    pub(super) record: &'a Record,
    /// The record as it is stored.
    pub(super) bytes: &'a [u8],
    /// The set-up right after it.
    pub(super) setup: &'a Setup,
}

type Each<'a> = dyn FnMut(Seen<'_>) -> Result<(), ExportError> + 'a;

impl<'a> Walk<'a> {
    pub(super) fn new(source: &'a Source, scope: &'a Scope) -> Walk<'a> {
        Walk { source, scope }
    }

    /// Hands every record of the scope to `each`, in the order of the log.
    pub(super) fn records(&self, each: &mut Each<'_>) -> Result<Passed, ExportError> {
        let scope = self.scope;
        self.pass(&mut |seen| if scope.has_begun(seen.record) { each(seen) } else { Ok(()) })
    }

    /// Every case that has a record in the scope, with its whole history up to the end of the
    /// scope; `each` sees the other records of the scope first, in the order of the log.
    pub(super) fn cases(&self, each: &mut Each<'_>) -> Result<Cases<'a>, ExportError> {
        let mut sorter = Sorter::new(self.source.scratch());
        let failed = self.scratch_failed();
        let passed = self.pass(&mut |seen| match seen.record.entry.stream.case() {
            Some(id) => {
                let key = key(id, seen.record.seq);
                sorter.push(key, seen.bytes.to_vec()).map_err(&failed)
            }
            None if self.scope.has_begun(seen.record) => each(seen),
            None => Ok(()),
        })?;
        let in_order = sorter.sorted().map_err(&failed)?.peekable();
        let bar = progress::bar("cases", passed.last);
        let walk = Walk::new(self.source, self.scope);
        Ok(Cases { walk, setup: passed.setup, in_order, bar })
    }

    /// Everything up to the end of the scope, of the one case that is asked for or of all.
    fn pass(&self, each: &mut Each<'_>) -> Result<Passed, ExportError> {
        let bar = progress::bar("export", self.source.size());
        let mut setup = Setup::default();
        let mut wanted = Wanted::new(self.scope.case.as_ref());
        let mut last = 0;
        let mut scan = self.source.reader().scan(0);
        while let Some(read) = scan.next_with(|seq, bytes| {
            let record = decode(seq, bytes)?;
            if self.scope.is_over(&record) {
                return Ok(false);
            }
            last = seq;
            fold_setup(&mut setup, &record)?;
            if seq.is_multiple_of(PROGRESS_EVERY) {
                bar.set_position(seq);
            }
            if wanted.has(&record) {
                each(Seen { record: &record, bytes, setup: &setup })?;
            }
            Ok::<bool, ExportError>(true)
        }) {
            if !read.map_err(SourceError::from)?? {
                break;
            }
        }
        bar.finish_and_clear();
        wanted.check()?;
        Ok(Passed { setup: Arc::new(setup), last })
    }

    pub(super) fn scratch_failed(&self) -> impl Fn(std::io::Error) -> ExportError + use<'a> {
        let dir = self.source.scratch();
        move |source| ExportError::Scratch { dir: dir.to_path_buf(), source }
    }
}

/// The one case that is asked for, as soon as its number is seen.
#[derive(Debug)]
struct Wanted<'a> {
    number: Option<&'a CaseNumber>,
    id: Option<CaseId>,
}

impl<'a> Wanted<'a> {
    fn new(number: Option<&'a CaseNumber>) -> Wanted<'a> {
        Wanted { number, id: None }
    }

    fn has(&mut self, record: &Record) -> bool {
        let Some(number) = self.number else { return true };
        let Some(id) = record.entry.stream.case() else { return false };
        if let Event::ApplicationReceived(event) = &record.entry.event
            && event.number == *number
        {
            self.id = Some(id);
        }
        self.id == Some(id)
    }

    fn check(&self) -> Result<(), SourceError> {
        match (self.number, self.id) {
            (Some(number), None) => Err(SourceError::UnknownCase { number: number.to_string() }),
            (Some(_) | None, Some(_)) | (None, None) => Ok(()),
        }
    }
}

/// Cases in the order of their ids: by item, day and number.
#[derive(Debug)]
pub(super) struct Cases<'a> {
    walk: Walk<'a>,
    /// The set-up at the end of the scope.
    pub(super) setup: Arc<Setup>,
    in_order: Peekable<Sorted>,
    bar: ProgressBar,
}

impl Cases<'_> {
    fn gather(&mut self, first: &Pair) -> Result<Past, ExportError> {
        let scratch = self.walk.scratch_failed();
        let id = case_of(&first.0);
        let mut records = vec![self.decoded(first)?];
        while let Some(next) =
            self.in_order.next_if(|next| next.as_ref().map_or(true, |(key, _)| case_of(key) == id))
        {
            let next = next.map_err(&scratch)?;
            records.push(self.decoded(&next)?);
        }
        let id = records.first().and_then(|record| record.entry.stream.case());
        let numbered = id.and_then(|id| Some((id, number::format(&self.setup, id)?)));
        let (id, number) =
            numbered.ok_or_else(|| illegal(records.first(), "its item is unknown"))?;
        let steps = steps(&self.setup, records)?;
        Ok(Past { id, number, setup: Arc::clone(&self.setup), steps })
    }

    fn is_in_scope(&self, past: &Past) -> bool {
        past.steps.iter().any(|step| self.walk.scope.has_begun(&step.record))
    }

    fn decoded(&self, (key, bytes): &Pair) -> Result<Record, ExportError> {
        let seq = seq_of(key);
        self.bar.inc(1);
        Ok(decode(seq, bytes)?)
    }
}

impl Iterator for Cases<'_> {
    type Item = Result<Past, ExportError>;

    /// The next case that has a record in the scope.
    fn next(&mut self) -> Option<Result<Past, ExportError>> {
        loop {
            let first = match self.in_order.next() {
                Some(Ok(first)) => first,
                Some(Err(error)) => return Some(Err(self.walk.scratch_failed()(error))),
                None => {
                    self.bar.finish_and_clear();
                    return None;
                }
            };
            match self.gather(&first) {
                Ok(past) if !self.is_in_scope(&past) => {}
                gathered => return Some(gathered),
            }
        }
    }
}

fn illegal(record: Option<&Record>, reason: &str) -> ExportError {
    let seq = record.map_or(0, |record| record.seq);
    let reason = reason.to_owned();
    SourceError::from(HistoryError::Illegal { seq, reason }).into()
}

/// Case and position, so that keys sort as cases and then as the log.
fn key(case: CaseId, seq: Seq) -> Vec<u8> {
    [case.0.to_be_bytes(), seq.to_be_bytes()].concat()
}

fn case_of(key: &[u8]) -> Option<&[u8]> {
    key.get(..size_of::<u64>())
}

fn seq_of(key: &[u8]) -> Seq {
    let bytes = key.get(size_of::<u64>()..).and_then(|bytes| bytes.try_into().ok());
    bytes.map_or(0, u64::from_be_bytes)
}
