//! 办件阶段: where a case stands, with what only that phase has. [`Stage::after`] is the transition relation.

mod aside;

use serde::{Deserialize, Serialize};

use crate::code::{Reference, StaffId, Text, UnitId};
use crate::event::Event;
use crate::item::SpecialKind;
use crate::lifecycle::Phase;
use crate::values::{ClosingKind, Defect, Outcome};

/// A task of the back office.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    /// Index into the item version's steps.
    pub step: u8,
    /// Who has it; nobody while it waits in the department's queue.
    pub handler: Option<StaffId>,
}

/// 决定
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// Granted or refused.
    pub outcome: Outcome,
    /// Who decided; nobody where silence did, or a higher authority.
    pub officer: Option<StaffId>,
}

/// 办结: a decision with its document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conclusion {
    /// The decision.
    pub verdict: Verdict,
    /// 办结结果
    pub closing: ClosingKind,
    /// 结果名称
    pub name: Text,
    /// 文号/证号
    pub number: Option<Reference>,
}

/// Where a case stands, with what only that phase has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stage {
    /// 收件
    Received,
    /// 预审
    PreCheck,
    /// 待补正
    AwaitingCorrection { defects: Box<[Defect]> },
    /// 受理
    Accepted,
    /// 分件
    Dispatched { departments: Box<[UnitId]> },
    /// 转交
    Transferred { department: UnitId },
    /// 办理
    Handling { task: Task },
    /// 特别程序
    Suspended { task: Task, procedure: SpecialKind },
    /// 已决定
    Decided { verdict: Verdict },
    /// 办结
    Concluded(Box<Conclusion>),
    /// 反馈
    FedBack(Box<Conclusion>),
    /// 待出件
    ReadyForDelivery(Box<Conclusion>),
    /// 出件中
    InDelivery { conclusion: Box<Conclusion>, at: Reference },
    /// 已出件
    Delivered(Box<Conclusion>),
    /// 未经决定而办结, or 撤销: there is nothing to hand over.
    Ended { closing: ClosingKind },
    /// 转报办结
    ReportedUp {
        /// To which higher authority.
        to: Text,
    },
    /// 归档
    Archived {
        closing: ClosingKind,
        /// The decision and its document; none where the case ended without.
        conclusion: Option<Box<Conclusion>>,
    },
}

impl Stage {
    #[expect(clippy::match_same_arms, reason = "one arm a row of the table")]
    /// The stage an event leads to, one arm a row of the table; the stage itself back where it cannot.
    #[expect(clippy::too_many_lines, reason = "the whole transition relation stands in one place")]
    pub fn after(self, event: &Event) -> Result<Stage, Stage> {
        Ok(match (self, event) {
            (Stage::Received, Event::PreCheckStarted(_))
            | (Stage::AwaitingCorrection { .. }, Event::CorrectionSubmitted(_)) => Stage::PreCheck,
            (Stage::Received | Stage::PreCheck, Event::CorrectionNoticed(e)) => {
                Stage::AwaitingCorrection { defects: e.defects.clone().into() }
            }
            (Stage::Received | Stage::PreCheck, Event::DeemedAccepted(_))
            | (
                Stage::PreCheck,
                Event::Accepted(_) | Event::AcceptedWithGaps(_) | Event::CommitmentSigned(_),
            ) => Stage::Accepted,
            (Stage::Accepted, Event::CommitmentWithdrawn(_)) => Stage::PreCheck,
            (Stage::PreCheck, Event::AcceptanceRefused(e)) => Stage::Ended { closing: e.closing },
            (Stage::PreCheck, Event::NotRequired(e)) => Stage::Ended { closing: e.closing },
            (Stage::PreCheck, Event::ForwardedToRegion(e)) => {
                Stage::ReportedUp { to: e.clock_owner.clone() }
            }
            (Stage::ReportedUp { .. }, Event::RegionResultReceived(e)) => {
                Stage::FedBack(Box::new(Conclusion {
                    verdict: Verdict { outcome: e.outcome, officer: None },
                    closing: e.closing,
                    name: e.name.clone(),
                    number: e.number.clone(),
                }))
            }
            (Stage::Received, Event::ConsentGiven(_)) => Stage::Accepted,
            (Stage::Received, Event::ConsentMissing(e)) => Stage::Ended { closing: e.closing },
            (Stage::Received | Stage::Accepted, Event::DecidedByRule(_)) => {
                Stage::Decided { verdict: Verdict { outcome: Outcome::Granted, officer: None } }
            }
            (stage, Event::CaseTransferred(e)) => return stage.transferred(&e.from, &e.to),
            (Stage::Accepted, Event::CaseSplit(e)) => {
                Stage::Dispatched { departments: e.departments.clone().into() }
            }
            (stage @ Stage::Dispatched { .. }, Event::OpinionsRequested(_)) => stage,
            (Stage::Dispatched { .. }, Event::HandedOver(e)) => {
                Stage::Transferred { department: e.department.clone() }
            }
            (Stage::Transferred { department }, Event::HandOverReturned(_)) => {
                Stage::Dispatched { departments: Box::new([department]) }
            }
            (stage @ Stage::Transferred { .. }, Event::Escalated(_)) => stage,
            (Stage::Transferred { .. }, Event::HandOverAcknowledged(e)) => {
                Stage::Handling { task: Task { step: e.step, handler: None } }
            }
            (Stage::Handling { task }, Event::TaskClaimed(e)) => {
                Stage::Handling { task: Task { handler: Some(e.officer.clone()), ..task } }
            }
            (Stage::Handling { task }, Event::TaskReassigned(e)) => {
                Stage::Handling { task: Task { handler: Some(e.officer.clone()), ..task } }
            }
            (Stage::Handling { .. }, Event::StepCompleted(e)) => {
                Stage::Handling { task: Task { step: e.next_step, handler: None } }
            }
            (
                stage @ (Stage::Handling { .. } | Stage::Suspended { .. }),
                Event::InspectionRecorded(_),
            ) => stage,
            (Stage::Handling { task }, Event::SuspensionStarted(e)) => {
                Stage::Suspended { task, procedure: e.procedure }
            }
            (Stage::Suspended { task, .. }, Event::SuspensionEnded(_)) => Stage::Handling { task },
            (Stage::Accepted | Stage::Handling { .. }, Event::DecisionMade(e)) => Stage::Decided {
                verdict: Verdict { outcome: e.outcome, officer: Some(e.officer.clone()) },
            },
            (
                Stage::Accepted
                | Stage::Dispatched { .. }
                | Stage::Transferred { .. }
                | Stage::Handling { .. },
                Event::DecisionDeemed(_) | Event::DeemedRenewed(_),
            )
            | (Stage::Suspended { .. }, Event::DeemedRenewed(_)) => {
                Stage::Decided { verdict: Verdict { outcome: Outcome::Granted, officer: None } }
            }
            (Stage::Handling { .. }, Event::ReportedUp(e)) => {
                Stage::ReportedUp { to: e.to.clone() }
            }
            (Stage::ReportedUp { .. }, Event::HigherDecisionReceived(e)) => {
                Stage::Decided { verdict: Verdict { outcome: e.outcome, officer: None } }
            }
            (Stage::ReportedUp { .. }, Event::Archived(_)) => {
                Stage::Archived { closing: ClosingKind::ReportedUp, conclusion: None }
            }
            (Stage::Decided { verdict }, Event::ResultProduced(e)) => {
                Stage::Concluded(Box::new(Conclusion {
                    verdict,
                    closing: e.closing,
                    name: e.name.clone(),
                    number: e.number.clone(),
                }))
            }
            (Stage::Concluded(conclusion), Event::FedBack(_)) => Stage::FedBack(conclusion),
            (Stage::FedBack(conclusion), Event::DeliveryPrepared(_)) => {
                Stage::ReadyForDelivery(conclusion)
            }
            // Told later, or prepared anew after another way was chosen.
            (
                stage @ (Stage::ReadyForDelivery(_) | Stage::InDelivery { .. }),
                Event::DeliveryPrepared(_),
            ) => stage,
            (Stage::ReadyForDelivery(conclusion), Event::PlacedInLocker(e)) => {
                Stage::InDelivery { conclusion, at: e.cell.clone() }
            }
            (Stage::ReadyForDelivery(conclusion), Event::Shipped(e)) => {
                Stage::InDelivery { conclusion, at: e.parcel.clone() }
            }
            (
                Stage::ReadyForDelivery(conclusion) | Stage::InDelivery { conclusion, .. },
                Event::Delivered(_),
            ) => Stage::Delivered(conclusion),
            (Stage::ReadyForDelivery(conclusion), Event::ServedByNotice(_)) => {
                Stage::Delivered(conclusion)
            }
            (Stage::InDelivery { conclusion, .. }, Event::DeliveryFailed(_)) => {
                Stage::ReadyForDelivery(conclusion)
            }
            (Stage::Delivered(conclusion), Event::Archived(_)) => {
                Stage::Archived { closing: conclusion.closing, conclusion: Some(conclusion) }
            }
            (Stage::Ended { closing }, Event::Archived(_)) => {
                Stage::Archived { closing, conclusion: None }
            }
            (stage, event) => return stage.aside(event),
        })
    }

    /// The phase of the table.
    pub fn phase(&self) -> Phase {
        match self {
            Stage::Received => Phase::Received,
            Stage::PreCheck => Phase::PreCheck,
            Stage::AwaitingCorrection { .. } => Phase::AwaitingCorrection,
            Stage::Accepted => Phase::Accepted,
            Stage::Dispatched { .. } => Phase::Dispatched,
            Stage::Transferred { .. } => Phase::Transferred,
            Stage::Handling { .. } => Phase::Handling,
            Stage::Suspended { .. } => Phase::Suspended,
            Stage::Decided { .. } => Phase::Decided,
            Stage::Concluded(_) => Phase::Concluded,
            Stage::FedBack(_) => Phase::FedBack,
            Stage::ReadyForDelivery(_) => Phase::ReadyForDelivery,
            Stage::InDelivery { .. } => Phase::InDelivery,
            Stage::Delivered(_) => Phase::Delivered,
            Stage::Ended { .. } => Phase::Ended,
            Stage::ReportedUp { .. } => Phase::ReportedUp,
            Stage::Archived { .. } => Phase::Archived,
        }
    }

    /// 办结结果, once the case is closed.
    pub fn closing(&self) -> Option<ClosingKind> {
        match self {
            Stage::Concluded(c)
            | Stage::FedBack(c)
            | Stage::ReadyForDelivery(c)
            | Stage::InDelivery { conclusion: c, .. }
            | Stage::Delivered(c) => Some(c.closing),
            Stage::ReportedUp { .. } => Some(ClosingKind::ReportedUp),
            Stage::Ended { closing } | Stage::Archived { closing, .. } => Some(*closing),
            Stage::Received
            | Stage::PreCheck
            | Stage::AwaitingCorrection { .. }
            | Stage::Accepted
            | Stage::Dispatched { .. }
            | Stage::Transferred { .. }
            | Stage::Handling { .. }
            | Stage::Suspended { .. }
            | Stage::Decided { .. } => None,
        }
    }

    /// The decision, once there is one.
    pub fn verdict(&self) -> Option<&Verdict> {
        match self {
            Stage::Decided { verdict } => Some(verdict),
            Stage::Concluded(c)
            | Stage::FedBack(c)
            | Stage::ReadyForDelivery(c)
            | Stage::InDelivery { conclusion: c, .. }
            | Stage::Delivered(c) => Some(&c.verdict),
            Stage::Received
            | Stage::PreCheck
            | Stage::AwaitingCorrection { .. }
            | Stage::Accepted
            | Stage::Dispatched { .. }
            | Stage::Transferred { .. }
            | Stage::Handling { .. }
            | Stage::Suspended { .. }
            | Stage::Ended { .. }
            | Stage::ReportedUp { .. } => None,
            Stage::Archived { conclusion, .. } => conclusion.as_ref().map(|c| &c.verdict),
        }
    }

    /// The decision with its document, once it is made.
    pub fn conclusion(&self) -> Option<&Conclusion> {
        match self {
            Stage::Concluded(c)
            | Stage::FedBack(c)
            | Stage::ReadyForDelivery(c)
            | Stage::InDelivery { conclusion: c, .. }
            | Stage::Delivered(c) => Some(c),
            Stage::Archived { conclusion, .. } => conclusion.as_deref(),
            Stage::Received
            | Stage::PreCheck
            | Stage::AwaitingCorrection { .. }
            | Stage::Accepted
            | Stage::Dispatched { .. }
            | Stage::Transferred { .. }
            | Stage::Handling { .. }
            | Stage::Suspended { .. }
            | Stage::Decided { .. }
            | Stage::Ended { .. }
            | Stage::ReportedUp { .. } => None,
        }
    }

    /// The back office's task, while there is one.
    pub fn task(&self) -> Option<&Task> {
        match self {
            Stage::Handling { task } | Stage::Suspended { task, .. } => Some(task),
            Stage::Received
            | Stage::PreCheck
            | Stage::AwaitingCorrection { .. }
            | Stage::Accepted
            | Stage::Dispatched { .. }
            | Stage::Transferred { .. }
            | Stage::Decided { .. }
            | Stage::Concluded(_)
            | Stage::FedBack(_)
            | Stage::ReadyForDelivery(_)
            | Stage::InDelivery { .. }
            | Stage::Delivered(_)
            | Stage::Ended { .. }
            | Stage::ReportedUp { .. }
            | Stage::Archived { .. } => None,
        }
    }
}
