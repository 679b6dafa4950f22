//! 叫号政策: what the order of calling depends on where no law says it. Versioned; each call names the version it
//! was made under.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::code::ZoneId;
use crate::limits::{BOOK_AHEAD_DAYS_MAX, LIST_ENTRIES_MAX, SLOT_CAPACITY_MAX};
use crate::refusal::{Refusal, Rule};
use crate::time::{Day, Timestamp};

use super::{GreenGround, Slot};

const MINUTE_MS: i64 = 60_000;
const DAY_MINUTES: u16 = 24 * 60;

/// Which tickets go before the order of arrival.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Precedence {
    /// 绿色通道
    Green,
    /// 预约时段内
    Appointment,
}

/// 预约时段规则: on which days of a zone a slot may be booked, from when to when, and by how many.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SlotRule {
    /// 分区
    pub zone: ZoneId,
    /// First day.
    pub from: Day,
    /// Last day; none where it goes on.
    #[serde(default)]
    pub to: Option<Day>,
    /// The days of the week, 1 周一 to 7 周日; empty means every day.
    #[serde(default)]
    pub days: BTreeSet<u8>,
    /// Minutes after midnight at which it begins.
    pub begins: u16,
    /// Minutes after midnight at which it ends.
    pub ends: u16,
    /// How many may book it on one day.
    pub capacity: u16,
}

impl SlotRule {
    /// True where it is offered on the day.
    pub fn is_on(&self, day: Day) -> bool {
        let of_week = self.days.is_empty() || self.days.contains(&day.weekday().iso());
        self.from <= day && self.to.is_none_or(|last| day <= last) && of_week
    }

    /// The slot of a day; `late_minutes` for those who come late.
    pub fn slot(&self, day: Day, late_minutes: u16) -> Slot {
        let minute = |minute: u16| day.start().plus_ms(i64::from(minute) * MINUTE_MS);
        let late = i64::from(late_minutes) * MINUTE_MS;
        Slot {
            begins: minute(self.begins),
            ends: minute(self.ends),
            until: minute(self.ends).plus_ms(late),
        }
    }
}

/// A version of the policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TicketPolicy {
    /// 绿色通道事由 that this hall admits.
    pub green: BTreeSet<GreenGround>,
    /// Who goes before the order of arrival, the first of these first.
    pub order: Vec<Precedence>,
    /// 久候优先: after so many were called before it a ticket is next.
    pub passes_max: u16,
    /// How often a ticket is called before it may be counted as missed.
    pub calls_before_missed: u8,
    /// 过号顺延 behind how many it waits again.
    pub missed_back: u16,
    /// From which miss on it goes to the end instead.
    pub missed_to_end: u8,
    /// At which miss it is void.
    pub missed_void: u8,
    /// Appointments that one person may have open.
    pub appointments_max: u16,
    /// How many days ahead may be booked.
    pub book_ahead_days: u16,
    /// 迟到 how many minutes after its end a slot is still kept.
    pub late_minutes: u16,
    /// 预约时段
    #[serde(default)]
    pub slots: Vec<SlotRule>,
}

impl Default for TicketPolicy {
    /// The customary one: no slots until the hall sets them.
    fn default() -> TicketPolicy {
        let green = [
            GreenGround::Elderly,
            GreenGround::Disabled,
            GreenGround::Pregnant,
            GreenGround::Serviceman,
        ];
        TicketPolicy {
            green: green.into(),
            order: vec![Precedence::Green, Precedence::Appointment],
            passes_max: 5,
            calls_before_missed: 2,
            missed_back: 3,
            missed_to_end: 2,
            missed_void: 3,
            appointments_max: 2,
            book_ahead_days: 14,
            late_minutes: 15,
            slots: Vec::new(),
        }
    }
}

impl TicketPolicy {
    /// Its parts make sense together.
    pub fn check(&self) -> Result<(), Refusal> {
        let refused = |detail: String| Err(Rule::TicketPolicyRefused.because(detail));
        let mut order = self.order.clone();
        order.sort_unstable();
        order.dedup();
        if order.len() < self.order.len() {
            return refused("each precedence stands once in `order`".to_owned());
        }
        if self.passes_max == 0 || self.calls_before_missed == 0 {
            return refused("`passes_max` and `calls_before_missed` are at least 1".to_owned());
        }
        if self.missed_void == 0 || self.missed_to_end == 0 || self.missed_to_end > self.missed_void
        {
            return refused("1 <= `missed_to_end` <= `missed_void`".to_owned());
        }
        if self.book_ahead_days > BOOK_AHEAD_DAYS_MAX {
            return refused(format!("`book_ahead_days`: at most {BOOK_AHEAD_DAYS_MAX}"));
        }
        if self.late_minutes > DAY_MINUTES {
            return refused(format!("`late_minutes`: at most {DAY_MINUTES}"));
        }
        if self.slots.len() > LIST_ENTRIES_MAX {
            return refused(format!("`slots`: at most {LIST_ENTRIES_MAX}"));
        }
        self.slots.iter().try_for_each(check_slot)?;
        let pairs = self.slots.iter().enumerate();
        let mut pairs =
            pairs.flat_map(|(at, one)| self.slots.iter().skip(at + 1).map(move |two| (one, two)));
        match pairs.find(|(one, two)| is_twice(one, two)) {
            Some((one, _)) => refused(format!(
                "zone {} has two slots at minute {} of one day",
                one.zone, one.begins
            )),
            None => Ok(()),
        }
    }

    /// The rule by which a slot begins in a zone at an instant.
    pub fn slot_at(&self, zone: &ZoneId, begins: Timestamp) -> Option<&SlotRule> {
        let day = begins.day();
        self.slots.iter().find(|rule| {
            &rule.zone == zone && rule.is_on(day) && rule.slot(day, 0).begins == begins
        })
    }
}

fn check_slot(rule: &SlotRule) -> Result<(), Refusal> {
    let is_sound = rule.begins < rule.ends
        && rule.ends <= DAY_MINUTES
        && (1..=SLOT_CAPACITY_MAX).contains(&rule.capacity)
        && rule.days.iter().all(|day| (1..=7).contains(day))
        && rule.to.is_none_or(|last| rule.from <= last);
    if is_sound {
        return Ok(());
    }
    Err(Rule::TicketPolicyRefused.because(format!(
        "a slot of zone {}: 0 <= begins < ends <= {DAY_MINUTES}, capacity 1 to {SLOT_CAPACITY_MAX}, days 1 to 7, from <= to",
        rule.zone
    )))
}

/// Two rules that could give one day two slots with one beginning.
fn is_twice(one: &SlotRule, two: &SlotRule) -> bool {
    let is_same = one.zone == two.zone && one.begins == two.begins;
    let starts_in_time = |a: &SlotRule, b: &SlotRule| a.to.is_none_or(|last| b.from <= last);
    let shares_days =
        one.days.is_empty() || two.days.is_empty() || !one.days.is_disjoint(&two.days);
    is_same && starts_in_time(one, two) && starts_in_time(two, one) && shares_days
}
