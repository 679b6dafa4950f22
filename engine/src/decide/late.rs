//! 补录: what was done in time and recorded after the alarm of its limit. The clocks go by the business time, so the
//! cards of that alarm are outdated: they stay in the history, each answered by the record that says so.

use crate::bundle::Bundle;
use crate::case::{Case, Position};
use crate::clock::{Clock, ClockKind};
use crate::code::UnitId;
use crate::event::{Event, Stream, WarningAnswered};
use crate::lifecycle::Phase;
use crate::policy::Card;
use crate::voice::Voice;
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
    for (clock, unit, card) in outdated {
        let is_open = clock_of(&after, clock, unit.as_ref())
            .is_some_and(|clock| clock.is_running() && clock.has_fired(card.into()));
        if !is_open {
            effect.events.push(outdates(ctx, clock, card));
        }
    }
}

/// 作废: says of a card that what it warns of was done before it.
fn outdates(ctx: &Context<'_>, clock: ClockKind, card: Card) -> Event {
    let at = ctx.at;
    let answer = format!(
        "补录：该事项于 {at} 办理，预警牌作废 done on {at}, recorded later: this card is outdated"
    );
    let answer = answer.parse().expect("a short text");
    WarningAnswered { clock, card, answer }.into()
}

/// The same for the cards of a bundle, and of what is said beside the cases. They are answered just before what was
/// done, which may end it.
pub(super) fn outdate_beside(ctx: &Context<'_>, effect: &mut Effect) {
    if ctx.at >= ctx.recorded_at() {
        return;
    }
    let mut streams: Vec<Stream> = effect.beside.iter().map(|(stream, _)| *stream).collect();
    streams.push(effect.stream);
    streams.sort_unstable();
    streams.dedup();
    for stream in streams {
        let answers = answers(ctx, stream, effect);
        if stream == effect.stream {
            effect.events.splice(0..0, answers);
            continue;
        }
        let first = effect.beside.iter().position(|(known, _)| *known == stream).unwrap_or(0);
        effect.beside.splice(first..first, answers.into_iter().map(|event| (stream, event)));
    }
}

/// The outdated cards of a bundle or a voice.
fn answers(ctx: &Context<'_>, stream: Stream, effect: &Effect) -> Vec<Event> {
    let own = effect.events.iter().filter(|_| stream == effect.stream);
    let beside = effect.beside.iter().filter(|(known, _)| *known == stream);
    let events = (ctx.world.seq() + 1..).zip(own.chain(beside.map(|(_, event)| event)));
    let here = |seq| Position { seq, at: ctx.at };
    let (before, after): (Vec<&Clock>, Vec<Clock>) = match stream {
        Stream::Voice(id) => {
            let Some(voice) = ctx.world.voices().get(&id) else { return Vec::new() };
            let mut after = Voice::clone(voice);
            for (seq, event) in events {
                after.evolve(event, here(seq)).expect("what was decided can be folded");
            }
            (voice.clocks.iter().collect(), after.clocks)
        }
        Stream::Bundle(id) => {
            let Some(bundle) = ctx.world.bundles().get(&id) else { return Vec::new() };
            let mut after = Bundle::clone(bundle);
            for (seq, event) in events {
                after.evolve(event, ctx.setup, here(seq)).expect("what was planned can be folded");
            }
            (bundle.clock.iter().collect(), after.clock.into_iter().collect())
        }
        Stream::Case(_)
        | Stream::Hall
        | Stream::Staff
        | Stream::Catalogue
        | Stream::Authorities
        | Stream::Calendar
        | Stream::Policy
        | Stream::Subjects
        | Stream::Tickets(_) => return Vec::new(),
    };
    let is_open = |kind: ClockKind, card: Card| {
        let mut running = after.iter().filter(|clock| clock.kind == kind && clock.is_running());
        running.any(|clock| clock.has_fired(card.into()))
    };
    let cards = before.into_iter().filter(|clock| clock.is_running());
    let cards = cards.flat_map(|clock| too_late(ctx, clock).map(|card| (clock.kind, card)));
    let closed = cards.filter(|(kind, card)| !is_open(*kind, *card));
    closed.map(|(kind, card)| outdates(ctx, kind, card)).collect()
}

/// The cards of a running clock whose time came after the act.
fn too_late<'c>(ctx: &Context<'_>, clock: &'c Clock) -> impl Iterator<Item = Card> + 'c {
    let at = ctx.at;
    let rungs = clock.reckoning.rungs.iter().filter(move |rung| rung.at > at);
    let fired = rungs.filter(|rung| clock.has_fired(rung.level));
    fired.filter_map(|rung| rung.level.into())
}

/// Cards of running clocks whose time came after the act.
fn outdated(ctx: &Context<'_>, case: &Case) -> Vec<(ClockKind, Option<UnitId>, Card)> {
    let own = case.clocks.iter().map(|clock| (clock, None));
    let opinions = case.extras().opinions.iter();
    let asked = opinions.map(|task| (&task.clock, Some(&task.department)));
    let mut found = Vec::new();
    for (clock, unit) in own.chain(asked).filter(|(clock, _)| clock.is_running()) {
        found.extend(too_late(ctx, clock).map(|card| (clock.kind, unit.cloned(), card)));
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
