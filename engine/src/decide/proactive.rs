//! 免申即享: the government opens the case, the person only consents (row 80).

use crate::clock::ClockKind;
use crate::code::MaterialCode;
use crate::command::{Actor, OpenProactiveCase, RecordConsent};
use crate::event::{ConsentGiven, ConsentMissing, Event, ProactivelyOpened};
use crate::item::{Answers, ItemDefinition, Necessity};
use crate::lifecycle::Phase;
use crate::occasion::Occasion;
use crate::refusal::{Refusal, Rule};
use crate::terms::ProactiveTerms;
use crate::values::{Channel, ClosingKind, Priority};

use super::Effect;
use super::acceptance::{decision_clocks, trusted};
use super::context::{Context, File, said};
use super::flow::BACK_OFFICE;
use super::intake::{Application, applicant_or_officer, opened};
use super::port::identified;

/// 主动开办, by the department or the platform, for an item version that names the policy.
pub(super) fn open(ctx: &Context<'_>, c: &OpenProactiveCase) -> Result<Effect, Refusal> {
    let today = ctx.today();
    let Some(version) = ctx.setup.item_in_force(&c.item, today) else {
        return Err(Rule::NotPublished.because(format!("{} on {today}", c.item)));
    };
    let item = &version.definition;
    let Some(terms) = &item.terms.proactive else {
        return Err(Rule::ProactiveNotOffered.because(c.item.to_string()));
    };
    match ctx.actor() {
        Actor::Admin | Actor::System => (),
        Actor::Staff(_) | Actor::Applicant | Actor::Port(_) => {
            ctx.staff_of(&item.department, BACK_OFFICE)?;
        }
    }
    said(&c.grounds, Rule::ReasonsMissing)?;
    at_hand(item, c)?;
    let application = Application {
        channel: Channel::Online,
        priority: Priority::Normal,
        applicant: &c.applicant,
        agent: None,
        materials: &c.materials,
        delivery: c.delivery,
        answers: &Answers::default(),
        unit: item.department.clone(),
    };
    let clocks = vec![ctx.start_days(ClockKind::Consent, terms.consent_days)];
    let (basis, grounds) = (terms.basis.clone(), c.grounds.clone());
    let beside = ProactivelyOpened { basis, grounds, clocks };
    opened(ctx, version, application, (Vec::new(), Some(beside.into())))
}

/// 免于提交: who is asked for his consent only is asked for no paper, so that every required one is here before (guard 7).
fn at_hand(item: &ItemDefinition, c: &OpenProactiveCase) -> Result<(), Refusal> {
    let chosen = item.places_of(&Answers::default());
    let is_here = |paper: &MaterialCode| c.materials.iter().any(|copy| &copy.material == paper);
    let needs = item.materials.iter().filter(|need| need.necessity == Necessity::Required);
    let asked = needs.filter(|need| item.is_selected(need, &chosen));
    let lacking =
        asked.filter(|need| !is_here(&need.material) && !need.substitutes.iter().any(is_here));
    let names: Vec<&str> = lacking.map(|need| need.material.as_str()).collect();
    if names.is_empty() {
        return Ok(());
    }
    let detail = format!("{}: fetch it before the person is asked", names.join(", "));
    Err(Rule::MaterialsMissing.because(detail))
}

/// 确认: the person's own answer, sent by himself or recorded where he stands.
pub(super) fn consent(ctx: &Context<'_>, c: &RecordConsent) -> Result<Effect, Refusal> {
    let file = ctx.file(&c.case, &[Phase::Received])?;
    let Some(terms) = awaited(&file) else {
        return Err(Rule::NoConsentAsked.because("the person applied himself, or answered"));
    };
    applicant_or_officer(ctx, &file)?;
    if !c.consents {
        return Ok(Effect::on_case(file.case.id, missing(terms, true)));
    }
    identified(&file)?;
    trusted(&file)?;
    let clocks = decision_clocks(ctx, file.item(), ctx.today());
    Ok(Effect::on_case(file.case.id, ConsentGiven { proof: c.proof.clone(), clocks }))
}

/// 逾期未确认: the case is closed without effect; silence is no consent.
pub(super) fn lapsed(file: &File<'_>) -> Option<Event> {
    awaited(file).map(|terms| missing(terms, false).into())
}

fn awaited<'a>(file: &File<'a>) -> Option<&'a ProactiveTerms> {
    let is_awaited = file.case.extras().occasion.as_ref().is_some_and(Occasion::awaits_consent);
    file.item().terms.proactive.as_ref().filter(|_| is_awaited)
}

fn missing(terms: &ProactiveTerms, declined: bool) -> ConsentMissing {
    ConsentMissing { declined, basis: terms.basis.clone(), closing: ClosingKind::Other }
}
