//! 往昔: one case, event by event, each with the state before and after it.

use engine::case::{Case, Position};
use engine::code::CaseNumber;
use engine::event::{Event, Stream};
use engine::id::CaseId;
use engine::record::Record;
use engine::setup::Setup;
use store::HistoryError;

use crate::dates::clocks_of;
use crate::look_up::{Finder, Found, Wanted};
use crate::moment::Moment;
use crate::moves::{Move, moves_by};
use crate::source::{Source, SourceError};

/// One event of a case.
#[derive(Debug, Clone)]
pub struct Step {
    /// The record.
    pub record: Record,
    /// The case before it; nothing before the first.
    pub before: Option<Case>,
    /// The case after it.
    pub after: Case,
}

impl Step {
    /// What the event did to the clocks of the case.
    pub fn moves(&self) -> Vec<Move> {
        let (starts, _) = clocks_of(&self.record.entry.event);
        moves_by(self.before.as_ref(), &self.after, starts)
    }
}

/// A case up to a moment.
#[derive(Debug, Clone)]
pub struct Past {
    /// Its id.
    pub id: CaseId,
    /// Its number.
    pub number: CaseNumber,
    /// The set-up at the moment.
    pub setup: std::sync::Arc<Setup>,
    /// Its events, in order; at least one.
    pub steps: Vec<Step>,
}

impl Past {
    /// The case up to a moment, by a pass over the whole log.
    pub fn of(source: &Source, number: &CaseNumber, moment: Moment) -> Result<Past, SourceError> {
        Past::look_up(&Finder::new(source, true), number, moment)
    }

    /// The same, by what is derived of the log where that fits.
    pub fn look_up(
        finder: &Finder<'_>,
        number: &CaseNumber,
        moment: Moment,
    ) -> Result<Past, SourceError> {
        let Found { stream, records, setup } = finder.find(Wanted::Case(number), moment)?;
        let unknown = || SourceError::UnknownCase { number: number.to_string() };
        let id = stream.case().ok_or_else(unknown)?;
        let steps = steps(&setup, records)?;
        Ok(Past { id, number: number.clone(), setup, steps })
    }

    /// The case as it was at the moment.
    pub fn case(&self) -> &Case {
        &self.last().after
    }

    /// Its last event.
    pub fn last(&self) -> &Step {
        self.steps.last().expect("a past has at least the event that opened the case")
    }
}

/// The events of one case, each with the state before and after it.
pub(crate) fn steps(setup: &Setup, records: Vec<Record>) -> Result<Vec<Step>, SourceError> {
    let mut steps: Vec<Step> = Vec::with_capacity(records.len());
    for record in records {
        let before = steps.last().map(|step| step.after.clone());
        let after = match &before {
            None => first(setup, &record)?,
            Some(before) => next(setup, before, &record)?,
        };
        steps.push(Step { record, before, after });
    }
    Ok(steps)
}

fn first(setup: &Setup, record: &Record) -> Result<Case, SourceError> {
    let (Event::ApplicationReceived(event), Stream::Case(id)) =
        (&record.entry.event, record.entry.stream)
    else {
        return Err(illegal(record, "it opens no case".to_owned()));
    };
    let item = setup.item_version(&event.item, event.item_version);
    let item = item.ok_or_else(|| illegal(record, "its item is unknown".to_owned()))?;
    let here = Position { seq: record.seq, at: record.meta.occurred_at };
    let mut case = Case::received(id, item, event, here);
    case.taken_in_by(&record.entry.event, &record.meta.actor);
    Ok(case)
}

fn next(setup: &Setup, before: &Case, record: &Record) -> Result<Case, SourceError> {
    let item = setup.item(before.item);
    let item = item.ok_or_else(|| illegal(record, "its item is unknown".to_owned()))?;
    let here = Position { seq: record.seq, at: record.meta.occurred_at };
    let mut case = before.clone();
    let folded = case.evolve(&record.entry.event, &item.definition, here);
    folded.map_err(|error| illegal(record, error.to_string()))?;
    case.taken_in_by(&record.entry.event, &record.meta.actor);
    Ok(case)
}

fn illegal(record: &Record, reason: String) -> SourceError {
    SourceError::History(HistoryError::Illegal { seq: record.seq, reason })
}
