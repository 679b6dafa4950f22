//! Random remedies against decisions, and time that is prolonged for the applicant; now and then one too many.

use engine::code::CaseNumber;
use engine::command::{FileRemedy, ProlongSupplement, SettleRemedy};
use engine::lifecycle::Phase;
use engine::number;
use engine::remedy::{Remedy, RemedyKind, RemedyOutcome};
use engine::time::Day;
use engine::world::World;

use crate::given::Asked;
use crate::hall::{OWNER, code, head, manager, rep, window};
use crate::random::{Rng, Scene};
use crate::say;

/// What comes next of these, if anything does; else the case goes on.
pub(crate) fn asked(rng: &mut Rng, scene: &Scene<'_>) -> Option<Asked> {
    let is_over = matches!(
        scene.case.phase(),
        Phase::Concluded | Phase::FedBack | Phase::Delivered | Phase::Ended
    );
    let owes =
        scene.case.phase() == Phase::AwaitingCorrection || !scene.case.extras().gaps.is_empty();
    if rng.percent(if owes { 20 } else { 1 }) {
        let (case, days) = (scene.number.clone(), rng.pick(&[1, 2, 3, 4]));
        let (reason, proof) = ("道路中断".into(), code("ZM-1"));
        return Some(window().asks(ProlongSupplement { case, days, reason, proof }));
    }
    let remedies = &scene.case.extras().remedies;
    let (case, decided) = (scene.number.clone(), scene.case.last_at.day());
    if remedies.iter().any(Remedy::is_pending) && rng.percent(50) {
        let outcome = rng.pick(&[
            RemedyOutcome::Upheld,
            RemedyOutcome::Annulled,
            RemedyOutcome::OrderedAnew,
            RemedyOutcome::Withdrawn,
        ]);
        let remedy = u8::try_from(remedies.len() - 1).unwrap_or(0);
        let (number, note) = (code("FY-1"), "已审结".into());
        return Some(rep().asks(SettleRemedy { case, remedy, outcome, number, decided, note }));
    }
    if remedies.last().is_some_and(|last| last.outcome == Some(RemedyOutcome::Annulled))
        && rng.percent(40)
    {
        return Some(head().asks(say::revoke_licence(scene.number)));
    }
    if !is_over || !rng.percent(6) {
        return None;
    }
    Some(filed(rng, case, decided))
}

/// Anything at all, now and then too early.
fn filed(rng: &mut Rng, case: CaseNumber, last: Day) -> Asked {
    let kind = rng.pick(&[RemedyKind::Reconsideration, RemedyKind::Litigation]);
    let (authority, number) = ("县人民政府".into(), Some(code("FY-2026-1")));
    let filed = if rng.percent(90) { last } else { last.plus(-30) };
    manager().asks(FileRemedy { case, kind, authority, filed, number })
}

/// 补充归档: what still comes after the archive; now and then what does not.
pub(crate) fn after_archive(rng: &mut Rng, world: &World) -> Option<Asked> {
    let shelf: Vec<_> = world.archived_cases().values().collect();
    let case = if shelf.is_empty() { return None } else { rng.pick(&shelf) };
    let number = number::format(world.setup(), case.id)?;
    if let Some(unit) = &case.extras().returning {
        let of_it = if unit.as_str() == OWNER { rep() } else { window() };
        return Some(of_it.asks(say::acknowledge_return(&number)));
    }
    let item = &world.setup().item(case.item)?.definition;
    let scene = Scene { case, number: &number, item };
    if case.has_open_matters() {
        return asked(rng, &scene);
    }
    if rng.percent(15) {
        return Some(rep().asks(say::record_work(&number)));
    }
    Some(filed(rng, number, case.last_at.day()))
}
