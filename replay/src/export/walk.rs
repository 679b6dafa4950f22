//! 遍历: the records of a scope, in the order of the log, or case by case.
//!
//! Case by case costs one more copy of the case records in the scratch directory, and their second
//! reading; of the cases one at a time is held.

use std::sync::Arc;

use engine::code::CaseNumber;
use engine::event::Stream;
use engine::id::{CaseId, Seq};
use engine::number;
use engine::record::Record;
use engine::setup::Setup;
use engine::time::Day;
use indicatif::ProgressBar;
use store::HistoryError;
use store::codec::decode;

use super::grouped::{Gather, Grouped};
use super::row::{Row, number_of};
use super::run::ExportError;
use super::scope::Scope;
use crate::opening::Opener;
use crate::past::{Past, steps};
use crate::progress;
use crate::source::{PROGRESS_EVERY, Source, SourceError, fold_setup};

/// A pass over a scope of a log.
#[derive(Debug, Clone, Copy)]
pub(super) struct Walk<'a> {
    pub(super) source: &'a Source,
    pub(super) scope: &'a Scope,
    /// What opens persons, where that was asked for.
    pub(super) opener: Option<&'a Opener>,
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
    /// It is not before the scope, and of the case, bundle or voice that is asked for, where one is.
    pub(super) is_inside: bool,
}

type Each<'a> = dyn FnMut(Seen<'_>) -> Result<(), ExportError> + 'a;

impl<'a> Walk<'a> {
    pub(super) fn new(
        source: &'a Source,
        scope: &'a Scope,
        opener: Option<&'a Opener>,
    ) -> Walk<'a> {
        Walk { source, scope, opener }
    }

    /// The row of a record; persons are opened where that was asked for.
    pub(super) fn row(&self, record: &Record, setup: &Setup) -> Row {
        Row::of(record, setup, self.opener)
    }

    /// Hands every record of the scope to `each`, in the order of the log.
    pub(super) fn records(&self, each: &mut Each<'_>) -> Result<Passed, ExportError> {
        self.pass(&mut |seen| if seen.is_inside { each(seen) } else { Ok(()) })
    }

    /// Every case that has a record in the scope, with its whole history up to the end of the
    /// scope; `each` sees all records up to there that are of no case first, in the order of the log.
    pub(super) fn cases(&self, each: &mut Each<'_>) -> Result<Cases<'a>, ExportError> {
        self.cases_of(|_| true, each)
    }

    /// The same of the cases that were received on a wanted day.
    pub(super) fn cases_of(
        &self,
        is_wanted: impl Fn(Day) -> bool,
        each: &mut Each<'_>,
    ) -> Result<Cases<'a>, ExportError> {
        let mut gather = Gather::new(self);
        let mut wanted = Wanted::new(self.scope.case.as_ref());
        let passed = self.pass(&mut |seen| match seen.record.entry.stream.case() {
            Some(id) if wanted.has(seen.record, seen.setup) && is_wanted(id.day()) => {
                gather.push(id.0, seen.record.seq, seen.bytes)
            }
            Some(_) => Ok(()),
            None => each(seen),
        })?;
        let bar = progress::bar("cases", passed.last);
        let Passed { setup, last } = passed;
        Ok(Cases { walk: *self, setup, last, grouped: gather.grouped()?, bar })
    }

    /// Everything up to the end of the scope.
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
            let is_inside = wanted.has(&record, &setup) && self.scope.has_begun(&record);
            each(Seen { record: &record, bytes, setup: &setup, is_inside })?;
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

/// The one case, bundle or voice that is asked for, as soon as its first record is seen.
#[derive(Debug)]
struct Wanted<'a> {
    number: Option<&'a CaseNumber>,
    stream: Option<Stream>,
}

impl<'a> Wanted<'a> {
    fn new(number: Option<&'a CaseNumber>) -> Wanted<'a> {
        Wanted { number, stream: None }
    }

    fn has(&mut self, record: &Record, setup: &Setup) -> bool {
        let Some(number) = self.number else { return true };
        let stream = record.entry.stream;
        if self.stream.is_none()
            && record.entry.version == 1
            && number_of(setup, stream).is_some_and(|of| of == number.as_str())
        {
            self.stream = Some(stream);
        }
        self.stream == Some(stream)
    }

    fn check(&self) -> Result<(), SourceError> {
        match (self.number, self.stream) {
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
    /// The last record of the scope.
    pub(super) last: Seq,
    grouped: Grouped<'a>,
    bar: ProgressBar,
}

impl Cases<'_> {
    fn past(&self, id: CaseId, records: Vec<Record>) -> Result<Past, ExportError> {
        self.bar.inc(u64::try_from(records.len()).unwrap_or_default());
        let number = number::format(&self.setup, id);
        let number = number.ok_or_else(|| illegal(records.first(), "its item is unknown"))?;
        let steps = steps(&self.setup, records)?;
        Ok(Past { id, number, setup: Arc::clone(&self.setup), steps })
    }

    fn is_in_scope(&self, past: &Past) -> bool {
        past.steps.iter().any(|step| self.walk.scope.has_begun(&step.record))
    }
}

impl Iterator for Cases<'_> {
    type Item = Result<Past, ExportError>;

    /// The next case that has a record in the scope.
    fn next(&mut self) -> Option<Result<Past, ExportError>> {
        loop {
            let Some(group) = self.grouped.next() else {
                self.bar.finish_and_clear();
                return None;
            };
            match group.and_then(|(id, records)| self.past(CaseId(id), records)) {
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
