//! What was measured under each name in one run, and the ratios between two of them.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::time::Duration;

/// Notes how long things took. Whole picoseconds, so that nothing is rounded twice.
#[derive(Debug, Default)]
pub struct Meter {
    noted: RefCell<BTreeMap<String, Vec<u128>>>,
}

const PS_PER_NS: u128 = 1_000;

impl Meter {
    /// Notes that so many units took so long together. Nothing is noted of no units.
    pub fn note(&self, name: &str, took: Duration, units: u64) {
        if let Some(each) = (took.as_nanos() * PS_PER_NS).checked_div(u128::from(units)) {
            self.noted.borrow_mut().entry(name.to_owned()).or_default().push(each);
        }
    }

    /// The middle of what was noted under a name, in picoseconds of a unit.
    pub fn median(&self, name: &str) -> Option<u128> {
        let mut noted = self.noted.borrow().get(name)?.clone();
        noted.sort_unstable();
        noted.get(noted.len() / 2).copied()
    }

    /// Writes `ours` against `baseline` as a ratio of speeds: 1 is as fast, 0.5 takes twice as long.
    pub fn speed(&self, ours: &str, baseline: &str) {
        self.tell("speed", ours, baseline, |ours, baseline| ratio(baseline, ours));
    }

    /// Writes `ours` against `baseline` as a ratio of times: 1 is as fast, 2 takes twice as long.
    pub fn time(&self, ours: &str, baseline: &str) {
        self.tell("time", ours, baseline, ratio);
    }

    fn tell(&self, what: &str, ours: &str, baseline: &str, ratio: fn(u128, u128) -> String) {
        // A filter on the command line may have left one of them out.
        let (Some(a), Some(b)) = (self.median(ours), self.median(baseline)) else { return };
        let (ns_a, ns_b) = (nanoseconds(a), nanoseconds(b));
        let ratio = ratio(a, b);
        eprintln!("RATIO {what} {ratio}  {ours} {ns_a} ns  {baseline} {ns_b} ns");
    }
}

/// A quotient with three digits after the point.
pub fn ratio(above: u128, below: u128) -> String {
    let thousandths = (above * 1_000).checked_div(below).unwrap_or_default();
    format!("{}.{:03}", thousandths / 1_000, thousandths % 1_000)
}

fn nanoseconds(picoseconds: u128) -> String {
    ratio(picoseconds, PS_PER_NS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ratio_has_three_digits() {
        assert_eq!(ratio(1, 3), "0.333");
        assert_eq!(ratio(2_005, 1_000), "2.005");
        assert_eq!(ratio(1, 0), "0.000");
    }

    #[test]
    fn the_median_is_of_one_unit() {
        let meter = Meter::default();
        for (ns, units) in [(10, 10), (30, 10), (70, 10), (99, 0)] {
            meter.note("x", Duration::from_nanos(ns), units);
        }
        assert_eq!(meter.median("x"), Some(3_000));
        assert_eq!(meter.median("y"), None);
    }
}
