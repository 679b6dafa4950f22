//! Placeholder.
pub mod calendar;
mod calendar_official;
pub mod due;
pub mod time;
