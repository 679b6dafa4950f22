//! The counting rule of a time limit (期限计算): when a clock falls due, and why.
//!
//! Civil Code (民法典) art. 201: the starting day is not counted. Administrative Licensing Law
//! (行政许可法) art. 82: working days; art. 45: time of a listed special procedure is not counted.
//! **A day after the start counts when it is a working day (any day, for natural days) and the
//! clock is running at its close.** So a suspension excludes its first day and not its resume day,
//! and everything here follows from dates alone, in whatever order they became known.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize, Serializer};
use smol_str::SmolStr;

use crate::calendar::{Calendar, DayKind};
use crate::time::{Day, Weekday};

/// Most days that one explanation lists: ten years.
pub const EXPLAIN_DAYS_MAX: u32 = 3660;

/// In which days a limit runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub enum Unit {
    /// Working days (工作日), Administrative Licensing Law art. 82.
    #[serde(rename = "WD")]
    WorkingDays,
    /// Natural days (自然日), every day counts.
    #[serde(rename = "CD")]
    CalendarDays,
    /// To a fixed date (定日): natural days, and no notice moves the last one.
    #[serde(rename = "DATE")]
    Date,
}

/// A time limit (时限) without its extension.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Budget {
    /// How many days; 0 is the same day (即办).
    pub days: u16,
    /// In which days.
    pub unit: Unit,
}

/// An interval in which the clock stands still (中止), Administrative Licensing Law art. 45.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Suspension {
    /// The first day at whose close the clock stands still.
    pub from: Day,
    /// The first day at whose close it runs again; nothing while it still stands. The same day as
    /// `from`, or an earlier one, excludes nothing.
    pub resume: Option<Day>,
}

/// A due date (到期日). In time is whatever happens on this day or before, until 24:00.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Due {
    /// The last day of the limit.
    pub day: Day,
    /// Whether a holiday notice not yet published may move it.
    pub provisional: bool,
}

/// A limit that runs from a start day, with all that stretches it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Term<'a> {
    /// The day of the event that starts the clock; it is not counted itself.
    pub start: Day,
    /// The limit.
    pub budget: Budget,
    /// Days added to the limit by an approved extension (延长), in the same unit.
    pub extension: u16,
    /// Suspensions in any order; where they overlap a day is excluded once.
    pub suspensions: &'a [Suspension],
}

/// One line of an explanation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CountedDay {
    /// The day.
    pub date: Day,
    /// Whether it counts towards the limit.
    pub counts: bool,
    /// Why, or why not.
    pub why: Why,
}

/// Why a day counts or not. As data it is the short English text, [`Why::short`].
#[derive(Debug, Clone, PartialEq, Eq, JsonSchema)]
#[schemars(with = "String")]
pub enum Why {
    /// Monday to Friday, no holiday.
    Workday(Weekday),
    /// A make-up working day (调休上班).
    MakeUp,
    /// Every natural day counts.
    CalendarDay,
    /// Saturday or Sunday.
    Weekend(Weekday),
    /// A day off by notice.
    Holiday(SmolStr),
    /// The clock stands still at the close of the day.
    Suspended,
    /// The limit in natural days is used up, and ends on the next working day (顺延).
    RolledOver,
}

/// Why there is no explanation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ExplainError {
    /// The span is longer than [`EXPLAIN_DAYS_MAX`].
    #[error("{days} days asked for, at most {EXPLAIN_DAYS_MAX} are listed: ask for a shorter span")]
    TooManyDays {
        /// The days asked for.
        days: u32,
    },
}

/// The due date of a limit; see [`Term::due`].
pub fn due(
    calendar: &Calendar,
    start: Day,
    budget: Budget,
    extension: u16,
    suspensions: &[Suspension],
) -> Option<Due> {
    Term { start, budget, extension, suspensions }.due(calendar)
}

/// The days counted from the start to the close of a day; see [`Term::counted`].
pub fn counted(
    calendar: &Calendar,
    start: Day,
    unit: Unit,
    suspensions: &[Suspension],
    as_of_close_of: Day,
) -> u32 {
    let running = Running { calendar, unit, stops: stops(suspensions) };
    running.count(start, as_of_close_of)
}

/// The n-th working day before a day, for a reminder; the day itself when n is 0.
pub fn working_days_before(calendar: &Calendar, day: Day, n: u32) -> Day {
    calendar.workday_before(day, n)
}

impl Term<'_> {
    /// The last day of the limit, or nothing while an open suspension keeps it unknown.
    ///
    /// A suspension that opens only after the limit was used up does not hide the due date.
    /// Limit 0 is the start day itself, working day or not: what is decided on the spot (即办) has
    /// no day to count. A limit in natural days whose last day is no working day ends on the next
    /// working day (民法典 art. 203). A due date that would lie after 9999-12-31 is that day.
    pub fn due(&self, calendar: &Calendar) -> Option<Due> {
        let total = self.total();
        if total == 0 {
            return Some(Due { day: self.start, provisional: false });
        }
        let day = self.running(calendar).nth_after(self.start, total)?;
        let day = match self.budget.unit {
            Unit::WorkingDays | Unit::Date => day,
            Unit::CalendarDays => calendar.workday_from(day),
        };
        let is_covered = self.start >= calendar.covered_from() && day <= calendar.covered_to();
        let provisional = self.budget.unit != Unit::Date && !is_covered;
        Some(Due { day, provisional })
    }

    /// The days counted from the start to the close of a day; those over which a limit in natural days rolls to a
    /// working day are none of it.
    pub fn counted(&self, calendar: &Calendar, as_of_close_of: Day) -> u32 {
        let running = self.running(calendar);
        let counted = running.count(self.start, as_of_close_of);
        let over = self.due(calendar).filter(|_| counted > self.total());
        over.map_or(counted, |due| self.total() + running.count(due.day, as_of_close_of))
    }

    /// The days left at the close of a day; negative is overdue (超期) by so many.
    ///
    /// It is the limit less the counted days: a limit in natural days that rolls over to a working day has 0 left until
    /// then, and is overdue only by the days after it.
    pub fn remaining(&self, calendar: &Calendar, as_of_close_of: Day) -> i64 {
        i64::from(self.total()) - i64::from(self.counted(calendar, as_of_close_of))
    }

    /// The day `n` working days before the due date, for a reminder; never before the start.
    pub fn day_before_due(&self, calendar: &Calendar, n: u32) -> Option<Day> {
        let due = self.due(calendar)?;
        Some(working_days_before(calendar, due.day, n).max(self.start))
    }

    /// The first day at whose close more than `percent` of the limit, extension included, is used:
    /// counted x 100 > percent x limit. Nothing while an open suspension keeps it unknown.
    pub fn first_day_over_ratio(&self, calendar: &Calendar, percent: u16) -> Option<Day> {
        let used = u64::from(self.total()) * u64::from(percent) / 100 + 1;
        let used = u32::try_from(used).ok()?;
        self.running(calendar).nth_after(self.start, used)
    }

    /// Each day after the start up to and including `to`, and why it counts or not.
    ///
    /// Up to the due date exactly as many days count as the limit has, extension included.
    pub fn explain(&self, calendar: &Calendar, to: Day) -> Result<Vec<CountedDay>, ExplainError> {
        let days = u32::try_from(to.days() - self.start.days()).unwrap_or(0);
        if days > EXPLAIN_DAYS_MAX {
            return Err(ExplainError::TooManyDays { days });
        }
        let running = self.running(calendar);
        let last = running.nth_after(self.start, self.total().max(1));
        let due = self.due(calendar).map(|due| due.day);
        let mut lines = Vec::new();
        let mut date = self.start;
        while date < to {
            date = date.next();
            let rolled = last.is_some_and(|last| last < date) && due.is_some_and(|due| date <= due);
            let (counts, why) = if rolled {
                (false, Why::RolledOver)
            } else if running.stands_at_close_of(date) {
                (false, Why::Suspended)
            } else {
                running.reason(date)
            };
            lines.push(CountedDay { date, counts, why });
        }
        Ok(lines)
    }

    /// The limit with its extension.
    fn total(&self) -> u32 {
        u32::from(self.budget.days) + u32::from(self.extension)
    }

    fn running<'c>(&self, calendar: &'c Calendar) -> Running<'c> {
        Running { calendar, unit: self.budget.unit, stops: stops(self.suspensions) }
    }
}

/// An interval that does not count; the end is the resume day, or none.
#[derive(Debug, Clone, Copy)]
struct Stop {
    from: Day,
    resume: Option<Day>,
}

/// A calendar with the intervals that do not count taken out of it.
struct Running<'c> {
    calendar: &'c Calendar,
    unit: Unit,
    /// Sorted, none empty, none touching another, only the last one open.
    stops: Vec<Stop>,
}

impl Running<'_> {
    /// The n-th counted day after a day, for n of at least 1.
    fn nth_after(&self, start: Day, n: u32) -> Option<Day> {
        let mut left = n;
        // Everything up to and including `done` is settled.
        let mut done = start;
        for stop in &self.stops {
            let last = stop.from.plus(-1);
            let before = self.between(done, last);
            if left <= before {
                return Some(self.after(done, left));
            }
            left -= before;
            done = done.max(stop.resume?.plus(-1));
        }
        Some(self.after(done, left))
    }

    /// Counted days after `start` up to and including `to`.
    fn count(&self, start: Day, to: Day) -> u32 {
        let mut total = 0;
        let mut done = start;
        for stop in &self.stops {
            total += self.between(done, stop.from.plus(-1).min(to));
            match stop.resume {
                Some(resume) => done = done.max(resume.plus(-1)),
                None => return total,
            }
        }
        total + self.between(done, to)
    }

    /// Days of the unit after `after` up to and including `to`, suspensions aside.
    fn between(&self, after: Day, to: Day) -> u32 {
        match self.unit {
            Unit::WorkingDays => self.calendar.workdays_between(after, to),
            Unit::CalendarDays | Unit::Date => u32::try_from(to.days() - after.days()).unwrap_or(0),
        }
    }

    /// The n-th day of the unit after a day, suspensions aside.
    fn after(&self, day: Day, n: u32) -> Day {
        match self.unit {
            Unit::WorkingDays => self.calendar.workday_after(day, n),
            Unit::CalendarDays | Unit::Date => i32::try_from(n).map_or(Day::MAX, |n| day.plus(n)),
        }
    }

    fn stands_at_close_of(&self, day: Day) -> bool {
        let after = self.stops.partition_point(|stop| stop.from <= day);
        let last = after.checked_sub(1).and_then(|at| self.stops.get(at));
        last.is_some_and(|stop| stop.resume.is_none_or(|resume| day < resume))
    }

    /// Whether a running day counts, and why.
    fn reason(&self, day: Day) -> (bool, Why) {
        match self.unit {
            Unit::CalendarDays | Unit::Date => (true, Why::CalendarDay),
            Unit::WorkingDays => match self.calendar.kind(day) {
                DayKind::Workday => (true, Why::Workday(day.weekday())),
                DayKind::MakeUp => (true, Why::MakeUp),
                DayKind::Weekend => (false, Why::Weekend(day.weekday())),
                DayKind::Holiday(name) => (false, Why::Holiday(name)),
            },
        }
    }
}

/// The suspensions in order, merged where they overlap or touch, without the empty ones.
fn stops(suspensions: &[Suspension]) -> Vec<Stop> {
    let holds = |one: &&Suspension| one.resume.is_none_or(|resume| one.from < resume);
    let mut sorted: Vec<Stop> = suspensions
        .iter()
        .filter(holds)
        .map(|one| Stop { from: one.from, resume: one.resume })
        .collect();
    if sorted.len() < 2 {
        return sorted;
    }
    sorted.sort_unstable_by_key(|stop| stop.from);
    let mut merged: Vec<Stop> = Vec::with_capacity(sorted.len());
    for stop in sorted {
        match merged.last_mut() {
            Some(last) if last.resume.is_none_or(|resume| stop.from <= resume) => {
                last.resume = last.resume.zip(stop.resume).map(|(one, two)| one.max(two));
            }
            Some(_) | None => merged.push(stop),
        }
    }
    merged
}

impl Unit {
    /// The code that the item catalogue uses.
    pub const fn code(self) -> &'static str {
        match self {
            Unit::WorkingDays => "WD",
            Unit::CalendarDays => "CD",
            Unit::Date => "DATE",
        }
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl Why {
    /// A short English text, for data.
    pub const fn short(&self) -> &'static str {
        match self {
            Why::Workday(_) => "working day",
            Why::MakeUp => "make-up working day",
            Why::CalendarDay => "calendar day",
            Why::Weekend(_) => "weekend",
            Why::Holiday(_) => "holiday",
            Why::Suspended => "suspended",
            Why::RolledOver => "rolls to the next working day",
        }
    }
}

/// Chinese first, then the short English text.
impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let zh = match self {
            Why::Workday(weekday) | Why::Weekend(weekday) => weekday.zh(),
            Why::MakeUp => "调休上班",
            Why::CalendarDay => "自然日",
            Why::Holiday(name) => name,
            Why::Suspended => "中止",
            Why::RolledOver => "顺延",
        };
        write!(f, "{zh} {}", self.short())
    }
}

impl Serialize for Why {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.short())
    }
}
