//! 谁办了多久 which unit had a case for how many working days: a day counts for who had it at its close, as a day
//! counts for a clock.

use std::collections::BTreeMap;

use crate::calendar::Calendar;
use crate::code::UnitId;
use crate::event::Event;
use crate::time::Day;

/// Who has a case.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Holder {
    /// A unit of the hall.
    Unit(UnitId),
    /// 申请人, who corrects.
    Applicant,
}

/// The working days each holder had a case, up to the close of a day. The day of receipt is not counted.
pub fn held<'a>(
    events: impl IntoIterator<Item = (Day, &'a Event)>,
    department: &UnitId,
    calendar: &Calendar,
    until: Day,
) -> BTreeMap<Holder, u32> {
    let mut days: BTreeMap<Holder, u32> = BTreeMap::new();
    let mut intake: Option<UnitId> = None;
    let mut holder: Option<Holder> = None;
    // The last day whose close is accounted for; that of receipt is.
    let mut counted: Option<Day> = None;
    let mut count = |holder: &Option<Holder>, from: Option<Day>, to: Day| {
        if let (Some(holder), Some(from)) = (holder, from)
            && to > from
        {
            *days.entry(holder.clone()).or_default() += calendar.workdays_between(from, to);
        }
    };
    for (day, event) in events {
        if let Event::ApplicationReceived(e) = event {
            intake = Some(e.unit.clone());
            counted = Some(day);
        }
        let Some(next) = taken_over(event, intake.as_ref(), department) else { continue };
        let yesterday = day.plus(-1);
        count(&holder, counted, yesterday);
        counted = counted.max(Some(yesterday));
        holder = next;
    }
    count(&holder, counted, until);
    days
}

/// Who has the case from this event on; the outer `None` where it stays where it is.
#[expect(clippy::wildcard_enum_match_arm, reason = "the other events move nothing")]
#[expect(clippy::option_option, reason = "whether it moves, and whether anyone has it then")]
fn taken_over(
    event: &Event,
    intake: Option<&UnitId>,
    department: &UnitId,
) -> Option<Option<Holder>> {
    let window = || intake.cloned().map(Holder::Unit);
    match event {
        Event::ApplicationReceived(_)
        | Event::CorrectionSubmitted(_)
        | Event::HandOverReturned(_)
        | Event::FedBack(_) => Some(window()),
        Event::CorrectionNoticed(_) => Some(Some(Holder::Applicant)),
        // What was sent waits for the department, which has to pick it up promptly.
        Event::HandedOver(_) | Event::DecisionMade(_) | Event::DecisionDeemed(_) => {
            Some(Some(Holder::Unit(department.clone())))
        }
        Event::AcceptanceRefused(_)
        | Event::NotRequired(_)
        | Event::Withdrawn(_)
        | Event::Voided(_)
        | Event::DeemedWithdrawn(_)
        | Event::ReportedUp(_)
        | Event::LicenceRevoked(_)
        | Event::Delivered(_)
        | Event::ServedByNotice(_) => Some(None),
        _ => None,
    }
}
