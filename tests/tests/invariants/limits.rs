//! 超期: which limits an event ends or moves is said twice: by the case, and by the figures, which keep no case.

use std::collections::BTreeMap;

use engine::case::{Case, Position};
use engine::clock::Clock;
use engine::event::Event;
use engine::figures::meets;
use engine::id::CaseId;
use engine::record::Commit;
use engine::world::World;
use replay::dates::clocks_of;

/// Holds the two equal over every event of a commit; `world` is that before it.
pub(crate) fn are_met_where_the_figures_say_so(world: &World, commit: &Commit) {
    let mut cases: BTreeMap<CaseId, Case> = BTreeMap::new();
    for (seq, entry) in (commit.seq..).zip(&commit.entries) {
        let Some(id) = entry.stream.case() else { continue };
        let known = cases.remove(&id);
        let open = || world.cases().get(&id).map(|case| Case::clone(case));
        let Some(before) = known.or_else(open) else { continue };
        let item = world.setup().item(before.item).expect("a published item");
        let mut after = before.clone();
        let here = Position { seq, at: commit.meta.occurred_at };
        after.evolve(&entry.event, &item.definition, here).expect("it was decided");
        assert_eq!(met_otherwise(&entry.event, &before, &after), None, "{before:?}");
        cases.insert(id, after);
    }
}

/// Where the two differ. The limits of the applicant are in no figure, and what stands still has not passed.
fn met_otherwise(event: &Event, before: &Case, after: &Case) -> Option<String> {
    let tasks = before.extras().opinions.iter();
    let asked = tasks.map(|task| (&task.clock, Some(&task.department)));
    let own = before.clocks.iter().map(|clock| (clock, None));
    let nobody = "nobody".parse().expect("a unit");
    let is_told = |clock: &Clock| clock.is_running() && clock.kind.is_owed_by_the_hall();
    for (old, unit) in own.chain(asked).filter(|(old, _)| is_told(old) && !old.is_suspended()) {
        let mut later = after.extras().opinions.iter();
        let new = match unit {
            Some(unit) => later.find(|task| task.department == *unit).map(|task| &task.clock),
            None => after.running(old.kind),
        };
        let same = |new: &&Clock| {
            new.is_running()
                && (new.start, new.extension, &new.suspensions)
                    == (old.start, old.extension, &old.suspensions)
        };
        // One that begins with the event took the place of the one before, though both may be of one day.
        let is_another = clocks_of(event).0.iter().any(|start| start.kind == old.kind);
        let is_met = is_another || new.as_ref().is_none_or(|clock| !same(clock));
        if is_met != meets(event, old.kind, unit.unwrap_or(&nobody)) {
            return Some(format!("{:?} of {unit:?} by {:?}: {is_met}", old.kind, event.kind()));
        }
    }
    None
}
