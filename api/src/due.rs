//! `yichuang due`: the due date of a legal time limit, and why, without a server.

use std::io::{self, Write};
use std::str::FromStr;

use clap::{Args, ValueEnum};
use engine::calendar::Calendar;
use engine::due::{Budget, CountedDay, Due, ExplainError, Suspension, Term, Unit};
use engine::time::{Day, TimeError};
use serde::Serialize;

/// Most suspensions that one question may list.
pub const SUSPENSIONS_MAX: usize = 100;

/// What to compute. The built-in calendar is the official one, 2023 to 2026.
#[derive(Debug, Clone, Args)]
pub struct DueArgs {
    /// The day of the event that starts the clock (起算日), YYYY-MM-DD; not counted itself.
    #[arg(long)]
    pub start: Day,
    /// How many days (时限); 0 is the same day.
    #[arg(long)]
    pub limit: u16,
    /// WD working days (工作日), CD natural days (自然日).
    #[arg(long, value_enum, ignore_case = true, default_value_t = UnitArg::Wd)]
    pub unit: UnitArg,
    /// Days of an approved extension (延长), in the same unit.
    #[arg(long, default_value_t = 0)]
    pub extend: u16,
    /// A suspension (中止): first suspended day..resume day, YYYY-MM-DD..YYYY-MM-DD; repeatable.
    #[arg(long, value_name = "FROM..RESUME")]
    pub suspend: Vec<SuspendArg>,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
}

/// The unit as it is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum UnitArg {
    /// Working days (工作日).
    #[value(name = "WD")]
    Wd,
    /// Natural days (自然日).
    #[value(name = "CD")]
    Cd,
}

/// A suspension as it is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SuspendArg(pub Suspension);

/// Why a suspension cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SuspendArgError {
    /// There are no two dots.
    #[error("write the first suspended day and the resume day as YYYY-MM-DD..YYYY-MM-DD")]
    Dots,
    /// One of the two is no date.
    #[error(transparent)]
    Day(#[from] TimeError),
    /// The resume day is earlier than the first suspended day.
    #[error("the resume day is before the first suspended day: exchange them")]
    Backwards,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum DueError {
    /// More than [`SUSPENSIONS_MAX`] suspensions.
    #[error("{count} suspensions given, at most {SUSPENSIONS_MAX} are read")]
    TooManySuspensions {
        /// How many were given.
        count: usize,
    },
    /// A suspension without end; this cannot be typed, only built.
    #[error("the clock is still suspended, there is no due date yet: give the resume day")]
    StillSuspended,
    /// The limit does not end before the last day there is.
    #[error("the limit of {days} days does not end before {}: give a shorter one", Day::MAX)]
    BeyondTheEnd {
        /// The limit, extension included.
        days: u32,
    },
    /// The due date is too far away to list each day.
    #[error("the due date {due} is too far from the start")]
    TooFar {
        /// The due date.
        due: Day,
        /// How far, and how far it may be.
        source: ExplainError,
    },
    /// The answer could not be written.
    #[error("cannot write the answer")]
    Write(#[from] io::Error),
    /// The answer could not be written as JSON.
    #[error("cannot write the answer as json")]
    Json(#[from] serde_json::Error),
}

/// The answer as data.
#[derive(Debug, Serialize)]
struct Answer {
    due: Day,
    provisional: bool,
    days: Vec<CountedDay>,
}

/// Computes the due date and prints it, with each day after the start up to it. What was typed and changes
/// nothing is said in `warnings`.
///
/// # Errors
/// When there is no due date, or it cannot be printed.
pub fn run(
    args: &DueArgs,
    out: &mut impl Write,
    warnings: &mut impl Write,
) -> Result<(), DueError> {
    if args.suspend.len() > SUSPENSIONS_MAX {
        return Err(DueError::TooManySuspensions { count: args.suspend.len() });
    }
    let calendar = Calendar::official();
    let suspensions: Vec<Suspension> = args.suspend.iter().map(|one| one.0).collect();
    let budget = Budget { days: args.limit, unit: args.unit.into() };
    let term =
        Term { start: args.start, budget, extension: args.extend, suspensions: &suspensions };
    let Due { day: due, provisional } = term.due(&calendar).ok_or(DueError::StillSuspended)?;
    let total = u32::from(args.limit) + u32::from(args.extend);
    if total > 0 && (due == Day::MAX || term.counted(&calendar, due) < total) {
        return Err(DueError::BeyondTheEnd { days: total });
    }
    let days = term.explain(&calendar, due).map_err(|source| DueError::TooFar { due, source })?;
    for Suspension { from, resume } in
        suspensions.iter().filter(|one| is_outside(one, args.start, due))
    {
        let resume = resume.map(|day| day.to_string()).unwrap_or_default();
        let start = args.start;
        writeln!(
            warnings,
            "yichuang: the suspension {from}..{resume} lies outside the run, which is after {start} \
             and up to {due}: it changes nothing"
        )?;
    }
    let answer = Answer { due, provisional, days };
    if args.json {
        serde_json::to_writer(&mut *out, &answer)?;
        writeln!(out)?;
    } else {
        print(&answer, args, &calendar, out)?;
    }
    out.flush()?;
    Ok(())
}

/// True when no day after the start up to the due date is suspended by it.
fn is_outside(one: &Suspension, start: Day, due: Day) -> bool {
    one.from > due || one.resume.is_some_and(|resume| resume <= start.next())
}

fn print(
    answer: &Answer,
    args: &DueArgs,
    calendar: &Calendar,
    out: &mut impl Write,
) -> io::Result<()> {
    writeln!(out, "到期 due {} {}", answer.due, answer.due.weekday().zh())?;
    if answer.provisional {
        let (from, to) = (calendar.covered_from(), calendar.covered_to());
        writeln!(out, "暂定 provisional: holiday notices are known from {from} to {to} only")?;
    }
    let unit = Unit::from(args.unit);
    writeln!(out, "start {} (not counted), limit {} {unit}", args.start, args.limit)?;
    if args.extend > 0 {
        writeln!(out, "extension {} {unit}", args.extend)?;
    }
    let mut counted = 0;
    for day in &answer.days {
        if day.counts {
            counted += 1;
            writeln!(out, "{}  {counted:>5}  {}", day.date, day.why)?;
        } else {
            writeln!(out, "{}      -  {}", day.date, day.why)?;
        }
    }
    Ok(())
}

impl From<UnitArg> for Unit {
    fn from(unit: UnitArg) -> Unit {
        match unit {
            UnitArg::Wd => Unit::WorkingDays,
            UnitArg::Cd => Unit::CalendarDays,
        }
    }
}

impl FromStr for SuspendArg {
    type Err = SuspendArgError;

    fn from_str(text: &str) -> Result<SuspendArg, SuspendArgError> {
        let (from, resume) = text.split_once("..").ok_or(SuspendArgError::Dots)?;
        let (from, resume): (Day, Day) = (from.parse()?, resume.parse()?);
        if resume < from {
            return Err(SuspendArgError::Backwards);
        }
        Ok(SuspendArg(Suspension { from, resume: Some(resume) }))
    }
}
