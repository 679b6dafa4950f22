//! The auditor's tool: reads a data directory, replays it, and says what can be trusted and why.
//!
//! * [`Source`] is an opened copy of a data directory; everything here reads through it.
//! * [`verify`] checks a whole log; a [`Finding`] is one thing that is wrong.
//! * [`conform`] checks the cases of a history by the rules of the hall.
//! * [`run()`] carries out what was typed ([`Cli`]).

pub mod beside;
pub mod bundle;
mod checkpoints;
pub mod cli;
pub mod cli_proofs;
pub mod clocked;
pub mod conform;
pub mod dates;
pub mod diff_beside;
pub mod difference;
pub mod explain;
pub mod export;
mod fetch;
mod figures;
mod files_beside;
pub mod finding;
pub mod fold;
pub mod found_by;
pub mod frames;
pub mod hall_diff;
pub mod hall_view;
pub mod incomplete;
pub mod look_up;
pub mod moment;
pub mod moves;
pub mod opening;
pub mod past;
mod progress;
pub mod projection;
pub mod proofs;
mod proved;
mod rebuilt;
pub mod redecide;
pub mod remote;
pub mod retention;
pub mod run;
mod run_case;
mod run_proofs;
pub mod served;
pub mod snapshots;
pub mod source;
pub mod telling;
pub mod ticket_story;
pub mod tickets_view;
pub mod timeline;
pub mod torn;
pub mod verify;
pub mod voice_story;
pub mod why_called;
pub mod witness;
pub mod words;

pub use cli::Cli;
pub use finding::{Finding, FindingKind};
pub use moment::Moment;
pub use remote::{Remote, RemoteError};
pub use run::{Ending, Failure, run};
pub use source::{CaseHistory, Passed, Source, SourceError};
pub use verify::{Checks, Verified, verify};
