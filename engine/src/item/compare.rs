//! 六减一增: what a new version of an item asks for less of, and what for more, than an old one (row 91).

use std::cmp::Ordering;

use schemars::JsonSchema;
use serde::Serialize;

use crate::code::MaterialCode;
use crate::due::Budget;

use super::{ItemDefinition, MaterialKind, Necessity, working_days};

/// What a version asks for, counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Sums {
    /// 环节
    pub steps: u32,
    /// 材料 papers that must be there.
    pub materials: u32,
    /// 证明 certificates among them that cannot be fetched.
    pub certificates: u32,
    /// 跑动 visits; `None` where the version does not say.
    pub visits: Option<u8>,
    /// 时限 the promise.
    pub days: Budget,
    /// 费用, in fen.
    pub fee_fen: u32,
}

/// 增减
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// 减
    Less,
    /// 不变
    Same,
    /// 增
    More,
    /// One of the two does not say.
    Unknown,
}

/// Two versions side by side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Comparison {
    /// The old one.
    pub before: Sums,
    /// The new one.
    pub after: Sums,
    /// 减环节
    pub steps: Change,
    /// 减材料
    pub materials: Change,
    /// 减证明
    pub certificates: Change,
    /// 减跑动
    pub visits: Change,
    /// 减时限
    pub days: Change,
    /// 减费用
    pub fees: Change,
    /// Papers that only the new version lists.
    pub added: Vec<MaterialCode>,
    /// Papers that only the old version lists.
    pub dropped: Vec<MaterialCode>,
}

impl Sums {
    /// Of one version.
    pub fn of(item: &ItemDefinition) -> Sums {
        let needed = || item.materials.iter().filter(|need| need.necessity != Necessity::Optional);
        let certificates = needed().filter(|need| {
            need.about.kind == Some(MaterialKind::Certificate) && need.e_licence.is_none()
        });
        let count = |many: usize| u32::try_from(many).unwrap_or(u32::MAX);
        Sums {
            steps: count(item.steps.len()),
            materials: count(needed().count()),
            certificates: count(certificates.count()),
            visits: item.guide.visits,
            days: item.promise,
            fee_fen: item.fee_fen,
        }
    }
}

impl Comparison {
    /// Of an old version with a new one.
    pub fn of(old: &ItemDefinition, new: &ItemDefinition) -> Comparison {
        let (before, after) = (Sums::of(old), Sums::of(new));
        let only = |here: &ItemDefinition, there: &ItemDefinition| {
            let codes = here.materials.iter().map(|need| &need.material);
            codes.filter(|code| there.need(code).is_none()).cloned().collect()
        };
        let visits = before.visits.zip(after.visits);
        Comparison {
            before,
            after,
            steps: change(before.steps, after.steps),
            materials: change(before.materials, after.materials),
            certificates: change(before.certificates, after.certificates),
            visits: visits.map_or(Change::Unknown, |(before, after)| change(before, after)),
            days: change(working_days(before.days), working_days(after.days)),
            fees: change(before.fee_fen, after.fee_fen),
            added: only(new, old),
            dropped: only(old, new),
        }
    }
}

fn change<T: Ord>(before: T, after: T) -> Change {
    match after.cmp(&before) {
        Ordering::Less => Change::Less,
        Ordering::Equal => Change::Same,
        Ordering::Greater => Change::More,
    }
}
