//! The State Council's holiday notices for 2023 to 2026, as data.

use smol_str::SmolStr;

use super::{OffDay, YearNotice};
use crate::time::Day;

/// Consecutive days off: the name, month and day of the first, and how many.
type Block = (&'static str, u8, u8, u8);
/// Month and day of a make-up working day.
type MakeUp = (u8, u8);

struct Row {
    year: u16,
    source: &'static str,
    blocks: &'static [Block],
    make_up: &'static [MakeUp],
}

#[rustfmt::skip]
const YEARS: [Row; 4] = [
    Row {
        year: 2023,
        source: "http://www.gov.cn/zhengce/zhengceku/2022-12/08/content_5730844.htm",
        blocks: &[
            ("元旦", 12, 31, 3), ("春节", 1, 21, 7), ("清明节", 4, 5, 1), ("劳动节", 4, 29, 5),
            ("端午节", 6, 22, 3), ("中秋节、国庆节", 9, 29, 8),
        ],
        make_up: &[(1, 28), (1, 29), (4, 23), (5, 6), (6, 25), (10, 7), (10, 8)],
    },
    Row {
        year: 2024,
        source: "https://www.gov.cn/zhengce/zhengceku/202310/content_6911528.htm",
        blocks: &[
            ("元旦", 1, 1, 1), ("春节", 2, 10, 8), ("清明节", 4, 4, 3), ("劳动节", 5, 1, 5),
            ("端午节", 6, 10, 1), ("中秋节", 9, 15, 3), ("国庆节", 10, 1, 7),
        ],
        make_up: &[(2, 4), (2, 18), (4, 7), (4, 28), (5, 11), (9, 14), (9, 29), (10, 12)],
    },
    Row {
        year: 2025,
        source: "https://www.gov.cn/zhengce/zhengceku/202411/content_6986383.htm",
        blocks: &[
            ("元旦", 1, 1, 1), ("春节", 1, 28, 8), ("清明节", 4, 4, 3), ("劳动节", 5, 1, 5),
            ("端午节", 5, 31, 3), ("国庆节、中秋节", 10, 1, 8),
        ],
        make_up: &[(1, 26), (2, 8), (4, 27), (9, 28), (10, 11)],
    },
    Row {
        year: 2026,
        source: "https://www.gov.cn/zhengce/zhengceku/202511/content_7047091.htm",
        blocks: &[
            ("元旦", 1, 1, 3), ("春节", 2, 15, 9), ("清明节", 4, 4, 3), ("劳动节", 5, 1, 5),
            ("端午节", 6, 19, 3), ("中秋节", 9, 25, 3), ("国庆节", 10, 1, 7),
        ],
        make_up: &[(1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10)],
    },
];

/// The notices, oldest first.
pub(super) fn notices() -> Vec<YearNotice> {
    YEARS.iter().map(notice).collect()
}

fn notice(row: &Row) -> YearNotice {
    let off = row.blocks.iter().flat_map(|block| days_off(row.year, block)).collect();
    let make_up = row.make_up.iter().map(|(month, day)| known(row.year, *month, *day)).collect();
    YearNotice { year: row.year, off, make_up, source: row.source.into(), regional: false }
}

fn days_off(year: u16, block: &Block) -> impl Iterator<Item = OffDay> {
    let (name, month, day, count) = *block;
    // A block that begins in December belongs to the New Year of the notice's own year.
    let first = known(if month == 12 { year - 1 } else { year }, month, day);
    (0..i32::from(count)).map(move |n| OffDay { date: first.plus(n), name: SmolStr::new(name) })
}

fn known(year: u16, month: u8, day: u8) -> Day {
    Day::new(year, month, day).expect("the table holds existing days")
}
