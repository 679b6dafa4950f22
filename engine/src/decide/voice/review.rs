//! 好差评: voluntary, one of each occasion, by who was served; a bad one opens a duty (row 95, guard 17).

use crate::case::Case;
use crate::clock::{ClockKind, working_days};
use crate::code::{StaffId, UnitId};
use crate::command::{
    Actor, AppealReview, DecideReviewAppeal, GiveReview, PublishReview, RectifyReview, VerifyReview,
};
use crate::event::{
    BadReviewVerified, RectificationDone, ReviewAppealDecided, ReviewAppealed, ReviewGiven,
    ReviewPublished, Stream,
};
use crate::item::DeliveryWay;
use crate::refusal::{Refusal, Rule};
use crate::spoken::spoken;
use crate::values::Channel;
use crate::voice::{
    Appeal, Grade, GradeSent, ReviewFinding, ServiceOccasion, Voice, VoiceKind, VoicePhase, Way,
};

use super::super::Effect;
use super::super::context::{Context, File, reasoned, said};
use super::{QUALITY, from_filing, heard, next, not_about_himself, of_the_unit, on, policy, voice};

/// 评价, over a channel of the person's own; never by the staff.
pub(in crate::decide) fn give(ctx: &Context<'_>, c: &GiveReview) -> Result<Effect, Refusal> {
    let actor = ctx.actor();
    if actor != &Actor::Applicant {
        return Err(Rule::RatingByStaff.because(format!("{} was not served", actor.as_str())));
    }
    let file = ctx.any_file(&c.case)?;
    let case = file.case;
    heard(ctx, c.applicant.as_ref(), c.words.as_ref())?;
    if let Some(rater) = &c.applicant {
        let agent = case.agent.as_deref();
        let is_party = |known: &crate::party::Party| known.token == rater.token;
        if !is_party(&case.applicant) && !agent.is_some_and(is_party) {
            return Err(Rule::NotTheApplicant.because("rate without a name, or as who applied"));
        }
    }
    took_place(&file, c.occasion)?;
    if ctx.world.is_rated(case.id, c.occasion) {
        let detail = format!("{} of {}", c.occasion.chinese(), c.case);
        return Err(Rule::RatedBefore.because(detail));
    }
    let scale = policy(ctx).grade_scale;
    let grade = c.grade.on(scale).ok_or_else(|| {
        let sent = match c.grade {
            GradeSent::Named(grade) => spoken(grade),
            GradeSent::Coded(code) => code.to_string(),
        };
        Rule::NotOnTheScale.because(format!("{sent}: 1 to 5 on the scale {}", spoken(scale)))
    })?;
    let (unit, person) = who_served(&file, c.occasion);
    let (id, number) = next(ctx, VoiceKind::Review)?;
    let event = ReviewGiven {
        number,
        case: c.case.clone(),
        occasion: c.occasion,
        grade,
        channel: c.channel,
        rater: c.applicant.clone(),
        words: c.words.clone(),
        unit,
        person,
        clocks: duties(ctx, grade, c.applicant.is_some()),
    };
    Ok(Effect::of(Stream::Voice(id), vec![event.into()]))
}

/// A bad one is put right in time; who gave his name is contacted before.
fn duties(ctx: &Context<'_>, grade: Grade, is_named: bool) -> Vec<crate::clock::ClockStart> {
    let contact = || ctx.start_days(ClockKind::ReviewContact, policy(ctx).contact_days);
    let rectify = || ctx.start_days(ClockKind::Rectification, policy(ctx).rectify_days);
    match (grade.is_bad(), is_named) {
        (false, _) => Vec::new(),
        (true, false) => vec![rectify()],
        (true, true) => vec![contact(), rectify()],
    }
}

/// 一次一评、一事一评: what is rated was done, and in the way it is rated.
fn took_place(file: &File<'_>, occasion: ServiceOccasion) -> Result<(), Refusal> {
    let case = file.case;
    let is_closed = case.closing().is_some();
    let did = match occasion {
        ServiceOccasion::Intake => is_on_site(case),
        ServiceOccasion::Closing => {
            is_closed && (is_on_site(case) || case.delivery == DeliveryWay::Counter)
        }
        ServiceOccasion::Matter => is_closed && !is_on_site(case),
    };
    if did {
        return Ok(());
    }
    let detail = "on site intake may be rated, and the end once it is closed; online the matter";
    Err(Rule::NoSuchOccasion.because(detail))
}

fn is_on_site(case: &Case) -> bool {
    match case.channel {
        Channel::Window | Channel::SelfService | Channel::Video => true,
        Channel::Online | Channel::Mobile | Channel::Post => false,
    }
}

/// 谁办理、谁负责
fn who_served(file: &File<'_>, occasion: ServiceOccasion) -> (UnitId, Option<StaffId>) {
    let case = file.case;
    match occasion {
        ServiceOccasion::Intake => {
            (case.intake_unit.clone(), case.intake_officers.first().cloned())
        }
        ServiceOccasion::Closing | ServiceOccasion::Matter => {
            let verdict = case.verdict().and_then(|verdict| verdict.officer.clone());
            (file.department().clone(), verdict)
        }
    }
}

/// 差评核实, once, by a named person of the unit that served.
pub(in crate::decide) fn verify(ctx: &Context<'_>, c: &VerifyReview) -> Result<Effect, Refusal> {
    let voice = bad(ctx, &c.voice, &[VoicePhase::Filed, VoicePhase::InHand])?;
    let officer = of_the_unit(ctx, voice)?.id.clone();
    said(&c.note, Rule::ReasonsMissing)?;
    if finding(voice).is_some() {
        return Err(Rule::WrongPhase.because("it was verified before"));
    }
    let days = working_days(policy(ctx).rectify_complex_days);
    let clocks = match c.finding {
        ReviewFinding::Complex => from_filing(ctx, voice, ClockKind::Rectification, days),
        ReviewFinding::Simple | ReviewFinding::Unfounded => Vec::new(),
    };
    let event = BadReviewVerified { finding: c.finding, note: c.note.clone(), officer, clocks };
    Ok(on(voice, event))
}

/// 差评整改, after it was verified.
pub(in crate::decide) fn rectify(ctx: &Context<'_>, c: &RectifyReview) -> Result<Effect, Refusal> {
    let voice = bad(ctx, &c.voice, &[VoicePhase::InHand])?;
    let officer = of_the_unit(ctx, voice)?.id.clone();
    said(&c.measures, Rule::ReasonsMissing)?;
    match finding(voice) {
        Some(ReviewFinding::Simple | ReviewFinding::Complex) => (),
        None => return Err(Rule::WrongPhase.because("send verify_review first")),
        Some(ReviewFinding::Unfounded) => {
            return Err(Rule::WrongPhase.because("it is explained: send answer_voice"));
        }
    }
    Ok(on(voice, RectificationDone { measures: c.measures.clone(), officer }))
}

/// 差评申诉, once.
pub(in crate::decide) fn appeal(ctx: &Context<'_>, c: &AppealReview) -> Result<Effect, Refusal> {
    let voice = bad(ctx, &c.voice, &[VoicePhase::Filed, VoicePhase::InHand])?;
    let officer = of_the_unit(ctx, voice)?.id.clone();
    reasoned(&c.reasons)?;
    if voice.review.as_ref().is_some_and(|review| review.appeal != Appeal::Never) {
        return Err(Rule::AppealedBefore.because(c.voice.to_string()));
    }
    Ok(on(voice, ReviewAppealed { reasons: c.reasons.clone(), officer }))
}

/// 申诉复核, by the centre or the supervision, never by whom it is about.
pub(in crate::decide) fn decide_appeal(
    ctx: &Context<'_>,
    c: &DecideReviewAppeal,
) -> Result<Effect, Refusal> {
    let voice = bad(ctx, &c.voice, &[VoicePhase::Appealed])?;
    let staff = ctx.staff_with(QUALITY)?;
    not_about_himself(ctx, staff, voice)?;
    said(&c.reason, Rule::ReasonsMissing)?;
    let (reason, officer) = (c.reason.clone(), staff.id.clone());
    Ok(on(voice, ReviewAppealDecided { upheld: c.upheld, reason, officer }))
}

/// 评价公开: after the answer, and of a bad one under a name after the revisit. Only a good one, or one that was set
/// aside, may be kept from the public.
pub(in crate::decide) fn publish(ctx: &Context<'_>, c: &PublishReview) -> Result<Effect, Refusal> {
    let phases =
        [VoicePhase::Filed, VoicePhase::InHand, VoicePhase::Appealed, VoicePhase::Answered];
    let voice = voice(ctx, &c.voice, &[Way::GoodReview, Way::BadReview], &phases)?;
    let staff = ctx.staff_with(QUALITY)?;
    not_about_himself(ctx, staff, voice)?;
    let is_bad = voice.way == Way::BadReview;
    if is_bad && c.text.is_none() && !voice.is_set_aside() {
        return Err(Rule::RatingStands.because("a bad rating is published with its answer"));
    }
    if (is_bad || c.text.is_some()) && voice.phase != VoicePhase::Answered {
        return Err(Rule::AnswerFirst.because(c.voice.to_string()));
    }
    let revisited = voice.review.as_ref().is_some_and(|review| review.revisited.is_some());
    if is_bad && voice.party.is_some() && !revisited && !voice.is_set_aside() {
        return Err(Rule::RevisitFirst.because("send revisit_voice"));
    }
    if let Some(text) = &c.text {
        said(text, Rule::ReasonsMissing)?;
    }
    let officer = staff.id.clone();
    Ok(on(voice, ReviewPublished { text: c.text.clone(), officer }))
}

fn bad<'a>(
    ctx: &Context<'a>,
    number: &crate::code::VoiceNumber,
    phases: &[VoicePhase],
) -> Result<&'a std::sync::Arc<Voice>, Refusal> {
    voice(ctx, number, &[Way::BadReview], phases)
}

fn finding(voice: &Voice) -> Option<ReviewFinding> {
    voice.review.as_ref().and_then(|review| review.finding)
}
