//! 设置: halls, staff, items, letters, calendars and policies, by the centre's managers.

use crate::authority::{Grantee, Power};
use crate::code::UnitId;
use crate::command::{
    Actor, AppointStaff, CloseWindow, FileLetter, OpenWindow, PublishCalendar, RegisterUnit,
    RegisterZone, RevokeLetter, SetClockPolicy, SetNumberScheme,
};
use crate::event::{
    CalendarPublished, ClockPolicySet, LetterFiled, LetterRevoked, NumberSchemeSet, StaffAppointed,
    Stream, UnitRegistered, WindowClosed, WindowOpened, ZoneRegistered,
};
use crate::hall::Role;
use crate::limits::LIST_ENTRIES_MAX;
use crate::refusal::{Refusal, Rule};

use super::Effect;
use super::context::{Context, known_unit, said};

/// Set-up is for the administrator, the engine's own first start, and managers of the centre.
pub(super) fn by_a_manager(ctx: &Context<'_>) -> Result<(), Refusal> {
    match ctx.actor() {
        Actor::System | Actor::Admin => Ok(()),
        Actor::Staff(_) | Actor::Applicant | Actor::Port(_) => {
            ctx.staff_with(&[Role::CentreManager]).map(|_| ())
        }
    }
}

fn one(stream: Stream, event: impl Into<crate::event::Event>) -> Effect {
    Effect::of(stream, vec![event.into()])
}

/// The codes of units, zones and people stand between `:` in the names of queues, and in paths.
pub(super) fn plain_code(code: &str) -> Result<(), Refusal> {
    if code.contains([':', '/']) {
        return Err(Rule::BadSetup.because(format!("`{code}`: no : or / in this code")));
    }
    Ok(())
}

/// 登记部门
pub(super) fn register_unit(ctx: &Context<'_>, c: &RegisterUnit) -> Result<Effect, Refusal> {
    by_a_manager(ctx)?;
    plain_code(c.unit.id.as_str())?;
    if ctx.setup.units.get(&c.unit.id) == Some(&c.unit) {
        return Ok(Effect::of(Stream::Hall, Vec::new()));
    }
    Ok(one(Stream::Hall, UnitRegistered { unit: c.unit.clone() }))
}

/// 登记分区
pub(super) fn register_zone(ctx: &Context<'_>, c: &RegisterZone) -> Result<Effect, Refusal> {
    by_a_manager(ctx)?;
    plain_code(c.zone.id.as_str())?;
    if ctx.setup.zones.get(&c.zone.id) == Some(&c.zone) {
        return Ok(Effect::of(Stream::Hall, Vec::new()));
    }
    Ok(one(Stream::Hall, ZoneRegistered { zone: c.zone.clone() }))
}

/// 开窗
pub(super) fn open_window(ctx: &Context<'_>, c: &OpenWindow) -> Result<Effect, Refusal> {
    by_a_manager(ctx)?;
    if !ctx.setup.zones.contains_key(&c.window.zone) {
        return Err(Rule::UnknownZone.because(c.window.zone.to_string()));
    }
    if c.window.days.iter().any(|day| !(1..=7).contains(day)) {
        return Err(Rule::BadSetup.because("days of the week are 1 周一 to 7 周日"));
    }
    if c.window.items.len() > LIST_ENTRIES_MAX {
        return Err(Rule::TooLong.because(format!("at most {LIST_ENTRIES_MAX} items of a window")));
    }
    if ctx.setup.windows.get(&c.window.id) == Some(&(c.window.clone(), true)) {
        return Ok(Effect::of(Stream::Hall, Vec::new()));
    }
    Ok(one(Stream::Hall, WindowOpened { window: c.window.clone() }))
}

/// 关窗
pub(super) fn close_window(ctx: &Context<'_>, c: &CloseWindow) -> Result<Effect, Refusal> {
    by_a_manager(ctx)?;
    said(&c.reason, Rule::ReasonsMissing)?;
    match ctx.setup.windows.get(&c.window) {
        None => Err(Rule::UnknownWindow.because(c.window.to_string())),
        Some((_, false)) => Ok(Effect::of(Stream::Hall, Vec::new())),
        Some((_, true)) => {
            let event = WindowClosed { window: c.window.clone(), reason: c.reason.clone() };
            Ok(one(Stream::Hall, event))
        }
    }
}

/// 人员上岗
pub(super) fn appoint_staff(ctx: &Context<'_>, c: &AppointStaff) -> Result<Effect, Refusal> {
    by_a_manager(ctx)?;
    known_unit(ctx.setup, &c.staff.unit)?;
    plain_code(c.staff.id.as_str())?;
    if ["applicant", "system", "admin"]
        .iter()
        .any(|name| c.staff.id.as_str().eq_ignore_ascii_case(name))
    {
        return Err(Rule::BadSetup.because(format!("`{}` is a reserved name", c.staff.id)));
    }
    if c.staff.roles.is_empty() {
        return Err(Rule::BadSetup.because("a person of the staff has at least one role"));
    }
    if ctx.setup.staff.get(&c.staff.id) == Some(&c.staff) {
        return Ok(Effect::of(Stream::Staff, Vec::new()));
    }
    Ok(one(Stream::Staff, StaffAppointed { staff: c.staff.clone() }))
}

/// 授权备案. Letters come from the unit that has the power by law: who was entrusted may not entrust further.
pub(super) fn file_letter(ctx: &Context<'_>, c: &FileLetter) -> Result<Effect, Refusal> {
    by_a_manager(ctx)?;
    let letter = &c.letter;
    known_unit(ctx.setup, &letter.grantor)?;
    match &letter.grantee {
        Grantee::Unit(unit) => known_unit(ctx.setup, unit)?,
        Grantee::Person(person) => {
            if !ctx.setup.staff.contains_key(person) {
                return Err(Rule::UnknownStaff.because(person.to_string()));
            }
        }
    }
    let is_sound = matches!(
        (letter.kind, letter.power, &letter.grantee),
        (1, Power::Decide | Power::InitialReview, Grantee::Person(_))
            | (2 | 3, Power::Intake, Grantee::Unit(_))
    );
    if !is_sound {
        let detail = "letter 1 gives a person decide or initial_review, 2 and 3 give a unit intake";
        return Err(Rule::BadSetup.because(detail));
    }
    if letter.valid_to.is_some_and(|last| last < letter.valid_from) {
        return Err(Rule::BadSetup.because("the letter ends before it begins"));
    }
    for code in &letter.items {
        owns(ctx, &letter.grantor, code)?;
    }
    entrusts_its_own(ctx, &letter.grantor)?;
    match ctx.setup.letters.get(&letter.number) {
        Some(filed) if &filed.letter == letter => Ok(Effect::of(Stream::Authorities, Vec::new())),
        Some(_) => Err(Rule::AlreadyFixed.because(format!("letter {} is on file", letter.number))),
        None => Ok(one(Stream::Authorities, LetterFiled { letter: letter.clone() })),
    }
}

/// Who was entrusted with intake and has no item of its own has nothing to entrust (depth one).
fn entrusts_its_own(ctx: &Context<'_>, grantor: &UnitId) -> Result<(), Refusal> {
    let to_grantor = Grantee::Unit(grantor.clone());
    let today = ctx.today();
    let mut letters = ctx.setup.letters.values();
    let is_entrusted = letters.any(|filed| {
        filed.letter.grantee == to_grantor && filed.revoked_on.is_none_or(|on| today < on)
    });
    let owns_none = || ctx.setup.items().iter().all(|item| &item.definition.department != grantor);
    if is_entrusted && owns_none() {
        return Err(Rule::NoFurtherDelegation.because(format!("{grantor} was entrusted itself")));
    }
    Ok(())
}

fn owns(ctx: &Context<'_>, unit: &UnitId, code: &crate::code::ItemCode) -> Result<(), Refusal> {
    let versions = ctx.setup.versions_of(code);
    match ctx.setup.item_version(code, versions) {
        None => Err(Rule::NotPublished.because(code.to_string())),
        Some(item) if &item.definition.department == unit => Ok(()),
        Some(item) => {
            let owner = &item.definition.department;
            Err(Rule::NoFurtherDelegation.because(format!("{code} is {owner}'s, not {unit}'s")))
        }
    }
}

/// 授权撤销
pub(super) fn revoke_letter(ctx: &Context<'_>, c: &RevokeLetter) -> Result<Effect, Refusal> {
    by_a_manager(ctx)?;
    said(&c.reason, Rule::ReasonsMissing)?;
    match ctx.setup.letters.get(&c.letter) {
        None => Err(Rule::UnknownLetter.because(c.letter.to_string())),
        Some(filed) if filed.revoked_on.is_some() => {
            Err(Rule::AlreadyFixed.because("revoked before"))
        }
        Some(_) => {
            let event =
                LetterRevoked { letter: c.letter.clone(), on: c.on, reason: c.reason.clone() };
            Ok(one(Stream::Authorities, event))
        }
    }
}

/// 发布工作日历
pub(super) fn publish_calendar(ctx: &Context<'_>, c: &PublishCalendar) -> Result<Effect, Refusal> {
    by_a_manager(ctx)?;
    let next = ctx.calendar().publish(&c.notice);
    let next = next.map_err(|error| Rule::CalendarGap.because(error.to_string()))?;
    let event = CalendarPublished { notice: c.notice.clone(), version: next.version() };
    Ok(one(Stream::Calendar, event))
}

/// 设定时限政策
pub(super) fn set_clock_policy(ctx: &Context<'_>, c: &SetClockPolicy) -> Result<Effect, Refusal> {
    by_a_manager(ctx)?;
    c.policy.check()?;
    let (version, policy) = ctx.policy();
    if policy == &c.policy {
        return Ok(Effect::of(Stream::Policy, Vec::new()));
    }
    Ok(one(Stream::Policy, ClockPolicySet { version: version + 1, policy: c.policy.clone() }))
}

/// 设定办件编号规则: fixed once a case carries a number.
pub(super) fn set_number_scheme(ctx: &Context<'_>, c: &SetNumberScheme) -> Result<Effect, Refusal> {
    by_a_manager(ctx)?;
    c.scheme.check()?;
    if ctx.setup.numbers() == &c.scheme {
        return Ok(Effect::of(Stream::Policy, Vec::new()));
    }
    if ctx.world.has_numbered() {
        return Err(Rule::AlreadyFixed.because("cases carry numbers of the scheme that is set"));
    }
    Ok(one(Stream::Policy, NumberSchemeSet { scheme: c.scheme.clone() }))
}
