//! The third version of those events that needed one. Frozen like the first.

pub(crate) mod item;
