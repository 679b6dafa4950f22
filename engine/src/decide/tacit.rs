//! 超时默认、超时默许: silence taken for approval, only where the item version carries the rule and its basis.

use crate::clock::ClockKind;
use crate::code::UnitId;
use crate::event::{DecisionDeemed, Event, OpinionDeemed};
use crate::extras::Commitment;
use crate::item::{Necessity, TacitKind};
use crate::lifecycle::Phase;
use crate::limits::OWED_DOCUMENT_DAYS;
use crate::values::Outcome;

use super::acceptance::missing;
use super::context::{Context, File};
use super::credit::is_discredited;
use super::decision::check_clock;
use super::gaps::no_gap_open;
use super::opinion::no_opinion_open;
use super::port::identified;

/// The promise is over and nobody decided: granted, where the item version says so. Not while a special procedure
/// goes on or the applicant or another department owes something, for then it is not the department's silence.
pub(super) fn decision(ctx: &Context<'_>, file: &File<'_>) -> Option<Event> {
    let item = file.item();
    let basis = item.tacit_basis(TacitKind::Decision)?;
    let is_silent = match file.case.phase() {
        Phase::Accepted | Phase::Dispatched | Phase::Transferred | Phase::Handling => true,
        Phase::Received
        | Phase::PreCheck
        | Phase::AwaitingCorrection
        | Phase::Suspended
        | Phase::Decided
        | Phase::Concluded
        | Phase::FedBack
        | Phase::ReadyForDelivery
        | Phase::InDelivery
        | Phase::Delivered
        | Phase::Ended
        | Phase::ReportedUp
        | Phase::Archived => false,
    };
    let owes = no_gap_open(file).is_err() || no_opinion_open(file).is_err();
    if !is_silent || owes || identified(file).is_err() {
        return None;
    }
    // Nothing rests on the word of who turned out to break his (guard 14).
    let is_committed = file.case.extras().commitment == Some(Commitment::Signed);
    if is_committed && is_discredited(ctx, file) {
        return None;
    }
    if !is_complete(file) {
        return None;
    }
    let delivery = ctx.policy().1.delivery_days;
    let mut clocks = vec![
        ctx.start_days(ClockKind::Delivery, delivery),
        ctx.start_days(ClockKind::OwedDocument, OWED_DOCUMENT_DAYS),
    ];
    clocks.extend(check_clock(ctx, file, Outcome::Granted));
    Some(DecisionDeemed { basis: basis.clone(), unit: file.department().clone(), clocks }.into())
}

/// Only a complete application is granted, by silence or by a person. One that was deemed accepted without its papers
/// gets the cards of its clock, and its papers may follow.
pub(super) fn is_complete(file: &File<'_>) -> bool {
    let is_committed = file.case.extras().commitment == Some(Commitment::Signed);
    missing(file, Necessity::Required).is_empty()
        && (is_committed || missing(file, Necessity::Deferrable).is_empty())
}

/// A department's time for its opinion is over: taken for consent, where the item version says so.
pub(super) fn opinion(file: &File<'_>, department: &UnitId) -> Option<Event> {
    let basis = file.item().tacit_basis(TacitKind::Opinion)?;
    Some(OpinionDeemed { department: department.clone(), basis: basis.clone() }.into())
}
