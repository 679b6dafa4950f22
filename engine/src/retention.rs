//! 保管期限: how long the papers of a case are kept, and from which day on they are to be appraised.
//!
//! The classes are those of 国家档案局令第8号. Years are counted whole, from the first day of the year after
//! the one in which the case was archived: a file is never listed too early. Being due is a reason to look at a
//! file (鉴定), never to destroy it: the unit's own schedule and its appraisal decide (档案法实施条例 art. 20, 24).

use crate::item::Retention;
use crate::time::Day;

impl Retention {
    /// The least years that any class has: no file is due before.
    pub const YEARS_MIN: u16 = 10;

    /// For how many years; `None` for ever.
    pub fn years(self) -> Option<u16> {
        match self {
            Retention::TenYears => Some(Retention::YEARS_MIN),
            Retention::ThirtyYears => Some(30),
            Retention::Permanent => None,
        }
    }

    /// The day from which on a case that was archived on a day is to be appraised; `None` for one that is kept for ever.
    pub fn due(self, archived: Day) -> Option<Day> {
        due_after(self.years()?, archived)
    }

    /// Whether a case that was received on a day may be due on another, whatever its class.
    pub fn may_be_due(received: Day, on: Day) -> bool {
        due_after(Retention::YEARS_MIN, received).is_some_and(|due| due <= on)
    }

    /// The Chinese name.
    pub fn chinese(self) -> &'static str {
        match self {
            Retention::TenYears => "10年",
            Retention::ThirtyYears => "30年",
            Retention::Permanent => "永久",
        }
    }
}

fn due_after(years: u16, day: Day) -> Option<Day> {
    Day::new(day.year().checked_add(1)?.checked_add(years)?, 1, 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(class: Retention, archived: &str, due: Option<&str>) {
        let due = due.map(|day| day.parse::<Day>().unwrap());
        assert_eq!(class.due(archived.parse().unwrap()), due);
    }

    #[test]
    fn years_are_whole_and_begin_with_the_year_after_the_archiving() {
        check(Retention::TenYears, "2026-01-01", Some("2037-01-01"));
        check(Retention::TenYears, "2026-12-31", Some("2037-01-01"));
        check(Retention::ThirtyYears, "2026-06-15", Some("2057-01-01"));
    }

    #[test]
    fn what_is_kept_for_ever_is_never_due() {
        check(Retention::Permanent, "2026-01-01", None);
        check(Retention::TenYears, "9999-12-31", None);
    }

    #[test]
    fn no_case_may_be_due_before_the_shortest_class_after_its_receipt() {
        let day = |text: &str| text.parse::<Day>().unwrap();
        assert!(!Retention::may_be_due(day("2026-03-01"), day("2036-12-31")));
        assert!(Retention::may_be_due(day("2026-03-01"), day("2037-01-01")));
    }
}
