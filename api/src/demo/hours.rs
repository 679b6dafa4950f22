//! 朝九晚五: when the hall works, and what so many working minutes later is.

use engine::calendar::Calendar;
use engine::time::{Day, Timestamp};

const MINUTE_MS: i64 = 60_000;
/// 09:00-12:00 and 13:00-17:00, in minutes of the day.
const SHIFTS: [(i64, i64); 2] = [(9 * 60, 12 * 60), (13 * 60, 17 * 60)];

/// The working hours of a hall.
#[derive(Debug)]
pub(super) struct Hours {
    calendar: Calendar,
}

impl Hours {
    pub(super) fn new() -> Hours {
        Hours { calendar: Calendar::official() }
    }

    /// This minute, or the first one after it in which the hall works.
    pub(super) fn open(&self, at: Timestamp) -> Timestamp {
        let day = at.day();
        let minute = at.ms_since(day.start()).div_euclid(MINUTE_MS);
        let shift = SHIFTS.iter().find(|(_, end)| minute < *end);
        match shift.filter(|_| self.calendar.is_workday(day)) {
            Some((start, _)) => day.start().plus_ms(minute.max(*start) * MINUTE_MS),
            None => self.opening(self.calendar.workday_after(day, 1)),
        }
    }

    fn opening(&self, day: Day) -> Timestamp {
        let [(start, _), _] = SHIFTS;
        self.calendar.workday_from(day).start().plus_ms(start * MINUTE_MS)
    }

    /// So many working minutes later.
    pub(super) fn plus(&self, at: Timestamp, minutes: u32) -> Timestamp {
        let mut now = self.open(at);
        let mut left = i64::from(minutes);
        loop {
            let minute = now.ms_since(now.day().start()) / MINUTE_MS;
            let end = SHIFTS.iter().map(|(_, end)| *end).find(|end| minute < *end);
            let room = end.map_or(0, |end| end - minute);
            if left < room {
                return now.plus_ms(left * MINUTE_MS);
            }
            left -= room;
            now = self.open(now.plus_ms(room.max(1) * MINUTE_MS));
        }
    }

    /// The same time of day so many working days later.
    pub(super) fn plus_days(&self, at: Timestamp, days: u32) -> Timestamp {
        let day = self.calendar.workday_after(at.day(), days);
        self.open(day.start().plus_ms(at.ms_since(at.day().start())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[track_caller]
    fn check(from: &str, minutes: u32, expected: &str) {
        assert_eq!(Hours::new().plus(at(from), minutes), at(expected));
    }

    #[test]
    fn who_comes_early_or_at_noon_waits_for_the_opening() {
        check("2026-06-15T08:10:00+08:00", 0, "2026-06-15T09:00:00+08:00");
        check("2026-06-15T12:30:00+08:00", 0, "2026-06-15T13:00:00+08:00");
    }

    #[test]
    fn work_goes_on_after_noon_and_the_next_working_day() {
        check("2026-06-15T11:50:00+08:00", 20, "2026-06-15T13:10:00+08:00");
        // 19 June 2026 is 端午节, a Friday.
        check("2026-06-18T16:50:00+08:00", 20, "2026-06-22T09:10:00+08:00");
    }

    #[test]
    fn so_many_days_later_are_working_days() {
        let later = Hours::new().plus_days(at("2026-06-18T10:00:00+08:00"), 1);
        assert_eq!(later, at("2026-06-22T10:00:00+08:00"));
    }
}
