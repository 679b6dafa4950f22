//! 排队号: a ticket waits for a window, is called, served, missed, moved or lapses (rows 27, 87, 112). One ticket may
//! carry several cases.

mod appointment;
mod day;
mod number;
mod policy;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::code::{CaseNumber, ItemCode, StaffId, WindowId, ZoneId};
use crate::event::TicketIssued;
use crate::id::{Seq, Token};
use crate::time::Timestamp;

pub use appointment::{Appointment, AppointmentEnd, Slot};
pub use day::{IllegalTicket, TicketDay};
pub use number::{AppointmentNumber, NotANumber, TicketNumber};
pub use policy::{Precedence, SlotRule, TicketPolicy};

/// 绿色通道事由 why a ticket goes before others (row 71).
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum GreenGround {
    /// 老年人
    Elderly,
    /// 残疾人
    Disabled,
    /// 孕妇
    Pregnant,
    /// 现役军人、退役军人、烈属
    Serviceman,
    /// 携带婴幼儿
    WithInfant,
}

/// 叫号规则 why this ticket was called and none of those that came before it.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum CallRule {
    /// 久候优先: it was passed over as often as the policy allows.
    PassedBefore,
    /// 绿色通道
    Green,
    /// 预约时段内
    Appointment,
    /// 先到先办
    Arrival,
    /// 重呼: the same ticket at the same window once more.
    Recall,
}

impl CallRule {
    /// In Chinese.
    pub fn chinese(self) -> &'static str {
        match self {
            CallRule::PassedBefore => "久候优先",
            CallRule::Green => "绿色通道",
            CallRule::Appointment => "预约时段内",
            CallRule::Arrival => "先到先办",
            CallRule::Recall => "重呼",
        }
    }

    /// In English.
    pub fn english(self) -> &'static str {
        match self {
            CallRule::PassedBefore => "passed over as often as the policy allows",
            CallRule::Green => "green channel",
            CallRule::Appointment => "appointment in its slot",
            CallRule::Arrival => "order of arrival",
            CallRule::Recall => "called again",
        }
    }
}

/// 过号 what becomes of a ticket whose holder did not come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MissFate {
    /// 顺延: it waits behind this one.
    Behind(TicketNumber),
    /// 排到队尾
    Last,
    /// 作废
    Void,
}

/// How a ticket ended.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum TicketEnd {
    /// 办理完毕
    Served,
    /// 取消
    Cancelled,
    /// 过号作废
    Void,
    /// 当日失效
    Lapsed,
}

/// Where a ticket stands, with what only that state has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TicketState {
    /// 等候
    Waiting,
    /// 已叫号
    Called {
        /// At which window.
        window: WindowId,
        /// By whom.
        officer: StaffId,
        /// 呼叫次数 how often since it last waited.
        calls: u8,
    },
    /// 办理中
    InService {
        /// At which window.
        window: WindowId,
        /// By whom.
        officer: StaffId,
    },
    /// 结束
    Ended(TicketEnd),
}

/// Its place in the order of arrival: the record that gave it, and what broke a tie.
pub type Arrival = (Seq, Seq);

/// A ticket as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ticket {
    /// 排队号
    pub number: TicketNumber,
    /// 分区 where it waits.
    pub zone: ZoneId,
    /// 事项 it is for; none means any matter of the zone.
    pub items: Vec<ItemCode>,
    /// 盲标识 of the person, where he said who he is.
    pub person: Option<Token>,
    /// 绿色通道
    pub ground: Option<GreenGround>,
    /// 预约 it was taken from.
    pub appointment: Option<AppointmentNumber>,
    /// 预约时段
    pub slot: Option<Slot>,
    /// 转窗: only this window may call it.
    pub window: Option<WindowId>,
    /// 到达顺序
    pub arrival: Arrival,
    /// How often one behind it was called before it.
    pub passed: u16,
    /// 过号次数
    pub missed: u8,
    /// Where it stands.
    pub state: TicketState,
    /// 一号多办 the cases received under it.
    pub cases: Vec<CaseNumber>,
    /// How many events were about it.
    pub version: u32,
    /// When the last of them happened.
    pub last_at: Timestamp,
    /// When it was taken.
    pub taken_at: Timestamp,
}

impl Ticket {
    /// 取号
    pub(crate) fn issued(e: &TicketIssued, seq: Seq, at: Timestamp) -> Ticket {
        Ticket {
            number: e.ticket,
            zone: e.zone.clone(),
            items: e.items.clone(),
            person: e.person,
            ground: e.ground,
            appointment: e.appointment,
            slot: e.slot,
            window: None,
            arrival: (seq, 0),
            passed: 0,
            missed: 0,
            state: TicketState::Waiting,
            cases: Vec::new(),
            version: 1,
            last_at: at,
            taken_at: at,
        }
    }

    /// True while it waits to be called.
    pub fn is_waiting(&self) -> bool {
        self.state == TicketState::Waiting
    }

    /// True until it ended.
    pub fn is_open(&self) -> bool {
        !matches!(self.state, TicketState::Ended(_))
    }

    /// The window that has it: called there, or being served.
    pub fn at_window(&self) -> Option<&WindowId> {
        match &self.state {
            TicketState::Called { window, .. } | TicketState::InService { window, .. } => {
                Some(window)
            }
            TicketState::Waiting | TicketState::Ended(_) => None,
        }
    }
}
