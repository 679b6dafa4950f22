//! 电子证照调取: a licence is fetched with the applicant's consent, and the store's answer comes as a command
//! (row 82; 国务院令第716号 art. 7).

use crate::command::{Actor, RecordLicence, RequestLicence};
use crate::event::{ELicenceFetched, LicenceAbsent, LicenceRequested};
use crate::extras::LicenceState;
use crate::lifecycle::Phase;
use crate::port::PortKind;
use crate::refusal::{Refusal, Rule};

use super::Effect;
use super::context::{Context, said};
use super::intake::{applicant_or_officer, intake_officer};
use super::papers::asked_for;
use super::setup::by_a_manager;

/// While papers are taken.
pub(super) const PAPERS_TAKEN: &[Phase] = &[
    Phase::Received,
    Phase::PreCheck,
    Phase::AwaitingCorrection,
    Phase::Accepted,
    Phase::Dispatched,
    Phase::Transferred,
    Phase::Handling,
    Phase::Suspended,
];

/// 授权调取: only with consent, only what the item can fetch and the case needs.
pub(super) fn request(ctx: &Context<'_>, c: &RequestLicence) -> Result<Effect, Refusal> {
    let file = ctx.file(&c.case, PAPERS_TAKEN)?;
    applicant_or_officer(ctx, &file)?;
    let need = asked_for(&file, &c.material)?;
    let Some(licence) = &need.e_licence else {
        return Err(Rule::NotFetchable.because(c.material.to_string()));
    };
    let Some(consent) = &c.consent else {
        return Err(Rule::ConsentMissing.because("name the applicant's consent in `consent`"));
    };
    let is_asked = file.case.licence(&c.material, file.item()) == Some(LicenceState::Asked);
    if is_asked || file.case.holds(&c.material, file.item()) {
        return Ok(Effect::already_so(file.case.id));
    }
    let event = LicenceRequested {
        material: c.material.clone(),
        licence: licence.clone(),
        consent: consent.clone(),
    };
    Ok(Effect::on_case(file.case.id, event))
}

/// 证照库回复: the licence, or that there is none. Nothing comes in that was not asked for.
pub(super) fn record(ctx: &Context<'_>, c: &RecordLicence) -> Result<Effect, Refusal> {
    let file = ctx.file(&c.case, PAPERS_TAKEN)?;
    let is_the_store = ctx.actor() == &Actor::Port(PortKind::ELicence);
    if !is_the_store && by_a_manager(ctx).is_err() {
        intake_officer(ctx, &file)?;
    }
    asked_for(&file, &c.material)?;
    if file.case.licence(&c.material, file.item()) != Some(LicenceState::Asked) {
        if file.case.holds(&c.material, file.item()) {
            return Ok(Effect::already_so(file.case.id));
        }
        return Err(Rule::LicenceNotAsked.because(c.material.to_string()));
    }
    match (&c.number, &c.absent) {
        (Some(number), None) => {
            if let Some(last) = c.valid_to.filter(|last| *last < ctx.today()) {
                let detail = format!("it was valid to {last}: record it as absent");
                return Err(Rule::LicenceExpired.because(detail));
            }
            let event = ELicenceFetched {
                material: c.material.clone(),
                number: number.clone(),
                valid_to: c.valid_to,
                hash: c.hash.clone(),
            };
            Ok(Effect::on_case(file.case.id, event))
        }
        (None, Some(reason)) => {
            said(reason, Rule::ReasonsMissing)?;
            let event = LicenceAbsent { material: c.material.clone(), reason: reason.clone() };
            Ok(Effect::on_case(file.case.id, event))
        }
        (Some(_), Some(_)) | (None, None) => Err(Rule::LicenceAnswer
            .because("either the licence's `number`, or in `absent` why there is none")),
    }
}
