//! 映射: how the log of another system is read, as an auditor describes it in a small TOML file.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use engine::clock::ClockKind;
use engine::due::{Budget, Unit};
use serde::Deserialize;
use store::foreign::{Columns, MappingError, Meaning, read_text};

/// By which days the limits of the log are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
pub enum CountBy {
    /// Working days of China: the official calendar of 2023 to 2026, Monday to Friday elsewhere.
    #[serde(rename = "CN")]
    Workdays,
    /// Every day counts, and none is rolled over.
    #[default]
    #[serde(rename = "natural")]
    Natural,
}

/// Attributes of a case that say more than its events.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attributes {
    /// When the case has to be closed.
    pub deadline: Option<String>,
    /// When it was closed.
    pub closed: Option<String>,
    /// Its item.
    pub item: Option<String>,
    /// The unit that answers for it, where the events name none.
    pub unit: Option<String>,
    /// By which channel it came.
    pub channel: Option<String>,
    /// By how many days its limit was extended, where one event extends it.
    pub extended: Option<String>,
}

impl Attributes {
    /// Every attribute that is named.
    pub fn named(&self) -> impl Iterator<Item = &String> {
        let Attributes { deadline, closed, item, unit, channel, extended } = self;
        [deadline, closed, item, unit, channel, extended].into_iter().flatten()
    }
}

/// Limits in days of the calendar.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// 受理
    pub acceptance: Option<u16>,
    /// 网上预审
    pub online_check: Option<u16>,
    /// 法定
    pub statutory: Option<u16>,
    /// 承诺
    pub promise: Option<u16>,
    /// 环节
    pub step: Option<u16>,
    /// 接件
    pub hand_off: Option<u16>,
    /// 送达
    pub delivery: Option<u16>,
    /// 延长 by how many days an extension moves the statutory limit, where the case does not say.
    pub extension: Option<u16>,
}

/// A mapping.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// How days are counted.
    #[serde(default)]
    pub calendar: CountBy,
    /// Hours by which the civil day of the log is ahead of UTC; 8 where absent.
    pub utc_offset: Option<i8>,
    /// The day up to which what has not ended is open; without it a case is looked at up to its own
    /// last event.
    pub until: Option<engine::time::Day>,
    /// What the first event of every case means, whatever its activity.
    pub first: Option<Meaning>,
    /// Names of columns, where they are unusual.
    #[serde(default)]
    pub columns: Columns,
    /// Attributes of the case.
    #[serde(default)]
    pub attributes: Attributes,
    /// Values of the channel that mean online.
    #[serde(default)]
    pub online: BTreeSet<String>,
    /// Limits.
    #[serde(default)]
    pub limits: Limits,
    /// Meaning of each activity; one that is not named is a piece of work.
    #[serde(default)]
    pub activities: BTreeMap<String, Meaning>,
}

/// Hours that a day may be ahead of UTC.
const OFFSETS: std::ops::RangeInclusive<i8> = -12..=14;

impl Mapping {
    /// Reads a mapping file.
    pub fn open(path: &Path) -> Result<Mapping, MappingError> {
        Mapping::from_toml(&read_text(path)?)
    }

    /// Reads the text of a mapping.
    pub fn from_toml(text: &str) -> Result<Mapping, MappingError> {
        let wrong = |reason: String| MappingError::Toml { reason };
        let mapping: Mapping = toml::from_str(text).map_err(|error| wrong(error.to_string()))?;
        if mapping.utc_offset.is_some_and(|hours| !OFFSETS.contains(&hours)) {
            return Err(wrong("utc_offset: -12 to 14 hours".to_owned()));
        }
        Ok(mapping)
    }

    /// What an event means. `position` is its place in its case, from 0.
    pub fn meaning(&self, activity: &str, position: usize) -> Meaning {
        match self.first {
            Some(first) if position == 0 => first,
            Some(_) | None => self.activities.get(activity).copied().unwrap_or_default(),
        }
    }

    /// True when something of the log means one of these.
    pub fn names(&self, meanings: &[Meaning]) -> bool {
        let named = self.activities.values().chain(&self.first);
        named.into_iter().any(|meaning| meanings.contains(meaning))
    }

    /// The limits as budgets.
    pub fn budgets(&self) -> BTreeMap<ClockKind, Budget> {
        let Limits {
            acceptance, online_check, statutory, promise, step, hand_off, delivery, ..
        } = &self.limits;
        let all = [
            (ClockKind::Acceptance, acceptance),
            (ClockKind::OnlineCheck, online_check),
            (ClockKind::Statutory, statutory),
            (ClockKind::Promise, promise),
            (ClockKind::Step, step),
            (ClockKind::HandOff, hand_off),
            (ClockKind::Delivery, delivery),
        ];
        let unit = match self.calendar {
            CountBy::Workdays => Unit::WorkingDays,
            CountBy::Natural => Unit::CalendarDays,
        };
        all.into_iter()
            .filter_map(|(kind, days)| Some((kind, Budget { days: (*days)?, unit })))
            .collect()
    }
}
