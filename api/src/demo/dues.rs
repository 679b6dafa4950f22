//! 到期日: what was due of some cases of the demonstration, and whether it was decided in time.

use std::collections::BTreeSet;
use std::io::{self, Write};

use engine::calendar::Calendar;
use engine::event::EventKind;
use engine::time::Day;
use serde::Serialize;
use serde_json::Value;

/// Cases with cards that are told of, beside one of each type.
const CARDED_MAX: usize = 3;

/// The dates of a case.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Dates {
    /// 办件编号
    pub case: String,
    /// 事项
    pub item: String,
    /// 办件类型
    pub case_type: String,
    /// 收件
    pub received: Option<Day>,
    /// 受理
    pub accepted: Option<Day>,
    /// 承诺到期
    pub promise_due: Option<Day>,
    /// 法定到期
    pub statutory_due: Option<Day>,
    /// 决定
    pub decided: Option<Day>,
    /// Working days after the promised day, or after the statutory one where nothing was promised; 0 is in time.
    pub working_days_late: Option<u32>,
    /// How many cards fired.
    pub cards: u32,
}

impl Dates {
    /// Notes what an event says about dates.
    pub(super) fn note(&mut self, kind: EventKind, data: &Value, day: Day) {
        let slots = [("promise", &mut self.promise_due), ("statutory", &mut self.statutory_due)];
        for (clock, due) in slots {
            *due = due_of(clock, data).or(*due);
        }
        self.cards += u32::from(kind == EventKind::WarningIssued);
        if kind == EventKind::ApplicationReceived {
            self.received = Some(day);
        }
        if matches!(kind, EventKind::Accepted | EventKind::DeemedAccepted) {
            self.accepted = Some(day);
        }
        if kind == EventKind::DecisionMade {
            self.decided = Some(day);
        }
    }

    fn late(&self, calendar: &Calendar) -> Option<u32> {
        let due = self.promise_due.or(self.statutory_due)?;
        Some(calendar.workdays_between(due, self.decided?))
    }
}

/// The due day of a clock, where the event starts it or moves it.
fn due_of(clock: &str, data: &Value) -> Option<Day> {
    let text = |entry: &Value, field| entry.get(field).and_then(Value::as_str) == Some(clock);
    let lists = ["clocks", "recounts"].into_iter();
    let mut entries = lists.filter_map(|list| data.get(list)?.as_array()).flatten();
    let entry = entries.find(|entry| text(entry, "kind") || text(entry, "clock"));
    entry?.get("reckoning")?.get("due")?.as_str()?.parse().ok()
}

/// Of all cases the first decided one of each type, and the first few with cards.
pub(super) fn some(all: impl Iterator<Item = Dates>) -> Vec<Dates> {
    let calendar = Calendar::official();
    let mut types = BTreeSet::new();
    let mut carded = 0;
    let mut chosen = Vec::new();
    for mut dates in all.filter(|dates| dates.decided.is_some()) {
        let is_new = types.insert(dates.case_type.clone());
        if !is_new && (dates.cards == 0 || carded >= CARDED_MAX) {
            continue;
        }
        carded += usize::from(dates.cards > 0);
        dates.working_days_late = dates.late(&calendar);
        chosen.push(dates);
    }
    chosen
}

/// Prints them as a table.
pub(super) fn print(chosen: &[Dates], out: &mut impl Write) -> io::Result<()> {
    let or_dash = |day: Option<Day>| day.map_or_else(|| "-".to_owned(), |day| day.to_string());
    writeln!(out, "some due dates 到期日")?;
    writeln!(
        out,
        "  {:<8} {:<10} {:<10} {:<10} {:<10} {:<10}",
        "item", "received", "accepted", "promise", "statutory", "decided"
    )?;
    for dates in chosen {
        let days =
            [dates.received, dates.accepted, dates.promise_due, dates.statutory_due, dates.decided];
        write!(out, "  {:<8}", dates.item)?;
        for day in days {
            write!(out, " {:<10}", or_dash(day))?;
        }
        match dates.working_days_late {
            Some(0) => write!(out, " in time")?,
            Some(days) => write!(out, " late by {days} working days")?,
            None => write!(out, " nothing due")?,
        }
        writeln!(out, ", cards {}, {}", dates.cards, dates.case_type)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn decided(on: &str) -> Dates {
        let clock = |kind, due| json!({"kind": kind, "reckoning": {"due": due}});
        let clocks = [clock("statutory", "2026-06-30"), clock("promise", "2026-06-18")];
        let mut dates = Dates { case_type: on.to_owned(), ..Dates::default() };
        dates.note(EventKind::ApplicationReceived, &json!({}), day("2026-06-11"));
        dates.note(EventKind::Accepted, &json!({ "clocks": clocks }), day("2026-06-11"));
        dates.note(EventKind::DecisionMade, &json!({}), day(on));
        dates
    }

    #[test]
    fn lateness_is_counted_in_working_days_after_the_promised_one() {
        // Friday 19 June 2026 is the Dragon Boat Festival; Monday is the first working day after.
        let late = |on| some([decided(on)].into_iter()).pop().unwrap().working_days_late;
        assert_eq!(late("2026-06-18"), Some(0));
        assert_eq!(late("2026-06-19"), Some(0));
        assert_eq!(late("2026-06-23"), Some(2));
    }

    #[test]
    fn one_of_each_type_is_told_of_and_a_few_with_cards() {
        let carded = Dates { cards: 1, ..decided("2026-06-18") };
        let all = [decided("2026-06-17"), decided("2026-06-17")];
        let all = all.into_iter().chain(std::iter::repeat_n(carded, 9));
        let chosen = some(all);
        assert_eq!(chosen.len(), 1 + CARDED_MAX);
        assert_eq!(chosen[0].statutory_due, Some(day("2026-06-30")));
    }

    #[test]
    fn a_suspended_clock_keeps_its_last_due_day_until_it_has_another() {
        let mut dates = decided("2026-06-18");
        let moved =
            |due: Value| json!({"recounts": [{"clock": "promise", "reckoning": {"due": due}}]});
        dates.note(EventKind::SuspensionStarted, &moved(Value::Null), day("2026-06-15"));
        assert_eq!(dates.promise_due, Some(day("2026-06-18")));
        dates.note(EventKind::SuspensionEnded, &moved("2026-06-24".into()), day("2026-06-18"));
        assert_eq!(dates.promise_due, Some(day("2026-06-24")));
    }
}
