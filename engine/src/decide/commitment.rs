//! 告知承诺: decided on the spot on a written commitment, checked later, corrected or revoked where it is
//! broken (row 64).

use crate::clock::ClockKind;
use crate::command::{RevokeLicence, SignCommitment, VerifyCommitment, WithdrawCommitment};
use crate::event::{
    CommitmentBroken, CommitmentSigned, CommitmentVerified, CommitmentWithdrawn, LicenceRevoked,
};
use crate::extras::Commitment;
use crate::ground::RevocationGround;
use crate::hall::Role;
use crate::item::Necessity;
use crate::lifecycle::Phase;
use crate::refusal::{Refusal, Rule};
use crate::remedy::RemedyKind;
use crate::values::{ClosingKind, Outcome};

use super::Effect;
use super::acceptance::{decision_clocks, missing, trusted};
use super::context::{Context, File, reasoned, said};
use super::credit::creditworthy;
use super::decision::authority;
use super::flow::BACK_OFFICE;
use super::handling::two_officers;
use super::intake::{applicant_or_officer, intake_officer};
use super::port::identified;
use super::remedy::{annulled_by, is_annulled};

/// Decided, and not yet archived.
const DECIDED: &[Phase] = &[
    Phase::Decided,
    Phase::Concluded,
    Phase::FedBack,
    Phase::ReadyForDelivery,
    Phase::InDelivery,
    Phase::Delivered,
];

/// Decided; archived where a remedy annulled it afterwards.
const REVOCABLE: &[Phase] = &[
    Phase::Decided,
    Phase::Concluded,
    Phase::FedBack,
    Phase::ReadyForDelivery,
    Phase::InDelivery,
    Phase::Delivered,
    Phase::Archived,
];

/// 告知承诺: the commitment stands for the papers that may follow, never for the required ones.
pub(super) fn sign(ctx: &Context<'_>, c: &SignCommitment) -> Result<Effect, Refusal> {
    let file = ctx.file(&c.case, &[Phase::PreCheck])?;
    let staff = intake_officer(ctx, &file)?;
    super::occasion::decided_here(&file)?;
    identified(&file)?;
    let item = file.item();
    if item.commitment.is_none() {
        return Err(Rule::NotByCommitment.because(item.code.to_string()));
    }
    creditworthy(ctx, &file)?;
    let required = missing(&file, Necessity::Required);
    if !required.is_empty() {
        let names: Vec<&str> = required.iter().map(|code| code.as_str()).collect();
        return Err(Rule::MaterialsMissing.because(names.join(", ")));
    }
    trusted(&file)?;
    let event = CommitmentSigned {
        officer: staff.id.clone(),
        unit: staff.unit.clone(),
        commitment: c.commitment.clone(),
        clocks: decision_clocks(ctx, item, ctx.today()),
    };
    Ok(Effect::on_case(file.case.id, event))
}

/// 撤回承诺, before the decision: back to the pre-check, by the ordinary way. Once the papers are on their way
/// to the department the case itself is withdrawn instead.
pub(super) fn withdraw(ctx: &Context<'_>, c: &WithdrawCommitment) -> Result<Effect, Refusal> {
    let file = ctx.file(&c.case, &[Phase::Accepted])?;
    applicant_or_officer(ctx, &file)?;
    said(&c.reason, Rule::ReasonsMissing)?;
    if file.case.extras().commitment != Some(Commitment::Signed) {
        return Err(Rule::NoCommitment.because("none was signed"));
    }
    let days = ctx.policy().1.acceptance_days;
    let clocks = vec![ctx.start_days(ClockKind::Acceptance, days)];
    Ok(Effect::on_case(file.case.id, CommitmentWithdrawn { reason: c.reason.clone(), clocks }))
}

/// 承诺核查: by at least two officers; broken, its correction may be ordered once.
pub(super) fn verify(ctx: &Context<'_>, c: &VerifyCommitment) -> Result<Effect, Refusal> {
    let file = ctx.file(&c.case, DECIDED)?;
    ctx.staff_of(file.department(), BACK_OFFICE)?;
    let was_ordered = match file.case.extras().commitment {
        Some(Commitment::ToVerify) => false,
        Some(Commitment::Broken { correcting: true, .. }) => true,
        Some(
            Commitment::Signed
            | Commitment::Broken { correcting: false, .. }
            | Commitment::Verified
            | Commitment::Revoked,
        )
        | None => return Err(Rule::NoCommitment.because("nothing is to be verified")),
    };
    said(&c.findings, Rule::ReasonsMissing)?;
    let officers = two_officers(ctx, &file, &c.officers)?;
    let findings = c.findings.clone();
    if c.kept {
        return Ok(Effect::on_case(file.case.id, CommitmentVerified { officers, findings }));
    }
    let clocks = match c.correct_days {
        Some(_) if was_ordered => {
            return Err(Rule::CorrectedBefore.because("one correction is ordered"));
        }
        Some(0) => return Err(Rule::NoDefects.because("at least one working day to correct")),
        Some(days) => vec![ctx.start_days(ClockKind::CommitmentCheck, days)],
        None => {
            if was_ordered {
                // Before the time to correct it is over, only that it was kept is found.
                correction_over(ctx, &file)?;
            }
            Vec::new()
        }
    };
    Ok(Effect::on_case(file.case.id, CommitmentBroken { officers, findings, clocks }))
}

/// 撤销许可: the commitment is broken and not corrected in time, or the grant was annulled on a remedy; by who may
/// decide, with reasons and remedies.
pub(super) fn revoke(ctx: &Context<'_>, c: &RevokeLicence) -> Result<Effect, Refusal> {
    let file = ctx.file(&c.case, REVOCABLE)?;
    let department = file.department();
    let staff = ctx.staff_of(department, &[Role::ChiefApprover, Role::DeptHead])?;
    if file.case.verdict().is_none_or(|verdict| verdict.outcome != Outcome::Granted) {
        let detail = "nothing was granted, or what was is revoked already";
        return Err(Rule::NoCommitment.because(detail));
    }
    // 行政许可法 art. 69: what was annulled, or got by who is not the applicant, needs no broken commitment.
    if !is_annulled(&file) && identified(&file).is_ok() {
        broken_for_good(ctx, &file)?;
    }
    reasoned(&c.reasons)?;
    said(&c.remedies, Rule::RemediesMissing)?;
    let event = LicenceRevoked {
        ground: ground(&file),
        reasons: c.reasons.clone(),
        remedies: c.remedies.clone(),
        officer: staff.id.clone(),
        letter: authority(ctx, staff, &file)?,
        closing: file.case.closing().unwrap_or(ClosingKind::Voided),
    };
    Ok(Effect::on_case(file.case.id, event))
}

/// 理由类别: what the remedy undid goes first, then who the applicant is not.
fn ground(file: &File<'_>) -> RevocationGround {
    match annulled_by(file) {
        Some(RemedyKind::Reconsideration) => RevocationGround::Reconsideration,
        Some(RemedyKind::Litigation) => RevocationGround::Judgment,
        None if identified(file).is_err() => RevocationGround::MistakenIdentity,
        None => RevocationGround::CommitmentBroken,
    }
}

/// 责令限期改正: the time that was given is over.
fn correction_over(ctx: &Context<'_>, file: &File<'_>) -> Result<(), Refusal> {
    let clock = file.case.running(ClockKind::CommitmentCheck);
    match clock.and_then(|clock| clock.reckoning.due) {
        Some(due) if ctx.today() <= due => {
            Err(Rule::CorrectionRunning.because(format!("until {due}")))
        }
        Some(_) | None => Ok(()),
    }
}

fn broken_for_good(ctx: &Context<'_>, file: &File<'_>) -> Result<(), Refusal> {
    match file.case.extras().commitment {
        Some(Commitment::Broken { correcting: false, .. }) => Ok(()),
        Some(Commitment::Broken { correcting: true, .. }) => correction_over(ctx, file),
        Some(
            Commitment::Signed | Commitment::ToVerify | Commitment::Verified | Commitment::Revoked,
        )
        | None => Err(Rule::NoCommitment.because("no commitment was found broken")),
    }
}
