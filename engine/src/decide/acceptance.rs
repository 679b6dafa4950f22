//! 受理: correction notice, acceptance and the three ways of not accepting (行政许可法 art. 32).

use crate::clock::{ClockKind, ClockStart};
use crate::code::{MaterialCode, StaffId};
use crate::command::{
    AcceptCase, DeclareNotRequired, NoticeCorrection, RefuseAcceptance, SubmitCorrections,
};
use crate::event::{
    AcceptanceRefused, Accepted, CorrectionNoticed, CorrectionSubmitted, NotRequired,
};
use crate::extras::LicenceState;
use crate::ground::RefusalGround;
use crate::item::{CaseType, ItemDefinition, Necessity};
use crate::lifecycle::Phase;
use crate::refusal::{Refusal, Rule};
use crate::spoken::spoken;
use crate::time::Day;
use crate::values::{ClosingKind, Defect, MaterialCopy};

use super::context::{Context, File, reasoned, said, short_enough};
use super::intake::{applicant_or_officer, intake_officer};
use super::occasion::decided_here;
use super::papers::{as_sent, asked_for, listed};
use super::port::identified;
use super::{Effect, bundle};

/// 一次性告知补正: every defect, once; what can be fetched is not demanded.
pub(super) fn notice_correction(
    ctx: &Context<'_>,
    c: &NoticeCorrection,
) -> Result<Effect, Refusal> {
    let file = ctx.file(&c.case, &[Phase::PreCheck])?;
    intake_officer(ctx, &file)?;
    bundle::not_alone(&file)?;
    if file.case.corrections > 0 {
        return Err(Rule::SecondCorrection.because("accept, refuse, or settle it on the spot"));
    }
    let item = file.item();
    for material in c.defects.iter().filter_map(|defect| defect.material.as_ref()) {
        asked_for(&file, material)?;
    }
    well_told(item, |paper| may_be_named(&file, paper), &c.defects)?;
    all_told(&file, &c.defects)?;
    let days = c.limit_days.unwrap_or(ctx.policy().1.correction_days);
    if days == 0 {
        return Err(Rule::NoDefects.because("the applicant has at least one working day"));
    }
    let clocks = vec![ctx.start_days(ClockKind::Correction, days)];
    let event = CorrectionNoticed { defects: c.defects.clone(), clocks };
    Ok(Effect::on_case(file.case.id, event))
}

/// Guard 9: nothing is asked for later, so every required paper that the applicant has to bring is named now.
pub(super) fn all_told(file: &File<'_>, defects: &[Defect]) -> Result<(), Refusal> {
    let item = file.item();
    let is_fetched = |paper: &MaterialCode| {
        item.need(paper).is_some_and(|need| need.e_licence.is_some()) && !may_be_named(file, paper)
    };
    let is_named =
        |paper: &MaterialCode| defects.iter().any(|defect| defect.material.as_ref() == Some(paper));
    // Where nothing may follow, and no commitment stands for it, a deferrable paper is required as well.
    let may_follow = item.tolerant || item.commitment.is_some();
    let deferrable = (!may_follow).then_some(Necessity::Deferrable);
    let needed = [Necessity::Required].into_iter().chain(deferrable);
    let left: Vec<&str> = needed
        .flat_map(|necessity| missing(file, necessity))
        .filter(|paper| !is_fetched(paper) && !is_named(paper))
        .map(MaterialCode::as_str)
        .collect();
    if left.is_empty() {
        return Ok(());
    }
    Err(Rule::NoDefects.because(format!("also missing: {}", left.join(", "))))
}

/// What the notice named and these papers do not put right.
pub(super) fn left_wrong(file: &File<'_>, materials: &[MaterialCopy]) -> Vec<MaterialCode> {
    let named = file.case.extras().told.iter();
    let named = named.filter_map(|need| file.item().materials.get(usize::from(*need)));
    let left = named.filter(|need| !materials.iter().any(|copy| copy.material == need.material));
    left.map(|need| need.material.clone()).collect()
}

/// Something may be wrong with a paper that is here; one that is not is demanded once the store has none (row 82).
pub(super) fn may_be_named(file: &File<'_>, paper: &MaterialCode) -> bool {
    let item = file.item();
    file.case.holds(paper, item) || file.case.licence(paper, item) == Some(LicenceState::Absent)
}

/// Each defect says what is wrong, and demands nothing that can be fetched.
pub(super) fn well_told(
    item: &ItemDefinition,
    is_here: impl Fn(&MaterialCode) -> bool,
    defects: &[Defect],
) -> Result<(), Refusal> {
    short_enough(defects)?;
    if defects.is_empty() || defects.iter().any(|defect| defect.what.is_blank()) {
        return Err(Rule::NoDefects.because("name each defect and how to mend it"));
    }
    for material in defects.iter().filter_map(|defect| defect.material.as_ref()) {
        not_demanded_in_vain(item, material, &is_here)?;
    }
    Ok(())
}

/// Guard 8: a paper that can be fetched by data sharing may not be demanded again.
fn not_demanded_in_vain(
    item: &ItemDefinition,
    material: &MaterialCode,
    is_here: impl Fn(&MaterialCode) -> bool,
) -> Result<(), Refusal> {
    let Some(need) = item.need(material) else {
        return Err(Rule::UnknownMaterial.because(format!("{material} of {}", item.code)));
    };
    match &need.e_licence {
        Some(licence) if !is_here(material) => {
            Err(Rule::MaterialFetchable
                .because(format!("{material} is to be fetched as {licence}")))
        }
        Some(_) | None => Ok(()),
    }
}

/// 补正提交: the acceptance clock starts anew.
pub(super) fn submit_corrections(
    ctx: &Context<'_>,
    c: &SubmitCorrections,
) -> Result<Effect, Refusal> {
    let file = ctx.file(&c.case, &[Phase::AwaitingCorrection])?;
    applicant_or_officer(ctx, &file)?;
    bundle::not_alone(&file)?;
    listed(file.item(), &file.case.extras().situation, &c.materials)?;
    let left = left_wrong(&file, &c.materials);
    if !left.is_empty() {
        return Err(not_all(&left));
    }
    let clocks = vec![check_clock(ctx, &file)];
    let event = CorrectionSubmitted { materials: as_sent(ctx, &c.materials), clocks };
    Ok(Effect::on_case(file.case.id, event))
}

/// 补正 comes at once: half of it starts no clock, and the half that came would be lost with the rest.
pub(super) fn not_all(left: &[MaterialCode]) -> Refusal {
    let names: Vec<&str> = left.iter().map(MaterialCode::as_str).collect();
    let detail = format!("{}: hand in all that the notice named", names.join(", "));
    Rule::MaterialsMissing.because(detail)
}

/// The clock of the check: ours to accept, or to forward what another region decides.
fn check_clock(ctx: &Context<'_>, file: &File<'_>) -> ClockStart {
    let region = file.item().terms.region.as_ref();
    match (decided_here(file), region) {
        (Err(_), Some(terms)) => ctx.start_with_receipt(ClockKind::Forwarding, terms.forward_days),
        (Err(_), None) | (Ok(()), _) => {
            ctx.start_with_receipt(ClockKind::Acceptance, ctx.policy().1.acceptance_days)
        }
    }
}

/// 受理: in competence, complete, in form.
pub(super) fn accept(ctx: &Context<'_>, c: &AcceptCase) -> Result<Effect, Refusal> {
    let file = ctx.file(&c.case, &[Phase::PreCheck])?;
    let staff = intake_officer(ctx, &file)?;
    decided_here(&file)?;
    identified(&file)?;
    let item = file.item();
    for (necessity, remark) in
        [(Necessity::Required, ""), (Necessity::Deferrable, " without the applicant's commitment")]
    {
        let missing = missing(&file, necessity);
        if !missing.is_empty() {
            let names: Vec<&str> = missing.iter().map(|code| code.as_str()).collect();
            let detail = format!("{}{remark}", names.join(", "));
            return Err(Rule::MaterialsMissing.because(detail));
        }
    }
    trusted(&file)?;
    let officer: StaffId = staff.id.clone();
    let clocks = decision_clocks(ctx, item, ctx.today());
    let event = Accepted { officer, unit: staff.unit.clone(), clocks };
    Ok(Effect::on_case(file.case.id, event))
}

/// The papers of a necessity that the case asks for and that are not here, nor what stands in for them.
pub(super) fn missing<'a>(file: &File<'a>, necessity: Necessity) -> Vec<&'a MaterialCode> {
    let item = file.item();
    let needs = item.materials.iter().filter(|need| need.necessity == necessity);
    let asked = needs.filter(|need| file.case.asks_for(need, item));
    let absent = asked.filter(|need| !file.case.satisfies(need, item));
    absent.map(|need| &need.material).collect()
}

/// 可信等级: each paper that is here is trusted as far as the item asks (国办函〔2016〕108号).
pub(super) fn trusted(file: &File<'_>) -> Result<(), Refusal> {
    for held in &file.case.held {
        let Some(need) = file.item().materials.get(usize::from(held.need)) else { continue };
        if let Some(least) = need.min_trust.filter(|least| held.trust > *least) {
            let (code, trust, least) = (&need.material, spoken(held.trust), spoken(least));
            let detail = format!("{code} is {trust}, {least} is asked: send check_original");
            return Err(Rule::TrustTooLow.because(detail));
        }
    }
    Ok(())
}

/// The clocks of the decision: statutory and promise with one T0; for a report-up the lower review too.
pub(super) fn decision_clocks(
    ctx: &Context<'_>,
    item: &ItemDefinition,
    from: Day,
) -> Vec<ClockStart> {
    let mut clocks = Vec::with_capacity(3);
    if let Some(legal) = item.statutory_limit() {
        clocks.push(ctx.start_on(ClockKind::Statutory, from, legal));
    }
    clocks.push(ctx.start_on(ClockKind::Promise, from, item.promise));
    if item.case_type == CaseType::ReportUp {
        let days = crate::clock::working_days(ctx.policy().1.lower_review_days);
        clocks.push(ctx.start_on(ClockKind::LowerReview, from, days));
    }
    clocks
}

/// 不予受理: with reasons, remedies, and where to go.
pub(super) fn refuse(ctx: &Context<'_>, c: &RefuseAcceptance) -> Result<Effect, Refusal> {
    let file = ctx.file(&c.case, &[Phase::PreCheck])?;
    intake_officer(ctx, &file)?;
    decided_here(&file)?;
    reasoned(&c.reasons)?;
    said(&c.remedies, Rule::RemediesMissing)?;
    match &c.where_to_go {
        Some(where_to_go) => said(where_to_go, Rule::WhereToGoMissing)?,
        None if c.ground == RefusalGround::NotWithinCompetence => {
            let detail = "name the authority in whose competence the matter is";
            return Err(Rule::WhereToGoMissing.because(detail));
        }
        None => (),
    }
    if c.ground == RefusalGround::NotInForm && file.case.corrections == 0 {
        let detail = "tell the applicant at once what is missing or wrong: send notice_correction";
        return Err(Rule::NoDefects.because(detail));
    }
    let event = AcceptanceRefused {
        ground: c.ground,
        reasons: c.reasons.clone(),
        remedies: c.remedies.clone(),
        where_to_go: c.where_to_go.clone(),
        closing: ClosingKind::Returned,
    };
    Ok(Effect::on_case(file.case.id, event))
}

/// 不需许可: told at once.
pub(super) fn not_required(ctx: &Context<'_>, c: &DeclareNotRequired) -> Result<Effect, Refusal> {
    let file = ctx.file(&c.case, &[Phase::PreCheck])?;
    intake_officer(ctx, &file)?;
    decided_here(&file)?;
    reasoned(&c.reasons)?;
    let event = NotRequired { reasons: c.reasons.clone(), closing: ClosingKind::Other };
    Ok(Effect::on_case(file.case.id, event))
}
