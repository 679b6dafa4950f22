//! 上报件: reviewed here, decided above (行政许可法 art. 43), and its second life when the decision comes back.

use crate::authority::Power;
use crate::clock::ClockKind;
use crate::code::LetterNo;
use crate::command::{ReceiveHigherDecision, ReportUp};
use crate::event::{HigherDecisionReceived, ReportedUp};
use crate::hall::Staff;
use crate::item::StepKind;
use crate::lifecycle::Phase;
use crate::refusal::{Refusal, Rule};
use crate::values::{ClosingKind, Outcome};

use super::Effect;
use super::context::{Context, File, reasoned, said, short_enough};
use super::decision::{is_its_head, letter_of};
use super::flow::{BACK_OFFICE, same_papers};
use super::gaps::no_gap_open;
use super::handling::{as_handler, current_step};
use super::port::identified;

/// 转报: at the step that reports up, by who may review first. Every paper goes up, so that the higher authority asks
/// the applicant for none again (art. 35). The clocks of this level stop.
pub(super) fn report(ctx: &Context<'_>, c: &ReportUp) -> Result<Effect, Refusal> {
    let file = ctx.file(&c.case, &[Phase::Handling])?;
    match current_step(&file).step {
        StepKind::ReportUp => (),
        StepKind::Review => return Err(Rule::StepsOpen.because("complete the review first")),
        StepKind::Accept | StepKind::Decide => {
            return Err(Rule::WrongPhase.because("this step is decided here, send decide_case"));
        }
    }
    let staff = as_handler(ctx, &file)?;
    said(&c.opinion, Rule::ReasonsMissing)?;
    said(&c.to, Rule::WhereToGoMissing)?;
    if file.item().site_inspection && !file.case.inspected {
        return Err(Rule::InspectionMissing.because(file.item().code.to_string()));
    }
    no_gap_open(&file)?;
    identified(&file)?;
    short_enough(&c.manifest)?;
    same_papers(&file, &c.manifest)?;
    let event = ReportedUp {
        opinion: c.opinion.clone(),
        to: c.to.clone(),
        officer: staff.id.clone(),
        letter: review_letter(ctx, staff, &file)?,
        closing: ClosingKind::ReportedUp,
        manifest: c.manifest.clone(),
    };
    Ok(Effect::on_case(file.case.id, event))
}

/// The letter to review first; a letter to decide gives as much. The head needs none.
fn review_letter(
    ctx: &Context<'_>,
    staff: &Staff,
    file: &File<'_>,
) -> Result<Option<LetterNo>, Refusal> {
    if is_its_head(staff, file) {
        return Ok(None);
    }
    let letter = |power| letter_of(ctx, staff, file, power);
    let held = letter(Power::InitialReview).or_else(|| letter(Power::Decide));
    let (item, today) = (&file.item().code, ctx.today());
    let none = || Rule::NoAuthority.because(format!("{} for {item} on {today}", staff.id));
    held.map(|letter| Some(letter.number.clone())).ok_or_else(none)
}

/// 上级决定: the document, feedback and delivery follow here.
pub(super) fn receive(ctx: &Context<'_>, c: &ReceiveHigherDecision) -> Result<Effect, Refusal> {
    let file = ctx.file(&c.case, &[Phase::ReportedUp])?;
    super::occasion::decided_here(&file)?;
    ctx.staff_of(file.department(), BACK_OFFICE)?;
    let clocks = match c.outcome {
        Outcome::Refused => {
            reasoned(&c.reasons)?;
            let remedies = c.remedies.as_ref();
            let remedies = remedies.ok_or_else(|| Rule::RemediesMissing.because("none given"))?;
            said(remedies, Rule::RemediesMissing)?;
            Vec::new()
        }
        Outcome::Granted => {
            short_enough(&c.reasons)?;
            vec![ctx.start_days(ClockKind::Delivery, ctx.policy().1.delivery_days)]
        }
    };
    let event = HigherDecisionReceived {
        outcome: c.outcome,
        number: c.number.clone(),
        reasons: c.reasons.clone(),
        remedies: c.remedies.clone(),
        clocks,
    };
    Ok(Effect::on_case(file.case.id, event))
}
