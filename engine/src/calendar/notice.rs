//! The yearly holiday notice (放假通知): what it lists, and when it is refused.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use crate::time::Day;

/// Most days off, and most make-up days, that one notice may list.
pub const NOTICE_DAYS_MAX: usize = 100;
/// Longest holiday name, in bytes.
pub const HOLIDAY_NAME_BYTES_MAX: usize = 60;
/// Longest address of a notice, in bytes.
pub const NOTICE_SOURCE_BYTES_MAX: usize = 500;
/// Most years that one calendar may cover.
pub const YEARS_MAX: usize = 100;
/// Days of the year before that a notice may list: a New Year holiday may begin in December.
pub(super) const DAYS_BEFORE_YEAR: i32 = 7;

/// A day off (放假) and the holiday it belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OffDay {
    /// The day off.
    pub date: Day,
    /// The holiday, as the notice names it, at most [`HOLIDAY_NAME_BYTES_MAX`] bytes.
    #[schemars(with = "String")]
    pub name: SmolStr,
}

/// The yearly holiday notice (放假通知) of the State Council, or the addition of a region.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct YearNotice {
    /// The year it is for, 1901 to 9998.
    pub year: u16,
    /// Days off, week-ends among them included or not.
    pub off: Vec<OffDay>,
    /// Make-up working days (调休上班).
    pub make_up: Vec<Day>,
    /// Where the notice was published.
    #[schemars(with = "String")]
    pub source: SmolStr,
    /// Whether it is a region's addition to the national notice of the same year.
    #[serde(default)]
    pub regional: bool,
}

/// Why a notice is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    /// The year is outside 1901 to 9998.
    #[error("year {year} is outside 1901 to 9998")]
    YearOutOfRange {
        /// The year asked for.
        year: u16,
    },
    /// The notice lists no day off.
    #[error("the notice for {year} lists no day off: send the whole list")]
    Empty {
        /// The notice's year.
        year: u16,
    },
    /// A list is longer than [`NOTICE_DAYS_MAX`].
    #[error("the notice lists {count} days, at most {NOTICE_DAYS_MAX} in a list")]
    TooManyDays {
        /// How many it lists.
        count: usize,
    },
    /// A listed day is neither in the year nor in the last week of the year before.
    #[error("{date} is neither in {year} nor in the last week of the year before")]
    DayOutside {
        /// The day.
        date: Day,
        /// The notice's year.
        year: u16,
    },
    /// A day is listed twice.
    #[error("{date} is listed twice")]
    DayTwice {
        /// The day.
        date: Day,
    },
    /// A day is listed as off and as make-up.
    #[error("{date} is listed both as a day off and as a make-up working day")]
    OffAndMakeUp {
        /// The day.
        date: Day,
    },
    /// A holiday has no name, or one longer than [`HOLIDAY_NAME_BYTES_MAX`].
    #[error("the holiday on {date} needs a name of 1 to {HOLIDAY_NAME_BYTES_MAX} bytes")]
    HolidayName {
        /// The day.
        date: Day,
    },
    /// The source is empty or longer than [`NOTICE_SOURCE_BYTES_MAX`].
    #[error("the notice needs a source of 1 to {NOTICE_SOURCE_BYTES_MAX} bytes")]
    Source,
    /// A year between the first and the last has no national notice.
    #[error("the notice for {missing} is missing: publish it first")]
    Gap {
        /// The first year without a notice.
        missing: u16,
    },
    /// Two notices for one year and scope.
    #[error("there are two notices for {year}: keep the one in force")]
    NoticeTwice {
        /// The year.
        year: u16,
    },
    /// A regional notice without the national one.
    #[error("the national notice for {year} must be published before a regional one")]
    RegionalAlone {
        /// The notice's year.
        year: u16,
    },
    /// More than [`YEARS_MAX`] years.
    #[error("a calendar covers at most {YEARS_MAX} years")]
    TooManyYears,
    /// The version number is used up.
    #[error("the calendar has no version number left")]
    VersionsUsedUp,
    /// There is no notice to build from.
    #[error("a calendar needs at least one national notice")]
    NoNotice,
}

impl YearNotice {
    /// Checks the notice by itself, without the calendar it is for.
    pub fn check(&self) -> Result<(), CalendarError> {
        let year = self.year;
        let (first, last) = year_bounds(year).ok_or(CalendarError::YearOutOfRange { year })?;
        let first = first.plus(-DAYS_BEFORE_YEAR);
        if self.off.is_empty() {
            return Err(CalendarError::Empty { year });
        }
        let count = self.off.len().max(self.make_up.len());
        if count > NOTICE_DAYS_MAX {
            return Err(CalendarError::TooManyDays { count });
        }
        if self.source.is_empty() || self.source.len() > NOTICE_SOURCE_BYTES_MAX {
            return Err(CalendarError::Source);
        }
        let unnamed =
            |off: &&OffDay| off.name.trim().is_empty() || off.name.len() > HOLIDAY_NAME_BYTES_MAX;
        if let Some(off) = self.off.iter().find(unnamed) {
            return Err(CalendarError::HolidayName { date: off.date });
        }
        let mut days: Vec<(Day, bool)> = self.off.iter().map(|off| (off.date, false)).collect();
        days.extend(self.make_up.iter().map(|date| (*date, true)));
        if let Some((date, _)) = days.iter().find(|(date, _)| *date < first || *date > last) {
            return Err(CalendarError::DayOutside { date: *date, year });
        }
        days.sort_unstable();
        match days.iter().zip(days.iter().skip(1)).find(|(one, two)| one.0 == two.0) {
            Some(((date, false), (_, true))) => Err(CalendarError::OffAndMakeUp { date: *date }),
            Some(((date, _), _)) => Err(CalendarError::DayTwice { date: *date }),
            None => Ok(()),
        }
    }
}

/// First and last day of a year that a notice may be for.
pub(super) fn year_bounds(year: u16) -> Option<(Day, Day)> {
    if !(1901..=9998).contains(&year) {
        return None;
    }
    Some((Day::new(year, 1, 1).ok()?, Day::new(year, 12, 31).ok()?))
}
