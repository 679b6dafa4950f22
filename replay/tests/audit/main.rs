//! What an auditor relies on: whole logs verify, damage and forgery are found, the past is as it was.

mod hall;
mod verify;
