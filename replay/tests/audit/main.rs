//! What an auditor relies on: whole logs verify, damage and forgery are found, the past is as it
//! was.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    reason = "a test that fails here has found what it looks for"
)]

mod binary;
mod conform;
mod explain;
mod export;
mod hall;
mod look_up;
mod proof_files;
mod remote;
mod third_tool;
mod time_travel;
mod verify;
mod witness;
mod words;
