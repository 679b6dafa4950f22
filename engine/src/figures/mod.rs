//! 统计指标: what a log says of the hall as a whole (rows 66, 86, 96 to 98, 100 to 102, 104, 108). A projection: it
//! refuses nothing and is part of no decision.
//!
//! [`Tally`] folds commits, the present hall's and a past one's alike, and keeps sums by day of business time;
//! [`Figures`] adds up a stretch of days and lays each sum beside the target where a plan states one. Shares are per
//! mille, means thousandths of a working day: whole numbers only, the same on every machine.

mod days;
mod figure;
mod met;
mod ranking;
mod report;
mod tally;

pub use days::{DeskSums, UnitSums};
pub use figure::{Figure, Target, Value};
pub use met::meets;
pub use ranking::{NotWeights, Ranked, Ranking, Weights};
pub use report::{Desk, FREQUENT, Figures, Question, UnitFigures};
pub use tally::Tally;
