//! 指标: one figure beside its target.

use schemars::JsonSchema;
use serde::Serialize;

/// What a figure says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Value {
    /// So many.
    Count(u64),
    /// 占比 so many of so many.
    Share {
        /// How many.
        part: u64,
        /// Of how many.
        whole: u64,
        /// In thousandths, rounded down; none where there is nothing to share.
        per_mille: Option<u64>,
    },
    /// Working days.
    Days {
        /// Of how many cases.
        cases: u64,
        /// The mean, in thousandths of a working day, rounded down; none where there is no case.
        mean_milli: Option<u64>,
        /// The most of one case.
        worst: u64,
    },
}

/// What a plan asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// At least so many.
    CountAtLeast(u64),
    /// At least so many thousandths.
    PerMilleAtLeast(u64),
}

/// A figure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Figure {
    /// Its stable name.
    pub code: &'static str,
    /// 名称
    pub name_zh: &'static str,
    /// Its name in English.
    pub name: &'static str,
    /// The row of docs/rules.md that asks for it.
    pub row: u16,
    /// What it is.
    pub value: Value,
    /// What is asked, where a plan states it.
    pub target: Option<Target>,
    /// 达标 whether it is met; none without a target, and where there is nothing to measure.
    pub met: Option<bool>,
}

impl Figure {
    pub(super) fn new(
        row: u16,
        code: &'static str,
        (name_zh, name): (&'static str, &'static str),
        value: Value,
    ) -> Figure {
        Figure { code, name_zh, name, row, value, target: None, met: None }
    }

    /// Beside what a plan asks for.
    pub(super) fn against(mut self, target: Target) -> Figure {
        let (reached, wanted) = match (target, self.value) {
            (Target::CountAtLeast(wanted), Value::Count(count)) => (Some(count), wanted),
            (Target::PerMilleAtLeast(wanted), Value::Share { per_mille, .. }) => {
                (per_mille, wanted)
            }
            (Target::CountAtLeast(wanted), Value::Share { .. } | Value::Days { .. })
            | (Target::PerMilleAtLeast(wanted), Value::Count(_) | Value::Days { .. }) => {
                (None, wanted)
            }
        };
        self.met = reached.map(|reached| reached >= wanted);
        self.target = Some(target);
        self
    }
}

/// So many of so many.
pub(super) fn share(part: u64, whole: u64) -> Value {
    Value::Share { part, whole, per_mille: per_mille(part, whole) }
}

/// In thousandths, rounded down; nothing where the whole is nothing.
pub(super) fn per_mille(part: u64, whole: u64) -> Option<u64> {
    part.saturating_mul(1_000).checked_div(whole)
}
