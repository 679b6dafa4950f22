//! 数日子: counts the days of a limit one by one, in a way of its own, so that the engine's counting
//! is checked and not repeated.

use std::sync::Arc;

use engine::calendar::Calendar;
use engine::due::{Budget, Unit};
use engine::time::Day;

/// Days that are walked at most, over fifty years; a limit that long never ends.
const DAYS_WALKED_MAX: u32 = 20_000;

/// A time that is not counted (特别程序): from its first day to the day that counts again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pause {
    /// The first day that does not count.
    pub from: Day,
    /// The day that counts again; nothing while it goes on.
    pub to: Option<Day>,
}

/// By which calendar days are counted.
#[derive(Debug, Clone, Default)]
pub struct Days {
    /// The working days of China; without it every day counts and none is rolled over.
    pub calendar: Option<Arc<Calendar>>,
}

impl Days {
    /// By the working days of a calendar.
    pub fn by(calendar: &Arc<Calendar>) -> Days {
        Days { calendar: Some(Arc::clone(calendar)) }
    }

    /// The last day of a limit (民法典 201: the first day is not counted); nothing while a pause goes
    /// on, or past [`DAYS_WALKED_MAX`].
    pub fn due(&self, start: Day, limit: Budget, pauses: &[Pause]) -> Option<Day> {
        let mut day = start;
        let mut left = limit.days;
        for _ in 0..DAYS_WALKED_MAX {
            if left == 0 {
                return Some(self.rolled(day, start, limit.unit));
            }
            day = day.next();
            match pauses.iter().find(|pause| pause.holds(day)) {
                Some(Pause { to: None, .. }) => return None,
                None if self.counts(day, limit.unit) => left -= 1,
                Some(Pause { to: Some(_), .. }) | None => {}
            }
        }
        None
    }

    /// The day by which a limit was passed when it ended on `end`; nothing where it was kept.
    pub fn passed(&self, start: Day, limit: Budget, pauses: &[Pause], end: Day) -> Option<Day> {
        self.due(start, limit, pauses).filter(|due| end > *due)
    }

    /// The n-th working day before a day; the day itself for none.
    pub fn working_day_before(&self, day: Day, n: u16) -> Day {
        let (mut before, mut left) = (day, n);
        while left > 0 && before > Day::MIN {
            before = before.plus(-1);
            left -= u16::from(self.counts(before, Unit::WorkingDays));
        }
        before
    }

    /// 民法典 203: a last day on which nobody works goes on to the next working day. A limit of no
    /// days is the day itself.
    fn rolled(&self, mut day: Day, start: Day, unit: Unit) -> Day {
        let Some(calendar) = self.calendar.as_ref().filter(|_| unit == Unit::CalendarDays) else {
            return day;
        };
        while day > start && !calendar.is_workday(day) && day < Day::MAX {
            day = day.next();
        }
        day
    }

    fn counts(&self, day: Day, unit: Unit) -> bool {
        match (unit, &self.calendar) {
            (Unit::WorkingDays, Some(calendar)) => calendar.is_workday(day),
            (Unit::WorkingDays, None) | (Unit::CalendarDays | Unit::Date, _) => true,
        }
    }
}

impl Pause {
    fn holds(&self, day: Day) -> bool {
        self.from <= day && self.to.is_none_or(|to| day < to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().expect("a day")
    }

    #[track_caller]
    fn due(start: &str, days: u16, unit: Unit, pauses: &[Pause]) -> Option<String> {
        let days_of = Days { calendar: Some(Arc::new(Calendar::official())) };
        let due = days_of.due(day(start), Budget { days, unit }, pauses);
        due.map(|due| due.to_string())
    }

    #[test]
    fn a_make_up_sunday_counts_and_a_holiday_does_not() {
        let found = due("2025-01-20", 5, Unit::WorkingDays, &[]);
        assert_eq!(found.as_deref(), Some("2025-01-26"));
        let found = due("2025-01-27", 1, Unit::WorkingDays, &[]);
        assert_eq!(found.as_deref(), Some("2025-02-05"));
    }

    #[test]
    fn a_pause_takes_its_first_day_and_leaves_the_day_of_its_end() {
        let pause = |from, to: Option<&str>| Pause { from: day(from), to: to.map(day) };
        let ended = [pause("2026-03-03", Some("2026-03-05"))];
        let found = due("2026-03-02", 2, Unit::WorkingDays, &ended);
        assert_eq!(found.as_deref(), Some("2026-03-06"));
        assert_eq!(due("2026-03-02", 2, Unit::WorkingDays, &[pause("2026-03-03", None)]), None);
    }

    #[test]
    fn natural_days_roll_over_to_a_working_day_only_with_a_calendar() {
        let found = due("2026-09-21", 10, Unit::CalendarDays, &[]);
        assert_eq!(found.as_deref(), Some("2026-10-08"));
        let bare = Days::default();
        let limit = Budget { days: 10, unit: Unit::CalendarDays };
        assert_eq!(bare.due(day("2026-09-21"), limit, &[]), Some(day("2026-10-01")));
    }

    /// The engine counts with a table, this module day by day: where they differ one is wrong.
    #[test]
    fn the_engine_and_the_auditor_count_alike() {
        let calendar = Calendar::official();
        let days = Days { calendar: Some(Arc::new(calendar.clone())) };
        let mut start = day("2023-01-01");
        while start < day("2027-02-01") {
            for limit in [0, 1, 5, 20, 45] {
                for unit in [Unit::WorkingDays, Unit::CalendarDays] {
                    let limit = Budget { days: limit, unit };
                    let to = start.plus(9);
                    let pauses = [Pause { from: start.plus(3), to: Some(to) }];
                    let suspension =
                        engine::due::Suspension { from: start.plus(3), resume: Some(to) };
                    let engine = engine::due::due(&calendar, start, limit, 0, &[suspension]);
                    let here = days.due(start, limit, &pauses);
                    assert_eq!(here, engine.map(|due| due.day), "{start} {limit:?}");
                }
            }
            start = start.plus(7);
        }
    }
}
