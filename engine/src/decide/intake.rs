//! 收件、预审: who may take an application in, and what begins with it.

use crate::authority::{Grantee, Power};
use crate::clock::ClockStart;
use crate::code::{ItemCode, MaterialCode, UnitId};
use crate::command::{Actor, ReceiveApplication, ReceiveMaterials, StartPreCheck};
use crate::event::{ApplicationReceived, Event, MaterialReceived, PreCheckStarted, Stream};
use crate::hall::{Role, Staff};
use crate::id::CaseId;
use crate::item::{Answers, DeliveryWay, ItemDefinition, Necessity, SpecialKind};
use crate::lifecycle::Phase;
use crate::number;
use crate::party::Party;
use crate::refusal::{Refusal, Rule};
use crate::setup::{ItemVersion, Setup};
use crate::spoken::spoken_all;
use crate::stage::Stage;
use crate::time::Day;
use crate::values::{Channel, MaterialCopy, Priority};

use super::acceptance::missing;
use super::certify::certified;
use super::context::{Context, File};
use super::escort::not_its_helper;
use super::occasion::consented;
use super::papers::{as_sent, listed, situation};
use super::{Effect, bundle, occasion, ticket, window};

/// Roles that take in.
const INTAKE: &[Role] =
    &[Role::CompWindow, Role::ZoneWindow, Role::SatelliteWindow, Role::ExternalOfficer];

/// While papers may be received: not those of a correction, which come all at once.
const SUPPLIABLE: &[Phase] = &[
    Phase::Received,
    Phase::PreCheck,
    Phase::Accepted,
    Phase::Dispatched,
    Phase::Transferred,
    Phase::Handling,
    Phase::Suspended,
];

/// Posts of a department that act for a running case whose intake it entrusts to nobody any more (row 35, 36).
const COUNTERPARTS: &[Role] = &[Role::ChiefRep, Role::CaseTracker];

/// 收件. 清单之外无审批: only a published item version in force takes cases.
pub(super) fn receive(ctx: &Context<'_>, c: &ReceiveApplication) -> Result<Effect, Refusal> {
    let today = ctx.today();
    let Some(version) = ctx.setup.item_in_force(&c.item, today) else {
        return Err(Rule::NotPublished.because(format!("{} on {today}", c.item)));
    };
    let item = &version.definition;
    let unit = intake_unit(ctx, item, c.channel)?;
    takes_his_turn(ctx, c.priority)?;
    let application = Application {
        channel: c.channel,
        priority: c.priority,
        applicant: &c.applicant,
        agent: c.agent.as_ref(),
        materials: &c.materials,
        delivery: c.delivery,
        answers: &c.answers,
        unit,
    };
    let beginning = occasion::opening(ctx, item, c.channel, c.occasion.as_ref())?;
    let effect = opened(ctx, version, application, beginning)?;
    ticket::with_cases(ctx, c.ticket, (&c.applicant, c.agent.as_ref()), effect)
}

/// 绿色通道 is opened by who sees the ground for it (row 71); nobody puts himself before the others.
pub(in crate::decide) fn takes_his_turn(
    ctx: &Context<'_>,
    priority: Priority,
) -> Result<(), Refusal> {
    if priority == Priority::Normal || ctx.actor() != &Actor::Applicant {
        return Ok(());
    }
    Err(Rule::WrongRole.because("the green channel is opened by a window: apply there"))
}

/// What an application says, however the case came about.
pub(super) struct Application<'c> {
    pub(super) channel: Channel,
    pub(super) priority: Priority,
    pub(super) applicant: &'c Party,
    pub(super) agent: Option<&'c Party>,
    pub(super) materials: &'c [MaterialCopy],
    pub(super) delivery: DeliveryWay,
    pub(super) answers: &'c Answers,
    pub(super) unit: UnitId,
}

/// The case that an application opens, with the clocks and the event that its occasion brings.
pub(super) fn opened(
    ctx: &Context<'_>,
    version: &ItemVersion,
    application: Application<'_>,
    (clocks, beside): (Vec<ClockStart>, Option<Event>),
) -> Result<Effect, Refusal> {
    let item = &version.definition;
    for party in [Some(application.applicant), application.agent].into_iter().flatten() {
        if ctx.world.is_erased(party.subject) {
            return Err(Rule::SubjectErased.because("apply under the person's new record"));
        }
    }
    in_person(item, application.channel, application.agent)?;
    item.check_answers(application.answers)?;
    let chosen = item.places_of(application.answers);
    listed(item, &chosen, application.materials)?;
    if !item.delivery.contains(&application.delivery) {
        let detail = format!("{} offers {}", item.code, spoken_all(&item.delivery));
        return Err(Rule::DeliveryNotOffered.because(detail));
    }
    let id = next_id(ctx, version)?;
    let event = ApplicationReceived {
        number: number::format(ctx.setup, id).expect("a published item has a number"),
        item: item.code.clone(),
        item_version: version.version,
        channel: application.channel,
        priority: application.priority,
        applicant: application.applicant.clone(),
        agent: application.agent.cloned(),
        zone: window::zone(ctx, item),
        unit: application.unit,
        materials: as_sent(ctx, application.materials),
        delivery: application.delivery,
        clocks,
    };
    let asked =
        (!item.situations.is_empty()).then(|| situation(item, application.answers, &chosen).into());
    let events = std::iter::once(event.into()).chain(asked).chain(beside).collect();
    Ok(Effect::of(Stream::Case(id), events))
}

/// 须本人到场: only where the item names the law that says so; everybody else may send an agent, a letter or data
/// (行政许可法 art. 29).
pub(super) fn in_person(
    item: &ItemDefinition,
    channel: Channel,
    agent: Option<&Party>,
) -> Result<(), Refusal> {
    let Some(basis) = &item.terms.presence else { return Ok(()) };
    if agent.is_none() && channel == Channel::Window {
        return Ok(());
    }
    Err(Rule::PresenceRequired.because(format!("{}, {basis}", item.code)))
}

fn next_id(ctx: &Context<'_>, version: &ItemVersion) -> Result<CaseId, Refusal> {
    let today = ctx.today();
    let ordinal = ctx.world.ordinal(version.ordinal, today) + 1;
    CaseId::new(version.ordinal, today, ordinal).ok_or_else(|| {
        let is_day = CaseId::new(version.ordinal, today, 1).is_some();
        Rule::TooMany.because(if is_day {
            "case numbers of this item and day are used up"
        } else {
            "cases have numbers on days of the years 1970 to 4840 only"
        })
    })
}

/// 预审
pub(super) fn start_pre_check(ctx: &Context<'_>, c: &StartPreCheck) -> Result<Effect, Refusal> {
    let file = ctx.file(&c.case, &[Phase::Received])?;
    consented(&file)?;
    let officer = intake_officer(ctx, &file)?.id.clone();
    Ok(Effect::on_case(file.case.id, PreCheckStarted { officer }))
}

/// 材料收取
pub(super) fn receive_materials(
    ctx: &Context<'_>,
    c: &ReceiveMaterials,
) -> Result<Effect, Refusal> {
    let file = ctx.file(&c.case, SUPPLIABLE)?;
    consented(&file)?;
    supplement_asked(&file, &c.materials)?;
    applicant_or_officer(ctx, &file)?;
    listed(file.item(), &file.case.extras().situation, &c.materials)?;
    if c.materials.is_empty() {
        return Ok(Effect::already_so(file.case.id));
    }
    let event = MaterialReceived { materials: as_sent(ctx, &c.materials) };
    Ok(Effect::on_case(file.case.id, event))
}

/// 补交: after acceptance papers are taken only while the case waits for them: in a procedure that asks for them, or
/// where silence accepted it without them (行政许可法 art. 32(4)).
fn supplement_asked(file: &File<'_>, copies: &[MaterialCopy]) -> Result<(), Refusal> {
    let asked = if let Stage::Suspended { procedure, .. } = &file.case.stage {
        *procedure == SpecialKind::Supplement
    } else {
        matches!(file.case.phase(), Phase::Received | Phase::PreCheck)
    };
    if asked {
        return Ok(());
    }
    // What was let follow has its own command, which closes the gap.
    let gaps: Vec<&MaterialCode> = file.case.extras().open(file.item()).collect();
    let lacking = [Necessity::Required, Necessity::Deferrable].into_iter();
    let mut lacking: Vec<&MaterialCode> =
        lacking.flat_map(|necessity| missing(file, necessity)).collect();
    lacking.retain(|paper| !gaps.contains(paper));
    if copies.iter().all(|copy| lacking.contains(&&copy.material)) && !copies.is_empty() {
        return Ok(());
    }
    let lacking: Vec<&str> = lacking.iter().map(|paper| paper.as_str()).collect();
    Err(Rule::WrongPhase.because(if lacking.is_empty() {
        "the case is accepted and asks the applicant for no papers".to_owned()
    } else {
        format!(
            "the case is accepted; it still lacks {} and takes nothing else",
            lacking.join(", ")
        )
    }))
}

/// The applicant himself, or who may take the item in.
pub(super) fn applicant_or_officer(ctx: &Context<'_>, file: &File<'_>) -> Result<(), Refusal> {
    if ctx.actor() == &Actor::Applicant {
        return Ok(());
    }
    intake_officer(ctx, file).map(|_| ())
}

/// The person who asks, if he may take the case's item in where he stands. What was entrusted and is no longer is
/// the department's again, for the cases that run: its representative and its trackers act for them, wherever they sit.
pub(super) fn intake_officer<'a>(ctx: &Context<'a>, file: &File<'_>) -> Result<&'a Staff, Refusal> {
    let staff = ctx.staff()?;
    let item = file.item();
    let entrusted = entrusted_unit(ctx.setup, (file.department(), &item.code), ctx.today());
    let exclusive = item.entrusted && entrusted.is_some();
    not_its_helper(staff, file)?;
    // Before anything is said of the case.
    not_own_case(staff, &file.case.applicant, file.case.agent.as_deref())?;
    let is_counterpart = ctx.staff_of(file.department(), COUNTERPARTS).is_ok();
    if item.entrusted && entrusted.is_none() && is_counterpart {
        return certified(ctx, staff, item).map(|()| staff);
    }
    let at = Standing {
        department: file.department(),
        exclusive,
        is_with_bundle: bundle::is_at_its_window(ctx, file),
    };
    may_stand_for(ctx, staff, item, &at)?;
    Ok(staff)
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
            may_stand_for(ctx, staff, item, &Standing::of(item))?;
            Ok(staff.unit.clone())
        }
        // 涉密事项: seen by nobody but its own window and department (row 44).
        Actor::Applicant if item.not_pooled => {
            let detail = format!("{} is taken at its own window in zone {}", item.code, item.zone);
            Err(Rule::WrongWindow.because(detail))
        }
        Actor::Applicant if channel.is_online() => {
            let from = (&item.department, &item.code);
            let entrusted = entrusted_unit(ctx.setup, from, ctx.today());
            let preferred = entrusted.unwrap_or(&item.department);
            unit_for(ctx.setup, item, preferred, ctx.today())
        }
        Actor::Applicant | Actor::System | Actor::Admin | Actor::Port(_) => Err(Rule::WrongRole
            .because("papers are received by a window, or sent online by the applicant")),
    }
}

fn entrusted_unit<'a>(
    setup: &'a Setup,
    (department, item): (&UnitId, &ItemCode),
    on: Day,
) -> Option<&'a UnitId> {
    let mut letters = setup.letters.values().filter(|filed| {
        filed.letter.power == Power::Intake
            && &filed.letter.grantor == department
            && filed.covers(item, on)
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
    let from = (&item.department, &item.code);
    let is_own = preferred == &item.department;
    if (is_own && !item.entrusted) || setup.intake_letter(from, preferred, on).is_some() {
        return Ok(preferred.clone());
    }
    match entrusted_unit(setup, from, on) {
        Some(unit) => Ok(unit.clone()),
        None if item.entrusted => Err(no_letter(item)),
        None => Ok(item.department.clone()),
    }
}

/// For whom somebody takes in, and how.
pub(super) struct Standing<'a> {
    /// The department that has the case.
    pub(super) department: &'a UnitId,
    /// 部门不再另行受理
    pub(super) exclusive: bool,
    /// A case of a bundle is taken in where the bundle is.
    pub(super) is_with_bundle: bool,
}

impl<'a> Standing<'a> {
    /// As the item version says.
    pub(super) fn of(item: &'a ItemDefinition) -> Standing<'a> {
        Standing { department: &item.department, exclusive: item.entrusted, is_with_bundle: false }
    }

    /// As the item version says, where its bundle is taken in.
    pub(super) fn with_bundle(item: &'a ItemDefinition) -> Standing<'a> {
        Standing { is_with_bundle: true, ..Standing::of(item) }
    }
}

/// Guard 2: an entrusted item is taken in only under letter 2 or 3, and not by its own department.
pub(super) fn may_stand_for(
    ctx: &Context<'_>,
    staff: &Staff,
    item: &ItemDefinition,
    at: &Standing<'_>,
) -> Result<(), Refusal> {
    let department = at.department;
    let is_own = &staff.unit == department;
    if is_own && at.exclusive {
        return Err(Rule::ExclusiveIntake.because(item.code.to_string()));
    }
    ctx.staff_with(INTAKE)?;
    let letter = ctx.setup.intake_letter((department, &item.code), &staff.unit, ctx.today());
    let is_external = is_own && staff.roles.contains(&Role::ExternalOfficer);
    if !is_external && !at.is_with_bundle {
        window::takes(ctx, staff, item, letter.is_some())?;
    }
    if !is_own && letter.is_none() {
        return Err(no_letter(item));
    }
    certified(ctx, staff, item)
}

fn no_letter(item: &ItemDefinition) -> Refusal {
    Rule::NotEntrusted.because(format!("{} of {}", item.code, item.department))
}
