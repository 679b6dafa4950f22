//! The auditor's rules over histories: each kept by a history that the engine made, and broken by one
//! that it would never make.

#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    clippy::wildcard_enum_match_arm,
    reason = "a test that fails here has found what it looks for"
)]

mod bundles;
mod drafts;
mod foreign;
mod history;
mod intake;
mod limits;
mod outcome;
mod ports;
mod random;
mod tickets;
mod voices;
mod whole;
