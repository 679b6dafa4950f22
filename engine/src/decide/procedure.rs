//! 特别程序、延长: what stops or stretches the decision clocks (行政许可法 art. 42, 45).

use crate::clock::{Clock, ClockKind};
use crate::command::{ExtendClock, PromiseAnew, ResumeCase, SuspendCase};
use crate::due::Suspension;
use crate::event::{
    ClockExtended, PromisedAnew, Recount, Stream, SuspensionEnded, SuspensionStarted,
};
use crate::hall::Role;
use crate::item::{CaseType, Special, SpecialKind};
use crate::lifecycle::Phase;
use crate::limits::SUSPENSIONS_MAX;
use crate::refusal::{Refusal, Rule};
use crate::spoken::spoken;

use super::context::{Context, File, said};
use super::decision::is_its_head;
use super::gaps::IN_WORK;
use super::handling::as_handler;
use super::intake::not_own_case;
use super::{Effect, card};

/// Days by which art. 42(1) lets a decision be put off.
const EXTENSION_DAYS_MAX: u16 = 10;
/// Days by which art. 42(2) lets a joint decision be put off.
const JOINT_EXTENSION_DAYS_MAX: u16 = 15;

/// 特别程序开始: of a kind the item lists, with the planned time told in writing. A supplement after acceptance is one
/// that no law knows: it is on a card each time.
pub(super) fn suspend(ctx: &Context<'_>, c: &SuspendCase) -> Result<Effect, Refusal> {
    let file = ctx.file(&c.case, &[Phase::Handling])?;
    let staff = as_handler(ctx, &file)?;
    said(&c.reason, Rule::ReasonsMissing)?;
    let Some(special) = file.item().special(c.procedure) else {
        return Err(Rule::NotListedSpecial.because(format!(
            "{} of {}",
            spoken(c.procedure),
            file.item().code
        )));
    };
    within_its_time(ctx, &file, c.planned_days, special)?;
    if !c.told_in_writing {
        return Err(Rule::NotTold.because("tell the applicant the time needed, in writing"));
    }
    let from = ctx.today();
    let stopped = file.case.clocks.iter().filter(|clock| {
        special.stops_statutory && clock.is_running() && clock.kind.is_stopped_by_special()
    });
    let mut recounts = Vec::new();
    for clock in stopped {
        if clock.suspensions.len() >= SUSPENSIONS_MAX {
            return Err(
                Rule::TooMany.because(format!("{SUSPENSIONS_MAX} suspensions of one clock"))
            );
        }
        recounts.push(recount(ctx, clock, |clock| {
            clock.suspensions.push(Suspension { from, resume: None });
        }));
    }
    let event = SuspensionStarted {
        procedure: c.procedure,
        planned_days: c.planned_days,
        reason: c.reason.clone(),
        from,
        recounts,
        clocks: vec![ctx.start_days(ClockKind::Special, c.planned_days)],
    };
    let mut events = vec![event.into()];
    if c.procedure == SpecialKind::Supplement {
        events.push(card::supplement(&file, staff, &c.reason)?.into());
    }
    Ok(Effect::of(Stream::Case(file.case.id), events))
}

/// What the item version allows is for all procedures of a kind together: those that are over took the working days
/// that were not counted meanwhile.
fn within_its_time(
    ctx: &Context<'_>,
    file: &File<'_>,
    planned: u16,
    special: &Special,
) -> Result<(), Refusal> {
    let earlier = file.case.extras().procedures.iter().filter(|(kind, _)| *kind == special.kind);
    let taken: u32 = earlier
        .filter_map(|(_, past)| Some((past.from.plus(-1), past.resume?.plus(-1))))
        .map(|(before, last)| ctx.calendar().workdays_between(before, last))
        .sum();
    let max = special.max_working_days;
    let left = u32::from(max).saturating_sub(taken);
    if planned > 0 && u32::from(planned) <= left {
        return Ok(());
    }
    let detail = if left == 0 {
        format!("{taken} of {max} working days are used up: decide, or extend the clock")
    } else {
        format!("1 to {left} working days, {taken} of {max} are used")
    };
    Err(Rule::SpecialTooLong.because(detail))
}

/// 特别程序结束: today counts again.
pub(super) fn resume(ctx: &Context<'_>, c: &ResumeCase) -> Result<Effect, Refusal> {
    let file = ctx.file(&c.case, &[Phase::Suspended])?;
    as_handler(ctx, &file)?;
    said(&c.result, Rule::ReasonsMissing)?;
    let resume = ctx.today();
    let stopped =
        file.case.clocks.iter().filter(|clock| clock.is_running() && clock.is_suspended());
    let recounts = stopped
        .map(|clock| {
            recount(ctx, clock, |clock| {
                if let Some(last) = clock.suspensions.last_mut() {
                    last.resume = Some(resume);
                }
            })
        })
        .collect();
    let event = SuspensionEnded { resume, result: c.result.clone(), recounts };
    Ok(Effect::on_case(file.case.id, event))
}

/// The dates of a clock once it is changed so.
pub(super) fn recount(
    ctx: &Context<'_>,
    clock: &Clock,
    change: impl FnOnce(&mut Clock),
) -> Recount {
    let mut changed = clock.clone();
    change(&mut changed);
    let policy = ctx.setup.policy_at(clock.policy).expect("a clock's policy stays on file");
    Recount { clock: clock.kind, reckoning: changed.reckon(ctx.calendar(), policy) }
}

/// 延长: once, before the end, by whom the law names, with the reason told.
pub(super) fn extend(ctx: &Context<'_>, c: &ExtendClock) -> Result<Effect, Refusal> {
    let file = ctx.file(&c.case, IN_WORK)?;
    ctx.staff()?;
    if c.clock != ClockKind::Statutory || file.item().legal_extension == 0 {
        return Err(Rule::NotExtendable.because(format!(
            "{} of {}",
            spoken(c.clock),
            file.item().code
        )));
    }
    let Some(clock) = file.case.running(c.clock) else {
        return Err(Rule::NoSuchClock.because(spoken(c.clock)));
    };
    may_extend(ctx, &file, clock, c)?;
    approved(ctx, &file, c)?;
    let extended = recount(ctx, clock, |clock| clock.extension += c.days);
    let event = ClockExtended {
        clock: c.clock,
        days: c.days,
        approver: c.approver.clone(),
        reason: c.reason.clone(),
        reckoning: extended.reckoning,
    };
    Ok(Effect::on_case(file.case.id, event))
}

fn may_extend(
    ctx: &Context<'_>,
    file: &File<'_>,
    clock: &Clock,
    c: &ExtendClock,
) -> Result<(), Refusal> {
    if clock.extension > 0 {
        return Err(Rule::ExtendedBefore.because(format!("by {} days", clock.extension)));
    }
    if let Some(due) = clock.reckoning.due
        && ctx.today() > due
    {
        return Err(Rule::ExtensionTooLate.because(format!("it was due on {due}")));
    }
    let law = if file.item().case_type == CaseType::Joint {
        JOINT_EXTENSION_DAYS_MAX
    } else {
        EXTENSION_DAYS_MAX
    };
    let max = law.min(file.item().legal_extension);
    if c.days == 0 || c.days > max {
        return Err(Rule::ExtensionTooLong.because(format!("1 to {max} days")));
    }
    said(&c.reason, Rule::ReasonsMissing)?;
    if !c.told {
        return Err(Rule::NotTold.because("tell the applicant the reason"));
    }
    Ok(())
}

/// The head of the authority approves, for a joint case the head of the government: by his own command, for nobody's
/// word stands for his.
fn approved(ctx: &Context<'_>, file: &File<'_>, c: &ExtendClock) -> Result<(), Refusal> {
    let Some(approver) = ctx.setup.staff.get(&c.approver) else {
        return Err(Rule::UnknownStaff.because(c.approver.to_string()));
    };
    if !ctx.acts_as(ctx.staff()?, &c.approver) {
        let detail = format!("{} approves it by sending it himself", c.approver);
        return Err(Rule::WrongApprover.because(detail));
    }
    not_own_case(approver, &file.case.applicant, file.case.agent.as_deref())?;
    let may = if file.item().case_type == CaseType::Joint {
        approver.roles.contains(&Role::GovHead)
    } else {
        is_its_head(approver, file)
    };
    if may { Ok(()) } else { Err(Rule::WrongApprover.because(approver.id.to_string())) }
}

/// 重新承诺: by the head, before the promise is over, within what law leaves, and with the applicant told. An extension
/// of the statutory clock does not do it by itself.
pub(super) fn promise_anew(ctx: &Context<'_>, c: &PromiseAnew) -> Result<Effect, Refusal> {
    let file = ctx.file(&c.case, IN_WORK)?;
    let staff = ctx.staff_of(file.department(), &[Role::DeptHead])?;
    said(&c.reason, Rule::ReasonsMissing)?;
    if !c.told {
        return Err(Rule::NotTold.because("tell the applicant the new promise and the reason"));
    }
    let Some(promise) = file.case.running(ClockKind::Promise) else {
        return Err(Rule::NoSuchClock.because("no promise is running"));
    };
    if promise.is_suspended() {
        return Err(Rule::WrongPhase.because("the promise stands still: end the procedure first"));
    }
    if let Some(due) = promise.reckoning.due
        && ctx.today() > due
    {
        return Err(Rule::ExtensionTooLate.because(format!("it was due on {due}")));
    }
    let longest = promise.budget.days;
    if c.days == 0 || u32::from(promise.extension) + u32::from(c.days) > u32::from(longest) {
        return Err(Rule::ExtensionTooLong.because(format!("1 to {longest} days in all")));
    }
    let anew = recount(ctx, promise, |clock| clock.extension += c.days);
    let statutory = file.case.running(ClockKind::Statutory).and_then(|clock| clock.reckoning.due);
    if let (Some(promised), Some(last)) = (anew.reckoning.due, statutory)
        && promised > last
    {
        return Err(Rule::PromiseOverStatutory.because(format!("{promised} is after {last}")));
    }
    let event = PromisedAnew {
        days: c.days,
        reason: c.reason.clone(),
        officer: staff.id.clone(),
        reckoning: anew.reckoning,
    };
    Ok(Effect::on_case(file.case.id, event))
}
