//! 出件、归档: the way the applicant chose, each with its receipt (rows 75, 76; 行政许可法 art. 44).

use crate::clock::ClockKind;
use crate::command::{
    ArchiveCase, ChooseDelivery, DeliverResult, PlaceInLocker, PrepareDelivery,
    ReportDeliveryFailure, ShipResult,
};
use crate::event::{
    Archived, Delivered, DeliveryChosen, DeliveryFailed, DeliveryPrepared, PlacedInLocker, Recount,
    Shipped,
};
use crate::extras::Commitment;
use crate::hall::Role;
use crate::item::DeliveryWay;
use crate::lifecycle::Phase;
use crate::policy::DeliveryStop;
use crate::refusal::{Refusal, Rule};
use crate::spoken::{spoken, spoken_all};
use crate::values::{Outcome, Receipt};

use super::Effect;
use super::context::{Context, File, said};
use super::fee::paid;
use super::flow::BACK_OFFICE;
use super::intake::applicant_or_officer;
use super::leaving::proven;
use super::material::originals_gone;
use super::port::{identified, nothing_awaited};
use super::refund::nothing_to_refund;
use super::remedy::{settled, stands};

/// Who hands results out.
pub(super) const DELIVERERS: &[Role] = &[
    Role::DeliveryWindow,
    Role::CompWindow,
    Role::ZoneWindow,
    Role::SatelliteWindow,
    Role::ExternalOfficer,
];

/// 变更出件方式, until the result has left the window.
pub(super) fn choose(ctx: &Context<'_>, c: &ChooseDelivery) -> Result<Effect, Refusal> {
    let file = ctx.any_file(&c.case)?;
    let is_late = matches!(
        file.case.phase(),
        Phase::InDelivery | Phase::Delivered | Phase::Ended | Phase::Archived
    );
    if is_late {
        let detail = format!("the case is in {}", file.case.phase().chinese());
        return Err(Rule::WrongPhase.because(detail));
    }
    if ctx.staff_with(DELIVERERS).is_err() {
        applicant_or_officer(ctx, &file)?;
    }
    if !file.item().delivery.contains(&c.way) {
        return Err(Rule::DeliveryNotOffered
            .because(format!("offered: {}", spoken_all(&file.item().delivery))));
    }
    if file.case.delivery == c.way {
        return Ok(Effect::already_so(file.case.id));
    }
    // What was available by the way chosen first is not available by the other.
    let event = DeliveryChosen { way: c.way, recounts: recounts(ctx, &file) };
    Ok(Effect::on_case(file.case.id, event))
}

/// 待出件: at the counter and online the result is available once the applicant is told, now or later.
pub(super) fn prepare(ctx: &Context<'_>, c: &PrepareDelivery) -> Result<Effect, Refusal> {
    let phases = &[Phase::FedBack, Phase::ReadyForDelivery, Phase::InDelivery];
    let file = ctx.file(&c.case, phases)?;
    ctx.staff_with(DELIVERERS)?;
    paid(&file)?;
    let (way, phase) = (file.case.delivery, file.case.phase());
    let is_out = phase == Phase::InDelivery;
    if !is_out {
        theirs(&file)?;
    }
    let is_here = match way {
        DeliveryWay::Counter | DeliveryWay::Online => true,
        DeliveryWay::Locker => is_out,
        DeliveryWay::Ems => false,
    };
    let is_available = is_here && c.notified;
    let is_owed = file.case.running(ClockKind::Delivery).is_some();
    if phase != Phase::FedBack && !(is_available && is_owed) {
        let detail = "it is prepared: once the applicant was told, send it again with `notified`";
        return Err(Rule::WrongPhase.because(detail));
    }
    let stops_clock = is_available && stops_when_available(ctx);
    Ok(Effect::on_case(file.case.id, DeliveryPrepared { way, notified: c.notified, stops_clock }))
}

/// 入柜: placed, and available once the applicant is notified.
pub(super) fn place_in_locker(ctx: &Context<'_>, c: &PlaceInLocker) -> Result<Effect, Refusal> {
    let file = ctx.file(&c.case, &[Phase::ReadyForDelivery])?;
    ctx.staff_with(DELIVERERS)?;
    paid(&file)?;
    theirs(&file)?;
    chosen(&file, DeliveryWay::Locker)?;
    let stops_clock = c.notified && stops_when_available(ctx);
    let event = PlacedInLocker { cell: c.cell.clone(), notified: c.notified, stops_clock };
    Ok(Effect::on_case(file.case.id, event))
}

/// 寄出
pub(super) fn ship(ctx: &Context<'_>, c: &ShipResult) -> Result<Effect, Refusal> {
    let file = ctx.file(&c.case, &[Phase::ReadyForDelivery])?;
    ctx.staff_with(DELIVERERS)?;
    paid(&file)?;
    theirs(&file)?;
    chosen(&file, DeliveryWay::Ems)?;
    let event = Shipped { parcel: c.parcel.clone(), stops_clock: stops_when_available(ctx) };
    Ok(Effect::on_case(file.case.id, event))
}

/// 送达: with the receipt that the way needs.
pub(super) fn deliver(ctx: &Context<'_>, c: &DeliverResult) -> Result<Effect, Refusal> {
    let file = ctx.file(&c.case, &[Phase::ReadyForDelivery, Phase::InDelivery])?;
    ctx.staff_with(DELIVERERS)?;
    paid(&file)?;
    let is_out = file.case.phase() == Phase::InDelivery;
    if !is_out {
        theirs(&file)?;
    }
    let fits = match (&c.receipt, file.case.delivery) {
        (Receipt::Signature(_), DeliveryWay::Counter)
        | (Receipt::Downloaded(_), DeliveryWay::Online)
        | (
            Receipt::LeftWithWitnesses(_) | Receipt::LeftRecorded(_),
            DeliveryWay::Counter | DeliveryWay::Ems,
        ) => !is_out,
        (Receipt::CellOpened(_), DeliveryWay::Locker)
        | (Receipt::ParcelSigned(_), DeliveryWay::Ems) => is_out,
        (
            Receipt::Signature(_)
            | Receipt::Downloaded(_)
            | Receipt::CellOpened(_)
            | Receipt::ParcelSigned(_)
            | Receipt::LeftWithWitnesses(_)
            | Receipt::LeftRecorded(_),
            DeliveryWay::Counter | DeliveryWay::Online | DeliveryWay::Locker | DeliveryWay::Ems,
        ) => false,
    };
    if !fits {
        let detail = format!("{} needs its own receipt", spoken(file.case.delivery));
        return Err(Rule::ReceiptMissing.because(detail));
    }
    proven(&file, &c.receipt)?;
    Ok(Effect::on_case(file.case.id, Delivered { receipt: c.receipt.clone() }))
}

/// 未送达: back to the counter; the delivery clock runs again, from where it began.
pub(super) fn report_failure(
    ctx: &Context<'_>,
    c: &ReportDeliveryFailure,
) -> Result<Effect, Refusal> {
    let file = ctx.file(&c.case, &[Phase::InDelivery])?;
    ctx.staff_with(DELIVERERS)?;
    said(&c.reason, Rule::ReasonsMissing)?;
    let event = DeliveryFailed { reason: c.reason.clone(), recounts: recounts(ctx, &file) };
    Ok(Effect::on_case(file.case.id, event))
}

/// The delivery clock as it runs again, where it had stopped.
pub(super) fn recounts(ctx: &Context<'_>, file: &File<'_>) -> Vec<Recount> {
    let stopped = file.case.clock(ClockKind::Delivery).filter(|clock| !clock.is_running());
    let recounts = stopped.map(|clock| {
        let policy = ctx.setup.policy_at(clock.policy).expect("a clock's policy stays on file");
        Recount { clock: clock.kind, reckoning: clock.reckon(ctx.calendar(), policy) }
    });
    recounts.into_iter().collect()
}

/// 归档: delivered, or closed without a document; by the department or the centre (row 76).
pub(super) fn archive(ctx: &Context<'_>, c: &ArchiveCase) -> Result<Effect, Refusal> {
    let file = ctx.file(&c.case, &[Phase::Delivered, Phase::Ended, Phase::ReportedUp])?;
    if ctx.staff_with(DELIVERERS).is_err() && ctx.staff_with(&[Role::CentreManager]).is_err() {
        ctx.staff_of(file.department(), BACK_OFFICE)?;
    }
    if file.case.phase() == Phase::ReportedUp {
        let detail = "send receive_higher_decision, or receive_region_result, first";
        return Err(Rule::HigherDecisionAwaited.because(detail));
    }
    nothing_open(&file)?;
    Ok(Effect::on_case(file.case.id, Archived { package: c.package.clone() }))
}

/// 可以归档: whoever archives it, a person or the archive's own system, nothing is left to do.
pub(super) fn nothing_open(file: &File<'_>) -> Result<(), Refusal> {
    if file.case.extras().commitment.is_some_and(Commitment::is_open) {
        return Err(Rule::CommitmentOpen.because("send verify_commitment or revoke_licence"));
    }
    settled(file)?;
    originals_gone(file)?;
    nothing_to_refund(file)?;
    nothing_awaited(file)
}

/// What was granted is not handed out to who is not the applicant, and nothing once it was annulled; what is out
/// already is only told. A refusal is handed out to whoever applied.
pub(super) fn theirs(file: &File<'_>) -> Result<(), Refusal> {
    stands(file)?;
    let verdict = file.case.verdict();
    if verdict.is_none_or(|verdict| verdict.outcome != Outcome::Granted) {
        return Ok(());
    }
    identified(file)
}

fn chosen(file: &File<'_>, way: DeliveryWay) -> Result<(), Refusal> {
    if file.case.delivery == way {
        return Ok(());
    }
    Err(Rule::NotChosenWay.because(format!("the applicant chose {}", spoken(file.case.delivery))))
}

/// The delivery clock stops at "notified and available", unless the policy reads art. 44 strictly.
fn stops_when_available(ctx: &Context<'_>) -> bool {
    ctx.policy().1.delivery_stop == DeliveryStop::Available
}
