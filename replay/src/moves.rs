//! 时限变动: what an event did to the clocks of its case.

use engine::case::Case;
use engine::clock::{Clock, ClockKind, ClockStart};
use engine::code::UnitId;
use engine::due::{Budget, Suspension};
use engine::time::Day;
use serde::Serialize;

/// What happened to a clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MoveKind {
    /// It began.
    Started,
    /// Its obligation was met, or fell away.
    Stopped,
    /// It stands still.
    Suspended,
    /// It runs again.
    Resumed,
    /// Days were added.
    Extended,
    /// Its dates were computed anew.
    Recalculated,
}

/// One clock, moved by one event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Move {
    /// Which.
    pub clock: ClockKind,
    /// Of which department, where each of several has one (并联会签).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitId>,
    /// What happened to it.
    pub what: MoveKind,
    /// When it was due before.
    pub due_before: Option<Day>,
    /// When it is due now; nothing while it stands still.
    pub due: Option<Day>,
    /// True when the date may still move.
    pub provisional: bool,
    /// By how many days it was extended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extended_by: Option<u16>,
}

/// A clock of a case, as an answer shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ClockView {
    /// Which.
    pub clock: ClockKind,
    /// Of which department, where each of several has one (并联会签).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitId>,
    /// T0; it is not counted.
    pub start: Day,
    /// The limit.
    pub budget: Budget,
    /// Days added.
    pub extension: u16,
    /// The ledger.
    pub suspensions: Vec<Suspension>,
    /// The last day in time; nothing while it stands still.
    pub due: Option<Day>,
    /// True when the date may still move.
    pub provisional: bool,
    /// The day on which it stopped.
    pub stopped: Option<Day>,
    /// Days left at the close of the day of the answer; negative is overdue.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days_left: Option<i64>,
    /// The calendar it was counted with.
    pub calendar: u32,
    /// The policy it started under.
    pub policy: u32,
    /// The article or rule.
    pub source: &'static str,
}

impl ClockView {
    /// The view of a clock.
    pub fn of(clock: &Clock, days_left: Option<i64>) -> ClockView {
        ClockView {
            clock: clock.kind,
            unit: None,
            start: clock.start,
            budget: clock.budget,
            extension: clock.extension,
            suspensions: clock.suspensions.clone(),
            due: clock.reckoning.due,
            provisional: clock.reckoning.provisional,
            stopped: clock.stopped,
            days_left,
            calendar: clock.reckoning.calendar,
            policy: clock.policy,
            source: clock.kind.source(),
        }
    }
}

/// What one event did to the clocks of its case; `starts` are those that it carries.
pub fn moves_by(before: Option<&Case>, after: &Case, starts: &[ClockStart]) -> Vec<Move> {
    let mut moves = moves_among(before.map(|case| case.clocks.as_slice()), &after.clocks, starts);
    let asked = |case: &Case| case.extras().opinions.clone();
    let was = before.map(asked).unwrap_or_default();
    for task in asked(after) {
        let old = was.iter().find(|old| old.department == task.department);
        let (old, unit) = (old.map(|old| &old.clock), Some(task.department));
        let change = what(old, &task.clock).map(|what| moved(what, old, &task.clock));
        moves.extend(change.map(|change| Move { unit, ..change }));
    }
    moves
}

/// The clocks of a case: its own, and of each department whose opinion was asked that department's.
pub fn clocks_in(case: &Case) -> impl Iterator<Item = (Option<&UnitId>, &Clock)> {
    let own = case.clocks.iter().map(|clock| (None, clock));
    let asked = case.extras().opinions.iter();
    own.chain(asked.map(|task| (Some(&task.department), &task.clock)))
}

/// What changed in the clocks of a case between two of its states.
pub fn moves(before: Option<&Case>, after: &Case) -> Vec<Move> {
    moves_by(before, after, &[])
}

/// What one event did to clocks, whoever has them; `starts` are those that it carries. A clock is known again by its
/// beginning: of one kind there may be several, of which one runs.
pub(crate) fn moves_among(
    before: Option<&[Clock]>,
    after: &[Clock],
    starts: &[ClockStart],
) -> Vec<Move> {
    let each = after.iter().enumerate().filter_map(|(at, clock)| {
        if is_started(starts, after, at) {
            return Some(moved(MoveKind::Started, None, clock));
        }
        let old = known_again(before.unwrap_or_default(), after, at);
        what(old, clock).map(|what| moved(what, old, clock))
    });
    each.collect()
}

/// Whether the clock at this place is the one that one of `starts` began: of its kind it is the last, and it runs.
fn is_started(starts: &[ClockStart], after: &[Clock], at: usize) -> bool {
    let runs = |clock: &Clock| clock.is_running();
    let is_of = |start: &ClockStart| {
        let last = after.iter().rposition(|clock| clock.kind == start.kind && runs(clock));
        last == Some(at)
    };
    starts.iter().any(is_of)
}

/// The clock before that is the one at this place now: it began on the same day with the same limit. Where several did,
/// they stand in the same order, for only the last of a kind is ever let go.
fn known_again<'a>(before: &'a [Clock], after: &[Clock], at: usize) -> Option<&'a Clock> {
    let clock = after.get(at)?;
    let begin = |clock: &Clock| (clock.kind, clock.start, clock.budget);
    let is_alike = |other: &&Clock| begin(other) == begin(clock);
    let earlier = after.iter().take(at).filter(is_alike).count();
    before.iter().filter(is_alike).nth(earlier)
}

fn moved(what: MoveKind, old: Option<&Clock>, clock: &Clock) -> Move {
    let due_before = match what {
        MoveKind::Started => None,
        MoveKind::Stopped
        | MoveKind::Suspended
        | MoveKind::Resumed
        | MoveKind::Extended
        | MoveKind::Recalculated => old.and_then(|old| old.reckoning.due),
    };
    let extended = old.map_or(0, |old| clock.extension.saturating_sub(old.extension));
    Move {
        clock: clock.kind,
        unit: None,
        what,
        due_before,
        due: clock.reckoning.due,
        provisional: clock.reckoning.provisional,
        extended_by: (what == MoveKind::Extended).then_some(extended),
    }
}

fn what(old: Option<&Clock>, new: &Clock) -> Option<MoveKind> {
    // What began and stopped in between has stopped: that it began is told where it did.
    let Some(old) = old else {
        return Some(if new.is_running() { MoveKind::Started } else { MoveKind::Stopped });
    };
    if !old.is_running() && new.is_running() {
        return Some(MoveKind::Started);
    }
    if old.is_running() && !new.is_running() {
        return Some(MoveKind::Stopped);
    }
    match (old.is_suspended(), new.is_suspended()) {
        (false, true) => return Some(MoveKind::Suspended),
        (true, false) => return Some(MoveKind::Resumed),
        (true, true) | (false, false) => (),
    }
    if new.extension != old.extension {
        return Some(MoveKind::Extended);
    }
    (new.reckoning != old.reckoning).then_some(MoveKind::Recalculated)
}
