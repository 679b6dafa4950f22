//! Gathers records into cases, whatever the format, and keeps the counts.

use std::collections::HashMap;

use super::ForeignLogError;
use super::limits::{
    CASE_ATTRIBUTES_MAX, CASES_MAX, RECORDS_MAX, TEXT_BYTES_MAX, UNREADABLE_LISTED_MAX,
};
use super::log::{Problem, SourceCase, SourceEvent, SourceLog, Unreadable};
use super::metered::length;
use super::moment;

/// Characters of a wrong text that are told.
const TOLD_CHARS_MAX: usize = 60;

/// Texts of one record, as its reader found them. An empty text counts as absent.
#[derive(Debug, Default)]
pub(super) struct Draft {
    pub(super) activity: Option<String>,
    pub(super) time: Option<String>,
    pub(super) resource: Option<String>,
    pub(super) group: Option<String>,
    pub(super) lifecycle: Option<String>,
    pub(super) instance: Option<String>,
}

/// Place of a case in the log being gathered.
#[derive(Debug, Clone, Copy)]
pub(super) struct Slot(usize);

/// Takes whole cases away as they are read.
pub(super) type Sink<'s> = &'s mut dyn FnMut(SourceCase);

/// The log being gathered.
pub(super) struct Gatherer<'s> {
    cases_max: Option<usize>,
    slots: HashMap<String, usize>,
    sink: Option<Sink<'s>>,
    log: SourceLog,
}

impl<'s> Gatherer<'s> {
    pub(super) fn new(limit_cases: Option<usize>, sink: Option<Sink<'s>>) -> Self {
        Self { cases_max: limit_cases, slots: HashMap::new(), sink, log: SourceLog::default() }
    }

    /// Records met so far.
    pub(super) fn records(&self) -> u64 {
        self.log.records
    }

    /// True if no further case is asked for.
    pub(super) fn is_full(&self) -> bool {
        self.cases_max.is_some_and(|max| self.log.cases.len() >= max)
    }

    /// The reader stopped before the end, because it is full.
    pub(super) fn stop_early(&mut self) {
        self.log.limited = true;
    }

    /// One more record was met; every one is either added, refused or beyond the limit.
    pub(super) fn count_record(&mut self) -> Result<u64, ForeignLogError> {
        if self.log.records >= RECORDS_MAX {
            return Err(self.too_much("records", RECORDS_MAX));
        }
        self.log.records += 1;
        Ok(self.log.records)
    }

    /// The case of this identifier, new or known; `None` if it is beyond the asked number.
    pub(super) fn case(&mut self, id: &str) -> Result<Option<Slot>, ForeignLogError> {
        if let Some(slot) = self.slots.get(id) {
            if self.log.cases.get(*slot).is_some_and(|case| case.id == id) {
                return Ok(Some(Slot(*slot)));
            }
            self.log.continued += 1;
            return Ok(Some(self.begin(id)));
        }
        if self.is_full() {
            self.log.limited = true;
            return Ok(None);
        }
        if self.slots.len() >= CASES_MAX {
            return Err(self.too_much("cases", length(CASES_MAX)));
        }
        self.check_text(id)?;
        Ok(Some(self.begin(id)))
    }

    fn begin(&mut self, id: &str) -> Slot {
        let slot = self.log.cases.len();
        self.slots.insert(id.to_owned(), slot);
        self.log.cases.push(SourceCase { id: id.to_owned(), ..SourceCase::default() });
        Slot(slot)
    }

    /// The cases so far are whole: they are given away, where somebody takes them.
    pub(super) fn give_away(&mut self) {
        let Some(sink) = &mut self.sink else { return };
        for mut case in self.log.cases.drain(..) {
            self.log.out_of_order += sort(&mut case);
            sink(case);
        }
    }

    /// Keeps an attribute of a case, unless the case has it or the value is empty.
    pub(super) fn attribute(
        &mut self,
        slot: Slot,
        key: &str,
        value: &str,
    ) -> Result<(), ForeignLogError> {
        if value.is_empty() {
            return Ok(());
        }
        self.check_text(key)?;
        self.check_text(value)?;
        let Some(case) = self.log.cases.get_mut(slot.0) else { return Ok(()) };
        if case.attributes.contains_key(key) {
            return Ok(());
        }
        if case.attributes.len() >= CASE_ATTRIBUTES_MAX {
            return Err(self.too_much("attributes of one case", length(CASE_ATTRIBUTES_MAX)));
        }
        case.attributes.insert(key.to_owned(), value.to_owned());
        Ok(())
    }

    /// Adds an event to a case, or says why the record holds none.
    pub(super) fn event(
        &mut self,
        slot: Slot,
        record: u64,
        draft: Draft,
    ) -> Result<Option<Problem>, ForeignLogError> {
        let Draft { activity, time, resource, group, lifecycle, instance } = draft;
        let Some(activity) = present(activity) else {
            return Ok(Some(self.unreadable_of(slot, Problem::ActivityMissing)));
        };
        let Some(time) = present(time) else {
            return Ok(Some(self.unreadable_of(slot, Problem::TimeMissing)));
        };
        let Some(time_ms) = moment::parse_ms(&time) else {
            let text = time.chars().take(TOLD_CHARS_MAX).collect();
            return Ok(Some(self.unreadable_of(slot, Problem::TimeWrong { text })));
        };
        let (resource, group) = (present(resource), present(group));
        let (lifecycle, instance) = (present(lifecycle), present(instance));
        self.check_text(&activity)?;
        for text in [&resource, &group, &lifecycle, &instance].into_iter().flatten() {
            self.check_text(text)?;
        }
        if let Some(case) = self.log.cases.get_mut(slot.0) {
            let case_id = case.id.clone();
            case.events.push(SourceEvent {
                record,
                case: case_id,
                activity,
                time_ms,
                resource,
                group,
                lifecycle,
                instance,
            });
            self.log.events += 1;
        }
        Ok(None)
    }

    /// A record of a case cannot be read: the case is not whole.
    fn unreadable_of(&mut self, slot: Slot, problem: Problem) -> Problem {
        if let Some(case) = self.log.cases.get_mut(slot.0) {
            case.unreadable += 1;
            self.log.unreadable_in_cases += 1;
        }
        problem
    }

    /// The record belongs to a case beyond the asked number.
    pub(super) fn beyond_limit(&mut self) {
        self.log.beyond_limit += 1;
    }

    /// The record cannot be read: it is counted, and listed while the list is short.
    pub(super) fn unreadable(&mut self, record: u64, line: Option<u64>, problem: Problem) {
        self.log.unreadable_total += 1;
        if self.log.unreadable.len() < UNREADABLE_LISTED_MAX {
            self.log.unreadable.push(Unreadable { record, line, problem });
        }
    }

    /// The log, each case in order of time.
    pub(super) fn finish(mut self) -> SourceLog {
        self.give_away();
        for case in &mut self.log.cases {
            self.log.out_of_order += sort(case);
        }
        self.log
    }

    /// The refusal of a limit, with the place.
    pub(super) fn too_much(&self, what: &'static str, max: u64) -> ForeignLogError {
        ForeignLogError::TooMuch { what, max, records: self.log.records }
    }

    fn check_text(&self, text: &str) -> Result<(), ForeignLogError> {
        if text.len() > TEXT_BYTES_MAX {
            return Err(self.too_much("bytes in one text", length(TEXT_BYTES_MAX)));
        }
        Ok(())
    }
}

/// Brings a case in order of time, and counts the events that stood before an earlier one.
fn sort(case: &mut SourceCase) -> u64 {
    let pairs = case.events.iter().zip(case.events.iter().skip(1));
    let late = pairs.filter(|(before, after)| after.time_ms < before.time_ms).count();
    if late > 0 {
        // Stable: events of one millisecond keep the order of the file.
        case.events.sort_by_key(|event| event.time_ms);
    }
    length(late)
}

fn present(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.is_empty())
}
