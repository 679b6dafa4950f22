//! Results that nobody comes for: called in vain, announced, served by the notice; now and then too early.

use engine::clock::ClockKind;
use engine::command::Command;

use crate::random::{Rng, Scene};
use crate::say;

/// What comes next of these, if anything does; else the result is handed out.
pub(crate) fn unclaimed(rng: &mut Rng, scene: &Scene<'_>) -> Option<Command> {
    let case = scene.number;
    let missed = scene.case.extras().missed.len();
    if scene.case.running(ClockKind::PublicNotice).is_some() {
        return rng.percent(95).then(|| say::serve_by_notice(case));
    }
    if missed >= 2 && rng.percent(60) {
        return Some(say::post_notice(case));
    }
    let is_missed = rng.percent(if missed > 0 { 60 } else { 10 });
    is_missed.then(|| say::miss_collection(case))
}
