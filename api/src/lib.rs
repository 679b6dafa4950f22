//! Placeholder.
pub mod due;
