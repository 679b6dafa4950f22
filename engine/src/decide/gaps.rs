//! 容缺受理: accepted although papers that may follow are missing, under the applicant's commitment (row 63).

use crate::clock::{self, ClockKind, ClockStart};
use crate::code::MaterialCode;
use crate::command::{AcceptWithGaps, SupplyGaps};
use crate::event::{AcceptedWithGaps, GapsSupplied};
use crate::item::Necessity;
use crate::lifecycle::Phase;
use crate::refusal::{Refusal, Rule};

use super::Effect;
use super::acceptance::{decision_clocks, missing, trusted};
use super::context::{Context, File, short_enough};
use super::credit::creditworthy;
use super::intake::{applicant_or_officer, intake_officer};
use super::papers::{as_sent, listed};
use super::port::identified;

/// Accepted and not yet decided.
pub(super) const IN_WORK: &[Phase] =
    &[Phase::Accepted, Phase::Dispatched, Phase::Transferred, Phase::Handling, Phase::Suspended];

/// 容缺受理: the item allows it, only papers that may follow are missing, and each of them is named.
pub(super) fn accept(ctx: &Context<'_>, c: &AcceptWithGaps) -> Result<Effect, Refusal> {
    let file = ctx.file(&c.case, &[Phase::PreCheck])?;
    let staff = intake_officer(ctx, &file)?;
    super::occasion::decided_here(&file)?;
    identified(&file)?;
    let item = file.item();
    if !item.tolerant {
        return Err(Rule::NotDeferrable.because(item.code.to_string()));
    }
    creditworthy(ctx, &file)?;
    let required = missing(&file, Necessity::Required);
    if !required.is_empty() {
        return Err(Rule::MaterialsMissing.because(names(&required)));
    }
    trusted(&file)?;
    short_enough(&c.gaps)?;
    let mut named: Vec<&MaterialCode> = c.gaps.iter().collect();
    let mut absent = missing(&file, Necessity::Deferrable);
    named.sort_unstable();
    absent.sort_unstable();
    if named != absent || absent.is_empty() {
        let detail = format!("missing and deferrable: {}", names(&absent));
        return Err(Rule::GapsMismatch.because(detail));
    }
    let mut clocks = decision_clocks(ctx, item, ctx.today());
    clocks.push(supplement_clock(ctx, &file, c.limit_days)?);
    let event = AcceptedWithGaps {
        officer: staff.id.clone(),
        unit: staff.unit.clone(),
        gaps: c.gaps.clone(),
        commitment: c.commitment.clone(),
        clocks,
    };
    Ok(Effect::on_case(file.case.id, event))
}

/// The time to supply ends no later than the promise. Where none is named it is the policy's for
/// corrections, or the promise itself where that is shorter.
fn supplement_clock(
    ctx: &Context<'_>,
    file: &File<'_>,
    limit_days: Option<u16>,
) -> Result<ClockStart, Refusal> {
    let promise = ctx.start(ClockKind::Tolerant, file.item().promise);
    let days = limit_days.unwrap_or(ctx.policy().1.correction_days);
    let asked = ctx.start(ClockKind::Tolerant, clock::working_days(days));
    let is_too_long = asked.reckoning.due > promise.reckoning.due;
    match limit_days {
        Some(0) => Err(Rule::NoDefects.because("the applicant has at least one working day")),
        Some(_) if is_too_long => {
            let detail = format!("{days} working days, promise {}", file.item().promise.days);
            Err(Rule::GapTermTooLong.because(detail))
        }
        None if is_too_long => Ok(promise),
        Some(_) | None => Ok(asked),
    }
}

/// 容缺补齐: by counter, post or system; what comes is one of the gaps.
pub(super) fn supply(ctx: &Context<'_>, c: &SupplyGaps) -> Result<Effect, Refusal> {
    let file = ctx.file(&c.case, IN_WORK)?;
    applicant_or_officer(ctx, &file)?;
    listed(file.item(), &file.case.extras().situation, &c.materials)?;
    let open: Vec<&MaterialCode> = file.case.extras().open(file.item()).collect();
    let is_gap = |material| open.contains(&material);
    if c.materials.is_empty() || !c.materials.iter().all(|copy| is_gap(&copy.material)) {
        return Err(Rule::GapsMismatch.because(format!("still to follow: {}", names(&open))));
    }
    Ok(Effect::on_case(file.case.id, GapsSupplied { materials: as_sent(ctx, &c.materials) }))
}

/// Guard 15: no decision while a paper that may follow is outstanding.
pub(super) fn no_gap_open(file: &File<'_>) -> Result<(), Refusal> {
    let open: Vec<&MaterialCode> = file.case.extras().open(file.item()).collect();
    if open.is_empty() { Ok(()) } else { Err(Rule::GapsOpen.because(names(&open))) }
}

fn names(codes: &[&MaterialCode]) -> String {
    let names: Vec<&str> = codes.iter().map(|code| code.as_str()).collect();
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}
