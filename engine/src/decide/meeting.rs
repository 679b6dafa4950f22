//! 联合踏勘、联合会商、评审图审: calling the departments, who came, and what absence means (rows 19, 62, 93).

use std::collections::BTreeSet;

use crate::code::UnitId;
use crate::command::{CallMeeting, RecordAttendance};
use crate::event::{Event, MeetingCalled, MeetingHeld, PresenceDeemed, Stream};
use crate::lifecycle::Phase;
use crate::limits::LIST_ENTRIES_MAX;
use crate::meeting::{Attendance, Meeting};
use crate::refusal::{Refusal, Rule};

use super::Effect;
use super::context::{Context, File, known_unit, said, short_enough};
use super::flow::BACK_OFFICE;

/// Split, and not yet decided.
const ON_ITS_WAY: &[Phase] =
    &[Phase::Dispatched, Phase::Transferred, Phase::Handling, Phase::Suspended];

/// 召集, by the department that leads, ahead of the time.
pub(super) fn call(ctx: &Context<'_>, c: &CallMeeting) -> Result<Effect, Refusal> {
    let file = ctx.file(&c.case, ON_ITS_WAY)?;
    ctx.staff_of(file.department(), BACK_OFFICE)?;
    short_enough(&c.departments)?;
    if c.departments.is_empty() {
        return Err(Rule::MeetingUnsound.because("call at least one department"));
    }
    let mut called: BTreeSet<&UnitId> = BTreeSet::new();
    for department in &c.departments {
        known_unit(ctx.setup, department)?;
        if department == file.department() || !called.insert(department) {
            return Err(
                Rule::MeetingUnsound.because(format!("{department} leads or is called twice"))
            );
        }
    }
    if c.begins <= ctx.at {
        return Err(Rule::MeetingUnsound.because("a meeting is called before it begins"));
    }
    said(&c.venue, Rule::WhereToGoMissing)?;
    let meetings = file.case.extras().meetings.len();
    let Some(meeting) = u8::try_from(meetings).ok().filter(|_| meetings < LIST_ENTRIES_MAX) else {
        return Err(Rule::TooMany.because(format!("{LIST_ENTRIES_MAX} meetings of one case")));
    };
    let event = MeetingCalled {
        meeting,
        about: c.about,
        departments: c.departments.clone(),
        begins: c.begins,
        venue: c.venue.clone(),
    };
    Ok(Effect::on_case(file.case.id, event))
}

/// 签到: every department that was called came, or stayed away with or without a good reason. 缺席默认: without
/// one it consents, where the item version names the basis.
pub(super) fn record(ctx: &Context<'_>, c: &RecordAttendance) -> Result<Effect, Refusal> {
    let file = ctx.file(&c.case, ON_ITS_WAY)?;
    ctx.staff_of(file.department(), BACK_OFFICE)?;
    let meetings = &file.case.extras().meetings;
    let Some(meeting) = meetings.get(usize::from(c.meeting)) else {
        return Err(Rule::NoSuchMeeting.because(format!("{} of {}", c.meeting, meetings.len())));
    };
    if meeting.is_held {
        return Err(Rule::AlreadyFixed.because("who came is on record"));
    }
    if ctx.at < meeting.at {
        return Err(Rule::MeetingUnsound.because(format!("it begins at {}", meeting.at)));
    }
    said(&c.conclusion, Rule::ReasonsMissing)?;
    let attendance = complete(ctx, meeting, &c.attendance)?;
    let absent = attendance.iter().filter(|a| a.officer.is_none() && a.good_reason.is_none());
    let deemed: Vec<Event> =
        absent.filter_map(|a| deemed(&file, c.meeting, &a.department)).collect();
    let held = MeetingHeld { meeting: c.meeting, attendance, conclusion: c.conclusion.clone() };
    let events = std::iter::once(held.into()).chain(deemed).collect();
    Ok(Effect::of(Stream::Case(file.case.id), events))
}

/// Each department that was called, once and in order of its code, with a person of its own or none.
fn complete(
    ctx: &Context<'_>,
    meeting: &Meeting,
    attendance: &[Attendance],
) -> Result<Vec<Attendance>, Refusal> {
    short_enough(attendance)?;
    let mut said_of = attendance.to_vec();
    said_of.sort_by(|one, two| one.department.cmp(&two.department));
    let mut called = meeting.departments.clone();
    called.sort_unstable();
    if !said_of.iter().map(|entry| &entry.department).eq(called.iter()) {
        let names: Vec<&str> = called.iter().map(UnitId::as_str).collect();
        let detail = format!("say of each once whether it came: {}", names.join(", "));
        return Err(Rule::MeetingUnsound.because(detail));
    }
    for entry in &said_of {
        if let Some(reason) = &entry.good_reason {
            said(reason, Rule::ReasonsMissing)?;
        }
        let Some(officer) = &entry.officer else { continue };
        let Some(person) = ctx.setup.staff.get(officer) else {
            return Err(Rule::UnknownStaff.because(officer.to_string()));
        };
        if person.unit != entry.department {
            return Err(Rule::WrongUnit.because(format!("{officer} works for {}", person.unit)));
        }
    }
    Ok(said_of)
}

fn deemed(file: &File<'_>, meeting: u8, department: &UnitId) -> Option<Event> {
    let basis = file.item().terms.absence.clone()?;
    Some(PresenceDeemed { meeting, department: department.clone(), basis }.into())
}
