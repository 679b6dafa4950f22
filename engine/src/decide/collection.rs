//! 催领、公告送达: what nobody takes is called for, announced, counts as delivered when the notice has run out, and goes
//! back to its department (row 75).

use crate::clock::ClockKind;
use crate::command::{PostPublicNotice, RecordMissedCollection, ServeByNotice};
use crate::due::{Budget, Unit};
use crate::event::{CollectionMissed, PublicNoticePosted, ServedByNotice};
use crate::lifecycle::Phase;
use crate::refusal::{Refusal, Rule};

use super::Effect;
use super::context::{Context, said};
use super::delivery::{DELIVERERS, theirs};
use super::fee::paid;

/// 公告期: thirty natural days, the day of the notice not counted. The Licensing Law says nothing of it; its bodies
/// follow 民事诉讼法 art. 95 (as of 2024-01-01; it was sixty days before 2022).
pub(super) const NOTICE_DAYS: u16 = 30;

/// Days of calling in vain that show that the ordinary ways do not reach him: a notice comes when they fail.
pub(super) const MISSED_DAYS_MIN: usize = 2;

/// 催领未领: the applicant was told again that his result waits, and did not take it.
pub(super) fn miss(ctx: &Context<'_>, c: &RecordMissedCollection) -> Result<Effect, Refusal> {
    let file = ctx.file(&c.case, &[Phase::ReadyForDelivery, Phase::InDelivery])?;
    let staff = ctx.staff_with(DELIVERERS)?;
    said(&c.how, Rule::ReasonsMissing)?;
    let event = CollectionMissed { how: c.how.clone(), officer: staff.id.clone() };
    Ok(Effect::on_case(file.case.id, event))
}

/// 公告: of what is still at the counter after he was called on two days. It is his last time: what he takes while the
/// notice runs is delivered as ever.
pub(super) fn post(ctx: &Context<'_>, c: &PostPublicNotice) -> Result<Effect, Refusal> {
    let file = ctx.file(&c.case, &[Phase::ReadyForDelivery])?;
    let staff = ctx.staff_with(DELIVERERS)?;
    paid(&file)?;
    theirs(&file)?;
    said(&c.venue, Rule::ReasonsMissing)?;
    let missed = file.case.extras().missed.len();
    if missed < MISSED_DAYS_MIN {
        let detail = format!("called in vain on {missed} days: send record_missed_collection");
        return Err(Rule::NoticeTooEarly.because(detail));
    }
    if let Some(clock) = file.case.running(ClockKind::PublicNotice) {
        return Err(Rule::NoticeTooEarly.because(format!("one was posted on {}", clock.start)));
    }
    let term = Budget { days: NOTICE_DAYS, unit: Unit::CalendarDays };
    let event = PublicNoticePosted {
        venue: c.venue.clone(),
        reference: c.reference.clone(),
        officer: staff.id.clone(),
        clocks: vec![ctx.start_on(ClockKind::PublicNotice, ctx.today(), term)],
    };
    Ok(Effect::on_case(file.case.id, event))
}

/// 视为送达, on the day after the notice has run out; the way back of the original is to its department.
pub(super) fn serve(ctx: &Context<'_>, c: &ServeByNotice) -> Result<Effect, Refusal> {
    let file = ctx.file(&c.case, &[Phase::ReadyForDelivery])?;
    let staff = ctx.staff_with(DELIVERERS)?;
    paid(&file)?;
    theirs(&file)?;
    let Some(clock) = file.case.running(ClockKind::PublicNotice) else {
        return Err(Rule::NoticeTooEarly.because("send post_public_notice first"));
    };
    let last = clock.reckoning.due.expect("nothing suspends a notice");
    if ctx.today() <= last {
        return Err(Rule::NoticeTooEarly.because(format!("the notice runs until {last}")));
    }
    let event = ServedByNotice {
        effective: last.next(),
        department: file.department().clone(),
        officer: staff.id.clone(),
    };
    Ok(Effect::on_case(file.case.id, event))
}
