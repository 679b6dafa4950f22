//! What an auditor relies on: whole logs verify, damage and forgery are found, the past is as it was.

mod binary;
mod explain;
mod hall;
mod proof_files;
mod time_travel;
mod verify;
