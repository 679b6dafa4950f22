//! 电子证照调取: a licence is fetched with the applicant's consent, and the store's answer comes as a command
//! (row 82; 国务院令第716号 art. 7).

use crate::command::{RecordLicence, RequestLicence};
use crate::event::{ELicenceFetched, Event, LicenceAbsent, LicenceRequested, Stream};
use crate::extras::LicenceState;
use crate::lifecycle::PAPERS_TAKEN;
use crate::port::Ask;
use crate::refusal::{Refusal, Rule};

use super::Effect;
use super::context::{Context, File, said};
use super::intake::{applicant_or_officer, intake_officer};
use super::papers::asked_for;
use super::setup::by_a_manager;

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

/// 证照库回复 as a person found it: the licence, or that there is none. Nothing comes in that was not asked for.
/// The store itself answers what its port was asked.
pub(super) fn record(ctx: &Context<'_>, c: &RecordLicence) -> Result<Effect, Refusal> {
    let file = ctx.file(&c.case, PAPERS_TAKEN)?;
    if by_a_manager(ctx).is_err() {
        intake_officer(ctx, &file)?;
    }
    asked_for(&file, &c.material)?;
    if file.case.licence(&c.material, file.item()) != Some(LicenceState::Asked) {
        if file.case.holds(&c.material, file.item()) {
            return Ok(Effect::already_so(file.case.id));
        }
        return Err(Rule::LicenceNotAsked.because(c.material.to_string()));
    }
    let material = c.material.clone();
    let event = match (&c.number, &c.absent) {
        (Some(number), None) => {
            let (number, hash) = (number.clone(), c.hash.clone());
            found(ctx, ELicenceFetched { material, number, valid_to: c.valid_to, hash })?
        }
        (None, Some(reason)) => absent(LicenceAbsent { material, reason: reason.clone() })?,
        (Some(_), Some(_)) | (None, None) => {
            return Err(Rule::LicenceAnswer
                .because("either the licence's `number`, or in `absent` why there is none"));
        }
    };
    Ok(Effect::of(Stream::Case(file.case.id), vec![event]))
}

/// 端口回执 of the store: about the paper it was asked for. What came in another way meanwhile, or is not needed
/// any more, is not taken over: the question is only settled.
pub(super) fn answered(
    ctx: &Context<'_>,
    file: &File<'_>,
    ask: &Ask,
    answer: Licence,
) -> Result<Effect, Refusal> {
    let material = match &answer {
        Licence::Found(found) => &found.material,
        Licence::Absent(absent) => &absent.material,
    };
    if !ask.is_about(material.as_str()) {
        return Err(Rule::WrongAnswer.because(format!("{material} was not asked for")));
    }
    let is_wanted = asked_for(file, material).is_ok()
        && file.case.licence(material, file.item()) == Some(LicenceState::Asked);
    let event = match answer {
        Licence::Found(event) => found(ctx, event)?,
        Licence::Absent(event) => absent(event)?,
    };
    let events = if is_wanted { vec![event] } else { Vec::new() };
    Ok(Effect::of(Stream::Case(file.case.id), events))
}

/// What a store says of a licence.
pub(super) enum Licence {
    Found(ELicenceFetched),
    Absent(LicenceAbsent),
}

fn found(ctx: &Context<'_>, event: ELicenceFetched) -> Result<Event, Refusal> {
    if let Some(last) = event.valid_to.filter(|last| *last < ctx.today()) {
        let detail = format!("it was valid to {last}: say that there is none");
        return Err(Rule::LicenceExpired.because(detail));
    }
    Ok(event.into())
}

fn absent(event: LicenceAbsent) -> Result<Event, Refusal> {
    said(&event.reason, Rule::ReasonsMissing)?;
    Ok(event.into())
}
