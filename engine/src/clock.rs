//! 时限: one clock per obligation of a case. Its due date is derived from budget, extension and the
//! ledger of suspensions; nothing stores "overdue".

mod kind;

use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::calendar::Calendar;
use crate::due::{Budget, Suspension, Term, Unit};
use crate::policy::{ClockPolicy, ProfileRung, Trigger};
use crate::time::{Day, Timestamp};

pub use kind::ClockKind;

/// How far a clock has got.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// 提醒
    Notice,
    /// 黄牌
    Yellow,
    /// 红牌
    Red,
    /// 期满: the due date is over; deemed outcomes happen here.
    Expired,
}

impl Level {
    fn bit(self) -> u8 {
        match self {
            Level::Notice => 1,
            Level::Yellow => 2,
            Level::Red => 4,
            Level::Expired => 8,
        }
    }
}

/// An armed rung: what happens when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub struct Rung {
    /// What.
    pub level: Level,
    /// When it is reached.
    pub at: Timestamp,
}

/// What the counting rule gave under one calendar.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub struct Reckoning {
    /// The last day on which the obligation is met in time; `None` while suspended.
    pub due: Option<Day>,
    /// True when it lies past the last published calendar.
    pub provisional: bool,
    /// The version of the calendar it was counted with.
    pub calendar: u32,
    /// The rungs that follow from it, earliest first.
    pub rungs: Arc<[Rung]>,
}

/// A clock as it starts: carried by the event that starts it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub struct ClockStart {
    /// Which.
    pub kind: ClockKind,
    /// T0: the day of the starting event; it is not counted (民法典 art. 201).
    pub start: Day,
    /// The limit.
    pub budget: Budget,
    /// The version of the clock policy.
    pub policy: u32,
    /// The computed dates.
    pub reckoning: Reckoning,
}

/// A clock of a case.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub struct Clock {
    /// Which.
    pub kind: ClockKind,
    /// T0.
    pub start: Day,
    /// The limit.
    pub budget: Budget,
    /// 延长, in the budget's unit.
    pub extension: u16,
    /// 特别程序 the ledger.
    pub suspensions: Vec<Suspension>,
    /// The version of the clock policy.
    pub policy: u32,
    /// The computed dates.
    pub reckoning: Reckoning,
    /// Levels whose rung has fired: each fires once.
    fired: u8,
    /// The day of the stopping event.
    pub stopped: Option<Day>,
}

impl Clock {
    /// The clock as its first event describes it.
    pub fn started(start: &ClockStart) -> Clock {
        Clock {
            kind: start.kind,
            start: start.start,
            budget: start.budget,
            extension: 0,
            suspensions: Vec::new(),
            policy: start.policy,
            reckoning: start.reckoning.clone(),
            fired: 0,
            stopped: None,
        }
    }

    /// True until its obligation is met or has fallen away. A suspended clock still runs in this sense.
    pub fn is_running(&self) -> bool {
        self.stopped.is_none()
    }

    /// True while a suspension is open.
    pub fn is_suspended(&self) -> bool {
        self.suspensions.last().is_some_and(|last| last.resume.is_none())
    }

    /// True when that level's rung has fired.
    pub fn has_fired(&self, level: Level) -> bool {
        self.fired & level.bit() != 0
    }

    /// True when any card was given.
    pub fn has_card(&self) -> bool {
        [Level::Notice, Level::Yellow, Level::Red].iter().any(|level| self.has_fired(*level))
    }

    /// Marks a level as fired.
    pub fn fire(&mut self, level: Level) {
        self.fired |= level.bit();
    }

    /// 期满 comes once more: the time was prolonged after it was over. Cards given stay given.
    pub(crate) fn expires_again(&mut self) {
        self.fired &= !Level::Expired.bit();
    }

    /// 补录: what is recorded late changes the limit as it was then, so what fired after it is still to come.
    pub(crate) fn rearm(&mut self, at: Timestamp) {
        let later = self.reckoning.rungs.iter().filter(|rung| rung.at > at);
        later.for_each(|rung| self.fired &= !rung.level.bit());
    }

    /// Stops for good. Its rungs have nothing more to say, so they are let go.
    pub fn stop(&mut self, day: Day) {
        self.stopped = Some(day);
        self.reckoning.rungs = Arc::default();
    }

    /// The next rung to fire, if the clock runs.
    pub fn next_rung(&self) -> Option<Rung> {
        let rungs = self.reckoning.rungs.iter().filter(|rung| !self.has_fired(rung.level));
        rungs.copied().min_by_key(|rung| (rung.at, rung.level)).filter(|_| self.is_running())
    }

    /// Counted days of the limit used up at the close of a day.
    pub fn counted(&self, calendar: &Calendar, at_close_of: Day) -> u32 {
        self.term().counted(calendar, at_close_of)
    }

    /// Computes the clock anew, for example after a suspension, an extension or a new calendar.
    pub fn reckon(&self, calendar: &Calendar, policy: &ClockPolicy) -> Reckoning {
        reckon(calendar, &self.term(), ladder(self.kind, policy))
    }

    /// What the counting rule is applied to.
    pub fn term(&self) -> Term<'_> {
        Term {
            start: self.start,
            budget: self.budget,
            extension: self.extension,
            suspensions: &self.suspensions,
        }
    }
}

/// Starts a clock under a calendar and a policy.
pub fn start(
    kind: ClockKind,
    day: Day,
    budget: Budget,
    (calendar, policy): (&Calendar, (u32, &ClockPolicy)),
) -> ClockStart {
    let term = Term { start: day, budget, extension: 0, suspensions: &[] };
    let reckoning = reckon(calendar, &term, ladder(kind, policy.1));
    ClockStart { kind, start: day, budget, policy: policy.0, reckoning }
}

/// A budget in working days.
pub fn working_days(days: u16) -> Budget {
    Budget { days, unit: Unit::WorkingDays }
}

/// A promise to the public warns before its end, every other clock when it is over; a public notice blames nobody.
fn ladder(kind: ClockKind, policy: &ClockPolicy) -> &[ProfileRung] {
    if matches!(kind, ClockKind::Promise | ClockKind::Bundle) {
        return &policy.promise_ladder;
    }
    if kind == ClockKind::PublicNotice { &[] } else { &policy.other_ladder }
}

fn reckon(calendar: &Calendar, term: &Term<'_>, ladder: &[ProfileRung]) -> Reckoning {
    let Some(found) = term.due(calendar) else {
        let rungs = Arc::default();
        return Reckoning { due: None, provisional: false, calendar: calendar.version(), rungs };
    };
    let rung_at = |when: Trigger| match when {
        Trigger::DaysBefore(days) => {
            let day = calendar.workday_before(found.day, u32::from(days));
            (day > term.start).then(|| day.start())
        }
        // What is due on the day it starts is not warned of while nobody can be late.
        Trigger::DueReached => (found.day > term.start).then(|| found.day.start()),
        Trigger::DuePassed => Some(found.day.next().start()),
        Trigger::RatioOver(percent) => {
            let day = term.first_day_over_ratio(calendar, percent.into());
            day.map(|day| day.next().start())
        }
    };
    let armed = |rung: &ProfileRung| Some((rung.card, rung_at(rung.when)?));
    let cards = ladder.iter().filter_map(armed).map(|(card, at)| Rung { level: card.into(), at });
    let expiry = Rung { level: Level::Expired, at: found.day.next().start() };
    let mut rungs: Vec<Rung> = cards.chain([expiry]).collect();
    rungs.sort_unstable_by_key(|rung| (rung.at, rung.level));
    Reckoning {
        due: Some(found.day),
        provisional: found.provisional,
        calendar: calendar.version(),
        rungs: rungs.into(),
    }
}
