//! 队列: which queue a case stands in, and before whom. A pure function of the case, used by the writer's
//! index, by the readers' router and by the naive model of the tests alike.

use std::fmt;
use std::str::FromStr;

use crate::case::Case;
use crate::code::{StaffId, UnitId, ZoneId};
use crate::hall::Role;
use crate::id::{CaseId, Seq};
use crate::item::ItemDefinition;
use crate::occasion::Occasion;
use crate::port::Ask;
use crate::stage::Stage;
use crate::time::{Day, Timestamp};
use crate::values::Priority;

/// A queue of the hall.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum QueueId {
    /// 待预审: papers that wait for a window of the zone.
    Intake(ZoneId),
    /// 待分件转交: accepted cases that wait to be split and handed over by the zone.
    Dispatch(ZoneId),
    /// 待接件: hand-offs that wait for the department.
    HandOff(UnitId),
    /// 待办: steps that wait for a post of the department.
    Step(UnitId, Role),
    /// 在办: steps that a person has on his desk, for him and for whoever covers his post (row 38).
    Desk(StaffId),
    /// 待提意见: joint cases that wait for the opinion of a department.
    Opinion(UnitId),
    /// 待制证反馈: decisions that wait for their document and feedback.
    Result(UnitId),
    /// 待出件: results that wait for the delivery window.
    Delivery,
}

/// A case's place in a queue. The order is the order of service: priority, due date, arrival.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place {
    /// The queue.
    pub queue: QueueId,
    /// 绿色通道 first.
    pub priority: Priority,
    /// The earliest due date of what the hall owes.
    pub due: Day,
    /// Who came first.
    pub since: Seq,
    /// The case.
    pub case: CaseId,
}

/// The place of a case in its own queue, where it waits for anybody; on a desk once somebody has it.
pub fn place(case: &Case, item: &ItemDefinition) -> Option<Place> {
    let zone = || case.extras().zone.as_ref().unwrap_or(&item.zone);
    let queue = match &case.stage {
        // 免申即享: until the person answers, nobody of the hall has anything to do.
        Stage::Received
            if case.extras().occasion.as_ref().is_some_and(Occasion::awaits_consent) =>
        {
            return None;
        }
        Stage::Received => QueueId::Intake(zone().clone()),
        // 补正已交: whoever asked for it, any window of the zone goes on.
        Stage::PreCheck if case.corrections > 0 => QueueId::Intake(zone().clone()),
        Stage::Accepted | Stage::Dispatched { .. } => QueueId::Dispatch(zone().clone()),
        Stage::Transferred { department } => QueueId::HandOff(department.clone()),
        Stage::Handling { task } => {
            let step = item.steps.get(usize::from(task.step))?;
            let post = || QueueId::Step(case.department(item).clone(), step.role);
            task.handler.clone().map_or_else(post, QueueId::Desk)
        }
        Stage::Suspended { task, .. } => QueueId::Desk(task.handler.clone()?),
        Stage::Decided { .. } | Stage::Concluded(_) => {
            QueueId::Result(case.department(item).clone())
        }
        Stage::FedBack(_) | Stage::ReadyForDelivery(_) => QueueId::Delivery,
        Stage::PreCheck
        | Stage::AwaitingCorrection { .. }
        | Stage::InDelivery { .. }
        | Stage::Delivered(_)
        | Stage::Ended { .. }
        | Stage::ReportedUp { .. }
        | Stage::Archived { .. } => return None,
    };
    let owed =
        case.clocks.iter().filter(|clock| clock.is_running() && clock.kind.is_owed_by_the_hall());
    let due = owed.filter_map(|clock| clock.reckoning.due).min().unwrap_or(Day::MAX);
    Some(Place { queue, priority: case.priority, due, since: case.queued_seq, case: case.id })
}

/// All places of a case: its own, and one with each department whose opinion is still to come.
pub fn places(case: &Case, item: &ItemDefinition) -> Vec<Place> {
    let asked = case.extras().opinions.iter().filter(|task| task.clock.is_running());
    let opinions = asked.map(|task| Place {
        queue: QueueId::Opinion(task.department.clone()),
        priority: case.priority,
        due: task.clock.reckoning.due.unwrap_or(Day::MAX),
        since: task.since,
        case: case.id,
    });
    place(case, item).into_iter().chain(opinions).collect()
}

/// When the next rung of the case fires, or the silence of a port is a matter of supervision.
pub fn alarm(case: &Case) -> Option<Timestamp> {
    let rungs = case.all_clocks().filter_map(|clock| clock.next_rung().map(|rung| rung.at));
    rungs.chain(case.extras().asks.iter().filter_map(Ask::alarm)).min()
}

impl Place {
    /// The first and the last place a queue can have.
    pub fn bounds(queue: &QueueId) -> (Place, Place) {
        let edge =
            |priority, due, since, case| Place { queue: queue.clone(), priority, due, since, case };
        (
            edge(Priority::Green, Day::MIN, 0, CaseId(0)),
            edge(Priority::Normal, Day::MAX, Seq::MAX, CaseId(u64::MAX)),
        )
    }
}

/// The text is not the name of a queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "a queue is intake:ZONE, dispatch:ZONE, hand_off:UNIT, step:UNIT:ROLE, desk:STAFF, \
     opinion:UNIT, result:UNIT or delivery"
)]
pub struct NotAQueue;

impl fmt::Display for QueueId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            QueueId::Intake(zone) => write!(f, "intake:{zone}"),
            QueueId::Dispatch(zone) => write!(f, "dispatch:{zone}"),
            QueueId::HandOff(unit) => write!(f, "hand_off:{unit}"),
            QueueId::Step(unit, role) => write!(f, "step:{unit}:{}", role.name()),
            QueueId::Desk(person) => write!(f, "desk:{person}"),
            QueueId::Opinion(unit) => write!(f, "opinion:{unit}"),
            QueueId::Result(unit) => write!(f, "result:{unit}"),
            QueueId::Delivery => f.write_str("delivery"),
        }
    }
}

impl FromStr for QueueId {
    type Err = NotAQueue;
    fn from_str(text: &str) -> Result<QueueId, NotAQueue> {
        let (kind, rest) = text.split_once(':').unwrap_or((text, ""));
        let zone = || rest.parse().map_err(|_| NotAQueue);
        let unit = || rest.parse().map_err(|_| NotAQueue);
        match kind {
            "intake" => zone().map(QueueId::Intake),
            "dispatch" => zone().map(QueueId::Dispatch),
            "hand_off" => unit().map(QueueId::HandOff),
            "desk" => rest.parse().map(QueueId::Desk).map_err(|_| NotAQueue),
            "opinion" => unit().map(QueueId::Opinion),
            "result" => unit().map(QueueId::Result),
            "delivery" if rest.is_empty() => Ok(QueueId::Delivery),
            "step" => {
                let (unit, role) = rest.rsplit_once(':').ok_or(NotAQueue)?;
                let unit = unit.parse().map_err(|_| NotAQueue)?;
                Ok(QueueId::Step(unit, Role::from_name(role).ok_or(NotAQueue)?))
            }
            _ => Err(NotAQueue),
        }
    }
}
