//! 办件随转: where a case stands once it has followed its item to another department.

use crate::code::UnitId;
use crate::stage::{Stage, Task};

impl Stage {
    /// 办件随转: the task waits in the queue of the new department.
    pub(crate) fn transferred(self, from: &UnitId, to: &UnitId) -> Result<Stage, Stage> {
        let free = |task: Task| Task { handler: None, ..task };
        match self {
            Stage::Dispatched { mut departments } => {
                departments.iter_mut().filter(|unit| *unit == from).for_each(|u| *u = to.clone());
                Ok(Stage::Dispatched { departments })
            }
            Stage::Transferred { .. } => Ok(Stage::Transferred { department: to.clone() }),
            Stage::Handling { task } => Ok(Stage::Handling { task: free(task) }),
            Stage::Suspended { task, procedure } => {
                Ok(Stage::Suspended { task: free(task), procedure })
            }
            Stage::Archived { .. } => Err(self),
            Stage::Received
            | Stage::PreCheck
            | Stage::AwaitingCorrection { .. }
            | Stage::Accepted
            | Stage::Decided { .. }
            | Stage::Concluded(_)
            | Stage::FedBack(_)
            | Stage::ReadyForDelivery(_)
            | Stage::InDelivery { .. }
            | Stage::Delivered(_)
            | Stage::Ended { .. }
            | Stage::ReportedUp { .. } => Ok(self),
        }
    }
}
