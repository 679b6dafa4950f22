//! 上岗资格: the unit whose items they are certifies who may serve them, and takes it back (row 46).

use crate::certification::{Certificate, Examination};
use crate::code::{ItemCode, StaffId, UnitId};
use crate::command::CertifyStaff;
use crate::event::{StaffCertified, Stream};
use crate::hall::{Role, Staff};
use crate::item::ItemDefinition;
use crate::refusal::{Refusal, Rule};

use super::Effect;
use super::context::{Context, said, short_enough};

/// By the head or the chief representative of the unit whose items they are, after its own examination; never for
/// himself. Without an examination the certificates are withdrawn, for a reason.
pub(super) fn certify(ctx: &Context<'_>, c: &CertifyStaff) -> Result<Effect, Refusal> {
    let officer = ctx.staff_with(&[Role::DeptHead, Role::ChiefRep])?;
    if officer.id == c.staff {
        return Err(Rule::WrongRole.because("nobody certifies himself"));
    }
    if !ctx.setup.staff.contains_key(&c.staff) {
        return Err(Rule::UnknownStaff.because(c.staff.to_string()));
    }
    short_enough(&c.items)?;
    if c.items.is_empty() {
        return Err(Rule::BadSetup.because("name the items he is certified for"));
    }
    for code in &c.items {
        let versions = ctx.setup.versions_of(code);
        let Some(item) = ctx.setup.item_version(code, versions) else {
            return Err(Rule::NotPublished.because(code.to_string()));
        };
        ctx.staff_of(&item.definition.department, &[Role::DeptHead, Role::ChiefRep])?;
    }
    grounded(ctx, c)?;
    let is_so = |code| stands(ctx, (&c.staff, code), &officer.unit, c.examination.as_ref());
    if c.items.iter().all(is_so) {
        return Ok(Effect::of(Stream::Staff, Vec::new()));
    }
    let event = StaffCertified {
        staff: c.staff.clone(),
        items: c.items.clone(),
        examination: c.examination.clone(),
        reason: c.reason.clone(),
        unit: officer.unit.clone(),
        officer: officer.id.clone(),
    };
    Ok(Effect::of(Stream::Staff, vec![event.into()]))
}

/// 培训考核后上岗: whoever takes the item in, handles it or decides on it is certified for it (row 46).
pub(super) fn certified(
    ctx: &Context<'_>,
    staff: &Staff,
    item: &ItemDefinition,
) -> Result<(), Refusal> {
    if ctx.setup.is_certified(staff, item) {
        return Ok(());
    }
    Err(Rule::NotCertified.because(format!("{} for {}", staff.id, item.code)))
}

/// An examination that was held, or the reason why the certificate is withdrawn.
fn grounded(ctx: &Context<'_>, c: &CertifyStaff) -> Result<(), Refusal> {
    match (&c.examination, &c.reason) {
        (Some(examination), _) if examination.on > ctx.today() => {
            let detail = format!("the examination is on {}: certify after it", examination.on);
            Err(Rule::BadSetup.because(detail))
        }
        (Some(_), None) => Ok(()),
        (Some(_) | None, Some(reason)) => said(reason, Rule::ReasonsMissing),
        (None, None) => {
            let detail = "name the examination, or the reason why the certificate is withdrawn";
            Err(Rule::ReasonsMissing.because(detail))
        }
    }
}

fn stands(
    ctx: &Context<'_>,
    (staff, code): (&StaffId, &ItemCode),
    unit: &UnitId,
    examination: Option<&Examination>,
) -> bool {
    let key = (staff.clone(), code.clone());
    let is_same =
        |said: &Certificate| &said.unit == unit && said.examination.as_ref() == examination;
    ctx.setup.certificates.get(&key).is_some_and(is_same)
}
