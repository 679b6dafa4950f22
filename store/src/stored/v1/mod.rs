//! The first version of every event. Frozen: never edit what a log was written with, add a `v2`.

mod bundle;
mod decision;
mod delivery;
mod document;
mod flow;
mod intake;
pub(crate) mod port;
pub(crate) mod setup;
mod time;
pub(crate) mod values;
