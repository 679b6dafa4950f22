//! 收件、预审: who may take an application in, and what begins with it.

use crate::authority::{Grantee, Power};
use crate::clock::ClockKind;
use crate::code::{MaterialCode, UnitId};
use crate::command::{Actor, ReceiveApplication, ReceiveMaterials, StartPreCheck};
use crate::event::{
    ApplicationReceived, MaterialReceived, PreCheckStarted, SituationAnswer, SituationAnswered,
    Stream,
};
use crate::hall::{Role, Staff, WindowKind};
use crate::id::CaseId;
use crate::item::{Answers, ItemDefinition, MaterialNeed};
use crate::lifecycle::Phase;
use crate::number;
use crate::party::Party;
use crate::refusal::{Refusal, Rule};
use crate::setup::Setup;
use crate::time::Day;
use crate::values::{Channel, CollectionWay, MaterialCopy, Trust};

use super::context::{Context, File, short_enough};
use super::{Effect, bundle};

/// Roles that take in.
const INTAKE: &[Role] =
    &[Role::CompWindow, Role::ZoneWindow, Role::SatelliteWindow, Role::ExternalOfficer];

/// 收件. 清单之外无审批: only a published item version in force takes cases.
pub(super) fn receive(ctx: &Context<'_>, c: &ReceiveApplication) -> Result<Effect, Refusal> {
    let today = ctx.today();
    let Some(version) = ctx.setup.item_in_force(&c.item, today) else {
        return Err(Rule::NotPublished.because(format!("{} on {today}", c.item)));
    };
    let item = &version.definition;
    let unit = intake_unit(ctx, item, c.channel)?;
    if let Ok(staff) = ctx.staff() {
        not_own_case(staff, &c.applicant, c.agent.as_ref())?;
    }
    for party in [Some(&c.applicant), c.agent.as_ref()].into_iter().flatten() {
        if ctx.world.is_erased(party.subject) {
            return Err(Rule::SubjectErased.because("apply under the person's new record"));
        }
    }
    item.check_answers(&c.answers)?;
    let chosen = item.places_of(&c.answers);
    listed(item, &chosen, &c.materials)?;
    if !item.delivery.contains(&c.delivery) {
        return Err(
            Rule::DeliveryNotOffered.because(format!("{} offers {:?}", c.item, item.delivery))
        );
    }
    let ordinal = ctx.world.ordinal(version.ordinal, today) + 1;
    let Some(id) = CaseId::new(version.ordinal, today, ordinal) else {
        let is_day = CaseId::new(version.ordinal, today, 1).is_some();
        return Err(Rule::TooMany.because(if is_day {
            "case numbers of this item and day are used up"
        } else {
            "cases have numbers on days of the years 1970 to 4840 only"
        }));
    };
    let number = number::format(ctx.setup, id).expect("a published item has a number");
    let policy = ctx.policy().1;
    let mut clocks = vec![ctx.start_days(ClockKind::Acceptance, policy.acceptance_days)];
    if c.channel.is_online() {
        clocks.push(ctx.start_days(ClockKind::OnlineCheck, policy.online_check_days));
    }
    let event = ApplicationReceived {
        number,
        item: c.item.clone(),
        item_version: version.version,
        channel: c.channel,
        priority: c.priority,
        applicant: c.applicant.clone(),
        agent: c.agent.clone(),
        zone: item.zone.clone(),
        unit,
        materials: as_sent(ctx, &c.materials),
        delivery: c.delivery,
        clocks,
    };
    let mut events = vec![event.into()];
    if !item.situations.is_empty() {
        events.push(situation(item, &c.answers, &chosen).into());
    }
    Ok(Effect::of(Stream::Case(id), events))
}

/// 办事情形 with the papers it asks for.
fn situation(item: &ItemDefinition, answers: &Answers, chosen: &[(u8, u8)]) -> SituationAnswered {
    let needed = item.materials.iter().filter(|need| item.is_selected(need, chosen));
    let pairs = answers.iter();
    SituationAnswered {
        answers: pairs
            .map(|(question, option)| SituationAnswer {
                question: question.clone(),
                option: option.clone(),
            })
            .collect(),
        materials: needed.map(|need| need.material.clone()).collect(),
    }
}

/// What the applicant sends himself was checked by nobody: it is trusted as C at best, whatever he says
/// (国办函〔2016〕108号).
pub(super) fn as_sent(ctx: &Context<'_>, copies: &[MaterialCopy]) -> Vec<MaterialCopy> {
    let is_his_own = ctx.actor() == &Actor::Applicant;
    let each = |copy: &MaterialCopy| {
        let trust = if is_his_own { copy.trust.max(Trust::C) } else { copy.trust };
        MaterialCopy { trust, ..copy.clone() }
    };
    copies.iter().map(each).collect()
}

/// What the item says about a paper that the case asks for.
pub(super) fn asked_for<'a>(
    file: &File<'a>,
    material: &MaterialCode,
) -> Result<&'a MaterialNeed, Refusal> {
    let item = file.item();
    needed(item, &file.case.extras().situation, material)
}

fn needed<'a>(
    item: &'a ItemDefinition,
    chosen: &[(u8, u8)],
    material: &MaterialCode,
) -> Result<&'a MaterialNeed, Refusal> {
    let Some(need) = item.need(material) else {
        return Err(Rule::UnknownMaterial.because(format!("{material} of {}", item.code)));
    };
    if item.is_selected(need, chosen) {
        return Ok(need);
    }
    let detail = format!("{material}: the answers about the situation do not ask for it");
    Err(Rule::UnknownMaterial.because(detail))
}

/// 预审
pub(super) fn start_pre_check(ctx: &Context<'_>, c: &StartPreCheck) -> Result<Effect, Refusal> {
    let file = ctx.file(&c.case, &[Phase::Received])?;
    let officer = intake_officer(ctx, &file)?.id.clone();
    Ok(Effect::on_case(file.case.id, PreCheckStarted { officer }))
}

/// 材料收取
pub(super) fn receive_materials(
    ctx: &Context<'_>,
    c: &ReceiveMaterials,
) -> Result<Effect, Refusal> {
    let file = ctx.file(&c.case, &[Phase::Received, Phase::PreCheck])?;
    applicant_or_officer(ctx, &file)?;
    listed(file.item(), &file.case.extras().situation, &c.materials)?;
    if c.materials.is_empty() {
        return Ok(Effect::already_so(file.case.id));
    }
    let event = MaterialReceived { materials: as_sent(ctx, &c.materials) };
    Ok(Effect::on_case(file.case.id, event))
}

/// The applicant himself, or who may take the item in.
pub(super) fn applicant_or_officer(ctx: &Context<'_>, file: &File<'_>) -> Result<(), Refusal> {
    if ctx.actor() == &Actor::Applicant {
        return Ok(());
    }
    intake_officer(ctx, file).map(|_| ())
}

/// The person who asks, if he may take the case's item in where he stands, and is not a party.
pub(super) fn intake_officer<'a>(ctx: &Context<'a>, file: &File<'_>) -> Result<&'a Staff, Refusal> {
    let staff = ctx.staff()?;
    let item = file.item();
    may_stand_for(ctx, staff, item, bundle::is_at_its_window(ctx, file))?;
    not_own_case(staff, &file.case.applicant, file.case.agent.as_deref())?;
    Ok(staff)
}

/// Papers are of the item's list and asked for by the chosen options, come in a way the item takes, and are not
/// too many. An electronic licence is fetched, never handed in.
pub(super) fn listed(
    item: &ItemDefinition,
    chosen: &[(u8, u8)],
    copies: &[MaterialCopy],
) -> Result<(), Refusal> {
    short_enough(copies)?;
    for MaterialCopy { material, way, .. } in copies {
        let need = needed(item, chosen, material)?;
        if *way == CollectionWay::Licence {
            let detail = format!("{material}: send request_licence with the consent");
            return Err(Rule::LicenceByHand.because(detail));
        }
        if !need.ways.is_empty() && !need.ways.contains(way) {
            let detail = format!("{material} comes as {:?}", need.ways);
            return Err(Rule::WayNotOffered.because(detail));
        }
    }
    Ok(())
}

/// 回避: nobody handles a case in which he is the applicant or agent.
pub(super) fn not_own_case(
    staff: &Staff,
    applicant: &Party,
    agent: Option<&Party>,
) -> Result<(), Refusal> {
    let Some(own) = staff.token else { return Ok(()) };
    let is_party = applicant.token == own || agent.is_some_and(|agent| agent.token == own);
    if is_party { Err(Rule::OwnCase.because(staff.id.to_string())) } else { Ok(()) }
}

/// 谁受理、谁负责: the unit that answers for the intake, if the actor may make it.
fn intake_unit(
    ctx: &Context<'_>,
    item: &ItemDefinition,
    channel: Channel,
) -> Result<UnitId, Refusal> {
    match ctx.actor() {
        Actor::Staff(_) => {
            let staff = ctx.staff()?;
            may_stand_for(ctx, staff, item, false)?;
            Ok(staff.unit.clone())
        }
        Actor::Applicant if channel.is_online() => {
            let entrusted = entrusted_unit(ctx.setup, item, ctx.today());
            let preferred = entrusted.unwrap_or(&item.department);
            unit_for(ctx.setup, item, preferred, ctx.today())
        }
        Actor::Applicant | Actor::System | Actor::Admin | Actor::Port(_) => Err(Rule::WrongRole
            .because("papers are received by a window, or sent online by the applicant")),
    }
}

fn entrusted_unit<'a>(setup: &'a Setup, item: &ItemDefinition, on: Day) -> Option<&'a UnitId> {
    let mut letters = setup.letters.values().filter(|filed| {
        filed.letter.power == Power::Intake
            && filed.letter.grantor == item.department
            && filed.covers(&item.code, on)
    });
    letters.find_map(|filed| match &filed.letter.grantee {
        Grantee::Unit(unit) => Some(unit),
        Grantee::Person(_) => None,
    })
}

/// 谁受理、谁负责 for a case that the system opens: the preferred unit where it may take the item in.
pub(super) fn unit_for(
    setup: &Setup,
    item: &ItemDefinition,
    preferred: &UnitId,
    on: Day,
) -> Result<UnitId, Refusal> {
    let is_own = preferred == &item.department;
    if (is_own && !item.entrusted) || setup.intake_letter(item, preferred, on).is_some() {
        return Ok(preferred.clone());
    }
    match entrusted_unit(setup, item, on) {
        Some(unit) => Ok(unit.clone()),
        None if item.entrusted => Err(no_letter(item)),
        None => Ok(item.department.clone()),
    }
}

/// Guard 2: an entrusted item is taken in only under letter 2 or 3, and not by its own department. A case of a
/// bundle is taken in where the bundle is.
pub(super) fn may_stand_for(
    ctx: &Context<'_>,
    staff: &Staff,
    item: &ItemDefinition,
    is_with_bundle: bool,
) -> Result<(), Refusal> {
    let is_own = staff.unit == item.department;
    if is_own && item.entrusted {
        return Err(Rule::ExclusiveIntake.because(item.code.to_string()));
    }
    ctx.staff_with(INTAKE)?;
    let is_external = is_own && staff.roles.contains(&Role::ExternalOfficer);
    if !is_external && !is_with_bundle {
        at_right_window(ctx, item)?;
    }
    if !is_own && ctx.setup.intake_letter(item, &staff.unit, ctx.today()).is_none() {
        return Err(no_letter(item));
    }
    if !staff.is_certified(&item.code) {
        return Err(Rule::NotCertified.because(format!("{} for {}", staff.id, item.code)));
    }
    Ok(())
}

fn no_letter(item: &ItemDefinition) -> Refusal {
    Rule::NotEntrusted.because(format!("{} of {}", item.code, item.department))
}

fn at_right_window(ctx: &Context<'_>, item: &ItemDefinition) -> Result<(), Refusal> {
    let Some(window) = ctx.window() else {
        return Err(Rule::WrongWindow.because("say at which window, in `place`"));
    };
    let takes = match window.kind {
        WindowKind::Undifferentiated => !item.not_pooled && window.zone == item.zone,
        WindowKind::Video | WindowKind::SelfService => !item.not_pooled,
        WindowKind::Zone | WindowKind::Satellite | WindowKind::External => window.zone == item.zone,
        WindowKind::Delivery
        | WindowKind::Guidance
        | WindowKind::CannotBeDone
        | WindowKind::Bundle
        | WindowKind::Locker => false,
    };
    if takes {
        return Ok(());
    }
    Err(Rule::WrongWindow
        .because(format!("{} is taken in zone {}, not at {}", item.code, item.zone, window.id)))
}
