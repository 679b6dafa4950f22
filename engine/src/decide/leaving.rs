//! 留置送达: who refuses to take his result has it left with him, before witnesses or with a recording (row 75). The
//! Licensing Law says nothing of it; its bodies follow 民事诉讼法 art. 89 (as of 2024-01-01).

use crate::command::RecordSigningRefusal;
use crate::event::SigningRefused;
use crate::item::DeliveryWay;
use crate::lifecycle::Phase;
use crate::refusal::{Refusal, Rule};
use crate::values::Receipt;

use super::Effect;
use super::context::{Context, File, said, short_enough};
use super::delivery::{DELIVERERS, theirs};
use super::fee::paid;

/// Hexadecimal digits of the hash of a recording: 256 bits.
const RECORDING_DIGITS: usize = 64;

/// 拒绝签收: of what is at the counter, or is carried to him from there.
pub(super) fn refuse(ctx: &Context<'_>, c: &RecordSigningRefusal) -> Result<Effect, Refusal> {
    let file = ctx.file(&c.case, &[Phase::ReadyForDelivery])?;
    let staff = ctx.staff_with(DELIVERERS)?;
    paid(&file)?;
    theirs(&file)?;
    if !matches!(file.case.delivery, DeliveryWay::Counter | DeliveryWay::Ems) {
        let detail = "he is handed nothing: the result goes to him by another way";
        return Err(Rule::NotChosenWay.because(detail));
    }
    said(&c.reason, Rule::ReasonsMissing)?;
    short_enough(&c.witnesses)?;
    for witness in &c.witnesses {
        said(&witness.represents, Rule::LeftUnproven)?;
    }
    let event = SigningRefused {
        reason: c.reason.clone(),
        witnesses: c.witnesses.clone(),
        officer: staff.id.clone(),
    };
    Ok(Effect::on_case(file.case.id, event))
}

/// 留置: nothing is left with anybody whose refusal is not on file, before witnesses or with a recording.
pub(super) fn proven(file: &File<'_>, receipt: &Receipt) -> Result<(), Refusal> {
    let is_recorded = match receipt {
        Receipt::LeftWithWitnesses(_) => false,
        Receipt::LeftRecorded(hash) => {
            let digits = hash.as_str();
            let is_hash = digits.len() == RECORDING_DIGITS
                && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
            if !is_hash {
                let detail = format!("{digits} is no hash of {RECORDING_DIGITS} hex digits");
                return Err(Rule::LeftUnproven.because(detail));
            }
            true
        }
        Receipt::Signature(_)
        | Receipt::CellOpened(_)
        | Receipt::ParcelSigned(_)
        | Receipt::Downloaded(_) => return Ok(()),
    };
    match file.case.extras().refused_to_sign {
        None => Err(Rule::LeftUnproven.because("send record_signing_refusal first")),
        Some(refusal) if !refusal.is_witnessed && !is_recorded => {
            let detail = "no witness came: send record_signing_refusal with them, or record it";
            Err(Rule::LeftUnproven.because(detail))
        }
        Some(_) => Ok(()),
    }
}
