//! 评估排名: units in order of a weighted score, and the last three of them, who are called in (row 104).

use std::collections::BTreeMap;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::code::UnitId;

use super::days::UnitSums;
use super::figure::per_mille;

/// How many of the last are named.
const LAST: usize = 3;
/// The best of each part, and of the score.
const FULL: u64 = 1_000;
/// Tenths of a day.
const TENTHS: u64 = 10;

/// 权重 what each part of the score weighs; a county sets its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Weights {
    /// 按期办结率
    pub on_time: u16,
    /// 提速率: how much of the statutory limit was not used.
    pub speed: u16,
    /// 无牌率: how few yellow and red cards there were for each case accepted.
    pub cards: u16,
}

impl Default for Weights {
    /// In time weighs most.
    fn default() -> Weights {
        Weights { on_time: 60, speed: 20, cards: 20 }
    }
}

/// The text is no set of weights.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "write three whole numbers, for example 60,20,20: in time, speed, cards; not all of them 0"
)]
pub struct NotWeights;

impl FromStr for Weights {
    type Err = NotWeights;

    fn from_str(text: &str) -> Result<Weights, NotWeights> {
        let parts: Result<Vec<u16>, _> = text.split(',').map(|part| part.trim().parse()).collect();
        match parts.map_err(|_| NotWeights)?.as_slice() {
            [0, 0, 0] => Err(NotWeights),
            [on_time, speed, cards] => {
                Ok(Weights { on_time: *on_time, speed: *speed, cards: *cards })
            }
            _ => Err(NotWeights),
        }
    }
}

/// A unit in its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Ranked {
    /// 名次, from 1.
    pub place: u32,
    /// The unit.
    pub unit: UnitId,
    /// The weighted mean of its parts, in thousandths, rounded down.
    pub score: u64,
    /// 按期办结率 in thousandths; none where nothing with a promise was decided.
    pub on_time: Option<u64>,
    /// 提速率 in thousandths; none where nothing with a statutory limit was decided.
    pub speed: Option<u64>,
    /// 无牌率 in thousandths.
    pub cards: u64,
}

/// 排名
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Ranking {
    /// What each part weighed.
    pub weights: Weights,
    /// The best first. Of equal scores the one with fewer limits passed stands first, then the one whose code does.
    pub units: Vec<Ranked>,
    /// 后三位, the last one last; empty where there are no more than three.
    pub last: Vec<UnitId>,
}

impl Ranking {
    /// Ranks every unit that decided something, got a card or let a limit pass.
    pub(super) fn of(units: &BTreeMap<UnitId, UnitSums>, weights: Weights) -> Ranking {
        let is_judged = |sums: &UnitSums| {
            sums.decided > 0 || sums.yellow > 0 || sums.red > 0 || sums.overdue > 0
        };
        let judged = units.iter().filter(|(_, sums)| is_judged(sums));
        let mut ranked: Vec<(Ranked, u64)> =
            judged.map(|(unit, sums)| (scored(unit, sums, weights), sums.overdue)).collect();
        ranked.sort_by(|(one, one_overdue), (two, two_overdue)| {
            let by_score = two.score.cmp(&one.score);
            by_score.then(one_overdue.cmp(two_overdue)).then_with(|| one.unit.cmp(&two.unit))
        });
        let placed = (1_u32..).zip(ranked);
        let units: Vec<Ranked> =
            placed.map(|(place, (ranked, _))| Ranked { place, ..ranked }).collect();
        let is_long = units.len() > LAST;
        let last = units.iter().skip(if is_long { units.len() - LAST } else { units.len() });
        let last = last.map(|ranked| ranked.unit.clone()).collect();
        Ranking { weights, units, last }
    }
}

fn scored(unit: &UnitId, sums: &UnitSums, weights: Weights) -> Ranked {
    let on_time = per_mille(sums.on_time, sums.promised);
    let used = per_mille(sums.limited_days * TENTHS, sums.limit_tenths);
    let speed = used.map(|used| FULL.saturating_sub(used));
    let dealt = sums.yellow + sums.red;
    let cards = match per_mille(dealt, sums.accepted) {
        Some(dealt) => FULL.saturating_sub(dealt),
        None if dealt > 0 => 0,
        None => FULL,
    };
    let parts = [(on_time, weights.on_time), (speed, weights.speed), (Some(cards), weights.cards)];
    // What cannot be measured does not count against anybody.
    let known = parts.into_iter().filter_map(|(part, weight)| Some((part?, u64::from(weight))));
    let (sum, of) =
        known.fold((0, 0), |(sum, of), (part, weight)| (sum + part * weight, of + weight));
    let score = sum.checked_div(of).unwrap_or(0);
    Ranked { place: 0, unit: unit.clone(), score, on_time, speed, cards }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Decided in time out of ten, overdue limits.
    fn unit(on_time: u64, overdue: u64) -> UnitSums {
        let decided = 10;
        UnitSums { accepted: 10, decided, promised: 10, on_time, overdue, ..UnitSums::default() }
    }

    fn ranked(units: &[(&str, UnitSums)]) -> Ranking {
        let units = units.iter().map(|(id, sums)| (id.parse().unwrap(), *sums)).collect();
        Ranking::of(&units, Weights::default())
    }

    fn order(ranking: &Ranking) -> Vec<&str> {
        ranking.units.iter().map(|ranked| ranked.unit.as_str()).collect()
    }

    #[test]
    fn row_104_the_last_three_are_named() {
        let all = [("A", unit(7, 0)), ("B", unit(10, 0)), ("C", unit(9, 0)), ("D", unit(8, 0))];
        let ranking = ranked(&all);
        assert_eq!(order(&ranking), ["B", "C", "D", "A"]);
        let last: Vec<&str> = ranking.last.iter().map(UnitId::as_str).collect();
        assert_eq!(last, ["C", "D", "A"]);
        assert!(ranked(all.get(..3).unwrap()).last.is_empty(), "of three none is called in");
    }

    #[test]
    fn row_104_equal_scores_stand_in_a_fixed_order() {
        let ranking = ranked(&[("C", unit(9, 0)), ("B", unit(9, 1)), ("A", unit(9, 1))]);
        assert_eq!(order(&ranking), ["C", "A", "B"], "fewer limits passed, then the code");
        let places: Vec<u32> = ranking.units.iter().map(|ranked| ranked.place).collect();
        assert_eq!(places, [1, 2, 3]);
    }

    #[test]
    fn row_104_the_score_is_the_weighted_mean_of_what_can_be_measured() {
        // Half of the limit used: 500; one card for ten cases: 900; nine of ten in time: 900.
        let sums = UnitSums { limited_days: 10, limit_tenths: 200, red: 1, ..unit(9, 0) };
        let one = ranked(&[("A", sums)]);
        let scored = one.units.first().unwrap();
        assert_eq!((scored.on_time, scored.speed, scored.cards), (Some(900), Some(500), 900));
        assert_eq!(scored.score, 820, "(900 * 60 + 500 * 20 + 900 * 20) / 100");
        let one = ranked(&[("A", UnitSums { red: 1, ..unit(9, 0) })]);
        let scored = one.units.first().unwrap();
        assert_eq!((scored.speed, scored.score), (None, 900), "(900 * 60 + 900 * 20) / 80");
    }

    #[test]
    fn row_104_who_did_nothing_is_not_ranked_and_who_only_got_cards_is() {
        let silent = UnitSums { accepted: 3, ..UnitSums::default() };
        let ranking = ranked(&[("A", silent), ("B", UnitSums { red: 1, ..UnitSums::default() })]);
        assert_eq!(order(&ranking), ["B"]);
        assert_eq!(ranking.units.first().unwrap().score, 0);
    }

    #[test]
    fn row_104_weights_are_three_whole_numbers() {
        let weights = "50, 30,20".parse::<Weights>().unwrap();
        assert_eq!((weights.on_time, weights.speed, weights.cards), (50, 30, 20));
        for wrong in ["", "1,2", "1,2,3,4", "a,b,c", "-1,2,3", "0,0,0"] {
            assert_eq!(wrong.parse::<Weights>(), Err(NotWeights), "{wrong}");
        }
    }
}
