//! Random moves of what only some cases have: gaps, commitments, fees, opinions, decisions from above.

use engine::code::CaseNumber;
use engine::escort::AssistanceKind;
use engine::extras::Commitment;
use engine::item::CaseType;
use engine::lifecycle::Phase;
use engine::values::{Opinion, Outcome};

use crate::given::Asked;
use crate::hall::{OTHER, applicant, chief, delivery, head, manager, rep, staff, window};
use crate::random::{Rng, Scene};
use crate::{items, say};

/// What comes next of these, if anything does; else the case goes on by the main line.
pub(crate) fn asked(rng: &mut Rng, scene: &Scene<'_>) -> Option<Asked> {
    match scene.case.phase() {
        Phase::PreCheck => at_pre_check(rng, scene),
        Phase::Accepted => supply(rng, scene).or_else(|| on_a_commitment(rng, scene)),
        Phase::Dispatched | Phase::Transferred | Phase::Handling | Phase::Suspended => {
            supply(rng, scene).or_else(|| opinion(rng, scene))
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

/// Who goes along with a case; now and then somebody who may not.
pub(crate) fn beside(rng: &mut Rng, case: &CaseNumber) -> Asked {
    match rng.below(6) {
        0 | 1 => rep().asks(say::name_tracker(case, rng.pick(&["rep", "tracker", "appr1"]))),
        2 | 3 => window().asks(say::urge(case)),
        _ => {
            let kind =
                rng.pick(&[AssistanceKind::Guide, AssistanceKind::Help, AssistanceKind::Act]);
            let who = rng.pick(&["comp1", "comp2", "guide", "rep"]);
            staff(who).asks(say::assist(case, kind))
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
