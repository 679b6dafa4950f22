//! 补录: what was done in time and recorded after the alarm of its limit. The clocks go by the business time, so the
//! cards of that alarm are outdated: they stay in the history, each answered by the record that says so.

use crate::case::{Case, Position};
use crate::clock::{Clock, ClockKind};
use crate::code::UnitId;
use crate::event::{Event, Stream, WarningAnswered};
use crate::lifecycle::Phase;
use crate::policy::Card;
use crate::world::Found;

use super::Effect;
use super::context::Context;

/// Answers the cards that an alarm gave between the act and its record, where the act met or moved the limit.
pub(super) fn outdate(ctx: &Context<'_>, effect: &mut Effect) {
    let Stream::Case(id) = effect.stream else { return };
    if ctx.at >= ctx.recorded_at() {
        return;
    }
    let Found::Open(case) = ctx.world.find_id(id) else { return };
    let outdated = outdated(ctx, case);
    if outdated.is_empty() {
        return;
    }
    let Some(after) = after(ctx, case, &effect.events) else { return };
    let answer = format!(
        "补录：该事项于 {} 办理，预警牌作废 done on {}, recorded later: this card is outdated",
        ctx.at, ctx.at
    );
    for (clock, unit, card) in outdated {
        let is_open = clock_of(&after, clock, unit.as_ref())
            .is_some_and(|clock| clock.is_running() && clock.has_fired(card.into()));
        if !is_open && let Ok(answer) = answer.parse() {
            effect.events.push(WarningAnswered { clock, card, answer }.into());
        }
    }
}

/// Cards of running clocks whose time came after the act.
fn outdated(ctx: &Context<'_>, case: &Case) -> Vec<(ClockKind, Option<UnitId>, Card)> {
    let own = case.clocks.iter().map(|clock| (clock, None));
    let opinions = case.extras().opinions.iter();
    let asked = opinions.map(|task| (&task.clock, Some(&task.department)));
    let mut found = Vec::new();
    for (clock, unit) in own.chain(asked).filter(|(clock, _)| clock.is_running()) {
        let rungs = clock.reckoning.rungs.iter().filter(|rung| rung.at > ctx.at);
        for rung in rungs.filter(|rung| clock.has_fired(rung.level)) {
            let card: Option<Card> = rung.level.into();
            found.extend(card.map(|card| (clock.kind, unit.cloned(), card)));
        }
    }
    found
}

/// The case as the events leave it; nothing where it is over then.
fn after(ctx: &Context<'_>, case: &Case, events: &[Event]) -> Option<Case> {
    let item = ctx.setup.item(case.item)?;
    let mut after = case.clone();
    for (seq, event) in (ctx.world.seq() + 1..).zip(events) {
        let here = Position { seq, at: ctx.at };
        after.evolve(event, &item.definition, here).expect("what was decided can be folded");
    }
    (after.phase() != Phase::Archived).then_some(after)
}

fn clock_of<'c>(case: &'c Case, kind: ClockKind, unit: Option<&UnitId>) -> Option<&'c Clock> {
    match unit {
        None => case.running(kind),
        Some(unit) => {
            let mut tasks = case.extras().opinions.iter();
            tasks.find(|task| &task.department == unit).map(|task| &task.clock)
        }
    }
}
