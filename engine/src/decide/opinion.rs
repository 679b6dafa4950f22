//! 联办意见: what the departments that take part in a joint case say, in parallel (row 93).

use crate::clock::{ClockKind, working_days};
use crate::code::UnitId;
use crate::command::GiveOpinion;
use crate::event::{OpinionGiven, OpinionRequest};
use crate::item::{CaseType, ItemDefinition};
use crate::lifecycle::Phase;
use crate::refusal::{Refusal, Rule};
use crate::spoken::spoken;

use super::Effect;
use super::context::{Context, File, said};
use super::flow::BACK_OFFICE;
use super::handling::separate;

/// Split, and not yet decided.
const ON_ITS_WAY: &[Phase] =
    &[Phase::Dispatched, Phase::Transferred, Phase::Handling, Phase::Suspended];

/// Whom the split of a joint case asks.
pub(super) fn requests(ctx: &Context<'_>, item: &ItemDefinition) -> Vec<OpinionRequest> {
    if item.case_type != CaseType::Joint {
        return Vec::new();
    }
    let asked = item.participants.iter().map(|participant| OpinionRequest {
        department: participant.department.clone(),
        clock: ctx.start(ClockKind::Opinion, working_days(participant.opinion_limit)),
    });
    asked.collect()
}

/// 意见: once, by a person of the department, who did not take the case in.
pub(super) fn give(ctx: &Context<'_>, c: &GiveOpinion) -> Result<Effect, Refusal> {
    let file = ctx.file(&c.case, ON_ITS_WAY)?;
    let mut tasks = file.case.extras().opinions.iter();
    let Some(task) = tasks.find(|task| task.department == c.department) else {
        return Err(Rule::NoOpinionAsked.because(c.department.to_string()));
    };
    let staff = ctx.staff_of(&c.department, BACK_OFFICE)?;
    if let Some(answer) = task.answer {
        return Err(Rule::AlreadyFixed.because(format!("{} by {}", spoken(answer), c.department)));
    }
    separate(staff, &file)?;
    said(&c.text, Rule::ReasonsMissing)?;
    let event = OpinionGiven {
        department: c.department.clone(),
        opinion: c.opinion,
        text: c.text.clone(),
        officer: staff.id.clone(),
    };
    Ok(Effect::on_case(file.case.id, event))
}

/// A joint case is decided after every department that takes part has answered, or its silence was deemed consent.
pub(super) fn no_opinion_open(file: &File<'_>) -> Result<(), Refusal> {
    let item = file.item();
    if item.case_type != CaseType::Joint {
        return Ok(());
    }
    let opinions = &file.case.extras().opinions;
    let answered = |unit| opinions.iter().any(|t| &t.department == unit && t.answer.is_some());
    let units = item.participants.iter().map(|participant| &participant.department);
    let open: Vec<&str> = units.filter(|unit| !answered(*unit)).map(UnitId::as_str).collect();
    if open.is_empty() { Ok(()) } else { Err(Rule::OpinionsOpen.because(open.join(", "))) }
}
