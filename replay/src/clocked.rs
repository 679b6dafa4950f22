//! 有时限者: what has clocks, event by event: a case, a department whose opinion a joint case asks for, a bundle, a voice.

use std::sync::Arc;

use engine::clock::{Clock, ClockKind};
use engine::code::{CaseNumber, UnitId};
use engine::id::VoiceId;
use engine::number::BUNDLE_PREFIX;
use engine::record::Record;
use engine::setup::Setup;
use engine::voice::VoiceKind;

use crate::bundle::{self, as_bundle};
use crate::dates::clocks_of;
use crate::explain::{NoExplanation, clock_name};
use crate::look_up::{Finder, Found, Wanted};
use crate::moment::Moment;
use crate::moves::{Move, moves_among};
use crate::past::Past;
use crate::source::SourceError;
use crate::voice_story::{self, as_voice};
use crate::words::Lang;

/// What has clocks, up to a moment.
#[derive(Debug, Clone)]
pub struct Clocked {
    /// Its number.
    pub number: String,
    /// The set-up at the moment.
    pub setup: Arc<Setup>,
    pub(crate) holder: Holder,
    steps: Vec<ClockStep>,
    /// The clocks of a voice in whose place another of the same kind stepped, in order.
    earlier: Vec<Clock>,
    /// The departments whose opinions were asked, where it is a case.
    departments: Vec<UnitId>,
}

/// Who has them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Holder {
    Case,
    Bundle,
    Voice(VoiceKind),
}

impl Holder {
    pub(crate) fn named(self, lang: Lang) -> &'static str {
        match self {
            Holder::Case => lang.of("办件", "case"),
            Holder::Bundle => lang.of("一件事", "bundle"),
            Holder::Voice(kind) => voice_story::kind_in(lang, kind),
        }
    }
}

/// One event, with the clocks before and after it.
#[derive(Debug, Clone)]
struct ClockStep {
    record: Record,
    before: Option<Vec<Clock>>,
    after: Vec<Clock>,
}

impl Clocked {
    /// Whatever has the number, up to a moment; of a case the clock of one department, where `unit` names it.
    pub fn look_up(
        finder: &Finder<'_>,
        (number, unit): (&CaseNumber, Option<&UnitId>),
        (kind, moment): (ClockKind, Moment),
    ) -> Result<Result<Clocked, NoExplanation>, SourceError> {
        let is_beside = number.as_str().starts_with(BUNDLE_PREFIX) || as_voice(number).is_some();
        if is_beside && unit.is_some() {
            return Ok(Err(NoExplanation::OneOnly { clock: clock_name(kind) }));
        }
        if number.as_str().starts_with(BUNDLE_PREFIX)
            && let Some(number) = as_bundle(finder, number)?
        {
            let found = finder.find(Wanted::Bundle(&number), moment)?;
            let setup = Arc::clone(&found.setup);
            let clocks =
                Clocked::folded(number.to_string(), Holder::Bundle, found, |it, record| {
                    let after = bundle::folded(&setup, it, record)?;
                    let clocks = after.clock.iter().cloned().collect();
                    Ok((after, clocks))
                });
            return clocks.map(Ok);
        }
        if let Some(number) = as_voice(number) {
            let found = finder.find(Wanted::Voice(&number), moment)?;
            let mut earlier = Vec::new();
            let unknown = || SourceError::UnknownCase { number: number.to_string() };
            let kind = found.stream.voice().and_then(VoiceId::kind).ok_or_else(unknown)?;
            let holder = Holder::Voice(kind);
            let clocks = Clocked::folded(number.to_string(), holder, found, |it, record| {
                let after = voice_story::folded(it, record)?;
                let clocks = latest(&after.clocks);
                earlier.clone_from(&after.clocks);
                earlier.retain(|clock| !clocks.contains(clock));
                Ok((after, clocks))
            });
            return clocks.map(|clocks| Ok(Clocked { earlier, ..clocks }));
        }
        let past = Past::look_up(finder, number, moment)?;
        Ok(match (kind, unit) {
            (ClockKind::Opinion, unit) => Clocked::opinion(&past, unit),
            (kind, Some(_)) => Err(NoExplanation::OneOnly { clock: clock_name(kind) }),
            (_, None) => Ok(Clocked::case(&past)),
        })
    }

    /// The clocks of a case itself.
    pub fn case(past: &Past) -> Clocked {
        Clocked::of(past, |case| case.clocks.clone())
    }

    /// The clock of one department whose opinion a joint case asked for; it need not be named where it is the only one.
    pub fn opinion(past: &Past, unit: Option<&UnitId>) -> Result<Clocked, NoExplanation> {
        let asked = departments(past);
        let unit = match (unit, asked.as_slice()) {
            (Some(unit), _) => unit.clone(),
            (None, [only]) => only.clone(),
            (None, []) => return Ok(Clocked::case(past)),
            (None, _) => return Err(NoExplanation::WhichUnit { units: named(&asked) }),
        };
        if !asked.contains(&unit) {
            let units = if asked.is_empty() { "none".to_owned() } else { named(&asked) };
            return Err(NoExplanation::NotAsked { unit, units });
        }
        Ok(Clocked::of(past, |case| {
            let of = case.extras().opinions.iter().filter(|task| task.department == unit);
            of.map(|task| task.clock.clone()).collect()
        }))
    }

    fn of(past: &Past, clocks: impl Fn(&engine::case::Case) -> Vec<Clock>) -> Clocked {
        let steps = past.steps.iter().map(|step| ClockStep {
            record: step.record.clone(),
            before: step.before.as_ref().map(&clocks),
            after: clocks(&step.after),
        });
        Clocked {
            number: past.number.to_string(),
            setup: Arc::clone(&past.setup),
            holder: Holder::Case,
            steps: steps.collect(),
            earlier: Vec::new(),
            departments: departments(past),
        }
    }

    /// Folds the records of what is no case; `fold` gives what it is after each, and its clocks.
    fn folded<T>(
        number: String,
        holder: Holder,
        found: Found,
        mut fold: impl FnMut(Option<T>, &Record) -> Result<(T, Vec<Clock>), SourceError>,
    ) -> Result<Clocked, SourceError> {
        let (mut it, mut before, mut steps) = (None, None, Vec::new());
        for record in found.records {
            let (now, after) = fold(it.take(), &record)?;
            it = Some(now);
            steps.push(ClockStep { record, before: before.replace(after.clone()), after });
        }
        let (earlier, departments) = (Vec::new(), Vec::new());
        Ok(Clocked { number, setup: found.setup, holder, steps, earlier, departments })
    }

    /// Its clocks at the moment.
    pub(crate) fn clocks(&self) -> &[Clock] {
        self.steps.last().map(|step| step.after.as_slice()).unwrap_or_default()
    }

    /// The clocks of a kind before the last one.
    pub(crate) fn earlier(&self, kind: ClockKind) -> impl Iterator<Item = &Clock> {
        self.earlier.iter().filter(move |clock| clock.kind == kind)
    }

    /// The names of its clocks at the moment, those of departments included.
    pub(crate) fn has(&self) -> String {
        let own = self.clocks().iter().map(|clock| clock_name(clock.kind).to_owned());
        let opinions = self.departments.iter().map(|unit| format!("opinion --unit {unit}"));
        let is_of_one = self.clocks().iter().any(|clock| clock.kind == ClockKind::Opinion);
        let has: Vec<String> = own.chain(opinions.filter(|_| !is_of_one)).collect();
        if has.is_empty() { "none".to_owned() } else { has.join(", ") }
    }

    /// Each event that moved the last clock of a kind, in order, and how.
    pub(crate) fn moves(&self, kind: ClockKind) -> impl Iterator<Item = (&Record, Move)> {
        self.steps.iter().filter_map(move |step| {
            let (starts, _) = clocks_of(&step.record.entry.event);
            let moves = moves_among(step.before.as_deref(), &step.after, starts);
            moves.into_iter().rfind(|moved| moved.clock == kind).map(|moved| (&step.record, moved))
        })
    }
}

/// The clocks of a voice, the last of each kind: one that begins anew takes the place of the one before, which is kept.
pub(crate) fn latest(clocks: &[Clock]) -> Vec<Clock> {
    let is_last =
        |at: usize, clock: &Clock| clocks.iter().skip(at + 1).all(|later| later.kind != clock.kind);
    let last = clocks.iter().enumerate().filter(|(at, clock)| is_last(*at, clock));
    last.map(|(_, clock)| clock.clone()).collect()
}

/// The departments that were ever asked, in the order of their codes.
fn departments(past: &Past) -> Vec<UnitId> {
    let tasks = past.steps.iter().flat_map(|step| &step.after.extras().opinions);
    let mut units: Vec<UnitId> = tasks.map(|task| task.department.clone()).collect();
    units.sort();
    units.dedup();
    units
}

fn named(units: &[UnitId]) -> String {
    let units: Vec<&str> = units.iter().map(UnitId::as_str).collect();
    units.join(", ")
}
