//! 到厅人流: who comes when and for what, in the shape of the model's demand.

use anyhow::Context;
use engine::time::{Day, Timestamp};

use crate::model::Model;

use super::chance::Chance;

const HOUR_MS: i64 = 3_600_000;
const MINUTE_MS: i64 = 60_000;

/// An applicant at the door.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Arrival {
    pub(super) at: Timestamp,
    /// Which item of the model.
    pub(super) item: usize,
}

/// The arrivals of a day, in order: so many, or as many as the items have cases on a usual day.
pub(super) fn arrivals(
    model: &Model,
    day: Day,
    cases: Option<u32>,
    chance: &mut Chance,
) -> anyhow::Result<Vec<Arrival>> {
    let volumes: Vec<u32> = model.items.iter().map(|item| item.daily_volume_hint).collect();
    let hours: Vec<(u8, u32)> =
        model.demand.arrival_weight_by_hour.iter().map(|(hour, weight)| (*hour, *weight)).collect();
    let weights: Vec<u32> = hours.iter().map(|(_, weight)| *weight).collect();
    let mut arrivals = Vec::new();
    for n in 0..cases.unwrap_or_else(|| volumes.iter().sum()) {
        // Every item once, then by its volume: a small demonstration shows all kinds too.
        let each = usize::try_from(n).ok().filter(|n| *n < volumes.len());
        let item = each.or_else(|| chance.weighted(&volumes)).context("no item has any volume")?;
        let hour = chance.weighted(&weights).and_then(|at| hours.get(at));
        let (hour, _) = hour.context("no hour has any arrivals")?;
        let minute = i64::from(chance.below(60));
        let at = day.start().plus_ms(i64::from(*hour) * HOUR_MS + minute * MINUTE_MS);
        arrivals.push(Arrival { at, item });
    }
    arrivals.sort_unstable();
    Ok(arrivals)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(seed: u64, cases: Option<u32>) -> Vec<Arrival> {
        let model = Model::read(None).unwrap();
        let day = Day::new(2026, 6, 15).unwrap();
        arrivals(&model, day, cases, &mut Chance::new(seed)).unwrap()
    }

    #[test]
    fn a_day_is_the_same_for_the_same_seed() {
        assert_eq!(day(3, None), day(3, None));
        assert_ne!(day(3, None), day(4, None));
    }

    #[test]
    fn every_item_is_asked_for() {
        let items: std::collections::BTreeSet<usize> =
            day(1, Some(71)).iter().map(|arrival| arrival.item).collect();
        assert_eq!(items.len(), 71);
    }

    #[test]
    fn more_come_in_the_morning_than_in_the_evening() {
        let arrivals = day(1, Some(1_000));
        assert!(arrivals.is_sorted());
        let in_hour = |hour: i64| {
            let of = |a: &&Arrival| a.at.ms_since(a.at.day().start()) / HOUR_MS == hour;
            arrivals.iter().filter(of).count()
        };
        assert!(in_hour(10) > 3 * in_hour(17), "{} {}", in_hour(10), in_hour(17));
    }
}
