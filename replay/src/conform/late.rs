//! 补录、补充归档: what was recorded later than its kind of command allows, by the times of the record alone; and what
//! supplements the archive.

use engine::command::Actor;
use engine::event::Event;
use engine::id::CaseId;
use engine::lifecycle::{self, Phase};
use engine::record::{Commit, Meta};
use engine::setup::Setup;
use engine::voice::ReturnCause;

use super::days::Days;
use super::said::{Said, said};

/// How far the clock of a sender may be behind the hall's, where nothing is recorded late.
const CLOCKS_DIFFER_MS: i64 = 60_000;

/// Working days that an offline window catches up on.
const DAYS_LATE_MAX: u16 = 1;

/// How something was recorded too late; nothing where it was in time. The staff catch up on what happened since the
/// working day before; nobody else does, and nobody with a place in a queue, a slot or a return within hours.
pub(super) fn recorded_late(meta: &Meta, event: &Event, setup: &Setup) -> Option<Said> {
    let (at, recorded) = (meta.occurred_at, meta.recorded_at);
    let is_late = if is_of_the_moment(meta, event) {
        recorded.ms_since(at) > CLOCKS_DIFFER_MS
    } else {
        at.day() < Days::by(setup.calendar()).working_day_before(recorded.day(), DAYS_LATE_MAX)
    };
    is_late.then(|| said!("{at}发生，{recorded}才记录", "it happened {at}, recorded {recorded}"))
}

#[expect(clippy::wildcard_enum_match_arm, reason = "the staff catch up on all other events")]
fn is_of_the_moment(meta: &Meta, event: &Event) -> bool {
    match event {
        Event::TicketIssued(_) | Event::TicketCalled(_) | Event::AppointmentBooked(_) => true,
        Event::VoiceReturned(e) => e.cause == ReturnCause::WrongAddressee,
        _ => matches!(meta.actor, Actor::Applicant | Actor::Port(_)),
    }
}

/// 补充归档: what an archived case still takes, and is marked as a supplement where somebody did it.
pub(super) fn is_supplement(commit: &Commit, id: CaseId, event: &Event) -> bool {
    let is_taken = lifecycle::next(Some(Phase::Archived), event.kind()).is_some();
    let is_silence = |event: &Event| matches!(event, Event::CardDealt(e) if e.ask.is_some());
    let entries = commit.entries.iter().filter(|entry| entry.stream.case() == Some(id));
    let mut events = entries.map(|entry| &entry.event);
    let is_marked =
        events.any(|event| matches!(event, Event::ArchiveSupplemented(_)) || is_silence(event));
    is_taken && is_marked
}
