//! 缘起: how a case came about, where that is not the ordinary way: a renewal, another region, the government's
//! own initiative.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::code::{Reference, Text};
use crate::terms::RegionWay;
use crate::time::Day;

/// 缘起 as the application says it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Claim {
    /// 延续 of a licence.
    Renewal {
        /// 证号
        licence: Reference,
        /// The last day it is valid.
        expires: Day,
    },
    /// 代收: taken in here for an authority of another region, which decides.
    ForRegion {
        /// 行政区划代码
        region: Reference,
        /// 办理单位 who decides there.
        authority: Text,
        /// How.
        way: RegionWay,
    },
    /// 异地收件: taken in by another region for us.
    FromRegion {
        /// 行政区划代码
        region: Reference,
        /// 收件单位 who took it in there.
        authority: Text,
        /// How.
        way: RegionWay,
        /// The day it was received there.
        received: Day,
    },
}

/// 缘起 of a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Occasion {
    /// 延续
    Renewal {
        /// 证号
        licence: Reference,
    },
    /// 代收: we take in, check the form, forward and hand out; the other region decides, and its clocks are not ours.
    ForRegion {
        /// 行政区划代码
        region: Reference,
        /// 办理单位, which owns the clock.
        authority: Text,
    },
    /// 异地收件: we decide, and the clocks are ours.
    FromRegion {
        /// 行政区划代码
        region: Reference,
        /// 收件单位
        authority: Text,
    },
    /// 免申即享
    Proactive {
        /// The person has not yet answered.
        awaits_consent: bool,
    },
}

impl Occasion {
    /// 时限责任单位 who owns the clock, where that is an authority of another region.
    pub fn clock_owner_elsewhere(&self) -> Option<&Text> {
        match self {
            Occasion::ForRegion { authority, .. } => Some(authority),
            Occasion::Renewal { .. } | Occasion::FromRegion { .. } | Occasion::Proactive { .. } => {
                None
            }
        }
    }

    /// True while the person has not yet consented.
    pub fn awaits_consent(&self) -> bool {
        matches!(self, Occasion::Proactive { awaits_consent: true })
    }
}
