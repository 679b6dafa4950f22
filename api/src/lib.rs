//! Placeholder.
pub mod foreign;
