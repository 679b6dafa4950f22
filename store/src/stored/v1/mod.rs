//! The first version of every event. Frozen: never edit what a log was written with, add a `v2`.

mod bundle;
mod collection;
pub(crate) mod decision;
mod delivery;
pub(crate) mod document;
mod escort;
pub(crate) mod flow;
pub(crate) mod intake;
mod papers;
pub(crate) mod port;
pub(crate) mod publication;
pub(crate) mod reach;
mod remedy;
pub(crate) mod setup;
mod ticket;
mod time;
pub(crate) mod values;
mod voice;
