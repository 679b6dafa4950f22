//! Random moves of what only some cases have: gaps, commitments, fees, opinions, decisions from above.

use engine::code::CaseNumber;
use engine::escort::AssistanceKind;
use engine::extras::Commitment;
use engine::item::CaseType;
use engine::lifecycle::Phase;
use engine::occasion::{Claim, Occasion};
use engine::terms::RegionWay;
use engine::time::Timestamp;
use engine::values::{Opinion, Outcome};

use crate::given::Asked;
use crate::hall::{
    OTHER, admin, applicant, chief, code, delivery, head, manager, rep, staff, timer, window,
};
use crate::random::{Rng, Scene};
use crate::{afar, items, random_remedies, say};

/// What comes next of these, if anything does; else the case goes on by the main line.
pub(crate) fn asked(rng: &mut Rng, scene: &Scene<'_>) -> Option<Asked> {
    if scene.item.terms.proactive.is_some() && rng.percent(12) {
        return Some(timer().asks(say::transfer_case(scene.number)));
    }
    if let Some(asked) = from_afar(rng, scene) {
        return Some(asked);
    }
    if let Some(asked) = random_remedies::asked(rng, scene) {
        return Some(asked);
    }
    match scene.case.phase() {
        Phase::Received if scene.item.terms.automatic.is_some() && rng.percent(60) => {
            let who = if rng.percent(80) { admin() } else { chief() };
            Some(who.asks(afar::decide_by_rule(scene.number)))
        }
        Phase::PreCheck => at_pre_check(rng, scene),
        Phase::Accepted => supply(rng, scene).or_else(|| on_a_commitment(rng, scene)),
        Phase::Dispatched | Phase::Transferred | Phase::Handling | Phase::Suspended => {
            supply(rng, scene).or_else(|| meeting(rng, scene)).or_else(|| opinion(rng, scene))
        }
        Phase::Decided | Phase::Concluded | Phase::ReadyForDelivery | Phase::Delivered => {
            check(rng, scene)
        }
        Phase::FedBack => fee(rng, scene).or_else(|| check(rng, scene)),
        Phase::ReportedUp if rng.percent(70) => {
            let outcome = rng.pick(&[Outcome::Granted, Outcome::Granted, Outcome::Refused]);
            Some(rep().asks(say::higher_decision(scene.number, outcome)))
        }
        Phase::Received
        | Phase::AwaitingCorrection
        | Phase::InDelivery
        | Phase::Ended
        | Phase::ReportedUp
        | Phase::Archived => None,
    }
}

/// 代外地收件, 免申即享: what only those cases need, before the hall goes on.
fn from_afar(rng: &mut Rng, scene: &Scene<'_>) -> Option<Asked> {
    let case = scene.number;
    match (scene.case.extras().occasion.as_ref()?, scene.case.phase()) {
        (Occasion::Proactive { awaits_consent: true }, Phase::Received) if rng.percent(60) => {
            Some(applicant().asks(afar::consent(case, rng.percent(70))))
        }
        (Occasion::ForRegion { .. }, Phase::PreCheck) if rng.percent(60) => {
            Some(window().asks(afar::forward(case, &scene.held())))
        }
        (Occasion::ForRegion { .. }, Phase::ReportedUp) if rng.percent(70) => {
            let outcome = rng.pick(&[Outcome::Granted, Outcome::Refused]);
            Some(window().asks(afar::region_result(case, outcome)))
        }
        _ => None,
    }
}

/// A renewal, or a case for or from another region; now and then too late, or from the future.
pub(crate) fn occasion(rng: &mut Rng, now: Timestamp) -> Option<Claim> {
    let days = |rng: &mut Rng, most| i32::try_from(rng.below(most)).expect("a few days");
    let (region, authority, way) = (code("430421"), "衡阳县".into(), RegionWay::Collect);
    match rng.below(9) {
        0..=2 => {
            let expires = now.day().plus(days(rng, 12));
            Some(Claim::Renewal { licence: code("L-1"), expires })
        }
        3..=5 => Some(Claim::ForRegion { region, authority, way }),
        6 | 7 => {
            let received = now.day().plus(1 - days(rng, 4));
            Some(Claim::FromRegion { region, authority, way, received })
        }
        _ => None,
    }
}

/// 联合踏勘: called, held, and what absence means; now and then too early or twice.
fn meeting(rng: &mut Rng, scene: &Scene<'_>) -> Option<Asked> {
    if scene.item.terms.absence.is_none() || rng.percent(55) {
        return None;
    }
    let meetings = scene.case.extras().meetings.len();
    if meetings == 0 || (meetings < 3 && rng.percent(20)) {
        let begins = scene.case.last_at.plus_ms(3_600_000);
        return Some(rep().asks(afar::call_meeting(scene.number, &[OTHER], begins)));
    }
    let officer = rng.percent(30).then_some("w-appr");
    Some(rep().asks(afar::attendance(scene.number, OTHER, officer, rng.percent(30))))
}

/// Who goes along with a case; now and then somebody who may not.
pub(crate) fn beside(rng: &mut Rng, case: &CaseNumber) -> Asked {
    match rng.below(6) {
        0 | 1 => rep().asks(afar::name_tracker(case, rng.pick(&["rep", "tracker", "appr1"]))),
        2 | 3 => window().asks(afar::urge(case)),
        _ => {
            let kind =
                rng.pick(&[AssistanceKind::Guide, AssistanceKind::Help, AssistanceKind::Act]);
            let who = rng.pick(&["comp1", "comp2", "guide", "rep"]);
            staff(who).asks(afar::assist(case, kind))
        }
    }
}

fn at_pre_check(rng: &mut Rng, scene: &Scene<'_>) -> Option<Asked> {
    let case = scene.number;
    if scene.item.commitment.is_some() && rng.percent(70) {
        return Some(window().asks(say::sign(case)));
    }
    let wants_gaps = scene.item.tolerant && rng.percent(60);
    wants_gaps.then(|| window().asks(say::accept_with_gaps(case, &[items::PLAN])))
}

/// Now and then even where nothing is to follow.
fn supply(rng: &mut Rng, scene: &Scene<'_>) -> Option<Asked> {
    let chance = if scene.case.extras().gaps.is_empty() { 1 } else { 30 };
    rng.percent(chance).then(|| applicant().asks(say::supply(scene.number, items::PLAN)))
}

fn on_a_commitment(rng: &mut Rng, scene: &Scene<'_>) -> Option<Asked> {
    scene.case.extras().commitment?;
    match rng.below(10) {
        0..=6 => Some(chief().asks(scene.decision(rng))),
        7 | 8 => Some(applicant().asks(say::withdraw_commitment(scene.number))),
        _ => None,
    }
}

/// By the department that takes part, or by somebody else, which is refused.
fn opinion(rng: &mut Rng, scene: &Scene<'_>) -> Option<Asked> {
    if scene.item.case_type != CaseType::Joint || rng.percent(75) {
        return None;
    }
    let opinion = rng.pick(&[Opinion::Agree, Opinion::Disagree]);
    let who = if rng.percent(85) { staff("w-appr") } else { rep() };
    Some(who.asks(say::give_opinion(scene.number, OTHER, opinion)))
}

fn fee(rng: &mut Rng, scene: &Scene<'_>) -> Option<Asked> {
    let fee_fen = scene.item.fee_fen;
    if fee_fen == 0 || scene.case.extras().is_fee_settled {
        return None;
    }
    let case = scene.number;
    match rng.below(10) {
        0..=4 => Some(delivery().asks(say::pay(case, fee_fen))),
        5 => Some(applicant().asks(say::pay(case, fee_fen + 1))),
        6 | 7 => Some(head().asks(say::waive(case))),
        8 => Some(manager().asks(say::waive(case))),
        _ => None,
    }
}

/// 承诺核查 and what follows from it, beside the delivery.
fn check(rng: &mut Rng, scene: &Scene<'_>) -> Option<Asked> {
    let commitment = scene.case.extras().commitment?;
    let case = scene.number;
    match commitment {
        Commitment::ToVerify => {
            let days = if rng.percent(50) { Some(2) } else { None };
            rng.percent(50).then(|| rep().asks(say::verify(case, rng.percent(40), days)))
        }
        Commitment::Broken { .. } if rng.percent(40) => {
            Some(rep().asks(say::verify(case, rng.percent(50), None)))
        }
        Commitment::Broken { .. } => Some(head().asks(say::revoke_licence(case))),
        Commitment::Signed | Commitment::Verified | Commitment::Revoked => None,
    }
}
