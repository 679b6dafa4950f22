//! Results that are handed out, and those that nobody comes for: called in vain, announced, served by the notice; now
//! and then too early.

use engine::clock::ClockKind;
use engine::command::Command;
use engine::item::DeliveryWay;
use engine::lifecycle::Phase;
use engine::values::Receipt;

use crate::hall::code;
use crate::random::{Rng, Scene};
use crate::say;

/// The result is handed out, the way the applicant chose; now and then nobody comes for it.
pub(crate) fn hand_out(rng: &mut Rng, scene: &Scene<'_>) -> Command {
    let case = scene.number;
    let is_out = scene.case.phase() == Phase::InDelivery;
    if let Some(unclaimed) = unclaimed(rng, scene) {
        return unclaimed;
    }
    if is_out && rng.percent(30) {
        return say::fail_delivery(case);
    }
    match scene.case.delivery {
        DeliveryWay::Counter => say::deliver(case, say::signature()),
        DeliveryWay::Online => say::deliver(case, Receipt::Downloaded(code("DL-1"))),
        DeliveryWay::Locker if is_out => say::deliver(case, Receipt::CellOpened(code("O-1"))),
        DeliveryWay::Ems if is_out => say::deliver(case, Receipt::ParcelSigned(code("P-1"))),
        DeliveryWay::Locker => say::place_in_locker(case),
        DeliveryWay::Ems => say::ship(case),
    }
}

/// What comes next of these, if anything does; else the result is handed out.
fn unclaimed(rng: &mut Rng, scene: &Scene<'_>) -> Option<Command> {
    let case = scene.number;
    let missed = scene.case.extras().missed.len();
    if scene.case.running(ClockKind::PublicNotice).is_some() {
        return rng.percent(95).then(|| say::serve_by_notice(case));
    }
    if missed >= 2 && rng.percent(60) {
        return Some(say::post_notice(case));
    }
    let is_missed = rng.percent(if missed > 0 { 75 } else { 14 });
    is_missed.then(|| say::miss_collection(case))
}
