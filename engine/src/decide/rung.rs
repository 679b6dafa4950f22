//! 到时: what a rung of a clock gives, whatever the clock belongs to: a case, a bundle, a voice.

use crate::clock::{Clock, Reckoning, Rung};
use crate::code::{StaffId, UnitId};
use crate::command::Actor;
use crate::event::{ClockRecalculated, DeadlinePassed, Event, Evidence, WarningIssued};
use crate::policy::{Card, ClockPolicy};
use crate::refusal::{Refusal, Rule};

use super::context::Context;

/// Why a newer calendar moves dates.
pub(super) const CALENDAR_MOVED: &str = "工作日历更新 a newer calendar was published";

/// The rungs of a running clock that are reached and have not fired.
pub(super) fn reached<'c>(ctx: &Context<'_>, clock: &'c Clock) -> impl Iterator<Item = Rung> + 'c {
    let at = ctx.at;
    let rungs = clock.reckoning.rungs.iter().filter(|_| clock.is_running());
    rungs.filter(move |rung| rung.at <= at && !clock.has_fired(rung.level)).copied()
}

/// The card of a rung, or the lapse of the limit, with what it was computed from and who answers for it.
pub(super) fn fired(
    ctx: &Context<'_>,
    clock: &Clock,
    rung: Rung,
    (unit, person): (UnitId, Option<StaffId>),
) -> Event {
    let evidence = evidence(ctx, clock, unit, person);
    let card: Option<Card> = rung.level.into();
    match card {
        Some(card) => WarningIssued { card, evidence }.into(),
        None => DeadlinePassed { evidence }.into(),
    }
}

fn evidence(ctx: &Context<'_>, clock: &Clock, unit: UnitId, person: Option<StaffId>) -> Evidence {
    let calendar = ctx.setup.calendar_at(clock.reckoning.calendar);
    let calendar = calendar.expect("a clock's calendar stays on file");
    Evidence {
        clock: clock.kind,
        start: clock.start,
        budget: clock.budget,
        extension: clock.extension,
        suspensions: clock.suspensions.clone(),
        due: clock.reckoning.due.expect("only a clock with a due date has rungs"),
        provisional: clock.reckoning.provisional,
        counted: clock.counted(calendar, ctx.today().plus(-1)),
        calendar: clock.reckoning.calendar,
        policy: clock.policy,
        source: clock.kind.source().into(),
        unit,
        person,
    }
}

/// The policy a clock was started under.
pub(super) fn policy_of<'a>(ctx: &Context<'a>, clock: &Clock) -> &'a ClockPolicy {
    ctx.setup.policy_at(clock.policy).expect("a clock's policy stays on file")
}

/// What a newer calendar gives for a running clock, where that moves it.
pub(super) fn moved(ctx: &Context<'_>, clock: &Clock) -> Option<Reckoning> {
    let current = ctx.calendar();
    let was = &clock.reckoning;
    if !clock.is_running() || was.calendar >= current.version() {
        return None;
    }
    let reckoning = clock.reckon(current, policy_of(ctx, clock));
    let is_moved = (was.due, was.provisional) != (reckoning.due, reckoning.provisional)
        || was.rungs != reckoning.rungs;
    is_moved.then_some(reckoning)
}

/// 重算: what a newer calendar moved is written down, and why.
pub(super) fn recounts<'c>(
    ctx: &Context<'_>,
    clocks: impl IntoIterator<Item = &'c Clock>,
) -> Vec<Event> {
    let recount = |clock: &Clock| {
        let (reckoning, cause) = (moved(ctx, clock)?, CALENDAR_MOVED.into());
        let (kind, was) = (clock.kind, clock.reckoning.due);
        Some(ClockRecalculated { clock: kind, was, reckoning, cause }.into())
    };
    clocks.into_iter().filter_map(recount).collect()
}

/// Only the engine's own timers send this.
pub(super) fn by_the_engine(ctx: &Context<'_>) -> Result<(), Refusal> {
    match ctx.actor() {
        Actor::System => Ok(()),
        Actor::Staff(_) | Actor::Applicant | Actor::Admin | Actor::Port(_) => {
            Err(Rule::WrongRole.because("only the engine's own timers send this"))
        }
    }
}
