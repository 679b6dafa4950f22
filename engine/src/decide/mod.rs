//! 决断: what follows from a command. Pure: the same world, command and time give the same events on every
//! machine, for ever.

mod context;

use crate::command::Envelope;
use crate::id::CaseId;
use crate::record::Commit;
use crate::refusal::{Refusal, Rule};
use crate::time::Timestamp;
use crate::world::{Answer, World};

/// What a command leads to, where no rule is against it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// The same command was carried out before: its first answer.
    Again(Answer),
    /// Nothing is to be done.
    AlreadySo(Option<(CaseId, u32)>),
    /// Events, not yet part of the world.
    Commit(Box<Commit>),
}

/// Decides a command at a time.
pub fn decide(world: &World, envelope: Envelope, now: Timestamp) -> Result<Decision, Refusal> {
    let _ = (world, envelope, now);
    Err(Rule::UnknownCase.because("not yet"))
}
