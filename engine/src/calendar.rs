//! The working-day calendar (工作日历): which days count for a legal time limit.
//!
//! Administrative Licensing Law (行政许可法) art. 82: limits run in working days without statutory
//! holidays. A listed make-up day is a working day; else a listed day off is not; else Monday to
//! Friday are. A regional notice (holiday measures 全国年节及纪念日放假办法 art. 4) lies over the
//! national one.
//!
//! Invariant: the covered years are contiguous, and a calendar depends on its version and its
//! notices alone. Outside the covered years Monday to Friday are taken, provisionally.

mod notice;
mod official;

use smol_str::SmolStr;

use self::notice::{DAYS_BEFORE_YEAR, year_bounds};
use crate::time::{Day, Weekday};

pub use self::notice::{
    CalendarError, HOLIDAY_NAME_BYTES_MAX, NOTICE_DAYS_MAX, NOTICE_SOURCE_BYTES_MAX, OffDay,
    YEARS_MAX, YearNotice,
};

/// What a day is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DayKind {
    /// Monday to Friday, no holiday.
    Workday,
    /// A working day by notice (调休上班), mostly a Saturday or Sunday.
    MakeUp,
    /// Saturday or Sunday.
    Weekend,
    /// A day off by notice; the name of the holiday.
    Holiday(SmolStr),
}

/// A versioned working-day calendar.
///
/// Two calendars with the same version and notices are equal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    version: u32,
    /// Sorted by year, the national one first.
    notices: Vec<YearNotice>,
    covered_from: Day,
    covered_to: Day,
    table: Table,
}

/// What the notices say, day by day, and the sums that make counting a subtraction.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Table {
    /// First day of the table; it begins a week before the covered years.
    from: i32,
    /// Working days of the table before its i-th day; one entry more than it has days.
    worked_before: Vec<i32>,
    /// The working days of the table in order.
    workdays: Vec<i32>,
    /// What a notice says of a day, sorted by day.
    marks: Vec<(i32, DayKind)>,
}

impl Calendar {
    /// The calendar of the State Council's notices for 2023 to 2026, version 1.
    pub fn official() -> Calendar {
        Calendar::rebuild(1, official::notices()).expect("the official notices are valid")
    }

    /// The calendar of a version and its notices, in any order; see [`Calendar::notices`].
    pub fn rebuild(version: u32, mut notices: Vec<YearNotice>) -> Result<Calendar, CalendarError> {
        notices.iter().try_for_each(YearNotice::check)?;
        notices.sort_by_key(|notice| (notice.year, notice.regional));
        let (first, last) = covered_years(&notices)?;
        let covered_from = year_bounds(first).ok_or(CalendarError::NoNotice)?.0;
        let covered_to = year_bounds(last).ok_or(CalendarError::NoNotice)?.1;
        let table = Table::new(covered_from.plus(-DAYS_BEFORE_YEAR), covered_to, &notices);
        Ok(Calendar { version, notices, covered_from, covered_to, table })
    }

    /// The next version, with this notice in place of the one for the same year and scope, if any.
    ///
    /// Refused when the notice is not valid, would leave a year uncovered, or is regional without
    /// its national notice.
    pub fn publish(&self, notice: &YearNotice) -> Result<Calendar, CalendarError> {
        let version = self.version.checked_add(1).ok_or(CalendarError::VersionsUsedUp)?;
        let replaced =
            |old: &&YearNotice| old.year == notice.year && old.regional == notice.regional;
        let mut notices: Vec<YearNotice> =
            self.notices.iter().filter(|old| !replaced(old)).cloned().collect();
        notices.push(notice.clone());
        Calendar::rebuild(version, notices)
    }

    /// Which version this is; 1 is the built-in one.
    pub const fn version(&self) -> u32 {
        self.version
    }

    /// The notices it is made of, by year, the national one before a regional one.
    pub fn notices(&self) -> &[YearNotice] {
        &self.notices
    }

    /// First day of the first year with a notice.
    pub const fn covered_from(&self) -> Day {
        self.covered_from
    }

    /// Last day of the last year with a notice; what lies beyond is provisional.
    pub const fn covered_to(&self) -> Day {
        self.covered_to
    }

    /// Whether a notice decides about this day.
    pub fn covers(&self, day: Day) -> bool {
        self.covered_from <= day && day <= self.covered_to
    }

    /// Whether the day is a working day.
    pub fn is_workday(&self, day: Day) -> bool {
        self.rank(day.days() + 1) > self.rank(day.days())
    }

    /// What the day is, and which holiday.
    pub fn kind(&self, day: Day) -> DayKind {
        match self.table.marks.binary_search_by_key(&day.days(), |(day, _)| *day) {
            Ok(at) => self.table.marks.get(at).map_or_else(|| plain(day), |mark| mark.1.clone()),
            Err(_) => plain(day),
        }
    }

    /// Working days after `after` up to and including `to`; 0 when `to` is not later.
    pub fn workdays_between(&self, after: Day, to: Day) -> u32 {
        let count = self.rank(to.days() + 1) - self.rank(after.days() + 1);
        u32::try_from(count).unwrap_or(0)
    }

    /// The n-th working day after a day; the day itself when n is 0. Stops at 9999-12-31.
    pub fn workday_after(&self, day: Day, n: u32) -> Day {
        match i32::try_from(n) {
            Ok(0) => day,
            Ok(n) => within(self.select(self.rank(day.days() + 1).saturating_add(n - 1))),
            Err(_) => Day::MAX,
        }
    }

    /// The n-th working day before a day; the day itself when n is 0. Stops at 1900-01-01.
    pub fn workday_before(&self, day: Day, n: u32) -> Day {
        match i32::try_from(n) {
            Ok(0) => day,
            Ok(n) => within(self.select(self.rank(day.days()).saturating_sub(n))),
            Err(_) => Day::MIN,
        }
    }

    /// The day itself when it is a working day, else the next working day.
    pub fn workday_from(&self, day: Day) -> Day {
        within(self.select(self.rank(day.days())))
    }

    /// Working days before a day, from a fixed origin. The origin is the same on both sides of the
    /// covered years, so differences are counts.
    pub(crate) fn rank(&self, day: i32) -> i32 {
        let table = &self.table;
        let base = weekdays_before(table.from);
        match usize::try_from(day - table.from) {
            Err(_) => weekdays_before(day),
            Ok(at) => match table.worked_before.get(at) {
                Some(worked) => base + worked,
                None => base + table.total() + weekdays_before(day) - weekdays_before(table.end()),
            },
        }
    }

    /// The day of which `rank` working days lie before it, and that is a working day itself.
    pub(crate) fn select(&self, rank: i32) -> i32 {
        let table = &self.table;
        let inside = rank.saturating_sub(weekdays_before(table.from));
        match usize::try_from(inside) {
            Err(_) => weekday_at(rank),
            Ok(at) => match table.workdays.get(at) {
                Some(day) => *day,
                None => weekday_at(
                    (inside - table.total()).saturating_add(weekdays_before(table.end())),
                ),
            },
        }
    }
}

impl Table {
    fn new(from: Day, to: Day, notices: &[YearNotice]) -> Table {
        let marks = marks(notices);
        let mut table = Table {
            from: from.days(),
            worked_before: vec![0],
            workdays: Vec::new(),
            marks: Vec::new(),
        };
        let mut listed = marks.iter().peekable();
        let mut worked = 0;
        for days in from.days()..=to.days() {
            let day = from.plus(days - from.days());
            let kind = match listed.next_if(|mark| mark.0 == days) {
                Some(mark) => mark.1.clone(),
                None => plain(day),
            };
            if kind.is_workday() {
                worked += 1;
                table.workdays.push(days);
            }
            table.worked_before.push(worked);
        }
        table.marks = marks;
        table
    }

    /// Working days of the whole table.
    fn total(&self) -> i32 {
        self.worked_before.last().copied().unwrap_or(0)
    }

    /// The first day after the table.
    fn end(&self) -> i32 {
        let days = self.worked_before.len().saturating_sub(1);
        self.from + i32::try_from(days).expect("a table covers at most a hundred years")
    }
}

impl DayKind {
    /// Whether it counts as a working day.
    pub const fn is_workday(&self) -> bool {
        match self {
            DayKind::Workday | DayKind::MakeUp => true,
            DayKind::Weekend | DayKind::Holiday(_) => false,
        }
    }
}

/// First and last covered year, when the national notices leave no gap.
fn covered_years(notices: &[YearNotice]) -> Result<(u16, u16), CalendarError> {
    let national: Vec<u16> =
        notices.iter().filter(|notice| !notice.regional).map(|notice| notice.year).collect();
    let mut pairs = notices.iter().zip(notices.iter().skip(1));
    let scope = |notice: &YearNotice| (notice.year, notice.regional);
    if let Some((one, _)) = pairs.find(|(one, two)| scope(one) == scope(two)) {
        return Err(CalendarError::NoticeTwice { year: one.year });
    }
    let (Some(first), Some(last)) = (national.first().copied(), national.last().copied()) else {
        return Err(CalendarError::NoNotice);
    };
    if national.len() > YEARS_MAX {
        return Err(CalendarError::TooManyYears);
    }
    let mut pairs = national.iter().zip(national.iter().skip(1));
    if let Some((before, _)) = pairs.find(|(before, year)| **before + 1 < **year) {
        return Err(CalendarError::Gap { missing: before + 1 });
    }
    let alone = |notice: &&YearNotice| notice.regional && !national.contains(&notice.year);
    match notices.iter().find(alone) {
        Some(notice) => Err(CalendarError::RegionalAlone { year: notice.year }),
        None => Ok((first, last)),
    }
}

/// What the notices say of each listed day, sorted by day. A regional notice lies over a national
/// one; of two on one level a make-up day wins, then the later year.
fn marks(notices: &[YearNotice]) -> Vec<(i32, DayKind)> {
    let mut layers: Vec<(i32, bool, bool, u16, DayKind)> = Vec::new();
    for notice in notices {
        let scope = (notice.regional, notice.year);
        layers.extend(notice.off.iter().map(|off| {
            (off.date.days(), scope.0, false, scope.1, DayKind::Holiday(off.name.clone()))
        }));
        layers.extend(
            notice.make_up.iter().map(|day| (day.days(), scope.0, true, scope.1, DayKind::MakeUp)),
        );
    }
    layers.sort_by_key(|layer| (layer.0, layer.1, layer.2, layer.3));
    let mut marks: Vec<(i32, DayKind)> = Vec::with_capacity(layers.len());
    for (day, _, _, _, kind) in layers {
        match marks.last_mut() {
            Some(top) if top.0 == day => top.1 = kind,
            Some(_) | None => marks.push((day, kind)),
        }
    }
    marks
}

/// What a day is without any notice.
fn plain(day: Day) -> DayKind {
    match day.weekday() {
        Weekday::Monday
        | Weekday::Tuesday
        | Weekday::Wednesday
        | Weekday::Thursday
        | Weekday::Friday => DayKind::Workday,
        Weekday::Saturday | Weekday::Sunday => DayKind::Weekend,
    }
}

/// Mondays to Fridays before a day, from Monday 1969-12-29.
fn weekdays_before(day: i32) -> i32 {
    let since_monday = day + 3;
    since_monday.div_euclid(7) * 5 + since_monday.rem_euclid(7).min(5)
}

/// The day with so many Mondays to Fridays before it; the inverse of [`weekdays_before`].
fn weekday_at(rank: i32) -> i32 {
    // A rank beyond the days that are kept is held near them, so that nothing overflows.
    let rank = rank.clamp(-100_000, 3_000_000);
    rank.div_euclid(5) * 7 + rank.rem_euclid(5) - 3
}

/// The day, or the nearest one that is kept.
fn within(days: i32) -> Day {
    Day::MIN.plus(days.saturating_sub(Day::MIN.days()))
}
