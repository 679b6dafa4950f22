//! 群众声音与监督: ratings, troubles, complaints, orders and services (rows 14, 73, 95, 105, 106; guard 17).

mod clock;
mod complaint;
mod order;
mod review;
mod service;
mod trouble;

use std::sync::Arc;

use crate::clock::{ClockKind, ClockStart, start};
use crate::code::{CaseNumber, UnitId, VoiceNumber};
use crate::command::{Actor, AnswerVoice, AssignVoice, OpenVoice, RevisitVoice, SetVoicePolicy};
use crate::due::Budget;
use crate::event::{
    Event, PersonalDataOpened, RevisitDone, Stream, VoiceAnswered, VoiceAssigned, VoicePolicySet,
    VoiceReturned,
};
use crate::hall::{Role, Staff};
use crate::id::VoiceId;
use crate::number;
use crate::party::{Party, Sealed};
use crate::refusal::{Refusal, Rule};
use crate::spoken::spoken;
use crate::voice::{
    ReturnCause, ReviewFinding, TroubleClass, TroubleOutcome, Voice, VoiceKind, VoicePhase,
    VoicePolicy, Way,
};
use crate::world::FoundVoice;

use super::Effect;
use super::context::{Context, known_unit, said};
use super::setup::by_a_manager;

pub(super) use clock::{answer_warning, extend, fire, recalculate};
pub(super) use complaint::{file as file_complaint, give_back};
pub(super) use order::{issue, settle};
pub(super) use review::{appeal, decide_appeal, give, publish, rectify, verify};
pub(super) use service::record;
pub(super) use trouble::{report, report_result, solve};

/// Who speaks for the desks of the centre: assigns, asks again, judges appeals.
const DESK: &[Role] = &[Role::QualityOfficer, Role::CentreManager, Role::Supervisor, Role::Guide];
/// Who judges and publishes.
const QUALITY: &[Role] = &[Role::QualityOfficer, Role::CentreManager, Role::Supervisor];

/// The voice of a number on one of the ways and in one of the phases, if the sender saw its present version.
fn voice<'a>(
    ctx: &Context<'a>,
    number: &VoiceNumber,
    ways: &[Way],
    phases: &[VoicePhase],
) -> Result<&'a Arc<Voice>, Refusal> {
    let voice = any_voice(ctx, number)?;
    if ways.contains(&voice.way) && phases.contains(&voice.phase) {
        return Ok(voice);
    }
    let detail =
        format!("{number} is handled as {} and is in {}", spoken(voice.way), voice.phase.chinese());
    Err(Rule::WrongPhase.because(detail))
}

fn any_voice<'a>(ctx: &Context<'a>, number: &VoiceNumber) -> Result<&'a Arc<Voice>, Refusal> {
    let voice = match ctx.world.find_voice(number) {
        FoundVoice::Open(voice) => voice,
        FoundVoice::Closed => return Err(Rule::WrongPhase.because(format!("{number} is closed"))),
        FoundVoice::Unknown => return Err(Rule::UnknownVoice.because(number.to_string())),
    };
    ctx.is_current(voice.version, voice.last_at)?;
    Ok(voice)
}

fn on(voice: &Voice, event: impl Into<Event>) -> Effect {
    Effect::of(Stream::Voice(voice.id), vec![event.into()])
}

/// The next number of a kind today, with its id.
fn next(ctx: &Context<'_>, kind: VoiceKind) -> Result<(VoiceId, VoiceNumber), Refusal> {
    let ordinal = ctx.world.voice_ordinal(kind, ctx.today()) + 1;
    let id = VoiceId::new(kind, ctx.today(), ordinal);
    id.and_then(|id| Some((id, number::format_voice(id)?))).ok_or_else(|| {
        Rule::TooMany.because("numbers of this kind and day are used up, or its year is too far")
    })
}

fn policy<'a>(ctx: &Context<'a>) -> &'a VoicePolicy {
    ctx.setup.voice_policy().1
}

/// A clock that counts from the day the voice was filed.
fn from_filing(
    ctx: &Context<'_>,
    voice: &Voice,
    kind: ClockKind,
    budget: Budget,
) -> Vec<ClockStart> {
    vec![start(kind, voice.filed_at.day(), budget, (ctx.calendar(), ctx.policy()))]
}

/// The person who asks, if he works for the unit that has to answer.
fn of_the_unit<'a>(ctx: &Context<'a>, voice: &Voice) -> Result<&'a Staff, Refusal> {
    let staff = ctx.staff()?;
    if staff.unit == voice.unit {
        return Ok(staff);
    }
    Err(Rule::WrongUnit
        .because(format!("{} works for {}, not {}", staff.id, staff.unit, voice.unit)))
}

/// 回避: whom it is about neither judges nor answers it.
pub(super) fn not_about_himself(
    ctx: &Context<'_>,
    staff: &Staff,
    voice: &Voice,
) -> Result<(), Refusal> {
    let person = voice.person.as_ref();
    if person.is_some_and(|person| ctx.acts_as(staff, person)) {
        return Err(Rule::OwnVoice.because(format!("it is about {}", staff.id)));
    }
    Ok(())
}

/// The desk that takes it in: the unit of whoever does; for what comes over a channel, that of the centre's manager.
fn desk_unit(ctx: &Context<'_>, desk: &[Role]) -> Result<UnitId, Refusal> {
    match ctx.actor() {
        Actor::Staff(_) => Ok(ctx.staff_with(desk)?.unit.clone()),
        Actor::Applicant => {
            let none =
                || Rule::BadSetup.because("appoint a manager of the centre: nobody can take it");
            managed_by(ctx).cloned().ok_or_else(none)
        }
        Actor::System | Actor::Admin | Actor::Port(_) => {
            Err(Rule::WrongRole.because("a desk takes it, or a channel of the person himself"))
        }
    }
}

/// The unit of the centre's manager, which speaks where no desk is named.
pub(super) fn managed_by<'a>(ctx: &Context<'a>) -> Option<&'a UnitId> {
    let mut staff = ctx.setup.staff.values();
    staff.find(|staff| staff.roles.contains(&Role::CentreManager)).map(|manager| &manager.unit)
}

/// The case that a voice names was received here once.
fn known_case(ctx: &Context<'_>, case: Option<&CaseNumber>) -> Result<(), Refusal> {
    let unknown = case.filter(|case| ctx.world.find(case) == crate::world::Found::Unknown);
    unknown.map_or(Ok(()), |case| Err(Rule::UnknownCase.because(case.to_string())))
}

/// Words are sealed under the key of a person, who was not erased.
fn heard(ctx: &Context<'_>, party: Option<&Party>, words: Option<&Sealed>) -> Result<(), Refusal> {
    if words.is_some() && party.is_none() {
        return Err(Rule::BadSetup.because("words go with a name, whose key seals them"));
    }
    if party.is_some_and(|party| ctx.world.is_erased(party.subject)) {
        return Err(Rule::SubjectErased.because("send it under the person's new record"));
    }
    Ok(())
}

/// 交办 of a trouble or a complaint: the limit goes on from the day it was filed.
pub(super) fn assign(ctx: &Context<'_>, c: &AssignVoice) -> Result<Effect, Refusal> {
    let voice = voice(ctx, &c.voice, &[Way::Trouble, Way::Complaint], &[VoicePhase::Filed])?;
    let officer = ctx.staff_with(DESK)?.id.clone();
    known_unit(ctx.setup, &c.unit)?;
    let (class, clocks) = match (voice.way, c.class) {
        (Way::Trouble, class) => {
            let class = class.unwrap_or(TroubleClass::General);
            let budget = policy(ctx).trouble(class);
            // What came back unsolved has its time from that day on.
            let from = voice.running(ClockKind::Trouble).map_or(voice.filed_at.day(), |c| c.start);
            let limit = start(ClockKind::Trouble, from, budget, (ctx.calendar(), ctx.policy()));
            (Some(class), vec![limit])
        }
        (_, None) => (None, Vec::new()),
        (_, Some(_)) => return Err(Rule::BadSetup.because("only a trouble has a class")),
    };
    Ok(on(voice, VoiceAssigned { unit: c.unit.clone(), class, officer, clocks }))
}

/// 答复: a rating with words, one that is explained, a complaint, an order.
pub(super) fn answer(ctx: &Context<'_>, c: &AnswerVoice) -> Result<Effect, Refusal> {
    let ways = [Way::GoodReview, Way::BadReview, Way::Complaint, Way::Order];
    let voice = voice(ctx, &c.voice, &ways, &[VoicePhase::Filed, VoicePhase::InHand])?;
    let staff = of_the_unit(ctx, voice)?;
    said(&c.reply, Rule::ReasonsMissing)?;
    let is_in_hand = voice.phase == VoicePhase::InHand;
    let may = match voice.way {
        Way::BadReview => {
            let finding = voice.review.as_ref().and_then(|review| review.finding);
            is_in_hand && (voice.is_set_aside() || finding == Some(ReviewFinding::Unfounded))
        }
        Way::GoodReview => !is_in_hand,
        Way::Complaint => {
            not_about_himself(ctx, staff, voice)?;
            is_in_hand
        }
        Way::Order | Way::Praise | Way::Trouble | Way::Service => is_in_hand,
    };
    if !may {
        let detail = "verify_review says what it calls for; a complaint is assigned first";
        return Err(Rule::WrongPhase.because(detail));
    }
    let is_public = c.is_public && voice.way == Way::Complaint;
    let officer = staff.id.clone();
    Ok(on(voice, VoiceAnswered { reply: c.reply.clone(), is_public, officer }))
}

/// 回访: of a bad rating under a name once; of a trouble until it is solved, or explained and closed.
pub(super) fn revisit(ctx: &Context<'_>, c: &RevisitVoice) -> Result<Effect, Refusal> {
    let ways = [Way::BadReview, Way::Trouble];
    let voice = voice(ctx, &c.voice, &ways, &[VoicePhase::Answered])?;
    let staff = ctx.staff_with(DESK)?;
    not_about_himself(ctx, staff, voice)?;
    said(&c.note, Rule::ReasonsMissing)?;
    if voice.party.is_none() {
        return Err(Rule::WrongPhase.because("nobody can be asked: it is anonymous"));
    }
    if voice.review.as_ref().is_some_and(|review| review.revisited.is_some()) {
        return Err(Rule::WrongPhase.because("the person was asked already"));
    }
    let (officer, note) = (staff.id.clone(), c.note.clone());
    let is_unsolved = voice.outcome == Some(TroubleOutcome::Solved) && !c.satisfied;
    if !is_unsolved {
        // It would close a trouble whose result nobody could report any more.
        if voice.running(ClockKind::TroubleReport).is_some() {
            return Err(Rule::ReportFirst.because("send report_trouble_result"));
        }
        return Ok(on(voice, RevisitDone { satisfied: c.satisfied, note, officer }));
    }
    let desk = staff.unit.clone();
    let clocks = vec![ctx.start(ClockKind::Trouble, policy(ctx).trouble(TroubleClass::General))];
    let cause = ReturnCause::NotSettled;
    Ok(on(voice, VoiceReturned { cause, note, desk, officer, clocks }))
}

/// 调阅: who said it and how is for those who answer it and for the desks, with a reason (个人信息保护法 art. 51).
pub(super) fn open(ctx: &Context<'_>, c: &OpenVoice) -> Result<Effect, Refusal> {
    let voice = any_voice(ctx, &c.voice)?;
    if ctx.actor() != &Actor::Admin && ctx.staff_with(DESK).is_err() {
        let staff = of_the_unit(ctx, voice)?;
        // A complaint names its sender to nobody it is about.
        not_about_himself(ctx, staff, voice)?;
    }
    said(&c.reason, Rule::ReasonsMissing)?;
    let Some(party) = &voice.party else {
        return Err(Rule::NotTheApplicant.because("it is anonymous: nothing is sealed in it"));
    };
    if ctx.world.is_erased(party.subject) {
        return Err(Rule::SubjectErased.because("its key was destroyed"));
    }
    Ok(on(voice, PersonalDataOpened { subject: party.subject, reason: c.reason.clone() }))
}

/// 设定评价与监督政策
pub(super) fn set_policy(ctx: &Context<'_>, c: &SetVoicePolicy) -> Result<Effect, Refusal> {
    by_a_manager(ctx)?;
    c.policy.check()?;
    let (version, before) = ctx.setup.voice_policy();
    if **before == c.policy {
        return Ok(Effect::of(Stream::Policy, Vec::new()));
    }
    let event = VoicePolicySet { version: version + 1, policy: c.policy.clone() };
    Ok(Effect::of(Stream::Policy, vec![event.into()]))
}
