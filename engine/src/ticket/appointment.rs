//! 预约: a slot that somebody booked (rows 72, 112). Slots lie outside office hours or on a Saturday as the hall
//! likes; none makes its day a working day.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::code::{ItemCode, ZoneId};
use crate::event::AppointmentBooked;
use crate::id::Token;
use crate::time::Timestamp;

use super::number::AppointmentNumber;

/// 预约时段 as it was booked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Slot {
    /// When it begins.
    pub begins: Timestamp,
    /// When it ends.
    pub ends: Timestamp,
    /// 保留至 until when whoever comes late still has it.
    pub until: Timestamp,
}

impl Slot {
    /// True from its beginning until nobody who is late has it any more.
    pub fn is_at(&self, at: Timestamp) -> bool {
        self.begins <= at && at <= self.until
    }
}

/// How an appointment ended.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum AppointmentEnd {
    /// 已取号
    TurnedUp,
    /// 取消
    Cancelled,
    /// 爽约
    NoShow,
}

/// An appointment as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Appointment {
    /// 预约号
    pub number: AppointmentNumber,
    /// 分区
    pub zone: ZoneId,
    /// 事项; none means any matter of the zone.
    pub items: Vec<ItemCode>,
    /// 盲标识 of the person.
    pub person: Token,
    /// 预约时段
    pub slot: Slot,
    /// How it ended, once it has.
    pub end: Option<AppointmentEnd>,
    /// How many events were about it.
    pub version: u32,
    /// When the last of them happened.
    pub last_at: Timestamp,
}

impl Appointment {
    /// 预约
    pub(crate) fn booked(e: &AppointmentBooked, at: Timestamp) -> Appointment {
        Appointment {
            number: e.appointment,
            zone: e.zone.clone(),
            items: e.items.clone(),
            person: e.person,
            slot: e.slot,
            end: None,
            version: 1,
            last_at: at,
        }
    }

    /// True while it can still be used.
    pub fn is_open(&self) -> bool {
        self.end.is_none()
    }
}
