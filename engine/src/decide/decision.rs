//! 决定、办结、反馈: deciding under authority, making the document, telling the window.

use crate::authority::{Letter, Power};
use crate::clock::{ClockKind, ClockStart};
use crate::code::{LetterNo, MaterialCode};
use crate::command::{DecideCase, FeedBackResult, RecordResult};
use crate::event::{DecisionMade, FedBack, ResultProduced};
use crate::extras::Commitment;
use crate::hall::{Role, Staff};
use crate::item::{CaseType, Necessity, StepKind};
use crate::lifecycle::Phase;
use crate::refusal::{Refusal, Rule};
use crate::values::{ClosingKind, Outcome};

use super::acceptance::{missing, trusted};
use super::certify::certified;
use super::context::{Context, File, reasoned, said, short_enough};
use super::credit::is_discredited;
use super::escort::not_its_helper;
use super::flow::{BACK_OFFICE, manifest};
use super::gaps::no_gap_open;
use super::handling::{as_handler, current_step, separate};
use super::opinion::no_opinion_open;
use super::port::identified;
use super::remedy::stands;
use super::tacit::is_complete;
use super::{Effect, substitute};

/// 决定
pub(super) fn decide(ctx: &Context<'_>, c: &DecideCase) -> Result<Effect, Refusal> {
    let file = ctx.file(&c.case, &[Phase::Accepted, Phase::Handling])?;
    let item = file.item();
    let staff = if file.case.phase() == Phase::Accepted {
        on_the_spot(ctx, &file)?
    } else {
        at_decide_step(ctx, &file)?
    };
    let is_committed = file.case.extras().commitment == Some(Commitment::Signed);
    if is_committed && is_discredited(ctx, &file) {
        // The port said so after the commitment was signed (guard 14).
        return Err(Rule::Discredited.because("send withdraw_commitment, go the ordinary way"));
    }
    if item.site_inspection && !file.case.inspected && !is_committed {
        return Err(Rule::InspectionMissing.because(item.code.to_string()));
    }
    no_gap_open(&file)?;
    no_opinion_open(&file)?;
    if c.outcome == Outcome::Granted {
        identified(&file)?;
        complete(&file)?;
    }
    let letter = authority(ctx, staff, &file)?;
    if c.outcome == Outcome::Refused {
        reasoned(&c.reasons)?;
        let remedies = c.remedies.as_ref();
        said(
            remedies.ok_or_else(|| Rule::RemediesMissing.because("none given"))?,
            Rule::RemediesMissing,
        )?;
    } else {
        short_enough(&c.reasons)?;
    }
    let delivery = ctx.policy().1.delivery_days;
    let is_delivered = c.outcome == Outcome::Granted && item.case_type != CaseType::ReportUp;
    let clocks = is_delivered.then(|| ctx.start_days(ClockKind::Delivery, delivery));
    let check = check_clock(ctx, &file, c.outcome);
    let event = DecisionMade {
        outcome: c.outcome,
        reasons: c.reasons.clone(),
        remedies: c.remedies.clone(),
        officer: staff.id.clone(),
        letter,
        clocks: clocks.into_iter().chain(check).collect(),
    };
    Ok(Effect::on_case(file.case.id, event))
}

/// 材料齐全: what silence accepted without its papers is not granted without them (行政许可法 art. 32(4), 38).
pub(super) fn complete(file: &File<'_>) -> Result<(), Refusal> {
    if is_complete(file) {
        return trusted(file);
    }
    let lacking = [Necessity::Required, Necessity::Deferrable].into_iter();
    let lacking = lacking.flat_map(|necessity| missing(file, necessity));
    let names: Vec<&str> = lacking.map(MaterialCode::as_str).collect();
    let detail = format!("{}: send receive_materials when they come, or refuse", names.join(", "));
    Err(Rule::MaterialsMissing.because(detail))
}

/// 即办件, 告知承诺: decided right after acceptance, without a hand-off.
fn on_the_spot<'a>(ctx: &Context<'a>, file: &File<'_>) -> Result<&'a Staff, Refusal> {
    let item = file.item();
    let is_committed = file.case.extras().commitment == Some(Commitment::Signed);
    if item.case_type != CaseType::Instant && !is_committed {
        return Err(Rule::WrongPhase.because(
            "only an instant item, or one under commitment, is decided right after acceptance",
        ));
    }
    let staff = ctx.staff_of(file.department(), &[Role::ChiefApprover, Role::DeptHead])?;
    separate(staff, file)?;
    substitute::not_for_an_intake_officer(ctx, file)?;
    if is_committed && file.case.intake_officers.contains(&staff.id) {
        return Err(Rule::SeparationOfDuties.because(format!("{} took the commitment", staff.id)));
    }
    certified(ctx, staff, item)?;
    not_its_helper(staff, file)?;
    Ok(staff)
}

fn at_decide_step<'a>(ctx: &Context<'a>, file: &File<'_>) -> Result<&'a Staff, Refusal> {
    let step = current_step(file);
    match step.step {
        StepKind::Review => return Err(Rule::StepsOpen.because("complete the review first")),
        StepKind::ReportUp => return Err(Rule::ReportUpInstead.because("send report_up")),
        StepKind::Accept | StepKind::Decide => (),
    }
    as_handler(ctx, file)
}

/// 承诺核查: it begins with the grant that rests on the commitment.
pub(super) fn check_clock(
    ctx: &Context<'_>,
    file: &File<'_>,
    outcome: Outcome,
) -> Option<ClockStart> {
    let is_committed = file.case.extras().commitment == Some(Commitment::Signed);
    let terms = file.item().commitment.filter(|_| is_committed && outcome == Outcome::Granted)?;
    Some(ctx.start_days(ClockKind::CommitmentCheck, terms.check_days))
}

/// 部门负责人: he has every power over his department's cases by his office.
pub(super) fn is_its_head(staff: &Staff, file: &File<'_>) -> bool {
    staff.roles.contains(&Role::DeptHead) && &staff.unit == file.department()
}

/// The letter by which somebody, or the post that he stands in for, has a power over a case today. The
/// department covers its own post, so the letter of that post serves: nobody entrusts further.
pub(super) fn letter_of<'a>(
    ctx: &Context<'a>,
    staff: &Staff,
    file: &File<'_>,
    power: Power,
) -> Option<&'a Letter> {
    let from = (file.department(), &file.item().code);
    // What is recorded late rests on no letter that was revoked meanwhile.
    let on = |holder, day| ctx.setup.personal_letter(from, holder, power, day);
    let held_by = |holder| on(holder, ctx.recorded_on()).and_then(|_| on(holder, ctx.today()));
    held_by(&staff.id).or_else(|| ctx.absent().and_then(held_by))
}

/// Guard 4: the decider holds the authority on that day. The head has it by his office.
pub(super) fn authority(
    ctx: &Context<'_>,
    staff: &Staff,
    file: &File<'_>,
) -> Result<Option<LetterNo>, Refusal> {
    let (item, today) = (file.item(), ctx.today());
    if is_its_head(staff, file) {
        return Ok(None);
    }
    let letter = |power| letter_of(ctx, staff, file, power);
    let is_for_the_head =
        item.steps.iter().any(|step| step.step == StepKind::Decide && step.role == Role::DeptHead);
    match letter(Power::Decide) {
        Some(_) if is_for_the_head => {
            Err(Rule::InitialReviewOnly.because(format!("{} is decided by the head", item.code)))
        }
        Some(letter) => Ok(Some(letter.number.clone())),
        None if letter(Power::InitialReview).is_some() => {
            Err(Rule::InitialReviewOnly.because(format!("{} for {}", staff.id, item.code)))
        }
        None => {
            Err(Rule::NoAuthority.because(format!("{} for {} on {today}", staff.id, item.code)))
        }
    }
}

/// 制证: the document is made; the closing kind follows from decision and item.
pub(super) fn record_result(ctx: &Context<'_>, c: &RecordResult) -> Result<Effect, Refusal> {
    let file = ctx.file(&c.case, &[Phase::Decided])?;
    let item = file.item();
    ctx.staff_of(file.department(), BACK_OFFICE)?;
    stands(&file)?;
    if let Some(number) = &c.number
        && ctx.world.is_number_used(file.department(), number)
    {
        let detail = format!("{number} of {}: give each result its own", file.department());
        return Err(Rule::NumberUsed.because(detail));
    }
    let verdict = file.case.verdict().expect("a decided case has a verdict");
    // What went up was closed as 转报办结, whatever came back: a case has one closing kind.
    let came_back = item.case_type == CaseType::ReportUp && verdict.officer.is_none();
    let closing = match (verdict.outcome, item.case_type) {
        _ if came_back => ClosingKind::ReportedUp,
        (Outcome::Refused, _) => ClosingKind::Returned,
        (Outcome::Granted, CaseType::ReportUp) => ClosingKind::ReportedUp,
        (Outcome::Granted, CaseType::Instant | CaseType::Promise | CaseType::Joint) => {
            if item.result.name.is_some() { ClosingKind::Issued } else { ClosingKind::Other }
        }
    };
    let customary = match closing {
        ClosingKind::Returned => Some("不予许可决定书".into()),
        ClosingKind::ReportedUp => Some("上级机关决定书".into()),
        ClosingKind::Issued => item.result.name.clone(),
        ClosingKind::Voided
        | ClosingKind::Deleted
        | ClosingKind::NotSupplied
        | ClosingKind::Other => Some("准予决定书".into()),
    };
    let event = ResultProduced {
        name: c.name.clone().or(customary).unwrap_or_default(),
        number: c.number.clone(),
        valid_to: c.valid_to,
        hash: c.hash.clone(),
        closing,
    };
    Ok(Effect::on_case(file.case.id, event))
}

/// 反馈: what the department hands back to the window is listed.
pub(super) fn feed_back(ctx: &Context<'_>, c: &FeedBackResult) -> Result<Effect, Refusal> {
    let file = ctx.file(&c.case, &[Phase::Concluded])?;
    ctx.staff_of(file.department(), BACK_OFFICE)?;
    stands(&file)?;
    let manifest = manifest(&file, c.manifest.as_deref())?;
    Ok(Effect::on_case(file.case.id, FedBack { notified: c.notified, manifest }))
}
