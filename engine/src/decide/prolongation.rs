//! 不可抗力: the applicant's own time, to correct or to supply what was let follow, is prolonged where a local rule
//! says so. The promise runs on: no text stops it.

use crate::clock::{Clock, ClockKind};
use crate::command::ProlongSupplement;
use crate::event::SupplementProlonged;
use crate::lifecycle::Phase;
use crate::refusal::{Refusal, Rule};

use super::Effect;
use super::context::{Context, File, said};
use super::intake::intake_officer;
use super::procedure::recount;
use super::rung::policy_of;

/// Where the applicant may owe papers.
const OWED: &[Phase] = &[
    Phase::AwaitingCorrection,
    Phase::Accepted,
    Phase::Dispatched,
    Phase::Transferred,
    Phase::Handling,
    Phase::Suspended,
];

/// 延长: once, by the window, with the proof on file; also when the time is over and nothing has followed from it yet.
pub(super) fn prolong(ctx: &Context<'_>, c: &ProlongSupplement) -> Result<Effect, Refusal> {
    let file = ctx.file(&c.case, OWED)?;
    let officer = intake_officer(ctx, &file)?.id.clone();
    said(&c.reason, Rule::ReasonsMissing)?;
    let clock = owed(&file)?;
    let Some(terms) = &policy_of(ctx, clock).prolongation else {
        return Err(Rule::NotProlongable.because("the policy names no local rule"));
    };
    if clock.extension > 0 {
        return Err(Rule::ExtendedBefore.because(format!("by {} days", clock.extension)));
    }
    if c.days == 0 || c.days > terms.max_days {
        return Err(Rule::ExtensionTooLong.because(format!("1 to {} days", terms.max_days)));
    }
    let longer = recount(ctx, clock, |clock| clock.extension += c.days);
    if longer.reckoning.due.is_some_and(|due| due < ctx.today()) {
        return Err(Rule::ExtensionTooLate.because("it would be over all the same"));
    }
    let event = SupplementProlonged {
        clock: clock.kind,
        days: c.days,
        reason: c.reason.clone(),
        proof: c.proof.clone(),
        basis: terms.basis.clone(),
        officer,
        reckoning: longer.reckoning,
    };
    Ok(Effect::on_case(file.case.id, event))
}

/// The clock of what the applicant owes.
fn owed<'a>(file: &File<'a>) -> Result<&'a Clock, Refusal> {
    let kinds = [ClockKind::Correction, ClockKind::Tolerant];
    let running = kinds.into_iter().find_map(|kind| file.case.running(kind));
    running.ok_or_else(|| Rule::NoSuchClock.because("the applicant owes nothing"))
}
