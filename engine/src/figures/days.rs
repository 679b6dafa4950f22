//! 日计: what happened on one day of business time, as sums; a stretch of days is their sum.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use crate::code::{ItemCode, StaffId, UnitId, WindowId};
use crate::policy::Card;
use crate::values::Channel;

/// Sums of a day, or of several.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct DaySums {
    /// 收件, by channel.
    pub(super) received: BTreeMap<Channel, u64>,
    /// 收件, by item.
    pub(super) by_item: BTreeMap<ItemCode, u64>,
    /// 掌上受理: accepted of what came by mobile, by item.
    pub(super) by_mobile: BTreeMap<ItemCode, u64>,
    /// Received of items that take at most one visit.
    pub(super) once: u64,
    /// Received of items that take none.
    pub(super) never: u64,
    /// Received of items that are closed at once.
    pub(super) instant: u64,
    /// 办结, each case once.
    pub(super) closed: u64,
    /// 免申即享: opened by the government.
    pub(super) opened: u64,
    /// 免申即享: granted of those.
    pub(super) granted_unasked: u64,
    /// By the department whose case it is.
    pub(super) units: BTreeMap<UnitId, UnitSums>,
    /// By window.
    pub(super) windows: BTreeMap<WindowId, DeskSums>,
    /// By person.
    pub(super) officers: BTreeMap<StaffId, DeskSums>,
}

/// What a department did, in sums.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct UnitSums {
    /// 受理 cases of the department that were accepted.
    pub accepted: u64,
    /// 决定, by a person, by a rule or by silence.
    pub decided: u64,
    /// Of those, with a promise.
    pub promised: u64,
    /// 按期办结 of those, decided on or before the day promised.
    pub on_time: u64,
    /// Working days from acceptance to decision, special procedures not counted, of all decided.
    pub days: u64,
    /// The most of one case.
    pub days_worst: u32,
    /// Of those that have a statutory limit: working days used.
    pub limited_days: u64,
    /// Their statutory limits, natural days at five for seven, in tenths of a working day.
    pub limit_tenths: u64,
    /// 提醒
    pub notices: u64,
    /// 黄牌
    pub yellow: u64,
    /// 红牌
    pub red: u64,
    /// 超期 limits of the hall that passed.
    pub overdue: u64,
}

/// What was done at a window, or by a person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DeskSums {
    /// 收件
    pub received: u64,
    /// 受理
    pub accepted: u64,
    /// 环节完成
    pub steps: u64,
    /// 决定, first reviews that were reported up included.
    pub decided: u64,
    /// 出件
    pub delivered: u64,
    /// Commands that recorded anything.
    pub commands: u64,
}

impl DaySums {
    pub(super) fn add(&mut self, other: &DaySums) {
        add_each(&mut self.received, &other.received, |sum, more| *sum += more);
        add_each(&mut self.by_item, &other.by_item, |sum, more| *sum += more);
        add_each(&mut self.by_mobile, &other.by_mobile, |sum, more| *sum += more);
        self.once += other.once;
        self.never += other.never;
        self.instant += other.instant;
        self.closed += other.closed;
        self.opened += other.opened;
        self.granted_unasked += other.granted_unasked;
        add_each(&mut self.units, &other.units, UnitSums::add);
        add_each(&mut self.windows, &other.windows, DeskSums::add);
        add_each(&mut self.officers, &other.officers, DeskSums::add);
    }

    /// All that was received.
    pub(super) fn received(&self) -> u64 {
        self.received.values().sum()
    }
}

fn add_each<K: Ord + Clone, V: Default>(
    sums: &mut BTreeMap<K, V>,
    more: &BTreeMap<K, V>,
    add: impl Fn(&mut V, &V),
) {
    for (key, more) in more {
        add(sums.entry(key.clone()).or_default(), more);
    }
}

impl UnitSums {
    pub(super) fn add(&mut self, other: &UnitSums) {
        self.accepted += other.accepted;
        self.decided += other.decided;
        self.promised += other.promised;
        self.on_time += other.on_time;
        self.days += other.days;
        self.days_worst = self.days_worst.max(other.days_worst);
        self.limited_days += other.limited_days;
        self.limit_tenths += other.limit_tenths;
        self.notices += other.notices;
        self.yellow += other.yellow;
        self.red += other.red;
        self.overdue += other.overdue;
    }

    pub(super) fn dealt(&mut self, card: Card) {
        match card {
            Card::Notice => self.notices += 1,
            Card::Yellow => self.yellow += 1,
            Card::Red => self.red += 1,
        }
    }
}

impl DeskSums {
    pub(super) fn add(&mut self, other: &DeskSums) {
        self.received += other.received;
        self.accepted += other.accepted;
        self.steps += other.steps;
        self.decided += other.decided;
        self.delivered += other.delivered;
        self.commands += other.commands;
    }
}
