//! What an auditor relies on: whole logs verify, damage and forgery are found, the past is as it
//! was.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    reason = "a test that fails here has found what it looks for"
)]

mod backups;
mod beside;
mod binary;
mod checkpoints;
mod clauses;
mod conform;
mod derived;
mod explain;
mod export;
mod figures;
mod flips;
mod hall;
mod incomplete;
mod look_up;
mod opinions;
mod proof_files;
mod proved;
mod remote;
mod retention;
mod third_tool;
mod time_travel;
mod verify;
mod why_called;
mod witness;
mod words;
