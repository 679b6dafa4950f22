//! What a decision may look at: the world, who asks, from where, and when.

use std::sync::Arc;

use crate::calendar::Calendar;
use crate::case::Case;
use crate::clock::{self, ClockKind, ClockStart};
use crate::code::{CaseNumber, StaffId, Text, UnitId, WindowId};
use crate::command::{Actor, Command, Envelope};
use crate::due::Budget;
use crate::event::Stream;
use crate::hall::{Role, Staff, Window};
use crate::item::ItemDefinition;
use crate::lifecycle::Phase;
use crate::limits::{
    CASE_EVENTS_MAX, LIST_ENTRIES_MAX, OCCURRED_AHEAD_MS_MAX, OCCURRED_BEHIND_MS_MAX,
    RECORDED_LATE_WORKDAYS_MAX,
};
use crate::policy::ClockPolicy;
use crate::record::{Meta, Site};
use crate::refusal::{Refusal, Rule};
use crate::setup::{ItemVersion, Setup};
use crate::time::{Day, Timestamp};
use crate::world::{Found, World};

use super::substitute::Substitution;
use super::supplement;

/// What a decision may look at.
pub(super) struct Context<'a> {
    pub(super) world: &'a World,
    pub(super) setup: &'a Setup,
    envelope: &'a Envelope,
    recorded_at: Timestamp,
    /// Business time: the clocks go by it.
    pub(super) at: Timestamp,
    staff: Option<&'a Staff>,
    absent: Option<&'a StaffId>,
    window: Option<&'a Window>,
}

/// A case with its item version.
#[derive(Clone, Copy)]
pub(super) struct File<'a> {
    pub(super) case: &'a Arc<Case>,
    pub(super) version: &'a ItemVersion,
}

impl<'a> File<'a> {
    pub(super) fn item(&self) -> &'a ItemDefinition {
        &self.version.definition
    }

    /// 实施主体 the department whose case it is now.
    pub(super) fn department(&self) -> &'a UnitId {
        self.case.department(self.item())
    }
}

impl<'a> Context<'a> {
    pub(super) fn new(
        world: &'a World,
        envelope: &'a Envelope,
        substitution: Option<&'a Substitution>,
        now: Timestamp,
    ) -> Result<Context<'a>, Refusal> {
        let setup: &Setup = world.setup();
        let staff =
            match &envelope.actor {
                Actor::Staff(id) => Some(setup.staff.get(id).ok_or_else(|| {
                    Rule::UnknownStaff.because(format!("{id} was not appointed"))
                })?),
                Actor::Applicant | Actor::System | Actor::Admin | Actor::Port(_) => None,
            };
        let staff = substitution.map(|acting| &acting.post).or(staff);
        let absent = substitution.map(|acting| &acting.absent);
        let window = envelope.place.as_ref().map(|id| window(setup, id)).transpose()?;
        if let Some(unit) = &envelope.on_behalf_of {
            known_unit(setup, unit)?;
        }
        let at = occurred(setup, envelope, now)?;
        Ok(Context { world, setup, envelope, recorded_at: now, at, staff, absent, window })
    }

    /// What the events of the command have in common.
    pub(super) fn meta(&self) -> Meta {
        let site = self.window.and_then(|window| {
            let hall = self.setup.zones.get(&window.zone)?.hall.clone();
            Some(Site { hall, zone: window.zone.clone(), window: window.id.clone() })
        });
        Meta {
            recorded_at: self.recorded_at,
            occurred_at: self.at,
            actor: self.envelope.actor.clone(),
            role: self.staff.and_then(|staff| staff.roles.first().copied()),
            unit: self.staff.map(|staff| staff.unit.clone()),
            on_behalf_of: self.envelope.on_behalf_of.clone(),
            site,
            command: self.envelope.id,
            fingerprint: self.envelope.fingerprint,
        }
    }

    pub(super) fn actor(&self) -> &'a Actor {
        &self.envelope.actor
    }

    /// 代何单位 for which unit he says that he acts.
    pub(super) fn on_behalf_of(&self) -> Option<&'a UnitId> {
        self.envelope.on_behalf_of.as_ref()
    }

    /// In whose place he acts.
    pub(super) fn absent(&self) -> Option<&'a StaffId> {
        self.absent
    }

    /// True where he is the person, or acts in his place.
    pub(super) fn acts_as(&self, staff: &Staff, person: &StaffId) -> bool {
        &staff.id == person || self.absent == Some(person)
    }

    pub(super) fn window(&self) -> Option<&'a Window> {
        self.window
    }

    /// When it is recorded.
    pub(super) fn recorded_at(&self) -> Timestamp {
        self.recorded_at
    }

    /// The day on which it is recorded.
    pub(super) fn recorded_on(&self) -> Day {
        self.recorded_at.day()
    }

    pub(super) fn today(&self) -> Day {
        self.at.day()
    }

    /// The person who asks; refused where it is nobody of the staff.
    pub(super) fn staff(&self) -> Result<&'a Staff, Refusal> {
        let actor = self.envelope.actor.as_str();
        self.staff.ok_or_else(|| Rule::WrongRole.because(format!("{actor} is nobody of the staff")))
    }

    /// The person who asks, if he has one of the roles.
    pub(super) fn staff_with(&self, roles: &[Role]) -> Result<&'a Staff, Refusal> {
        let staff = self.staff()?;
        if roles.iter().any(|role| staff.roles.contains(role)) {
            return Ok(staff);
        }
        let names: Vec<&str> = roles.iter().map(|role| role.name()).collect();
        Err(Rule::WrongRole.because(format!("{} is none of {}", staff.id, names.join(", "))))
    }

    /// The person who asks, if he works for the unit.
    pub(super) fn staff_of(&self, unit: &UnitId, roles: &[Role]) -> Result<&'a Staff, Refusal> {
        let staff = self.staff_with(roles)?;
        if &staff.unit == unit {
            return Ok(staff);
        }
        Err(Rule::WrongUnit.because(format!("{} works for {}, not {unit}", staff.id, staff.unit)))
    }

    /// The case of a number in one of the phases, if the sender saw its present version.
    pub(super) fn file(&self, number: &CaseNumber, phases: &[Phase]) -> Result<File<'a>, Refusal> {
        let file = self.any_file(number)?;
        let phase = file.case.phase();
        if phases.contains(&phase) {
            return Ok(file);
        }
        let names: Vec<&str> = phases.iter().map(|phase| phase.chinese()).collect();
        let detail = format!("the case is in {}, not in {}", phase.chinese(), names.join(" or "));
        Err(Rule::WrongPhase.because(detail))
    }

    /// The case of a number in whatever phase.
    pub(super) fn any_file(&self, number: &CaseNumber) -> Result<File<'a>, Refusal> {
        let case = match self.world.find(number) {
            Found::Open(case) => case,
            Found::Archived => supplement::archived(self, number, &self.envelope.command)?,
            Found::Unknown => return Err(Rule::UnknownCase.because(number.to_string())),
        };
        self.is_current(case.version, case.last_at)?;
        Ok(self.file_of(case))
    }

    /// The sender saw the present version of the case or bundle, and nothing happened to it since his own time.
    pub(super) fn is_current(&self, version: u32, last_at: Timestamp) -> Result<(), Refusal> {
        if let Some(expected) = self.envelope.expected_version
            && expected != version
        {
            let detail = format!("version {expected} was expected, it is {version}");
            return Err(Rule::VersionMismatch.because(detail));
        }
        if self.at < last_at {
            return Err(Rule::OccurredBefore.because(format!(
                "{} is before {last_at}, when the case went on: record it as of now, and when it \
                 was done in record_work",
                self.at
            )));
        }
        if version >= CASE_EVENTS_MAX {
            return Err(Rule::TooMany.because(format!("{CASE_EVENTS_MAX} events of one case")));
        }
        Ok(())
    }

    pub(super) fn file_of(&self, case: &'a Arc<Case>) -> File<'a> {
        let version = self.setup.item(case.item).expect("a case's item version stays published");
        File { case, version }
    }

    /// What begins has no version yet: who expects another takes it for something else.
    pub(super) fn is_first(&self, stream: Stream) -> Result<(), Refusal> {
        let begins = matches!(stream, Stream::Case(_) | Stream::Bundle(_));
        match self.envelope.expected_version {
            Some(expected) if expected > 0 && begins && self.world.head(stream).version == 0 => {
                let detail = format!("version {expected} was expected, and what begins has 0");
                Err(Rule::VersionMismatch.because(detail))
            }
            Some(_) | None => Ok(()),
        }
    }

    /// The clock policy in force and its version.
    pub(super) fn policy(&self) -> (u32, &'a ClockPolicy) {
        let (version, policy) = self.setup.policy();
        (version, policy)
    }

    pub(super) fn calendar(&self) -> &'a Calendar {
        self.setup.calendar()
    }

    /// Starts a clock today.
    pub(super) fn start(&self, kind: ClockKind, budget: Budget) -> ClockStart {
        self.start_on(kind, self.today(), budget)
    }

    /// 收到之日: as which what comes in now counts.
    pub(super) fn came_in_on(&self) -> Day {
        self.policy().1.counted_from(self.calendar(), self.at)
    }

    /// Starts a clock of working days with what comes in now.
    pub(super) fn start_with_receipt(&self, kind: ClockKind, days: u16) -> ClockStart {
        self.start_on(kind, self.came_in_on(), clock::working_days(days))
    }

    /// Starts a clock on a day.
    pub(super) fn start_on(&self, kind: ClockKind, day: Day, budget: Budget) -> ClockStart {
        clock::start(kind, day, budget, (self.calendar(), self.policy()))
    }

    /// Starts a clock of working days today.
    pub(super) fn start_days(&self, kind: ClockKind, days: u16) -> ClockStart {
        self.start(kind, clock::working_days(days))
    }
}

/// 业务时间: not in the future, and not further back than a window that was offline may catch up.
fn occurred(setup: &Setup, envelope: &Envelope, now: Timestamp) -> Result<Timestamp, Refusal> {
    let Some(at) = envelope.occurred_at else { return Ok(now) };
    if at.ms_since(now) > OCCURRED_AHEAD_MS_MAX {
        return Err(Rule::OccurredAhead.because(format!("{at} is after {now}")));
    }
    if is_of_the_moment(envelope) {
        if now.ms_since(at) > OCCURRED_BEHIND_MS_MAX {
            let detail = format!("{at} is before {now}: send it without `occurred_at`");
            return Err(Rule::RecordedTooLate.because(detail));
        }
        return Ok(now);
    }
    let first = setup.calendar().workday_before(now.day(), RECORDED_LATE_WORKDAYS_MAX);
    if at.day() < first {
        return Err(Rule::RecordedTooLate.because(format!("{at} is before {first}")));
    }
    // Clocks of two machines differ a little; the log never speaks of the future.
    Ok(at.min(now))
}

/// Only the staff catch up on what happened offline; and a place in a queue, a slot and a return within hours go by
/// the record, not by what is said of it.
fn is_of_the_moment(envelope: &Envelope) -> bool {
    matches!(envelope.actor, Actor::Applicant | Actor::Port(_))
        || matches!(
            envelope.command,
            Command::TakeTicket(_)
                | Command::CallNext(_)
                | Command::BookAppointment(_)
                | Command::ReturnVoice(_)
        )
}

fn window<'a>(setup: &'a Setup, id: &WindowId) -> Result<&'a Window, Refusal> {
    match setup.windows.get(id) {
        None => Err(Rule::UnknownWindow.because(id.to_string())),
        Some((_, false)) => Err(Rule::WindowClosed.because(id.to_string())),
        Some((window, true)) => Ok(window),
    }
}

/// The unit is registered.
pub(super) fn known_unit(setup: &Setup, unit: &UnitId) -> Result<(), Refusal> {
    if setup.units.contains_key(unit) {
        return Ok(());
    }
    Err(Rule::UnknownUnit.because(unit.to_string()))
}

/// A list is not over its limit.
pub(super) fn short_enough<T>(list: &[T]) -> Result<(), Refusal> {
    if list.len() <= LIST_ENTRIES_MAX {
        return Ok(());
    }
    Err(Rule::TooLong.because(format!("{} entries, at most {LIST_ENTRIES_MAX}", list.len())))
}

/// At least one reason, none of them blank.
pub(super) fn reasoned(reasons: &[Text]) -> Result<(), Refusal> {
    short_enough(reasons)?;
    if reasons.is_empty() || reasons.iter().any(Text::is_blank) {
        return Err(Rule::ReasonsMissing.because("at least one reason, none of them blank"));
    }
    Ok(())
}

/// A text that says something.
pub(super) fn said(text: &Text, rule: Rule) -> Result<(), Refusal> {
    if text.is_blank() { Err(rule.because("the text is blank")) } else { Ok(()) }
}
